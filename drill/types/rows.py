r"""Read what a person says of a formula's letters, a row a letter.

A row is a declaration (``NAME: TYPE``, ``W in R^(m x n)``, ``0 < p < 1``); ``NAME := PART: TYPE`` gives a
part of the formula a name of its own; any other row is a relation that holds (``sum p_k = 1``,
``x_t in X_t``, ``t <= T``). ``x, y: d`` are two rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drill.errors import DrillError
from drill.latex import canonicalise_formula
from drill.notation import typed_latex
from drill.types.declarations import COMPARED, read_member, read_range
from drill.types.reader import COMMA, Part, RowError, TypeReader, measure_depths, read_tokens
from drill.types.value_types import NOT_NEGATIVE, Number, Type

MAX_ROWS: Final = 60
# Numbers that are letters of a formula as often.
_CONSTANTS: Final = frozenset(("e", "\\pi"))
_COLON: Final = re.compile(r":(?!=)")
# A part that is not negative by what it is: ``|S_i|``, ``\|x\|``.
_IN_BARS: Final = re.compile(r"(?:\\left)?(\\?\||\\[lr]?[vV]ert)[^|]*?(?:\\right)?\1")


@dataclass(frozen=True, slots=True)
class Row:
    """A letter as it is shown, in LaTeX, with its type; ``part`` is the LaTeX that the letter stands for."""

    name: str
    type: Type
    text: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class RelationRow:
    """What holds between letters, in LaTeX."""

    latex: str
    text: str


def read_rows(rows: Iterable[str], formula: Sequence[str] = ()) -> tuple[list[Row], list[RelationRow]]:
    """Return the letters and relations of rows; ``formula`` has the canonical tokens of what they are for.

    Raises RowError for a row that cannot be read and for two rows of one name.
    """
    texts = [row for row in rows if row.strip()]
    if len(texts) > MAX_ROWS:
        raise RowError(texts[MAX_ROWS], 0, f"a formula has at most {MAX_ROWS} rows")
    letters: list[Row] = []
    waiting: list[str] = []
    relations: list[RelationRow] = []
    for text in texts:
        declared = [*_read_declaring_row(text, formula)]
        letters += declared
        if not declared:
            waiting.append(text)
    declared_names = {row.name for row in letters}
    for text in waiting:
        row = _read_range_row(text, formula)
        if row is not None and row.name not in declared_names:
            letters.append(row)
            declared_names.add(row.name)
        else:
            relations.append(RelationRow(_write_latex(text, text, 0, formula), text))
    _refuse_repeated_names(letters)
    return letters, relations


def _refuse_repeated_names(letters: Sequence[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in letters:
        first = seen.setdefault("".join(canonicalise_formula(row.name)), row)
        if first is not row:
            raise RowError(row.text, 0, f"there is already a row of this name: {first.text.strip()!r}")


def _read_declaring_row(text: str, formula: Sequence[str]) -> Iterator[Row]:
    """Yield the letters of a row that says what they are; nothing for another row."""
    reader, whole = TypeReader(text), Part.whole(text)
    colon = _find_last_colon(whole.text)
    if colon >= 0 or ":=" in text:
        yield from _read_typed_row(reader, text, colon if colon >= 0 else len(whole.text), formula)
    elif (declared := read_member(reader, whole)) is not None:
        yield Row(_write_latex(declared.name, text, 1, formula), declared.type, text)


def _find_last_colon(text: str) -> int:
    """Return where the last colon stands outside of brackets that is not part of ``:=``; -1 for none."""
    depths = measure_depths(text)
    places = (match.start() for match in _COLON.finditer(text))
    return max((place for place in places if depths[place] == depths[-1]), default=-1)


def _read_typed_row(reader: TypeReader, text: str, colon: int, formula: Sequence[str]) -> Iterator[Row]:
    """Yield the letters before a colon, with what stands behind it."""
    row = Part.whole(text)
    before, typed = row.cut(0, colon), row.behind(colon + 1)
    name, defines, part = (side.strip() for side in before.text.partition(":="))
    names = [name] if defines else [each.text for each in before.split(COMMA)]
    is_size = bool(_IN_BARS.fullmatch(part)) and not typed.text
    for each in names:
        latex = _write_latex(each, text, 1, formula)
        kind = Number(NOT_NEGATIVE) if is_size else reader.read_any(typed)
        yield Row(latex, kind, text if len(names) == 1 else f"{each}: {typed.text}", part)


def _read_range_row(text: str, formula: Sequence[str]) -> Row | None:
    """Read ``0 < p < 1`` or ``x > 0`` of one name; None for anything else."""
    row = Part.whole(text)
    has_constant = not _CONSTANTS.isdisjoint(side.text for side in row.split(COMPARED))
    declared = read_range(TypeReader(text), row)
    if has_constant or declared is None or "=" in (match[0] for match in row.find(COMPARED)):
        return None
    return Row(_write_latex(declared.name, text, 1, formula), declared.type, text)


def _write_latex(name: str, row: str, column: int, formula: Sequence[str]) -> str:
    if not name.strip():
        raise RowError(row, column, "the name of a letter is missing before the colon")
    try:
        latex = typed_latex(name.strip(), frozenset(formula))
        read_tokens(latex)
    except DrillError as error:
        raise RowError(row, column, f"this is neither a letter nor a statement: {error}") from None
    return latex
