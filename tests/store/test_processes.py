"""Real processes: killed after a mark, and two that drill the same items at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from drill.gyr.events import Attempt
from tests.store.store_world import BANK, World

ITEMS = 12
PASSES = 4

DRILL = """
import os, sys
sys.path.insert(0, {here!r})
from pathlib import Path
from tests.store.store_world import World, mark, content, verdict, write
from drill.gyr.fold import Lineage
from drill.gyr.state import NEVER_MET
"""
KILLED = (
    DRILL
    + """
store = World().open(Path({file!r}))
done = mark(store, True, True)
print(done.event.id, flush=True)
os.kill(os.getpid(), 9)
"""
)
TOGETHER = (
    DRILL
    + """
store = World().open(Path({file!r}), wait_s=30)
print("ready", flush=True)
sys.stdin.readline()
for _ in range({passes}):
    for number in range({items}):
        item = f"calculus/item-{{number}}"
        # Read in a transaction of its own: the other process may be first before the write.
        write(store, verdict(store.state(item, Lineage("a" * 16)), False, True), item)
store.close()
"""
)


def started(code: str, file: Path) -> subprocess.Popen[str]:
    here = str(Path(__file__).parents[2])
    filled = code.format(here=here, file=str(file), items=ITEMS, passes=PASSES)
    return subprocess.Popen(
        [sys.executable, "-c", filled], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_mark_outlives_the_process_that_was_killed(world: World, file: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        with started(KILLED, file) as process:
            assert process.stdout is not None
            said.append(process.stdout.read().strip())
        assert process.returncode == -9
    with world.open(file) as store:
        assert [event.id for event in store.history()] == said
        assert store.check().is_sound


def test_two_processes_derive_no_pass_twice(world: World, file: Path) -> None:
    processes = [started(TOGETHER, file) for _ in range(2)]  # both make the store
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    with world.open(file) as store:
        events = list(store.history())
        assert len(events) == 2 * ITEMS * PASSES
        assert len({event.lamport for event in events}) == len(events)
        assert len({event.device for event in events}) == 1
        counted = [
            (event.item, event.facts.pass_)
            for event in events
            if isinstance(event.facts, Attempt) and event.kind == "verdict"
        ]
        assert len(set(counted)) == len(counted)
        assert store.check().is_sound
        store.rebuild(BANK)
        assert store.check().is_sound
