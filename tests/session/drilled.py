"""What tests of sessions do: attempts written without a worker, and exercises served."""

from __future__ import annotations

from drill.gyr.events import Attempt, ItemId
from drill.gyr.plan_ledger import Choice
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.standing.queueing import Request
from drill.session.today.session_list import list_for, open_day
from drill.session.workspace import Workspace


def attempt(
    workspace: Workspace, item: str, *, ok: bool, why: bool, seconds: float = 60.0, **more: object
) -> None:
    """One attempt of whatever kind counts now; what is parked is left."""
    entry = workspace.catalogue.entries[ItemId(item)]
    state = workspace.state(entry)
    if state.state == "parked":
        return
    is_green = state.state == "green"
    facts = Attempt(
        kind="check" if is_green else "verdict",
        round=state.round_id,
        pass_=max(1, state.passes) if is_green else state.next_pass,
        ok=ok,
        why=why,
        answer="7",
        seconds=seconds,
        **more,  # type: ignore[arg-type]
    )
    workspace.append(entry, facts)


def served(sitting: DrillSession) -> ExerciseView:
    """The next exercise: it is there, and no summary comes instead."""
    view = sitting.next()
    assert isinstance(view, ExerciseView)
    return view


def coming(workspace: Workspace, *scope: str, minutes: int = 5000) -> list[Choice]:
    """What comes in so many minutes of the day, other subjects among it, or of a scope."""
    request = Request(scope, minutes=minutes)
    listed = list_for(workspace, request) if scope else open_day(workspace, minutes=minutes)
    return [listed.choice(row.item) for row in listed.coming(with_others=True)]


def coming_items(workspace: Workspace, *scope: str, minutes: int = 5000) -> list[ItemId]:
    """The same by their ids."""
    return [choice.item for choice in coming(workspace, *scope, minutes=minutes)]
