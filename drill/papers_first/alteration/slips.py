"""Slips of memory at one place of a formula: what it becomes, and a sentence that says what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.alteration.changes import SMALL, Altered, Edit, called
from drill.papers_first.alteration.label_slips import LABEL_SLIPS
from drill.papers_first.formula.mixtures import exchanged
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.symmetries import is_mean, is_noise, is_order
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Differential,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
    Transpose,
)
from drill.papers_first.wording import inline

_DIFFERENTIAL: Final = 9
"""Tokens of ``\\mathrm{d}x_{i}`` and its like at most."""
_SHORT: Final = 9
"""Tokens of brackets that may be forgotten: ``(1-\\beta)``."""


def _swapped_weights(node: Node) -> Iterator[Altered]:
    """``\\beta a + (1-\\beta) b`` with its weights exchanged."""
    for found in exchanged(node) if isinstance(node, Sum) and node.signs == ("+",) else ():
        say = f"The weights {inline(found.inner)} and {inline(found.outer)} are exchanged."
        yield Altered("weights", found.whole, say)


def _times(factors: tuple[Node, ...]) -> Node:
    return factors[0] if len(factors) == 1 else Product(factors, ("",) * (len(factors) - 1))


def _other_sign(node: Node) -> Iterator[Altered]:
    if isinstance(node, Sum):
        for index, sign in enumerate(node.signs):
            after = node.terms[index + 1]
            if sign in ("+", "-") and not (is_mean(after) or is_noise(after) or is_order(after)):
                other = "-" if sign == "+" else "+"
                signs = (*node.signs[:index], other, *node.signs[index + 1 :])
                say = f"The sign before {called(after)} is wrong: it is ${sign}$, not ${other}$."
                yield Altered("sign", Sum(node.terms, signs), say)


def _lost_term(node: Node) -> Iterator[Altered]:
    """A term of several, or a small constant; of two great ones nobody forgets one."""
    if isinstance(node, Sum):
        for index in range(1, len(node.terms)):
            term = node.terms[index]
            is_small = isinstance(term, Number) or (isinstance(term, Symbol) and not term.sub)
            if _are_dots(term) or is_mean(term) or not (len(node.terms) > 2 or is_small):
                continue
            terms = (*node.terms[:index], *node.terms[index + 1 :])
            signs = (*node.signs[: index - 1], *node.signs[index:])
            kept = Sum(terms, signs) if signs else _unbracketed(terms[0])
            if not isinstance(kept, Number) and len(to_tokens(term)) <= SMALL:
                lost = inline((node.signs[index - 1], *to_tokens(term)))
                yield Altered("term", kept, f"A term is missing: {lost}.")


def _are_dots(term: Node) -> bool:
    return isinstance(term, Symbol) and term.base in ("\\ldots", "\\cdots", "\\dots")


def _unbracketed(node: Node) -> Node:
    match node:
        case Bracket("(", ")", (inner,), (), ()):
            return inner
        case _:
            return node


def _upside_down(node: Node) -> Iterator[Altered]:
    if isinstance(node, Fraction) and node.top != Number("1"):
        say = f"The fraction stands upside down: {called(node.bottom)} belongs below."
        yield Altered("fraction", Fraction(node.bottom, node.top), say)


def _lost_root(node: Node) -> Iterator[Altered]:
    if isinstance(node, Root):
        say = f"The root of {called(node.body)} is missing."
        yield Altered("root", node.body, say)


def _wider_root(node: Node) -> Iterator[Altered]:
    """``\\sqrt{v} + \\epsilon`` as ``\\sqrt{v + \\epsilon}``."""
    if isinstance(node, Sum) and len(node.terms) == 2 and isinstance(node.terms[0], Root):
        root, other = node.terms[0], node.terms[1]
        say = f"{inline(other)} stands outside of the root, not below it."
        yield Altered("under the root", Root(Sum((root.body, other), node.signs), root.degree), say)


def _lost_power(node: Node) -> Iterator[Altered]:
    if isinstance(node, Power) and not isinstance(node.exponent, Signed) and not _is_set(node.base):
        base = node.base
        if (
            isinstance(base, Bracket)
            and len(base.parts) == 1
            and isinstance(base.parts[0], Symbol | Norm | Call)
        ):
            base = base.parts[0]
        say = f"The exponent {inline(node.exponent)} of {called(node.base)} is missing."
        yield Altered("exponent", base, say)


def _is_set(node: Node) -> bool:
    """A set of numbers: what stands above it is a size."""
    return isinstance(node, Symbol) and node.font == "\\mathbb"


def _lost_factor(node: Node) -> Iterator[Altered]:
    """A factor before others that may be forgotten: a weight, a number, a fraction, not what it weighs."""
    if (
        isinstance(node, Product)
        and len(node.factors) > 1
        and set(node.signs) <= {"", "\\cdot"}
        and not any(_is_between(factor) or _are_dots(factor) for factor in node.factors)
    ):
        for index, factor in enumerate(node.factors):
            before = node.factors[index - 1] if index else None
            if not _may_be_forgotten(factor) or isinstance(before, Transpose):
                continue
            is_last = index == len(node.factors) - 1
            if is_last and (not _is_weight(factor) or (before is not None and _is_weight(before))):
                continue
            if Symbol("d") in (_undressed(factor), _undressed(before)) or _leaves_differential(node, index):
                continue
            left = (*node.factors[:index], *node.factors[index + 1 :])
            if len(left) == 1 or all(sign == "" for sign in node.signs):
                yield Altered("factor", _times(left), f"The factor {inline(factor)} is missing.")


def _is_between(factor: Node) -> bool:
    """``A \\bigcup B``: a large sign without a range stands between two things, which are no factors."""
    return isinstance(factor, Big) and not factor.lower and factor.name.startswith("\\big")


def _may_be_forgotten(factor: Node) -> bool:
    """Small, and one number that something is multiplied by."""
    match factor:
        case Big() | Differential() | Function() | Norm() | Transpose() | Power(Norm(), _):
            return False
        case Gradient(None):
            return False  # the sign of a divergence
        case Bracket() if len(to_tokens(factor)) > _SHORT:
            return False
        case Fraction(top, _) if not isinstance(top, Number | Symbol):
            return False
        case Call(_, Bracket(_, _, parts)) if [type(part) for part in parts] != [Symbol]:
            return False
        case _:
            return len(to_tokens(factor)) <= SMALL


def _is_weight(node: Node) -> bool:
    """A Greek letter that is no vector: ``\\lambda`` behind what it weighs."""
    return isinstance(node, Symbol) and node.base.startswith("\\") and not node.font


def _leaves_differential(node: Product, index: int) -> bool:
    """Whether nothing but an integral's ``d x`` stays."""
    left = [to_tokens(factor) for at, factor in enumerate(node.factors) if at != index]
    return all("d" in tokens and len(tokens) <= _DIFFERENTIAL for tokens in left)


def _undressed(node: Node | None) -> Node | None:
    return replace(node, font="") if isinstance(node, Symbol) else node


def _lost_logarithm(node: Node) -> Iterator[Altered]:
    """``\\log p(x)`` as ``p(x)``."""
    match node:
        case Function("\\log" | "\\ln", Fraction() | Call() | Function() as body, (), None):
            yield Altered("logarithm", body, f"The logarithm of {called(body)} is missing.")
        case _:
            return


SLIPS: Final[tuple[Edit, ...]] = (
    _swapped_weights,
    _wider_root,
    *LABEL_SLIPS,
    _lost_logarithm,
    _other_sign,
    _lost_root,
    _upside_down,
    _lost_power,
    _lost_term,
    _lost_factor,
)
