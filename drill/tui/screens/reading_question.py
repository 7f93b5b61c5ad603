"""The question which formula could not be followed, after a "no" to the invitation to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from drill.tui.bindings import bind_named_key
from drill.tui.styled_content import build_content
from drill.tui.window import ListWindow

if TYPE_CHECKING:
    from drill.session.standing.reading import Invitation


class ReadingQuestionScreen(ListWindow["str | None"]):
    """Closes with the id of a formula, or with nothing: then the invitation stays."""

    BINDINGS: ClassVar = [
        bind_named_key("go-on", "submit", "this one"), bind_named_key("back", "close", "back to Today"),
    ]  # fmt: skip

    def __init__(self, invited: Invitation) -> None:
        """A row a formula, in the paper's order."""
        self._formulas = invited.formulas
        says = "Choose the first one: the skills that it rests on will come first."
        rows = (build_content(formula.called) for formula in invited.formulas)
        super().__init__("Which formula could you not follow?", says, rows)

    def choose(self, number: int) -> None:
        """Close with a formula."""
        self.dismiss(self._formulas[number].id)
