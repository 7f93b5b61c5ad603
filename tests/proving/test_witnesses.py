"""Every head of a witness takes a right key and catches a wrong one."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest

from drill.banks.params import HEADS, find_head, head_of
from drill.errors import BankError, CheckError
from drill.maths import sympy_conversion
from drill.proving import ExerciseReport, confirm_claim, is_on_same_ground, make_question_trials
from drill.proving.claims import judge_slips
from drill.proving.witnesses import RUNS, Finding, confirm_by_sympy
from drill.proving.witnesses.densities import make_density_family
from drill.proving.witnesses.unnormalised import Measure
from tests.asked import question, verify
from tests.rows import each_row, sample, table_beside


def agrees(exercise: dict[str, Any], seeds: int = 3) -> bool:
    """Whether the witness agrees with the key in several variants."""
    for seed in range(seeds):
        expansion = question(exercise, seed)
        for claimed in make_question_trials(expansion, seed):
            if not confirm_claim(claimed.trial).agrees:
                return False
    return True


A = {"a": "2..9"}
AB = {"a": "2..9", "b": "2..9"}


def cases() -> list[tuple[str, dict[str, Any], dict[str, Any], str]]:
    """Each case's name, what stands beside its answer, the right answer, a wrong value."""
    table = table_beside(__file__, "witnesses.yaml")
    own = ("name", "answer", "wrong")
    return [
        (row["name"], {key: row[key] for key in row if key not in own}, row["answer"], row["wrong"])
        for row in table
    ]


@each_row(("beside", "answer"), lambda: [case[1:3] for case in sample(cases(), 3)])
def test_a_right_key_is_confirmed(beside: dict[str, Any], answer: dict[str, Any]) -> None:
    assert agrees({**beside, "answer": answer})


@each_row(("beside", "answer", "wrong"), lambda: [case[1:] for case in sample(cases(), 3)])
def test_a_wrong_key_is_contradicted(beside: dict[str, Any], answer: dict[str, Any], wrong: str) -> None:
    assert not agrees({**beside, "answer": _with(answer, wrong)})


@each_row(
    ("witness", "answer"),
    [
        ({"eigen": "[[1, 2, 3], [4, 5, 6]]"}, {"set": "{1, 2}"}),
        ({"solve": "3", "equals": "[1, 2]"}, {"vector": "[1, 2]"}),
        ({"limit": "1/x", "wrt": "x", "to": "[1, 2]"}, {"number": "0"}),
        ({"limit": "sum(2^-t, t, 0, n)", "wrt": "n", "to": "inf"}, {"number": "2"}),
        ({"limit": "1 + prod(1 - 1/t, t, n, 2*n)", "wrt": "n", "to": "inf"}, {"number": "3/2"}),
        ({"hessian": "[x, 2]", "wrt": "x"}, {"matrix": "[[1]]", "vars": ["x"]}),
    ],
)
def test_arguments_that_do_not_fit_are_told_as_the_witness_s(
    witness: dict[str, Any], answer: dict[str, Any]
) -> None:
    vars_ = {"vars": answer["vars"]} if "vars" in answer else {}
    asked = {key: value for key, value in answer.items() if key != "vars"}
    with pytest.raises(BankError) as told:
        agrees({**vars_, "witness": witness, "answer": asked}, 1)
    assert told.value.code == "witness"


