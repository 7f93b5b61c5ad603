"""A class that marks at once, on a server of its own: is every mark there, and how long does one take?

200 learners are 200 connections from four processes; each marks fifty exercises. Beside it as many bare
INSERTs go over as many connections. Then the server is killed while they mark, and comes back.

Run: python tests/bench/class.py [--learners N] [--marks N]
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
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
BARE = "INSERT INTO bare VALUES (%s, %s)"

Marks = list[tuple[str, float]]
_done: Any = multiprocessing.Value("i", 0)


def mark_all(tokens: Sequence[str], marks: int, first: int) -> Marks:
    """Fifty marks of each learner in turn: the id of every event that was told, and its seconds."""
    told: Marks = []
    world, answer = World(), verdict(NEVER_MET, ok=True, why=True)
    with ExitStack() as stack:
        stores = [stack.enter_context(world.open(token, wait_s=5)) for token in tokens]
        for number in range(first, first + marks):
            for store in stores:
                begun = time.perf_counter()
                while True:
                    try:
                        event = write(store, answer, f"calculus/item-{number}").event
                    except StoreError:
                        time.sleep(PAUSE_S)
                    else:
                        break
                told.append((event.id, time.perf_counter() - begun))
                with _done.get_lock():
                    _done.value += 1
    return told


def insert_all(urls: Sequence[str], marks: int, first: int) -> Marks:
    """The same with a bare INSERT of as many bytes."""
    import psycopg

    told: Marks = []
    with ExitStack() as stack:
        connections = [stack.enter_context(psycopg.connect(url, autocommit=True)) for url in urls]
        for number in range(marks):
            for place, connection in enumerate(connections):
                id_ = f"{multiprocessing.current_process().name}-{first}-{number}-{place}"
                begun = time.perf_counter()
                connection.execute(BARE, (id_, "x" * 400))
                told.append((id_, time.perf_counter() - begun))
    return told


def shared(work: Callable[..., Marks], urls: Sequence[str], *about: int) -> Iterator[Marks]:
    """Start the work on all processes; what each told, once they are waited for."""
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        waiting = [pool.apply_async(work, (urls[n::PROCESSES], *about)) for n in range(PROCESSES)]
        yield []
        yield [each for done in waiting for each in done.get()]


def p95(told: Marks) -> float:
    return 1000 * sorted(seconds for _, seconds in told)[int(0.95 * len(told))]


def measure(server: Server, learners: int, marks: int) -> bool:
    owner = server.teacher("load")
    with Classroom.opened(owner, "init") as room:
        tokens = [room.invite(f"learner-{n}") for n in range(learners)]
    server.run(
        "CREATE TABLE bare (id text PRIMARY KEY, body text); ALTER TABLE bare OWNER TO teacher_load", "load"
    )
    _, bare = shared(insert_all, [owner] * learners, marks, 0)
    begun = time.perf_counter()
    _, told = shared(mark_all, tokens, marks, 0)
    took = time.perf_counter() - begun
    times = p95(told) / p95(bare)
    print(f"{len(told)} marks of {learners} learners in {took:.0f} s ({len(told) / took:.0f} a second)")
    print(f"a mark, p95: {p95(told):.1f} ms; a bare INSERT, p95: {p95(bare):.1f} ms; {times:.1f} times")
    _done.value, again = 0, max(2, marks // 5)
    killed = shared(mark_all, tokens, again, marks)
    next(killed)
    while _done.value < learners * again // 2:
        time.sleep(0.01)
    server.kill()
    time.sleep(1)
    server.start()
    told += next(killed)
    import psycopg

    with psycopg.connect(owner) as connection:
        there = {row[0] for row in connection.execute("SELECT id FROM event")}
        least = connection.execute(
            "SELECT min(n) FROM (SELECT count(*) n FROM event GROUP BY learner) x"
        ).fetchone()
    lost = len({id_ for id_, _ in told} - there)
    print(f"the server was killed and came back: {lost} of {len(told)} told marks are lost")
    return lost == 0 and least is not None and least[0] >= marks + again and times <= MOST_TIMES


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--marks", type=int, default=50)
    chosen = parser.parse_args()
    if why := missing():
        print(f"skipped: {why}")
        return 0
    with serving(f"max_connections={chosen.learners + 20}") as server:
        return 0 if measure(server, chosen.learners, chosen.marks) else 1


if __name__ == "__main__":
    sys.exit(main())
