"""A page is put together from one moment of the store, with few statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from drill.gyr.events import ItemId
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.starting import start_session
from drill.session.progress.progress_export import gather_progress_report
from drill.session.standing.queueing import Request
from drill.session.today.today_view import read_today_view
from tests.homes import NOON, bank, plant, sums, workspace_in
from tests.session.drilled import attempt


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run meanwhile, the beginnings of transactions among them."""
    statements: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def count(act: Callable[[], object]) -> tuple[int, int]:
    """How many statements an act runs, and how many of them begin a transaction of several."""
    with counted() as statements:
        act()
    return len(statements), sum(statement.startswith("BEGIN") for statement in statements)


def still(days: int = 7) -> Callable[[], datetime]:
    """A clock that stands still: a new minute asks the log for its study day again."""
    return lambda: NOON + timedelta(days)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a week of marks, and today's list."""
    plant(tmp_path, "tiny", bank(sums(12)))
    for day in range(1, 7):
        with workspace_in(tmp_path, still(day)) as workspace:
            attempt(workspace, f"tiny/sum-{day}", ok=day % 3 > 0, why=day % 2 > 0)
    with workspace_in(tmp_path, still()) as workspace:
        read_today_view(workspace)
    return tmp_path


def mark_wrong(session: DrillSession) -> None:
    session.reveal()
    session.mark(False)


def test_statements_of_a_day(home: Path) -> None:
    with workspace_in(home, still()) as workspace:
        assert count(lambda: read_today_view(workspace)) <= (6, 1)
        assert count(lambda: read_today_view(workspace)) == (2, 0)
        session = start_session(workspace, Request())
        for _ in range(3):
            assert count(session.next) <= (4, 1)
            mark_wrong(session)
        assert count(session.summary) <= (8, 1)
        assert count(lambda: gather_progress_report(workspace)) <= (12, 4)


def test_what_is_read_inside_is_of_one_moment(home: Path) -> None:
    new, other = ItemId("tiny/sum-9"), ItemId("tiny/sum-10")
    with workspace_in(home, still()) as workspace, workspace_in(home, still()) as beside:
        with workspace.store.at_one_moment():
            before = workspace.learner()
            days = workspace.store.last_days(1)
            attempt(beside, new, ok=True, why=True)
            assert workspace.learner() is before
            assert workspace.state(workspace.catalogue.entries[new]).state == "unseen"
            assert workspace.store.last_days(1) == days
            attempt(workspace, other, ok=False, why=False)
            assert workspace.states()[other].state == "red"
        assert workspace.states()[new].state == "green"
        assert workspace.states() == {**before.states, **beside.states()}


def test_an_own_fact_is_seen_within_the_moment(home: Path) -> None:
    with workspace_in(home, still()) as workspace:
        store = workspace.store
        with store.at_one_moment():
            learner = workspace.learner()
            store.keep_fact("said", "yes")
            assert store.read_fact("said") == "yes"
            assert count(workspace.learner) == (0, 0)
            assert workspace.learner().states == learner.states
            store.keep_fact("said", None)
            assert store.read_fact("said") is None
        assert store.read_fact("said") is None


def test_an_unchanged_store_is_not_read_again(home: Path) -> None:
    with workspace_in(home, still()) as workspace, workspace_in(home, still()) as beside:
        learner = workspace.learner()
        assert workspace.learner() is learner
        beside.store.keep_fact("said", "yes")
        assert workspace.learner() is not learner
        assert workspace.store.read_fact("said") == "yes"


def test_states_of_items_are_those_of_the_fold(home: Path) -> None:
    with workspace_in(home, still()) as workspace:
        entries = workspace.catalogue.entries.values()
        outside = [workspace.state(entry) for entry in entries]
        with workspace.store.at_one_moment():
            assert [workspace.state(entry) for entry in entries] == outside  # from events
            workspace.learner()
            assert [workspace.state(entry) for entry in entries] == outside  # from rows
            histories = [[*workspace.store.history(entry.item)] for entry in entries]
        assert histories == [[*workspace.store.history(entry.item)] for entry in entries]
