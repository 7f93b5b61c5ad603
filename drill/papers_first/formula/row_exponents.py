"""Names that a statement raises to what it shows to be a number: ``t^\\theta + (1 - t)^\\theta``,
``w^s / 2^s``, ``\\frac{1}{1 - a} \\log \\sum_i p_i^a``; the last power of a polynomial with dots, ``B^p``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.papers_first.formula.occurrences import Occurrence, group_end, occurrences
from drill.papers_first.formula.raised import INDICES
from drill.papers_first.formula.series import Named
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import GREEK, RELATIONS

_MARKS: Final = frozenset("TtcHe")
"""Letters that transpose, tell complements or are no number where they stand above."""
_COMPUTED: Final = frozenset(("+", "-"))
_DOTS: Final = frozenset(("\\ldots", "\\cdots"))


def raised_in(tokens: Sequence[str]) -> frozenset[Named]:
    """The names of one statement, with their indices, above which nothing but numbers stands in it."""
    if "^" not in tokens:
        return frozenset()
    numbers, bases = set(_numbers(tokens)), set(_raised_numbers(tokens))
    above: dict[Named, list[Occurrence]] = {}
    for one in occurrences(tokens):
        if one.above:
            above.setdefault((one.symbol, one.sub), []).append(one)
            bases |= numbers & set(one.above) if _is_moment(tokens, one) else set()
    return frozenset(
        named
        for named, found in above.items()
        if not all(one.above[0].isdigit() for one in found)
        and (
            _is_polynomial(tokens, found)
            or _is_series(tokens, found)
            or all(_is_power(tokens, one, numbers, bases) for one in found)
        )
    )


def _is_power(tokens: Sequence[str], one: Occurrence, numbers: set[str], bases: set[str]) -> bool:
    """Whether a number or a letter that is one stands above a name that nothing is given to."""
    letter = one.above[0]
    if one.is_called or _is_defined(tokens, one):
        return False
    if letter.isdigit():
        return len(one.above) == 1 and letter not in ("0", "1")
    if len(one.above) > 1 and one.above[1] not in _COMPUTED:
        return False
    is_number = letter in (bases if letter in INDICES else numbers)
    is_plain = one.symbol.base.lstrip("\\")[0].islower() and not one.symbol.font
    if letter in numbers and len(one.above) == 1 and _is_moment(tokens, one):
        return True
    if letter in _roots(tokens) and one.symbol.base.islower():
        return True
    return is_number and letter not in _MARKS and is_plain


def _roots(tokens: Sequence[str]) -> set[str]:
    """``p`` of ``(\\sum_i x_i^p)^{1/p}`` and of ``\\sqrt[p]{\\sum_i x_i^p}``."""
    above = (tokens[at + 2 : group_end(tokens, at + 1) - 1] for at, one in enumerate(tokens) if one == "^")
    parts = [list(one) for one in above]
    slashed = {one[2] for one in parts if len(one) == 3 and one[:2] == ["1", "/"]}
    degrees = {
        tokens[at + 2]
        for at, one in enumerate(tokens[:-3])
        if one == "\\sqrt" and tokens[at + 1] == "[" and tokens[at + 3] == "]"
    }
    below = {one[5] for one in parts if len(one) == 7 and one[:5] == ["\\frac", "{", "1", "}", "{"]}
    return slashed | degrees | below


def _is_moment(tokens: Sequence[str], one: Occurrence) -> bool:
    """``\\mathbb{E}[X^k]``: what alone is taken the mean of."""
    before, after = tokens[max(0, one.begin - 5) : one.begin], tokens[one.end : one.end + 1]
    is_alone = list(before[-1:]) == ["["] and list(after) == ["]"]
    mean = list(before[:-1])
    return is_alone and (
        mean[-1:] == ["E"] or mean in (["\\mathbb", "{", "E", "}"], ["\\mathrm", "{", "E", "}"])
    )


def _is_defined(tokens: Sequence[str], one: Occurrence) -> bool:
    """``w^s = …``: nobody defines a power."""
    return one.begin == 0 and one.end < len(tokens) and tokens[one.end] in RELATIONS


def _is_polynomial(tokens: Sequence[str], found: Sequence[Occurrence]) -> bool:
    """``B + B^2 + \\cdots + B^p``: a square, dots, and the last power of the same name."""
    contents = [one.above for one in found]
    has_dots = any(token in _DOTS for token in tokens)
    is_counted = all(len(one) == 1 and one[0] not in ("0", "1", "T", "t", "*") for one in contents)
    return has_dots and is_counted and ("2",) in contents and not any(one.is_called for one in found)


def _is_series(tokens: Sequence[str], found: Sequence[Occurrence]) -> bool:
    """``a + a q + \\cdots + a q^m``: a term, dots, and the same term with a letter above."""
    last = found[-1]
    dots = next((at for at, token in enumerate(tokens) if token in _DOTS), 0)
    if not dots or last.begin < dots or len(last.above) != 1 or last.is_called:
        return False
    begin = next((at + 1 for at in range(last.begin - 1, -1, -1) if tokens[at] == "+"), 0)
    term = list(tokens[begin : last.end - len(last.above) - 3])  # without its script
    before = list(tokens[:dots])
    return begin > dots and before[-len(term) - 1 :] == [*term, "+"]


def _numbers(tokens: Sequence[str]) -> Iterator[str]:
    """Letters that raise numbers or brackets, are added to a number, or divide one."""
    yield from _raised_numbers(tokens)
    for at, token in enumerate(tokens):
        if at and token == "^" and tokens[at - 1] == ")":
            yield from _names(tokens[at + 2 : group_end(tokens, at + 1) - 1])
        if token in _COMPUTED and tokens[at - 1 : at] and tokens[at - 1].isdigit():
            yield from _bare(tokens, at + 1)
        if token in _COMPUTED and tokens[at + 1 : at + 2] and tokens[at + 1].isdigit() and at:
            yield from _bare(tokens, at - 1)
        if token == "\\frac" and list(tokens[at + 1 : at + 5]) == ["{", "1", "}", "{"]:
            yield from _names(tokens[at + 5 : group_end(tokens, at + 4) - 1])
        if token == "/" and at and tokens[at - 1] == "1":
            yield from _bare(tokens, at + 1)


def _raised_numbers(tokens: Sequence[str]) -> Iterator[str]:
    """``s`` of ``2^s``."""
    for at, token in enumerate(tokens):
        if at and token == "^" and tokens[at - 1].isdigit():
            yield from _names(tokens[at + 2 : group_end(tokens, at + 1) - 1])


def _names(content: Sequence[str]) -> Iterator[str]:
    """The letters of an exponent that bear nothing themselves; nothing of indices in brackets."""
    if content and content[0] not in ("(", "["):
        for one in occurrences(content):
            if not (one.sub or one.above or one.is_called) and one.symbol == Symbol(one.symbol.base):
                yield one.symbol.base


def _bare(tokens: Sequence[str], at: int) -> Iterator[str]:
    """The letter that stands there with nothing below or above it."""
    is_bare = tokens[at + 1 : at + 2] == [] or tokens[at + 1] not in ("_", "^", "'", "(")
    if (
        at < len(tokens)
        and is_bare
        and (tokens[at] in GREEK or (len(tokens[at]) == 1 and tokens[at].isalpha()))
    ):
        yield tokens[at]
