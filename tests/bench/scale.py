"""What a learner waits for with 100,000 exercises and 1,000,000 events, beside plain SQLite in the same run.

    python tests/bench/scale.py [--items N] [--events N] [--fresh]

The store is built once by a merge, and kept below the folder of temporary files. Plain SQLite does the least
that could be called the same: one row read by an index, one row written durably, the same rows read, the log
read in order and folded to a colour. Exits 1 above a goal.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drill.gyr.day_plan import plan_day, review_plan
from drill.gyr.entry import Entries, Entry
from drill.gyr.events import (
    Attempt,
    Content,
    DeviceId,
    Event,
    Facts,
    ItemId,
    LearnerId,
    Reopen,
    line_of,
    make_uuid7,
)
from drill.gyr.fold import Lineage, fold_step
from drill.gyr.plan_ledger import DayFacts, Planned
from drill.gyr.skills import Curriculum
from drill.gyr.state import NEVER_MET, ItemState
from drill.limits import pause_garbage_collection
from drill.store import Repository
from drill.store.merging import Placed
from tests.entries import entry

BANKS, TOPICS = 20, 10
DAYS = 680
BEGIN = datetime(2024, 1, 1, 9, tzinfo=UTC)
CONTENT = Content("a" * 16, "b" * 16)
MARKS, NEXTS = 300, 300


def exercises(count: int) -> list[Entry]:
    """So many, in banks and topics."""
    return [
        entry(
            f"bank{n % BANKS:02}/sum-{n // BANKS}", topic=f"topic{n // BANKS % TOPICS}", maths=CONTENT.maths
        )
        for n in range(count)
    ]


def log(items: list[Entry], count: int) -> Iterator[Placed]:
    """A log that one device wrote, as the method makes it go on."""
    dice, states = random.Random(19), dict[ItemId, ItemState]()
    step = timedelta(days=DAYS) / count
    for number in range(1, count + 1):
        item = dice.choice(items).item
        state = states.get(item, NEVER_MET)
        made = event(number, item, BEGIN + number * step, facts(state, dice), dice)
        states[item] = fold_step(state, line_of(made))
        yield Placed("log", number, made)


def facts(state: ItemState, dice: random.Random) -> Facts:
    if state.state == "parked":
        return Reopen()
    is_green = state.state == "green"
    is_check = is_green and dice.random() < 0.2
    return Attempt(
        kind="check" if is_check else "extra" if is_green else "verdict",
        round=state.round_id,
        pass_=max(1, state.passes) if is_green else state.next_pass,
        ok=dice.random() < (0.95 if is_green else 0.7),
        why=dice.random() < (0.95 if is_green else 0.7),
        decided_by="learner" if dice.random() < 0.001 else "checker",
        code="sign",
        answer="2x cos(2x) + sin(2x)",
        params={"a": "7", "n": "3"},
        seconds=round(dice.lognormvariate(4.2, 0.6), 1),
        raw_seconds=90.0,
    )


def event(number: int, item: ItemId, at: datetime, facts: Facts, dice: random.Random) -> Event:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return Event(
        id=make_uuid7(int(at.timestamp() * 1000), dice.getrandbits(74)),
        learner=LearnerId("me"),
        device=DeviceId("0123456789abcdef"),
        lamport=number,
        at=at,
        offset_minutes=0,
        study_day=(at - timedelta(hours=4)).date(),
        item=item,
        content=CONTENT,
        facts=facts,
    )


def built(items: list[Entry], events: int, folder: Path) -> Path:
    """The database, made where it is not there."""
    file = folder / f"{len(items)}-{events}.db"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(".part")
        half.unlink(missing_ok=True)
        with opened(half) as store:
            begun = time.perf_counter()
            store.merge(log(items, events), items)
            took = time.perf_counter() - begun
            print(f"merge of {events:,} events: {took:.0f} s, the generator's own time in it")
        half.rename(file)
    return file


def opened(file: Path) -> Repository:
    """A window on it, a day after the last event."""
    return Repository.open(file, clock=lambda: BEGIN + timedelta(days=DAYS + 1), machine="bench")


@dataclass(frozen=True)
class Took:
    """Milliseconds of many runs, by the clock and of this process alone: on a busy machine they differ."""

    wall: list[float]
    cpu: list[float]

    def at(self, share: float) -> tuple[float, float]:
        """So many of the runs took no longer."""
        place = int(share * (len(self.wall) - 1))
        return sorted(self.wall)[place], sorted(self.cpu)[place]


def timed(run: Callable[[], object], times: int) -> Took:
    """So many runs."""
    took = Took([], [])
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        took.wall.append(1e3 * (time.perf_counter() - wall))
        took.cpu.append(1e3 * (time.process_time() - cpu))
    return took


class Report:
    """Lines of figures beside their goals."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def tell(self, name: str, ours: Took, plain: Took, goal_ms: float, share: float = 0.5) -> None:
        """One figure, and its ratio to plain SQLite's."""
        (wall, cpu), (theirs, _) = ours.at(share), plain.at(share)
        told = f"{name:24} {wall:10.2f} ms, of CPU {cpu:9.2f} ms; plain {theirs:9.3f} ms"
        print(f"{told}, {wall / theirs:7.1f} times; goal {goal_ms:g} ms")
        if wall > goal_ms:
            self.missed.append(name)


