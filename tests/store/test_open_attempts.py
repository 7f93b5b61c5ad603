"""Attempts that were left open: what a crash gives back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, get_args

import hypothesis
import pytest
from hypothesis import strategies as st

from drill.gyr.events import FIRST_ROUND, ItemId, StageWord
from drill.store import OpenAttempt, StageAnswer, StageDone, StageWork

AT = datetime(2026, 1, 5, 12, 30, 1, 250_000, tzinfo=UTC)
REPLIES = st.one_of(
    st.text(max_size=8),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=3),
    st.lists(st.text(max_size=4), max_size=3).map(tuple),
)
DONE = st.builds(
    StageDone,
    word=st.sampled_from(get_args(StageWord)),
    answer=REPLIES,
    code=st.text(max_size=8),
    hints=st.integers(0, 5),
    decided_by=st.sampled_from(["checker", "learner"]),
    reason=st.text(max_size=8),
)


def attempt(**fields: Any) -> OpenAttempt:
    given_ = {"becomes": "verdict", "round": FIRST_ROUND, "pass_": 1, "maths": "0" * 16, "seed": 7}
    return OpenAttempt(**{**given_, "item": ItemId("calculus/chain"), "started_at": AT, **fields})


@hypothesis.given(
    stages=st.integers(0, 6),
    done=st.lists(DONE, max_size=5).map(tuple),
    work=st.builds(StageWork, draft=REPLIES, hints=st.integers(0, 5), retyped=st.booleans()),
    given=st.builds(
        StageAnswer, answer=REPLIES, ok=st.sampled_from([None, True, False]), message=st.text(max_size=8)
    ),
    params=st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=3),
)
def test_what_is_kept_is_given_back(**fields: Any) -> None:
    kept = attempt(**fields)
    assert OpenAttempt.from_json(kept.to_json()) == kept


@pytest.mark.parametrize("others", [{}, {"stages": 0, "done": [], "ok": None, "answer": "", "seen": False}])
def test_what_it_says_nothing_of_may_be_written_or_not(others: dict[str, Any]) -> None:
    kept = attempt(work=StageWork(draft="2x", hints=1))
    shape = json.loads(kept.to_json())
    assert (shape["draft"], shape["hints"]) == ("2x", 1)
    assert not shape.keys() & others.keys()
    assert OpenAttempt.from_json(json.dumps(shape | others)) == kept


@pytest.mark.parametrize(
    "changes",
    [
        {"done": [{}]},
        {"done": [{"answer": "2x"}]},
        {"done": [{"word": "correct", "answer": "", "more": 1}]},
        {"done": ["correct"]},
        {"done": 2},
        {"done": None},
        {"started_at": "today"},
        {"more": 1},
        {"pass_": 1 << 31},
        {"hints": -1},
        {"seed": 1 << 63},
        {"stages": 1 << 64},
        {"done": [{"word": "correct", "hints": 1 << 63}]},
        {"seconds": float("inf")},
        {"seconds": float("nan")},
    ],
)
def test_a_damaged_one_is_not_read(changes: dict[str, Any]) -> None:
    shape = {**json.loads(attempt().to_json()), **changes}
    assert OpenAttempt.from_json(json.dumps(shape)) is None
