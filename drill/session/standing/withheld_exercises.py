"""Exercises on formulas of imports that wait for their proof by the present rules, or fail it.

They are left out of the catalogue, so that no list, count or goal has them. Their marks stay in the log.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from drill.banks.catalogue import Bank, Catalogue
from drill.errors import StoreError, describe_removal
from drill.files import Locations
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.fold import STATES
from drill.gyr.skills import NOT_MET, ExerciseProgress, Parts
from drill.gyr.state import NEVER_MET, Standing, State, due
from drill.papers import (
    OWN_SHELF,
    RULE_KINDS,
    RULES,
    SECOND_AUTHOR,
    WORKED,
    Paper,
    find_made_kind,
    hash_segment_text,
)
from drill.session.standing.paper_names import (
    bank_path,
    find_paper_slug,
    formulas_of,
    is_import,
    is_letters_item,
    read_bank_text,
    read_intact,
    read_record,
    record_of,
    record_path,
)
from drill.text import hash_text

if TYPE_CHECKING:
    from drill.papers import DraftRecord, ExerciseRecord, FormulaRow
    from drill.session.workspace import Workspace
    from drill.store import Repository


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exercise that a person edited and that the present rules do not confirm."""

    item: ItemId
    why: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """The exercises left out of the catalogue: banks waiting for their proof, and exercises with a fault."""

    pending: frozenset[BankId] = frozenset()
    left_out: tuple[LeftOut, ...] = ()


def withhold_exercises(
    places: Locations, catalogue: Catalogue, store: Repository
) -> tuple[Catalogue, Withheld]:
    """Return the catalogue without exercises that wait for their proof or fail it, and those left out.

    Those with marks that count stay as they are.
    """
    pending: set[BankId] = set()
    left_out: list[LeftOut] = []
    items: set[ItemId] = set()
    changed: dict[BankId, Bank] = {}
    for bank in filter(_may_be_on_record, catalogue.banks):
        has_made = any(map(_is_made_by_rule, bank.entries))
        stamp = "" if has_made else _stamp_record(places, bank)
        if stamp and store.read_fact(f"{_SOLVED} {bank.id}") == stamp:
            continue
        record = _read_own_record(places, bank)
        if record is None:
            continue
        restricted = _restrict_unsolved(bank, record, store)
        if stamp and restricted is bank:
            with suppress(StoreError):  # else the record is read at the next start, too
                store.keep_fact(f"{_SOLVED} {bank.id}", stamp)
        if has_made and is_proof_due(places, record):
            pending.add(bank.id)
            items.update(entry.item for entry in bank.entries if _is_made_by_rule(entry))
        elif has_made:
            refused = _list_refused(bank, record)
            left_out += refused
            items.update(exercise.item for exercise in refused)
            named = [entry.item for entry in bank.entries if entry.id in record.only_by_name]
            if named:
                restricted = replace(restricted, only_by_name=restricted.only_by_name.union(named))
        if restricted is not bank:
            changed[bank.id] = restricted
    if changed:
        catalogue = replace(catalogue, banks=tuple(changed.get(bank.id, bank) for bank in catalogue.banks))
    return catalogue.without(items), Withheld(frozenset(pending), tuple(left_out))


def _restrict_unsolved(bank: Bank, record: Paper, store: Repository) -> Bank:
    """Return a bank whose unsolved exercises without a mark are practice alone; itself if all are solved."""
    unsolved = _list_unsolved(bank, record)
    if not unsolved:
        return bank
    practised = frozenset(
        entry.item
        for entry in bank.entries
        if entry.item in unsolved and store.state(entry.item, entry.lineage).study_day is None
    )
    return replace(bank, only_by_name=practised, unsolved=practised)


def _list_refused(bank: Bank, record: Paper) -> list[LeftOut]:
    """Return the exercises that a person edited and that the present rules withdrew."""
    edited = [row for row in record.withdrawn if row.bank_hash]
    return [
        LeftOut(entry.item, row.why, entry.file, entry.line)
        for row in edited
        for entry in bank.entries
        if entry.id == row.id
    ]


def _stamp_record(places: Locations, bank: Bank) -> str:
    """Return a hash that changes with a bank's exercises or its own record; empty without a record."""
    try:
        stamp = record_path(places, find_paper_slug(bank.id)).stat()
    except OSError:
        return ""
    exercises = [f"{entry.id} {entry.kind}" for entry in bank.entries]
    return hash_text("\n".join((f"{stamp.st_mtime_ns} {stamp.st_size}", *exercises)))


