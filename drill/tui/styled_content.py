"""Build text for widgets without any markup: untrusted text is only ever shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from drill.text import clean_text

if TYPE_CHECKING:
    from drill.typeset import Block, Tier

# A piece of text, plain or with a style of the theme (``$secondary``, ``bold``, ``reverse``).
Part = str | tuple[str, str]

EMPTY = Content("")
# Cells from which a label has a column of its own.
LABELS_BESIDE_FROM = 44
_STYLES = {
    "bold": "bold", "italic": "italic", "code": "$accent", "dim": "$secondary", "number": "$code-number",
    "call": "$code-call", "quiet": "$secondary",
}  # fmt: skip


def build_content(*parts: Part) -> Content:
    """Return one line (or several) of styled pieces."""
    return Content.assemble(*(_build_styled_piece(part) for part in parts))


def _build_styled_piece(part: Part) -> Content:
    if isinstance(part, str):
        return Content(clean_text(part))
    text, style = part
    return Content.styled(clean_text(text), style)


def stack_lines(lines: Sequence[Content]) -> Content:
    """Return several lines under each other."""
    return Content("\n").join(lines)


def prefix_first_line(head: Content, body: Content) -> Content:
    """Return ``body`` with ``head`` before its first line, the other lines indented as far."""
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

    Where they are few a text goes on below its label, and not in a column beside it.
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
    return text[:1].upper() + text[1:] if is_word else text


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
