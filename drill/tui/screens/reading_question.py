"""Which formula could not be followed: asked after a "no" to the invitation to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from drill.tui.bindings import bind
from drill.tui.content import line
from drill.tui.widgets.rows import KeyRow, QuietList, TopLine
from drill.tui.widgets.text import Text
from drill.tui.window import Window

if TYPE_CHECKING:
    from drill.session.reading import Invitation


class ReadingQuestionScreen(Window["str | None"], ModalScreen["str | None"]):
    """Dismissed with the id of a formula, or with nothing: then the invitation is not answered."""

    BINDINGS: ClassVar = [
        bind("go-on", "submit", "this one"), bind("back", "close", "back to Today"), bind("leave", "close"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ReadingQuestionScreen {background: $background;}
    ReadingQuestionScreen Vertical {height: 1fr; padding: 1 2;}
    ReadingQuestionScreen #how {height: auto; margin-bottom: 1;}
    ReadingQuestionScreen OptionList, ReadingQuestionScreen OptionList:focus
        {height: 1fr; border: none; background: $background; padding: 0;}
    """

    def __init__(self, invited: Invitation) -> None:
        super().__init__()
        self._invited = invited

    def compose(self) -> ComposeResult:
        """A row a formula, in the paper's order."""
        yield TopLine(line(("Which formula could you not follow?", "bold")))
        with Vertical():
            yield Text(line("Choose the first one: the skills that it rests on will come first."), id="how")
            rows = (Option(line(formula.called)) for formula in self._invited.formulas)
            yield QuietList(*rows, markup=False)
            yield KeyRow()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with a formula."""
        self.dismiss(self._invited.formulas[event.option_index].id)
