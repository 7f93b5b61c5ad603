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


@pytest.mark.parametrize("option", ["--letter", "--yes"])
def test_what_letters_are_is_no_longer_taken(drill: Drill, option: str) -> None:
    ran = drill("about", "x y", option, "x: d")
    assert ran.code == 2
    assert "a formula is asked by a line of NumPy" in ran.err


NORM = (
    *("about", r"\gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta"),
    *("--code", "g * (x - x.mean()) / np.sqrt(x.var() + eps) + b"),
    *("--array", "x: d", "--array", "g: d", "--array", "b: d", "--array", "eps:", "--assume", "eps > 0"),
    *("--letters", r"g: \gamma", "--letters", r"b: \beta", "--letters", r"eps: \epsilon"),
)


def test_a_line_that_means_the_formula_shows_its_parts_and_questions(drill: Drill) -> None:
    ran = drill(*NORM, "--json")
    assert (ran.code, ran.err) == (0, "")
    told = ran.json
    assert set(told) == {"meaning", "inside", "asks"}  # "complete" only where the search ended early
    assert told["meaning"] == {
        "code": "g * (x - x.mean()) / np.sqrt(x.var() + eps) + b",
        "arrays": {"x": ["d"], "g": ["d"], "b": ["d"], "eps": []},
        "taken": True,
        "why": "",
    }
    values = {row["part"]: row["value"] for row in told["inside"]}
    assert values["x - x.mean()"] == pytest.approx(
        [entry - sum(values["x"]) / len(values["x"]) for entry in values["x"]], abs=1e-3
    )
    assert {"kind": "same", "letters": ["x"], "change": "add", "outcome": "same"} in told["asks"]
    assert {"kind": "end", "letters": ["x"], "change": "equal", "outcome": "b"} in told["asks"]
    assert len(told["asks"]) <= 3
    every = drill(*NORM, "--all", "--json").json["asks"]
    scale = {"letters": ["x", "eps"], "change": "scale", "powers": [1, 2], "outcome": "same"}
    assert {"kind": "same", **scale} in every
    plain = drill(*NORM)
    assert plain.out.startswith("Inside\n  x = [")
    assert "  γ * (x - x.mean()) = [" in plain.out


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        (("x", "--code", "np.log(x)", "--array", "x: d"), 2, "np.log(x) is not a number"),
        (("x", "--code", "x + y", "--array", "x: d"), 2, "no array is called y"),
        (("x", "--code", "x", "--array", "x: d", "--letters", r"x: \xi"), 2, r"\xi is not a letter"),
        ((r"\frac{x", "--code", "x", "--array", "x: d"), 1, "the formula is not read"),
    ],
)
def test_a_line_that_is_not_taken_says_why(
    drill: Drill, options: tuple[str, ...], code: int, why: str
) -> None:
    ran = drill("about", *options, "--json")
    assert (ran.code, ran.err) == (code, "")
    assert (ran.json["meaning"]["taken"], ran.json["inside"], ran.json["asks"]) == (False, [], [])
    assert why in ran.json["meaning"]["why"]
    told = drill("about", *options)
    assert (told.code, told.out.startswith("Not taken: ")) == (code, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--code", "x", "--array", "x"), "'x' does not declare an array"),
        (("--code", "x", "--letters", "x"), "'x' does not give the letter of a name"),
        (("--array", "x: d"), "belong to a line"),
    ],
)
def test_what_declares_nothing_is_usage(drill: Drill, options: tuple[str, ...], said: str) -> None:
    ran = drill("about", "x", *options)
    assert (ran.code, said in ran.err) == (2, True)
