"""The review of an imported paper: each decision is kept at once, in its record and in its bank."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from functools import partial

from drill import papers
from drill.banks.draws import Variant
from drill.banks.load import load_bytes
from drill.banks.loaded_files import LoadedExercise
from drill.codec import is_list
from drill.errors import BankError, DrillError, PaperError, UsageError
from drill.files import lock_file_folder
from drill.gyr.events import SkillId
from drill.papers import Decision, DraftRecord, Paper, is_safe, segment_of
from drill.session.papers.paper_import import (
    Imported,
    find_imported_paper,
    make_drafts_anew,
    save_imported_paper,
    save_merged_paper,
)
from drill.session.standing.paper_names import is_import, name_paper_bank, record_path, save_record
from drill.session.standing.prerequisites import SkillLine, standing_of
from drill.session.workspace import Workspace
from drill.text import count

# An arbitrary seed, so that a look at a draft always shows the same variant.
_PREVIEW_SEED = 1


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft under review, as the learner would keep it, with the decision on it."""

    # The draft, with the learner's own version of its exercise if one exists.
    draft: DraftRecord
    decision: Decision
    is_edited: bool
    # Its key is proved, or it has none to prove; never of one that was edited.
    is_safe: bool


def list_author_drafts(workspace: Workspace, slug: str) -> tuple[DraftLine, ...]:
    """Return a second author's drafts in order. Raises UsageError, PaperError."""
    record = find_imported_paper(workspace.places, slug).record
    return tuple(
        _make_draft_line(record, draft) for draft in record.drafts if draft.kind == papers.SECOND_AUTHOR
    )


def _make_draft_line(record: Paper, draft: DraftRecord) -> DraftLine:
    reviewed = record.draft_decision(draft)
    current_draft = replace(draft, exercise=reviewed.exercise) if reviewed.exercise is not None else draft
    return DraftLine(current_draft, reviewed.decision, current_draft is not draft, is_safe(record, draft))


def save_symbol_edit(
    workspace: Workspace, slug: str, key: str, *, meaning: str | None = None, declared: str | None = None
) -> None:
    """Change the meaning of a symbol or its declaration, such as ``W in R^(m x n)``.

    Raises:
        UsageError: the paper or symbol is unknown.
        PaperError: the record cannot be read.
    """

    def edited(record: Paper) -> Paper:
        row = next((row for row in record.symbols if papers.find_sheet_row_key(row) == key), None)
        if row is None:
            raise UsageError(f"the paper has no symbol {key} any more")
        return papers.replace_symbol_row(record, row, means=meaning, declared=declared)

    _save_changed_record(workspace, slug, edited)


def save_formula_correction(workspace: Workspace, slug: str, id_: str, latex: str) -> None:
    """Correct a formula of the paper, or remove the correction with an empty text.

    Raises:
        UsageError, PaperError: the formula is unknown, or the correction cannot be read.
    """
    _save_changed_record(workspace, slug, lambda record: papers.record_formula_correction(record, id_, latex))


def save_draft_decision(workspace: Workspace, slug: str, id_: str, decision: Decision) -> None:
    """Record whether a draft is kept, left out or undecided, and write the bank of kept drafts.

    Raises:
        UsageError, PaperError, FileError: the paper or draft is unknown, or the bank cannot be written.
    """
    decide = partial(papers.record_draft_decision, id_=id_, decision=decision)
    _save_changed_record(workspace, slug, decide, with_bank=True)


def forget_decisions(workspace: Workspace, slug: str, ids: Container[str]) -> None:
    """Forget all decisions on some drafts, and write the bank. Raises as `save_draft_decision` does."""
    forget = partial(papers.forget_draft_decisions, ids=ids)
    _save_changed_record(workspace, slug, forget, with_bank=True)


def save_safe_drafts(workspace: Workspace, slug: str) -> None:
    """Keep every undecided draft with a confirmed key. Raises as `save_draft_decision` does."""
    _save_changed_record(workspace, slug, papers.keep_safe_drafts, with_bank=True)


def take_back_decision(workspace: Workspace, slug: str) -> None:
    """Undo the newest decision on a draft, if there is one."""
    _save_changed_record(workspace, slug, papers.undo_draft_decision, with_bank=True)


def take_back_symbol_edit(workspace: Workspace, slug: str) -> str:
    """Undo the newest edit of a symbol, and return a message about the result."""
    is_back = _save_changed_record(workspace, slug, papers.undo_symbol_edit)
    if not is_back:
        return "No symbol was edited."
    return remake_exercises(workspace, slug)


def remake_exercises(workspace: Workspace, slug: str) -> str:
    """Draft and save the exercises again from the paper's record, and return a message with their number.

    Raises:
        PaperError, UsageError, TimedOutError, FileError: as in ``draft_anew`` and ``save_merged_paper``.
    """
    record = save_merged_paper(draft_anew(workspace, slug)).record
    return f"The exercises were remade: {count(len(record.exercises), 'exercise')}."


# The name of the fact that a paper's new exercises were offered, followed by its slug.
_OFFERED = "missing parts offered"


