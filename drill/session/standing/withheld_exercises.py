"""Exercises on formulas of imports that earlier versions made of letters, and those that come unasked.

The former are left out of the catalogue, so that no list, count or goal has them. Their marks stay in the
log, and a formula that was done by one of them stays done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from drill.banks.catalogue import Bank, Catalogue
from drill.errors import StoreError, describe_removal
from drill.files import Locations
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId
from drill.gyr.fold import STATES
from drill.gyr.skills import NOT_MET, Parts
from drill.gyr.state import NEVER_MET, Standing, State, due
from drill.papers import (
    LETTER_KINDS,
    LINE_KIND,
    OWN_LINE_KIND,
    OWN_SHELF,
    SECOND_AUTHOR,
    WORKED,
    Paper,
    find_made_kind,
)
from drill.session.standing.missing_parts import find_waiting_parts
from drill.session.standing.paper_names import (
    SHELF,
    find_paper_slug,
    formulas_of,
    is_import,
    read_intact,
    read_record,
    record_path,
)
from drill.text import count, hash_text

if TYPE_CHECKING:
    from drill.papers import DraftRecord, ExerciseRecord
    from drill.session.workspace import Workspace
    from drill.store import Repository


class WithheldExercise(NamedTuple):
    """An exercise that is left out of the catalogue, with the colour that its marks gave it."""

    entry: Entry
    state: State


# The exercises that are left out of the catalogue, by bank.
Withheld: TypeAlias = "Mapping[BankId, Sequence[WithheldExercise]]"


def is_made_of_letters(entry: Entry) -> bool:
    """Return whether an exercise was made of a formula's letters by version 0.5.0, whose witness is not
    run any more.
    """
    return entry.has_world and find_made_kind(entry.id) in LETTER_KINDS


def is_made_by_import(item: ItemId) -> bool:
    """Return whether an item has the name of an exercise that an import made of a formula."""
    return find_made_kind(item.rpartition("/")[2]) in (*WORKED, OWN_LINE_KIND)


def is_by_second_author(item: ItemId, catalogue: Catalogue) -> bool:
    """Return whether an item is neither the program's nor made by an import from a formula."""
    bank_id, _, id_ = item.rpartition("/")
    bank = catalogue.bank(BankId(bank_id))
    is_own = bank_id.startswith((SHELF, OWN_SHELF)) and (bank is None or not bank.shipped)
    return is_own and not find_made_kind(id_)


def withhold_exercises(
    places: Locations, catalogue: Catalogue, store: Repository
) -> tuple[Catalogue, Withheld]:
    """Return the catalogue without the exercises that were made of letters, and these by bank.

    A second author's exercises that nobody has solved blind are practice alone, unless they have marks.
    """
    withheld: dict[BankId, Sequence[WithheldExercise]] = {}
    changed: dict[BankId, Bank] = {}
    for bank in filter(_may_be_on_record, catalogue.banks):
        if made := [*filter(is_made_of_letters, bank.entries)]:
            withheld[bank.id] = [
                WithheldExercise(entry, store.state(entry.item, entry.lineage).state) for entry in made
            ]
        stamp = _stamp_record(places, bank)
        if stamp and store.read_fact(f"{_SOLVED} {bank.id}") == stamp:
            continue
        record = _read_own_record(places, bank)
        if record is None:
            continue
        restricted = _restrict_unsolved(bank, record, store)
        if restricted is not bank:
            changed[bank.id] = restricted
        elif stamp:
            with suppress(StoreError):  # else the record is read at the next start, too
                store.keep_fact(f"{_SOLVED} {bank.id}", stamp)
    if changed:
        catalogue = replace(catalogue, banks=tuple(changed.get(bank.id, bank) for bank in catalogue.banks))
    return catalogue.without({each.entry.item for made in withheld.values() for each in made}), withheld


