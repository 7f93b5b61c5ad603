"""Grading outside of a session: one answer, and a stream of them that answers as it is fed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import drill as package
from tests.cli.conftest import Drill
from tests.homes import bank, sums

SIX = {"number": "6"}
PACKAGE = Path(package.__file__).parent


def row(id_: object, answer: object, expect: object = SIX) -> str:
    return json.dumps({"id": id_, "expect": expect, "answer": answer})


@pytest.mark.parametrize(
    ("expect", "answer", "code", "verdict"),
    [
        ("{number: 6}", "2*3", 0, "correct"),
        ("{number: 6}", "7", 1, "wrong"),
        ("{number: 6}", "2*", 2, "unreadable"),
        ("{number: -9/5}", "-9/5", 0, "correct"),
        ("{number: -9/5}", "-pi", 1, "wrong"),
        ("{parts: {p: {vector: '[1,0]', up_to: scale}}}", "[2,0]", 0, "correct"),
        ("{any: {matrix: [2,2]}, such-that: ['det(X) = 0']}", "1 1; 1 1", 0, "correct"),
        ("{self: compare}", "done", 1, "undecided"),
    ],
)
def test_one_answer(drill: Drill, expect: str, answer: str, code: int, verdict: str) -> None:
    ran = drill("grade", "--expect", expect, "--answer", answer, "--json")
    assert (ran.code, ran.json["verdict"]) == (code, verdict)
    assert list(ran.json) == ["verdict", "code", "message", "at", "evidence"]


@pytest.mark.parametrize(
    ("expect", "message"),
    [("{numbr: 6}", "did you mean number"), ("{number: 6, form: no}", "form"), ("{number: 6 +}", "number")],
)
def test_a_faulty_expectation_is_bad_input(drill: Drill, expect: str, message: str) -> None:
    ran = drill("grade", "--expect", expect, "--answer", "6")
    assert (ran.code, ran.out) == (2, "")
    assert "--expect: " in ran.err
    assert message in ran.err


def test_a_stream_keeps_its_order(drill: Drill) -> None:
    ran = drill("grade", "--jsonl", "-", lines=[row(str(n), str(n)) for n in range(5, 8)])
    assert ran.code == 0
    assert ran.err == ""
    assert [(line["id"], line["verdict"]) for line in ran.lines] == [
        ("5", "wrong"),
        ("6", "correct"),
        ("7", "wrong"),
    ]
    for line in ran.lines:
        assert list(line) == ["id", "verdict", "code", "message", "at", "evidence", "ms"]
        assert line["ms"] >= 0


BAD: list[tuple[str, object, str]] = [
    ("{", None, "not JSON"),
    ("[1, 2]", None, "is expected"),
    ("7", None, "is expected"),
    ('{"id": "a"}', "a", "are expected"),
    ('{"id": "a", "expect": "number", "answer": "2"}', "a", "are expected"),
    (row("a", 6), "a", "is a text"),
    (row({"k": 1}, None), {"k": 1}, "is a text"),
    (row("a", "6", {"numbr": 6}), "a", "did you mean number"),
    (row("a", "6", {"number": "6", "vars": 3}), "a", "vars"),
    ("[" * 100_000, None, "not JSON"),
    (row("a", "x" * 1_000_001), "a", "too long"),
    (' { "id" : {"k": [1]}, "answer": "' + "x" * 1_000_001, {"k": [1]}, "too long"),
]


@pytest.mark.parametrize(("line", "id_", "said"), BAD, ids=[each[0][:20] for each in BAD])
def test_a_bad_row_gets_its_answer_and_the_stream_goes_on(
    drill: Drill, line: str, id_: object, said: str
) -> None:
    ran = drill("grade", "--jsonl", "-", lines=[row(1, "6"), "", line, row(2, "7")])
    assert ran.code == 2
    assert [each["id"] for each in ran.lines] == [1, id_, 2]
    assert [each["verdict"] for each in ran.lines] == ["correct", "undecided", "wrong"]
    assert ran.lines[1]["code"] == "failed"
    assert ran.err.startswith("-:3:1: ")
    assert said in ran.err


@pytest.mark.parametrize("begins", ['{"answer": "', '{"id": "', '{"id": ', '{"id": "a"', "x"])
def test_a_long_row_without_an_id_is_named_by_its_line(drill: Drill, begins: str) -> None:
    ran = drill("grade", "--jsonl", "-", lines=[row(1, "6"), begins + "x" * 1_000_001, row(2, "7")])
    assert [each["id"] for each in ran.lines] == [1, None, 2]
    assert [each.get("line") for each in ran.lines] == [None, 2, None]
    assert "line 2" in ran.lines[1]["message"]


def test_answers_of_parts_and_options(drill: Drill) -> None:
    parts = {"parts": {"m": SIX, "v": {"vector": "[1, 2]"}}}
    choices = {"choices": [{"right": "p", "id": "one"}, {"wrong": "q"}, {"right": "r", "id": "two"}]}
    lines = [
        row(1, {"m": "6", "v": "(1, 2)"}, parts),
        row(2, "m = 6; v = (1, 3)", parts),
        row(3, ["two", "one"], choices),
        row(4, "a c", choices),
        row(5, "a", choices),
    ]
    ran = drill("grade", "--jsonl", "-", lines=lines)
    assert [each["verdict"] for each in ran.lines] == ["correct", "wrong", "correct", "correct", "wrong"]


def test_a_file_and_one_that_is_none(drill: Drill, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(row("a", "6") + "\n\n" + row("b", "7"), encoding="utf-8")
    assert [each["id"] for each in drill("grade", "--jsonl", str(path)).lines] == ["a", "b"]
    missing = drill("grade", "--jsonl", str(tmp_path / "none"))
    assert missing.code == 2
    assert "cannot be read" in missing.err


def test_a_pipe_is_answered_line_by_line() -> None:
    """Whoever waits for an answer before asking on is answered, also after a bad line."""
    command = [sys.executable, "-c", "from drill.cli.main import main; main(['grade', '--jsonl', '-'])"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        heard: list[Any] = []
        for line in (row(1, "6"), "{", row(2, "3+3")):
            process.stdin.write(line + "\n")
            process.stdin.flush()
            heard.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert process.stdout.read() == ""
    assert process.returncode == 2
    assert [(each["id"], each["verdict"]) for each in heard] == [
        (1, "correct"),
        (None, "undecided"),
        (2, "correct"),
    ]


def test_several_processes_keep_the_order_of_the_rows(drill: Drill) -> None:
    lines = [row(number, str(number), {"number": "3"}) for number in range(8)]
    ran = drill("grade", "--jsonl", "-", "--jobs", "3", lines=[*lines[:5], "no row", *lines[5:]])
    assert [each["id"] for each in ran.lines] == [0, 1, 2, 3, 4, None, 5, 6, 7]
    assert [each["id"] for each in ran.lines if each["verdict"] == "correct"] == [3]
    assert ran.code == 2
    assert drill("grade", "--jsonl", "-", "--jobs", "0").code == 2


def test_explain_says_what_was_read_compared_and_tried(drill: Drill) -> None:
    asked = ("--expect", "{expression: 2x + 1, vars: [x]}", "--answer", "x + x + 2", "--explain")
    steps = drill("grade", *asked, "--json").json["steps"]
    assert [list(step) for step in steps] == [["by", "what", "facts"]] * len(steps)
    by = [step["by"] for step in steps]
    read, differ, found = map(
        by.index,
        (
            "checking/answer_reader.py:read_respelt",
            "checking/equality/compare.py:compare_at",
            "checking/diagnosis.py:_diagnose_constant_offset",
        ),
    )
    assert read < differ < found
    assert steps[read]["facts"] == {"typed": "x + x + 2", "tree": "(x + x) + 2"}
    assert steps[differ]["facts"]["point"].startswith("x = ")
    assert "tree: (x + x) + 2" in drill("grade", *asked).out
    for name in by:  # a grep finds it
        path, _, function = name.partition(":")
        assert f"def {function}(" in (PACKAGE / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("expect", "answer", "by"),
    [
        ("{number: 1/3, tolerance: 0.1}", "0.5", "checking/tolerances.py:compute_allowed_distance"),
        ("{number: 1/3}", "0.3333", "checking/judge.py:judged"),
        ("{interval: '(2, inf)'}", "(2, 3)", "checking/judges/statements.py:compare_statements"),
        ("{set: '{1, 2}'}", "1, 3", "checking/judges/vectors_matrices.py:_judge_set"),
        ("{text: yes}", "no", "checking/kinds/text.py:judge"),
        ("{code: A @ x, arrays: {A: [m, n], x: [n]}}", "A @ (2*x)", "arraycode/code_diagnosis.py:outcome_of"),
        ("{number: 2}", "2 +", "checking/judge.py:judge_answer"),
    ],
)
def test_explain_names_what_decided(drill: Drill, expect: str, answer: str, by: str) -> None:
    ran = drill("grade", "--expect", expect, "--answer", answer, "--explain", "--json")
    assert by in [step["by"] for step in ran.json["steps"]]


def test_explain_tells_which_mistake_matched(drill: Drill, tmp_path: Path) -> None:
    (tmp_path / "sums.yaml").write_text(bank(sums(2)), encoding="utf-8")
    asked = ("--item", f"{tmp_path / 'sums.yaml'}#sum-2", "--seed", "7", "--explain", "--json")
    ran = drill("grade", *asked, "--answer", "17")
    tried = [step["facts"] for step in ran.json["steps"] if step["what"] == "try a known mistake"]
    assert (ran.json["message"], tried[-1]["mistake"], tried[-1]["fits"]) == ("You subtracted.", "17", "yes")
    assert drill("grade", *asked, "--stage", "2", "--answer", "17").code == 2


def test_a_stream_is_explained_too(drill: Drill) -> None:
    ran = drill("grade", "--jsonl", "-", "--explain", lines=[row("a", "6"), "{"])
    assert [bool(line["steps"]) for line in ran.lines] == [True, False]


def test_the_lines_of_a_working(drill: Drill, tmp_path: Path) -> None:
    (tmp_path / "lines").write_text("(x + 1)^2\n= x^2 + 2x + 1\n= x^2 + 1\n", encoding="utf-8")
    asked = ("--expect", "{expression: x^2, vars: [x]}", "--working", str(tmp_path / "lines"))
    ran = drill("grade", *asked, "--json", "--explain")
    assert ran.code == 1
    assert [(line["line"], line["sign"]) for line in ran.lines] == [
        (1, "unchecked"),
        (2, "follows"),
        (3, "breaks"),
    ]
    assert ran.lines[2]["point"]["place"] == "x = 2"
    assert "checking/derivations/working_check.py:_check_step" in [
        step["by"] for step in ran.lines[1]["steps"]
    ]
    assert "3  breaks  = x^2 + 1" in drill("grade", *asked).out


def test_an_answer_is_read_from_standard_input(drill: Drill) -> None:
    asked = ("grade", "--expect", "{number: 13}")
    assert drill(*asked, lines=["13"]).out == "correct\n"
    assert drill(*asked, "--answer", "-", lines=["7"]).code == 1
    assert "  1. judge an answer" in drill(*asked, "--explain", lines=["7"]).out
    assert drill(*asked, lines=[]).code == 2
