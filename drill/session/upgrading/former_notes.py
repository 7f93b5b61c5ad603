"""Notes on papers in the fields of earlier versions: ticks, depth, joined formulas, notes on steps.

Their texts go into the overview under the key ``earlier``; then they are cleared. They are events, so what
was written before stays in the log.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers import AlgorithmRow, Paper
from drill.session.standing.paper_notes import (
    FORMER_FIELDS,
    MOST_CHARACTERS,
    Notes,
    find_note_text,
    list_noted_questions,
    own_boxes,
)

KEY: Final = "earlier"
_TICK: Final = re.compile(r"(done|open)(?: *: *(.*))?", re.DOTALL)
_DEPTHS: Final = {"idea": "Read to know what it is about.", "reproduce": "Read to reproduce it."}


def rewrite_notes(notes: Notes, record: Paper) -> dict[tuple[str, str], str]:
    """Return the notes to write, in this order, by field and key; none where all are of this version."""
    former = [(field, key) for field, key in notes if field in FORMER_FIELDS]
    texts = dict(_fill_overviews(notes, [*_split_sentences(_describe_former_notes(notes, record))]))
    return texts | dict.fromkeys(former, "")


def _fill_overviews(notes: Notes, sentences: list[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the overviews that get the sentences; one that is full is followed by another."""
    number, kept = 1, _read_overview(notes, 1)
    is_changed = False
    for sentence in sentences:
        while f"\n{sentence}\n" not in f"\n{kept}\n":
            joined = f"{kept}\n{sentence}".strip()
            if not kept or len(joined) <= MOST_CHARACTERS:
                kept, is_changed = joined, True
                continue
            if is_changed:
                yield ("overview", _name_overview(number)), kept
            number, is_changed = number + 1, False
            kept = _read_overview(notes, number)
    if is_changed:
        yield ("overview", _name_overview(number)), kept


def _split_sentences(sentences: Iterable[str]) -> Iterator[str]:
    """Yield the sentences, those in pieces that are longer than a note."""
    for sentence in sentences:
        for start in range(0, len(sentence), MOST_CHARACTERS):
            if piece := sentence[start : start + MOST_CHARACTERS].strip():
                yield piece


def _name_overview(number: int) -> str:
    return KEY if number == 1 else f"{KEY}-{number}"


def _read_overview(notes: Notes, number: int) -> str:
    return find_note_text(notes, "overview", _name_overview(number))


def _describe_former_notes(notes: Notes, record: Paper) -> Iterator[str]:
    """Yield what the former notes say."""
    names = {formula.id: formula.title for formula in record.formulas}
    asked = {question.key: question.text for question in list_noted_questions(notes)}
    boxes = (*record.algorithms, *own_boxes(notes))
    steps = {hash_step(box, step): step.strip() for box in boxes for step in box.steps}
    for (field, key), note in notes.items():
        match field:
            case "depth":
                yield _DEPTHS.get(note.text, note.text)
            case "tick":
                ticked = _TICK.fullmatch(note.text)
                is_done, words = (ticked[1] == "done", ticked[2]) if ticked else (True, note.text)
                name = asked.get(key) or key
                yield f"[{'x' if is_done else ' '}] {name}{f': {words}' if words else ''}"
            case "block":
                yield f"{names.get(key, key)} belongs with {names.get(note.text, note.text)}"
            case "boxline":
                yield f"{steps[key]}: {note.text}" if key in steps else note.text
            case _:
                pass


def hash_step(box: AlgorithmRow, step: str) -> str:
    """Return the key under which earlier versions kept what was noted on a step."""
    return hashlib.sha256(f"{box.id}\n{step}".encode("utf-8", "replace")).hexdigest()[:16]
