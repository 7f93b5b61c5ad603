"""Read a source to a document: the first four stages in one call."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from drill.errors import PaperError
from drill.papers.model import AlgorithmRow, NoteRow, Paper, SourceRow
from drill.papers.source import outline
from drill.papers.source.abbreviations import define_abbreviations
from drill.papers.source.algorithms import find_algorithm_boxes, in_markdown
from drill.papers.source.displays import find_displays, make_display_formulas, shown_text
from drill.papers.source.document import Document, Formula, Paragraph, map_label_numbers
from drill.papers.source.flatten import flatten_source
from drill.papers.source.html_source import flatten_html
from drill.papers.source.intake import Source, open_source
from drill.papers.source.macros import of_packages, read_macro_definitions
from drill.papers.source.markdown_source import flatten_markdown
from drill.papers.source.passages import find_captions, find_overview_passages
from drill.papers.source.prose import convert_prose_to_markdown, list_absent_formulas, list_cited_works
from drill.text import clean_text

# Displayed formulas of a paper: a book of six hundred pages has fewer.
MOST_FORMULAS: Final = 3_000

_FLATTEN: Final = {"latex": flatten_source, "markdown": flatten_markdown, "html": flatten_html}


def read_paper_document(path: Path) -> Document:
    """Read a folder, a file or an archive.

    Raises:
        PaperError: it cannot be read, or contains no displayed formula.
    """
    source = open_source(path)
    document = read_opened_source(source)
    if not document.formulas:
        notes = document.paper.notes
        noted = f" ({notes[0]})" if notes else ""
        raise PaperError(
            f"{source.name} contains no displayed formula{noted}",
            "displays are in equation, align, \\[ … \\], $$ … $$ and their like; without any, drill brief "
            "with the file asks a second author for exercises on its text",
            path=source.main,
        )
    return document


def read_opened_source(source: Source) -> Document:
    """Read what was opened; a document without formulas is returned as it is."""
    manuscript = _FLATTEN[source.kind](source)
    notes: list[NoteRow] = []
    own_macros = manuscript.macros.under(read_macro_definitions(manuscript.text))
    macros = of_packages(manuscript.packages).under(own_macros)
    visible_text = shown_text(manuscript, macros)
    displays = find_displays(visible_text.text, notes, visible_text)
    headings = outline.find_headings(visible_text.text, macros)
    formulas = make_display_formulas(displays, visible_text, macros, manuscript.text, notes)
    formulas, blocks = outline.with_context(formulas, displays, visible_text.text, headings, macros)
    if len(formulas) > MOST_FORMULAS:
        message = f"{len(formulas):,} displayed formulas: only the first {MOST_FORMULAS:,} are read"
        notes.append(NoteRow("too-many", message, *formulas[MOST_FORMULAS].place))
        formulas = formulas[:MOST_FORMULAS]
    running = tuple(outline.find_paragraphs(visible_text, displays, headings, macros))
    labels = frozenset(formula.label for formula in formulas if formula.label)
    numbers = map_label_numbers(formulas)
    abstract = outline.read_abstract(visible_text, macros)
    main = outline.main_sections(visible_text.text, headings)
    boxes = tuple(find_algorithm_boxes(visible_text, macros))
    titles = [heading.title for heading in headings if heading.is_section]
    title = outline.read_title(manuscript.text, macros) or source.name
    paper = Paper(
        "",
        title=clean_text(title),
        source=SourceRow(sha256=_hash_document_text(title, formulas, running, boxes)),
        abstract=clean_text(convert_prose_to_markdown(abstract.text, numbers)),
        blocks=tuple(blocks),
        algorithms=tuple(in_markdown(box, numbers) for box in boxes),
        absent=tuple(list_absent_formulas(running, labels)),
        cited=tuple(list_cited_works(running)),
        passages=(
            *find_overview_passages(running, abstract, main, titles, numbers),
            *define_abbreviations((abstract, *running), numbers),
        ),
        captions=tuple(find_captions(visible_text, macros, numbers)),
        links=tuple(
            replace(
                link,
                title=clean_text(convert_prose_to_markdown(link.title, numbers)) or _without_scheme(link.url),
            )
            for link in manuscript.links
        ),
        notes=tuple(replace(note, message=clean_text(note.message)) for note in (*manuscript.notes, *notes)),
    )
    offsets = dict(zip(reversed(visible_text.places), reversed(visible_text.starts), strict=True))
    return Document(paper, tuple(formulas), running, offsets, outline.notation_sections(headings), macros)


def _without_scheme(address: str) -> str:
    return address.partition("://")[2].rstrip("/")


def _hash_document_text(
    title: str, formulas: Iterable[Formula], paragraphs: Iterable[Paragraph], boxes: Iterable[AlgorithmRow]
) -> str:
    """Return a hash that is the same for the same text, wherever it lies."""
    digest = hashlib.sha256(title.encode("utf-8", "replace"))
    texts = [formula.latex for formula in formulas]
    texts += [paragraph.text for paragraph in paragraphs]
    texts += ["\n".join(box.steps) for box in boxes]
    for text in texts:
        digest.update(b"\0")
        digest.update(text.encode("utf-8", "replace"))
    return digest.hexdigest()[:32]
