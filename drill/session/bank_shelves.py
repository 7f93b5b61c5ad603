"""Banks other than the subjects: those of papers and of textbooks; and importing a book's list."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from drill.banks.catalogue import Entry
from drill.gyr.events import SkillId
from drill.text import count

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


def is_book(bank: str) -> bool:
    """Return whether a bank is a textbook's: its exercises are done with the book open."""
    return bank.startswith("book/")


def is_beside(bank: str) -> bool:
    """Return whether a bank is a paper's or a textbook's, which requires the subjects' skills."""
    return is_book(bank) or bank.startswith("papers/")


def add_book(workspace: Workspace, source: str) -> tuple[str, tuple[str, ...]]:
    """Import the list of a book's exercises at a path; return its title and its exercises.

    What was taken is told as a notice.

    Raises:
        UsageError, BankError: it is no list of a book's exercises, or has a fault.
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


def trained(entry: Entry) -> SkillId:
    """Return the skill that an exercise's marks count for; none for a paper's or a book's."""
    return SkillId("") if is_beside(entry.bank) else entry.skill


def named_skills(entry: Entry) -> tuple[SkillId, ...]:
    """Return the skills that an exercise names: its own, and further prerequisites."""
    return tuple(dict.fromkeys(skill for skill in (*entry.needs, entry.skill) if skill))
