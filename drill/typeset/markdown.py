"""Markdown with formulas, wrapped to a width: the format of prompts, steps, hints and theory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from textwrap import dedent

from drill.text import clean_text
from drill.typeset.block import Block, Span, SpanStyle, Tier, cell_width
from drill.typeset.glyphs import cache_short_texts, words_text
from drill.typeset.inline import (
    TWO_DIMENSIONAL,
    Inline,
    InlineDisplay,
    InlineReader,
    Manner,
    TextRun,
    break_lines,
    read_inline,
    set_table,
    table_end,
)
from drill.typeset.render import left_over

# Code in a text: highlighting of tokens, and folding of long lines.

_CODE_TOKEN = re.compile(
    r"(?P<number>[rbf]?(?:'[^']*'|\"[^\"]*\")|\b\d[\w.]*)|(?P<call>\b[A-Za-z_]\w*(?=\())"
    r"|(?P<quiet>\#.*|[^\w\s'\"\#]+)|\w+"
)
_CODE_BREAK = re.compile(r"[\s,(\[]")
_COMMENT = re.compile(r"(?<=\S)\s{2,}#")


def code_spans(line: str, row: int = 0) -> Iterator[Span]:
    """Yield the spans that highlight a line of Python, on row ``row``."""
    for token in _CODE_TOKEN.finditer(line):
        match token.lastgroup:
            case "number" | "call" | "quiet" as style:
                start = cell_width(line[: token.start()])
                yield Span(row, start, start + cell_width(token[0]), style)
            case _:
                pass


def fold_code_line(row: str, width: int) -> Iterator[str]:
    """Yield a line of code, or its pieces if it is too long; the later ones are indented.

    A piece ends before a comment, else after a blank, a comma or an opening bracket, preferably outside
    brackets. Each piece of a comment begins with its sign.
    """
    hang = " " * (len(row) - len(row.lstrip()) + 8)
    while cell_width(row) > width > len(hang) + 1:
        if row.lstrip().startswith("#") and not hang.endswith("# "):
            hang += "# "
        comment = _COMMENT.search(row, len(hang), width)
        end = _find_code_break(row, len(hang), width) if comment is None else comment.start()
        yield row[:end].rstrip()
        row = hang + row[end:].lstrip()
    yield row


def _find_code_break(row: str, start: int, width: int) -> int:
    """Return the break point in the second half of a row inside the fewest brackets, the latest of these."""
    ends = [match.end() for match in _CODE_BREAK.finditer(row, start, width)]
    late = [end for end in ends if end > (start + width) // 2] or ends[-1:]
    return min(late, key=lambda end: (_count_open_brackets(row[:end]), -end), default=width)


def _count_open_brackets(text: str) -> int:
    """Return the number of brackets that are open after a text."""
    return sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))


# Cells before a display, which set it off from prose.
DISPLAY_INDENT = 4
_FENCE = re.compile(r"[ \t]*(```+|~~~+)")
# A paragraph that consists of one line of code.
LONE_CODE = re.compile(r"`([^`\n]+)`")
_ITEM = re.compile(r"(?P<indent>[ ]*)(?P<mark>[-*+]|\d{1,3}[.)])(?P<room>[ ]+)(?=\S)")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ ]+(?P<text>.*)")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_BREAK = re.compile(r"[ ]{0,3}(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})")
# Min width for prose, in cells; in less, most words would be cut.
NARROWEST = 8
# Max lines of a text that are set, because each costs time; nobody reads a longer text.
_MAX_LINES = 3000
# Max nesting of lists and quotes, because the setter calls itself for each level; deeper ones are text.
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class MarkdownPart:
    """The finished lines of a part of the text; ``close`` omits the blank line before it."""

    lines: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    left_over: tuple[str, ...] = ()
    close: bool = False


def set_prose(markdown: str, *, width: int, tier: Tier = "unicode", inline: Inline = "linear") -> Block:
    r"""Set paragraphs, lists, quotes, tables, code and formulas, wrapped to ``width`` cells.

    ``**bold**``, ``*italic*`` and `` `code` `` become spans. ``$…$`` stays in its sentence, in its one-line
    form; it becomes a display if it lacks this form (matrices) or, with ``inline="two-d"``, if it is taller
    than a line and not short. ``$$…$$`` is a display. ``\$`` is a dollar, and a ``$`` without a partner
    stays visible.
    """
    return _set_cached_prose(markdown, max(width, NARROWEST), tier, inline)


def split_clean_lines(markdown: str) -> list[str]:
    """Return the lines of a text, cleaned, with tabs expanded."""
    return clean_text(markdown).expandtabs(4).split("\n")


@cache_short_texts(64)
def _set_cached_prose(markdown: str, width: int, tier: Tier, inline: Inline) -> Block:
    setter = Setter(Manner(tier, inline))
    lines: list[str] = []
    spans: list[Span] = []
    left_over: list[str] = []
    for part in setter.all_parts(split_clean_lines(markdown), width):
        if not any(part.lines):
            continue
        if lines and not part.close:
            lines.append("")
        spans += _shift_spans(part.spans, len(lines), 0)
        lines += part.lines
        left_over += part.left_over
    return Block(tuple(lines), 0, tuple(spans), tuple(dict.fromkeys(left_over)))


class Setter:
    """Sets the blocks of a text one after another."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._tier: Tier = manner.tier

    def all_parts(self, lines: list[str], width: int) -> Iterator[MarkdownPart]:
        """Yield the parts of a whole text; the lines beyond the limit are kept as they are written."""
        yield from self.parts(lines[:_MAX_LINES], width)
        if len(lines) > _MAX_LINES:
            # 500 characters fill a screen.
            yield self._keep_as_written([line[:500] for line in lines[_MAX_LINES:]])

    def parts(self, lines: list[str], width: int, depth: int = 0) -> Iterator[MarkdownPart]:
        """Yield the parts of ``lines`` from top to bottom, inside ``depth`` items or quotes."""
        index = 0
        in_list = depth > 0
        while index < len(lines):
            line = lines[index]
            fence = _FENCE.match(line)
            heading = _HEADING.match(line)
            item = _ITEM.match(line)
            can_nest = depth < _MAX_DEPTH
            follows_item = in_list
            in_list = False
            end = index + 1
            if not line.strip():
                in_list = follows_item and _continues_list(lines, end)
            elif fence and end < len(lines):
                code_end = _fence_end(lines, end, fence[1])
                yield self._code(lines[end:code_end], width, min(4, width - NARROWEST))
                end = code_end + 1
            elif heading:
                title = heading["text"].rstrip(" #").replace("**", "")
                yield from self._paragraph(f"**{title}**", width)
            elif item and can_nest:
                hang = len(item[0])
                end = _item_end(lines, index, hang)
                body = [line[hang:], *(_remove_indent(below, hang) for below in lines[index + 1 : end])]
                yield from self._item(item, body, width, follows_item, depth)
                in_list = True
            elif _QUOTE.match(line) and can_nest:
                end = _quote_end(lines, index)
                quoted = [_QUOTE.sub("", row, count=1) for row in lines[index:end]]
                yield from self._quote(quoted, width, depth)
            elif _BREAK.fullmatch(line):
                yield self._rule(width)
            elif table_end(lines, index) > index:
                end = table_end(lines, index)
                yield from self._table(lines[index:end], width)
            else:
                end = _paragraph_end(lines, index)
                yield from self._paragraph("\n".join(lines[index:end]), width)
                in_list = depth > 0
            index = end

    def _keep_as_written(self, lines: list[str]) -> MarkdownPart:
        return MarkdownPart(tuple(words_text(line, self._tier).rstrip() for line in lines))

    def _rule(self, width: int) -> MarkdownPart:
        return MarkdownPart((("-" if self._tier == "ascii" else "─") * width,))

    def _code(self, rows: list[str], width: int, indent: int = 0) -> MarkdownPart:
        """Set a block of code as written, without its common indentation."""
        return self._code_lines(dedent("\n".join(rows)).split("\n"), width, indent)

    def _code_lines(self, rows: list[str], width: int, indent: int = 0) -> MarkdownPart:
        """Set lines of code as written; those that are too long are folded."""
        while rows and not rows[0].strip():
            rows = rows[1:]
        while rows and not rows[-1].strip():
            rows = rows[:-1]
        widest = max(map(cell_width, rows), default=0)
        margin = " " * max(0, min(indent, width - widest))
        pieces: list[str] = []
        for row in rows:
            pieces += fold_code_line(words_text(row, self._tier).rstrip(), width - len(margin))
        lines = _indent_lines(pieces, margin)
        spans: list[Span] = []
        for number, line in enumerate(lines):
            spans += code_spans(line, number)
        return MarkdownPart(tuple(lines), tuple(spans))

    def _item(
        self, item: re.Match[str], body: list[str], width: int, close: bool, depth: int
    ) -> Iterator[MarkdownPart]:
        """Set a list item: its marker, and its blocks indented after it."""
        mark = item["mark"]
        if not mark[0].isdigit():
            mark = "-" if self._tier == "ascii" else "•"
        start = f"{item['indent']}{mark} "
        hang = len(start)
        for number, part in enumerate(self.parts(body, max(width - hang, NARROWEST), depth + 1)):
            lines = _indent_lines(part.lines, " " * hang)
            if number:
                close = part.close
            elif lines:
                lines[0] = start + lines[0][hang:]
            yield MarkdownPart(tuple(lines), _shift_spans(part.spans, 0, hang), part.left_over, close)

    def _quote(self, body: list[str], width: int, depth: int) -> Iterator[MarkdownPart]:
        """Set a quotation after a bar."""
        bar = "| " if self._tier == "ascii" else "│ "
        lines: list[str] = []
        spans: list[Span] = []
        left_over: list[str] = []
        for part in self.parts(body, max(width - 2, NARROWEST), depth + 1):
            if lines and not part.close:
                lines.append(bar.rstrip())
            spans += _shift_spans(part.spans, len(lines), 2)
            lines += ((bar + line).rstrip() for line in part.lines)
            left_over += part.left_over
        yield MarkdownPart(tuple(lines), tuple(spans), tuple(left_over))

    def _table(self, rows: list[str], width: int) -> Iterator[MarkdownPart]:
        """Set a table, or its rows as written if it is too wide."""
        table = set_table(rows, self._manner, width)
        if table is not None:
            yield MarkdownPart(*table)
            return
        for number, row in enumerate(rows):
            for part in self._paragraph(row, width):
                yield replace(part, close=number > 0)

    def _paragraph(self, text: str, width: int) -> Iterator[MarkdownPart]:
        """Set a paragraph and the displays inside it; a lone line of code is kept as it is."""
        code = LONE_CODE.fullmatch(text.strip())
        if code is not None:
            yield self._code_lines([code[1]], width)
            return
        display_width = max(width - DISPLAY_INDENT, NARROWEST)
        for block in read_inline(text, self._manner, width, display_width):
            if isinstance(block, InlineDisplay):
                yield self._display(block)
            else:
                yield self._lines(block, width)

    def _display(self, display: InlineDisplay) -> MarkdownPart:
        block = display.block
        first = next((number for number, line in enumerate(block.lines) if line), 0)
        lines = _indent_lines(block.lines[first:], " " * DISPLAY_INDENT)
        rows = (Span(row, 0, cell_width(line), "formula") for row, line in enumerate(lines) if line)
        spans = (*rows, *_shift_spans(block.spans, -first, DISPLAY_INDENT))
        return MarkdownPart(tuple(lines), spans, block.left_over)

    def _lines(self, run: TextRun, width: int) -> MarkdownPart:
        lines, spans = break_lines(run, width)
        return MarkdownPart(lines, spans, run.left_over)


