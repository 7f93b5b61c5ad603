"""A learner's notes on a paper, stored in the log; the last one in the total order counts.

A formula's ``input``, ``process``, ``output``, ``words`` and ``line`` of NumPy are kept under its id, a
symbol's ``meaning`` under its LaTeX, a question or another note (``unknown``), its answer (``words``) and
the id of the formula that it is ``about`` under a UUID, a ``remark`` under a line of a box, a ``step`` of
reading under its id.
``note_page`` has all of them as one page.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, cast

from drill.errors import UsageError, describe_removal
from drill.gyr.events import Note, NoteField, make_uuid7
from drill.papers import AlgorithmRow
from drill.session.standing.paper_names import notes_item, paper_slug
from drill.text import clean_text, is_web_address, one_line

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


OF_FORMULA: tuple[NoteField, ...] = ("input", "process", "output", "words")
PAPER_FIELDS: tuple[NoteField, ...] = (
    *OF_FORMULA, "meaning", "unknown", "about", "overview", "link", "caption", "box", "remark", "needs",
    "step", "line",
)  # fmt: skip
# Fields that versions before 0.3 wrote, which are only exported.
FORMER_FIELDS: tuple[NoteField, ...] = ("tick", "boxline", "block", "depth")
# Max characters of a note: some four pages.
MOST_CHARACTERS = 10_000

# The two parts of a question's kind as its note has them; empty for none.
Where = Literal["external", "internal", ""]
Category = Literal["critical", "hard", "vague", "wrong", "reviewers", ""]

# Places outside of the paper first, then those inside.
WHERES: tuple[Where, ...] = ("external", "internal")
CATEGORIES: tuple[Category, ...] = ("critical", "hard", "vague", "wrong", "reviewers")
# What a reader does not understand, by kind; empty while nobody has said.
QuestionKind = Literal["outside", "hard", "vague", "wrong", "reviewers", ""]
# The kinds in the order of the digits that choose them, in the reader's words.
QUESTION_KINDS: Mapping[QuestionKind, str] = {
    "outside": "the paper takes it for known",
    "hard": "it is explained, and I do not see it",
    "vague": "the authors are vague",
    "wrong": "I think they are wrong",
    "reviewers": "seems to be there for a reviewer",
}
ASKS_KIND = "What kind of question?"
# The line above an explanation of an assistant, wherever it is shown or kept.
UNPROVED = "your assistant, unproved"
_ONE_LINE: frozenset[NoteField] = frozenset((
    "meaning", "unknown", "about", "remark", "needs", "step", "line",
))  # fmt: skip
# Fields whose keys are UUIDs, so that a note without one is a new entry.
_OWN_KEYS: frozenset[NoteField] = frozenset(("unknown", "link", "box"))
_UNKNOWN = re.compile(rf"({'|'.join(WHERES)})[ ,]+({'|'.join(CATEGORIES)}) *: *(.*)", re.DOTALL)
# The number of random bits in a UUID of version 7.
_RANDOM_BITS = 74


@dataclass(frozen=True, slots=True)
class Kept:
    """A note that counts, and the day it was written."""

    text: str
    study_day: date


Notes = Mapping[tuple[str, str], Kept]


@dataclass(frozen=True, slots=True)
class Question:
    """A note of no other kind, most often a question; ``key`` is a UUID."""

    key: str
    where: Where
    category: Category
    text: str
    # In the learner's own words.
    answer: str = ""
    # The id of the formula that it was a question on; may be empty.
    about: str = ""

    @property
    def is_question(self) -> bool:
        """Whether it asks: it ends so, or it was written or answered as a question by an earlier version."""
        return self.text.endswith("?") or bool(self.where or self.answer)

    @property
    def kind(self) -> QuestionKind:
        """What the reader did not understand; a critical question inside of the paper is a hard one."""
        if self.where == "external":
            return "outside"
        if self.category == "critical":
            return "hard"
        return self.category


# --- reading -----------------------------------------------------------------------------------------------


def read_paper_notes(workspace: Workspace, slug: str) -> Notes:
    """Return the notes on a paper that count now, in the order of their first writing."""
    notes: dict[tuple[str, str], Kept] = {}
    for event in workspace.store.history(notes_item(slug)):
        if isinstance(event.facts, Note) and event.facts.field in (*PAPER_FIELDS, *FORMER_FIELDS):
            notes[event.facts.field, event.facts.key] = Kept(event.facts.text, event.study_day)
    return {field_and_key: note for field_and_key, note in notes.items() if note.text}


def find_note_text(notes: Notes, field: NoteField, key: str) -> str:
    """Return a note's text, empty if it does not exist."""
    note = notes.get((field, key))
    return note.text if note else ""


def formula_notes(notes: Notes, key: str) -> Mapping[str, str]:
    """Return the learner's texts about a formula, by the names of its lines."""
    return {name: text for name in OF_FORMULA if (text := find_note_text(notes, name, key))}


def list_noted_questions(notes: Notes) -> tuple[Question, ...]:
    """Return questions and other notes: those of the kinds that earlier versions wrote first."""
    all_questions = [_read_noted_question(notes, key) for field, key in notes if field == "unknown"]
    order = [(where, category) for where in (*WHERES, "") for category in (*CATEGORIES, "")]
    return tuple(sorted(all_questions, key=lambda question: order.index((question.where, question.category))))


def find_noted_question(notes: Notes, key: str) -> Question | None:
    """Return the question with a key; None if there is none."""
    if ("unknown", key) not in notes:
        return None
    return _read_noted_question(notes, key)