def find_offered_parts(workspace: Workspace, slug: str) -> Imported | None:
    """Return an import of an earlier version with the missing parts of its formulas, once; else None.

    Its other exercises stay as they are. Nothing is written but that it was offered.

    Raises:
        PaperError, UsageError, TimedOutError, StoreError: its record cannot be read or drafted again.
    """
    bank = workspace.catalogue.bank(name_paper_bank(slug))
    is_made = bank is None or not is_import(bank) or any(entry.has_gap for entry in bank.entries)
    if is_made or workspace.store.read_fact(f"{_OFFERED} {slug}") is not None:
        return None
    imported_paper = find_imported_paper(workspace.places, slug)
    record = imported_paper.record
    if not any(papers.find_made_kind(draft.id) for draft in record.drafts):
        return None  # nothing was made of its formulas, as of a sheet by hand
    fresh = make_drafts_anew(workspace.workers, record)
    known = {draft.id for draft in record.drafts}
    added = tuple(draft for draft in fresh.drafts if draft.kind == "memory" and draft.id not in known)
    workspace.store.keep_fact(f"{_OFFERED} {slug}", workspace.study_day().isoformat())
    if not added:
        return None
    return replace(imported_paper, record=replace(record, drafts=(*record.drafts, *added)), added=len(added))


def draft_anew(workspace: Workspace, slug: str) -> Imported:
    """Draft the exercises again from the paper's record, without its source; `save_merged_paper` saves them.

    Raises:
        PaperError, UsageError: the paper is unknown, or a declaration cannot be read.
        TimedOutError: it takes too long.
    """
    imported_paper = find_imported_paper(workspace.places, slug)
    record = make_drafts_anew(workspace.workers, imported_paper.record)
    return replace(imported_paper, record=record, is_edited=True)


def _save_changed_record(
    workspace: Workspace, slug: str, change: Callable[[Paper], Paper | None], *, with_bank: bool = False
) -> bool:
    """Apply a change to the current record and save it, on wish with the bank of kept drafts.

    Return whether it changed anything.
    """
    with lock_file_folder(record_path(workspace.places, slug)):
        imported_paper = find_imported_paper(workspace.places, slug)
        record = change(imported_paper.record)
        if record is not None and with_bank:
            save_imported_paper(replace(imported_paper, record=record))
        elif record is not None:
            save_record(imported_paper.record_file, record)
        return record is not None


# --- one draft ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftLook:
    """A draft with one variant; None if it cannot be prepared, and ``problem`` is the reason."""

    line: DraftLine
    # The title of the formula that it is about.
    about: str
    variant: Variant | None
    problem: str
    rests_on: tuple[SkillLine, ...]


def look_at_draft(workspace: Workspace, slug: str, id_: str) -> DraftLook:
    """Return a draft as a learner would meet it. Raises PaperError for an unknown draft."""
    record = find_imported_paper(workspace.places, slug).record
    line = _find_draft_line(record, id_)
    variant, problem = _prepare_draft_variant(workspace, record, line)
    about = next((row.title for row in record.formulas if row.id == line.draft.about), "")
    return DraftLook(line, about, variant, problem, _list_draft_skills(workspace, line))


def write_draft_yaml(workspace: Workspace, slug: str, id_: str) -> str:
    """Return a draft's YAML for editing. Raises PaperError for an unknown draft."""
    record = find_imported_paper(workspace.places, slug).record
    return segment_of(_find_draft_line(record, id_).draft, record)


def keep_text(workspace: Workspace, slug: str, id_: str, text: str) -> None:
    """Keep a draft with the text as its exercise.

    Raises:
        BankError: the text is not an exercise, or a faulty one; the draft stays as it was.
        UsageError, PaperError, FileError: the paper or draft is unknown, or it cannot be written.
    """
    draft = _load_draft_text(slug, text)
    exercise = {name: value for name, value in draft.written.items() if name != "id"}
    decide = partial(papers.record_draft_decision, id_=id_, decision="kept", exercise=exercise)
    _save_changed_record(workspace, slug, decide, with_bank=True)


def _find_draft_line(record: Paper, id_: str) -> DraftLine:
    for draft in record.drafts:
        if draft.id == id_ and draft.kind == papers.SECOND_AUTHOR:
            return _make_draft_line(record, draft)
    raise PaperError(f"there is no draft {id_} any more")


def _prepare_draft_variant(
    workspace: Workspace, record: Paper, line: DraftLine
) -> tuple[Variant | None, str]:
    try:
        draft = line.draft
        exercise = papers.load_drafted(draft.id, draft.exercise)
        return workspace.prepare(exercise, item=f"{record.bank}/{draft.id}", seed=_PREVIEW_SEED), ""
    except BankError as error:
        return None, error.message
    except DrillError as error:
        return None, str(error)


def _load_draft_text(slug: str, text: str) -> LoadedExercise:
    """Load a text that contains one exercise. Raises BankError for any other text."""
    whole = f"topic: papers.draft\ntitle: A draft\nexercises:\n{text}\n"
    loaded = load_bytes(whole.encode("utf-8", "replace"), f"{slug}.yaml")
    if loaded.problems:
        problem = loaded.problems[0]
        raise BankError(problem.message, problem.hint, field=problem.field, exercise=problem.exercise)
    if len(loaded.exercises) != 1:
        raise BankError("one exercise is expected here", "begin it with - id:")
    return loaded.exercises[0]


def _list_draft_skills(workspace: Workspace, line: DraftLine) -> tuple[SkillLine, ...]:
    exercise = line.draft.exercise
    needs = exercise.get("needs")
    skill = exercise.get("skill")
    named = [*map(str, needs if is_list(needs) else ()), *([str(skill)] if skill else [])]
    skills = workspace.curriculum().list_before(map(SkillId, named))
    here = [skill for skill in skills if skill in named]
    return standing_of(workspace, here, workspace.states())
