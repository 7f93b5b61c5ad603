"""Answers in NumPy: right, wrong and unreadable ones, hostile ones, and what they are run on."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.arraycode import run_code
from drill.arraycode.allowed import FUNCTIONS, METHODS
from drill.banks.draws import KnownMistake
from drill.checking import spec_from
from drill.errors import CheckError, KeyFaultError, ParseError
from drill.session.key_display import Reader
from tests.asked import check, mode_of, read
from tests.rows import each_row

Row = tuple[dict[str, Any], str, str, str]


def code(key: str, arrays: dict[str, list[str]], **more: Any) -> dict[str, Any]:
    return {"code": key, "arrays": arrays, **more}


def rows(expect: dict[str, Any], *answers: tuple[str, str, str]) -> list[Row]:
    return [(expect, answer, verdict, diagnosis) for answer, verdict, diagnosis in answers]


def right(*answers: str) -> list[tuple[str, str, str]]:
    return [(answer, "correct", "") for answer in answers]


def wrong(diagnosis: str, *answers: str) -> list[tuple[str, str, str]]:
    return [(answer, "wrong", diagnosis) for answer in answers]


def unreadable(diagnosis: str, *answers: str) -> list[tuple[str, str, str]]:
    return [(answer, "unreadable", diagnosis) for answer in answers]


SCORES = code(
    "np.einsum('btd,bsd->bts', Q, K) / np.sqrt(Q.shape[-1])", {"Q": ["b", "t", "d"], "K": ["b", "s", "d"]}
)
AFFINE = code("A @ x + b", {"A": ["m", "n"], "x": ["n"], "b": ["m"]})
ROWS = code("X / X.sum(axis=1, keepdims=True)", {"X": ["n", "d"]})
SOFTMAX = code(
    "e = np.exp(S - S.max(axis=-1, keepdims=True)); e / e.sum(axis=-1, keepdims=True)", {"S": ["n", "k"]}
)
LEAST_SQUARES = code("np.linalg.solve(X.T @ X, X.T @ y)", {"X": ["n", "d"], "y": ["n"]})
RIDGE = code(
    "np.linalg.solve(X.T @ X + lam*np.eye(X.shape[1]), X.T @ y)",
    {"X": ["n", "d"], "y": ["n"]},
    vars=["lam"],
    assume=["lam > 0"],
)
COVARIANCE = code("Z = X - X.mean(axis=0); Z.T @ Z / (X.shape[0] - 1)", {"X": ["n", "d"]})
DISTANCES = code("((X[:, None, :] - Y[None, :, :])**2).sum(-1)", {"X": ["n", "d"], "Y": ["m", "d"]})
KL = code("np.sum(p * np.log(p / q))", {"p": ["n"], "q": ["n"]})
LOG_DET = code("2*np.sum(np.log(np.diag(np.linalg.cholesky(S))))", {"S": ["d", "d"]})
CAUSAL = code("np.where(np.tril(np.ones(S.shape)) == 1, S, -np.inf)", {"S": ["t", "t"]})
HEADS = code(
    "X.reshape(X.shape[0], X.shape[1], 8, -1).transpose(0, 2, 1, 3)", {"X": ["b", "t", "d"], "W": ["8"]}
)
RELU = code("np.maximum(x, 0)", {"x": ["n"]})
ERROR = code("np.mean((p[:, 0] - y)**2)", {"p": ["n", "1"], "y": ["n"]})
RESIDUAL = code("p[:, 0] - y", {"p": ["n", "1"], "y": ["n"]})
SCALAR = code("a*b + 1", {"a": [], "b": []})
SIGMOID = code("1/(1 + np.exp(-x))", {"x": ["n"]})
CROSS_ENTROPY = code("np.mean(np.logaddexp(0, x) - y*x)", {"x": ["n"], "y": ["n"]})
# Expanded squares cancel where the lengthscales are tiny.
KERNEL = code(
    "np.exp(-(((X[:, None] - X) / l)**2).sum(-1) / 2)", {"X": ["n", "d"], "l": ["d"]}, assume=["l > 0"]
)
BANDS = code("np.where(r < 1, 2, np.where(r > 4, 5, r + 1))", {"r": ["n"]}, assume=["r > 0"])
SECOND = code("np.sort(x, axis=1)[:, 1]", {"x": ["n", "5"]})
LOGIT = code("np.log(p/(1 - p))", {"p": ["n"]}, assume=["0 < p < 1"])

TABLE = [
    *rows(
        KERNEL,
        *right("A = X / l; s = (A**2).sum(1); np.exp(A @ A.T - s[:, None] / 2 - s / 2)"),
        *wrong("wrong", "np.exp(-(((X[:, None] - X) / (l + 1e-4))**2).sum(-1) / 2)"),
    ),
    *rows(BANDS, *right("np.interp(r, [1, 4], [2, 5])"), *wrong("wrong", "np.interp(r, [1, 4], [2, 6])")),
    *rows(SECOND, *right("np.partition(x, 1, axis=1)[:, 1]"), *wrong("wrong", "np.partition(x, 2)[:, 2]")),
    *rows(
        SCORES,
        *right(
            "np.einsum('btd,bsd->bts', Q, K) / np.sqrt(Q.shape[-1])",
            'np.einsum("b t d, b s d -> b t s", Q, K) * K.shape[2]**-0.5',
            "Q @ K.transpose(0, 2, 1) / Q.shape[2]**0.5",
            "Q @ np.swapaxes(K, 1, 2) / np.sqrt(K.shape[-1])",
            "Q @ K.mT / np.sqrt(Q.shape[-1])",
            "np.einsum('btd,bsd->bts', Q, K) / np.sqrt(d)",
            "d = 1.0 * d; Q @ K.mT / d**0.5",
            "b, t, d = Q.shape; np.matmul(Q, np.moveaxis(K, 1, 2)) / np.sqrt(d)",
            "scores = np.einsum('...td,...sd->...ts', Q, K)\nscores / np.sqrt(Q.shape[-1])",
            "(Q[:, :, None, :] * K[:, None, :, :]).sum(axis=-1) / np.sqrt(Q.shape[-1])",
        ),
        *wrong(
            "shape", "Q @ K / np.sqrt(Q.shape[-1])", "Q @ K.T", "Q + K", "Q", "np.einsum('btd,btd->bt', Q, K)"
        ),
        *wrong("transposed", "np.einsum('btd,bsd->bst', Q, K) / np.sqrt(Q.shape[-1])"),
        *wrong(
            "factor",
            "np.einsum('btd,bsd->bts', Q, K) / Q.shape[-1]",
            "np.einsum('btd,bsd->bts', Q, K)",
            "2*np.einsum('btd,bsd->bts', Q, K) / np.sqrt(Q.shape[-1])",
        ),
        *wrong("sign", "-np.einsum('btd,bsd->bts', Q, K) / np.sqrt(Q.shape[-1])"),
        *wrong("wrong", "np.einsum('btd,bse->bts', Q, K) / np.sqrt(Q.shape[-1])"),
        *unreadable("unknown-name", "Q @ V", "jax.nn.gelu(Q)", "np.einsums('i', Q)"),
        *unreadable("parse", "np.einsum('btd,bsd->btx', Q, K)", "np.einsum('btd', Q, K)", "np.einsum(Q, K)"),
    ),
    *rows(
        AFFINE,
        *right(
            "A@x+b",
            "b + A.dot(x)",
            "(A*x).sum(1) + b",
            "np.dot(A, x) + b",
            "np.inner(A, x) + b",
            "x @ A.T + b",
        ),
        *right(
            "np.tensordot(A, x, axes=1) + b",
            "y = A @ x; y + b",
            "import numpy as np; y = A @ x + b",
            "A @ x + 1.0*b",
            "(A @ x[:, None])[:, 0] + b",
        ),
        *wrong(
            "shape",
            "x @ A + b",
            "A @ b + x",
            "A @ x[:, None] + b[:, None]",
            "A",
            "3",
            "x",
            "x[7]",
            "A[0, 0, 0]",
        ),
        *wrong("wrong", "A @ x - b", "A @ x"),
        *wrong("broadcast", "A @ x + b[:, None]"),
        *unreadable(
            "kind", "A.shape", "(A, x)", "None", "A[x]", "A @ x + b + (1, 2)", "A[0.5]", "x.shape.sum()"
        ),
        *unreadable("parse", "", "   ", "# b", "A @", "A @ x; b", "import numpy; A", "A @ x if b else b"),
        *unreadable(
            "parse", "x = y = b; x", "x.T[0] = 1; x", "x @= x; x", "A.sum", "np.sum", "not b", "0 < b < 1"
        ),
        *unreadable("undefined", "A @ x + b/0", "A @ x + b + np.log(-np.abs(b))", "A @ x + b*np.inf"),
    ),
    *rows(
        ROWS,
        *right("X / X.sum(1)[:, None]", "(X.T / X.sum(1)).T", "X / np.sum(X, 1, keepdims=True)"),
        *right(
            "X / X.sum(axis=-1).reshape(-1, 1)",
            "X / np.expand_dims(X.sum(1), 1)",
            "X * (1/(X @ np.ones((X.shape[1], 1))))",
        ),
        *wrong("axis", "X / X.sum(axis=0)", "X / X.sum()", "X / X.sum(axis=0, keepdims=True)"),
        *wrong("shape", "X / X.sum(axis=1)", "X.sum(axis=1)"),
        *wrong("transposed", "X.T / X.sum(1)"),
        *wrong("axis", "X.sum(axis=2)"),
    ),
    *rows(
        SOFTMAX,
        *right(
            "np.exp(S) / np.exp(S).sum(-1, keepdims=True)",
            "np.exp(S - np.log(np.exp(S).sum(1, keepdims=True)))",
        ),
        *wrong("axis", "np.exp(S) / np.exp(S).sum(axis=0)", "np.exp(S) / np.exp(S).sum()"),
        *wrong("shape", "np.exp(S) / np.exp(S).sum(-1)"),
    ),
    *rows(
        LEAST_SQUARES,
        *right("np.linalg.inv(X.T @ X) @ X.T @ y", "np.linalg.pinv(X) @ y"),
        *right("Q, R = np.linalg.qr(X); np.linalg.solve(R, Q.T @ y)"),
        *wrong("shape", "np.linalg.solve(X, y)"),
    ),
    *rows(
        RIDGE,
        *right("np.linalg.inv(X.T @ X + lam*np.identity(X.shape[1])) @ (X.T @ y)"),
        *right("X.T @ np.linalg.solve(X @ X.T + lam*np.eye(X.shape[0]), y)"),
        *wrong("wrong", "np.linalg.solve(X.T @ X + lam, X.T @ y)", "np.linalg.solve(X.T @ X, X.T @ y)"),
    ),
    *rows(
        COVARIANCE,
        *right("np.einsum('ni,nj->ij', X - X.mean(0), X - X.mean(0)) / (X.shape[0] - 1)"),
        *wrong("factor", "Z = X - X.mean(0); Z.T @ Z / X.shape[0]", "Z = X - X.mean(0); Z.T @ Z"),
        *wrong("shape", "Z = X - X.mean(axis=1); Z.T @ Z", "Z = X - X.mean(0); Z @ Z.T / (X.shape[0] - 1)"),
        *wrong("axis", "Z = X - X.mean(); Z.T @ Z / (X.shape[0] - 1)"),
    ),
    *rows(
        DISTANCES,
        *right(
            "(X**2).sum(1)[:, None] - 2*X @ Y.T + (Y**2).sum(1)", "np.linalg.norm(X[:, None] - Y, axis=-1)**2"
        ),
        *wrong("transposed", "((Y[:, None, :] - X[None, :, :])**2).sum(-1)"),
        *wrong("axis", "((X[:, None, :] - Y[None, :, :])**2).sum(1)"),
        *wrong("shape", "((X - Y)**2).sum(-1)"),
    ),
    *rows(
        KL,
        *right("(p*(np.log(p) - np.log(q))).sum()", "-np.sum(p*np.log(q/p))", "p @ np.log(p/q)"),
        *wrong("sign", "np.sum(p*np.log(q/p))"),
        *wrong("factor", "np.mean(p*np.log(p/q))"),
        *wrong("shape", "p*np.log(p/q)"),
        *wrong("wrong", "np.sum(q*np.log(p/q))"),
    ),
    *rows(
        LOG_DET,
        *right("np.linalg.slogdet(S)[1]", "np.log(np.linalg.det(S))", "np.log(np.linalg.eigvalsh(S)).sum()"),
    ),
    *rows(
        CAUSAL,
        *right("np.where(np.triu(np.ones(S.shape), 1) == 0, S, -np.inf)"),
        *right("n = np.arange(S.shape[0]); np.where(n[:, None] >= n, S, -np.inf)"),
        *wrong(
            "wrong", "S * np.tril(np.ones(S.shape))", "np.where(np.triu(np.ones(S.shape)) == 0, S, -np.inf)"
        ),
    ),
    *rows(
        HEADS,
        *right("b, t, d = X.shape; np.swapaxes(X.reshape(b, t, 8, d//8), 1, 2)"),
        *wrong("wrong", "b, t, d = X.shape; X.reshape(b, 8, t, d//8)"),
    ),
    *rows(
        code("X.reshape(X.shape[0], 16, -1)", {"X": ["n", "d"]}),
        *right("n, d = X.shape; X.reshape((n, 16, d//16))"),
    ),
    *rows(
        code("np.mean(x)", {"x": ["n"]}),
        *right("x.sum()/x.shape[0]", "x @ np.ones(x.size)/x.size"),
        *wrong("factor", "x.sum()"),
        *wrong("wrong", *(f"x.sum()/{length}" for length in range(2, 10))),
    ),
    *rows(
        RELU,
        *right("x*(x > 0)", "np.where(x > 0, x, 0)", "(x + np.abs(x))/2", "x.clip(0, np.inf)"),
        *wrong("sign", "np.minimum(-x, 0)"),
        *wrong("wrong", "x", "np.abs(x)", "np.clip(x, 0, 5)", "np.maximum(x, 0.01*x)", "np.maximum(x, 1e-6)"),
        *wrong("shape", "np.max(x)"),
    ),
    *rows(
        RESIDUAL,
        *right("np.squeeze(p) - y", "p.ravel() - y"),
        *wrong("broadcast", "p - y"),
        *wrong("sign", "y - p[:, 0]"),
    ),
    *rows(ERROR, *right("((y - p.flatten())**2).mean()"), *wrong("wrong", "np.mean((p - y)**2)")),
    *rows(
        SCALAR,
        *right("1 + b*a", "np.array([[a*b + 1]])[0, 0]"),
        *wrong("wrong", "a + b", "a*b", "np.abs(a)*b + 1"),
    ),
    *rows(
        SIGMOID, *right("np.exp(x)/(1 + np.exp(x))", "0.5*(1 + np.tanh(x/2))", "np.exp(-np.logaddexp(0, -x))")
    ),
    *rows(
        CROSS_ENTROPY,
        *right("s = 1/(1 + np.exp(-x)); -np.mean(y*np.log(s) + (1 - y)*np.log(1 - s))"),
        *wrong("factor", "np.sum(np.logaddexp(0, x) - y*x)"),
        *wrong("wrong", "np.mean(np.logaddexp(0, x) + y*x)"),
    ),
    *rows(LOGIT, *right("np.log(p) - np.log1p(-p)"), *wrong("sign", "np.log(1/p - 1)")),
]


@each_row(("expect", "answer", "verdict", "diagnosis"), TABLE)
def test_verdicts(expect: dict[str, Any], answer: str, verdict: str, diagnosis: str) -> None:
    found = check(expect, answer)
    assert (found.verdict, found.code) == (verdict, diagnosis), found.message
    assert found.message or verdict == "correct"
    assert found.evidence == ("" if verdict == "unreadable" else "code")


def test_logarithms_of_sums_are_folds_of_logaddexp() -> None:
    asked = code("np.log(np.exp(s).sum(axis=1))", {"s": ["n", "m"]})
    for answer in ("np.logaddexp.reduce(s, axis=1)", "np.logaddexp.reduce(s, 1, keepdims=True)[:, 0]"):
        assert check(asked, answer).verdict == "correct"
    assert check(asked, "np.logaddexp.reduce(s)").verdict == "wrong"
    assert check(asked, "logsumexp(s, axis=1)").verdict == "correct"
    assert check(asked, "logsumexp(s)").verdict == "wrong"
    for key in ("np.log(np.exp(s).sum(axis=1))", "np.logaddexp.reduce(s, axis=1)"):
        probed = asked | {"code": key, "probes": [{"s": [[800, -800], [1, 2]]}]}
        assert check(probed, "np.logaddexp.reduce(s, axis=1)").verdict == "correct"
        assert check(probed, "np.log(np.exp(s).sum(axis=1))").verdict == "wrong"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("(-2)**np.inf", "wrong"),
        ("(-1)**(np.inf - np.inf)", "wrong"),
        ("x + 1 + 0*(-2)**-np.inf", "correct"),
        ("x + (-8)**(1/3)", "unreadable"),
    ],
)
def test_powers_of_negative_numbers_are_decided(answer: str, verdict: str) -> None:
    assert check(code("x + 1", {"x": ["n"]}), answer).verdict == verdict


def test_a_wrong_shape_is_told_beside_the_right_one() -> None:
    message = check(AFFINE, "A").message
    assert message == "Your result has shape (2, 3); (2,) is expected, with m = 2, n = 3."
    assert "4 columns meet 5 rows, with b = 2, t = 3, d = 4, s = 5" in check(SCORES, "Q @ K.T").message
    assert "keepdims=True" in check(ROWS, "X / X.sum(axis=1)").message
    assert "(2, 1) and (2,)" in check(RESIDUAL, "p - y").message


@pytest.mark.parametrize(
    ("answer", "at"),
    [
        ("A @ y", 5),
        ("  A @ y", 7),
        ("z = A @ x;\nz + q", 16),
        ("np.sum(A, axes=1)", 11),
        ("A @ х", 5),
        ("A[x]", 3),
    ],
)
def test_what_is_not_read_is_told_with_its_place(answer: str, at: int) -> None:
    assert check(AFFINE, answer).at == at


@each_row(
    ("text", "value"),
    [
        ("x / n", [0.5, 1.0]),
        ("n = n + 1; x * n", [3.0, 6.0]),
        ("x = x[:1]; x * n", [2.0]),  # the length of the array as it was declared
        ("np.arange(m)", [0, 1, 2]),  # y has m + 1 entries
        ("np.ones(h)", [1.0, 1.0]),  # W has 2 h rows
        ("x[t]", 2.0),
        ("x[:t] + x[int(t)]", [3.0]),
        ("np.zeros(2)[t - 1]", 0.0),
        ("softmax(np.log(x))", [1 / 3, 2 / 3]),
        ("softmax(W, axis=0)", [[0.25], [0.25], [0.25], [0.25]]),
        ("softmax(W, dim=0)[0]", [0.25]),
        ("log_softmax(0 * x)", [-np.log(2), -np.log(2)]),
        ("logsumexp(W)", np.log(4)),
        ("logsumexp(W, axis=1)", [0.0, 0.0, 0.0, 0.0]),
        ("norm(x)**2", 5.0),
        ("norm(x[None], axis=0)", [1.0, 2.0]),
        ("sigmoid(0 * x) + relu(-x)", [0.5, 0.5]),
    ],
)
def test_names_without_a_library_and_lengths_are_read(text: str, value: Any) -> None:
    shapes = {"x": ["n"], "y": ["m + 1"], "W": ["h * 2", "1"], "t": []}
    arrays = {"x": np.array([1.0, 2.0]), "y": np.zeros(4), "W": np.zeros((4, 1)), "t": np.array(1.0)}
    result = run_code(text, arrays, shapes=shapes.items())
    assert np.allclose(result, value)
    assert result.shape == np.shape(value)


def test_a_number_that_is_not_whole_does_not_index() -> None:
    with pytest.raises(ParseError, match="an integer is expected"):
        run_code("x[t]", {"x": np.arange(3.0), "t": np.array(0.5)})


def test_a_declared_array_hides_a_function_and_a_length() -> None:
    arrays = {"softmax": np.array([1.0, 2.0]), "n": np.array(7.0)}
    result = run_code("softmax * n", arrays, shapes=[("softmax", ["n"]), ("n", [])])
    assert result.tolist() == [7.0, 14.0]


@each_row(
    ("key", "arrays", "assume", "answer", "verdict"),
    [
        # With one reward nothing is compared: the bound leaves that length out.
        ("r - (r.sum() - r) / (k - 1)", {"r": ["k"]}, ["k > 1"], "(k * r - r.sum()) / (k - 1)", "correct"),
        ("x.sum() + (k == 1)", {"x": ["k"]}, ["k > 1"], "x.sum()", "correct"),
        ("x.sum() + (k == 1)", {"x": ["k"]}, [], "x.sum()", "wrong"),
        ("x.sum() * (k > 12)", {"x": ["k"]}, ["k > 12"], "x.sum()", "correct"),
        ("np.abs(np.sin(a))", {"a": []}, ["0 < a < pi"], "np.sin(a)", "correct"),
        ("np.abs(np.sin(a))", {"a": []}, ["pi < a < 2*pi"], "-np.sin(a)", "correct"),
        ("np.maximum(a, b)", {"a": [], "b": []}, ["a < b*sqrt(2)", "b < a"], "a", "correct"),
        ("x[t]", {"x": ["n"], "t": []}, ["t integer", "0 <= t < n"], "np.take(x, t)", "correct"),
    ],
)
def test_assumptions_bind_what_is_drawn(
    key: str, arrays: dict[str, list[str]], assume: list[str], answer: str, verdict: str
) -> None:
    assert check(code(key, arrays, assume=assume), answer).verdict == verdict


# --- known mistakes ----------------------------------------------------------------------------------------

MISTAKES = (
    KnownMistake("Q @ K.T / np.sqrt(Q.shape[-1])", "All axes."),
    KnownMistake("np.einsum('btd,bsd->bts', Q, K) / Q.shape[-1]", "The root."),
)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Q @ K.T / np.sqrt(Q.shape[-1])", "All axes."),
        ("(Q@K.T)/np.sqrt(Q.shape[-1])", "All axes."),
        ("Q @ K.transpose(0, 2, 1) / K.shape[-1]", "The root."),
    ],
)
def test_known_mistakes_come_first(answer: str, said: str) -> None:
    found = check(SCORES, answer, mistakes=MISTAKES)
    assert (found.code, found.message) == ("misconception", said)


MASKED = code(
    "(a * m).sum() / m.sum()", {"a": ["b", "t"], "m": ["b", "t"]}, assume=["m binary", "m rows not zero"]
)


def test_a_mask_of_numbers_as_an_index_is_explained() -> None:
    assert check(MASKED, "a[m > 0].mean()").verdict == "correct"
    verdict = check({**MASKED, "library": "torch"}, "a[m].mean()")
    assert verdict.code == "shape"
    assert verdict.message.startswith("A mask of numbers picks rows by position: write a condition")
    assert verdict.message.endswith("do not fit (1, 3), with b = 1, t = 3.")


@pytest.mark.parametrize("answer", ["Q @ K.T / K.shape[-1]**0.5", "Q @ K / np.sqrt(Q.shape[-1])", "K @ Q.T"])
def test_a_mistake_that_raises_fits_its_own_tree_alone(answer: str) -> None:
    assert check(SCORES, answer, mistakes=MISTAKES).code == "shape"


def test_a_mistake_without_a_value_fits_its_own_tree() -> None:
    mistake = KnownMistake("x/0", "Not by zero.")
    assert check(RELU, "x / 0", mistakes=[mistake]).code == "misconception"
    assert check(RELU, "-x / 0", mistakes=[mistake]).code == "undefined"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("np.mean(A)", "wrong"), ("np.sum(A * (A > 0) * (B > 0)) / np.sum((A > 0) * (B > 0))", "correct")],
)
def test_masks_are_tried_where_they_are_not_full(answer: str, verdict: str) -> None:
    key = "np.sum(A * ((A > 0) & (B > 0))) / np.sum((A > 0) & (B > 0))"
    assert check({"code": key, "arrays": {"A": ["n"], "B": ["n"]}}, answer).verdict == verdict


def test_code_is_a_part_like_any_other() -> None:
    expect = {"parts": {"loss": AFFINE, "n": {"number": 2}}}
    assert check(expect, {"loss": "A.dot(x) + b", "n": "2"}).verdict == "correct"
    assert check(expect, {"loss": "A @ y", "n": "2"}).verdict == "unreadable"
    mistake = KnownMistake({"loss": "A @ x - b"}, "Plus.")
    assert check(expect, {"loss": "A @ x - b", "n": "2"}, mistakes=[mistake]).message == "loss: Plus."


# --- faults of the key -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        (code("A @ x", {"A": ["m", "n"], "x": ["m"]}), "no value on arrays of these shapes: .*does not fit"),
        (code("np.sqrt(-x*x - 1)", {"x": ["n"]}), "no value"),
        (code("x", {"x": ["n"]}, assume=["x < y"]), "between numbers"),
        (code("np.zeros(10**9) + x", {"x": ["n"]}), "too large"),
    ],
)
def test_a_key_without_a_value_is_at_fault(expect: dict[str, Any], message: str) -> None:
    with pytest.raises(CheckError, match=message):
        check(expect, "x")


def test_arrays_satisfy_what_is_assumed() -> None:
    expect = code("1 - np.exp(np.sum(np.log(1 - k/(n - np.arange(3)))))", {}, vars=["n", "k"])
    assumed = {**expect, "assume": ["n integer", "n > 8", "k integer", "1 <= k <= 5"]}
    assert check(assumed, "1 - (1 - k/n)*(1 - k/(n - 1))*(1 - k/(n - 2))").verdict == "correct"
    ordered = code("np.sqrt(b - a)", {}, vars=["a", "b"], assume=["a < b"])
    assert check(ordered, "(b - a)**0.5").verdict == "correct"


LEVERAGES = "np.sum(X * np.linalg.solve(X.T @ X, X.T).T, axis=1)"
BY_INVERSE = "np.einsum('ij,jk,ik->i', X, np.linalg.inv(X.T @ X), X)"
BY_SINGULAR_VECTORS = "(np.linalg.svd(X, full_matrices=False)[0]**2).sum(1)"


@pytest.mark.parametrize("answer", [BY_INVERSE, BY_SINGULAR_VECTORS])
def test_a_gram_matrix_of_too_few_rows_decides_nothing(answer: str) -> None:
    assert check(code(LEVERAGES, {"X": ["n", "d"]}), answer).verdict == "correct"


def test_a_nystrom_approximation_by_an_inverse() -> None:
    key = "(K @ Z) @ np.linalg.solve(Z.T @ K @ Z, (K @ Z).T)"
    expect = code(key, {"K": ["n", "n"], "Z": ["n", "l"]}, assume=["K positive definite"])
    assert check(expect, "C = K @ Z; C @ np.linalg.inv(Z.T @ C) @ C.T").verdict == "correct"
    assert check(expect, "C = K @ Z; C @ np.linalg.inv(Z.T @ Z) @ C.T").verdict == "wrong"


def test_lengths_of_axes_satisfy_what_is_assumed() -> None:
    projection = "Q = np.linalg.qr(A @ W)[0]; Q @ (Q.T @ A)"
    expect = code(projection, {"A": ["m", "n"], "W": ["n", "l"]}, assume=["l < m", "l < n"])
    answer = "Y = A @ W; Y @ np.linalg.solve(Y.T @ Y, Y.T @ A)"
    assert check(expect, answer).verdict == "correct"
    # with as many columns as rows this would be right: the columns of A are in the span of Y
    assert check({**expect, "assume": ["l > m", "m < n"]}, "A").verdict == "correct"
    assert check(expect, "A").verdict == "wrong"
    # lengths bound no entries: large ones are tried as well
    clipped = code("np.clip(x, -50, 50)", {"x": ["n"], "y": ["d"]}, assume=["n < d"])
    assert check(clipped, "x").verdict == "wrong"


def test_masks_and_rows_that_sum_to_1() -> None:
    counted = code("np.sum(M)", {"M": ["n", "m"]}, assume=["M binary"])
    assert check(counted, "np.sum(M**2)").verdict == "correct"
    assert check(counted, "np.sum(2*M)").verdict == "wrong"
    whole = code("P.sum(axis=1) + x", {"P": ["n", "m"], "x": ["n"]}, assume=["P rows sum to 1"])
    assert check(whole, "1 + x").verdict == "correct"
    assert check(whole, "P.sum(axis=0)[0] + x").verdict == "wrong"


PROMISES: list[tuple[dict[str, Any], str, str]] = [
    (code("X.T @ (-y / (1 + np.exp(y * (X @ w))))", {"X": ["n", "d"], "y": ["n"], "w": ["d"]},
          assume=["y labels -1 or 1"]),
     "X.T @ (1 / (1 + np.exp(-X @ w)) - (y + 1) / 2)", "X.T @ (1 / (1 + np.exp(-X @ w)) - y)"),
    (code("y / 2 + 1", {"y": ["n"]}, assume=["y is labels -1 or 1"]),
     "np.where(y == 1, 1.5, 0.5)", "np.where(y == 1, 1.5, 1)"),
    (code("P[:, ::-1]", {"P": ["n", "m"]}, assume=["P sorted", "0 <= P <= 1"]),
     "-np.sort(-P, axis=1)", "P[::-1]"),
    (code("x[-1] - x[0]", {"x": ["n"]}, assume=["x sorted"]), "x.max() - x.min()", "x[-1]"),
    (code("X @ T.T", {"X": ["n", "d"], "T": ["m", "d"]}, assume=["T rows of norm 1"]),
     "X @ (T / np.linalg.norm(T, axis=1, keepdims=True)).T", "X @ (T / np.linalg.norm(T, axis=0)).T"),
    ({"matrix-expression": "A x - x x^T A x", "shapes": {"A": ["n", "n"], "x": ["n"]},
      "assume": ["x rows of norm 1"]}, "A x - x x^T A x/(x^T x)", "A x - x"),
    ({"matrix-expression": "y^T y", "shapes": {"y": ["n"]}, "assume": ["y labels -1 or 1"]}, "n", "2n"),
    ({"matrix-expression": "M x", "shapes": {"M": ["m", "n"], "x": ["n"]}, "assume": ["M binary"]},
     "(M ⊙ M) x", "2 M x"),
]  # fmt: skip


@each_row(("asked", "right", "wrong"), PROMISES)
def test_arrays_are_as_the_prompt_promises(asked: dict[str, Any], right: str, wrong: str) -> None:
    assert check(asked, right).verdict == "correct"
    assert check(asked, wrong).verdict == "wrong"
    assert (
        check({**asked, "assume": []}, asked.get("code") or asked["matrix-expression"]).verdict == "correct"
    )


@pytest.mark.parametrize("assumed", ["lam sorted", "lam rows of norm 1"])
def test_a_number_has_no_rows(assumed: str) -> None:
    with pytest.raises(KeyFaultError):
        check(code("lam * x", {"x": ["n"], "lam": []}, assume=[assumed]), "lam * x")


ROW_SUMS, CHOICE = "(s * p).sum(axis=1)", "p rows sum to 1"
OFF_DIAGONAL = "np.log((np.exp(s) * (1 - np.eye(len(s)))).sum(axis=1)) - (s * p).sum(axis=1)"


@pytest.mark.parametrize(
    ("key", "shape", "assumed", "right", "wrong"),
    [
        (ROW_SUMS, "nn", CHOICE, "s[np.arange(len(s)), p.argmax(axis=1)]", "(s * p).sum(axis=0)"),
        (ROW_SUMS, "nm", CHOICE, "(s * p).sum(axis=1) / p.sum(axis=1)", "(s * p).max(axis=1)"),
        (OFF_DIAGONAL, "nn", CHOICE,
         "t = s - 99*np.eye(len(s)); np.log(np.exp(t).sum(axis=1)) - t[np.arange(len(s)), p.argmax(axis=1)]",
         "np.log(np.exp(s).sum(axis=1)) - (s * p).sum(axis=1)"),
        ("np.mean(s * p)", "nm", "p rows not zero",
         "(s * p).mean() * (p.sum(axis=1) > 0).mean()", "s.mean()"),
        ("np.mean(s * p)", "nm", "p rows not zero",
         "(s * p / p.sum(axis=1)[:, None] * p.sum(axis=1)[:, None]).mean()",
         "np.mean((s * p).sum(axis=1) / p.sum(axis=1))"),
    ],
)  # fmt: skip
def test_masks_keep_what_a_prompt_promises(
    key: str, shape: str, assumed: str, right: str, wrong: str
) -> None:
    axes = list(shape)
    task = code(key, {"s": axes, "p": axes}, assume=["p binary", assumed])
    assert check(task, right).verdict == "correct"
    graded = check(task, wrong)
    assert graded.verdict == "wrong"
    assert "nan" not in graded.message


def test_energies_of_probabilities_that_sum_to_1() -> None:
    probabilities = {"p": ["1", "n"], "E": ["n"]}
    normed = ["p rows sum to 1", "Z > 0"]
    key = code("np.sum(p * np.log(np.exp(-E) / Z))", probabilities, vars=["Z"], assume=normed)
    assert check(key, "np.sum(p * -E) - np.log(Z)").verdict == "correct"
    assert check(key, "np.sum(p * -E) - p.shape[1]*np.log(Z)").verdict == "wrong"


DISTANCES_BY_ROOT = "np.sqrt(((X[:, None] - X[None])**2).sum(-1))"
SQUARES = "g = (X**2).sum(1); np.sqrt(np.maximum(g[:, None] + g[None] - 2*X @ X.T, 0))"
LARGER_ROOT = "s = a + d; m = a*d; (s + np.sqrt(np.maximum(s**2 - 4*m, 0)))/2"


@pytest.mark.parametrize(
    ("key", "arrays", "answer", "verdict"),
    [
        (DISTANCES_BY_ROOT, {"X": ["n", "d"]}, SQUARES, "correct"),
        (SQUARES, {"X": ["n", "d"]}, DISTANCES_BY_ROOT, "correct"),
        (DISTANCES_BY_ROOT, {"X": ["n", "d"]}, f"{DISTANCES_BY_ROOT} + 1e-8*np.eye(X.shape[0])", "wrong"),
        (DISTANCES_BY_ROOT, {"X": ["n", "d"]}, f"{SQUARES} * (1 + 1e-8)", "wrong"),
        (SQUARES, {"X": ["n", "d"]}, f"{SQUARES} + 1e-5*np.eye(X.shape[0])", "wrong"),
        (LARGER_ROOT, {"a": ["n"], "d": ["n"]}, "np.maximum(a, d)", "correct"),
        (LARGER_ROOT.replace("d", "a"), {"a": ["n"]}, "a+np.sqrt(np.abs((a/3 + 2*a/3)**2 - a*a))", "correct"),
        (LARGER_ROOT.replace("d", "a"), {"a": ["n"]}, "a + 1e-8", "wrong"),
    ],
)
def test_a_rounding_that_a_root_magnifies_is_no_difference(
    key: str, arrays: dict[str, list[str]], answer: str, verdict: str
) -> None:
    assert check(code(key, arrays), answer).verdict == verdict


# --- hostile answers ---------------------------------------------------------------------------------------

HOSTILE = [
    "__import__('os').system('id')", "eval('1')", "().__class__.__bases__[0].__subclasses__()",
    "x.__class__", "x.__array_interface__", "np.__dict__", "np.linalg.__builtins__", "np.load('f')",
    "np.fromfile('f')", "np.random.rand(3)", "np.lib.npyio", "np.maximum.reduce(x)", "np.vectorize(x)",
    "np.apply_along_axis(x)", "x.tofile('f')", "x.dump('f')", "x.astype('O')", "x.data", "x.base",
    "np.array([1], dtype='O')", "np.array([None])", "np.array('x')", "np.zeros((10**9,))",
    "np.zeros((10**9, 0)).sum(axis=1)", "np.ones((10**5, 10**5))", "np.eye(10**9, M=0).any(axis=-1)",
    "np.arange(1e300)", "np.arange(0, 1, 1e-300)", "np.kron(np.ones(1000), np.ones(1000))",
    "np.add.outer(np.ones(9999), np.ones(9999))",
    "np.outer(np.ones(9999), np.ones(9999))", "np.ones((9999, 1)) + np.ones(9999)",
    "np.ones((2000, 100)) @ np.ones((100, 2000))",
    "np.einsum('a,b,c,d,e,f,g->abcdefg', " + ", ".join(["np.ones(100)"] * 7) + ")",
    "np.einsum('a,b,c,d,e,f->', " + ", ".join(["np.ones(99)"] * 6) + ")", "np.broadcast_to(x, (10**9, 3))",
    "np.linalg.svd(np.ones((500, 500)))[0]", "np.linalg.matrix_power(A @ A.T, 10**9)",
    "np.diff(x, n=10**9)", "np.round(x, 10**9)", "np.roll(x, 10**30)",
    "np.expand_dims(x, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))", "x" + "[None]" * 50, "9**9**9**9",
    "2**10**8", "1<<10**9", "'a'*10**9", "(1,)*10**9", "f'{x}'", "(y := x)", "np.sum(*x)", "np.sum(**x)",
    "[a for a in x]", "lambda: x", "x and x", "import os", "for a in x: a", "def f(): x", "yield x",
    "await x", "del x", "np = x; x", "__name__ = x; x", "x if x else " * 150 + "x",
    "(" * 150 + "x" + ")" * 150, "(" * 1500, "{" * 1000, "-" * 1500 + "x", "not " * 400 + "x",
    "lambda:" * 250 + "x", "x" + ".T" * 900, "x" + "[0]" * 600, "x" + "()" * 900, "1" + "+1" * 990,
    "1" + "**1" * 600, "9" * 1999, "1e999", "1j", "x" * 3000, "\x00", "x\x00", "х", "\ud800",
    "ℵ", "'\\d'", "1if x else 2", "'''", "np.sum(x, axis='0')", "np.sum(x, out=x)", "np.tile(x, 9**9)",
    "np.repeat(x, 9**9)", "10**10**10", "A**10**10**10", "(2**52)**(2**52) + x", "x[::10**18]",
    "x[0:10**30]", "np.einsum(f'ij->i', A)", "np.einsum('i' * 50, A)", "np.einsum('ij' + '->i', A)",
    "np.einsum('ij->i', A, optimize='optimal')", "np.einsum(A, [0, 1])", "np.add(x, x, out=x)",
    "np.add.at(x, 0, 1)", "np.errstate(all='raise')", "np.seterr(all='raise')",
    "np.linalg.norm(x, 10**400)", "np.linalg.norm(x, 'fro')", "np.linalg.inv(np.ones((512, 512)))",
    "np.ones((512, 512)) @ np.ones((512, 512))",
    "np.tensordot(np.ones((64, 64, 64)), np.ones((64, 64, 64)), 0)", "np.broadcast_to(1.0, (2**40,))",
    "np.full((10**5, 10**5), 1)", "np.linspace(0, 1, 10**9)",
    "np.convolve(np.ones(200000), np.ones(200000))", "np.stack((A,) * 100000)",
    "np.concatenate((A,) * 2**40)", "np.array([x, None])", "np.array(x, dtype=object)",
    "np.where(x > 0, x, None)", "A.reshape((-1,) * 40)", "A.reshape(10**18, -1)",
    "np.diag(np.ones(100000))", "np.eye(3, k=10**18)", "np.copyto(x, A)", "np.frompyfunc(print, 1, 1)(x)",
    "np.power(2, -1)", "x.itemset(0)", "x.resize(10**9)", "x.ctypes", "x.strides", "x, *x", "[*x]", "{**x}",
    "match x:\n case _: pass", "async def f(): pass", "try: pass\nexcept: pass", "with x: pass",
    "class A: pass", "global x", "assert x", "x.T[0] = 1; x", "x.sum = 1; x", "x: int = 1; x",
    "x[x.sum] += 1; x",
    "repeat(x, 'm -> m n', n=10**9)", "repeat(x, 'm -> m 999999999')", "repeat(x, '" + "n " * 90 + "')",
    "rearrange(x, '" + "(" * 150 + "')", "rearrange(x, 'm ->' * 50)", "reduce(x, 'm ->', print)",
    "einops.layers.torch.Rearrange('m -> m')(x)", "einops.__dict__", "rearrange.__globals__",
    "rearrange(x, 'm -> m', __class__=1)", "repeat(x, 'm -> " + "1 " * 99 + "')",
    "x < x < x", "(" * 200 + "x" + ")" * 200, "x" + "+x" * 900, "x;" * 400 + "x",
]  # fmt: skip


@each_row("answer", HOSTILE)
def test_hostile_answers_are_not_read(answer: str) -> None:
    found = check(AFFINE, answer)
    assert found.verdict == "unreadable"
    assert found.message


def test_hostile_answers_take_little_memory() -> None:
    check(AFFINE, "x")
    tracemalloc.start()
    try:
        for answer in HOSTILE:
            check(AFFINE, answer)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64 * 2**20


_PIECES = st.sampled_from(
    [
        *"()[]{},.:;@+-*/%<>=&|~'\" \n",
        "A",
        "x",
        "b",
        "np.",
        "0",
        "1",
        "-1",
        "10**9",
        "None",
        "...",
        "==",
        "**",
        "//",
    ]
    + [".T", ".shape", ".sum(", "axis=", "keepdims=True", "(0, 1)", "'ij,j->i'", "np.einsum(", "y = "]
    + [f"np.{name}(" for name in sorted(FUNCTIONS)[::4]]
)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map("".join)))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert check(AFFINE, text).verdict in ("correct", "wrong", "unreadable")


_ATOMS = st.sampled_from(
    """A; x; b; 2; 0.5; -1; A.T; A.shape; A.shape[0]; x[None]; A[:, 0]; (1, 2); np.pi; np.zeros((0, 3)); True;
    None; A > 0; np.inf; 10**15; A[..., ::-1]""".replace("\n   ", "").split("; ")
)


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "@", "<", "==", "&", "|"])
    return st.one_of(
        st.builds(lambda a, op, b: f"({a} {op} {b})", inner, operators, inner),
        st.builds(lambda a, name: f"({a}).{name}()", inner, st.sampled_from(sorted(METHODS))),
        st.builds(lambda a, name: f"np.{name}({a})", inner, st.sampled_from(sorted(FUNCTIONS))),
        st.builds(
            lambda a, b, name: f"np.{name}({a}, {b})", inner, inner, st.sampled_from(sorted(FUNCTIONS))
        ),
        st.builds(
            lambda a, n: f"np.sum({a}, axis={n})", inner, st.sampled_from(["0", "1", "-1", "(0, 1)", "None"])
        ),
    )


@example("np.cov(2)")
@given(st.recursive(_ATOMS, _combined, max_leaves=6))
def test_any_expression_gets_a_verdict(text: str) -> None:
    assert check(AFFINE, text).verdict in ("correct", "wrong", "unreadable")


# --- the interpreter beside NumPy itself -------------------------------------------------------------------

_DRAW = np.random.default_rng(3)
X, Y, V, T = (_DRAW.normal(size=size) for size in ((4, 3), (3, 3), (4,), (2, 3, 4)))
SAME = [
    ("X + 1 - X*2 / 3", X + 1 - X * 2 / 3), ("X // 0.3 % 2", X // 0.3 % 2), ("-X**2", -(X**2)),
    ("+X[1:, ::-1]", X[1:, ::-1]), ("X[-1]", X[-1]),
    ("X[..., None] * V[:, None, None]", X[..., None] * V[:, None, None]),
    ("T[:, 1][0, -1]", T[:, 1][0, -1]), ("(X > 0) & ~(X > 1) | (X < -1)", (X > 0) & ~(X > 1) | (X < -1)),
    ("X.T @ V", X.T @ V), ("T.T", T.T), ("T.mT", np.swapaxes(T, 1, 2)),
    ("T.ndim + T.size + T.shape[1]", 2 * 3 * 4 + 3 + 3),
    ("np.std(X, axis=0, ddof=1)", X.std(axis=0, ddof=1)),
    ("X.var(1, keepdims=True)", X.var(1, keepdims=True)), ("np.max(T, axis=(0, 2))", T.max(axis=(0, 2))),
    ("X[np.argmax(V)]", X[np.argmax(V)]), ("X.argmin(axis=1)", X.argmin(axis=1)),
    ("np.median(X, axis=1)", np.median(X, axis=1)),
    ("np.linalg.norm(X, 1, axis=0)", np.linalg.norm(X, 1, axis=0)),
    ("np.linalg.norm(X)", np.linalg.norm(X)), ("np.linalg.norm(V, ord=np.inf)", np.linalg.norm(V, np.inf)),
    ("np.linalg.eigvalsh(Y + Y.T)", np.linalg.eigvalsh(Y + Y.T)),
    ("U, s, W = np.linalg.svd(X, full_matrices=False); (U * s) @ W", X),
    ("np.linalg.matrix_power(Y, 3)", Y @ Y @ Y), ("np.einsum('ii', Y)", np.trace(Y)),
    ("np.einsum('ij->ji', X)", X.T), ("np.einsum('bij,jk', T, X)", np.einsum("bij,jk", T, X)),
    ("np.einsum('...ij->...ji', T)", np.swapaxes(T, 1, 2)),
    ("np.tensordot(T, X, axes=((2, 1), (0, 1)))", np.tensordot(T, X, axes=((2, 1), (0, 1)))),
    ("np.tensordot(X, Y, 1)", X @ Y), ("np.dot(T, X)", np.dot(T, X)), ("np.inner(X, Y)", X @ Y.T),
    ("np.subtract.outer(V, Y)", V[:, None, None] - Y), ("np.less_equal.outer(V, V)", V[:, None] <= V),
    ("np.maximum.outer(X, 0)", np.maximum(X, 0)), ("np.logaddexp.outer(V, V)", np.logaddexp(V[:, None], V)),
    ("np.outer(V, V)", np.outer(V, V)), ("np.kron(Y, X)", np.kron(Y, X)),
    ("np.convolve(V, V)", np.convolve(V, V)), ("np.concatenate([X, Y])", np.concatenate([X, Y])),
    ("np.stack((V, V), axis=-1)", np.stack((V, V), axis=-1)),
    ("np.array([[1, 2.5], [V[0], 3]])", np.array([[1, 2.5], [V[0], 3]])),
    ("np.linspace(0, 1, 5)", np.linspace(0, 1, 5)), ("np.arange(2, 9, 3)", np.arange(2, 9, 3)),
    ("np.eye(3, k=1) + np.diag((1, 2, 3))", np.eye(3, k=1) + np.diag((1, 2, 3))),
    ("np.tril(Y, -1)", np.tril(Y, -1)), ("np.roll(V, 1)", np.roll(V, 1)),
    ("np.cumsum(X, axis=1)", np.cumsum(X, axis=1)), ("np.diff(V)", np.diff(V)),
    ("np.clip(X, -1, 1)", np.clip(X, -1, 1)),
    ("np.average(X, axis=0, weights=V**2)", np.average(X, axis=0, weights=V**2)),
    ("np.trace(T[:, :, :3], axis1=1, axis2=2)", np.trace(T[:, :, :3], axis1=1, axis2=2)),
    ("V = V - V.mean(); V / V.std()", (V - V.mean()) / V.std()),
    ("7 // 2 + 7 % 4 + 2**3 - 2**-1", 3 + 3 + 8 - 0.5), ("4**0.5 * np.pi / np.e", 2 * np.pi / np.e),
]  # fmt: skip


@each_row(("text", "value"), SAME)
def test_code_has_the_value_that_numpy_gives(text: str, value: Any) -> None:
    result = run_code(text, {"X": X, "Y": Y, "V": V, "T": T})
    assert isinstance(result, np.ndarray)
    assert result.shape == np.shape(value)
    assert np.allclose(result, value, rtol=1e-12)


# --- arrays changed in place -------------------------------------------------------------------------------


IN_PLACE = [
    ("Z = X.copy(); Z[:, 2:] -= 1; Z", lambda x: np.hstack([x[:, :2], x[:, 2:] - 1])),
    ("X[:, 1:] -= X[:, :2]; X", lambda x: np.hstack([x[:, :1], x[:, 1:] - x[:, :2]])),
    ("X[0] = 0; X", lambda x: np.vstack([0 * x[:1], x[1:]])),
    ("X[X < 0] = 0; X", lambda x: np.maximum(x, 0)),
    ("X[1:] += X[:-1]; X", lambda x: np.vstack([x[:1], x[1:] + x[:-1]])),
    ("X[np.array([0, 0])] += 1; X", lambda x: np.vstack([x[:1] + 1, x[1:]])),
    ("X *= 2; X /= 4; X", lambda x: x / 2),
    # a view changes with its array, a copy does not
    ("Z = X.T; X += 1; Z", lambda x: x.T + 1),
    ("Z = X[0]; Z -= 1; X", lambda x: np.vstack([x[:1] - 1, x[1:]])),
    ("Z = X.copy(); X += 1; Z", lambda x: x),
    ("Z = X.clone(); X += 1; Z", lambda x: x),
    ("Z = np.copy(X); X += 1; Z", lambda x: x),
    ("s = X.sum(); t = s; s += 1; t", lambda x: x.sum()),
    ("s = 1; s *= 3; s + X", lambda x: x + 3),
]  # fmt: skip


@each_row(("text", "value"), IN_PLACE)
def test_arrays_change_in_place_as_in_numpy(text: str, value: Any) -> None:
    before = X.copy()
    assert np.allclose(run_code(text, {"X": X}), value(before), rtol=1e-12)
    assert np.array_equal(before, X)


@pytest.mark.parametrize(
    "text",
    [
        "X[:, :1] -= X; X", "X[0] = X; X", "X[9] = 1; X", "Z += 1; X", "n = X.shape; n[0] = 1; X",
        "Z = np.broadcast_to(X[0], X.shape); Z[0] += 1; Z", "i = np.argmax(X, 1); i -= 0.5; i",
        "M = X > 0; M -= 1; M", "X[0] = None; X",
    ],
)  # fmt: skip
def test_what_numpy_does_not_put_into_an_array_is_an_error(text: str) -> None:
    with pytest.raises(CheckError):
        run_code(text, {"X": X})


def test_an_answer_that_changes_its_arrays_is_judged_like_any_other() -> None:
    expect = code("np.where(np.arange(X.shape[1]) < 2, X, X - 1)", {"X": ["n", "d"]})
    assert check(expect, "X[:, 2:] -= 1; X").verdict == "correct"
    assert check(expect, "Z = X.copy(); Z[:, 2:] -= 1; Z").verdict == "correct"
    assert check(expect, "X[:, 1:] -= 1; X").verdict == "wrong"
    ended = check(expect, "X[:, 2:] -= 1")
    assert (ended.verdict, "such as X" in ended.message) == ("unreadable", True)


def test_singular_values_alone() -> None:
    expect = code("np.linalg.norm(W, 2)", {"W": ["m", "n"]})
    assert check(expect, "np.linalg.svd(W, compute_uv=False)[0]").verdict == "correct"
    assert check(expect, "np.linalg.svd(W, compute_uv=False)[-1]").verdict == "wrong"


def test_code_that_does_not_run_is_an_error() -> None:
    for text in ("X @ X", "Z", "np.linalg.inv(np.zeros((2, 2)))", "X[9]", "X.shape", "np.ones(10**9)"):
        with pytest.raises(CheckError):
            run_code(text, {"X": X})


# --- the preview, and what is loaded -----------------------------------------------------------------------


def test_code_has_no_preview() -> None:
    assert mode_of(SCORES) is None
    for text in ("Q @ K", "Q @", "__import__('os')", "(" * 50, ""):
        assert read(SCORES, text) is None
        assert Reader(spec_from(SCORES)).read(text).latex is None
    with pytest.raises(ParseError):
        read(SCORES, "x" * 2001)


@pytest.mark.parametrize(
    ("key", "clipped_always"),
    [
        (
            "G * np.minimum(1, c / np.linalg.norm(G, axis=1, keepdims=True))",
            "G * (c / np.linalg.norm(G, axis=1, keepdims=True))",
        ),
        ("G * np.minimum(1, 0.4 / np.linalg.norm(G))", "G * (0.4 / np.linalg.norm(G))"),
        ("np.clip(G, -0.01, 0.01)", "0.01 * np.sign(G)"),
        ("np.maximum(G, 0.05) * c", "np.maximum(G, 0.0) * c"),
    ],
)
def test_a_bound_shows_on_both_of_its_sides(key: str, clipped_always: str) -> None:
    expect = {"code": key, "arrays": {"G": ["b", "n"], "c": []}}
    assert check(expect, key).verdict == "correct"
    assert check(expect, clipped_always).verdict == "wrong"


LOG_DETERMINANT = code("np.log(np.abs(np.linalg.det(np.eye(B.shape[0]) + t*B)))", {"t": [], "B": ["n", "n"]})
SYMMETRIC = {**LOG_DETERMINANT, "vars": ["B"], "assume": ["B symmetric"]}
DEFINITE = code(
    "r @ np.linalg.inv(C) @ r", {"C": ["d", "d"], "r": ["d"]}, vars=["C"], assume=["C positive definite"]
)
CHOSEN = code("np.argmin(u + c*v**2)", {"u": ["n"], "c": [], "v": ["n"]}, vars=["c"], assume=["c > 0"])


@each_row(
    ("expect", "answer", "verdict"),
    [
        (LOG_DETERMINANT, "np.log(np.linalg.det(np.eye(B.shape[0]) + t*B))", "wrong"),
        (LOG_DETERMINANT, "np.linalg.slogdet(np.eye(B.shape[0]) + t*B)[1]", "correct"),
        (LOG_DETERMINANT, "np.log(np.linalg.det(np.eye(B.shape[0]) + t*B)**2)/2", "correct"),
        (LOG_DETERMINANT, "np.sum(np.log(np.abs(1 + t*np.linalg.eigvalsh(B))))", "wrong"),
        (SYMMETRIC, "np.sum(np.log(np.abs(1 + t*np.linalg.eigvalsh(B))))", "correct"),
        (SYMMETRIC, "np.sum(np.log(1 + t*np.linalg.eigvalsh(B)))", "wrong"),
        (SYMMETRIC, "np.log(np.linalg.det(np.eye(B.shape[0]) + t*B))", "wrong"),
        (SYMMETRIC, "np.log(np.abs(np.linalg.det(np.eye(B.shape[0]) + t*B.T)))", "correct"),
        (SYMMETRIC, "np.log(np.abs(np.linalg.det(np.eye(B.shape[0]) + t*np.triu(B))))", "wrong"),
        (DEFINITE, "np.sum(np.linalg.solve(np.linalg.cholesky(C), r)**2)", "correct"),
        (DEFINITE, "np.sum(np.linalg.solve(C, r)**2)", "wrong"),
        (code("np.abs(x) * np.exp(x)", {"x": []}, vars=["x"], assume=["x > 0"]), "x*np.exp(x)", "correct"),
        (CHOSEN, "(c*v*v + u).argmin()", "correct"),
        (CHOSEN, "np.argmin(u + c*v)", "wrong"),
        (CHOSEN, "np.argmin(u + v**2)", "wrong"),
        (CHOSEN, "np.argmin(u + c*v**3)", "wrong"),
        (CHOSEN, "np.argmin(u + c/2*v**2)", "wrong"),
    ],
)
def test_what_differs_in_few_arrays_is_tried_on_them(
    expect: dict[str, Any], answer: str, verdict: str
) -> None:
    assert check(expect, answer).verdict == verdict


def test_only_a_square_matrix_is_symmetric() -> None:
    with pytest.raises(CheckError):
        check(code("A @ x", {"A": ["m", "n"], "x": ["n"]}, vars=["A"], assume=["A symmetric"]), "A @ x")


VECTOR, MATRIX, SQUARE = {"x": ["n"]}, {"A": ["m", "n"], "x": ["n"]}, {"A": ["n", "n"]}


@each_row(
    ("expect", "answer", "remark"),
    [
        (code("np.sign(x)", VECTOR), "x/np.abs(x)", "entries are 0"),
        (code("(x >= 0)*1.0", VECTOR), "(x > 0)*1.0", "entries are 0"),
        (code("x*(x > 0)", VECTOR), "x*(x >= 0)", ""),
        (code("A @ x", MATRIX), "np.squeeze(A @ x)", "m is 1"),
        (code("A @ x", MATRIX), "(A @ x[:, None])[:, 0]", ""),
        (code("X - X.mean(0)", {"X": ["n", "d"]}), "X - np.squeeze(X.mean(0, keepdims=True))", ""),
        (code("X - X.mean(1, keepdims=True)", {"X": ["n", "d"]}), "X - X.mean(1)[:, None]", ""),
        (code("np.log(p).sum()", {"p": ["n"]}, assume=["0 < p < 1"]),
         "np.log(np.clip(p, 0.04, 1)).sum()", "ends"),
        (code("np.log(x)", VECTOR, assume=["x > 0"]), "np.log(np.maximum(x, 1e-3))", "ends"),
        (code("1/x", VECTOR, assume=["x > 0"]), "1/np.maximum(x, 1e-3)", "ends"),
        (code("np.log(p/(1-p))", {"p": ["n"]}, assume=["0 < p < 1"]),
         "q = np.clip(p, 1e-3, 0.999); np.log(q/(1-q))", "ends"),
        (code("np.log(p/(1-p))", {"p": ["n"]}, assume=["0 < p < 1"]), "np.log(p) - np.log1p(-p)", ""),
        (code("-np.sum(p*np.log(p))", {"p": ["n"]}, assume=["p rows sum to 1"]),
         "-np.sum(p*np.log(np.maximum(p, 0.001)))", "ends"),
        (code("np.linalg.slogdet(A)[1]", SQUARE), "np.log(np.linalg.det(A))", "determinant"),
        (code("np.linalg.det(Q)", {"Q": ["n", "n"]}, assume=["Q orthogonal"]), "1.0", "values are not"),
        (code("np.log(np.linalg.det(S))", {"S": ["n", "n"]}, assume=["S positive definite"]),
         "np.abs(np.log(np.linalg.det(S)))", "eigenvalues"),
        (code("S @ x", {"S": ["n", "n"], "x": ["n"]}, assume=["S positive semidefinite"]),
         "np.linalg.inv(np.linalg.inv(S)) @ x", ""),
        (code("1 + (np.linalg.det(S) > 0)", {"S": ["n", "n"]}, assume=["S positive semidefinite"]),
         "1 + (np.linalg.det(S) >= 0)", "rank"),
        (code("np.linalg.inv(S) @ x", {"S": ["n", "n"], "x": ["n"]}, assume=["S positive semidefinite"]),
         "np.linalg.solve(S, x)", ""),
        (code("np.linalg.solve(X.T @ X, X.T @ y)", {"X": ["n", "d"], "y": ["n"]}),
         "np.linalg.lstsq(X, y, rcond=None)[0]", ""),
    ],
)  # fmt: skip
def test_special_arrays_tell_answers_apart(expect: dict[str, Any], answer: str, remark: str) -> None:
    verdict = check(expect, answer)
    assert (verdict.verdict == "wrong", remark in verdict.message) == (bool(remark), True), verdict


@each_row(
    ("answer", "verdict"),
    [
        ("Q @ K.transpose(-2, -1)", "correct"), ("Q @ K.transpose(-1, -2)", "correct"),
        ("Q @ K.transpose(-3, -1)", "wrong"), ("Q @ K.transpose(0, 2, 1)", "correct"),
        ("np.matmul(Q, K.transpose(-2, -1))", "wrong"),  # NumPy's own transpose takes the order of all axes
    ],
)  # fmt: skip
def test_what_fits_in_the_other_library_alone_is_right(answer: str, verdict: str) -> None:
    expect = code("Q @ np.swapaxes(K, -1, -2)", {"Q": ["b", "n", "d"], "K": ["b", "m", "d"]})
    assert check(expect, answer).verdict == verdict


@each_row(
    ("key", "answer", "verdict"),
    [
        ("np.tile(x, (2, 1))", "x.repeat(2, 1)", "correct"),
        ("x.max(axis=1)", "x.max(1)[0]", "correct"), ("x.max(axis=1)", "x.max(-1)[0]", "correct"),
        ("x.max(axis=1)", "x.max(0)[0]", "wrong"), ("x.var(axis=0)", "x.var(0)", "correct"),
        ("np.repeat(x, 2, axis=1)", "x.repeat(2, 1)", "correct"),
    ],
)  # fmt: skip
def test_a_result_that_has_the_right_shape_in_the_other_library_alone_is_right(
    key: str, answer: str, verdict: str
) -> None:
    assert check(code(key, {"x": ["n", "m"]}), answer).verdict == verdict


@each_row(
    ("key", "answer", "verdict"),
    [
        ("np.maximum(x, 0)", "x.clip(0)", "correct"), ("np.maximum(x, 0)", "x.clip(min=0)", "correct"),
        ("np.maximum(x, 0)", "np.clip(x, min=0)", "correct"),
        ("np.minimum(x, 0)", "x.clip(max=0)", "correct"),
        ("np.minimum(x, 1)", "np.clip(x, max=1)", "correct"),
        ("np.clip(x, 0, 1)", "x.clip(0, 1)", "correct"),
        ("np.maximum(x, 0)", "x.clip(1)", "wrong"), ("np.minimum(x, 0)", "x.clip(0)", "wrong"),
        ("np.maximum(x, 0)", "np.clip(x, 0)", "unreadable"),
    ],
)  # fmt: skip
def test_a_clip_may_have_one_bound(key: str, answer: str, verdict: str) -> None:
    assert check(code(key, VECTOR), answer).verdict == verdict
