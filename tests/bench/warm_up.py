"""How long a set of the warm-up keeps its learner waiting: ``python -m tests.bench.warm_up [--sets N]``.

The app runs without a terminal at 80x24 on the shipped banks. Twelve rapid exercises of each subject are
green. A learner takes 2 s for each right answer, which is the key as its author writes it, and every set is
on another day. Measured is the time from enter to the paint of the next prompt, and from ``w`` on Today to
the first one. Goal: 60 ms for 95 of 100, and 2 s in all for a set of ten.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from textual.events import Key

from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.session.drilling.sitting import Sitting
from drill.session.standing.queueing import rapid_entries
from drill.session.workspace import Workspace, open_workspace
from drill.tui import DrillApp
from tests.homes import NOON, share_cache
from tests.session.drilled import attempt

OF_EACH_SUBJECT = 12
THINKING_S, READING_TODAY_S = 2.0, 5.0
LOOK_S = 0.001
PATIENCE_S = 60.0


class Watch:
    """The clock of the store: real seconds from the beginning of a simulated day."""

    def __init__(self) -> None:
        self.day = 0

    def __call__(self) -> datetime:
        return NOON + timedelta(self.day, time.perf_counter() % 3600)


def make_greens(workspace: Workspace) -> None:
    """Let some rapid exercises of each subject be green."""
    of_bank: dict[str, list[Entry]] = {}
    for entry in rapid_entries(workspace.catalogue):
        of_bank.setdefault(entry.bank, []).append(entry)
    for entries in of_bank.values():
        for entry in entries[:OF_EACH_SUBJECT]:
            attempt(workspace, ItemId(entry.item), ok=True, why=True, seconds=15)


async def until(app: DrillApp, is_so: object) -> None:
    """Wait until something holds, and then for the paint after it."""
    assert callable(is_so)
    end = time.perf_counter() + PATIENCE_S
    while not is_so():
        assert time.perf_counter() < end, "it did not come"
        await asyncio.sleep(LOOK_S)
    painted = asyncio.Event()
    app.screen.call_after_refresh(painted.set)
    await painted.wait()


async def one_set(home: Path, watch: Watch) -> tuple[float, list[float]]:
    """Drill one set; the seconds until its first prompt, and from each enter to the prompt after it."""
    waits: list[float] = []
    app = DrillApp({"DRILL_HOME": str(home)}, clock=watch)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await app.opened()
            await pilot.pause(READING_TODAY_S)
            began = time.perf_counter()
            today = app.screen
            app.post_message(Key("w", "w"))
            await until(app, lambda: app.screen is not today)
            screen: Any = app.screen
            await until(app, lambda: screen.mode == "field")
            first = time.perf_counter() - began
            sitting = screen.controller.sitting
            while app.screen is screen:
                number = sitting.exercise.number
                await asyncio.sleep(THINKING_S)
                screen.pane.field.put(key_of(sitting))
                await pilot.pause()
                began = time.perf_counter()
                app.post_message(Key("enter", None))
                await until(
                    app,
                    lambda number=number: (
                        app.screen is not screen
                        or (sitting.exercise is not None and sitting.exercise.number != number)
                    ),
                )
                if app.screen is screen:
                    waits.append(time.perf_counter() - began)
    finally:
        app.close()
    return first, waits


def key_of(sitting: Sitting) -> str:
    """The key of the rep at hand, as text."""
    asked = sitting.exercise
    assert asked is not None
    return str(asked.stage.key)


def main() -> None:
    """Read the arguments, and print what was waited for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=5)
    chosen = parser.parse_args()
    waits: list[float] = []
    with TemporaryDirectory() as name:
        home, watch = Path(name), Watch()
        share_cache(home)
        workspace = open_workspace({"DRILL_HOME": name}, clock=watch, processes=1)
        make_greens(workspace)
        workspace.close()
        for number in range(chosen.sets):
            watch.day = number + 1
            first, of_set = asyncio.run(one_set(home, watch))
            waits += of_set
            total = first + sum(of_set)
            print(
                f"set {number + 1}: first prompt {first * 1000:.0f} ms, waited {total:.2f} s in all",
                flush=True,
            )
    p95 = quantiles(waits, n=20)[-1] if len(waits) > 1 else waits[0]
    print(f"enter to the next prompt: median {median(waits) * 1000:.0f} ms, 95 of 100 {p95 * 1000:.0f} ms")


if __name__ == "__main__":
    main()
