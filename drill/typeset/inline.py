"""The content of a paragraph: emphasis, code and formulas, and breaking it into lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, repeat
from typing import Literal

from drill.typeset.block import Block, Span, SpanStyle, Tier, cell_width
from drill.typeset.boxes import Alignment, left_margin, pad_text
from drill.typeset.glyphs import words_text
from drill.typeset.render import typeset_formula, typeset_on_one_line

Inline = Literal["two-d", "linear"]

# Text between marks of emphasis, with code and formulas as wholes. The alternatives exclude each other, so
# that no text makes the search backtrack.
_INSIDE = r"`[^`]*`|`(?![^`]*`)|\$[^$]*\$|\$(?![^$]*\$)|\\.|[^*\\`$]"
# Lengths are bounded because marks without a partner would otherwise cost time quadratic in the text.
_FORMULA = (
    r"\\(?P<escaped>[$*`_\\#|-])"
    r"|(?P<code>(?<!`)(?P<ticks>`{1,3})(?!`)(?P<code_text>.{1,600}?)(?<!`)(?P=ticks)(?!`))"
    r"|\$\$(?=\s*[^\s$])(?P<display>(?:\\.|[^$\\]|\$(?!\$)){1,9000}?)\$\$"
    r"|\\\[(?P<bracket>.{1,9000}?)\\\]"
    r"|\$(?P<formula>(?![\s$])(?:\\.|[^$\\]){1,3000}?(?<!\s))\$(?!\d)"
    r"|\\\((?P<paren>.{1,3000}?)\\\)"
)
_TOKEN = re.compile(
    _FORMULA + r"|\\begin\{(?P<environment>(?:equation|align|gather|multline|eqnarray)\*?)\}"
    r"|!?\[(?P<link>(?:[^\[\]\n]|\[[^\[\]\n]{0,99}\]){1,200})\]\((?:<(?P<angled>(?:https?:|mailto:)[^<>\s]{1,300})>"
    r"|(?P<address>(?:https?:|mailto:|[#./])[^()\s]{1,300}))\)"
    r"|(?P<bold>\*\*(?=\S)(?P<bold_text>(?:" + _INSIDE + r"|\*(?!\*)){1,600}?)(?<=\S)\*\*)"
    r"|(?P<italic>(?<![\w*])\*(?=[^\s*])(?P<italic_text>(?:" + _INSIDE + r"){1,600}?)(?<=[^\s*])\*(?![\w*]))",
    re.DOTALL,
)
# Environments that always need lines of their own.
TWO_DIMENSIONAL = re.compile(
    r"\\begin\s*\{(?:[pbBvV]?(?:small)?matrix|[dr]?cases|array|align|aligned|split|gather|gathered)\*?\}"
)
_HARD_BREAK = re.compile(r"(?: {2,}|\\)\n")
_TRAILING = re.compile(r"[.,;:!?]+(?=\s|$)")
# Max nesting of emphasis; prose has two levels.
_MAX_EMPHASES = 6
_NO_BREAK = "\u00a0"
_SHORT_WORD = re.compile(r"(?<= )(\S{1,3}) (?=\S)")
_BETWEEN_FACTORS = re.compile(rf"(?<=[^\s,;:]) (?=(?P<word>[^ {_NO_BREAK}]+))")
_BEFORE_PRODUCT_SIGN = re.compile(" (?=[·×])")
# The hyphen before a number in a sentence, which is shown as a minus sign.
_NEGATIVE = re.compile(r"(?<=[\s(])-(?=\d)")
# Max cells of a formula that stays in its sentence although it has bars or limits, or scripts in a row of
# their own: a sentence that is cut by each π_θ reads worse.
_SHORT, _SHORT_SCRIPTS = 7, 12
# Cells kept free after a formula's longest unbroken part, because punctuation such as ``).`` may follow.
_PUNCTUATION = 2
_OPENING = "([{⟨⌊⌈"
_CLOSING = ")]}⟩⌋⌉"


def replace_formulas(text: str, replace: Callable[[str], str]) -> str:
    """Return prose with the LaTeX of each formula replaced; code and lone dollars are no formulas."""

    def write(match: re.Match[str]) -> str:
        latex = match["formula"] or match["paren"] or match["display"] or match["bracket"]
        return match[0].replace(latex, replace(latex)) if latex else match[0]

    return re.sub(_FORMULA, write, text, flags=re.DOTALL)


@dataclass(slots=True)
class TextRun:
    r"""Text with a style for each character; ``\n`` is a hard break, and a no-break space joins words."""

    text: str = ""
    styles: list[SpanStyle | None] = field(default_factory=list["SpanStyle | None"])
    left_over: tuple[str, ...] = ()

    def add(self, text: str, style: SpanStyle | None) -> None:
        """Append ``text`` in one style."""
        self.text += text
        self.styles.extend(repeat(style, len(text)))


@dataclass(frozen=True, slots=True)
class InlineDisplay:
    """A formula on lines of its own."""

    block: Block


@dataclass(frozen=True, slots=True)
class Manner:
    """Options for setting formulas in prose."""

    tier: Tier
    inline: Inline


def read_inline(text: str, manner: Manner, width: int, display_width: int) -> list[TextRun | InlineDisplay]:
    """Return a paragraph as runs for lines of ``width``, split at displays, set to ``display_width``."""
    reader = InlineReader(manner, width, display_width)
    reader.read(text, None)
    return reader.finished()


class InlineReader:
    """Reads a paragraph piece by piece, with a method each for words, code, displays and inline formulas."""

    def __init__(self, manner: Manner, width: int, display_width: int) -> None:
        self._tier: Tier = manner.tier
        self._inline = manner.inline
        self._width = width
        self._display_width = display_width
        self._pieces: list[TextRun | InlineDisplay] = [TextRun()]

    def finished(self) -> list[TextRun | InlineDisplay]:
        """Return the runs and displays, without empty runs."""
        return [
            segment for segment in self._pieces if isinstance(segment, InlineDisplay) or segment.text.strip()
        ]

    def read(self, text: str, style: SpanStyle | None, depth: int = 0) -> None:
        """Read ``text`` in ``style``, inside ``depth`` emphases."""
        if depth > _MAX_EMPHASES:
            self._words(text, style)
            return
        offset = 0
        match = _TOKEN.search(text)
        while match is not None:
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
            match = _TOKEN.search(text, offset)
        self._words(text[offset:], style)

    def _link(self, label: str, address: str, style: SpanStyle | None, depth: int) -> None:
        self.read(label, style, depth)
        self._words(f" ({address})", style)

    def _code(self, text: str) -> None:
        code = " ".join(words_text(text.strip() or text, self._tier).split())
        self._run().add(_glue_line(code, self._width - _PUNCTUATION), "code")

    def _words(self, text: str, style: SpanStyle | None) -> None:
        text = _HARD_BREAK.sub("\x00", text).replace("\n", " ").replace("\x00", "\n")
        if self._tier != "ascii":
            text = _NEGATIVE.sub("−", text)
        self._run().add(words_text(text, self._tier), style)

    def _run(self) -> TextRun:
        last = self._pieces[-1]
        if isinstance(last, TextRun):
            return last
        run = TextRun()
        self._pieces.append(run)
        return run

    def _environment(self, begin: re.Match[str], text: str) -> int:
        """Add the display of an environment, or text without its end; return the offset to read on from."""
        ending = f"\\end{{{begin['environment']}}}"
        end = text.find(ending, begin.end())
        if end < 0:
            self._words(begin[0], None)
            return begin.end()
        end += len(ending)
        return self._display(text[begin.start() : end], text, end)

    def _display(self, latex: str, text: str, offset: int) -> int:
        """Add a display with the punctuation after it; return the offset to read on from."""
        latex = latex.strip()
        trailing = _TRAILING.match(text, offset)
        if trailing is not None:
            latex += trailing[0]
            offset = trailing.end()
        self._set_display(latex)
        return offset

    def _set_display(self, latex: str) -> None:
        self._pieces.append(InlineDisplay(self._typeset(latex)))

    def _typeset(self, latex: str) -> Block:
        return typeset_formula(latex, width=self._display_width, tier=self._tier)

    def _formula(self, latex: str, text: str, offset: int, style: SpanStyle | None) -> int:
        """Add a formula to the sentence, or as a display if it needs more than a line."""
        if TWO_DIMENSIONAL.search(latex):
            return self._display(latex, text, offset)
        block = typeset_on_one_line(latex, tier=self._tier)
        if self._inline == "two-d":
            height = self._typeset(latex).height
            if height > 1 and cell_width(block.one_line) > (_SHORT_SCRIPTS if height == 2 else _SHORT):
                return self._display(latex, text, offset)
        run = self._run()
        line = block.lines[0] if block.lines else ""
        start = len(run.text)
        run.add(_glue_line(line, self._width - _PUNCTUATION), style)
        run.left_over += block.left_over
        for span in block.spans:
            for index in _list_characters_in_span(line, span):
                run.styles[start + index] = span.style
        return offset


def _list_characters_in_span(line: str, span: Span) -> Iterator[int]:
    """Yield the indices of the characters of ``line`` in ``span``."""
    cell = 0
    for index, character in enumerate(line):
        width = cell_width(character)
        if width and span.start <= cell < span.end:
            yield index
        cell += width


def _glue_line(line: str, width: int) -> str:
    """Return a formula or code with its good break points only: none if short, else next to operators.

    Break points between factors are the last resort, those before a sign of multiplication come before them,
    and those inside brackets are kept only as deep as needed for every part to fit into ``width``, after
    commas first.
    """
    # Short formulas are not broken over lines.
    if cell_width(line) <= 24:
        return line.replace(" ", _NO_BREAK)
    line = _SHORT_WORD.sub(_join_short_operator, line)
    for choice in (_BETWEEN_FACTORS.sub(_join_factors, line), line):
        levels = _measure_bracket_levels(choice)
        for deepest in range(max(levels) + 1):
            glued = _glue_deeper_blanks(choice, levels, deepest)
            for text in (_BEFORE_PRODUCT_SIGN.sub(_NO_BREAK, glued), glued):
                if all(cell_width(part) <= width for part in text.split(" ")):
                    return text
    return line


def _glue_deeper_blanks(line: str, levels: list[int], deepest: int) -> str:
    """Return a line whose blanks of a level above ``deepest`` are non-breaking."""
    characters = list(line)
    for index, level in enumerate(levels):
        if level > deepest:
            characters[index] = _NO_BREAK
    return "".join(characters)


def _join_short_operator(match: re.Match[str]) -> str:
    """Return a short word and the blank after it, which is a no-break one after an operator."""
    word = match[1]
    if _is_operator(word):
        return word + _NO_BREAK
    return word + " "


def _join_factors(blank: re.Match[str]) -> str:
    """Replace a blank before a word by a no-break one, unless an operator follows."""
    word = blank["word"]
    if len(word) <= 3 and _is_operator(word):
        return " "
    return _NO_BREAK


def _measure_bracket_levels(line: str) -> list[int]:
    """Return twice the depth in brackets of each blank, less one after a comma; 0 for other characters."""
    levels: list[int] = []
    depth = 0
    previous = ""
    for character in line:
        depth = max(0, depth + (character in _OPENING) - (character in _CLOSING))
        level = 0
        if character == " ":
            level = max(0, 2 * depth - (previous in ",;"))
        levels.append(level)
        previous = character
    return levels


def _is_operator(word: str) -> bool:
    return not any(character.isalnum() for character in word)


def break_lines(run: TextRun, width: int) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Break ``run`` into lines of at most ``width`` cells, with styles as spans; longer words are cut."""
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
    """Yield the words between two hard breaks, as ranges in ``text``."""
    start = 0
    for part in text.split("\n"):
        words = [(start + word.start(), start + word.end()) for word in re.finditer(r"[^ ]+", part)]
        if words:
            yield words
        start += len(part) + 1


