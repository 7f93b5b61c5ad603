r"""Split a text into rows of mathematics and sentences; each keeps the line where it is.

Rows are the lines of displays (``$$``, ``\[``, ``align`` and its kin, fences), formulas with a relation in
a sentence, and plain lines such as ``x^2 + 2x = x(x + 2)``. Words are never read: whatever is one is
replaced by a sign that separates statements, and what is removed by blanks, so that every place stays. Any
text can be split: nothing raises.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal

from drill.maths.characters import GREEK
from drill.maths.names import FUNCTIONS, SPELLINGS
from drill.text import find_closing, pairs, split_words

# The plain spellings of relations, by all their signs.
RELATIONS = pairs(
    r"= = == = := = \coloneqq = \triangleq = \doteq = < < \lt < > > \gt > <= <= ≤ <="
    r" \le <= \leq <= \leqslant <="
    r" >= >= ≥ >= \ge >= \geq >= \geqslant >= ≈ ≈ \approx ≈ ~= ≈ \simeq ≈ \cong ≈ ∝ ∝ \propto ∝ prop ∝"
)
Place = Literal["display", "sentence", "plain"]

_ENVIRONMENTS = split_words(
    "align alignat equation gather multline eqnarray flalign displaymath math IEEEeqnarray dmath"
)
_DISPLAY = re.compile(
    r"(?P<fence>^[ \t]*(?P<ticks>```+|~~~+)[ \t]*(?P<language>[\w+-]*)[^\n]*\n?)"
    r"|(?P<dollars>(?<!\\)\$\$)|(?P<square>(?<!\\)\\\[|^[ \t]*\[[ \t]*\n)"
    rf"|(?P<begin>\\begin\{{(?P<name>(?:{'|'.join(sorted(_ENVIRONMENTS))})\*?)\}})",
    re.MULTILINE,
)
# Languages of fences with LaTeX.
_LANGUAGES = split_words("math latex tex katex asciimath")
# The latest end of a display that nothing closes.
_SECTION_END = re.compile(r"\n[ \t]*\n[ \t]*\n|\n#{1,6} ")
INLINE = re.compile(r"(?<![\\$])\$(?!\$)(?P<dollar>(?:[^$\\]|\\.)+?)\$|\\\((?P<round>.*?)\\\)", re.DOTALL)
_DOLLAR_LINE = re.compile(r"\s*\$(?!\$)(?:[^$\\\n]|\\[^$\n])+\$\s*[.,;]?\s*")
_LABELLED_SIGN = re.compile(
    r"\\(?:stackrel|overset|underset)\s*\{(?:\\(?:text|mathrm|rm)\b\s*\{?)?\s*\(?[\w*†, .]{1,24}\)?\s*\}{1,2}"
    r"\s*\{\s*(?P<sign>=|\\[lg]eq?|<|>)\s*\}"
)
_QUOTED = re.compile(r"(?:(?<=\n\n)|\A)(?:[ \t]*>[^\n]*(?:\n|\Z))+")
_INNER = re.compile(r"\\(?P<way>begin|end)\{(?P<name>[A-Za-z]+\*?)\}(?:\[[a-z]\]|\{[^{}]*\})?")
_BOX = re.compile(r"\\(?:boxed|fbox)\s*\{")
_TRANSPARENT = _ENVIRONMENTS | split_words("aligned split gathered alignedat multlined")
_CUT = re.compile(
    r"\\(?:tag\*?|label)\s*\{[^{}]*\}|\\(?:nonumber|notag|displaystyle|textstyle|allowbreak)(?![A-Za-z])"
    r"|(?<!\\)\\(?:[,;:!> ])|(?<!\\)&|\\(?:[hv]?phantom|vspace)\*?\s*\{[^{}]*\}|(?<!\\)%[^\n]*"
)
_REMARK = re.compile(
    r"\(?\s*\\(?:text|mbox|textrm|textit|textbf|intertext|shortintertext)\s*\{(?P<words>[^{}]*)\}\s*\)?"
)
# What separates statements, beside the sign that stands for words.
_BETWEEN = re.compile(
    r"\\(?:implies|impliedby|iff|Rightarrow|Longrightarrow|Leftrightarrow|Longleftrightarrow|therefore|qquad|quad)"
    r"(?![A-Za-z])|\\hspace\*?\{[^{}]*\}|⇒|⇔|⟹|⟺|∴|(?<![<=>])=>|<=>|[,;¶]"
)
_WIDE = re.compile(r"\\q?quad(?![A-Za-z])|\\hspace\*?\{[^{}]*\}")
_RELATION = re.compile(
    r"\\(?:leq?slant|geq?slant|leq?|geq?|lt|gt|neq?|approx|simeq|cong|equiv|propto|sim|in|notin|subseteq|subset"
    r"|to|rightarrow|mapsto|ll|gg|coloneqq|triangleq|doteq|mid|perp|parallel)(?![A-Za-z])"
    r"|<=|>=|!=|:=|==|~=|(?<![<>!:=~])=(?!=)|[<>≤≥≠≈≡∝∈∼→]"
)
_JOINED = re.compile(r"(?:\s|\\q?quad)*(?:[+]|\\(?:cdot|times|pm)(?![A-Za-z])|[*/·×])")
_MINUS = re.compile(r"(?:\s|\\q?quad)*[-−](?![-−>])")
_LEFT_OPEN = re.compile(r"(?:[-+*/·×−=]|\\(?:cdot|times|pm))\s*$")
# Marks of lists and steps, and the remark behind a line.
_MARK = re.compile(
    r"\s*(?:>\s*)*(?:(?:[-*+•]|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)])\s+)?"
    r"(?:(?:\*\*)?(?:(?:[A-Z][a-z]+|[a-z]{3,})\s*\(?\d{0,3}\)?|\(\d{1,3}\))(?:\*\*)?\s*[:.](?:\*\*)?\s+)?"
)
_TRAILING = re.compile(
    r"(?:\s*(?<!\\)#.*|\s//\s.*|\s+(?:[—–]|---?)\s+[A-Za-z].*|,\s+[a-z]{2,}\s+\(\d+\)[.,]?|\s{3,}[A-Za-z]{3}[^=<>^+*/]*"
    r"|\s+[(\[](?=[^()\[\]]*[A-Za-z]{3})[^()\[\]=<>^+*/]*[)\]][.,;]?)$"
)
_WORD = re.compile(r"(?<![\\\w{])[A-Z]?[a-z]{2,}[a-z'-]*(?![A-Za-z_^(]|\s*[=*/^+)\]])")
_NAMED = re.compile(r"(?<![\\A-Za-z_])[A-Za-z]{3,}\d*(?![A-Za-z_])")
_COMMANDS = re.compile(r"\\[A-Za-z]+(?:\{[A-Za-z]*\})?")
_SHORT = split_words("is of in at to we by if on so as an be it or so we")
KNOWN_WORDS = split_words("pi int sum prod lim infinity infty inf oo").union(
    FUNCTIONS, SPELLINGS, GREEK.values()
)
# ``rate = hits / total``: names and numbers with signs between them, and nothing else.
_ASSIGNED = re.compile(
    r"^(?=.*=)[ \t]*(?:[\w.]+\s*)?(?:[-+*/^(),=: \t]+[\w.]+)+[) \t]*(?:#.*)?$", re.MULTILINE
)
_NAME = re.compile(r"(?<![\w.])(?:[A-Za-z]{3,}\w*|[A-Za-z]{2,}_\w+|[A-Za-z]\d+)(?![\w.])")
_SIDE_BY_SIDE = re.compile(r"[^\W\d]\w{2,}[ \t]+[\w(]|\w[ \t]+[^\W\d]\w{2,}")
_HEADING = re.compile(
    r"\s*(?:#{1,6}\s|\\(?:sub)*(?:section|paragraph)\*?\{|\*\*[^*]+\*\*\s*$|=+\s*$|-{3,}\s*$)"
)
_PREAMBLE = re.compile(
    r"\s*\\(?:documentclass|usepackage|begin|end|newcommand|item|title|author|maketitle)\b"
)
_FORMULA = re.compile(
    r"\\[A-Za-z]|\^|(?<![-*])[-+*/](?![-*])|\d\s*[A-Za-z(]|\)\(|[A-Za-z]\(|\b(?:sin|cos|tan|exp|ln|log|sqrt) "
)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
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

    A row ``is_continued`` where its first side is empty: it goes on from the row before. It ``is_doubtful``
    where it may belong to the row above. ``block`` counts displays and paragraphs.
    """

    start: int
    end: int
    sides: tuple[Side, ...]
    place: Place
    block: int
    is_doubtful: bool = False

    @property
    def is_continued(self) -> bool:
        """Whether it begins with a relation."""
        return not self.sides[0].text.strip() and len(self.sides) > 1


