"""The notes on a paper as one page: headings, what is written below each, and what the source says on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar, cast

from drill.errors import UsageError
from drill.papers import Sheet
from drill.session.papers import workbook_views as views
from drill.session.papers.boxes import own_boxes, write_box
from drill.session.papers.notes import (
    CAPTION_LABELS,
    OF_FORMULA,
    Notes,
    caption_lines,
    caption_text,
    link_text,
    new_key,
    question_text,
    questions,
    read_notes,
    text_of,
    write_note,
)
from drill.session.papers.workbook_views import NoteHeading, NotePart, OwnLine
from drill.session.workspace import Workspace
from drill.text import is_web_address, one_line

_Name = TypeVar("_Name", bound=str)
_OVERVIEW: Final[Mapping[str, str]] = {
    "about": "What it is about", "claims": "What it claims", "new": "What is new",
    "why": "Why: what was missing before", "data": "Data", "architecture": "Architecture",
    "objective": "Objective", "optimiser": "Optimiser and schedule", "hyperparameters": "Hyperparameters",
    "hardware": "Hardware", "metrics": "Metrics", "results": "Main results",
}  # fmt: skip
_FORMULA_HINTS: Final = (
    "what goes in, with its shape",
    "what is done with it",
    "what comes out, with its shape",
    "what does it do, and why does the paper need it?",
)


def note_page(notes: Notes, sheet: Sheet, formulas: Sequence[views.FormulaView]) -> tuple[NotePart, ...]:
    """Return all headings of a paper's notes; a part that grows ends with a heading to add one by."""
    return (
        NotePart("The paper", tuple(_overview(notes, sheet))),
        NotePart("Formulas", tuple(map(formula_heading, formulas))),
        NotePart("Questions", (*map(_question, questions(notes)), _question(None))),
        NotePart("Algorithms of your own", tuple(_boxes(notes))),
        NotePart("Links", tuple(_links(notes, sheet))),
        NotePart("Figures and tables", tuple(_captions(notes, sheet))),
    )


def write_heading(workspace: Workspace, slug: str, id_: str, changed: Mapping[str, str]) -> None:
    """Keep what was written below a heading, by the names of its lines; one without a key is added.

    Raises:
        UsageError: there is no such paper or heading; a link's address is none; a question says nothing.
    """
    kind, _, key = id_.partition("/")
    notes = read_notes(workspace, slug)
    if kind == "formula":
        for name, text in changed.items():
            write_note(workspace, slug, name, key, text)
    elif kind == "overview":
        write_note(workspace, slug, "overview", key, changed.get("words", text_of(notes, "overview", key)))
    elif kind == "caption":
        lines = caption_lines(text_of(notes, "caption", key)) | dict(changed)
        write_note(workspace, slug, "caption", key, caption_text(lines))
    elif kind == "link":
        _, address, title, minutes = views.link_of(key, text_of(notes, "link", key))
        line = {"address": address, "title": title, "minutes": minutes, **changed}
        text = link_text(line["address"], line["title"], line["minutes"]) if any(line.values()) else ""
        write_note(workspace, slug, "link", key, text)
    elif kind == "box":
        box = next((each for each in own_boxes(notes) if each.id == key), None)
        lines = {"title": box.caption, "steps": "\n".join(box.steps)} if box else {"title": "", "steps": ""}
        lines |= dict(changed)
        write_box(workspace, slug, key, lines["title"], lines["steps"])
    elif kind == "unknown":
        _write_question(workspace, slug, key, notes, changed)
    else:
        raise UsageError(f"the notes have no heading {one_line(id_)!r}")


def remove_heading(workspace: Workspace, slug: str, heading: NoteHeading) -> None:
    """Take what stands below a heading away, and the heading itself where it is the learner's."""
    if heading.kind == "formula":
        fields = OF_FORMULA
    else:
        fields = ("unknown", "words", "tick") if heading.kind == "unknown" else (heading.kind,)
    for field in fields if heading.key else ():
        write_note(workspace, slug, field, heading.key, "")


def formula_heading(formula: views.FormulaView) -> NoteHeading:
    """Return the heading of a formula: what goes in, what is done, what comes out, and why."""
    row = formula.row
    lines = (
        OwnLine(name, "own words" if name == "words" else name, getattr(formula.notes, name), hint, True)
        for name, hint in zip(OF_FORMULA, _FORMULA_HINTS, strict=True)
    )
    said = [text for text in (row.before, row.after) if text]
    quotes = tuple((text, _place(row.file, row.line)) for text in said)
    return NoteHeading("formula", row.id, formula.called, tuple(lines), quotes)


def _overview(notes: Notes, sheet: Sheet) -> Iterator[NoteHeading]:
    for name, title in _OVERVIEW.items():
        facts = ((text, "") for text in sheet.facts.texts(name))
        said = ((row.text, _place(row.file, row.line)) for row in sheet.passages if row.about == name)
        line = OwnLine("words", "in your words", text_of(notes, "overview", name), has_lines=True)
        yield NoteHeading("overview", name, title, (line,), (*facts, *said))


