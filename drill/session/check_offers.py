"""Which greens are offered for a check: those that slip, and a sample of what was green at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date

from drill.banks.catalogue import Bank
from drill.gyr.checks import AT_MOST, SAMPLE_AFTER, Offer, memory, retrievability
from drill.gyr.events import ItemId
from drill.gyr.standing import Standing
from drill.gyr.state import NEVER_MET, ItemState
from drill.session.workspace import Workspace


def offered(
    workspace: Workspace, standing: Standing, today: date, among: Collection[ItemId] | None = None
) -> tuple[Offer, ...]:
    """Return the greens to check today, at most ten, the likeliest forgotten first; ``among`` these alone.

    A subject that was all green after one pass offers a sample a week later, whatever the model says of it:
    two passes are the aim. With ``checks = "off"`` there are none.
    """
    if workspace.settings.checks == "off":
        return ()
    found = {offer.item: offer for offer in workspace.store.slipping(today, among=among)}
    for bank in workspace.catalogue.banks:
        if not _may_offer_a_sample(workspace, bank, standing, today):
            continue
        in_full = workspace.states(banks=[bank.id])
        for item in _sample(in_full):
            held = memory(in_full[item].reviews, today)
            if held is not None and (among is None or item in among):
                found.setdefault(item, Offer(item, retrievability(held, today)))
    return tuple(sorted(found.values(), key=lambda offer: (offer.retrievability, offer.item)))[:AT_MOST]


def _may_offer_a_sample(workspace: Workspace, bank: Bank, standing: Standing, today: date) -> bool:
    """Whether all of a bank is green after one pass (or parked), and rested a week."""
    is_settled = all(
        entry.item in standing.greens or standing.others.get(entry.item, NEVER_MET).state == "parked"
        for entry in bank.entries
    )
    return is_settled and workspace.store.was_green_at_once(bank.id, today - SAMPLE_AFTER)


def _sample(states: Mapping[ItemId, ItemState]) -> list[ItemId]:
    """Some greens, always the same; none once any was checked."""
    greens = {item: state for item, state in states.items() if state.state == "green"}
    if any(len(state.reviews) > 1 for state in greens.values()):
        return []
    return sorted(greens, key=_shuffled)[:AT_MOST]


def _shuffled(item: ItemId) -> str:
    return hashlib.sha256(item.encode()).hexdigest()
