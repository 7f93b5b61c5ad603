"""Charts of characters: every part keeps its place in a bar, whatever the counts and the width."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from drill.drawing.charts import FILLS, bar, heat_map, months
from drill.drawing.pass_chart import pass_chart
from drill.gyr.passes import PassRow
from drill.gyr.state import State
from drill.session.progress import BankProgress, Step
from tests.homes import NOON

NUMBERS = st.integers(0, 4) | st.integers(0, 400)


@given(counts=st.lists(NUMBERS, min_size=1, max_size=5), width=st.integers(0, 120))
def test_a_bar_is_as_long_as_asked_and_true_to_the_order_of_its_parts(counts: list[int], width: int) -> None:
    named = list(zip(FILLS, counts, strict=False))
    drawn = bar(named, width)
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
    drawn = ["".join(run for _, run in bar(counts, width)) for width in range(6)]
    assert drawn == ["", "█", "█▒", "█▒▓", "█▒▓·", "██▒▓·"]
    assert bar([("green", 4), ("yellow", 1)], 1, plain=True) == [("green", "#")]


def chart(*rows: PassRow, width: int = 80, unseen: int = 0) -> list[str]:
    """The staircase of a subject with these passes."""
    marked = rows[0].verdicts if rows else 0
    bank = BankProgress(
        bank="a",
        title="A",
        items=marked + unseen,
        states={"unseen": unseen, "green": marked},
        passes=rows,
        complete=False,
        steps=tuple(Step(row, "2 come back tomorrow" if row.waiting else "") for row in rows),
    )
    return ["".join(text for text, _ in row.parts) for row in pass_chart(bank, width)]


def filled_cells(row: str) -> int:
    return sum(row.count(fill[0]) for fill in FILLS.values())


def test_passes_are_a_staircase_on_one_scale() -> None:
    passes = (
        PassRow(1, 1, "first", green=28, yellow=8, red=5, waiting=533),
        PassRow(1, 2, "first", green=8, yellow=3, red=2),
        PassRow(1, 3, "first", green=3, yellow=1, red=1, waiting=2),
    )
    head, first, *told, second, third = chart(*passes, width=100, unseen=533)
    assert "41 of 574 met" in head
    assert "533 to meet" in head
    assert [filled_cells(row) for row in (first, second, third)] == [41, 13, 5]
    assert first.index("28 G") == second.index(" 8 G")
    assert " ".join(" ".join(told).split()).startswith("A red comes back with its card first.")
    assert third.endswith("3 G  1 Y  1 R") or third.endswith("2 come back tomorrow")
    assert "2 come back tomorrow" in third
    head, *rows = chart(*passes, width=60, unseen=533)
    assert "█ is 2 exercises" in head
    assert [filled_cells(row) for row in rows if row.startswith("  pass")] == [21, 7, 3]


@given(
    steps=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5),
    width=st.integers(40, 200),
)
def test_the_staircase_fits_and_is_shorter_where_fewer_were_marked(
    steps: list[tuple[int, int, int, int]], width: int
) -> None:
    rows = [PassRow(1, n, "first", *step[:3], waiting=step[3]) for n, step in enumerate(steps, 1)]
    drawn = chart(*rows, width=width)
    assert max(map(len, drawn)) <= width
    bars = [filled_cells(row) for row in drawn[1:] if filled_cells(row) and "exercises" not in row]
    marked = [row.verdicts for row in rows if row.verdicts]
    assert len(bars) == len(marked)
    for (bar_, number), (other, fewer) in permutations(zip(bars, marked, strict=True), 2):
        if number >= fewer + 4 * max(1, max(marked) // 12):  # colours that are there have a cell each
            assert bar_ >= other


def test_small_charts() -> None:
    today = NOON.date()  # a Friday
    rows = dict(enumerate(heat_map({today: 30.0}, today, 2)))
    assert rows[4] == ("F", "·█")
    assert rows[6] == ("S", "· ")
    assert months(today, 8).strip() == "Oct Nov"
    assert months(today, 8, 2).strip() == "Oct     Nov"
