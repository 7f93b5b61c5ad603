"""Sides as arithmetic of arrays: what could be read otherwise, their quantities, their steps of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.quantities import check_arithmetic
from drill.papers_first.arrays.array_functions import COMPUTED_WORDS, DIAGONALS, determinants, is_rounding
from drill.papers_first.arrays.arrays import JOINTS, is_ones
from drill.papers_first.arrays.guessed_shapes import is_scalar_name
from drill.papers_first.arrays.identities import Identity
from drill.papers_first.arrays.told_shapes import (
    Known,
    is_said_matrix,
    is_said_number,
    matrix_like,
)
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Differential,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
    Table,
    Transpose,
    children,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.known_numbers import (
    check_constants,
    is_constant,
)

_STEP: Final = Symbol("\\Delta")
EULER: Final = Symbol("e", "\\mathrm")
_HALVES: Final = ("1/2", "0.5")
_ENTRYWISE_WORDS: Final = re.compile(
    r"\bhadamard\b|\b(?:element|entry|component|point)-?\s?wise\b|\bentry by entry\b", re.IGNORECASE
)


def timeless(node: Node) -> Node:
    """A quantity without its step of time: ``x_{k-1}`` and ``x_k``, ``x'(t)``, ``x(t)``, ``\\dot{x}_k``."""
    match node:
        case Symbol(accents=("\\dot" | "\\ddot", *rest)):
            return timeless(replace(node, accents=tuple(rest)))
        case Symbol(sub=sub) if _is_step(sub):
            return replace(node, sub=sub[:1])
        case Call(Symbol(primes=primes) as head) if primes:
            return replace(node, head=replace(head, primes=0))
        case Applied(Derivative(_, (_, "t")), body):
            return body
        case _:
            return node


def _is_step(sub: tuple[str, ...]) -> bool:
    """Whether an index counts steps: ``k``, ``k - 1``, ``k | k - 1``; ``u v`` are two indices."""
    letters = {token for token in sub if token.isalpha()}
    is_one = len(letters) == 1 and sub[0] in letters and len(sub[0]) == 1
    return is_one and (len(sub) == 1 or bool({"+", "-", "|", "\\mid"} & set(sub)))


def with_rates(paper: Paper, side: Node) -> Node:
    """A side where a Greek letter that the paper calls a number is a factor before a sum in brackets."""

    def is_rate(head: Symbol) -> bool:
        return is_scalar_name(head) and is_said_number(paper, head)

    def change(part: Node) -> Node | None:
        match part:
            case Call(Symbol() as head, Bracket(_, _, (Sum(),), (), ()) as inner) if is_rate(head):
                return Product((head, replaced(inner, change)), ("",))
            case _:
                return None

    return replaced(side, change)


def check_side(paper: Paper, side: Node, identity: Identity | None, known: Known) -> None:
    """That nothing could be read as something else than arithmetic of arrays.

    Raises:
        RefusedError: something could.
    """
    has_size = paper.meaning(_STEP) is not None
    has_transposes = any(isinstance(part, Transpose) for part in walk(side))
    rings = [part for part in walk(side) if isinstance(part, Product) and "\\circ" in part.signs]
    if rings and not all(any(isinstance(inner, Transpose) for inner in walk(ring)) for ring in rings):
        _check_entrywise(paper)

    def plain(part: Node) -> Node | None:
        match part:
            case Symbol() if identity is not None and part == identity.symbol:
                return replace(part, sub=("0",))  # a bare I is refused where nobody has looked at what it is
            case Symbol() if is_ones(part):
                return Symbol("s")
            case Differential():
                return Symbol("s")
            case Symbol() if part == _STEP and has_size:
                return Symbol("s")
            case Symbol() if matrix_like(part) and (has_transposes or is_said_matrix(paper, part, known)):
                return replace(part, font="\\mathbf")  # so that two of them are no word
            case Power(Symbol() as body, exponent) if _half(exponent) and matrix_like(body):
                return replace(body, font="\\mathbf")  # a root of a matrix is no letter of a word
            case Power(Symbol(sub=()) as body, exponent) if is_inverse(exponent) or _half(exponent):
                return replace(body, sub=("0",))  # no operator before brackets
            case Power(body, exponent) if is_inverse(exponent) or _half(exponent):
                return _held(replaced(body, plain))
            case Function("\\det", body) | Norm("|", body, ()):
                return _held(replaced(body, plain))
            case Bracket("\\langle", "\\rangle", (first, second), (",",), _):
                return _held(Product((replaced(first, plain), replaced(second, plain)), ("\\odot",)))
            case Bracket("[", "]", (_, _, *_) as parts, separators, ()) if set(separators) <= JOINTS:
                inner = tuple(replaced(part, plain) for part in parts)
                return Bracket("(", ")", (Sum(inner, ("+",) * (len(inner) - 1)),))
            case Call(Symbol(base, "\\operatorname"), Bracket(_, _, (body,), (), ())) if base in DIAGONALS:
                return _held(replaced(body, plain))
            case _:
                return None

    if any(isinstance(part, Call) and is_scalar_name(part.head) and not _is_at(part) for part in walk(side)):
        raise RefusedError("a letter before brackets may be a factor")
    checked = replaced(side, plain)
    check_arithmetic(checked)
    for part in filter(is_rounding, walk(checked)):
        check_arithmetic(part.arguments)
    check_constants(side)


