"""What a learner writes about a paper: notes in the log, of which the last in the total order holds.

A formula's ``input``, ``process``, ``output`` and ``words`` are kept under its id, a symbol's ``meaning``
under its LaTeX, an ``unknown`` and its answer (``words``) under a UUID, a ``tick`` under what it ticks. Notes
on the paper as a whole are in ``overview``.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from drill.banks.catalogue import Entry
from drill.errors import UsageError
from drill.gyr.events import Event, Note, NoteField, uuid7
from drill.session.papers import workbook_views as views
from drill.session.papers.names import is_paper, notes_item, paper_bank, slug_of
from drill.session.papers.records import former_ids, paper_slug, record_of
from drill.session.workspace import Workspace
from drill.text import clean, is_web_address, one_line

OF_FORMULA: Final[tuple[NoteField, ...]] = ("input", "process", "output", "words")
PAPER_FIELDS: Final[tuple[NoteField, ...]] = (
    *OF_FORMULA, "meaning", "unknown", "tick",
    "overview", "link", "caption", "box", "boxline", "block", "needs", "depth",
)  # fmt: skip
# Some four pages.
MOST_CHARACTERS: Final = 10_000

_ONE_LINE: Final[frozenset[NoteField]] = frozenset(("meaning", "unknown", "tick", "block", "needs", "depth"))
# Fields whose keys are UUIDs: without one a new entry is meant.
_OWN_KEYS: Final[frozenset[NoteField]] = frozenset(("unknown", "link", "box"))
_UNKNOWN: Final = re.compile(
    rf"({'|'.join(views.WHERES)})[ ,]+({'|'.join(views.CATEGORIES)}) *: *(.*)", re.DOTALL
)
_TICK: Final = re.compile(r"(done|open)(?: *: *(.*))?", re.DOTALL)
# Those that a UUID of version 7 leaves to chance.
_RANDOM_BITS: Final = 74


@dataclass(frozen=True, slots=True)
class Kept:
    """A note that holds, and the day it was written."""

    text: str
    study_day: date


Notes = Mapping[tuple[str, str], Kept]


# --- reading -----------------------------------------------------------------------------------------------


def notes_from(events: Iterable[Event]) -> Notes:
    """The notes that hold after events in the total order, in the order in which they were first written."""
    kept: dict[tuple[str, str], Kept] = {}
    for event in events:
        if isinstance(event.facts, Note) and event.facts.field in PAPER_FIELDS:
            kept[event.facts.field, event.facts.key] = Kept(event.facts.text, event.study_day)
    return {place: note for place, note in kept.items() if note.text}


def read_notes(workspace: Workspace, slug: str) -> Notes:
    """The notes on a paper."""
    return notes_from(workspace.store.history(notes_item(slug)))


def text_of(notes: Notes, field: NoteField, key: str) -> str:
    """A note's text, empty where there is none."""
    kept = notes.get((field, key))
    return kept.text if kept else ""


def formula_notes(notes: Notes, key: str) -> views.FormulaNotes:
    """What the learner wrote about a formula."""
    return views.FormulaNotes(*(text_of(notes, field, key) for field in OF_FORMULA))


def unknowns(notes: Notes) -> tuple[views.UnknownGroup, ...]:
    """All ten groups: external first, each with its categories in order."""
    found = [_unknown(notes, key, kept.text) for (field, key), kept in notes.items() if field == "unknown"]
    return tuple(
        views.UnknownGroup(
            where, category, tuple(each for each in found if (each.where, each.category) == (where, category))
        )
        for where in views.WHERES
        for category in views.CATEGORIES
    )


def tick_of(notes: Notes, key: str) -> tuple[bool, str]:
    """Whether something is ticked, and what is noted beside it; any text but ``open: …`` ticks."""
    text = text_of(notes, "tick", key)
    if match := _TICK.fullmatch(text):
        return match[1] == "done", (match[2] or "").strip()
    return bool(text), text


def _unknown(notes: Notes, key: str, text: str) -> views.Unknown:
    match = _UNKNOWN.fullmatch(text)
    where, category, words = match.groups() if match else ("internal", "vague", text)
    is_cleared, _ = tick_of(notes, key)
    return views.Unknown(
        key=key, where=cast(views.Where, where), category=cast(views.Category, category), text=words,
        answer=text_of(notes, "words", key), cleared=notes["tick", key].study_day if is_cleared else None,
    )  # fmt: skip


# --- writing -----------------------------------------------------------------------------------------------


