"""Quotients sign by sign: ``a f(x) / b`` and ``a \\frac{f(x)}{b}`` as one fraction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.checking.signs.groups import ARGUMENTS, BIG, OPENING, SIGNS, Sign, argument_end, end_of, is_single
from drill.checking.signs.passes import FUNCTIONS

Unit = list[Sign]
"""A sign, a bracket as a whole, or a script with its mark."""

_OPERATORS: Final = BIG | {r"\int", r"\iint", r"\oint", r"\nabla", r"\partial", "d", "E", "D"}
"""What is applied to what stands behind it."""
_SLOPES: Final = frozenset(("d", r"\partial"))
_SUMS: Final = frozenset((r"\sum", r"\prod", r"\int"))
"""What divides as a whole: ``a / \\sum_i b_i``."""


def as_one_fraction(term: Sequence[Unit]) -> list[Sign]:
    """A product without its sign, the factors before the first operator as one fraction where one divides."""
    term = _with_slopes(term)
    end = _first_operator(term)
    if 1 < end < len(term) and term[end - 1][0].text == "/" and term[end][0].text in _SUMS:
        above = as_one_fraction(term[: end - 1])
        return _fraction([above], list(term[end:]))
    head, tail = list(term[:end]), _applied(list(term[end:]))
    found = _divided(head) or _multiplied(_bare(head))
    return _with_sum_beside([*(found or [sign for unit in head for sign in unit]), *tail])


def _applied(tail: list[Unit]) -> list[Sign]:
    """A sum over one fraction; another operator and what it is applied to as they are."""
    at = 1
    while at < len(tail) and tail[at][0].text in ("_", "^"):
        at += 1
    is_sum = bool(tail) and tail[0][0].text in BIG
    inside = (
        as_one_fraction(tail[at:])
        if is_sum and at < len(tail)
        else [sign for unit in tail[at:] for sign in unit]
    )
    return [*(sign for unit in tail[:at] for sign in unit), *inside]


def _with_sum_beside(term: list[Sign]) -> list[Sign]:
    """``\\frac{\\sum_i x_i}{n}`` as ``\\frac{1}{n} \\sum_i x_i``."""
    parts = _arguments(term) if term and term[0].text == r"\frac" else None
    if parts is None or parts[0][:1] != [("{", parts[0][0].position)]:
        return term
    above, below = parts[0][1:-1], parts[1]
    is_one_sum = bool(above) and above[0].text in BIG and not any(sign.text in SIGNS for sign in above)
    if not is_one_sum:
        return term
    at = term[0].position
    return [Sign(r"\frac", at), Sign("1", at), *below, *above]


def _with_slopes(term: Sequence[Unit]) -> Sequence[Unit]:
    """``dL/dw`` and ``\\partial / \\partial w`` as fractions, whatever stands behind them."""
    texts = [unit[0].text for unit in term]
    slash = texts.index("/") if "/" in texts else 0
    begin = max((at for at in range(slash) if texts[at] in _SLOPES), default=-1)
    by, end = texts[slash + 1 : slash + 3], slash + 3
    is_known = begin >= 0 and len(by) == 2 and by[0] == texts[begin] and is_single(by[1])
    if not is_known or r"\frac" in texts[begin:slash]:
        return term
    while texts[end : end + 1] in (["_"], ["^"], ["'"]):
        end += 1
    above, below = list(term[begin:slash]), list(term[slash + 1 : end])
    at = term[begin][0].position
    return [*term[:begin], [Sign(r"\frac", at)], _argument(above, at), _argument(below, at), *term[end:]]


def _first_operator(term: Sequence[Unit]) -> int:
    """Where something stands that is applied to what is behind it; the end where nothing does."""
    texts = [unit[0].text for unit in term]
    inside = {place for at, text in enumerate(texts) if text == r"\frac" for place in (at + 1, at + 2)}
    for at, text in enumerate(texts):
        is_divisor = at and texts[at - 1] == "/" and text.isalpha()
        is_function = text in ("d", "D") and texts[at + 1 : at + 2] == ["("]
        if text in _OPERATORS and at not in inside and not is_divisor and not is_function:
            return at
        words = (length for length in range(2, 8) if "".join(texts[at : at + length]) in FUNCTIONS)
        if any(texts[at + length : at + length + 1] != ["("] for length in words):
            return at
    return len(term)


def _bare(head: list[Unit]) -> list[Unit]:
    """Factors with ``(\\frac{1}{n})`` out of its brackets where nothing can be called with it."""
    found: list[Unit] = []
    for at, unit in enumerate(head):
        is_alone = not at or head[at - 1][0].text == "("
        is_raised = at + 1 < len(head) and head[at + 1][0].text in ("^", "_", "'")
        inside = unit[1:-1]
        if unit[0].text == "(" and is_alone and not is_raised and inside and inside[0].text == r"\frac":
            parts = _arguments(inside)
            if parts is not None:
                found += [[inside[0]], *parts]
                continue
        if [sign.text for sign in unit] == ["0.5"]:
            found += [[Sign(text, unit[0].position)] for text in (r"\frac", "1", "2")]
            continue
        found.append(unit)
    return found


def _arguments(fraction: Sequence[Sign]) -> list[Unit] | None:
    """The two arguments of what is one fraction and nothing else."""
    first = argument_end(fraction, 1)
    second = argument_end(fraction, first)
    is_all = 1 < first < second == len(fraction)
    return [list(fraction[1:first]), list(fraction[first:second])] if is_all else None


def _divided(head: list[Unit]) -> list[Sign] | None:
    """``a f(x) / b``: a slash with one factor behind it."""
    slashes = [at for at, unit in enumerate(head) if unit[0].text == "/"]
    if len(slashes) != 1 or any(unit[0].text == r"\frac" for unit in head):
        return None
    at = slashes[0]
    above, below = head[:at], head[at + 1 :]
    is_ended = bool(below) and (below[0][0].text.isdigit() or below[0][0].text == "(")
    if above and is_ended and len(below) > 1 and below[1][0].text not in ("^", "_", "'"):
        # ``1/2 x`` is a half of x
        numerator = _argument(above, above[0][0].position)
        return _multiplied([[Sign(r"\frac", above[0][0].position)], numerator, *below])
    return _fraction(above, below) if above and _is_factor(below) else None


def _multiplied(head: list[Unit]) -> list[Sign] | None:
    """``a \\frac{b}{c} d``: one fraction among factors."""
    places = [at for at, unit in enumerate(head) if unit[0].text == r"\frac"]
    if len(places) != 1 or any(unit[0].text == "/" for unit in head) or len(head) < places[0] + 3:
        return None
    at = places[0]
    above, below, behind = head[at + 1], head[at + 2], head[at + 3 :]
    is_slope = _opened(above)[0].text in _SLOPES  # what stands behind it is not derived
    if is_slope or (behind and behind[0][0].text in ("^", "_", "'")):
        return None
    beside = [*head[:at], *behind]
    if beside and [sign.text for sign in _opened(above)] == ["1"]:
        return _fraction(beside, [below])
    inner = _opened(above)
    is_sum = beside and any(sign.text in SIGNS for sign in inner)
    bracketed = [Sign("(", at), *inner, Sign(")", at)] if is_sum else inner
    return _fraction([*head[:at], bracketed, *behind], [below])


def _fraction(above: list[Unit], below: list[Unit]) -> list[Sign]:
    at = above[0][0].position
    return [Sign(r"\frac", at), *_argument(above, at), *_argument(below, at)]


def _argument(units: list[Unit], at: int) -> list[Sign]:
    signs = _opened(units[0]) if len(units) == 1 else [sign for unit in units for sign in unit]
    if len(signs) == 1 and is_single(signs[0].text):
        return signs
    return [Sign("{", at), *signs, Sign("}", at)]


def _opened(unit: Unit) -> list[Sign]:
    """Signs without the brackets round all of them."""
    is_whole = unit[0].text in ("(", "{") and len(unit) > 2 and end_of(unit, 0) == len(unit)
    return unit[1:-1] if is_whole else unit


def _is_factor(units: list[Unit]) -> bool:
    """Whether they are one letter, number, bracket, root or value of a function, with its scripts."""
    if not units:
        return False
    first = units[0][0].text
    end = 1 + ARGUMENTS.get(first, 0)
    is_known = first in OPENING or is_single(first) or first[0].isdigit() or first in ARGUMENTS
    if not is_known or first in ("^", "_", r"\frac"):
        return False
    while end < len(units) and units[end][0].text in ("^", "_", "'"):
        end += 1
    if end < len(units) and units[end][0].text == "(" and (first[0].isalpha() or first[0] == "\\"):
        end += 1
    return end == len(units)
