"""What is known from several sources as one sheet: nothing that a person said or decided is lost."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drill.errors import PaperError
from drill.papers.sheet.file import parse_sheet, print_sheet
from drill.papers.sheet.first_edition import declared_shape, read_first_edition
from drill.papers.sheet.merge import merge
from drill.papers.sheet.model import FormulaRow, Origin, OriginKind, Sheet, SourceRow, SymbolRow
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
    merged = merge(Sheet("a", symbols=(row("found", found),)), Sheet("a", symbols=(row("earlier", earlier),)))
    assert merged.symbols[0].declared == stands


def test_one_symbol_may_be_written_in_two_ways() -> None:
    earlier = Sheet("a", symbols=(SymbolRow(r"\theta_{t}", "theta_t", means="mine", means_from=YOU),))
    merged = merge(Sheet("a", symbols=(SymbolRow(r"\theta_{t+1}", "theta_t"),)), earlier)
    assert [(one.symbol, one.means) for one in merged.symbols] == [(r"\theta_{t+1}", "mine")]


def test_what_contradicts_you_is_noted_once() -> None:
    found = Sheet("a", symbols=(row("x in R", "said"),))
    merged = merge(found, Sheet("a", symbols=(row("x in R^n", "you"),)))
    assert [note.message for note in merged.notes] == ["you declare x in R^n, and the paper says x in R"]
    assert merge(found, merged) == merged


def test_formulas_of_a_paper_come_and_go_and_those_by_hand_stay() -> None:
    old = FormulaRow("1", "x = 1", file="a.tex", called="the unit", words="x is one")
    gone, mine = FormulaRow("2", "x = 2", file="a.tex"), FormulaRow("3", "x = 3")
    found = Sheet("a", source=SourceRow("a.tex"), formulas=(replace(old, called="", words="", line=7),))
    merged = merge(found, Sheet("a", formulas=(old, gone, mine), decisions={"recall-1": "left"}))
    assert merged.formulas == (replace(old, line=7), mine)
    assert merged.decisions == {"recall-1": "left"}


@given(SHEETS, SHEETS)
@settings(deadline=None)
def test_merging_loses_nothing_and_twice_is_once(found: Sheet, earlier: Sheet) -> None:
    merged = merge(found, earlier)
    assert merge(found, merged) == merged
    assert merged.decisions.items() >= earlier.decisions.items()
    assert {one.symbol for one in found.symbols} <= {one.symbol for one in merged.symbols}
    mine = {one.means for one in earlier.symbols if one.means_from == YOU}
    assert mine <= {one.means for one in merged.symbols}
    assert parse_sheet(print_sheet(merged), "a") == merged


@given(SHEETS)
@settings(deadline=None)
def test_a_sheet_with_itself_is_itself(sheet: Sheet) -> None:
    assert merge(sheet, sheet).symbols == sheet.symbols


FIRST = {
    "format": 1,
    "bank": "papers/rates",
    "title": "Rates",
    "symbols": [
        {"latex": "X", "meaning": "inputs", "shape": "(n, d)", "line": 3},
        {"latex": "w", "meaning": "weights", "line": 4},
        {"latex": "b", "meaning": "a wing", "line": 5},
        {"latex": "z", "meaning": "a guess", "sure": False},
    ],
    "formulas": [{"id": "f1", "latex": "y = X w + b", "line": 9, "called": "the model"}],
    "glossary": {
        "w = weights": {"decision": "kept", "meaning": "the weights", "shape": "(d,)"},
        "b = a wing": {"decision": "left-out"},
    },
    "review": {
        "recall-1": {"decision": "left-out"},
        "blank-2": {"decision": "kept", "exercise": {"prompt": "Mine"}},
    },
    "written": {"blank-2": "abc"},
}


def test_a_record_of_the_first_edition_is_carried_over() -> None:
    carried = read_first_edition(json.dumps(FIRST))
    sheet = carried.sheet
    assert sheet.slug == "rates"
    assert [(one.symbol, one.declared, one.means, one.means_from) for one in sheet.symbols] == [
        ("w", "w in R^d", "the weights", YOU),
    ]
    assert [one.declared_from for one in sheet.symbols] == [YOU]
    assert sheet.decisions == {"recall-1": "left", "blank-2": "kept"}
    assert carried.edits == {"blank-2": {"prompt": "Mine"}}
    assert parse_sheet(print_sheet(sheet), "rates") == sheet


def test_a_real_record_of_the_first_edition_becomes_a_sheet() -> None:
    path = Path(__file__).with_name("first_edition.json")
    sheet = read_first_edition(path.read_text(encoding="utf-8"), str(path)).sheet
    assert len(sheet.formulas) > 5
    assert len(sheet.symbols) > 5
    assert parse_sheet(print_sheet(sheet), sheet.slug) == sheet


@pytest.mark.parametrize(
    ("shape", "declared"),
    [
        ("(n, d)", "X in R^(n x d)"),
        ("(n,)", "X in R^n"),
        ("()", "X in R"),
        ("n", ""),
        ("(2*n,)", "X in R^(2*n)"),
    ],
)
def test_shapes_are_declarations(shape: str, declared: str) -> None:
    assert declared_shape("X", shape) == declared


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FIRST, "latex", "id"]), inner)
    ),
    max_leaves=8,
)


@given(st.text() | st.dictionaries(st.sampled_from(list(FIRST)), _PLAIN).map(json.dumps))
@settings(deadline=None)
def test_any_text_is_a_record_or_refused(text: str) -> None:
    with suppress(PaperError):
        read_first_edition(text)
