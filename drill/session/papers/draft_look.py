"""A paper's draft in detail: as a learner would meet it, and as text to edit."""

from __future__ import annotations

from dataclasses import dataclass

from drill.banks.content import LoadedExercise, LoadedFile
from drill.banks.load import load_bytes
from drill.banks.variant import Variant
from drill.codec import is_list
from drill.errors import BankError, DrillError, PaperError
from drill.gyr.events import SkillId
from drill.papers import Paper, segment_of
from drill.session.papers.formulas import called
from drill.session.papers.importing import imported
from drill.session.papers.review import DraftLine, drafts, edit_draft
from drill.session.prerequisites import SkillLine, standing_of
from drill.session.workspace import Workspace

# Any: each look at a draft shows the same variant.
_PREVIEW_SEED = 1


@dataclass(frozen=True, slots=True)
class DraftLook:
    """One draft; ``variant`` is None where it cannot be prepared, and ``problem`` says why."""

    line: DraftLine
    # How the formula or symbol is called that it was made of.
    about: str
    variant: Variant | None
    problem: str
    rests_on: tuple[SkillLine, ...]


def look(workspace: Workspace, slug: str, id_: str) -> DraftLook:
    """Return a draft with some numbers, as it would be drilled. Raises PaperError if there is none."""
    line = _line(workspace, slug, id_)
    record = imported(workspace.places, slug).record
    variant, problem = _prepared(workspace, record, line)
    about = _about(record, line.draft.about)
    return DraftLook(line, about, variant, problem, _rests_on(workspace, line))


def as_text(workspace: Workspace, slug: str, id_: str) -> str:
    """Return a draft as its bank would write it, to be edited. Raises PaperError if there is none."""
    return segment_of(_line(workspace, slug, id_).draft, imported(workspace.places, slug).record)


def keep_text(workspace: Workspace, slug: str, id_: str, text: str) -> None:
    """Save a draft as somebody edited it.

    Raises:
        BankError: the text is no exercise, or a faulty one; the draft stays as it was.
    """
    _, draft = _read(slug, text)
    edit_draft(
        workspace,
        slug,
        id_,
        {name: field_value for name, field_value in draft.written.items() if name != "id"},
    )


def _line(workspace: Workspace, slug: str, id_: str) -> DraftLine:
    draft_line = next((line for line in drafts(workspace, slug) if line.draft.id == id_), None)
    if draft_line is None:
        raise PaperError(f"there is no draft {id_} any more")
    return draft_line


def _prepared(workspace: Workspace, record: Paper, line: DraftLine) -> tuple[Variant | None, str]:
    try:
        loaded, draft = _read(record.slug, segment_of(line.draft, record))
        item = f"{record.bank}/{line.draft.id}"
        return workspace.workers.prepare(loaded.as_met(draft.exercise), item=item, seed=_PREVIEW_SEED), ""
    except BankError as error:
        return None, error.message
    except DrillError as error:
        return None, str(error)


def _read(slug: str, text: str) -> tuple[LoadedFile, LoadedExercise]:
    """Return the one exercise in a text, in a bank of its own."""
    whole = f"topic: papers.draft\ntitle: A draft\nexercises:\n{text}\n"
    loaded = load_bytes(whole.encode("utf-8", "replace"), f"{slug}.yaml")
    if loaded.problems:
        problem = loaded.problems[0]
        raise BankError(problem.message, problem.hint, field=problem.field, exercise=problem.exercise)
    if len(loaded.exercises) != 1:
        raise BankError("one exercise is expected here", "begin it with - id:")
    return loaded, loaded.exercises[0]


def _about(record: Paper, about: str) -> str:
    return next((called(formula) for formula in record.formulas if formula.id == about), "")


def _rests_on(workspace: Workspace, line: DraftLine) -> tuple[SkillLine, ...]:
    exercise = line.draft.exercise
    needs, skill = exercise.get("needs"), exercise.get("skill")
    named = [*map(str, needs if is_list(needs) else ()), *([str(skill)] if skill else [])]
    skills = workspace.catalogue.skills.before(map(SkillId, named))
    here = [skill for skill in skills if skill in named]
    return standing_of(workspace, here, workspace.states(marks=False))
