"""The rows at the top and the bottom of every screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click

from drill.tui.looks import AIR_FROM, EMPTY, Part, build_content, stack_lines
from drill.tui.textual_internals import PagedList
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.tui.app import DrillApp
    from drill.tui.bindings import KeyedScreen, KeyPair, Offer

# With fewer cells the last line leaves out the words of the keys at its end.
NARROW = 60
# Cells between two pairs, and where they would not all fit.
GAP, LEAST_GAP = 3, 2
# Cells of a pair for which ``?`` and ``:`` give up their words, so that it need not drop.
WORDS_CELLS = 2
# Max number of keys, or pairs of them, including ``?`` and ``:``.
MOST_KEYS = 9
# Between the two ends of the top line, as in its styles.
GAP_CELLS = 3
# The tabs, in their order, each with the class of its screen in ``drill.tui.screens``.
PLACES: Mapping[str, str] = {
    "Today": "today.TodayScreen",
    "Library": "library.LibraryScreen",
    "Progress": "progress.ProgressScreen",
    "Papers": "papers.list.PapersScreen",
}


class TopLine(Horizontal):
    """The top line: the current place, and a corner for time."""

    app: DrillApp
    DEFAULT_CSS = """
    TopLine {height: 1; background: $panel; padding: 0 1;}
    TopLine .left {width: 1fr; text-wrap: nowrap; text-overflow: ellipsis;}
    TopLine .right {width: auto; max-width: 60%; padding-left: 3; text-wrap: nowrap; text-overflow: ellipsis;}
    """

    def __init__(self, left: Content | None = None, right: Content | None = None) -> None:
        super().__init__()
        self._corner = right or EMPTY
        self._left = Text(left, classes="left")
        self._right = Text(right, classes="right")
        self._is_flashing = False
        self.tabs: TabRow | None = None
        """The row whose tabs are in this line."""

    def on_click(self, event: Click) -> None:
        """Go to the clicked tab, if there are any here."""
        if self.tabs is not None:
            self.tabs.go_to_tab_at(event.screen_x)

    def compose(self) -> ComposeResult:
        """Return the two ends."""
        yield self._left
        yield self._right

    def show(self, left: Content) -> None:
        """Replace the left end."""
        self._left.show(left)

    @property
    def room(self) -> int:
        """The cells of the left end: those that the corner leaves, and the gap before it."""
        width = self.app.size.width
        corner = 0 if width < NARROW else cell_len(self._right.content_text) + GAP_CELLS
        return width - max(2, self.styles.padding.width) - corner

    def set_corner(self, right: Content) -> None:
        """Replace the corner; a flash stays until it is settled."""
        self._corner = right
        if not self._is_flashing:
            self._right.show(right)

    def flash(self, content: Content) -> None:
        """Show something in the corner until the next key."""
        self._is_flashing = True
        self._right.show(content)

    def settle(self) -> None:
        """Restore the corner after a key."""
        if self._is_flashing:
            self._is_flashing = False
            self._right.show(self._corner)


def draw_rule(cells: int, begin: int, length: int) -> Content:
    """Return the rule below tabs, from cell ``begin`` on ``length`` cells of it in the accent."""
    return build_content(
        ("─" * begin, "$rule"), ("━" * length, "$primary"), ("─" * (cells - begin - length), "$rule")
    )


class TabRow(Text):
    """The tabs by digit; it works without letters and reads without colour.

    If there is no room for all names, only the current place has its own. In a terminal with enough rows the
    tabs are in the top line, and below them is a rule, in the accent below the open one.
    """

    DEFAULT_CSS = """
    TabRow {height: 1; padding: 0 1; background: $surface; text-wrap: nowrap; text-overflow: ellipsis;}
    """

    def __init__(self, here: str, top: TopLine) -> None:
        self._here, self._top = here, top
        top.tabs = self
        super().__init__()
        self._draw()

    def on_resize(self) -> None:
        """Show all names, or one."""
        self._draw()

    @property
    def _is_rule(self) -> bool:
        """Whether the tabs are in the top line, above a rule."""
        return self.app.size.height >= AIR_FROM

    @property
    def _room(self) -> int:
        return self._top.room if self._is_rule else self.app.size.width - 2

    def _draw(self) -> None:
        parts: list[Part] = []
        open_at, is_rule = (0, 0), self._is_rule
        underline = "" if is_rule else " underline"
        begin = 0
        for number, (name, label) in enumerate(self._told(self._room), 1):
            if name == self._here:
                open_at = begin, len(f"{number}{label}")
                parts += [(f" {number}", f"$primary bold{underline}"), (f"{label} ", f"bold{underline}"), " "]
            else:
                parts += [(f" {number}", "$secondary"), f"{label}  "]
            begin += len(f" {number}{label}  ")
        tabs = build_content(*parts)
        self._top.show(tabs if is_rule else build_content(("drill", "bold")))
        self.show(draw_rule(self.app.size.width, open_at[0] + 2, open_at[1]) if is_rule else tabs)

    def _told(self, room: int) -> list[tuple[str, str]]:
        """Return every tab, and the text after its digit."""
        labels = [(name, f" {name}") for name in PLACES]
        if sum(len(words) + 4 for _, words in labels) - 1 <= room:
            return labels
        return [(name, words if name == self._here else "") for name, words in labels]

    def on_click(self, event: Click) -> None:
        """Go to the clicked tab."""
        self.go_to_tab_at(event.screen_x)

    def go_to_tab_at(self, column: int) -> None:
        """Go to the tab at a column of the screen."""
        start = self._top.styles.padding.left
        for number, (name, label) in enumerate(self._told(self._room), 1):
            width = len(f" {number}{label}  ")
            if start <= column < start + width and name != self._here:
                self.app.go_to(name)
            start += width


class QuietList(PagedList):
    """A list whose rows are chosen by a click; only enter opens or starts the chosen row."""

    def on_click(self, event: Click) -> None:
        """Choose the row."""
        event.prevent_default()
        index = event.style.meta.get("option")
        if index is not None and not self.get_option_at_index(index).disabled:
            self.highlighted = index


class KeyRow(Text):
    """The last line: the effects of the keys here, in whole pairs.

    ``?`` and ``:`` are at the right edge. If the pairs do not fit, these two lose their words. Then pairs
    drop from the right, ``esc`` and ``enter`` after all others, then ``?``; ``:`` stays.

    It is one text, because Textual's Footer is a widget a key, all of them mounted anew whenever one changes:
    a key's paint would have to wait for that.
    """

    DEFAULT_CSS = "KeyRow {height: 1; background: $panel; padding: 0 1; text-wrap: nowrap;}"

    @property
    def _screen_of_keys(self) -> KeyedScreen[object]:
        return self.screen  # pyright: ignore[reportReturnType]  only screens with keys have this row

    def on_mount(self) -> None:
        """Follow the keys that act on the screen."""
        # Textual leaves out the result of the signal's screen.
        self.screen.bindings_updated_signal.subscribe(self, self._draw_new)  # pyright: ignore[reportUnknownMemberType]

    def _draw_new(self, _: object) -> None:
        self._draw()

    def on_resize(self) -> None:
        """Fit the pairs again."""
        self._draw()

    def fitting(self) -> tuple[list[KeyPair], int]:
        """Return the pairs that fit, the least needed dropped first, and the cells between two of them."""
        pairs, room = self._screen_of_keys.key_pairs(), self.content_size.width
        wanted = GAP if self._has_rule else LEAST_GAP

        def is_too_long(gap: int = LEAST_GAP, more: int = 0) -> bool:
            is_wide = sum(pair.cells + gap for pair in pairs) - gap > room + more
            return len(pairs) > MOST_KEYS or (len(pairs) > 1 and is_wide)

        def need(index: int) -> tuple[int, int]:
            pair = pairs[index]
            if pair.is_at_end:
                return (4 if pair is pairs[-1] else 2), index
            return (3 if not index else 1 if pair.leads_on else 0), -index

        if is_too_long() and room < NARROW:
            pairs = [pair.without_words() if pair.is_at_end else pair for pair in pairs]
        while is_too_long(more=WORDS_CELLS):
            del pairs[min(range(len(pairs)), key=need)]
        if is_too_long():
            pairs = [pair.without_words() if pair.is_at_end else pair for pair in pairs]
        while is_too_long():
            del pairs[min(range(len(pairs)), key=need)]
        return pairs, LEAST_GAP if is_too_long(wanted) else wanted

    @property
    def _has_rule(self) -> bool:
        """Whether a rule is above it, and ``?`` and ``:`` are at the right edge."""
        return self.app.size.height >= AIR_FROM

    def _place(self) -> Iterator[tuple[int, KeyPair]]:
        """Yield the pairs with the cell in which each begins."""
        pairs, gap = self.fitting()
        end = self.content_size.width - sum(pair.cells + gap for pair in pairs if pair.is_at_end) + gap
        left = 0
        for pair in pairs:
            if pair.is_at_end and self._has_rule:
                left, end = max(left, end), 0
            yield left, pair
            left += pair.cells + gap

    def _draw(self) -> None:
        parts: list[Part] = []
        at = 0
        for left, pair in self._place():
            words = f" {pair.words}" if pair.words else ""
            parts += [" " * (left - at), (pair.keys, "$primary bold"), (words, "$secondary")]
            at = left + pair.cells
        self.show(build_content(*parts), layout=False)

    async def on_click(self, event: Click) -> None:
        """Do the action of the clicked key."""
        margin = self.styles.padding.left
        for left, pair in self._place():
            if left <= event.x - margin < left + pair.cells and len(pair.offers) == 1:
                await self._screen_of_keys.run(pair.offers[0])
                return


# The command row: what one letter does here, over the lower half of a screen.

COLUMN_CELLS = 35
# Cells of a command in one word, on terminals that are too low for all the words.
SHORT_CELLS = 12
# Rows of the first line, the frame, the keys, and a line of the screen below.
ROWS_AROUND = 4
# A letter, and its effect.
Command = tuple[str, str]


class CommandRow(Text):
    """A panel of commands: letters run, until the field with the draft has the focus again."""

    DEFAULT_CSS = """
    CommandRow {
        layer: above; dock: bottom; height: auto; background: $surface;
        border-top: solid $rule; padding: 0 1; margin-bottom: 1; display: none;
    }
    CommandRow.-asks-twice {layer: default; dock: none; margin-bottom: 0;}
    """

    def __init__(self) -> None:
        super().__init__()
        self._offers: Sequence[Offer] = ()
        self._commands: Sequence[Command] = ()
        self._head = ""
        self.first = ""
        """The action whose letter was pressed once, and wants to be pressed twice."""
        self.ways: Mapping[str, str] = {}
        """The keys that leave the row, each with the words of where it leads."""

    def open(
        self, commands: Sequence[tuple[Offer, str]], head: str, ways: Mapping[str, str], *, first: str = ""
    ) -> None:
        """Show commands and the ways back, and await a letter.

        ``first`` is the action that is asked for once more.
        """
        self._head, self.ways, self.first = head, ways, first
        self._offers = [offer for offer, _ in commands]
        self._commands = [(self._screen_of_keys.app.told_key(offer.key), words) for offer, words in commands]
        self.set_class(bool(first), "-asks-twice")
        self._draw()
        self.display = True

    def close(self) -> None:
        """Hide the row."""
        self.display = False
        self.first = ""

    def on_resize(self) -> None:
        """Lay the columns out again."""
        self._draw()

    @property
    def _screen_of_keys(self) -> KeyedScreen[object]:
        return self.screen  # pyright: ignore[reportReturnType]  only screens with keys have this row

    async def on_click(self, event: Click) -> None:
        """Run the clicked command; elsewhere close the row."""
        columns, cells, rows = self._grid()
        row = event.y - 1 - (self.size.height - rows)  # below the frame and the words above
        column = max(0, event.x - 1) // cells
        index = column * rows + row
        is_inside = 0 <= row < rows and column < columns and index < len(self._commands)
        if is_inside:
            await self._screen_of_keys.run(self._offers[index])
        else:
            self.app.simulate_key("escape")

    def _grid(self) -> tuple[int, int, int]:
        """Return columns, cells of each, rows: in full words if they fit, else in short ones."""
        width, height = self.app.size.width - 2, self.app.size.height
        columns, cells = (2, COLUMN_CELLS) if width >= 2 * COLUMN_CELLS - 10 else (1, width)
        if -(-len(self._commands) // columns) + ROWS_AROUND > height:
            columns, cells = max(1, width // SHORT_CELLS), SHORT_CELLS
        return columns, cells, -(-len(self._commands) // columns)

    def _draw(self) -> None:
        _, cells, rows = self._grid()
        lines = [build_content((self._head, "bold" if self.first else "$secondary"))]
        for row in range(rows):
            parts: list[Part] = []
            for key, words in self._commands[row::rows]:
                short_words = words.split(maxsplit=1)[0].strip(",:;") if cells == SHORT_CELLS else words
                parts += [(f"  {key}", "$primary bold"), f"  {short_words:{cells - 4 - len(key)}}"]
            lines.append(build_content(*parts[:-1], str(parts[-1]).rstrip()))
        self.show(stack_lines(lines))
