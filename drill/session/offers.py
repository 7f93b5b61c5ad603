"""Which greens are offered for a check: those that slip, and a sample of what was green at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date

from drill.banks.catalogue import Bank
from drill.gyr.checks import AT_MOST, SAMPLE_AFTER, Offer, memory, retrievability
from drill.gyr.events import ItemId
from drill.gyr.state import ItemState
from drill.session.workspace import Workspace

States = Mapping[ItemId, ItemState]


def offered(
    workspace: Workspace, states: States, today: date, among: Collection[ItemId] | None = None
) -> tuple[Offer, ...]:
    """The greens to check today, at most ten, the likeliest forgotten first; ``among`` these alone.

    A subject that was all green after one pass offers a sample a week later, whatever the model says of it:
    two passes are the aim. With ``checks = "off"`` there are none.
    """
    if workspace.settings.checks == "off":
        return ()
    found = {offer.item: offer for offer in workspace.store.slipping(today, among=among)}
    for bank in workspace.catalogue.banks:
        for item in _sample(bank, states, today):
            held = memory(states[item].reviews, today)
            if held is not None and (among is None or item in among):
                found.setdefault(item, Offer(item, retrievability(held, today)))
    return tuple(sorted(found.values(), key=lambda offer: (offer.retrievability, offer.item)))[:AT_MOST]


def _sample(bank: Bank, states: States, today: date) -> list[ItemId]:
    """Some greens of a bank that was all green after one pass and was not checked since; else none."""
    here = [(entry.item, states.get(entry.item)) for entry in bank.entries]
    greens: list[ItemId] = []
    for item, state in here:
        if state is None or state.state not in ("green", "parked") or not _is_fresh(state, today):
            return []
        if state.state == "green":
            greens.append(item)
    return sorted(greens, key=_shuffled)[:AT_MOST]


def _is_fresh(state: ItemState, today: date) -> bool:
    """Whether it had one pass, and nothing in the week before ``today``."""
    has_rested = state.study_day is None or state.study_day + SAMPLE_AFTER <= today
    return state.round == 1 and state.passes <= 1 and len(state.reviews) <= 1 and has_rested


def _shuffled(item: ItemId) -> str:
    return hashlib.sha256(item.encode()).hexdigest()
