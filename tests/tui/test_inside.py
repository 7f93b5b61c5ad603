"""The windows of a formula's line: a look inside it, and the field in which a learner writes it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from drill.formulas import Meaning
from drill.session.standing.paper_names import save_record
from tests.tui.driving import learner
from tests.tui.test_asked_moves import open_map, path_of, plant, record_of

LINE = "beta * m + (1 - beta) * g"
MEANING = Meaning(
    "(1)",
    LINE,
    {"beta": (), "m": ("d",), "g": ("d",)},
    ("0 < beta < 1",),
    {"beta": r"\beta", "m": "m_{t-1}", "g": "g_t"},
)


def plant_line(home: Path) -> None:
    plant(home)
    record = record_of(home)
    save_record(path_of(home), replace(record, meanings=(MEANING,)))


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (40, 12)])
async def test_a_number_is_moved_and_what_follows_is_said(
    tmp_path: Path, no_shipped_banks: None, width: int, height: int
) -> None:
    plant_line(tmp_path)
    async with learner(tmp_path) as person:
        await person.resizes(width, height)
        await open_map(person)
        await person.press("full_stop")
        await person.sees("inside", "Arrows choose a number", "β")
        assert "  * " not in person.screen
        before = person.screen
        await person.press("down", "right", "enter")
        await person.sees("follow", "put it back")
        assert person.screen.count("  * ") >= 2
        for line in person.screen.splitlines():
            assert len(line.rstrip()) <= width
        await person.press("enter")
        await person.sees("Arrows choose a number")
        assert [line for line in person.screen.splitlines() if "β" in line] == [
            line for line in before.splitlines() if "β" in line
        ]
        await person.press("full_stop")
        await person.rests()
        assert person.screen != before
        await person.press("escape")
        await person.sees("Averages")
    assert not person.events()


async def test_a_line_is_tried_and_kept_and_looked_into(tmp_path: Path, no_shipped_banks: None) -> None:
    plant(tmp_path)
    async with learner(tmp_path) as person:
        await open_map(person)
        await person.press("full_stop")
        assert "inside" not in person.screen
        await person.press("space")
        await person.sees("write it in NumPy")
        while not re.search(r"▎ +write it in NumPy", person.screen):
            await person.press("down")
        await person.press("enter")
        await person.sees("Enter tries it")
        await person.types("beta * m +")
        await person.press("enter")
        await person.sees("Not kept: this line is not read as Python")
        await person.types(" (1 - beta) * g")
        await person.press("enter")
        await person.sees("Kept as your line. It runs with", "m: d", "g: d", "by hand")
        await person.press("ctrl+u")
        await person.types("999")
        await person.press("enter")
        await person.sees("one of the two is not what the formula says")
        await person.press("enter")
        await person.sees("Not kept")
        await person.press("escape")
        await person.sees("look inside: its parts with values", "your line in NumPy")
        await person.press("full_stop")
        await person.sees("inside", "your line")
    notes = [event.facts for event in person.events()]
    assert [(note.field, note.text) for note in notes if note.kind == "note"] == [("line", LINE)]
