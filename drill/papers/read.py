"""Read a source into the sheet of a paper, and a sheet into the data for the kinds of exercises."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from drill.errors import PaperError
from drill.files import refuse_endless
from drill.notation import Notation, notation_of, spell_name, split_statements
from drill.notation.tree import Cases, Node, Statement
from drill.papers import model
from drill.papers.draft import Line
from drill.papers.inline_definitions import add_definitions
from drill.papers.model import SHEET_SUFFIX
from drill.papers.paper_json import ImportProgress, Reading
from drill.papers.sheet import symbol_keys
from drill.papers.sheet.file import parse_sheet
from drill.papers.sheet.said import merge_sheets, symbol_rows
from drill.papers.sheet.symbol_keys import free_name, read_symbol
from drill.papers.source.algorithms import convert_prose_to_markdown, find_referenced_labels
from drill.papers.source.document import Document, map_label_numbers
from drill.papers.source.document_reader import read_paper_document
from drill.papers.source.outline import split_sentences
from drill.text import clean_text

# Max characters of a bank's name.
_LONGEST_SLUG = 40
# Min characters before a colon that may replace a whole title.
_LEAST_SLUG = 3


def read_sheet(path: Path, progress: ImportProgress = lambda _stage, _done, _total: None) -> model.Paper:
    """Read a paper's source, or a sheet that is a whole paper and gets rows for all that it does not name.

    Raises:
        PaperError: it cannot be read, or contains no displayed formula.
    """
    progress("reading the source", 0, 0)
    is_by_hand = path.name.endswith(SHEET_SUFFIX)
    if is_by_hand:
        return complete_symbol_rows(sheet_in(path))
    return sheet_of(read_paper_document(path), path, progress)


def sheet_in(path: Path, has_letter: Callable[[str], bool] = lambda _: True) -> model.Paper:
    """Read a person's entries in a sheet, on symbols that ``has_letter`` has. Raises PaperError if it cannot
    be read.
    """
    try:
        refuse_endless(path)
        raw = path.read_bytes()
    except OSError as error:
        raise PaperError(f"{path} cannot be read: {error.strerror}", path=str(path)) from error
    return parse_sheet(raw, make_title_slug(path.name.removesuffix(SHEET_SUFFIX)), str(path), has_letter)


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


def read_paper_lines(sheet: model.Paper) -> tuple[Line, ...]:
    """Return the statements of each formula; a name that the sheet declares as a function is read as one."""
    return _read_formula_statements(sheet.formulas, frozenset(_list_functions(sheet.symbols)))


def find_unread_reason(row: model.FormulaRow) -> str:
    """Return why an import did not read a formula; empty if it did."""
    lines = () if row.is_read else read_paper_lines(model.Paper("", formulas=(row,)))
    return next((line.refused for line in lines if line.statement is None), "")


def _list_functions(symbols: Iterable[model.SymbolRow]) -> Iterator[str]:
    """Yield the names that rows declare as functions, as the reader of formulas spells them.

    A guess of an earlier version is only a suggestion, and declares nothing.
    """
    for row in symbols:
        origin = row.declared_from
        is_believed = origin is None or origin.kind not in ("guessed", "solved")
        ref = read_symbol(row.name)
        if ref is not None and row.declared and is_believed and (row.is_called or "->" in row.declared):
            yield spell_name(ref.name)


@lru_cache(maxsize=2)
def _read_formula_statements(
    formulas: tuple[model.FormulaRow, ...], functions: frozenset[str]
) -> tuple[Line, ...]:
    """Read the statements, once for the same formulas."""
    tokens = [symbol_keys.canonical_tokens(formula.in_use) for formula in formulas]
    notation = notation_of(tokens, Notation(functions=functions))
    lines: list[Line] = []
    for formula, spelled in zip(formulas, tokens, strict=True):
        before = (
            [*split_statements(symbol_keys.canonical_tokens(formula.latex), notation)]
            if formula.corrected
            else []
        )
        parts = split_statements(spelled, notation)
        said = [(part, part.statement) for part in parts]
        if len(said) == 1 and (rows := _list_cases(said[0][1])):
            said = [(said[0][0], row) for row in rows]
        for index, (part, statement) in enumerate(said):
            printed = before[index].tokens if index < len(before) else ()
            lines.append(Line(formula, index, part.tokens, statement, part.refused, printed=printed))
        if not parts:
            lines.append(Line(formula, 0, spelled, None, symbol_keys.explain_unread(formula.in_use)))
    return tuple(lines)


def _list_cases(statement: Statement | None) -> tuple[Statement, ...]:
    r"""Return the rows of cases that are statements themselves, each with its condition.

    None if anything else is beside the cases, or one row is not such a statement.
    """
    match statement:
        case Statement(sides=(Cases(branches),)):
            rows = [*map(_state_case, branches)]
        case _:
            return ()
    stated = tuple(row for row in rows if row is not None)
    return stated if len(stated) == len(rows) else ()


def _state_case(branch: tuple[Node, Node | None]) -> Statement | None:
    row, condition = branch
    if not isinstance(row, Statement) or not row.relations or condition is None:
        return None
    if not isinstance(condition, Statement):
        condition = Statement((condition,), span=condition.span)
    return replace(row, conditions=(condition,))


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
        symbols=symbol_rows(formulas, document.paragraphs, document.notation, document.aside),
        formulas=formulas,
    )


def _list_formula_rows(document: Document, numbers: Mapping[str, str]) -> Iterator[model.FormulaRow]:
    """Yield the formulas in their order; a repeated one once, as in the main part if it is there."""
    by_id: dict[str, list[model.FormulaRow]] = {}
    for row in _read_formula_rows(document, numbers):
        by_id.setdefault(row.id, []).append(row)
    for same in by_id.values():
        row = min(same, key=lambda row: (bool(row.part), not row.number))
        others = [each for each in same if each is not row]
        near = (row.nearby, *(text for each in others for text in (each.before, each.after)))
        yield replace(
            row,
            label=next((each.label for each in (row, *others) if each.label), ""),
            number=next((each.number for each in (row, *others) if each.number), ""),
            cited=sum(each.cited for each in same),
            nearby=" ".join(filter(None, near)),
            referenced=tuple(dict.fromkeys(label for each in (row, *others) for label in each.referenced)),
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
        pointed_at = find_referenced_labels(around, numbers)
        yield model.FormulaRow(
            symbol_keys.formula_id(formula.statements), clean_text(" \\\\ ".join(formula.statements)),
            label=clean_text(formula.label), number=clean_text(formula.number), file=formula.place.file,
            line=formula.place.line, block=formula.block, section=formula.section, part=formula.part,
            referenced=tuple(each for each in pointed_at if each != formula.label),
            before=clean_text(convert_prose_to_markdown(formula.before, numbers)),
            after=clean_text(convert_prose_to_markdown(formula.after, numbers)), cited=cited[formula.label],
            nearby=clean_text(convert_prose_to_markdown(formula.nearby, numbers)),
        )  # fmt: skip


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
    """Return a bank's name from a title: the words before a colon, in small letters and hyphens."""
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
