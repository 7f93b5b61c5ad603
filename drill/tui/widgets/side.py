"""The side pane on wide terminals: an exercise's history, own lines, prerequisites, the last marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual.content import Content

from drill import typeset
from drill.drawing.figure import Figure
from drill.gyr.events import ItemId, SkillId
from drill.session.drilling.exercise_view import ExerciseView, card_text
from drill.session.drilling.verdict_question import line_head
from drill.session.drilling.verdict_view import Marked
from drill.session.library.exercise_library import card_of
from drill.session.standing.prerequisites import SkillLine, find_learner_mastery, rests_on
from drill.session.workspace import Workspace
from drill.tui.looks import EMPTY, build_content, of_block, stack_lines
from drill.tui.widgets.answer_beside_key import of_figure
from drill.tui.widgets.standing import skill_lines
from drill.tui.widgets.text_widgets import Text

FIGURE_ROWS = 14
SKILLS = 5
# Number of marks that are shown, and number that is kept because some may be taken back.
LAST_MARKS, KEPT_MARKS = 8, 50
# Min cells for a card's formulas next to an exercise.
CARD_FROM = 48


@dataclass(frozen=True, slots=True)
class Beside:
    """The content of the pane: ``card``, Markdown, only once the key is shown."""

    view: ExerciseView
    needs: Sequence[SkillLine] = ()
    card: str = ""
    # The card's figure.
    drawn: Figure | None = None
    is_key_shown: bool = False


class SidePane(Text):
    """The pane, shown from 110 columns on, wider from 160; everything in it is also shown elsewhere."""

    DEFAULT_CSS = """
    SidePane {display: none; width: 36; height: 1fr; padding: 1 2; border-left: solid $rule;}
    """

    def __init__(self) -> None:
        super().__init__()
        self._marks: list[Marked] = []
        self._beside: Beside | None = None
        self._figure: Figure | None = None

    def note(self, marked: Marked) -> None:
        """Add a mark that was given."""
        self._marks = [*self._marks[1 - KEPT_MARKS :], marked]

    def forget(self, item: str) -> None:
        """Remove the newest mark of an item."""
        for index in range(len(self._marks) - 1, -1, -1):
            if self._marks[index].exercise.item == item:
                del self._marks[index]
                return

    def set(self, side_view: Beside) -> None:
        """Show another exercise."""
        self._beside = side_view
        self._draw()

    def show_card(self, is_key_shown: bool) -> None:
        """Show the card after the key, because it is no longer a help then."""
        if self._beside is not None and self._beside.is_key_shown != is_key_shown:
            self.set(replace(self._beside, is_key_shown=is_key_shown))

    def show_figure(self, figure: Figure | None) -> None:
        """Show the figure of the exercise at the top; the pane is a little wider for it."""
        if figure != self._figure:
            self._figure = figure
            self.set_class(figure is not None, "-figure")
            self._draw()

    def on_resize(self) -> None:
        """Redraw at the new size."""
        self._draw()

    def _draw(self) -> None:
        width, side_view, looks = self.content_size.width, self._beside, self.app.looks
        if side_view is None or not width:
            return
        blocks = [of_figure(self._figure, width, FIGURE_ROWS, looks), EMPTY] if self._figure else []
        blocks.append(self._block("This exercise", self._passes(side_view.view)))
        own_lines = [
            build_content(
                (f"{line_head(side_view.view, own_line).removeprefix('your line, ')}  ", "$secondary"),
                own_line.text,
            )
            for own_line in side_view.view.own_lines
        ]
        if own_lines:
            blocks.append(self._block("Your lines", own_lines))
        if side_view.card and side_view.is_key_shown and width >= CARD_FROM:
            card = [of_block(typeset.set_prose(side_view.card, width=width, tier=looks.tier))]
            if side_view.drawn is not None:
                card = [of_figure(side_view.drawn, width, FIGURE_ROWS, looks), EMPTY, *card]
            blocks.append(self._block("Its card", card))
        if side_view.needs:
            blocks.append(self._block("Rests on", skill_lines(side_view.needs[:SKILLS], width, looks)))
        if self._marks:
            newest = reversed(self._marks[-LAST_MARKS:])
            blocks.append(self._block("Last marks", [*map(self._mark, newest)]))
        self.show(stack_lines(blocks))

    def _block(self, title: str, lines: Sequence[Content]) -> Content:
        return stack_lines([build_content((title, "$primary bold")), *lines, EMPTY])

    def _passes(self, view: ExerciseView) -> list[Content]:
        done = [
            build_content(self.app.looks.sign(mark), f" pass {number}")
            for number, mark in enumerate(view.trail, 1)
        ]
        number = {
            "pass": f"pass {view.attempt.pass_}",
            "check": "check",
            "extra": "practice",
            "rep": "warm-up",
        }[view.as_]
        return [
            build_content((self.app.looks.name(view.item, view.title), "$secondary")),
            *done,
            build_content(("○", "bold"), f" {number}   now"),
        ]

    def _mark(self, marked: Marked) -> Content:
        name = self.app.looks.name(marked.exercise.item, marked.exercise.title)
        return build_content(self.app.looks.sign(marked.effect.shown), f" {name}")


def load_side_pane(workspace: Workspace, view: ExerciseView) -> Beside:
    """Return the content for an exercise: the skills it requires, the nearest first, and its card."""
    entry = workspace.catalogue.entries.get(ItemId(view.item))
    if entry is None:
        return Beside(view)
    card = card_of(workspace, entry)
    drawn = workspace.workers.card_figure(card.figure) if card and card.figure else None
    has = find_learner_mastery(workspace)
    needs = [
        replace(skill, mastery=has.describe(SkillId(skill.skill)))
        for skill in reversed(rests_on(workspace, entry, workspace.standing()))
    ]
    return Beside(view, needs, card_text(card, "") if card else "", drawn)
