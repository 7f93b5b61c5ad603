"""Turn an open attempt into the event that is written, stages included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from drill.errors import DrillError, TimedOutError
from drill.gyr.entry import Entry
from drill.gyr.events import (
    Answer,
    Attempt,
    AttemptKind,
    DecidedBy,
    Event,
    ItemId,
    Override,
    Regrade,
    Reply,
    StageWord,
    Working,
    line_of,
)
from drill.gyr.fold import Lineage, undone
from drill.store import OpenAttempt, StageDone

if TYPE_CHECKING:
    from drill.banks.draws import Stage, Variant
    from drill.session.workspace import Workspace


def stage_of(attempt: OpenAttempt, *, ok: bool, decided_by: DecidedBy, reason: str = "") -> StageDone:
    """Return the current stage as finished, once it is known whether it counts as right."""
    work, given = attempt.work, attempt.given
    word: StageWord = "revealed" if given.revealed else "correct" if ok else "wrong"
    return StageDone(
        word=word, answer=given.answer, code=given.code, hints=work.hints + work.has_checked_lines,
        decided_by=decided_by, reason=reason,
        working=given.first_working if given.before_key else work.working, mistake=given.mistake,
        second=given.second, is_second_right=given.is_second_right,
    )  # fmt: skip


def find_checkers_verdict(facts: Attempt) -> bool:
    """Return the checker's verdict: the mark's own, or its opposite where the learner overruled it.

    Where no checker had one, as after an undecided answer, the value means nothing.
    """
    return facts.ok if facts.decided_by == "checker" else not facts.ok


def prepare_as_answered(workspace: Workspace, entry: Entry, facts: Attempt) -> Variant:
    """Return an exercise as it is now, with the numbers of an earlier attempt.

    Raises DrillError if they no longer fit it.
    """
    exercise = workspace.catalogue.exercise(entry.item)
    return workspace.prepare(exercise, item=entry.item, seed=0, params=facts.params)


def facts_of(
    attempt: OpenAttempt, kind: AttemptKind, last: StageDone, *, why: bool, seconds: tuple[float, float]
) -> Attempt:
    """Return the facts of the event for an attempt that is marked now, with ``last`` as its current stage.

    ``seconds`` are the active time and the clock's.
    """
    done = (*attempt.done, last)
    left: tuple[StageWord, ...] = ("left",) * (attempt.stages - len(done))
    words: tuple[StageWord, ...] = (*(stage.word for stage in done), *left)
    # the event records the finding on one stage alone
    told = done[first_failed(done)]
    is_told = not attempt.stages or told.word != "correct"
    working = {str(number): stage.working for number, stage in enumerate(done, 1) if stage.working}
    return Attempt(
        kind=kind, round=attempt.round, pass_=attempt.pass_,
        ok=all(word == "correct" for word in words), why=why,
        decided_by="learner" if any(stage.decided_by == "learner" for stage in done) else "checker",
        reason=next((stage.reason for stage in done if stage.reason), ""),
        code=told.code if is_told else "",
        answer={str(number): stage.answer for number, stage in enumerate(done, 1)}
        if attempt.stages
        else last.answer,
        revealed="revealed" in words, stages=words if attempt.stages else (), seen=attempt.seen,
        params=attempt.params, hints=sum(stage.hints for stage in done), seconds=seconds[0],
        raw_seconds=seconds[1], working=working if attempt.stages else last.working,
        mistake=told.mistake if is_told else "", second=told.second,
    )  # fmt: skip


def reached_stages(facts: Attempt) -> tuple[StageDone, ...]:
    """Return the stages that were reached; an exercise without stages as one.

    An event holds the code and the second answer of its first stage that was not right, and no other.
    """
    reached: list[StageWord] = [word for word in facts.stages if word != "left"]
    if not reached:
        sole = StageDone(
            word="revealed" if facts.revealed else "correct" if facts.ok else "wrong",
            answer=reply_of(facts.answer), code=facts.code, hints=facts.hints, decided_by=facts.decided_by,
            reason=facts.reason, working=split_working_lines(facts.working), mistake=facts.mistake,
            second=facts.second,
        )  # fmt: skip
        return (sole,)
    replies: Mapping[str, Reply] = facts.answer if isinstance(facts.answer, Mapping) else {}
    failed = next((index for index, word in enumerate(reached) if word != "correct"), None)
    return tuple(
        StageDone(
            word=word,
            answer=reply_of(replies.get(str(index + 1), "")),
            code=facts.code if index == failed else "",
            mistake=facts.mistake if index == failed else "",
            second=facts.second if index == failed else "",
            working=split_working_lines(facts.working, index + 1),
        )
        for index, word in enumerate(reached)
    )


def first_failed(stages: Sequence[StageDone]) -> int:
    """Return the index of the first stage that was not right; of the last, if all were."""
    return next((index for index, stage in enumerate(stages) if stage.word != "correct"), len(stages) - 1)


def split_working_lines(working: Working, stage: int = 0) -> tuple[str, ...]:
    """Return the lines of a working; given a stage's number, those of the stage."""
    if isinstance(working, Mapping):
        return working.get(str(stage), ())
    return working


