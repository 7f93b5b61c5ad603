"""A line of NumPy that somebody gives for a formula of an imported paper: tried, compared, kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from drill.errors import UsageError
from drill.files import lock_file_folder
from drill.papers import describe_retired, find_meant_formula
from drill.session.papers.formula_lines import find_line, read_own_line
from drill.session.papers.paper_import import draft_line_questions, find_imported_paper, save_imported_paper
from drill.session.standing.paper_names import name_paper_bank, record_path
from drill.session.standing.unanswered import refuse_unanswered

if TYPE_CHECKING:
    from drill.formulas import Meaning, MeaningComparison
    from drill.session.workspace import Workspace


def give_meaning(workspace: Workspace, slug: str, meaning: Meaning) -> dict[str, Any]:
    """Return what a line gives, and keep it with its exercises if it is taken and its formula has none.

    A formula that has a line keeps it: both are compared, and ``compared`` has the outcome. A learner's own
    line for the formula confirms a kept one that has its values. Raises UsageError for a paper that is not an
    import or has an open exercise, or an unknown formula; CheckError, TimedOutError.
    """
    record = find_imported_paper(workspace.places, slug).record
    row = find_meant_formula(record.formulas, meaning.of)
    if row is None:
        raise UsageError(f"the paper has no formula {meaning.of}", "its number, its label, or its LaTeX")
    bank = name_paper_bank(slug)
    refuse_unanswered(workspace, lambda entry: entry.bank == bank)
    given = replace(meaning, of=row.name, confirmed="")
    described = workspace.workers.describe_meaning(row.in_use, given)
    if not described["meaning"]["taken"]:
        return described
    if earlier := find_line(record, row):
        compared = workspace.workers.compare_meanings(earlier, given)
        return {**described, "compared": {"outcome": compared.outcome, "why": compared.why}}
    given = replace(given, assume=tuple(described["assume"]))
    own = read_own_line(workspace, slug, record, row)
    if own is not None and workspace.workers.compare_meanings(given, own).outcome == "equal":
        given = replace(given, confirmed=own.code)
    _save_meanings(workspace, slug, lambda kept: (*kept, given))
    return {**described, "kept": True}


def confirm_meaning(workspace: Workspace, slug: str, second: Meaning) -> MeaningComparison | None:
    """Compare a line with the one that a paper has for its formula, by somebody who did not see that one.

    One with the same values confirms it, so that its exercises count; of two that differ the paper's is
    dropped. None where the formula has no line. Raises UsageError, CheckError, TimedOutError.
    """
    record = find_imported_paper(workspace.places, slug).record
    row = find_meant_formula(record.formulas, second.of)
    first = find_line(record, row) if row is not None else None
    if first is None:
        return None
    compared = workspace.workers.compare_meanings(first, second)

    def change(kept: Sequence[Meaning]) -> Iterator[Meaning]:
        for each in kept:
            if each != first:
                yield each
            elif compared.outcome == "equal":
                yield replace(each, assume=(*each.assume, *compared.assume), confirmed=second.code)
            elif compared.outcome != "different":
                yield each

    _save_meanings(workspace, slug, change)
    return compared


def _save_meanings(
    workspace: Workspace, slug: str, change: Callable[[Sequence[Meaning]], Iterable[Meaning]]
) -> None:
    """Save a paper with other lines and with the exercises that these give."""
    file = record_path(workspace.places, slug)
    with lock_file_folder(file):
        imported = find_imported_paper(workspace.places, slug)
        meanings = tuple(change(imported.record.meanings))
        record = draft_line_questions(workspace.workers, replace(imported.record, meanings=meanings))
        if retired := describe_retired(record, imported.record):
            workspace.notices.append(f"{retired}.")
        save_imported_paper(replace(imported, record=record))
