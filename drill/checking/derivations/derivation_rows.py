r"""Split a text into rows of mathematics and sentences; each keeps the line where it is.

Rows are the lines of displays (``$$``, ``\[``, ``align`` and its kin, fences), formulas with a relation
between dollars in a sentence, and plain lines such as ``x^2 + 2x = x(x + 2)``. Removed parts (labels,
alignment, remarks) are replaced by blanks, so that every place stays. Any text can be split: nothing raises.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Literal

from drill.maths.characters import GREEK
from drill.maths.names import FUNCTIONS, SPELLINGS
from drill.text import by_word, find_closing, read_word_tables, split_words

_WORDS = read_word_tables(__file__, "words.txt")


def list_words(*classes: str) -> str:
    """Return the words of some classes as the alternatives of a pattern."""
    words = " ".join(_WORDS[name] for name in classes).split()
    return "|".join(
        word.removesuffix("-").replace("_", "[ -]") + (r"\w*" if word.endswith("-") else "") for word in words
    )


# The plain spellings of relations, by all their signs.
RELATIONS = by_word(read_word_tables(__file__, "grammar.txt")["relations"])
Place = Literal["display", "sentence", "item", "plain"]

_ENVIRONMENTS = split_words(
    "align alignat equation gather multline eqnarray flalign displaymath math IEEEeqnarray dmath"
)
_DISPLAY = re.compile(
    r"(?P<fence>^[ \t]*(?P<ticks>```+|~~~+)[ \t]*(?P<language>[\w+-]*)[^\n]*\n?)"
    r"|(?P<dollars>(?<!\\)\$\$)|(?P<square>(?<!\\)\\\[|^[ \t]*\[[ \t]*\n)"
    rf"|(?P<begin>\\begin\{{(?P<name>(?:{'|'.join(_ENVIRONMENTS)})\*?)\}})",
    re.MULTILINE,
)
INLINE = re.compile(r"(?<![\\$])\$(?!\$)(?P<dollar>(?:[^$\\]|\\.)+?)\$|\\\((?P<round>.*?)\\\)", re.DOTALL)
# A line that is one formula between dollars, and the signs that continue such a formula.
_DOLLAR_LINE = re.compile(r"\s*\$(?!\$)(?P<formula>(?:[^$\\\n]|\\[^$\n])+)\$\s*[.,;]?\s*")
_GOES_ON = re.compile(r"\s*(?:=(?!=)|\\(?:approx|leq?|geq?|lt|gt)(?![A-Za-z])|[<>≤≥≈])")
# A sign with a label above it, and the end of a row whose backslashes were lost in copying.
_LABELLED_SIGN = re.compile(
    r"\\(?:stackrel|overset|underset)\s*\{(?:\\(?:text|mathrm|rm)\b\s*\{?)?\s*\(?[\w*†, .]{1,24}\)?\s*\}{1,2}"
    r"\s*\{\s*(?P<sign>=|\\[lg]eq?|<|>)\s*\}"
)
_LOST_ROW_END = re.compile(r"(?<!\\)\\(?=[ \t]*$)", re.MULTILINE)
_QUOTED = re.compile(r"(?:(?<=\n\n)|\A)(?:[ \t]*>[^\n]*(?:\n|\Z))+")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_INNER = re.compile(r"\\(?P<way>begin|end)\{(?P<name>[A-Za-z]+\*?)\}(?:\[[a-z]\]|\{[^{}]*\})?")
_BOX = re.compile(r"\\(?:boxed|fbox)\s*\{")
_TRANSPARENT = _ENVIRONMENTS | split_words("aligned split gathered alignedat multlined")
_CUT = re.compile(
    r"\\(?:tag\*?|label)\s*\{[^{}]*\}|\\(?:nonumber|notag|displaystyle|textstyle|allowbreak|quad|qquad)"
    r"(?![A-Za-z])|(?<!\\)\\(?:[,;:!> ])|(?<!\\)&|"
    r"\\(?:phantom|hphantom|vphantom|vspace|hspace)\*?\s*\{[^{}]*\}"
)
_WIDE = re.compile(r"\\qquad|\\quad|\\hspace\*?\{[^{}]*\}")
_COMMA = re.compile("[,;]")
_INTERTEXT = re.compile(r"\\(?:short)?intertext\s*\{(?P<words>[^{}]*)\}")
_REMARK = re.compile(r"\\(?:text|mbox|textrm|textit|mathrm|textbf)\s*\{(?P<words>[^{}]*)\}")
ARROW = re.compile(
    r"\\(?:implies|impliedby|iff|Rightarrow|Longrightarrow|Leftrightarrow|Longleftrightarrow|therefore)"
    r"(?![A-Za-z])|⇒|⇔|⟹|⟺|∴|(?<![<=>])=>|<=>"
)
_RELATION = re.compile(
    r"\\(?:leq?slant|geq?slant|leq?|geq?|lt|gt|neq?|approx|simeq|cong|equiv|propto|sim|in|notin|subseteq|subset"
    r"|to|rightarrow|mapsto|ll|gg|coloneqq|triangleq|doteq|mid|perp|parallel)(?![A-Za-z])"
    r"|<=|>=|!=|:=|==|~=|(?<![<>!:=~])=(?!=)|[<>≤≥≠≈≡∝∈∼→]"
)
_JOINED = re.compile(r"\s*(?:[+]|\\(?:cdot|times|pm)(?![A-Za-z])|[*/·×])")
_MINUS = re.compile(r"\s*[-−](?![-−>])")
_LEFT_OPEN = re.compile(r"(?:[-+*/·×−=]|\\(?:cdot|times|pm))\s*$")
_MARK = r"(?:[-*+•]|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)])\s+"
_ONLY_MARK = re.compile(rf"(?:\A|\n)\s*{_MARK}\Z")
_LIST_MARK = re.compile(rf"\s*(?:>\s*)*(?:{_MARK})?")
# The text before a formula that continues the item before it: ``2. Collect: $= …$``.
_ITEM_HEAD = re.compile(rf"\s*(?:{_MARK})(?:(?:\*\*)?[^$:]*:(?:\*\*)?)?\s*\$?\s*")
_STEP_MARK = re.compile(r"(?:\*\*)?(?:step|line|eq(?:uation)?)?\s*\(?\d{0,3}\)?\s*[:.](?:\*\*)?\s+", re.I)
# A goal is not a step, and is never wrong.
_GOAL = re.compile(rf"\s*(?:{list_words('goal')})(?:\s+that)?[,:]?\s+", re.IGNORECASE)
_TRAILING = re.compile(
    rf"(?:\s*(?<!\\)#.*|\s//\s.*|(?:\s{{2,}}|,\s+)(?:{list_words('reason')})\s.*|\s+(?:[—–]|---?)\s+[A-Za-z].*"
    r"|\s+[(\[](?P<words>(?=[^()\[\]]*[A-Za-z]{3})[^()\[\]=<>^+*/]*)[)\]][.,;]?|\s{3,}(?P<column>[A-Za-z]{3}[^=<>^+*/]*))$"
)
_WORD = re.compile(r"(?<![\\A-Za-z_])[A-Za-z]{3,}\d*(?![A-Za-z_])")
_SHORT_WORD = re.compile(rf"\b(?:{list_words('short')})\b")
_NAMED = re.compile(r"[A-Za-z]{2,}")
_SLOPE = re.compile(r"(?<![A-Za-z])d\w?/d\w(?![A-Za-z])")
_FUNCTION_OF_LETTER = re.compile(r"(?<![A-Za-z])(?:sin|cos|tan|exp|ln|log|sqrt) [A-Za-z](?![A-Za-z])")
_COMMANDS = re.compile(r"\\[A-Za-z]+(?:\{[A-Za-z]*\})?")
KNOWN_WORDS = split_words("pi int sum prod lim infinity infty inf oo").union(
    FUNCTIONS, SPELLINGS, GREEK.values()
)
_CONNECTING = list_words("link", "connecting")
# Words between statements, or before one, that only lead from one to the other.
_CONNECTIVE = re.compile(
    rf"\\(?:text|mbox|textrm)\s*\{{\s*(?:(?:{_CONNECTING})[\s,:]*)+\}}"
    rf"|(?<![\w\\{{])(?:(?:{_CONNECTING})(?![\w}}]|\s*[=*/^+)\]])[\s,:;]*)+",
    re.IGNORECASE,
)
# ``rate = hits / total``: names and numbers with signs between them, and nothing else.
_ASSIGNED = re.compile(
    r"^(?=.*=)[ \t]*(?:[\w.]+\s*)?(?:[-+*/^(),=: \t]+[\w.]+)+[) \t]*(?:#.*)?$", re.MULTILINE
)
_NAME = re.compile(r"(?<![\w.])(?:[A-Za-z]{3,}\w*|[A-Za-z]{2,}_\w+|[A-Za-z]\d+)(?![\w.])")
_SIDE_BY_SIDE = re.compile(r"[^\W\d]\w{2,}[ \t]+\w|\w[ \t]+[^\W\d]\w{2,}")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z$\\(*_])")
_HEADING = re.compile(
    r"\s*(?:#{1,6}\s|\\(?:sub)*(?:section|paragraph)\*?\{|\*\*[^*]+\*\*\s*$|=+\s*$|-{3,}\s*$)"
)
_PREAMBLE = re.compile(
    r"\s*\\(?:documentclass|usepackage|begin|end|newcommand|item|title|author|maketitle)\b"
)
# Languages of fences with LaTeX.
_LANGUAGES = split_words("math latex tex katex asciimath")
# The latest end of a display that nothing closes, and the end of a row.
_SECTION_END = re.compile(r"\n[ \t]*\n[ \t]*\n|\n#{1,6} ")
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
_WORDS_BEHIND = re.compile(
    r"(?:\(\s*)?\\(?:text|mbox|textrm|textit|textbf)\s*\{[^{}]*\}(?:\s*\))?\s*[.,;]?\s*$"
)
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|.", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_OPENING = split_words("( [ { ⟨ \\{ \\begin")
_CLOSING = split_words(") ] } ⟩ \\} \\end")


@dataclass(frozen=True, slots=True)
class Side:
    """An expression of a row, its place in the text, and the relation before it (empty for the first)."""

    text: str
    start: int
    relation: str = ""

    @property
    def meaning(self) -> str:
        """The relation in its plain spelling; equality without a sign, empty for one that is not known."""
        return RELATIONS.get(self.relation, "") if self.relation else "="


@dataclass(frozen=True, slots=True)
class DerivationRow:
    """One statement: an expression, or sides joined by relations.

    A row ``is_continued`` where its first side is empty: it goes on from the row before. ``remark`` are words
    beside it. It ``is_doubtful`` where it may belong to the row above, or is one of several alternatives.
    ``block`` counts displays and paragraphs.
    """

    start: int
    end: int
    sides: tuple[Side, ...]
    place: Place
    block: int
    remark: str = ""
    is_doubtful: bool = False

    @property
    def is_continued(self) -> bool:
        """Whether it begins with a relation."""
        return not self.sides[0].text.strip() and len(self.sides) > 1

    @property
    def end_of_sides(self) -> int:
        """Where its last side ends."""
        return self.sides[-1].start + len(self.sides[-1].text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, with the formulas in them: ``formulas`` are their texts, in order."""

    start: int
    end: int
    text: str
    formulas: tuple[str, ...]
    is_heading: bool = False


