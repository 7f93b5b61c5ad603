"""Importing the list of a book's exercises."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from drill.text import count

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


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
