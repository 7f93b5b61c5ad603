"""Trees to SymPy and back: exactness, conventions, budgets, the printed form, conditions and assumptions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.domains import Domain, read_assumptions
from drill.maths.exact import decide_exactly, evaluate_exactly
from drill.maths.maths_tree import Call, Const, Neg, Node, Num, Sequence, Sym
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.names import FUNCTIONS, Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.maths.scalars import SCALAR_FUNCTIONS
from drill.maths.sympy_conversion import from_sympy, make_sympy_symbols, symbol_of, to_sympy
from tests.rows import each_row

NAMES = Names(declared=frozenset({"x", "y", "n", "k", "p", "A", "v"}), functions="bank")
X, Y = sympy.symbols("x y", real=True)
SYMBOLS = {"x": X, "y": Y}


def read(text: str) -> Node:
    return parse(text, NAMES)


def built(text: str, **values: object) -> object:
    return to_sympy(read(text), {**SYMBOLS, **values})


# To SymPy


def test_numbers_are_exact() -> None:
    assert built("0.1 + 1/3") == sympy.Rational(13, 30)
    assert built("1e-3 x") == X / 1000


@each_row(
    ("text", "expected"),
    [
        ("2x cos(2x)", 2 * X * sympy.cos(2 * X)),
        ("e^x + pi i", sympy.exp(X) + sympy.pi * sympy.I),
        ("log(8, 2) + ln(e)", 4),
        ("log10(1000) + log2(8)", 6),
        ("cbrt(-8) + root(-32, 5)", -4),
        ("diff(cbrt(x), x)", None),
        ("5! + binomial(5, 2) + gamma(4)", 136),
        ("0.5!", sympy.sqrt(sympy.pi) / 2),
        ("beta(2, 3)", sympy.Rational(1, 12)),
        ("floor(-2.5) + ceil(2.1) + |-3| + sign(-4)", 2),
        ("max(1, x, 3)", sympy.Max(3, X)),
        ("mod(-7, 3) + gcd(12, 18)", 8),
        ("diff(x^2 sin(3x), x)", 3 * X**2 * sympy.cos(3 * X) + 2 * X * sympy.sin(3 * X)),
        ("diff(x^3 y^2, x, y)", 6 * X**2 * Y),
        ("integrate(x^2, x)", X**3 / 3),
        ("integrate(1/(x - 1), x)", sympy.log(sympy.Abs(X - 1))),
        ("integrate(x/(x^2 + 1), x)", sympy.log(X**2 + 1) / 2),
        ("integrate(ln(x), x)", X * sympy.log(X) - X),
        ("integrate(e^(-x^2/2), x, -inf, inf)", sympy.sqrt(2 * sympy.pi)),
        ("limit(sin(x)/x, x, 0)", 1),
        ("limit(x ln(x), x, 0)", 0),
        ("limit((1 + 1/x)^x, x, inf)", sympy.E),
        ("limit(1/x^2, x, 0)", sympy.oo),
        ("limit(((x + y)^2 - x^2)/y, y, 0)", 2 * X),
        ("sum(k^2, k, 1, 10)", 385),
        ("sum(1/k^2, k, 1, inf)", sympy.pi**2 / 6),
        ("sum(x^k, k, 0, inf)", 1 / (1 - X)),
        ("prod(k, k, 1, 5)", 120),
        ("simplify(sin(x)^2 + cos(x)^2)", 1),
        ("raw(3/6)", sympy.Rational(1, 2)),
        ("softplus(0) + logit(1/2) + sigmoid(0)", sympy.log(2) + sympy.Rational(1, 2)),
        ("2 Phi(0)", 1),
    ],
)
def test_values(text: str, expected: object) -> None:
    found = built(text)
    if expected is not None:
        assert found == expected or sympy.simplify(found - expected) == 0  # type: ignore[operator]
    else:
        assert found.subs(X, -8) == sympy.Rational(1, 12)  # type: ignore[attr-defined]


def test_forms_are_changed_where_asked() -> None:
    assert built("expand((x + 1)^2)") == X**2 + 2 * X + 1
    assert built("factor(x^2 - 1)") == (X - 1) * (X + 1)
    assert built("simplify(sin(x)^2 + cos(x)^2)") == 1


def test_bound_names_keep_the_symbols_of_the_text() -> None:
    positive = sympy.Symbol("x", positive=True)
    assert to_sympy(read("diff(sqrt(x^2), x)"), {"x": positive}) == 1
    assert built("diff(x^2, x)", x=sympy.Integer(3)) == 2 * X


def test_vectors_and_matrices() -> None:
    assert built("[x, 1]") == sympy.Matrix([X, 1])
    assert built("det([[1 - x, 2], [3, 4 - x]])") == sympy.expand((1 - X) * (4 - X) - 6)
    assert built("inv([[x, 1], [0, x]])") == sympy.Matrix([[1 / X, -1 / X**2], [0, 1 / X]])
    assert built("[[x, 1], [0, x]]^(-1)") == sympy.Matrix([[1 / X, -1 / X**2], [0, 1 / X]])
    assert built("eigenvalues([[2, 1], [1, 2]])") == sympy.Matrix([1, 3])
    assert built("eigenvalues([[5, 0], [0, 5]])") == sympy.Matrix([5, 5])
    assert built("rank([[1, 2], [2, 4]])") == 1


@each_row(
    "text",
    [
        "1/0",
        "0^(-1)",
        "ln(0)",
        "1/(x - x)",
        "inv([[1, 2], [2, 4]])",
        "limit(1/x, x, 0)",
        "limit(|x|/x, x, 0)",
        "(-1)!",
        "sum(1/k, k, 1, inf)",
    ],
)
def test_what_has_no_value_is_undefined(text: str) -> None:
    with pytest.raises(UndefinedError):
        built(text)


@each_row(
    "text",
    [
        "9^9^9^9",
        "2^5000",
        "10^60^2",
        "3000!",
        "gamma(5000)",
        "sum(k, k, 1, 5000)",
        "expand((x + y + 1)^200)",
        "x^5000",
        "((2^1000)^1000)^1000",
    ],
)
def test_budgets(text: str) -> None:
    with pytest.raises(TooLargeError):
        built(text)


@each_row(
    "text",
    ["z", "sin([1, 2])", "1/[1, 2]", "integrate(x^x, x)", "[[1, 2], [3]]", "integrate(max(x, y), x)",
     "integrate(abs(x - y), x)"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(CheckError):
        to_sympy(parse(text, Names(declared=frozenset("xyz"), functions="bank")), SYMBOLS)


def test_every_function_of_the_language_is_understood() -> None:
    elsewhere = {"diff", "integrate", "limit", "sum", "prod", "subs", "ind", "pick", "cdf", "pdf", "quantile"}
    matrices = {
        "det",
        "inv",
        "T",
        "trace",
        "eigenvalues",
        "rank",
        "norm",
        "dot",
        "hadamard",
        "cross",
        "eye",
        "diag",
        "pinv",
        "softmax",
    }
    for name in set(FUNCTIONS) - elsewhere - matrices - {"col", "dec"}:
        arity = FUNCTIONS[name].least
        first = Num("6") if name in ("gcd", "mod", "factorial") else Num("0.5")
        args = (first, Num("3"))[:arity]
        exact = complex(to_sympy(Call(name, args), {}).evalf(20))
        assert exact == pytest.approx(complex(evaluate(Call(name, args), {})), rel=1e-12), name  # type: ignore[arg-type]


@each_row("name", sorted(set(SCALAR_FUNCTIONS) - {"gcd", "factorial"}))
def test_conventions_agree_with_the_second_engine(name: str) -> None:
    arity = FUNCTIONS[name].least
    node = Call(name, (Sym("x"), Num("3"))[:arity])
    for point in (Fraction(-7, 3), Fraction(1, 3), Fraction(5, 2)):
        try:
            number = evaluate_mp(node, {"x": point}, 25)
        except UndefinedError:
            continue
        found = complex(to_sympy(node, {"x": sympy.Rational(point.numerator, point.denominator)}).evalf(20))
        assert found == pytest.approx(complex(number), rel=1e-12), (name, point)


# From SymPy


def shown(node: Node) -> str:
    """Fully bracketed, so that the structure is seen; products without a sign keep their blank."""
    match node:
        case Num(text) | Sym(text) | Const(text):
            return text
        case Neg(arg):
            return f"-{shown(arg)}"
        case Call(name, args):
            return f"{name}({', '.join(map(shown, args))})"
        case Sequence(_, items):
            return f"[{', '.join(map(shown, items))}]"
        case _:
            sign = " " if node.implicit else node.op  # type: ignore[union-attr]
            return f"({shown(node.left)}{sign}{shown(node.right)})"  # type: ignore[union-attr]


@each_row(
    ("value", "expected"),
    [
        (2 * X * sympy.cos(2 * X) + sympy.sin(2 * X), "(((2 x) cos((2 x)))+sin((2 x)))"),
        (1 - 2 * X + X**3, "(((x^3)-(2 x))+1)"),
        (X / (X + 1), "(x/(x+1))"),
        (sympy.Rational(3, 4), "(3/4)"),
        (sympy.Rational(-1, 2), "-(1/2)"),
        (-3 * X / 4, "-((3 x)/4)"),
        (sympy.sqrt(2) / 2, "(sqrt(2)/2)"),
        (1 / sympy.sqrt(X), "(1/sqrt(x))"),
        (X ** sympy.Rational(3, 2), "(x^(3/2))"),
        (sympy.exp(-(X**2)), "(e^-(x^2))"),
        (-1 / (X - 1) ** 2, "-(1/((x-1)^2))"),
        (2 + 3 * sympy.I, "(2+(3 i))"),
        (2 * 3**X, "(2*(3^x))"),
        (3 * sympy.pi * sympy.sqrt(2) * X / 4, "((((3 sqrt(2)) pi) x)/4)"),
        (X * (X + 1) * sympy.exp(2 * X) * sympy.sin(X), "(((x (x+1)) (e^(2 x))) sin(x))"),
        (-X - Y, "(-x-y)"),
        (sympy.log(sympy.Abs(X)) / X, "(ln(abs(x))/x)"),
        (Y - X, "(y-x)"),
        ((X + 1) / 2, "((x+1)/2)"),
        (X**2 / 2 + X, "(((x^2)/2)+x)"),
        ((1 + sympy.sqrt(5)) / 2, "((1+sqrt(5))/2)"),
        (Y * (2 * X - 2) / 4, "((y (x-1))/2)"),
        (X * Y - X, "((x y)-x)"),
        (1 - X * Y, "(1-(x y))"),
        (sympy.sqrt(2 * sympy.pi) * X, "(sqrt((2 pi)) x)"),
        (sympy.exp(-(X**2)) / sympy.sqrt(2 * sympy.pi), "((e^-(x^2))/sqrt((2 pi)))"),
        (sympy.sqrt(2 / sympy.pi), "(sqrt(2)/sqrt(pi))"),
        (2**X * sympy.log(2), "((2^x) ln(2))"),
        (sympy.oo, "inf"),
        (-sympy.oo, "-inf"),
        (sympy.Float("0.125", 20), "0.125"),
        (sympy.Float("1.5e-30", 20), "1.5e-30"),
        (sympy.Matrix([1, X]), "[1, x]"),
        (sympy.Matrix([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
    ],
)
def test_the_form_is_the_textbooks(value: object, expected: str) -> None:
    assert shown(from_sympy(value)) == expected


@pytest.mark.parametrize(
    "value",
    [
        sympy.true,
        sympy.Heaviside(X),
        sympy.Piecewise((X, X > 0), (0, True)),
        sympy.Integral(sympy.exp(X**2), X),
        X < 1,
    ],
)
def test_what_learners_do_not_type_is_named(value: object) -> None:
    with pytest.raises(CheckError):
        from_sympy(value)


@pytest.mark.parametrize("value", [sympy.factorial(2000), sympy.Add(*[X**n for n in range(400)])])
def test_what_is_too_long_is_not_written(value: object) -> None:
    with pytest.raises(TooLargeError):
        from_sympy(value)


def sympy_expressions() -> st.SearchStrategy[sympy.Expr]:
    leaves = st.one_of(
        st.sampled_from([X, Y, sympy.pi, sympy.E]), st.fractions(-5, 5, max_denominator=6).map(sympy.Rational)
    )
    functions = st.sampled_from(
        [sympy.sin, sympy.cos, sympy.exp, sympy.atan, sympy.Abs, sympy.sqrt, sympy.tanh]
    )

    def grow(parts: st.SearchStrategy[sympy.Expr]) -> st.SearchStrategy[sympy.Expr]:
        return st.one_of(
            st.builds(sympy.Add, parts, parts),
            st.builds(sympy.Mul, parts, parts),
            st.builds(lambda base, n: base**n if base != 0 else base, parts, st.integers(-2, 3)),
            st.builds(lambda function, part: function(part), functions, parts),
        )

    return st.recursive(leaves, grow, max_leaves=8)


@given(sympy_expressions())
def test_there_and_back_gives_the_same_value(value: sympy.Expr) -> None:
    if value.has(sympy.zoo, sympy.nan):
        return
    again = to_sympy(from_sympy(value), SYMBOLS)
    if again != value:
        point = {X: sympy.Rational(7, 5), Y: sympy.Rational(-4, 3)}
        first, second = value.subs(point).evalf(30), again.subs(point).evalf(30)
        assert abs(first - second) <= abs(first) * sympy.Rational(1, 10**20)


@given(sympy_expressions())
def test_a_tree_has_the_same_value_on_the_second_engine(value: sympy.Expr) -> None:
    point = {X: sympy.Rational(7, 5), Y: sympy.Rational(-4, 3)}
    exact = value.subs(point)
    if exact.has(sympy.zoo, sympy.nan) or value.has(sympy.zoo, sympy.nan):
        return
    number = complex(exact.evalf(30)) if abs(exact.evalf(30)) < 1e150 else None
    if number is None or abs(number) < 1e-9:
        return
    found = evaluate_mp(from_sympy(value), {"x": Fraction(7, 5), "y": Fraction(-4, 3)}, 40)
    assert complex(found) == pytest.approx(number, rel=1e-12)


def test_rational_arithmetic_needs_no_sympy() -> None:
    values = {"x": Fraction(3, 2), "n": Fraction(4)}
    assert evaluate_exactly(read("x^2 - binomial(n, 2)/3 + mod(-7, n)"), values) == Fraction(5, 4)
    assert evaluate_exactly(read("sum(k^2, k, 1, n) + pick(2, 1, x)"), values) == Fraction(63, 2)
    assert evaluate_exactly(read("sqrt(x)"), values) is None
    assert evaluate_exactly(read("pi"), values) is None
    assert decide_exactly(parse("x < pi", NAMES, mode="statement"), values) is None
    with pytest.raises(UndefinedError):
        evaluate_exactly(read("1/(n - 4)"), values)
    with pytest.raises(TooLargeError):
        evaluate_exactly(read("9^9^9^9"), values)


# Assumptions


def test_assumptions_become_ranges() -> None:
    assumed = read_assumptions(
        [
            "x > 0",
            "0 < p < 1",
            "n positive integer",
            "k is a nonnegative integer",
            "y != 0",
            "a < b",
            "-1 <= rho",
        ],
        ["z"],
    )
    assert assumed.domain("x") == Domain(low=Fraction(0))
    assert assumed.domain("p") == Domain(low=Fraction(0), high=Fraction(1))
    assert assumed.domain("n") == Domain(low=Fraction(0), integer=True)
    assert assumed.domain("k") == Domain(low=Fraction(0), has_low=True, integer=True)
    assert assumed.domain("y") == Domain(nonzero=True)
    assert assumed.domain("rho") == Domain(low=Fraction(-1), has_low=True)
    assert assumed.domain("z") == assumed.domain("unheard-of") == Domain()
    assert len(assumed.relations) == 1


def test_assumptions_only_narrow() -> None:
    assert read_assumptions(["n > 3", "n positive integer", "n < 9", "n <= 9"], []).domain("n") == Domain(
        low=Fraction(3), high=Fraction(9), integer=True
    )


def test_members_of_a_domain() -> None:
    domain = Domain(low=Fraction(0), high=Fraction(1), has_high=True)
    assert 0 not in domain
    assert 1 in domain
    assert 0.5 in domain
    assert 2.5 not in Domain(integer=True)
    assert 0 not in Domain(nonzero=True)


def test_symbols_know_their_assumptions() -> None:
    symbols = make_sympy_symbols(
        read_assumptions(["x > 0", "n integer", "y >= 0", "z < 0"], ["x", "n", "y", "z", "w"])
    )
    assert symbols["x"].is_positive
    assert symbols["n"].is_integer
    assert symbols["y"].is_nonnegative
    assert symbols["z"].is_negative
    assert symbols["w"].is_real
    assert to_sympy(read("sqrt(x^2)"), symbols) == symbols["x"]
    assert symbol_of("x", Domain(low=Fraction(2))).is_positive


@pytest.mark.parametrize("text", ["x", "x > 0 or y > 0", "x purple integer"])
def test_other_texts_are_not_assumptions(text: str) -> None:
    with pytest.raises(CheckError):
        read_assumptions([text], ["x", "y"])


def test_engines_agree_on_bank_functions() -> None:
    texts = [
        "diff(x^2 e^(3x), x)",
        "integrate(sin(x) e^(-x), x, 0, 2)",
        "limit((e^x - 1)/x, x, 0)",
        "sum(x^k/k!, k, 0, 12)",
        "det([[x, 1], [2, x]])",
    ]
    for text in texts:
        exact = complex(sympy.N(built(text).subs(X, sympy.Rational(6, 5)), 20))  # type: ignore[attr-defined]
        assert exact == pytest.approx(complex(evaluate(read(text), {"x": 1.2})), rel=1e-8), text  # type: ignore[arg-type]
    exact = built("inv([[x, 1], [2, 3]])").subs(X, 2)  # type: ignore[attr-defined]
    assert np.allclose(np.array(exact.tolist(), float), evaluate(read("inv([[x, 1], [2, 3]])"), {"x": 2.0}))


@pytest.mark.parametrize(
    "text", ["diff(x = 2, x)", "diff(x < y, x)", "diff({x, 2}, x)", "gamma(2, 3)", "1 + gamma(x, 3)"]
)
def test_statements_and_distributions_are_no_expressions(text: str) -> None:
    with pytest.raises(CheckError, match="a number or expression is expected"):
        built(text)
