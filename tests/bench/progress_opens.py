"""From the key of Progress to its charts, two seconds after the start, with five years of marks.

    python -m tests.bench.progress_opens [--marks N] [--runs N]

The app runs in a pseudo-terminal on the shipped exercises with 36,500 marks of one learner. Progress is
painted once the passes are. On a busy machine all takes longer: the two
seconds and the goal are multiplied by what a second of computing takes there. Exits 1 above the goal.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drill.gyr.entry import Entry
from drill.gyr.events import Content, ItemId, line_of
from drill.gyr.fold import fold_step
from drill.gyr.state import NEVER_MET, ItemState
from drill.session.workspace import open_workspace
from drill.store import Placed
from tests.bench.first_paint import Terminal
from tests.bench.scale import event, facts

MARKS, DAYS, RUNS = 36_500, 1825, 5
AFTER_START_S, GOAL_S = 2.0, 0.3
KEY, SHOWN = b"3", "pass by pass"


def log(entries: list[Entry], marks: int) -> Iterator[Placed]:
    """Marks of five years up to yesterday, as the method makes them go on."""
    dice, states = random.Random(5), dict[ItemId, ItemState]()
    begin = datetime.now(UTC) - timedelta(DAYS + 1)
    for number in range(1, marks + 1):
        entry = dice.choice(entries)
        state = states.get(entry.item, NEVER_MET)
        made = event(number, entry.item, begin + number * timedelta(DAYS) / marks, facts(state, dice), dice)
        made = replace(made, content=Content(entry.maths, entry.wording))
        states[entry.item] = fold_step(state, line_of(made))
        yield Placed("log", number, made)


def opened(environ: dict[str, str], slow: float) -> float:
    """Seconds from the key to the charts, on a machine that is so many times slowed down."""
    terminal = Terminal.of([sys.executable, "-m", "drill.cli.main"], environ)
    try:
        while time.perf_counter() < terminal.begun + slow * AFTER_START_S:
            terminal.read(0.02)
        pressed = time.perf_counter()
        os.write(terminal.fd, KEY)
        while not any(SHOWN in line for line in terminal.screen.display):
            terminal.read(0.02)
            if time.perf_counter() > pressed + 30:
                raise SystemExit("Progress was not painted:\n" + "\n".join(terminal.screen.display))
        return time.perf_counter() - pressed
    finally:
        terminal.end()


def slowness() -> float:
    """How many times longer than its own computing time a second of computing takes now."""
    wall, cpu = time.perf_counter(), time.process_time()
    while time.process_time() - cpu < 1:
        pass
    return time.perf_counter() - wall


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--marks", type=int, default=MARKS)
    parser.add_argument("--runs", type=int, default=RUNS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "DRILL_HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environ.pop("NO_COLOR", None)
        environ["PYTHONPATH"] = str(Path(__file__).parents[2])
        workspace = open_workspace(environ)
        entries = workspace.catalogue.entries
        workspace.store.merge(log([*entries.values()], chosen.marks), entries)
        workspace.close()
        opened(environ, slowness())  # compiles what is compiled once
        took: list[float] = []
        for _ in range(chosen.runs):
            slow = slowness()
            took.append(opened(environ, slow) / slow)
            print(f"{took[-1] * slow:.2f} s by the clock, {took[-1]:.2f} s at {slow:.1f} times slowed down")
    print(f"Progress opens in {statistics.median(took):.2f} s")
    return 0 if statistics.median(took) <= GOAL_S else 1


if __name__ == "__main__":
    sys.exit(main())
