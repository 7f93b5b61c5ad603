"""What alone is said of a symbol, and not surely: it is shown, and nobody is asked about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drill.papers_first.bank.imported import reviewed, symbol_record
from drill.papers_first.bank.record import PaperRecord
from drill.papers_first.bank.review import decide_symbol, leave_rest, waiting_symbols
from tests.papers_first.test_glossary import said

SCALAR = r"The tower is $c = u \in \mathbb{R}$ (a scalar)."


def test_what_alone_is_said_of_a_symbol_is_shown_and_not_asked(tmp_path: Path) -> None:
    (entry,) = said(tmp_path, SCALAR)
    assert (entry.meaning, entry.sure, entry.likely, entry.is_shown) == ("scalar", False, True, True)


@pytest.mark.parametrize(
    "text",
    [
        SCALAR + r" Here $c$ is the height.",
        SCALAR + r" The tree is $c = v \in \mathbb{R}$ (an index).",
        r"The tower is $c = u \in \mathbb{R}$ (the other scalar).",
        r"The tower is $c = u \in \mathbb{R}$ (a symbol).",
        r"Here $c$ is large enough such that all stand.",
        r"A stair in the other tower is parametrised by $c$.",
        r"A stair in the tower is parametrised with $c(x) = a x$.",
    ],
)
def test_beside_another_meaning_and_as_an_empty_word_it_waits(tmp_path: Path, text: str) -> None:
    assert not any(entry.likely for entry in said(tmp_path, text))


def test_a_reviews_end_leaves_it_shown_and_makes_no_exercise_of_it(tmp_path: Path) -> None:
    found = said(tmp_path, SCALAR)
    (symbol,) = symbols = tuple(symbol_record(entry) for entry in found)
    record = leave_rest(PaperRecord("papers/towers", symbols=symbols))
    assert record.is_shown(symbol)
    assert waiting_symbols(record) == symbols
    assert not any(entry.sure for entry in reviewed(found, record.glossary))


def test_a_decision_counts_for_more(tmp_path: Path) -> None:
    (symbol,) = symbols = tuple(symbol_record(entry) for entry in said(tmp_path, SCALAR))
    record = PaperRecord("papers/towers", symbols=symbols)
    assert not decide_symbol(record, symbol.key, "left-out").is_shown(symbol)
    assert decide_symbol(record, symbol.key, "kept").is_shown(replace(symbol, likely=False))
