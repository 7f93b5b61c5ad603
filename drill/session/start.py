"""Starting a session: what it serves from, how long it lasts, and what was left open."""

from __future__ import annotations

from drill.banks.catalogue import Entry
from drill.errors import UsageError
from drill.gyr.progress import items_in
from drill.session import scope
from drill.session.preparation import Preparation
from drill.session.queueing import Request, build_queue, seconds_each
from drill.session.sitting import Sitting
from drill.session.workspace import Workspace
from drill.store.open_attempts import OpenAttempt

__all__ = ["Request", "start"]


def start(workspace: Workspace, request: Request) -> Sitting:
    """Begin a session.

    Raises:
        UsageError: the scope names nothing that exists.
        StoreError: the learner's marks cannot be read.
    """
    chosen = _scope(workspace, request)
    return Sitting(
        workspace,
        build_queue(workspace, request, chosen, workspace.states(), workspace.study_day()),
        Preparation(workspace, request.seed),
        budget=_budget(workspace, request, chosen),
        left_open=_left_open(workspace, request, chosen),
    )


def _scope(workspace: Workspace, request: Request) -> scope.Scope:
    if request.prerequisites_of:
        if request.scope:
            raise UsageError("--for names what to prepare; name no bank or exercise beside it")
        return scope.Scope(_rests_on(workspace, request.prerequisites_of))
    return scope.resolve(workspace.catalogue, request.scope)


def _rests_on(workspace: Workspace, word: str) -> tuple[Entry, ...]:
    """The exercises of all skills that the named ones rest on, the earliest prerequisites first."""
    skills = workspace.catalogue.skills
    targets = scope.resolve(workspace.catalogue, [word]).entries
    direct = {need for entry in targets for need in (entry.skill, *entry.needs) if need}
    before = [skill for skill in skills.before(direct) if skill not in {entry.skill for entry in targets}]
    rank = {skill: place for place, skill in enumerate(before)}
    found = [entry for entry in workspace.catalogue.entries.values() if entry.skill in rank]
    if not found:
        raise UsageError(f"nothing that {word} rests on has exercises here")
    return tuple(sorted(found, key=lambda entry: rank[entry.skill]))


def _budget(workspace: Workspace, request: Request, chosen: scope.Scope) -> int:
    """So many marks end the session: items as asked, else minutes at the learner's usual pace.

    Today's minutes count what is done already; who goes on beyond them gets as many again.
    """
    if request.items is not None:
        return request.items
    if request.minutes is None and chosen.named and len(chosen.named) == len(chosen.entries):
        return len(chosen.named)
    minutes = float(request.minutes or workspace.settings.minutes)
    if request.minutes is None:
        done = workspace.store.day(workspace.study_day()).seconds / 60
        minutes = minutes - done if done < minutes else minutes
    return max(1, items_in(minutes, seconds_each(workspace)))


def _left_open(workspace: Workspace, request: Request, chosen: scope.Scope) -> OpenAttempt | None:
    """The newest attempt that was left open within the scope, unless another item is to come first."""
    if request.first:
        return next((each for each in workspace.store.open_attempts() if each.item == request.first), None)
    here = {entry.item for entry in chosen.entries} if request.scope or request.prerequisites_of else None
    for attempt in workspace.store.open_attempts():
        if here is None or attempt.item in here:
            return attempt
    return None
