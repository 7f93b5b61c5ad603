"""The learner's own algorithm boxes, and notes on the steps of a box."""

from __future__ import annotations

import hashlib
import re

from drill.papers import AlgorithmRow
from drill.session.papers.notes import Notes
from drill.text import one_line


def step_key(box: AlgorithmRow, step: str) -> str:
    """Return the key under which earlier versions kept what was noted on a step."""
    return hashlib.sha256(f"{box.id}\n{step}".encode("utf-8", "replace")).hexdigest()[:16]


def own_boxes(notes: Notes) -> tuple[AlgorithmRow, ...]:
    """Return the boxes that the learner wrote: a title, then a step a line."""
    boxes = ((key, note.text.split("\n")) for (field, key), note in notes.items() if field == "box")
    return tuple(AlgorithmRow(key, tuple(lines[1:]), caption=lines[0]) for key, lines in boxes)


def box_text(title: str, steps: str) -> str:
    """Return an own box as its note stores it; steps are given per line or separated by semicolons."""
    lines = [line for step in re.split(r"[;\n]", steps) if (line := one_line(step))]
    title = one_line(title) or ("My box" if lines else "")
    return "\n".join([title, *lines])
