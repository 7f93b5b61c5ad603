"""``drill about``: which moves a formula has the form of, and the exercises on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Drill
from tests.session.moves import plant_moves

SIGMOID = r"$$\frac{1}{1 + e^{-z}}$$"


@pytest.fixture(autouse=True)
def moves(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant_moves(home, monkeypatch)


def test_a_formula_is_read_and_its_move_is_said_with_an_if(drill: Drill) -> None:
    ran = drill("about", SIGMOID)
    assert (ran.code, ran.err) == (0, "")
    for part in (
        "It has the form of",
        "Sigmoid, if z denotes",
        "Sigmoid and symmetry (new)",
        "It halves at 0.",
    ):
        assert part in ran.out
    commands = [row.split()[2] for row in ran.out.splitlines() if row.startswith("  drill start ")]
    assert len(commands) == 4
    assert commands[1] == "curves/inside"  # one of each skill first
    assert "curves/quick" not in commands


def test_standard_input_is_read_and_json_has_the_same(drill: Drill) -> None:
    drill(
        "start",
        "curves/a-gate",
        "--jsonl",
        lines=['{"do": "answer", "text": "1/2"}', '{"do": "mark", "why": true}'],
    )
    ran = drill("about", "-", "--json", lines=["\\[", r"\frac{1}{1 + e^{-z}},\label{eq:one}", "\\]"])
    told = ran.json
    assert (ran.code, told["unread"]) == (0, [])
    assert told["read"] == [r"\frac{1}{1+e^{-z}}"]
    (move,) = told["moves"]
    assert (move["family"], move["skills"]) == ("sigmoid", ["calc.act.sigmoid", "calc.pre.compose"])
    assert list(move["roles"].values()) == ["z"]
    assert [(row["standing"], bool(row["card"])) for row in told["skills"]] == [
        ("begun", True),
        ("new", False),
    ]
    assert "curves/a-gate" not in [row["item"] for row in told["exercises"]]  # it is green


@pytest.mark.parametrize("text", [r"-\log\frac{1}{1+e^{-z}}", "-x", "-"])
def test_a_formula_may_begin_with_a_minus(drill: Drill, text: str) -> None:
    ran = drill("about", text, lines=["-x"])
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Read as\n  −")


@pytest.mark.parametrize("text", ["alpha beta gamma", "U Sigma V", "grad loss", "mean - median", "tanh W x"])
def test_names_of_several_letters_are_no_words(drill: Drill, text: str) -> None:
    assert drill("about", text).out.startswith("Read as")


def test_where_nothing_matches_it_says_what_was_read_and_that_no_move_is_in_it(drill: Drill) -> None:
    ran = drill("about", "E = m c^2")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Read as\n  E = mc²\nNo move that drill knows is in it.\n"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (r"\frac{x", 1, "a brace is open here: a } is missing, at column 6"),
        ("", 2, "a formula is missing"),
        ("hello world this is", 2, "these are words without a formula"),
        ("what is x", 2, "these are words without a formula"),
        (" \x1b ", 2, "a formula is missing"),
        ("x+" * 5_000, 2, "the formula has 10,000 characters: at most 4,000 are read"),
        ("(" * 200 + "x" + ")" * 200, 2, "200 brackets are open at once: at most 30 are read"),
        ("\x07\\frac{1}{2} + )\x1b", 1, "this ) closes nothing"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(drill: Drill, text: str, code: int, said: str) -> None:
    ran = drill("about", text)
    told = ran.out + ran.err
    assert (ran.code, told.count("\n")) == (code, 1), told
    assert said in told
    assert "\x1b" not in told
    assert "Traceback" not in told


def test_a_formula_is_worked_with_what_its_letters_are(drill: Drill, tmp_path: Path) -> None:
    ran = drill("about", "W x + b", "--letter", "W: m, n", "--letter", "x in R^n", "--letter", "b: m")
    assert ran.code == 0
    assert "It is a vector of m." in ran.out
    assert "Wx+b = [" in ran.out.replace(" + ", "+")

    rows = tmp_path / "rows.txt"
    rows.write_text("# the layer\nW: m, n\nx: m\n\n", encoding="utf-8")
    ran = drill("about", r"\hat{y} = \frac{1}{2} W x", "--letters", str(rows), "--json")
    (worked,) = ran.json["worked"]
    assert (ran.code, worked["fits"], worked["out"]) == (1, False, "")
    (found,) = worked["breaks"]
    assert found["at"] == 11
    assert found["why"].endswith("n and m do not meet")


def test_what_is_asked_about_letters_is_confirmed_with_yes(drill: Drill) -> None:
    asked = ["about", r"x + \epsilon", "--letter", "x: d", "--letter", r"\epsilon: number", "--json"]
    (worked,) = drill(*asked).json["worked"]
    assert worked["asks"] == [r"$\epsilon$ is a number, $x$ a vector of d: to each entry?"]
    (worked,) = drill(*asked, "--yes").json["worked"]
    assert worked["asks"] == []
    assert [(part["part"], part["kind"]) for part in worked["inside"]] == [
        ("x", "input"),
        (r"\epsilon", "input"),
        (r"x+\epsilon", "output"),
    ]


def test_a_row_that_cannot_be_read_is_a_usage_error(drill: Drill, tmp_path: Path) -> None:
    ran = drill("about", "x y", "--letter", "x: nubmer")
    assert ran.code == 2
    assert "column 4: 'nubmer' is not a type" in ran.err
    assert "perhaps number" in ran.err
    assert drill("about", "x y", "--letters", str(tmp_path / "none")).code == 2
