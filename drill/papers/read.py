"""From what a person names to the sheet of a paper, and from a sheet to what the kinds of exercises see."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from drill.errors import PaperError
from drill.papers.sheet.file import SUFFIX, free_id, read
from drill.papers.sheet.merge import merge
from drill.papers.sheet.model import (
    AbsentRow,
    AlgorithmRow,
    BlockRow,
    FormulaRow,
    NoteRow,
    Sheet,
    SourceRow,
)
from drill.papers.sheet.said import formula_latex, symbol_rows
from drill.papers.sheet.spelling import formula_id
from drill.papers.source.document import Algorithm, Document
from drill.papers.source.prose import escaped, markdown, referenced
from drill.papers.source.reading import read_paper
from drill.text import clean

Progress = Callable[[str, int, int], None]
"""Told the stage, and how much of how much is done (0 of 0 where that is not known)."""

_LONGEST_SLUG: Final = 40
"""Characters of a bank's name."""
_LEAST_SLUG: Final = 3
"""Characters before a colon that may stand for a whole title."""


def read_sheet(path: Path, earlier: Sheet | None = None, progress: Progress = lambda *_: None) -> Sheet:
    """Read a paper's source, or a sheet by hand; what ``earlier`` knows more surely stands.

    Raises:
        PaperError: it cannot be read, or holds no displayed formula.
    """
    progress("reading the source", 0, 0)
    if path.name.endswith(SUFFIX):
        found = _by_hand(path)
    else:
        document = read_paper(path)
        found = sheet_of(document, path)
    return found if earlier is None else merge(found, replace(earlier, slug=found.slug))


def _by_hand(path: Path) -> Sheet:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PaperError(f"{path} cannot be read: {error.strerror}", path=str(path)) from error
    return read(raw, path.name.removesuffix(SUFFIX), str(path))


def sheet_of(document: Document, path: Path) -> Sheet:
    """What a paper's text says: its formulas, boxes and references, and a row for each symbol."""
    numbers = {formula.label: formula.number for formula in document.formulas if formula.label}
    return Sheet(
        slug_of(document.title),
        title=clean(document.title),
        source=SourceRow(path.name, fingerprint(document)),
        symbols=symbol_rows(document),
        formulas=tuple(_formulas(document, numbers)),
        blocks=tuple(BlockRow(one.number, _cleaned(one.title)) for one in document.blocks),
        algorithms=tuple(_algorithm(one, numbers) for one in document.algorithms),
        absent=tuple(AbsentRow(clean(one.what), one.place.file, one.place.line) for one in document.absent),
        notes=tuple(
            NoteRow(note.code, clean(note.message), *(note.place or ("", 0))) for note in document.notes
        ),
    )


def _formulas(document: Document, numbers: Mapping[str, str]) -> Iterator[FormulaRow]:
    taken: dict[str, FormulaRow] = {}
    for formula in document.formulas:
        around = f"{formula.before} {formula.after}"
        own = free_id(formula_id(formula.statements), taken)
        taken[own] = FormulaRow(
            own,
            clean(formula_latex(formula)),
            label=clean(formula.label),
            number=clean(formula.number),
            file=formula.place.file,
            line=formula.place.line,
            block=formula.block,
            section=formula.section,
            before=clean(markdown(formula.before, numbers)),
            after=clean(markdown(formula.after, numbers)),
            referenced=tuple(label for label in referenced(around, numbers) if label != formula.label),
        )
        yield taken[own]


def _algorithm(algorithm: Algorithm, numbers: Mapping[str, str]) -> AlgorithmRow:
    caption = algorithm.caption.replace(algorithm.label, "") if algorithm.label else algorithm.caption
    digest = hashlib.sha256("\n".join(algorithm.steps).encode("utf-8", "replace")).hexdigest()
    return AlgorithmRow(
        digest[:12],
        tuple(_indented(step, numbers) for step in algorithm.steps),
        label=clean(algorithm.label),
        caption=clean(markdown(caption, numbers)).strip(" .:"),
        file=algorithm.place.file,
        line=algorithm.place.line,
    )


def _indented(step: str, numbers: Mapping[str, str]) -> str:
    indent = step[: len(step) - len(step.lstrip())]
    return indent + clean(markdown(step, numbers) or escaped(step.strip()))


def _cleaned(title: str) -> str:
    pieces = re.split(r"(\$[^$]*\$)", clean(title))
    return "".join(piece if at % 2 else escaped(piece) for at, piece in enumerate(pieces))


def fingerprint(document: Document) -> str:
    """The same for the same text, wherever it lies: a hash of title, formulas, paragraphs and boxes."""
    digest = hashlib.sha256(document.title.encode("utf-8", "replace"))
    texts = [formula.latex for formula in document.formulas]
    texts += [paragraph.text for paragraph in document.paragraphs]
    texts += ["\n".join(algorithm.steps) for algorithm in document.algorithms]
    for text in texts:
        digest.update(b"\0")
        digest.update(text.encode("utf-8", "replace"))
    return digest.hexdigest()[:32]


def slug_of(title: str) -> str:
    """A bank's name from a title: what stands before a colon, in small letters and hyphens."""
    short = title.partition(":")[0] if len(_hyphened(title.partition(":")[0])) >= _LEAST_SLUG else title
    stem = re.sub(r"\.(?:tex|ltx|md|markdown|rmd|qmd|html?|tar|gz|tgz|zip)(?=\.|$)", "", short.lower())
    words = _hyphened(stem)
    if len(words) > _LONGEST_SLUG:
        words = words[: _LONGEST_SLUG + 1].rpartition("-")[0] or words[:_LONGEST_SLUG]
    return words or "paper"


def _hyphened(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
