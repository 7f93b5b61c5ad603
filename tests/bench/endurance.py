"""What the store outlives: kills, merges, damaged bits, full disks, moved clocks.

    python -m tests.bench.endurance [--kills N] [--merges N] [--flips N] [--disks N] [--clocks N] [--seed N]

Each is tried so often with fresh chances: a process that marks is killed at any moment, and every mark that
it was told of is there; logs of three machines come together in any order and parts, and every machine folds
to the same states; a store with flipped bits tells damage by name, or works; a mark on a full disk is
refused, and what was kept stays; a clock that jumps by years changes no order and no count. Exits 1 at the
first loss.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from drill.errors import DrillError
from drill.store import Repository
from tests.store.store_world import BANK, World, mark, undo
from tests.store.test_merge import derived, elsewhere, merge

MARKER = """
import sys
from pathlib import Path
from tests.store.store_world import BANK, World, mark
with World().open(Path(sys.argv[1])) as store:
    store.fold_for(BANK)
    while True:
        print(mark(store, True, True).event.id, flush=True)
"""
LONGEST_LIFE_S = 0.4
"""A process that marks is killed within it; the first mark comes after some 0.1 s."""
MOST_FLIPS = 24
"""Bits of one store: from a single one to a torn page."""


def kills(times: int, dice: random.Random, folder: Path) -> None:
    """Kill a process that marks; every mark it was told of must be in the log."""
    for _ in range(times):
        file = folder / "killed" / "drill.db"
        with subprocess.Popen(
            [sys.executable, "-c", MARKER, file], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            confirmed = [process.stdout.readline()]
            time.sleep(dice.random() * LONGEST_LIFE_S)
            process.send_signal(signal.SIGKILL)
            confirmed += process.stdout.readlines()
        whole = {line.strip() for line in confirmed if line.endswith("\n")}
        with World().open(file) as store:
            assert whole <= {event.id for event in store.history()}, "a mark that was told of is lost"
            assert store.check().is_sound
        if dice.random() < 0.2:  # a log of thousands takes longer to look through than to write
            for path in file.parent.iterdir():
                path.unlink()


def merges(times: int, dice: random.Random, folder: Path) -> None:
    """Let three machines act and merge in any order; at the end of each round all tell the same."""
    world, done, rounds = World(), 0, 0
    while done < times:
        rounds += 1
        stores = [elsewhere(world, folder / f"merge-{rounds}", name) for name in "abc"]
        for _ in range(60):
            world.now += timedelta(hours=dice.randrange(1, 40))
            store = dice.choice(stores)
            appended = mark(store, dice.random() < 0.6, dice.random() < 0.6, dice.choice(BANK).item)
            if dice.random() < 0.1:
                undo(store, appended.event.id, appended.event.item)
            log = list(dice.choice(stores).history())
            merge(dice.choice(stores), log[: dice.randrange(len(log) + 1)])
            done += 1
        for store in stores * 2:
            merge(store, *(list(other.history()) for other in stores))
            done += len(stores)
        assert all(derived(store) == derived(stores[0]) for store in stores), "machines tell different things"
        for store in stores:
            store.close()


def flips(times: int, dice: random.Random, folder: Path) -> None:
    """Flip bits of a store; it works, or what fails is an error with a sentence."""
    original = folder / "whole" / "drill.db"
    world = World()
    with world.open(original) as store:
        store.fold_for(BANK)
        for number in range(40):
            world.days_later(1)
            mark(store, number % 3 > 0, True, BANK[number % len(BANK)].item)
    whole = original.read_bytes()
    for number in range(times):
        file = folder / f"flipped-{number}" / "drill.db"
        file.parent.mkdir()
        spoilt = bytearray(whole)
        for _ in range(dice.randint(1, MOST_FLIPS)):
            spoilt[dice.randrange(len(spoilt))] ^= 1 << dice.randrange(8)
        file.write_bytes(spoilt)
        with suppress(DrillError), World().open(file) as store:
            acts: tuple[Callable[[], object], ...] = (
                lambda: store.fold_for(BANK), store.check, lambda: list(store.history()),
                lambda: mark(store, True, True), store.counts,
            )  # fmt: skip
            for act in acts:
                with suppress(DrillError):
                    act()


def disks(times: int, dice: random.Random, folder: Path) -> None:
    """Fill the disk at any size; a mark is durable or refused, and what was kept stays."""
    file = folder / "full" / "drill.db"
    with World().open(file) as store:
        store.fold_for(BANK)
        mark(store, True, True)
    for _ in range(times):
        pid = os.fork()
        if pid == 0:
            os._exit(_fill(file, dice.randrange(200_000)))
        _, status = os.waitpid(pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0, "a full disk ended in a fault"
        with World().open(file) as store:
            assert store.check().is_sound


def _fill(file: Path, more: int) -> int:
    """Mark until the disk is full. Returns 0 where it was told as an error with a sentence."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = max(file_in_folder.stat().st_size for file_in_folder in file.parent.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + more, size + more))
    marks = 0
    try:
        with World().open(file) as store:
            for _ in range(50):
                mark(store, True, True)
                marks += 1
    except DrillError:
        return 0
    return 0 if marks else 1


def clocks(times: int, dice: random.Random, folder: Path) -> None:
    """Let the clock jump by years; the order of events is the order of the acts, and the counts hold."""
    world = World()
    with world.open(folder / "clock" / "drill.db") as store:
        store.fold_for(BANK)
        confirmed: list[str] = []
        begun = world.now
        for _ in range(times):
            world.now = begun + timedelta(days=dice.uniform(-4000, 4000))
            confirmed.append(mark(store, dice.random() < 0.7, True, dice.choice(BANK).item).event.id)
        assert [event.id for event in store.history()] == confirmed, "a clock changed the order"
        before = _sums(store)
        store.rebuild(BANK)
        assert _sums(store) == before, "a clock changed the counts"


def _sums(store: Repository) -> tuple[object, ...]:
    return store.read_learner(BANK).states, store.read_learner().counts(), store.totals().days()


def main() -> None:
    """Try each, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    tried = ((kills, 1000), (merges, 10_000), (flips, 1000), (disks, 200), (clocks, 2000))
    for act, times in tried:
        parser.add_argument(f"--{act.__name__}", type=int, default=times, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    counts = vars(parser.parse_args())
    for act, _ in tried:
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            act(counts[act.__name__], random.Random(counts["seed"]), Path(folder))
        print(
            f"{counts[act.__name__]:6,} {act.__name__:7} nothing lost, {time.perf_counter() - begun:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
