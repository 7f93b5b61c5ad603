"""Algorithm boxes line by line, and boxes of the learner's own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final

from drill.errors import CheckError, UsageError
from drill.papers import AlgorithmRow, SymbolRow
from drill.session.papers import workbook_views as views
from drill.session.papers.notes import LINE_LABELS, Notes, labelled, text_of, write_note
from drill.session.workspace import Workspace
from drill.text import one_line

_SETS: Final = re.compile(r"(?P<left>.*?)(?:<-|←|\\gets|:=|=(?!=))(?P<right>.*)")
_LOOP: Final = re.compile(r"\s*for\s+(?P<left>.+?)\s+(?:in|=|from)\s+(?P<right>.*)")
_NAME: Final = re.compile(r"(?<![\w.\\])[A-Za-z_]\w*(?!\w*\s*[(.])")
_WORDS: Final = frozenset(
    ("for", "in", "to", "if", "else", "and", "or", "not", "return", "do", "while", "range")
)


def box_line(notes: Notes, box: AlgorithmRow, step: str) -> views.ChecklistEntry:
    """Return a step with what is written on it: in one's own letters, written or borrowed, a word."""
    key = hashlib.sha256(f"{box.id}\n{step}".encode("utf-8", "replace")).hexdigest()[:16]
    text = text_of(notes, "boxline", key)
    known = labelled("boxline", text)
    lines = [
        views.OwnLine(name, label, known.get(name, ""), hint)
        for name, (label, hint) in LINE_LABELS["boxline"].items()
    ]
    words = views.OwnLine("words", "note", known.get("words", ""), "why is it there?")
    return views.ChecklistEntry(f"boxline/{key}", step, bool(text), text, lines=(*lines, words))


def own_boxes(notes: Notes) -> tuple[AlgorithmRow, ...]:
    """Return the boxes that the learner wrote: a title, then a step a line."""
    boxes = ((key, kept.text.split("\n")) for (field, key), kept in notes.items() if field == "box")
    return tuple(AlgorithmRow(key, tuple(lines[1:]), caption=lines[0]) for key, lines in boxes)


def write_box(workspace: Workspace, slug: str, key: str, title: str, steps: str) -> str:
    """Keep a box of one's own, steps apart by semicolons; an empty one goes. Returns its key."""
    lines = [line for step in steps.split(";") if (line := one_line(step))]
    title = one_line(title) or ("My box" if lines else "")
    return write_note(workspace, slug, "box", key, "\n".join([title, *lines]))


def unset_names(steps: Sequence[str], symbols: Iterable[SymbolRow]) -> tuple[str, ...]:
    """Return the names that steps use before any sets them, in order; the paper's symbols are given."""
    given = {name for row in symbols for name in _NAME.findall(row.typed)} | _WORDS
    missing: dict[str, None] = {}
    for step in steps:
        match = _LOOP.match(step) or _SETS.fullmatch(step)
        if match is None:
            given |= (
                set(_NAME.findall(step)) if step.lower().startswith(("input", "given", "require")) else set()
            )
            continue
        missing |= dict.fromkeys(name for name in _NAME.findall(match["right"]) if name not in given)
        given |= set(_NAME.findall(match["left"]))
    return tuple(missing)


def trace(workspace: Workspace, steps: Sequence[str]) -> str:
    """Say which values the names of a box have after one and two turns; what follows ``for`` is its loop.

    Raises:
        UsageError: a step sets no name, a name has no value, or there is no step.
        CheckError: a step has no value, or takes too long.
    """
    if missing := unset_names(steps, ()):
        names = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
        raise UsageError(f"give {names} a value first", f"such as {missing[0]} = 1 in a line of its own")
    parts: list[list[tuple[str, str]]] = [[]]
    for step in steps:
        match = _SETS.fullmatch(step)
        if _LOOP.match(step):
            parts.append([])
        elif match is not None and match["left"].strip().isidentifier():
            parts[-1].append((match["left"].strip(), match["right"].strip()))
        else:
            raise UsageError(f"only lines such as x = x - a*m are traced, not {step}")
    start, body = (
        ([], parts[0]) if len(parts) == 1 else (parts[0], [line for part in parts[1:] for line in part])
    )
    lines = [*start, *body, *body]
    try:
        told = workspace.workers.trace(lines)
    except CheckError as error:  # it may begin with a name, which is shown as it is written
        raise CheckError(f"the box cannot be traced: {error.message}", error.hint) from error
    once = dict(zip((name for name, _ in lines), told[: len(start) + len(body)], strict=False))
    twice = {**once, **dict(zip((name for name, _ in body), told[len(start) + len(body) :], strict=True))}
    shown = [", ".join(f"{name} = {value}" for name, value in values.items()) for values in (once, twice)]
    return f"After one iteration: {shown[0]}. After two: {shown[1]}."
