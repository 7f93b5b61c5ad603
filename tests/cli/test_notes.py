"""`drill notes`, and what other commands tell of a paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Drill
from tests.session.a_paper import plant_paper


@pytest.fixture
def paper(home: Path) -> Path:
    plant_paper(home)
    return home


def take_notes(drill: Drill) -> None:
    requests = [
        {"do": "note", "field": "words", "text": "one step"},
        {"do": "note", "field": "unknown", "text": "external critical: why?"},
        {"do": "quit"},
    ]
    ran = drill("start", "papers/walk/recall-1", "--jsonl", lines=[json.dumps(each) for each in requests])
    assert [line["type"] for line in ran.lines][1:3] == ["noted", "noted"]


def test_the_notes_go_to_standard_output_or_into_a_file(drill: Drill, paper: Path, tmp_path: Path) -> None:
    take_notes(drill)
    printed = drill("notes", "papers/walk")
    assert printed.code == 0
    assert "one step" in printed.out
    assert "- why? ((1) walk, main.tex:12)\n" in printed.out
    for name in ("walk", "Walks", "walks"):
        assert drill("notes", name).out == printed.out
    file = tmp_path / "workbook.md"
    file.write_text("old", encoding="utf-8")
    ran = drill("notes", "papers/walk", "-o", file)
    assert (ran.code, ran.out) == (0, "")
    assert "workbook.md" in ran.err
    assert file.read_text(encoding="utf-8") == printed.out
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_question_in_line_mode_is_asked_for_its_kind_and_json_has_it(drill: Drill, paper: Path) -> None:
    lines = ["+ what is a step?", "1", "+ is it so?", "", "+ 3", "?q"]
    ran = drill("start", "papers/walk/recall-1", "--plain", lines=lines)
    assert ran.out.count("What kind of question? 1 the paper takes it for known, 2 it is explained") == 2
    told = drill("notes", "papers/walk", "--json").json
    assert [(each["text"], each["kind"], each["at"]) for each in told["questions"]] == [
        ("what is a step?", "outside", "(1) walk, main.tex:12"), ("is it so?", "", "(1) walk, main.tex:12"),
    ]  # fmt: skip
    printed = drill("notes", "papers/walk").out
    assert printed.index("**The paper takes it for known**") < printed.index("- what is a step?")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("papers/wolk", "did you mean papers/walk?"),
        ("way", "way is not a paper's bank"),
        ("tiny/sum-1", "no paper is called"),
        ("../../etc/passwd", "no paper is called"),
        ("", "no paper is called ''"),
    ],
)
def test_another_name_is_told_with_what_there_is(drill: Drill, paper: Path, name: str, told: str) -> None:
    ran = drill("notes", name)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_nothing_is_half_written(drill: Drill, paper: Path, tmp_path: Path) -> None:
    assert drill("notes", "walk", "-o", tmp_path).code == 2
    assert drill("notes", "walk", "-o", tmp_path / "no" / "folder.md").code == 3
    assert drill("notes", "walk", "-o", paper / "drill.db").code == 2


def test_a_faulty_record_is_told_beside_the_workbook(drill: Drill, paper: Path) -> None:
    (paper / "papers" / "walk.paper.json").write_text("{", encoding="utf-8")
    ran = drill("notes", "walk")
    assert ran.code == 0
    assert ran.out.startswith("# Walks\n")
    assert "walk.paper.json" in ran.err


def test_banks_tell_how_ready_one_is(drill: Drill, paper: Path) -> None:
    told = drill("banks").out
    assert "papers/walk     5  5 new\n  4 skills left\n" in told
    banks = {bank["bank"]: bank for bank in drill("banks", "--json").json["banks"]}
    assert banks["papers/walk"]["skills"] == {"all": 3, "green": 0, "learned": 0, "known": 0}
    assert banks["papers/walk"]["formulas"] == {"all": 2, "ready": 0, "drilled": 0, "read": 0}
    assert "skills" not in banks["way"]


def test_what_a_paper_rests_on_is_drilled_first(drill: Drill, paper: Path) -> None:
    ran = drill("start", "--for", "papers/walk", "--jsonl", lines=[])
    assert ran.lines[0]["item"] == "way/sum-1"


def test_notes_leave_the_log_sound(drill: Drill, paper: Path) -> None:
    take_notes(drill)
    assert drill("doctor").code == 0
    kinds = [(event["kind"], event["item"], event["field"]) for event in drill("history", "--json").lines]
    assert kinds == [("note", "papers/walk", field) for field in ("words", "unknown", "about")]
    assert drill("undo").code == 2, "notes are no marks"
    told = drill("history", "papers/walk").out
    assert told.split("\n")[0].endswith("note      papers/walk  words: one step")
    assert drill("history", "papers/wolk").code == 2


def test_banks_of_one_field_stand_together(drill: Drill, paper: Path) -> None:
    for name, field in (("zoom", "optics"), ("lens", "optics"), ("mean", "")):
        head = f"topic: {name}\nfield: {field}\n"
        text = head + "exercises:\n- {id: one, prompt: '1 + 1?', answer: {number: 2}}\n"
        (paper / "banks" / f"{name}.yaml").write_text(text, encoding="utf-8")
    lines = drill("banks").out.splitlines()
    names = [line.split()[0] for line in lines[lines.index("Optics") :] if line]
    assert names[:3] == ["Optics", "lens", "zoom"]
    assert lines[lines.index("Optics") - 1] == ""
