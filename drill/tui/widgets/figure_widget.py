"""Figures in the app: braille or ASCII in neutral colours, and one over the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen

from drill.tui.bindings import bind_named_key
from drill.tui.looks import Looks
from drill.tui.styled_content import EMPTY, build_content, stack_lines
from drill.tui.themes import FIGURE_COLOURS
from drill.tui.widgets.text_widgets import Text
from drill.tui.window import Window

if TYPE_CHECKING:
    from drill.drawing.figure import Figure

MOST_COLUMNS, MOST_ROWS = 72, 16
# In less room a figure stands behind its key alone.
FEWEST_COLUMNS, FEWEST_ROWS = 36, 8
# By so much more room a figure is a larger one.
LARGER = 1.15
NOT_TOLD = "The figure in words comes with the verdict: it tells what you are to read off."


def of_figure(figure: Figure, columns: int, rows: int, looks: Looks) -> Content:
    """Return a figure in so many cells, its tones in colours that no mark has."""
    from drill.drawing.terminal_figure import figure_rows

    drawn: list[Content] = []
    for row in figure_rows(figure, columns, rows, looks.tier):
        content = Content(row.text)
        for start, end, tone in row.tones:
            content = content.stylize(FIGURE_COLOURS[tone][0 if looks.dark else 1], start, end)
        drawn.append(content)
    return stack_lines(drawn)


def has_larger(figure: Figure, columns: int, rows: int, screen: Size, looks: Looks) -> bool:
    """Return whether a figure is larger over the whole screen than in so many cells, if it is drawn there."""
    from drill.drawing.terminal_figure import figure_rows

    if rows < FEWEST_ROWS or columns < FEWEST_COLUMNS - 1:
        return True
    beside = min(MOST_COLUMNS, columns), min(MOST_ROWS, rows)
    whole = screen.width - 4, max(FEWEST_ROWS, screen.height - 5)
    drawn = [figure_rows(figure, *cells, looks.tier) for cells in (beside, whole)]
    small, large = (len(lines) * max(len(row.text.rstrip()) for row in lines) for lines in drawn)
    return large > LARGER * small


class FigureText(Text):
    """A figure as wide as its place, or how to see it if it does not fit; hidden without one."""

    DEFAULT_CSS = """
    FigureText {display: none; height: auto; padding: 0 1 0 2; margin-top: 1; text-wrap: nowrap;}
    FigureText.-shown {display: block;}
    """

    def __init__(self, looks: Looks, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._looks = looks
        self._figure: Figure | None = None
        self._rows = MOST_ROWS
        self._how = "f"

    def set(self, figure: Figure | None, rows: int = MOST_ROWS, how: str = "f") -> None:
        """Show a figure in at most so many rows; ``how`` is the key that shows it larger."""
        self._figure, self._rows, self._how = figure, rows, how
        self.set_class(figure is not None, "-shown")
        self._draw()

    def on_resize(self) -> None:
        """Redraw at the new size."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width or (self.app.size.width - 4 if self.is_attached else 0)
        if self._figure is None or not width:
            return
        if self._rows < FEWEST_ROWS or width < FEWEST_COLUMNS - 1:
            self.show(build_content((self._how, "$primary bold"), ("  shows the figure", "$secondary")))
        else:
            columns, rows = min(MOST_COLUMNS, width), min(MOST_ROWS, self._rows)
            self.show(of_figure(self._figure, columns, rows, self._looks))


class FigureScreen(Window[None], ModalScreen[None]):
    """One figure over the whole screen, and its description.

    What it says may be what is to be read off: then it is ``is_told`` only once the key is shown.
    """

    BINDINGS: ClassVar = [
        bind_named_key("figure", "close"),
        bind_named_key("go-on", "close"),
        bind_named_key("look", "close"),
    ]
    DEFAULT_CSS = """
    FigureScreen {background: $background;}
    FigureScreen VerticalScroll {padding: 0 1;}
    FigureScreen Text {height: auto; text-wrap: nowrap;}
    FigureScreen #says {text-wrap: wrap; margin-top: 1;}
    """

    def __init__(self, figure: Figure, looks: Looks, *, is_told: bool = True) -> None:
        super().__init__()
        self._figure, self._looks = figure, looks
        self._words = figure.says if is_told else NOT_TOLD
        self._drawn, self._says = Text(), Text(id="says")

    def compose(self) -> ComposeResult:
        """Make the figure, then its description."""
        with VerticalScroll(can_focus=False):
            yield self._drawn
            yield self._says

    def on_resize(self, event: events.Resize) -> None:
        """Draw it as large as the screen allows, with its description and keys in view."""
        width, height = event.size.width - 4, event.size.height
        says = self._words
        rows = height - 4 - len(says) // max(1, width)
        self._drawn.show(of_figure(self._figure, max(24, width), max(FEWEST_ROWS, rows), self._looks))
        self._says.show(
            stack_lines(
                [Content(says), EMPTY, build_content(("f", "$primary bold"), ("  back", "$secondary"))]
            )
        )

    @property
    def scrolled(self) -> VerticalScroll:
        """The figure and its words."""
        return self.query_one(VerticalScroll)
