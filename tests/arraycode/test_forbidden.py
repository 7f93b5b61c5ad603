"""Code that does what the exercise forbids: a right value by that way is wrong, and is told what was met."""

from __future__ import annotations

from typing import Any

import pytest

from drill.checking import as_mapping, check, spec_from
from drill.errors import CheckError
from tests.asked import verify
from tests.rows import each_row

ARRAYS = {"A": ["n", "n"], "b": ["n"], "p": ["n"], "g": ["n"], "x": ["m", "d"], "c": ["k", "d"]}
DISTANCES = "(x**2).sum(1)[:, None] - 2*x @ c.T + (c**2).sum(1)"


def asked(key: str, *without: str, **more: Any) -> dict[str, Any]:
    return {"code": key, "arrays": ARRAYS, "without": list(without), **more}


JACOBIAN = asked("p*(g - p @ g)", "n n")
SOLVED = asked("np.linalg.solve(A, b)", "inv")
TRACE = asked("(A*A.T).sum()", "matmul", "trace")
SHARES = asked("np.exp(p)/np.exp(p).sum()", "softmax")
FAR = asked(DISTANCES, "m k d")


@each_row(
    ("answer", "typed"),
    [
        (JACOBIAN, "p*g - p*(p*g).sum()"),
        (SOLVED, "torch.linalg.solve(A, b)"),
        (TRACE, "np.einsum('ij,ji->', A, A)"),
        (SHARES, "e = torch.exp(p)\ne / e.sum(dim=0)"),
        (FAR, f"k = 2*c\n{DISTANCES}"),
        (FAR, "torch.cdist(x, c)**2"),
        (asked("F.softmax(p, dim=0)", "n m"), "np.exp(p)/np.exp(p).sum()"),
    ],
)
def test_other_ways_are_right(answer: dict[str, Any], typed: str) -> None:
    assert check(spec_from(answer), typed).verdict == "correct"


@each_row(
    ("answer", "typed", "met"),
    [
        (JACOBIAN, "(np.diag(p) - np.outer(p, p)) @ g", "column 2 is an array with the axes n, n"),
        (JACOBIAN, "J = torch.diag(p) - torch.outer(p, p)\ntorch.mv(J, g)", "column 5 is"),
        (SOLVED, "np.linalg.inv(A) @ b", "calls inv"),
        (SOLVED, "torch.inverse(A) @ b", "calls inv"),
        (TRACE, "B = A @ A\nnp.diagonal(B).sum()", "calls matmul"),
        (TRACE, "torch.mm(A, A).trace()", "calls matmul"),
        (SHARES, "F.softmax(p, dim=0)", "calls softmax"),
        (SHARES, "p.softmax(dim=-1)", "calls softmax"),
        (FAR, "((x[:, None] - c)**2).sum(-1)", "the axes m, k, d"),
        (FAR, "((c[:, None] - x)**2).sum(-1).T", "the axes m, k, d"),
    ],
)
def test_a_right_value_by_a_forbidden_way_is_told_what_was_met(
    answer: dict[str, Any], typed: str, met: str
) -> None:
    verdict = check(spec_from(answer), typed)
    assert (verdict.verdict, verdict.code) == ("wrong", "forbidden")
    assert met in verdict.message
    assert check(spec_from({**answer, "without": []}), typed).verdict == "correct"


def test_a_wrong_value_is_diagnosed_as_ever() -> None:
    assert check(spec_from(SOLVED), "-np.linalg.inv(A) @ b").code == "sign"


def test_lengths_that_are_drawn_are_axes_too() -> None:
    body = {
        "id": "a", "prompt": "Write it.", "vars": [], "params": {"n": "3..5"},
        "answer": {"code": "(np.diag(p) - np.outer(p, p)) @ p", "arrays": {"p": ["n"]}, "without": ["n n"]},
    }  # fmt: skip
    messages = " ".join(problem.message for problem in verify(body, variants=2).problems)
    assert "the checker calls the key" in messages
    assert "is an array with the axes" in messages


@each_row("forbidden", ["n q", "frobnicate", "", "n 3 x"])
def test_only_functions_and_axes_can_be_forbidden(forbidden: str) -> None:
    with pytest.raises(CheckError, match="without"):
        check(spec_from(asked("A @ b", forbidden)), "A @ b")


def test_a_mapping_is_read_back() -> None:
    assert as_mapping(spec_from(FAR)) == FAR


JOINED = {
    "code": "np.einsum('iu,um,mv->iv', A, B, C)", "without": ["size u*m*v"],
    "arrays": {"A": ["i", "u"], "B": ["u", "m"], "C": ["m", "v"]},
}  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "A @ (B[:, :, None]*C).reshape(B.shape[0], -1) @ np.tile(np.eye(C.shape[1]), (B.shape[1], 1))",
        "(A[:, :, None, None]*B[:, :, None]*C).sum((1, 2))",
    ],
)
def test_axes_that_are_joined_hold_as_much(typed: str) -> None:
    found = check(spec_from(JOINED), typed)
    assert (found.verdict, found.code) == ("wrong", "forbidden")
    assert "an array with u × m × v entries" in found.message


def test_what_holds_less_is_right() -> None:
    assert check(spec_from(JOINED), "A @ (B @ C)").verdict == "correct"
    assert check(spec_from(JOINED), "(A @ B) @ C").verdict == "correct"


def test_a_size_is_of_the_axes_of_the_arrays() -> None:
    with pytest.raises(CheckError):
        check(spec_from({**JOINED, "without": ["size u*z"]}), "A @ (B @ C)")
