"""The key of each kind spelt in other ways, as learners type it: the checker must accept them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

from drill.banks.draws import SplitMix64, draw_variant
from drill.banks.filled_answers import arrays_in
from drill.banks.models import Exercise
from drill.banks.scope import read_expression_text
from drill.banks.variant_expansion import StageMaker, VariantMaker
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
    check,
)
from drill.errors import DrillError
from drill.maths.exact import evaluate_exactly
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
    Sym,
    change_parts,
    find_symbols,
    list_parts,
    replace_parts,
)
from drill.maths.print import to_plain
from drill.proving import claims
from tests.exercises.drawn_texts import FieldFinding

# Codes of verdicts on correct values in a form, or by a method, that the question does not accept.
_NOT_ASKED = frozenset({"form", "forbidden"})


def respelling_findings(exercise: Exercise, variants: int) -> Iterator[FieldFinding]:
    """Yield each spelling of a key, in some draws of an exercise, that the checker does not accept."""
    for form in exercise.forms:
        for seed in range(variants):
            try:
                stages = VariantMaker(draw_variant(replace(exercise, forms=(form,)), seed)).questions
                for stage in stages:
                    for text in list_key_respellings(stage, seed):
                        verdict = check(stage.expect, text)
                        if verdict.verdict != "correct" and verdict.code not in _NOT_ASKED:
                            said = f"the checker calls the key {verdict.verdict} when it is written {text}"
                            yield (*stage.question.at, "answer"), "error", "spelling", said
            except DrillError:
                continue


def list_tree_spellings(
    tree: Node, text: str, generator: SplitMix64, matrices: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield texts of the same value: blanks, product signs, order of sums and products, other fractions.

    Products with one of ``matrices`` keep their order.
    """
    yield f"  {text} "
    yield re.sub(r"\s*([+\-*/^=,])\s*", r" \1 ", text).strip()
    yield to_plain(_write_product_signs(tree))
    yield to_plain(_exchange_operands(tree, generator, matrices))
    if matrices:
        yield to_plain(_by_exponents(tree))
    if (fraction := _other_fraction(tree)) is not None:
        yield to_plain(fraction)


def _write_product_signs(node: Node) -> Node:
    """Return the tree with a sign in every product."""
    node = change_parts(node, _write_product_signs)
    if isinstance(node, Binary) and node.op == "*":
        return replace(node, implicit=False)
    return node


def _by_exponents(node: Node) -> Node:
    """Return transposes and inverses as ``A^T`` and ``A^-1``."""
    parts = tuple(map(_by_exponents, list_parts(node)))
    match node:
        case Call("T"):
            return Binary("^", parts[0], Sym("T"))
        case Call("inv"):
            return Binary("^", parts[0], Neg(Num("1")))
        case _:
            return replace_parts(node, parts) if parts else node


def _exchange_operands(node: Node, generator: SplitMix64, matrices: frozenset[str]) -> Node:
    """Return terms and factors exchanged; matrices keep their order in products."""
    parts = tuple(_exchange_operands(part, generator, matrices) for part in list_parts(node))
    if not isinstance(node, Binary) or _holds_lists(node) or generator.below(3) == 0:
        return replace_parts(node, parts) if parts else node
    left, right = parts
    match node.op:
        case "+":
            return Binary("+", right, left)
        case "*" if not isinstance(right, Neg) and not matrices & find_symbols(node):
            return Binary("*", right, left, implicit=False)
        case "-":
            return Binary("+", Neg(right), left)
        case _:
            return Binary(node.op, left, right, node.implicit)


def _holds_lists(node: Node) -> bool:
    return isinstance(node, Sequence) or any(map(_holds_lists, list_parts(node)))


def _other_fraction(tree: Node) -> Node | None:
    """Return a fraction expanded, 3/4 as 6/8; none of an array or a statement."""
    if isinstance(tree, (Sequence, Relation)):
        return None
    value = evaluate_exactly(tree, {})
    if value is None or value.denominator == 1 or isinstance(tree, Num):
        return None
    fraction = Binary("/", Num(str(2 * abs(value.numerator))), Num(str(2 * value.denominator)))
    return Neg(fraction) if value < 0 else fraction


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
        return claims.read_resolved(self.expansion, key, self.expansion.expect)

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
    """Yield a formula spelt otherwise where it is typed plainly."""
    if "\\" not in key:
        names = claims.resolved_names(spelt.expansion, expect)
        yield from spelt.spellings(read_expression_text(key, "answer.formula", names, "statement"), key)


@respell_key.register
def _(_expect: PartsSpec, _spelt: Spelt, key: Mapping[str, str]) -> Iterator[str]:
    """Yield all parts in one text."""
    if not any(";" in text for text in key.values()):
        yield "; ".join(f"{name} = {text}" for name, text in key.items())


@respell_key.register
def _(expect: WordsSpec, _spelt: Spelt, key: str) -> Iterator[str]:
    """Yield spellings that are as right as the key, and the key with an article, in capitals."""
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
