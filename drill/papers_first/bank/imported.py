"""From a source to the record of a paper with its drafts: what the worker does when a paper is imported."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from drill.papers_first.bank.cases import special_cases
from drill.papers_first.bank.record import (
    AbsentRecord,
    AlgorithmRecord,
    BlockRecord,
    DraftRecord,
    FormulaRecord,
    NoteRecord,
    PaperRecord,
    SkippedRecord,
    SymbolDecision,
    SymbolRecord,
)
from drill.papers_first.draft import Draft, formula_id
from drill.papers_first.generate import generate
from drill.papers_first.glosses.glossary import Entry, glossary
from drill.papers_first.kinds.order import algorithm_id
from drill.papers_first.paper import Paper, make_paper
from drill.papers_first.read import read_paper
from drill.papers_first.reading import Reading
from drill.papers_first.skills import skills_of
from drill.papers_first.source.document import Algorithm, Document, Formula
from drill.papers_first.wording import as_shown, numbers_of, plain, sentence, with_formulas

Progress = Callable[[str, int, int], None]
"""Told the stage, and how much of how much is done (0 of 0 where that is not known)."""

DRAFTING_S: Final = 6.0
"""So long may drafting take; a paper of usual length takes a second."""
_LABEL: Final = re.compile(r"\\[a-zA-Z]*ref\*?\s*\{([^{}]*)\}")
_LONGEST_SLUG: Final = 40
_LEAST_SLUG: Final = 3


def import_source(path: Path, decisions: Mapping[str, SymbolDecision], progress: Progress) -> PaperRecord:
    """Read a source and draft its exercises; ``decisions`` are what a review said of the glossary.

    Raises:
        PaperError: it cannot be read, or holds no displayed formula.
    """
    progress("reading the source", 0, 0)
    document = read_paper(path)
    progress("reading formulas and symbols", 0, 0)
    found = glossary(document)
    paper = make_paper(slug_of(document.title), document, entries=reviewed(found, decisions))
    made = generate(
        paper,
        progress=lambda kind, done, whole: progress(f"drafting exercises: {kind}", done, whole),
        limit_s=DRAFTING_S,
    )
    confirmed = frozenset(key for key, one in decisions.items() if one.decision == "kept")
    record, cases = record_of(paper, found), special_cases(made.drafts)
    return replace(
        record,
        formulas=tuple(replace(one, special_cases=cases.get(one.latex, ())) for one in record.formulas),
        skipped=tuple(SkippedRecord(one.kind, one.what, one.why) for one in made.skipped),
        drafts=tuple(_draft(draft, found, confirmed) for draft in made.drafts),
    )


def reviewed(entries: Iterable[Entry], decisions: Mapping[str, SymbolDecision]) -> tuple[Entry, ...]:
    """The glossary after a review: what was left out goes, what was kept is sure, with its new words."""
    kept: list[Entry] = []
    for entry in entries:
        said = decisions.get(symbol_record(entry).key, SymbolDecision())
        if said.decision == "left-out":
            continue
        worded = entry if said.meaning is None else entry.reworded(said.meaning)
        shape = entry.shape if said.shape is None else said.shape
        sure = entry.sure or said.decision == "kept"
        kept.append(replace(worded, shape=shape, sure=sure))
    return tuple(kept)


def symbol_record(entry: Entry) -> SymbolRecord:
    """A glossary entry as it is kept."""
    place = entry.place
    return SymbolRecord(
        latex=entry.latex,
        meaning=entry.meaning,
        shape=entry.shape,
        file=place.file,
        line=place.line,
        section=entry.section,
        sure=entry.sure,
        likely=entry.likely,
    )


def record_of(paper: Paper, entries: Sequence[Entry]) -> PaperRecord:
    """A paper's outline, without drafts."""
    document = paper.document
    numbers = numbers_of(document)
    readings: dict[Formula, list[Reading]] = {}
    for reading in paper.readings:
        readings.setdefault(reading.formula, []).append(reading)
    return PaperRecord(
        bank=f"papers/{paper.slug}",
        title=document.title,
        fingerprint=fingerprint(document),
        blocks=tuple(
            BlockRecord(block.number, as_shown(with_formulas(block.title))) for block in document.blocks
        ),
        formulas=_once(_formula(one, readings.get(one, []), numbers) for one in document.formulas),
        symbols=tuple(symbol_record(entry) for entry in entries),
        algorithms=tuple(_algorithm(one, numbers) for one in document.algorithms),
        absent=tuple(AbsentRecord(one.what, one.place.file, one.place.line) for one in document.absent),
        notes=tuple(
            NoteRecord(
                note.code,
                note.message,
                note.place.file if note.place else "",
                note.place.line if note.place else 0,
            )
            for note in document.notes
        ),
    )


