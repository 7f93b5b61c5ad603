"""Types and domains from all formulas of a paper: what is said, follows, is guessed, clashes."""

from __future__ import annotations

import pytest

from drill.papers import Origin, SymbolRow
from drill.papers.sheet.domains import COUNT, NONNEGATIVE, POSITIVE, UNIT
from drill.papers.sheet.solve import filled
from drill.papers.sheet.symbols import CALLED
from drill.papers.sheet.table import Fact, Table
from drill.papers.sheet.types import REAL, Array, Domain, Function, IndexType, Number, SetType, Type

from .declared import name, question_of, row_of, sheet_of, solved, typed_paper


def fact(table: Table, latex: str, section: int | None = None, is_called: bool = False) -> Fact:
    found = table.fact(name(latex), section, is_called)
    assert found is not None
    return found


def kind(table: Table, latex: str, is_called: bool = False) -> Type | None:
    return fact(table, latex, is_called=is_called).type


def rank(table: Table, latex: str, section: int | None = None) -> int | None:
    """0 for a number, else how many axes; None for what is not known."""
    found = fact(table, latex, section).type
    return len(found.axes) if isinstance(found, Array) else 0 if isinstance(found, Number) else None


# Structure


@pytest.mark.parametrize(
    ("formula", "declared", "symbol", "expected"),
    [
        ("y = W x", {"W": "_ in R^(m x n)", "y": "_ in R^m"}, "x", Array(("n",))),
        ("y = W x + b", {"W": "_ in R^(m x n)", "x": "_ in R^n"}, "b", Array(("m",))),
        ("c = a^{\\top} b", {"a": "_ in R^n", "c": "_ in R; _ >= 0"}, "b", Array(("n",))),
        ("C = a b^{\\top}", {"a": "_ in R^m", "b": "_ in R^n"}, "C", Array(("m", "n"))),
        ("c = \\| x \\|", {"x": "_ in R^n"}, "c", Number()),
        ("c = \\operatorname{tr}(A)", {"A": "_ in R^(n x n)"}, "c", Number()),
        ("c = a \\odot b", {"a": "_ in R^n"}, "b", Array(("n",))),
        ("c = \\langle a, b \\rangle", {"a": "_ in R^n"}, "b", Array(("n",))),
        ("g = \\nabla_{x} f(x)", {"x": "_ in R^n", "f": "_: R^n -> R"}, "g", Array(("n",))),
        (r"g=\frac{\partial L}{\partial W}", {"W": "_ in R^(m x n)", "L": "_ in R"}, "g", Array(("m", "n"))),
        ("y = \\operatorname{softmax}(z)", {"z": "_ in R^k"}, "y", Array(("k",))),
        ("y = \\max(0, z)", {"z": "_ in R^k"}, "y", Array(("k",))),
        ("y = x + \\sigma z", {"x": "_ in R^n", "z": "_ in R^?"}, "z", Array(("n",))),
        ("B = A^{-1}", {"A": "_ in R^(n x n)"}, "B", Array(("n", "n"))),
        ("s = \\sum_{i=1}^{n} x_i", {"x_i": "_ in R^d"}, "s", Array(("d",))),
        ("m = \\mathbb{E}[x]", {"x": "_ in R^d"}, "m", Array(("d",))),
        ("x \\sim \\mathcal{N}(\\mu, \\Sigma)", {"\\mu": "_ in R^d"}, "x", Array(("d",))),
        (r"f = \sum_{i=1}^{m} \sum_{j=1}^{n} W_{ij}^2", {"W": "_ in R^(m x n)"}, "W_{ij}", Number()),
        (r"y_i = \sum_{j=1}^{n} A_{ij} x_j", {"A": "_ in R^(m x n)", "x": "_ in R^n"}, "x_j", Number()),
        ("y = x W + b", {"x": "_ in R^m", "W": "_ in R^(m x n)"}, "y", Array(("n",))),
        ("w = \\argmin_{v} f(v)", {"v": "_ in R^d", "f": "_: R^d -> R"}, "w", Array(("d",))),
        (r"y=\begin{cases} x & t > 0 \\ z & t \le 0 \end{cases}", {"x": "_ in R^n"}, "z", Array(("n",))),
    ],
)
def test_the_formula_tells_a_type(
    formula: str, declared: dict[str, str], symbol: str, expected: Type
) -> None:
    table = solved([formula], *(row_of(of, said) for of, said in declared.items()))
    assert kind(table, symbol) == expected


def test_what_runs_is_an_index_and_what_ends_a_run_counts() -> None:
    table = solved([r"s = \sum_{i=1}^{N} a_i"], row_of("a_i", "_ in R^d"))
    assert kind(table, "i") == IndexType()
    assert (kind(table, "N"), fact(table, "N").domain) == (Number(), COUNT)


def test_a_length_counts() -> None:
    table = solved(["c = n + 1"], row_of("x", "_ in R^n"))
    assert (kind(table, "n"), fact(table, "n").domain) == (Number(), COUNT)


