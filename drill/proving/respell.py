"""Other spellings of the key for each kind, which the checker must accept, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from drill.banks.draws import SplitMix64
from drill.banks.filled_answers import arrays_in
from drill.banks.scope import read_expression_text
from drill.banks.variant_expansion import StageMaker
from drill.checking import (
    CodeSpec,
    DistributionSpec,
    FormulaSpec,
    IntervalSpec,
    Key,
    KeySpec,
    PartsSpec,
    RelationSpec,
    ShapeSpec,
    Spec,
    WordsSpec,
)
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Interval,
    Neg,
    Node,
    Num,
    Relation,
    RelationOp,
    Sequence,
)
from drill.maths.print import to_plain
from drill.proving.claims import read_resolved, resolved_names
from drill.proving.rewrite import list_tree_spellings

_MIRRORED: Mapping[RelationOp, RelationOp] = {
    "<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!=",
}  # fmt: skip


def list_key_respellings(expansion: StageMaker, seed: int) -> Iterator[Key]:
    """Yield texts that mean the key of a variant."""
    yield from respell_key(expansion.expect, Spelt(expansion, seed), expansion.key)


@dataclass(frozen=True, slots=True)
class Spelt:
    """The key to spell otherwise: a resolved answer of one variant."""

    expansion: StageMaker
    seed: int

    def tree(self, key: str) -> Node:
        """Return the tree of a key. Raises BankError where it is not read."""
        return read_resolved(self.expansion, key, self.expansion.expect)

    def spellings(self, tree: Node, key: str) -> Iterator[str]:
        """Yield a tree with its sums and products spelt otherwise."""
        generator, matrices = SplitMix64(self.seed, "spellings"), frozenset(arrays_in(self.expansion.expect))
        yield from list_tree_spellings(tree, key, generator, matrices)


@singledispatch
def respell_key(_expect: Spec, _spelt: Spelt, _key: Any) -> Iterator[Key]:
    """Yield other spellings of a key, which have to be right; none by default."""
    yield from ()


@respell_key.register
def _(_expect: KeySpec, spelt: Spelt, key: str) -> Iterator[str]:
    """Yield one value with its sums and products spelt otherwise."""
    yield from spelt.spellings(spelt.tree(key), key)


@respell_key.register
def _(expect: FormulaSpec, spelt: Spelt, key: str) -> Iterator[str]:
    """Yield a formula in LaTeX, and spelt otherwise where it is typed plainly."""
    if expect.shown:
        yield expect.shown
    if "\\" not in key:
        names = resolved_names(spelt.expansion, expect)
        yield from spelt.spellings(read_expression_text(key, "answer.formula", names, "statement"), key)


@respell_key.register
def _(_expect: PartsSpec, _spelt: Spelt, key: Mapping[str, str]) -> Iterator[str]:
    """Yield all parts in one text."""
    if not any(";" in text for text in key.values()):
        yield "; ".join(f"{name} = {text}" for name, text in key.items())


@respell_key.register
def _(expect: WordsSpec, _spelt: Spelt, key: str) -> Iterator[str]:
    """Yield what is as right as the key, and the key with an article, in capitals."""
    yield from (f"the {key}".upper(), *expect.others)


@respell_key.register
def _(_expect: IntervalSpec, spelt: Spelt, key: str) -> Iterator[str]:
    """Yield an interval with finite ends as a chain of inequalities."""
    tree = spelt.tree(key)
    infinite = (Const("inf"), Neg(Const("inf")))
    if isinstance(tree, Interval) and tree.low not in infinite and tree.high not in infinite:
        ends = "<" if tree.open_low else "<=", "<" if tree.open_high else "<="
        yield f"{to_plain(tree.low)} {ends[0]} x {ends[1]} {to_plain(tree.high)}"


@respell_key.register
def _(_expect: RelationSpec, spelt: Spelt, key: str) -> Iterator[str]:
    """Yield a relation with its sides exchanged; everything on one side."""
    tree = spelt.tree(key)
    if isinstance(tree, Relation):
        yield to_plain(Relation(_MIRRORED[tree.op], tree.right, tree.left))
        yield to_plain(Relation(tree.op, Binary("-", tree.left, tree.right), Num("0")))


@respell_key.register
def _(_expect: DistributionSpec, spelt: Spelt, key: str) -> Iterator[str]:
    """Yield the family in capitals."""
    tree = spelt.tree(key)
    if isinstance(tree, Call):
        yield f" {to_plain(tree)[:1].upper()}{to_plain(tree)[1:]} "


@respell_key.register
def _(_expect: ShapeSpec, spelt: Spelt, key: str) -> Iterator[str]:
    """Yield the axes in square brackets."""
    tree = spelt.tree(key)
    if isinstance(tree, Sequence) and tree.items:
        yield f"[{', '.join(map(to_plain, tree.items))}]"


@respell_key.register
def _(_expect: CodeSpec, _spelt: Spelt, key: str) -> Iterator[str]:
    """Yield an expression in brackets, and with an inverse in place of every solve.

    Both have the same value unless a matrix is drawn singular, where the checker would refuse right answers.
    """
    if "\n" not in key and ";" not in key:
        yield f"( {key} )"
    if "np.linalg.solve(" in key:
        yield ast.unparse(_InverseForSolve().visit(ast.parse(key)))


class _InverseForSolve(ast.NodeTransformer):
    """Write ``np.linalg.inv(A) @ b`` for ``np.linalg.solve(A, b)``."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(ast.Attribute(library, "solve"), [matrix, right_side]):
                inverse = ast.Call(ast.Attribute(library, "inv", ast.Load()), [matrix], [])
                return ast.BinOp(inverse, ast.MatMult(), right_side)
            case _:
                return node