def write_note(workspace: Workspace, slug: str, field: str, key: str, text: str) -> str:
    """Keep a note on a paper, durable when this returns; an empty text clears it. Returns its key.

    Without a key an unknown, a link and a box get a new one. What stands there already is not written again.

    Raises:
        UsageError: no such paper, field or unknown; no key; the text is too long.
    """
    slug = paper_slug(workspace.catalogue, workspace.places, slug)
    known, text = _checked(field, text)
    key = one_line(key) or (new_key(workspace) if known in _OWN_KEYS and text else "")
    if not key and known != "depth":
        raise UsageError(
            f"a note of the field {known} needs a key", "name the formula's, symbol's or entry's"
        )
    if text_of(read_notes(workspace, slug), known, key) != text:
        workspace.store.append(Note(field=known, key=key, text=text), item=notes_item(slug))
    return key


def clear_note(workspace: Workspace, slug: str, field: str, key: str) -> None:
    """Take a note away."""
    write_note(workspace, slug, field, key, "")


def add_unknown(
    workspace: Workspace, slug: str, where: views.Where, category: views.Category, text: str
) -> str:
    """Add something that is not understood yet; returns its key. Raises UsageError for an empty text."""
    if not one_line(text):
        raise UsageError("an unknown needs a word or two")
    return write_note(workspace, slug, "unknown", new_key(workspace), unknown_text(where, category, text))


def change_unknown(
    workspace: Workspace,
    slug: str,
    key: str,
    *,
    where: views.Where | None = None,
    category: views.Category | None = None,
    text: str | None = None,
) -> None:
    """Move an unknown to another category or place, or word it anew. Raises UsageError if it is not there."""
    now = _unknown_at(workspace, slug, key)
    words = now.text if text is None or not one_line(text) else text
    changed = unknown_text(where or now.where, category or now.category, words)
    write_note(workspace, slug, "unknown", key, changed)


def move_unknown(workspace: Workspace, slug: str, key: str, by: int) -> None:
    """Move an unknown so many groups on, from outside of the paper to inside and back."""
    now = _unknown_at(workspace, slug, key)
    groups = unknowns({})
    at = [(each.where, each.category) for each in groups].index((now.where, now.category))
    there = groups[(at + by) % len(groups)]
    change_unknown(workspace, slug, key, where=there.where, category=there.category)


def answer_unknown(workspace: Workspace, slug: str, key: str, text: str) -> None:
    """Write down in one's own words what was unknown."""
    write_note(workspace, slug, "words", _unknown_at(workspace, slug, key).key, text)


def settle_unknown(workspace: Workspace, slug: str, key: str, *, clear: bool) -> None:
    """Say that something is clear now, or take that back."""
    write_note(workspace, slug, "tick", _unknown_at(workspace, slug, key).key, "done" if clear else "")


def remove_unknown(workspace: Workspace, slug: str, key: str) -> None:
    """Take an unknown away, with its answer."""
    for field in ("unknown", "words", "tick"):
        clear_note(workspace, slug, field, key)


def tick(
    workspace: Workspace, slug: str, key: str, *, done: bool | None = None, annotation: str | None = None
) -> None:
    """Tick an entry of the checklist, or take the tick back, or note something beside it."""
    was_done, noted = tick_of(read_notes(workspace, slug), key)
    done = was_done if done is None else done
    noted = noted if annotation is None else one_line(annotation)
    word = "done" if done else "open"
    text = f"{word}: {noted}" if noted else word
    write_note(workspace, slug, "tick", key, text if done or noted or is_own_entry(key) else "")


# By the note's field what begins a line of it, what stands beside that line, and a hint.
LINE_LABELS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "caption": {"axes": ("axes", "what the axes or columns are"), "shows": ("shows", "what it shows")},
    "boxline": {
        "letters": ("letters", "the line in your own letters"),
        "origin": ("origin", "written or borrowed"),
    },
}
_LABELLED: Final = re.compile(r"([a-z]+): (.*)")


def labelled(field: str, text: str) -> dict[str, str]:
    """Return the lines of a note by their labels, ``axes: steps, loss``; without one they are ``words``."""
    known: dict[str, str] = {}
    words: list[str] = []
    for line in filter(None, text.split("\n")):
        match = _LABELLED.fullmatch(line)
        if match and match[1] in LINE_LABELS[field]:
            known[match[1]] = match[2]
        else:
            words.append(line)
    return {**known, "words": " ".join(words)}


