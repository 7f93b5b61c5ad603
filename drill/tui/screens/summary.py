"""The end of a session: its summary, and what to look at again."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Spacing
from textual.screen import Screen

from drill import typeset
from drill.banks.catalogue import describe_slip
from drill.errors import DrillError
from drill.gyr.state import State
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_summary import (
    DayEnd,
    DaySummary,
    MarksSummary,
    PlacementSummary,
    SessionSummary,
    SetSummary,
)
from drill.session.drilling.verdict_view import Marked
from drill.session.progress.character_charts import list_mark_counts
from drill.session.standing.paper_names import find_paper_slug
from drill.session.standing.queueing import Request
from drill.session.today.session_list import MORE_MINUTES
from drill.session.today.today_page import count_minutes
from drill.text import count, describe_return_day, name_number
from drill.tui.bindings import KeyedScreen
from drill.tui.declared_keys import key
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import (
    CHOSEN,
    EMPTY,
    GROUND_INDENT,
    Looks,
    build_content,
    draw_formula,
    prefix_first_line,
    stack_lines,
)
from drill.tui.screens.papers.part import (
    CELLS_BESIDE,
    draw_paragraph,
    fit_to_cells,
    in_line,
    typeset_title_on_line,
)
from drill.tui.screens.places import screen_of
from drill.tui.widgets.bars import draw_state_bar
from drill.tui.widgets.columns import Column, ListRow, draw_list, mark_chosen
from drill.tui.widgets.screen_rows import KeyRow, TopLine
from drill.tui.widgets.text_widgets import Banner, Text

if TYPE_CHECKING:
    from drill.session.drilling.sitting import Sitting
    from drill.session.today.formula_map import FormulaAhead
    from drill.session.today.goal_choice import WayOn

# The lines of a summary; some of them lead on to an exercise.

# Rows around the body: the top line, the keys, and the margin.
ROWS_AROUND = 4
# Min number of yellows and reds that are listed by name, if there are as many.
FEWEST = 2
# Min cells of the text next to a label.
TEXT_CELLS = 36
# Min cells of the day on which an exercise comes back.
LEAST_REMARK = 14
# Cells of the labels of the day's lines; cells of the indentation of a formula.
LABEL_CELLS, INDENT_CELLS = 18, 2
# Seconds after the first paint before a key acts, because it may be meant for the exercise before.
CALM_S = 0.25


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a row: words to find in the library, and the exercise of them to show.

    If ``find`` is empty, ``item`` is an exercise that may be tried now.
    """

    find: str
    item: str = ""


class Choice(NamedTuple):
    """A way on: its words, and its action."""

    words: str
    action: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line, and where it leads."""

    content: Content
    target: Target | Choice | None = None


def list_summary_rows(
    summary: SessionSummary,
    study_day: date,
    width: int,
    looks: Looks,
    formula: FormulaAhead | None,
    choices: Sequence[Choice],
    height: int,
) -> list[Row]:
    """Return all lines in ``width`` cells; ``formula`` is the end of the path.

    As many exercises to look at are listed as let the ``choices`` end within ``height`` rows.
    """
    drawing = _Drawing(study_day, width, looks)
    if isinstance(summary, SetSummary):
        return drawing.warm_up(summary)
    assert isinstance(summary, MarksSummary)
    head = [*drawing.day(summary), *drawing.ahead(summary)]
    ways = [Row(EMPTY), *(Row(build_content(f" {choice.words}"), choice) for choice in choices)]
    rows = [*head, *drawing.to_look_at(summary, height - len(head) - len(ways)), *ways]
    if formula is not None:
        rows += drawing.formula(formula)
    return [*rows, *drawing.newly_green(summary)]


def _find_end(summary: SessionSummary) -> DayEnd | None:
    """Return the day's end, if it is a session of the day."""
    return summary.end if isinstance(summary, DaySummary) else None