@dataclass(frozen=True, slots=True)
class Sentence:
    """Lines with words; one that ``is_remark`` is beside a row of a display."""

    start: int
    end: int
    text: str
    is_remark: bool = False


@dataclass(frozen=True)
class SplitText:
    """A text with its rows and sentences, in order; ``words`` are names of several letters in it."""

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

    def line(self, number: int) -> str:
        """Return a line of the text."""
        return self._lines[number - 1]


def split_derivation(text: str) -> SplitText:
    """Return the rows and sentences of a text, whose lines end in ``\\n``."""
    lines = (match[0].partition("#")[0] for match in _ASSIGNED.finditer(text))
    found = (_NAME.findall(line) for line in lines if not _SIDE_BY_SIDE.search(line))
    words = frozenset(word for names in found for word in names if word not in KNOWN_WORDS)
    bare = _QUOTED.sub(lambda quote: re.sub(r"(?m)^[ \t]*>", _blank, quote[0]), text)
    bare = _LABELLED_SIGN.sub(lambda match: match["sign"].rjust(len(match[0])), bare)
    return SplitText(text, tuple(_Splitter(bare, words).split_parts(0, len(text))), words)


class _Splitter:
    def __init__(self, text: str, words: frozenset[str]) -> None:
        self.text = text
        self.words = KNOWN_WORDS | words
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
            is_plain_fence = match["fence"] is not None and match["language"].lower() not in _LANGUAGES
            if is_plain_fence:
                yield from self._prose(match.end(), body_end)
            elif match["fence"] is not None and _DISPLAY.search(self.text, match.end(), body_end):
                yield from self.split_parts(match.end(), body_end)
            else:
                yield from self._display(match.end(), body_end, by_lines=match["fence"] is not None)
            position = end
        yield from self._prose(position, stop)

    def _closing(self, match: re.Match[str]) -> tuple[int, int]:
        """Return where a display's content and the display end; (-1, -1) where nothing closes it."""
        if match["fence"] is not None:
            end = rf"^[ \t]*{re.escape(match['ticks'])}[`~]*[ \t]*$"
        elif match["dollars"]:
            end = r"\$\$"
        elif match["square"]:
            end = r"\\\]" if "\\" in match["square"] else r"^[ \t]*\][ \t]*$"
        else:
            end = re.escape(f"\\end{{{match['name']}}}")
        found = re.compile(end, re.MULTILINE).search(self.text, match.end())
        if match["fence"] is not None:
            return found.span() if found else (len(self.text), len(self.text))
        blank = _SECTION_END.search(self.text, match.end())
        if found is None or (blank is not None and blank.start() < found.start()):
            return -1, -1
        return found.span()

    def _display(self, start: int, end: int, *, by_lines: bool) -> Iterator[DerivationRow | Sentence]:
        content = self.text[start:end]
        for remark in _REMARK.finditer(content):
            if re.search(r"[A-Za-z]{2,}", remark["words"]):
                yield Sentence(start + remark.start(), start + remark.end(), remark["words"], is_remark=True)
        content = _REMARK.sub(_separate, content)
        for low, high, is_doubtful in _join_open_rows(content, by_lines=by_lines):
            row = content[low:high]
            for cut in _ROW_END.finditer(row):
                if _depth_outside(row, cut.start()):
                    row = row[: cut.start()] + _blank(cut) + row[cut.end() :]
            yield from self._statements(row, start + low, "display", is_doubtful=is_doubtful)

    def _statements(
        self, row: str, start: int, place: Place, *, is_doubtful: bool = False, with_expressions: bool = True
    ) -> Iterator[DerivationRow]:
        """Yield the statements of a row; without a relation only ``with_expressions``."""
        row = _strip_row_markup(row)
        for low, high in _split_row_into_statements(row):
            bare = _WIDE.sub(_blank, row[low:high]).rstrip(" \t\n.,;:")
            if not bare.strip() or bare.strip() in "\\¶":
                continue
            sides = tuple(_make_sides(bare, start + low))
            if len(sides) > 1 or with_expressions:
                yield DerivationRow(start + low, start + high, sides, place, self.block, is_doubtful)

    def _prose(self, start: int, end: int) -> Iterator[DerivationRow | Sentence]:
        """Yield the rows and sentences outside of displays; lines with words are joined to paragraphs."""
        paragraph = (0, 0)
        for position, stop in [*self._find_lines(start, end), (end, end)]:
            line = self.text[position:stop]
            is_end = not line.strip() or _HEADING.match(line) is not None or _PREAMBLE.match(line) is not None
            is_row = not is_end and self._is_plain_row(line, self.text[stop + 1 :].partition("\n")[0])
            if (is_end or is_row) and paragraph[1]:
                yield from self._paragraph(*paragraph)
                paragraph = (0, 0)
            if is_row:
                content, begin = self._content(line)
                if content + begin * " " != line and _NAMED.search(line[len(content) :]):
                    yield Sentence(position + begin, stop, line)
                yield from self._statements(content[begin:], position + begin, "plain")
            elif is_end:
                self.block += 1
                if line.strip() and not _PREAMBLE.match(line):
                    yield Sentence(position, stop, line)
            else:
                paragraph = (paragraph[0] if paragraph[1] else position, stop)

    def _find_lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for line in _LINE.finditer(self.text, start, end):
            yield line.start(), line.end() - line[0].endswith("\n")

    def _paragraph(self, start: int, end: int) -> Iterator[DerivationRow | Sentence]:
        """Yield a paragraph, then its formulas with a relation, between dollars or bare."""
        text = self.text[start:end]
        yield Sentence(start, end, text)
        for match in INLINE.finditer(text):
            group = match.lastgroup or "round"
            if _RELATION.search(match[group]):
                yield from self._statements(match[group], start + match.start(group), "sentence")
        if INLINE.search(text) is None:
            bare = _WORD.sub(lambda word: word[0] if word[0].strip() in self.words else _separate(word), text)
            yield from self._statements(bare, start, "sentence", with_expressions=False)

    def _is_plain_row(self, line: str, below: str) -> bool:
        """Return whether a line is mathematics by itself."""
        content, begin = self._content(line)
        content = content[begin:]
        if "$" in content or "\\(" in content or not content.strip():
            return False
        bare = _COMMANDS.sub(" ", content)
        short = re.findall(r"(?<![A-Za-z\\])[a-z]{2}(?![A-Za-z])", bare)
        if not self.words.issuperset(_NAMED.findall(bare)) or not _SHORT.isdisjoint(short):
            return False
        if _RELATION.search(content) or _BETWEEN.match(content):
            return True
        is_head = re.match(r"\s*&?\s*=(?!=)", below) is not None
        is_marked = line.lstrip()[:1] in "|>#`~"
        return is_head or (not is_marked and len(content) > 1 and _FORMULA.search(content) is not None)

    def _content(self, line: str) -> tuple[str, int]:
        """Return a line without the words behind it and its dollars, and where its mathematics begins."""
        mark = _MARK.match(line)
        begin = mark.end() if mark is not None and mark[0].strip() else 0
        found = _TRAILING.search(line, begin)
        content = line if found is None else line[: found.start()]
        if _DOLLAR_LINE.fullmatch(content, begin) or (
            content[begin : begin + 1] == content.rstrip()[-1:] == "`"
        ):
            content = re.sub(r"[$`]", " ", content)
        return content, begin


