r"""Bars of formulas as brackets: ``\|x\|`` opens and closes, ``p(x|y)`` parts.

Where bars are not plainly a pair they stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.checking.signs.groups import CLOSING, OPENING, Sign, ends_of

_PAIRS: Final = {1: (r"\lvert", r"\rvert"), 2: (r"\lVert", r"\rVert")}
"""What one bar opens and closes with, and two bars."""
_CALLED: Final = {"norm": _PAIRS[2], "abs": _PAIRS[1]}
"""Words before brackets that stand for bars."""


def paired(signs: list[Sign]) -> list[Sign]:
    """``|x|`` with brackets of its own, and ``norm(x)`` with those of ``\\|x\\|``."""
    signs = _uncalled(signs)
    found: list[Sign | None] = list(signs)
    for places in _levels(signs):
        runs = list(_runs(signs, places))
        width = len(runs[0])
        is_paired = len(runs) % 2 == 0 and width in _PAIRS and all(len(run) == width for run in runs)
        if not is_paired or any(_cannot_open(signs, run[0]) for run in runs[::2]):
            continue
        for at, run in enumerate(runs):
            found[run[0]] = Sign(_PAIRS[width][at % 2], signs[run[0]].position)
            for place in run[1:]:
                found[place] = None
    return [sign for sign in found if sign is not None]


def without_twos(signs: list[Sign]) -> list[Sign]:
    """``\\|x\\|_2`` as ``\\|x\\|``."""
    dropped: set[int] = set()
    for at, sign in enumerate(signs):
        behind = [one.text for one in signs[at + 1 : at + 3]]
        if sign.text == _PAIRS[2][1] and behind == ["_", "2"]:
            dropped |= {at + 1, at + 2}
    return [sign for at, sign in enumerate(signs) if at not in dropped]


def _levels(signs: Sequence[Sign]) -> Iterator[list[int]]:
    """The places of the bars in each bracket, those in brackets within it left out."""
    opened: list[list[int]] = [[]]
    for place, sign in enumerate(signs):
        if sign.text in OPENING:
            opened.append([])
        elif sign.text in CLOSING and len(opened) > 1:
            yield from filter(None, [opened.pop()])
        elif sign.text == "|":
            opened[-1].append(place)
    yield from filter(None, opened)


def _runs(signs: Sequence[Sign], places: list[int]) -> Iterator[list[int]]:
    """Bars that stand side by side."""
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            yield run
            run = []
        run.append(place)
    yield run


def _cannot_open(signs: Sequence[Sign], place: int) -> bool:
    """Whether nothing that a bar could open stands behind it."""
    return place + 1 >= len(signs) or signs[place + 1].text in (",", "=", ")", "+")


def _uncalled(signs: list[Sign]) -> list[Sign]:
    """``norm(x)`` with the brackets of a norm."""
    found: list[Sign | None] = list(signs)
    ends = ends_of(signs)
    for word, (opening, closing) in _CALLED.items():
        for begin in range(len(signs) - len(word)):
            at = begin + len(word)
            is_word = "".join(sign.text for sign in signs[begin:at]) == word and signs[at].text == "("
            before = signs[begin - 1] if begin else Sign("", 0)
            is_longer = before.text.isalpha() and before.position + 1 == signs[begin].position
            if is_word and not is_longer and signs[ends[at] - 1].text == ")":
                found[begin:at] = [None] * len(word)
                found[at] = Sign(opening, signs[at].position)
                found[ends[at] - 1] = Sign(closing, signs[ends[at] - 1].position)
    return [sign for sign in found if sign is not None]
