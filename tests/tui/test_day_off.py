"""A day without minutes on Today, and the row of the settings that makes one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.drilled import attempt
from tests.tui.driving import learner

SATURDAY, SUNDAY = NOON + timedelta(1), NOON + timedelta(2)


async def test_a_day_without_minutes_says_what_waits_and_may_be_made_longer(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(4)))
    configure(tmp_path, "minutes_on = {sun = 0}\n")
    with workspace_in(tmp_path, Clock(SATURDAY)) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True)
    async with learner(tmp_path, clock=Clock(SUNDAY)) as person:
        await person.sees("Today  is without drill. 1 exercise waits until tomorrow.")
        await person.press("minus")
        await person.sees("Today is 0 minutes long.")
        await person.press("plus")
        await person.sees("Today is 10 minutes long.", "again ▲  tiny/sum-1")


async def test_the_minutes_of_weekdays_are_typed(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    with workspace_in(tmp_path, Clock(SATURDAY)) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True)
    async with learner(tmp_path, clock=Clock(SATURDAY)) as person:
        await person.is_at("Today")
        await person.press("comma")
        await person.sees("minutes a day", "kept at once")
        await person.press(*"jjjj", "enter", "j", "enter")
        await person.types("sat 5")
        await person.press("enter")
        await person.sees("minutes by weekday", "sat 5")
        await person.press("enter", "end")
        await person.types(", caturday 1")
        await person.press("enter")
        await person.sees("one of mon, tue")
    assert "minutes_on = {sat = 5}" in (tmp_path / "config.toml").read_text(encoding="utf-8")