def _read_noted_question(notes: Notes, key: str) -> Question:
    text = find_note_text(notes, "unknown", key)
    match = _UNKNOWN.fullmatch(text)
    where, category, words = match.groups() if match else ("", "", text)
    return Question(
        # the pattern takes these words alone
        key, cast("Where", where), cast("Category", category), words,
        find_note_text(notes, "words", key), find_note_text(notes, "about", key),
    )  # fmt: skip


def find_question_kind(digit: str) -> QuestionKind:
    """Return the kind that a digit chooses; empty for anything else."""
    numbered: dict[str, QuestionKind] = {f"{number}": kind for number, kind in enumerate(QUESTION_KINDS, 1)}
    return numbered.get(digit.strip(), "")


def find_kind_digit(kind: QuestionKind) -> str:
    """Return the digit that chooses a kind; empty without one."""
    return f"{[*QUESTION_KINDS].index(kind) + 1}" if kind else ""


def format_question(kind: QuestionKind, text: str) -> str:
    """Return a question as its note has it: its kind, then the text."""
    if not kind:
        return text
    return f"external critical: {text}" if kind == "outside" else f"internal {kind}: {text}"


def own_boxes(notes: Notes) -> tuple[AlgorithmRow, ...]:
    """Return the boxes that the learner wrote: a title, then a step a line."""
    boxes = ((key, note.text.split("\n")) for (field, key), note in notes.items() if field == "box")
    return tuple(AlgorithmRow(key, tuple(lines[1:]), caption=lines[0]) for key, lines in boxes)


# --- writing -----------------------------------------------------------------------------------------------


def write_note(workspace: Workspace, slug: str, field: str, key: str, text: str) -> str:
    """Save a note on a paper, durably before this returns; an empty text clears it. Returns its key.

    Without a key an unknown, a link and a box get a new one. An unchanged text is not written again.

    Raises:
        UsageError: no such paper, field or unknown; no key; the text is too long.
    """
    slug = paper_slug(workspace.catalogue, workspace.places, slug)
    known, text = _check_note_field(field, text)
    key = one_line(key) or (new_key(workspace) if known in _OWN_KEYS and text else "")
    if not key:
        raise UsageError(
            f"a note of the field {known} needs a key", "name the formula's, symbol's or entry's"
        )
    if find_note_text(read_paper_notes(workspace, slug), known, key) != text:
        workspace.store.append(Note(field=known, key=key, text=text), item=notes_item(slug))
    return key


# The beginnings of a line of a note on a figure, and a hint; without a label a line is one's own sentence.
CAPTION_LABELS: Mapping[str, str] = {"axes": "what the axes or columns are", "shows": "what it shows"}
_LABELLED = re.compile(r"([a-z]+): (.*)")


def caption_lines(text: str) -> dict[str, str]:
    """Return the lines of a note on a figure by their labels; those without one are ``words``."""
    labelled: dict[str, str] = {}
    words: list[str] = []
    for line in filter(None, text.split("\n")):
        match = _LABELLED.fullmatch(line)
        if match and match[1] in CAPTION_LABELS:
            labelled[match[1]] = match[2]
        else:
            words.append(line)
    return {**labelled, "words": " ".join(words)}


def caption_text(lines: Mapping[str, str]) -> str:
    """Return lines by their labels as the text of a note on a figure."""
    labelled = [f"{name}: {one_line(lines[name])}" for name in CAPTION_LABELS if lines.get(name)]
    return "\n".join([*labelled, *filter(None, [lines.get("words", "")])])


def write_link_note(address: str, title: str, minutes: str) -> str:
    """Return a link as its note holds it: three lines.

    Raises:
        UsageError: the address is not that of a web page; the minutes are not a whole number.
    """
    address = one_line(address)
    minutes = one_line(minutes).removesuffix("min").strip()
    if not is_web_address(address):
        raise UsageError(
            f"this is not a web address: {address or 'nothing'}", "it begins with https:// or http://"
        )
    if minutes and not are_minutes(minutes):
        raise UsageError(f"minutes are a whole number, not {minutes!r}")
    return f"{address}\n{one_line(title)}\n{minutes}".strip()


def box_text(title: str, steps: str) -> str:
    """Return a box of one's own as its note holds it, of steps a line each or apart by semicolons."""
    lines = [line for step in re.split(r"[;\n]", steps) if (line := one_line(step))]
    title = one_line(title) or ("My box" if lines else "")
    return "\n".join([title, *lines])


def new_key(workspace: Workspace) -> str:
    """Return a new UUID, with the workspace's time."""
    return make_uuid7(int(workspace.clock().timestamp() * 1000), secrets.randbits(_RANDOM_BITS))


def _check_note_field(field: str, text: str) -> tuple[NoteField, str]:
    known: NoteField | None = next(
        (paper_field for paper_field in PAPER_FIELDS if paper_field == field), None
    )
    if known is None:
        hint = describe_removal("note", field) or f"known: {', '.join(PAPER_FIELDS)}"
        raise UsageError(f"no note on a paper is called {one_line(field)!r}", hint)
    text = one_line(text) if known in _ONE_LINE else clean_text(text).strip()
    if len(text) > MOST_CHARACTERS:
        raise UsageError(f"a note has at most {MOST_CHARACTERS} characters, this has {len(text)}")
    if known == "link" and text:
        text = write_link_note(*link_of("", text)[1:])
    return known, text


def link_of(key: str, text: str) -> tuple[str, str, str, str]:
    """Return a link's key, address, title and minutes, of the text of its note."""
    address, title, minutes = (*text.split("\n"), "", "", "")[:3]
    return key, address, title, minutes


def are_minutes(text: str) -> bool:
    """Return whether a text is a whole number of minutes, of at most four digits."""
    return text.isascii() and text.isdigit() and len(text) < 5
