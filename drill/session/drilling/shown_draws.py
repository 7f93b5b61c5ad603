"""The numbers that practice in another front end showed today: the app draws others of the same exercise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from drill.errors import DrillError
from drill.gyr.events import ItemId
from drill.reading import read_typed, write_plain
from drill.session.rounds import Rounds
from drill.session.workspace import Workspace

# So many draws of a day are remembered; what one sitting shows is far below.
_MOST = 400


@dataclass(frozen=True, slots=True)
class _Shown:
    """One draw of an exercise."""

    item: ItemId
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _ShownOfDay:
    """What a study day's practice showed, the newest last."""

    day: str
    draws: tuple[_Shown, ...] = ()


def list_shown(workspace: Workspace, item: ItemId) -> list[Mapping[str, str]]:
    """Return the draws of an exercise that were shown aside today."""
    shown_today = _parse_shown_draws(workspace, workspace.store.shown_aside())
    return [shown.params for shown in shown_today.draws if shown.item == item]


def keep_shown(workspace: Workspace, item: ItemId, params: Mapping[str, str]) -> None:
    """Remember a draw, before it is shown. Raises StoreError."""
    shown, is_kept = _Shown(item, params), not params
    rounds = Rounds("keeping what practice showed")
    while not is_kept:
        rounds.come_to(item)
        text = workspace.store.shown_aside()
        before = _parse_shown_draws(workspace, text)
        if shown in before.draws:
            return
        day = _ShownOfDay(before.day, (*before.draws, shown)[-_MOST:])
        is_kept = workspace.store.keep_shown_aside(json.dumps(write_plain(day), ensure_ascii=False), text)


def _parse_shown_draws(workspace: Workspace, text: str) -> _ShownOfDay:
    """Return what today's practice showed; nothing of another day, or of what cannot be read."""
    today = workspace.study_day().isoformat()
    try:
        kept = read_typed(_ShownOfDay, json.loads(text)) if text else None
    except (ValueError, RecursionError, DrillError):
        kept = None
    return kept if kept is not None and kept.day == today else _ShownOfDay(today)