def _list_unsolved(bank: Bank, record: Paper) -> list[ItemId]:
    """Return a second author's exercises that nobody has solved blind and the learner has not rewritten.

    Those whose answer the learner judges are left out, because they have no key.
    """
    ids = {
        draft.id
        for draft in record.drafts
        if draft.kind == SECOND_AUTHOR
        and not (draft.proved or draft.solved)
        and record.draft_decision(draft).exercise is None
    }
    return [entry.item for entry in bank.entries if entry.id in ids and entry.kind != "self"]


def has_newly_solved(places: Locations, catalogue: Catalogue) -> bool:
    """Return whether an exercise was solved blind since the catalogue was chosen."""
    for bank in catalogue.banks:
        record = _read_own_record(places, bank) if bank.unsolved else None
        if record is not None and not bank.unsolved.issubset(_list_unsolved(bank, record)):
            return True
    return False


# The record of a bank without an unsolved exercise is not read at a start until one of them changes, because
# reading it is slow: the stamp of both is kept as a fact under this name and the bank's.
_SOLVED = "solved"

# In the header of an exercise that nobody has solved blind.
UNSOLVED = "not yet checked blind"


def is_unsolved(workspace: Workspace, entry: Entry) -> bool:
    """Return whether an exercise is practice alone, because nobody has solved it blind."""
    bank = workspace.catalogue.bank(entry.bank)
    return bank is not None and entry.item in bank.unsolved


def _read_own_record(places: Locations, bank: Bank) -> Paper | None:
    """Return the record of a bank that may have one.

    None if it has neither questions by rule nor a second author's, because a record is slow to read.
    """
    if {find_made_kind(entry.id) for entry in bank.entries}.isdisjoint((*RULE_KINDS, "")):
        return None
    return read_intact(read_record, record_path(places, find_paper_slug(bank.id)))


def _may_be_on_record(bank: Bank) -> bool:
    """Return whether a bank is an import, or a second author's work on something else."""
    return is_import(bank) or bank.id.startswith(OWN_SHELF)


def is_proof_due(places: Locations, record: Paper) -> bool:
    """Return whether a paper's questions have to be proved again: the rules changed, or a person's edit of
    one that had a fault.
    """
    if record.rules < RULES:
        return True
    hashes = {row.bank_hash for row in record.withdrawn if row.bank_hash}
    return bool(hashes) and hashes != {hash_segment_text(read_bank_text(bank_path(places, record.slug)))}


def is_withdrawn(places: Locations, item: ItemId) -> bool:
    """Return whether an item was withdrawn from its paper, so that its marks belong to no exercise."""
    bank, _, id_ = item.rpartition("/")
    if find_made_kind(id_) not in RULE_KINDS:
        return False
    record = read_intact(read_record, record_path(places, find_paper_slug(bank)))
    return record is not None and any(row.id == id_ for row in record.withdrawn)


def _is_made_by_rule(entry: Entry) -> bool:
    return find_made_kind(entry.id) in RULE_KINDS


# Exercises of an import that never come unasked: own words, and those of kinds that imports made before.
#
# They stay in their bank as they are. One that was met comes back like any other.

OWN_WORDS = "explain"
_FORMER_KINDS = "kind of paper exercise"


def comes_unasked(bank: Bank, entry: Entry) -> bool:
    """Return whether an exercise of a bank is planned and counts for a goal before it was met."""
    if entry.item in bank.only_by_name:
        return False
    return not is_import(bank) or _is_of_unasked_kind(find_made_kind(entry.id))


def _is_of_unasked_kind(kind: str) -> bool:
    return kind != OWN_WORDS and not describe_removal(_FORMER_KINDS, kind)


def count_made(exercises: Iterable[ExerciseRecord | DraftRecord]) -> int:
    """Count an import's exercises as its bank will be counted: by the kinds that come unasked."""
    return sum(_is_of_unasked_kind(exercise.kind) for exercise in exercises)


def list_planned(bank: Bank, standing: Standing) -> Sequence[Entry]:
    """Return the exercises of a bank that were met, or that come unasked."""
    return [
        entry for entry in bank.entries if comes_unasked(bank, entry) or _is_met_exercise(standing, entry)
    ]


def find_unplanned(catalogue: Catalogue, standing: Standing) -> frozenset[ItemId]:
    """Return all exercises that are unmet and do not come unasked."""
    return frozenset(
        entry.item
        for bank in catalogue.banks
        if not bank.shipped
        for entry in bank.entries
        if not (comes_unasked(bank, entry) or _is_met_exercise(standing, entry))
    )


def _is_met_exercise(standing: Standing, entry: Entry) -> bool:
    return entry.item in standing.greens or (
        entry.item in standing.others and standing.others[entry.item].state != "unseen"
    )