def _once(formulas: Iterable[FormulaRecord]) -> tuple[FormulaRecord, ...]:
    """Formulas with ids of their own: one that is repeated gets a number behind."""
    found: dict[str, FormulaRecord] = {}
    for formula in formulas:
        own, count = formula.id, 2
        while own in found:
            own, count = f"{formula.id}-{count}", count + 1
        found[own] = replace(formula, id=own)
    return tuple(found.values())


def _formula(formula: Formula, readings: Sequence[Reading], numbers: Mapping[str, str]) -> FormulaRecord:
    skills = {skill: None for reading in readings for skill in skills_of(reading.statement, reading.tokens)}
    around = f"{formula.before} {formula.after}"
    labels = [label.strip() for match in _LABEL.finditer(around) for label in match[1].split(",")]
    return FormulaRecord(
        id=formula_id(formula),
        latex=formula.latex,
        file=formula.place.file,
        line=formula.place.line,
        label=formula.label,
        number=formula.number,
        block=formula.block,
        before=as_shown(sentence(formula.before, numbers)),
        after=as_shown(sentence(formula.after, numbers)),
        referenced=tuple(
            dict.fromkeys(label for label in labels if label in numbers and label != formula.label)
        ),
        skills=tuple(skills),
        is_read=bool(readings) and all(reading.statement is not None for reading in readings),
    )


def _algorithm(algorithm: Algorithm, numbers: Mapping[str, str]) -> AlgorithmRecord:
    words = algorithm.caption.replace(algorithm.label, "") if algorithm.label else algorithm.caption
    return AlgorithmRecord(
        id=algorithm_id(algorithm),
        steps=tuple(_indented(step, numbers) for step in algorithm.steps),
        label=algorithm.label,
        caption=as_shown(sentence(words, numbers)).strip(" .:"),
        file=algorithm.place.file,
        line=algorithm.place.line,
    )


def _indented(step: str, numbers: Mapping[str, str]) -> str:
    indent = step[: len(step) - len(step.lstrip())]
    return indent + as_shown(sentence(step, numbers) or plain(step.strip()))


def _draft(draft: Draft, entries: Iterable[Entry], confirmed: frozenset[str]) -> DraftRecord:
    place = draft.formula.place if draft.formula is not None else None
    about = draft.about or ("" if draft.formula is None else formula_id(draft.formula))
    of_symbol = [symbol_record(entry) for entry in entries if draft.kind == "symbol" and entry.latex == about]
    if place is None and of_symbol:
        file, line = of_symbol[0].file, of_symbol[0].line
    else:
        file, line = (place.file, place.line) if place is not None else ("", 0)
    proved = draft.proved or any(symbol.key in confirmed for symbol in of_symbol)
    return DraftRecord(draft.id, draft.kind, about, draft.exercise, proved, file, line)


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
    short = title.partition(":")[0] if len(_words(title.partition(":")[0])) >= _LEAST_SLUG else title
    stem = re.sub(r"\.(?:tex|ltx|md|markdown|rmd|qmd|html?|tar|gz|tgz|zip)(?=\.|$)", "", short.lower())
    words = _words(stem)
    if len(words) > _LONGEST_SLUG:
        words = words[: _LONGEST_SLUG + 1].rpartition("-")[0] or words[:_LONGEST_SLUG]
    return words or "paper"


def _words(text: str) -> str:
    plain_letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain_letters).strip("-")
