"""Answers thought up by people who had not read the checker: right ones, doubtful ones, near misses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.asked import check
from tests.rows import each_row, sample

ROWS = Path(__file__).parent / "data" / "typed_by_strangers.jsonl"
# Codes of wrong answers that may be typed again.
ASKED_AGAIN = frozenset({"ambiguous", "differs", "form", "rounding"})


@each_row("row", sample([json.loads(line) for line in ROWS.read_text("utf-8").splitlines()], 12))
def test_what_strangers_type(row: dict[str, Any]) -> None:
    verdict = check(row["expect"], row["answer"])
    is_asked = verdict.verdict in ("unreadable", "undecided") or verdict.code in ASKED_AGAIN
    came = "correct" if verdict.verdict == "correct" else "asked" if is_asked else "wrong"
    assert came in row["wanted"], verdict
