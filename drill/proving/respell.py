"""Other spellings of the key of each kind, which the checker must take too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drill.banks.draws import SplitMix64
from drill.banks.expansion import QuestionExpansion
from drill.banks.filled_answers import arrays_in
from drill.banks.keys import named_factors, written_factors
from drill.banks.scope import read_text
from drill.checking import KINDS, FormulaSpec, Key, SolutionsSpec, Spec, WordsSpec
from drill.lazy_exports import load_object
from drill.maths.print import to_plain
from drill.maths.tree import Binary, Call, Const, Interval, Neg, Node, Num, Relation, RelationOp, Sequence
from drill.proving.claims import read_resolved, resolved_names
from drill.proving.rewrite import spellings

_MIRRORED: Mapping[RelationOp, RelationOp] = {
    "<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!=",
}  # fmt: skip


def respellings(expansion: QuestionExpansion, expect: Spec, key: Key, seed: int) -> Iterator[Key]:
    """Yield texts that mean the key of a variant."""
    respell = KINDS[expect.kind].respell
    if respell:
        yield from load_object(respell)(Spelt(expansion, expect, seed), key)


@dataclass(frozen=True, slots=True)
class Spelt:
    """What is spelt otherwise: a resolved answer of one variant."""

    expansion: QuestionExpansion
    expect: Spec
    seed: int

    def tree(self, key: str) -> Node:
        """Return the tree of a key. Raises BankError where it is not read."""
        return read_resolved(self.expansion, self.expect.kind, key, self.expect)

    def spellings(self, tree: Node, key: str) -> Iterator[str]:
        """Yield a tree with its sums and products spelt otherwise."""
        generator = SplitMix64(self.seed, "spellings")
        yield from spellings(tree, key, generator, to_plain, frozenset(arrays_in(self.expect)))


def of_value(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield one value with its sums and products spelt otherwise."""
    yield from spelt.spellings(spelt.tree(key), key)


def of_formula(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield a formula in LaTeX, and spelt otherwise where it is typed plainly."""
    if isinstance(spelt.expect, FormulaSpec) and spelt.expect.shown:
        yield spelt.expect.shown
    if "\\" not in key:
        names = resolved_names(spelt.expansion, spelt.expect)
        yield from spelt.spellings(read_text(key, "answer.formula", names, "statement"), key)


def of_parts(_spelt: Spelt, key: Mapping[str, str]) -> Iterator[str]:
    """Yield all parts in one text."""
    if not any(";" in text for text in key.values()):
        yield "; ".join(f"{name} = {text}" for name, text in key.items())


def of_text(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield what is as right as the key, and the key with an article, in capitals."""
    if isinstance(spelt.expect, WordsSpec):
        yield from (f"the {key}".upper(), *spelt.expect.others)


def of_span(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield the vectors in another order, one of them longer, beside each other."""
    tree = spelt.tree(key)
    if isinstance(tree, Sequence) and tree.items and all(isinstance(row, Sequence) for row in tree.items):
        first, *others = tree.items
        yield to_plain(Sequence("commas", (*reversed(others), _scaled(first, Num("2")))))


def of_eigenvector(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield a multiple of it."""
    tree = spelt.tree(key)
    yield to_plain(_scaled(tree, Neg(Num("3"))))


def _scaled(row: Node, factor: Node) -> Node:
    if not isinstance(row, Sequence):
        return Binary("*", factor, row)
    return Sequence(row.kind, tuple(Binary("*", factor, entry) for entry in row.items))


def of_interval(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield an interval with finite ends as a chain of inequalities."""
    tree = spelt.tree(key)
    infinite = (Const("inf"), Neg(Const("inf")))
    if isinstance(tree, Interval) and tree.low not in infinite and tree.high not in infinite:
        ends = "<" if tree.open_low else "<=", "<" if tree.open_high else "<="
        yield f"{to_plain(tree.low)} {ends[0]} x {ends[1]} {to_plain(tree.high)}"


def of_relation(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield a relation with its sides exchanged; everything on one side."""
    tree = spelt.tree(key)
    if isinstance(tree, Relation):
        yield to_plain(Relation(_MIRRORED[tree.op], tree.right, tree.left))
        yield to_plain(Relation(tree.op, Binary("-", tree.left, tree.right), Num("0")))


def of_distribution(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield the family in capitals."""
    tree = spelt.tree(key)
    if isinstance(tree, Call):
        yield f" {to_plain(tree)[:1].upper()}{to_plain(tree)[1:]} "


def of_shape(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield the axes in square brackets."""
    tree = spelt.tree(key)
    if isinstance(tree, Sequence) and tree.items:
        yield f"[{', '.join(map(to_plain, tree.items))}]"


def of_solutions(spelt: Spelt, key: str) -> Iterator[str]:
    """Yield another point and longer directions."""
    point, *directions = key.split(" + ")
    has_more = isinstance(spelt.expect, SolutionsSpec) and spelt.expect.directions
    if has_more and all(len(each.split(" ", 1)) == 2 for each in directions):
        pairs = [each.split(" ", 1) for each in directions]
        yield " ".join([point, *(f"+ {row} - 2 {letter} {row}" for letter, row in pairs)])


def of_factorisation(_spelt: Spelt, key: str) -> Iterator[str]:
    """Yield the factors in another order."""
    factors = written_factors(key)
    yield named_factors(dict(reversed(factors.items()))).replace("; ", "\n")


def of_code(_spelt: Spelt, key: str) -> Iterator[str]:
    """Yield an expression in brackets."""
    if "\n" not in key and ";" not in key:
        yield f"( {key} )"
