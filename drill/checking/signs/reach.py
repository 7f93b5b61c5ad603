r"""How far functions and slashes reach that have no brackets: ``\log p(x) q`` and ``a/b c``.

A formula is compared twice: once as if they reach as far as they can, once as if only to the next factor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from drill.checking.signs.groups import (
    ARGUMENTS,
    BIG,
    CLOSING,
    OPENING,
    PARTING,
    SIGNS,
    Sign,
    argument_end,
    ends_of,
)
from drill.checking.signs.passes import FUNCTIONS

_CALLED: Final = (FUNCTIONS | {"tr"}) - {
    *("max", "min", "sup", "inf", "lim", "arg", "argmax", "argmin", "liminf", "limsup"),
}
"""Functions of which what stands behind them is what they are called with, as it is of an expectation."""
_LONGEST: Final = max(map(len, FUNCTIONS))
_STOPS: Final = SIGNS | PARTING | CLOSING | {"|"}
_SCRIPTS: Final = ("_", "^", "'")
WIDE: Final = BIG | {r"\int", r"\nabla", r"\partial"}
"""What is applied to what stands behind it, which is part of the factor that it begins."""


def far(signs: Sequence[Sign]) -> list[Sign]:
    """``\\log p(x) q`` as ``log(p(x) q)``."""
    ends = ends_of(signs)
    return _bracketed(signs, ((begin, _far_end(signs, begin, ends)) for begin in _calls(signs, ends)))


def near(signs: Sequence[Sign]) -> list[Sign]:
    """``\\log p(x) q`` as ``log(p(x)) q``, ``a/b c`` as ``(a/b) c``."""
    ends = ends_of(signs)
    called = _bracketed(signs, ((begin, factor_end(signs, begin, ends)) for begin in _calls(signs, ends)))
    return _bracketed(called, _quotients(called))


def _bracketed(signs: Sequence[Sign], spans: Iterator[tuple[int, int]]) -> list[Sign]:
    """Signs with brackets round some spans."""
    chosen = [(begin, end) for begin, end in spans if begin < end]
    opened = Counter(begin for begin, _ in chosen)
    closed = Counter(end for _, end in chosen)
    found: list[Sign] = []
    for at in range(len(signs) + 1):
        position = signs[min(at, len(signs) - 1)].position if signs else 0
        found += [Sign(")", position)] * closed[at]
        found += [Sign("(", position)] * opened[at]
        found += signs[at : at + 1]
    return found


def _calls(signs: Sequence[Sign], ends: dict[int, int]) -> Iterator[int]:
    """Where what a function is called with begins, if it stands in no brackets."""
    at = 0
    while at < len(signs):
        length = length_of_name(signs, at, _CALLED) or int(_is_expectation(signs, at))
        at += length or 1
        if length:
            begin = _behind_scripts(signs, at)
            if begin < len(signs) and signs[begin].text not in (*_STOPS, "(", "/"):
                yield begin


def _is_expectation(signs: Sequence[Sign], at: int) -> bool:
    """Whether an E with an index stands for itself, at the end of no word."""
    is_glued = at > 0 and signs[at - 1].text.isalpha() and signs[at].position - signs[at - 1].position < 2
    return signs[at].text == "E" and not is_glued and [sign.text for sign in signs[at + 1 : at + 2]] == ["_"]


@lru_cache(maxsize=32)
def _initials(names: frozenset[str] | tuple[str, ...]) -> frozenset[str]:
    return frozenset(name[0] for name in names)


def length_of_name(signs: Sequence[Sign], at: int, names: frozenset[str] | tuple[str, ...]) -> int:
    """How many letters from a place on are one of the names, set or typed as one word; 0 for none."""
    if at >= len(signs) or signs[at].text not in _initials(names):
        return 0
    letters = ""
    longest = 0
    for place in range(at, min(at + _LONGEST, len(signs))):
        gap = signs[place].position - signs[place - 1].position if place > at else 0
        if gap not in (0, 1) or not signs[place].text.isalpha():
            break
        letters += signs[place].text
        longest = len(letters) if letters in names else longest
    return longest


def _far_end(signs: Sequence[Sign], begin: int, ends: dict[int, int]) -> int:
    """Where the product ends that a function is called with; ``begin`` where a slash is in it."""
    is_integrated = any(sign.text == r"\int" for sign in signs[:begin])
    at = begin
    while at < len(signs) and signs[at].text not in _STOPS:
        if signs[at].text == "/":
            return begin
        is_over = is_integrated and signs[at].text == "d"
        if at > begin and (is_over or length_of_name(signs, at, _CALLED)):
            break
        at = ends.get(at, at + 1)
    return at


def factor_end(signs: Sequence[Sign], begin: int, ends: dict[int, int]) -> int:
    """Where the factor ends that begins at a place; ``ends`` are those of its brackets."""
    text = signs[begin].text
    if text in WIDE or length_of_name(signs, begin, _CALLED):
        return _far_end(signs, begin, ends)
    at = begin + 1
    if text in OPENING:
        at = ends[begin]
    for _ in range(ARGUMENTS.get(text, 0)):
        at = argument_end(signs, at)
    at = _behind_scripts(signs, at)
    is_called = at < len(signs) and signs[at].text == "(" and (text.isalpha() or text[0] == "\\")
    return _behind_scripts(signs, ends[at]) if is_called else at


def _behind_scripts(signs: Sequence[Sign], at: int) -> int:
    while at < len(signs) and signs[at].text in _SCRIPTS:
        at = at + 1 if signs[at].text == "'" else argument_end(signs, at + 1)
    return at


def _quotients(signs: Sequence[Sign]) -> Iterator[tuple[int, int]]:
    """Where a product with one slash and something behind its divisor begins, and where the divisor ends."""
    ends = ends_of(signs)
    for slash, sign in enumerate(signs):
        if sign.text != "/" or slash + 1 == len(signs) or signs[slash + 1].text in _STOPS:
            continue
        end = factor_end(signs, slash + 1, ends)
        is_last = end >= len(signs) or signs[end].text in _STOPS
        begin = _term_begin(signs, slash, ends)
        if not is_last and not any(one.text in ("/", r"\frac") for one in signs[begin:slash]):
            yield begin, end


def _term_begin(signs: Sequence[Sign], at: int, ends: dict[int, int]) -> int:
    """Where the product begins that goes up to a place."""
    begins = {end: begin for begin, end in ends.items()}
    while at and (at in begins or signs[at - 1].text not in (*SIGNS, *PARTING, *OPENING, "|")):
        at = begins.get(at, at - 1)
    return at
