"""What is kept of a paper beside its bank."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drill.errors import PaperError
from drill.papers_first.bank.record import (
    AbsentRecord,
    AlgorithmRecord,
    BlockRecord,
    DraftDecision,
    DraftRecord,
    ExerciseRecord,
    FormulaRecord,
    PaperRecord,
    SymbolDecision,
    SymbolRecord,
    from_json,
    to_json,
)

TEXT = st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), min_size=1, max_size=12)
FORMULAS = st.builds(
    FormulaRecord, TEXT, TEXT, TEXT, st.integers(0, 99), referenced=st.lists(TEXT, max_size=2).map(tuple)
)
RECORDS = st.builds(
    PaperRecord,
    bank=TEXT.map(lambda text: f"papers/{text}"),
    title=TEXT,
    formulas=st.lists(FORMULAS, max_size=3).map(tuple),
    symbols=st.lists(st.builds(SymbolRecord, TEXT, TEXT, sure=st.booleans()), max_size=3).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_reading_gives_what_was_written(record: PaperRecord) -> None:
    assert from_json(to_json(record)) == record


def test_everything_is_kept() -> None:
    record = PaperRecord(
        "papers/x",
        "X",
        "f",
        "/where",
        blocks=(BlockRecord(1, "One"),),
        algorithms=(AlgorithmRecord("a", ("s", "  t")),),
        absent=(AbsentRecord("the bound", "main.tex", 3),),
        exercises=(ExerciseRecord("recall-1", "recall", "f1"),),
        drafts=(DraftRecord("recall-1", "recall", "f1", {"prompt": "p", "answer": {"self": "x"}}, True),),
        glossary={"x = input": SymbolDecision("kept", "the input")},
        review={"recall-1": DraftDecision("left-out", before=DraftDecision("kept", {"prompt": "q"}))},
        written={"recall-1": "abc"},
    )
    assert from_json(to_json(record)) == record


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"bank": 1}',
        "[" * 5000,
        '{"bank": "papers/x", "format": 9}',
        '{"bank": "papers/x", "formulas": [1]}',
        '{"bank": "papers/x", "review": {"a": {"decision": "maybe"}}}',
        json.dumps({"bank": "papers/x", "drafts": [{"id": "a"}]}),
        '{"bank": "papers/x", "formulas": [{"id": "a", "latex": "b", "is_read": "perhaps"}]}',
        '{"bank": "papers/x", "glossary": {"a": {"decision": "kept", "meaning": {}}}}',
        '{"bank": "papers/x", "notes": ' + "[" * 900 + "]" * 900 + "}",
    ],
)
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(PaperError):
        from_json(text)


def test_a_record_of_a_newer_program_is_read_as_far_as_it_is_known() -> None:
    text = '{"bank": "papers/x", "mood": "good", "symbols": [{"latex": "x", "meaning": "m", "hue": 3}]}'
    assert from_json(text).symbols == (SymbolRecord("x", "m"),)


def test_what_could_steer_a_terminal_does_not_come_in() -> None:
    assert from_json(json.dumps({"bank": "papers/x", "title": "A\x1b[2J\u202eB"})).title == "A[2JB"
