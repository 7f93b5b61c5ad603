"""Rows of the table: keys, names to type, what is sure."""

from __future__ import annotations

import pytest

from drill.papers import Origin, SymbolRow
from drill.papers.sheet.table import key_of_symbol, told
from drill.papers.sheet.types import Array, Number, Unknown

from .declared import name, row_of, sheet_of, solved


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("m_t", "m_{t-1}", True),
        ("m_t", "m_i", True),
        ("x_{i,j}", "x_{kl}", True),
        ("x_i", "x_{ij}", False),
        ("f_1", "f_4", False),
        ("f_1", "f_i", False),
        ("x", r"\mathbf{x}", False),
        ("x", r"\hat{x}", False),
        (r"x^{*}", "x", False),
        (r"x^{(t)}", r"x^{(t+1)}", True),
        (r"L_{\text{train}}", r"L_{\text{test}}", False),
    ],
)
def test_a_row_is_a_name_with_its_running_indices_open(one: str, other: str, is_same: bool) -> None:
    assert (key_of_symbol(name(one)) == key_of_symbol(name(other))) == is_same


def test_a_function_has_a_row_of_its_own() -> None:
    assert key_of_symbol(name("f"), is_called=True) != key_of_symbol(name("f"))


@pytest.mark.parametrize(
    ("latex", "typed"),
    [("m_t", "m_t"), ("m_{t-1}", "m_t_prev"), ("m_{t+1}", "m_t_next"), ("m_{t-2}", "m_t_m2"), ("m_i", "m_i")],
)
def test_another_step_has_another_name(latex: str, typed: str) -> None:
    table = solved(["m_t = 2 x"], row_of("m_t", "_ in R"))
    found = table.of(name(latex), 1)
    assert found is not None
    assert found.typed == typed


def test_the_name_to_type_is_the_rows() -> None:
    table = solved(["m_t = 2 x"], SymbolRow("m_t", "mom_t", "mom_t in R", declared_from=Origin("you")))
    quantities = [table.of(name(latex), 1) for latex in ("m_t", "m_{t-1}")]
    assert [one.typed for one in quantities if one] == ["mom_t", "mom_t_prev"]


def test_what_is_not_known_is_unknown_and_what_is_not_there_is_nothing() -> None:
    table = solved(["H = A(X B)"])
    unknown = table.of(name("B"), 1)
    assert unknown is not None
    assert unknown.type == Unknown()
    assert table.of(name("z"), 1) is None


@pytest.mark.parametrize(
    ("declared", "kind", "is_sure"),
    [
        ("_ > 0", "you", True),
        ("_ > 0", "said", True),
        ("_ > 0", "guessed", False),
        ("_ in R", "said", True),
        ("_ in R", "guessed", False),
        ("_ in R^n", "said", True),
    ],
)
def test_sure_is_what_is_said_solved_or_yours(declared: str, kind: str, is_sure: bool) -> None:
    table = solved(["y = 2 x"], row_of("x", declared, kind))  # type: ignore[arg-type]
    found = table.of(name("x"), 1)
    assert found is not None
    assert found.is_sure == is_sure
    assert bool(found.why) != is_sure


def test_solved_rows_and_faulty_ones_declare_nothing() -> None:
    rows = (
        row_of("x", "_ in R^n", "solved"),
        row_of("y", "_ in R^", "said"),
        row_of("z", "_ in R^n", "said"),
    )
    assert [one.declaration.name for one in told(sheet_of(*rows))] == ["z"]


def test_a_scope_holds_in_its_section_alone() -> None:
    rows = (row_of("x", "_ in R^n"), row_of("x", "_ in R", scope=2))
    table = solved(["y = 2 x", "z = 3 x"], *rows, sections=(1, 2))
    kinds = [found.type for section in (1, 2) if (found := table.of(name("x"), section))]
    assert kinds == [Array(("n",)), Number()]
