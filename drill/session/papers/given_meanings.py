"""A line of NumPy that somebody gives for a formula of an imported paper: tried, compared, kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from drill.errors import CheckError, UsageError
from drill.files import lock_file_folder
from drill.papers import OWN_LINE_KIND, describe_retired, find_meant_formula
from drill.session.papers.formula_lines import (
    find_line,
    find_own_line,
    keep_line,
    read_formula_row,
    read_own_line,
    try_line,
)
from drill.session.papers.paper_import import draft_line_questions, find_imported_paper, save_imported_paper
from drill.session.standing.paper_names import name_paper_bank, record_path
from drill.session.standing.unanswered import refuse_unanswered

if TYPE_CHECKING:
    from drill.formulas import Meaning, MeaningComparison
    from drill.papers import Decision, DraftRecord, FormulaRow
    from drill.session.workspace import Workspace

# Max characters of a number that is typed.
_MOST_DIGITS = 40


def give_meaning(workspace: Workspace, slug: str, meaning: Meaning) -> dict[str, Any]:
    """Return the values of a line, and keep it with its exercises if it is taken and its formula has none.

    A formula that has a line keeps it: both are compared, and ``compared`` has the outcome. A learner's own
    line for the formula confirms a kept one that has its values. Raises UsageError for a paper that is not an
    import or has an open exercise, or an unknown formula; CheckError, TimedOutError.
    """
    bank = name_paper_bank(slug)
    refuse_unanswered(workspace, lambda entry: entry.bank == bank)
    return keep_meaning(workspace, slug, meaning)


def keep_meaning(workspace: Workspace, slug: str, meaning: Meaning) -> dict[str, Any]:
    """Return the values of a line, and keep it, though an exercise of the paper may be open.

    Raises as `give_meaning` does otherwise.
    """
    record = find_imported_paper(workspace.places, slug).record
    row = find_meant_formula(record.formulas, meaning.of)
    if row is None:
        raise UsageError(f"the paper has no formula {meaning.of}", "its number, its label, or its LaTeX")
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


def confirm_meanings(
    workspace: Workspace, slug: str, seconds: Iterable[Meaning]
) -> Sequence[MeaningComparison | CheckError]:
    """Compare lines with those that a paper has for their formulas, by somebody who did not see these.

    One with the same values confirms it, so that its exercises count; of two that differ the paper's is
    dropped. An error is in the place of a comparison that could not be made. Raises UsageError, PaperError,
    FileError.
    """
    record = find_imported_paper(workspace.places, slug).record
    found: list[MeaningComparison | CheckError] = []
    changed: dict[str, Meaning | None] = {}
    for second in seconds:
        row = find_meant_formula(record.formulas, second.of)
        first = find_line(record, row) if row is not None else None
        try:
            if first is None:
                raise CheckError("the formula has no line any more")
            compared = workspace.workers.compare_meanings(first, second)
        except CheckError as error:
            found.append(error)
            continue
        found.append(compared)
        if compared.outcome == "equal":
            changed[first.of] = _confirm(first, second.code, compared.assume)
        elif compared.outcome == "different":
            changed[first.of] = None
    if changed:
        _save_meanings(
            workspace, slug, lambda kept: filter(None, (changed.get(each.of, each) for each in kept))
        )
    return found


def _confirm(first: Meaning, second: str, assume: Sequence[str]) -> Meaning:
    """Return a line that the line ``second`` confirms, with the bounds that both need."""
    bounds = (text for text in assume if text not in first.assume)
    return replace(first, assume=(*first.assume, *bounds), confirmed=second)


def keep_own_line(workspace: Workspace, slug: str, formula: str, text: str) -> str:
    """Save the learner's own line for a formula; an empty one removes it. What it answers becomes practice.

    Return how it agrees with the paper's line, as `compare_own_line` does. Raises UsageError, TimedOutError.
    """
    keep_line(workspace, slug, formula, text)
    record, row = read_formula_row(workspace, slug, formula)
    if _is_import(workspace, slug) and not find_line(record, row):
        own = read_own_line(workspace, slug, record, row)
        _save_practice(workspace, slug, row, own)
    return compare_own_line(workspace, slug, formula) if text else ""


def _save_practice(workspace: Workspace, slug: str, row: FormulaRow, own: Meaning | None) -> None:
    """Save the questions of a learner's own line in place of those of an earlier one."""
    file = record_path(workspace.places, slug)
    with lock_file_folder(file):
        imported = find_imported_paper(workspace.places, slug)
        record = imported.record
        lines = () if own is None else (replace(own, of=row.name),)
        alone = replace(record, meanings=lines, drafts=(), decisions={})
        practice: dict[str, DraftRecord] = {}
        for draft in draft_line_questions(workspace.workers, alone).drafts:
            id_ = draft.id.replace(draft.kind, OWN_LINE_KIND)
            practice[id_] = replace(draft, id=id_, kind=OWN_LINE_KIND, proved=False, solved=False)
        earlier = [each.id for each in record.drafts if (each.kind, each.about) == (OWN_LINE_KIND, row.id)]
        if not practice and not earlier:
            return
        drafts = [each for each in record.drafts if each.id not in practice]
        gone: dict[str, Decision] = dict.fromkeys(earlier, "left")
        kept: dict[str, Decision] = dict.fromkeys(practice, "kept")
        changed = replace(
            record, drafts=(*drafts, *practice.values()), decisions={**record.decisions, **gone, **kept}
        )
        save_imported_paper(replace(imported, record=changed))


