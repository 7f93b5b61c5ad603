"""Decisions of a review: kept as data, taken back, carried over to the next import."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drill.errors import UsageError
from drill.papers_first.bank.record import DraftRecord, FormulaRecord, PaperRecord, SymbolRecord
from drill.papers_first.bank.review import (
    accept_safe,
    carried_over,
    decide_draft,
    decide_symbol,
    is_same_paper,
    kept_drafts,
    take_back,
    take_back_symbol,
    waiting_drafts,
    waiting_symbols,
)
from tests.papers_first.averaging import accept_rest

RECORD = PaperRecord(
    "papers/x",
    "X",
    fingerprint="abc",
    formulas=(FormulaRecord("f1", "a = b"), FormulaRecord("f2", "c = d")),
    symbols=(SymbolRecord("x", "input"), SymbolRecord("y", "output", sure=False)),
    drafts=(
        DraftRecord("recall-1", "recall", "f1", {"prompt": "p"}, True),
        DraftRecord("symbol-1", "symbol", "x", {"prompt": "q"}),
        DraftRecord("explain-1", "explain", "f1", {"prompt": "r"}),
    ),
)


def test_everything_waits_at_first() -> None:
    assert len(waiting_drafts(RECORD)) == 3
    assert len(waiting_symbols(RECORD)) == 2
    assert not kept_drafts(RECORD)


def test_safe_ones_are_proved_or_have_no_key() -> None:
    record = accept_safe(RECORD)
    assert [draft.id for draft in kept_drafts(record)] == ["recall-1", "explain-1"]
    assert [draft.id for draft in waiting_drafts(record)] == ["symbol-1"]
    assert len(kept_drafts(accept_rest(record))) == 3


def test_what_was_left_out_stays_out_of_safe_ones() -> None:
    record = accept_safe(decide_draft(RECORD, "recall-1", "left-out"))
    assert "recall-1" not in {draft.id for draft in kept_drafts(record)}


def test_an_edit_is_kept_with_the_decision() -> None:
    record = decide_draft(RECORD, "recall-1", "kept", exercise={"prompt": "mine"})
    assert kept_drafts(record)[0].exercise == {"prompt": "mine"}
    again = decide_draft(decide_draft(record, "recall-1", "left-out"), "recall-1", "kept")
    assert kept_drafts(again)[0].exercise == {"prompt": "mine"}


def test_an_edit_is_taken_back_to_the_draft_that_was_kept() -> None:
    kept = decide_draft(RECORD, "recall-1", "kept")
    edited = decide_draft(kept, "recall-1", "kept", exercise={"prompt": "mine"})
    assert take_back(edited) == kept


def test_what_somebody_rewrote_is_not_kept_unread() -> None:
    edited = decide_draft(RECORD, "recall-1", "waiting", exercise={"prompt": "mine"})
    assert [draft.id for draft in kept_drafts(accept_safe(edited))] == ["explain-1"]


def test_the_newest_decision_is_taken_back_first() -> None:
    record = decide_draft(decide_draft(RECORD, "recall-1", "kept"), "symbol-1", "left-out")
    record = decide_draft(record, "recall-1", "left-out")
    back = take_back(record)
    assert back is not None
    assert back.review["recall-1"].decision == "kept"
    again = take_back(back)
    assert again is not None
    assert list(again.review) == ["symbol-1"]
    assert take_back(RECORD) is None
    said = decide_symbol(RECORD, "x = input", "kept")
    assert take_back_symbol(said) == RECORD


def test_glossary_entries_are_kept_in_other_words() -> None:
    record = decide_symbol(RECORD, "x = input", "kept", meaning=" the image ", shape="(n, m)")
    said = record.glossary["x = input"]
    assert (said.decision, said.meaning, said.shape) == ("kept", "the image", "(n, m)")
    assert decide_symbol(record, "x = input", "left-out").glossary["x = input"].meaning == "the image"


def test_what_is_not_there_cannot_be_decided_on() -> None:
    with pytest.raises(UsageError):
        decide_symbol(RECORD, "z = nothing", "kept")
    with pytest.raises(UsageError):
        decide_draft(RECORD, "recall-9", "kept")


def test_the_next_import_takes_over_what_still_holds() -> None:
    earlier = replace(
        accept_rest(RECORD),
        bank="papers/x-2",
        formulas=(FormulaRecord("f1", "a = b", called="Law", special_cases=("$b = 0$",)),),
    )
    earlier = decide_symbol(earlier, "x = input", "kept")
    fresh = replace(RECORD, drafts=RECORD.drafts[:1], symbols=RECORD.symbols[1:], fingerprint="other")
    taken = carried_over(fresh, earlier)
    assert taken.bank == "papers/x-2"
    assert taken.formulas[0].called == "Law"
    assert list(taken.review) == ["recall-1"]
    assert not taken.glossary


def test_steps_and_options_keep_the_ids_that_they_had() -> None:
    def drafted(**ids: str) -> PaperRecord:
        steps = [{"id": id_, "text": text} for text, id_ in ids.items()]
        options = [{"id": ids["one"], "right": "yes"}, {"id": ids["two"], "wrong": "no", "say": "No."}]
        answers = ({"order": steps}, {"choice": options}, {"self": "in your words"})
        drafts = (DraftRecord(f"d{n}", "k", "f1", {"answer": each}) for n, each in enumerate(answers))
        return replace(RECORD, drafts=tuple(drafts))

    taken = carried_over(drafted(one="3f9a", two="77b1", new="c0de"), drafted(one="b", two="a", gone="c"))
    assert taken.drafts == drafted(one="b", two="a", new="c0de").drafts


def test_the_same_paper_is_found_again() -> None:
    assert is_same_paper(RECORD, replace(RECORD, title="Other", formulas=()))
    moved = replace(RECORD, fingerprint="new")
    assert is_same_paper(moved, RECORD)
    assert not is_same_paper(replace(moved, formulas=(FormulaRecord("f9", "z"),)), RECORD)
    assert not is_same_paper(replace(moved, title="Y"), RECORD)
    assert is_same_paper(replace(moved, title="Y", source="/p"), replace(RECORD, source="/p"))