@dataclass(frozen=True)
class SplitText:
    """A text with its rows and sentences, in order."""

    text: str
    parts: tuple[DerivationRow | Sentence, ...]
    words: frozenset[str]

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self._lines)]

    def line_of(self, position: int) -> int:
        """Return the line of a place, from 1."""
        return bisect_right(self._starts, position)

    def column_of(self, position: int) -> int:
        """Return the column of a place, from 1."""
        return position - self._starts[self.line_of(position) - 1] + 1

    def start_of(self, number: int) -> int:
        """Return where a line begins."""
        return self._starts[number - 1]

    def line(self, number: int) -> str:
        """Return a line of the text."""
        return self._lines[number - 1]


def split_derivation(text: str) -> SplitText:
    """Return the rows and sentences of a text, whose lines end in ``\\n``."""
    lines = (match[0].partition("#")[0] for match in _ASSIGNED.finditer(text))
    found = (_NAME.findall(line) for line in lines if not _SIDE_BY_SIDE.search(line))
    written = text
    text = _respell_forms(text)
    words = frozenset(word for names in found for word in names if word not in KNOWN_WORDS)
    parts = _Splitter(text, words).split_parts(0, len(text))
    return SplitText(written, tuple(parts), words)


class _Splitter:
    def __init__(self, text: str, words: frozenset[str]) -> None:
        self.text = text
        self.words = words
        self.block = 0

    def split_parts(self, position: int, stop: int) -> Iterator[DerivationRow | Sentence]:
        """Yield the parts of a range of the text."""
        while match := _DISPLAY.search(self.text, position, stop):
            body_end, end = self._closing(match)
            if not 0 <= end <= stop:  # nothing closes it: its sign is text
                yield from self._prose(position, match.end())
                position = match.end()
                continue
            yield from self._prose(position, match.start())
            self.block += 1
            if match["fence"] is not None:
                yield from self._fence(match, body_end)
            else:
                yield from self._display(match.end(), body_end)
            position = end
        yield from self._prose(position, stop)

    def _closing(self, match: re.Match[str]) -> tuple[int, int]:
        """Return where a display's content and the display end; (-1, -1) where nothing closes it."""
        is_fence = match["fence"] is not None
        if is_fence:
            end = rf"^[ \t]*{re.escape(match['ticks'])}[`~]*[ \t]*$"
        elif match["dollars"]:
            end = r"\$\$"
        elif match["square"]:
            end = r"\\\]" if "\\" in match["square"] else r"^[ \t]*\][ \t]*$"
        else:
            end = re.escape(f"\\end{{{match['name']}}}")
        found = re.compile(end, re.MULTILINE).search(self.text, match.end())
        if is_fence:
            return found.span() if found else (len(self.text), len(self.text))
        blank = _SECTION_END.search(self.text, match.end())
        if found is None or (blank is not None and blank.start() < found.start()):
            return -1, -1
        return found.span()

    # Displays

    def _fence(self, match: re.Match[str], end: int) -> Iterator[DerivationRow | Sentence]:
        start = match.end()
        if match["language"].lower() not in _LANGUAGES:
            yield from self._prose(start, end)
        elif _DISPLAY.search(self.text, start, end):
            yield from self.split_parts(start, end)
        else:
            yield from self._display(start, end, by_lines=True)

    def _display(self, start: int, end: int, *, by_lines: bool = False) -> Iterator[DerivationRow | Sentence]:
        content = _COMMENT.sub(_blank, self.text[start:end])
        if "\\\\" not in content and _LOST_ROW_END.search(content.rstrip()):
            content = _LOST_ROW_END.sub(_blank, content)
            by_lines = True
        for words in _INTERTEXT.finditer(content):
            yield Sentence(start + words.start(), start + words.end(), words["words"], ())
        content = _INTERTEXT.sub(_blank, content)
        for low, high, is_doubtful in _join_open_rows(content, by_lines=by_lines):
            row = content[low:high]
            for cut in _ROW_END.finditer(row):
                if _depth_outside(row, cut.start()):
                    row = row[: cut.start()] + _blank(cut) + row[cut.end() :]
            yield from self._statements(row, start + low, "display", is_doubtful)

    def _statements(
        self, row: str, start: int, place: Place, is_doubtful: bool, remark: str = ""
    ) -> Iterator[DerivationRow]:
        """Yield the statements of a row: parted at arrows, wide gaps and commas between relations."""
        remark += " ".join(
            match["words"] for match in _REMARK.finditer(row) if re.search(r"[A-Za-z]{2,}", match["words"])
        )
        is_alternative = re.search(r"\bor\b|\\lor|\\vee|∨", row) is not None
        for low, high in _split_row_into_statements(row):
            kept = _WORDS_BEHIND.sub(_blank, _strip_row_markup(row[low:high]))
            bare = kept.rstrip().rstrip(".,;:").rstrip()
            if not bare.strip() or bare.strip() in "\\":
                continue
            sides = tuple(_make_sides(bare, start + low))
            yield DerivationRow(
                start + low, start + high, sides, place, self.block, remark, is_doubtful or is_alternative
            )

    # Text

    def _prose(self, start: int, end: int) -> Iterator[DerivationRow | Sentence]:
        """Yield the rows and sentences outside of displays, paragraph by paragraph."""
        paragraph: list[tuple[int, int]] = []
        for position, stop in self._find_lines(start, end):
            line = self.text[position:stop]
            if not line.strip() or _HEADING.match(line) or _PREAMBLE.match(line):
                yield from self._paragraph(paragraph)
                paragraph = []
                self.block += 1
                if line.strip() and not _PREAMBLE.match(line):
                    yield from self._sentence(line, position, is_heading=True)
            elif self._is_plain_row(position, stop):
                yield from self._paragraph(paragraph)
                paragraph = []
                yield from self._plain_row(position, stop)
            else:
                paragraph.append((position, stop))
        yield from self._paragraph(paragraph)

    def _find_lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where each line begins and ends."""
        for line in _LINE.finditer(self.text, start, end):
            yield line.start(), line.end() - line[0].endswith("\n")

    def _paragraph(self, lines: list[tuple[int, int]]) -> Iterator[DerivationRow | Sentence]:
        if not lines:
            return
        start, end = lines[0][0], lines[-1][1]
        text = self.text[start:end]
        hidden = INLINE.sub(lambda match: "¤" * len(match[0]), text)
        ends = (match.end() for match in _SENTENCE_END.finditer(hidden))
        cuts = [0, *(end for end in ends if not _ONLY_MARK.search(hidden, 0, end)), len(text)]
        list_marks = [match.start() + 1 for match in re.finditer(rf"\n(?=\s*{_MARK})", hidden)]
        cuts = sorted({*cuts, *list_marks})
        for low, high in pairwise(cuts):
            piece = text[low:high]
            if piece.strip():
                yield from self._sentence(piece, start + low)

    def _sentence(
        self, text: str, start: int, *, is_heading: bool = False
    ) -> Iterator[DerivationRow | Sentence]:
        formulas = list(_find_inline_formulas(text))
        yield Sentence(start, start + len(text), text, tuple(content for _, content in formulas), is_heading)
        around = INLINE.sub(" ", text)
        is_alternative = re.search(r"\bor\b", around) is not None
        for begin, content in formulas:
            if _RELATION.search(content):
                is_item = _ITEM_HEAD.fullmatch(text[:begin]) is not None
                place: Place = "item" if is_item else "sentence"
                yield from self._statements(content, start + begin, place, is_alternative)

    # Plain lines

    def _is_plain_row(self, start: int, stop: int) -> bool:
        """Return whether a line is mathematics by itself, without dollars."""
        line = self._content(start, stop)[0]
        if "$" in line or "\\(" in line or not line.strip() or not self._is_wordless(line):
            return False
        if _RELATION.search(line) or ARROW.match(line):
            return True
        if not re.search(r"[-+*/^=()\d\\]|\w", line) or line.lstrip()[:1] in "|>#`~" or len(line) < 2:
            return False
        is_formula = re.search(r"\\[A-Za-z]|\^|(?<![-*])[-+*/](?![-*])|\d\s*[A-Za-z(]|\)\(|[A-Za-z]\(", line)
        is_formula = is_formula or _FUNCTION_OF_LETTER.search(line)
        is_head = re.match(r"\s*&?\s*=(?!=)", self._line_below(stop)) is not None
        bare = _NAMED.sub(lambda name: "0" if name[0] in KNOWN_WORDS else name[0], _SLOPE.sub("0", line))
        return is_head or (is_formula is not None and not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", bare))

    def _line_below(self, stop: int) -> str:
        """Return the line below one that stops here."""
        return self.text[stop + 1 :].partition("\n")[0]

    def _is_wordless(self, line: str) -> bool:
        bare = _CONNECTIVE.sub(" ", _COMMANDS.sub(" ", _REMARK.sub(" ", line)))
        is_known = KNOWN_WORDS.union(self.words).issuperset(_WORD.findall(bare))
        return is_known and not _SHORT_WORD.search(bare)

    def _content(self, start: int, stop: int) -> tuple[str, int]:
        """Return a plain line without its marks and remarks, and where it starts."""
        line = self.text[start:stop]
        mark = _LIST_MARK.match(line)
        begin = mark.end() if mark else 0
        for pattern in (_STEP_MARK, _CONNECTIVE, _GOAL):
            found = pattern.match(line, begin)
            begin = found.end() if found else begin
        if line[begin:].startswith("`") and line.rstrip().endswith("`"):
            line = line[:begin] + " " + line[begin + 1 :].rstrip()[:-1]
        content = self._without_remark(line[begin:])
        if self._is_chain_in_dollars(content, stop):
            content = content[: content.rindex("$")].replace("$", " ", 1)
        return content, start + begin

    def _without_remark(self, line: str) -> str:
        """Return a line without the words behind it, such as ``(by expanding)`` and ``, by (1)``."""
        found = _TRAILING.search(line)
        if found is None:
            return line
        behind = found["words"] or found["column"]
        known = self.words.union(GREEK.values())
        words = [word for word in _WORD.findall(behind or "") if len(word) > 3 and word not in known]
        return line if behind and not words else line[: found.start()]

    def _is_chain_in_dollars(self, line: str, stop: int) -> bool:
        """Return whether a line is one formula between dollars that goes on with a sign, or the next one."""
        following = self._without_remark(self._line_below(stop))
        found, goes_on = _DOLLAR_LINE.fullmatch(line), _DOLLAR_LINE.fullmatch(following)
        return found is not None and any(
            formula is not None and _GOES_ON.match(formula["formula"]) is not None
            for formula in (found, goes_on)
        )

    def _plain_row(self, start: int, stop: int) -> Iterator[DerivationRow]:
        content, begin = self._content(start, stop)
        is_goal = _GOAL.search(self.text[start:begin]) is not None
        remark = self.text[begin + len(content) : stop]
        yield from self._statements(content, begin, "plain", is_goal, remark)


def _respell_forms(text: str) -> str:
    """Return a text of the same length without marks of quotes, and signs without labels above them."""
    text = _QUOTED.sub(lambda quote: re.sub(r"(?m)^[ \t]*>", _blank, quote[0]), text)
    return _LABELLED_SIGN.sub(lambda match: match["sign"].rjust(len(match[0])), text)


def _find_inline_formulas(text: str) -> Iterator[tuple[int, str]]:
    """Yield the formulas of a sentence, each with its place."""
    for match in INLINE.finditer(text):
        group = match.lastgroup or "round"
        yield match.start(group), match[group]


def _blank(match: re.Match[str]) -> str:
    """Return a match replaced by blanks, so that every place stays."""
    return re.sub(r"[^\n]", " ", match[0])


def _join_open_rows(content: str, *, by_lines: bool) -> list[tuple[int, int, bool]]:
    """Return the ranges of a display's rows, with those joined that go on from the row above.

    The last value is whether a row may belong to the one above or below, because it begins with a minus.
    """
    rows: list[tuple[int, int, bool]] = []
    is_open = False
    for low, high in _row_ends(content, by_lines=by_lines and "\\\\" not in content):
        row = _strip_row_markup(content[low:high])
        if not row.strip():
            continue
        has_minus = _MINUS.match(row) is not None
        has_relation = bool(_find_outside_brackets(_RELATION, row))
        is_joined = is_open or _JOINED.match(row) is not None or (has_minus and not has_relation)
        is_doubtful = has_minus and has_relation and bool(rows)
        if rows and (is_joined or is_doubtful):
            above = rows.pop()
            rows.append((above[0], high if is_joined else above[1], above[2] or is_doubtful))
        if not rows or not is_joined:
            rows.append((low, high, is_doubtful))
        is_open = _LEFT_OPEN.search(row.rstrip().rstrip(",.")) is not None
    return rows


def _strip_row_markup(text: str) -> str:
    r"""Return a row without alignment, labels, spaces and the environments around its rows; places stay."""

    def open_environment(match: re.Match[str]) -> str:
        if match["name"].rstrip("*") in _TRANSPARENT:
            return _blank(match)
        return match[0]

    text = _open_boxes(_INNER.sub(open_environment, text))

    def cut(match: re.Match[str]) -> str:
        before = text[: match.start()]
        is_inside = before.count("\\begin{") > before.count("\\end{")
        return "&" if is_inside and match[0] == "&" else _blank(match)

    return _CUT.sub(cut, text)


def _open_boxes(text: str) -> str:
    r"""Return a row without ``\boxed{`` and the brace that closes it."""
    for match in reversed(list(_BOX.finditer(text))):
        end = find_closing(text, match.end() - 1, "{", "}")
        if end < len(text):
            text = (
                text[: match.start()] + " " * len(match[0]) + text[match.end() : end] + " " + text[end + 1 :]
            )
    return text


def _row_ends(content: str, *, by_lines: bool) -> Iterator[tuple[int, int]]:
    r"""Yield the ranges between ``\\`` outside of inner environments and braces."""
    start = 0
    for match in re.finditer(rf"{_ROW_END.pattern}|\n", content):
        if (match[0] == "\n") != by_lines or not _depth_outside(content, match.start()):
            continue
        yield start, match.start()
        start = match.end()
    yield start, len(content)


def _depth_outside(content: str, position: int) -> bool:
    """Return whether a place is in no environment but those that only align rows, and in no braces."""
    before = content[:position]
    depth = 0
    for match in _INNER.finditer(before):
        if match["name"].rstrip("*") not in _TRANSPARENT:
            depth += 1 if match["way"] == "begin" else -1
    return depth <= 0


def _find_outside_brackets(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Return the matches of a pattern outside of all brackets."""
    places: set[int] = set()
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in _CLOSING:
            depth = max(0, depth - 1)
        if depth == 0:
            places.add(token.start())
        depth += token[0] in _OPENING
    return [match for match in pattern.finditer(text) if match.start() in places]


def _split_row_into_statements(row: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a row's statements."""
    arrows = _find_outside_brackets(ARROW, row)
    others = [match for cut in (_WIDE, _COMMA, _CONNECTIVE) for match in _find_outside_brackets(cut, row)]
    pieces: list[tuple[int, int]] = []
    start = 0
    for low, high in sorted(match.span() for match in (*arrows, *others)):
        if low >= start:
            pieces.append((start, low))
            start = high
    pieces.append((start, len(row)))
    texts = [_strip_row_markup(row[low:high]) for low, high in pieces]
    claims = [text for text in texts if _WORDS_BEHIND.sub(_blank, text).strip(" \n.,;")]
    if arrows or len(claims) == 1 or all(_find_outside_brackets(_RELATION, text) for text in claims):
        yield from pieces
    else:
        yield 0, len(row)


def _make_sides(text: str, start: int) -> Iterator[Side]:
    for relation, low, high in split_at_signs(_RELATION, text):
        content = text[low:high]
        bare = content.strip()
        yield Side(bare, start + low + content.find(bare), relation)


def split_at_signs(pattern: re.Pattern[str], text: str) -> list[tuple[str, int, int]]:
    """Return the parts of a text between signs outside of brackets: the sign before each, and its range."""
    signs = _find_outside_brackets(pattern, text)
    starts = [0, *(sign.end() for sign in signs)]
    ends = [*(sign.start() for sign in signs), len(text)]
    return list(zip(["", *(sign[0] for sign in signs)], starts, ends, strict=True))
