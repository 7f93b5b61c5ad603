"""The table of functions: one row contains all that the modules need to know of one.

A function without a row is computed by nobody. A row makes nothing callable in code from outside:
`arraycode` keeps its own lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from drill.text import read_word_tables

# Answers, answers made of declared matrices, banks; each has the functions of those before it.
Audience = Literal["answer", "matrix", "bank"]

# Between columns; a bar of LaTeX does not have a blank before it.
_BAR = re.compile(r"(?<=\s)\|(?!\S)")


@dataclass(frozen=True, slots=True)
class FunctionNotation:
    """A function: its name in trees, its numbers of arguments, who may write it, and how others write it."""

    name: str
    least: int
    most: int
    audience: Audience
    # Which numbers compute it: ``all``, ``reals`` that are not fractions, ``arrays`` alone, or ``-``.
    computed: str
    spellings: tuple[str, ...]
    latex: str


def _read_row(row: str) -> FunctionNotation:
    fields = [field.strip() for field in _BAR.split(row)]
    fields += [""] * (6 - len(fields))
    name, arguments, audience, computed, spellings, latex = fields
    least, _, most = arguments.partition("-")
    return FunctionNotation(
        name,
        int(least),
        int(most or least),
        cast("Audience", audience),  # a test reads each row of the file
        computed,
        tuple(spellings.split()),
        latex,
    )


_TABLES = read_word_tables(__file__, "operators.txt")
# Functions by their names in trees.
OPERATORS = {row.name: row for row in map(_read_row, _TABLES["functions"].strip().splitlines())}
# What functions of one argument mean, by all of their names: the first of these, and the meaning in words.
DEFINED = {
    name: (names.split()[0], tuple(words.split()))
    for names, words in (row.split("|") for row in _TABLES["written out"].strip().splitlines())
    for name in names.split()
}
# Functions of a number that papers apply to each entry of an array; a matrix has an exponential.
ENTRYWISE = tuple(_TABLES["entry by entry"].split())
# Functions that may appear before an argument without brackets: ``sin 2x``, ``ln x``.
BARE = frozenset(_TABLES["without brackets"].split())