def test_a_function_is_known_by_its_value_where_its_arguments_are_not() -> None:
    table = solved(["y = f(u, v)"], row_of("y", "_ in R^n"))
    assert kind(table, "f", is_called=True) == Function((), Array(("n",)))


def test_a_name_and_a_function_of_that_name_are_two_rows() -> None:
    table = solved([r"y = \sigma(x)", r"z = \frac{x}{\sigma}"], row_of(r"\sigma", "_ > 0"))
    assert (kind(table, r"\sigma"), fact(table, r"\sigma").domain) == (Number(), POSITIVE)
    assert kind(table, r"\sigma", is_called=True) is None


# Precedence


def test_a_stated_set_wins_over_structure_and_the_formula_is_asked_about() -> None:
    table = solved(["y = A x", r"c = a^{\top} x"], row_of("x", "_ in R"), row_of("A", "_ in R^(m x n)"))
    assert kind(table, "x") == Number()


def test_structure_wins_over_a_noun() -> None:
    table = solved([r"y = W m", "s = m + y"], row_of("m", "_: set", "guessed"), row_of("W", "_ in R^(n x n)"))
    assert not isinstance(kind(table, "m"), SetType)


def test_yours_wins_over_what_is_said() -> None:
    table = solved(["y = 2 x"], row_of("x", "_ in R^n", "said"), row_of("x", "_ in R^(m x n)", "you"))
    assert kind(table, "x") == Array(("m", "n"))


def test_two_things_said_of_one_symbol_make_it_unknown() -> None:
    table = solved(["y = f(x)"], row_of("x", "_ in R^n", "said"), row_of("x", "_ in R^(m x n)", "said"))
    assert kind(table, "x") is None
    assert [one.symbol.name.base for one in table.contradictions] == ["x"]


def test_formulas_that_contradict_each_other_make_a_symbol_unknown() -> None:
    rows = (row_of("W", "_ in R^(m x n)"), row_of("x", "_ in R^n"))
    table = solved([r"a = \| x \|", "a = W x"], *rows)
    assert kind(table, "a") is None
    (found,) = table.contradictions
    assert (found.symbol.name.base, found.where) == ("a", ("(1)", "(2)"))


def test_a_range_said_of_an_array_is_that_of_its_entries() -> None:
    table = solved(
        ["y = W x"], row_of("W", "_ in R^(m x n)"), row_of("y", "_ in R^m"), row_of("x", "_ > 0", "said")
    )
    assert (kind(table, "x"), fact(table, "x").domain) == (Array(("n",)), POSITIVE)


def test_a_law_said_keeps_the_type_that_formulas_tell() -> None:
    table = solved(
        ["y = W x"], row_of("W", "_ in R^(m x n)"), row_of("y", "_ in R^m"), row_of("x", "_ ~ N(0, 1)")
    )
    assert kind(table, "x") == Array(("n",))


# Letters


def test_letters_and_fonts_are_guessed_last() -> None:
    table = solved([r"\mathbf{y} = \mathbf{W} \mathbf{x} + \alpha \mathbf{b}"])
    assert [rank(table, symbol) for symbol in (r"\mathbf{W}", r"\mathbf{x}", r"\alpha")] == [2, 1, 0]
    assert fact(table, r"\mathbf{x}").is_type_sure
    assert not fact(solved([r"r = \gamma z"]), r"\gamma").is_type_sure


def test_a_quantifier_is_no_symbol() -> None:
    rows = filled(sheet_of(), solved([r"x_i = y_i + 1, \quad \forall i"])).symbols
    assert r"\forall" not in [row.symbol for row in rows]


def test_greek_noise_beside_vectors_is_a_vector() -> None:
    table = solved([r"\mathbf{y} = \mathbf{X} \beta + \epsilon"])
    assert [rank(table, symbol) for symbol in (r"\beta", r"\epsilon")] == [1, 1]


def test_what_one_takes_a_determinant_of_is_a_matrix() -> None:
    assert rank(solved([r"c = \log \det S"]), "S") == 2


def test_a_law_that_stands_alone_is_no_number() -> None:
    table = solved(["p(x | z) = 2 q(x)", "y = p"])
    assert kind(table, "p", is_called=True) == Function((), Number())
    assert kind(table, "p") is None


def test_names_with_digits_are_rows_of_their_own() -> None:
    table = solved(["y = f_1 + f_4 z"], row_of("f_1", "_ in R^n"), row_of("f_4", "_ in R"))
    assert (kind(table, "f_1"), kind(table, "f_4")) == (Array(("n",)), Number())


def test_a_formula_that_suits_numbers_and_arrays_says_neither() -> None:
    table = solved([r"y = \frac{a}{b + 1}"])
    assert [rank(table, symbol) for symbol in "aby"] == [None, None, None]


def test_nothing_is_guessed_of_capitals_without_evidence() -> None:
    assert kind(solved(["H = A(X B)"]), "B") is None


# Sections


