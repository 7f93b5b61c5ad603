"""Between which numbers an expression stays, told by how it is built and what its parts are kept between."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from drill.papers_first.formula.given import is_clip
from drill.papers_first.formula.mixtures import exchanged
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Said,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
)
from drill.papers_first.formula.vocabulary import PLACES
from drill.papers_first.plausible.entropies import is_normalised_entropy
from drill.papers_first.plausible.known_numbers import is_base_e


class Span(NamedTuple):
    """All numbers from one to another."""

    low: float = -math.inf
    high: float = math.inf

    def meet(self, other: Span) -> Span:
        """What is in both."""
        return Span(max(self.low, other.low), min(self.high, other.high))

    def hull(self, other: Span) -> Span:
        """The least that holds both."""
        return Span(min(self.low, other.low), max(self.high, other.high))

    def holds(self, other: Span) -> bool:
        """Whether the other lies within."""
        return self.low <= other.low and other.high <= self.high


ANY: Final = Span()
NEVER_NEGATIVE: Final = Span(low=0)
NEVER_POSITIVE: Final = Span(high=0)
SHARE: Final = Span(0, 1)
BETWEEN_ONES: Final = Span(-1, 1)

Known = Callable[[Node], Span | None]
"""What a part that is given whole is kept between; None for one that is computed."""

_MEANS: Final = frozenset(
    ("E", "\\mathbb{E}", "CVaR", "VaR", "mean", "Mean", "avg", "Avg", "median", "Median", "quantile", "sg")
)
"""Their value lies among those of what they are taken of."""
_PLAIN: Final = frozenset(("", "\\cdot", "\\times", "\\odot", "*"))
_ROUND: Final = frozenset(("", "(", "[", "\\{"))
_ANGLES: Final = {
    "\\arccos": Span(0, math.pi),
    "\\arcsin": Span(-math.pi / 2, math.pi / 2),
    "\\arctan": Span(-math.pi / 2, math.pi / 2),
}
_LESS: Final = frozenset(("<", "\\leq", "\\le", "\\leqslant"))
_MORE: Final = frozenset((">", "\\geq", "\\ge", "\\geqslant"))
_PAIR: Final = 2
_LARGEST: Final = 1e300
"""Stands for larger numbers, too."""


def span(node: Node, known: Known) -> Span:
    """What a part is kept between, nothing where that is not plain."""
    if (given := known(node)) is not None:
        return given
    match node:
        case Number(text):
            return _number(text)
        case Signed("-", body) if is_normalised_entropy(body):
            return SHARE
        case Signed(sign, body):
            return _negative(span(body, known)) if sign == "-" else span(body, known)
        case Bracket(opening, _, (inner,), (), ()) if opening in _ROUND:
            return span(inner, known)
        case Root(inner, None) if (found := span(inner, known)).low == found.high >= 0:
            return Span(math.sqrt(found.low), math.sqrt(found.low))
        case Bracket(sub=("+",)) | Norm() | Root(_, None) | Call(Symbol("abs")):
            return NEVER_NEGATIVE
        case Applied(Symbol(base), inner) if base in _MEANS:
            return span(inner, known)
        case Call(_, Bracket(_, _, (inner, *ends))) if is_told_by_argument(node):
            return Span(span(ends[0], known).low, span(ends[1], known).high) if ends else span(inner, known)
        case Function():
            return _of_function(node, known)
        case Sum(terms, signs):
            return _of_sum(node, terms, signs, known)
        case Product(factors, signs):
            lattice = lattice_pair(node)
            return _of_lattice(lattice, known) if lattice else _of_product(factors, signs, known)
        case Fraction(top, bottom) if _is_cosine(top, bottom):
            return BETWEEN_ONES
        case Fraction(top, bottom):
            return SHARE if _is_share(top, bottom, known) else _divided(span(top, known), span(bottom, known))
        case Power(base, exponent):
            return _of_power(base, exponent, known)
        case Big():
            return _of_big(node, known)
        case Table("cases", rows):
            return _hull(span(row[0], _in_case(row[1:], known)) for row in rows if row)
        case _:
            return ANY


def _in_case(conditions: Sequence[Node], known: Known) -> Known:
    """What is known under a condition: of ``c \\leq r``, both above 0, that ``r / c`` is 1 or more."""
    compared = [
        pair
        for one in conditions
        for part in ((one.body,) if isinstance(one, Said) else (one,))
        if (pair := _less_and_more(part)) is not None and all(span(side, known).low >= 0 for side in pair)
    ]

    def in_case(node: Node) -> Span | None:
        match node:
            case Fraction(top, bottom) | Product((top, bottom), ("/",)):
                if (bottom, top) in compared:
                    return Span(low=1)
                if (top, bottom) in compared:
                    return SHARE
                return known(node)
            case _:
                return known(node)

    return in_case if compared else known


def _less_and_more(condition: Node) -> tuple[Node, Node] | None:
    match condition:
        case Statement((one, other), (relation,)) if relation in _LESS:
            return one, other
        case Statement((one, other), (relation,)) if relation in _MORE:
            return other, one
        case _:
            return None


def lattice_pair(node: Node) -> tuple[str, Node, Node] | None:
    """The only sign of the smaller or the larger of two in a product, with the two; one is a number.

    The sign stands behind the first factor or before the last.
    """
    match node:
        case Product((*factors, Number()), (*others, ("\\wedge" | "\\vee") as sign)) | Product(
            (Number(), *factors), (("\\wedge" | "\\vee") as sign, *others)
        ):
            if {"\\wedge", "\\vee"} & set(others) or any(isinstance(one, Big) for one in factors):
                return None
            place = node.signs.index(sign) + 1
            return sign, _part(node, 0, place), _part(node, place, len(node.factors))
        case _:
            return None


def _part(product: Product, begin: int, end: int) -> Node:
    """The product of some of the factors."""
    factors = product.factors[begin:end]
    return factors[0] if len(factors) == 1 else Product(factors, product.signs[begin : end - 1])


def _of_lattice(lattice: tuple[str, Node, Node], known: Known) -> Span:
    sign, *pair = lattice
    one, other = (span(part, known) for part in pair)
    extreme = min if sign == "\\wedge" else max
    return Span(extreme(one.low, other.low), extreme(one.high, other.high))


def is_told_by_argument(node: Call) -> bool:
    """Whether a value is told by what it is of: its size, a mean of it, a number kept between two others."""
    match node:
        case Call(Symbol(base), Bracket(_, _, (_,), (), ())) if base in _MEANS or base == "abs":
            return True
        case _:
            return is_clip(node)


def _number(text: str) -> Span:
    try:
        return Span(float(text), float(text))
    except ValueError:
        return ANY


def _hull(found: Iterator[Span]) -> Span:
    spans = list(found)
    return Span(min(one.low for one in spans), max(one.high for one in spans)) if spans else ANY


def _negative(one: Span) -> Span:
    return Span(-one.high, -one.low)


def _times(one: Span, other: Span) -> Span:
    ends = [0.0 if not (a and b) else a * b for a in one for b in other]
    return Span(min(ends), max(ends))


def _divided(one: Span, other: Span) -> Span:
    if other.low < 0:
        return ANY
    low = 0.0 if math.isinf(other.high) or not other.high else 1 / other.high
    return _times(one, Span(low, 1 / other.low if other.low else math.inf))


def _of_sum(whole: Sum, terms: Sequence[Node], signs: Sequence[str], known: Known) -> Span:
    if not set(signs) <= {"+", "-"}:
        return ANY
    pair = next(exchanged(whole), None) if len(terms) == _PAIR and signs == ("+",) else None
    if pair is not None:
        return span(pair.of_inner, known).hull(span(pair.of_outer, known))
    low, high = span(terms[0], known)
    for sign, term in zip(signs, terms[1:], strict=True):
        one = span(term, known) if sign == "+" else _negative(span(term, known))
        low, high = low + one.low, high + one.high
    return Span(low, high)


def _of_product(factors: Sequence[Node], signs: Sequence[str], known: Known) -> Span:
    match factors:
        case (Fraction(Number("1"), Symbol(count)), Big("\\sum", _, upper, body)) if upper == (count,):
            return span(body, known)
        case _:
            pass
    if tuple(signs) == ("/",):
        top, bottom = factors
        return SHARE if _is_share(top, bottom, known) else _divided(span(top, known), span(bottom, known))
    if not set(signs) <= _PLAIN:
        return NEVER_NEGATIVE if all(span(one, known).low >= 0 for one in factors) else ANY
    bare = [_in_brackets(one.base if isinstance(one, Transpose) else one) for one in factors]
    found = Span(1, 1)
    for one in dict.fromkeys(bare):
        twice, once = divmod(bare.count(one), 2)
        own = span(one, known)
        for _ in range(twice):
            found = _times(found, _power(own, 2))
        found = _times(found, own) if once else found
    return found


def _in_brackets(node: Node) -> Node:
    """What brackets that only group hold: ``x`` of ``(x)^\\top``."""
    match node:
        case Bracket(opening, _, (inner,), (), ()) if opening in _ROUND:
            return inner
        case _:
            return node


def _is_share(top: Node, bottom: Node, known: Known) -> bool:
    """Whether what is divided is one of the terms that it is divided by, none of which is below 0."""
    match bottom:
        case Bracket(_, _, (inner,), (), ()):
            return _is_share(top, inner, known)
        case Sum(terms, signs) if set(signs) == {"+"} and top in terms:
            return all(span(term, known).low >= 0 for term in terms)
        case Big("\\sum", lower, _, body) if lower:
            return is_one_of(top, lower, body) and span(top, known).low >= 0
        case _:
            return False


def _is_cosine(top: Node, bottom: Node) -> bool:
    """``x \\cdot y / (\\|x\\| \\|y\\|)``: an inner product over the norms of both."""
    match top, bottom:
        case (
            Product((Symbol() | Transpose(Symbol()) as one, Symbol() as other), ("" | "\\cdot",))
            | Bracket("\\langle", _, (Symbol() as one, Symbol() as other)),
            Product((Norm(_, first), Norm(_, second)), ("" | "\\cdot",)),
        ):
            multiplied = {one.base if isinstance(one, Transpose) else one, other}
            return multiplied == {first, second}
        case Big("\\sum", lower, upper, Product((one, other), ("" | "\\cdot",))), _:
            squares = _squared_below(bottom)
            return (
                len(squares) == _PAIR
                and all(
                    (big.lower, big.upper) == (lower, upper) and _base_of_square(big.body) in (one, other)
                    for big in squares
                )
                and {_base_of_square(big.body) for big in squares} == {one, other}
            )
        case _:
            return False


def _squared_below(bottom: Node) -> tuple[Big, ...]:
    """The sums of ``\\sqrt{\\sum a^2} \\sqrt{\\sum b^2}``, the root taken of each or of both."""
    match bottom:
        case Product(
            (Root(Big("\\sum") as one, None), Root(Big("\\sum") as other, None)), ("" | "\\cdot",)
        ) | Root(Product((Big("\\sum") as one, Big("\\sum") as other), ("" | "\\cdot",)), None):
            return (one, other)
        case _:
            return ()


def _base_of_square(node: Node) -> Node | None:
    match node:
        case Power(Bracket(_, _, (base,)), Number("2")) | Power(base, Number("2")):
            return base
        case _:
            return None


def is_one_of(top: Node, lower: Sequence[str], body: Node) -> bool:
    """Whether an expression at one place is a term of a sum over all: ``f(j)`` of ``\\sum_{j'} f(j')``."""
    index, *rest = lower
    primes = len(rest) - len([token for token in rest if token != "'"])
    own = [index, *["'"] * (primes if rest[:primes] == ["'"] * primes else 0)]
    one, every = to_tokens(top), to_tokens(body)
    places = dict.fromkeys((index, *PLACES, *filter(str.isalpha, one)))
    return any(_put(every, own, place) == list(one) for place in places)


def _put(tokens: Sequence[str], index: Sequence[str], place: str) -> list[str]:
    """Tokens with a place for an index, which may have primes."""
    found: list[str] = []
    at, length = 0, len(index)
    while at < len(tokens):
        if list(tokens[at : at + length]) == list(index):
            found.append(place)
            at += length
        else:
            found.append(tokens[at])
            at += 1
    return found


def _power(base: Span, exponent: float) -> Span:
    if exponent < 0 and base.low > 0:
        return Span(_raised(base.high, exponent), _raised(base.low, exponent))
    if exponent < 0:
        return NEVER_NEGATIVE if base.low >= 0 or exponent % 2 == 0 else ANY
    if base.low < 0 and exponent % 2 == 0:
        return Span(0, _raised(max(abs(base.low), abs(base.high)), exponent))
    if base.low < 0 and exponent % 1:
        return ANY
    return Span(_raised(base.low, exponent), _raised(base.high, exponent))


def _raised(base: float, exponent: float) -> float:
    try:
        return base**exponent
    except OverflowError:
        return math.copysign(_LARGEST, base)


def _of_power(base: Node, exponent: Node, known: Known) -> Span:
    if is_base_e(base):
        return _exponential(span(exponent, known))
    own, by = span(base, known), span(exponent, known)
    if by.low == by.high and math.isfinite(by.low):
        return _power(own, by.low)
    if own.low < 0:
        return ANY
    is_counted = isinstance(exponent, Symbol) or by.low >= 0
    return SHARE if SHARE.holds(own) and is_counted else NEVER_NEGATIVE


def _exponential(exponent: Span) -> Span:
    return Span(_exp(exponent.low), _exp(exponent.high))


def _exp(number: float) -> float:
    return math.exp(number) if number < 100 or math.isinf(number) else _LARGEST


def _of_function(node: Function, known: Known) -> Span:
    inner = span(node.body, known)
    if node.power == Signed("-", Number("1")):
        return _ANGLES.get(f"\\arc{node.name[1:]}", ANY)
    match node.name:
        case "\\exp":
            found = _exponential(inner)
        case "\\log" | "\\ln" if inner.low >= 0 and not node.sub:
            ends = (math.log(end) if 0 < end < math.inf else (end or -math.inf) for end in inner)
            found = Span(*ends)
        case "\\sin" | "\\cos":
            found = BETWEEN_ONES
        case "\\arccos" | "\\arcsin" | "\\arctan":
            found = _ANGLES[node.name]
        case "\\tanh":
            found = Span(math.tanh(inner.low), math.tanh(inner.high))
        case _:
            found = ANY
    match node.power:
        case None:
            return found
        case Number(text) if text.isdigit():
            return _power(found, int(text))
        case _:
            return ANY


def _of_big(node: Big, known: Known) -> Span:
    match node:
        case Big("\\max" | "\\min", (), (), Bracket(_, _, parts, _, ())):
            spans = [span(part, known) for part in parts]
            choose = max if node.name == "\\max" else min
            return Span(choose(one.low for one in spans), choose(one.high for one in spans))
        case Big("\\max" | "\\min" | "\\sup" | "\\inf", _, _, body):
            return span(body, known)
        case Big("\\sum" | "\\int", _, _, body):
            one = span(body, known)
            return Span(0 if one.low >= 0 else -math.inf, 0 if one.high <= 0 else math.inf)
        case Big("\\prod", _, _, body):
            one = span(body, known)
            return SHARE if SHARE.holds(one) else NEVER_NEGATIVE if one.low >= 0 else ANY
        case _:
            return ANY