def _fill_lines(text: str, words: list[tuple[int, int]], width: int) -> Iterator[tuple[int, int]]:
    """Yield lines as ranges in ``text``; several blanks between words become one."""
    parts: list[tuple[int, int]] = []
    for word in words:
        parts += _cut_word(text, word, width)
    start, end = parts[0]
    for next_start, next_end in parts[1:]:
        fits = cell_width(text[start:next_end]) <= width
        if not fits or next_start == end:
            yield start, end
            start = next_start
        end = next_end
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
            start = offset
            used_cells = 0
        used_cells += cells
    yield start, end


def _list_line_spans(run: TextRun, start: int, end: int, row: int) -> Iterator[Span]:
    """Yield a span for each run of characters of one style in a line."""

    def style_at(offset: int) -> SpanStyle | None:
        return run.styles[offset]

    cell = 0
    for style, group in groupby(range(start, end), style_at):
        first = cell
        cell += sum(cell_width(run.text[offset]) for offset in group)
        if style:
            yield Span(row, first, cell, style)


# Tables of Markdown: cells in columns, wrapped if they are too wide.

_GAP = "  "
_RULE = re.compile(r":?-+:?")
_BAR = re.compile(r"(?<!\\)\|")
_Cell = tuple[tuple[str, ...], tuple[Span, ...]]


