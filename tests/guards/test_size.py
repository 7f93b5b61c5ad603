"""The program does not grow: ``size.txt`` says how many tokens and modules it may have at most.

Tokens are those of Python: blanks, comments, line ends and indents count for nothing, and a docstring is one.
"""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest

from tests.guards.trees import trees

CEILINGS = Path(__file__).with_name("size.txt")
QUIET = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def count_tokens(text: str) -> int:
    """Count the tokens of a module."""
    return sum(token.type not in QUIET for token in tokenize.generate_tokens(io.StringIO(text).readline))


def read_ceilings() -> dict[str, int]:
    """Return the most that there may be, by what is counted."""
    rows = (line.split() for line in CEILINGS.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {counted: int(most) for counted, most in rows}


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("x = f(1)  # why\n", 6), ('"""A module,\n\nat length."""\n', 1), ("if x:\n    y\n", 4)],
)
def test_blanks_comments_and_indents_count_for_nothing(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_the_program_keeps_below_its_ceilings() -> None:
    modules = list(trees())
    measured = {
        "tokens": sum(count_tokens(path.read_text("utf-8")) for path in modules),
        "modules": len(modules),
    }
    ceilings = read_ceilings()
    assert measured.keys() == ceilings.keys()
    grown = {counted: number for counted, number in measured.items() if number > ceilings[counted]}
    assert not grown, f"above size.txt: write less than {ceilings}"
