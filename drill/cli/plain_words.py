"""The sentences of the line mode: states, marks, the end; one sentence per fact."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping

from drill import typeset
from drill.cli import output
from drill.drawing.figure import Figure
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_events import FIGURE_COLUMNS, FIGURE_ROWS, Unreadable
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.warm_up_set import WarmUp
from drill.session.key_display import ComparedLines
from drill.session.progress.pass_chart import Part
from drill.settings import is_read_aloud
from drill.text import clean_text
from drill.tui import in_form
from drill.typeset import Tier

COMMANDS = (
    "?h hint", "?t card", "?r solution", "?s skip", "?o other numbers", "?w TEXT your line",
    "LINE ;; LINE a working", "?v spoken", "?u undo", "?q leave", "? these",
)  # fmt: skip
IN_PLACEMENT = ("?s not yet", "?r solution", "?v spoken", "?u undo", "?q stop", "? these")
IN_SET = ("?v spoken", "?q end the set", "? these")
_NOT_IN_PRACTICE = frozenset(("?s skip", "?o other numbers", "?u undo"))
_NO_BREAK = "\u00a0"
# Words for the verdict on a line of a working, in place of its sign.
SPOKEN_SIGNS: Mapping[str, str] = {
    "follows": ", follows", "breaks": ", does not follow", "undecided": ", not decided", "unchecked": "",
}  # fmt: skip
# Max characters shown around the difference of two formulas.
_SHOWN = 20
# Forms of formulas in the order of ``?v``, and the message for each.
FORMS: Mapping[str, str] = {
    "one line": "Formulas are on one line from now on.",
    "spoken": "Formulas are spoken from now on.",
    "two-dimensional": "Formulas are drawn in two dimensions from now on.",
}


def list_line_commands(sitting: Sitting, is_read_aloud: bool) -> str:
    """Return all commands, none broken over lines; those of a placement or a set, which ask without help.

    A pause follows each if they are read aloud.
    """
    named = COMMANDS
    if sitting.why_no_help:
        named = IN_SET if isinstance(sitting, WarmUp) else IN_PLACEMENT
    elif sitting.refused:
        named = tuple(command for command in COMMANDS if command not in _NOT_IN_PRACTICE)
    if is_read_aloud:
        return f"Commands: {'; '.join(named)}.".replace("?v spoken", "?v formulas as typed")
    return "Commands: " + "  ".join(command.replace(" ", _NO_BREAK) for command in named)


def is_meant_to_leave(line: str, view: ExerciseView) -> bool:
    """Return whether a line is typed to leave: ``quit``, or a ``q`` that does not occur in the exercise."""
    word = line.strip().lower()
    if view.stage.kind in ("self", "code", "text"):
        return False
    asked = f"{view.variant.setting} {view.stage.prompt}"
    return word in ("quit", "exit") or (word == "q" and not re.search("(?<![A-Za-z])[qQ](?![A-Za-z])", asked))


def point_at(outcome: Unreadable, line: str) -> str:
    """Return an answer that cannot be read, with a sign at the place; empty if the place is not known."""
    is_placed = outcome.at and not outcome.part
    return f"  {line}\n  {' ' * ((outcome.at or 1) - 1)}^" if is_placed else ""


def first_difference(compared: ComparedLines) -> str:
    """Return the first difference between a recalled formula and the right one."""
    position = compared.differs_at
    yours, due = (
        text[position : position + _SHOWN].strip() or "nothing" for text in (compared.answer, compared.key)
    )
    begins = (
        f'after "{compared.key[max(0, position - _SHOWN) : position].strip()}"'
        if position
        else "at the beginning"
    )
    return f"They first differ {begins}: you have {yours}, the formula has {due}."


# Colour for charts, if the terminal shows it and the user wants it; shades mean the same without it.

_CODES = {
    "green": "32", "yellow": "33", "red": "31", "parked": "34", "bold": "1", "dim": "2", "number": "35",
    "call": "36", "quiet": "2",
}  # fmt: skip


def is_wanted() -> bool:
    """Return whether standard output is a terminal that shows colour, and ``NO_COLOR`` is not set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stdout.isatty()


def emit_parts(lines: Iterable[Iterable[Part]]) -> None:
    """Write lines made of parts as data, coloured if that is wanted."""
    painted = is_wanted()
    for line in lines:
        parts = [(clean_text(text), style) for text, style in line]
        if painted:
            output.emit_raw("".join(_paint_for_terminal(text, style) for text, style in parts).rstrip())
        else:
            output.emit_text("".join(text for text, _ in parts).rstrip())


def _paint_for_terminal(text: str, style: str) -> str:
    code = _CODES.get(style)
    return text if code is None or not text else f"\x1b[{code}m{text}\x1b[0m"


# Figures on the command line: as rows of text, and as JSON.

# Max cells of a figure: a terminal of 80 columns with a margin, and half its height.
# Min cells of a figure; in fewer only its description is printed.
_NARROWEST = 24
_INDENT = 2


def emit_figure(figure: Figure, width: int, tier: Tier, *, is_told: bool = True) -> None:
    """Print a description and the figure; unless it ``is_told``, describe only what cannot be drawn."""
    from drill.drawing.figure_output import figure_rows  # few exercises have one

    is_drawn = width - _INDENT >= _NARROWEST
    if is_told or not is_drawn:
        output.emit_wrapped(f"Figure: {figure.says}", width)
    if is_drawn:
        rows = figure_rows(figure, min(FIGURE_COLUMNS, width - _INDENT), FIGURE_ROWS, tier)
        output.emit_text("\n".join(" " * _INDENT + row.text if row.text else "" for row in rows))


# Texts of the line mode: wrapped and indented, with formulas in the chosen form.


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

        A learner who cannot see the figure gets the description in any case.
        """
        if self.is_read_aloud:
            self.tell(f"Figure: {figure.says}")
        else:
            emit_figure(figure, self._width, self._tier, is_told=is_told)

    def next_form(self) -> str:
        """Switch formulas to the next form; return the message."""
        forms = [form for form in FORMS if form != "two-dimensional" or not self.is_read_aloud]
        self._form = forms[(forms.index(self._form) + 1) % len(forms)]
        return FORMS[self._form]


def _list_spoken_row_parts(block: typeset.Block, row: int) -> Iterator[tuple[str, str]]:
    """Return a line with its spans of code, which are coloured if the terminal shows colour."""
    yield "  ", ""
    text = block.lines[row]
    column = 0
    for span in block.spans:
        if span.row == row and span.style in ("number", "call", "quiet"):
            yield text[column : span.start], ""
            yield text[span.start : span.end], span.style
            column = span.end
    yield text[column:], ""
