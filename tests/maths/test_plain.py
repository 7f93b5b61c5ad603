"""What typed mathematics is read as, and what is said where it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import ParseError
from drill.maths.maths_tree import Binary, Call, Const, Neg, Num, Relation, Sequence, Sym
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.print import to_plain
from tests.maths.trees import explicit
from tests.rows import each_row

NAMES = Names(declared=frozenset(("x", "y", "t", "k", "n", "p", "x_1", "A", "B")), matrices=frozenset("AB"))
BANK = Names(declared=frozenset("abcdfknxyAQijl"), matrices=frozenset("A"), functions="bank")
FREE = Names(undeclared="allow")


def plain(text: str, names: Names = NAMES, mode: Mode = "value") -> str:
    return to_plain(parse(text, names, mode))


def error(text: str, names: Names = NAMES, mode: Mode = "value") -> ParseError:
    with pytest.raises(ParseError) as caught:
        parse(text, names, mode)
    return caught.value


@each_row(
    ("text", "meaning"),
    [
        ("2x e^(x^2)", "2*x*(e^(x^2))"),
        ("3sin 2x", "3*sin(2*x)"),
        ("sin^2 x", "(sin(x))^2"),
        ("sin²x", "(sin(x))^2"),
        ("sin^-1 x", "asin(x)"),
        ("tan^-1(x)", "arctan(x)"),
        ("sin x cos x", "sin(x)*cos(x)"),
        ("xsinx", "x*sin(x)"),
        ("ln x y", "ln(x*y)"),
        ("ln x (x+1)", "ln(x)*(x+1)"),
        ("sin -x", "sin(-x)"),
        ("ln|x|", "ln(abs(x))"),
        ("e^-x", "e^(-x)"),
        ("e^2x", "(e^2)*x"),
        ("e^-9 x", "(e^(-9))*x"),
        ("e^-x(x+1)", "(e^(-x))*(x+1)"),
        ("e^-2sin x", "(e^(-2))*sin(x)"),
        ("y^-1x", "(y^(-1))*x"),
        ("A^-2B", "(A^(-2))*B"),
        ("e^x²", "e^(x^2)"),
        ("-x^2/2", "-((x^2)/2)"),
        ("(4/15)%", "(4/15)/100"),
        ("4/(15%)", "4/(15/100)"),
        ("x/2 + 50%", "(x/2)+(50/100)"),
        ("2^-3^2", "2^(-(3^2))"),
        ("x⁻¹", "x^(-1)"),
        ("x²y", "(x^2)*y"),
        ("|x-1|", "abs(x-1)"),
        ("||x|-1|", "abs(abs(x)-1)"),
        ("|x||y|", "abs(x)*abs(y)"),
        ("||x||y||", "abs(abs(x) abs(y))"),
        ("||x||y||-1", "abs(abs(x) abs(y)) - 1"),
        ("|-2|x||", "abs(-2 abs(x))"),
        ("|x|y|-x|", "abs(x) y abs(-x)"),
        ("2|x|", "2*abs(x)"),
        ("5!/(2!3!)", "(5!)/((2!)*(3!))"),
        ("½√x", "(1/2)*sqrt(x)"),
        ("1/2√x", "(1/2)*sqrt(x)"),
        ("1/2x", "(1/2)*x"),
        ("√2 x", "sqrt(2)*x"),
        ("√x^2", "sqrt(x^2)"),
        ("√(x)^2", "(sqrt(x))^2"),
        ("∛x", "cbrt(x)"),
        ("x·y−π", "x*y-pi"),
        ("2×3÷4", "2*3/4"),
        ("75%", "75/100"),
        ("C(5,2)", "binomial(5,2)"),
        ("5 choose 2", "binomial(5,2)"),
        ("log_2 8", "log2(8)"),
        ("log_{10}(x)", "log10(x)"),
        ("log_k(x)", "log(x,k)"),
        ("lg x", "log10(x)"),
        ("e^{2x}", "e^(2*x)"),
        ("x_{1}", "x_1"),
        ("x₁²", "(x_1)^2"),
        ("x**2", "x^2"),
        ("2e - 3", "(2*e)-3"),
        ("x ＋ 𝑥", "x+x"),
        ("gamma(3)", "gamma(3)"),
        ("np(1-p)", "n*p*(1-p)"),
        ("+x", "x"),
        ("x max(1, y)", "x*max(1,y)"),
    ],
)
def test_reading(text: str, meaning: str) -> None:
    assert explicit(parse(text, NAMES)) == explicit(parse(meaning, NAMES))


def test_letters_as_the_screen_shows_them() -> None:
    assert plain("r_w - rₗ", FREE) == "r_w - r_l"
    assert plain("2 varepsilon + varphi(x)", FREE) == "2 epsilon + phi(x)"
    assert error("xᵦ", FREE).code == "character"


def test_trees_keep_what_was_written() -> None:
    assert parse("2x", NAMES) == Binary("*", Num("2"), Sym("x"), implicit=True)
    assert parse("2*x", NAMES) == Binary("*", Num("2"), Sym("x"))
    assert parse("1/2x", NAMES) == Binary("*", Binary("/", Num("1"), Num("2")), Sym("x"), implicit=True)
    assert parse("-2x", NAMES) == Neg(Binary("*", Num("2"), Sym("x"), implicit=True))
    assert parse("0.750") == Num("0.750")
    assert parse("2.0e-3") == Num("2.0e-3")
    assert parse("2e-3", BANK) == Num("2e-3")
    assert parse("x - -y", NAMES) == Binary("-", Sym("x"), Neg(Sym("y")))


@pytest.mark.parametrize("text", ["inf", "infinity", "oo", "∞", "Infinity"])
def test_infinity(text: str) -> None:
    assert parse(text) == Const("inf")
    assert parse(f"-{text}") == Neg(Const("inf"))


@pytest.mark.parametrize("text", ["dne", "DNE", "does not exist", "Does  not exist"])
def test_does_not_exist(text: str) -> None:
    assert parse(text) == Const("dne")


@each_row(
    ("text", "mode", "printed"),
    [
        ("[[1,2],[3,4]]", "matrix", "[[1, 2], [3, 4]]"),
        ("[1,2;3,4]", "matrix", "[[1, 2], [3, 4]]"),
        ("1 2; 3 4", "matrix", "[[1, 2], [3, 4]]"),
        ("5 -10\n-10 22", "matrix", "[[5, -10], [-10, 22]]"),
        ("1, 2\r\n3, 4\n", "matrix", "[[1, 2], [3, 4]]"),
        ("[5 -10]\n[-10 22]", "matrix", "[5, -10], [-10, 22]"),
        ("[5 -10\n-10 22]", "matrix", "[[5, -10], [-10, 22]]"),
        ("[[1 2]\n [3 4]]", "matrix", "[[1, 2], [3, 4]]"),
        ("[1 2;\n 3 4]", "matrix", "[[1, 2], [3, 4]]"),
        ("1 +\n2, 3\n4, 5", "matrix", "[[1 + 2, 3], [4, 5]]"),
        ("1, 2; 3, 4", "matrix", "[[1, 2], [3, 4]]"),
        ("[1 -2; 3 4]", "matrix", "[[1, -2], [3, 4]]"),
        ("[[1 2] [3 4]]", "matrix", "[[1, 2], [3, 4]]"),
        ("[cos t -sin t]", "vector", "[cos(t), -sin(t)]"),
        ("[1 - 2 3]", "vector", "[1 - 2, 3]"),
        ("[2 t, 1]", "vector", "[2t, 1]"),
        ("<1, t, 0>", "vector", "[1, t, 0]"),
        ("<(x > 1), [t > 2]>", "vector", "[x > 1, [(t > 2)]]"),
        ("⟨1, t, 0⟩", "vector", "[1, t, 0]"),
        ("(1, t, 0)", "vector", "(1, t, 0)"),
        ("1/2 [[-4,2],[3,-1]]", "matrix", "(1/2) [[-4, 2], [3, -1]]"),
        ("[1,0,2] + t[1,1,0]", "vector", "[1, 0, 2] + t [1, 1, 0]"),
        ("1, 2", "sequence", "1, 2"),
        ("1; 2", "sequence", "1, 2"),
        ("{1,2}", "sequence", "{1, 2}"),
        ("∅", "sequence", "{}"),
        ("(1,2]", "statement", "(1, 2]"),
        ("[0, 1) U (2, inf)", "statement", "[0, 1) U (2, inf)"),
        ("(-∞,0)∪(1,∞)", "statement", "(-inf, 0) U (1, inf)"),
        ("x <= 3", "statement", "x <= 3"),
        ("x ≤ 3", "statement", "x <= 3"),
        ("2 < x <= 5", "statement", "2 < x <= 5"),
        ("-1 < x and x < 3", "statement", "-1 < x < 3"),
        ("x<0 or x>1", "statement", "x < 0 or x > 1"),
        ("y = 2x+1", "statement", "y = 2x + 1"),
        ("y' = k y", "statement", "y' = k y"),
    ],
)
def test_modes(text: str, mode: Mode, printed: str) -> None:
    assert plain(text, NAMES, mode) == printed


def test_declared_names_beat_everything() -> None:
    names = Names(declared=frozenset(("e", "pi", "sin", "m_hat", "nu1", "lambda", "x", "xi_2")))
    assert parse("e", names) == Sym("e")
    assert parse("pi", names) == Sym("pi")
    assert parse("m_hat nu1", names) == Binary("*", Sym("m_hat"), Sym("nu1"), implicit=True)
    assert parse("λx", names) == Binary("*", Sym("lambda"), Sym("x"), implicit=True)
    assert parse("lambdax", names) == Binary("*", Sym("lambda"), Sym("x"), implicit=True)
    assert parse("ξ₂", names) == Sym("xi_2")
    assert parse("sin(x)", names) == Binary("*", Sym("sin"), Sym("x"), implicit=True)
    assert error("2e3", names).at == 1


def test_primes_and_transposes() -> None:
    assert parse("y'", NAMES) == Sym("y'")
    assert parse("A'B", NAMES) == parse("A^T B", NAMES) == parse("T(A) B", NAMES)
    assert parse("(A B)'", NAMES) == Call("T", (parse("A B", NAMES),))
    assert parse("A^-T", NAMES) == Call("T", (parse("A^-1", NAMES),))
    assert parse("A^T(A+B)", NAMES) == parse("A^T (A+B)", NAMES)
    assert parse("x^T", FREE) == Binary("^", Sym("x"), Sym("T"))


def test_distributions() -> None:
    assert parse("N(0, 4)") == Call("normal", (Num("0"), Num("4")))
    assert parse("Beta(3, 7)") == parse("beta(3,7)") == Call("beta", (Num("3"), Num("7")))
    keywords = (Relation("=", Sym("mean"), Num("0")), Relation("=", Sym("sd"), Num("2")))
    assert parse("N(mean=0, sd=2)") == Call("normal", keywords)
    assert parse("Gamma(2, rate=3)") == Call("gamma", (Num("2"), Relation("=", Sym("rate"), Num("3"))))
    assert error("sd = 2").code == "unknown-name"


def test_sigma_before_a_bracket_is_the_logistic_function() -> None:
    logistic = Call("sigmoid", (parse("4x", NAMES),))
    for text in ("σ(4x)", "sigma(4x)", "sigmoid(4x)"):
        assert parse(text, NAMES) == parse(text, FREE) == logistic
    assert parse("1 - 2σ(4x)", NAMES) == parse("1 - 2 sigmoid(4x)", NAMES)
    assert error("sigma x", NAMES).code == "unknown-name"
    assert parse("sigma_1(x)", FREE) == Binary("*", Sym("sigma_1"), Sym("x"), implicit=True)


def test_a_declared_sigma_is_a_symbol() -> None:
    names = replace(NAMES, declared=NAMES.declared | {"sigma"})
    product = Binary("*", Sym("sigma"), parse("1 + x", NAMES), implicit=True)
    for text in ("σ(1 + x)", "sigma(1 + x)", "sigma (1 + x)"):
        assert parse(text, names) == product
    assert parse(to_plain(product), names) == parse(to_plain(product), FREE) == product


def test_undeclared_names_may_be_symbols() -> None:
    assert parse("alpha x", FREE) == Binary("*", Sym("alpha"), Sym("x"), implicit=True)
    assert parse("x_hat", FREE) == Sym("x_hat")
    assert parse("x_1y", FREE) == Binary("*", Sym("x_1"), Sym("y"), implicit=True)
    assert error("hello", FREE).code == "unknown-name"


@each_row(
    ("text", "at", "message"),
    [
        ("", 1, "nothing was typed"),
        ("  \n", 1, "nothing was typed"),
        ("(x+1", 1, "a bracket is open here: a ) is missing"),
        ("2 + [1, (x", 9, "a bracket is open here: a ) is missing"),
        ("x+1)", 4, "this ) closes nothing"),
        ("{1,2]", 5, "this ] does not close the { of column 1"),
        ("x+", 2, "a value is missing after +"),
        ("x++", 3, "a value is missing after +"),
        ("x+*1", 2, "a value is missing after +"),
        ("*x", 1, "a value is missing before *"),
        ("x+1=", 4, "a value is missing after ="),
        ("1,,2", 2, "a value is missing after ,"),
        ("|x", 1, "a bar is open here: a second | is missing"),
        ("sin", 1, "sin needs an argument"),
        ("sin()", 4, "there is nothing between these brackets"),
        ("max 2", 1, "max needs its arguments in brackets"),
        ("root(x)", 1, "root takes 2 arguments, not 1"),
        ("1 1/4", 1, "write 1+1/4 or 5/4"),
        ("2½", 1, "write 2+1/2 or 5/2"),
        ("-3 1/3", 2, "write -(3+1/3) or -10/3"),
        ("[1, -3 ⅓]", 6, "write -(3+1/3) or -10/3"),
        ("x - 3 1/3", 5, "write (3+1/3) or 10/3"),
        ("1/3 1/2", 3, "write (3+1/2) or (7/2)"),
        ("4/15%", 5, "write (4/15)% or 4/(15%)"),
        ("4/15 %", 6, "write (4/15)% or 4/(15%)"),
        ("x/(n+1)%", 8, "write (a/b)% or a/(b%)"),
        ("3x4", 1, "does 3x4 mean 3*4 or 3*x*4?"),
        ("2 3", 3, "two numbers are side by side"),
        ("1.2.3", 4, "a number has one point"),
        ("x;1", 2, "a semicolon does not belong here (write a comma)"),
        ("x!!", 2, "!! reads two ways"),
        ("e^-9x", 1, "did you mean e^(-9x) or e^(-9) x?"),
        ("2 + x**-2.5y/2", 5, "did you mean x^(-2.5y) or x^(-2.5) y?"),
        ("10^-nx", 1, "did you mean 10^(-nx) or 10^(-n) x?"),
        ("e^+2π", 1, "did you mean e^(+2π) or e^(+2) π?"),
        ("50%2", 4, "a number follows without an operator"),
        ("log2x", 1, "log2 reads two ways"),
        ("ln^-1 x", 1, "ln^-1 reads two ways"),
        ("sin 2(x+1)", 6, "where the argument of sin ends reads two ways"),
        ("10x^{2", 5, "a bracket is open here: a } is missing"),
        ("10 sin{2", 7, "a bracket is open here: a } is missing"),
        ("x^{2", 3, "a bracket is open here: a } is missing"),
        ("x_", 2, "a subscript needs a letter"),
        ("2{x}", 2, "a brace groups after ^ and _"),
        ("(x)'", 4, "a prime belongs to a name"),
    ],
)
def test_errors_name_place_and_cause(text: str, at: int, message: str) -> None:
    caught = error(text)
    assert (caught.at, caught.code) == (at, "parse")
    assert message in str(caught)


@each_row(
    ("text", "at", "name"),
    [
        ("х+1", 1, "cyrillic small letter ha"),
        ("x+\u200b1", 3, "zero width space"),
        ("x\x00", 2, "U+0000"),
        ("½ + x\u202e", 6, "right-to-left override"),
        ("x@2", 2, "commercial at"),
        ("x = ±2", 5, "write both values"),
        ("\\frac{1}{2}", 1, "reverse solidus"),
        ("🙂", 1, "slightly smiling face"),
        ("٣", 1, "arabic-indic digit three"),
    ],
)
def test_foreign_characters_are_named(text: str, at: int, name: str) -> None:
    caught = error(text)
    assert (caught.at, caught.code) == (at, "character")
    assert name.lower() in str(caught).lower()


@each_row(
    ("text", "at", "name", "advice"),
    [
        ("x + z", 5, "z", "the names here are"),
        ("2hello", 2, "hello", ""),
        ("x1", 1, "x1", ""),
        ("x_1 + z", 7, "z", "the only name here is x_1"),
        ("X", 1, "X", "did you mean x?"),
        ("x_2", 1, "x_2", "did you mean x_1?"),
        ("λ", 1, "lambda", ""),
        ("½x + q", 6, "q", ""),
        ("f(x)", 1, "f", ""),
        ("diff(x, x)", 1, "diff", ""),
        ("__import__('os')", 1, "", ""),
    ],
)
def test_unknown_names(text: str, at: int, name: str, advice: str) -> None:
    names = Names(declared=frozenset(("x", "y", "x_1")))
    if text == "x1":
        names = Names(declared=frozenset(("y", "x_1")))
    elif text == "x_1 + z":
        names = Names(declared=frozenset(("x_1",)))
    caught = error(text, names)
    assert caught.at == at
    if name:
        assert caught.code == "unknown-name"
        assert f" {name} is not known" in caught.message
    assert advice in str(caught)


@each_row(
    "text",
    [
        "(" * 5000,
        "x" * 1_000_001,
        "(" * 700,
        "[" * 70 + "1" + "]" * 70,
        "-" * 100 + "1",
        "x^" * 100 + "x",
        "sin " * 100 + "x",
        "|" * 200,
        "1+" * 390 + "1",
        "x" * 790,
        "1" * 61,
        "1e999999999",
        "log_" + "1" * 100 + "(2)",
        "√" * 100 + "x",
        "not " * 100 + "x",
        "x!" * 300,
    ],
)
def test_budgets(text: str) -> None:
    assert error(text).code == "too-large"


def test_budgets_leave_room() -> None:
    parse("(" * 58 + "x" + ")" * 58, NAMES)
    parse("+".join(["x"] * 199), NAMES)
    parse("9" * 60)
    parse(", ".join(["1"] * 390), NAMES, "sequence")


@each_row(
    ("text", "printed"),
    [
        ("a (b+c)", "a (b + c)"),
        ("choose(n, k)", "binomial(n, k)"),
        ("2 choose(5, 2)", "2 binomial(5, 2)"),
        ("diff(f, x)", "diff(f, x)"),
        ("diff(u^2, u)", "diff(u^2, u)"),
        ("integrate(e^-s, s, 0, inf)", "integrate(e^(-s), s, 0, inf)"),
        ("sum(Q[i,j,c] Q[i,l,c], c, 1, d)", "sum(Q[i, j, c] Q[i, l, c], c, 1, d)"),
        ("A[1,2]^2", "A[1, 2]^2"),
        ("diff(idx^2, idx)", "diff(idx^2, idx)"),
        ("ind(k = 1)", "ind(k = 1)"),
        ("subs(k (1-z), z, k/(2k-n))", "subs(k (1 - z), z, k/(2k - n))"),
        ("T(inv(A))", "T(inv(A))"),
        ("beta(a + k, b + n - k)", "beta(a + k, b + n - k)"),
        ("pick(k, a, b)", "pick(k, a, b)"),
        ("(1/2) x", "(1/2) x"),
        ("1/(2x)", "1/(2x)"),
    ],
)
def test_bank_language(text: str, printed: str) -> None:
    assert plain(text, BANK) == printed


def test_a_bound_i_is_no_imaginary_unit() -> None:
    names = Names(declared=frozenset("n"), functions="bank")
    tree = parse("sum(i^2, i, 1, n)", names)
    assert tree == Call("sum", (Binary("^", Sym("i"), Num("2")), Sym("i"), Num("1"), Sym("n")))


@each_row(
    ("text", "at", "code"),
    [
        ("a(b+c)", 2, "parse"),
        ("1/2x", 4, "parse"),
        ("a/b c", 5, "parse"),
        ("a/b (c)", 5, "parse"),
        ("x 2", 3, "parse"),
        ("diff(u^2, u) + u", 16, "unknown-name"),
        ("integrate(x, 3)", 10, "parse"),
        ("diff(x)", 1, "parse"),
        ("z + 1", 1, "unknown-name"),
    ],
)
def test_bank_refuses_what_reads_two_ways(text: str, at: int, code: str) -> None:
    caught = error(text, BANK)
    assert (caught.at, caught.code) == (at, code)


_NAMES = (
    "x y A T C N U e i pi x_1 y' sin cos log ln log_2 log2( diff integrate sum max( T( C( N( mean= lambda"
)
_SIGNS = "( ) [ ] { } , ; | | + - * / ^ ! % ' = < > <= != and or not choose 1 2 0.5 1e3 inf dne"
_RARE = "½ √ ² ⁻¹ π σ ∞ ∪ ⟨ ⟩ ∅ _ . \\"
_WORDS = f"{_NAMES} {_SIGNS} {_RARE}".split()
_SOUP = st.lists(st.sampled_from([*_WORDS, " "]), max_size=25).map("".join)


@given(
    st.one_of(_SOUP, _SOUP.map(lambda text: f"<({text})>"), st.text(max_size=30)),
    st.sampled_from(("answer", "bank")),
    st.sampled_from(("refuse", "allow")),
    st.sampled_from(("value", "vector", "matrix", "sequence", "statement")),
)
def test_any_text_is_read_or_refused_at_a_place(text: str, functions, undeclared, mode: Mode) -> None:  # type: ignore[no-untyped-def]
    names = Names(frozenset(("x", "y", "A")), frozenset("A"), functions, undeclared)
    try:
        printed, caught = to_plain(parse(text, names, mode)), None
    except ParseError as refused:
        printed, caught = "", refused
    assert printed or (caught and caught.at and 1 <= caught.at <= len(text) + 1 and caught.message)


def test_nested_rows_are_lists() -> None:
    row = Sequence("list", (Num("1"), Num("2")))
    assert parse("[1 2; 1 2]", mode="matrix") == Sequence("list", (row, row))