def reply_of(answer: Answer) -> Reply:
    """Return the answer to an exercise without stages."""
    if isinstance(answer, Mapping):
        return {name: part for name, part in answer.items() if isinstance(part, str)}
    return answer


# Grade earlier answers to corrected exercises again, with the numbers of that time.

# Max answers graded at once; the exercises that are left wait for the next start.
AT_ONCE = 100

# Codes of an undecided check that may be decided another time.
_NOT_NOW = frozenset({"timeout", "failed"})

Graded = Literal["right", "wrong", "not now", "never"]


class Standing(NamedTuple):
    """An answer to an earlier content, and how it counts for the loaded one."""

    event: Event
    facts: Attempt
    ok: bool


def regrade_corrected_exercises(workspace: Workspace) -> tuple[int, int]:
    """Grade again the answers that corrected exercises require.

    Return how many verdicts changed, and how many exercises are asked again: what was right and is not any
    more keeps its colour until then. A regrade is written only for what is right now. Raises StoreError if it
    cannot be kept.
    """
    looked_at = changed = asked = 0
    for item, stamp in workspace.store.unexamined(workspace.catalogue.entries).items():
        if looked_at >= AT_ONCE:
            break
        entry = workspace.catalogue.entries[item]
        is_done, is_doubtful = True, False
        for answer in answers_before(workspace.store.history(item), entry.lineage):
            looked_at += 1
            graded = _grade_earlier_answer(workspace, entry, answer.facts)
            is_done = is_done and graded != "not now"
            # a second try was led to its answer: it is never green
            is_capped = bool(answer.facts.second) and answer.facts.why
            is_doubtful = is_doubtful or (answer.ok and graded == "wrong")
            if graded == "right" and not answer.ok and not is_capped:
                workspace.append(entry, Regrade(target=answer.event.id, ok=True))
                changed += 1
        if is_done:
            workspace.store.note_examined(item, stamp, asks_again=is_doubtful)
            asked += is_doubtful
    return changed, asked


def list_doubtful_greens(workspace: Workspace) -> list[ItemId]:
    """Return the greens that are asked again, until an answer to the loaded content follows."""
    doubtful: list[ItemId] = []
    for item in workspace.store.read_facts().asked_again():
        entry = workspace.catalogue.entries.get(item)
        if entry is None or workspace.state(entry).state != "green":
            continue
        last = workspace.store.overridable(item, entry.lineage)
        if last is not None and last.content is not None and last.content.maths != entry.maths:
            doubtful.append(item)
    return doubtful


def answers_before(events: Iterable[Event], lineage: Lineage) -> Iterator[Standing]:
    """Yield the answers of one item to contents that the loaded one corrects, where the checker decided.

    Undone and overridden ones, reveals, practice, and the learner's own decisions are left as they are.
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
        variant = prepare_as_answered(workspace, entry, facts)
    except TimedOutError:
        return "not now"
    except DrillError:
        return "never"
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
