"""Content hashes: what keeps a learner's marks, and what opens an exercise anew."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from drill.banks.read import read_file
from tests.homes import shipped_catalogue
from tests.rows import each_row

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
    return loaded.exercises[0].entry.maths, loaded.exercises[0].entry.wording


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
        ("[x]", "[x, t]"),
    ],
)
def test_a_change_of_mathematics_changes_maths_alone(old: str, new: str) -> None:
    before, after = hashes(EXERCISE), hashes(EXERCISE.replace(old, new))
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_another_typed_name_changes_maths_and_wording() -> None:
    """Its LaTeX is wording, and stands beside the name."""
    before, after = hashes(EXERCISE), hashes(EXERCISE.replace("{m: ", "{mu: "))
    assert before[0] != after[0]
    assert before[1] != after[1]


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


@pytest.mark.parametrize("more", ["  pace: 6\n", "  level: 1\n"])
def test_the_pace_of_a_rapid_exercise_is_wording(more: str) -> None:
    before, after = hashes(EXERCISE), hashes(EXERCISE + more)
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_what_an_entry_of_an_order_comes_after_is_mathematics() -> None:
    entries = "[{id: aa, text: one}, {id: bb, text: two%s}, {id: cc, text: three}]"
    text = f"exercises:\n- {{id: a, prompt: p, answer: {{order: {entries}}}}}\n"
    assert hashes(text % ", after: []")[0] != hashes(text % "")[0] != hashes(text % ", after: [aa]")[0]
    assert hashes(text % ", after: aa") == hashes(text % ", after: [aa]")


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        ("parts: {m: {number: 1}}", "such-that: [m = 1]"),
        ("code: np.exp(x), arrays: {x: [n]}", "probes: [{x: [800]}]"),
    ],
)
def test_what_answers_are_compared_at_is_mathematics(answer: str, more: str) -> None:
    text = "exercises:\n- {id: a, vars: [a, b], prompt: p, answer: {%s}}\n"
    before, after = hashes(text % answer), hashes(text % f"{answer}, {more}")
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize(
    "exercise",
    [
        "answer: {code: A @ b%s}",
        "answer: {parts: {m: {number: 1}, c: {code: A @ b%s}}}",
        "stages: [{prompt: p, answer: {number: 1}}, {prompt: p, answer: {code: A @ b%s}}]",
        "sisters: [{id: s, answer: {code: A @ b%s}}, {id: t, answer: {number: 1}},"
        " {id: u, answer: {number: 2}}]",
    ],
)
def test_what_code_must_not_do_is_in_neither(exercise: str) -> None:
    text = f"exercises:\n- {{id: a, prompt: p, {exercise}}}\n"
    arrays = ", arrays: {A: [n, n], b: [n]}"
    assert hashes(text % arrays) == hashes(text % f"{arrays}, without: [inv, n n]")


def test_why_a_stage_is_fixed_is_wording() -> None:
    stages = "[{prompt: p, answer: {number: 1}}, {prompt: p, answer: {number: 2}%s}]"
    text = f"exercises:\n- {{id: a, prompt: s, stages: {stages}}}\n"
    before, after = hashes(text % ""), hashes(text % ", fixed: a conceptual stage")
    assert before[0] == after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    "more", ["  was: [calculus/older]\n", "  corrects: ['0123456789abcdef']\n", "  seeds: [1]\n"]
)
def test_what_is_kept_about_versions_is_in_neither(more: str) -> None:
    assert hashes(EXERCISE) == hashes(EXERCISE + more)


def test_the_name_of_a_known_mistake_is_in_neither() -> None:
    text = "exercises:\n- {id: a, prompt: p, answer: {number: 1}, wrong: [{answer: 2, say: No.%s}]}\n"
    assert hashes(text % "") == hashes(text % ", mistake: off by one")


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


def test_what_decides_on_an_option_is_mathematics() -> None:
    options = "[{id: aa, text: one, right-if: %s}, {id: bb, wrong: no}]"
    text = f"exercises:\n- {{id: a, prompt: p, answer: {{choice: {options}}}}}\n"
    assert hashes(text % "1 > 0")[0] != hashes(text % "2 > 0")[0]
    assert hashes(text % "1 > 0") != hashes(text.replace("text: one", "text: two") % "1 > 0")


def test_what_is_said_of_a_condition_is_wording() -> None:
    text = "exercises:\n- {id: a, prompt: p, answer: {any: number, such-that: [%s], example: 1}}\n"
    (plain, _), (said, wording), (maths, other) = (
        hashes(text % each) for each in ("x > 0", "{that: x > 0, say: No.}", "{that: x > 0, say: Look.}")
    )
    assert plain == said == maths
    assert wording != other


def test_the_text_of_a_self_exercise_is_wording() -> None:
    text = "exercises:\n- {id: a, prompt: p, answer: {self: %s}}\n"
    (maths, wording), (same, other) = hashes(text % "compare"), hashes(text % "look it up")
    assert maths == same
    assert wording != other


# --- the second edition -----------------------------------------------------------------------------------

EXEMPLARS = Path(__file__).parent / "data" / "second-edition.yaml"
POOL = "what-a-small-p-value-says"
FAULT = "slope-of-a-gated-unit"
CHAIN = "from-bayes-to-the-kalman-gain"
SISTERS = "gradient-of-a-matrix-loss"


@cache
def exemplars() -> Mapping[str, dict[str, Any]]:
    loaded = yaml.load(EXEMPLARS.read_text("utf-8"), yaml.CBaseLoader)
    return {each["id"]: each for each in loaded["exercises"]}


def hashes_of(body: Mapping[str, Any]) -> tuple[str, str]:
    return hashes(yaml.dump({"exercises": [body]}, allow_unicode=True, sort_keys=False))


NEW_OPTION = {"id": "new-one", "wrong": "It says nothing.", "say": "It says something."}
NEW_SLIP = {"id": "new-one", "line": "2", "text": "A wrong line.", "say": "It is wrong."}
NEW_SISTER = {"id": "new-one", "prompt": "How many?", "answer": {"number": "1"}}
Change = Callable[[dict[str, Any]], object]


@each_row(
    ("id_", "change"),
    [
        (POOL, lambda body: body.update(title="Another")),
        (POOL, lambda body: body.update(links=["A book"])),
        (POOL, lambda body: body.update(card="prob.test.other")),
        (POOL, lambda body: body.update(allow={"dearer": "a price"})),
        (POOL, lambda body: body["answer"]["choice"][0].update(right="Another text.")),
        (POOL, lambda body: body["answer"]["choice"][-1].update(say="Another reply.")),
        (FAULT, lambda body: body["answer"]["fault"][0].update(text="Another line.")),
        (FAULT, lambda body: body["answer"]["slips"][0].update(text="Another slip.")),
        (FAULT, lambda body: body["answer"]["slips"][0].update(say="Another reply.")),
        (CHAIN, lambda body: body.update(prompt="Another setting.")),
        (CHAIN, lambda body: body["stages"][0].update(prompt="Another question.")),
        (CHAIN, lambda body: body["stages"][0].update(result="Another result.")),
        (CHAIN, lambda body: body["stages"][1].update(hints=["Another hint."])),
        (CHAIN, lambda body: body["stages"][1]["wrong"].pop()),
        (SISTERS, lambda body: body["sisters"][0].update(prompt="Another question.")),
        (SISTERS, lambda body: body["sisters"][0].update(shape="another shape")),
    ],
)
def test_what_is_said_in_the_second_edition_is_wording(id_: str, change: Change) -> None:
    before, after = _changed(id_, change)
    assert before[0] == after[0]
    assert before[1] != after[1]


@each_row(
    ("id_", "change"),
    [
        (POOL, lambda body: body["answer"]["choice"].append(NEW_OPTION)),
        (POOL, lambda body: body["answer"].update(show="5")),
        (POOL, lambda body: body["answer"]["choice"][0].update(claim="1 = 1")),
        (FAULT, lambda body: body["answer"]["slips"][1].update(line="3")),
        (FAULT, lambda body: body["answer"]["slips"][1].update(claim="1 = 2")),
        (
            FAULT,
            lambda body: body["answer"]["slips"][1].update(claim={"code": "x == 1", "given": {"x": "1"}}),
        ),
        (FAULT, lambda body: body["answer"]["slips"][1].update(id="another-id")),
        (FAULT, lambda body: body["answer"]["slips"].append(NEW_SLIP)),
        (FAULT, lambda body: body["answer"].pop("none")),
        (FAULT, lambda body: body["answer"]["fault"][0].update(claim="1 = 1")),
        (FAULT, lambda body: body["answer"]["fault"].append("One line more.")),
        (CHAIN, lambda body: body["stages"][1].update(answer={"expression": "P/S"})),
        (CHAIN, lambda body: body["stages"][1].update(vars=["P", "S", "T"])),
        (CHAIN, lambda body: body["stages"][1].update(let={"T": "m"})),
        (CHAIN, lambda body: body["stages"].pop(2)),
        (CHAIN, lambda body: body["stages"].insert(0, body["stages"].pop(1))),
        (SISTERS, lambda body: body["sisters"].append(NEW_SISTER)),
        (SISTERS, lambda body: body["sisters"][0].update(id="another-id")),
        (SISTERS, lambda body: body["sisters"][2].pop("assume")),
    ],
)
def test_what_decides_in_the_second_edition_is_maths(id_: str, change: Change) -> None:
    before, after = _changed(id_, change)
    assert before[0] != after[0]


def test_the_order_of_sisters_and_slips_is_in_neither() -> None:
    for id_, change in (
        (SISTERS, lambda body: body["sisters"].reverse()),
        (FAULT, lambda body: body["answer"]["slips"].reverse()),
    ):
        before, after = _changed(id_, change)
        assert before == after


def test_a_line_may_be_a_text_or_a_mapping() -> None:
    before, after = _changed(
        "variance-of-an-attention-score",
        lambda body: body["answer"]["fault"].__setitem__(0, body["answer"]["fault"][0]["text"]),
    )
    assert before == after


def _changed(id_: str, change: Change) -> tuple[tuple[str, str], tuple[str, str]]:
    body = copy.deepcopy(exemplars()[id_])
    change(body)
    return hashes_of(exemplars()[id_]), hashes_of(body)


@pytest.mark.parametrize(
    ("item", "maths"),
    [
        ("bayesian/which-model-gains-from-vagueness", "0c97b59486cfb7ae"),
        ("bayesian/metropolis-loop-in-order", "951b83ed08f2cdcb"),
        ("calculus/odd-part-is-a-line", "fd71ee70645c3e8c"),
        ("calculus/silu-backward-code", "06e27aa2b3e8d215"),
        ("calculus/residual-blocks-jacobian", "925e41b03b93efc9"),
    ],
)
def test_a_shipped_exercise_keeps_the_hash_of_the_first_edition(item: str, maths: str) -> None:
    assert maths in shipped_catalogue().entries[item].hashes
