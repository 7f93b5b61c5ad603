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
# Colour means a mark and nothing else, except in programs. Each mark comes with its sign and letter, and
# the three stay apart for red-green-blind eyes (Okabe and Ito's green, yellow and vermilion).

GREEN, YELLOW, RED, PARKED = "#009E73", "#F0E442", "#D55E00", "#7FA7C9"


class Sign(NamedTuple):
    """The sign of a mark: its chip colour, and the colour of its sign on dark and light ground.

    ``ansi`` is the name of the colour for a terminal with only sixteen.
    """

    sign: str
    chip: str
    on_dark: str
    on_light: str
    ansi: str = ""


SIGNS = {
    "green": Sign("●", GREEN, "#2FC79A", "#00735A", "green"),
    "yellow": Sign("▲", YELLOW, "#F0E442", "#6E5F00", "yellow"),
    "red": Sign("■", RED, "#F08A4B", "#AA4300", "red"),
    "parked": Sign("◆", PARKED, "#7FA7C9", "#3E6A91", "blue"),
    "unseen": Sign("·", "", "$secondary", "$secondary"),
}

# Of a figure's parts, on dark and on light ground; none is that of a mark.
FIGURE_COLOURS = {
    "axis": ("$secondary", "$secondary"),
    "first": ("$primary", "$primary"),
    "second": ("#8CCBE0", "#1F6A80"),
    "third": ("#C9A7E0", "#7B3FA0"),
}

ASCII_SIGNS = {"green": "G", "yellow": "Y", "red": "R", "parked": "P", "unseen": "."}


def _make_theme_variables(ground: str, ink: str, number: str, call: str) -> dict[str, str]:
    """Return a theme's variables: colours of the chosen row with contrast of at least 4.5, and of code."""
    names = ("block-cursor", "block-cursor-blurred")
    colours = {f"{name}-background": ground for name in names} | {f"{name}-foreground": ink for name in names}
    return {**colours, "block-cursor-text-style": "bold", "code-number": number, "code-call": call}


DARK = Theme(
    name="drill-dark", primary="#FFFFFF", secondary="#A3A9B3", accent="#C9CED6", foreground="#E6E6E6",
    background="#141619", surface="#1B1E22", panel="#24282E", success=GREEN, warning=YELLOW, error=RED,
    variables=_make_theme_variables("#333941", "#FFFFFF", "#C9A7E0", "#8CCBE0"), dark=True,
)  # fmt: skip
LIGHT = Theme(
    name="drill-light", primary="#000000", secondary="#565E69", accent="#3A3F47", foreground="#1C1E21",
    background="#FAFAFA", surface="#EEEEEE", panel="#E2E2E2", success=GREEN, warning=YELLOW, error=RED,
    variables=_make_theme_variables("#E3E6EA", "#000000", "#7B3FA0", "#1F6A80"), dark=False,
)  # fmt: skip
THEMES = (DARK, LIGHT)


# Build text for widgets without any markup: untrusted text is only ever shown.

# A piece of text, plain or with a style of the theme (``$secondary``, ``bold``, ``reverse``).
Part = str | tuple[str, str]

EMPTY = Content("")
# Min width for a column of labels, in cells.
LABELS_BESIDE_FROM = 44
_STYLES = {
    "bold": "bold", "italic": "italic", "code": "$accent", "dim": "$secondary", "number": "$code-number",
    "call": "$code-call", "quiet": "$secondary",
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


def of_block(block: Block, *, indent: int = 0, style: str = "") -> Content:
    """Return typeset text with its emphasis; ``style`` applies to all of it."""
    return stack_lines(
        [
            _styled_line(" " * indent + text, _spans_of(block, row, indent, text), style)
            for row, text in enumerate(block.lines)
        ]
    )


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

    def cut(self, text: str, cells: int) -> str:
        """Return ``text`` in exactly ``cells`` characters; a sign shows that something is left out."""
        if len(text) <= cells:
            return f"{text:{cells}}"
        return text[: cells - 1] + "…"

    @staticmethod
    def shorten(title: str, cells: int) -> str:
        """Return a title, cut at its colon or after a word if it is too long."""
        title = title if len(title) <= cells else title.partition(": ")[0]
        if len(title) <= cells:
            return title
        whole = title[:cells].rpartition(" ")[0] or title[: cells - 1]
        return f"{whole[: cells - 1]}…"

    def item(self, item: str, cells: int, title: str = "") -> str:
        """Return an exercise in ``cells`` characters: its title or item, without a bank that does not fit."""
        return self.cut(title or (item if len(item) <= cells else item.rpartition("/")[2]), cells)

    @staticmethod
    def name(item: str, title: str) -> str:
        """Return an exercise's name within its bank: its title, else its id."""
        return title or item.rpartition("/")[2]

    def place(self, subject: str, topic: str) -> str:
        """Return the place of an exercise: subject and topic, once if both have the same name."""
        return topic if subject == topic else f"{subject} › {topic}"


# Filters for every drawn line: for terminals with sixteen colours, and for those with ASCII only.
#
# Among the sixteen colours as Rich assumes them, cyan is nearest to the marks' green, and yellow to their
# red, so marks are drawn in the terminal's own named colours instead.

_NAMED = {
    RichColor.parse(colour).triplet: RichColor.parse(name)
    for sign in SIGNS.values()
    if sign.ansi
    for colour, name in (
        (sign.on_light, sign.ansi),
        (sign.on_dark, f"bright_{sign.ansi}"),
        (sign.chip, f"bright_{sign.ansi}"),
    )
}


# The lines between panes, which the nearest colour leaves invisible on their ground.
_LINES = {Color.parse(theme.panel or "").rich_color.triplet for theme in THEMES}
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
_SIGNS = str.maketrans("·–…↑→←✓✗○›▸▾●█▒░│─▔▁╭╮╰╯┌┐└┘", "--~^><+xo>>v*#+.|--_++++++++")
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
