r"""Factors that are numbers whatever else a formula holds: ``p(x | y)``, ``\|x\|``, ``\log p(x)``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.checking.signs.groups import PARTING, SIGNS, Sign, argument_end, ends_of
from drill.checking.signs.reach import factor_end, length_of_name

_CHANCES: Final = frozenset(("p", "q", "P"))
"""Heads of what is a number, of arguments that are no sum."""
_LAWS: Final = _CHANCES | {"Q", r"\pi", "N"}
"""Heads of what is a number under a condition."""
_CALLED: Final = ("log", "exp", "cos", "sin", "tanh", "det", "tr")
"""Functions whose value stands as one factor where its argument has brackets."""
_OF_NUMBERS: Final = ("log", "cos", "sin", "tanh")
_DEEPEST: Final = 4


def is_glued_to(before: Sign, sign: Sign) -> bool:
    """Whether a letter goes on with the word that the one before it belongs to."""
    return before.text.isalpha() and sign.text.isalpha() and sign.position - before.position == 1


def called_end(signs: Sequence[Sign], at: int, name: int, ends: dict[int, int]) -> int:
    """Where ``log_2(x)`` ends that begins at a place with a name of so many letters; 0 where none does."""
    if not name or length_of_name(signs, at, _CALLED) != name:
        return 0
    behind = at + name
    while behind < len(signs) and signs[behind].text in ("_", "^"):
        behind = argument_end(signs, behind + 1)
    is_called = behind < len(signs) and signs[behind].text == "("
    return ends[behind] if is_called else 0


def number_sureness(factor: Sequence[Sign], depth: int = 0) -> int:
    """How surely a factor is a number: 2 always, 1 beside what is no array (``p(x)`` may be one), 0 not."""
    if not factor or depth > _DEEPEST:
        return 0
    ends = ends_of(factor)
    first = factor[0].text
    if first[0].isdigit() or first in (r"\lvert", r"\lVert"):
        return 2
    name = length_of_name(factor, 0, _OF_NUMBERS)
    if name and called_end(factor, 0, name, ends) == len(factor):
        return _sureness(_argument(factor, ends), depth)
    if first == r"\frac":
        above = argument_end(factor, 1)
        below = argument_end(factor, above)
        parts = (_opened(factor[1:above]), _opened(factor[above:below]))
        return min(_sureness(part, depth) for part in parts) if below == len(factor) else 0
    if first == "(" and ends[0] == len(factor):
        return _sureness(factor[1:-1], depth)
    is_law = first in _LAWS and factor[-1].text == ")"
    return _of_law(first, _argument(factor, ends)) if is_law else 0


def _of_law(head: str, inside: Sequence[Sign]) -> int:
    texts = _on_first_level(inside)
    if "|" in texts:
        return 2
    return int(head in _CHANCES and bool(inside) and not SIGNS.intersection(texts))


def _argument(factor: Sequence[Sign], ends: dict[int, int]) -> Sequence[Sign]:
    """What stands in the bracket that a factor ends with."""
    begin = max((begin for begin, end in ends.items() if end == len(factor)), default=len(factor))
    return factor[begin + 1 : -1] if factor[begin : begin + 1] else ()


def _sureness(signs: Sequence[Sign], depth: int) -> int:
    """How surely all factors of all terms are numbers."""
    ends = ends_of(signs)
    least = 2 if signs else 0
    at = 0
    while at < len(signs):
        if signs[at].text in SIGNS:
            at += 1
            continue
        if signs[at].text in PARTING or (at and is_glued_to(signs[at - 1], signs[at])):
            return 0
        end = called_end(signs, at, length_of_name(signs, at, _CALLED), ends) or factor_end(signs, at, ends)
        least = min(least, number_sureness(signs[at:end], depth + 1))
        at = max(end, at + 1)
    return least


def _opened(argument: Sequence[Sign]) -> Sequence[Sign]:
    return argument[1:-1] if argument[:1] and argument[0].text == "{" else argument


def _on_first_level(signs: Sequence[Sign]) -> set[str]:
    ends = ends_of(signs)
    texts: set[str] = set()
    at = 0
    while at < len(signs):
        texts.add(signs[at].text)
        at = ends.get(at, at + 1)
    return texts