def _indent_lines(lines: Iterable[str], margin: str) -> list[str]:
    return [margin + line if line else "" for line in lines]


def _shift_spans(spans: Iterable[Span], rows: int, cells: int) -> tuple[Span, ...]:
    """Return spans moved down by ``rows`` and to the right by ``cells``."""
    return tuple(Span(span.row + rows, span.start + cells, span.end + cells, span.style) for span in spans)


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
    """Return the line after the item at ``start``, whose text begins in column ``hang``."""
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
    """Return the line after the paragraph at ``start``; blank lines inside a display do not end it."""
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
        # A "$$" without a partner does not begin a display, so the paragraph ends at the next blank line.
        index = start + 1
        while index < len(lines) and lines[index].strip() and not _begins_block(lines[index]):
            index += 1
    return index


# Unknown commands of a text, found without setting it, because most checked texts are never shown.


def prose_left_over(markdown: str, *, width: int) -> tuple[str, ...]:
    """Return the ``left_over`` of ``set_prose`` at this width."""
    if "$" not in markdown and "\\" not in markdown:
        return ()  # no formula
    setter = _CheckingSetter(Manner("unicode", "linear"))
    parts = setter.all_parts(split_clean_lines(markdown), max(width, NARROWEST))
    return tuple(dict.fromkeys(chain.from_iterable(part.left_over for part in parts)))


class _CheckingSetter(Setter):
    """Checks the blocks of a text without setting their paragraphs."""

    def _paragraph(self, text: str, width: int) -> Iterator[MarkdownPart]:
        reader = _CheckingReader(self._manner, width, max(width - DISPLAY_INDENT, NARROWEST))
        reader.read(text, None)
        yield MarkdownPart((), (), tuple(reader.found))


class _CheckingReader(InlineReader):
    """Collects the unknown commands of a paragraph. Only displays are set, because they may be too large."""

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
        self.found += left_over(latex)
        return offset
