"""What is read of an exercise, its formulas in the form that was chosen: prompt or theory, and an example."""

from __future__ import annotations

from drill.tui.forms import FORMS, in_form, next_form, plain_form
from drill.tui.widgets.text import Prose
from drill.typeset import Tier


class Passage:
    """Two pieces of prose, and what a copy of them holds."""

    def __init__(self, tier: Tier) -> None:
        self._tier: Tier = tier
        self.form = FORMS[0]
        self.text = Prose(tier=tier, id="prompt")
        self.example = Prose(tier=tier, id="example")
        self.example.border_title = " a worked example "
        self._shown = ("", "")
        self._copied: tuple[str, ...] = ()

    def set(self, text: str, *aside: str, example: str = "") -> None:
        """Another text, and an example below it; ``aside`` is only copied with them."""
        self._shown = text, example
        self._copied = tuple(part for part in (text, example, *aside) if part)
        self._draw()

    def next_form(self) -> str:
        """Formulas in the next form; which that is."""
        self.form = next_form(self.form)
        self._draw()
        return self.form

    def _draw(self) -> None:
        for widget, text in zip((self.text, self.example), self._shown, strict=True):
            widget.set(in_form(text, self.form, self._tier))

    @property
    def has_example(self) -> bool:
        """Whether an example stands below the text."""
        return bool(self._shown[1])

    @property
    def copied(self) -> str:
        """What is shown, as text."""
        return "\n\n".join(plain_form(text, self.form, self._tier) for text in self._copied)

    @property
    def copied_form(self) -> str:
        """How formulas are copied."""
        return "LaTeX" if self.form == FORMS[0] else self.form
