"""Start a session: its scope, its budget, and the attempts left open."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from drill.errors import UsageError
from drill.gyr.belief import MOST_PLACED
from drill.gyr.events import ItemId, refuse_impossible
from drill.gyr.progress import items_in
from drill.limits import pause_garbage_collection
from drill.session import scope
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.practice_set import PracticeSet
from drill.session.drilling.preparation import Preparation
from drill.session.drilling.remarks import at_days_begin
from drill.session.drilling.sitting import Sitting
from drill.session.standing.placement import Placement
from drill.session.standing.queueing import Budget, Request, refuse_contradictions, seconds_each
from drill.session.standing.withheld_exercises import find_unplanned
from drill.session.today.session_list import MORE_MINUTES, DayList, list_for
from drill.session.workspace import Workspace, at_one_moment, describe_first_faults
from drill.store import OpenAttempt


def start_sitting(workspace: Workspace, request: Request) -> Sitting:
    """Begin the requested sitting: practice, or a session. Raises as `start_session`."""
    if not request.practice:
        return start_session(workspace, request)
    refuse_impossible(workspace.clock())
    workspace.catch_up()
    return PracticeSet(workspace, _name_in_full(workspace, request))


def _name_in_full(workspace: Workspace, request: Request) -> Request:
    """Return a request with the banks of papers that it names in short."""
    full = partial(scope.name_in_full, workspace.catalogue)
    needed = full(request.prerequisites_of) if request.prerequisites_of else ""
    return replace(request, scope=tuple(map(full, request.scope)), prerequisites_of=needed)


@at_one_moment
def start_session(workspace: Workspace, request: Request) -> DrillSession:
    """Begin a session.

    Raises:
        UsageError: the scope names nothing that exists, or the clock cannot be right.
        StoreError: the learner's marks cannot be read.
    """
    refuse_impossible(workspace.clock())
    refuse_contradictions(request)
    with pause_garbage_collection():
        workspace.catch_up()
        request = _name_in_full(workspace, request)
        listed = list_for(workspace, request)
        for bank in workspace.catalogue.banks:
            if bank.id in request.scope:
                workspace.notices += describe_first_faults(
                    bank.problems, workspace.places.banks, "It is left out."
                )
        _tell_what_is_empty(workspace, request, listed)
        budget = _choose_session_budget(workspace, request, listed)
        if request.is_day:
            if budget.items is None and not len(listed):
                listed.prolong(MORE_MINUTES)
            workspace.notices += at_days_begin(workspace, listed.today)
        return DrillSession(
            workspace, listed, lambda: _list_again(workspace, request),
            Preparation(
                workspace, request.seed, frozenset(listed.facts.returns),
                is_aside=request.practice, asks_why=request.practice,
            ),
            budget=budget,
            left_open=_find_open_attempts(workspace, request, listed),
            placement=_find_placement(workspace, request),
            tries_again=request.tries_again,
            drilled=request.scope[0] if len(request.scope) == 1 else "",
        )  # fmt: skip


def _find_placement(workspace: Workspace, request: Request) -> Placement | None:
    """Return the requested placement: a single question where it names one."""
    if not (request.place and request.first):
        return Placement(workspace, request.place_in) if request.place else None
    from drill.session.today.formula_map import OneTry  # loads the readers of papers

    return OneTry(workspace, ItemId(request.first))


def _list_again(workspace: Workspace, request: Request) -> DayList:
    """Return the list of another day, or of edited banks: the request may match more, less, or nothing."""
    try:
        return list_for(workspace, request)
    except UsageError:  # nothing bears the name any more
        return list_for(workspace, Request(place=True))


def _tell_what_is_empty(workspace: Workspace, request: Request, listed: DayList) -> None:
    """Report why a session has nothing to serve, if that is a normal outcome of the request."""
    if request.prerequisites_of and not len(listed):
        workspace.notices.append(
            f"all that {request.prerequisites_of} rests on is green, parked or done today"
        )
    if request.scope and not len(listed):
        unplanned = sorted(find_unplanned(workspace.catalogue, workspace.standing()))
        if item := next((item for item in unplanned if item.rpartition("/")[0] in request.scope), ""):
            workspace.notices.append(f"what is left here comes only by its name: drill start {item}")
    if request.checks and not len(listed):
        off = workspace.settings.checks == "off"
        workspace.notices.append(
            'checks are off: checks = "offer" in config.toml offers them'
            if off
            else "no green needs a check today"
        )


def _choose_session_budget(workspace: Workspace, request: Request, listed: DayList) -> Budget:
    """Return the end of the session: marks as requested, the day's list, else minutes at the usual pace.

    Minutes include today's earlier work; going on beyond them adds as many again. Requested checks, and
    exercises that were named one by one, all come.
    """
    if request.practice:
        return Budget()
    if request.items is not None or request.place:
        return Budget(request.items or MOST_PLACED)
    if request.minutes is None:
        if request.checks:
            return Budget(max(1, len(listed)))
        if request.is_day and not workspace.method().is_strict:
            return Budget()
        chosen = scope.resolve(workspace.catalogue, request.scope)
        if request.scope and len(chosen.named) == len(chosen.entries):
            return Budget(len(chosen.named))
    minutes = float(request.minutes or workspace.minutes_wanted())
    if request.minutes is None:
        done = workspace.store.day(workspace.study_day()).seconds / 60
        minutes = minutes - done if done < minutes else minutes
    seconds_an_item = seconds_each(workspace.catalogue, workspace.learner())
    return Budget(
        max(1, items_in(minutes, seconds_an_item)),
        by_stages=True,
        minutes=minutes,
        seconds_each=seconds_an_item,
    )


def _find_open_attempts(workspace: Workspace, request: Request, listed: DayList) -> tuple[OpenAttempt, ...]:
    """Return the attempts left open within the scope, newest first; only that of ``first`` if named."""
    open_attempts = workspace.left_open()
    if request.practice:  # attempts that count are left to the app
        open_attempts = [attempt for attempt in open_attempts if attempt.becomes == "extra"]
    if request.practice and not request.scope:
        return tuple(open_attempts)
    if request.place:
        return tuple(attempt for attempt in open_attempts if attempt.placed and not request.first)
    if request.first:
        return tuple(attempt for attempt in open_attempts if attempt.item == request.first)
    if request.is_day or request.early:
        return tuple(open_attempts)
    renamed = workspace.catalogue.renamed
    here = {choice.item for choice in listed.ahead()}
    if request.scope:
        here |= {entry.item for entry in scope.resolve(workspace.catalogue, request.scope).entries}
    return tuple(attempt for attempt in open_attempts if renamed.get(attempt.item, attempt.item) in here)
