r"""Matrices and cases sign by sign: ``\left[\begin{array}{cc} … \end{array}\right]`` is a ``bmatrix``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.checking.signs.groups import Sign, argument_end, end_of

_BEGIN: Final = r"\begin{array}"
_END: Final = r"\end{array}"
_CASES: Final = r"\begin{cases}"
_BRACKETS: Final = {
    **{"matrix": ("", ""), "smallmatrix": ("", ""), "array": ("", ""), "bmatrix": ("[", "]")},
    **{"pmatrix": ("(", ")"), "Bmatrix": (r"\{", r"\}"), "vmatrix": ("|", "|"), "Vmatrix": ("||", "||")},
}
"""What stands round the cells of each environment."""
_OF_CASES: Final = frozenset(("cases", "dcases"))


def tabled(signs: list[Sign]) -> list[Sign]:
    """Tables with their brackets beside them, without the columns' places and a last, empty row."""
    return _with_cases([sign for sign in _opened(signs) if sign.text])


def _opened(signs: Sequence[Sign]) -> Iterator[Sign]:
    place = 0
    while place < len(signs):
        text, position = signs[place]
        end = argument_end(signs, place + 1)
        name = "".join(sign.text for sign in signs[place + 2 : end - 1])
        if text not in (r"\begin", r"\end") or name not in {*_BRACKETS, *_OF_CASES}:
            is_empty_row = text == r"\\" and place + 1 < len(signs) and signs[place + 1].text == r"\end"
            if not is_empty_row:
                yield signs[place]
            place += 1
            continue
        before, behind = _BRACKETS.get(name, ("", ""))
        if text == r"\end":
            yield Sign(r"\end{cases}" if name in _OF_CASES else _END, position)
            yield from (Sign(bar, position) for bar in _parted(behind))
        else:
            yield from (Sign(bar, position) for bar in _parted(before))
            yield Sign(_CASES if name in _OF_CASES else _BEGIN, position)
            end = _behind_columns(signs, end) if name == "array" else end
        place = end


def _parted(bracket: str) -> tuple[str, ...]:
    """A bracket as the signs that it is; two for the bars of a norm."""
    return tuple(bracket) if bracket == "||" else (bracket,)


def _behind_columns(signs: Sequence[Sign], place: int) -> int:
    """Behind ``[t]{cc}``."""
    if place < len(signs) and signs[place].text == "[":
        place = end_of(signs, place)
    return argument_end(signs, place) if place < len(signs) and signs[place].text == "{" else place


def _with_cases(signs: list[Sign]) -> list[Sign]:
    r"""Tables behind a brace that nothing closes are cases: ``\{\begin{array}{ll} … \end{array}``."""
    found = list(signs)
    for place in range(len(signs) - 2, -1, -1):
        if (found[place].text, found[place + 1].text) != (r"\{", _BEGIN):
            continue
        end = next((at for at in range(place, len(found)) if found[at].text == _END), len(found) - 1)
        if found[end + 1 : end + 2] and found[end + 1].text == r"\}":
            continue
        found[end] = Sign(r"\end{cases}", found[end].position)
        found[place : place + 2] = [Sign(_CASES, found[place].position)]
    return found
