"""Charts of characters: every part keeps its place in a bar, whatever the counts and the width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drill.drawing.charts import bar, heat_map, length, months, spark
from drill.gyr.passes import PassRow
from tests.homes import NOON

NUMBERS = st.integers(0, 4) | st.integers(0, 400)


@given(counts=st.lists(NUMBERS, min_size=1, max_size=5), width=st.integers(0, 120))
def test_a_bar_is_as_long_as_asked_and_true_to_the_order_of_its_parts(counts: list[int], width: int) -> None:
    named = list(zip("GYRP·", counts, strict=False))
    drawn = bar(named, width)
    cells = {letter: len(run) for letter, run in drawn}
    present = {letter: number for letter, number in named if number}
    assert sum(cells.values()) == (width if present else 0)
    assert [letter for letter, _ in drawn] == [letter for letter, _ in named if letter in cells]
    if len(present) <= width:
        assert set(cells) == set(present)
    for one, number in present.items():
        for other, fewer in present.items():
            if number > fewer:
                assert cells.get(one, 0) >= cells.get(other, 0)


def test_a_bar_shorter_than_its_groups_keeps_the_largest() -> None:
    counts = [("G", 10), ("Y", 4), ("R", 1), ("·", 1)]
    drawn = ["".join(run for _, run in bar(counts, width)) for width in range(6)]
    assert drawn == ["", "G", "GY", "GYR", "GYR·", "GGYR·"]
    assert bar([("G", 4), ("Y", 1)], 1) == [("G", "G")]


def test_a_longer_bar_is_more_though_a_short_one_can_be_read() -> None:
    lengths = [length(PassRow(1, 1, "first", green=green), 376) for green in (1, 60, 200, 376)]
    assert lengths == sorted(lengths)
    assert (lengths[0], lengths[-1]) == (0.25, 1.0)


def test_small_charts() -> None:
    assert spark([0, 1, 4, 8]) == " ▂▅█"
    assert spark([0, 1, 4, 8], plain=True).isascii()
    assert spark([]) == ""
    assert spark([0, 0]) == "  "
    today = NOON.date()  # a Friday
    rows = dict(enumerate(heat_map({today: 30.0}, today, 2)))
    assert rows[4] == ("F", "·█")
    assert rows[6] == ("S", "· ")
    assert months(today, 8).strip() == "Oct Nov"
    assert months(today, 8, 2).strip() == "Oct     Nov"
