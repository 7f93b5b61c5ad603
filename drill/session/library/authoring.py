"""The exercises that an author works on: those of the banks, or of a file anywhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drill.banks.load import Progress, Shelf, find_at, load_file
from drill.banks.loaded_files import LoadedExercise, LoadedFile
from drill.banks.models import Card, Exercise
from drill.errors import BankError, UsageError
from drill.exchange import read_file
from drill.files import Locations
from drill.session.scope import entry_of
from drill.text import count, did_you_mean

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Draft:
    """One exercise to examine, as a session gets it; ``maths`` is the hash that its marks carry."""

    item: str
    exercise: Exercise
    maths: str
    card: Card | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The requested exercises, and the faults of those left out."""

    exercises: tuple[Draft, ...]
    problems: tuple[BankError, ...] = ()


def exercises_at(
    name: str, places: Locations, subjects: Sequence[str], on_progress: Progress = lambda done, total: None
) -> Chosen:
    """Return the exercise of an item, of ``FILE#exercise``, or all of ``FILE``.

    ``on_progress`` receives the number of new files of banks read so far, and the total.

    Raises:
        UsageError: nothing has that name; the message has the nearest names.
        BankError: the one exercise asked for is faulty.
    """
    file, mark, id_ = name.partition("#")
    if mark or Path(file).suffix in (".yaml", ".yml"):
        return _in_file(Path(file), id_)
    catalogue = Shelf(places, subjects, read_file, on_progress=on_progress).catalogue
    entry = entry_of(catalogue, name)
    exercise = catalogue.exercise(entry.item)
    own_name = exercise.forms[0].card
    card = catalogue.card(own_name, entry.bank) if own_name else None
    card = card or catalogue.card(entry.skill, entry.bank)
    return Chosen((Draft(entry.item, exercise, entry.maths, card),))


def _in_file(path: Path, id_: str) -> Chosen:
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    bank = find_at(path)[0].id
    loaded = load_file(path, read_file)
    drafts_by_id = {
        exercise.entry.id: _make_exercise_draft(bank, loaded, exercise) for exercise in loaded.exercises
    }
    if not id_:
        return Chosen(tuple(drafts_by_id.values()), loaded.problems)
    if id_ in drafts_by_id:
        return Chosen((drafts_by_id[id_],))
    for problem in loaded.problems:
        if problem.exercise == id_ or not drafts_by_id:
            raise problem
    raise UsageError(f"no exercise of {path} is called {id_}", did_you_mean(id_, drafts_by_id))


def _make_exercise_draft(bank: str, file: LoadedFile, loaded: LoadedExercise) -> Draft:
    exercise = file.as_met(loaded.exercise)
    name = exercise.forms[0].card or exercise.skill
    return Draft(f"{bank}/{loaded.entry.id}", exercise, loaded.entry.maths, file.cards.get(name))


# Importing the list of a book's exercises.


def add_book(workspace: Workspace, source: str) -> tuple[str, tuple[str, ...]]:
    """Import the list of a book's exercises at a path; return its title and its exercises.

    The exercises taken are reported in a notice.

    Raises:
        UsageError, BankError: it is not a list of a book's exercises, or has a fault.
        FileError: it cannot be written.
    """
    from drill.exchange import import_list

    imported = import_list(Path(os.path.expanduser(source)), workspace.places, None)
    workspace.catch_up()
    bank = workspace.catalogue.bank(imported.bank)
    contents = f"{count(imported.exercises, 'exercise')} in {count(imported.sections, 'section')}"
    judged_by_learner = f"{imported.exercises - imported.checked} you mark beside the book"
    workspace.notices.append(
        f"{imported.title}: {contents}; {imported.checked} checked here, {judged_by_learner}."
    )
    return imported.title, tuple(entry.item for entry in bank.entries) if bank is not None else ()
