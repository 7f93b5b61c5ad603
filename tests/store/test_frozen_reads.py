"""What every read of the store answers for one stored log of two machines, with undone and changed marks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from drill.gyr.fold import Cell, make_pass_rows
from drill.gyr.progress import Day
from drill.gyr.state import ItemState
from drill.settings import DEFAULTS
from drill.store import Repository, read_placed_events
from tests.store.store_world import ZONE, World, exercise

FROZEN = Path(__file__).with_name("frozen")
NOW = datetime(2026, 7, 1, 9, tzinfo=ZONE)
LOADED = (
    *(exercise(f"calculus/e{number}", topic=f"calc.t{number % 3}") for number in range(8)),
    exercise("calculus/new-name", topic="calc.t1", was=("calculus/old-name",)),
    exercise("calculus/corrected", maths="c" * 16, corrects=("a" * 16,), topic="calc.t2"),
    exercise("calculus/edited", maths="e" * 16, topic="calc.t2"),
    *(exercise(f"papers/adam/e{number}", topic="adam") for number in range(6)),
)
"""The log has marks of ``papers/gone/e0`` as well, which no bank holds any more."""


FIELDS = (
    "state", "round", "round_id", "opened", "passes", "first_red", "yellows", "study_day", "skips",
    "skipped_on",
    "parked_by_hand", "parked_on", "reopened_on", "marks", "undoable", "overridable", "reviews",
)  # fmt: skip


def print_state(state: ItemState) -> str:
    """A state as it is frozen, its fields in this order; what came since shows in its reviews."""
    assert {field.name for field in fields(state)} == {*FIELDS, "practised"}
    return f"ItemState({', '.join(f'{name}={getattr(state, name)!r}' for name in FIELDS)})"


def reads(store: Repository) -> dict[str, Any]:
    """Return the answers of every read as plain JSON, whatever shapes they come in."""
    states = store.read_learner(LOADED).states
    banks, topics, totals = store.read_learner().counts(), store.read_learner().topic_counts(), store.totals()
    cells: dict[str, Counter[Cell]] = {}
    for (bank, _), counted in topics.items():
        cells.setdefault(bank, Counter()).update(counted.cells)
    total, disputes = store.disputes()
    answers = {
        "states": {item: print_state(state) for item, state in sorted(states.items())},
        "banks": {bank: dict(sorted(states.items())) for bank, states in banks.items()},
        "passes": {
            bank: [row.to_json() for row in make_pass_rows(counted)] for bank, counted in cells.items()
        },
        "topics": {" ".join(name): dict(sorted(counted.states.items())) for name, counted in topics.items()},
        "topic passes": {" ".join(name): marks_by_pass(counted.cells) for name, counted in topics.items()},
        "dues": [(due.day, due.pass_, due.items) for due in store.read_learner().dues(lambda _: True)],
        "days": [numbers_of(day) for day in totals.days()],
        "each day": [numbers_of(store.day(day.day)) for day in totals.days()],
        "times": {
            pass_: dict(sorted(counts.items()))
            for pass_, counts in sorted(totals.count_verdicts_by_time().items())
        },
        "words": sorted([*key, n] for key, n in totals.words().items()),
        "rechecked": sorted(
            repr(state.reviews)
            for state in states.values()
            if any(review.colour == "green" for review in state.reviews[:-1])
        ),
        "orphans": store.read_learner().orphans,
        "newest undoable": store.newest_undoable(),
        "recent seconds": [seconds / stages for _, seconds, stages in store.read_learner().recent_times[:20]],
        "placed": [event.id for event in store.read_learner().placed],
        "wrong": [event.id for event in store.wrong_answers(10)],
        "disputes": [
            total,
            [(each.cause, each.event.id, each.attempt and each.attempt.id) for each in disputes],
        ],
        "slipping": [
            (offer.item, round(offer.retrievability, 6))
            for offer in store.slipping(NOW.date(), DEFAULTS.retention)
        ],
        "unexamined": store.unexamined(LOADED),
        "notes": store.all_notes(),
        "today": repr(store.today()),
    }
    return json.loads(json.dumps(answers, default=str))


def marks_by_pass(cells: Mapping[Cell, int]) -> dict[int, dict[str, int]]:
    passes: dict[int, Counter[str]] = {}
    for cell, items in cells.items():
        if cell.column != "waiting":
            passes.setdefault(cell.pass_, Counter())[cell.column] += items
    return {pass_: dict(sorted(marks.items())) for pass_, marks in sorted(passes.items())}


def numbers_of(day: Day) -> list[object]:
    names = ("attempts", "again", "fresh", "green", "yellow", "red", "checks", "lapses")
    return [day.day, round(day.seconds, 3), *(getattr(day, name) for name in names)]


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with World(now=NOW).open(tmp_path / "drill.db") as store:
        store.merge(read_placed_events([FROZEN / "log.jsonl"], NOW), LOADED)
        yield store


def test_every_read_answers_as_it_always_did(store: Repository) -> None:
    expected = json.loads((FROZEN / "reads.json").read_text("utf-8"))
    answers = reads(store)
    for name, answer in expected.items():
        assert answers[name] == answer, name
    assert answers.keys() == expected.keys()
    store.rebuild(LOADED)
    assert reads(store) == answers
    assert store.check().is_sound
