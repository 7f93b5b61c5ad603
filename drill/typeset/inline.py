"""The content of a paragraph: emphasis, code and formulas, and breaking it into lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Literal

from drill.typeset.block import Block, Span, SpanStyle, Tier, cell_width
from drill.typeset.boxes import Alignment, pad_text
from drill.typeset.glyphs import words_text
from drill.typeset.render import Macros, typeset_formula, typeset_on_one_line

Inline = Literal["two-d", "linear"]

# What may appear between marks of emphasis: code and formulas as wholes. No text can be read in two ways.
_INSIDE = r"`[^`]*`|`(?![^`]*`)|\$[^$]*\$|\$(?![^$]*\$)|\\.|[^*\\`$]"
# Lengths are bounded so that marks without a partner cost a look ahead, not a square of the text.
_TOKEN = re.compile(
    r"\\(?P<escaped>[$*`_\\#|-])"
    r"|(?P<code>(?<!`)(?P<ticks>`{1,3})(?!`)(?P<code_text>.{1,600}?)(?<!`)(?P=ticks)(?!`))"
    r"|\$\$(?=\s*[^\s$])(?P<display>(?:\\.|[^$\\]|\$(?!\$)){1,9000}?)\$\$"
    r"|\\\[(?P<bracket>.{1,9000}?)\\\]"
    r"|\\begin\{(?P<environment>(?:equation|align|gather|multline|eqnarray)\*?)\}"
    r"|!?\[(?P<link>(?:[^\[\]\n]|\[[^\[\]\n]{0,99}\]){1,200})\]\((?:<(?P<angled>(?:https?:|mailto:)[^<>\s]{1,300})>"
    r"|(?P<address>(?:https?:|mailto:|[#./])[^()\s]{1,300}))\)"
    r"|\$(?P<formula>(?![\s$])(?:\\.|[^$\\]){1,3000}?(?<!\s))\$(?!\d)"
    r"|\\\((?P<paren>.{1,3000}?)\\\)"
    r"|(?P<bold>\*\*(?=\S)(?P<bold_text>(?:" + _INSIDE + r"|\*(?!\*)){1,600}?)(?<=\S)\*\*)"
    r"|(?P<italic>(?<![\w*])\*(?=[^\s*])(?P<italic_text>(?:" + _INSIDE + r"){1,600}?)(?<=[^\s*])\*(?![\w*]))",
    re.DOTALL,
)
# Environments that need lines of their own, wherever they stand.
TWO_DIMENSIONAL = re.compile(
    r"\\begin\s*\{(?:[pbBvV]?(?:small)?matrix|[dr]?cases|array|align|aligned|split|gather|gathered)\*?\}"
)
_HARD_BREAK = re.compile(r"(?: {2,}|\\)\n")
_TRAILING = re.compile(r"[.,;:!?]+(?=\s|$)")
# Stars in one another: prose has two.
_MAX_EMPHASES = 6
_NO_BREAK = "\u00a0"
_SHORT_WORD = re.compile(r"(?<= )(\S{1,3}) (?=\S)")
_BETWEEN_FACTORS = re.compile(rf"(?<=[^\s,;:]) (?=(?P<word>[^ {_NO_BREAK}]+))")
# The sign of a number in a sentence looks as in a formula.
_NEGATIVE = re.compile(r"(?<=[\s(])-(?=\d)")
# Cells left free beside a formula's longest unbroken part, as for ``).``
_PUNCTUATION = 2
_OPENING = "([{⟨⌊⌈"
_CLOSING = ")]}⟩⌋⌉"


@dataclass(slots=True)
class Run:
    r"""Text with a style for each character; ``\n`` is a hard break, a no-break space a blank."""

    text: str = ""
    styles: list[SpanStyle | None] = field(default_factory=list["SpanStyle | None"])
    left_over: tuple[str, ...] = ()

    def add(self, text: str, style: SpanStyle | None) -> None:
        """Append ``text`` in one style."""
        self.text += text
        self.styles.extend(repeat(style, len(text)))


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on lines of its own."""

    block: Block


@dataclass(frozen=True, slots=True)
class Manner:
    """Options for setting formulas in prose."""

    tier: Tier
    inline: Inline
    macros: Macros


def read_inline(text: str, manner: Manner, width: int, display_width: int) -> list[Run | Display]:
    """Return a paragraph as runs for lines of ``width``, split at displays, set to ``display_width``."""
    reader = Reader(manner, width, display_width)
    reader.read(text, None)
    return reader.finished()