def tell_withheld(withheld: Withheld) -> str:
    """Return how many questions are left out, as a sentence; empty if none is."""
    number = sum(each.entry.stages for made in withheld.values() for each in made)
    if not number:
        return ""
    are, their = ("is", "its") if number == 1 else ("are", "their")
    return f"{count(number, 'question')} that drill made of letters {are} left out; {their} marks stay"


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

    Those of a learner's own line are among them, because nobody confirmed it. Those whose answer the learner
    judges are left out, because they have no key.
    """
    ids = {
        draft.id
        for draft in record.drafts
        if draft.kind in (SECOND_AUTHOR, OWN_LINE_KIND)
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


def is_unsolved(catalogue: Catalogue, entry: Entry) -> bool:
    """Return whether an exercise is practice alone, because nobody has solved it blind."""
    bank = catalogue.bank(entry.bank)
    return bank is not None and entry.item in bank.unsolved


def _read_own_record(places: Locations, bank: Bank) -> Paper | None:
    """Return the record of a bank that may have one.

    None if it has none of a second author's, because a record is slow to read.
    """
    if all(find_made_kind(entry.id) not in ("", OWN_LINE_KIND) for entry in bank.entries):
        return None
    return read_intact(read_record, record_path(places, find_paper_slug(bank.id)))


def _may_be_on_record(bank: Bank) -> bool:
    """Return whether a bank is an import, or a second author's work on something else."""
    return is_import(bank) or bank.id.startswith(OWN_SHELF)


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
    return kind not in (OWN_WORDS, OWN_LINE_KIND) and not describe_removal(_FORMER_KINDS, kind)


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


# --- one exercise of a formula a day -----------------------------------------------------------------------


def find_held_back(
    workspace: Workspace, standing: Standing, today: date, asked: Container[str] = ()
) -> frozenset[ItemId]:
    """Return the exercises of worked formulas that do not come today: of each formula one comes at most.

    The first of a formula comes at any time, the next once that was answered on an earlier day. A missing
    part comes after its formula was seen, unless its paper is ``asked`` for by its bank.
    """
    held = set[ItemId]()
    gaps = workspace.method().gaps_in_force
    parts = None
    for bank in workspace.catalogue.banks:
        if is_import(bank) and any(find_made_kind(entry.id) in WORKED for entry in bank.entries):
            parts = parts or workspace.parts()
            for exercises in _group_by_formula(workspace, bank):
                coming = find_coming(exercises, standing, parts, gaps, today)
                held.update(
                    item
                    for item in exercises
                    if item != coming and (coming or parts.get(item, NOT_MET).met_on is None)
                )
            waiting = find_waiting_parts(workspace, bank, parts, today, held, is_asked=bank.id in asked)
            held.update([*waiting])
    return frozenset(held)


def _group_by_formula(workspace: Workspace, bank: Bank) -> Iterator[Sequence[ItemId]]:
    """Yield the worked exercises of each formula in the order of their kinds."""
    for _, entries in formulas_of(workspace, bank):
        of_kind: dict[str, list[ItemId]] = {}
        for entry in entries:
            if entry.item not in bank.only_by_name:
                kind = find_made_kind(entry.id)
                before = of_kind.get(kind, []) if kind == LINE_KIND else []
                of_kind[kind] = [*before, entry.item]
        yield [item for kind in WORKED for item in of_kind.get(kind, ())]


def find_coming(
    exercises: Sequence[ItemId], standing: Standing, parts: Parts, gaps: Sequence[int], today: date
) -> ItemId | None:
    """Return the exercise of a formula that came today, or comes again, else the one that may be new."""
    came = (item for item in exercises if _came_today(item, standing, parts, today))
    again = (item for item in exercises if _is_due(item, standing, gaps, today))
    if (coming := next(chain(came, again), None)) is not None:
        return coming
    for item in exercises:
        met_on = parts.get(item, NOT_MET).met_on
        if met_on is None:
            return item
        if met_on >= today:
            return None
    return None


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
        if bank.id != workspace.settings.goal:
            planned = [entry.item for entry in list_planned(bank, standing)]
            yield from choose_beside_goal(planned, standing, parts, held_back, gaps, today)


def choose_beside_goal(
    items: Sequence[ItemId],
    standing: Standing,
    parts: Parts,
    held_back: Container[ItemId],
    gaps: Sequence[int],
    today: date,
) -> Sequence[ItemId]:
    """Return those of a paper's exercises that are left today, at most two with those that came already."""
    left = _A_DAY
    again, new = list[ItemId](), list[ItemId]()
    for item in items:
        if _came_today(item, standing, parts, today):
            left -= 1
        elif _is_due(item, standing, gaps, today):
            again.append(item)
        elif parts.get(item, NOT_MET).met_on is None and item not in held_back:
            new.append(item)
    return [*again, *new][: max(0, left)]


def _came_today(item: ItemId, standing: Standing, parts: Parts, today: date) -> bool:
    part = parts.get(item, NOT_MET)
    days = (standing.others.get(item, NEVER_MET).study_day, part.met_on, part.green_on, part.held_on)
    return today in days


def _is_due(item: ItemId, standing: Standing, gaps: Sequence[int], today: date) -> bool:
    day = due(standing.others.get(item, NEVER_MET), gaps)
    return day is not None and day <= today


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

    Own words are left out because nobody checks them.
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
