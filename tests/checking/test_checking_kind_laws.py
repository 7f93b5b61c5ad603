"""Properties of every kind: the key is right in all spellings, what a mutation changed is wrong.

Right and wrong are decided here by NumPy and by construction, so that the program never judges itself.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.asked import check
from tests.rows import each_row

SQUARE = {"A": ["n", "n"], "B": ["n", "n"], "x": ["n"]}

entries = st.integers(-5, 5)


def verdict(expect: dict[str, Any], answer: Any) -> str:
    return check(expect, answer).verdict


def text(rows: Any) -> str:
    return str(np.asarray(rows).tolist())


# Matrix expressions as text beside NumPy.

MATRICES = [("A", lambda a, b: a), ("B", lambda a, b: b), ("I", lambda a, b: np.eye(len(a)))]


def _combined(inner: Any) -> Any:
    def product(f: Any, g: Any) -> Any:
        return f"({f[0]}) ({g[0]})", lambda a, b: f[1](a, b) @ g[1](a, b)

    def total(f: Any, g: Any) -> Any:
        return f"({f[0]} + {g[0]})", lambda a, b: f[1](a, b) + g[1](a, b)

    def turned(f: Any) -> Any:
        return f"({f[0]})^T", lambda a, b: f[1](a, b).T

    return st.one_of(
        st.builds(product, inner, inner), st.builds(total, inner, inner), st.builds(turned, inner)
    )


matrices = st.recursive(st.sampled_from(MATRICES), _combined, max_leaves=4)

REWRITES = [
    lambda e: f"(({e})^T)^T",
    lambda e: f"2({e}) - ({e})",
    lambda e: f"({e}) A A^-1",
    lambda e: f"({e} + B) - B",
    lambda e: f"I ({e})",
    lambda e: f"({e})/3 + 2/3 ({e})",
]
MUTATIONS = [
    (lambda e: f"({e})^T", lambda m, a, b: m.T),
    (lambda e: f"-({e})", lambda m, a, b: -m),
    (lambda e: f"({e}) A", lambda m, a, b: m @ a),
    (lambda e: f"A ({e})", lambda m, a, b: a @ m),
    (lambda e: f"({e}) + B", lambda m, a, b: m + b),
    (lambda e: f"({e}) (1 + 10^-90)", lambda m, a, b: 2 * m),
]


@given(matrices, st.sampled_from(REWRITES))
def test_matrix_expressions_rewritten(expression: Any, rewrite: Any) -> None:
    expect = {"matrix-expression": expression[0] if expression[0] != "I" else "I A", "shapes": SQUARE}
    assert verdict(expect, expect["matrix-expression"]) == "correct"
    assert verdict(expect, rewrite(expect["matrix-expression"])) == "correct"


@given(matrices, st.integers(0, len(MUTATIONS) - 1), st.integers(0, 1000))
def test_matrix_expressions_mutated(expression: Any, which: int, seed: int) -> None:
    key, value = expression
    assume(key != "I")
    change, changed = MUTATIONS[which]
    random = np.random.default_rng(seed)
    pairs = [random.normal(size=(2, n, n)) for n in (2, 3, 4)]
    same = all(np.allclose(value(a, b), changed(value(a, b), a, b)) for a, b in pairs)
    assert verdict({"matrix-expression": key, "shapes": SQUARE}, change(key)) == (
        "correct" if same else "wrong"
    )


# Several vectors, by conditions: the bases of a space.

spaces = st.lists(st.lists(entries, min_size=4, max_size=4), min_size=1, max_size=3).filter(
    lambda rows: np.linalg.matrix_rank(np.array(rows)) == len(rows)
)


@given(spaces, st.lists(entries, min_size=9, max_size=9), st.integers(0, 3))
def test_spans(rows: list[list[int]], mix: list[int], at: int) -> None:
    basis, size = np.array(rows), len(rows)
    change = np.array(mix).reshape(3, 3)[:size, :size]
    within = f"X = X T({text(rows)}) inv({text(rows)} T({text(rows)})) {text(rows)}"
    expect = {"any": {"vectors": 4}, "such-that": ["det(X T(X)) != 0", within, f"rank(X) = {size}"]}
    assert verdict(expect, text(rows)) == "correct"
    assert verdict(expect, text(change @ basis)) == ("correct" if round(np.linalg.det(change)) else "wrong")
    slipped = basis.copy()
    slipped[0][at] += 1
    within = np.linalg.matrix_rank(np.vstack([basis, slipped])) == size
    whole = np.linalg.matrix_rank(slipped) == size
    assert verdict(expect, text(slipped)) == ("correct" if within and whole else "wrong")


# Conditions on all parts: factors first, then their product.


def zeros(*places: str) -> dict[str, object]:
    """A 3×3 matrix with zeros in these places."""
    return {"any": {"matrix": [3, 3]}, "such-that": [f"X[{place}] = 0" for place in places]}


LOWER, UPPER = zeros("1, 2", "1, 3", "2, 3"), zeros("2, 1", "3, 1", "3, 2")
DIAGONAL = zeros("1, 2", "1, 3", "2, 3", "2, 1", "3, 1", "3, 2")
INVERTIBLE = {"any": {"matrix": [3, 3]}, "such-that": ["det(X) != 0"]}


def triangular(numbers: list[int], *, lower: bool) -> Any:
    full = np.array(numbers).reshape(3, 3)
    return np.tril(full, -1) + np.eye(3, dtype=int) if lower else np.triu(full, 1) + np.diag([2, -1, 3])


@given(st.lists(entries, min_size=9, max_size=9), st.integers(0, 8), st.booleans())
def test_lu(numbers: list[int], at: int, of_lower: bool) -> None:
    lower, upper = triangular(numbers, lower=True), triangular(numbers, lower=False)
    expect = {"parts": {"L": LOWER, "U": UPPER}, "such-that": [f"L U = {text(lower @ upper)}"]}
    assert verdict(expect, {"L": text(lower), "U": text(upper)}) == "correct"
    assert verdict(expect, f"U = {text(upper * 2)}; L = {text(lower.astype(float) / 2)}") == "correct"
    slipped = {"L": lower.copy(), "U": upper.copy()}
    slipped["L" if of_lower else "U"].flat[at] += 1
    assert verdict(expect, f"L = {text(slipped['L'])}; U = {text(slipped['U'])}") == "wrong"


@given(st.lists(entries, min_size=9, max_size=9), st.permutations(range(3)), st.integers(0, 2))
def test_eigen(numbers: list[int], order: list[int], at: int) -> None:
    p = np.array(numbers).reshape(3, 3)
    assume(round(np.linalg.det(p)))
    values = np.array([2, -1, 5])
    exact = np.array([[Fraction(int(entry)) for entry in row] for row in p])
    scaled = exact @ np.diag(values) @ _inverse(exact)
    matrix = "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in scaled) + "]"
    expect = {"parts": {"P": INVERTIBLE, "D": DIAGONAL}, "such-that": [f"{matrix} P = P D"]}
    assert verdict(expect, {"P": text(p), "D": text(np.diag(values))}) == "correct"
    assert verdict(expect, {"P": text(3 * p[:, order]), "D": text(np.diag(values[order]))}) == "correct"
    assert (verdict(expect, {"P": text(p[:, order]), "D": text(np.diag(values))}) == "correct") == (
        list(order) == [0, 1, 2]
    )
    values[at] += 1
    assert verdict(expect, {"P": text(p), "D": text(np.diag(values))}) == "wrong"


def _inverse(matrix: Any) -> Any:
    """The inverse of a 3×3 matrix of fractions, by cofactors."""

    def minor(i: int, j: int) -> Any:
        rest = np.delete(np.delete(matrix, i, 0), j, 1)
        return rest[0, 0] * rest[1, 1] - rest[0, 1] * rest[1, 0]

    cofactors = np.array([[(-1) ** (i + j) * minor(j, i) for j in range(3)] for i in range(3)])
    return cofactors / sum(matrix[0, j] * cofactors[j, 0] for j in range(3))


# Values that satisfy conditions.


@given(entries, entries, entries, entries, st.integers(-2, 2))
def test_any(a: int, b: int, c: int, d: int, more: int) -> None:
    expect = {"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 0", "X != 0"]}
    rank_one = np.outer([a, b], [c, d])
    assert verdict(expect, text(rank_one)) == ("correct" if rank_one.any() else "wrong")
    rank_one[0][0] += more
    holds = rank_one.any() and rank_one[0][0] * rank_one[1][1] == rank_one[0][1] * rank_one[1][0]
    assert verdict(expect, text(rank_one)) == ("correct" if holds else "wrong")


@given(
    st.lists(st.integers(1, 9), min_size=0, max_size=4), st.lists(st.integers(1, 9), min_size=0, max_size=4)
)
def test_shapes(due: list[int], given_: list[int]) -> None:
    expect = {"shape": str(tuple(due))}
    assert verdict(expect, str(tuple(due))) == "correct"
    assert verdict(expect, str(tuple(given_))) == ("correct" if due == given_ else "wrong")


# Kinds whose answers are taken as they are.


@given(st.sets(st.fractions(max_denominator=9), min_size=1, max_size=4), st.fractions(max_denominator=9))
def test_sets(members: set[Fraction], other: Fraction) -> None:
    listed = sorted(members)
    as_set = {"set": "{" + ", ".join(map(str, listed)) + "}"}
    assert verdict(as_set, ", ".join(map(str, reversed(listed)))) == "correct"
    assert verdict(as_set, ", ".join(map(str, {*members, other}))) == (
        "correct" if other in members else "wrong"
    )


@given(st.integers(-9, 9), st.integers(1, 9), st.sampled_from("[("), st.sampled_from("])"), st.integers(0, 3))
def test_intervals(low: int, width: int, opening: str, closing: str, which: int) -> None:
    high = low + width
    expect = {"interval": f"{opening}{low}, {high}{closing}"}
    first, last = "<=" if opening == "[" else "<", "<=" if closing == "]" else "<"
    assert verdict(expect, f"{opening}{low}, {high}{closing}") == "correct"
    assert verdict(expect, f"x {last} {high} and {low} {first} x") == "correct"
    slips = [
        f"{'(' if opening == '[' else '['}{low}, {high}{closing}",
        f"{opening}{low}, {high}{')' if closing == ']' else ']'}",
        f"{opening}{low}, {high} + 10^-9{closing}",
        f"{opening}{low - 1}, {high}{closing}",
    ]
    assert verdict(expect, slips[which]) == "wrong"


@given(st.integers(1, 9), st.integers(-9, 9), st.integers(2, 5), st.integers(0, 3))
def test_inequalities(a: int, b: int, factor: int, which: int) -> None:
    expect = {"inequality": f"{a} x > {b}", "vars": ["x"]}
    assert verdict(expect, f"x > {b}/{a}") == "correct"
    assert verdict(expect, f"-{factor} x < -{factor}*({b})/{a}") == "correct"
    slips = [f"x >= {b}/{a}", f"x < {b}/{a}", f"x > ({b} + 1)/{a}", f"{a} x > {b} + 10^-12"]
    assert verdict(expect, slips[which]) == "wrong"


@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 5))
def test_distributions(a: int, b: int, more: int) -> None:
    expect = {"distribution": f"beta({a}, {b})"}
    assert verdict(expect, f"Beta(b = {b}, a = {a})") == "correct"
    assert verdict(expect, f"Beta({a + more}, {b})") == "wrong"
    assert (verdict(expect, f"Beta({b}, {a})") == "correct") == (a == b)
    expect = {"distribution": f"normal({a}, {b})"}
    assert verdict(expect, f"N(mean = {a}, sd = sqrt({b}))") == "correct"
    assert (verdict(expect, f"N({a}, sd = {b})") == "correct") == (b == 1)


@given(st.permutations(["p", "q", "r", "s"]), st.sets(st.sampled_from("pqrs"), min_size=1))
def test_choices_and_orders(order: list[str], taken: set[str]) -> None:
    as_order = {"order": [{"id": each, "text": f"the {each}"} for each in "pqrs"]}
    assert verdict(as_order, " ".join(order)) == ("correct" if order == list("pqrs") else "wrong")
    options = [{"right" if each in "pr" else "wrong": f"the {each}", "id": each} for each in "pqrs"]
    assert verdict({"choices": options}, " ".join(taken)) == ("correct" if taken == {"p", "r"} else "wrong")
    for each in taken:
        one = [{"right" if o == "q" else "wrong": f"the {o}", "id": o} for o in "pqrs"]
        assert verdict({"choice": one}, each) == ("correct" if each == "q" else "wrong")


@given(st.permutations("abcd"), st.permutations("abcd"))
def test_letters_shown_come_before_ids_and_a_list_is_of_ids(shown: list[str], typed: list[str]) -> None:
    expect = {"order": [{"id": each, "text": f"the {each}"} for each in "abcd"]}
    meant = [shown["abcd".index(letter)] for letter in typed]
    due = "correct" if meant == list("abcd") else "wrong"
    for answer in (" ".join(typed), "".join(typed), meant, tuple(meant)):
        assert check(expect, answer, shown=shown).verdict == due


@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9))
def test_parts(a: int, b: int, c: int, d: int) -> None:
    expect = {"parts": {"m": {"number": a}, "w": {"vector": f"[{b}, {a}]"}}}
    assert verdict(expect, f"w = ({b}, {a}); m = {a}") == "correct"
    assert verdict(expect, {"m": str(c), "w": f"[{d}, {a}]"}) == ("correct" if (a, b) == (c, d) else "wrong")


CODE = {"code": "A @ x + b", "arrays": {"A": ["m", "n"], "x": ["n"], "b": ["m"]}}


@each_row(
    ("answer", "due"),
    [
        ("b + A.dot(x)", "correct"),
        ("np.einsum('ij,j->i', A, x) + b", "correct"),
        ("y = A @ x\ny + b", "correct"),
        ("(A * x).sum(axis=1) + b", "correct"),
        ("A @ x - b", "wrong"),
        ("(A * x).sum(axis=0) + b", "wrong"),
        ("A @ x", "wrong"),
        ("A @ x + b + 1e-6", "wrong"),
        ("A.T @ x + b", "wrong"),
        ("A @ x + b[:, None]", "wrong"),
    ],
)
def test_code(answer: str, due: str) -> None:
    assert verdict(CODE, answer) == due


fractions = st.builds(Fraction, st.integers(1, 40), st.sampled_from((41, 43, 47)))


@given(
    st.lists(fractions, min_size=4, max_size=4, unique=True),
    st.sampled_from(
        [("vector", "[{}, {}, {}, {}]"), ("set", "{{{}, {}, {}, {}}}"), ("matrix", "[[{}, {}], [{}, {}]]")]
    ),
    st.integers(5, 8),
    st.integers(0, 3),
)
def test_rounded_entries(numbers: list[Fraction], kind: tuple[str, str], decimals: int, at: int) -> None:
    name, grid = kind
    rounded = [f"{float(number):.{decimals}f}" for number in numbers]
    assert verdict({name: grid.format(*numbers)}, grid.format(*rounded)) == "correct"
    rounded[at] = f"{float(numbers[at]) + 2 * 10**-decimals:.{decimals}f}"
    assume(np.float32(rounded[at]) != np.float32(float(numbers[at])))  # as single precision prints it
    assert verdict({name: grid.format(*numbers)}, grid.format(*rounded)) == "wrong"
