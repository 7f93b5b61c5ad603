"""Letters of formulas in the protocol and in line mode."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drill.session.standing.paper_names import read_record, save_record
from tests.cli.conftest import Drill
from tests.homes import configure
from tests.session.a_worked_paper import BANK, RECORD, plant_worked_paper

KEPT = {"do": "letters", "letters": {"m_{t}": "d"}}


@pytest.fixture(autouse=True)
def paper(home: Path) -> Path:
    configure(home, f'goal = "{BANK}"\n')
    plant_worked_paper(home)
    path = home / "papers" / "gates.paper.json"
    save_record(path, RECORD)
    return path


def said(*messages: dict[str, Any]) -> list[str]:
    return [json.dumps(message) for message in messages]


def test_the_protocol_asks_for_letters_and_serves_what_is_made_of_them(drill: Drill, paper: Path) -> None:
    wrong = {"do": "letters", "letters": {"m_{t}": "m, d"}}
    lines = said({"do": "hint"}, wrong, KEPT, {"do": "letters"}, {"do": "quit"})
    _, asked, error, again, kept, exercise, refused, _ = drill(
        "start", "--jsonl", "--protocol", "4", lines=lines
    ).lines
    assert (asked["type"], asked["title"], asked["latex"]) == ("letters", "(1)", RECORD.formulas[0].latex)
    rows = {row["latex"]: (row["said"], row["proposed"], row["asked"]) for row in asked["letters"]}
    assert rows[r"\beta"] == ("", "(0, 1)", True)
    assert "letters are asked for" in error["message"]
    assert list(again["faults"]) == ["g_{t}"]
    assert kept["type"] == "letters-kept"
    assert exercise["item"] == kept["item"]
    assert "no letters are asked for" in refused["message"]
    record = read_record(paper)
    assert record is not None
    assert record.formulas[0].has_letters


def test_a_formula_may_be_passed_over(drill: Drill, paper: Path) -> None:
    lines = said({"do": "skip"}, {"do": "letters", "letters": []}, {"do": "skip"})
    _, first, skipped, second, error, other, done = drill(
        "start", "--jsonl", "--protocol", "4", lines=lines
    ).lines
    assert (first["type"], second["type"], skipped["item"]) == ("letters", "letters", first["item"])
    assert "an object" in error["message"]
    assert (other["type"], done["type"]) == ("skipped", "done")
    assert read_record(paper) == RECORD


@pytest.mark.parametrize("version", ["1", "2", "3"])
def test_an_older_protocol_leaves_such_formulas_out(drill: Drill, version: str) -> None:
    told = drill("start", "--jsonl", "--protocol", version).lines
    assert "letters" not in [message["type"] for message in told]


def test_line_mode_asks_row_by_row(drill: Drill, paper: Path) -> None:
    # beta as proposed, m a matrix, g as proposed; nothing else holds; then g is asked again, and left
    lines = ["", "3", "", "", "?s", "?s", "?q"]
    told = drill("start", "--plain", lines=lines).out
    assert "(1): what are its letters?" in told
    assert "1 number 2 vector" in told
    assert "they are added" in told
    record = read_record(paper)
    assert record is not None
    first, second, _ = record.formulas
    assert (first.begun["m_{t}"], first.left, first.has_letters) == ("m, d", 1, False)
    assert second.left == 1


def test_line_mode_goes_on_with_the_exercise(drill: Drill, paper: Path) -> None:
    told = drill("start", "--plain", lines=["", "2", "", "", "?q"]).out
    assert "Kept." in told
    assert "Stage 1 of" in told or "m_2" in told or "m₂" in told
    record = read_record(paper)
    assert record is not None
    assert record.formulas[0].has_letters


@pytest.mark.parametrize("is_goal", [True, False])
def test_a_paper_and_a_table_of_letters_are_asked_by_name(drill: Drill, home: Path, is_goal: bool) -> None:
    configure(home, f'goal = "{BANK}"\n' if is_goal else "")
    told = drill("start", BANK, "--jsonl", "--protocol", "4", lines=said({"do": "quit"})).lines
    (item,) = [message["item"] for message in told if message["type"] == "letters"]
    lines = said(KEPT, {"do": "quit"})
    named = drill("start", item, "--jsonl", "--protocol", "4", lines=lines).lines
    assert [message["type"] for message in named[1:4]] == ["letters", "letters-kept", "exercise"]
    assert "no paper" in drill("start", f"{BANK}x/letters-0123456789", "--jsonl").err
