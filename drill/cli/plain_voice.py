"""Texts of the line mode: wrapped and indented, with formulas in the chosen form."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from drill import typeset
from drill.cli import output
from drill.cli.colour import emit_parts
from drill.cli.figure_output import emit_figure
from drill.cli.plain_words import FORMS
from drill.drawing.figure import Figure
from drill.settings import is_read_aloud
from drill.tui import in_form


class Voice:
    """Prints Markdown in lines of at most ``width`` cells; for a screen reader all of it in words."""

    def __init__(self, width: int, tier: typeset.Tier) -> None:
        self._width = width
        self._tier: typeset.Tier = tier
        self.is_read_aloud = is_read_aloud(os.environ)
        self._form = "spoken" if self.is_read_aloud else next(iter(FORMS))

    def say(self, markdown: str) -> None:
        """Print one text."""
        text = in_form(markdown, self._form, self._tier)
        block = typeset.set_prose(text, width=self._width - 2, tier=self._tier)
        emit_parts(_list_spoken_row_parts(block, row) for row in range(block.height))

    def tell(self, text: str) -> None:
        """Print sentences of the program's own."""
        output.emit_wrapped(text, self._width)

    def ask(self, prompt: str) -> None:
        """Print a question, whose answer follows on its last line."""
        output.write_prompt(prompt, self._width)

    def draw(self, figure: Figure, *, is_told: bool = True) -> None:
        """Print a figure after its description, unless the description would give the answer away.

        Who cannot see the figure is told in any case.
        """
        if self.is_read_aloud:
            self.tell(f"Figure: {figure.says}")
        else:
            emit_figure(figure, self._width, self._tier, is_told=is_told)

    def complain(self, complaint: str, pointer_lines: Sequence[str] = ()) -> None:
        """Print why an answer cannot be read, and below it the answer with a sign at the place."""
        self.tell(complaint)
        if pointer_lines and not self.is_read_aloud:
            output.emit_text("\n".join(pointer_lines))

    def next_form(self) -> str:
        """Switch formulas to the next form; return what to say about it."""
        forms = [form for form in FORMS if form != "two-dimensional" or not self.is_read_aloud]
        self._form = forms[(forms.index(self._form) + 1) % len(forms)]
        return FORMS[self._form]


def _list_spoken_row_parts(block: typeset.Block, row: int) -> Iterator[tuple[str, str]]:
    """Return a line with its spans of code, which are coloured if the terminal shows colour."""
    yield "  ", ""
    text, column = block.lines[row], 0
    for span in (
        span for span in block.spans if span.row == row and span.style in ("number", "call", "quiet")
    ):
        yield from ((text[column : span.start], ""), (text[span.start : span.end], span.style))
        column = span.end
    yield text[column:], ""