def compare_own_line(workspace: Workspace, slug: str, formula: str) -> str:
    """Return how the learner's own line agrees with the paper's, as a sentence; empty without both.

    Two lines that were written apart and agree confirm each other. Raises UsageError, TimedOutError.
    """
    record, row = read_formula_row(workspace, slug, formula)
    line, own = find_line(record, row), read_own_line(workspace, slug, record, row)
    if line is None or own is None:
        return ""
    compared = workspace.workers.compare_meanings(line, own)
    if compared.outcome != "equal":
        return f"The line that the paper has for it gives something else: {compared.why}."
    is_written_apart = "".join(own.code.split()) != "".join(line.code.split())
    if is_written_apart and not line.confirmed and _is_import(workspace, slug):
        confirmed = _confirm(line, own.code, compared.assume)
        _save_meanings(workspace, slug, lambda kept: (confirmed if each == line else each for each in kept))
    return "The line that the paper has for it gives the same values."


def check_by_hand(workspace: Workspace, slug: str, formula: str, typed: str, seed: int = 0) -> str:
    """Compare a value that the learner computed by hand with the first entry of their own line's result.

    It is that of the draw of a seed which `try_line` shows. One that agrees makes the line of an import
    count, as the paper's line, and its exercises are asked. Return the result as a sentence. Raises
    UsageError, CheckError, TimedOutError.
    """
    record, row = read_formula_row(workspace, slug, formula)
    view = try_line(workspace, slug, formula, find_own_line(workspace, slug, formula), seed)
    shown = view.inside.parts[-1].rows[0][0]
    if abs(_read_number(typed) - float(shown)) > _find_half_unit(shown):
        return f"The line gives {shown} there: one of the two is not what the formula says."
    if find_line(record, row) is None and _is_import(workspace, slug):
        bank = name_paper_bank(slug)
        refuse_unanswered(workspace, lambda entry: entry.bank == bank)
        line = replace(view.meaning, of=row.name, confirmed=f"by hand: {shown}")
        _save_meanings(workspace, slug, lambda kept: (*kept, line))
        return f"Right, {shown}. Your line counts now: what it answers is asked with the paper."
    return f"Right, {shown}."


def _read_number(typed: str) -> float:
    try:
        return float(Fraction(typed.strip().replace("−", "-")[:_MOST_DIGITS]))
    except (ValueError, ZeroDivisionError, OverflowError):
        raise UsageError("this is not a number", "such as 0.47 or 3/4") from None


def _find_half_unit(shown: str) -> float:
    """Return a little more than half a unit of the last of two digits of a printed number."""
    size = abs(float(shown))
    return 0.6 * 10.0 ** (math.floor(math.log10(size)) - 1) if 0 < size < math.inf else 0.01


def _is_import(workspace: Workspace, slug: str) -> bool:
    return record_path(workspace.places, slug).is_file()


def _save_meanings(
    workspace: Workspace, slug: str, change: Callable[[Sequence[Meaning]], Iterable[Meaning]]
) -> None:
    """Save a paper with other lines and with the exercises that these give."""
    file = record_path(workspace.places, slug)
    with lock_file_folder(file):
        imported = find_imported_paper(workspace.places, slug)
        meanings = tuple(change(imported.record.meanings))
        record = draft_line_questions(workspace.workers, replace(imported.record, meanings=meanings))
        lined = {row.id for row in record.formulas if find_line(record, row)}
        own = [each.id for each in record.drafts if each.kind == OWN_LINE_KIND and each.about in lined]
        record = replace(record, decisions={**record.decisions, **dict.fromkeys(own, "left")})
        if retired := describe_retired(record, imported.record):
            workspace.notices.append(f"{retired}.")
        save_imported_paper(replace(imported, record=record))
