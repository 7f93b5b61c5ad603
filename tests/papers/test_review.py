"""Decisions of a review: kept in the sheet, taken back, carried over to the next import; grouped guesses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drill.errors import UsageError
from drill.papers import (
    DraftRecord,
    FormulaRow,
    Origin,
    Paper,
    SourceRow,
    SymbolRow,
    carried_over,
    is_same_paper,
    keep_safe_drafts,
    kept_drafts,
    parse_paper,
    print_paper,
    record_draft_decision,
    replace_symbol_row,
    undo_draft_decision,
    undo_symbol_edit,
    waiting_drafts,
)

X = SymbolRow("x", "x", "x in R^n", "input", Origin("said", "line 2"), Origin("said", "line 2"))
Q = SymbolRow("q", "q", "0 < q < 1", "share", Origin("guessed", "a share"), Origin("said", "line 88"))
RECORD = Paper(
    "x",
    "X",
    source=SourceRow("x.tex", "abc"),
    formulas=(FormulaRow("f1", "a = b"), FormulaRow("f2", "c = d")),
    symbols=(X, Q),
    drafts=(
        DraftRecord("recall-1", "recall", "f1", {"prompt": "p"}, True),
        DraftRecord("evaluate-1", "evaluate", "f2", {"prompt": "q"}, True),
        DraftRecord("evaluate-2", "evaluate", "f1", {"prompt": "s"}, True),
        DraftRecord("explain-1", "explain", "f1", {"prompt": "r"}),
        DraftRecord("order-1", "order", "f1", {"prompt": "o"}),
    ),
)


def ids(record: Paper) -> list[str]:
    return [draft.id for draft in kept_drafts(record)]


def test_everything_waits_at_first() -> None:
    assert len(waiting_drafts(RECORD)) == 5
    assert not kept_drafts(RECORD)


def test_what_was_left_out_stays_out_of_safe_ones() -> None:
    assert "recall-1" not in ids(keep_safe_drafts(record_draft_decision(RECORD, "recall-1", "left")))


def test_an_edit_is_kept_with_the_decision() -> None:
    record = record_draft_decision(RECORD, "recall-1", "kept", exercise={"prompt": "mine"})
    assert kept_drafts(record)[0].exercise == {"prompt": "mine"}
    again = record_draft_decision(record_draft_decision(record, "recall-1", "left"), "recall-1", "kept")
    assert kept_drafts(again)[0].exercise == {"prompt": "mine"}


def test_an_edit_is_taken_back_to_the_draft_that_was_kept() -> None:
    kept = record_draft_decision(RECORD, "recall-1", "kept")
    edited = record_draft_decision(kept, "recall-1", "kept", exercise={"prompt": "mine"})
    assert undo_draft_decision(edited) == kept


def test_what_somebody_rewrote_is_not_kept_unread() -> None:
    edited = record_draft_decision(RECORD, "recall-1", "waiting", exercise={"prompt": "mine"})
    assert ids(keep_safe_drafts(edited)) == ["evaluate-1", "evaluate-2", "explain-1"]


def test_the_newest_decision_is_taken_back_first() -> None:
    record = record_draft_decision(record_draft_decision(RECORD, "recall-1", "kept"), "order-1", "left")
    record = record_draft_decision(record, "recall-1", "left")
    back = undo_draft_decision(record)
    assert back is not None
    assert back.decisions == {"recall-1": "kept", "order-1": "left"}
    again = undo_draft_decision(back)
    assert again is not None
    assert dict(again.decisions) == {"order-1": "left"}
    assert undo_draft_decision(RECORD) is None


def test_what_people_decide_in_the_file_counts() -> None:
    sheet = replace(RECORD, decisions={"order-1": "kept"})
    assert ids(sheet) == ["order-1"]


def test_a_symbol_that_is_edited_is_yours() -> None:
    record = replace_symbol_row(RECORD, Q, means=" quantile ", declared="0 <= q <= 1")
    row = record.symbols[1]
    assert (row.means, row.declared, row.means_from, row.declared_from) == (
        "quantile", "0 <= q <= 1", Origin("you"), Origin("you"),
    )  # fmt: skip
    back = undo_symbol_edit(record)
    assert back is not None
    assert back.symbols == RECORD.symbols


def test_what_is_not_there_cannot_be_decided_on() -> None:
    with pytest.raises(UsageError):
        replace_symbol_row(RECORD, replace(X, symbol="z"), means="nothing")
    with pytest.raises(UsageError):
        record_draft_decision(RECORD, "recall-9", "kept")


def test_the_next_import_takes_over_what_still_holds() -> None:
    first, second = RECORD.formulas
    first = replace(first, special_cases=("$b = 0$",))
    earlier = replace(RECORD, formulas=(first, second), written={"a": "1"})
    earlier = record_draft_decision(earlier, "recall-1", "kept", exercise={"prompt": "mine"})
    earlier = record_draft_decision(earlier, "order-1", "kept")
    fresh = replace(RECORD, decisions=earlier.decisions, drafts=RECORD.drafts[:1])
    taken = carried_over(fresh, earlier)
    assert taken.formulas[0].special_cases == ("$b = 0$",)
    assert list(taken.review) == ["recall-1", "order-1"], "what was kept stays"
    assert taken.written == {"a": "1"}
    assert kept_drafts(taken)[0].exercise == {"prompt": "mine"}


def test_what_was_kept_stays_word_for_word_and_no_twin_joins_it() -> None:
    def drafted(*drafts: tuple[str, str, str]) -> Paper:
        records = (DraftRecord(id_, "code", about, {"prompt": text}) for id_, about, text in drafts)
        return replace(RECORD, drafts=tuple(records))

    earlier = drafted(("a", "f1", "as kept"), ("b", "f2", "kept, no longer made"), ("c", "f3", "left"))
    for id_, decision in (("a", "kept"), ("b", "kept"), ("c", "left")):
        earlier = record_draft_decision(earlier, id_, decision)
    fresh = drafted(("a", "f1", "now"), ("b2", "f2", "twin of b"), ("c2", "f3", "another"))
    texts = {one.id: one.exercise["prompt"] for one in carried_over(fresh, earlier).drafts}
    assert texts == {"a": "as kept", "b": "kept, no longer made", "c2": "another"}


def test_the_same_paper_is_found_again() -> None:
    sheet = RECORD
    assert is_same_paper(sheet, replace(sheet, title="Other", formulas=()))
    moved = replace(sheet, source=SourceRow("y.tex", "new"))
    assert is_same_paper(moved, sheet)
    assert not is_same_paper(replace(moved, formulas=(FormulaRow("f9", "z"),)), sheet)
    assert not is_same_paper(replace(moved, title="Y"), sheet)


def test_what_was_made_is_read_back_as_it_was_written() -> None:
    record = record_draft_decision(keep_safe_drafts(RECORD), "order-1", "left")
    record = replace_symbol_row(record, Q, declared="0 <= q <= 1")
    assert parse_paper(print_paper(record)) == record
