"""The window about a formula: the moves whose form it has, their skills, a card, and exercises to begin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.widgets import Input

from drill.errors import DrillError
from drill.text import one_line
from drill.tui.bindings import bind_named_key
from drill.tui.screens.line_window import LineWindow
from drill.tui.screens.papers.labelled_text import draw_labelled_markdown, draw_paragraph
from drill.tui.styled_content import EMPTY, build_content, stack_lines
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from textual.content import Content

    from drill.session.papers.about_formula import AboutFormula, FormMove
    from drill.session.workspace import Workspace

# Cells of the narrowest text.
_NARROWEST = 20


class FormulaLine(TextLine):
    """One line, in which pasted lines come one after the other."""

    def _on_paste(self, event: events.Paste) -> None:
        self.take(event)
        self.replace(one_line(event.text), *self.selection)


class AboutFormulaScreen(LineWindow):
    """A line for a formula, and below it what drill knows about it; ``b`` begins its exercises."""

    BINDINGS: ClassVar = [
        bind_named_key("go-on", "submit"), bind_named_key("drill", words="begin"),
        bind_named_key("theory", words="card"),
    ]  # fmt: skip
    heading = "About a formula"
    DEFAULT_CSS = "AboutFormulaScreen VerticalScroll {padding: 0 1 0 2; scrollbar-gutter: stable;}"

    def __init__(self, proposed: str = "") -> None:
        """``proposed`` is a formula that was copied before."""
        field = FormulaLine(one_line(proposed), placeholder="LaTeX, or softmax(q k^T / sqrt(d)) v")
        super().__init__(field, "a formula")
        self._about: AboutFormula | None = None
        # The card that teaches its first skill, as Markdown, and whether it is shown.
        self._card = ""
        self._is_card = False

    def on_resize(self) -> None:
        """Wrap the text anew."""
        self._show()

    def offer(self, action: str) -> str | bool:
        """Name what acts on the line, and on what is known."""
        match action:
            case "submit":
                return "look it up" if self._field.has_focus else "another"
            case "drill":
                return self._about is not None and bool(self._about.exercises)
            case "theory":
                return ("formula" if self._is_card else "card") if self._card else False
            case _:
                return super().offer(action)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look it up."""
        event.stop()
        if event.value.strip():
            self._look_up(event.value)

    def action_submit(self) -> None:
        """Go back to the line: another formula."""
        self.set_focus(self._field)
        self.refresh_bindings()

    @work(exclusive=True)
    async def _look_up(self, text: str) -> None:
        """Ask in the session's thread: the first formula takes a second or two."""
        self._say("One moment…")
        try:
            about, card = await self.app.background.run(
                _describe_formula_moves, await self.app.opened(), text
            )
        except DrillError as error:
            self._about, self._card = None, ""
            self._say(str(error))
            return
        self._about, self._card, self._is_card = about, card, False
        if about.moves:
            self.set_focus(None)  # letters are keys now
        self._show()

    def _show(self) -> None:
        if self._about is not None:
            width = max(_NARROWEST, self._page.scrollable_content_region.width)
            text = self._card if self._is_card else ""
            rows = (
                [draw_paragraph(text, width, self.app.looks)] if text else self._list_rows(self._about, width)
            )
            self._text.show(stack_lines(rows))
            self._page.scroll_home(animate=False)
            self.refresh_bindings()

    def _list_rows(self, about: AboutFormula, width: int) -> Sequence[Content]:
        looks = self.app.looks
        rows = [
            draw_labelled_markdown("read as" if not n else "", f"${latex}$", width, looks)
            for n, latex in enumerate(about.read)
        ]
        rows += [
            build_content((f"Not read: {part.latex}: {part.message}.", "$secondary")) for part in about.unread
        ]
        if not about.moves:
            return [*rows, build_content(("No known move is in it.", "$secondary"))] if about.read else rows
        rows += [EMPTY, build_content(("It has the form of", "$secondary"))]
        for move in about.moves:
            rows += [*self._list_move(move, width), EMPTY]
        rows.append(build_content(("Skills", "$secondary")))
        for skill in about.skills:
            rows.append(build_content(f"  {skill.title}", (f"  {skill.standing}", "$secondary")))
        if about.exercises:
            rows += [EMPTY, build_content(("Exercises to begin with", "$secondary"))]
            rows += [build_content(f"  {exercise.title}") for exercise in about.exercises]
        return rows

    def _list_move(self, move: FormMove, width: int) -> Sequence[Content]:
        from drill.session.papers.about_formula import say_papers, say_roles

        said = ", ".join(filter(None, (f"**{move.row.title}**", say_roles(move))))
        papers = say_papers(move)
        rows = [draw_paragraph(said, width, self.app.looks)]
        return [*rows, draw_labelled_markdown("also in", papers, width, self.app.looks)] if papers else rows

    def action_theory(self) -> None:
        """Show the card, or the formula again."""
        self._is_card = bool(self._card) and not self._is_card
        self._show()

    def action_drill(self) -> None:
        """Leave for a session on the exercises."""
        from drill.session.standing.queueing import Request

        if self._about is not None and self._about.exercises:
            items = tuple(exercise.item for exercise in self._about.exercises)
            app = self.app
            self.dismiss(None)
            app.call_after_refresh(app.leave_for, partial(app.drill, Request(scope=items, first=items[0])))

    def action_close(self) -> None:
        """Go back: from the card to the formula, else to the screen below."""
        if self._is_card:
            self.action_theory()
        else:
            super().action_close()


def _describe_formula_moves(workspace: Workspace, text: str) -> tuple[AboutFormula, str]:
    """Return what is known about a formula, and the card of its first skill that has one, as Markdown."""
    from drill.session.drilling.exercise_view import card_text
    from drill.session.papers.about_formula import find_card, look_up_formula

    about = look_up_formula(workspace, text)
    taught = next((skill for skill in about.skills if skill.has_card), None)
    card = find_card(workspace, taught.skill) if taught is not None else None
    return about, card_text(card, taught.title) if taught is not None and card is not None else ""
