"""Lists with columns at any width: titles, columns that give way, numbers at the right edge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from drill.tui.looks import READING_CELLS
from drill.tui.widgets.columns import Column, ListRow, draw_list, lay_out, mark_chosen

WORDS = st.text(st.sampled_from("ab éß漢字ﬁ̂θ→ "), max_size=60).map(lambda text: " ".join(text.split()))
COLUMNS = (Column("reason", least=6, most=24), Column("minutes", priority=1, is_right=True, stays=True))
ROWS = st.lists(
    st.builds(
        lambda title, reason, minutes: ListRow(
            Content(title), {"reason": Content(reason), "minutes": Content(minutes)}, Content("· ")
        ),
        WORDS.filter(bool), WORDS, st.sampled_from(("", "2 min", "12 min")),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def row(title: str, reason: str = "", minutes: str = "") -> ListRow:
    cells = {"reason": Content(reason), "minutes": Content(minutes)}
    return ListRow(Content(title), cells, Content("■ "))


def texts(rows: list[ListRow], width: int) -> list[str]:
    return [line.plain for line in draw_list(rows, COLUMNS, width)]


@given(ROWS, st.integers(12, 130))
def test_no_row_is_wider_than_the_list_and_no_title_is_cut_while_cells_are_free(
    rows: list[ListRow], width: int
) -> None:
    layout = lay_out(rows, COLUMNS, width)
    has_minutes = any(column.name == "minutes" for column, _ in layout.shown)
    for each, line in zip(rows, draw_list(rows, COLUMNS, width), strict=True):
        assert line.cell_length <= width
        whole = each.head.cell_length + each.title.cell_length
        beside = max(row.cells["minutes"].cell_length for row in rows) + 2 if has_minutes else 0
        if whole + beside <= width:
            assert each.title.plain in line.plain
        if has_minutes:
            assert line.plain.endswith(each.cells["minutes"].plain)


@given(ROWS, st.integers(12, 130))
def test_a_title_that_wraps_is_whole(rows: list[ListRow], width: int) -> None:
    for each, line in zip(rows, draw_list(rows, COLUMNS, width, wraps=True), strict=True):
        assert all(part.cell_length <= width for part in line.split("\n"))
        letters = each.title.plain.replace(" ", "")
        first, *further = line.plain.split("\n")
        if further:
            kept = "".join(further).replace(" ", "")
            assert letters.endswith(kept)
            assert letters.removesuffix(kept)[:3] in first.replace(" ", "")


@given(ROWS)
def test_columns_begin_at_the_same_cell_in_all_rows(rows: list[ListRow]) -> None:
    lines = draw_list(rows, COLUMNS, 100)
    ends = {line.cell_length for line, each in zip(lines, rows, strict=True) if each.cells["minutes"].plain}
    assert len(ends) <= 1


def test_a_reason_is_left_out_where_the_title_needs_its_cells() -> None:
    long = "A straight line that confuses automatic differentiation"
    rows = [row("Long answers", "again, pass 2", "3 min"), row(long, "group advantage", "16 min")]
    assert texts(rows, 70) == [
        "■ Long answers                                 again, pass 2     3 min",
        f"■ {long}       16 min",
    ]
    assert texts(rows, 40)[1] == "■ A straight line that …          16 min"
    assert max(map(len, texts(rows, 200))) == READING_CELLS


def test_a_cell_goes_on_over_an_empty_one_and_names_stand_above() -> None:
    rows = [row("One", "a reason that is long", ""), row("Two", "short", "2 min")]
    columns = (Column("reason", least=6, most=14), COLUMNS[1])
    layout = lay_out(rows, columns, 30, has_names=True)
    assert layout.draw(rows[0]).plain.endswith("a reason that is long")
    assert layout.names("what").plain.split() == ["what", "reason", "minutes"]


def test_the_chosen_row_has_its_ground_over_the_whole_width() -> None:
    line = mark_chosen(Content("  Two"), 20)
    assert line.plain == "▎ Two" + " " * 15
    assert any("on $block-cursor-background" in str(span.style) for span in line.spans)
