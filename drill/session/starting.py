"""Start a session: its scope, its budget, and the attempts left open."""

from __future__ import annotations

import contextlib

from drill.errors import UsageError
from drill.garbage import uncollected
from drill.gyr.belief import MOST_PLACED
from drill.gyr.clock import refuse_impossible
from drill.gyr.path import Mastered
from drill.gyr.progress import items_in
from drill.gyr.queue import Queue
from drill.gyr.skills import Parts
from drill.gyr.state import due
from drill.session import scope
from drill.session.drill_session import DrillSession
from drill.session.mastery import mastery
from drill.session.placement import Placement
from drill.session.preparation import Preparation
from drill.session.queueing import Budget, Lineup, Request, build_queue, lineup, seconds_each
from drill.session.remarks import at_days_begin
from drill.session.workspace import Workspace, faults_told
from drill.store import OpenAttempt


def start(workspace: Workspace, request: Request) -> DrillSession:
    """Begin a session.

    Raises:
        UsageError: the scope names nothing that exists, or the clock cannot be right.
        StoreError: the learner's marks cannot be read.
    """
    refuse_impossible(workspace.clock())
    with uncollected():
        workspace.catch_up()
        standing, today = workspace.standing(), workspace.study_day()
        parts: Parts = {}
        has = Mastered()
        if not workspace.method().is_strict:  # strict passes know of no skills
            parts = workspace.parts()
            has = mastery(workspace, parts)
        day_lineup = lineup(workspace, request, standing, today, parts, has)
        _tell_what_is_left_out(workspace, request)
        _tell_what_is_empty(workspace, request, day_lineup)
        budget = _budget(workspace, request, day_lineup)
        if not (request.scope or request.place or request.checks or request.prerequisites_of):
            gaps = workspace.method().gaps_in_force
            dues = (due(state, gaps) for state in standing.others.values())
            comes_back = any(day is not None and day <= today for day in dues)
            workspace.notices += at_days_begin(workspace, today, budget.items, comes_back=comes_back)
        return DrillSession(
            workspace, build_queue(workspace, day_lineup, standing, today, parts, has),
            lambda: _queue_again(workspace, request, day_lineup),
            Preparation(workspace, request.seed, day_lineup.with_card),
            budget=budget,
            left_open=() if request.place else _left_open(workspace, request, day_lineup),
            placement=Placement(workspace, request.place_in) if request.place else None,
            tries_again=request.tries_again,
        )  # fmt: skip


def _queue_again(workspace: Workspace, request: Request, day_lineup: Lineup) -> Queue:
    """Return the queue of another day, or of edited banks: the request may match more, or less."""
    standing, today = workspace.standing(), workspace.study_day()
    with contextlib.suppress(UsageError):  # nothing bears the name any more
        day_lineup = lineup(workspace, request, standing, today)
    return build_queue(workspace, day_lineup, standing, today)


def _tell_what_is_left_out(workspace: Workspace, request: Request) -> None:
    """Report the faults of banks that were named: some requested exercises cannot come."""
    for bank in workspace.catalogue.banks:
        if bank.id in request.scope:
            workspace.notices += faults_told(bank.problems, workspace.places.banks, "It is left out.")


def _tell_what_is_empty(workspace: Workspace, request: Request, day_lineup: Lineup) -> None:
    """Report why a session has nothing to serve, if that is a normal outcome of the request."""
    if request.prerequisites_of and not day_lineup.first:
        workspace.notices.append(
            f"all that {request.prerequisites_of} rests on is green, parked or done today"
        )
    if request.checks and not day_lineup.checks:
        off = workspace.settings.checks == "off"
        workspace.notices.append(
            'checks are off: checks = "offer" in config.toml offers them'
            if off
            else "no green needs a check today"
        )


def _budget(workspace: Workspace, request: Request, day_lineup: Lineup) -> Budget:
    """Return what ends the session: marks as requested, else minutes at the learner's usual pace.

    Today's minutes count what is done already; who goes on beyond them gets as many again. Checks that were
    asked for, and exercises that were named one by one, come all.
    """
    if request.items is not None or request.place:
        return Budget(request.items or MOST_PLACED)
    if request.minutes is None:
        if request.checks:
            return Budget(max(1, len(day_lineup.checks)))
        chosen = scope.resolve(workspace.catalogue, request.scope)
        if request.scope and len(chosen.named) == len(chosen.entries):
            return Budget(len(day_lineup.first))
    minutes = float(request.minutes or workspace.settings.minutes)
    if request.minutes is None:
        done = workspace.store.day(workspace.study_day()).seconds / 60
        minutes = minutes - done if done < minutes else minutes
    seconds_an_item = seconds_each(workspace)
    return Budget(
        max(1, items_in(minutes, seconds_an_item)),
        by_stages=True,
        minutes=minutes,
        seconds_each=seconds_an_item,
    )


def _left_open(workspace: Workspace, request: Request, day_lineup: Lineup) -> tuple[OpenAttempt, ...]:
    """Return the attempts left open within the scope, newest first; only that of ``first`` if named."""
    open_attempts = workspace.left_open()
    if request.first:
        return tuple(attempt for attempt in open_attempts if attempt.item == request.first)
    renamed = workspace.catalogue.renamed
    return tuple(
        attempt_left
        for attempt_left in open_attempts
        if day_lineup.holds(renamed.get(attempt_left.item, attempt_left.item))
    )