def with_labels(field: str, lines: Mapping[str, str]) -> str:
    """Return lines by their labels as the text of a note."""
    told = [f"{name}: {one_line(lines[name])}" for name in LINE_LABELS[field] if lines.get(name)]
    return "\n".join([*told, *filter(None, [lines.get("words", "")])])


def link_text(address: str, title: str, minutes: str) -> str:
    """Return a link as its note holds it: three lines.

    Raises:
        UsageError: the address is not that of a web page; the minutes are no whole number.
    """
    address, minutes = one_line(address), one_line(minutes).removesuffix("min").strip()
    if not is_web_address(address):
        raise UsageError(
            f"this is not a web address: {address or 'nothing'}", "it begins with https:// or http://"
        )
    if minutes and not views.are_minutes(minutes):
        raise UsageError(f"minutes are a whole number, not {minutes!r}")
    return f"{address}\n{one_line(title)}\n{minutes}".strip()


# How keys of figures begin; what follows is the figure's name.
FIGURE: Final = "figure/"


def is_own_entry(key: str) -> bool:
    """Whether an entry stands in the checklist only because its note does."""
    return key.startswith(FIGURE)


def add_figure(workspace: Workspace, slug: str, name: str) -> str:
    """Put a figure on the checklist; returns its key. Raises UsageError without a name."""
    if not (name := one_line(name)):
        raise UsageError("a figure needs its name, such as Figure 2")
    tick(workspace, slug, FIGURE + name)
    return FIGURE + name


def unknown_text(where: views.Where, category: views.Category, text: str) -> str:
    """An unknown as its note holds it."""
    return f"{where} {category}: {one_line(text)}"


def new_key(workspace: Workspace) -> str:
    """A new UUID, of the workspace's time."""
    return uuid7(int(workspace.clock().timestamp() * 1000), secrets.randbits(_RANDOM_BITS))


def _checked(field: str, text: str) -> tuple[NoteField, str]:
    known: NoteField | None = next((each for each in PAPER_FIELDS if each == field), None)
    if known is None:
        raise UsageError(
            f"no note on a paper is called {one_line(field)!r}", f"known: {', '.join(PAPER_FIELDS)}"
        )
    text = one_line(text) if known in _ONE_LINE else clean(text).strip()
    if len(text) > MOST_CHARACTERS:
        raise UsageError(f"a note has at most {MOST_CHARACTERS} characters, this has {len(text)}")
    if known == "link" and text:
        text = link_text(*views.link_of("", text)[1:])
    if known == "depth" and text not in ("", *views.DEPTHS):
        raise UsageError(f"a paper is read for {' or '.join(views.DEPTHS)}")
    if known == "unknown" and text and not _UNKNOWN.fullmatch(text):
        raise UsageError(
            "an unknown says where it lies, its category and what it is: external critical: why divide?",
            f"where: {', '.join(views.WHERES)}; categories: {', '.join(views.CATEGORIES)}",
        )
    return known, text


def _unknown_at(workspace: Workspace, slug: str, key: str) -> views.Unknown:
    groups = unknowns(read_notes(workspace, slug_of(slug)))
    found = next((each for group in groups for each in group.unknowns if each.key == key), None)
    if found is None:
        raise UsageError("there is no such unknown any more")
    return found


def note_aside(workspace: Workspace, entry: Entry, field: str, key: str, text: str) -> str:
    """Keep a note on the paper of an exercise; an empty text clears it. Returns its key.

    Without a key it is about the formula or symbol that the exercise is about.

    Raises:
        UsageError: the exercise is no paper's, or the key is missing and the exercise does not tell it.
        PaperError: the paper's record cannot be read.
    """
    if not is_paper(entry.bank):
        raise UsageError(f"{field} is a note on a paper: {entry.item} belongs to none")
    return write_note(workspace, entry.bank, field, key or _about(workspace, entry, field), text)


def _about(workspace: Workspace, entry: Entry, field: str) -> str:
    """The key of what an exercise is about, where a note of this field may be kept under it."""
    record = record_of(workspace.places, paper_bank(workspace.catalogue, entry.bank))
    if record is None or field in ("unknown", "tick"):
        return ""
    ids = former_ids(entry)
    about = next((exercise.about for exercise in record.made.exercises if exercise.id in ids), "")
    if field == "meaning":
        return about if any(row.symbol == about for row in record.sheet.symbols) else ""
    return about if any(formula.id == about for formula in record.sheet.formulas) else ""
