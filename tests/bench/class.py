"""A class that marks at once, on a server of its own: is every mark there, and how long does one take?

200 learners are 200 connections from four processes; each marks fifty exercises. After each mark comes a bare
INSERT over another connection of as many. Then the server is killed while they mark, and comes back.

Run: python tests/bench/class.py [--learners N] [--marks N]
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from drill.errors import StoreError
from drill.gyr.state import NEVER_MET
from drill.store import Classroom
from tests.postgresql import Server, missing, serving
from tests.store.store_world import World, verdict, write

PROCESSES = 4
# Of a mark, beside a bare INSERT.
MOST_TIMES = 10
# How long a learner waits before the next try while the server is away.
PAUSE_S = 0.2

Told = list[tuple[str, float, float]]
_done: Any = multiprocessing.Value("i", 0)


def mark_all(owner: str, tokens: Sequence[str], numbers: range) -> Told:
    """Mark for each learner in turn: the id of every event told, its seconds, and a bare INSERT's."""
    import psycopg

    reported: Told = []
    world, answer = World(), verdict(NEVER_MET, ok=True, why=True)
    with ExitStack() as stack:
        stores = [stack.enter_context(world.open(token, wait_s=5)) for token in tokens]
        bare = [stack.enter_context(psycopg.connect(owner, autocommit=True)) for _ in tokens]
        for number in numbers:
            for store, connection in zip(stores, bare, strict=True):
                begun = time.perf_counter()
                event = None
                while event is None:
                    try:
                        event = write(store, answer, f"calculus/item-{number}").event
                    except StoreError:
                        time.sleep(PAUSE_S)
                marked = time.perf_counter()
                with suppress(psycopg.OperationalError):  # the server was killed
                    connection.execute("INSERT INTO bare VALUES (%s, %s)", (event.id, "x" * 400))
                reported.append((event.id, marked - begun, time.perf_counter() - marked))
                with _done.get_lock():
                    _done.value += 1
    return reported


def class_marks(server: Server, owner: str, tokens: Sequence[str], numbers: range, *, dies: bool) -> Told:
    """What all processes told; the server ``dies`` in the midst of it and comes back."""
    _done.value = 0
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        parts = [(owner, tokens[offset::PROCESSES], numbers) for offset in range(PROCESSES)]
        waiting = [pool.apply_async(mark_all, part) for part in parts]
        while dies and _done.value < len(tokens) * len(numbers) // 2:
            time.sleep(0.01)
        if dies:
            server.kill()
            time.sleep(1)
            server.start()
        return [marked for done in waiting for marked in done.get()]


def measure(server: Server, learners: int, marks: int) -> bool:
    import psycopg

    owner = server.teacher("load")
    with Classroom.opened(owner, "init") as room:
        tokens = [room.invite(f"learner-{n}") for n in range(learners)]
    server.run("CREATE TABLE bare (id text, body text); ALTER TABLE bare OWNER TO teacher_load", "load")
    marked_all = class_marks(server, owner, tokens, range(marks), dies=False)
    mark, bare = (
        1000 * sorted(marked[n] for marked in marked_all)[int(0.95 * len(marked_all))] for n in (1, 2)
    )
    print(
        f"a mark, p95 of {len(marked_all)}: {mark:.1f} ms; a bare INSERT: {bare:.1f} ms;"
        f" {mark / bare:.1f} times"
    )
    marked_all += class_marks(server, owner, tokens, range(marks, marks + max(2, marks // 5)), dies=True)
    with psycopg.connect(owner) as connection:
        there = {row[0] for row in connection.execute("SELECT id FROM event")}
        counts = {row[0] for row in connection.execute("SELECT count(*) FROM event GROUP BY learner")}
    lost = len({event for event, *_ in marked_all} - there)
    print(
        f"killed and back: {lost} of {len(marked_all)} told marks are lost;"
        f" each learner has {min(counts)} or more"
    )
    return lost == 0 and min(counts) >= marks and mark <= MOST_TIMES * bare


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--marks", type=int, default=50)
    chosen = parser.parse_args()
    if why := missing():
        print(f"skipped: {why}")
        return 0
    with serving(f"max_connections={2 * chosen.learners + 20}") as server:
        return 0 if measure(server, chosen.learners, chosen.marks) else 1


if __name__ == "__main__":
    sys.exit(main())