class Reader:
    """Reads a paragraph piece by piece, with a method each for words, code, displays and inline formulas."""

    def __init__(self, manner: Manner, width: int, display_width: int) -> None:
        self._tier: Tier = manner.tier
        self._inline = manner.inline
        self._macros = manner.macros
        self._width = width
        self._display_width = display_width
        self._pieces: list[Run | Display] = [Run()]

    def finished(self) -> list[Run | Display]:
        """Return the runs and displays, without empty runs."""
        return [segment for segment in self._pieces if isinstance(segment, Display) or segment.text.strip()]

    def read(self, text: str, style: SpanStyle | None, depth: int = 0) -> None:
        """Read ``text`` in ``style``, inside ``depth`` emphases."""
        if depth > _MAX_EMPHASES:
            self._words(text, style)
            return
        offset = 0
        while match := _TOKEN.search(text, offset):
            self._words(text[offset : match.start()], style)
            offset = match.end()
            formula = match["formula"] or match["paren"]
            display = match["display"] or match["bracket"]
            if match["escaped"]:
                self._words(match["escaped"], style)
            elif match["code"]:
                self._code(match["code_text"])
            elif display:
                offset = self._display(display, text, offset)
            elif match["environment"]:
                offset = self._environment(match, text)
            elif formula:
                offset = self._formula(formula, text, offset, style)
            elif match["link"]:
                self._link(match["link"], match["angled"] or match["address"], style, depth + 1)
            elif match["bold"]:
                self.read(match["bold_text"], "bold", depth + 1)
            else:
                self.read(match["italic_text"], style or "italic", depth + 1)
        self._words(text[offset:], style)

    def _link(self, label: str, address: str, style: SpanStyle | None, depth: int) -> None:
        self.read(label, style, depth)
        self._words(f" ({address})", style)

    def _code(self, text: str) -> None:
        code = words_text(text.strip() or text, self._tier)
        self._run().add(_glue_line(" ".join(code.split()), self._width - _PUNCTUATION), "code")

    def _words(self, text: str, style: SpanStyle | None) -> None:
        text = _HARD_BREAK.sub("\x00", text).replace("\n", " ").replace("\x00", "\n")
        if self._tier != "ascii":
            text = _NEGATIVE.sub("−", text)
        self._run().add(words_text(text, self._tier), style)

    def _run(self) -> Run:
        last = self._pieces[-1]
        if isinstance(last, Run):
            return last
        run = Run()
        self._pieces.append(run)
        return run

    def _environment(self, begin: re.Match[str], text: str) -> int:
        """Add the display of an environment; one that does not end is text."""
        ending = f"\\end{{{begin['environment']}}}"
        end = text.find(ending, begin.end())
        if end < 0:
            self._words(begin[0], None)
            return begin.end()
        end += len(ending)
        return self._display(text[begin.start() : end], text, end)

    def _display(self, latex: str, text: str, offset: int) -> int:
        """Add a display, with the punctuation that follows it; return where to read on."""
        trailing = _TRAILING.match(text, offset)
        self._set_display(latex.strip() + (trailing[0] if trailing else ""))
        return trailing.end() if trailing else offset

    def _set_display(self, latex: str) -> None:
        self._pieces.append(Display(self._typeset(latex)))

    def _typeset(self, latex: str) -> Block:
        return typeset_formula(latex, width=self._display_width, tier=self._tier, macros=self._macros)

    def _formula(self, latex: str, text: str, offset: int, style: SpanStyle | None) -> int:
        """Add a formula to the sentence, or as a display where it needs more than a line."""
        if TWO_DIMENSIONAL.search(latex):
            return self._display(latex, text, offset)
        if self._inline == "two-d":
            block = self._typeset(latex)
            if block.height > 1:
                return self._display(latex, text, offset)
        else:
            block = typeset_on_one_line(latex, tier=self._tier, macros=self._macros)
        run = self._run()
        line = block.lines[0] if block.lines else ""
        start = len(run.text)
        run.add(_glue_line(line, self._width - _PUNCTUATION), style)
        run.left_over += block.left_over
        for span in block.spans:
            # A formula's letters take one cell each wherever they have a style of their own.
            for cell in _list_places_in_span(line, span):
                run.styles[start + cell] = span.style
        return offset


