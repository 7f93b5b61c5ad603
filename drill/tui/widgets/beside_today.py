"""The columns next to Today's list on wide terminals: the goal's next formula, and the days of this week."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from drill.session.progress.character_charts import list_mark_counts
from drill.session.today.formula_map import BesideToday, FormulaAhead
from drill.session.today.today_page import wrap_words
from drill.text import count
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import (
    AIR_FROM,
    EMPTY,
    GROUND_INDENT,
    Looks,
    Part,
    build_content,
    draw_formula,
    of_block,
    stack_lines,
)
from drill.typeset import set_prose, typeset_formula

# Min columns of the terminal for the first column, and for the second one.
FROM, BOTH_FROM = 110, 170
# Cells of the list on a terminal with them, of a column at least and at most.
LIST_CELLS, LEAST, MOST = 94, 38, 60
# Max skills that are named, and cells of a day's name.
SKILLS_NAMED, DAY_CELLS = 5, 9


def measure_columns(width: int) -> Sequence[int]:
    """Return the cells of each column next to the list in a terminal of ``width`` columns."""
    if width < FROM:
        return ()
    columns = 2 if width >= BOTH_FROM else 1
    return (max(LEAST, min(MOST, (width - LIST_CELLS) // columns)),) * columns


def draw_reads_next(ahead: FormulaAhead, cells: int, looks: Looks, height: int) -> list[Content]:
    """Return the formula that the goal's path leads to next, and the skills left for it."""
    called = set_prose(format_learner_words(ahead.called), width=cells, tier=looks.tier)
    formula = typeset_formula(ahead.latex, width=cells - GROUND_INDENT - 1, tier=looks.tier)
    drawn = draw_formula(formula, cells, is_airy=height >= AIR_FROM)
    lines = [build_content(("Reads next", "$primary bold")), EMPTY, of_block(called), EMPTY, drawn, EMPTY]
    left = len(ahead.skills_left)
    if not left:
        return [*lines, build_content(("You can read this.", "bold"))]
    lines.append(build_content((f"{count(left, 'skill')} left, now:", "$secondary")))
    for title in ahead.skills_left[:SKILLS_NAMED]:
        words = set_prose(format_learner_words(title), width=cells - 2, tier=looks.tier)
        first, *more = of_block(words).split("\n")
        lines += [build_content(("· ", "$secondary")) + first, *(build_content("  ") + line for line in more)]
    if left > SKILLS_NAMED:
        lines.append(build_content((f"  and {left - SKILLS_NAMED} more", "$secondary")))
    return lines


def draw_week(found: BesideToday, cells: int, looks: Looks) -> list[Content]:
    """Return a row of marks for each study day of the week."""
    lines = [build_content(("This week", "$primary bold")), EMPTY]
    for day in found.days:
        signs = [looks.sign(state) for state, number in list_mark_counts(day) for _ in range(number)]
        room = (cells - DAY_CELLS) // 2
        pieces: list[Part] = [(f"{f'{day.day:%a} {day.day.day}':{DAY_CELLS}}", "$secondary")]
        for sign in signs[:room]:
            pieces += [sign, " "]
        lines.append(build_content(*pieces))
    minutes = round(sum(day.seconds for day in found.days) / 60)
    told = f"{count(len(found.days), 'day')}, {count(max(1, minutes), 'minute')}"
    return [*lines, EMPTY, *(build_content((line, "$secondary")) for line in wrap_words(told, cells))]


def draw_columns(found: BesideToday, columns: Sequence[int], looks: Looks, height: int) -> list[Content]:
    """Return the text of each column; empty if there is nothing for it."""
    if not columns:
        return []
    cells = columns[0] - 5  # its rule, and two cells on each side
    parts = [draw_reads_next(found.ahead, cells, looks, height)] if found.ahead is not None else []
    parts += [draw_week(found, cells, looks)] if found.days else []
    texts = [stack_lines(part) for part in parts]
    if len(columns) == 1 and len(texts) > 1:
        texts = [stack_lines([texts[0], EMPTY, EMPTY, texts[1]])]
    return texts
