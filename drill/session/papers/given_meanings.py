"""A line of NumPy that somebody gives for a formula of an imported paper: tried, compared, kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from drill.errors import UsageError
from drill.files import lock_file_folder
from drill.papers import find_meant_formula
from drill.session.papers.formula_lines import find_line
from drill.session.papers.paper_import import find_imported_paper
from drill.session.standing.paper_names import name_paper_bank, record_path, save_record
from drill.session.standing.unanswered import refuse_unanswered

if TYPE_CHECKING:
    from drill.formulas import Meaning
    from drill.session.workspace import Workspace


def give_meaning(workspace: Workspace, slug: str, meaning: Meaning) -> dict[str, Any]:
    """Return what a line gives, and keep it if it is taken and its formula has none.

    A formula that has a line keeps it: both are compared, and ``compared`` has the outcome. Raises UsageError
    for a paper that is not an import or has an open exercise, or an unknown formula; CheckError,
    TimedOutError.
    """
    bank = name_paper_bank(slug)
    refuse_unanswered(workspace, lambda entry: entry.bank == bank)
    return keep_meaning(workspace, slug, meaning)


def keep_meaning(workspace: Workspace, slug: str, meaning: Meaning) -> dict[str, Any]:
    """Return what a line gives, and keep it, though an exercise of the paper may be open.

    Raises as `give_meaning` does otherwise.
    """
    record = find_imported_paper(workspace.places, slug).record
    row = find_meant_formula(record.formulas, meaning.of)
    if row is None:
        raise UsageError(f"the paper has no formula {meaning.of}", "its number, its label, or its LaTeX")
    given = replace(meaning, of=row.name)
    described = workspace.workers.describe_meaning(row.in_use, given)
    if not described["meaning"]["taken"]:
        return described
    if earlier := find_line(record, row):
        compared = workspace.workers.compare_meanings(earlier, given)
        return {**described, "compared": {"outcome": compared.outcome, "why": compared.why}}
    given = replace(given, assume=tuple(described["assume"]))
    file = record_path(workspace.places, slug)
    with lock_file_folder(file):
        newest = find_imported_paper(workspace.places, slug).record
        save_record(file, replace(newest, meanings=(*newest.meanings, given)))
    return {**described, "kept": True}
