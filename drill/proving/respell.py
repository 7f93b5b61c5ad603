"""Other spellings of the key of each kind, which the checker must take too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from drill.banks import QuestionExpansion, SplitMix64, arrays_in, named_factors, written_factors
from drill.checking import Answer, Key
from drill.maths.print import to_plain
from drill.maths.tree import Binary, Call, Const, Interval, Neg, Node, Num, Relation, RelationOp, Sequence
from drill.proving.claims import read_resolved
from drill.proving.rewrite import spellings

_SPELT = frozenset(
    {
        *("number", "expression", "antiderivative", "vector", "matrix", "set", "list"),
        *("matrix-expression", "formula"),
    }
)
"""Kinds whose keys are one value, of which sums and products may be spelt otherwise."""

_MIRRORED: Mapping[RelationOp, RelationOp] = {
    "<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!=",
}  # fmt: skip


def respellings(expansion: QuestionExpansion, expect: Answer, key: Key, seed: int) -> Iterator[Key]:
    """Yield texts that mean the key of a variant."""
    kind = expect.kind
    if not isinstance(key, str):
        if not any(";" in text for text in key.values()):
            yield "; ".join(f"{name} = {text}" for name, text in key.items())
        return
    if kind in _SPELT:
        if expect.latex:
            yield expect.latex
        if kind == "formula" and "\\" in key:
            return
        tree = _tree(expansion, expect, kind, key)
        generator = SplitMix64(seed, "spellings")
        yield from spellings(tree, key, generator, to_plain, frozenset(arrays_in(expect)))
    elif kind in _OF_TREE:
        yield from _OF_TREE[kind](_tree(expansion, expect, kind, key))
    elif kind in _OF_TEXT:
        yield from _OF_TEXT[kind](expect, key)


def _tree(expansion: QuestionExpansion, expect: Answer, kind: str, key: str) -> Node:
    if kind == "formula":
        from drill.banks import read_text
        from drill.proving.claims import resolved_names

        return read_text(key, "answer.formula", resolved_names(expansion, expect), "statement")
    return read_resolved(expansion, kind, key, expect)


def _of_span(tree: Node) -> Iterator[str]:
    """The vectors in another order, one of them longer, beside each other."""
    if isinstance(tree, Sequence) and tree.items and all(isinstance(row, Sequence) for row in tree.items):
        first, *others = tree.items
        yield to_plain(Sequence("commas", (*reversed(others), _scaled(first, Num("2")))))


def _of_eigenvector(tree: Node) -> Iterator[str]:
    yield to_plain(_scaled(tree, Neg(Num("3"))))


def _scaled(row: Node, factor: Node) -> Node:
    if not isinstance(row, Sequence):
        return Binary("*", factor, row)
    return Sequence(row.kind, tuple(Binary("*", factor, entry) for entry in row.items))


def _of_interval(tree: Node) -> Iterator[str]:
    """An interval with finite ends as a chain of inequalities."""
    infinite = (Const("inf"), Neg(Const("inf")))
    if isinstance(tree, Interval) and tree.low not in infinite and tree.high not in infinite:
        ends = "<" if tree.open_low else "<=", "<" if tree.open_high else "<="
        yield f"{to_plain(tree.low)} {ends[0]} x {ends[1]} {to_plain(tree.high)}"


def _of_relation(tree: Node) -> Iterator[str]:
    """Sides exchanged; everything on one side."""
    if isinstance(tree, Relation):
        yield to_plain(Relation(_MIRRORED[tree.op], tree.right, tree.left))
        yield to_plain(Relation(tree.op, Binary("-", tree.left, tree.right), Num("0")))


def _of_distribution(tree: Node) -> Iterator[str]:
    if isinstance(tree, Call):
        yield f" {to_plain(tree)[:1].upper()}{to_plain(tree)[1:]} "


def _of_shape(tree: Node) -> Iterator[str]:
    if isinstance(tree, Sequence) and tree.items:
        yield f"[{', '.join(map(to_plain, tree.items))}]"


def _of_solutions(expect: Answer, key: str) -> Iterator[str]:
    """Another point and longer directions."""
    point, *directions = key.split(" + ")
    if expect.span and all(len(each.split(" ", 1)) == 2 for each in directions):
        pairs = [each.split(" ", 1) for each in directions]
        yield " ".join([point, *(f"+ {row} - 2 {letter} {row}" for letter, row in pairs)])


def _of_factorisation(expect: Answer, key: str) -> Iterator[str]:
    factors = written_factors(key)
    yield named_factors(dict(reversed(factors.items()))).replace("; ", "\n")


def _of_code(expect: Answer, key: str) -> Iterator[str]:
    if "\n" not in key and ";" not in key:
        yield f"( {key} )"


_OF_TREE: Mapping[str, Callable[[Node], Iterator[str]]] = {
    "span": _of_span,
    "eigenvector": _of_eigenvector,
    "interval": _of_interval,
    "inequality": _of_relation,
    "equation": _of_relation,
    "distribution": _of_distribution,
    "shape": _of_shape,
}
_OF_TEXT: Mapping[str, Callable[[Answer, str], Iterator[str]]] = {
    "solutions": _of_solutions,
    "factorisation": _of_factorisation,
    "code": _of_code,
}
