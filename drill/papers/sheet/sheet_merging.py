"""Merge several sheets of one paper: an earlier import, one by hand, what was read just now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from drill.papers.model import RANK, Facts, NoteRow, Origin, Paper, SymbolRow
from drill.papers.sheet.symbol_keys import make_spelling_key
from drill.text import one_line

CONTRADICTION: Final = "contradiction"
# Of these there is the newer one, or where that is empty the earlier one.
_TAKEN_WHOLE: Final = (
    "title", "abstract", "blocks", "algorithms", "absent", "cited", "passages", "captions", "quoted",
    "figures",
)  # fmt: skip
# What people write about a formula.
_TOLD: Final = (
    "corrected", "relatives", "called", "central", "input", "process", "output", "words", "parts", "holds",
    "has_letters", "begun", "left", "moves_said",
)  # fmt: skip


def merge_sheets(sheet: Paper, earlier: Paper) -> Paper:
    """Return ``sheet`` with what ``earlier`` knows more certainly; nothing a person said or decided is lost.

    Of two texts the one whose origin comes later in guessed, solved, said, you stands; of two of one origin
    that of ``sheet``, but your own stays. Formulas are those of ``sheet``, and those that were typed by hand.
    """
    before: dict[tuple[str, int | None], SymbolRow] = {}
    for row in earlier.symbols:
        before.setdefault(_find_scoped_key(row), row)
    mine = {_find_scoped_key(row) for row in sheet.symbols}
    symbols = [_join_symbol_rows(row, before.get(_find_scoped_key(row))) for row in sheet.symbols]
    symbols += [
        row
        for row in earlier.symbols
        if _find_scoped_key(row) not in mine or row is not before[_find_scoped_key(row)]
    ]
    symbols = list(_typed_apart(symbols, before))
    ids = {row.id for row in sheet.formulas}
    reader_texts: dict[str, dict[str, Any]] = {}
    for row in reversed(earlier.formulas):
        # a repeated formula had a row for each of its places before: ``ID-2``
        id_ = row.id if row.id in ids else row.id.partition("-")[0]
        told = {name: text for name in _TOLD if (text := getattr(row, name))}
        reader_texts[id_] = {**reader_texts.get(id_, {}), **told}
    formulas = [replace(row, **reader_texts.get(row.id, {})) for row in sheet.formulas]
    formulas += [row for row in earlier.formulas if row.id not in ids and not (sheet.formulas and row.file)]
    links = {row.url: row for row in sheet.links}
    for row in earlier.links:
        links[row.url] = replace(row, what=row.what or links.get(row.url, row).what)
    earlier_notes = () if sheet.source.file else earlier.notes
    notes = [*earlier_notes, *sheet.notes, *_list_declared_contradictions(sheet, before)]
    newer_or_earlier = {name: getattr(sheet, name) or getattr(earlier, name) for name in _TAKEN_WHOLE}
    return replace(
        sheet.without_made(),
        **newer_or_earlier,
        authors=earlier.authors or sheet.authors,
        source=sheet.source if sheet.source.file else earlier.source,
        symbols=tuple(symbols),
        formulas=tuple(formulas),
        facts=sheet.facts if sheet.facts != Facts() else earlier.facts,
        links=tuple(links[url] for url in dict.fromkeys(row.url for row in (*earlier.links, *sheet.links))),
        notes=tuple(dict.fromkeys(notes)),
        decisions={**sheet.decisions, **earlier.decisions},
        meant=tuple(dict.fromkeys((*earlier.meant, *sheet.meant))),
        refused=tuple(dict.fromkeys((*earlier.refused, *sheet.refused))),
    )


def _join_symbol_rows(symbol_row: SymbolRow, before: SymbolRow | None) -> SymbolRow:
    if before is None:
        return symbol_row
    row = replace(
        symbol_row, typed=before.typed or symbol_row.typed, mentions=symbol_row.mentions or before.mentions
    )
    if _keeps_earlier_text(before.declared_from, symbol_row.declared_from):
        row = replace(row, declared=before.declared, declared_from=before.declared_from)
    if _keeps_earlier_text(before.means_from, symbol_row.means_from):
        row = replace(row, means=before.means, means_from=before.means_from)
    return row


def _typed_apart(
    rows: Iterable[SymbolRow], before: Mapping[tuple[str, int | None], SymbolRow]
) -> Iterator[SymbolRow]:
    """Return the rows; a new symbol whose typed name is taken by another gets a number."""
    key_by_name = {(row.typed, row.is_called): key for (key, _), row in before.items() if row.typed}
    for row in rows:
        typed, count, key = row.typed, 2, make_spelling_key(row.symbol)
        while typed and key_by_name.setdefault((typed, row.is_called), key) != key:
            typed, count = f"{row.typed}_{count}", count + 1
        yield replace(row, typed=typed)


def _keeps_earlier_text(before: Origin | None, origin: Origin | None) -> bool:
    """Return whether an earlier text stays: it is yours, or its origin is more certain."""
    mine, theirs = (-1 if candidate is None else RANK[candidate.kind] for candidate in (before, origin))
    return mine > theirs or mine == RANK["you"]


def _list_declared_contradictions(
    sheet: Paper, before: dict[tuple[str, int | None], SymbolRow]
) -> list[NoteRow]:
    """Yield what you declare otherwise than the paper does."""
    notes: list[NoteRow] = []
    for row in sheet.symbols:
        yours = before.get(_find_scoped_key(row))
        if yours is None or yours.declared_from is None or yours.declared_from.kind != "you":
            continue
        theirs = row.declared_from
        if theirs is None or theirs.kind != "said" or not yours.declared:
            continue
        if one_line(row.declared) != one_line(yours.declared):
            their_statement = f"{theirs.where or 'the paper'} says {row.declared}"
            message = f"you declare {yours.declared}, and {their_statement}"
            notes.append(NoteRow(CONTRADICTION, message, row.file, row.line))
    return notes


def _find_scoped_key(row: SymbolRow) -> tuple[str, int | None]:
    return make_spelling_key(row.symbol), row.scope
