"""Which formulas of an import are its central ones, as its reader or a chat decides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from drill.errors import UsageError
from drill.files import lock_file_folder
from drill.papers import Paper
from drill.session.papers.paper_import import find_imported_paper, make_drafts_anew, save_imported_paper
from drill.session.standing.paper_names import record_path
from drill.session.standing.reading import name_formula
from drill.session.workspace import Workspace
from drill.text import join_in_sentence


def put_among_central(
    workspace: Workspace, slug: str, formulas: Collection[str], *, is_central: bool = True
) -> str:
    """Put formulas, by their ids, among the central ones of an import, or take them out; return the report.

    The number of central ones stays, so that others leave; the choice is kept in the paper's record, and
    holds when the paper is imported again.

    Raises:
        UsageError: the paper or a formula is unknown.
        PaperError, FileError: its record cannot be read or written.
    """
    with lock_file_folder(record_path(workspace.places, slug)):
        imported = find_imported_paper(workspace.places, slug)
        before = imported.record
        changed = mark_central(before, formulas, is_central=is_central)
        record = make_drafts_anew(workspace.workers, changed)
        save_imported_paper(replace(imported, record=record))
    return _describe_change(before, record)


def mark_central(record: Paper, formulas: Collection[str], *, is_central: bool = True) -> Paper:
    """Return a record in which the formulas of these ids are marked as central; all marked ones are drilled.

    Raises:
        UsageError: it has no formula of an id.
    """
    for id_ in formulas:
        if record.find_formula(id_) is None:
            raise UsageError(f"the paper has no formula {id_!r}")
    rows = tuple(replace(row, central=is_central) if row.id in formulas else row for row in record.formulas)
    marked = sum(row.central for row in rows)
    drilled = max(record.drilled, marked) if record.drilled else 0
    return replace(record, formulas=rows, drilled=drilled)


def _describe_change(before: Paper, after: Paper) -> str:
    """Return which formulas are central now, and which are no longer."""
    were = {row.id for row in before.formulas if before.is_central(row)}
    come = [name_formula(row.title) for row in after.formulas if after.is_central(row) and row.id not in were]
    are = {row.id for row in after.formulas if after.is_central(row)}
    gone = [name_formula(row.title) for row in before.formulas if row.id in were - are]
    if not come:
        return "The central formulas are the same as before."
    verb = "is" if len(come) == 1 else "are"
    named = join_in_sentence(come)
    place = f", in place of {join_in_sentence(gone)}" if gone else ""
    return f"{named[:1].upper()}{named[1:]} {verb} among the central formulas now{place}."