def test_lengths_belong_to_a_section() -> None:
    table = solved(
        ["y = X w", "y = X w"],
        row_of("X", "_ in R^(2 x 3)", scope=1),
        row_of("X", "_ in R^(3 x 2)", scope=2),
        sections=(1, 2),
    )
    assert [fact(table, "w", section).type for section in (1, 2)] == [Array((3,)), Array((2,))]


def test_said_lengths_that_another_section_contradicts_hold_only_where_they_fit() -> None:
    rows = (row_of("X", "_ in R^(n x d)", "said"), row_of("A", "_ in R^(p x q)", "said", scope=2))
    table = solved(["y = X w", "A X"], *rows, sections=(1, 2))
    assert rank(table, "X", 2) == 2
    assert not [one for one in table.contradictions if one.symbol.name.base == "A"]


def test_the_number_of_axes_belongs_to_the_paper() -> None:
    table = solved(
        ["y = W x", "z = h(x)"], row_of("W", "_ in R^(m x n)"), row_of("y", "_ in R^m"), sections=(1, 2)
    )
    assert rank(table, "x", 2) == 1


def test_one_letter_for_two_things_stays_two_things() -> None:
    formulas = [r"\mathbf{y} = A \mathbf{x} + \mathbf{b}", r"c = \frac{1}{A} + \log A"]
    rows = (row_of("A", "_ in R^(m x n)", scope=1), row_of("A", "_ > 0", scope=2))
    table = solved(formulas, *rows, sections=(1, 2))
    assert [rank(table, "A", 1), rank(table, "A", 2)] == [2, 0]
    scopes = {row.scope for row in filled(sheet_of(*rows), table).symbols if row.symbol == "A"}
    assert scopes == {1, 2}


# Domains


@pytest.mark.parametrize(
    ("formula", "declared", "symbol", "expected"),
    [
        (r"y = \log x + 1", {}, "x", POSITIVE),
        (r"y = \sqrt{x} + 1", {}, "x", NONNEGATIVE),
        (r"z = w x + (1 - w) y", {"x": "_ in R", "y": "_ in R"}, "w", UNIT),
        (r"y = 2 x", {"x": "_ in R"}, "x", REAL),
    ],
)
def test_the_formula_tells_a_domain(
    formula: str, declared: dict[str, str], symbol: str, expected: Domain
) -> None:
    table = solved([formula], *(row_of(of, said) for of, said in declared.items()))
    assert fact(table, symbol).domain == expected
    assert fact(table, symbol).is_domain_sure == (symbol in declared)


def test_arrays_of_formulas_that_declare_nothing_are_guessed() -> None:
    formulas = ["b = (I + K) y"]
    assert not fact(solved(formulas), "K").is_type_sure
    assert fact(solved(formulas, row_of("y", "_ in R^n")), "K").is_type_sure


def test_a_divergence_is_never_negative() -> None:
    table = solved([r"L = D_{KL}(q \| p) + 1"])
    assert fact(table, r"D_{KL}", is_called=True).domain == NONNEGATIVE


def test_a_noun_says_no_domain_of_what_it_is_not() -> None:
    table = solved([r"\mathbf{y} = 2 \mathbf{n}"], row_of(r"\mathbf{n}", "_ in N", "guessed"))
    assert fact(table, r"\mathbf{n}").domain == REAL


# The sheet


def test_solved_rows_fill_the_sheet_and_leave_what_is_said_alone() -> None:
    sheet = sheet_of(row_of("W", "_ in R^(m x n)", "said"))
    table = solved(["y = W x"], row_of("W", "_ in R^(m x n)", "said"), row_of("y", "_ in R^m"))
    rows = {row.symbol: row for row in filled(sheet, table).symbols}
    assert rows["W"] == sheet.symbols[0]
    assert rows["x"].declared == "x in R^n"
    assert rows["x"].declared_from is not None
    assert (rows["x"].declared_from.kind, rows["x"].declared_from.where) == ("solved", "(1)")


def test_solving_twice_changes_nothing() -> None:
    sheet = sheet_of(row_of("W", "_ in R^(m x n)"), row_of("y", "_ in R^m"))
    formulas = ["y = W x + b", r"p = \operatorname{softmax}(y)"]
    once = filled(sheet, solved(formulas, *sheet.symbols))
    assert filled(once, solved(formulas, *once.symbols)) == once


@pytest.mark.parametrize(
    ("formula", "asked", "means", "guess"),
    [
        (r"h = \sigma(x)", r"\sigma", "sigmoid function", "sigma: sigmoid"),
        (r"y = \pi(x) + a", r"\pi", "distribution", "pi(.) in R"),
        (r"y = p(x) + a", "p", "density", "p(.) in R"),
    ],
)
def test_a_phrase_of_the_paper_makes_no_function_of_a_letter(
    formula: str, asked: str, means: str, guess: str
) -> None:
    said = SymbolRow(asked + CALLED, asked.lstrip("\\"), means=means, means_from=Origin("said", "line 3"))
    (line,) = typed_paper([formula], row_of("x", "_ in R^d"), row_of("a", "_ in R"), said)
    question = question_of(line)
    assert (question.about, question.guess) == (asked + CALLED, guess)
