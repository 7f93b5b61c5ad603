"""The frame of the screens: tabs above a rule, keys below one, and what wide terminals add."""

from __future__ import annotations

from pathlib import Path

from drill.tui.widgets.beside_today import measure_columns
from tests.tui.a_paper import plant_paper
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


def test_columns_beside_today_leave_the_list_its_cells() -> None:
    assert measure_columns(109) == ()
    for width in (110, 130, 170, 200, 300):
        columns = measure_columns(width)
        assert len(columns) == (2 if width >= 170 else 1)
        assert all(38 <= column <= 60 for column in columns)
        assert width - sum(columns) >= 72
