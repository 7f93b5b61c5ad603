"""What is said of sides that choose or average: how they are taken, what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.arrays.candidates import Choices, is_place, unsigned
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Node
from drill.papers_first.wording import inline, listed

_GAMES: Final = ("\\min", "\\max", "\\inf", "\\sup")


def task_of(left: Node | None, choices: Choices) -> str:
    """What is asked for of a side that chooses or averages."""
    whole = unsigned(choices.side)
    while isinstance(left, Big) and left.name in _GAMES:
        left = left.body  # of \\min_G \\max_D V(D, G) = … the right side is V(D, G)
    if is_place(whole):
        is_counted = any(run.is_counted for run in choices.runs)
        what = "place" if is_counted else "number of the candidate"
        return f"the {what} that is {inline(left)}" if left else f"the {what} that is best"
    if left is not None:
        return inline(left)
    match whole:
        case Big("\\min" | "\\max" as name, _, _, body) if not any(map(_is_extreme, walk(body))):
            return "the smallest value" if name == "\\min" else "the largest value"
        case _:
            return "its value"


def _is_extreme(part: Node) -> bool:
    return isinstance(part, Big) and part.name in ("\\min", "\\max")


def agreements(choices: Choices) -> Iterator[str]:
    """Sentences on what candidates and draws there are."""
    names = [run.name for run in choices.runs if not run.is_drawn and not run.is_counted]
    counted = ", numbered from 0" if is_place(unsigned(choices.side)) else ""
    if names:
        yield f"Let {listed(names)} run over finitely many candidates only{counted}."
    elif counted:
        yield "Places are counted from 0."
    if any(run.is_drawn for run in choices.runs):
        yield "An expectation is taken as the mean over draws."