def _list_places_in_span(line: str, span: Span) -> Iterator[int]:
    """Return the characters of ``line`` that lie in ``span``."""
    cell = 0
    for index, character in enumerate(line):
        width = cell_width(character)
        if width and span.start <= cell < span.end:
            yield index
        cell += width


def _glue_line(line: str, width: int) -> str:
    """Return a formula or code in which only good break points are left: none if short, else operators.

    Places between factors are left only where no others do, and places inside brackets only as deep as it
    takes for every part to fit into ``width``, after commas first.
    """
    # Short formulas are not broken over lines.
    if cell_width(line) <= 24:
        return line.replace(" ", _NO_BREAK)
    line = _SHORT_WORD.sub(lambda match: match[1] + (_NO_BREAK if _is_operator(match[1]) else " "), line)
    for choice in (_BETWEEN_FACTORS.sub(_kept_together, line), line):
        levels = _measure_bracket_levels(choice)
        for deepest in range(max(levels) + 1):
            glued = "".join(
                _NO_BREAK if level > deepest else character
                for character, level in zip(choice, levels, strict=True)
            )
            if all(cell_width(part) <= width for part in glued.split(" ")):
                return glued
    return line


def _kept_together(blank: re.Match[str]) -> str:
    """Replace a blank before a word by a no-break one, unless an operator follows."""
    word = blank["word"]
    # A line may break at and, or, mod.
    return " " if len(word) <= 3 and _is_operator(word) else _NO_BREAK


def _measure_bracket_levels(line: str) -> list[int]:
    """Return for each blank its depth in brackets, half a level less after a comma; else 0."""
    levels: list[int] = []
    depth = 0
    before = ""
    for character in line:
        depth = max(0, depth + (character in _OPENING) - (character in _CLOSING))
        levels.append(max(0, 2 * depth - (before in ",;")) if character == " " else 0)
        before = character
    return levels


def _is_operator(word: str) -> bool:
    return not any(character.isalnum() for character in word)


def break_lines(run: Run, width: int) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Break ``run`` into lines of at most ``width`` cells (longer words are cut), with styles as spans."""
    lines: list[str] = []
    spans: list[Span] = []
    styled = any(run.styles)
    for words in _split_hard_breaks(run.text):
        for start, end in _fill_lines(run.text, words, width):
            while end > start and run.text[end - 1] in (" ", _NO_BREAK):
                end -= 1
            if styled:
                spans += _list_line_spans(run, start, end, len(lines))
            lines.append(run.text[start:end].replace(_NO_BREAK, " "))
    return tuple(lines), tuple(spans)


def _split_hard_breaks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the words of each stretch between hard breaks, as ranges in ``text``."""
    start = 0
    for part in text.split("\n"):
        words = [(start + word.start(), start + word.end()) for word in re.finditer(r"[^ ]+", part)]
        if words:
            yield words
        start += len(part) + 1


def _fill_lines(text: str, words: list[tuple[int, int]], width: int) -> Iterator[tuple[int, int]]:
    """Yield lines as ranges in ``text``; several blanks between words become one."""
    parts = [part for word in words for part in _cut_word(text, word, width)]
    start, end = parts[0]
    for next_start, next_end in parts[1:]:
        fits = cell_width(text[start:next_end]) <= width and next_start > end
        if fits:
            end = next_end
        else:
            yield start, end
            start, end = next_start, next_end
    yield start, end


def _cut_word(text: str, word: tuple[int, int], width: int) -> Iterator[tuple[int, int]]:
    start, end = word
    if cell_width(text[start:end]) <= width:
        yield word
        return
    if text.isascii():
        yield from ((offset, min(offset + width, end)) for offset in range(start, end, width))
        return
    used_cells = 0
    for offset in range(start, end):
        cells = cell_width(text[offset])
        if used_cells + cells > width and offset > start:
            yield start, offset
            start, used_cells = offset, 0
        used_cells += cells
    yield start, end


def _list_line_spans(run: Run, start: int, end: int, row: int) -> Iterator[Span]:
    """Yield the styles of one line, joined where they continue."""
    cell = 0
    opened: tuple[int, SpanStyle] | None = None
    for offset in range(start, end):
        style = run.styles[offset]
        if opened and style != opened[1]:
            yield Span(row, opened[0], cell, opened[1])
            opened = None
        if style and not opened:
            opened = (cell, style)
        cell += cell_width(run.text[offset])
    if opened:
        yield Span(row, opened[0], cell, opened[1])


# Tables of Markdown: cells in columns, wrapped where they are too wide.