# Formulas of an import in the day: their letters first, then one exercise of each formula a day.
#
# A formula whose letters are unknown is in a list as an item of its own, which is in no bank: opening it
# asks for the letters, and the exercise that is made of them comes at once.

# The kind of an entry that asks for letters.
LETTERS = "letters"
SAY_LETTERS = "define its letters"
# Level and stages of an item that asks for letters, because the exercise on them follows at once and both
# take time.
_LEVEL = 3
_STAGES = 2
# Max times that an abandoned table of letters comes again by itself.
_LEFT_AT_MOST = 2
# Hex digits of an item's name, and of a content hash.
_NAME_DIGITS = 10
_HASH_DIGITS = 16


class AskedLetters(NamedTuple):
    """A formula whose letters are unknown, and its entry in a list."""

    bank: Bank
    row: FormulaRow
    entry: Entry

    @property
    def slug(self) -> str:
        """The paper's."""
        return find_paper_slug(self.bank.id)

    @property
    def waits(self) -> bool:
        """Whether it was abandoned too often, so that it waits on the paper's page."""
        return self.row.left >= _LEFT_AT_MOST


def list_asked_letters(workspace: Workspace, bank: Bank | None) -> Sequence[AskedLetters]:
    """Return the formulas of an import for whose letters a question waits, in its order.

    None in a class, and where the paper's record cannot be read.
    """
    if bank is None or not is_import(bank) or not bank.topics or workspace.store.is_class:
        return ()
    record = read_intact(record_of, workspace.places, bank)
    if record is None or not record.is_linked:
        return ()
    rows = (row for row in record.formulas if row.waits and record.asks_letters(row))
    return [AskedLetters(bank, row, _make_entry(bank, row)) for row in rows]


def find_asked_letters(workspace: Workspace, item: str) -> AskedLetters | None:
    """Return the formula whose letters an item asks for; None if they are known, or its paper is gone."""
    bank = workspace.catalogue.bank(item.rpartition("/")[0]) if is_letters_item(item) else None
    return next((each for each in list_asked_letters(workspace, bank) if each.entry.item == item), None)


def _make_entry(bank: Bank, row: FormulaRow) -> Entry:
    digest = hashlib.sha256(row.id.encode("utf-8", "replace")).hexdigest()
    id_ = f"{LETTERS}-{digest[:_NAME_DIGITS]}"
    title = f"{row.title_with_move}: {SAY_LETTERS}"
    return Entry(
        item=ItemId(f"{bank.id}/{id_}"), bank=bank.id, id=id_, title=title, topic=bank.topics[0].id,
        skill=SkillId(""), needs=(), level=_LEVEL, pace=0, kind=LETTERS, stages=_STAGES, renews="nothing",
        maths=digest[:_HASH_DIGITS], wording="", was=(), corrects=(), retired=False, line=0,
        in_file_order=True,
    )  # fmt: skip


# --- one exercise of a formula a day -----------------------------------------------------------------------


def find_held_back(workspace: Workspace, standing: Standing, today: date) -> frozenset[ItemId]:
    """Return the exercises of worked formulas that do not come today: of each formula one comes at most.

    The first of a formula comes at any time, the next once that was answered on an earlier day, those
    asked in NumPy or from memory once one of them was green on an earlier day.
    """
    held = set[ItemId]()
    parts = None
    for bank in workspace.catalogue.banks:
        if is_import(bank) and any(find_made_kind(entry.id) in WORKED for entry in bank.entries):
            parts = parts or workspace.parts()
            for exercises in _group_by_formula(workspace, bank):
                coming = _find_coming(workspace, exercises, standing, parts, today)
                held.update(
                    item
                    for item in exercises.values()
                    if item != coming and (coming or parts.get(item, NOT_MET).met_on is None)
                )
    return frozenset(held)


def _group_by_formula(workspace: Workspace, bank: Bank) -> Iterator[Mapping[str, ItemId]]:
    """Yield the worked exercises of each formula by their kinds, in their order."""
    for _, entries in formulas_of(workspace, bank):
        by_kind = {
            find_made_kind(entry.id): entry.item for entry in entries if entry.item not in bank.only_by_name
        }
        if exercises := {kind: by_kind[kind] for kind in WORKED if kind in by_kind}:
            yield exercises


