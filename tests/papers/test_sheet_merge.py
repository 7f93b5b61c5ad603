"""What is known from several sources as one sheet: nothing that a person said or decided is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from drill.papers import (
    FormulaRow,
    Origin,
    OriginKind,
    Paper,
    SourceRow,
    SymbolRow,
    merge_sheets,
    parse_paper,
    print_paper,
)
from tests.papers.test_sheet_file import SHEETS

SAID, YOU = Origin("said", "line 3"), Origin("you")


def row(declared: str, kind: OriginKind | None, symbol: str = "x") -> SymbolRow:
    return SymbolRow(symbol, symbol, declared, declared_from=None if kind is None else Origin(kind))


@pytest.mark.parametrize(
    ("found", "earlier", "stands"),
    [
        ("guessed", "solved", "earlier"),
        ("solved", "guessed", "found"),
        ("solved", "said", "earlier"),
        ("said", "you", "earlier"),
        ("said", "said", "found"),
        ("you", "you", "earlier"),
        (None, "guessed", "earlier"),
        ("guessed", None, "found"),
    ],
)
def test_the_later_origin_stands(found: OriginKind | None, earlier: OriginKind | None, stands: str) -> None:
    merged = merge_sheets(
        Paper("a", symbols=(row("found", found),)), Paper("a", symbols=(row("earlier", earlier),))
    )
    assert merged.symbols[0].declared == stands


def test_one_symbol_may_be_written_in_two_ways() -> None:
    earlier = Paper("a", symbols=(SymbolRow(r"\theta_{t}", "theta_t", means="mine", means_from=YOU),))
    merged = merge_sheets(Paper("a", symbols=(SymbolRow(r"\theta_{t+1}", "theta_t"),)), earlier)
    assert [(one.symbol, one.means) for one in merged.symbols] == [(r"\theta_{t+1}", "mine")]


def test_two_symbols_with_a_letter_below_keep_their_own_rows() -> None:
    rows = tuple(SymbolRow(f"y_{{{letter}}}", f"y_{letter}", means=letter, means_from=YOU) for letter in "wl")
    fresh = Paper("a", symbols=tuple(replace(each, means="", means_from=None) for each in reversed(rows)))
    assert merge_sheets(fresh, Paper("a", symbols=rows)).symbols == tuple(reversed(rows))


def test_formulas_of_a_paper_come_and_go_and_those_by_hand_stay() -> None:
    old = FormulaRow("1", "x = 1", file="a.tex", called="the unit", words="x is one")
    gone, mine = FormulaRow("2", "x = 2", file="a.tex"), FormulaRow("3", "x = 3")
    found = Paper("a", source=SourceRow("a.tex"), formulas=(replace(old, called="", words="", line=7),))
    merged = merge_sheets(found, Paper("a", formulas=(old, gone, mine), decisions={"recall-1": "left"}))
    assert merged.formulas == (replace(old, line=7), mine)
    assert merged.decisions == {"recall-1": "left"}


@given(SHEETS, SHEETS)
def test_merging_loses_nothing_and_twice_is_once(found: Paper, earlier: Paper) -> None:
    merged = merge_sheets(found, earlier)
    assert merge_sheets(found, merged) == merged
    assert merged.decisions.items() >= earlier.decisions.items()
    assert {one.symbol for one in found.symbols} <= {one.symbol for one in merged.symbols}
    mine = {one.means for one in earlier.symbols if one.means_from == YOU}
    assert mine <= {one.means for one in merged.symbols}
    assert parse_paper(print_paper(merged)) == merged


@given(SHEETS)
def test_a_sheet_with_itself_is_itself(sheet: Paper) -> None:
    assert merge_sheets(sheet, sheet).symbols == sheet.symbols


def test_an_import_again_keeps_letters_that_were_said() -> None:
    said = FormulaRow("f", "y = W x", parts=("a := x: d",), holds=("m < 3",), has_letters=True)
    earlier = Paper("a", formulas=(said,), symbols=(row("m, d", "you"),), meant=("to each entry?",))
    found = Paper("a", formulas=(FormulaRow("f", "y = W x"),), symbols=(row("W in R^n", "said"),))
    merged = merge_sheets(found, earlier)
    assert merged.formulas == (said,)
    assert merged.symbols[0].declared == "m, d"
    assert merged.meant == ("to each entry?",)


def test_what_was_said_of_a_formula_at_its_second_place_stays_with_it() -> None:
    earlier = Paper(
        "x",
        formulas=(
            FormulaRow("ab12", "a", file="m.tex"),
            FormulaRow("ab12-2", "a", file="m.tex", called="Gate"),
        ),
    )
    merged = merge_sheets(Paper("x", formulas=(FormulaRow("ab12", "a", file="m.tex"),)), earlier)
    assert [(row.id, row.called) for row in merged.formulas] == [("ab12", "Gate")]
