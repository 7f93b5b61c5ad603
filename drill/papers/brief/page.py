"""The page for a second author: the task, the format in short, six examples, and the subject.

It stands alone: whoever answers it has nothing else and no tools. It quotes the paper, the card or the notes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

from drill.banks.models import Card
from drill.papers.brief.code_reading import LONGEST_CODE, CodeFile, CodeReading
from drill.papers.model import FormulaRow, Paper, PassageRow
from drill.text import one_line

# What a paper says of itself, in the order in which it is asked for and shown.
ABOUT: Final = ("claims", "data", "optimiser", "hyperparameters", "hardware", "metrics")
# Characters of a page: what fits into one message wherever one pastes it.
LONGEST: Final = 24_000
# Characters: the first half of most abstracts.
_ABSTRACT: Final = 700
# A page of code has so many of its paper's formulas.
_FORMULAS_BESIDE_CODE: Final = 8
# Characters that the sentences around formulas leave to algorithm boxes and to symbols.
_RESERVE: Final = 2_600
# Kinds by turns, so that any number of exercises has a mixture.
_ORDER: Final = (
    "number", "expression", "code", "choice", "stages", "number", "fault", "expression", "choice", "code",
    "stages", "number",
)  # fmt: skip
_WANTED: Final = {
    "number": "`number` with params (a step of the method by hand)",
    "expression": "`expression` (derive, differentiate, rearrange)",
    "code": "`code` (NumPy, arrays)",
    "choice": "`choice` (why a term is there, what happens if; each wrong option with its reply)",
    "stages": "with `stages` (a derivation that the text skips, one ending in a special case or limit)",
    "fault": "`fault` (an argument with a wrong line)",
}
_CODE_ORDER: Final = (
    "stages", "code", "number", "fault", "choice", "code", "stages", "number", "code", "fault", "stages",
    "choice",
)  # fmt: skip
_CODE_WANTED: Final = {
    "stages": "with `stages` (one quantity followed through a forward, ending in what follows from it)",
    "number": "`number` with params (parameters, multiply-adds, memory; what one more of something costs)",
    "code": "`code` (a line rewritten, its gradient, a layer as `einsum`)",
    "fault": "`fault` with code claims (a silent mistake that keeps every shape)",
    "choice": "`choice` (what breaks, what may be reused, which layer is the same; each wrong option with "
    "its reply)",
}


_ABOUT: Final = ", ".join(f"`{about}`" for about in ABOUT)
_FACTS: Final = f"""
## First, what the text says of itself

Before the exercises, in a code block of its own, write `facts:` with {_ABOUT}.
Each is a list of quotes, word for word from the text below, in single quotes; `hyperparameters` is a list
of `name: value`. What the text does not say is `[]`. A quote that does not stand there is dropped. Then write
the exercises, in a second block.
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """A paragraph of the page: left out, or shortened, if space is short."""

    section: str
    text: str
    short: str = ""
    worth: float = 0.0
    # Characters that it leaves to others.
    leaves: int = 0


def paper_page(record: Paper, *, exercises: int = 12, formulas: int = 12, notes: Sequence[str] = ()) -> str:
    """Return a page of at most ``LONGEST`` characters for a paper; ``notes`` are the learner's own."""
    sheet = record
    ids = [row.id for row in sorted(sheet.formulas, key=lambda row: row.rank or math.inf)]
    central = [f"({row.number})" for row in sheet.formulas if row.number and row.id in ids[:formulas]]
    on = (
        f"the {formulas} formulas that are most central to the paper"
        if formulas > 1
        else "its central formula"
    )
    on += f" (as far as we can tell {', '.join(central)})" if central else ""
    head = f"## The paper: {sheet.title}\n\n"
    if abstract := sheet.abstract or _in_place_of_abstract(sheet.passages):
        head += f"{_cut(abstract, _ABSTRACT)}\n\n"
    rows = [*_formula_rows(sheet.formulas, ids), *_box_rows(record), *_passage_rows(sheet.passages)]
    rows += _noted(notes)
    front = _front("this paper", on, exercises, facts=True)
    first = _fitted(front, head, rows, exercises)
    # what a symbol is may be said by a sentence that is printed already
    rows += _mention_rows(record, ids[:formulas], first)
    return _fitted(front, head, rows, exercises)


def _in_place_of_abstract(passages: Sequence[PassageRow]) -> str:
    """Return what a paper without an abstract says of itself."""
    texts = (
        passage.text
        for passage in passages
        if passage.about in ("about", "new", "claims") and not passage.part
    )
    return " ".join(dict.fromkeys(texts))


