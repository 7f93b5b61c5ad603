"""The table of operators: what answers may write, and which numbers compute it."""

from __future__ import annotations

import pytest

from drill.errors import CheckError
from drill.maths import exact, mpmath_evaluation, numerical_calculus
from drill.maths.maths_tree import Call, Sym
from drill.maths.names import Names
from drill.maths.operators import OPERATORS
from drill.maths.plain import parse
from drill.maths.tree_evaluation import Compiler

DOUBLES, DIGITS, FRACTIONS = (
    numerical_calculus.ARITHMETIC, mpmath_evaluation.ARITHMETIC, exact.ARITHMETIC,
)  # fmt: skip
# The functions that each audience may write, with least and most arguments where these are not 1.
CIRCULAR = ["sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "sech", "csch", "coth"]
NUMBERS = """exp ln log2 log10 sqrt cbrt abs sign floor ceil erf gamma digamma factorial Phi phi sigmoid
softplus logit det inv T trace"""
ANSWER = {
    *CIRCULAR, *(f"a{name}" for name in CIRCULAR), *NUMBERS.split(), "log 1 2", "root 2 2", "binomial 2 2",
    "max 1 16", "min 1 16", "beta 2 2",
}  # fmt: skip
MATRIX = {"rank", "norm 1 2", "dot 2 2", "hadamard 2 2", "eye", "diag 1 16", "pinv", "softmax"}
BANK = {
    "diff 2 5", "integrate 2 4", "limit 3 3", "sum 4 4", "prod 4 4", "subs 3 33", "eigenvalues", "cross 2 2",
    "col", "expand", "factor", "simplify", "gcd 2 2", "mod 2 2", "ind", "pick 2 17", "raw", "dec 1 2",
    "cdf 2 2", "pdf 2 2", "quantile 2 2",
}  # fmt: skip


def list_written(audience: str) -> set[str]:
    rows = [row for row in OPERATORS.values() if row.audience == audience]
    return {
        row.name if (row.least, row.most) == (1, 1) else f"{row.name} {row.least} {row.most}" for row in rows
    }


@pytest.mark.parametrize(("audience", "functions"), [("answer", ANSWER), ("matrix", MATRIX), ("bank", BANK)])
def test_nobody_may_write_more_than_before(audience: str, functions: set[str]) -> None:
    assert list_written(audience) == functions


def test_a_spelling_belongs_to_one_function() -> None:
    spellings = [spelling for row in OPERATORS.values() for spelling in row.spellings]
    assert len(spellings) == len({*spellings} - OPERATORS.keys())


def test_the_table_says_which_numbers_compute_a_function() -> None:
    def is_computed(name: str, least: int, arithmetic: object) -> bool:
        arguments = (Sym("x"),) * least
        try:
            Compiler(arithmetic).compile(Call(name, arguments))  # type: ignore[arg-type]  # an Arithmetic
        except CheckError as error:
            return "not applied" not in str(error) and "not computed" not in str(error)
        return True

    for row in OPERATORS.values():
        plain = [is_computed(row.name, row.least, each) for each in (DOUBLES, DIGITS, FRACTIONS)]
        expected = {
            "all": [True, True, True], "reals": [True, True, False], "arrays": [False] * 3, "-": [False] * 3,
        }[row.computed]  # fmt: skip
        assert plain == expected, row.name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("relu(2x)", "max(0, 2x)"), ("erfc(x)", "1 - erf(x)"), ("silu(x + 1)", "(x + 1)*sigmoid(x + 1)"),
        ("swish(x)", "x*sigmoid(x)"), ("GELU(x)", "x*Phi(x)"),
    ],
)  # fmt: skip
def test_some_are_read_as_what_they_mean(typed: str, meant: str) -> None:
    names = Names(frozenset({"x"}))
    assert parse(typed, names, "value") == parse(meant, names, "value")
