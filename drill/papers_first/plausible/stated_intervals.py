"""What a paper says of the numbers that a name may be: ``c \\geq 2``, ``x \\in [0, 1]``, "negative $d$"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, combinations, pairwise, product
from typing import Final

from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.plausible.intervals import Interval
from drill.papers_first.plausible.stated_ranges import LESS, Name, equals, names_of, said_apart
from drill.papers_first.plausible.whole_names import whole_names
from drill.papers_first.source.document import Place

_SEPARATORS: Final = frozenset((*LESS, "\\in"))
_LONGEST: Final = 40
_INFINITE: Final = {"\\infty": math.inf, "\\pi": math.pi}
_SETS: Final[dict[str, Interval]] = {
    "N": Interval(low=1, is_whole=True),
    "Z": Interval(is_whole=True),
}
_OPENING: Final = frozenset("{([")
_CLOSING: Final = frozenset("})]")
_PLUS: Final = frozenset(("+", ">", "0", "\\geq", "\\ge"))
_DOTS: Final = frozenset(("\\ldots", "\\dots", "\\cdots"))
_LAST: Final = re.compile(r"(?P<number>[1-9]\d*)|\d?[A-Za-z](?:_\{\w+\})?")
"""Up to what ``[n]`` counts from 1."""
_WAYS: Final = (("<", "\\leq"), (">", "\\geq"))
"""Signs of one direction, the strict one first: a chain with one such is strict."""
_QUANTIFIERS: Final = frozenset(("\\forall", "\\exists"))
_COLONS: Final = frozenset((":", "\\colon"))
_ARROWS: Final = frozenset(("\\rightarrow", "\\mapsto"))
_MATRIX: Final = frozenset(("\\succ", "\\succeq"))
_INLINE: Final = re.compile(r"\$([^$]*)\$")
_CONDITION: Final = re.compile(
    r"\b(?:if|when|whenever|unless|until|while|iff|otherwise|provided|case|cases|except)\b[^.;$]{0,20}$",
    re.IGNORECASE,
)
"""What stands before a formula that holds in a case only."""
_SIGN: Final = r"(?P<kind>(?:strictly |a |an |always )*(?:non-?)?(?:positive|negative))"
_BEFORE: Final = re.compile(
    _SIGN
    + r"(?: (?:real|whole|number|constant|scalar|integer|real number)s?"
    + r"| (?:coefficient|curvature|parameter|slope))?"
    + r" \$(?P<name>[^$]{1,40})\$",
    re.I,
)
_BEHIND: Final = re.compile(
    r"\$(?P<name>[^$]{1,40})\$ (?:is|are|be|must be|stays?|remains?) "
    + _SIGN
    + r"\b(?! (?:examples?|samples?|pairs?|log|class|semi-?definite))",
    re.I,
)
_DEGREE: Final = re.compile(
    r"\b(?:sufficiently|very|highly|strongly|extremely|increasingly|more|most|less|large|larger|small) $",
    re.I,
)
_FOR: Final = re.compile(r"\b(?:for|at|on) $", re.I)
_LISTED: Final = re.compile(r"\$(?P<name>[^$]{1,40})\$,? and $", re.IGNORECASE)
_LISTED_FIRST: Final = re.compile(r"\$(?P<name>[^$]{1,40})\$, $")
_MEMBER: Final = re.compile(
    r"\$(?P<name>[^$]{1,40})\$ (?:is|are|be|denotes?|lies?|takes|ranges?|stays?)\b[^$.;]{0,60}?"
    r"\b(?:in|from|within|over) (?:the (?:interval|range|set) )?\$(?P<set>[^$]{1,40})\$",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"\$(?P<name>[^$]{1,40})\$ (?:is|are|lies?|be|must be|stays?|ranges?)(?: \w+)? between "
    r"\$?(?P<low>-?\d+(?:\.\d+)?)\$? and \$?(?P<high>-?\d+(?:\.\d+)?)\$?",
    re.I,
)
_CHANGING: Final = re.compile(
    r"\$(?P<name>[^$]{1,40})\$ (?:(?:is|are|which|that|grows?|goes|going|runs?|running|rises?|rising|falls?"
    r"|increas(?:es|ed|ing)|decreas(?:es|ed|ing)|decay(?:s|ed|ing)|anneal(?:s|ed|ing)|varie[sd]|varying|moves?"
    r"|linearly|gradually|slowly) ){0,3}from \$?(?P<low>-?\d+(?:\.\d+)?)\$? (?:down |up )?to "
    r"\$?(?P<high>-?\d+(?:\.\d+)?)\$?(?![\w.,]*\d)",
    re.I,
)
"""``progress $p$ from 0 to 1``, ``$b$ is annealed from 0 to 1``."""


@dataclass(frozen=True, slots=True)
class Where:
    """The section and the line that say something."""

    section: int
    place: Place


@dataclass(frozen=True, slots=True)
class Stated:
    """That a name is kept in an interval, and what says so."""

    name: Name
    interval: Interval
    where: Where


@dataclass(frozen=True, slots=True)
class Ordered:
    """That one name is less than another, or no more."""

    less: Name
    sign: str
    more: Name
    where: Where = field(compare=False)


def stated(
    texts: Iterable[tuple[str, Where]], rows: Iterable[tuple[Sequence[str], Where]]
) -> Iterator[Stated | Ordered]:
    """What sentences and rows say, each with where it stands."""
    for text, where in texts:
        for tokens in _inline(text):
            for part in _quantified(tokens):
                yield from _each_told(part, where)
        yield from _in_words(text, where)
    for tokens, where in rows:
        for part in _quantified(_with_typed_signs(_without_brackets(list(tokens)))):
            yield from _each_told(part, where)


def _quantified(tokens: Sequence[str]) -> list[list[str]]:
    """What ``\\exists a, b > 0 : \\forall n \\geq m`` says of a and b, and of n; other tokens as they are."""
    if not tokens or tokens[0] not in _QUANTIFIERS:
        return [list(tokens)]
    parts: list[list[str]] = []
    for token in tokens:
        if token in _QUANTIFIERS | _COLONS:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _without_brackets(tokens: list[str]) -> list[str]:
    """``(\\alpha > 1)`` without the brackets around it."""
    inner = tokens[1:-1]
    return (
        inner if tokens[:1] == ["("] and tokens[-1:] == [")"] and not {"(", ")", ","} & set(inner) else tokens
    )


def _inline(text: str) -> Iterator[Sequence[str]]:
    for match in _INLINE.finditer(text):
        if _CONDITION.search(text[: match.start()]):
            continue
        if (tokens := _read(match[1])) is not None:
            yield tokens


def _read(latex: str) -> list[str] | None:
    try:
        return _with_typed_signs(canonical(latex))
    except RefusedError:
        return None


def _with_typed_signs(tokens: list[str]) -> list[str]:
    """``<=`` as one sign."""
    found: list[str] = []
    for token in tokens:
        if token == "=" and found[-1:] in (["<"], [">"]):
            found[-1] = "\\leq" if found[-1] == "<" else "\\geq"
        else:
            found.append(token)
    return found


def _is_case(before: str, kind: str) -> bool:
    """``sufficiently negative $z$``, ``is zero for negative $z$``: what holds then, and not always."""
    return bool(_DEGREE.search(before)) or (kind.lower() == "negative" and bool(_FOR.search(before)))


def _in_words(text: str, where: Where) -> Iterator[Stated]:
    for pattern in (_BEFORE, _BEHIND):
        for match in pattern.finditer(text):
            if pattern is _BEFORE and _is_case(text[: match.start()], match["kind"]):
                continue
            interval = _of_sign(match["kind"].lower())
            listed = _listed_before(text[: match.start()]) if pattern is _BEHIND else ()
            for latex in (match["name"], *listed):
                yield from (Stated(name, interval, where) for name in _of_text(latex))
    yield from (Stated(name, interval, where) for name, interval in whole_names(text))
    for match in _MEMBER.finditer(text):
        members = _set(tuple(_read(match["set"]) or ()))
        if members is not None:
            yield from (Stated(name, members, where) for name in _of_text(match["name"]))
    for match in (*_BETWEEN.finditer(text), *_CHANGING.finditer(text)):
        low, high = sorted((float(match["low"]), float(match["high"])))
        interval = Interval(low, high)
        yield from (Stated(name, interval, where) for name in _of_text(match["name"]))


def _listed_before(text: str) -> Iterator[str]:
    """The formulas of a list that goes on behind ``text``: ``$a$, $b$ and`` before ``$c$ are positive``."""
    match = _LISTED.search(text)
    while match is not None:
        yield match["name"]
        text = text[: match.start()]
        match = _LISTED_FIRST.search(text)


def _of_sign(kind: str) -> Interval:
    is_positive, is_turned = "positive" in kind, "non" in kind
    if is_positive != is_turned:
        return Interval(low=0, without_low=not is_turned)
    return Interval(high=0, without_high=not is_turned)


def _of_text(latex: str) -> Iterator[Name]:
    tokens = _read(latex)
    if tokens and not _SEPARATORS & set(tokens):
        yield from names_of(tuple(tokens))


def _each_told(tokens: Sequence[str], where: Where) -> Iterator[Stated | Ordered]:
    for part in said_apart(tokens):
        yield from _told(part, where)


def _told(tokens: Sequence[str], where: Where) -> Iterator[Stated | Ordered]:
    if len(tokens) > _LONGEST and not _is_in_interval(tokens):
        return
    yield from _of_map(tuple(tokens), where)
    if len(tokens) > 2 and tokens[-2] in _MATRIX and tokens[-1] == "0":
        interval = Interval(low=0, without_low=tokens[-2] == "\\succ")
        yield from (Stated(name, interval, where) for name in names_of(tuple(tokens[:-2])))
        return
    pieces: list[Name] = [()]
    signs: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token == "{") - (token == "}")
        if token in _SEPARATORS and not depth:
            signs.append(token)
            pieces.append(())
        else:
            pieces[-1] = (*pieces[-1], token)
    for (first, second), sign in zip(pairwise(pieces), signs, strict=True):
        if sign == "\\in":
            interval = _set(second)
            if interval is not None:
                yield from (
                    Stated(name, interval, where) for part in equals(first) for name in names_of(part)
                )
    for (one, first), (other, second) in combinations(enumerate(pieces), 2):
        between = [LESS.get(sign, "") for sign in signs[one:other]]
        sign = next(
            (sign for way in _WAYS if set(between) <= set(way) for sign in way if sign in between), ""
        )
        if sign:
            for less, more in product(equals(first), equals(second)):
                yield from _compared(less, sign, more, where)


def _is_in_interval(tokens: Sequence[str]) -> bool:
    """Whether it says of a name that it is in an interval, the ends of which may be long."""
    at = tokens.index("\\in") if "\\in" in tokens else 0
    return 0 < at < _LONGEST and tokens[at + 1] in ("[", "(") and tokens[-1] in ("]", ")")


def _of_map(tokens: Name, where: Where) -> Iterator[Stated]:
    """``r : X \\times A \\to [0, 1]``: in what all values of a function lie."""
    colon = next((at for at, token in enumerate(tokens) if token in _COLONS), 0)
    arrow = next((at for at, token in enumerate(tokens) if token in _ARROWS), 0)
    interval = _set(tokens[arrow + 1 :]) if 0 < colon < arrow else None
    if interval is not None:
        for name in names_of(tokens[:colon]):
            yield Stated((*name, "(", "\\cdot", ")"), interval, where)


def _compared(first: Name, sign: str, second: Name, where: Where) -> Iterator[Stated | Ordered]:
    if sign in (">", "\\geq"):
        yield from _compared(second, "<" if sign == ">" else "\\leq", first, where)
        return
    low, high = number_of(first), number_of(second)
    is_open = sign == "<"
    if low is not None and high is None:
        yield from _kept(second, Interval(low=low, without_low=is_open), where)
    elif high is not None and low is None:
        yield from _kept(first, Interval(high=high, without_high=is_open), where)
        if high == 1:
            yield from (Ordered(less, sign, more, where) for less, more in _quotients(first))
    elif low is None and _is_root(first):
        yield from (Stated(name, Interval(low=0, without_low=is_open), where) for name in names_of(second))
    elif low is None and high is None and first and second:
        yield from (Ordered(one, sign, other, where) for one in names_of(first) for other in names_of(second))


def _quotients(piece: Name) -> Iterator[tuple[Name, Name]]:
    """The names of ``a / b`` and of ``\\frac{a}{b}``: where that is below 1, the first is below the other."""
    if "/" in piece:
        at = piece.index("/")
        parts = piece[:at], piece[at + 1 :]
    elif piece[:2] == ("\\frac", "{") and piece[-1] == "}" and piece.count("{") == piece.count("}"):
        depths = list(accumulate((token == "{") - (token == "}") for token in piece))
        at = depths.index(0, 1)
        parts = piece[2:at], piece[at + 2 : -1]
    else:
        return
    yield from product(names_of(parts[0]), names_of(parts[1]))


def _is_root(piece: Name) -> bool:
    """Whether it is a square root, or one to which something is added."""
    depth = 0
    for token in piece:
        depth += (token in _OPENING) - (token in _CLOSING)
        if token == "-" and not depth:
            return False
    return piece[:1] == ("\\sqrt",)


def _kept(piece: Name, interval: Interval, where: Where) -> Iterator[Stated]:
    """Of ``|x| < 1`` the x on both sides of 0."""
    for name in names_of(piece):
        if len(name) > 2 and name[0] == name[-1] == "|":
            if math.isinf(interval.low):
                both = Interval(-interval.high, interval.high, interval.without_high, interval.without_high)
                yield Stated(name[1:-1], both, where)
        else:
            yield Stated(name, interval, where)


def _set(tokens: Name) -> Interval | None:
    """The numbers of a set; None for what is no set of numbers."""
    if "\\cup" in tokens or "\\setminus" in tokens:
        return None
    match tokens:
        case ("(" | "[" | "]" as opening, *inner) if "," in inner:
            return _between(opening, tuple(inner))
        case ("[", *inner, "]") if (last := _LAST.fullmatch("".join(inner))) is not None:
            high = last["number"]
            return Interval(low=1, high=float(high) if high else math.inf, is_whole=True)
        case ("\\{", *inner, "\\}"):
            return _listed(tuple(inner))
        case ("\\mathbb", "{", "R" | "Z" | "N" as letter, "}", *more):
            return _of_letter(letter, tuple(more))
        case _:
            return None


def _between(opening: str, inner: Name) -> Interval | None:
    end = next((place for place, token in enumerate(inner) if token in (")", "]", "[")), None)
    if end is None or inner.count(",") != 1 or inner.index(",") > end:
        return None
    low, high = number_of(inner[: inner.index(",")]), number_of(inner[inner.index(",") + 1 : end])
    if low is None and high is None:
        return None
    return Interval(
        -math.inf if low is None else low,
        math.inf if high is None else high,
        opening != "[",
        inner[end] != "]",
    )


def _listed(inner: Name) -> Interval | None:
    parts = " ".join(inner).split(" , ")
    numbers = [number_of(tuple(part.split())) for part in parts]
    if numbers[0] is not None and any(set(part.split()) & _DOTS for part in parts):
        high = numbers[-1]
        return Interval(
            numbers[0], math.inf if high is None else high, is_whole=numbers[0] == int(numbers[0])
        )
    known = [Fraction(str(number)) for number in numbers if number is not None and math.isfinite(number)]
    return Interval(members=frozenset(known)) if known and len(known) == len(numbers) else None


def _of_letter(letter: str, more: Name) -> Interval | None:
    """``\\mathbb{R}_{\\geq 0}``, ``\\mathbb{N}``, ``\\mathbb{Z}^+``."""
    signs = set(more) - {"_", "^", "{", "}"}
    whole = _SETS.get(letter)
    if not signs or not signs <= _PLUS:
        return None if letter == "R" and not signs else whole
    has_zero = bool({"\\geq", "\\ge"} & signs)
    return Interval(low=0, without_low=not has_zero, is_whole=letter != "R")


def number_of(tokens: Name) -> float | None:
    """The number that tokens are: ``-0.5``, ``2 \\pi``, ``\\frac{1}{2}``, ``1/2``, ``\\infty``."""
    match tokens:
        case ("-", *rest):
            found = number_of(tuple(rest))
            return None if found is None else -found
        case ("+", *rest):
            return number_of(tuple(rest))
        case ("\\frac", "{", top, "}", "{", bottom, "}") | (top, "/", bottom):
            above, below = number_of((top,)), number_of((bottom,))
            return above / below if above is not None and below else None
        case (factor, "\\pi"):
            found = number_of((factor,))
            return None if found is None else found * math.pi
        case (token,) if token in _INFINITE:
            return _INFINITE[token]
        case (token,) if re.fullmatch(r"\d+(?:\.\d+)?", token):
            return float(token)
        case _:
            return None
