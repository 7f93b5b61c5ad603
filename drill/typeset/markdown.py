"""Markdown with formulas, wrapped to a width: what prompts, steps, hints and theory are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import dedent

from drill.latex import MacroBody
from drill.text import clean_text
from drill.typeset.block import Block, Span, SpanStyle, Tier, cell_width
from drill.typeset.glyphs import cache_short_texts, words_text
from drill.typeset.inline import (
    TWO_DIMENSIONAL,
    Display,
    Inline,
    Manner,
    Reader,
    Run,
    break_lines,
    read_inline,
    set_table,
    table_end,
)
from drill.typeset.render import Macros, left_over, macros_key

# Programs in a text: the colours of a line's tokens, and folding of long lines.

_PART = re.compile(
    r"(?P<number>[rbf]?(?:'[^']*'|\"[^\"]*\")|\b\d[\w.]*)|(?P<call>\b[A-Za-z_]\w*(?=\())"
    r"|(?P<quiet>\#.*|[^\w\s'\"\#]+)|\w+"
)
_ENDS = re.compile(r"[\s,(\[]")


def code_spans(line: str, row: int = 0) -> Iterator[Span]:
    """Yield the spans of a line of Python that are not plain, on the row of that number."""
    for part in _PART.finditer(line):
        match part.lastgroup:
            case "number" | "call" | "quiet" as style:
                yield Span(row, cell_width(line[: part.start()]), cell_width(line[: part.end()]), style)
            case _:
                pass


def fold_code_line(row: str, width: int) -> Iterator[str]:
    """Yield a line of code, or, if it is too long, its pieces; the later ones are indented.

    A piece ends after a blank, a comma or an opening bracket, outside of brackets where its second half has
    such a place.
    """
    hang = " " * (len(row) - len(row.lstrip()) + 8)
    while cell_width(row) > width > len(hang) + 1:
        end = _best_end(row, len(hang), width)
        yield row[:end].rstrip()
        row = hang + row[end:].lstrip()
    yield row


def _best_end(row: str, start: int, width: int) -> int:
    """Return where to break a row: as late and as little inside brackets as can be."""
    ends = [part.end() for part in _ENDS.finditer(row, start, width)]
    late = [end for end in ends if end > (start + width) // 2] or ends[-1:]
    return min(late, key=lambda end: (_count_open_brackets(row[:end]), -end), default=width)


def _count_open_brackets(text: str) -> int:
    """Return how many brackets are open after a text."""
    return sum(text.count(bracket) for bracket in "([{") - sum(text.count(bracket) for bracket in ")]}")


# Cells before a formula of its own line, which tell it from prose.
DISPLAY_INDENT = 5
_FENCE = re.compile(r"[ \t]*(```+|~~~+)")
# A paragraph that is a line of code alone.
LONE_CODE = re.compile(r"`([^`\n]+)`")
_ITEM = re.compile(r"(?P<indent>[ ]*)(?P<mark>[-*+]|\d{1,3}[.)])(?P<room>[ ]+)(?=\S)")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ ]+(?P<text>.*)")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_BREAK = re.compile(r"[ ]{0,3}(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})")
# Cells in which words can still be set.
NARROWEST = 8
# Lines of a text that are set: many more than any has that is read.
_MAX_LINES = 3000
# Lists inside each other; what looks like a deeper one is text.
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Part:
    """Finished lines for a part of the text; ``close`` parts have no blank line before them."""

    lines: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    left_over: tuple[str, ...] = ()
    close: bool = False


def set_prose(
    markdown: str,
    *,
    width: int,
    tier: Tier = "unicode",
    inline: Inline = "linear",
    macros: Macros | None = None,
) -> Block:
    r"""Set paragraphs, lists, quotes, tables, code and formulas, wrapped to ``width`` cells.

    ``**bold**``, ``*italic*`` and `` `code` `` become spans; ``$…$`` stays in its sentence, in its one-line
    form, or as a display where it has none (matrices) or, with ``inline="two-d"``, where it is taller than a
    line; ``$$…$$`` is a display. ``\$`` is a dollar, and a ``$`` without a partner stays visible.
    ``macros`` are those of the formulas.
    """
    return _set_cached_prose(markdown, max(width, NARROWEST), tier, inline, macros_key(macros))


def split_clean_lines(markdown: str) -> list[str]:
    """Return a text's lines, cleaned."""
    return clean_text(markdown).expandtabs(4).split("\n")


@cache_short_texts(64)
def _set_cached_prose(
    markdown: str, width: int, tier: Tier, inline: Inline, macros: tuple[tuple[str, MacroBody], ...]
) -> Block:
    setter = Setter(Manner(tier, inline, dict(macros)))
    lines: list[str] = []
    spans: list[Span] = []
    left_over: list[str] = []
    for part in setter.all_parts(split_clean_lines(markdown), width):
        if not any(part.lines):
            continue
        if lines and not part.close:
            lines.append("")
        spans += (replace(span, row=span.row + len(lines)) for span in part.spans)
        lines += part.lines
        left_over += part.left_over
    return Block(tuple(lines), 0, tuple(spans), tuple(dict.fromkeys(left_over)))


