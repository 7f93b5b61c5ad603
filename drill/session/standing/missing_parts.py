"""When exercises that are made of formulas come: two new ones of a paper a day, each kind in its turn.

A missing part comes after its formula was seen: opened, or shown as a card. Its day is kept in the store.
Right after that its part would only be copied, so in the day it comes from the next study day on.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from drill.banks.catalogue import Bank
from drill.banks.models import SISTER
from drill.codec import is_mapping
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.gyr.skills import NOT_MET, Parts
from drill.gyr.state import ItemState
from drill.papers import LINE_KIND, WORKED, FormulaRow, find_made_kind
from drill.session.standing.paper_names import formulas_of

if TYPE_CHECKING:
    from drill.session.workspace import Workspace

# Max new exercises of a paper that are made of its formulas, a day.
_NEW_A_DAY = 2
# The name of the days on which a paper's formulas were first seen, followed by its bank.
_SEEN = "formulas seen"
# The kind of an exercise in one's own words.
_OWN_WORDS = "explain"


def read_seen(workspace: Workspace, bank: str) -> Mapping[str, str]:
    """Return the study days on which formulas of a paper were first seen, by their ids."""
    try:
        seen = json.loads(workspace.store.read_fact(f"{_SEEN} {bank}") or "{}")
    except ValueError:
        return {}
    return {str(id_): str(day) for id_, day in seen.items()} if is_mapping(seen) else {}


def note_seen(workspace: Workspace, bank: str, formula: str) -> None:
    """Remember that a formula was seen today, unless it was before. Raises StoreError."""
    seen = read_seen(workspace, bank)
    if formula not in seen:
        days = {**seen, formula: workspace.study_day().isoformat()}
        workspace.store.keep_fact(f"{_SEEN} {bank}", json.dumps(days))


def find_waiting_parts(
    workspace: Workspace, bank: Bank, parts: Parts, today: date, held: Container[ItemId], *, is_asked: bool
) -> Iterator[ItemId]:
    """Yield the missing parts and questions of lines that were never met and do not come today.

    Those ``held`` back already take no place. Where the paper itself ``is_asked`` for, its formulas need not
    have been seen before today.
    """
    made = [entry for entry in bank.entries if find_made_kind(entry.id) in WORKED]
    left = _NEW_A_DAY - sum(parts.get(entry.item, NOT_MET).met_on == today for entry in made)
    seen = read_seen(workspace, bank.id)
    for row, entries in sorted(formulas_of(workspace, bank), key=lambda each: each[0].rank):
        for entry in entries:
            is_new = entry.has_gap or find_made_kind(entry.id) == LINE_KIND
            if not is_new or entry.item in held or parts.get(entry.item, NOT_MET).met_on is not None:
                continue
            is_free = is_asked or not entry.has_gap
            if left > 0 and (is_free or _was_seen_before(row, entries, seen, parts, today)):
                left -= 1
            else:
                yield entry.item


def _was_seen_before(
    row: FormulaRow, entries: list[Entry], seen: Mapping[str, str], parts: Parts, today: date
) -> bool:
    """Return whether a formula was opened, or put in own words, on an earlier day."""
    own_words = (entry for entry in entries if find_made_kind(entry.id) == _OWN_WORDS)
    days = [parts.get(entry.item, NOT_MET).met_on for entry in own_words]
    is_told = any(day is not None and day < today for day in days)
    return is_told or seen.get(row.id, today.isoformat()) < today.isoformat()


def choose_part(
    workspace: Workspace, entry: Entry, state: ItemState, met: int = 0
) -> list[Mapping[str, str]]:
    """Return the draws to avoid, so that the part is drawn whose turn it is: the next after each green.

    ``met`` is how many parts were practised today beside the marks. The last one is the whole right side.
    """
    sisters = [form.sister for form in workspace.exercise(entry.item).forms]
    greens = sum(review.colour == "green" for review in state.reviews)
    turn = min(greens + met, len(sisters) - 1)
    return [{SISTER: sister} for index, sister in enumerate(sisters) if index != turn]
