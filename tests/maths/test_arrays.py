"""Arrays, laws and functions over doubles, digits and fractions: they agree, and refuse what has no value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import CheckError, OutOfStepsError, TooLargeError, UndefinedError
from drill.maths import exact, mpmath_evaluation, numerical_calculus
from drill.maths.arrays import (
    IndexedFamily,
    Law,
    SizesError,
    compile_arrays,
    convert_environment,
    differentiate_by_rules,
    lift,
)
from drill.maths.maths_tree import Binary, Call, Const, Index, Neg, Node, Num, Relation, Sequence, Sym
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.tree_evaluation import step_budget
from tests.rows import each_row

DOUBLES = lift(numerical_calculus.ARITHMETIC)
DIGITS = lift(mpmath_evaluation.ARITHMETIC)
FRACTIONS = lift(exact.ARITHMETIC)

A, B, V, W, X, N, K, P = map(Sym, ("A", "B", "v", "w", "x", "n", "k", "p"))
EVERY = Sym(":")
POINT: Mapping[str, Any] = {
    "A": np.array([[2.0, 1.0], [-1.0, 3.0]]),
    "B": np.array([[0.5, -2.0], [4.0, 1.0]]),
    "v": np.array([1.0, -2.0]),
    "w": np.array([3.0, 0.5]),
    "x": 1.5,
    "n": 4.0,
}


def call(name: str, *args: Node) -> Call:
    return Call(name, args)


def num(number: int) -> Node:
    return Num(str(number)) if number >= 0 else Neg(Num(str(-number)))


def in_doubles(tree: Node, env: Mapping[str, Any] = POINT) -> Any:
    return compile_arrays(tree, DOUBLES)(env)


def in_digits(tree: Node, env: Mapping[str, Any] = POINT) -> Any:
    with mpmath.workdps(30):
        return compile_arrays(tree, DIGITS)(convert_environment(env, mpmath.mpf))


def in_fractions(tree: Node, env: Mapping[str, Any] = POINT) -> Any:
    return compile_arrays(tree, FRACTIONS)(convert_environment(env, Fraction))


def are_close(value: Any, expected: Any, tolerance: float = 1e-9) -> bool:
    first, second = np.array(value, dtype=float), np.array(expected, dtype=float)
    if first.shape != second.shape:
        return False
    return bool(np.all(np.abs(first - second) <= tolerance * (1 + np.abs(second).max(initial=0))))


# Random trees of numbers, vectors and matrices, whose entries are small fractions.

numbers = st.integers(-6, 6).map(lambda count: count / 4)
vectors = st.lists(numbers, min_size=2, max_size=2).map(np.array)
matrices = st.lists(vectors, min_size=2, max_size=2).map(np.array)
points = st.fixed_dictionaries({"A": matrices, "B": matrices, "v": vectors, "w": vectors, "x": numbers})


def grow(trees: st.SearchStrategy[tuple[Node, int]]) -> st.SearchStrategy[tuple[Node, int]]:
    """Strategy for trees with the number of axes of their value, made of smaller ones."""
    pairs = st.tuples(trees, trees)
    entrywise = st.tuples(st.sampled_from("+-"), pairs.filter(lambda pair: pair[0][1] == pair[1][1]))
    product = pairs.filter(lambda pair: (pair[0][1], pair[1][1]) not in ((1, 1),))
    return st.one_of(
        entrywise.map(lambda row: (Binary(row[0], row[1][0][0], row[1][1][0]), row[1][0][1])),
        product.map(
            lambda pair: (
                Binary("*", pair[0][0], pair[1][0]),
                max(pair[0][1], pair[1][1]) if 0 in (pair[0][1], pair[1][1]) else pair[0][1] + pair[1][1] - 2,
            )
        ),
        trees.filter(lambda tree: tree[1] == 2).flatmap(
            lambda tree: st.sampled_from(
                [
                    (call("T", tree[0]), 2),
                    (call("trace", tree[0]), 0),
                    (call("det", tree[0]), 0),
                    (call("matpow", tree[0], num(3)), 2),
                    (call("inv", tree[0]), 2),
                ]
            )
        ),
        pairs.filter(lambda pair: pair[0][1] == pair[1][1] == 1).flatmap(
            lambda pair: st.sampled_from(
                [(call("dot", pair[0][0], pair[1][0]), 0), (call("outer", pair[0][0], pair[1][0]), 2)]
            )
        ),
    )


leaves = st.sampled_from([(A, 2), (B, 2), (V, 1), (W, 1), (X, 0), (num(2), 0)])
trees = st.recursive(leaves, grow, max_leaves=6)


@given(trees, points)
def test_fractions_digits_and_doubles_agree(tree: tuple[Node, int], point: dict[str, Any]) -> None:
    try:
        exactly = in_fractions(tree[0], point)
    except UndefinedError:
        return  # a singular matrix: doubles may not see it
    assert np.ndim(exactly) == tree[1]
    try:
        assert are_close(in_digits(tree[0], point), exactly)
        assert are_close(in_doubles(tree[0], point), exactly, 1e-6)
    except UndefinedError:
        assert "inv" in repr(tree[0])  # nearly singular, beyond the digits at hand


@each_row(
    ("tree", "expected"),
    [
        (Binary("*", A, B), POINT["A"] @ POINT["B"]),
        (Binary("*", V, A), POINT["v"] @ POINT["A"]),
        (Binary("*", A, V), POINT["A"] @ POINT["v"]),
        (Binary("*", V, call("T", W)), np.outer(POINT["v"], POINT["w"])),
        (Binary("*", call("T", V), W), POINT["v"] @ POINT["w"]),
        (Binary("^", A, num(2)), POINT["A"] ** 2),
        (Binary("/", num(1), A), 1 / POINT["A"]),
        (Binary("+", A, num(1)), POINT["A"] + 1),
        (call("hadamard", A, B), POINT["A"] * POINT["B"]),
        (call("exp", A), np.exp(POINT["A"])),
        (Binary("^", Const("e"), V), np.exp(POINT["v"])),
        (call("max", V, num(0)), np.maximum(POINT["v"], 0)),
        (call("outer", V, A), np.multiply.outer(POINT["v"], POINT["A"])),
        (call("inv", A), np.linalg.inv(POINT["A"])),
        (call("det", A), np.linalg.det(POINT["A"])),
        (call("matpow", A, num(-3)), np.linalg.matrix_power(POINT["A"], -3)),
        (call("diag", V), np.diag(POINT["v"])),
        (call("diag", A), np.diag(POINT["A"])),
        (call("diagpow", call("diag", W), num(-2)), np.diag(POINT["w"] ** -2.0)),
        (call("eye", num(3)), np.eye(3)),
        (call("flat", call("T", call("T", V))), POINT["v"]),
        (Binary("+", V, call("T", call("T", W))), POINT["v"] + POINT["w"]),
        (call("norm", A), np.linalg.norm(POINT["A"])),
        (call("norm1", V), 3),
        (call("norminf", A), 3),
        (call("maxof", A), 3),
        (call("minof", A), -1),
        (call("sumof", A), 5),
        (call("meanof", A), 1.25),
        (call("softmax", V), np.exp(POINT["v"]) / np.exp(POINT["v"]).sum()),
        (call("softmax", A), np.exp(POINT["A"]) / np.exp(POINT["A"]).sum(axis=1, keepdims=True)),
        (Index(A, (num(2), EVERY)), POINT["A"][1]),
        (Index(A, (EVERY, num(1))), POINT["A"][:, 0]),
        (Index(A, (num(1),)), POINT["A"][0]),
        (Index(A, (num(2), num(1))), -1),
        (Sequence("list", (V, W)), np.stack([POINT["v"], POINT["w"]])),
        (call("grad", call("dot", V, Binary("*", A, V)), V), (POINT["A"] + POINT["A"].T) @ POINT["v"]),
        (call("grad", Binary("*", A, V), V), POINT["A"]),
        (call("grad", call("det", A), A), np.linalg.det(POINT["A"]) * np.linalg.inv(POINT["A"]).T),
        (call("diff", Binary("*", call("sin", X), V), X), math.cos(1.5) * POINT["v"]),
        (call("diff", Binary("^", Binary("*", X, A), num(2)), X), 3 * POINT["A"] ** 2),
        (call("subs", call("diff", Binary("^", X, num(3)), X), X, num(2)), 12),
    ],
)
def test_array_functions_are_those_of_numpy(tree: Node, expected: Any) -> None:
    assert are_close(in_doubles(tree), expected)
    assert are_close(in_digits(tree), expected)


def test_a_large_softmax_stays_within_doubles() -> None:
    far = Sequence("list", (num(1000), num(1001)))
    assert are_close(in_doubles(call("softmax", far)), [1 / (1 + math.e), math.e / (1 + math.e)])


# Folds.


@each_row(
    ("tree", "expected"),
    [
        (call("sum", Binary("^", K, num(2)), K, num(1), N), 30),
        (call("sum", K, K, num(3), num(2)), 0),
        (call("prod", K, K, num(1), N), 24),
        (call("largest", Binary("*", K, Binary("-", num(3), K)), K, num(0), N), 2),
        (call("smallest", Binary("*", K, Binary("-", num(3), K)), K, num(0), N), -4),
        (call("argmin", Binary("*", K, Binary("-", num(3), K)), K, num(0), N), 4),
        (call("argmax", Index(V, (K,)), K, num(1), num(2)), 1),
        (call("sum", call("guard", Relation("!=", K, num(2)), K), K, num(1), N), 8),
        (call("argmax", call("guard", Relation("<", K, num(3)), K), K, num(1), N), 2),
        (call("mean", call("guard", Relation(">", K, num(1)), K), K, P), Fraction(8, 3)),
        (call("mean", K, K, P), Fraction(9, 4)),
        (call("sum", Binary("*", Index(P, (K,)), V), K, num(1), num(3)), [1, -2]),
        (
            call(
                "sum",
                call("sum", call("guard", Relation("<", K, N), K), N, num(1), num(3)),
                K,
                num(1),
                num(3),
            ),
            4,
        ),
        (call("mean", K, K, Sym("members")), 3),
        (call("card", Sym("members")), 2),
        (call("sum", Index(Sym("a"), (K,)), K, num(1), num(3)), 36),
        (call("apply", Sym("f"), num(2), num(5)), 7),
        (call("apply", call("given", Sym("f"), num(5)), num(2)), 7),
        (call("mean", K, K, call("given", Sym("law"), num(3))), Fraction(9, 4)),
        (call("density", call("given", Sym("law"), num(3)), num(2)), Fraction(1, 4)),
        (call("sum", K, K, call("given", Sym("law"), num(3))), 5),
        (call("ind", Relation("=", Sym("text"), Sym("text"))), 1),
        (call("pick", num(2), Binary("/", num(1), num(0)), X), Fraction(3, 2)),
    ],
)
def test_folds_run_over_places_members_and_laws(tree: Node, expected: Any) -> None:
    env = {
        **POINT,
        "p": np.array([0.25, 0.25, 0.5]),
        "members": [2.0, 4.0],
        "a": IndexedFamily(lambda place: 6.0 * place),
        "f": lambda do, x, y: do.operators["+"](x, y),
        "law": Law(list_two_outcomes, weigh_two_outcomes),
        "text": "cat",
    }
    assert are_close(in_doubles(tree, env), expected)
    assert are_close(in_digits(tree, env), expected)
    assert are_close(in_fractions(tree, env), expected)


def list_two_outcomes(do: Any, condition: Any) -> list[tuple[Any, Any]]:
    quarter = do.operators["/"](do.convert(1), do.convert(4))
    return [(condition, quarter), (do.convert(2), do.operators["-"](do.convert(1), quarter))]


def weigh_two_outcomes(do: Any, values: tuple[Any, ...], conditions: tuple[Any, ...]) -> Any:
    return do.operators["/"](do.convert(1), do.operators["^"](values[0], do.convert(2)))


@each_row(
    ("body", "expected"),
    [
        (Binary("^", K, num(6)), 1741),
        (call("exp", K), math.exp(3)),
        (Binary("*", K, V), POINT["v"]),
        (call("sigmoid", Binary("-", K, num(1))), 0.5),
        (call("cos", Binary("*", Binary("*", num(8), Const("pi")), K)), 0),
    ],
)
def test_a_mean_over_a_normal_law(body: Node, expected: Any) -> None:
    tree = call("mean", body, K, call("normal", num(1), num(4)))
    assert are_close(in_doubles(tree), expected)
    assert are_close(in_digits(tree), expected)


def test_densities_and_divergences_of_normal_laws() -> None:
    first, second = (
        call("normal", V, call("eye", num(2))),
        call("normal", num(0), Binary("*", A, call("T", A))),
    )
    spread = POINT["A"] @ POINT["A"].T
    inverse = np.linalg.inv(spread)
    v, w = POINT["v"], POINT["w"]
    density = math.exp(-w @ inverse @ w / 2) / math.sqrt((2 * math.pi) ** 2 * np.linalg.det(spread))
    divergence = (np.trace(inverse) + v @ inverse @ v - 2 + math.log(np.linalg.det(spread))) / 2
    assert are_close(in_doubles(call("density", second, W)), density)
    assert are_close(in_digits(call("density", second, W)), density)
    assert are_close(in_doubles(call("kl", first, second)), divergence)
    assert are_close(in_digits(call("kl", first, second)), divergence)


def test_a_divergence_of_chances_leaves_out_what_never_happens() -> None:
    env = {"p": np.array([0.0, 0.25, 0.75]), "q": np.array([0.5, 0.25, 0.25])}
    assert are_close(in_doubles(call("kl", P, Sym("q")), env), 0.75 * math.log(3))
    with pytest.raises(UndefinedError):
        in_doubles(call("kl", Sym("q"), P), env)


# What has no value.


@each_row(
    ("tree", "error", "message"),
    [
        (Binary("+", A, V), SizesError, "a sum of 2×2 and 2 is not possible"),
        (Binary("*", A, Sym("m")), SizesError, "a product of 2×2 and 3×2 is not possible"),
        (call("inv", Sym("m")), SizesError, "an inverse needs a square matrix, not 3×2"),
        (call("inv", Binary("*", V, call("T", V))), UndefinedError, "the matrix is singular"),
        (Binary("*", V, W), CheckError, "two vectors have no product"),
        (call("dot", V, Sym("m")), SizesError, "an inner product of 2 and 3×2"),
        (call("T", call("outer", V, A)), CheckError, "more than two axes"),
        (Index(V, (num(3),)), CheckError, "there is no entry 3 among 2"),
        (Index(V, (num(1), num(1))), CheckError, "2 indices for 1 axes"),
        (Index(X, (num(1),)), CheckError, "a number has no entries"),
        (Relation("<", V, W), CheckError, "no order"),
        (Binary("+", Sym("text"), num(1)), CheckError, "a number or an array is expected"),
        (Neg(Relation("<", X, N)), CheckError, "a number or an array is expected"),
        (call("exp", Sym("law")), CheckError, "a number or an array is expected"),
        (Binary("*", Sym("nan"), num(1)), UndefinedError, "not a number"),
        (Sym("nan"), UndefinedError, "no finite value"),
        (call("max", Sym("holes"), num(0)), UndefinedError, "not a finite number"),
        (call("min", Sym("holes"), num(0)), UndefinedError, "not a finite number"),
        (call("apply", Sym("gives nan"), X), UndefinedError, "not a number"),
        (call("apply", X, X), CheckError, "a function is expected"),
        (call("given", X, X), CheckError, "a law or a function is expected"),
        (call("density", X, X), CheckError, "a law is expected"),
        (call("guard", Relation("<", X, N), X), CheckError, "leaves members out"),
        (call("largest", K, K, num(2), num(1)), UndefinedError, "an extreme of no members"),
        (call("argmax", num(1), K, num(1), N), UndefinedError, "more than one place"),
        (call("argmax", V, K, num(1), N), CheckError, "what is compared is a number"),
        (call("prod", A, K, num(1), N), CheckError, "a factor of a product over an index is a number"),
        (call("sum", K, K, num(1), num(10**9)), TooLargeError, "terms"),
        (call("sum", K, K, num(1), Sym("text")), CheckError, "a number or an array is expected"),
        (call("sum", K, K, Sym("text")), CheckError, "a number or an array is expected"),
        (call("largest", K, K, num(1), Const("inf")), CheckError, "this largest without an end"),
        (call("sum", K, K, call("normal", num(0), num(1))), CheckError, "no list of outcomes"),
        (call("mean", call("abs", K), K, call("normal", num(0), num(1))), UndefinedError, "does not settle"),
        (call("mean", K, K, call("normal", V, call("eye", num(2)))), CheckError, "normal law of vectors"),
        (call("mean", K, K, V), CheckError, "chances of a law add up to 1"),
        (call("kl", V, V), CheckError, "chances of a law add up to 1"),
        (call("density", call("normal", num(0), num(-1)), X), UndefinedError, "positive definite"),
        (call("normal", V, X), SizesError, "a normal law of 2 and a number"),
        (call("kl", call("normal", num(0), num(1)), V), CheckError, "another kind of law"),
        (call("eye", num(10**6)), CheckError, "identity matrix"),
        (call("matpow", A, num(10**6)), TooLargeError, "exponent"),
        (call("matpow", A, X), CheckError, "whole number"),
        (call("diagpow", A, num(2)), CheckError, "only a diagonal matrix"),
        (call("softmax", X), CheckError, "softmax"),
        (call("unheard", X), CheckError, "unheard is not applied to numbers"),
        (call("diff", X, V), CheckError, "what is differentiated by is a number"),
    ],
)
def test_what_cannot_be_computed_is_named(tree: Node, error: type[CheckError], message: str) -> None:
    env = {
        **POINT,
        "m": np.ones((3, 2)),
        "nan": math.nan,
        "holes": np.array([1.0, math.nan]),
        "text": "cat",
        "law": Law(list_two_outcomes, weigh_two_outcomes),
        "gives nan": lambda do, x: x * math.nan,
    }
    with pytest.raises(error, match=message):
        in_doubles(tree, env)
    with pytest.raises(CheckError):
        in_digits(tree, env)


def test_fractions_refuse_what_is_not_rational() -> None:
    for tree in (
        call("softmax", V),
        call("norm", V),
        call("exp", V),
        call("density", call("normal", num(0), num(1)), X),
    ):
        with pytest.raises(CheckError):
            in_fractions(tree)
    assert in_fractions(call("norm", Sequence("list", (num(3), num(4))))) == 5


def test_nested_folds_share_a_budget_of_steps() -> None:
    tree: Node = X
    for name in "abc":
        tree = call("sum", tree, Sym(name), num(1), num(300))
    with step_budget(100_000), pytest.raises(OutOfStepsError):
        in_doubles(tree)


def test_a_slope_by_rules_is_confirmed_by_differences() -> None:
    body = Binary("/", call("sin", Binary("^", X, num(2))), Binary("+", num(1), call("exp", X)))
    slope = call("diff", body, X)
    assert are_close(in_doubles(slope), in_digits(slope), 1e-14)
    second = call("diff", body, X, X)
    assert are_close(in_doubles(second), in_digits(second), 1e-13)


def test_differences_find_a_kink() -> None:
    with pytest.raises(UndefinedError, match="no derivative"):
        in_digits(call("diff", call("abs", X), X), {"x": 0.0})


# Integrals and sums without an end.


def read(text: str) -> Node:
    return parse(text, Names(declared=frozenset("ktxv"), functions="bank"))


@each_row(
    ("text", "expected"),
    [
        ("integrate(e^(-t^2), t, -inf, inf)", math.sqrt(math.pi)),
        ("integrate(1/sqrt(t), t, 0, 1)", 2),
        ("integrate(abs(t - 0.3), t, 0, 1)", 0.29),
        ("integrate(t^5 e^(-t), t, 0, inf)", 120),
        ("integrate(1/(1 + t^2), t, inf, 0)", -math.pi / 2),
        ("integrate(e^t v, t, 0, 1)", (math.e - 1) * POINT["v"]),
        ("integrate(integrate(e^(x t), t, 0, 1), x, 0, 1)", 1.3179021514544038),
        ("sum(1/k^2, k, 1, inf)", math.pi**2 / 6),
        ("sum(1/k^1.5, k, 1, inf)", 2.612375348685488),
        ("sum((-1)^k/k, k, 1, inf)", -math.log(2)),
        ("sum(x^k/k!, k, 0, inf)", math.exp(1.5)),
        ("sum(k 0.9^k, k, 1, inf)", 90),
        ("prod(1 + 1/k^2, k, 1, inf)", math.sinh(math.pi) / math.pi),
        ("sum(dot(v, v)^(-k), k, 0, inf)", 1.25),
    ],
)
def test_integrals_and_sums_without_an_end(text: str, expected: Any) -> None:
    assert are_close(in_doubles(read(text)), expected)
    assert are_close(in_digits(read(text)), expected)


@each_row(
    ("text", "message"),
    [
        ("integrate(1/t, t, 0, 1)", "does not converge"),
        ("integrate(floor(t), t, 0, 3.5)", "enough digits"),
        ("integrate(e^(-10000(t - 0.637)^2), t, 0, 10)", "enough digits"),
        ("sum(1/k, k, 1, inf)", "does not converge"),
        ("sum(sin(k)/k, k, 1, inf)", "fast enough"),
        ("sum(1/k^2 + ind(k = 500), k, 1, inf)", "fast enough"),
        ("sum(ind(mod(k, 100) = 0)/k^2, k, 1, inf)", "terms of 0"),
        ("sum(ind(k = 3000), k, 1, inf)", "terms of 0"),
    ],
)
def test_where_two_ways_do_not_agree_there_is_no_value(text: str, message: str) -> None:
    with pytest.raises(UndefinedError, match=message):
        in_doubles(read(text))


def test_slopes_go_through_sums_and_means() -> None:
    inner = call("exp", Binary("*", X, K))
    for fold in (
        call("sum", inner, K, num(1), num(3)),
        call("sum", call("guard", Relation("!=", K, num(2)), inner), K, num(1), num(3)),
        call("mean", inner, K, call("normal", num(0), num(1))),
    ):
        assert differentiate_by_rules(fold, ["x"]) is not None
        slope = call("diff", fold, X)
        assert are_close(in_doubles(slope), in_digits(slope), 1e-12)
    assert differentiate_by_rules(call("sum", inner, K, num(1), X), ["x"]) is None
    assert differentiate_by_rules(call("sum", inner, K, num(1), Const("inf")), ["x"]) is None
