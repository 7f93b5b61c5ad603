"""The looks of marks: their signs, in the colours of the theme and the glyphs of the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.theme import Theme

from drill.text import capitalise, clean_text

if TYPE_CHECKING:
    from drill.typeset import Block, Tier

# The two themes, and the colours and signs of marks.
#
# Colour means a mark, or where one is: the accent is of keys, the open tab, the focused field and its caret.
# Each mark comes with its sign and letter, and the three stay apart for red-green-blind eyes.


class Sign(NamedTuple):
    """The sign of a mark, and its colour on dark and light ground; both are legible as text.

    ``ansi`` is the name of the colour for a terminal with only sixteen.
    """

    sign: str
    on_dark: str
    on_light: str
    ansi: str = ""


SIGNS = {
    "green": Sign("●", "#2FC79A", "#00755F", "green"),
    "yellow": Sign("▲", "#F0E442", "#857000", "yellow"),
    "red": Sign("■", "#F08A4B", "#8C1B2E", "red"),
    "parked": Sign("◆", "#8D949F", "#626A76", "blue"),
    "unseen": Sign("·", "$secondary", "$secondary"),
}

# Of a figure's parts, on dark and on light ground; none is that of a mark.
FIGURE_COLOURS = {
    "axis": ("$secondary", "$secondary"),
    "first": ("$foreground", "$foreground"),
    "second": ("#8CCBE0", "#1F6A80"),
    "third": ("#C9A7E0", "#7B3FA0"),
}

ASCII_SIGNS = {"green": "G", "yellow": "Y", "red": "R", "parked": "P", "unseen": "."}


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme besides those of marks."""

    background: str
    surface: str
    # The ground of the chosen row, and its words.
    chosen: str
    text: str
    muted: str
    accent: str
    # Formulas on lines of their own; names and numbers in code.
    ink: str
    code: str
    number: str
    call: str
    # The frame of a field without the focus, and the rules between parts.
    field: str
    rule: str


DARK_PALETTE = Palette(
    background="#12141A", surface="#1A1D26", chosen="#272A45", text="#E8EAF0", muted="#9DA5B4",
    accent="#A9A4FF", ink="#F3E9D6", code="#C9CED6", number="#C9A7E0", call="#8CCBE0",
    field="#6B7388", rule="#3A4050",
)  # fmt: skip
LIGHT_PALETTE = Palette(
    background="#FBFBFD", surface="#F1F2F7", chosen="#E3E2FB", text="#1B1D24", muted="#565D6C",
    accent="#4F46C8", ink="#22306E", code="#3A3F47", number="#7B3FA0", call="#1F6A80",
    field="#858C9E", rule="#CACEDA",
)  # fmt: skip


def name_colours(*, dark: bool, ink: str, code: str, number: str, call: str, rule: str) -> dict[str, str]:
    """Return the app's own variables by which styles name colours, besides those of Textual."""
    marks = {
        f"mark-{name}": sign.on_dark if dark else sign.on_light for name, sign in SIGNS.items() if sign.ansi
    }
    return {**marks, "ink": ink, "code": code, "code-number": number, "code-call": call, "rule": rule}


def _make_theme(name: str, colours: Palette, *, dark: bool) -> Theme:
    """Return a theme of Textual; its chosen row has a contrast of at least 4.5."""
    own = name_colours(
        dark=dark, ink=colours.ink, code=colours.code, number=colours.number, call=colours.call,
        rule=colours.rule,
    )  # fmt: skip
    cursors = ("block-cursor", "block-cursor-blurred")
    chosen = {f"{cursor}-background": colours.chosen for cursor in cursors}
    words = {f"{cursor}-foreground": colours.text for cursor in cursors}
    scrollbar = {
        "scrollbar-background": colours.surface, "scrollbar-background-hover": colours.surface,
        "scrollbar-background-active": colours.surface, "scrollbar-corner-color": colours.surface,
        "scrollbar": colours.rule, "scrollbar-hover": colours.field, "scrollbar-active": colours.field,
    }  # fmt: skip
    return Theme(
        name=name, primary=colours.accent, secondary=colours.muted, accent=colours.accent,
        foreground=colours.text, background=colours.background, surface=colours.surface,
        panel=colours.surface, success=own["mark-green"], warning=own["mark-yellow"], error=own["mark-red"],
        variables={**own, **chosen, **words, **scrollbar, "block-cursor-text-style": "bold"}, dark=dark,
    )  # fmt: skip


DARK = _make_theme("drill-dark", DARK_PALETTE, dark=True)
LIGHT = _make_theme("drill-light", LIGHT_PALETTE, dark=False)
THEMES = (DARK, LIGHT)


# Build text for widgets without any markup: untrusted text is only ever shown.

# A piece of text, plain or with a style of the theme (``$secondary``, ``bold``, ``reverse``).
Part = str | tuple[str, str]

