"""A paper as a whole: what it is about in one's own words, the context, figures and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers import CaptionRow, FigureRow, LinkRow, PassageRow, Sheet
from drill.session.papers import workbook_views as views
from drill.session.papers.notes import (
    LINE_LABELS,
    Notes,
    labelled,
    link_text,
    read_notes,
    text_of,
    tick_of,
    with_labels,
    write_note,
)
from drill.session.workspace import Workspace
from drill.text import is_web_address

_TITLES: Final[Mapping[str, str]] = {
    "about": "What it is about", "claims": "What it claims", "new": "What is new",
    "why": "Why: what was missing before", "data": "Data", "architecture": "Architecture",
    "objective": "Objective", "optimiser": "Optimiser and schedule", "hyperparameters": "Hyperparameters",
    "hardware": "Hardware", "metrics": "Metrics", "results": "Main results",
}  # fmt: skip
_LINES: Final[Mapping[views.Depth, tuple[str, ...]]] = {
    "idea": ("about", "claims", "new", "why", "results"),
    "reproduce": tuple(_TITLES),
}
_DEPTHS: Final[Mapping[views.Depth, str]] = {
    "idea": "To know what it is about: five lines, twenty minutes",
    "reproduce": "To reproduce it: all of it, with what the appendix adds",
}
# Begins the keys of the sheet's links.
_KNOWN_LINK: Final = "known-link/"


def depth_of(notes: Notes) -> views.Depth:
    """Return what a paper is read for; until somebody says, to know what it is about."""
    return "reproduce" if text_of(notes, "depth", "") == "reproduce" else "idea"


# The label of what a sheet knows, in place of the part of the paper that a sentence is in.
FACT: Final = "fact"


def overview(notes: Notes, sheet: Sheet) -> tuple[views.ChecklistPart, ...]:
    """Return the overview in the chosen depth, the context and the captions."""
    depth = depth_of(notes)
    own_links = tuple(_links(notes))
    known = [row for row in sheet.links if row.url not in {entry.address for entry in own_links}]
    links = (*(_known_link(notes, row) for row in known), *own_links)
    minutes = sum(int(entry.lines[2].text or 0) for entry in own_links) + sum(row.minutes for row in known)
    how_long = f", {minutes} min" if minutes else ""
    return (
        views.ChecklistPart("overview", _DEPTHS[depth], tuple(_overview(notes, sheet, depth))),
        views.ChecklistPart("context", f"Context: posts, videos, the code{how_long}", links),
        views.ChecklistPart("captions", "Figures and tables of the paper", tuple(_captions(notes, sheet))),
    )


def write_lines(workspace: Workspace, slug: str, key: str, changed: Mapping[str, str]) -> None:
    """Keep what was written on an entry of these parts, by the names of its lines; ``link/`` adds a link.

    Raises:
        UsageError: there is no such paper or field; a link's address is none.
    """
    kind, _, name = key.partition("/")
    notes = read_notes(workspace, slug)
    if kind == "link":
        _, address, title, minutes = views.link_of(name, text_of(notes, "link", name))
        line = {"address": address, "title": title, "minutes": minutes, **changed}
        text = link_text(line["address"], line["title"], line["minutes"]) if any(line.values()) else ""
        write_note(workspace, slug, "link", name, text)
    elif kind in LINE_LABELS:
        kept = notes.get((kind, name))
        text = with_labels(kind, {**labelled(kind, kept.text if kept else ""), **changed})
        write_note(workspace, slug, kind, name, text)
    else:
        write_note(workspace, slug, "overview", name, changed.get("words", ""))


def _overview(notes: Notes, sheet: Sheet, depth: views.Depth) -> Iterator[views.ChecklistEntry]:
    for name in _TITLES:
        words = text_of(notes, "overview", name)
        if name not in _LINES[depth] and not words:
            continue
        yield views.ChecklistEntry(
            f"{depth}/{name}", _TITLES[name], tick_of(notes, f"{depth}/{name}")[0], words,
            lines=(views.OwnLine("words", "in your words", words),),
            passages=(
                *(PassageRow(name, text, part=FACT) for text in sheet.facts.texts(name)),
                *(row for row in sheet.passages
                  if row.about == name and (depth == "reproduce" or not row.part)),
            ),
        )  # fmt: skip
    yield views.ChecklistEntry(f"{depth}/enough", "Enough for now", *tick_of(notes, f"{depth}/enough"))


def _links(notes: Notes) -> Iterator[views.ChecklistEntry]:
    for (field, key), kept in notes.items():
        if field == "link":
            _, address, title, minutes = views.link_of(key, kept.text)
            minutes = minutes if views.are_minutes(minutes) else ""
            is_web = is_web_address(address)
            told = (title or address) + (f" ({minutes} min)" if minutes else "")
            told += "" if is_web else f": not a web address: {address}"
            lines = (
                views.OwnLine("address", "address", address, "https://…"),
                views.OwnLine("title", "title", title),
                views.OwnLine("minutes", "minutes", minutes),
            )
            yield views.ChecklistEntry(
                f"link/{key}", told, is_own=True, lines=lines, address=address if is_web else ""
            )


def _known_link(notes: Notes, row: LinkRow) -> views.ChecklistEntry:
    """Return a link of the sheet, which can be ticked off and is not removed."""
    details = ", ".join(filter(None, (row.what, f"{row.minutes} min" if row.minutes else "")))
    text = f"{row.title} ({details})" if details else row.title
    key = f"{_KNOWN_LINK}{row.url}"
    return views.ChecklistEntry(key, text, *tick_of(notes, key), address=row.url)


def _captions(notes: Notes, sheet: Sheet) -> Iterator[views.ChecklistEntry]:
    """Yield the paper's figures and tables: captions with what the sheet says of them, then what has none."""
    words = {row.label.casefold(): row for row in sheet.figures}
    for row in sheet.captions:
        entry = _caption(notes, row)
        known = words.pop(entry.text.casefold(), None)
        yield entry if known is None else replace(entry, passages=(*entry.passages, _as_caption(known)))
    for figure in words.values():
        yield _caption(notes, _as_caption(figure))


def _as_caption(figure: FigureRow) -> CaptionRow:
    """Return what the sheet says of a figure; its label makes the key of the note on it."""
    kind, _, number = figure.label.partition(" ")
    return CaptionRow("-".join(figure.label.lower().split()), kind, figure.words, number)


def _caption(notes: Notes, row: CaptionRow) -> views.ChecklistEntry:
    text = text_of(notes, "caption", row.id)
    known = labelled("caption", text)
    lines = [
        views.OwnLine(name, label, known.get(name, ""), hint)
        for name, (label, hint) in LINE_LABELS["caption"].items()
    ]
    own = views.OwnLine("words", "in your words", known.get("words", ""), "one sentence of your own")
    return views.ChecklistEntry(
        f"caption/{row.id}", f"{row.kind.capitalize()} {row.number}", bool(text), text,
        lines=(*lines, own), passages=(row,),
    )  # fmt: skip
