"""Text for widgets, built without any markup: what strangers wrote is only ever shown."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from drill.text import clean
from drill.typeset import Block, cell_width

Part = str | tuple[str, str]
"""A piece of text, plain or with a style of the theme (``$secondary``, ``bold``, ``reverse``)."""

_STYLES = {"bold": "bold", "italic": "italic", "code": "$accent", "dim": "$secondary"}


def line(*parts: Part) -> Content:
    """One line (or several) of styled pieces."""
    return Content.assemble(*(_piece(part) for part in parts))


def _piece(part: Part) -> Content:
    if isinstance(part, str):
        return Content(clean(part))
    text, style = part
    return Content.styled(clean(text), style)


def join(lines: Sequence[Content]) -> Content:
    """Several lines under each other."""
    return Content("\n").join(lines)


def of_block(block: Block, *, indent: int = 0, style: str = "") -> Content:
    """Typeset text with its emphasis; ``style`` lies under all of it."""
    lines = [
        _styled_line(" " * indent + text, _spans_of(block, row, indent, text), style)
        for row, text in enumerate(block.lines)
    ]
    return join(lines)


def _spans_of(block: Block, row: int, indent: int, text: str) -> list[tuple[int, int, str]]:
    return [
        (indent + _index(text, span.start), indent + _index(text, span.end), _STYLES[span.style])
        for span in block.spans
        if span.row == row
    ]


def _index(text: str, cell: int) -> int:
    """The character at a cell: a wide character covers two of them."""
    if len(text) == cell_width(text):
        return cell
    width = 0
    for place, character in enumerate(text):
        if width >= cell:
            return place
        width += cell_width(character)
    return len(text)


def _styled_line(text: str, spans: Sequence[tuple[int, int, str]], style: str) -> Content:
    content = Content.styled(text, style) if style else Content(text)
    for start, end, emphasis in spans:
        content = content.stylize(emphasis, start, end)
    return content
