"""Answers by digit: one option, several, or all of them in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from drill import typeset
from drill.checking import Option
from drill.drawing.figure import Figure
from drill.session.exercise_view import ExerciseView
from drill.tui.content import EMPTY, beside, in_columns, join, line, of_block
from drill.tui.looks import Looks
from drill.tui.widgets.fields import AnswerChanged, AnswerGiven
from drill.tui.widgets.figure_text import FEWEST_COLUMNS, FEWEST_ROWS, of_figure
from drill.tui.widgets.text import Text
from drill.typeset import Block

OPTION_COLUMNS = 44
"""Of an option's figure: four of them fit on a screen, two by two."""
HEAD_CELLS = 9
"""What stands before an option at most: its digit, and its place in the order."""


class ChoiceField(Widget, can_focus=True):
    """Options under each other; letters stay free for commands."""

    DEFAULT_CSS = "ChoiceField {height: auto; padding: 0 1 0 2;} ChoiceField Text {height: auto;}"

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self._kind = ""
        self._options: Sequence[Option] = ()
        self._figures: Mapping[str, Figure] = {}
        self._looks = looks
        self._taken: list[int] = []
        self._is_locked = False
        self._list = Text()
        self._note = Text()

    def compose(self) -> ComposeResult:
        """The options, and how they are chosen."""
        yield self._list
        yield self._note

    def begin(self, view: ExerciseView) -> None:
        """Be the field of an exercise: nothing is taken, or what its draft says."""
        self._kind = view.kind
        self._options, self._figures = view.options, view.option_figures
        ids = [option.id for option in view.options]
        self._taken = [ids.index(word) for word in str(view.draft).split() if word in ids]
        self._is_locked = False
        self._tell()

    def _tell(self) -> None:
        """Show how options are chosen, and which are."""
        self._note.show(line((self._told(), "$secondary")))
        self._draw()

    def _told(self) -> str:
        last = len(self._options)
        match self._kind:
            case "order" if len(self._taken) in (0, last):
                return f"\nPress the digits 1 to {last} in the right order; backspace takes the last back."
            case "order":
                return f"\n{len(self._taken)} of {last} have their place; backspace takes the last back."
            case "choices":
                return f"\nAny number may be right: 1 to {last} takes one, or puts it back."
            case _:
                return ""

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    @property
    def answer(self) -> str:
        """The ids taken, in the order in which they were."""
        return " ".join(self._ids)

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(self._options[place].id for place in self._taken)

    @property
    def has_parts(self) -> bool:
        """Choices have no parts."""
        return False

    def take_focus(self) -> None:
        """Digits act from here on."""
        self._is_locked = False
        self.focus()

    def mark_place(self, message: str, at: int | None, part: str = "") -> None:
        """Say what is missing."""
        self._note.show(line((f"\n{message}", "bold")))

    def set_title(self, title: str) -> None:
        """Say that it is being checked."""
        self._note.show(line((f"\n{title}", "$secondary")))

    def on_key(self, event: events.Key) -> None:
        """A digit takes an option (or puts it back), backspace the last, enter gives the answer."""
        digit = event.character if event.character and event.character in "123456789" else ""
        if digit and int(digit) <= len(self._options):
            event.stop()
            if not self._is_locked:
                self._take(int(digit) - 1)
        elif event.key == "backspace":
            event.stop()
            if self._taken and not self._is_locked:
                self._taken.pop()
                self._changed()
        elif event.key == "enter":
            event.stop()
            if self._is_complete and not self._is_locked:
                self._is_locked = True
                self.post_message(AnswerGiven(self._ids))

    @property
    def _is_complete(self) -> bool:
        return len(self._taken) == len(self._options) if self._kind == "order" else bool(self._taken)

    def _take(self, place: int) -> None:
        if self._kind == "choice":
            self._taken = [place]
        elif place in self._taken:
            self._taken.remove(place)
        else:
            self._taken.append(place)
        self._changed()

    def _changed(self) -> None:
        self._tell()
        self.post_message(AnswerChanged())

    def _draw(self) -> None:
        """Under each other; formulas that are high and narrow in two columns."""
        width, tier = self.content_size.width, self._looks.tier
        room = max(10, width - HEAD_CELLS)
        blocks = [typeset.prose(each.text, width=room, tier=tier) for each in self._options]
        half = width // 2 - HEAD_CELLS
        columns = half if half >= FEWEST_COLUMNS else room
        contents = [
            self._shown(each, block, columns) for each, block in zip(self._options, blocks, strict=True)
        ]
        options = [self._option(place, content) for place, content in enumerate(contents)]
        is_high = any("\n" in content.plain for content in contents)
        widths = [max(cell_len(row) for row in content.plain.split("\n")) for content in contents]
        if is_high and all(each + HEAD_CELLS < width // 2 for each in widths):
            pairs = zip_longest(options[::2], options[1::2], fillvalue=EMPTY)
            options = [in_columns(*pair, width // 2) for pair in pairs]
        self._list.show(Content("\n\n" if is_high else "\n").join(options))

    def _shown(self, option: Option, block: Block, columns: int) -> Content:
        """An option's text, and its figure below it."""
        figure = self._figures.get(option.id)
        if figure is None or columns < FEWEST_COLUMNS:
            return of_block(block)
        drawn = of_figure(figure, min(OPTION_COLUMNS, columns), FEWEST_ROWS, self._looks)
        return join([of_block(block), drawn])

    def _option(self, place: int, content: Content) -> Content:
        """A digit in reverse video is taken; of an order, its place stands beside it."""
        is_taken = place in self._taken
        number = (f" {place + 1} ", "reverse bold" if is_taken else "$primary bold")
        rank = f"{_ordinal(self._taken.index(place) + 1):5}" if is_taken else " " * 5
        mark = rank if self._kind == "order" else self._looks.glyph("▸ ", "> ") if is_taken else "  "
        return beside(line(number, " ", (mark, "bold")), content)


def _ordinal(number: int) -> str:
    """``1st``, ``2nd``: a place among steps, which no number of an option looks like."""
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