def table_end(lines: list[str], start: int) -> int:
    """Return the line after the table that begins at ``start``; ``start`` itself without a table."""
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
    # Longer tables stay text, because no screen shows them.
    if end - start > 500:
        return start
    return end


def set_table(
    lines: list[str], manner: Manner, width: int
) -> tuple[tuple[str, ...], tuple[Span, ...], tuple[str, ...]] | None:
    """Return the table's lines, spans and left-over commands; ``None`` if it does not fit ``width``."""
    sides: list[Alignment] = [find_column_side(cell) for cell in split_cells(lines[1])]
    runs: list[list[TextRun]] = []
    for number, line in enumerate([lines[0], *lines[2:]]):
        row: list[TextRun] = []
        for cell in split_cells(line)[: len(sides)]:
            run = _set_cell(cell, manner, bold=not number)
            if run is None:
                return None
            row.append(run)
        row += [TextRun() for _ in sides[len(row) :]]
        runs.append(row)
    widths = _fit_column_widths(runs, width)
    if widths is None:
        return None
    written: list[str] = []
    spans: list[Span] = []
    left_over: list[str] = []
    for number, row in enumerate(runs):
        if number == 1:
            rule = "-" if manner.tier == "ascii" else "─"
            written.append(_GAP.join(rule * room for room in widths))
        cells = [break_lines(run, room) for run, room in zip(row, widths, strict=True)]
        _add_row(cells, widths, sides, written, spans)
        for run in row:
            left_over += run.left_over
    return tuple(written), tuple(spans), tuple(left_over)


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
            rows[number] += pad_text(line, room, side) + _GAP
        for span in styled:
            left = start + left_margin(room - cell_width(lines[span.row]), side)
            spans.append(Span(top + span.row, left + span.start, left + span.end, span.style))
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
    """Return the alignment of a column from its cell in the rule below the heads."""
    if not mark.endswith(":"):
        return "l"
    if mark.startswith(":"):
        return "c"
    return "r"


def _set_cell(cell: str, manner: Manner, *, bold: bool) -> TextRun | None:
    """Return one cell's text; ``None`` if a formula in it needs lines of its own."""
    blocks = read_inline(cell, replace(manner, inline="linear"), 1000, 1000)
    if not blocks:
        return TextRun()
    block = blocks[0]
    if len(blocks) > 1 or not isinstance(block, TextRun):
        return None
    if bold:
        block.styles = [style or "bold" for style in block.styles]
    return block


def _fit_column_widths(rows: list[list[TextRun]], width: int) -> list[int] | None:
    """Return the widths of the columns, the widest narrowed until all fit; ``None`` if they cannot."""
    widths: list[int] = []
    for column in zip(*rows, strict=True):
        natural = max(cell_width(run.text) for run in column)
        widths.append(min(width, max(1, natural)))
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        # In a narrower column most words would be cut.
        if widths[widest] <= 6:
            return None
        widths[widest] -= 1
    return widths
