"""What a prompt promises and an answer does not declare, and what asks the same again."""

from __future__ import annotations

from typing import Any

import pytest

from drill.checking import check, spec_from
from tests.asked import exercise, findings_of_text, open_findings, style_codes
from tests.rows import each_row


def codes(body: dict[str, Any], variants: int = 12) -> set[str]:
    return style_codes(body, variants=variants)


def code_of(prompt: str, key: str, arrays: dict[str, Any], assume: list[str], **more: Any) -> set[str]:
    answer = {"code": key, "arrays": arrays, "assume": assume, **more}
    return findings_of_text(exercise({"id": "t", "prompt": prompt, "answer": answer}))


@each_row(
    ("prompt", "found"),
    [
        ("Write $\\log(1 + e^x)$ of `x` such that no exponential overflows.", True),
        ("Write it for an array `x` with tiny entries.", True),
        ("Write it for an array `x` whose entries may be as large as 1000.", True),
        ("Write a stable version of the loss of `x`.", True),
        ("Write it without a determinant that could underflow.", True),
        ("Gradients of large models are in `x`. Write their sum.", False),
        ("Large values speak against it. Write the count of `x`.", False),
        ("Sort `x` by a stable sort.", False),
    ],
)  # fmt: skip
def test_a_prompt_that_asks_for_stable_code_has_probes(prompt: str, *, found: bool) -> None:
    arrays: dict[str, Any] = {"x": ["n"]}
    assert ("no-probes" in code_of(prompt, "np.log1p(np.exp(x))", arrays, [])) == found
    probed = code_of(prompt, "np.logaddexp(0, x)", arrays, [], probes=[{"x": [800]}])
    assert "no-probes" not in probed


@each_row(
    ("prompt", "assume", "found"),
    [
        ("`P`, of shape `(n, v)`, contains the probabilities of tokens.", [], True),
        ("`P`, of shape `(n, v)`, contains the probabilities of tokens.", ["P positive"], True),
        ("`P`, of shape `(n, v)`, contains the probabilities of tokens.", ["P rows sum to 1"], False),
        ("`P` of shape `(n, v)` holds the joint probabilities.", ["P entries sum to 1"], False),
        ("`P` of shape `(n, v)` holds the probabilities of separate events.", ["0 <= P <= 1"], False),
        ("`P` has shape `(n, v)`. Each row contains the probabilities of tokens.", [], True),
        ("`P` of shape `(n, v)` holds log-probabilities.", [], False),
        ("`P` holds logits. Write the probabilities of all classes.", [], False),
        ("`P` holds features, of shape `(n, v)`, class probabilities `q` are not given.", [], False),
    ],
)
def test_probabilities_are_drawn_as_such(prompt: str, assume: list[str], *, found: bool) -> None:
    assert ("probabilities" in code_of(prompt, "P.sum(axis=1)", {"P": ["n", "v"]}, assume)) == found


@each_row(
    ("prompt", "assume", "found"),
    [
        ("A layer `A` gets an input with covariance `S`, of shape `(n, n)`.", [], True),
        ("A layer `A` gets an input with covariance `S`, of shape `(n, n)`.", ["S symmetric"], True),
        ("A layer `A` gets an input with covariance `S`.", ["S positive semidefinite"], False),
        ("A layer `A` gets an input with covariance `S`.", ["S positive definite"], False),
        ("`S` is the covariance matrix of the input.", ["S symmetric"], True),
        ("`S` is the Cholesky factor of a covariance matrix.", ["S lower triangular"], False),
    ],
)
def test_a_covariance_is_drawn_as_one(prompt: str, assume: list[str], *, found: bool) -> None:
    arrays = {"A": ["m", "n"], "S": ["n", "n"]}
    assert ("covariance" in code_of(prompt, "A @ S @ A.T", arrays, assume)) == found


def right(key: str, answer: str, assume: str, arrays: dict[str, Any], kind: str = "code") -> bool:
    names = {"code": "arrays", "matrix-expression": "shapes"}
    spec = spec_from({kind: key, names[kind]: arrays, "assume": [assume] if assume else []})
    return check(spec, answer).verdict == "correct"


@each_row(
    ("key", "answer", "assume"),
    [
        ("S @ S.T", "L = np.linalg.cholesky(S)\nL @ L.T @ S", "S positive semidefinite"),
        ("S", "S.T", "S positive semidefinite"),
        ("S.sum()", "1.0", "S entries sum to 1"),
        ("S.sum(axis=1)", "np.ones(S.shape[0])", "S rows sum to 1"),
        ("S", "np.abs(S)", "S entries sum to 1"),
    ],
)
def test_arrays_are_drawn_as_is_assumed(key: str, answer: str, assume: str) -> None:
    assert right(key, answer, assume, {"S": ["n", "n"]})
    assert not right(key, answer, "", {"S": ["n", "n"]})


@each_row(
    ("key", "answer", "assume", "shapes"),
    [
        ("S", "S^T", "S positive semidefinite", {"S": ["n", "n"]}),
        ("S x", "S^T x", "S positive semidefinite", {"S": ["n", "n"], "x": ["n"]}),
        ("P u", "u", "P rows sum to 1", {"P": ["1", "1"], "u": ["1"]}),
    ],
)
def test_matrices_are_drawn_as_is_assumed(key: str, answer: str, assume: str, shapes: dict[str, Any]) -> None:
    assert right(key, answer, assume, shapes, "matrix-expression")
    assert not right(key, answer, "", shapes, "matrix-expression")