def _is_at(call: Call) -> bool:
    """``\\beta(t)``: one letter or number in round brackets, where nobody writes a factor."""
    match call.arguments:
        case Bracket("(", ")", (Number() | Symbol(font="", sub=()),), (), ()):
            return True
        case _:
            return False


def _held(node: Node) -> Node:
    """A part in brackets that are no arguments: a sum stands in them."""
    return node if isinstance(node, Symbol) else Bracket("(", ")", (Sum((node, node), ("+",)),))


def _check_entrywise(paper: Paper) -> None:
    """That a ring is a product entry by entry: it may join functions, too.

    Raises:
        RefusedError: the paper says nothing of such products.
    """
    if not any(_ENTRYWISE_WORDS.search(paragraph.text) for paragraph in paper.document.paragraphs):
        raise RefusedError("a ring may join functions")


def is_inverse(exponent: Node) -> bool:
    return exponent == Signed("-", Number("1"))


def _half(exponent: Node) -> bool:
    """Whether an exponent is one half or minus it."""
    body = exponent.body if isinstance(exponent, Signed) else exponent
    text = to_latex(body).replace(" ", "")
    return text in (*_HALVES, "\\frac{1}{2}")


def is_by_cases(side: Node) -> bool:
    """Whether a side is a definition by cases."""
    return isinstance(side, Table) and side.environment.endswith("cases")


def leaves_of(node: Node) -> Iterator[Node]:
    """The quantities of a side: what is not computed of others."""
    match node:
        case Number():
            return
        case Symbol() if is_constant(node) or is_ones(node):
            return
        case Symbol() | Gradient() | Derivative() | Applied() | Differential():
            yield node
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (inner,), (), ())) if (
            base in COMPUTED_WORDS
        ):
            yield from leaves_of(inner)
        case Norm("\\|", body, _) | Function("\\det", body):
            yield from leaves_of(body)
        case Norm("|", Symbol(base, "\\mathbf") as body, ()) if base[-1].islower():
            yield body  # the length of a vector, or every entry's: no number of its own
        case Function("\\log" | "\\ln", Norm("|", body, ())):
            yield from leaves_of(body)
        case Function("\\log" | "\\ln", body) if (pair := determinants(body)) is not None:
            yield from pair
        case Bracket("\\langle", "\\rangle", parts, (",",), _):
            for part in parts:
                yield from leaves_of(part)
        case Big("\\max" | "\\min", (), (), Bracket(_, _, (Symbol() as inner,), (), ())):
            yield inner
        case _ if is_rounding(node):
            yield from leaves_of(node.arguments)
        case Power(base, exponent) if base in (Symbol("e"), EULER):
            yield from leaves_of(exponent)
        case _ if is_given(node):
            yield node
        case _:
            for child in children(node):
                yield from leaves_of(child)


def has_step(node: Node) -> bool:
    """Whether a quantity may stand beside itself at another time, or beside its derivative."""
    return isinstance(node, Call | Applied | Symbol)
