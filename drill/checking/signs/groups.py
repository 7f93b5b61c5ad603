"""Signs of formulas, and what belongs together: brackets, and the arguments of commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple


class Sign(NamedTuple):
    """A command, a sign, a letter or a number, and its position from 0."""

    text: str
    position: int


ARGUMENTS: Final = {
    **{r"\frac": 2, r"\binom": 2, r"\overset": 2, r"\underset": 2, r"\stackrel": 2, "^": 1, "_": 1},
    **{r"\sqrt": 1, r"\hat": 1, r"\bar": 1, r"\tilde": 1, r"\dot": 1, r"\ddot": 1, r"\check": 1},
    **{r"\underbrace": 1, r"\overbrace": 1, r"\begin": 1, r"\end": 1, r"\underline": 1, r"\substack": 1},
}
"""How many arguments follow what takes any."""
BIG: Final = frozenset((r"\sum", r"\prod", r"\coprod", r"\bigcup", r"\bigcap", r"\bigoplus", r"\bigotimes"))
"""What runs over an index, and is applied to what stands behind it."""
SIGNS: Final = frozenset("+-")
PARTING: Final = frozenset(
    (
        *("=", ",", ";", ":", "&", r"\\", r"\le", r"\ge", r"\ne", r"\sim", r"\approx", r"\propto", r"\in"),
        *(r"\leftarrow", r"\rightarrow", r"\mapsto", r"\equiv", r"\quad"),
    )
)
"""Signs at which a sum ends."""
OPENING: Final = {
    **{"(": ")", "[": "]", r"\{": r"\}", "{": "}"},
    **{r"\lvert": r"\rvert", r"\lVert": r"\rVert"},
}
CLOSING: Final = frozenset(OPENING.values())


def is_single(text: str) -> bool:
    return (len(text) == 1 and (text.isalnum() or text in "*'")) or (text[0] == "\\" and text[1:].isalpha())


def ends_of(signs: Sequence[Sign]) -> dict[int, int]:
    """For the place of every opening bracket the place behind what closes it; the end where nothing does."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for place, sign in enumerate(signs):
        if sign.text in OPENING:
            opened.append(place)
        elif sign.text in CLOSING and opened:
            found[opened.pop()] = place + 1
    return {**dict.fromkeys(opened, len(signs)), **found}


def on_this_level(signs: Sequence[Sign], begin: int, end: int) -> list[int]:
    """The places inside of a bracket that are in none within it."""
    ends = ends_of(signs[:end])
    places: list[int] = []
    at = begin + 1
    while at < end - 1:
        places.append(at)
        at = ends.get(at, at + 1)
    return places


def end_of(signs: Sequence[Sign], start: int) -> int:
    """Behind the bracket that closes the one at ``start``; the end where none does."""
    depth = 0
    for place in range(start, len(signs)):
        depth += (signs[place].text in OPENING) - (signs[place].text in CLOSING)
        if depth == 0:
            return place + 1
    return len(signs)


def argument_end(signs: Sequence[Sign], start: int) -> int:
    """Where the argument that begins at a place ends: behind one sign, or behind its closing brace."""
    if start >= len(signs) or signs[start].text != "{":
        return min(start + 1, len(signs))
    return end_of(signs, start)


def run_over(below: Sequence[Sign]) -> set[str]:
    """The letters below an operator that come before a relation: those that it runs over."""
    texts = [sign.text for sign in below]
    end = min((texts.index(mark) for mark in ("=", r"\in", r"\ne") if mark in texts), default=len(texts))
    return {text for text in texts[:end] if _is_letter(text)}


def _is_letter(text: str) -> bool:
    return text.isalpha() or (text[0] == "\\" and text[1:].isalpha())