class Setter:
    """Sets the blocks of a text one after another."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._tier: Tier = manner.tier

    def all_parts(self, lines: list[str], width: int) -> Iterator[Part]:
        """Return the parts of a whole text; a part that is too long is kept as it is written."""
        yield from self.parts(lines[:_MAX_LINES], width)
        if len(lines) > _MAX_LINES:
            # A screenful of each line.
            yield self._unset([line[:500] for line in lines[_MAX_LINES:]])

    def parts(self, lines: list[str], width: int, depth: int = 0) -> Iterator[Part]:
        """Return the parts of ``lines`` from top to bottom, inside ``depth`` items, where lists are close."""
        index = 0
        in_list = depth > 0
        while index < len(lines):
            line = lines[index]
            if not line.strip():
                index += 1
                in_list = in_list and _continues_list(lines, index)
            elif index + 1 < len(lines) and (fence := _FENCE.match(line)):
                end = _fence_end(lines, index + 1, fence[1])
                yield self._code(lines[index + 1 : end], width, min(4, width - NARROWEST))
                index, in_list = end + 1, False
            elif heading := _HEADING.match(line):
                title = heading["text"].rstrip(" #").replace("**", "")
                yield from self._paragraph(f"**{title}**", width)
                index, in_list = index + 1, False
            elif depth < _MAX_DEPTH and (item := _ITEM.match(line)):
                end = _item_end(lines, index, len(item[0]))
                hang = len(item[0])
                body = [line[hang:], *(_remove_indent(below, hang) for below in lines[index + 1 : end])]
                yield from self._item(item, body, width, in_list, depth)
                index, in_list = end, True
            elif depth < _MAX_DEPTH and _QUOTE.match(line):
                end = _quote_end(lines, index)
                quoted = [_QUOTE.sub("", row, count=1) for row in lines[index:end]]
                yield from self._quote(quoted, width, depth)
                index, in_list = end, False
            elif _BREAK.fullmatch(line):
                yield self._rule(width)
                index, in_list = index + 1, False
            elif (end := table_end(lines, index)) > index:
                yield from self._table(lines[index:end], width)
                index, in_list = end, False
            else:
                end = _paragraph_end(lines, index)
                yield from self._paragraph("\n".join(lines[index:end]), width)
                index, in_list = end, depth > 0

    def _unset(self, lines: list[str]) -> Part:
        """Return lines as they are written."""
        return Part(tuple(words_text(line, self._tier).rstrip() for line in lines))

    def _rule(self, width: int) -> Part:
        return Part((("-" if self._tier == "ascii" else "─") * width,))

    def _code(self, rows: list[str], width: int, indent: int = 0) -> Part:
        """Set a block of code as written, without common indentation."""
        return self._code_lines(dedent("\n".join(rows)).split("\n"), width, indent)

    def _code_lines(self, rows: list[str], width: int, indent: int = 0) -> Part:
        """Set lines of code as written; those that are too long are folded."""
        while rows and not rows[0].strip():
            rows = rows[1:]
        while rows and not rows[-1].strip():
            rows = rows[:-1]
        widest = max((cell_width(row) for row in rows), default=0)
        margin = " " * max(0, min(indent, width - widest))
        written = (words_text(row, self._tier).rstrip() for row in rows)
        parts = (part for row in written for part in fold_code_line(row, width - len(margin)))
        lines = tuple(margin + segment if segment else "" for segment in parts)
        return Part(lines, tuple(span for row, line in enumerate(lines) for span in code_spans(line, row)))

    def _item(
        self, item: re.Match[str], body: list[str], width: int, close: bool, depth: int
    ) -> Iterator[Part]:
        """Set a list's item: its marker, and its blocks indented after it."""
        mark = item["mark"] if item["mark"][0].isdigit() else ("-" if self._tier == "ascii" else "•")
        hang = len(item["indent"]) + len(mark) + 1
        first = True
        for part in self.parts(body, max(width - hang, NARROWEST), depth + 1):
            lines = [" " * hang + line if line else "" for line in part.lines]
            if first and lines:
                lines[0] = " " * len(item["indent"]) + mark + " " + lines[0][hang:]
            spans = tuple(replace(span, start=span.start + hang, end=span.end + hang) for span in part.spans)
            yield Part(tuple(lines), spans, part.left_over, close if first else part.close)
            first = False

    def _quote(self, body: list[str], width: int, depth: int) -> Iterator[Part]:
        """Set a quotation after a bar."""
        bar = "| " if self._tier == "ascii" else "│ "
        lines: list[str] = []
        spans: list[Span] = []
        left_over: list[str] = []
        for part in self.parts(body, max(width - 2, NARROWEST), depth + 1):
            if lines and not part.close:
                lines.append(bar.rstrip())
            spans += (
                replace(span, row=span.row + len(lines), start=span.start + 2, end=span.end + 2)
                for span in part.spans
            )
            lines += ((bar + line).rstrip() for line in part.lines)
            left_over += part.left_over
        yield Part(tuple(lines), tuple(spans), tuple(left_over))

    def _table(self, rows: list[str], width: int) -> Iterator[Part]:
        """Set a table, or its rows as written if it is too wide."""
        table = set_table(rows, self._manner, width)
        if table is not None:
            yield Part(*table)
            return
        for number, row in enumerate(rows):
            for part in self._paragraph(row, width):
                yield replace(part, close=number > 0)

    def _paragraph(self, text: str, width: int) -> Iterator[Part]:
        """Set a paragraph and the displays inside it; a lone line of code is kept as it is."""
        if (code := LONE_CODE.fullmatch(text.strip())) is not None:
            yield self._code_lines([code[1]], width)
            return
        display_width = max(width - DISPLAY_INDENT, NARROWEST)
        for block in read_inline(text, self._manner, width, display_width):
            yield self._display(block) if isinstance(block, Display) else self._lines(block, width)

    def _display(self, display: Display) -> Part:
        block = display.block
        first = next((number for number, line in enumerate(block.lines) if line), 0)
        margin = " " * DISPLAY_INDENT
        lines = tuple(margin + line if line else "" for line in block.lines[first:])
        spans = tuple(
            replace(
                span, row=span.row - first, start=span.start + DISPLAY_INDENT, end=span.end + DISPLAY_INDENT
            )
            for span in block.spans
        )
        return Part(lines, spans, block.left_over)

    def _lines(self, run: Run, width: int) -> Part:
        lines, spans = break_lines(run, width)
        return Part(lines, spans, run.left_over)


