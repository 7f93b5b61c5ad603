"""Fractions that are typed with a slash, as those that stand above each other."""

from __future__ import annotations

from typing import Final

from drill.checking.signs.groups import ARGUMENTS, CLOSING, OPENING, Sign, argument_end, end_of, is_single

_BEGINS: Final = frozenset(
    ("=", "+", "-", ",", "<", ">", "|", r"\le", r"\ge", r"\sim", r"\approx", r"\leftarrow", r"\propto")
)
"""Signs next to which a fraction ends."""
_TIMES: Final = frozenset(("*", r"\cdot", r"\times"))
"""Signs that end a factor: ``a/b * c`` has nothing but b below."""


def stacked(signs: list[Sign]) -> list[Sign]:
    """``(a+b)/c`` as ``\\frac{a+b}{c}`` where nothing beside it could belong to it."""
    kept: list[Sign] = []
    place = 0
    while place < len(signs):
        if signs[place].text == "/":
            start, end = _operand_start(kept), _operand_end(signs, place + 1)
            if start is not None and end is not None:
                at = signs[place].position
                top, bottom = _inside(kept[start:]), stacked(_inside(signs[place + 1 : end]))
                kept[start:] = [Sign(r"\frac", at), *_braced(top, at), *_braced(bottom, at)]
                place = end
                continue
        kept.append(signs[place])
        place += 1
    return kept


def _braced(signs: list[Sign], at: int) -> list[Sign]:
    if len(signs) == 1 and is_single(signs[0].text):
        return signs
    return [Sign("{", at), *signs, Sign("}", at)]


def _inside(signs: list[Sign]) -> list[Sign]:
    """Signs without the round brackets round all of them."""
    is_whole = bool(signs) and signs[0].text == "(" and end_of(signs, 0) == len(signs)
    return signs[1:-1] if is_whole else signs


def _operand_start(kept: list[Sign]) -> int | None:
    """Where one letter, number or bracket with its scripts, that ends here, begins; None if it goes on."""
    at = len(kept)
    while at:
        start = _unit_start(kept, at)
        if start is None:
            return None
        before = kept[start - 1].text if start else ""
        if before not in ("^", "_"):
            is_begun = not before or before in _BEGINS or before in _TIMES or before in OPENING
            return start if is_begun else None
        at = start - 1
    return None


def _unit_start(kept: list[Sign], end: int) -> int | None:
    closing = kept[end - 1].text
    if closing not in CLOSING:
        return end - 1 if is_single(closing) or closing[0].isdigit() else None
    depth = 0
    for at in range(end - 1, -1, -1):
        depth += (kept[at].text in CLOSING) - (kept[at].text in OPENING)
        if depth == 0:
            is_accented = at and kept[at].text == "{" and ARGUMENTS.get(kept[at - 1].text) == 1
            return at - 1 if is_accented and kept[at - 1].text not in "^_" else at
    return None


def _operand_end(signs: list[Sign], start: int) -> int | None:
    """Where one letter, number or bracket with its scripts, that begins here, ends; None if it goes on."""
    if start >= len(signs):
        return None
    text = signs[start].text
    at = start + 1
    if text in OPENING:
        at = end_of(signs, start)
    elif text in ARGUMENTS:
        for _ in range(ARGUMENTS[text]):
            at = argument_end(signs, at)
    elif not (is_single(text) or text[0].isdigit()):
        return None
    while at < len(signs) and signs[at].text in ("^", "_"):
        at = argument_end(signs, at + 1)
    is_ended = at >= len(signs) or any(signs[at].text in ends for ends in (_BEGINS, _TIMES, CLOSING))
    return at if is_ended else None