def plain_copy(file: Path, folder: Path) -> sqlite3.Connection:
    """The same file for plain SQLite, with the same durability."""
    copy = folder / "plain.db"
    shutil.copy(file, copy)
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def measure_next(store: Repository, plain: sqlite3.Connection, items: list[Entry], report: Report) -> None:
    day = store.today().study_day
    loaded = Entries(items)
    made: list[tuple[DayFacts, list[Planned]]] = []

    def begin() -> None:
        with pause_garbage_collection():
            standing = store.read_learner(loaded).standing
            facts = DayFacts(
                today=day, minutes=25.0, curriculum=Curriculum(loaded, {}), states=standing,
                parts=store.read_learner(loaded).parts,
            )  # fmt: skip
            made.append((facts, plan_day(facts)))

    def names() -> object:
        return plain.execute("SELECT item, due FROM state WHERE learner = 'me' AND hidden = 0").fetchall()

    report.tell("a session begins", timed(begin, 5), timed(names, 5), 500)
    facts, plan = made[-1]

    def serve() -> None:
        assert review_plan(plan, facts).next is not None

    def pick() -> object:
        wanted = "SELECT item FROM state WHERE learner = 'me' AND hidden = 0 AND due <= ?"
        return plain.execute(f"{wanted} ORDER BY due, item LIMIT 1", (day.toordinal(),)).fetchone()

    report.tell("next item, p95", timed(serve, NEXTS), timed(pick, NEXTS), 1, 0.95)


def measure_marks(store: Repository, plain: sqlite3.Connection, items: list[Entry], report: Report) -> None:
    dice = random.Random(7)
    chosen = iter(dice.sample(items, 2 * MARKS))
    lineage = Lineage(CONTENT.maths)

    waiting = [
        (entry, facts(store.state(entry.item, lineage), dice))
        for entry in (next(chosen) for _ in range(MARKS))
    ]

    def mark() -> None:
        entry, chosen_facts = waiting.pop()
        store.append(chosen_facts, item=entry.item, content=CONTENT, lineage=lineage, topic=entry.topic)

    numbers = iter(range(10**9))

    def insert() -> None:
        entry, number = next(chosen), next(numbers)
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("SELECT state FROM state WHERE learner = 'me' AND item = ?", (entry.item,)).fetchone()
        plain.execute(
            "INSERT INTO event"
            " (id, learner, device, lamport, at, offset_minutes, study_day, kind, item, more)"
            " VALUES (?, 'me', 'plain', ?, '', 0, '2026-01-01', 'verdict', ?, '{}')",
            (str(number), 10**7 + number, entry.item),
        )
        plain.execute("UPDATE state SET passes = passes + 1 WHERE learner = 'me' AND item = ?", (entry.item,))
        plain.execute("COMMIT")

    marks, inserts = timed(mark, MARKS), timed(insert, MARKS)
    report.tell("durable verdict, p95", marks, inserts, 5, 0.95)
    report.tell("durable verdict, median", marks, inserts, 5)


def measure_charts(store: Repository, plain: sqlite3.Connection, report: Report) -> None:
    def rows(query: str) -> Callable[[], object]:
        return lambda: plain.execute(query).fetchall()

    of_log = "SELECT item, study_day, kind, pass, ok, why, seconds FROM event ORDER BY item, lamport"
    newest = store.last_days(1)[0].day
    charts: dict[str, tuple[Callable[[], object], Callable[[], object], float]] = {
        "states": (store.counts, rows("SELECT bank, state, count(*) FROM state GROUP BY bank, state"), 50),
        "passes": (store.topic_counts, rows("SELECT bank, topic, marks FROM state"), 3000),
        "forecast": (store.dues, rows("SELECT due, passes, count(*) FROM state GROUP BY due, passes"), 50),
        "a day": (lambda: store.day(newest), rows(f"SELECT * FROM event WHERE study_day = '{newest}'"), 500),
        "disputes": (store.disputes, rows("SELECT * FROM event WHERE disputed IN ('override')"), 20),
    }
    report.tell("the whole log", timed(store.totals, 1), timed(rows(of_log), 1), 20_000)
    for name, (ours, theirs, goal_ms) in charts.items():
        report.tell(f"chart: {name}", timed(ours, 5), timed(theirs, 5), goal_ms)


def measure_rebuild(store: Repository, plain: sqlite3.Connection, items: list[Entry], report: Report) -> None:
    def fold() -> None:
        states: dict[str, str] = {}
        wanted = (
            "SELECT item, kind, round, pass, ok, why FROM event"
            " WHERE learner = 'me' ORDER BY item, lamport, device, id"
        )
        for item, _, _, _, ok, why in plain.execute(wanted):
            states[item] = "green" if ok and why else "yellow" if ok or why else "red"
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("CREATE TEMP TABLE states (item TEXT PRIMARY KEY, state TEXT)")
        plain.executemany("INSERT INTO states VALUES (?, ?)", states.items())
        plain.execute("COMMIT")

    report.tell("rebuild", timed(lambda: store.rebuild(items), 1), timed(fold, 1), 20_000)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--fresh", action="store_true", help="build the store again")
    chosen = parser.parse_args()
    folder = Path(tempfile.gettempdir()) / "drill-scale"
    if chosen.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    items, report = exercises(chosen.items), Report()
    file = built(items, chosen.events, folder)
    with tempfile.TemporaryDirectory() as scratch:
        ours = Path(scratch) / "ours.db"
        shutil.copy(file, ours)
        plain = plain_copy(file, Path(scratch))
        with opened(ours) as store:
            store.fold_for(items)
            measure_next(store, plain, items, report)
            measure_marks(store, plain, items, report)
            measure_charts(store, plain, report)
            measure_rebuild(store, plain, items, report)
        plain.close()
    print(f"missed: {', '.join(report.missed)}" if report.missed else "every goal is met")
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
