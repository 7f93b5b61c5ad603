"""The event that an attempt becomes, what is read back from it, and which answers are graded again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.events import (
    FIRST_ROUND,
    Attempt,
    Content,
    DeviceId,
    Event,
    EventId,
    Facts,
    ItemId,
    LearnerId,
    Override,
    Regrade,
    StageWord,
    Undo,
)
from drill.gyr.fold import Lineage
from drill.session.standing.attempts import (
    answers_before,
    facts_of,
    find_checkers_verdict,
    first_failed,
    reached_stages,
    reply_of,
    split_working_lines,
    stage_of,
)
from drill.store import OpenAttempt, StageAnswer, StageDone, StageWork

AT = datetime(2026, 1, 5, 12, tzinfo=UTC)
NOW, BEFORE, OTHER = "new", "old", "another"
LINEAGE = Lineage(NOW, (BEFORE,))
WRONG = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=False, why=False, answer="7")
"""A wrong answer that the checker decided."""


def event(id_: str, facts: Facts, maths: str | None = BEFORE) -> Event:
    content = None if maths is None else Content(maths, "words")
    return Event(
        id=EventId(id_), learner=LearnerId("ada"), device=DeviceId("d"), lamport=int(id_), at=AT,
        offset_minutes=0, study_day=date(2026, 1, 5), item=ItemId("a/b"), content=content, facts=facts,
    )  # fmt: skip


def graded_again(*events: Event) -> list[tuple[str, bool]]:
    return [(answer.event.id, answer.ok) for answer in answers_before(events, LINEAGE)]


@pytest.mark.parametrize(
    ("fields", "maths", "is_graded"),
    [
        ({}, BEFORE, True),
        ({}, NOW, False),
        ({}, OTHER, False),
        ({}, None, False),
        ({"ok": True, "why": True}, BEFORE, True),
        ({"kind": "check"}, BEFORE, True),
        ({"kind": "extra"}, BEFORE, False),
        ({"kind": "extra", "placed": True}, BEFORE, True),
        ({"placed": True}, BEFORE, True),
        ({"decided_by": "learner"}, BEFORE, False),
        ({"revealed": True}, BEFORE, False),
    ],
)
def test_answers_that_the_checker_decided_on_a_corrected_content_are_graded_again(
    fields: dict[str, Any], maths: str | None, is_graded: bool
) -> None:
    facts = replace(WRONG, **fields)
    assert graded_again(event("1", facts, maths)) == ([("1", facts.ok)] if is_graded else [])


def test_what_was_undone_or_overruled_is_left_and_a_regrade_counts_for_its_content_alone() -> None:
    first = event("1", WRONG)
    second = event("2", WRONG)
    both = [("1", False), ("2", False)]
    assert graded_again(first, second) == both
    assert graded_again(first, second, event("3", Undo(target=EventId("1")), None)) == [("2", False)]
    override = event("3", Override(target=EventId("1"), ok=True, why=True), BEFORE)
    assert graded_again(first, second, override) == [("2", False)]
    assert graded_again(first, second, override, event("4", Undo(target=EventId("3")), None)) == both
    regrade = Regrade(target=EventId("2"), ok=True)
    assert graded_again(first, second, event("3", regrade, NOW)) == [("1", False), ("2", True)]
    assert graded_again(first, second, event("3", regrade, OTHER)) == both
    assert graded_again(first, second, event("3", regrade, None)) == both


def test_the_checkers_verdict_is_the_opposite_of_what_the_learner_overruled() -> None:
    for ok in (True, False):
        assert find_checkers_verdict(replace(WRONG, ok=ok)) == ok
        assert find_checkers_verdict(replace(WRONG, ok=ok, decided_by="learner")) != ok


def test_the_first_stage_that_was_not_right_is_named_or_the_last() -> None:
    def failed(*words: StageWord) -> int:
        return first_failed([StageDone(word=word) for word in words])

    assert failed("correct", "wrong", "revealed") == 1
    assert failed("revealed", "correct") == 0
    assert failed("correct", "correct") == 1


WORDS = st.sampled_from(["correct", "wrong", "revealed"])
TEXTS = st.text("abc", min_size=1, max_size=3)
STAGES = st.builds(
    StageDone, word=WORDS, answer=TEXTS, code=st.sampled_from(["wrong", "factor"]), hints=st.integers(0, 2),
    decided_by=st.sampled_from(["checker", "learner"]), reason=st.sampled_from(["", "a slip"]),
    mistake=st.sampled_from(["", "sign"]), working=st.sampled_from([(), ("a", "b")]),
    second=st.sampled_from(["", "c"]),
)  # fmt: skip


def attempt(stages: int = 0, done: Sequence[StageDone] = (), **fields: Any) -> OpenAttempt:
    return OpenAttempt(
        item=ItemId("a/b"), becomes="verdict", round=FIRST_ROUND, pass_=2, maths=NOW, seed=1, stages=stages,
        done=tuple(done), started_at=AT, **fields,
    )  # fmt: skip


@given(st.lists(STAGES, min_size=1, max_size=4), st.integers(0, 2), st.booleans())
def test_a_chain_is_written_with_all_its_stages_and_read_back(
    done: list[StageDone], left: int, seen: bool
) -> None:
    number = len(done) + left
    facts = facts_of(attempt(number, done[:-1], seen=seen), "verdict", done[-1], why=True, seconds=(3.0, 5.0))
    words = [stage.word for stage in done]
    assert facts.stages == (*words, *["left"] * left)
    assert facts.ok == (set(words) == {"correct"} and not left)
    assert facts.revealed == ("revealed" in words)
    assert facts.hints == sum(stage.hints for stage in done)
    assert (facts.decided_by == "learner") == any(stage.decided_by == "learner" for stage in done)
    assert facts.reason == ("a slip" if any(stage.reason for stage in done) else "")
    assert (facts.seconds, facts.raw_seconds, facts.seen, facts.pass_) == (3.0, 5.0, seen, 2)
    failed = first_failed(done)
    is_failed = done[failed].word != "correct"
    told = (done[failed].code, done[failed].mistake) if is_failed else ("", "")
    assert (facts.code, facts.mistake, facts.second) == (*told, done[failed].second)
    read = reached_stages(facts)
    assert [stage.word for stage in read] == words
    assert [stage.answer for stage in read] == [stage.answer for stage in done]
    assert [stage.working for stage in read] == [stage.working for stage in done]
    assert [stage.second for stage in read] == [
        done[failed].second if at == failed and is_failed else "" for at in range(len(done))
    ]
    for at, stage in enumerate(read):
        assert (stage.code, stage.mistake) == (told if at == failed and is_failed else ("", ""))


@given(STAGES)
def test_an_exercise_without_stages_is_written_and_read_back(stage: StageDone) -> None:
    facts = facts_of(attempt(), "verdict", stage, why=False, seconds=(1.0, 1.0))
    assert (facts.stages, facts.answer, facts.working) == ((), stage.answer, stage.working)
    assert (facts.code, facts.mistake) == (stage.code, stage.mistake)
    assert reached_stages(facts) == (stage,)


@given(STAGES, st.booleans(), st.booleans())
def test_the_current_stage_ends_with_the_working_of_its_first_answer(
    stage: StageDone, ok: bool, is_tried_again: bool
) -> None:
    work = StageWork(working=("now",), hints=stage.hints, has_checked_lines=True)
    given_ = StageAnswer(
        answer=stage.answer, code=stage.code, mistake=stage.mistake, second=stage.second,
        revealed=stage.word == "revealed", first_working=("first",),
        before_key="say" if is_tried_again else "",
    )  # fmt: skip
    done = stage_of(attempt(work=work, given=given_), ok=ok, decided_by="checker", reason="why")
    word = "revealed" if stage.word == "revealed" else "correct" if ok else "wrong"
    assert (done.word, done.hints, done.reason) == (word, stage.hints + 1, "why")
    assert done.working == (("first",) if is_tried_again else ("now",))
    assert (done.answer, done.code, done.mistake, done.second) == (
        stage.answer, stage.code, stage.mistake, stage.second,
    )  # fmt: skip


def test_an_answer_in_parts_is_a_reply_and_the_lines_of_a_working_are_those_of_a_stage() -> None:
    assert reply_of({"a": "1", "b": ("x", "y")}) == {"a": "1"}
    assert reply_of(("x", "y")) == ("x", "y")
    assert split_working_lines(("a", "b"), 2) == ("a", "b")
    assert split_working_lines({"2": ("a", "b")}, 2) == ("a", "b")
    assert split_working_lines({"2": ("a", "b")}, 1) == ()
