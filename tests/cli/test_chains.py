"""Chains, faults and pools on the command line: the protocol, line mode and preview."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Drill
from tests.homes import bank, plant
from tests.session.chains import CHAIN, FAULT, POOL

POWER = """- id: power
  prompt: What is the derivative of this function?
  answer: {expression: e^(2 x), vars: [x]}
"""


@pytest.fixture
def home(home: Path) -> Path:
    plant(home, "new", bank(CHAIN + FAULT + POOL, topic="new.kinds"))
    plant(home, "quick", bank(POWER, topic="quick.powers"))
    return home


def said(*messages: dict[str, Any]) -> list[str]:
    return [json.dumps(message) for message in messages]


def answer(text: str) -> dict[str, Any]:
    return {"do": "answer", "text": text}


def test_a_chain_over_the_protocol(drill: Drill) -> None:
    lines = said(
        answer("7"),
        {"do": "skip"},
        {"do": "next"},
        answer("30"),
        {"do": "next"},
        answer("7"),
        {"do": "next"},
        {"do": "mark", "why": True},
    )
    first, wrong, refused, second, right, third, last, no_more, marked, done = drill(
        "start", "new/chain", "--jsonl", lines=lines
    ).lines
    assert (first["title"], first["stage"], first["results"]) == ("Sum, product, difference", [1, 3], [])
    assert (first["setting"], first["kind"]) == ("Two numbers are given.", "number")
    assert (wrong["verdict"], wrong["key"], wrong["message"]) == ("wrong", "13", "You subtracted.")
    assert (wrong["stage"], wrong["then"]) == ([1, 3], ["next", "mark"])
    assert refused["type"] == "error"
    assert refused["message"].startswith("you have begun this derivation: go on, mark it, or quit")
    assert (second["item"], second["stage"], second["results"]) == ("new/chain", [2, 3], ["The sum is 13."])
    assert (right["verdict"], right["then"]) == ("correct", ["next", "mark"])
    assert third["results"] == ["The sum is 13.", "`30`"]
    assert (last["verdict"], last["then"]) == ("correct", ["mark"])
    assert no_more["type"] == "error"
    assert (marked["mark"], marked["stages"]) == ("yellow", ["wrong", "correct", "correct"])
    assert (done["attempts"], done["yellow"]) == (1, 1)


def test_a_chain_left_in_the_middle_goes_on_there(drill: Drill) -> None:
    drill("start", "new/chain", "--jsonl", lines=said(answer("13"), {"do": "next"}, answer("31")))
    exercise, verdict, marked, *_ = drill(
        "start", "new/chain", "--jsonl", lines=said({"do": "mark", "why": False})
    ).lines
    assert (exercise["stage"], exercise["results"]) == ([2, 3], ["The sum is 13."])
    assert (verdict["verdict"], verdict["then"]) == ("wrong", ["next", "mark"])
    assert (marked["mark"], marked["stages"]) == ("red", ["correct", "wrong", "left"])


def test_an_undone_chain_comes_back_at_its_wrong_stage(drill: Drill) -> None:
    lines = said(answer("31"), {"do": "next"}, answer("30"), {"do": "mark", "why": True}, {"do": "undo"})
    *_, marked, _, undone, exercise, _ = drill("start", "new", "--jsonl", lines=lines).lines
    assert (marked["type"], undone["type"]) == ("marked", "undone")
    assert (exercise["item"], exercise["stage"], exercise["draft"]) == ("new/chain", [1, 3], "31")


@pytest.mark.parametrize("spelled", ["{}", "line {}"])
def test_a_fault_over_the_protocol(drill: Drill, spelled: str) -> None:
    (exercise, _) = drill("start", "new/fault", "--jsonl").lines
    assert (exercise["kind"], exercise["stage"], len(exercise["lines"])) == ("fault", None, 3)
    assert "params" not in exercise
    key = "2" if "^2" in exercise["lines"][1] else "3"
    _, told, marked, _ = drill(
        "start", "new/fault", "--jsonl", lines=said(answer(spelled.format(key)), {"do": "mark", "why": True})
    ).lines
    assert (told["verdict"], told["key"], marked["mark"]) == ("correct", key, "green")
    assert "then" not in told


def test_another_line_than_the_wrong_one_is_wrong(drill: Drill) -> None:
    lines = said(answer("1"), {"do": "mark", "why": True})
    _, told, marked, _ = drill("start", "new/fault", "--jsonl", lines=lines).lines
    assert (told["verdict"], marked["mark"]) == ("wrong", "yellow")


def test_an_answer_that_reads_two_ways_costs_nothing_however_often_it_is_typed(drill: Drill) -> None:
    lines = said(answer("e^2x"), answer("e^2x"), answer("e^(2x)"), {"do": "mark", "why": True})
    _, *handed_back, told, marked, _ = drill("start", "quick/power", "--jsonl", lines=lines).lines
    for each in handed_back:
        assert (each["type"], each["code"]) == ("retype", "ambiguous")
        assert each["message"] == "Did you mean e^(2x) or e^2 x?"
    assert (len(handed_back), told["verdict"], marked["mark"]) == (2, "correct", "green")


REASONS = {"2": "A sum of two equal terms is twice the term.", "3": "To double is to multiply by 2."}


@pytest.mark.parametrize("choice", ["{}", "1", "none", ""])
def test_the_reason_of_a_slip_is_told_over_the_protocol(drill: Drill, choice: str) -> None:
    (exercise, _) = drill("start", "new/fault", "--jsonl").lines
    key = "2" if "^2" in exercise["lines"][1] else "3"
    sent = answer(choice.format(key)) if choice else {"do": "reveal"}
    _, told, *_ = drill("start", "new/fault", "--jsonl", lines=said(sent)).lines
    assert told["message"].endswith(REASONS[key])


@pytest.mark.parametrize("typed", ["{}", "1", "none", "?r"])
def test_the_reason_of_a_slip_is_told_in_line_mode(drill: Drill, typed: str) -> None:
    (exercise, _) = drill("start", "new/fault", "--jsonl").lines
    key = "2" if "^2" in exercise["lines"][1] else "3"
    out = drill("start", "new/fault", "--plain", lines=[typed.format(key), "y"]).out
    assert REASONS[key] in " ".join(out.split())


def test_a_pool_shows_some_of_its_options(drill: Drill) -> None:
    (exercise, _) = drill("start", "new/pool", "--jsonl").lines
    shown = {option["id"] for option in exercise["options"]}
    assert len(shown) == 3
    (right,) = shown & {"two", "four"}
    _, told, marked, _ = drill(
        "start",
        "new/pool",
        "--jsonl",
        lines=said({"do": "answer", "text": [right]}, {"do": "mark", "why": True}),
    ).lines
    assert (told["verdict"], told["key"], marked["mark"]) == ("correct", right, "green")


def test_a_chain_in_line_mode(drill: Drill) -> None:
    out = drill("start", "new/chain", "--plain", lines=["13", "y", "", "31", "", "7", "y"]).out
    words = " ".join(out.split())
    assert "Two numbers are given. Stage 1 of 3." in words
    assert "Type enter, . or d; ?" in words
    assert "1. The sum is 13. Stage 2 of 3." in words
    assert "Stage 2 of 3 went wrong. A mark now leaves out the last stage. y I see it, marked now," in words
    assert "1 yellow" in words


def test_preview_draws_what_is_wanted(drill: Drill) -> None:
    shown = drill("preview", "new/fault", "--with", "a=5", "--with", "slip=squared", "--json").json
    assert (shown["params"]["a"], shown["key"], len(shown["lines"])) == ("5", "2", 3)
    assert "25" in shown["lines"][1]
    pool = drill("preview", "new/pool", "--with", "options=five two seven", "--json").json
    assert sorted(option["id"] for option in pool["options"]) == ["five", "seven", "two"]


def test_preview_of_a_chain_shows_every_stage(drill: Drill) -> None:
    shown = drill("preview", "new/chain", "--json").json
    assert (shown["kind"], shown["title"], shown["key"]) == (
        "stages",
        "Sum, product, difference",
        {"1": "13", "2": "30", "3": "7"},
    )
    assert [stage["kind"] for stage in shown["stages"]] == ["number"] * 3
    assert shown["stages"][0]["result"] == "The sum is 13."
    assert "stage 2 of 3" in drill("preview", "new/chain").out


def test_line_mode_tells_what_each_stage_came_to(drill: Drill) -> None:
    out = drill("start", "new/chain", "--plain", lines=["?r", "", "30", "", "31", "d", "", "y"]).out
    words = " ".join(out.split())
    assert "Stage 1 of 3 was revealed." in words
    assert "Stage 2 of 3 is right, but an earlier one was not." in words
    assert "Do you see stage 1 now? y yellow, n red>" in words
    assert "1 yellow" in words
