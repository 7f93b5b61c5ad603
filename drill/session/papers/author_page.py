"""The pages for a second author, each under a code that its answer begins with.

The first call brings texts on the paper, and tasks with keys and witnesses; the second one mistakes,
hints and steps of proved exercises; in the third somebody solves the prompts blind. Which page a code is of
is noted in ``pages.json`` next to the papers; losing it costs only that an answer has to name its subject.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from drill import papers
from drill.errors import DrillError, UsageError
from drill.files import Locations, save_text_file, text_of
from drill.gyr.events import ItemId
from drill.reading import read_typed, write_plain
from drill.session.papers.author_blind import BlindRound, ask_blind
from drill.session.papers.author_states import AuthorState, read_author_state
from drill.session.papers.author_subjects import AuthorSubject, find_author_subject
from drill.session.papers.code_files import write_code_files_page
from drill.session.standing.paper_names import find_paper_slug, formulas_of, list_kept_beside, name_paper_bank
from drill.session.standing.paper_notes import read_paper_notes
from drill.session.workspace import Workspace
from drill.text import one_line, remove_invisible

# Max formulas that a page is asked for; fewer fit if they are long.
MOST_FORMULAS = 40
# Max pages that are noted.
_MOST_PAGES = 60
# The request on the page of a call.
CALLS: Mapping[papers.Call, str] = {
    "1": "tasks and keys", "2": "mistakes, hints and steps",
    "blind": "answers of somebody who does not see the keys",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageNote:
    """A page that was written: its code, its subject, its call, and how many exercises it asks for."""

    code: str
    about: str
    call: papers.Call = "1"
    exercises: int = 0
    is_answered: bool = False


def read_page_notes(places: Locations) -> tuple[PageNote, ...]:
    """Return the noted pages, the newest last; none from a file that cannot be read."""
    with suppress(OSError, ValueError, RecursionError, DrillError):
        return read_typed(tuple[PageNote, ...], json.loads(text_of(_find_pages_file(places))))
    return ()


def find_page_note(places: Locations, code: str) -> PageNote | None:
    """Return the note on the page of a code; None for an unknown one."""
    return next((note for note in read_page_notes(places) if note.code == code), None)


def note_page(places: Locations, note: PageNote) -> None:
    """Remember a page, in place of an earlier note of its code; on a full disk it is forgotten."""
    others = [each for each in read_page_notes(places) if each.code != note.code]
    with suppress(DrillError, OSError):
        text = json.dumps(write_plain([*others, note][-_MOST_PAGES:]), ensure_ascii=False, indent=1)
        save_text_file(_find_pages_file(places), f"{text}\n")


def note_answered(places: Locations, about: str) -> None:
    """Remember that the pages on a subject have their answer."""
    for note in read_page_notes(places):
        if note.about == about and not note.is_answered:
            note_page(places, replace(note, is_answered=True))


def _find_pages_file(places: Locations) -> Path:
    return places.data / "papers" / "pages.json"


def write_pdf_page(
    workspace: Workspace, name: str, *, exercises: int = papers.EXERCISES, needs_text: bool = False
) -> str:
    """Return the page that asks a chat for all of a PDF or of the paper at an address, formulas included.

    The text of a file is on it where there is any; without a name it is the paper that the chat has.

    Raises:
        UsageError: there is no such file.
        PaperError: it has no text that can be read, and ``needs_text``.
    """
    if "://" in name or not name:
        return _finish_page(workspace, name, "1", papers.pdf_page(name, exercises=exercises), exercises)
    if not Path(os.path.expanduser(name)).is_file():
        raise UsageError(f"there is no file {one_line(name)}", "drill brief --formulas needs none")
    subject = AuthorSubject("", "")
    try:
        subject = find_author_subject(workspace, name)
    except DrillError:
        if needs_text:
            raise
    page = papers.pdf_page(name, subject.text or "", note=subject.note, exercises=exercises)
    return _finish_page(workspace, _find_whole_path(name), "1", page, exercises)


def _find_whole_path(name: str) -> str:
    return os.path.abspath(os.path.expanduser(name))


def write_author_page(
    workspace: Workspace,
    name: str,
    *more_files: str,
    call: papers.Call | None = None,
    exercises: int = papers.EXERCISES,
    formulas: int = papers.FORMULAS,
    with_notes: bool = False,
    classes: Sequence[str] = (),
    paper: str = "",
    leaves_out: Collection[ItemId] = (),
    text: str | None = None,
    formula: str = "",
) -> str:
    """Return a page for a second author: about a paper, topic, skill, file of notes, or files of code.

    ``call`` is by default the next one; of a PDF or an address it is the one that asks
    for formulas, too. ``classes`` are those of the files of code that it is about, besides
    the central formulas of ``paper``. Texts that reveal the key of one in ``leaves_out`` are omitted.
    With a ``text`` it is about that, and ``name`` is its title; with the id or name of a ``formula`` about
    that one alone. Invisible characters are removed, because they may give an assistant instructions that no
    person sees.

    Raises:
        UsageError: nothing is called so, nothing waits for the call, or a file cannot be read.
        PaperError: the paper's record cannot be read.
    """
    is_pdf = Path(name).suffix.lower() == ".pdf"
    if call in (None, "1") and text is None and ("://" in name or is_pdf):
        return write_pdf_page(workspace, name, exercises=exercises, needs_text=call == "1")
    if not 1 <= exercises <= 40 or not 1 <= formulas <= MOST_FORMULAS:
        raise UsageError(f"a page asks for 1 to 40 exercises on 1 to {MOST_FORMULAS} formulas")
    record = find_author_subject(workspace, paper).record if paper else None
    if paper and record is None:
        raise UsageError(f"{one_line(paper)} is not a paper with formulas", "drill banks lists the papers")
    state = read_author_state(workspace, name, text)
    call = call or state.drafts.next_call
    if call != "1":
        bank = name_paper_bank(state.subject.slug)
        ids = {id_ for of, _, id_ in (item.rpartition("/") for item in leaves_out) if of == bank}
        return _write_later_page(workspace, state.without(ids), name, call)
    if more_files or classes or paper or state.subject.is_code:
        page = write_code_files_page(workspace, (name, *more_files), classes, record, exercises)
    else:
        options = _PageOptions(exercises, formulas, with_notes, leaves_out, formula)
        page = _write_first_page(workspace, state.subject, name, options)
    is_file = text is None and (state.subject.is_code or state.subject.text is not None)
    about = _find_whole_path(name) if is_file else name
    return _finish_page(workspace, about, call, page, exercises)


def _finish_page(
    workspace: Workspace, name: str, call: papers.Call, page: str, exercises: int, content: str = ""
) -> str:
    """Return a page with its code, which its ``content`` decides if there is any; it is noted under it."""
    whole, code = papers.put_page_code(remove_invisible(page), content)
    note_page(workspace.places, PageNote(code, name, call, exercises if call == "1" else 0))
    return whole


@dataclass(frozen=True, slots=True)
class _PageOptions:
    """What a first page shows and asks for."""

    exercises: int
    formulas: int
    with_notes: bool
    leaves_out: Collection[ItemId]
    formula: str


def _write_first_page(workspace: Workspace, subject: AuthorSubject, name: str, options: _PageOptions) -> str:
    exercises = options.exercises
    if subject.text is not None:
        return papers.notes_page(name, subject.title, subject.text, note=subject.note, exercises=exercises)
    if subject.record is None:
        return _write_topic_page(workspace, subject, name, options)
    record = _without_formulas(workspace, subject.record, options.leaves_out)
    if options.formula:
        row = record.find_formula(options.formula)
        row = row or papers.find_meant_formula(record.formulas, options.formula)
        if row is None:
            raise UsageError(
                f"the paper has no formula {one_line(options.formula)}", "its number, its label, or its LaTeX"
            )
        return papers.formula_page(record, row)
    noted = read_paper_notes(workspace, find_paper_slug(name)).items() if options.with_notes else ()
    notes = [f"{kind}: {note.text}" for (kind, _), note in noted if note.text and kind != "tick"]
    catalogue = workspace.catalogue
    bank = catalogue.bank(record.bank)
    beside = () if bank is None else list_kept_beside(catalogue, bank, with_unsolved=True)
    entries = () if bank is None else (*bank.entries, *beside)
    there = dict.fromkeys(entry.title or entry.id for entry in entries)
    return papers.paper_page(
        record, exercises=exercises, formulas=options.formulas, notes=notes, there=[*there],
        asks_meanings=subject.is_import,
    )  # fmt: skip


def _write_topic_page(workspace: Workspace, subject: AuthorSubject, name: str, options: _PageOptions) -> str:
    catalogue = workspace.catalogue
    # a skill is trained in other banks as well, whose topics are about something else
    taught = [entry for entry in subject.entries if entry.bank == subject.entries[0].bank]
    spared = [entry for entry in subject.entries if entry.item in options.leaves_out]
    cards = [
        (catalogue.skills[skill].title if skill in catalogue.skills else skill, card)
        for skill in dict.fromkeys(entry.skill for entry in taught if entry.skill)
        if skill not in {entry.skill for entry in spared}
        and (card := catalogue.card(skill, taught[0].bank)) is not None
    ]
    theory = dict.fromkeys(catalogue.topic(entry).theory for entry in taught)
    for entry in spared:
        theory.pop(catalogue.topic(entry).theory, None)
    there = [entry.title or entry.id for entry in subject.entries]
    taught_text = "\n\n".join(theory)
    return papers.topic_page(name, subject.title, taught_text, cards, there, exercises=options.exercises)


def _without_formulas(workspace: Workspace, record: papers.Paper, items: Collection[ItemId]) -> papers.Paper:
    """Return a paper without the formulas that exercises are about, and without boxes, which repeat them."""
    bank = workspace.catalogue.bank(record.bank)
    if bank is None or not items:
        return record
    about = {
        formula.id
        for formula, entries in formulas_of(workspace, bank)
        if any(entry.item in items for entry in entries)
    }
    kept = tuple(formula for formula in record.formulas if formula.id not in about)
    return replace(record, formulas=kept, algorithms=())


def _write_later_page(workspace: Workspace, state: AuthorState, name: str, call: papers.Call) -> str:
    waiting = state.list_for_call(call)
    if call == "2" and waiting:
        shown = [draft for draft in waiting if draft.passed == "1"] or waiting
        page = papers.second_page(name, {draft.id: {**draft.exercise, **draft.written} for draft in shown})
        return _finish_page(workspace, name, call, page, 0)
    asked = ask_blind(workspace, state) if call == "blind" else BlindRound()
    if not asked.tasks:
        first = "drill brief with --call 1 asks for exercises, and drill take proves the answer"
        raise UsageError(f"no exercise on {one_line(name)} waits for {CALLS[call]}", first)
    return _finish_page(workspace, name, call, papers.blind_page(name, asked.tasks), 0, asked.content)


def find_blind_code(workspace: Workspace, state: AuthorState) -> str:
    """Return the code of the page that asks blind for what waits now."""
    return papers.put_page_code("", ask_blind(workspace, state).content)[1]
