"""The table of operators and functions: one row contains all that the modules need to know of one.

A sign or a function without a row is computed by nobody. A row makes nothing callable in code from outside:
`arraycode` keeps its own lists.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal, cast

from drill.text import read_word_tables

# Answers, answers made of declared matrices, banks, formulas with declared letters; each of the first three
# has the functions of those before it.
Audience = Literal["answer", "matrix", "bank", "formula"]
# Action of a function on an array; empty if it has a rule of its own.
Shape = Literal["", "entries", "series", "rows"]
# Action of a sign between two factors; empty if it has no rule.
Product = Literal["", "scaled", "entries", "inner", "outer", "matrix", "mod", "/"]

# Between columns; a bar of LaTeX does not have a blank before it.
_BAR = re.compile(r"(?<=\s)\|(?!\S)")
_INTERVAL = re.compile(r"([(\[])(.+), (.+)([)\]])")


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
    numpy: str
    # What formulas call it.
    words: tuple[str, ...]
    # The least and the largest value, and whether each is taken.
    range: tuple[float, float, bool, bool]
    shape: Shape


@dataclass(frozen=True, slots=True)
class SignActions:
    """Actions of a sign between two numbers, a number and an array, two vectors, and next to a matrix."""

    numbers: Product
    scale: Product
    vectors: Product
    matrices: Product


def _read_row(row: str) -> FunctionNotation:
    fields = [field.strip() for field in _BAR.split(row)]
    fields += [""] * (10 - len(fields))
    name, arguments, audience, computed, spellings, latex, numpy, words, values, shape = fields
    least, _, most = arguments.partition("-")
    return FunctionNotation(
        name,
        int(least),
        int(most or least),
        cast("Audience", audience),  # a test reads each row of the file
        computed,
        tuple(spellings.split()),
        latex,
        numpy,
        tuple(words.split()),
        _read_range(values),
        cast("Shape", shape),  # as above, by a test
    )


def _read_range(text: str) -> tuple[float, float, bool, bool]:
    if interval := _INTERVAL.fullmatch(text):
        opening, low, high, closing = interval.groups()
        return _read_end(low), _read_end(high), opening == "[", closing == "]"
    sign, _, end = text.partition(" ")
    if sign in (">", ">="):
        return _read_end(end), math.inf, sign == ">=", False
    if sign in ("<", "<="):
        return -math.inf, _read_end(end), False, sign == "<="
    return -math.inf, math.inf, False, False


def _read_end(text: str) -> float:
    return math.pi if text == "pi" else float(text)


def _read_sign(row: str) -> tuple[str, SignActions]:
    sign, *rules = [field.strip() for field in row.split("|")]
    # A test reads each row of the file, whose words are those of the type.
    products = cast("list[Product]", ["" if rule == "-" else rule for rule in rules])
    return "" if sign == "beside" else sign, SignActions(*products)


_TABLES = read_word_tables(__file__, "operators.txt")
# Functions by their names in trees.
OPERATORS = {row.name: row for row in map(_read_row, _TABLES["functions"].strip().splitlines())}
# Functions by the words that formulas have for them.
FORMULA_WORDS = {word: row for row in OPERATORS.values() for word in row.words}
# Functions that may appear before an argument without brackets: ``sin 2x``, ``ln x``.
BARE = frozenset(_TABLES["without brackets"].split())
# Actions of signs between factors; side by side is the empty sign.
SIGNS = dict(map(_read_sign, _TABLES["signs"].strip().splitlines()))


def name_product(sign: str, one: int, other: int) -> Product:
    """Return the action of a sign between factors with these numbers of axes; empty if it has no rule."""
    row = SIGNS.get(sign)
    if row is None:
        return ""
    if not one or not other:
        return row.scale if one or other else row.numbers
    if max(one, other) == 1:
        return row.vectors
    is_followed = one == other or sign == "\\odot" if row.matrices == "entries" else max(one, other) <= 2
    return row.matrices if is_followed else ""
