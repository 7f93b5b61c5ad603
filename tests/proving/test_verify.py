"""Verification finds what is wrong with an exercise, and counts what is right."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import pytest

from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.proving import ExerciseReport, make_key_mutants, summarise_reports
from tests.asked import verify
from tests.rows import each_row

SOUND: dict[str, Any] = {
    "id": "sound",
    "skill": "calc.diff.power",
    "vars": ["x"],
    "params": {"a": "2..9", "n": "2..9"},
    "let": {"f": "a x^n"},
    "where": ["a != n"],
    "prompt": "Differentiate $f(x) = @f$.",
    "answer": {"expression": "a n x^(n - 1)"},
    "hints": ["The exponent comes down."],
    "steps": ["$f' = @{diff(f, x)}$."],
    "wrong": [
        {"answer": "a x^(n - 1)", "say": "The exponent @n was lost."},
        {"answer": "n x^(n - 1)", "say": "The factor @a was lost."},
    ],
    "witness": {"derivative": "f", "wrt": "x"},
}


def found(variants: int = 4, **changes: Any) -> ExerciseReport:
    return verify({**SOUND, **changes}, variants=variants)


def codes(report: ExerciseReport, severity: str = "error") -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in report.problems if each.severity == severity]


def test_a_sound_exercise_has_no_problem() -> None:
    report = found()
    assert report.problems == []
    assert (report.exercise, report.skill, report.parametrised) == ("sound", "calc.diff.power", True)
    assert (report.witnessed, report.tried, report.distinct) == (True, 4, 56)
    assert report.mutants > 10
    assert report.caught == report.mutants


def test_a_report_is_plain_data() -> None:
    assert json.loads(json.dumps(asdict(found())))["exercise"] == "sound"


@each_row(
    ("changes", "problem"),
    [
        ({"answer": {"expression": "a n x^n"}}, ("witness", "witness")),
        ({"prompt": "Differentiate $@{f$."}, ("template", "prompt")),
        ({"steps": ["fine", "The value is @f."]}, ("template", "steps.1")),
        ({"hints": ["$@c$"]}, ("unknown-name", "hints.0")),
        ({"answer": {"expression": "a n y"}}, ("unknown-name", "answer.expression")),
        ({"where": ["a > 20"]}, ("no-draw", "where")),
        ({"witness": {"derivate": "f"}}, ("witness", "witness.derivate")),
        ({"witness": {"value": "a n x^(n - 1)"}}, ("same-ground", "witness")),
        ({"wrong": [{"answer": "b", "say": "no"}]}, ("unknown-name", "wrong.0.answer")),
        ({"answer": {"number": "1/(a - a)"}, "wrong": []}, ("value", "answer.number")),
    ],
)
def test_a_fault_is_named_with_its_field(changes: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problem in codes(found(**changes))


def test_a_fault_is_told_once_for_all_variants() -> None:
    report = found(answer={"expression": "a n x^n"}, wrong=[])
    assert codes(report) == [("witness", "witness")]
    assert "a = " in report.problems[0].message


def test_a_wrong_key_of_some_variants_only_is_found() -> None:
    report = found(variants=30, answer={"expression": "a n x^(n - 1) + ind(a = 7)"})
    assert ("witness", "witness") in codes(report)


def test_a_mistake_that_is_mostly_the_key_is_worth_a_warning() -> None:
    report = found(wrong=[{"answer": "n a x^(n - 1)", "say": "the same"}])
    assert codes(report, "warning") == [("dropped", "wrong.0")]


def test_few_variants_are_worth_a_warning() -> None:
    report = found(params={"a": "2..3", "n": "2..4"})
    assert report.distinct == 4
    assert codes(report, "warning") == [("few-variants", "params")]


def test_variants_that_read_the_same_and_have_one_key_are_one() -> None:
    report = found(prompt="Differentiate it.", params={"a": "3..6", "n": ["2"], "unused": "1..9"})
    assert report.distinct == 4


def test_draws_of_a_chain_are_counted_though_several_options_of_its_pool_are_right() -> None:
    """A number that is shown nowhere leaves the texts alike, so that their keys are compared."""
    options = [{"id": f"right-{number}", "right": f"It is {number}."} for number in range(2)]
    options += [
        {"id": f"wrong-{number}", "wrong": f"It is not {number}.", "say": "No."} for number in range(4)
    ]
    body = {
        "id": "pool", "params": {"a": "1..4", "b": "1..5"}, "prompt": "Let $x = @a$.",
        "stages": [
            {"prompt": "Double $x$.", "answer": {"number": "2 a"}, "witness": {"value": "a + a"}},
            {"prompt": "Which one?", "answer": {"choice": options, "show": 4}},
        ],
    }  # fmt: skip
    report = verify(body, variants=4)
    assert report.distinct == 4
    assert "value" not in {problem.code for problem in report.problems}


def test_markup_that_nobody_typesets_is_worth_a_warning() -> None:
    report = found(prompt=r"Take $\foobar{@f}$, which costs $5.")
    assert ("markup", "prompt") in codes(report, "warning")


def test_an_exercise_without_a_witness_is_worth_a_warning() -> None:
    exercise = {name: value for name, value in SOUND.items() if name != "witness"}
    report = verify(exercise, variants=2)
    assert not report.witnessed
    assert codes(report, "warning") == [("no-witness", "answer")]


def test_a_stages_choice_without_claims_is_worth_a_warning_unless_it_asks_for_a_method() -> None:
    options = [{"right": "the power rule"}, {"wrong": "the quotient rule", "say": "Nothing is divided."}]
    first = {name: SOUND[name] for name in ("prompt", "answer", "hints", "steps", "witness")}
    second = {
        "prompt": "Which rule was it?",
        "answer": {"choices": options},
        "hints": ["Look."],
        "steps": ["A power."],
    }
    stages = {
        **{name: SOUND[name] for name in SOUND if name not in (*first, "wrong")},
        "stages": [first, second],
    }
    claims = ("no-claim", "stages.1.answer")
    assert claims in codes(verify(stages, variants=2), "warning")
    assert claims not in codes(verify({**stages, "tags": ["which-method"]}, variants=2), "warning")


def test_claims_of_options_may_be_code_that_is_run_on_what_is_given() -> None:
    given = {"x": "[1, a + 2]"}
    holds, fails = {"code": "x.sum() == 3 + a", "given": given}, {"code": "x.sum() == a", "given": given}
    options = [
        {"id": "three", "right": "It is 3 more than $@a$.", "claim": holds},
        {"id": "none", "wrong": "It is $@a$.", "say": "Add the 3.", "claim": fails},
    ]
    choice = {
        **{name: SOUND[name] for name in SOUND if name not in ("answer", "witness", "wrong")},
        "prompt": "What is the sum of 1 and $@a + 2$?",
        "answer": {"choice": options},
    }
    assert "claim" not in codes(verify(choice, variants=2))
    assert verify(choice, variants=2).witnessed
    options[1]["claim"] = holds
    assert ("claim", "answer.choice") in codes(verify(choice, variants=2))


def test_pinned_seeds_are_verified_too() -> None:
    assert found(seeds=["12345"]).tried == 5


def test_options_that_read_the_same_are_found() -> None:
    choice = {
        "id": "c",
        "prompt": "p",
        "params": {"a": "1..3"},
        "answer": {"choice": [{"id": "x", "right": "$@a$"}, {"id": "y", "wrong": "$@{a^2}$", "say": "No."}]},
    }
    assert codes(verify(choice, variants=9)) == [("options", "answer.choice")]


def test_slips_of_a_key_are_each_another_tree() -> None:
    tree = parse("a x^2 + sin(b)", Names(functions="bank", undeclared="allow"))
    found_ = [to_plain(each) for each in make_key_mutants(tree)]
    assert len(found_) == len(set(found_))
    assert to_plain(tree) not in found_
    assert {"a x^2 - sin(b)", "a x^3 + sin(b)", "(-a) x^2 + sin(b)", "a x^2 + b"} <= set(found_)


def test_the_figures_of_a_bank() -> None:
    figures = summarise_reports(
        [found(), found(params={"a": "2..3", "n": "2..4"}), found(skill="calc.diff.sum")]
    )
    assert (figures.exercises, figures.parametrised, figures.witnessed) == (3, 2, 3)
    assert figures.skills == {"calc.diff.power": 2, "calc.diff.sum": 1}
    assert (figures.median, figures.minimum) == (56, 56)
    assert figures.tried == 12
    assert figures.caught == figures.mutants > 30


def test_a_draw_that_comes_again_counts_again() -> None:
    body = {"prompt": "Add $@a$.", "params": {"a": [1, 2]}, "claim": ["a < 2"], "answer": {"number": "a + 1"}}
    report = verify({**body, "witness": {"sum": "k^0 a + 1", "over": {"k": ["1", "1"]}}})
    (problem,) = [each for each in report.problems if each.code == "claim"]
    assert "(in 1 of" not in problem.message
    assert problem.message.endswith("of 20 variants)")


def test_a_report_says_what_its_time_went_into() -> None:
    report = verify({"prompt": "Add $@a$.", "params": {"a": "1..9"}, "answer": {"number": "a"}})
    assert report.seconds >= sum(report.costs.values()) > 0
    assert [*report.costs.values()] == sorted(report.costs.values(), reverse=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no interval timers")
def test_what_computes_on_is_cut_short_with_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drill.proving.verify.TIME_LIMIT_S", 0.05)
    report = found(10_000)
    assert report.is_cut_short
    assert codes(report) == [("timeout", report.problems[-1].field)]
    assert "0.05 s of computing, in " in report.problems[-1].message
