"""Signs of an exercise's options and lines once its key is shown, the same in every front end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from drill.checking import OrderSpec
from drill.session.drilling.exercise_view import VerdictView

# An option that was rightly chosen, or is the answer; one wrongly chosen; a right one that was not chosen.
OptionSign = Literal["right", "wrong", "missed"]


def taken_ids(verdict: VerdictView) -> tuple[str, ...]:
    """Return the ids of what was chosen, in order; of an order that was not answered, those of the key."""
    chosen = str(verdict.answer).split()
    return tuple(chosen or (str(verdict.stage.key).split() if verdict.stage.kind == "order" else ()))


def option_signs(verdict: VerdictView) -> Mapping[str, OptionSign]:
    """Return the signs of options by id, or of lines by number; those that need none are left out.

    Signs are of what was chosen: the wrong line is signed ``right``, since it is the answer. A step of an
    order that is not where it belongs is signed ``wrong``.
    """
    chosen, key = str(verdict.answer).split(), str(verdict.stage.key).split()
    if verdict.stage.kind == "order":
        places = right_places(verdict)
        in_place: dict[str, OptionSign] = {}
        for index, id_ in enumerate(chosen, 1):
            in_place[id_] = "right" if places[id_] == index else "wrong"
        return in_place
    unchosen: OptionSign = "missed" if verdict.stage.kind == "choices" and chosen else "right"
    signs: dict[str, OptionSign] = dict.fromkeys(key, unchosen)
    for id_ in chosen:
        signs[id_] = "right" if id_ in key else "wrong"
    return signs


def right_places(verdict: VerdictView) -> Mapping[str, int]:
    """Return the right places, from 1, of steps, in the right order that agrees longest with the answer."""
    chosen, key = str(verdict.answer).split(), str(verdict.stage.key).split()
    expect = verdict.stage.expect
    in_place = expect.first_misplaced(chosen) if chosen and isinstance(expect, OrderSpec) else 0
    begun = chosen[:in_place]
    return {id_: index for index, id_ in enumerate([*begun, *(i for i in key if i not in begun)], 1)}
