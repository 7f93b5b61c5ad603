"""Prove the stored questions on imported formulas again, once the rules of their proof have changed.

Until then they are left out of the catalogue (`drill.session.standing.withheld_exercises`). A front end that
can wait proves them before all else; the app does it beside its first screens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill.banks.models import Exercise
from drill.errors import DrillError, TimedOutError
from drill.files import lock_file_folder
from drill.gyr.events import BankId
from drill.papers import RULE_KINDS, find_made_kind, withdraw_questions
from drill.session.papers.paper_import import find_imported_paper, save_bank
from drill.session.standing.paper_names import find_paper_slug, read_bank_text, save_record
from drill.session.workspace import Workspace
from drill.text import count, join_in_sentence

if TYPE_CHECKING:
    from drill.proving import JudgedQuestion
    from drill.worker import Workers

# Max tries of a proof that a busy machine delays, because an unproved question is withdrawn.
_TRIES = 2


@dataclass(frozen=True, slots=True)
class UnprovedExercise:
    """An exercise of an import whose questions wait for their proof."""

    bank: BankId
    id: str
    exercise: Exercise
    stages: int


# The judgements of each question, by bank and exercise.
Proofs = Mapping[BankId, Mapping[str, Sequence["JudgedQuestion"]]]


def prove_stored_questions(workspace: Workspace) -> None:
    """Prove the questions that wait for it, and take the outcome in; a notice reports those withdrawn."""
    if workspace.withheld.pending:
        take_proofs(workspace, judge_questions(workspace.workers, list_unproved(workspace)))


def list_unproved(workspace: Workspace) -> Sequence[UnprovedExercise]:
    """Return the exercises of the banks that wait, those that a person edited among them."""
    catalogue = workspace.loaded_catalogue
    return [
        UnprovedExercise(bank.id, entry.id, catalogue.exercise(entry.item), entry.stages)
        for bank in catalogue.banks
        if bank.id in workspace.withheld.pending
        for entry in bank.entries
    ]


def judge_questions(workers: Workers, unproved: Sequence[UnprovedExercise]) -> Proofs:
    """Return a worker's verdict on each exercise; it needs no store, so any thread may wait for it."""
    found: dict[BankId, dict[str, Sequence[JudgedQuestion]]] = {}
    for each in unproved:
        found.setdefault(each.bank, {})[each.id] = _judge_exercise(workers, each)
    return found


def _judge_exercise(workers: Workers, unproved: UnprovedExercise) -> Sequence[JudgedQuestion]:
    from drill.proving import JudgedQuestion

    message = ""
    for _ in range(_TRIES):
        try:
            return workers.judge_questions(unproved.exercise)
        except TimedOutError as error:
            message = error.message
        except DrillError as error:
            message = error.message
            break
    is_made = find_made_kind(unproved.id) in RULE_KINDS
    return [JudgedQuestion(f"it could not be proved: {message}" if is_made else "")] * unproved.stages


def take_proofs(workspace: Workspace, proofs: Proofs) -> None:
    """Withdraw faulty questions, keep the number of the rules, and load the banks anew.

    Papers that cannot be written, or were changed meanwhile, wait for the next start.
    """
    withdrawn: dict[BankId, int] = {}
    for bank, judged in proofs.items():
        with suppress(DrillError):
            imported = find_imported_paper(workspace.places, find_paper_slug(bank))
            with lock_file_folder(imported.record_file):
                imported = find_imported_paper(workspace.places, find_paper_slug(bank))
                only_by_name = [id_ for id_, found in judged.items() if all(each.is_former for each in found)]
                faults = {id_: [each.fault for each in found] for id_, found in judged.items()}
                before = read_bank_text(imported.bank)
                written = withdraw_questions(imported.record, before, faults, only_by_name)
                if written.text != before:
                    save_bank(imported.bank, written.text)
                save_record(imported.record_file, written.record)
            withdrawn[bank] = sum(bool(each.fault) for found in judged.values() for each in found)
    workspace.catch_up(has_proofs=True)
    if told := _tell_withdrawn(workspace, withdrawn, proofs):
        workspace.notices.append(told)


def _tell_withdrawn(workspace: Workspace, withdrawn: Mapping[BankId, int], proofs: Proofs) -> str:
    """Return how many questions were withdrawn from which papers; empty if none was."""
    number = sum(withdrawn.values())
    if not number:
        return ""
    questions = sum(len(found) for bank in withdrawn for found in proofs[bank].values())
    titles = {bank.id: bank.title for bank in workspace.loaded_catalogue.banks}
    papers = join_in_sentence([titles.get(bank, bank) for bank, lost in withdrawn.items() if lost])
    were = "was" if number == 1 else "were"
    sentence = (
        f"{number} of {count(questions, 'question')} on the formulas of {papers} {were} withdrawn: drill "
        "checks such questions more strictly now, and the answers were false or cannot be confirmed"
    )
    has_goal = workspace.settings.goal in [bank for bank, lost in withdrawn.items() if lost]
    if has_goal:
        return f"{sentence}. The count of your goal has changed with that"
    return sentence