_GAP = "  "
_RULE = re.compile(r":?-+:?")
_BAR = re.compile(r"(?<!\\)\|")
_Cell = tuple[tuple[str, ...], tuple[Span, ...]]


def table_end(lines: list[str], start: int) -> int:
    """Return the line after the table that begins at ``start``; ``start`` itself if none does."""
    if start + 1 >= len(lines) or "|" not in lines[start]:
        return start
    rule = split_cells(lines[start + 1])
    if "|" not in lines[start + 1] or not all(map(_RULE.fullmatch, rule)):
        return start
    if len(rule) != len(split_cells(lines[start])):
        return start
    end = start + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    # No screen shows more rows.
    return end if end - start <= 500 else start


def set_table(
    lines: list[str], manner: Manner, width: int
) -> tuple[tuple[str, ...], tuple[Span, ...], tuple[str, ...]] | None:
    """Return the table's lines, spans and left-over commands; ``None`` if it does not fit ``width``."""
    sides: list[Alignment] = [find_column_side(cell) for cell in split_cells(lines[1])]
    runs: list[list[Run]] = []
    for number, line in enumerate([lines[0], *lines[2:]]):
        cells = [_set_cell(cell, manner, bold=not number) for cell in split_cells(line)[: len(sides)]]
        row = [cell for cell in cells if cell is not None]
        if len(row) < len(cells):
            return None
        runs.append([*row, *(Run() for _ in range(len(sides) - len(row)))])
    widths = _fit_column_widths([[cell_width(run.text) for run in row] for row in runs], width)
    if widths is None:
        return None
    written: list[str] = []
    spans: list[Span] = []
    for number, row in enumerate(runs):
        if number == 1:
            rule = "-" if manner.tier == "ascii" else "─"
            written.append(_GAP.join(rule * room for room in widths))
        cells = [break_lines(run, room) for run, room in zip(row, widths, strict=True)]
        _add_row(cells, widths, sides, written, spans)
    return tuple(written), tuple(spans), tuple(name for row in runs for run in row for name in run.left_over)


def _add_row(
    cells: list[_Cell], widths: list[int], sides: list[Alignment], written: list[str], spans: list[Span]
) -> None:
    top = len(written)
    height = max((len(lines) for lines, _ in cells), default=0)
    rows = [""] * max(height, 1)
    start = 0
    for (lines, styled), room, side in zip(cells, widths, sides, strict=True):
        for number in range(len(rows)):
            line = lines[number] if number < len(lines) else ""
            free = room - cell_width(line)
            left = 0 if side == "l" else free if side == "r" else free // 2
            rows[number] += (_GAP if start else "") + pad_text(" " * left + line, room)
            spans.extend(
                replace(span, row=top + number, start=span.start + start + left, end=span.end + start + left)
                for span in styled
                if span.row == number
            )
        start += room + len(_GAP)
    written.extend(row.rstrip() for row in rows)


def split_cells(line: str) -> list[str]:
    """Return the cells of a row; bars inside formulas do not separate them."""
    inside = re.sub(r"\$[^$]*\$|`[^`]*`", lambda match: match[0].replace("|", "\x00"), line.strip())
    cells = _BAR.split(inside)
    if inside.startswith("|"):
        cells = cells[1:]
    if inside.endswith("|") and len(cells) > 1:
        cells = cells[:-1]
    return [cell.strip().replace("\x00", "|") for cell in cells]


def find_column_side(mark: str) -> Alignment:
    """Return the side of a column by its cell in the rule below the heads."""
    if mark.endswith(":"):
        return "c" if mark.startswith(":") else "r"
    return "l"


def _set_cell(cell: str, manner: Manner, *, bold: bool) -> Run | None:
    """Return one cell's text; ``None`` if a formula in it needs lines of its own."""
    blocks = read_inline(cell, manner, 1000, 1000)
    if not blocks:
        return Run()
    block = blocks[0]
    if len(blocks) > 1 or not isinstance(block, Run):
        return None
    if bold:
        block.styles = [style or "bold" for style in block.styles]
    return block


def _fit_column_widths(natural: list[list[int]], width: int) -> list[int] | None:
    """Return the columns' widths, the widest narrowed until all fit."""
    widths = [min(width, max(1, *column)) for column in zip(*natural, strict=True)]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        # Words break at every letter in a narrower column.
        if widths[widest] <= 6:
            return None
        widths[widest] -= 1
    return widths