def _question(question: views.Question | None) -> NoteHeading:
    """Return a question's heading; without one that by which a question is added."""
    where, category, text, answer = (
        ("", "", "", "") if question is None
        else (views.WHERE_WORDS[question.where], question.category, question.text, question.answer)
    )  # fmt: skip
    lines = (
        OwnLine("question", "question", text, "a step, a term, a claim that you do not follow"),
        OwnLine("answer", "answer", answer, "in your own words, once you know", True),
        OwnLine("category", "kind", category, ", ".join(views.CATEGORIES)),
        OwnLine("where", "where", where, "outside the paper, or inside it"),
    )
    if question is None:
        return NoteHeading("unknown", "", "add a question", lines)
    return NoteHeading("unknown", question.key, question.text, lines)


def _write_question(
    workspace: Workspace, slug: str, key: str, notes: Notes, changed: Mapping[str, str]
) -> None:
    was = next((each for each in questions(notes) if each.key == key), None)
    text = one_line(changed.get("question", was.text if was else ""))
    if not text and was is None:
        raise UsageError("a question needs a word or two")
    if not text:
        for field in ("unknown", "words", "tick"):
            write_note(workspace, slug, field, key, "")
        return
    before = (was.category, was.where) if was else ("vague", "internal")
    category = _begun(changed.get("category", ""), views.CATEGORIES) or before[0]
    place = _begun(changed.get("where", ""), views.WHERE_WORDS.values())
    where = next((where for where, word in views.WHERE_WORDS.items() if word == place), before[1])
    key = key or new_key(workspace)
    write_note(workspace, slug, "unknown", key, question_text(cast(views.Where, where), category, text))
    if "answer" in changed:
        write_note(workspace, slug, "words", key, changed["answer"])


def _begun(typed: str, names: Iterable[_Name]) -> _Name | None:
    """Return the first name that begins as what was typed does."""
    start = one_line(typed).lower()[:3]
    return next((name for name in names if start and name.startswith(start)), None)


def _boxes(notes: Notes) -> Iterator[NoteHeading]:
    for box in (*own_boxes(notes), None):
        key, title, steps = ("", "", "") if box is None else (box.id, box.caption, "\n".join(box.steps))
        lines = (
            OwnLine("title", "title", title),
            OwnLine("steps", "steps", steps, "m = beta*m + g; x = x - a*m", True),
        )
        yield NoteHeading("box", key, title or "add an algorithm, a step a line", lines)


def _links(notes: Notes, sheet: Sheet) -> Iterator[NoteHeading]:
    own = [views.link_of(key, kept.text) for (field, key), kept in notes.items() if field == "link"]
    addresses = {address for _, address, _, _ in own}
    for row in sheet.links:
        if row.url not in addresses:
            details = ", ".join(filter(None, (row.what, f"{row.minutes} min" if row.minutes else "")))
            title = f"{row.title} ({details})" if details else row.title
            yield NoteHeading("known-link", row.url, title, (), address=row.url)
    for key, address, title, minutes in (*own, ("", "", "", "")):
        is_web = is_web_address(address)
        minutes = minutes if views.are_minutes(minutes) else ""
        called = (title or address or "add a link to a post, a video, the code") + (
            f" ({minutes} min)" if minutes else ""
        )
        called += f": not a web address: {address}" if key and not is_web else ""
        lines = (
            OwnLine("address", "address", address, "https://…"),
            OwnLine("title", "title", title),
            OwnLine("minutes", "minutes", minutes, "how long it takes"),
        )
        yield NoteHeading("link", key, called, lines, address=address if is_web else "")


def _captions(notes: Notes, sheet: Sheet) -> Iterator[NoteHeading]:
    """Yield the paper's figures and tables, each with what the sheet says of it, then what has no caption."""
    known = {row.label.casefold(): row for row in sheet.figures}
    for row in sheet.captions:
        title = f"{row.kind.capitalize()} {row.number}"
        figure = known.pop(title.casefold(), None)
        more = ((figure.words, ""),) if figure is not None else ()
        yield _caption(notes, row.id, title, ((row.text, _place(row.file, row.line)), *more))
    for figure in known.values():
        yield _caption(notes, "-".join(figure.label.lower().split()), figure.label, ((figure.words, ""),))


def _caption(notes: Notes, key: str, title: str, quotes: tuple[tuple[str, str], ...]) -> NoteHeading:
    written = caption_lines(text_of(notes, "caption", key))
    lines = [OwnLine(name, name, written.get(name, ""), hint) for name, hint in CAPTION_LABELS.items()]
    words = OwnLine("words", "in your words", written["words"], "one sentence of your own")
    return NoteHeading("caption", key, title, (*lines, words), quotes)


def _place(file: str, number: int) -> str:
    return f"{file}:{number}" if file and number else file