@dataclass(frozen=True, slots=True)
class _Drawing:
    study_day: date
    width: int
    looks: Looks

    # --- the day -------------------------------------------------------------------------------------------

    def day(self, summary: MarksSummary) -> list[Row]:
        """Return the day's result for the goal, tomorrow's work, and the reason for the end."""
        rows = [row for of, words in summary.tell_rows() for row in self._labelled(of, words)]
        return [*rows, *(self._sentence(summary.ended) if summary.ended else [])]

    def warm_up(self, came_to: SetSummary) -> list[Row]:
        """Return how a set of the warm-up went, and what went wrong."""
        rows = [row for sentence in came_to.head for row in self._sentence(sentence)]
        for wrong in came_to.wrong:
            rows += [Row(EMPTY), *map(Row, draw_paragraph(wrong, self.width, self.looks).split("\n"))]
        return rows

    def _labelled(self, of: str, words: str) -> list[Row]:
        """Return words next to their label, or below it."""
        is_narrow = self.width < TEXT_CELLS + LABEL_CELLS
        head = f"{of}  " if is_narrow or len(of) >= LABEL_CELLS else f"{of:{LABEL_CELLS}}"
        if is_narrow and len(head) + len(words) > self.width:
            below = textwrap.wrap(words, max(20, self.width - 2))
            return [Row(build_content((of, "bold"))), *(Row(build_content(f"  {t}")) for t in below)]
        first_line, *more = textwrap.wrap(words, max(20, self.width - len(head)))
        first = Row(build_content((head, "bold"), first_line))
        return [first, *(Row(build_content(" " * len(head), t)) for t in more)]

    def formula(self, ahead: FormulaAhead) -> list[Row]:
        """Return a formula that the path leads to: drawn, its sentence, its symbols, its remaining skills."""
        head = "Where this leads"
        first, *more = self._labelled(head, typeset_title_on_line(ahead.called, self.looks))
        first = Row(first.content, Target("", ahead.item) if ahead.item else None)
        room = self.width - INDENT_CELLS
        block = typeset.typeset_formula(ahead.latex, width=room - GROUND_INDENT - 1, tier=self.looks.tier)
        drawn = draw_formula(block, room, is_airy=True)
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

    # --- the session ---------------------------------------------------------------------------------------

    def to_look_at(self, summary: MarksSummary, height: int) -> list[Row]:
        """Return the yellows and reds, the reds first, in at most ``height`` rows where that has a few."""
        is_placement = isinstance(summary, PlacementSummary)
        again = [
            marked
            for marked in summary.marks.lines
            if marked.effect.colour != "green" and (marked.effect.counts or not is_placement)
        ]
        if not again:
            return []
        again.sort(key=lambda marked: marked.effect.colour == "yellow")
        room = max(FEWEST, height - 2)
        shown = len(again) if len(again) <= room else room - 1
        rows = [Row(EMPTY), Row(build_content(("Worth another look", "bold")))]
        rows += self._list_exercises([self._again(marked) for marked in again[:shown]])
        if len(again) > shown:
            rows.append(Row(build_content((f"  {len(again) - shown} more", "$secondary"))))
        return rows

    def newly_green(self, summary: MarksSummary) -> list[Row]:
        """Return what turned green."""
        turned = [
            marked
            for marked in summary.marks.lines
            if marked.effect.colour == "green" and marked.exercise.state.state in ("yellow", "red")
        ]
        if not turned:
            return []
        listed = self._list_exercises([(marked.exercise, "green", "") for marked in turned])
        return [Row(EMPTY), Row(build_content(("Newly green", "bold"))), *listed]

    def _again(self, marked: Marked) -> tuple[ExerciseView, State, str]:
        """Return an exercise to look at, its state, and when and why it comes back."""
        facts, effect = marked.facts, marked.effect
        when = "practice, not counted"
        if effect.shown == "parked":
            when = "parked"
        elif effect.counts:
            when = f"back {describe_return_day(effect.due, self.study_day)}"
        why = "right, not sure why" if facts.ok else describe_slip(facts.code, facts.mistake)
        told = f"{when}, {why}" if effect.colour == "yellow" and why else when
        if marked.exercise.state.state == "green" and effect.counts:  # a check that did not hold
            told = f"was green, {told}"
        state = effect.shown if effect.counts else marked.exercise.state.state
        return marked.exercise, state, told

    def _list_exercises(self, exercises: Sequence[tuple[ExerciseView, State, str]]) -> list[Row]:
        """Return rows of a sign, a name and a remark, which lead to the exercises."""
        rows = [
            ListRow(
                build_content(exercise.title or exercise.item),
                {"remark": build_content((remark, "$secondary"))},
                build_content(self.looks.sign(state), " "),
            )
            for exercise, state, remark in exercises
        ]
        drawn = draw_list(rows, (Column("remark", least=LEAST_REMARK),), self.width)
        return [
            Row(content, Target(f"{exercise.item.rpartition('/')[0]} {exercise.topic}", exercise.item))
            for content, (exercise, _, _) in zip(drawn, exercises, strict=True)
        ]

    def ahead(self, summary: MarksSummary) -> list[Row]:
        """Return the complete passes, and the next work."""
        rows = [row for bank_sentence in summary.complete for row in self._sentence(bank_sentence, "bold")]
        rows += [row for remark in summary.remarks for row in self._sentence(remark)]
        return rows + self._sentence(summary.tell_days())

    # --- pieces --------------------------------------------------------------------------------------------

    def _sentence(self, text: str, style: str = "") -> list[Row]:
        return [
            Row(build_content((text_line, style))) for text_line in textwrap.wrap(text, max(20, self.width))
        ]