def topic_page(
    title: str, text: str, cards: Sequence[tuple[str, Card]], there: Sequence[str], *, exercises: int = 12
) -> str:
    """Return a page for a topic or a skill: its text and cards, and the titles of its exercises."""
    rows = [_Row("What is taught", _paragraph(text), worth=1.0)] if text.strip() else []
    for name, card in cards:
        card_text = f"**{name}.** {card.when} {card.why} {card.watch}"
        rows.append(_Row("What is taught", _paragraph(card_text), worth=3.0))
    rows += (
        _Row("Already there: ask none of these again", f"- {existing_title}\n", worth=2.0)
        for existing_title in there
    )
    front = _front("this topic", "the topic below", exercises)
    return _fitted(front, f"## The topic: {title}\n\n", rows, exercises)


def notes_page(title: str, text: str, *, exercises: int = 12) -> str:
    """Return a page for a text of one's own, cut at a paragraph if it is too long."""
    paragraphs = [part.strip("\n") for part in text.split("\n\n") if part.strip()]
    rows = [_Row("", _paragraph(part), worth=-index) for index, part in enumerate(paragraphs)]
    front = _front("these notes", "what is most central to the notes below", exercises)
    return _fitted(front, f"## The notes: {title}\n\n", rows, exercises, is_whole=True)


def code_page(
    files: Sequence[CodeFile], reading: CodeReading, *, exercises: int = 12, record: Paper | None = None
) -> str:
    """Return a page for classes and functions of sources; with ``record`` the central formulas of their
    paper.
    """
    licences = (f"`{one_line(file.name)}` ({file.stated_licence or 'no licence found'})" for file in files)
    head = f"## The code\n\nFrom {', '.join(licences)}; comments and annotations are left out.\n"
    if reading.left_out:
        head += f"Not shown: {', '.join(f'`{name}`' for name in reading.left_out)}.\n"
    if reading.imported:
        head += f"Imported, and not shown: {', '.join(f'`{name}`' for name in reading.imported)}.\n"
    rows = [
        _Row(f"`{part.file}`", f"```python\n{part.text}\n```\n\n", worth=1000.0) for part in reading.parts
    ]
    if record is not None:
        ranked = sorted(record.formulas, key=lambda row: row.rank or math.inf)
        ids = [row.id for row in ranked[:_FORMULAS_BESIDE_CODE]]
        title = f"Formulas of its paper, {record.title}; at least two exercises ask which line is which"
        central_formulas = [row for row in record.formulas if row.id in ids]
        rows += (replace(row, section=title) for row in _formula_rows(central_formulas, ids))
    front = _filled(
        ("code_front.md", "format.md"),
        COUNT=_asked(exercises), MIXTURE=_mixture(exercises, _CODE_ORDER, _CODE_WANTED), HOW_MANY="Three",
        SOURCE="Attention.forward", FACTS="", CODE=_part_of_page("code_format.md"),
        EXAMPLES=_part_of_page("code_examples.yaml"),
    )  # fmt: skip
    return _fitted(front, head, rows, exercises, most=LONGEST + LONGEST_CODE)


def _front(subject: str, on: str, exercises: int, *, facts: bool = False) -> str:
    """Return the fixed part: the task, the format and six proved examples, with or without facts."""
    return _filled(
        ("front.md", "format.md"),
        WHAT=subject, ON=on, COUNT=_asked(exercises), MIXTURE=_mixture(exercises, _ORDER, _WANTED),
        HOW_MANY="Six", FACTS=_FACTS if facts else "", CODE="", SOURCE="equation (6)",
        EXAMPLES=_part_of_page("examples.yaml"),
    )  # fmt: skip


def _filled(names: Sequence[str], **value_by_mark: str) -> str:
    """Return parts of the page with their marks replaced."""
    text = "\n".join(map(_part_of_page, names))
    return re.sub(r"@@([A-Z_]+)@@", lambda mark: value_by_mark[mark[1]], text)


def _part_of_page(name: str) -> str:
    return (files("drill.papers.brief") / name).read_text(encoding="utf-8")


def _asked(exercises: int) -> str:
    return f"{exercises} exercises" if exercises > 1 else "1 exercise"


def _mixture(exercises: int, order: Sequence[str], wanted: Mapping[str, str]) -> str:
    """Return how many of each kind a number of exercises should have."""
    counts = Counter(order[index % len(order)] for index in range(exercises))
    return ", ".join(f"{counts[kind]} {description}" for kind, description in wanted.items() if counts[kind])


