"""Formulas of an import in the day: their letters first, then one exercise of each formula a day.

A formula whose letters nobody said stands in a list as an item of its own, which lies in no bank: opening it
asks for the letters, and the exercise that is made of them comes at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from drill.banks.catalogue import Bank
from drill.errors import PaperError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.skills import NOT_MET, Part, Parts
from drill.gyr.standing import Standing
from drill.gyr.state import UNSEEN, due
from drill.papers import WORKED, find_made_kind
from drill.session.standing.paper_names import find_paper_slug, is_import, is_letters_item

if TYPE_CHECKING:
    from drill.papers import FormulaRow, Paper
    from drill.session.workspace import Workspace

# The kind of an entry that asks for letters.
LETTERS: Final = "letters"
SAY_LETTERS: Final = "define its letters"
# Those of the exercise that follows a table of letters at once: both take their time.
_LEVEL, _STAGES = 3, 2
# So often a table of letters that was left comes again by itself.
_LEFT_AT_MOST: Final = 2
# Hex digits of an item's name, and of a content hash.
_NAME_DIGITS, _HASH_DIGITS = 10, 16


class AskedLetters(NamedTuple):
    """A formula whose letters nobody said, and the entry that stands for it in a list."""

    bank: Bank
    row: FormulaRow
    entry: Entry

    @property
    def slug(self) -> str:
        """The paper's."""
        return find_paper_slug(self.bank.id)

    @property
    def waits(self) -> bool:
        """Whether it was left so often that it waits on the paper's page."""
        return self.row.left >= _LEFT_AT_MOST


def list_asked_letters(workspace: Workspace, bank: Bank | None) -> Sequence[AskedLetters]:
    """Return the formulas of an import whose letters are to be said, in its order.

    None in a class, and where what is kept of the paper cannot be read.
    """
    if bank is None or not is_import(bank) or not bank.topics or workspace.store.is_class:
        return ()
    from drill.session.standing.paper_records import record_of  # with all that a paper is kept as

    try:
        record = record_of(workspace.places, bank)
    except PaperError:  # whoever opens the paper is told
        return ()
    if record is None or not record.is_linked:
        return ()
    rows = (row for row in record.formulas if _asks_letters(record, row))
    return [AskedLetters(bank, row, _make_entry(bank, row)) for row in rows]


def _asks_letters(record: Paper, row: FormulaRow) -> bool:
    """Return whether a formula's letters are asked for: never those of one that is not read whole."""
    return record.is_central(row) and row.is_read and not row.has_letters


def find_asked_letters(workspace: Workspace, item: str) -> AskedLetters | None:
    """Return the formula whose letters an item asks for; None where they are said, or its paper is gone."""
    bank = workspace.catalogue.bank(item.rpartition("/")[0]) if is_letters_item(item) else None
    return next((each for each in list_asked_letters(workspace, bank) if each.entry.item == item), None)


def _make_entry(bank: Bank, row: FormulaRow) -> Entry:
    digest = hashlib.sha256(row.id.encode("utf-8", "replace")).hexdigest()
    id_, title = f"{LETTERS}-{digest[:_NAME_DIGITS]}", f"{row.title_with_move}: {SAY_LETTERS}"
    return Entry(
        item=ItemId(f"{bank.id}/{id_}"), bank=bank.id, id=id_, title=title, topic=bank.topics[0].id,
        skill=SkillId(""), needs=(), level=_LEVEL, pace=0, kind=LETTERS, stages=_STAGES, renews="nothing",
        maths=digest[:_HASH_DIGITS], wording="", was=(), corrects=(), retired=False, line=0,
        in_file_order=True,
    )  # fmt: skip


# --- one exercise of a formula a day -----------------------------------------------------------------------


def find_held_back(workspace: Workspace, standing: Standing, today: date) -> frozenset[ItemId]:
    """Return the exercises of worked formulas that do not come today: of each formula one comes at most.

    The first of a formula comes at any time, the next once that was answered on an earlier day, what is
    asked from memory once one of them was green on an earlier day.
    """
    held, parts = set[ItemId](), None
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
    """Yield the worked exercises of each formula by their kinds, in the order in which they come."""
    from drill.session.standing.paper_records import formulas_of

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
        state, part = standing.others.get(item, UNSEEN), of_kind[kind]
        if today in (state.study_day, part.met_on, part.green_on, part.held_on):
            return item
    gaps = workspace.method().gaps_in_force
    for item in exercises.values():
        day = due(standing.others.get(item, UNSEEN), gaps)
        if item in standing.others and day is not None and day <= today:
            return item
    return next((item for kind, item in exercises.items() if _may_begin(kind, of_kind, today)), None)


def _may_begin(kind: str, of_kind: Mapping[str, Part], today: date) -> bool:
    """Return whether the exercise of a kind, which was never met, may be met today."""
    before = [of_kind[name] for name in WORKED[: WORKED.index(kind)] if name in of_kind]
    if of_kind[kind].met_on is not None:
        return False
    if kind == "memory":
        return any(each.green_on is not None and each.green_on < today for each in before)
    return all(each.met_on is not None and each.met_on < today for each in before)
