"""What 0.4.0 kept is converted once, after a copy of it was made; one that is cut off loses nothing."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from drill.gyr import fold, state, words
from drill.gyr.wire import to_json
from drill.store import Repository, copy_to_read, engine, states
from tests.store.store_world import MIGRATED, World, exercise

DUMP = Path(__file__).parents[1] / "golden" / "stores" / "schema_9.sql"
LINES = [json.loads(line) for line in DUMP.with_suffix(".jsonl").read_text("utf-8").splitlines()]
MOMENTS = 20


@pytest.fixture
def former(file: Path) -> Path:
    """A database as 0.4.0 left it."""
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(DUMP.read_text("utf-8"))
    return file


def bank_of(store: Repository) -> tuple[Any, ...]:
    """Return the exercises that the marks are of, as they were then."""
    hashes = {event.item: event.content.maths for event in store.history() if event.content is not None}
    return tuple(exercise(item, maths=maths) for item, maths in hashes.items())


def test_a_database_of_0_4_0_is_converted_with_all_its_marks(world: World, former: Path) -> None:
    with closing(sqlite3.connect(former)) as old:
        expected = dict(old.execute("SELECT item, state FROM state WHERE NOT hidden").fetchall())
        begun = old.execute("SELECT item FROM open_attempt ORDER BY saved DESC").fetchall()
    Path(f"{former}-marks").write_text("{}")
    with world.open(former, learner="ada") as store:
        kept = store.former_copy
        assert replace(store.check(), ahead=()).is_sound
        converted = store.read_learner().counts(), store.read_learner().dues(lambda _: True)
        assert [to_json(event) for event in store.history()] == LINES
        found = store.read_learner(bank_of(store)).states
        assert {item: found[item].state for item in expected} == expected
        assert (store.read_learner().counts(), store.read_learner().dues(lambda _: True)) == converted
        assert [(attempt.item,) for attempt in store.open_attempts()] == begun
        assert replace(store.check(), ahead=()).is_sound  # its marks are of a later day than the test
    assert kept is not None
    assert kept.parent == former.parent
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0009",)
        assert copy.execute("SELECT count(*) FROM event").fetchone() == (len(LINES),)
    with world.open(former, learner="ada") as again:
        assert again.former_copy is None
    assert {path.name for path in former.parent.iterdir()} == {former.name, kept.name}


def test_an_exercise_that_changed_since_0_4_0_is_told_as_open_again(world: World, former: Path) -> None:
    with world.open(former, learner="ada") as store:
        first, *others = bank_of(store)
        changed = (exercise(first.item, maths="c" * 16), *others)
        assert store.fold_for(changed).reopened == (first.item,)


def cut_off(file: Path, moment: int) -> int:
    """Open a database in a process that is killed at a moment of it; return how many moments it came to."""
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        count = 0

        def come_to_moment(*_: object) -> None:
            nonlocal count
            count += 1
            if count == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        def audit(name: str, _: object) -> None:
            if name in ("sqlite3.connect", "os.rename", "os.remove"):
                come_to_moment()

        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, name, come_to_moment)
        sys.addaudithook(audit)
        engine.open_database(file).close()
        os.write(writes, str(count).encode())
        os._exit(0)
    os.close(writes)
    os.waitpid(pid, 0)
    told = os.read(reads, 20)
    os.close(reads)
    return int(told or 0)


def moments_of(file: Path) -> Iterator[int]:
    """Yield twenty moments, spread over all of a conversion."""
    whole = file.read_bytes()
    number = cut_off(file, 0)
    assert number > MOMENTS
    for path in file.parent.iterdir():
        path.unlink()
    for step in range(MOMENTS):
        file.write_bytes(whole)
        yield 1 + step * (number - 1) // (MOMENTS - 1)
        for path in file.parent.iterdir():
            path.unlink()


def test_a_conversion_that_is_killed_loses_nothing(world: World, former: Path) -> None:
    for moment in moments_of(former):
        assert cut_off(former, moment) == 0, moment
        with world.open(former, learner="ada") as store:
            assert [to_json(event) for event in store.history()] == LINES, moment
            assert not [*former.parent.glob("*.part*")], moment
            store.fold_for(bank_of(store))
            assert replace(store.check(), ahead=()).is_sound, moment


def test_a_window_of_0_4_0_that_is_open_writes_nothing_any_more(world: World, former: Path) -> None:
    with closing(sqlite3.connect(former, isolation_level=None)) as window:
        world.open(former, learner="ada").close()
        for statement in ("SELECT basis FROM state", "INSERT INTO event_sum VALUES ('new', 1)"):
            window.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError, match="no such"):  # before it commits its event
                window.execute(statement)
            window.execute("ROLLBACK")


def test_what_may_only_be_read_is_converted_in_its_copy(world: World, former: Path, tmp_path: Path) -> None:
    before = former.read_bytes()
    aside = tmp_path / "aside" / "drill.db"
    aside.parent.mkdir()
    copy_to_read(former, aside)
    assert {path: path.read_bytes() for path in former.parent.iterdir()} == {former: before}
    assert list(aside.parent.iterdir()) == [aside]
    with world.open(aside, learner="ada") as store:
        assert [to_json(event) for event in store.history()] == LINES


def test_what_0_4_0_had_migrated_itself_is_converted(world: World, file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(MIGRATED)
    with world.open(file) as store:
        assert list(store.history()) == []
        assert store.check().is_sound


def is_docstring(node: ast.stmt) -> bool:
    """Return whether a statement is a text alone: of a class, a function or a field."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def source_of(*parts: object) -> str:
    """Return the code of modules, classes and functions, without what Python does not read."""
    texts: list[str] = []
    for part in parts:
        tree = ast.parse(inspect.getsource(part))  # type: ignore[arg-type]
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list):
                node.body = [ast.Pass() if is_docstring(each) else each for each in body]  # type: ignore[attr-defined]
        texts.append(ast.unparse(tree))
    return "\n".join(texts)


FOLD: dict[int, str] = {7: "086fe3c719854e4b"}
"""By the number of the rules, a hash of the code that makes a row of an item's events."""


def test_a_change_of_the_fold_has_a_new_number() -> None:
    parts: tuple[Callable[..., Any] | Any, ...] = (
        fold, words, state.PassMark, state.Review, state.ItemState, state.colour, state.due,
        states.row_of_state,
    )  # fmt: skip
    digest = hashlib.sha256(source_of(*parts).encode()).hexdigest()[:16]
    assert {states.RULES: digest} == FOLD, "raise RULES, and write down the hash of what it stands for"