EMPTY = Content("")
# Cells before a formula on its ground, and one before the ground.
GROUND_INDENT = 4
# Min rows of the terminal for formulas of prompts in two dimensions, and for air around formulas.
TWO_DIMENSIONS_FROM, AIR_FROM = 16, 20
# Before the chosen row of a list, in the accent.
CHOSEN = "▎ "
# The edge of an answer's box, in the colour of its verdict.
EDGE = "▎"
# Words on the ground of the chosen row.
CHOSEN_STYLE = "$block-cursor-foreground on $block-cursor-background bold"
# Min width for a column of labels, in cells.
LABELS_BESIDE_FROM = 44
_STYLES = {
    "bold": "bold", "italic": "italic", "code": "$code", "dim": "$secondary", "number": "$code-number",
    "call": "$code-call", "quiet": "$secondary", "formula": "$ink",
}  # fmt: skip


def build_content(*parts: Part) -> Content:
    """Return one line (or several) of styled pieces."""
    return Content.assemble(*map(_build_styled_piece, parts))


def _build_styled_piece(part: Part) -> Content:
    if isinstance(part, str):
        return Content(clean_text(part))
    text, style = part
    return Content.styled(clean_text(text), style)


def stack_lines(lines: Sequence[Content]) -> Content:
    """Return several lines under each other."""
    return Content("\n").join(lines)


def count_rows(blocks: Iterable[Content]) -> int:
    """Return how many rows texts take under each other."""
    return sum(block.plain.count("\n") + 1 for block in blocks)


def prefix_first_line(head: Content, body: Content) -> Content:
    """Return ``body`` with ``head`` before its first line, the other lines indented by the same width."""
    first, *further_lines = body.split("\n") or [EMPTY]
    indent = Content(" " * cell_len(head.plain))
    return stack_lines([head + first, *(indent + candidate for candidate in further_lines)])


def in_columns(left: Content, right: Content, cells: int) -> Content:
    """Return two texts side by side, the second one from cell ``cells`` on."""
    rows = zip_longest(left.split("\n"), right.split("\n"), fillvalue=EMPTY)
    return stack_lines(
        [
            left_row + Content(" " * (cells - cell_len(left_row.plain))) + right_row
            for left_row, right_row in rows
        ]
    )


def stack_labelled_texts(named_texts: Sequence[tuple[str, str]], room: int, tier: Tier) -> Content:
    """Return texts with their labels, below each other; each in ``room`` cells with its label.

    In few cells a text goes on below its label instead of in a column next to it.
    """
    # Imported here: this module is loaded before the first paint.
    from drill.typeset import set_prose

    lines: list[Content] = []
    for name, text in named_texts:
        if text and room < LABELS_BESIDE_FROM:
            lines.append(of_block(set_prose(f"**{name.strip()}** {text}", width=max(10, room), tier=tier)))
        elif text:
            head = build_content((f"{name:8} ", "$secondary"))
            lines.append(
                prefix_first_line(head, of_block(set_prose(text, width=max(10, room - len(head)), tier=tier)))
            )
    return stack_lines(lines) if lines else EMPTY


