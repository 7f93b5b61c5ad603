"""The thread that takes keys waits for no database."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from drill.session.drilling.starting import Request
from tests.homes import bank, plant, sums
from tests.tui.driving import learner


async def test_no_statement_runs_in_the_thread_that_takes_keys(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(6)))
    asked: dict[int, list[str]] = {}

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.setdefault(threading.get_ident(), []).append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        async with learner(tmp_path, Request(scope=("tiny",))) as person:
            await person.sees("Compute 10 + 3")
            await person.answers("13", "right", "Do you know why it is right?")
            await person.marks("y")
            await person.sees("Compute 20 + 3", "● green")
            await person.command("u")
            await person.sees("Undone: the mark of tiny/sum-1", "Do you know why it is right?")
            await person.reads()
            await person.marks("y")
            await person.sees("Compute 20 + 3")
            await person.command("s")
            await person.sees("Compute 30 + 3")
            await person.command("q")
            for key, place in (("2", "Library"), ("3", "Progress"), ("4", "Papers"), ("1", "Today")):
                await person.press(key)
                await person.is_at(place)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert any("INSERT INTO event" in statement for each in asked.values() for statement in each)
    assert asked.get(threading.get_ident(), []) == []
