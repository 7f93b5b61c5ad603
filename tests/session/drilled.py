"""Attempts written without a worker, for tests of what is made of them."""

from __future__ import annotations

from drill.gyr.events import Attempt, ItemId
from drill.session.workspace import Workspace


def attempt(
    workspace: Workspace, item: str, *, ok: bool, why: bool, seconds: float = 60.0, **more: object
) -> None:
    """One attempt of whatever kind counts now; what is parked is left."""
    entry = workspace.catalogue.entries[ItemId(item)]
    state = workspace.state(entry)
    if state.state == "parked":
        return
    is_green = state.state == "green"
    facts = Attempt(
        kind="check" if is_green else "verdict",
        round=state.round_id,
        pass_=max(1, state.passes) if is_green else state.next_pass,
        ok=ok,
        why=why,
        answer="7",
        seconds=seconds,
        **more,  # type: ignore[arg-type]
    )
    workspace.append(entry, facts)
