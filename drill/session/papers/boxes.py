"""Algorithm boxes line by line, and boxes of the learner's own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final

from drill.papers import AlgorithmRow, SymbolRow
from drill.session.papers import workbook_views as views
from drill.session.papers.notes import Notes, text_of
from drill.text import one_line

_SETS: Final = re.compile(r"(?P<left>.*?)(?:<-|←|\\gets|:=|=(?!=))(?P<right>.*)")
_LOOP: Final = re.compile(r"\s*for\s+(?P<left>.+?)\s+(?:in|=|from)\s+(?P<right>.*)")
_NAME: Final = re.compile(r"(?<![\w.\\])[A-Za-z_]\w*(?!\w*\s*[(.])")
_WORDS: Final = frozenset(
    ("for", "in", "to", "if", "else", "and", "or", "not", "return", "do", "while", "range")
)


def box_line(notes: Notes, box: AlgorithmRow, step: str) -> views.BoxLine:
    """Return a step with what was noted on it in an earlier version."""
    key = hashlib.sha256(f"{box.id}\n{step}".encode("utf-8", "replace")).hexdigest()[:16]
    return views.BoxLine(key, step, text_of(notes, "boxline", key))


def own_boxes(notes: Notes) -> tuple[AlgorithmRow, ...]:
    """Return the boxes that the learner wrote: a title, then a step a line."""
    boxes = ((key, note.text.split("\n")) for (field, key), note in notes.items() if field == "box")
    return tuple(AlgorithmRow(key, tuple(lines[1:]), caption=lines[0]) for key, lines in boxes)


def box_text(title: str, steps: str) -> str:
    """Return a box of one's own as its note holds it, of steps a line each or apart by semicolons."""
    lines = [line for step in re.split(r"[;\n]", steps) if (line := one_line(step))]
    title = one_line(title) or ("My box" if lines else "")
    return "\n".join([title, *lines])


def unset_names(steps: Sequence[str], symbols: Iterable[SymbolRow]) -> tuple[str, ...]:
    """Return the names that steps use before any sets them, in order; the paper's symbols are given."""
    known_names = {name for row in symbols for name in _NAME.findall(row.typed)} | _WORDS
    missing: dict[str, None] = {}
    for step in steps:
        match = _LOOP.match(step) or _SETS.fullmatch(step)
        if match is None:
            known_names |= (
                set(_NAME.findall(step)) if step.lower().startswith(("input", "given", "require")) else set()
            )
            continue
        missing |= dict.fromkeys(name for name in _NAME.findall(match["right"]) if name not in known_names)
        known_names |= set(_NAME.findall(match["left"]))
    return tuple(missing)