def _find_coming(
    workspace: Workspace, exercises: Mapping[str, ItemId], standing: Standing, parts: Parts, today: date
) -> ItemId | None:
    """Return the exercise of a formula that came today, or comes again, else the one that may be new."""
    of_kind = {kind: parts.get(item, NOT_MET) for kind, item in exercises.items()}
    for kind, item in exercises.items():
        state = standing.others.get(item, NEVER_MET)
        part = of_kind[kind]
        if today in (state.study_day, part.met_on, part.green_on, part.held_on):
            return item
    gaps = workspace.method().gaps_in_force
    for item in exercises.values():
        day = due(standing.others.get(item, NEVER_MET), gaps)
        if item in standing.others and day is not None and day <= today:
            return item
    return next((item for kind, item in exercises.items() if _may_begin(kind, of_kind, today)), None)


def _may_begin(kind: str, of_kind: Mapping[str, ExerciseProgress], today: date) -> bool:
    """Return whether the exercise of a kind, which was never met, may be met today."""
    before = [of_kind[name] for name in WORKED[: WORKED.index(kind)] if name in of_kind]
    if of_kind[kind].met_on is not None:
        return False
    if kind in ("numpy", "memory"):
        return any(each.green_on is not None and each.green_on < today for each in before)
    return all(each.met_on is not None and each.met_on < today for each in before)


# Papers beside the goal, of which two exercises come a day; the choice is kept in the store.

_BESIDE = "beside the goal"
_A_DAY = 2


def read_beside(workspace: Workspace) -> Sequence[str]:
    """Return the banks of papers beside the goal."""
    return (workspace.store.read_fact(_BESIDE) or "").split()


def put_beside_goal(workspace: Workspace, bank: str) -> str:
    """Have a paper come beside the goal, or no longer; return the confirmation."""
    before = read_beside(workspace)
    others = [other for other in before if other != bank]
    if bank in before:
        workspace.store.keep_fact(_BESIDE, " ".join(others) or None)
        return "It comes beside the goal no longer."
    workspace.store.keep_fact(_BESIDE, " ".join((*others, bank)))
    return "Two of its exercises come a day, beside the goal."


def list_beside_goal(
    workspace: Workspace, standing: Standing, parts: Parts, held_back: Container[ItemId], today: date
) -> Iterator[ItemId]:
    """Yield what is left today of the exercises of papers beside the goal: those due again, then new ones."""
    gaps = workspace.method().gaps_in_force
    for bank in filter(None, map(workspace.catalogue.bank, read_beside(workspace))):
        if bank.id == workspace.settings.goal:
            continue
        left = _A_DAY
        again = list[ItemId]()
        new = list[ItemId]()
        for item in (entry.item for entry in list_planned(bank, standing)):
            state = standing.others.get(item, NEVER_MET)
            part = parts.get(item, NOT_MET)
            day = due(state, gaps)
            if today in (state.study_day, part.met_on, part.green_on, part.held_on):
                left -= 1
            elif item in standing.others and day is not None and day <= today:
                again.append(item)
            elif part.met_on is None and item not in held_back:
                new.append(item)
        yield from [*again, *new][: max(0, left)]


# The count of a bank's exercises: those that are served and may become green, by their state now.


@dataclass(frozen=True, slots=True)
class ExerciseCounts:
    """Exercises that are served and may become green, by state; parked ones are among them."""

    # Every state is named.
    states: Mapping[State, int]
    # How many of the yellow and red ones were green before a check turned them.
    turned: int = 0

    @property
    def every(self) -> int:
        """How many there are."""
        return sum(self.states.values())

    @property
    def green(self) -> int:
        """How many are green now."""
        return self.states["green"]

    @property
    def left(self) -> int:
        """How many are neither green nor parked."""
        return self.every - self.green - self.states["parked"]

    @property
    def begun(self) -> int:
        """How many were tried and never green."""
        return self.states["yellow"] + self.states["red"] - self.turned


@dataclass(frozen=True, slots=True)
class FormulaCounts:
    """The formulas on an import's map that can be done, and those with a green exercise."""

    every: int = 0
    done: int = 0


def list_counted(bank: Bank) -> Sequence[Entry]:
    """Return the exercises of a bank that are served and may become green.

    Own words are left out because nobody checks them, and letters because they are not exercises yet.
    """
    return [entry for entry in bank.entries if comes_unasked(bank, entry)]


def count_bank(bank: Bank, parts: Parts) -> ExerciseCounts:
    """Count the exercises of a bank."""
    return count_exercises(list_counted(bank), parts)


def count_exercises(entries: Iterable[Entry], parts: Parts) -> ExerciseCounts:
    """Count exercises that are served and may become green."""
    here = [parts.get(entry.item, NOT_MET) for entry in entries]
    states = Counter(part.state for part in here)
    turned = sum(part.state in ("yellow", "red") and part.green_on is not None for part in here)
    return ExerciseCounts({state: states[state] for state in STATES}, turned)
