"""No false line is confirmed: with letters that nobody declared, and with declared ones.

The first 126 rows of ``data/false_lines.jsonl`` were written from mathematics alone, before the code that
judges, the others by those who changed it: one row is the head of a file and its lines, of which the last is
false, or is false in a reading that the head leaves open.
"""

import json
from pathlib import Path

import pytest

from drill.answers import check_derivation

ROWS = [
    json.loads(line)
    for line in Path(__file__)
    .with_name("data")
    .joinpath("false_lines.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=[" ".join((*row["declared"], *row["lines"])) for row in ROWS])
def test_no_false_line_is_confirmed(row: dict[str, list[str]]):
    marked = check_derivation("\n".join((*row["declared"], *row["lines"])))
    assert marked.lines[-1].sign != "follows", marked.lines[-1]