def _blank(match: re.Match[str]) -> str:
    """Return a match replaced by blanks, so that every place stays."""
    return re.sub(r"[^\n]", " ", match[0])


def _separate(match: re.Match[str]) -> str:
    """Return words replaced by a sign between statements, so that every place stays."""
    return "¶" + _blank(match)[1:]


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
    r"""Return a row without alignment, labels, boxes and the environments around its rows; places stay."""
    text = _INNER.sub(
        lambda match: _blank(match) if match["name"].rstrip("*") in _TRANSPARENT else match[0], text
    )
    for match in reversed(list(_BOX.finditer(text))):
        end = find_closing(text, match.end() - 1, "{", "}")
        if end < len(text):
            text = f"{text[: match.start()]}{_blank(match)}{text[match.end() : end]} {text[end + 1 :]}"

    def cut(match: re.Match[str]) -> str:
        before = text[: match.start()]
        is_inside = before.count("\\begin{") > before.count("\\end{")
        return "&" if is_inside and match[0] == "&" else _blank(match)

    return _CUT.sub(cut, text)


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
    """Return whether a place is in no environment but those that only align rows."""
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
    """Yield the ranges of a row's statements; a comma separates them only if all have a relation."""
    signs = _find_outside_brackets(_BETWEEN, row)
    starts, ends = [0, *(sign.end() for sign in signs)], [*(sign.start() for sign in signs), len(row)]
    pieces = list(zip(starts, ends, strict=True))
    claims = [row[low:high] for low, high in pieces if row[low:high].strip(" \n.,;")]
    is_sure = any(not re.match(r"[,;]|\\q?quad|\\hspace", sign[0]) for sign in signs) or len(claims) == 1
    if is_sure or all(_find_outside_brackets(_RELATION, text) for text in claims):
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
