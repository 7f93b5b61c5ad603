"""Exercises of an import that never come unasked: own words, and those of kinds that imports made before.

They stay in their bank as they are. One that was met comes back like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.banks.catalogue import Bank, Catalogue
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.gyr.standing import Standing
from drill.papers import find_made_kind
from drill.removals import describe_removal
from drill.session.standing.paper_names import is_import

OWN_WORDS: Final = "explain"
_FORMER_KINDS: Final = "kind of paper exercise"


def comes_unasked(bank: Bank, entry: Entry) -> bool:
    """Return whether an exercise of a bank is planned and counts for a goal before it was met."""
    if not is_import(bank):
        return True
    if entry.item in bank.only_by_name:
        return False
    kind = find_made_kind(entry.id)
    return kind != OWN_WORDS and not describe_removal(_FORMER_KINDS, kind)


def list_planned(bank: Bank, standing: Standing) -> Sequence[Entry]:
    """Return the exercises of a bank that were met, or that come unasked."""
    if not is_import(bank):
        return bank.entries
    return [
        entry for entry in bank.entries if comes_unasked(bank, entry) or _is_met_exercise(standing, entry)
    ]


def find_unplanned(catalogue: Catalogue, standing: Standing) -> frozenset[ItemId]:
    """Return all exercises that are unmet and do not come unasked."""
    return frozenset(
        entry.item
        for bank in catalogue.banks
        if is_import(bank)
        for entry in bank.entries
        if not (comes_unasked(bank, entry) or _is_met_exercise(standing, entry))
    )


def _is_met_exercise(standing: Standing, entry: Entry) -> bool:
    return entry.item in standing.greens or (
        entry.item in standing.others and standing.others[entry.item].state != "unseen"
    )
