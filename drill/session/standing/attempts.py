"""Turn an open attempt into the event that is written, stages included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from drill.gyr.events import Answer, Attempt, AttemptKind, DecidedBy, Reply, StageWord, Working
from drill.store import OpenAttempt, StageDone


def stage_of(attempt: OpenAttempt, *, ok: bool, decided_by: DecidedBy, reason: str = "") -> StageDone:
    """Return the current stage as finished, once it is known whether it counts as right."""
    word: StageWord = "revealed" if attempt.revealed else "correct" if ok else "wrong"
    return StageDone(
        word=word, answer=attempt.answer, code=attempt.code,
        hints=attempt.hints + attempt.has_checked_lines, decided_by=decided_by,
        reason=reason, working=attempt.first_working if attempt.before_key else attempt.working,
        mistake=attempt.mistake, second=attempt.second,
    )  # fmt: skip


def gone_on(attempt: OpenAttempt, done: StageDone) -> OpenAttempt:
    """Return the attempt at its next stage, with nothing answered there yet."""
    return replace(
        attempt, done=(*attempt.done, done), draft="", working=(), hints=0, has_checked_lines=False,
        retyped=False, answer="", ok=None, code="", message="", mistake="", before_key="", first_working=(),
        second="", is_second_right=False, key_shown=False, revealed=False,
    )  # fmt: skip


def facts_of(
    attempt: OpenAttempt, kind: AttemptKind, last: StageDone, *, why: bool, seconds: tuple[float, float]
) -> Attempt:
    """Return the facts of the event for an attempt that is marked now, with ``last`` as its current stage.

    ``seconds`` are the active time and the clock's.
    """
    if not attempt.stages:
        return Attempt(
            kind=kind, round=attempt.round, pass_=attempt.pass_, ok=last.word == "correct", why=why,
            decided_by=last.decided_by, reason=last.reason, code=last.code, answer=last.answer,
            revealed=last.word == "revealed", seen=attempt.seen, params=attempt.params, hints=last.hints,
            seconds=seconds[0], raw_seconds=seconds[1], working=last.working, mistake=last.mistake,
            second=last.second,
        )  # fmt: skip
    done = (*attempt.done, last)
    left: tuple[StageWord, ...] = ("left",)
    words: tuple[StageWord, ...] = (*(stage.word for stage in done), *left * (attempt.stages - len(done)))
    return Attempt(
        kind=kind, round=attempt.round, pass_=attempt.pass_,
        ok=all(word == "correct" for word in words), why=why,
        decided_by="learner" if any(stage.decided_by == "learner" for stage in done) else "checker",
        reason=next((stage.reason for stage in done if stage.reason), ""),
        code=next((stage.code for stage in done if stage.word != "correct"), ""),
        answer={str(number): stage.answer for number, stage in enumerate(done, 1)},
        revealed="revealed" in words, stages=words, seen=attempt.seen, params=attempt.params,
        hints=sum(stage.hints for stage in done), seconds=seconds[0], raw_seconds=seconds[1],
        working={str(number): stage.working for number, stage in enumerate(done, 1) if stage.working},
        mistake=next((stage.mistake for stage in done if stage.word != "correct"), ""), second=done[0].second,
    )  # fmt: skip


def reopened_at(facts: Attempt) -> tuple[tuple[StageDone, ...], StageDone | None]:
    """Return the stages before the last one that was reached, and that one; none without stages.

    An event holds the code of its first stage that was not right, and no other.
    """
    reached: list[StageWord] = [word for word in facts.stages if word != "left"]
    replies: Mapping[str, Reply] = facts.answer if isinstance(facts.answer, Mapping) else {}
    first_failed = next((index for index, word in enumerate(reached) if word != "correct"), None)
    done = [
        StageDone(
            word=word,
            answer=reply_of(replies.get(str(index + 1), "")),
            code=facts.code if index == first_failed else "",
            mistake=facts.mistake if index == first_failed else "",
            second=facts.second if index == 0 else "",
            working=split_working_lines(facts.working, index + 1),
        )
        for index, word in enumerate(reached)
    ]
    return tuple(done[:-1]), done[-1] if done else None


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