def test_a_semidefinite_matrix_may_be_written_with_a_hyphen() -> None:
    assert right("S", "S.T", "S positive semi-definite", {"S": ["n", "n"]})


def sisters(count: int, **more: Any) -> dict[str, Any]:
    each = [
        {"id": f"way-{number}", "prompt": f"Add ${number}$ and 1.", "answer": {"number": str(number + 1)}}
        for number in range(count)
    ]
    return {"id": "t", "sisters": each, **more}


def test_sisters_without_numbers_are_five_or_more() -> None:
    assert findings_of_text(exercise(sisters(4))) == {"few-sisters"}
    assert findings_of_text(exercise(sisters(5))) == set()
    numbers = sisters(3, params={"a": "1..9"})
    assert findings_of_text(exercise(numbers)) == set()


def choice(where: list[str]) -> dict[str, Any]:
    options = [
        {"id": "up", "text": "It grows.", "right-if": "a > b", "say": "Look at the sizes."},
        {"id": "down", "text": "It falls.", "right-if": "a < b", "say": "Look at the sizes."},
    ]
    return {
        "id": "t", "params": {"a": "1..20", "b": "1..20"}, "where": where, "answer": {"choice": options},
        "prompt": "What happens for $@a$ and $@b$?", "steps": ["Compare."],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (["a != b"], False),
        (["a > b"], True),
        (["a != b", "max(a - b, b - a - 14) > 0"], True),
        (["a != b", "max(a - b, b - a - 5) > 0"], False),
    ],
)
def test_a_decision_falls_both_ways(where: list[str], *, found: bool) -> None:
    assert ("one-sided" in codes(choice(where))) == found


def test_a_choice_among_sisters_counts_each_once() -> None:
    def sister(number: int, right: str) -> dict[str, Any]:
        texts = [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}]
        options = [
            {"id": each["id"], "right" if each["text"] == right else "wrong": each["text"]} for each in texts
        ]
        return {"id": f"way-{number}", "prompt": f"Is {number} even?", "answer": {"choice": options}}

    def found(rights: str) -> bool:
        each = [sister(number, {"y": "Yes", "n": "No"}[right]) for number, right in enumerate(rights)]
        return "one-sided" in codes({"id": "t", "sisters": each})

    assert found("yyyyn")
    assert found("yyyyy")
    assert not found("yyynn")


def chain(**second: Any) -> dict[str, Any]:
    stages = [
        {"prompt": "Compute $@a + 1$.", "answer": {"number": "a + 1"}},
        {"prompt": "Compute $1 + 1$.", "answer": {"number": "2"}, **second},
    ]
    return {"id": "t", "params": {"a": "1..40"}, "prompt": "Two sums.", "stages": stages}


def test_a_stage_whose_key_never_changes_says_why() -> None:
    assert "fixed" in codes(chain())
    assert "fixed" not in codes(chain(fixed="a conceptual stage"))
    assert "fixed" in codes(chain(fixed="it is not", answer={"number": "a + 2"}))
    assert "fixed" not in codes(chain(answer={"number": "a + 2"}))
    assert "fixed" in open_findings(exercise(chain()))


def steps(text: str, **params: str) -> dict[str, Any]:
    return {
        "id": "t", "params": params or {"a": "1..4"}, "prompt": "Compute $@a$ plus $0$.",
        "answer": {"number": "a"}, "steps": [text, "It is $@a$."],
    }  # fmt: skip


@each_row(
    ("text", "code"),
    [
        ("$x/@a$", ""), ("$\\frac{x}{@a}$", "unsimplified"), ("$x^{@a}$", ""), ("$@a \\cdot u$", ""),
        ("$u \\cdot @a$", "unsimplified"),
        ("$@a/4$", "unreduced"), ("$\\frac{@a}{4}$", "unreduced"),
        ("$@a/4 = @{a/4}$", ""), ("$\\lceil @a/4 \\rceil$", ""), ("$@a \\cdot 3 = @{3 a}$", ""),
        ("$@{a/4}$", ""), ("$x^{1@a}$", ""), ("$1/1@a$", ""),
    ],
)  # fmt: skip
def test_what_values_leave_behind_is_found(text: str, code: str) -> None:
    found = codes(steps(text)) & {"unsimplified", "unreduced"}
    assert found == ({code} if code else set())
    assert open_findings(exercise(steps(text))) & {"unsimplified", "unreduced"} == found


def test_an_interval_that_is_printed_as_a_vector_is_found() -> None:
    asked = {
        "id": "t", "vars": ["x"], "params": {"a": "2..4"}, "prompt": "Where is $x^2 < @{a^2}$?",
        "answer": {"interval": "(-a, a)"}, "steps": ["Between the roots, so in $@{[-a, a]}$."],
    }  # fmt: skip
    assert "interval" in open_findings(exercise(asked))
    asked["steps"] = ["Between the roots, so in $(@{-a}, @a)$."]
    assert "interval" not in open_findings(exercise(asked))


def test_what_is_meant_is_allowed() -> None:
    meant = {**steps("$@a/4$"), "allow": {"unreduced": "a share of a batch"}}
    assert "unreduced" not in codes(meant)


def test_entries_sum_to_one_over_the_whole_table() -> None:
    table = {"P": ["n", "m"]}
    assert right("P.sum()", "P.sum(axis=0).sum()", "P entries sum to 1", table)
    assert right("P.sum()", "1 + 0 * P.sum()", "P entries sum to 1", table)
    assert not right("P.sum()", "P.sum(axis=1).max()", "P entries sum to 1", table)
