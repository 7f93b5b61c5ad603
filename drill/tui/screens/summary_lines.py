"""The lines of a summary; some of them lead on to an exercise or to those of a topic."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from drill import typeset
from drill.banks.mistake_names import describe_slip
from drill.gyr.state import State
from drill.session.drilling.exercise_view import ExerciseView, Marked
from drill.session.drilling.pass_summary import ClosedPass
from drill.session.drilling.session_totals import SessionSummary, days_told, tell_rows
from drill.session.progress.pass_chart import pass_rows
from drill.text import count, describe_return_day
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import Looks
from drill.tui.screens.papers.labelled_text import (
    draw_paragraph,
    fit_to_cells,
    in_line,
    typeset_title_on_line,
)
from drill.tui.styled_content import EMPTY, build_content, of_block, prefix_first_line
from drill.tui.widgets.bars import paint_chart_parts

if TYPE_CHECKING:
    from drill.session.today.formula_ahead import FormulaAhead

# So many yellows and reds are listed by name.
SHOWN = 8
# Cells of a title in a list at most, and of words beside what they are of at least.
COLUMN_CELLS, TEXT_CELLS = 40, 36
# What the lines on the day begin with takes so many cells; what leads on from them.
LABEL_CELLS, INDENT_CELLS = 18, 2
KEYS = {"open": "o", "drill": "b drill it", "go-on": "enter begins"}
LONGEST_NAME, MOST_CUT_NAME = 54, 12
# What stands beside a name in the least: when the exercise comes back.
DAY_CELLS = 22


@dataclass(frozen=True, slots=True)
class Target:
    """Where a row leads in the library: words to find, and the exercise to show, if it is one.

    Where ``find`` is empty, ``item`` is an exercise that may be tried now.
    """

    find: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``name`` are the first and last character of what is highlighted if it is chosen."""

    content: Content
    target: Target | None = None
    name: tuple[int, int] = (0, 0)

    @property
    def chosen(self) -> Content:
        """Return the line as the chosen one."""
        return self.content.stylize("reverse", *self.name)


def list_summary_rows(
    summary: SessionSummary,
    closed: Sequence[ClosedPass],
    study_day: date,
    width: int,
    looks: Looks,
    formula: FormulaAhead | None = None,
) -> list[Row]:
    """Return all lines in ``width`` cells; ``formula`` is where the path leads."""
    drawing = _Drawing(study_day, width, looks)
    rows = [*drawing.day(summary)]
    if formula is not None:
        comes_first = summary.end is None or not summary.end.drills
        down = "" if comes_first else "down " if looks.is_ascii else "↓ "
        rows += drawing.formula(formula, f"{down}b try it")
    rows += [row for closed_pass in closed for row in drawing.closed_pass(closed_pass)]
    return [*rows, *drawing.to_look_at(summary), *drawing.ahead(summary)]


