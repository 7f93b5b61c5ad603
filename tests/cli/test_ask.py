"""``drill ask``: an assistant explains the newest answer to an exercise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Drill
from tests.homes import bank, plant, set_assistant, sums, workspace_in
from tests.session.drilled import attempt

ITEM = "tiny/sum-1"


@pytest.fixture(autouse=True)
def answered(home: Path) -> None:
    plant(home, "tiny", bank(sums(2)))
    with workspace_in(home) as workspace:
        attempt(workspace, ITEM, ok=False, why=False, params={"a": "10", "b": "3"})


def test_an_explanation_is_printed_as_unproved(drill: Drill, home: Path) -> None:
    set_assistant(home, r"print('[b]Ten[/b] \x1b[31m plus $3^2$:', sys.stdin.read().count('why 13?'))")
    ran = drill("ask", ITEM, "why", "13?")
    assert ran.code == 0
    assert ran.out == "Your assistant, unproved:\n\n  [b]Ten[/b] [31m plus 3²: 1\n"
    assert "A paper may contain instructions to your assistant" in ran.err
    assert "A paper may contain" not in drill("ask", ITEM).err


def test_what_is_wrong_in_it_is_said_and_in_the_exit_code(drill: Drill, home: Path) -> None:
    chain = r"$$\begin{aligned} f(x) &= (x+1)(x+2) \\ &= x^2 + 3x + 3 \end{aligned}$$"
    set_assistant(home, f"print({chain!r}); print('The answer is $7$.')")
    ran = drill("ask", ITEM, "--json")
    assert ran.code == 1
    said = json.loads(ran.out)
    assert (said["item"], said["question"], said["proved"]) == (ITEM, "", False)
    assert [line["text"] for line in said["breaks"]] == ["= x^2 + 3x + 3"]
    assert said["differs"] == "It calls $7$ the answer, which is not right."
    text = drill("ask", ITEM).out
    assert text.index("does not follow") < text.index("is not right") < text.index("The answer is 7")


def test_a_page_is_printed_without_an_assistant(drill: Drill) -> None:
    ran = drill("ask", ITEM, "why?", "--page")
    assert ran.code == 0
    for part in ("They ask: why?", "Compute $10 + 3$", "Key.** $13$", "answer.** $7$"):
        assert part in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((ITEM,), "No assistant is set"),
        (("tiny/sum-2", "--page"), "tiny/sum-2 has no answer yet"),
        (("tiny/none", "--page"), "tiny/none"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    drill: Drill, words: tuple[str, ...], said: str
) -> None:
    ran = drill("ask", *words)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_an_assistant_that_fails_is_told(drill: Drill, home: Path) -> None:
    set_assistant(home, "sys.exit(3)")
    ran = drill("ask", ITEM)
    assert ran.code == 2
    assert "it ended with code 3" in ran.err
