"""What verification and the check of a subject find in stages, sisters, faults, pools, titles and cards."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drill.banks.load import find_at
from drill.banks.loaded_files import Skills
from drill.banks.read import read_file, read_subject
from drill.proving import CheckedBank, ExerciseReport, Finding, check_banks, verify_exercise
from tests.asked import question, verify
from tests.exercises.completeness import choice_length_findings
from tests.exercises.drawn_texts import OptionLengths
from tests.exercises.style_check import check_style
from tests.rows import each_row, sample

EXEMPLARS = Path(__file__).parents[1] / "banks" / "data" / "second-edition.yaml"


def codes(report: ExerciseReport) -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in report.problems if each.severity == "error"]


# --- faults -----------------------------------------------------------------------------------------------

FAULT: dict[str, Any] = {
    "id": "t",
    "params": {"a": "2..40"},
    "prompt": "Someone doubles $@a$.",
    "answer": {
        "fault": [
            {"text": "$@a + @a = @{2a}$", "claim": "a + a = 2a"},
            {"text": "Half of it is $@a$.", "claim": "(2a)/2 = a"},
            "So it is right.",
        ],
        "slips": [
            {"id": "plus", "line": "1", "text": "$@a + @a = @{a^3}$", "say": "s", "claim": "a + a = a^3"},
            {"id": "half", "line": "2", "text": "It is half $@{a/2}$.", "say": "h", "claim": "(2a)/2 = a/2"},
        ],
        "none": "true",
    },
}  # fmt: skip


PLUS, HALF = FAULT["answer"]["slips"]


def fault(**changes: Any) -> dict[str, Any]:
    return {**FAULT, "answer": {**FAULT["answer"], **changes}}


def test_a_fault_whose_slips_have_claims_is_witnessed() -> None:
    report = verify(FAULT, variants=6)
    assert report.problems == []
    assert (report.witnessed, report.slips, report.tried) == (True, 2, 6)


def test_a_slip_without_a_claim_leaves_a_fault_unwitnessed() -> None:
    slips = [
        {name: text for name, text in slip.items() if name != "claim"} for slip in FAULT["answer"]["slips"]
    ]
    assert not verify(fault(slips=slips)).witnessed


def test_a_slip_that_is_true_is_named() -> None:
    report = verify(fault(slips=[{**PLUS, "claim": "a + a = 2a"}, HALF]))
    assert codes(report) == [("claim", "answer.slips.plus.claim")]


def test_a_slip_that_is_true_for_some_values_is_named() -> None:
    report = verify({**fault(slips=[{**PLUS, "claim": "a + a = a^2"}, HALF]), "params": {"a": "2..9"}})
    assert codes(report) == [("claim", "answer.slips.plus.claim")]


def test_a_line_that_is_false_is_named() -> None:
    first, *rest = FAULT["answer"]["fault"]
    report = verify(fault(fault=[{**first, "claim": "a + a = 3a"}, *rest]))
    assert codes(report) == [("claim", "answer.fault.0.claim")]


@each_row(
    ("claim", "says"),
    [
        ({"code": "x.sum() == 3 * a", "given": {"x": "[a, 2a]"}}, ""),
        ({"code": "x.sum(dim=-1) == 2", "given": {"x": "[[1, 1], [0, a/a + 1]]"}}, ""),
        ({"code": "x.sum(axis=0) == 2", "given": {"x": "[[1, 1], [0, 2]]"}}, "it is false"),
        ({"code": "x.sum()", "given": {"x": "[1, 2]"}}, "a claim in code is a comparison"),
        ({"code": "x.smu() == 3", "given": {"x": "[1, 2]"}}, "did you mean .sum?"),
    ],
)
def test_a_claim_in_code_is_run_on_what_is_given(claim: dict[str, Any], says: str) -> None:
    first, *rest = FAULT["answer"]["fault"]
    problems = verify(fault(fault=[{**first, "claim": claim}, *rest])).problems
    assert [says in problem.message for problem in problems] == [True] * bool(says)
    true_slip = verify(fault(slips=[{**PLUS, "claim": claim}, HALF])).problems
    assert bool(true_slip) == (says != "it is false")


def test_a_slip_that_reads_like_the_right_line_is_named() -> None:
    report = verify(fault(slips=[{**PLUS, "text": "$@a + @a = @{2a}$"}, HALF]))
    assert codes(report) == [("slip", "answer.slips.plus")]


@each_row("params", [{}, {"a": "2..9"}])
@each_row("slip", range(7))
def test_each_of_many_slips_is_verified_in_few_variants(slip: int, params: dict[str, str]) -> None:
    slips = [
        {"id": f"s{place}", "line": str(1 + place % 2), "text": "one" if place == slip else "not", "say": "n"}
        for place in range(7)
    ]
    body = {**fault(fault=["one", "one", "two"], slips=slips), "params": params, "prompt": "p"}
    assert codes(verify(body, variants=1)) == [("slip", f"answer.slips.s{slip}")]


def test_a_name_with_its_latex_is_meant() -> None:
    body = {
        "id": "t",
        "answer": {"expression": "2 beta"},
        "witness": {"sum": "beta", "over": {"k": ["1", "2"]}},
    }
    assert [each.code for each in verify({**body, "vars": ["beta"]}).problems] == ["hidden-name"]
    assert not verify({**body, "vars": ["beta"], "allow": {"beta": "the inverse temperature"}}).problems
    assert verify({**body, "names": {"beta": "\\beta"}}).problems == []


# --- stages, sisters --------------------------------------------------------------------------------------


def stage(key: str, **more: Any) -> dict[str, Any]:
    return {"prompt": "q", "answer": {"number": key}, **more}


def chain(*stages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "t", "prompt": "p", "params": {"a": "2..9"}, "stages": list(stages), **more}


def test_some_stages_key_changes_with_the_draw() -> None:
    assert codes(verify(chain(stage("1"), stage("a")))) == []
    assert codes(verify(chain(stage("1"), stage("2")))) == [("same-key", "stages")]


def test_a_chain_without_draws_has_the_same_keys() -> None:
    assert codes(verify(chain(stage("1"), stage("2"), params={}))) == [("same-key", "stages")]


def test_a_stage_is_verified_as_an_exercise_is() -> None:
    wrong = [{"answer": "a + 1", "say": "s"}, {"answer": "q", "say": "s"}]
    report = verify(chain(stage("1"), stage("a", witness={"value": "a + 1"}, hints=["$@q$"], wrong=wrong)))
    assert set(codes(report)) == {
        ("witness", "stages.1.witness"),
        ("unknown-name", "stages.1.hints.0"),
        ("unknown-name", "stages.1.wrong.1.answer"),
    }


def test_each_sister_is_verified() -> None:
    sisters = [
        {"id": f"sister-{key}", "prompt": "q", "answer": {"number": key}, "witness": {"value": "1 + 1"}}
        for key in ("2", "3", "4")
    ]
    report = verify({"id": "t", "sisters": sisters})
    assert codes(report) == [("witness", "sisters.sister-3.witness"), ("witness", "sisters.sister-4.witness")]
    assert report.sisters == 3


def test_an_exemplar_is_sound() -> None:
    loaded = read_file(EXEMPLARS.read_bytes(), "b.yaml")
    for each in sample(loaded.exercises, 8):
        report = verify_exercise(each.exercise, item=f"b/{each.entry.id}", variants=3)
        assert [problem for problem in report.problems if problem.severity == "error"] == [], each.entry.id


# --- a subject --------------------------------------------------------------------------------------------

SKILLS = ("t.one.add", "t.one.double")
WORDS = " ".join(["word"] * 30)
CARD = {"when": WORDS, "why": WORDS, "watch": WORDS}


def exercise(id_: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "title": f"About {id_}",
        "skill": "t.one.add",
        "params": {"a": "1..30"},
        "prompt": f"Add 1 to $@a$, as in {id_}.",
        "answer": {"number": "a + 1"},
        "witness": {"sum": "1", "over": {"k": ["0", "a"]}},
        "shape": "a sum",
        "motion": "add",
        "hints": ["Count on."],
        "steps": ["$@{a + 1}$"],
        "wrong": [{"answer": "a - 1", "say": "You subtracted."}],
        **changes,
    }


def checked(folder: Path, *exercises: dict[str, Any], cards: Any = None) -> CheckedBank:
    topics = [{"id": "t.one", "title": "One"}]
    skills = [{"id": skill, "title": skill} for skill in SKILLS]
    bank = folder / "subject"
    bank.mkdir()
    head = {"title": "T", "prefix": "t", "topics": topics, "skills": skills}
    (bank / "_subject.yaml").write_text(json.dumps(head), encoding="utf-8")
    body = {"topic": "t.one", "title": "One", "cards": cards or {}, "exercises": list(exercises)}
    text = json.dumps(body, ensure_ascii=False, indent=1)
    (bank / "one.yaml").write_text(text, encoding="utf-8")
    (found,) = check_banks(find_at(bank), cache=folder / "cache", variants=2)
    declared = read_subject((bank / "_subject.yaml").read_bytes(), "_subject.yaml").skills
    style = check_style(find_at(bank), variants=2, skills=Skills(declared))
    return replace(found, findings=(*found.findings, *style))


def told(bank: CheckedBank) -> list[tuple[str, str, str]]:
    return [(finding.severity, finding.code, finding.exercise) for finding in bank.findings]


def only(bank: CheckedBank) -> Finding:
    (finding,) = bank.findings
    return finding


def test_a_complete_subject_has_no_finding(tmp_path: Path) -> None:
    bank = checked(tmp_path, exercise("one"), exercise("two"), cards={"t.one.add": CARD})
    assert [str(finding) for finding in bank.findings] == []
    assert (bank.missing, bank.cards, bank.without_card) == (("t.one.double",), 1, ("t.one.double",))


OPTIONS = [{"id": "yes", "right": "Yes"}, {"id": "not", "wrong": "No", "say": "Look again."}]
STEPS = [{"id": f"s{place}", "text": f"step {place}"} for place in range(3)]
LETTERED = {"wrong": [], "witness": {}, "params": {}, "prompt": "Which?", "steps": ["Look."]}


@pytest.mark.parametrize(
    ("changes", "severity", "code", "says"),
    [
        ({"title": ""}, "error", "title", "needs a title"),
        ({"title": "About other"}, "error", "title", "other has this title too"),
        ({"hints": ["It is $@a$ and one."]}, "error", "hint", "a first hint points at the idea"),
        ({"prompt": "Add 1 to $7$, as in other."}, "error", "twin", "it asks the same as other"),
        ({"prompt": "Is 1 at the least $@a$?"}, "warning", "phrase", "'at the least'"),
        ({"shape": "", "motion": ""}, "warning", "incomplete", "shape, motion"),
        ({**LETTERED, "answer": {"choice": OPTIONS}}, "error", "same-key", "the same at every meeting"),
        ({**LETTERED, "answer": {"order": STEPS}}, "error", "same-key", "the same at every meeting"),
        ({**LETTERED, "answer": {"choice": OPTIONS}, "params": {"a": "1..30"}, "prompt": "Which $@a$?"},
         "error", "same-key", "the same at every meeting"),
    ],
)  # fmt: skip
def test_what_an_exercise_of_a_subject_lacks(
    tmp_path: Path, changes: dict[str, Any], severity: str, code: str, says: str
) -> None:
    body = {name: value for name, value in exercise("one", **changes).items() if value}
    finding = only(checked(tmp_path, exercise("other"), body))
    assert (finding.severity, finding.code, finding.exercise) == (severity, code, "one")
    assert says in finding.message


def test_a_phrase_that_is_meant_is_allowed(tmp_path: Path) -> None:
    body = exercise("one", prompt="Is 1 at the least $@a$?", allow={"at the least": "it is the title"})
    assert told(checked(tmp_path, body)) == []


def test_a_phrase_within_a_stage_has_its_place(tmp_path: Path) -> None:
    rest = {
        "hints": ["Count."],
        "steps": ["It is @a, then @{a + 1}."],
        "wrong": [{"answer": "a - 7", "say": "No."}],
    }
    stages = [
        stage("a", **rest, witness={"sum": "1", "over": {"k": ["1", "a"]}}),
        stage("a + 1", **rest, witness={"sum": "1", "over": {"k": ["0", "a"]}}, result="It is dearer."),
    ]
    body = exercise("one", stages=stages)
    for field in ("answer", "witness", "hints", "steps", "wrong"):
        del body[field]
    finding = only(checked(tmp_path, body))
    assert (finding.code, finding.where) == ("phrase", "stage 2")
    assert finding.message.startswith("result: 'dearer'")


@pytest.mark.parametrize(
    ("cards", "says"),
    [
        ({"t.one.none": CARD}, "no skill is called t.one.none"),
        ({"t.one.add": {**CARD, "why": "Short."}}, "the card of t.one.add has 61 words, not 80 to 250"),
        ({"t.one.add": {**CARD, "why": WORDS * 8}}, "not 80 to 250"),
    ],
)
def test_cards_explain_skills_in_a_minute(tmp_path: Path, cards: Any, says: str) -> None:
    finding = only(checked(tmp_path, exercise("one"), cards=cards))
    assert (finding.severity, finding.code) == ("error", "card")
    assert says in finding.message


@pytest.mark.parametrize(
    "changes",
    [
        {
            **LETTERED,
            "answer": {
                "show": "3",
                "choice": [
                    {"id": "r", "right": "yes"},
                    {"id": "r2", "right": "yep"},
                    *({"id": f"w{place}", "wrong": f"no{place}", "say": "n"} for place in range(4)),
                ],
            },
        },
        {"answer": {**FAULT["answer"], "slips": [{**PLUS, "id": "p"}, HALF]}, "wrong": []},
        {"sisters": [{"id": id_, "prompt": f"In {id_}?"} for id_ in ("x", "other", "third")]},
    ],
)  # fmt: skip
def test_a_short_id_is_warned_of(tmp_path: Path, changes: dict[str, Any]) -> None:
    body = {name: value for name, value in exercise("one", **changes).items() if value}
    if "witness" in body and "sisters" not in body:
        del body["witness"]
    body["id"] = "one"
    found = [each for each in told(checked(tmp_path, body)) if each[1] == "short-id"]
    assert found == [("warning", "short-id", "one")]


def test_a_right_option_that_is_often_the_longest_is_told() -> None:
    (finding,) = choice_length_findings("b", OptionLengths(choices=20, longest=9, shortest=8))
    assert (finding.severity, finding.code) == ("error", "option-length")
    assert "the longest of those shown in 9 of 20" in finding.message


def test_the_length_of_options_is_counted_as_they_are_shown() -> None:
    options = [
        {"id": "yes", "right": "It is $@{a}$."},
        *({"id": f"no{place}", "wrong": f"No, at all {place}.", "say": "n"} for place in range(2)),
    ]
    body = {"id": "t", "params": {"a": ["1", "2"]}, "answer": {"choice": options}}
    lengths = OptionLengths()
    for seed in range(4):
        lengths.take(question(body, seed))
    assert lengths == OptionLengths(choices=4, longest=0, shortest=4)


def test_two_short_choices_say_nothing() -> None:
    assert list(choice_length_findings("b", OptionLengths(choices=19, longest=19))) == []


# --- arrays and matrices ----------------------------------------------------------------------------------


def test_a_mistake_whose_sizes_do_not_fit_may_stand_anywhere() -> None:
    shapes = {"A": ["n", "r"], "B": ["r", "m"], "C": ["n", "m"]}
    wrong = [{"answer": "2 B^T (A B - C)", "say": "Order."}, {"answer": "2 A B B^T", "say": "Residual."}]
    body = {
        "id": "t",
        "prompt": "q",
        "answer": {"matrix-expression": "2 (A B - C) B^T", "shapes": shapes},
        "wrong": wrong,
        "witness": {"gradient": "tr(T(A B - C) (A B - C))", "wrt": "A"},
    }
    for order in (wrong, wrong[::-1]):
        assert codes(verify({**body, "wrong": order})) == []


@pytest.mark.parametrize(
    ("key", "assume", "loop"),
    [
        ("np.sum(M**2, axis=1)", "M binary", "sum(M[i,j], j, 1, m)"),
        ("M.sum(axis=1)", "M rows sum to 1", "1 + 0 M[i,1]"),
        ("np.sqrt(M).sum(axis=1)", "0 <= M <= 1", "sum(sqrt(M[i,j]), j, 1, m)"),
        ("M.max(axis=1)", "M sorted", "M[i,m]"),
        ("np.sum(M**2, axis=1)", "M rows of norm 1", "1 + 0 M[i,1]"),
        ("np.abs(M).sum(axis=1)", "M labels -1 or 1", "sum(M[i,j]^2, j, 1, m)"),
    ],
)
def test_arrays_of_code_are_what_is_assumed_of_them(key: str, assume: str, loop: str) -> None:
    answer = {"code": key, "arrays": {"M": ["n", "m"]}, "assume": [assume]}
    witness = {"loops": loop, "over": {"i": "n"}}
    report = verify({"id": "t", "prompt": "q", "answer": answer, "witness": witness})
    assert codes(report) == []
    assert report.witnessed


def test_what_cannot_be_read_in_some_variants_ends_no_check() -> None:
    stages = [stage("a"), stage("a + 1", let={"b": "1/(a - 3)"}, witness={"value": "a + 1 + 0 b"})]
    assert {code for code, _ in codes(verify(chain(*stages), variants=30))} <= {
        "value",
        "expression",
        "witness",
    }


def test_an_inverse_map_is_confirmed_by_what_it_maps_to() -> None:
    body = {"id": "t", "prompt": "q", "vars": ["y"], "assume": ["y > 1"], "params": {"a": "2..30"}}
    witness = {"inverse-map": "exp(a x) + 1", "wrt": "x", "equals": "y"}
    for key, found in (("ln(y - 1)/a", []), ("ln(y + 1)/a", [("witness", "witness")])):
        assert codes(verify({**body, "answer": {"expression": key}, "witness": witness})) == found
    plane = {**body, "vars": ["y1", "y2"], "assume": []}
    witness = {"inverse-map": "[x1, x2 exp(x1) + a]", "wrt": ["x1", "x2"], "equals": "[y1, y2]"}
    report = verify({**plane, "answer": {"vector": "[y1, (y2 - a)/exp(y1)]"}, "witness": witness})
    assert (codes(report), report.witnessed) == ([], True)
