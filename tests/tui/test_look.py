"""The frame of the screens: tabs above a rule, keys below one, and what wide terminals add."""

from __future__ import annotations

from pathlib import Path

from tests.homes import configure
from tests.tui.a_paper import SLUG, plant_paper
from tests.tui.driving import learner


async def test_the_open_tab_is_above_the_thick_part_of_the_rule(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    async with learner(tmp_path, size=(80, 24)) as person:
        await person.is_at("Today")
        await person.press("3")
        await person.is_at("Progress")
        tabs, rule = person.screen.splitlines()[:2]
        assert rule.index("━") == tabs.index("3 Progress")
        assert rule.count("━") == len("3 Progress")
        await person.clicks(tabs.index("Library"), 0)
        await person.is_at("Library")


async def test_question_mark_and_colon_are_at_the_right_edge_below_a_rule(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    for size, ends in (((80, 24), "? keys  : commands"), ((120, 40), "? keys   : commands")):
        async with learner(tmp_path, size=size) as person:
            await person.is_at("Today")
            await person.rests()
            rule, keys = person.screen.splitlines()[-2:]
            assert rule == "─" * size[0]
            assert len(keys) == size[0] - 2
            assert keys.endswith(ends)


async def test_columns_beside_today_leave_the_list_its_cells(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    configure(tmp_path, f'goal = "papers/{SLUG}"\n')
    for width in (109, 110, 170, 300):
        async with learner(tmp_path, size=(width, 30)) as person:
            await person.is_at("Today")
            await person.rests()
            starts = [line.find("Reads next") for line in person.screen.splitlines()]
            assert (max(starts) >= 72) == (width >= 110), person.screen