def test_a_fault_of_ours_is_not_said_to_be_the_authors(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(trial: object) -> None:
        raise AttributeError("no such thing")

    monkeypatch.setitem(RUNS, "value", fail)  # type: ignore[arg-type]
    asked = {
        "id": "t",
        "prompt": "p",
        "witness": {"value": "det([[2, 0], [0, 1]])"},
        "answer": {"number": "2"},
    }
    report = verify(asked, variants=1)
    (problem,) = (each for each in report.problems if each.code == "failed")
    assert "drill itself failed here" in problem.message


def test_every_head_has_its_cases() -> None:
    tried = {head_of(case[1]["witness"]) for case in cases() if find_head(case[1]["witness"])}
    assert tried == set(RUNS)
    assert set(HEADS) - set(RUNS) == {"world"}  # of exercises that earlier versions made: read, and not run


@each_row(("name", "beside", "answer", "wrong"), lambda: sample(cases(), 6))
def test_slips_of_sign_factor_constant_and_count_are_caught(
    name: str, beside: dict[str, Any], answer: dict[str, Any], wrong: str
) -> None:
    exercise = {"id": "t", "prompt": "p", **beside, "answer": answer}
    expansions = [(seed, question(exercise, seed)) for seed in range(3)]
    report = ExerciseReport(exercise="t")
    judge_slips(expansions, report)
    if "cancel" in name:
        assert report.caught >= 0.7 * report.mutants, report.missed  # it sees no small slip
    else:
        assert report.missed == (), name


def _with(answer: dict[str, Any], wrong: str) -> dict[str, Any]:
    """The answer with a wrong value; for parts ``name = value``."""
    if "parts" in answer:
        name, value = (word.strip() for word in wrong.split("=", 1))
        return {"parts": {**answer["parts"], name: {"number": value}}}
    kind = next(iter(answer))
    return {**answer, kind: wrong}


def _by_sympy(witness: dict[str, Any], answer: dict[str, Any], names: list[str]) -> Finding | None:
    expansion = question({"answer": answer, "witness": witness, "vars": names, "params": {}}, 0)
    (claimed,) = make_question_trials(expansion, 0)
    return confirm_by_sympy(claimed.trial, limit_s=60)


@each_row(
    ("witness", "names", "right", "wrong"),
    [
        ({"integral": "x exp(-x)", "over": {"x": [0, "inf"]}}, [], "1", "2"),
        ({"integral": "t cos(t)", "over": {"t": [0, "x"]}}, ["x"], "x sin(x) + cos(x) - 1", "x sin(x)"),
        ({"sum": "2^(-k)", "over": {"k": [0, "inf"]}}, [], "2", "1"),
        ({"limit": "(1 + 2/n)^n", "wrt": "n", "to": "inf"}, [], "e^2", "e"),
        ({"derivative": "x^3", "wrt": "x", "at": {"x": 2}}, [], "12", "8"),
        ({"derivative": "x^3", "wrt": "x"}, ["x"], "3 x^2", "x^2"),
        ({"root": "z^2 - 2", "wrt": "z", "in": [0, 5]}, [], "sqrt(2)", "2"),
        ({"value": "integrate(y, y, 0, 3)"}, [], "9/2", "9"),
    ],
)
def test_a_closed_form_of_sympy_tells_a_right_key_from_a_wrong_one(
    witness: dict[str, Any], names: list[str], right: str, wrong: str
) -> None:
    kind = "expression" if names else "number"
    confirmed, contradicted = (_by_sympy(witness, {kind: key}, names) for key in (right, wrong))
    assert confirmed is not None
    assert confirmed.agrees
    assert contradicted is not None
    assert not contradicted.agrees
    assert "by SymPy" in contradicted.message


@each_row(
    "witness",
    [
        {"value": "1 + 2"},
        {"root": "(z - 1) (z - 3)", "wrt": "z", "in": [0, 5]},
        {"root": "z^5 - z - 239", "wrt": "y", "in": [0, 5]},
        {"recursion": {"m": "m + 1"}, "start": {"m": 0}, "times": 3},
    ],
)
def test_where_sympy_has_no_single_closed_form_nothing_is_told(witness: dict[str, Any]) -> None:
    assert _by_sympy(witness, {"number": "4"}, []) is None


def test_what_takes_sympy_too_long_tells_nothing() -> None:
    witness = {"integral": "exp(sin(x) + cos(x^2))/(1 + x^4)", "over": {"x": [0, 1]}}
    expansion = question({"answer": {"number": "1"}, "witness": witness, "params": {}}, 0)
    (claimed,) = make_question_trials(expansion, 0)
    assert confirm_by_sympy(claimed.trial, limit_s=1e-3) is None


def test_sympy_interrupted_among_few_digits_leaves_the_precision_of_later_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def compute_with_few_digits(*_: object) -> None:
        mpmath.mp.prec = 10
        while True:
            pass

    monkeypatch.setattr(sympy_conversion, "to_sympy", compute_with_few_digits)
    witness = {"derivative": "x^3", "wrt": "x", "at": {"x": 2}}
    expansion = question({"answer": {"number": "12"}, "witness": witness, "vars": [], "params": {}}, 0)
    (claimed,) = make_question_trials(expansion, 0)
    assert confirm_by_sympy(claimed.trial, limit_s=1e-2) is None
    assert mpmath.mp.prec == 53


def test_writing_the_key_out_again_is_no_witness() -> None:
    exercise = {
        "id": "t",
        "params": AB,
        "let": {"s": "a + b"},
        "answer": {"number": "s/2"},
        "witness": {"value": "(a + b)/2"},
    }
    expansion = question(exercise, 0)
    (claimed,) = make_question_trials(expansion, 0)
    assert is_on_same_ground(expansion, claimed)
    report = verify({**exercise, "prompt": "p"}, variants=2)
    assert "same-ground" in {problem.code for problem in report.problems}


@pytest.mark.parametrize("witness", ["b^2 + a*2", "2 a - (-b^2)", "b b^1 + 2 a - 0", "(4 a + 2 b^2)/2"])
def test_the_key_with_its_terms_in_another_order_is_no_witness(witness: str) -> None:
    exercise = {"id": "t", "params": AB, "answer": {"number": "2 a + b^2"}, "witness": {"value": witness}}
    expansion = question(exercise, 0)
    (claimed,) = make_question_trials(expansion, 0)
    assert is_on_same_ground(expansion, claimed) == (witness in ("b^2 + a*2", "2 a - (-b^2)"))


def test_another_ground_is_told_from_the_same() -> None:
    exercise = {
        "id": "t",
        "params": A,
        "answer": {"number": "a^2"},
        "witness": {"value": "det([[a, 0], [0, a]])"},
    }
    expansion = question(exercise, 0)
    (claimed,) = make_question_trials(expansion, 0)
    assert not is_on_same_ground(expansion, claimed)


def test_what_the_second_engine_computes_otherwise_is_another_ground() -> None:
    number = "det([[a, 1], [1, b]])"
    exercise = {"id": "t", "params": AB, "answer": {"number": number}, "witness": {"value": number}}
    expansion = question(exercise, 0)
    (claimed,) = make_question_trials(expansion, 0)
    assert not is_on_same_ground(expansion, claimed)


def test_an_unknown_head_names_the_nearest() -> None:
    with pytest.raises(BankError, match="did you mean derivative"):
        head_of({"derivate": "x"})


def test_a_witness_whose_code_does_not_run_is_at_fault() -> None:
    exercise = {
        "id": "t",
        "answer": {"shape": "(m, n)"},
        "witness": {"array": "A @ A", "arrays": {"A": ["m", "n"]}},
    }
    expansion = question(exercise, 0)
    (claimed,) = make_question_trials(expansion, 0)
    with pytest.raises(BankError, match="cannot be run"):
        confirm_claim(claimed.trial)


CLAIMS = {
    "prompt": "p",
    "vars": ["x"],
    "params": A,
    "answer": {
        "choice": [
            {"id": "one", "right": "this", "claim": "diff(a x^2, x) = 2a x"},
            {"id": "two", "wrong": "that", "claim": "diff(a x^2, x) = a x", "say": "No."},
            {"id": "three", "wrong": "third", "claim": "a != a", "say": "No."},
        ]
    },
}


def test_claims_hold_exactly_on_right_options() -> None:
    report = verify({"id": "t", **CLAIMS}, variants=3)
    assert report.witnessed
    assert not [problem for problem in report.problems if problem.severity == "error"]


def test_a_claim_that_is_true_of_a_wrong_option_is_found() -> None:
    options = [dict(option) for option in CLAIMS["answer"]["choice"]]  # type: ignore[index]
    options[1]["claim"] = "diff(a x^2, x) = 2a x"
    report = verify({"id": "t", **CLAIMS, "answer": {"choice": options}}, variants=3)
    assert [problem.code for problem in report.problems if problem.severity == "error"] == ["claim"]


@each_row(
    ("name", "parameters", "mean", "variance"),
    [
        ("normal", (50.0, 0.01), 50.0, 0.01),
        ("normal", (-3.0, 400.0), -3.0, 400.0),
        ("beta", (0.5, 0.5), 0.5, 0.125),
        ("beta", (40.0, 2.0), 40 / 42, 80 / (42 * 42 * 43)),
        ("gamma", (0.5, 2.0), 0.25, 0.125),
        ("exponential", (0.01,), 100.0, 10_000.0),
        ("inversegamma", (6.0, 3.0), 0.6, 0.09),
        ("laplace", (1.0, 2.0), 1.0, 8.0),
        ("poisson", (3.5,), 3.5, 3.5),
        ("geometric", (0.2,), 5.0, 20.0),
        ("hypergeometric", (20.0, 7.0, 5.0), 1.75, 5 * 7 / 20 * 13 / 20 * 15 / 19),
    ],
)
def test_measures_have_the_moments_of_their_family(
    name: str, parameters: tuple[float, ...], mean: float, variance: float
) -> None:
    found = make_density_family(name, parameters)
    measure = Measure(found.log_density, found.low, found.high, found.discrete)
    centre = measure.mean(lambda x: x)
    assert centre == pytest.approx(mean, rel=1e-6)
    assert measure.mean(lambda x: (x - centre) ** 2) == pytest.approx(variance, rel=1e-5)


def test_several_solutions_are_refused_unless_the_witness_says_which() -> None:
    exercise = {"answer": {"vector": "[1, 2]"}, "witness": {"solve": "[[1, 2]]", "equals": "[5]"}}
    assert agrees({**exercise, "witness": {**exercise["witness"], "norm": "least"}})
    with pytest.raises(CheckError, match="more than one solution"):
        agrees(exercise)
    with pytest.raises(BankError, match="norm: least"):
        agrees({**exercise, "witness": {**exercise["witness"], "norm": "most"}})


@pytest.mark.parametrize(
    ("assume", "code", "loops"),
    [
        (["V orthonormal columns"], "np.sum(V**2, axis=0)", "1"),
        (["V positive", "V rows sum to 1"], "np.sum(V, axis=0) / np.sum(V)", "sum(V[i,j], i, 1, d)/d"),
        (["V binary", "V rows sum to 1"], "np.sum(V) * V[0]", "d V[1,j]"),
    ],
)
def test_loops_run_on_arrays_that_have_all_that_is_assumed(assume: list[str], code: str, loops: str) -> None:
    answer = {"code": code, "arrays": {"V": ["d", "k"]}, "assume": assume}
    assert agrees({"answer": answer, "witness": {"loops": loops, "over": {"j": "k"}}})