def _fitted(
    front: str,
    head: str,
    rows: Sequence[_Row],
    exercises: int,
    *,
    is_whole: bool = False,
    most: int = LONGEST,
) -> str:
    """Return the page with as many rows as fit, those of the greatest worth first."""
    request = f"the {exercises} exercises" if exercises > 1 else "the exercise"
    tail = (
        f"\nNow write {request}: one YAML list, in one code block. Behind a slash one factor: "
        "`a/(b c)`, never `a/b c`. A `root` names its `wrt`.\n"
    )
    room = most - len(front) - len(head) - len(tail)
    text_by_row: dict[int, str] = {}
    headings: set[str] = set()
    for row_index in sorted(range(len(rows)), key=lambda row_index: -rows[row_index].worth):
        row = rows[row_index]
        heading = len(_heading(row.section)) if row.section not in headings else 0
        choices = (row.text, row.short) if len(row.text) + row.leaves <= room - heading else (row.short, "")
        text = next((text for text in choices if text and len(text) + heading <= room), "")
        if text:
            text_by_row[row_index] = text
            headings.add(row.section)
            room -= len(text) + heading
        elif is_whole:
            break  # notes are cut, never torn
    parts: list[str] = []
    section = ""
    for row_index in sorted(text_by_row):
        if rows[row_index].section != section:
            section = rows[row_index].section
            parts.append(_heading(section))
        parts.append(text_by_row[row_index])
    return "".join((front, head, *parts, tail))


def _heading(section: str) -> str:
    return f"\n### {section}\n\n" if section else ""


def _paragraph(text: str) -> str:
    return f"{' '.join(text.split()) if '```' not in text else text}\n\n"


def _cut(text: str, most: int) -> str:
    """Return a text shortened to a whole sentence, or ended with dots."""
    if len(text) <= most:
        return text
    shortened = text[:most]
    whole = shortened.rpartition(". ")[0]
    if len(whole) > most // 2 and whole.count("$") % 2 == 0:
        return f"{whole}."
    shortened = shortened.rpartition(" ")[0]
    return f"{shortened.rpartition('$')[0].rstrip() if shortened.count('$') % 2 else shortened} …"


def _formula_rows(rows: Sequence[FormulaRow], ids: Sequence[str]) -> Iterator[_Row]:
    """Yield the main part's formulas in the paper's order; all are worth more in short than some in full."""
    section = "Formulas, in the paper's order, the central ones with the sentences around them"
    ranks = {id_: rank for rank, id_ in enumerate(ids)}
    printed = ""
    for row in rows:
        name = f"({row.number})" if row.number else "(no number)"
        name += " (as the reader corrected it)" if row.corrected else ""
        short = f"{name} $$ {row.in_use} $$\n\n"
        before, after = (_cut(text, 420) for text in (row.before, row.after))
        before = "" if before and before in printed else before
        after = f"{after}\n" if after and after not in printed else ""
        text = f"{name} {before}\n$$ {row.in_use} $$\n{after}\n" if before or after else short
        printed = f"{before}\n{after}"
        aside = 40 if row.part else 0
        yield _Row(section, text, short, 100 - ranks[row.id] - aside, _RESERVE)


def _box_rows(record: Paper) -> Iterator[_Row]:
    for box in record.algorithms:
        text = "\n".join((f"{box.caption or 'Algorithm'}:", *(f"  {step}" for step in box.steps)))
        yield _Row("Algorithm boxes", f"{text}\n\n", worth=85)


def _mention_rows(record: Paper, ids: Sequence[str], page: str) -> Iterator[_Row]:
    """Yield whole sentences on the symbols of central formulas, none that the page has already."""
    central = {key for row in record.formulas if row.id in ids for key in row.symbols}
    chosen_sentences: list[str] = []
    for row in record.symbols:
        for mention in row.mentions[:1] if row.symbol in central else ():
            sentence = mention.text.rpartition(" … ")[2]  # what stands behind a display
            is_sentence = sentence[:1].isupper() or sentence[:1] == "$"
            if (
                is_sentence
                and sentence not in page
                and not any(sentence in earlier for earlier in chosen_sentences)
            ):
                chosen_sentences.append(sentence)
                yield _Row("What the paper says of its symbols", f"- {_cut(sentence, 330)}\n", worth=80)


def _passage_rows(passages: Sequence[PassageRow]) -> Iterator[_Row]:
    """Yield the sentences on claims, data and settings that facts are quoted from, each once."""
    for text in dict.fromkeys(row.text for row in passages if row.about in ABOUT):
        yield _Row("What the paper says of itself", f"- {_cut(text, 330)}\n", worth=79)


def _noted(notes: Sequence[str]) -> Iterator[_Row]:
    for note in notes:
        yield _Row("The reader's own notes", f"- {_cut(' '.join(note.split()), 600)}\n", worth=84)
