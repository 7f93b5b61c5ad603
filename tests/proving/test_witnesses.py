"""Every head of a witness takes a right key and catches a wrong one."""

from __future__ import annotations

from typing import Any

import pytest

from drill.banks.heads import HEADS, find_head, head_of
from drill.errors import BankError, CheckError
from drill.proving.claims import is_on_same_ground, witnessed
from drill.proving.mutation import judge_slips
from drill.proving.reports import ExerciseReport
from drill.proving.witnesses import RUNS, confirm
from drill.proving.witnesses.densities import family
from drill.proving.witnesses.measure import Measure
from tests.asked import question, verify
from tests.rows import each_row


def agrees(exercise: dict[str, Any], seeds: int = 3) -> bool:
    """Whether the witness agrees with the key in several variants."""
    for seed in range(seeds):
        expansion = question(exercise, seed)
        for claimed in witnessed(expansion, expansion.expect(), seed):
            if not confirm(claimed.trial).agrees:
                return False
    return True


A = {"a": "2..9"}
AB = {"a": "2..9", "b": "2..9"}
X = {"vars": ["x"]}

CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    # name, what stands beside the answer, the right answer, a wrong value
    ("value", {"params": A, "witness": {"value": "det([[a, 1], [2, a]])"}}, {"number": "a^2 - 2"}, "a^2 + 2"),
    (
        "derivative",
        {**X, "params": A, "witness": {"derivative": "x^3 sin(a x)", "wrt": "x"}},
        {"expression": "3x^2 sin(a x) + a x^3 cos(a x)"},
        "3x^2 sin(a x) - a x^3 cos(a x)",
    ),
    (
        "derivative at a point",
        {"params": A, "witness": {"derivative": "1/(1 + exp(-x))", "wrt": "x", "at": "ln(a)"}},
        {"number": "a/(1 + a)^2"},
        "a/(1 + a)",
    ),
    (
        "derivative where differences cancel",
        {"params": {"u": ["12.6"]}, "witness": {"derivative": "20 tanh(x)", "wrt": "x", "at": "u"}},
        {"number": "80 exp(-2u)/(1 + exp(-2u))^2"},
        "160 exp(-2u)/(1 + exp(-2u))^2",
    ),
    (
        "second derivative",
        {"vars": ["x", "y"], "params": A, "witness": {"derivative": "x^2 exp(a y)", "wrt": ["x", "y"]}},
        {"expression": "2a x exp(a y)"},
        "2x exp(a y)",
    ),
    (
        "gradient",
        {"vars": ["x", "y"], "params": A, "witness": {"gradient": "x^2 y + a x", "wrt": ["x", "y"]}},
        {"vector": "[2x y + a, x^2]"},
        "[x^2, 2x y + a]",
    ),
    (
        "gradient at a point",
        {"params": A, "witness": {"gradient": "u^2 v", "at": {"u": "a", "v": "1"}}},
        {"vector": "[2a, a^2]"},
        "[2a, a]",
    ),
    (
        "hessian",
        {"vars": ["x", "y"], "params": A, "witness": {"hessian": "x^2 y + a y^2/2", "wrt": ["x", "y"]}},
        {"matrix": "[[2y, 2x], [2x, a]]"},
        "[[2y, x], [x, a]]",
    ),
    (
        "jacobian",
        {
            "vars": ["r", "t"],
            "params": A,
            "witness": {"jacobian": "[a r cos(t), r sin(t)]", "wrt": ["r", "t"]},
        },
        {"matrix": "[[a cos(t), -a r sin(t)], [sin(t), r cos(t)]]"},
        "[[a cos(t), sin(t)], [-a r sin(t), r cos(t)]]",
    ),
    (
        "antiderivative",
        {**X, "params": A, "witness": {"antiderivative": "x exp(a x)", "wrt": "x"}},
        {"antiderivative": "x exp(a x)/a - exp(a x)/a^2"},
        "x exp(a x)/a + exp(a x)/a^2",
    ),
    (
        "integral",
        {"params": A, "witness": {"integral": "exp(-a x^2)", "over": {"x": ["-inf", "inf"]}}},
        {"number": "sqrt(pi/a)"},
        "sqrt(pi)/a",
    ),
    (
        "double integral",
        {"params": A, "witness": {"integral": "a x y", "over": {"x": ["0", "1"], "y": ["0", "x"]}}},
        {"number": "a/8"},
        "a/4",
    ),
    (
        "limit",
        {"params": AB, "witness": {"limit": "sin(a x)/(b x)", "wrt": "x", "to": "0"}},
        {"number": "a/b"},
        "b/a + 1",
    ),
    (
        "limit at infinity",
        {"params": A, "witness": {"limit": "(1 + a/x)^x", "wrt": "x", "to": "inf"}},
        {"number": "e^a"},
        "1",
    ),
    (
        "one-sided limit",
        {"params": A, "witness": {"limit": "a abs(x)/x", "wrt": "x", "to": "0", "side": "-"}},
        {"number": "-a"},
        "a",
    ),
    (
        "limit that does not exist",
        {"params": A, "witness": {"limit": "a abs(x)/x", "wrt": "x", "to": "0"}},
        {"number": "dne"},
        "0",
    ),
    (
        "infinite limit",
        {"params": A, "witness": {"limit": "a/x^2", "wrt": "x", "to": "0"}},
        {"number": "inf"},
        "-inf",
    ),
    (
        "sum",
        {"params": {**A, "n": "5..9"}, "witness": {"sum": "a*2^i", "over": {"i": ["0", "n - 1"]}}},
        {"number": "a (2^n - 1)"},
        "a 2^n".replace(" ", "*"),
    ),
    (
        "infinite sum",
        {"params": A, "witness": {"sum": "1/a^i", "over": {"i": ["1", "inf"]}}},
        {"number": "1/(a - 1)"},
        "1/a",
    ),
    (
        "product",
        {"params": {"n": "3..9"}, "witness": {"product": "1 + 1/i", "over": {"i": ["1", "n"]}}},
        {"number": "n + 1"},
        "n",
    ),
    (
        "recursion",
        {
            "params": {"b": "2..9", "n": "3..9"},
            "witness": {"recursion": {"m": "m/b + 1 - 1/b"}, "start": {"m": "0"}, "times": "n"},
        },
        {"number": "1 - (1/b)^n"},
        "1 - (1/b)^(n - 1)",
    ),
    (
        "taylor",
        {**X, "params": A, "witness": {"taylor": "exp(a x)", "wrt": "x", "around": "0", "degree": "2"}},
        {"expression": "1 + a x + a^2 x^2/2"},
        "1 + a x + a^2 x^2",
    ),
    (
        "taylor of too high a degree",
        {**X, "params": A, "witness": {"taylor": "exp(a x)", "wrt": "x", "around": "0", "degree": "1"}},
        {"expression": "1 + a x"},
        "1 + a x + a^2 x^2/2",
    ),
    (
        "root",
        {"params": A, "witness": {"root": "exp(x) - a", "wrt": "x", "in": ["0", "5"]}},
        {"number": "ln(a)"},
        "ln(a) + 1",
    ),
    (
        "roots",
        {"params": A, "witness": {"root": "x^2 - a^2", "wrt": "x", "in": ["-12", "12"]}},
        {"set": "{a, -a}"},
        "{a, a - 1}",
    ),
    (
        "the only root as a set",
        {"params": A, "witness": {"root": "(x + 1)^2 (x - a)", "wrt": "x", "in": ["-12", "12"]}},
        {"set": "{a}"},
        "{a, -1}",
    ),
    (
        "root of large values",
        {
            "params": {"d": ["256", "512"], "f": ["7/2", "4"]},
            "witness": {"root": "2 n^2 d - 4 n d^2 - 2 n f d^2", "wrt": "n", "in": ["1", "100000"]},
        },
        {"number": "d (2 + f)"},
        "2 d + f",
    ),
    (
        "root of small values",
        {"params": A, "witness": {"root": "1e-200 (x - a)", "wrt": "x", "in": ["0", "12"]}},
        {"number": "a"},
        "a + 1",
    ),
    (
        "root beside a pole",
        {"params": A, "witness": {"root": "1e-9/(x - a) + 1e-9", "wrt": "x", "in": ["0", "12"]}},
        {"number": "a - 1"},
        "a",
    ),
    (
        "maximum",
        {"params": AB, "witness": {"maximum": "a log(p) + b log(1 - p)", "over": {"p": ["0", "1"]}}},
        {"number": "a/(a + b)"},
        "b/(a + b) + 1",
    ),
    (
        "minimum of two",
        {
            "params": AB,
            "witness": {
                "minimum": "(u - a)^2 + (v + b)^2 + u v",
                "over": {"u": ["-30", "30"], "v": ["-30", "30"]},
            },
        },
        {"vector": "[(4a + 2b)/3, (-4b - 2a)/3]"},
        "[a, -b]",
    ),
    (
        "minimum's value",
        {"params": A, "witness": {"minimum": "x^2 - a x", "over": {"x": ["-20", "20"]}, "give": "x^2 - a x"}},
        {"number": "-a^2/4"},
        "a/2",
    ),
    (
        "minimum at zero",
        {"params": A, "witness": {"minimum": "a (x^2 + 1)", "over": {"x": ["-5", "7"]}}},
        {"number": "0"},
        "1e-6 a",
    ),
    (
        "minimum with a zero entry",
        {
            "params": AB,
            "witness": {
                "minimum": "(u - a)^2 + b v^2 + 100",
                "over": {"u": ["-30", "30"], "v": ["-30", "30"]},
            },
        },
        {"vector": "[a, 0]"},
        "[a, 1e-5]",
    ),
    (
        "minimum in a narrow valley",
        {
            "params": {"b": ["0.155", "0.2"]},
            "witness": {
                "minimum": "sum((m + s (100 + i) - (1 + b (100 + i)))^2, i, 1, 5)",
                "over": {"m": ["-30", "30"], "s": ["-5", "5"]},
            },
        },
        {"vector": "[1, b]"},
        "[1, b + 0.0001]",
    ),
    (
        "minimum in a bent valley",
        {
            "params": A,
            "witness": {
                "minimum": "(a - u)^2 + 100 (v - u^2)^2",
                "over": {"u": ["-20", "20"], "v": ["-100", "100"]},
            },
        },
        {"vector": "[a, a^2]"},
        "[a, a^2 + 0.1]",
    ),
    (
        "maximum on the edge",
        {"params": A, "witness": {"maximum": "a u - (v - 1)^2", "over": {"u": ["0", "2"], "v": ["0", "3"]}}},
        {"vector": "[2, 1]"},
        "[2, 1.01]",
    ),
    (
        "maximum at a corner of the graph",
        {"params": A, "witness": {"maximum": "-abs(x - a)", "over": {"x": ["0", "20"]}}},
        {"number": "a"},
        "a + 0.001",
    ),
    (
        "ode",
        {
            "vars": ["t"],
            "assume": ["t > 0"],
            "params": A,
            "witness": {"ode": "a - y", "wrt": "t", "start": {"t": "0", "y": "0"}},
        },
        {"expression": "a (1 - exp(-t))"},
        "a (1 + exp(-t))",
    ),
    (
        "inverse",
        {"params": AB, "witness": {"inverse": "[[a, b], [0, 1]]"}},
        {"matrix": "[[1/a, -b/a], [0, 1]]"},
        "[[1/a, b/a], [0, 1]]",
    ),
    (
        "eigenvalues",
        {"params": AB, "witness": {"eigen": "[[a, b], [b, a]]"}},
        {"set": "{a - b, a + b}"},
        "{a, b}",
    ),
    (
        "eigenvector as a vector",
        {"params": AB, "witness": {"eigen": "[[a, b], [b, a]]", "value": "a + b"}},
        {"vector": "[1, 1]", "up_to": "scale"},
        "[1, -1]",
    ),
    (
        "solve",
        {"params": AB, "witness": {"solve": "[[1, 1], [1, -1]]", "equals": "[a, b]"}},
        {"vector": "[(a + b)/2, (a - b)/2]"},
        "[(a - b)/2, (a + b)/2]",
    ),
    (
        "least squares",
        {"params": AB, "witness": {"solve": "[[1], [1]]", "equals": "[a, b]"}},
        {"vector": "[(a + b)/2]"},
        "[a + b]",
    ),
    (
        "shortest solution",
        {"params": AB, "witness": {"solve": "[[1, 2]]", "equals": "[5a]", "norm": "least"}},
        {"vector": "[a, 2a]"},
        "[3a, a]",
    ),
    (
        "null",
        {"params": A, "witness": {"null": "[[1, a, 0]]"}},
        {"span": "[[-a, 1, 0], [0, 0, 1]]"},
        "[[a, 1, 0], [0, 0, 1]]",
    ),
    (
        "identity",
        {"witness": {"identity": "inv(A B)"}},
        {"matrix-expression": "inv(B) inv(A)", "shapes": {"A": ["n", "n"], "B": ["n", "n"]}},
        "inv(A) inv(B)",
    ),
    (
        "identity of symmetric matrices",
        {"witness": {"identity": "T(A B)", "assume": {"A": "symmetric", "B": "symmetric"}}},
        {"matrix-expression": "B A", "shapes": {"A": ["n", "n"], "B": ["n", "n"]}},
        "A B",
    ),
    (
        "gradient by a matrix",
        {"witness": {"gradient": "norm(A x)^2", "wrt": "A"}},
        {"matrix-expression": "2 A x T(x)", "shapes": {"A": ["m", "n"], "x": ["n"]}},
        "A x T(x)",
    ),
    (
        "truth",
        {**X, "params": A, "witness": {"truth": "(x - a) (x + 1) < 0"}},
        {"interval": "(-1, a)"},
        "[-1, a)",
    ),
    (
        "truth on both sides",
        {**X, "params": A, "witness": {"truth": "abs(x - 6 - a) >= 1.5"}},
        {"interval": "(-inf, a + 4.5] U [a + 7.5, inf)"},
        "(-inf, a + 4.5) U [a + 7.5, inf)",
    ),
    (
        "truth of an inequality",
        {**X, "params": A, "witness": {"truth": "2x - 1 >= a"}},
        {"inequality": "x >= (a + 1)/2"},
        "x > (a + 1)/2",
    ),
    (
        "truth of a line far from the origin",
        {"vars": ["x", "y"], "params": A, "witness": {"truth": "y - 12a = a x"}},
        {"equation": "y = a x + 12a"},
        "y = a x - 12a",
    ),
    (
        "enumerate",
        {
            "params": {"s": "4..9"},
            "witness": {"enumerate": {"x": "1..6", "y": "1..6"}, "probability": "x + y = s"},
        },
        {"number": "(6 - abs(s - 7))/36"},
        "(6 - abs(s - 6))/36",
    ),
    (
        "enumerate a mean under a condition",
        {
            "params": {"n": "3..6"},
            "witness": {"enumerate": {"x": "1..6", "y": "1..6"}, "mean": "x", "given": "x + y = n"},
        },
        {"number": "n/2"},
        "n/2 + 1/2",
    ),
    (
        "count",
        {"params": {"n": "4..7"}, "witness": {"enumerate": {"x": "1..n", "y": "1..n"}, "count": "x < y"}},
        {"number": "C(n, 2)".replace("C", "choose")},
        "n^2",
    ),
    (
        "weighted",
        {
            "params": {"p": ["0.2", "0.3"]},
            "witness": {
                "enumerate": {"x": "0..1", "y": "0..1"},
                "mean": "x + y",
                "weight": "p^(x+y) (1-p)^(2-x-y)",
            },
        },
        {"number": "2p"},
        "p^2",
    ),
    (
        "law on whole numbers",
        {
            "params": {"n": "3..8", "a": "2..6"},
            "witness": {
                "law": "binomial(n, k) (1/a)^k (1 - 1/a)^(n - k)",
                "over": {"k": "0..n"},
                "variance": "k",
            },
        },
        {"number": "n (1/a) (1 - 1/a)"},
        "n/a",
    ),
    (
        "law on an interval",
        {"params": A, "witness": {"law": "a exp(-a x)", "over": {"x": ["0", "inf"]}, "variance": "x"}},
        {"number": "1/a^2"},
        "1/a",
    ),
    (
        "law of a named family",
        {"params": A, "witness": {"law": "gamma(a, 2)", "mean": "x", "name": "x"}},
        {"number": "a/2"},
        "2a",
    ),
    (
        "probability of a named family",
        {"params": A, "witness": {"law": "exponential(a)", "probability": "x <= 1", "name": "x"}},
        {"number": "1 - exp(-a)"},
        "exp(-a)",
    ),
    (
        "total",
        {"params": A, "witness": {"law": "x^a", "over": {"x": ["0", "1"]}, "total": "x"}},
        {"number": "1/(a + 1)"},
        "1/a",
    ),
    (
        "tail",
        {
            "params": {"z": ["1.2", "1.5", "2.1"], "m": "1..5"},
            "witness": {"tail": "normal(m, 4)", "statistic": "m + 2z", "sides": "2"},
        },
        {"number": "2 (1 - Phi(z))", "tolerance": "0.001"},
        "1 - Phi(z)",
    ),
    (
        "one tail",
        {"params": {"n": "5..9"}, "witness": {"tail": "binomial(n, 1/2)", "statistic": "n", "side": "upper"}},
        {"number": "(1/2)^n"},
        "2 (1/2)^n",
    ),
    (
        "posterior density",
        {
            "vars": ["theta"],
            "params": {"a": "2..5", "b": "2..5", "n": "10..20", "k": "1..9"},
            "witness": {
                "posterior": {"prior": "beta(a, b)", "likelihood": "theta^k (1 - theta)^(n - k)"},
                "over": {"theta": ["0", "1"]},
            },
        },
        {"distribution": "beta(a + k, b + n - k)"},
        "beta(a + k, b + n)",
    ),
    (
        "posterior of a rate",
        {
            "params": {"a": "2..5", "b": "2..5", "n": "3..6", "s": "4..9"},
            "witness": {
                "posterior": {"prior": "gamma(a, b)", "likelihood": "exp(-n r) r^s"},
                "over": {"r": ["0", "inf"]},
            },
        },
        {"distribution": "gamma(a + s, b + n)"},
        "gamma(a + s, 1/(b + n))",
    ),
    (
        "posterior of a mean",
        {
            "params": {"m": "40..60", "n": "2..9"},
            "witness": {
                "posterior": {"prior": "normal(0, 100)", "likelihood": "exp(-n (u - m)^2/2)"},
                "over": {"u": ["-inf", "inf"]},
            },
        },
        {"distribution": "normal(n m/(n + 1/100), 1/(n + 1/100))"},
        "normal(m, 1/n)",
    ),
    (
        "posterior moments by name",
        {
            "params": {"m": "-3..3", "x": "-4..6", "n": "2..4"},
            "witness": {
                "posterior": {"prior": "normal(m, 4)", "likelihood": "exp(-n (u - x)^2/2)"},
                "over": {"u": ["-inf", "inf"]},
            },
        },
        {"parts": {"mean": {"number": "(m/4 + n x)/(1/4 + n)"}, "variance": {"number": "1/(1/4 + n)"}}},
        "variance = 1/n",
    ),
    (
        "posterior mean",
        {
            "params": {"a": "2..5", "n": "10..20", "k": "1..9"},
            "witness": {
                "posterior": {"prior": "beta(a, 3)", "likelihood": "p^k (1 - p)^(n - k)"},
                "over": {"p": ["0", "1"]},
                "mean": "p",
            },
        },
        {"number": "(a + k)/(a + 3 + n)"},
        "k/n",
    ),
    (
        "substitute",
        {
            "names": {"g": "g_t", "v": "v_t"},
            "assume": ["v > 0"],
            "witness": {"substitute": "((1 - n1) g + n1 m)/sqrt(v)", "with": {"n1": "0", "m": "0"}},
        },
        {"expression": "g/sqrt(v)"},
        "g/v",
    ),
    (
        "monte-carlo",
        {
            "params": {"s": "1..3", "r": "1..3"},
            "witness": {"monte-carlo": {"x": "normal(0, s^2)", "y": "normal(x, r^2)"}, "variance": "y"},
        },
        {"number": "s^2 + r^2"},
        "s^2",
    ),
    (
        "a part each",
        {"params": AB, "witness": {"sum": {"value": "max(a, b) + min(a, b)"}, "low": {"value": "min(a, b)"}}},
        {"parts": {"sum": {"number": "a + b"}, "low": {"number": "(a + b - abs(a - b))/2"}}},
        "low = a + b",
    ),
    (
        "parts from a vector",
        {"params": AB, "witness": {"solve": "[[1, 1], [1, -1]]", "equals": "[a, b]"}},
        {"parts": {"x": {"number": "(a + b)/2"}, "y": {"number": "(a - b)/2"}}},
        "y = (a + b)/2 + 1",
    ),
    (
        "loops",
        {
            "witness": {
                "loops": "sum(Q[i,j,c] K[i,l,c], c, 1, d)/sqrt(d)",
                "over": {"i": "b", "j": "t", "l": "s"},
            }
        },
        {
            "code": "np.einsum('btd,bsd->bts', Q, K) / np.sqrt(Q.shape[-1])",
            "arrays": {"Q": ["b", "t", "d"], "K": ["b", "s", "d"]},
        },
        "np.einsum('btd,bsd->bts', Q, K) / Q.shape[-1]",
    ),
    (
        "loops of code that raises",
        {"witness": {"loops": "sum(A[i,j] x[j], j, 1, n)", "over": {"i": "m"}}},
        {"code": "A @ x", "arrays": {"A": ["m", "n"], "x": ["n"]}},
        "A.T @ x",
    ),
    (
        "loops with a number among the arrays",
        {"witness": {"loops": "x[i] - h g[i]", "over": {"i": "n"}}},
        {"code": "x - h*g", "arrays": {"x": ["n"], "g": ["n"], "h": []}},
        "x + h*g",
    ),
    (
        "loops over probabilities",
        {
            "vars": ["p"],
            "assume": ["0 < p < 1"],
            "witness": {"loops": "-sum(ln(p[i]) + ln(1 - p[i]), i, 1, n)/n", "over": {}},
        },
        {"code": "-np.mean(np.log(p*(1 - p)))", "arrays": {"p": ["n"]}},
        "-np.sum(np.log(p*(1 - p)))",
    ),
    (
        "loops to a number",
        {"witness": {"loops": "sum(x[i]^2, i, 1, n)", "over": {}}},
        {"code": "x @ x", "arrays": {"x": ["n"]}},
        "x",
    ),
    (
        "array",
        {
            "witness": {
                "array": "Q @ K.transpose(0, 2, 1)",
                "arrays": {"Q": ["b", "t", "d"], "K": ["b", "s", "d"]},
            }
        },
        {"shape": "(b, t, s)"},
        "(b, s, t)",
    ),
    (
        "array with a length",
        {"params": A, "witness": {"array": "x[:, None] + w", "arrays": {"x": ["n"], "w": ["a"]}}},
        {"shape": "(n, a)"},
        "(a, n)",
    ),
    (
        "array with an inverse of a product",
        {"witness": {"array": "np.linalg.inv(X.T @ X) @ X.T @ y", "arrays": {"X": ["n", "d"], "y": ["n"]}}},
        {"shape": "(d,)"},
        "(n,)",
    ),
    (
        "array of probabilities",
        {
            "vars": ["p", "S"],
            "assume": ["0 < p < 1", "S positive-definite"],
            "witness": {
                "array": "np.log(p/(1 - p)) @ np.linalg.cholesky(S)",
                "arrays": {"p": ["m", "n"], "S": ["n", "n"]},
            },
        },
        {"shape": "(m, n)"},
        "(n, m)",
    ),
    (
        "jacobian by an array",
        {"witness": {"jacobian": "A x", "wrt": "x"}},
        {"matrix-expression": "A", "shapes": {"A": ["m", "n"], "x": ["n"]}},
        "2A",
    ),
    (
        "hessian by an array",
        {"witness": {"hessian": "dot(x, A x)", "wrt": "x"}},
        {"matrix-expression": "A + T(A)", "shapes": {"A": ["n", "n"], "x": ["n"]}},
        "2A",
    ),
    (
        "minimum at kinks in three coordinates",
        {
            "params": {"a": ["2.6"], "b": ["-1.0"], "c": ["0.8"], "l": ["0.9"]},
            "witness": {
                "minimum": "((x - a)^2 + (y - b)^2 + (z - c)^2)/2 + l (abs(x) + abs(y) + abs(z))",
                "over": {"x": ["-10", "10"], "y": ["-10", "10"], "z": ["-10", "10"]},
            },
        },
        {"vector": "[a - l, b + l, 0]"},
        "[a - l, b - l, 0]",
    ),
    (
        "value of a distribution",
        {"params": AB, "witness": {"value": "beta(sum(1, i, 1, a + b), b)"}},
        {"distribution": "beta(a + b, b)"},
        "beta(b, a + b)",
    ),
    (
        "law as a distribution",
        {"params": AB, "witness": {"law": "x^(a - 1) exp(-b x)", "over": {"x": ["0", "inf"]}}},
        {"distribution": "gamma(a, b)"},
        "gamma(a, 1/b)",
    ),
    (
        "law of counts as a distribution",
        {"params": A, "witness": {"law": "a^k/k!", "over": {"k": "0..30"}}},
        {"distribution": "poisson(a)"},
        "poisson(a + 1)",
    ),
    (
        "law of a function of a variable",
        {
            "params": AB,
            "witness": {"law": "normal(a, b^2)", "over": {"x": ["-inf", "inf"]}, "give": "2x + 1"},
        },
        {"distribution": "normal(2a + 1, 4b^2)"},
        "normal(2a + 1, 2b^2)",
    ),
    (
        "law of a decreasing function",
        {"params": A, "witness": {"law": "uniform(0, 1)", "over": {"u": ["0", "1"]}, "give": "-ln(u)/a"}},
        {"distribution": "exponential(a)"},
        "exponential(1/a)",
    ),
    (
        "enumerated distribution",
        {
            "params": {"n": "2..4"},
            "witness": {
                "enumerate": {"x": "0..n", "y": "0..n"},
                "weight": "choose(n, x) choose(n, y) (1/4)^(x + y) (3/4)^(2n - x - y)",
                "give": "x + y",
            },
        },
        {"distribution": "binomial(2n, 1/4)"},
        "binomial(n, 1/4)",
    ),
    (
        "law with a kink",
        {
            "params": A,
            "witness": {"law": "normal(0, 1)", "over": {"x": ["-inf", "inf"]}, "mean": "max(x, 1/a)"},
        },
        {"number": "Phi(1/a)/a + phi(1/a)"},
        "Phi(1/a)/a - phi(1/a)",
    ),
    (
        "law with two peaks",
        {
            "params": {"a": "5..40"},
            "witness": {
                "law": "exp(-(x - a)^2/2) + 3 exp(-50 (x + a)^2)",
                "over": {"x": ["-inf", "inf"]},
                "mean": "x",
            },
        },
        {"number": "a (1 - 3/10)/(1 + 3/10)"},
        "a (1 - 3)/(1 + 3)",
    ),
    (
        "assumptions with parameters",
        {
            "vars": ["x", "n"],
            "params": A,
            "assume": ["x > a", "n positive integer"],
            "witness": {"value": "abs(x - a) + abs(cos(n pi)) + n"},
        },
        {"expression": "x - a + 1 + n"},
        "a - x + 1 + n",
    ),
    (
        "solutions",
        {"params": A, "witness": {"solve": "[[1, 1, 0], [0, 0, 1]]", "equals": "[a, 2]"}},
        {"solutions": {"point": "[a, 0, 2]", "span": "[[1, -1, 0]]"}},
        "[[1, 1, 0]]",
    ),
    (
        "inverse-map",
        {
            "params": A,
            "vars": ["y"],
            "assume": ["y > 1"],
            "witness": {"inverse-map": "exp(a x) + 1", "wrt": "x", "equals": "y"},
        },
        {"expression": "ln(y - 1)/a"},
        "ln(y + 1)/a",
    ),
    (
        "factors",
        {"params": A, "witness": {"factors": "[[a, 0], [0, 2]]", "as": "qr"}},
        {"factorisation": "qr", "of": "[[a, 0], [0, 2]]"},
        "[[a, 1], [0, 2]]",
    ),
]


