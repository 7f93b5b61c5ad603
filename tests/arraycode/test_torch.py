"""Answers with PyTorch's names: each row of the table by hand, and whose a name of both libraries is."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from drill.arraycode import run_code
from drill.checking import spec_from
from drill.errors import CheckError
from drill.session.key_display import Reader
from tests.asked import check
from tests.rows import each_row

RESULTS = Path(__file__).with_name("torch_results.txt").read_text("utf-8")
ROWS = [tuple(row.rsplit(" | ", 1)) for row in RESULTS.splitlines() if row and not row.startswith("#")]
ARRAYS: dict[str, Any] = {
    "x": [[1.0, 2, 3], [4, 5, 7]], "y": [2.0, 0], "v": [3.0, 1, 2], "s": [[4.0, 1], [2, 3]],
    "q": np.arange(8.0).reshape(2, 2, 2), "p": [0.5, 0.25], "z": [0.0, 0],
}  # fmt: skip


@each_row(("code", "value"), ROWS)
def test_what_torchs_documentation_says_comes_out(code: str, value: str) -> None:
    result, due = run_code(code, ARRAYS).astype(float), np.asarray(json.loads(value), float)
    assert result.shape == due.shape
    assert np.allclose(result, due, rtol=1e-8, atol=1e-9), result


def test_every_row_of_the_table_has_a_result() -> None:
    table = files("drill.arraycode").joinpath("torch_names.txt").read_text("utf-8").splitlines()
    for row in (row for row in table if row and not row.startswith("#")):
        names = [re.escape(re.split("[/>]", name)[0]) for name in row.split(" | ")[1].split()]
        assert re.search(rf"\.({'|'.join(names)})\(", RESULTS), row


@each_row(
    ("code", "value"),
    [
        ("np.array([row / row.sum() for row in x])", "x / x.sum(axis=1, keepdims=True)"),
        ("np.stack([x[i] * y[i] for i in range(len(y))])", "x * y[:, None]"),
        ("np.array([x[i, 0] for i in range(1, 2)])", "x[1:, 0]"),
        ("np.array([a @ b for a, b in zip(s, x.T)])", "np.array([s[0] @ x.T[0], s[1] @ x.T[1]])"),
        ("np.array([i * a for i, a in enumerate(v)])", "np.arange(3) * v"),
        ("np.array([[a * b for a in v] for b in y])", "np.outer(y, v)"),
        ("v = 2 * v; w = np.array([v * 0 for v in y]); v + w[0]", "2 * v"),
        ("sum = np.array([2 * y for y in v]); sum[:2] + y", "2 * v[:2] + y"),
    ],
)  # fmt: skip
def test_a_list_along_an_axis_is_that_of_its_items(code: str, value: str) -> None:
    assert np.allclose(run_code(code, ARRAYS), run_code(value, ARRAYS))


@each_row(
    ("code", "said"),
    [
        ("np.array([a for a in v if a > 1])", "a list along one axis is read"),
        ("np.array([a * b for a in v for b in y])", "a list along one axis is read"),
        ("np.array([a for a, b in v])", "one name for each array"),
        ("np.array([a + a for a, a in zip(v, v)])", "one name for each array"),
        ("np.array([a for a in 3])", "along the first axis"),
        ("np.array([b for a in v])", "no array is called b"),
        ("np.array([a for a in v]) + a", "no array is called a"),
        ("sum(a for a in v)", "no array is called sum"),
    ],
)
def test_what_else_goes_through_an_axis_is_refused(code: str, said: str) -> None:
    with pytest.raises(CheckError, match=said):
        run_code(code, ARRAYS)


def test_lists_within_lists_are_bounded() -> None:
    nested = "a"
    for _ in range(5):
        nested = f"[{nested} for a in np.arange(1000)]"
    with pytest.raises(CheckError):
        run_code(f"np.array({nested})", ARRAYS)


@each_row(
    ("code", "library", "value"),
    [
        ("v.var()", "", 2 / 3), ("v.var()", "torch", 1), ("v.var(axis=0)", "torch", 2 / 3),
        ("v.var(dim=0)", "numpy", 1), ("np.sqrt(v * v).var()", "torch", 2 / 3),
        ("v.exp().log().var()", "", 1),
        ("x.max(1)[0]", "", 3), ("x.max(1)[1].sum()", "torch", 4), ("x.max(1).values.sum()", "", 10),
        ("v.repeat(2)[1]", "", 3), ("v.repeat(2)[1]", "torch", 1), ("s.transpose(0, 1)[0, 1]", "", 1),
        ("s.transpose(0, 1)[0, 1]", "torch", 2), ("q.transpose(2, 1, 0)[1, 0, 1]", "torch", 5),
        ("np.median(p)", "torch", 0.375), ("p.median()", "", 0.25),
    ],
)  # fmt: skip
def test_signs_decide_whose_a_name_is_then_the_exercise(code: str, library: str, value: float) -> None:
    assert run_code(code, ARRAYS, library) == pytest.approx(value)


@each_row(
    ("code", "message"),
    [
        ("torch.exp(x).var() + np.pi", "torch divides by n - 1"), ("x.masked_fil(x > 1, 0)", ".masked_fill?"),
        ("torch.sofmax(x, dim=1)", "torch.softmax?"), ("F.rlu(x)", "F.relu?"),
        ("np.softmax(x)", "torch.softmax?"),
        ("np.sum(x, dim=1)", "did you mean axis?"), ("torch.softmax(x)", "needs another argument, dim"),
        ("F.softmax(x, dim=5)", "F.softmax: (2, 3) has no such axis"), ("torch.max(x, dim=1)", "take one"),
        ("math.sqrt(x)", "math.sqrt takes numbers"), ("F.mse_loss(v, v, reduction='all')", "'mean', 'sum'"),
        ("nn.Softmax(dim=-1)(x)", "write F.softmax, with the input first"),
        ("torch.nn.BCEWithLogitsLoss()(y, y)", "write F.binary_cross_entropy_with_logits"),
        ("nn.LeakyReLU(0.1)(x)", "F.leaky_relu"), ("nn.KLDivLoss()", "F.kl_div"),
        ("nn.LSTM(2, 3)(x)", "nn.LSTM is a module"), ("x.unflatten(2, (1, 2))", "does not fit"),
        ("x.unflatten(1, (2, -1))", "does not fit"),
        ("F.mse_loss(v, v, reduction='batchmean')", "'mean', 'sum'"),
        ("F.kl_div(v, v, True)", "at most 2 arguments by place"),
        ("torch.rand(3)", "not on the list"), ("x[v / 2]", "integers are expected"),
        ("torch.ones(3).tile(10**9)", "large"),
        ("torch.load('x')", "not on the list"), ("F.one_hot(y, 10**9)", "too large"),
        ("v.expand(10**9, 3)", "large"),
        ("torch.eye(600)[torch.arange(600).repeat(600)]", "too large"),
        ("v.repeat_interleave(10**9)", "too large"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_told_with_what_is_near(code: str, message: str) -> None:
    with pytest.raises(CheckError) as told:
        run_code(code, ARRAYS)
    assert message in str(told.value)


ATTENTION: dict[str, Any] = {
    "code": "F.softmax(q @ k.transpose(-2, -1) / math.sqrt(q.size(-1)), dim=-1) @ v", "library": "torch",
    "arrays": {"q": ["b", "t", "d"], "k": ["b", "s", "d"], "v": ["b", "s", "e"]},
}  # fmt: skip
LOSS: dict[str, Any] = {
    "code": "F.cross_entropy(s, y)", "arrays": {"s": ["n", "5"], "y": ["n"]},
    "assume": ["y integer", "0 <= y <= 4"],
}  # fmt: skip
KEPT = {"code": "x.sum(dim=1, keepdim=True)", "arrays": {"x": ["n", "d"]}, "library": "torch"}
LAST: dict[str, Any] = {"code": "r + g*v[1:] - v[:-1]", "arrays": {"r": ["t"], "v": ["t + 1"], "g": []}}
MASKED: dict[str, Any] = {
    "code": "s.masked_fill(~m, -torch.inf).softmax(-1)", "arrays": {"s": ["t", "5"], "m": ["5"]},
    "assume": ["m boolean"],
}  # fmt: skip


@each_row(
    ("expect", "answer", "verdict", "said"),
    [
        (ATTENTION, "F.scaled_dot_product_attention(q, k, v)", "correct", ""),
        (ATTENTION, "e = np.exp(q @ k.mT / q.shape[-1]**.5); e / e.sum(2, keepdims=True) @ v", "correct", ""),
        (ATTENTION, "torch.softmax(torch.bmm(q, k.transpose(1, 2)) / q.size(2)**.5, 2) @ v", "correct", ""),
        (ATTENTION, "F.softmax(q @ k.mT / q.size(-1)**.5, dim=1) @ v", "wrong", "dim of F.softmax"),
        (ATTENTION, "F.softmax(q @ k.transpose(-2, -1), dim=-1) @ v", "wrong", ""),
        (LOSS, "-F.log_softmax(s, dim=1)[torch.arange(len(y)), y].mean()", "correct", ""),
        (LOSS, "np.log(np.exp(s).sum(1)).mean() - (np.eye(5)[y] * s).sum() / len(y)", "correct", ""),
        (LOSS, "-(F.one_hot(y, 5) * s.log_softmax(-1)).sum(-1).mean()", "correct", ""),
        (LOSS, "-F.log_softmax(s, dim=0)[torch.arange(len(y)), y].mean()", "wrong", "dim of F.log_softmax"),
        (LOSS, "F.cross_entropy(s, y, reduction='sum')", "wrong", "n times"),
        (LAST, "r + g * v[1:] - v[:len(r)]", "correct", ""), (LAST, "r + v[1:] - v[:-1]", "wrong", ""),
        (MASKED, "e = np.exp(s) * m; e / e.sum(1, keepdims=True)", "correct", ""),
        (MASKED, "np.exp(s)*m / np.exp(s).sum(1, keepdims=True)", "wrong", ""),
        (KEPT, "x.sum(1)", "wrong", "keepdim=True"), (KEPT, "x.sum(axis=1)", "wrong", "keepdims=True"),
    ],
)  # fmt: skip
def test_keys_and_answers_may_be_in_either(
    expect: dict[str, Any], answer: str, verdict: str, said: str
) -> None:
    found = check(expect, answer)
    assert (found.verdict, said in found.message or said == "(n") == (verdict, True), found.message
    assert check(expect, expect["code"]).verdict == "correct"
    assert Reader(spec_from(expect)).read(answer).state == "read"
