"""The end of a goal: the path, the reds, then and now, and the next goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from drill.session.today.today_page import wrap_words
from drill.tui.bindings import AnswerRow, PageWindow
from drill.tui.declared_keys import digits, key
from drill.tui.looks import EMPTY, build_content, of_block, stack_lines
from drill.tui.screens.places import write_date_in_words
from drill.tui.widgets.text_widgets import Text
from drill.typeset import cell_width, typeset_formula

if TYPE_CHECKING:
    from drill.session.today.goal_choice import GoalReached, ThenAndNow, WayOn

# Columns next to the text: margins and the scroll bar.
_CELLS_BESIDE = 5
MOST_WAYS = 5


class GoalEndScreen(PageWindow["WayOn | None"]):
    """Closes with the next goal, or with nothing."""

    def __init__(self, reached: GoalReached) -> None:
        self._reached = reached
        self._text = Text()
        self._ways: tuple[WayOn, ...] = reached.list_ways()
        rows = [
            AnswerRow(f"choose({number})", build_content((f"  {number}  ", "$primary bold"), way.words))
            for number, way in enumerate(self._ways, 1)
        ]
        next_ones = Text(build_content(("What next?", "bold")))
        corner = write_date_in_words(reached.on)
        super().__init__(reached.head, EMPTY, self._text, next_ones, *rows, corner=corner)

    def on_mount(self) -> None:
        """Show the page in its width."""
        self.query_one("#says").display = False
        self._draw()

    def on_resize(self) -> None:
        """Redraw the page in its new width."""
        self._draw()

    @key("go-on", "leave it open")
    def action_leave(self) -> None:
        """Close with nothing chosen."""
        self.dismiss(None)

    @digits(MOST_WAYS, words="choose")
    def action_choose(self, number: int) -> None:
        """Close with a way on."""
        if number <= len(self._ways):
            self.dismiss(self._ways[number - 1])

    def _draw(self) -> None:
        width = max(10, self.app.size.width - _CELLS_BESIDE)
        sentences = [part for sentence in self._reached.tell() for part in wrap_words(sentence, width)]
        lines = [*map(build_content, sentences), EMPTY]
        if self._reached.then_and_now is not None:
            lines += self._draw_then_and_now(self._reached.then_and_now, width)
        self._text.show(stack_lines(lines))

    def _draw_then_and_now(self, pair: ThenAndNow, width: int) -> list[Content]:
        """Return a formula, the first wrong answer to its exercise, and the right one, with their dates."""
        lines = [build_content((part, "bold")) for part in wrap_words(f"Then and now: {pair.formula}", width)]
        if pair.latex:
            formula = typeset_formula(pair.latex, width=width - 4, tier=self.app.looks.tier)
            lines += [*of_block(formula, indent=4).split("\n")]
        lines += [build_content((f"  {part}", "$secondary")) for part in wrap_words(pair.title, width - 2)]
        answers = (
            ("then", pair.wrong_on, pair.wrong, "$error"),
            ("now", pair.right_on, pair.right, "$success"),
        )
        for when, day, answer, style in answers:
            head = f"  {when:5} {f'{day.day} {day:%B}':13}"
            first, *further = wrap_words(answer, max(8, width - cell_width(head))) or [""]
            lines.append(build_content((head, "$secondary"), (first, style)))
            lines += [build_content(" " * cell_width(head), (part, style)) for part in further]
        return [*lines, EMPTY]
