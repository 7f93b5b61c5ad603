"""Charts of characters: every part keeps its place in a bar, whatever the counts and the width."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.fold import PassRow
from drill.gyr.state import State
from drill.session.progress.character_charts import FILLS, divide_bar_cells, line_chart
from drill.session.progress.pass_chart import Return, Staircase, Step, pass_rows
from tests.homes import NOON

NUMBERS = st.integers(0, 4) | st.integers(0, 400)


@given(counts=st.lists(NUMBERS, min_size=1, max_size=5), width=st.integers(0, 120))
def test_a_bar_is_as_long_as_asked_and_true_to_the_order_of_its_parts(counts: list[int], width: int) -> None:
    named = list(zip(FILLS, counts, strict=False))
    drawn = divide_bar_cells(named, width)
    cells = {state: len(run) for state, run in drawn}
    present = {state: number for state, number in named if number}
    assert sum(cells.values()) == (width if present else 0)
    assert [state for state, _ in drawn] == [state for state, _ in named if state in cells]
    if len(present) <= width:
        assert set(cells) == set(present)
    for one, number in present.items():
        for other, fewer in present.items():
            if number > fewer:
                assert cells.get(one, 0) >= cells.get(other, 0)


def test_a_bar_shorter_than_its_groups_keeps_the_largest() -> None:
    counts: list[tuple[State, int]] = [("green", 10), ("yellow", 4), ("red", 1), ("unseen", 1)]
    drawn = ["".join(run for _, run in divide_bar_cells(counts, width)) for width in range(6)]
    assert drawn == ["", "█", "█▒", "█▒▓", "█▒▓·", "██▒▓·"]
    assert divide_bar_cells([("green", 4), ("yellow", 1)], 1, plain=True) == [("green", "#")]


TODAY = NOON.date()  # a Friday


def chart(*steps: PassRow | Step, width: int = 78, plain: bool = False, **more: Any) -> list[str]:
    """The staircase of these passes."""
    made = tuple(step if isinstance(step, Step) else Step(step) for step in steps)
    rows = pass_rows(Staircase(made, **more), TODAY, width, plain=plain)
    return ["".join(text for text, _ in row.parts).rstrip() for row in rows]


def filled_cells(row: str) -> int:
    return sum(row.count(fill[0]) for fill in FILLS.values())


def test_passes_are_a_staircase_on_one_scale_with_their_marks_at_the_right() -> None:
    passes = (
        PassRow(1, 1, "first", green=110, yellow=27, red=11, waiting=533),
        PassRow(1, 2, "first", green=29, yellow=7, red=2),
        PassRow(1, 3, "first", green=7, yellow=1, red=1, waiting=2),
        PassRow(1, 4, "first", green=1, red=1),
        Step(PassRow(1, 5, "first", red=1), ("Noise schedule, closed form",)),
    )
    returns = (
        Return(PassRow(1, 2, "first"), TODAY + timedelta(1), 3),
        Return(PassRow(1, 6, "first"), TODAY + timedelta(9), 1),
    )
    assert chart(*passes, returns=returns) == [
        " pass 1  148  ██████████████████████████████████▒▒▒▒▒▒▒▒▓▓▓  110 ●  27 ▲  11 ■",
        " pass 2   38  █████████▒▒▓                                    29 ●   7 ▲   2 ■",
        " pass 3    9  █▒▓                                              7 ●   1 ▲   1 ■",
        " pass 4    2  █▓                                               1 ●         1 ■",
        " pass 5    1  ▓  parks if red: Noise schedule, closed form                 1 ■",
        " waiting   3 for pass 2 tomorrow, 1 for pass 6 on a later day   parked: none",
    ]
    plain = chart(*passes, plain=True)
    assert plain[1] == " pass 2   38  #########--%                                    29 G   7 Y   2 R"
    assert all(map(str.isascii, plain))
    assert chart(*passes, width=38)[:2] == [" pass 1  148  ██████████████████▒▒▒▒▓▓", " pass 2   38  ████▒▓"]


def test_few_exercises_take_a_cell_each_and_a_last_try_is_told_before_it_is_marked() -> None:
    last = ("A", "B", "C")
    row = PassRow(1, 1, "first", green=7, yellow=1, red=1)
    rows = chart(row, Step(PassRow(1, 5, "first", waiting=3), last), parked=2, width=60)
    assert filled_cells(rows[0]) == 9
    assert rows[1] == " pass 5  0  parks if red: A and 2 more"
    assert rows[2] == " waiting   nothing   parked: 2"
    short = chart(row, Step(PassRow(1, 5, "first"), ("A title that is much longer than that",)), width=40)
    assert short[1:3] == [" pass 5  0", "  parks if red: A title that is much lo…"]
    assert chart() == []


def test_what_waits_is_told_without_dates_and_breaks_only_between_passes() -> None:
    rows = [PassRow(1, 1, "first", green=1), PassRow(2, 1, "check", yellow=2), PassRow(1, 1, "reopen", red=1)]
    days = [TODAY - timedelta(400), TODAY, TODAY + timedelta(1), TODAY + timedelta(30)]
    returns = tuple(Return(row, day, 2) for row in rows for day in days)
    drawn = chart(*rows, returns=returns)
    told = [row.strip() for row in drawn[len(rows) :]]
    passes = [
        f"4 for {name} today, 2 for {name} tomorrow, 2 for {name} on a later day"
        for name in ("pass 1", "check 1", "reopened 1")
    ]
    assert " ".join(told) == f"waiting   {', '.join(passes)}   parked: none"
    assert not any(line.endswith(("for", "on", "a", "pass")) for line in told)
    assert "were green until a check" in "".join(chart(*rows))


@given(
    steps=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5),
    width=st.integers(32, 200),
)
def test_the_staircase_fits_and_is_shorter_where_fewer_were_marked(
    steps: list[tuple[int, int, int, int]], width: int
) -> None:
    rows = [PassRow(1, n, "first", *step[:3], waiting=step[3]) for n, step in enumerate(steps, 1)]
    drawn = chart(*rows, width=width)
    assert max(map(len, drawn)) <= width
    bars = [filled_cells(row) for row in drawn[: len(rows)]]
    marked = [row.verdicts for row in rows]
    for (bar_, number), (other, fewer) in permutations(zip(bars, marked, strict=True), 2):
        assert bar_ <= max(number, 0)
        if number >= fewer + 3 * max(1, max(marked) // 8):  # colours that are there have a cell each
            assert bar_ >= other


@given(values=st.lists(st.integers(0, 3000), min_size=2, max_size=40), width=st.integers(2, 120))
def test_a_line_goes_through_all_its_columns_between_its_axes(values: list[int], width: int) -> None:
    *drawn, (corner, base) = line_chart(values, width)
    assert (corner[-1], base) == ("└", "─" * width)
    assert {axis[-1] for axis, _ in drawn} == {"┤"}
    assert len({len(axis) for axis, _ in drawn}) == 1
    assert int(drawn[0][0][:-1]) >= max(values)
    assert drawn[-1][0].strip() == "0 ┤"
    columns = [{line[column] for _, line in drawn if column < len(line)} - {" "} for column in range(width)]
    assert all(columns)
    assert all("".join(line_chart(values, width, plain=True)[row]).isascii() for row in range(len(drawn) + 1))


def test_a_line_begins_and_ends_at_its_values() -> None:
    assert [f"{axis}{line}" for axis, line in line_chart([0, 1, 2], 9)] == [
        "2 ┤      ╭──",
        "1 ┤  ╭───╯",
        "0 ┤──╯",
        "  └─────────",
    ]
    assert [line for _, line in line_chart([3, 0], 4)] == ["─╮", " ╰╮", "  ╰╮", "   ╰", "────"]
