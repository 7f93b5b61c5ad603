"""Keys spelt otherwise keep their value, and are right unless the question forbids it."""

from __future__ import annotations

import pytest

from drill.banks.draws import SplitMix64
from drill.checking import Verdict
from drill.maths.names import Names
from drill.maths.plain import parse
from tests.asked import exercise
from tests.exercises.respell import list_tree_spellings, respelling_findings


def test_spellings_keep_the_value() -> None:
    names = Names(functions="bank", undeclared="allow")
    for seed in range(5):
        texts = list(list_tree_spellings(parse("-3/4", names), "-3/4", SplitMix64(seed)))
        assert "-6/8" in texts
        products = list_tree_spellings(parse("2x (x + 1)", names), "2x (x + 1)", SplitMix64(seed))
        assert all("x" in text for text in products)


def test_a_spelling_that_the_checker_refuses_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = exercise({"id": "t", "prompt": "How much?", "answer": {"number": "3/4"}})
    assert list(respelling_findings(asked, 1)) == []
    refused = Verdict(verdict="wrong", code="wrong", message="")
    monkeypatch.setattr("tests.exercises.respell.check", lambda _spec, _text: refused)
    assert {code for _, _, code, _ in respelling_findings(asked, 1)} == {"spelling"}


def test_a_key_is_not_respelt_in_a_way_that_the_question_forbids() -> None:
    answer = {
        "code": "np.linalg.solve(A, b)", "arrays": {"A": ["n", "n"], "b": ["n"]}, "without": ["inv"],
    }  # fmt: skip
    witness = {"loops": "sum(inv(A)[i,j] b[j], j, 1, n)", "over": {"i": "n"}}
    solved = {"id": "solved", "prompt": "Solve for x without `inv`.", "answer": answer, "witness": witness}
    assert list(respelling_findings(exercise(solved), 1)) == []
