"""In which draws a known mistake is the key."""

from __future__ import annotations

from typing import Any

import pytest

from drill.papers import load_alone
from drill.proving import find_coincidences

PARAMS = {"a": "1..9", "b": "1..9"}


def found(answer: dict[str, Any], wrong: Any, **others: Any) -> list[tuple[int, str]]:
    """The share in per cent and the condition of each mistake that is the key somewhere."""
    fields = {
        "title": "A value",
        "prompt": "How much is it for @a and @b?",
        "params": PARAMS,
        "answer": answer,
    }
    fields |= {"wrong": [{"answer": wrong, "say": "No."}], **others}
    read = load_alone("a-value", fields)
    assert not read.problems, read.problems
    return [
        (round(100 * each.share), each.condition) for each in find_coincidences(read.exercises[0].exercise)
    ]


@pytest.mark.parametrize(
    ("answer", "wrong", "share", "condition"),
    [
        ({"number": "a*b"}, "b", 11, "a != 1"),
        ({"number": "a/b"}, "b/a", 11, "a != b"),
        ({"number": "a*b"}, "a + b", 1, "a*b != a + b"),
        ({"number": "a*b"}, "12", 5, "a*b != 12"),
        ({"number": "sqrt(a)"}, "sqrt(b)", 11, "a != b"),
        ({"number": "ln(a)", "decimals": 1}, "ln(b)", 11, "a != b"),
        ({"vector": "[a, b]"}, "[b, a]", 11, "a != b"),
    ],
)
def test_a_mistake_that_is_the_key_somewhere_is_found_with_what_leaves_it_out(
    answer: dict[str, Any], wrong: str, share: int, condition: str
) -> None:
    ((of_draws, proposed),) = found(answer, wrong)
    assert of_draws == share
    assert proposed == condition


def test_what_never_is_the_key_is_passed_over() -> None:
    assert found({"number": "a*b"}, "a*b + 1") == []
    assert found({"number": "a/b"}, "b/a", where=["a != b"]) == []
    assert found({"number": "12"}, "12 + 1") == []


def test_of_very_many_draws_some_are_tried() -> None:
    params = dict.fromkeys("abc", "1..40")
    ((share, condition),) = found({"number": "a/b + c"}, "c + 1", params=params)
    assert 0 < share < 8
    assert condition == "a != b"
