"""The program does not grow: ``size.txt`` says how much of it there may be at most.

Tokens are those of Python: blanks, comments, line ends and indents count for nothing, and a docstring is one.
A regular expression is one token however long it is, and a list of words none at all. So both are counted by
themselves: the characters of all patterns, and the bytes of the files whose words decide how a text is read.
"""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import pytest

from tests.guards.trees import PACKAGE, trees

CEILINGS = Path(__file__).with_name("size.txt")
QUIET = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def count_tokens(text: str) -> int:
    """Count the tokens of a module."""
    return sum(token.type not in QUIET for token in tokenize.generate_tokens(io.StringIO(text).readline))


def count_pattern_characters(tree: ast.Module) -> int:
    """Count the characters written in arguments of ``re.compile``, without values that are set into them."""
    compiled = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"
    )
    written = (part for call in compiled for argument in call.args for part in ast.walk(argument))
    return sum(
        len(part.value) for part in written if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def list_deciding_words() -> list[Path]:
    """List the files of words that decide how a text is read."""
    folders = ("papers/sheet", "papers/source")
    return [path for folder in folders for path in sorted((PACKAGE / folder).glob("*.txt"))]


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


@pytest.mark.parametrize(
    ("text", "characters"),
    [("", 0), ('re.compile(r"a|b")', 3), ('re.compile("a" f"{x}bc", re.I)', 3), ('re.match("abc", text)', 0)],
)
def test_what_is_written_in_a_pattern_is_counted(text: str, characters: int) -> None:
    assert count_pattern_characters(ast.parse(text)) == characters


def test_the_program_keeps_below_its_ceilings() -> None:
    modules = trees()
    measured = {
        "tokens": sum(count_tokens(path.read_text("utf-8")) for path in modules),
        "patterns": sum(count_pattern_characters(tree) for tree in modules.values()),
        "words": sum(path.stat().st_size for path in list_deciding_words()),
    }
    ceilings = read_ceilings()
    assert measured.keys() == ceilings.keys()
    grown = {counted: number for counted, number in measured.items() if number > ceilings[counted]}
    assert not grown, f"above size.txt: write less than {ceilings}"