@each_row(("beside", "answer"), [case[1:3] for case in CASES])
def test_a_right_key_is_confirmed(beside: dict[str, Any], answer: dict[str, Any]) -> None:
    assert agrees({**beside, "answer": answer})


@each_row(("beside", "answer", "wrong"), [case[1:] for case in CASES])
def test_a_wrong_key_is_contradicted(beside: dict[str, Any], answer: dict[str, Any], wrong: str) -> None:
    assert not agrees({**beside, "answer": _with(answer, wrong)})


@each_row(
    ("witness", "answer"),
    [
        ({"inverse": "3"}, {"matrix": "[[1, 2], [3, 5]]"}),
        ({"eigen": "[[1, 2, 3], [4, 5, 6]]"}, {"list": "[1, 2]"}),
        ({"solve": "3", "equals": "[1, 2]"}, {"vector": "[1, 2]"}),
        ({"taylor": "[x, 2]", "degree": "2", "wrt": "x"}, {"expression": "1 + x", "vars": ["x"]}),
        ({"limit": "1/x", "wrt": "x", "to": "[1, 2]"}, {"number": "0"}),
        ({"hessian": "[x, 2]", "wrt": "x"}, {"matrix": "[[1]]", "vars": ["x"]}),
        ({"ode": "-y", "wrt": "t", "start": {"y": "1"}}, {"expression": "exp(-t)", "vars": ["t"]}),
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
    tried = {head_of(case[1]["witness"]) for case in CASES if find_head(case[1]["witness"])}
    assert tried >= set(HEADS)
    assert set(HEADS) == set(RUNS)


@each_row("case", CASES)
def test_slips_of_sign_factor_constant_and_count_are_caught(case: tuple[Any, ...]) -> None:
    name, beside, answer, _ = case
    exercise = {"id": "t", "prompt": "p", **beside, "answer": answer}
    expansions = [(seed, question(exercise, seed)) for seed in range(3)]
    report = ExerciseReport(exercise="t")
    judge_slips(expansions, report)
    if "monte-carlo" in beside["witness"] or "cancel" in name:
        assert report.caught >= 0.7 * report.mutants, report.missed  # it sees no small slip
    else:
        assert report.missed == (), name


def _with(answer: dict[str, Any], wrong: str) -> dict[str, Any]:
    """The answer with a wrong value; for parts ``name = value``."""
    if "parts" in answer:
        name, value = (word.strip() for word in wrong.split("=", 1))
        return {"parts": {**answer["parts"], name: {"number": value}}}
    if "solutions" in answer:
        return {"solutions": {**answer["solutions"], "span": wrong}}
    if "factorisation" in answer:
        return {**answer, "of": wrong}
    kind = next(iter(answer))
    return {**answer, kind: wrong}


def test_writing_the_key_out_again_is_no_witness() -> None:
    exercise = {
        "id": "t",
        "params": AB,
        "let": {"s": "a + b"},
        "answer": {"number": "s/2"},
        "witness": {"value": "(a + b)/2"},
    }
    expansion = question(exercise, 0)
    (claimed,) = witnessed(expansion, expansion.expect(), 0)
    assert is_on_same_ground(expansion, claimed)
    report = verify({**exercise, "prompt": "p"}, variants=2)
    assert "same-ground" in {problem.code for problem in report.problems}


@pytest.mark.parametrize("witness", ["b^2 + a*2", "2 a - (-b^2)", "b b^1 + 2 a - 0", "(4 a + 2 b^2)/2"])
def test_the_key_with_its_terms_in_another_order_is_no_witness(witness: str) -> None:
    exercise = {"id": "t", "params": AB, "answer": {"number": "2 a + b^2"}, "witness": {"value": witness}}
    expansion = question(exercise, 0)
    (claimed,) = witnessed(expansion, expansion.expect(), 0)
    assert is_on_same_ground(expansion, claimed) == (witness in ("b^2 + a*2", "2 a - (-b^2)"))


def test_another_ground_is_told_from_the_same() -> None:
    exercise = {
        "id": "t",
        "params": A,
        "answer": {"number": "a^2"},
        "witness": {"value": "det([[a, 0], [0, a]])"},
    }
    expansion = question(exercise, 0)
    (claimed,) = witnessed(expansion, expansion.expect(), 0)
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
    (claimed,) = witnessed(expansion, expansion.expect(), 0)
    with pytest.raises(BankError, match="cannot be run"):
        confirm(claimed.trial)


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
    found = family(name, parameters)
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
