"""Rapid exercises: the form that ``pace`` asks for, and what they need not have."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from drill.banks.load import find_at
from drill.banks.read import read_file
from drill.proving import check_banks
from tests.exercises.style_check import check_style
from tests.rows import each_row

RAPID: dict[str, Any] = {
    "id": "slope",
    "title": "Slope of a power",
    "skill": "demo.slope",
    "level": 1,
    "pace": 6,
    "vars": ["x"],
    "params": {"a": "-9..9 !0", "n": "2..9"},
    "prompt": "Differentiate $@{a x^n}$.",
    "answer": {"expression": "a n x^(n - 1)"},
    "steps": ["The exponent becomes a factor and falls by one: $@{a n x^(n - 1)}$."],
    "wrong": [{"answer": "a n x^n", "say": "The exponent also falls by one."}],
    "witness": {"derivative": "a x^n", "wrt": "x"},
}
SUBJECT = "title: Demo\ntopics:\n- {id: demo.one, title: One}\nskills:\n- {id: demo.slope, title: Slopes}\n"


def findings(folder: Path, exercise: dict[str, Any]) -> set[tuple[str, str]]:
    """Code and message of what is found in a subject of one exercise."""
    folder.mkdir(exist_ok=True)
    (folder / "_subject.yaml").write_text(SUBJECT)
    bank = {"topic": "demo.one", "title": "One", "theory": "None.", "exercises": [exercise]}
    (folder / "one.yaml").write_text(yaml.safe_dump(bank, sort_keys=False, allow_unicode=True))
    (checked,) = check_banks(find_at(folder), cache=folder / "cache", variants=12)
    found = (*checked.findings, *check_style(find_at(folder), variants=12))
    return {(finding.code, finding.message) for finding in found}


def rapid_messages(folder: Path, **changes: Any) -> list[str]:
    exercise = {name: value for name, value in {**RAPID, **changes}.items() if value is not None}
    return sorted(message for code, message in findings(folder, exercise) if code == "rapid")


def test_a_rapid_exercise_needs_no_hints_shape_or_motion(tmp_path: Path) -> None:
    assert findings(tmp_path, RAPID) == set()


def test_without_pace_it_lacks_what_other_exercises_have(tmp_path: Path) -> None:
    exercise = {name: value for name, value in RAPID.items() if name != "pace"}
    told = " ".join(message for code, message in findings(tmp_path, exercise) if code == "incomplete")
    assert {"shape,", "motion", "hints"} <= set(told.split())


@each_row(
    ("changes", "says"),
    [
        ({"level": 3}, "level 1 or 2"),
        ({"prompt": f"{'word ' * 17}$@{{a x^n}}$."}, "at most 16 words beside its formulas, here are 17"),
        ({"answer": {"choice": [{"id": "up", "right": "up"}, {"id": "down", "wrong": "down", "say": "No."}]},
          "wrong": None, "witness": None}, "one short typed answer, not for choice"),
        ({"answer": {"parts": {"slope": {"expression": "a n x^(n - 1)"}}}, "wrong": None,
          "witness": {"slope": {"derivative": "a x^n", "wrt": "x"}}}, "not for parts"),
        ({"steps": None}, "at least one step"),
        ({"params": {"a": "1..9", "n": "2..9"}}, "only 72 distinct draws and 1 way of asking"),
        ({"answer": {"expression": "a n x^(n - 1) + 0.123456789012345"}, "wrong": None, "witness": None},
         "at most 18"),
        ({"answer": {"number": "ceil(a/20) + 1"}, "wrong": None, "witness": None,
          "prompt": "How large is $@{a x^n}$?"}, "none in over a quarter"),
    ],
)  # fmt: skip
def test_what_breaks_the_form_is_named(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    assert any(says in message for message in rapid_messages(tmp_path, **changes))


def test_stages_make_no_rapid_exercise(tmp_path: Path) -> None:
    stage = {name: RAPID[name] for name in ("prompt", "answer", "steps", "wrong", "witness")}
    chain = {**dict.fromkeys(stage), "prompt": "A chain.", "stages": [stage, copy.deepcopy(stage)]}
    assert rapid_messages(tmp_path, **chain) == ["stages: a rapid exercise has one prompt and no stages"]


@pytest.mark.parametrize(("ways", "is_enough"), [(8, True), (7, False)])
def test_a_fact_has_eight_ways_of_asking_it(tmp_path: Path, ways: int, *, is_enough: bool) -> None:
    sisters = [
        {
            "id": f"way-{way}",
            "prompt": f"Differentiate $x^{{{way + 2}}}$.",
            "answer": {"expression": f"{way + 2} x^{way + 1}"},
            "witness": {"derivative": f"x^{way + 2}", "wrt": "x"},
        }
        for way in range(ways)
    ]
    own = dict.fromkeys(("params", "prompt", "answer", "witness"))
    steps = {"steps": ["The exponent becomes a factor and falls by one."]}
    wrong = {"wrong": [{"answer": "x", "say": "The exponent also falls by one."}]}
    messages = rapid_messages(tmp_path, **own, **steps, **wrong, sisters=sisters)
    assert (messages == []) == is_enough


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read_file(text.encode(), "bank.yaml").problems]


TWO = """\
exercises:
- id: first
  PACE
  sisters:
  - {id: sum, prompt: Compute $1 + 1$., answer: {number: 2}}
  - {id: product, prompt: Compute $2 \\cdot 3$., answer: {number: 6}}
"""


def test_only_a_rapid_exercise_may_have_two_sisters() -> None:
    assert problems(TWO.replace("PACE", "pace: 3")) == []
    assert "at least 3 entries" in problems(TWO.replace("PACE", "level: 1"))[0]


@pytest.mark.parametrize("pace", ["1", "21", "2.5", "quick"])
def test_a_pace_is_two_to_twenty_seconds(pace: str) -> None:
    assert "a whole number from 2 to 20" in problems(TWO.replace("PACE", f"pace: {pace}"))[0]


def test_a_mistake_may_equal_the_key_in_half_of_the_draws(tmp_path: Path) -> None:
    half = {**RAPID, "wrong": [{"answer": "a n x^(n - 1) + ind(a > -4)", "say": "No."}]}
    assert findings(tmp_path / "rapid", half) == set()
    slow = {name: value for name, value in half.items() if name != "pace"}
    assert "dropped" in {code for code, _ in findings(tmp_path / "slow", slow)}