def capitalise_text(text: str) -> str:
    """Return a text with a capital, unless it begins with a name such as ``calculus/chain-1``, or a
    letter."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    is_word = len(first) > 1 and first.strip(",.:;").isalpha()
    return capitalise(text) if is_word else text


def of_block(block: Block, *, indent: int = 0, style: str = "", ground: int = 0) -> Content:
    """Return typeset text with its emphasis; ``style`` applies to all of it.

    Formulas on lines of their own get a ground of ``ground`` cells, with a row above and below them.
    """
    lines = [
        _styled_line(" " * indent + text, _spans_of(block, row, indent, text), style)
        for row, text in enumerate(block.lines)
    ]
    rows = {span.row for span in block.spans if span.style == "formula"} if ground else set[int]()
    if not rows:
        return stack_lines(lines)
    around = {row + step for row in rows for step in (-1, 1)} - rows
    for row in sorted(rows | around & {row for row, text in enumerate(block.lines) if not text}):
        lines[row] = draw_on_ground(lines[row], ground)
    blank = draw_on_ground(EMPTY, ground)
    return stack_lines([*[blank] * (-1 in around), *lines, *[blank] * (len(lines) in around)])


def draw_on_ground(line: Content, cells: int) -> Content:
    """Return a line of a formula on its ground, which begins one cell after the text around it."""
    filled = line.pad_right(max(0, cells - line.cell_length))
    return filled.stylize("on $surface", 1)


def draw_formula(block: Block, cells: int, *, is_airy: bool) -> Content:
    """Return a formula on its ground, in its ink; ``is_airy``: with a row above and below it."""
    lines = of_block(block, indent=GROUND_INDENT, style="$ink").split("\n", allow_blank=True)
    air = [EMPTY] * is_airy
    return stack_lines([draw_on_ground(line, cells) for line in (*air, *lines, *air)])


def _spans_of(block: Block, row: int, indent: int, text: str) -> list[tuple[int, int, str]]:
    return [
        (
            indent + _find_index_at_cell(text, span.start),
            indent + _find_index_at_cell(text, span.end),
            _STYLES[span.style],
        )
        for span in block.spans
        if span.row == row
    ]


def _find_index_at_cell(text: str, cell: int) -> int:
    """Return the index of the character at a cell: a wide character covers two of them."""
    if len(text) == cell_len(text):
        return cell
    width = 0
    for index, character in enumerate(text):
        if width >= cell:
            return index
        width += cell_len(character)
    return len(text)


def _styled_line(text: str, spans: Sequence[tuple[int, int, str]], style: str) -> Content:
    content = Content.styled(text, style) if style else Content(text)
    for start, end, emphasis in spans:
        content = content.stylize(emphasis, start, end)
    return content


# Min widths for the corner, for a pane next to the exercise, and for a wide pane, in columns.
NARROW, WIDE, BROAD = 60, 110, 160
# Max cells of a line of words, however wide the terminal is (as in the panes' styles).
READING_CELLS = 90


@dataclass(frozen=True, slots=True)
class Looks:
    """What drawing depends on apart from the content."""

    tier: Tier
    dark: bool

    @property
    def is_ascii(self) -> bool:
        """Whether nothing beyond ASCII may be drawn."""
        return self.tier == "ascii"

    def sign(self, state: str) -> Part:
        """Return the sign of a state in its colour."""
        sign = SIGNS[state]
        return (
            ASCII_SIGNS[state] if self.is_ascii else sign.sign,
            sign.on_dark if self.dark else sign.on_light,
        )

    def chip(self, state: str) -> str:
        """Return the style of a word on the colour of a mark."""
        sign = SIGNS[state]
        return f"reverse {sign.on_dark if self.dark else sign.on_light}"

    @staticmethod
    def shorten(title: str, cells: int) -> str:
        """Return a title, cut at its colon or after a word if it is too long."""
        title = title if len(title) <= cells else title.partition(": ")[0]
        if len(title) <= cells:
            return title
        whole = title[:cells].rpartition(" ")[0] or title[: cells - 1]
        return f"{whole[: cells - 1]}…"

    @staticmethod
    def name(item: str, title: str) -> str:
        """Return an exercise's name within its bank: its title, else its id."""
        return title or item.rpartition("/")[2]


# Filters for every drawn line: for terminals with sixteen colours, and for those with ASCII only.
#
# Among the sixteen colours as Rich assumes them, cyan is nearest to the marks' green, and yellow to their
# red, so marks are drawn in the terminal's own named colours instead.

_NAMED = {
    RichColor.parse(colour).triplet: RichColor.parse(name)
    for sign in SIGNS.values()
    if sign.ansi
    for colour, name in ((sign.on_light, sign.ansi), (sign.on_dark, f"bright_{sign.ansi}"))
}


# The lines between panes, which the nearest colour leaves invisible on their ground.
_LINES = {Color.parse(palette.rule).rich_color.triplet for palette in (DARK_PALETTE, LIGHT_PALETTE)}
_LINE = RichColor.parse("bright_black")


class SixteenColours(LineFilter):
    """Replaces the colours of marks by the terminal's named ones."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Filter a line that is drawn."""
        del background
        return [
            Segment(text, style and _use_named_colours(style), control) for text, style, control in segments
        ]


@lru_cache(1024)
def _use_named_colours(style: Style) -> Style:
    ink, ground = (
        None if colour is None else _NAMED.get(colour.triplet) for colour in (style.color, style.bgcolor)
    )
    if style.color is not None and style.color.triplet in _LINES:
        ink = _LINE
    return style + Style.from_color(ink, ground) if ink or ground else style


# Signs of the app's own words and frames, one for one; formulas and charts have an ASCII form of their own.
_SIGNS = str.maketrans("·–…↑→←✓✗○›▸▾●█▒░│─━╍┅┉▔▁╭╮╰╯┌┐└┘▎", "--~^><+xo>>v*#+.|-=+%:-_++++++++>")
_BLOCKS = range(0x2580, 0x25A0)


class PlainCharacters(LineFilter):
    """Writes ASCII only: letters without their accents, and ``?`` for characters without an ASCII form."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Filter a line that is drawn."""
        del background
        return [
            Segment(text if text.isascii() else in_ascii(text), style, control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def in_ascii(text: str) -> str:
    """Return ``text`` in ASCII, in the same number of cells; ``?`` for characters without an ASCII form."""
    return "".join(
        sign if sign.isascii() else _replace_sign_by_ascii(sign) for sign in text.translate(_SIGNS)
    )


def _replace_sign_by_ascii(sign: str) -> str:
    if ord(sign) in _BLOCKS:  # the end of a scroll bar
        return " "
    letter = unicodedata.normalize("NFD", sign)[0]
    return letter if letter.isascii() else "?" * cell_len(sign)
