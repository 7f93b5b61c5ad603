"""The very first start: an exercise before anything is loaded, and an answer that waits for the checker."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from drill.gyr.events import Attempt
from drill.locations import find
from drill.session.first_run import drawn_exercise
from tests.homes import share_cache
from tests.tui.driving import learner

pytestmark = pytest.mark.shipped


async def test_the_answer_is_taken_before_it_can_be_checked(tmp_path: Path) -> None:
    share_cache(tmp_path)
    first = drawn_exercise(find({"DRILL_HOME": str(tmp_path)}))
    assert first is not None
    async with learner(tmp_path) as person:
        opens = threading.Event()
        held = asyncio.ensure_future(person.app.background.run(opens.wait))
        await person.pilot.pause()
        assert "Differentiate f(x) = x² sin(8x)" in person.screen
        await person.pilot.press(*"2x", "space", *"sin8x", "plus", *"8x^2", "space", *"cos8x", "enter")
        assert "Your answer is checked as soon as the checker has started." in person.screen
        opens.set()
        await held
        await person.sees("✓ right", "Do you know why it is right?")
        await person.marks("y")
        await person.sees("What would you like to be able to read?")
        await person.press("enter")
        await person.until(lambda: person.mode in ("field", "theory"), "the next exercise")
        (mark, *_) = person.events()
        assert isinstance(mark.facts, Attempt)
        assert dict(mark.facts.params) == dict(first.params)
