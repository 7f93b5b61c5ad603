"""Orders of which several are right: ``after`` says what must come before an entry."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.read import read_file
from drill.banks.variant_expansion import expand_variant
from drill.checking import as_mapping, check, spec_from
from drill.errors import CheckError
from tests.asked import exercise as exercise_of


def order(*entries: tuple[str, Any]) -> dict[str, Any]:
    """An answer whose entries have these ids, and ``after`` unless it is None."""
    return {
        "order": [
            {"id": id_, "text": f"text {id_}"} | ({} if after is None else {"after": after})
            for id_, after in entries
        ]
    }


STEP = order(("forward", None), ("zero", []), ("backward", None), ("step", None))


def right_orders(answer: dict[str, Any]) -> set[tuple[str, ...]]:
    spec = spec_from(answer)
    ids = [entry["id"] for entry in answer["order"]]
    return {taken for taken in permutations(ids) if check(spec, taken).verdict == "correct"}


def test_every_order_that_the_dependencies_allow_is_right() -> None:
    assert right_orders(STEP) == {
        ("forward", "zero", "backward", "step"),
        ("zero", "forward", "backward", "step"),
    }


def test_without_after_one_order_is_right() -> None:
    answer = order(("one", None), ("two", None), ("three", None))
    assert right_orders(answer) == {("one", "two", "three")}


def test_what_an_entry_needs_comes_with_what_that_needs() -> None:
    answer = order(("read", None), ("parse", None), ("mask", ["read"]), ("join", ["parse"]), ("end", [4]))
    for taken in right_orders(answer):
        assert taken.index("read") < taken.index("parse") < taken.index("join") < taken.index("end")
    assert ("read", "parse", "join", "end", "mask") in right_orders(answer)


def test_numbers_and_one_name_stand_for_lists_of_ids() -> None:
    by_id = order(("one", None), ("two", ["one"]), ("three", ["one"]))
    by_number = order(("one", None), ("two", 1), ("three", "1"))
    by_number["order"][1]["after"] = ["1"]
    assert (
        right_orders(by_id) == right_orders(by_number) == {("one", "two", "three"), ("one", "three", "two")}
    )


def test_the_reply_counts_what_is_in_place() -> None:
    spec = spec_from(STEP)
    assert check(spec, ("zero", "forward", "step", "backward")).message == "The first 2 are in place."
    assert check(spec, ("backward", "zero", "forward", "step")).message == "Another one comes first."


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (order(("one", None), ("two", ["three"]), ("three", None)), "'three', which is not an earlier entry"),
        (order(("one", None), ("two", ["nine"])), "'nine', which is not an earlier entry"),
        (order(("one", None), ("two", ["0"])), "'0', which is not an earlier entry"),
        (order(("one", None), ("two", [2])), "'2', which is not an earlier entry"),
    ],
)
def test_dependencies_that_cannot_be_meant_are_refused(answer: dict[str, Any], says: str) -> None:
    with pytest.raises(CheckError, match=says):
        spec_from(answer)


def test_an_order_of_which_all_are_right_is_refused() -> None:
    body = {"id": "a", "prompt": "Order.", "answer": order(("one", None), ("two", []), ("three", []))}
    text = json.dumps({"exercises": [body]})
    (problem,) = read_file(text.encode(), "bank.yaml").problems
    assert "every order is right" in problem.message


@given(st.lists(st.none() | st.sets(st.integers(1, 5)), min_size=2, max_size=5))
def test_the_files_order_is_right_and_a_mapping_is_read_back(named: list[set[int] | None]) -> None:
    ids = ("one", "two", "three", "four", "five")[: len(named)]
    after = [None if due is None else sorted(n for n in due if n <= place) for place, due in enumerate(named)]
    answer = order(*zip(ids, after, strict=True))
    spec = spec_from(answer)
    assert check(spec, ids).verdict == "correct"
    again = spec_from(as_mapping(spec))
    assert again == spec
    for taken in permutations(ids):
        assert check(again, taken) == check(spec, taken)


def test_a_pool_keeps_what_comes_through_an_entry_that_is_not_shown() -> None:
    entries = [("a1", None), ("a2", None), ("a3", None), ("b1", ["a1"]), ("b2", ["b1"])]
    exercise = exercise_of({"id": "x", "prompt": "Order.", "answer": {**order(*entries), "show": 3}})
    position = {id_: place for place, (id_, _) in enumerate(entries)}
    for seed in range(40):
        stage = expand_variant(exercise, seed, item="t/x").only
        shown = [option.id for option in stage.expect.options]
        assert check(stage.expect, tuple(shown)).verdict == "correct"
        for taken in permutations(shown):
            chains = [[id_ for id_ in taken if id_[0] == letter] for letter in "ab"]
            is_sorted = all(chain == sorted(chain, key=position.__getitem__) for chain in chains)
            begins = "a1" not in taken or all(
                taken.index("a1") < taken.index(other) for other in taken if other != "a1"
            )
            assert (check(stage.expect, taken).verdict == "correct") == (is_sorted and begins), taken


def test_the_order_shown_is_not_a_right_one() -> None:
    exercise = exercise_of({"id": "x", "prompt": "Order.", "answer": STEP})
    for seed in range(40):
        stage = expand_variant(exercise, seed, item="t/x").only
        taken = tuple(option.id for option in stage.options)
        assert check(stage.expect, taken).verdict == "wrong"


SHARED = """\
exercises:
- id: first
  prompt: Order these.
  options:
  - {id: one, text: One}
  - {id: two, text: Two}
  - {id: three, text: Three}
  sisters:
  - {id: all, answer: {order: {of: options, right: [one, two, three], after: {three: [one], two: [one]}}}}
  - {id: some, answer: {order: {of: options, right: [two, three]}}}
  - {id: more, answer: {KIND: {of: options, right: [one], after: {one: [two]}}}}
"""


def test_shared_options_name_their_dependencies_beside_what_is_right() -> None:
    more = ", {id: more, answer: {order: {of: options, right: [one, three]}}}"
    text = SHARED[: SHARED.index("  - {id: more")] + f"  - {more[2:]}\n"
    loaded = read_file(text.encode(), "bank.yaml")
    assert [str(problem) for problem in loaded.problems] == []
    spec = loaded.exercises[0].exercise.forms[0].questions[0].answer
    assert check(spec, ("one", "three", "two")).verdict == "correct"
    assert check(spec, ("two", "one", "three")).verdict == "wrong"


def test_a_choice_has_no_after() -> None:
    (problem,) = read_file(SHARED.replace("KIND", "choice").encode(), "bank.yaml").problems
    assert "only an order has after" in problem.message
