"""The question which formula could not be followed, after a "no" to the invitation to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from drill.tui.bindings import bind
from drill.tui.content import line
from drill.tui.window import ListWindow

if TYPE_CHECKING:
    from drill.session.reading import Invitation


class ReadingQuestionScreen(ListWindow["str | None"]):
    """Closes with the id of a formula, or with nothing: then the invitation stays."""

    BINDINGS: ClassVar = [
        bind("go-on", "submit", "this one"), bind("back", "close", "back to Today"),
    ]  # fmt: skip

    def __init__(self, invited: Invitation) -> None:
        """A row a formula, in the paper's order."""
        self._formulas = invited.formulas
        says = "Choose the first one: the skills that it rests on will come first."
        rows = (line(formula.called) for formula in invited.formulas)
        super().__init__("Which formula could you not follow?", says, rows)

    def choose(self, number: int) -> None:
        """Close with a formula."""
        self.dismiss(self._formulas[number].id)
