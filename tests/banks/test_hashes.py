"""Content hashes: what keeps a learner's marks, and what opens an exercise anew."""

from __future__ import annotations

import hashlib
import json

import pytest

from drill.banks.read import read_file

EXERCISE = """\
exercises:
- id: one
  skill: calc.diff.product
  vars: [x]
  names: {m: '\\hat m'}
  params: {a: 2..9}
  where: [a != 3]
  let: {f: a x^2}
  prompt: Differentiate $@f$.
  answer: {expression: "diff(f, x)", form: simplified}
  hints: [Power rule.]
  wrong: [{answer: a x, say: The two comes down.}]
  witness: {derivative: f, wrt: x}
"""
CHOICE = """\
exercises:
- id: one
  prompt: Which?
  answer:
    {choice: [{id: a, right: yes, claim: 1 = 1}, {id: b, wrong: no, say: Look again.}], keep-order: true}
"""


def hashes(text: str) -> tuple[str, str]:
    loaded = read_file(text.encode(), "bank.yaml")
    assert not loaded.problems, [str(problem) for problem in loaded.problems]
    return loaded.exercises[0].maths, loaded.exercises[0].wording


def canonical(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_maths_is_the_hash_of_canonical_json() -> None:
    maths, wording = hashes(EXERCISE)
    assert maths == canonical(
        {
            "vars": ["x"],
            "names": ["m"],
            "params": {"a": "2..9"},
            "where": ["a != 3"],
            "let": {"f": "a x^2"},
            "answer": {"expression": "diff(f, x)", "form": "simplified"},
        }
    )
    assert wording == canonical(
        {
            "skill": "calc.diff.product",
            "names": {"m": "\\hat m"},
            "prompt": "Differentiate $@f$.",
            "hints": ["Power rule."],
            "wrong": [{"answer": "a x", "say": "The two comes down."}],
            "witness": {"derivative": "f", "wrt": "x"},
        }
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a: 2..9", "a: 2..8"),
        ("a != 3", "a != 4"),
        ("f: a x^2", "f: a x^3"),
        ("diff(f, x)", "diff(f, x) + 0"),
        ("form: simplified", "form: expanded"),
        ("{m: ", "{mu: "),
        ("[x]", "[x, t]"),
    ],
)
def test_a_change_of_mathematics_changes_maths_alone(old: str, new: str) -> None:
    before, after = hashes(EXERCISE), hashes(EXERCISE.replace(old, new))
    assert before[0] != after[0]
    assert before[1] == after[1] or old == "{m: "


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Differentiate", "Derive"),
        ("Power rule.", "The power rule."),
        ("The two comes down.", "The exponent comes down."),
        ("calc.diff.product", "calc.diff.power"),
        ("\\hat m", "m"),
        ("wrt: x}", "wrt: x, at: 2}"),
    ],
)
def test_a_change_of_wording_keeps_maths(old: str, new: str) -> None:
    before, after = hashes(EXERCISE), hashes(EXERCISE.replace(old, new))
    assert before[0] == after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    "more", ["  was: [calculus/older]\n", "  corrects: ['0123456789abcdef']\n", "  seeds: [1]\n"]
)
def test_what_is_kept_about_versions_is_in_neither(more: str) -> None:
    assert hashes(EXERCISE) == hashes(EXERCISE + more)


def test_style_comments_and_order_of_fields_change_nothing() -> None:
    restyled = (
        EXERCISE.replace("  prompt: Differentiate $@f$.\n", "")
        .replace("  answer:", "  # a remark\n  answer:")
        .replace(
            "  hints: [Power rule.]\n", "  hints:\n  - 'Power rule.'\n  prompt: >-\n    Differentiate $@f$.\n"
        )
    )
    assert hashes(EXERCISE) == hashes(restyled)


def test_numbers_are_hashed_as_written() -> None:
    text = "exercises:\n- {id: a, prompt: p, answer: {number: %s}}\n"
    assert hashes(text % "0.50")[0] != hashes(text % "0.5")[0]


@pytest.mark.parametrize(
    ("old", "new", "maths_changes"),
    [
        ("right: yes", "right: indeed", False),
        ("Look again.", "Think.", False),
        ("claim: 1 = 1", "claim: 2 = 2", True),
        ("id: b", "id: c", True),
        (
            "right: yes, claim: 1 = 1}, {id: b, wrong: no",
            "wrong: yes, claim: 1 = 1}, {id: b, right: no",
            True,
        ),
        (", keep-order: true", "", True),
    ],
)
def test_options_count_by_id(old: str, new: str, maths_changes: bool) -> None:
    assert old in CHOICE
    before, after = hashes(CHOICE), hashes(CHOICE.replace(old, new))
    assert (before[0] != after[0]) == maths_changes
    assert before != after


def test_the_text_of_a_self_exercise_is_wording() -> None:
    text = "exercises:\n- {id: a, prompt: p, answer: {self: %s}}\n"
    (maths, wording), (same, other) = hashes(text % "compare"), hashes(text % "look it up")
    assert maths == same
    assert wording != other