def _quote_end(lines: list[str], start: int) -> int:
    end = start
    while end < len(lines) and _QUOTE.match(lines[end]):
        end += 1
    return end


def _fence_end(lines: list[str], start: int, fence: str) -> int:
    for index in range(start, len(lines)):
        if lines[index].strip().startswith(fence):
            return index
    return len(lines)


def _continues_list(lines: list[str], start: int) -> bool:
    """Return whether the next line that is not blank is another item."""
    following = next((line for line in lines[start:] if line.strip()), "")
    return bool(_ITEM.match(following))


def _item_end(lines: list[str], start: int, hang: int) -> int:
    """Return the line after an item that begins at ``start`` and whose text begins in column ``hang``."""
    index = start + 1
    after_blank = False
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            after_blank = True
        else:
            indent = len(line) - len(line.lstrip(" "))
            if indent < min(hang, 2) and (after_blank or _begins_block(line)):
                break
            if indent < hang and _ITEM.match(line):
                break
            after_blank = False
        index += 1
    while index > start + 1 and not lines[index - 1].strip():
        index -= 1
    return index


def _begins_block(line: str) -> bool:
    return bool(_ITEM.match(line) or _FENCE.match(line) or _HEADING.match(line) or _QUOTE.match(line))


def _remove_indent(line: str, columns: int) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return line[min(indent, columns) :]


def _paragraph_end(lines: list[str], start: int) -> int:
    """Return the line after a paragraph; a display that is still open keeps its blank lines."""
    index = start
    open_display = False
    while index < len(lines):
        line = lines[index]
        if not open_display and index > start and (not line.strip() or _begins_block(line)):
            break
        if line.count("$$") % 2:
            open_display = not open_display
        index += 1
    if open_display:
        # A "$$" without a partner is no display: the paragraph ends where it would without it.
        index = start + 1
        while index < len(lines) and lines[index].strip() and not _begins_block(lines[index]):
            index += 1
    return index


# Find what of a text cannot be typeset without setting it, for many texts that are never shown.


def prose_left_over(markdown: str, *, width: int) -> tuple[str, ...]:
    """Return what ``prose`` of this width would list in its ``left_over``."""
    if "$" not in markdown and "\\" not in markdown:
        return ()  # no formula
    setter = _Setter(Manner("unicode", "linear", {}))
    parts = setter.all_parts(split_clean_lines(markdown), max(width, NARROWEST))
    return tuple(dict.fromkeys(left for part in parts for left in part.left_over))


class _Setter(Setter):
    """Goes through the blocks of a text without setting paragraphs."""

    def _paragraph(self, text: str, width: int) -> Iterator[Part]:
        reader = _Reader(self._manner, width, max(width - DISPLAY_INDENT, NARROWEST))
        reader.read(text, None)
        yield Part((), (), tuple(reader.found))


class _Reader(Reader):
    """Sets displays, which may be too large, but no words and no inline formulas."""

    def __init__(self, manner: Manner, width: int, display_width: int) -> None:
        super().__init__(manner, width, display_width)
        self.found: list[str] = []

    def _code(self, text: str) -> None:
        pass

    def _words(self, text: str, style: SpanStyle | None) -> None:
        pass

    def _set_display(self, latex: str) -> None:
        self.found += self._typeset(latex).left_over

    def _formula(self, latex: str, text: str, offset: int, style: SpanStyle | None) -> int:
        if TWO_DIMENSIONAL.search(latex):
            return self._display(latex, text, offset)
        self.found += left_over(latex, macros=self._macros)
        return offset
