"""Grade earlier answers to corrected exercises again, with the numbers of that time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from drill.errors import DrillError, TimedOutError
from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, Event, Override, Regrade, Reply, line_of
from drill.gyr.fold import Lineage, undone
from drill.session.standing.attempts import reply_of

if TYPE_CHECKING:
    from drill.banks.variant import Stage
    from drill.session.workspace import Workspace

# From so many answers on, the exercises that are left wait for the next start.
AT_ONCE = 100

# Codes of an undecided check that may be decided another time.
_NOT_NOW = frozenset({"timeout", "failed"})

Graded = Literal["right", "wrong", "not now", "never"]


class Standing(NamedTuple):
    """An answer to an earlier content, and what it counts as for the loaded one."""

    event: Event
    facts: Attempt
    ok: bool


def regrade_corrected_exercises(workspace: Workspace) -> int:
    """Grade again what corrected exercises require, and return how many verdicts changed.

    A regrade is written only where the verdict changed. Raises StoreError where it cannot be kept.
    """
    looked_at = changed = 0
    for item, stamp in workspace.store.unexamined(workspace.catalogue.entries).items():
        if looked_at >= AT_ONCE:
            break
        entry = workspace.catalogue.entries[item]
        is_done = True
        for answer in answers_before(workspace.store.history(item), entry.lineage):
            looked_at += 1
            graded = _grade_earlier_answer(workspace, entry, answer.facts)
            is_done = is_done and graded != "not now"
            # a second try was led to its answer: it is never green
            is_capped = bool(answer.facts.second) and answer.facts.why
            if graded == ("wrong" if answer.ok else "right") and not (graded == "right" and is_capped):
                workspace.append(entry, Regrade(target=answer.event.id, ok=not answer.ok))
                changed += 1
        if is_done:
            workspace.store.note_examined(item, stamp)
    return changed


def answers_before(events: Iterable[Event], lineage: Lineage) -> Iterator[Standing]:
    """Yield the answers of one item to contents that the loaded one corrects, where the checker decided.

    Undone and overridden ones, reveals, practice, and what the learner decided, are left as they are.
    """
    known = list(events)
    gone = undone(map(line_of, known))
    settled = {
        event.facts.target for event in known if isinstance(event.facts, Override) and event.id not in gone
    }
    regraded = {
        event.facts.target: event.facts.ok
        for event in known
        if isinstance(event.facts, Regrade) and event.content and event.content.maths == lineage.maths
    }
    for event in known:
        facts = event.facts
        if not isinstance(facts, Attempt) or event.id in gone or event.id in settled:
            continue
        is_earlier = event.content is not None and event.content.maths in lineage.corrects
        counted = facts.kind != "extra" or facts.placed
        if is_earlier and counted and facts.decided_by == "checker" and not facts.revealed:
            yield Standing(event, facts, regraded.get(event.id, facts.ok))


def _grade_earlier_answer(workspace: Workspace, entry: Entry, facts: Attempt) -> Graded:
    """Return the corrected exercise's verdict on an answer to the same numbers."""
    if not facts.answer:
        return "never"
    try:
        exercise = workspace.catalogue.exercise(entry.item)
        variant = workspace.workers.prepare(exercise, item=entry.item, seed=0, params=facts.params)
    except TimedOutError:
        return "not now"
    except DrillError:
        return "never"  # the numbers of that time fit the exercise no more
    if not variant.is_chain:
        return _graded_stage(workspace, variant.only, reply_of(facts.answer))
    replies: Mapping[str, Reply] = facts.answer if isinstance(facts.answer, Mapping) else {}
    if {"left", "revealed"} & {*facts.stages} or len(facts.stages) != len(variant.stages):
        return "never"
    stage_grades = [
        _graded_stage(workspace, stage, reply_of(replies.get(str(number), "")))
        for number, stage in enumerate(variant.stages, 1)
    ]
    for outcome in ("not now", "never", "wrong"):
        if outcome in stage_grades:
            return outcome
    return "right"


def _graded_stage(workspace: Workspace, stage: Stage, reply: Reply) -> Graded:
    verdict = workspace.workers.check(stage.expect, reply, shown=stage.shown)
    if verdict.verdict == "undecided" and verdict.code in _NOT_NOW:
        return "not now"
    if verdict.verdict not in ("correct", "wrong"):
        return "never"
    return "right" if verdict.verdict == "correct" else "wrong"
