"""Function keys while an answer is typed: second names, which the page of keys tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.session.drilling.starting import Request
from tests.homes import bank, plant, sums
from tests.tui.driving import learner


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(2)))
    return tmp_path


def footer(screen: str) -> str:
    return screen.rstrip().splitlines()[-1]


async def test_a_function_key_acts_at_once_and_the_page_of_keys_tells_it(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.until(lambda: person.mode == "field", "the field")
        await person.until(lambda: "esc h hint" in footer(person.screen), "the keys of the field")
        await person.types("1")
        for key, seen, back in (
            ("f1", "How to type this answer", ("escape",)),
            ("f3", "Add the units, then the tens.", ("escape",)),
            ("f6", "enter ends a line", ("escape", "escape")),
            ("f2", "Add the units first.", ()),
        ):
            await person.press(key)
            await person.sees(seen)
            await person.press(*back)
            await person.until(lambda: person.mode == "field", "the field again")
            assert "F2" not in footer(person.screen)
        await person.press("escape", "question_mark", "tab")
        await person.sees("Keys here", "(F2)", "card (F3)", "(F4)", "(F6)", ": all commands")


async def test_f4_reveals_only_when_it_is_pressed_twice(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.until(lambda: person.mode == "field", "the field")
        await person.press("f4")
        await person.sees("Press", "again: solution")
        assert person.mode == "field"
        await person.press("f4")
        await person.until(lambda: person.mode in ("decide", "verdict"), "the solution")