@dataclass(frozen=True, slots=True)
class _Drawing:
    study_day: date
    width: int
    looks: Looks

    # --- the day -------------------------------------------------------------------------------------------

    def day(self, summary: SessionSummary) -> list[Row]:
        """Return what the day came to for the goal, what went wrong, what tomorrow brings, why it is over."""
        rows: list[Row] = []
        for of, words, action in tell_rows(summary):
            rows += self._labelled(of, words, KEYS.get(action, ""))
        return [*rows, *(self._sentence(summary.ended) if summary.ended else [])]

    def _labelled(self, of: str, words: str, key: str) -> list[Row]:
        """Return words beside what they are of, or below it, and the key that leads on."""
        is_narrow = self.width < TEXT_CELLS + LABEL_CELLS
        head = f"{of}  " if is_narrow or len(of) >= LABEL_CELLS else f"{of:{LABEL_CELLS}}"
        if is_narrow and len(head) + len(words) + len(key) + 2 > self.width:
            gap = " " * max(2, self.width - len(of) - len(key))
            first = Row(build_content((of, "bold"), (gap + key if key else "", "$secondary")))
            below = textwrap.wrap(words, max(20, self.width - 2))
            return [first, *(Row(build_content(f"  {t}")) for t in below)]
        first_line, *more = textwrap.wrap(words, max(20, self.width - len(head) - len(key) - 2))
        gap = " " * max(2, self.width - len(head) - len(first_line) - len(key))
        tail = (gap + key, "$secondary") if key else ("", "")
        first = Row(build_content((head, "bold"), first_line, tail))
        return [first, *(Row(build_content(" " * len(head), t)) for t in more)]

    def formula(self, ahead: FormulaAhead, key: str) -> list[Row]:
        """Return a formula that the path leads to: drawn, its sentence, its symbols, what is left for it."""
        head = "Where this leads"
        first, *more = self._labelled(
            head, typeset_title_on_line(ahead.called, self.looks), key if ahead.item else ""
        )
        first = Row(first.content, Target("", ahead.item) if ahead.item else None, (0, len(head)))
        room = self.width - INDENT_CELLS
        drawn = of_block(typeset.typeset_formula(ahead.latex, width=room, tier=self.looks.tier))
        symbols = [(in_line(latex, self.looks, room // 3), meaning) for latex, meaning in ahead.symbols]
        cells = max((typeset.cell_width(symbol) for symbol, _ in symbols), default=0) + 2
        meanings = [
            prefix_first_line(
                build_content((fit_to_cells(symbol, cells), "bold")),
                draw_paragraph(text, room - cells, self.looks),
            )
            for symbol, text in symbols
        ]
        said = [draw_paragraph(ahead.words, room, self.looks)] if ahead.words.strip() else []
        parts = [
            drawn,
            *said,
            *meanings,
            draw_paragraph(format_learner_words(ahead.describe_left()), room, self.looks),
        ]
        lines = [text for part in parts for text in part.split("\n", allow_blank=True)]
        indent = build_content(" " * INDENT_CELLS)
        return [Row(EMPTY), first, *more, *(Row(indent + text) for text in lines)]

    # --- a pass that is complete ---------------------------------------------------------------------------

    def closed_pass(self, closed: ClosedPass) -> list[Row]:
        """Return the chart of a bank of which a pass is complete."""
        row = closed.row
        chart = pass_rows(closed.progress.chart, self.study_day, self.width, plain=self.looks.is_ascii)
        rows = [
            Row(EMPTY),
            Row(build_content((f"{closed.title} · pass {row.pass_} is complete", "bold"))),
            *(Row(paint_chart_parts(row.parts, self.looks)) for row in chart),
        ]
        left = row.yellow + row.red - row.parked
        if left:
            rows += self._sentence(
                f"Pass {row.pass_ + 1} takes what was not green: {count(left, 'exercise')}.", "$secondary"
            )
        return [*rows, *self._what_went_wrong(closed)]

    def _what_went_wrong(self, closed: ClosedPass) -> list[Row]:
        """Yield where the reds are, and the commonest slips; then what was right for no known reason."""
        topics = [self._topic(closed, *red) for red in closed.reds]
        slips = [Row(build_content(f"{name:40}{times:>4}")) for name, times in closed.slips]
        if topics:
            topics.insert(0, Row(build_content(("Where the reds are", "bold"))))
        if slips:
            slips.insert(0, Row(build_content(("What went wrong most often", "bold"))))
        rows = [row for block in (topics, slips) if block for row in (Row(EMPTY), *block)]
        if closed.unsure:
            unsure_count = f" {count(closed.unsure, 'time')} your answer was right but you were not sure why."
            rows.append(Row(build_content(self.looks.sign("yellow"), unsure_count)))
        return rows

    def _topic(self, closed: ClosedPass, title: str, number: int) -> Row:
        name = self.looks.cut(title, min(COLUMN_CELLS, self.width) - 8)
        content = build_content(name, " ", self.looks.sign("red"), f" {number}")
        return Row(content, Target(f"{closed.title} {title}"), (0, len(name.rstrip())))

    # --- the session ---------------------------------------------------------------------------------------

    def to_look_at(self, summary: SessionSummary) -> list[Row]:
        """Yellows and reds, the reds first; then what turned green."""
        rows: list[Row] = []
        lines = [marked for marked in summary.lines if marked.effect.counts or not summary.is_placement]
        named = "" if summary.end is None else summary.end.wrong  # above, with its key
        again = [
            marked
            for marked in lines
            if marked.effect.colour != "green" and not (named and marked.exercise.title == named)
        ]
        again.sort(key=lambda marked: marked.effect.colour == "yellow")
        if again:
            rows += [Row(EMPTY), Row(build_content(("Worth another look", "bold")))]
            cells = max(len(marked.exercise.title or marked.exercise.item) for marked in again[:SHOWN])
            cells = min(cells, LONGEST_NAME, max(MOST_CUT_NAME, self.width - DAY_CELLS))
            rows += [self._again(marked, cells) for marked in again[:SHOWN]]
        if len(again) > SHOWN:
            rows.append(Row(build_content((f"  {len(again) - SHOWN} more", "$secondary"))))
        turned = [
            marked
            for marked in summary.lines
            if marked.effect.colour == "green" and marked.exercise.state.state in ("yellow", "red")
        ]
        if turned:
            rows += [Row(EMPTY), Row(build_content(("Newly green", "bold")))]
            rows += [self._exercise(marked.exercise, "green", self.width - 4) for marked in turned]
        return rows

    def _again(self, marked: Marked, cells: int) -> Row:
        """Return what to look at, with as many words as fit next to a name of so many cells."""
        facts, effect = marked.facts, marked.effect
        when = (
            "parked"
            if effect.shown == "parked"
            else f"back {describe_return_day(effect.due, self.study_day)}"
            if effect.counts
            else "practice, not counted"
        )
        why = "right, not sure why" if facts.ok else describe_slip(facts.code, facts.mistake)
        full = f"{when}, {why}" if effect.colour == "yellow" and why else when
        if marked.exercise.state.state == "green" and effect.counts:  # a check that did not hold
            full = f"was green, {full}"
        room = self.width - cells - 4
        words_that_fit = next(
            (words for words in (full, when) if len(words) <= room),
            when.removeprefix("back ").removeprefix("practice, "),
        )
        return self._exercise(marked.exercise, effect.shown, cells, words_that_fit)

    def _exercise(self, exercise: ExerciseView, state: State, cells: int, remark: str = "") -> Row:
        """Return a sign, the name, and what is said of it; it leads to the exercise."""
        name = self.looks.item(exercise.item, cells, exercise.title)
        head = build_content(self.looks.sign(state), " ")
        target = Target(f"{exercise.item.rpartition('/')[0]} {exercise.topic}", exercise.item)
        start = len(head.plain)
        return Row(
            head + build_content(name, "  ", (remark, "$secondary")),
            target,
            (start, start + len(name.rstrip())),
        )

    def ahead(self, summary: SessionSummary) -> list[Row]:
        """Return what is complete, and what comes."""
        rows = [
            Row(EMPTY),
            *(row for bank_sentence in summary.complete for row in self._sentence(bank_sentence, "bold")),
        ]
        rows += [row for remark in summary.remarks for row in self._sentence(remark)]
        return rows + self._sentence(days_told(summary))

    # --- pieces --------------------------------------------------------------------------------------------

    def _sentence(self, text: str, style: str = "") -> list[Row]:
        return [
            Row(build_content((text_line, style))) for text_line in textwrap.wrap(text, max(20, self.width))
        ]
