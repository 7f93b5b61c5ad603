"""Read a source into the sheet of a paper, and a sheet into what the kinds of exercises get."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from drill.errors import PaperError
from drill.files import refuse_endless
from drill.papers import model
from drill.papers.formula_lines import read_paper_lines
from drill.papers.inline_definitions import add_definitions
from drill.papers.model import SHEET_SUFFIX
from drill.papers.paper_reading import ImportProgress, Reading
from drill.papers.sheet import symbol_keys
from drill.papers.sheet.file import parse_sheet
from drill.papers.sheet.said import symbol_rows
from drill.papers.sheet.sheet_merging import merge_sheets
from drill.papers.sheet.symbol_keys import free_name, read_symbol
from drill.papers.source.document import Document, map_label_numbers
from drill.papers.source.document_reader import read_paper_document
from drill.papers.source.outline import split_sentences
from drill.papers.source.prose import convert_prose_to_markdown, find_referenced_labels
from drill.text import clean_text

# Characters of a bank's name.
_LONGEST_SLUG: Final = 40
# Characters before a colon that may stand for a whole title.
_LEAST_SLUG: Final = 3


def read_sheet(path: Path, progress: ImportProgress = lambda _stage, _done, _total: None) -> model.Paper:
    """Read a paper's source, or a sheet that is a whole paper and gets rows for all that it does not name.

    Raises:
        PaperError: it cannot be read, or contains no displayed formula.
    """
    progress("reading the source", 0, 0)
    is_by_hand = path.name.endswith(SHEET_SUFFIX)
    return (
        complete_symbol_rows(sheet_in(path))
        if is_by_hand
        else sheet_of(read_paper_document(path), path, progress)
    )


def sheet_in(path: Path) -> model.Paper:
    """Return what a person wrote into a sheet. Raises PaperError if it cannot be read."""
    try:
        refuse_endless(path)
        raw = path.read_bytes()
    except OSError as error:
        raise PaperError(f"{path} cannot be read: {error.strerror}", path=str(path)) from error
    return parse_sheet(raw, make_title_slug(path.name.removesuffix(SHEET_SUFFIX)), str(path))


def complete_symbol_rows(sheet: model.Paper) -> model.Paper:
    """Return the sheet with a row and a name to type for every symbol of its formulas."""
    merged = merge_sheets(replace(sheet, symbols=symbol_rows(sheet.formulas)), sheet)
    used_names = {row.typed for row in merged.symbols}
    rows: list[model.SymbolRow] = []
    for row in merged.symbols:
        ref = None if row.typed else read_symbol(row.symbol)
        if ref is not None:
            row = replace(row, typed=free_name(ref, used_names))
            used_names.add(row.typed)
        rows.append(row)
    return replace(merged, symbols=tuple(rows))


def paper_of(sheet: model.Paper) -> Reading:
    """Return a sheet with its formulas read, as the kinds of exercises get it."""
    return Reading(sheet, read_paper_lines(sheet))


def sheet_of(
    document: Document, path: Path, progress: ImportProgress = lambda _stage, _done, _total: None
) -> model.Paper:
    """Return a paper as its source has it, with its formulas, and a row for each symbol."""
    progress("reading formulas and symbols", 0, 0)
    numbers = map_label_numbers(document.formulas)
    displayed = tuple(_list_formula_rows(document, numbers))
    formulas = add_definitions(
        displayed, document.paragraphs, document.paper.algorithms, numbers, document.offsets
    )
    return replace(
        document.paper,
        slug=make_title_slug(document.paper.title),
        source=replace(document.paper.source, file=path.name),
        symbols=symbol_rows(formulas, document.paragraphs, document.notation),
        formulas=formulas,
    )


def _list_formula_rows(document: Document, numbers: Mapping[str, str]) -> Iterator[model.FormulaRow]:
    """Yield the formulas in their order; a repeated one stands once, in the main part if it is there."""
    rows = [*_read_formula_rows(document, numbers)]
    by_id: dict[str, list[model.FormulaRow]] = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    kept = {id_: min(same, key=lambda row: (bool(row.part), not row.number)) for id_, same in by_id.items()}
    label_of = {
        row.label: next((each.label for each in (kept[row.id], *by_id[row.id]) if each.label), "")
        for row in rows
    }
    for row in rows:
        if row is kept[row.id]:
            yield _join_places(row, [other for other in by_id[row.id] if other is not row], label_of)


def _join_places(
    row: model.FormulaRow, others: Sequence[model.FormulaRow], label_of: Mapping[str, str]
) -> model.FormulaRow:
    """Return a formula with the other places at which it stands, and what is said around them."""
    label = label_of[row.label] if row.label else next((each.label for each in others if each.label), "")
    near = (text for each in others for text in (each.before, each.after))
    pointed_at = (each for place in (row, *others) for each in place.referenced)
    referenced = dict.fromkeys(label_of.get(each, each) for each in pointed_at)
    return replace(
        row,
        label=label,
        number=row.number or next((each.number for each in others if each.number), ""),
        cited=sum(each.cited for each in (row, *others)),
        nearby=" ".join(filter(None, (row.nearby, *near))),
        referenced=tuple(each for each in referenced if each != label),
        also=tuple(model.PlaceRow(each.label, each.number, each.file, each.line) for each in others),
    )


def _read_formula_rows(document: Document, numbers: Mapping[str, str]) -> Iterator[model.FormulaRow]:
    cited = Counter(
        label
        for paragraph in document.paragraphs
        for label in find_referenced_labels(paragraph.text, numbers)
    )
    for formula in document.formulas:
        if formula.is_left_out:
            continue
        around = f"{formula.before} {formula.after}"
        if not around.strip() and formula.label:
            formula = replace(formula, before=_sentence_on(formula.label, document))
        yield model.FormulaRow(
            symbol_keys.formula_id(formula.statements),
            clean_text(" \\\\ ".join(formula.statements)),
            label=clean_text(formula.label),
            number=clean_text(formula.number),
            file=formula.place.file,
            line=formula.place.line,
            block=formula.block,
            section=formula.section,
            cited=cited[formula.label],
            part=formula.part,
            before=clean_text(convert_prose_to_markdown(formula.before, numbers)),
            after=clean_text(convert_prose_to_markdown(formula.after, numbers)),
            nearby=clean_text(convert_prose_to_markdown(formula.nearby, numbers)),
            referenced=tuple(
                label for label in find_referenced_labels(around, numbers) if label != formula.label
            ),
        )


def _sentence_on(label: str, document: Document) -> str:
    """Return the first sentence that refers to a formula without surrounding text."""
    texts = (paragraph.text for paragraph in document.paragraphs if label in paragraph.text)
    pointing_sentences = (
        sentence
        for text in texts
        for sentence in split_sentences(text)
        if find_referenced_labels(sentence, {label: ""})
    )
    return next(pointing_sentences, "")


def make_title_slug(title: str) -> str:
    """Return a bank's name from a title: what comes before a colon, in small letters and hyphens."""
    short = (
        title.partition(":")[0] if len(_hyphenate_title(title.partition(":")[0])) >= _LEAST_SLUG else title
    )
    stem = re.sub(r"\.(?:tex|ltx|md|markdown|rmd|qmd|html?|tar|gz|tgz|zip)(?=\.|$)", "", short.lower())
    words = _hyphenate_title(stem)
    if len(words) > _LONGEST_SLUG:
        words = words[: _LONGEST_SLUG + 1].rpartition("-")[0] or words[:_LONGEST_SLUG]
    return words or "paper"


def _hyphenate_title(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
