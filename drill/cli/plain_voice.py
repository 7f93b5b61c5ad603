"""How the line mode says a text: wrapped and indented, its formulas in the form that was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from drill import typeset
from drill.cli import output
from drill.cli.colour import emit_parts
from drill.cli.figures import emit_figure
from drill.cli.plain_words import FORMS
from drill.drawing.figure import Figure
from drill.tui import in_form


class Voice:
    """Says Markdown in lines of at most ``width`` cells."""

    def __init__(self, width: int, tier: typeset.Tier) -> None:
        self._width = width
        self._tier: typeset.Tier = tier
        self._form = next(iter(FORMS))

    def say(self, markdown: str) -> None:
        """One text."""
        text = in_form(markdown, self._form, self._tier)
        block = typeset.prose(text, width=self._width - 2, tier=self._tier)
        emit_parts(_parts(block, row) for row in range(block.height))

    def tell(self, text: str) -> None:
        """Sentences of the program's own."""
        output.tell(text, self._width)

    def draw(self, figure: Figure, *, is_told: bool = True) -> None:
        """A figure, what it says first; its words may be what is to be read off, and are not told then."""
        emit_figure(figure, self._width, self._tier, is_told=is_told)

    def next_form(self) -> str:
        """Formulas in the next form from here on; what to tell of it."""
        forms = list(FORMS)
        self._form = forms[(forms.index(self._form) + 1) % len(forms)]
        return FORMS[self._form]


def _parts(block: typeset.Block, row: int) -> Iterator[tuple[str, str]]:
    """A line with its parts of a program, which are coloured where the terminal shows colour."""
    yield "  ", ""
    text, column = block.lines[row], 0
    for span in (
        span for span in block.spans if span.row == row and span.style in ("number", "call", "quiet")
    ):
        yield from ((text[column : span.start], ""), (text[span.start : span.end], span.style))
        column = span.end
    yield text[column:], ""