class SummaryScreen(KeyedScreen[None]):
    """The marks of a session; from here on, back, or home."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    SummaryScreen VerticalScroll {height: 1fr; padding: 1 0 1 1; scrollbar-size-vertical: 1;}
    SummaryScreen #chart {padding-left: 2;}
    SummaryScreen VerticalScroll Text {height: auto; text-wrap: nowrap; text-overflow: ellipsis;}
    """

    def __init__(
        self,
        summary: SessionSummary,
        sitting: Sitting,
        study_day: date,
        remark: str = "",
        *,
        came_before: SummaryScreen | None = None,
        back: Callable[[], Screen[None]] | None = None,
    ) -> None:
        """``remark`` is a line that appears once, at this occasion; ``came_before`` is the same, left to
        look at a detail. ``back`` opens the place after its end; without it, that is Today."""
        super().__init__()
        self._back = back or partial(screen_of, "Today")
        self._told = remark
        self._summary = summary
        self._end = _find_end(summary)
        self._found = summary.found if isinstance(summary, PlacementSummary) else None
        reached = summary.reached if isinstance(summary, DaySummary) else None
        self._reached = reached if came_before is None else came_before._reached
        """What was done for the goal, until it is shown on the way out."""
        self._sitting = sitting
        self._study_day = study_day
        self._rows: list[Row] = []
        self._choices: list[Choice] = []
        self._painted_at = 0.0
        self._chosen = None if came_before is None else came_before._chosen
        """The target of the chosen row, one of those that lead on."""
        self._formula = None if came_before is None else came_before._formula
        """Where the path leads, once it was read."""
        self._has_formula = came_before is not None
        self._chart = Text(id="chart")
        self._list = Text()
        self._body = VerticalScroll(self._chart, self._list, can_focus=False)

    def compose(self) -> ComposeResult:
        """Make the chart of a placement, the day's result, the ways on, what turned green."""
        head, corner = self._name_end()
        yield TopLine(build_content((head, "bold")), build_content((corner, "$secondary")))
        yield Banner()
        yield self._body
        yield KeyRow()

    def _name_end(self) -> tuple[str, str]:
        """Return the name of the session that is over, and its result."""
        summary, end = self._summary, self._end
        if self._found is not None:
            return "What you know", self._found.told
        if not isinstance(summary, MarksSummary):
            return "Warm-up", ""
        if not summary.attempts:
            return ("Nothing was marked" if summary.ended else "Nothing to drill here now"), ""
        if end is not None and end.head:
            green = f", {end.green} green" if end.green else ""
            minutes = f"{max(1, count_minutes(end.minutes))} min"
            return end.head, f"{minutes}, {count(end.marked, 'exercise')}{green}"
        marks = summary.marks
        counts = list_mark_counts(marks)
        corner = "  ".join(f"{number} {self.app.looks.sign(state)[0]}" for state, number in counts if number)
        corner += f"  {marks.parked} parked" if marks.parked else ""
        minutes = max(1, count_minutes(marks.seconds / 60))
        what = "Practice" if marks.is_practice else "This session"
        return f"{what}: {count(minutes, 'minute')}, {count(summary.attempts, 'exercise')}", corner

    def on_mount(self) -> None:
        """Register the work to do if the app ends here, and show the parts that were left out."""
        self.app.at_the_end = self._sitting.close
        if self.app.workspace is not None:
            messages = (self._told, *self.app.workspace.take_notices())
            self.query_one(Banner).say(*messages)
        if not self._has_formula:
            self._find_formula()

    @work(exclusive=True, group="formula")
    async def _find_formula(self) -> None:
        """Read the formula at the end of the path, and show it."""
        self._formula = await self.app.background.run(self._sitting.find_formula_ahead)
        self._has_formula = True
        if self._formula is not None and self.is_attached:
            self._draw()

    def _begin_to_act(self) -> None:
        self._painted_at = time.monotonic()
        super()._begin_to_act()

    async def on_key(self, event: events.Key) -> None:
        """Drop keys of the first moment, which were meant for the exercise before."""
        if time.monotonic() - self._painted_at < CALM_S:
            event.stop()
            event.prevent_default()

    def on_resize(self) -> None:
        """Redraw all at its new size."""
        found = self._found
        if found is not None:
            shares: list[tuple[State, int]] = [("green", len(found.known)), ("unseen", len(found.left))]
            self._chart.show(draw_state_bar(shares, min(70, self.app.size.width - 6), self.app.looks))
        self._chart.display = found is not None
        self._draw()

    def _draw(self) -> None:
        width = self.app.size.width - CELLS_BESIDE
        self._choices = self._list_choices()
        self._rows = list_summary_rows(
            self._summary,
            self._study_day,
            width,
            self.app.looks,
            self._formula,
            self._choices,
            self.app.size.height - ROWS_AROUND,
        )
        if self._choices and self._place_of_chosen is None:
            self._chosen = self._choices[0]
        here = self._place_of_chosen
        lines = [Content(" " * len(CHOSEN)) + row.content for row in self._rows]
        if here is not None:
            lines[here] = mark_chosen(lines[here], width + len(CHOSEN))
        self._list.show(stack_lines(lines))
        self.refresh_bindings()
        self.call_after_refresh(self._see_chosen)

    def _see_chosen(self) -> None:
        here = Region(0, self._list.virtual_region.y + (self._place_of_chosen or 0), 1, 1)
        self._body.scroll_to_region(here, spacing=Spacing(1, 0, 1, 0), animate=False, immediate=True)

    def _list_choices(self) -> list[Choice]:
        """Return the ways on from a session, the way out first; none after a set."""
        if not isinstance(self._summary, MarksSummary):
            return []
        if self._leads_to_exercises():
            choices = [Choice("begin with today", "screen.begin")]
        elif self._reached is not None:
            choices = [Choice("see what you reached", "screen.end")]
        elif self._is_of_day:
            choices = [Choice("leave drill", "app.quit")]
        else:
            choices = [Choice("back", "screen.end")]
        if self._left:
            choices.append(Choice("go on with today", "screen.resume"))
        elif words := self._words_of_going_on():
            choices.append(Choice(words, "screen.go_on"))
        if self._readable:
            choices.append(Choice(f"read {self._readable} now", "screen.open"))
        if reds := len(self._reds):
            what = "the red one" if reds == 1 else f"the {reds} reds"
            choices.append(Choice(f"practise {what}, not counted", "screen.drill"))
        return choices

    @property
    def _is_of_day(self) -> bool:
        return bool(self._left or (self._end is not None and self._end.head))

    @property
    def _left(self) -> str:
        """The rest of the day's list, in words."""
        return self._summary.left if isinstance(self._summary, DaySummary) else ""

    @property
    def _readable(self) -> str:
        """Papers that can be read now."""
        return "" if self._end is None else self._end.readable

    @property
    def _reds(self) -> tuple[str, ...]:
        """The exercises that became red in the session."""
        marks = self._summary.marks.lines if isinstance(self._summary, MarksSummary) else ()
        marks = (line for line in marks if line.effect.counts and line.effect.colour == "red")
        return tuple(dict.fromkeys(line.exercise.item for line in marks))

    # --- choosing ------------------------------------------------------------------------------------------

    @property
    def _places(self) -> list[int]:
        """Return the rows that lead on."""
        return [index for index, row in enumerate(self._rows) if row.target is not None]

    @property
    def _place_of_chosen(self) -> int | None:
        return next((place for place in self._places if self._rows[place].target == self._chosen), None)

    def action_move(self, by: int) -> None:
        """Choose the next row that leads on, or the one before; past the ends scroll."""
        before, places, here = self._chosen, self._places, self._place_of_chosen
        if places:
            number = 0 if here is None else places.index(here) + by
            self._chosen = self._rows[places[min(len(places) - 1, max(0, number))]].target
        if self._chosen == before:
            super().action_move(by)
            return
        self._draw()

    @key("look", "open it", when=lambda self: isinstance(self._chosen, Target))
    def action_look(self) -> None:
        """Show the chosen exercise in the library; or try the formula's."""
        target = self._chosen
        if not isinstance(target, Target):
            return
        if not target.find:
            self._close()
            self.app.drill(Request(place=True, first=target.item))
            return
        from drill.tui.screens.library import LibraryScreen, WayBack

        way_back = WayBack("summary", self._again, self._sitting.close)
        self.app.replace_screen(LibraryScreen(target.find, target.item, way_back))

    def _again(self) -> SummaryScreen:
        """Open the summary again, with the same row chosen."""
        return SummaryScreen(self._summary, self._sitting, self._study_day, came_before=self, back=self._back)

    # --- keys ----------------------------------------------------------------------------------------------

    def _leads_to_exercises(self) -> bool:
        """Whether it is the summary of a placement, which found the first exercises."""
        return self._found is not None and bool(self._found.first)

    def _words_of_entering(self) -> str:
        if self._chosen is None:
            return "go on"
        return "choose" if isinstance(self._chosen, Choice) else "open it"

    def _words_of_ending(self) -> str:
        return "Today" if self._is_of_day or self._leads_to_exercises() else "back"

    def _words_of_going_on(self) -> str:
        waiting = self._summary.waiting
        if isinstance(self._summary, PlacementSummary):
            return f"{waiting} more questions" if waiting else ""
        is_of_others = isinstance(self._summary, DaySummary) and self._summary.others
        of = " of other subjects" if is_of_others else " more"
        return f"{name_number(MORE_MINUTES)} minutes{of}" if waiting else ""

    def _words_of_undoing(self) -> str:
        return "undo" if self._summary.attempts and not self._sitting.refused else ""

    def action_help(self) -> None:
        """Show the keys; the first time the method first."""
        self.app.show_help(self.keys_here(), page="method" if self._told else None)

    @key("go-on", _words_of_entering)
    async def action_enter(self) -> None:
        """Take the chosen row; without rows leave the session."""
        if isinstance(target := self._chosen, Choice):
            await self.run_action(target.action)
        elif target is not None:
            self.action_look()
        else:
            self.action_end()

    def action_begin(self) -> None:
        """Leave the placement for the day's exercises."""
        self._close()
        self.app.drill()

    @key("back", _words_of_ending)
    def action_end(self) -> None:
        """Leave the session for the place that began it."""
        self._leave_for(self._back())

    @key("leave", "leave drill")
    def action_ask_to_leave(self) -> None:
        """Ask whether to leave drill."""
        super().action_ask_to_leave()

    def action_resume(self) -> None:
        """Go on with the rest of the day."""
        self._drill_on()

    @key("today", argument="Today")
    @key("library", argument="Library")
    @key("progress", argument="Progress")
    @key("papers", argument="Papers")
    def action_go(self, tab_name: str) -> None:
        """Leave the session for a place."""
        self._leave_for(screen_of(tab_name))

    def _leave_for(self, screen: Screen[None]) -> None:
        reached, self._reached = self._reached, None
        if reached is not None:
            from drill.tui.screens.goal_list import GoalEndScreen

            self.app.push_screen(GoalEndScreen(reached), partial(self._go_on_from_goal, screen))
            return
        self._close()
        self.app.replace_screen(screen)

    def _go_on_from_goal(self, screen: Screen[None], way: WayOn | None) -> None:
        """Open the place that was chosen at the end of the goal; without a choice the usual one."""
        self._leave_for(screen)
        self.app.aiming.follow(way)

    def _close(self) -> None:
        """End the session in its thread, before anything else is read there; no key waits for that."""
        self.app.at_the_end = None
        self.app.run_worker(self.app.background.run(self._sitting.close))

    @key("drill", when=lambda self: self._reds)
    def action_drill(self) -> None:
        """Leave the session, and practise what became red."""
        self._close()
        self.app.drill(Request(scope=self._reds, practice=True))

    @key("open", when=lambda self: self._readable)
    def action_open(self) -> None:
        """Leave the session for the paper that may be read further."""
        goal = self.app.settings.goal
        if goal and self._readable:
            from drill.tui.screens.papers.paper import PaperScreen

            self._leave_for(PaperScreen(find_paper_slug(goal), back="Today"))

    @key("more", when=lambda self: self._words_of_going_on())
    @work(exclusive=True)
    async def action_go_on(self) -> None:
        """Drill some minutes more."""
        self.query_one(Banner).say("One moment…")
        await self.app.background.run(self._sitting.more)
        self._drill_on()

    @key("undo", _words_of_undoing)
    @work(exclusive=True)
    async def action_undo(self) -> None:
        """Undo the newest mark, and go back to its question."""
        try:
            undone = await self.app.background.run(self._sitting.undo)
        except DrillError as error:
            self.query_one(Banner).say(str(error))
            return
        if undone is None:
            self.query_one(Banner).say("There is nothing to undo.")
        else:
            self._drill_on()

    def _drill_on(self) -> None:
        if not self.was_left:
            self.app.drill_on(self._sitting, self._back)
