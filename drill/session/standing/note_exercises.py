"""Notes on a paper that come back some days later, as exercises that the learner marks.

It is made of the note whenever it is needed and is in no bank, so that no count, goal or file contains it.
The store keeps its marks as those of an exercise that no bank holds. Its content hash covers the note's field
and key alone: an edited note keeps its marks. Light until a note is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from drill.banks.catalogue import Bank
from drill.errors import DrillError, PaperError, StoreError, UsageError
from drill.files import log_faults
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, NoteField, SkillId
from drill.gyr.state import ItemState, due
from drill.session.standing.paper_names import (
    SHELF,
    find_paper_slug,
    is_asked_note,
    is_paper,
    notes_item,
    paper_bank,
)

if TYPE_CHECKING:
    from drill.banks.models import Exercise
    from drill.papers import FormulaRow, Paper
    from drill.session.standing.paper_notes import Notes
    from drill.session.workspace import Workspace

# Days from the writing of a note to its first return.
RESTS_DAYS = 3
MOST_A_DAY = 2
MOST_OF_A_PAPER = 10
# Hex digits of an item's name, and of a content hash.
_NAME_DIGITS = 10
_HASH_DIGITS = 16
_WHAT_TO_SAY = "what goes in, what is done with it, what comes out, and why it is there"


@dataclass(frozen=True, slots=True)
class NoteExercise:
    """A note as an exercise."""

    field: NoteField
    key: str
    # The newest day on which any of it was written.
    written_on: date
    entry: Entry
    exercise: Exercise


def list_note_exercises(workspace: Workspace, bank: Bank) -> tuple[NoteExercise, ...]:
    """Return the notes on a paper that are worth asking again, the oldest first.

    These are the own words for central formulas and the answers to critical and hard questions.

    Raises:
        PaperError: the paper's record cannot be read.
    """
    if not bank.topics or not workspace.store.notes(notes_item(find_paper_slug(bank.id))):
        return ()
    from drill.session.standing.paper_names import record_of
    from drill.session.standing.paper_notes import read_paper_notes  # loads paper records

    record = record_of(workspace.places, bank)
    notes = read_paper_notes(workspace, find_paper_slug(bank.id))
    of_formulas = _of_formulas(bank, record, notes) if record is not None else ()
    all_notes = [*of_formulas, *_of_questions(bank, notes)]
    return tuple(sorted(all_notes, key=lambda note: note.written_on))


def find_note_exercise(workspace: Workspace, item: str) -> NoteExercise | None:
    """Return the note that an item asks for; None if it was emptied, or its paper is gone."""
    bank = workspace.catalogue.bank(item.rpartition("/")[0]) if is_asked_note(item) else None
    notes = list_note_exercises(workspace, bank) if bank is not None else ()
    return next((note for note in notes if note.entry.item == item), None)


def list_due_notes(workspace: Workspace, scope: Sequence[str], today: date) -> tuple[NoteExercise, ...]:
    """Return the notes to ask on a study day: at most two a day.

    Without a ``scope`` they are of the goal and of the paper that was opened last, else of the papers that it
    names.
    """
    papers = scope or _papers_at_hand(workspace)
    gaps = workspace.method().gaps_in_force
    asked_today = 0
    due_today: list[NoteExercise] = []
    for bank in filter(None, map(workspace.catalogue.bank, dict.fromkeys(filter(is_paper, papers)))):
        notes = [(note, workspace.state(note.entry)) for note in _list_notes_if_readable(workspace, bank)]
        notes.sort(key=lambda each: each[1].state == "unseen")  # those that were met come back first
        of_paper = notes[:MOST_OF_A_PAPER]
        asked_today += sum(state.study_day == today for _, state in of_paper)
        due_today += [note for note, state in of_paper if is_note_due(note.written_on, state, gaps, today)]
    return tuple(due_today[: max(0, MOST_A_DAY - asked_today)])


def is_note_due(written_on: date, state: ItemState, gaps: Sequence[int], today: date) -> bool:
    """Return whether a note comes back on a study day: it rests first, and then follows its marks."""
    if not state.is_open or state.study_day == today or written_on + timedelta(RESTS_DAYS) > today:
        return False
    day = due(state, gaps)
    return state.state == "unseen" or day is None or day <= today


def keep_words(workspace: Workspace, item: str, words: str) -> None:
    """Save an answer in place of the note that came back.

    Raises:
        UsageError: the note has gone, or the text is too long.
    """
    from drill.session.standing.paper_notes import write_note

    note = find_note_exercise(workspace, item)
    if note is None:
        raise UsageError("this note is gone: nothing can be kept in its place")
    write_note(workspace, find_paper_slug(note.entry.bank), note.field, note.key, words)


def _papers_at_hand(workspace: Workspace) -> Sequence[str]:
    """Return the banks of the goal and of the paper that was opened last."""
    from drill.session.standing.paper_names import last_opened

    return (workspace.settings.goal, *(f"{SHELF}{slug}" for slug in last_opened(workspace.places)[:1]))


def _list_notes_if_readable(workspace: Workspace, bank: Bank) -> tuple[NoteExercise, ...]:
    """Return the notes on a paper; none if its record is damaged, which opening it reports."""
    try:
        with log_faults(workspace.places.log, bank.title):
            return list_note_exercises(workspace, bank)
    except PaperError:
        return ()
    except StoreError:
        raise
    except DrillError as error:
        workspace.notices.append(error.message)
        return ()


# --- the questions -----------------------------------------------------------------------------------------


def _of_formulas(bank: Bank, record: Paper, notes: Notes) -> Iterator[NoteExercise]:
    from drill.papers import CENTRAL
    from drill.session.standing.paper_notes import OF_FORMULA

    formulas = {row.id: row for row in record.formulas}
    ranks = {id_: row.rank for id_, row in formulas.items()}
    is_ranked = any(ranks.values())
    for key in dict.fromkeys(key for field, key in notes if field in OF_FORMULA):
        if key not in formulas or (is_ranked and not 0 < ranks[key] <= CENTRAL):
            continue
        written = [(name, notes[name, key]) for name in OF_FORMULA if (name, key) in notes]
        words = "\n".join(note.text if name == "words" else f"{name}: {note.text}" for name, note in written)
        day = max(note.study_day for _, note in written)
        yield _make_note_exercise(
            bank, ("words", key), day, _formula_asked(bank, formulas[key]), _date_earlier_words(day, words)
        )


def _formula_asked(bank: Bank, row: FormulaRow) -> tuple[str, str, str]:
    """Return the title of a question on a formula, the question, and the formula with its sentences."""
    from drill.session.key_display import (
        adapt_markdown_for_terminal,
        escape_markdown_line,
        without_html,
        write_display_markdown,
    )

    formula_markdown = write_display_markdown(row.in_use)
    name = (
        adapt_markdown_for_terminal(escape_markdown_line(row.title))
        if row.number or row.called
        else "this formula"
    )
    formula_name = f"{name} of “{adapt_markdown_for_terminal(escape_markdown_line(bank.title))}”"
    question = f"Explain {formula_name} to somebody who has not read the paper: {_WHAT_TO_SAY}."
    quotes = [f"The paper says: “{without_html(text)}”" for text in (row.before, row.after) if text]
    prompt = question if row.number or row.called else f"{question}\n\n{formula_markdown}"
    return (
        f"{row.title}, in your own words",
        prompt,
        "\n\n".join((formula_markdown, *map(adapt_markdown_for_terminal, quotes))),
    )


def _of_questions(bank: Bank, notes: Notes) -> Iterator[NoteExercise]:
    from drill.session.key_display import adapt_markdown_for_terminal, escape_markdown_line
    from drill.session.standing.paper_notes import UNPROVED, list_noted_questions

    for question in list_noted_questions(notes):
        is_unproved = question.answer.startswith(f"({UNPROVED})")
        if question.category not in ("critical", "hard") or not question.answer or is_unproved:
            continue
        day = notes["words", question.key].study_day
        question_text = adapt_markdown_for_terminal(escape_markdown_line(question.text))
        prompt = (
            "You once asked about "
            f"“{adapt_markdown_for_terminal(escape_markdown_line(bank.title))}”:\n\n{question_text}\n\n"
        )
        prompt += "What is the answer, in your own words?"
        texts = ("A question of your own", prompt, "")
        yield _make_note_exercise(
            bank, ("words", question.key), day, texts, _date_earlier_words(day, question.answer)
        )


def _date_earlier_words(day: date, words: str) -> str:
    from drill.session.key_display import adapt_markdown_for_terminal, escape_markdown_line

    lines = (
        adapt_markdown_for_terminal(escape_markdown_line(line)) for line in words.split("\n") if line.strip()
    )
    return "\n\n".join((f"**What you wrote on {day.day} {day:%B %Y}**", *lines))


def _make_note_exercise(
    bank: Bank, field_and_key: tuple[NoteField, str], day: date, texts: tuple[str, str, str], words: str
) -> NoteExercise:
    """Make the exercise; ``texts`` are its title, its question, and the line above the earlier words."""
    from drill.banks.models import Exercise, Form, Question
    from drill.banks.templates import escape_template_marks
    from drill.checking import SelfSpec

    title, prompt, above = texts
    digest = hashlib.sha256("\n".join(field_and_key).encode("utf-8", "replace")).hexdigest()
    id_ = f"note-{digest[:_NAME_DIGITS]}"
    solution = SelfSpec(kind="self", text=escape_template_marks("\n\n".join(filter(None, (above, words)))))
    question = Question(prompt=escape_template_marks(prompt), answer=solution)
    topic = bank.topics[0].id
    exercise = Exercise(id=id_, title=title, topic=topic, forms=(Form(questions=(question,)),))
    wording = hashlib.sha256("\n".join((prompt, solution.text)).encode("utf-8", "replace")).hexdigest()
    entry = Entry(
        item=ItemId(f"{bank.id}/{id_}"), bank=bank.id, id=id_, title=title, topic=topic, skill=SkillId(""),
        needs=(), level=exercise.level, pace=0, kind="self", stages=1, renews="nothing",
        maths=digest[:_HASH_DIGITS], wording=wording[:_HASH_DIGITS], was=(), corrects=(),
        retired=False, has_world=False, has_gap=False, file="", line=0,
    )  # fmt: skip
    return NoteExercise(*field_and_key, day, entry, exercise)


def note_aside(workspace: Workspace, entry: Entry, field: str, key: str, text: str) -> str:
    """Save a note on the paper of an exercise; an empty text clears it. Returns its key.

    Without a key it is about the formula or symbol that the exercise is about; a question is a new one, on
    that formula.

    Raises:
        UsageError: the exercise is not a paper's, or the key is missing and the exercise does not give it.
        PaperError: the paper's record cannot be read.
    """
    if not is_paper(entry.bank):
        raise UsageError(f"{field} is a note on a paper: {entry.item} belongs to none")
    from drill.session.standing.paper_notes import write_note

    written = write_note(workspace, entry.bank, field, key or _find_note_key(workspace, entry, field), text)
    if field == "unknown" and not key and (formula := _find_note_key(workspace, entry, "words")):
        write_note(workspace, entry.bank, "about", written, formula)
    return written


def _find_note_key(workspace: Workspace, entry: Entry, field: str) -> str:
    """Return the key of an exercise's subject, if a note of this field may be stored under it."""
    if is_asked_note(entry.item):
        note = find_note_exercise(workspace, entry.item)
        return note.key if note is not None and note.field == field else ""
    from drill.session.standing.paper_names import former_ids, record_of

    record = record_of(workspace.places, paper_bank(workspace.catalogue, entry.bank))
    if record is None or field == "unknown":
        return ""
    ids = former_ids(entry)
    about = next((exercise.about for exercise in record.exercises if exercise.id in ids), "")
    if field == "meaning":
        return about if any(row.symbol == about for row in record.symbols) else ""
    if not any(formula.id == about for formula in record.formulas):
        return ""
    return about
