"""Slips that readers of formulas make, with what a teacher says to each, on trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from drill.papers_first.formula.given import is_given, is_grouping
from drill.papers_first.formula.mixtures import exchanged
from drill.papers_first.formula.rewrite import bracketed
from drill.papers_first.formula.tree import (
    Binomial,
    Bracket,
    Factorial,
    Fraction,
    Node,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
    children,
)
from drill.papers_first.wording import inline


@dataclass(frozen=True, slots=True)
class Mistake:
    """A changed expression and what to say to who took it for the right one."""

    node: Node
    say: str


def mistakes(node: Node) -> Iterator[Mistake]:
    """Slips of an expression, the most telling first; some may have the same value as it."""
    yield from _swapped_weights(node)
    for slips in (_of_root, _of_bracket, _of_power, _of_fraction, _of_sum, _of_rest, _of_product):
        for part, put_back in _places(node):
            yield from slips(part, put_back)


class _PutBack:
    """The whole expression around one part."""

    def __init__(self, whole: Node, path: tuple[int, ...]) -> None:
        self._whole = whole
        self._path = path

    def __call__(self, part: Node) -> Node:
        return _with_child(self._whole, self._path, part)


def _places(node: Node) -> Iterator[tuple[Node, _PutBack]]:
    """Every computed part and the way to put another in its place."""

    def visit(part: Node, path: tuple[int, ...]) -> Iterator[tuple[Node, _PutBack]]:
        yield part, _PutBack(node, path)
        if is_given(part):
            return
        for place, child in enumerate(children(part)):
            if not (isinstance(part, Power) and place and _is_root(child)):
                yield from visit(child, (*path, place))

    yield from visit(node, ())


def _is_root(exponent: Node) -> bool:
    """``1/2`` above a base: nobody multiplies by its 2."""
    return isinstance(exponent, Fraction) and all(isinstance(one, Number) for one in children(exponent))


def _with_child(node: Node, path: tuple[int, ...], new: Node) -> Node:
    if not path:
        return new
    place, *rest = path
    parts = list(children(node))
    parts[place] = _with_child(parts[place], tuple(rest), new)
    return _rebuilt(node, tuple(parts))


def _rebuilt(node: Node, parts: tuple[Node, ...]) -> Node:
    """``node`` with other children, in the order of ``children``."""
    match node:
        case Sum():
            return replace(node, terms=parts)
        case Product():
            return replace(node, factors=parts)
        case Bracket():
            return replace(node, parts=parts)
        case Fraction():
            return Fraction(*parts)
        case Binomial():
            return Binomial(*parts)
        case Power():
            return Power(*parts)
        case Root(_, None):
            return replace(node, body=parts[0])
        case Root():
            return replace(node, degree=parts[0], body=parts[1])
        case Signed() | Factorial():
            return replace(node, body=parts[0])
        case Transpose():
            return replace(node, base=parts[0])
        case Statement():
            return replace(node, sides=parts)
        case Table(_, rows):
            left = iter(parts)
            return replace(node, rows=tuple(tuple(next(left) for _ in row) for row in rows))
        case _ if hasattr(node, "power") and len(parts) == 2:
            return replace(node, power=parts[0], body=parts[1])  # type: ignore[call-arg]
        case _ if hasattr(node, "arguments"):
            return replace(node, arguments=parts[1])  # type: ignore[call-arg]
        case _:
            return replace(node, body=parts[0])  # type: ignore[call-arg]


def _swapped_weights(node: Node) -> Iterator[Mistake]:
    """``b x + (1 - b) y`` with the weights exchanged."""
    for part, put_back in _places(node):
        for found in exchanged(part) if isinstance(part, Sum) else ():
            say = (
                f"The weights are exchanged: {inline(found.inner)} belongs to {inline(found.of_inner)}, "
                f"and {inline(found.outer)} to {inline(found.of_outer)}."
            )
            yield Mistake(put_back(found.whole), say)
            return


# --- roots, powers, fractions ---------------------------------------------------------------------------


def _of_root(part: Node, put_back: _PutBack) -> Iterator[Mistake]:
    if isinstance(part, Root):
        yield Mistake(put_back(bracketed(part.body)), f"The root over {inline(part.body)} is missing.")


def _of_power(part: Node, put_back: _PutBack) -> Iterator[Mistake]:
    if not isinstance(part, Power):
        return
    match part.exponent:
        case Number("2"):
            yield Mistake(put_back(part.base), f"{inline(part.base)} is squared; the square is missing.")
        case Sum((first, Number("1")), ("+",)):
            say = f"The exponent is {inline(part.exponent)}, one more than {inline(first)}."
            yield Mistake(put_back(Power(part.base, first)), say)
        case Sum((first, Number("1")), ("-",)):
            say = f"The exponent is {inline(part.exponent)}, one less than {inline(first)}."
            yield Mistake(put_back(Power(part.base, first)), say)
        case Number():
            yield Mistake(put_back(part.base), f"The power {inline(part)} is missing.")
        case Signed():
            return
        case exponent if not isinstance(part.base, Symbol) or part.base.base != "e":
            say = f"{inline(part)} is a power, not a product of {inline(part.base)} and {inline(exponent)}."
            yield Mistake(put_back(bracketed(Product((part.base, bracketed(exponent)), ("\\cdot",)))), say)


def _of_fraction(part: Node, put_back: _PutBack) -> Iterator[Mistake]:
    match part:
        case Fraction(Number("1"), bottom):
            say = f"Divide by {inline(bottom)}; you multiplied by it."
            yield Mistake(put_back(bracketed(bottom)), say)
        case Fraction(top, bottom):
            if isinstance(bottom, Sum) and not isinstance(bottom.terms[-1], Number):
                shorter = _without_last(bottom)
                say = f"Below stands all of {inline(bottom)}; {inline(bottom.terms[-1])} belongs to it."
                yield Mistake(put_back(Fraction(top, shorter)), say)
            yield Mistake(put_back(bracketed(top)), f"The division by {inline(bottom)} is missing.")


def _without_last(whole: Sum) -> Node:
    terms, signs = whole.terms[:-1], whole.signs[:-1]
    return terms[0] if len(terms) == 1 else Sum(terms, signs)


# --- sums and brackets ----------------------------------------------------------------------------------


def _of_bracket(part: Node, put_back: _PutBack) -> Iterator[Mistake]:
    """``a (b + c)`` where the factor reaches the first term only."""
    if not isinstance(part, Product) or not all(sign in ("", "\\cdot", "\\times") for sign in part.signs):
        return
    last = part.factors[-1]
    if not (isinstance(last, Bracket) and is_grouping(last) and isinstance(last.parts[0], Sum)):
        return
    inner = last.parts[0]
    if isinstance(inner.terms[0], Number):
        return
    before = part.factors[:-1]
    factor = before[0] if len(before) == 1 else Product(before, part.signs[:-1])
    first = inner.terms[0]
    kept = bracketed(first) if isinstance(first, Signed) else first
    short = Product((factor, kept), ("",)) if not isinstance(kept, Number) else factor
    wrong = Sum((short, *inner.terms[1:]), inner.signs)
    say = f"The factor {inline(factor)} multiplies every term of {inline(last)}, not only the first one."
    yield Mistake(put_back(bracketed(wrong)), say)


def _of_sum(part: Node, put_back: _PutBack) -> Iterator[Mistake]:
    if not isinstance(part, Sum):
        return
    for place, sign in enumerate(part.signs):
        if isinstance(part.terms[place + 1], Number) and isinstance(part.terms[0], Number):
            continue
        other = "-" if sign == "+" else "+"
        signs = (*part.signs[:place], other, *part.signs[place + 1 :])
        word = "added" if sign == "+" else "taken away"
        say = f"Check a sign: {inline(part.terms[place + 1])} is {word}."
        yield Mistake(put_back(replace(part, signs=signs)), say)


def _of_rest(part: Node, put_back: _PutBack) -> Iterator[Mistake]:
    match part:
        case Signed("-", body):
            yield Mistake(put_back(body), f"The minus before {inline(body)} is missing.")
        case Bracket("\\lfloor", _, (body,)):
            yield Mistake(put_back(bracketed(body)), f"{inline(part)} rounds down to a whole number.")
        case Bracket("\\lceil", _, (body,)):
            yield Mistake(put_back(bracketed(body)), f"{inline(part)} rounds up to a whole number.")


def _of_product(part: Node, put_back: _PutBack) -> Iterator[Mistake]:
    """A factor that is forgotten."""
    if not isinstance(part, Product):
        return
    for place, factor in enumerate(part.factors):
        if place and part.signs[place - 1] in ("/", "\\div"):
            say = f"The division by {inline(factor)} is missing."
        elif place == 0 and part.signs[0] in ("/", "\\div"):
            continue
        else:
            say = f"The factor {inline(factor)} is missing."
        factors = (*part.factors[:place], *part.factors[place + 1 :])
        signs = part.signs[1:] if place == 0 else (*part.signs[: place - 1], *part.signs[place:])
        yield Mistake(put_back(factors[0] if len(factors) == 1 else Product(factors, signs)), say)
