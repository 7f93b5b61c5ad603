"""Attempts with stages: their JSON, their answers by stage, and what they come to."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.events import FIRST_ROUND, Attempt, Event, Reply, StageWord, line_of
from drill.gyr.fold import find_attempt_outcomes
from drill.gyr.wire import EventError, as_line, from_columns, from_json, refuse_wild, to_columns, to_json
from tests.gyr.gyr_log import Log

WORDS: tuple[StageWord, ...] = get_args(StageWord)
TEXTS = st.text(max_size=8)
PART_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True)
REPLIES = st.one_of(
    TEXTS, st.dictionaries(PART_NAMES, TEXTS, max_size=3), st.lists(TEXTS, max_size=3).map(tuple)
)


def written(**fields: Any) -> Event:
    log = Log()
    log.write(Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=False, why=False, **fields))
    return log.events[-1]


@st.composite
def chains(draw: st.DrawFn) -> dict[str, Any]:
    """The words of two to six stages, answers to those reached, and what was drawn."""
    words = tuple(draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6)))
    reached = draw(st.integers(0, len(words)))
    return {
        "stages": words,
        "answer": {str(stage + 1): draw(REPLIES) for stage in range(reached)},
        "params": draw(st.dictionaries(st.sampled_from(["a", "slip.3", "options.1", "sister"]), TEXTS)),
    }


@given(chains())
def test_an_attempt_with_stages_survives_json(fields: dict[str, Any]) -> None:
    event = written(**fields)
    assert from_json(json.loads(as_line(event))) == event
    refuse_wild(event)


@given(REPLIES)
def test_any_reply_without_stages_survives_json(reply: Any) -> None:
    event = written(answer=reply)
    assert from_json(json.loads(as_line(event))) == event


def test_the_fields_of_an_attempt_with_stages() -> None:
    answer = {"1": "p - y", "2": {"mean": "3", "variance": "2"}, "3": ("one-mode",)}
    shape = to_json(written(stages=("correct", "wrong", "revealed", "left"), answer=answer))
    assert shape["stages"] == ["correct", "wrong", "revealed", "left"]
    assert shape["answer"] == {"1": "p - y", "2": {"mean": "3", "variance": "2"}, "3": ["one-mode"]}


def test_an_attempt_without_stages_is_written_as_before() -> None:
    shape = to_json(written(answer="2x"))
    assert "stages" not in shape
    assert from_json(shape).facts == written(answer="2x").facts


@given(
    st.lists(TEXTS), st.dictionaries(st.sampled_from(["1", "2", "3"]), st.lists(TEXTS).map(tuple), min_size=1)
)
def test_the_lines_of_a_working_survive_json(lines: list[str], by_stage: dict[str, tuple[str, ...]]) -> None:
    for event in (written(working=tuple(lines)), written(working=by_stage)):
        assert from_json(json.loads(as_line(event))) == event
    assert ("working" in to_json(written(working=tuple(lines)))) == bool(lines)


@pytest.mark.parametrize("working", ["x", [1], {"a": ["x"]}, {"1": "x"}])
def test_a_working_of_another_type_is_refused(working: object) -> None:
    with pytest.raises(EventError, match="working"):
        from_json({**to_json(written()), "working": working})


def test_other_events_keep_a_field_that_only_attempts_have() -> None:
    log = Log()
    log.verdict("green")
    skip = {**to_json(log.events[0]), "kind": "skip", "stages": ["correct"]}
    assert to_json(from_json(skip))["stages"] == ["correct"]


@pytest.mark.parametrize(
    "stages", [["right"], ["correct", ""], ["correct", None], ["Correct"], "correct", {"1": "correct"}, None]
)
def test_an_unknown_word_is_refused(stages: object) -> None:
    with pytest.raises(EventError) as error:
        from_json({**to_json(written()), "stages": stages})
    assert error.value.field == "stages"


@pytest.mark.parametrize(
    "answer",
    [
        {"1": 2},
        {"1": {"mean": 3}},
        {"1": [1]},
        {"1": {"2": {"3": "x"}}},
        {"1": None},
        {"mean": {"1": "2"}},
        {"1": "x", "mean": ["a"]},
    ],
)
def test_an_answer_of_another_shape_is_refused(answer: object) -> None:
    with pytest.raises(EventError) as error:
        from_json({**to_json(written()), "answer": answer})
    assert error.value.field == "answer"


@st.composite
def failed(draw: st.DrawFn) -> tuple[StageWord, ...]:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6))
    words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(["wrong", "revealed", "left"]))
    return tuple(words)


@given(
    words=failed(),
    earlier=st.lists(st.sampled_from(["green", "unsure", "sees", "red"]), max_size=4),
    why=st.booleans(),
    kind=st.sampled_from(["verdict", "check"]),
)
def test_an_attempt_with_a_stage_that_failed_is_never_green(
    words: tuple[StageWord, ...], earlier: list[str], why: bool, kind: str
) -> None:
    log = Log()
    for answer in earlier:
        log.verdict(answer)
        log.later(30)
    made = log.attempt(kind, "sees" if why else "red", stages=words)
    outcome = find_attempt_outcomes(map(line_of, log.events))[made]
    assert outcome.colour == ("yellow" if why else "red")
    assert not outcome.counts or log.state.state != "green"


@given(words=failed(), why=st.booleans())
def test_stages_change_nothing_but_what_is_told(words: tuple[StageWord, ...], why: bool) -> None:
    plain, staged = Log(), Log()
    plain.verdict("sees" if why else "red")
    staged.verdict("sees" if why else "red", stages=words)
    assert plain.state == staged.state


@given(TEXTS, REPLIES.map(lambda reply: reply or ""))
def test_a_second_answer_and_the_name_of_a_mistake_survive_json_and_rows(mistake: str, second: Reply) -> None:
    event = written(mistake=mistake, second=second)
    assert from_json(to_json(event)) == event
    assert from_columns(to_columns(event)) == event
    assert ("mistake" in to_json(event), "second" in to_json(event)) == (bool(mistake), bool(second))


@pytest.mark.parametrize("fault", [{"second": 5}, {"second": {"a": [1]}}, {"mistake": 5}])
def test_a_second_answer_or_name_of_another_type_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(EventError, match=next(iter(fault))):
        from_json({**to_json(written()), **fault})
