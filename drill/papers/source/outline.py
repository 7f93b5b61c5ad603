"""The running text of a paper: title, headings and sections, paragraphs with inline formulas, sentences."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drill.papers.model import BlockRow
from drill.papers.source.displays import Display
from drill.papers.source.document import Formula, Manuscript, Paragraph, Place
from drill.papers.source.flatten import MAX_EXPANDED
from drill.papers.source.latex_scanner import (
    find_footnotes,
    read_option,
    read_titled,
    skip_blanks,
    without_footnotes,
)
from drill.text import clean_text, remove_invisible

# An accent, as opposed to ``it\'s``.
_ACCENT = re.compile(
    r"(?<!\\)\\(?!'[st](?![A-Za-z]))(?:[`'^~=.\"]|[urHvck](?![A-Za-z]))\s?(?:\{\s*\\?([A-Za-z])\s*\}|\\([ij])(?![A-Za-z])|([A-Za-z]))"
)
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?![A-Za-z])(?:\{\}|\s+(?=[a-z]))?")
_HEADING = re.compile(
    r"\\(?P<level>part|chapter|section|subsection|subsubsection|paragraph)(?P<star>\*?)(?=\s*[\[{])"
)
ON_NOTATION = re.compile(
    r"notation|preliminar|(?:problem|task) (?:set-?up|setting|formulation|statement)|^set-?(?:up|ting)",
    re.IGNORECASE,
)
ON_EXPERIMENTS = re.compile(
    r"experiment|empirical (?:evaluation|results|study)|implementation|hyper-?parameters", re.IGNORECASE
)
_NUMBERED = ("section", "subsection", "subsubsection")
_LEVELS = ("part", "chapter", *_NUMBERED, "paragraph")
_THEOREM = re.compile(r"\\begin\s*\{(?P<name>[a-zA-Z]+)\*?\}")
_ENVIRONMENT_END = re.compile(r"\\end\s*\{(?P<name>[a-zA-Z]+)\*?\}")
# Environments of theorems and their like by their usual names, and how their headings begin.
USUAL_THEOREMS = {
    "theorem": "Theorem", "lemma": "Lemma", "proposition": "Proposition", "corollary": "Corollary",
    "definition": "Definition", "assumption": "Assumption", "proof": "Proof", "example": "Example",
}  # fmt: skip
# A blank left by a command before a sign that closes up to a word, or a hyphen behind one.
_BLANK_BEFORE = re.compile(r"\s+(?=[:;,.?!](?:\s|$))|(?<=\w)\s+(?=-[A-Za-z])")
# The rest before a citation at the end of a theorem's name: ``Bound of``.
_LEFT_OPEN = re.compile(
    r"[\s,;:]*(?:\b(?:of|by|from|in|see|following|due to|and)\b[\s,;:]*)*$", re.IGNORECASE
)
_TITLE = re.compile(r"\\(?P<printed>icml|aistats)?title\*?(?=\s*[\[{])|\\maketitle(?![a-zA-Z])")
_BREAK = re.compile(
    r"\n[ \t]*\n|\\(?:par|item|maketitle)(?![a-zA-Z])"
    r"|\\(?:begin|end|section|subsection|subsubsection|paragraph|chapter|title)(?![a-zA-Z])\*?(?:\[[^\[\]]*\])?\s*(?:\{(?:[^{}\n]|\{[^{}\n]*\})*\})?"
    r"(?:(?<=\})\[(?:[^\[\]{}]|\{[^{}]*\})*\])?"
    r"|\\caption(?![a-zA-Z])"
)
# Max characters of a heading with its commands: a few lines.
_LONGEST_TITLE = 2_000
_SENTENCE_END = re.compile(r"(?:(?<=[.!?])(?<!\\!)|(?<=[.!?]\$))(?:\}|''|\))*\s+(?=[A-Z\\$`(])")
# A full stop that does not end a sentence; that of ``etc.`` usually does.
ABBREVIATED = re.compile(
    r"(?<![\w.])(?:(?i:e\.g|i\.e|cf|viz|vs|al|resp|approx|ca|incl|w\.r\.t|s\.t|w\.l\.o\.g|a\.s|a\.e|i\.i\.d|r\.v"
    r"|[lr]\.h\.s|[pc]\.d\.f|eq[nu]?s?|figs?|tabs?|secs?|sect|chap|app|refs?|thms?|lem|props?|cor|defs?|rem|alg"
    r"|pp|vol|dr|prof|mrs?|ms)|No|[A-Z])\.$"
)
_NOISE = re.compile(
    r"\\(?:label|vspace\*?|hspace\*?|footnote|thanks|index|bibliographystyle|bibliography)\s*\{(?:[^{}]|\{[^{}]*\})*\}"
    r"|\\(?:noindent|centering|small|footnotesize|maketitle|newpage|clearpage|smallskip|medskip|bigskip|indent|par|item)(?![a-zA-Z])"
)
_CITATION = re.compile(r"\\[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{[^{}]*\}")
# A reference, with the brackets that hold nothing else: ``(see Fig.~\ref{map})``.
_REFERENCE = re.compile(
    r"[\s~]*\([^(){}$]{0,24}\\[a-zA-Z]*ref\*?\s*\{[^{}]*\}\s*\)|~?\\[a-zA-Z]*ref\*?\s*\{[^{}]*\}"
)
_ASIDE = re.compile(r"\\(?:thanks|footnote|tnoteref|fnref|corref)\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_DRESS = re.compile(
    r"\\(?:emph|textbf|textit|textsc|textsf|textup|textrm|underline|uline|mbox|texorpdfstring|thanks)\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_MARKDOWN = re.compile(r"([\\`*_$])")
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_LINE_END = re.compile(r"\\\\\*?(?:\s*\[\s*[-+.\d]*\s*[a-zA-Z\\]+\s*\])?")
_INLINE = re.compile(r"(?<!\\)((?:\\\\)*)\\\((?P<inside>(?:[^$\\]|\\[^($])*?)(?<!\\)((?:\\\\)*)\\\)")
_DOLLARS = re.compile(r"(\$\$.*?\$\$|\$[^$]*\$)", re.DOTALL)
# Colours, counters and lengths: commands whose arguments are not words.
_UNSET = re.compile(
    r"\\(?:color|textcolor|[vh]space\*?|(?:add|set)to(?:counter|length)\s*\{[^{}]*\})\s*(?:\[[^\[\]]*\]\s*)?\{[^{}]*\}"
)
_APPENDIX = re.compile(r"\\appendix(?![a-zA-Z])|\\begin\s*\{appendi(?:x|ces)\}")
_APPENDIX_TITLE = re.compile(r"(?:appendix|appendices|supplement)", re.IGNORECASE)
_ABSTRACT = re.compile(r"\\begin\s*\{abstract\}")
_ABSTRACT_END = re.compile(r"\\end\s*\{abstract\}")
# Headings of sections that are not about a paper's subject.
_ASIDES = (
    ("proof", re.compile(r"^(?:(?:omitted|missing|deferred|detailed|full) )?proofs?\b", re.I)),
    ("related work", re.compile(r"^related work", re.I)),
)
# Text between a display that closes a float and the text behind that.
_FLOAT_END = re.compile(
    r"^(?:\s|\\end\s*\{(?!document)[a-zA-Z]+\*?\}|\\label\s*\{[^{}]*\}|\\[vh]space\*?\s*\{[^{}]*\})+"
)
_COMMAND = re.compile(r"\\[a-zA-Z@]+\*?|\\.|[{}~]")
# Max characters of a sentence, because a longer one is a list or a table.
_LONGEST_SENTENCE = 600
# Max distance in characters of a nearby word, before a display and behind it.
_NEAR_BEFORE = 400
_NEAR_AFTER = 300
# Replaces a line's end, so that lines are still known after blanks are joined.
_LINE = "\u2028"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading or a theorem's beginning; ``level`` is a heading's command, empty for theorems."""

    title: str
    at: int
    level: str = ""
    # Where a theorem ends; None for a heading, which governs all up to the next one.
    end: int | None = None
    # A section's number as it is printed.
    number: str = ""

    @property
    def is_section(self) -> bool:
        """Whether it is the heading of a section."""
        return bool(self.level)


def read_title(text: str) -> str:
    """Return the paper's title in plain words; empty if it has none.

    Of several it is the last before the title is printed, as in TeX: a supplement may have one of its own.
    """
    title = ""
    for match in _TITLE.finditer(text):
        prints = match.group() == "\\maketitle"
        title = title if prints else _heading_title(text, match) or title
        if title and (prints or match["printed"]):
            return title
    return title


def find_headings(text: str, theorems: Mapping[str, str]) -> list[Heading]:
    """Headings and theorem-like environments in order."""
    numbers = _section_numbers(text)
    all_headings = [
        Heading(_heading_title(text, match), match.start(), match["level"], number=number)
        for match, number in zip(_HEADING.finditer(text), numbers, strict=True)
    ]
    names = {**USUAL_THEOREMS, **theorems}
    ends: dict[str, list[int]] = {}
    for match in _ENVIRONMENT_END.finditer(text):
        ends.setdefault(match["name"], []).append(match.start())
    for match in _THEOREM.finditer(text):
        title = names.get(match["name"])
        if title is not None:
            option = read_option(text, match.end())
            subtitle = _LEFT_OPEN.sub("", plain_words(option[0])) if option else ""
            title = plain_words(title) + (f": {subtitle}" if subtitle else "")
            closing = ends.get(match["name"], [])
            after = bisect_left(closing, match.end())
            end = closing[after] if after < len(closing) else None
            all_headings.append(Heading(title, match.start(), end=end))
    return sorted(all_headings, key=lambda heading: heading.at)


def _section_numbers(text: str) -> list[str]:
    """Return the number of each heading as LaTeX prints it: letters in an appendix, none beside a star."""
    found = list(_HEADING.finditer(text))
    has_chapters = any(match["level"] == "chapter" for match in found)
    levels = ("chapter", *_NUMBERED) if has_chapters else _NUMBERED
    opened = _APPENDIX.search(text)
    counts = [0] * len(levels)
    numbers: list[str] = []
    is_appendix = False
    for match in found:
        if opened is not None and not is_appendix and match.start() > opened.start():
            is_appendix = True
            counts = [0] * len(levels)
        if match["level"] not in levels or match["star"]:
            numbers.append("")
            continue
        depth = levels.index(match["level"])
        counts[depth:] = [counts[depth] + 1, *[0] * (len(levels) - depth - 1)]
        first = chr(ord("A") + (counts[0] - 1) % 26) if is_appendix and counts[0] else str(counts[0])
        numbers.append(".".join((first, *map(str, counts[1 : depth + 1]))))
    return numbers


def _heading_title(text: str, match: re.Match[str]) -> str:
    """Return a heading in plain words; empty if it is too long for one."""
    group = read_titled(text, match.end())
    if group and len(group[0]) > _LONGEST_TITLE:
        return ""
    if not group:
        return ""
    return remove_invisible(_BLANK_BEFORE.sub("", plain_words(group[0])))


def plain_words(latex: str) -> str:
    """Return running text without commands, in words; inline formulas stay in dollars."""
    latex = _in_dollars(_LABEL.sub("", _REFERENCE.sub("", _ASIDE.sub("", _CITATION.sub("", latex)))))
    pieces = re.split(r"(\$[^$]*\$)", latex)
    pieces[::2] = map(_strip_text_commands, pieces[::2])
    return " ".join("".join(pieces).split())


def _strip_text_commands(text: str) -> str:
    text = _LINE_END.sub(" ", _UNSET.sub(" ", text))
    for _ in range(4):
        text, count = _DRESS.subn(r"\1", text)
        if not count:
            break
    text = (
        _LETTER.sub(r"\1", _ACCENT.sub(r"\1\2\3", text))
        .replace("\\&", "&")
        .replace("\\%", "%")
        .replace("---", "–")
        .replace("--", "–")
    )
    return _COMMAND.sub(" ", text.replace("``", "“").replace("''", "”"))


def with_context(
    formulas: Sequence[Formula], displays: Sequence[Display], text: str, all_headings: Sequence[Heading]
) -> tuple[list[Formula], list[BlockRow]]:
    """Return each formula with its block, its section and the sentences around its display."""
    blocks = list[BlockRow]()
    placed = list[Formula]()
    sections = [heading.at for heading in all_headings if heading.is_section]
    governing = list(_walk_headings([display.start for display in displays], all_headings))
    previous: Heading | None = None
    parts = _Parts(text, all_headings)
    for formula in formulas:
        display = displays[formula.display]
        heading, outer_sections = governing[formula.display]
        if not blocks or heading is not previous:
            outer_titles = [_block_title(each) for each in outer_sections if each is not heading]
            number = heading.number if heading else ""
            blocks.append(BlockRow(len(blocks) + 1, _block_title(heading), number, " · ".join(outer_titles)))
            previous = heading
        around = _find_text_around_display(text, displays, formula.display)
        before, after, nearby = map(_in_dollars, around)
        number = blocks[-1].number
        section = bisect_right(sections, display.start)
        part = parts.find_part(display.start)
        placed.append(
            replace(
                formula, block=number, section=section, part=part, before=before, after=after, nearby=nearby
            )
        )
    return placed, blocks


def _walk_headings(
    places: Iterable[int], all_headings: Sequence[Heading]
) -> Iterator[tuple[Heading | None, tuple[Heading, ...]]]:
    """Yield for each of some places, in order, the heading that governs it and its sections, outermost first.

    Theorems that are over govern nothing.
    """
    unclosed = list[Heading]()
    outer = list[Heading]()
    coming = 0
    for place in places:
        while coming < len(all_headings) and (heading := all_headings[coming]).at <= place:
            coming += 1
            unclosed.append(heading)
            if heading.is_section:
                while outer and _LEVELS.index(outer[-1].level) >= _LEVELS.index(heading.level):
                    outer.pop()
                outer.append(heading)
        while unclosed and (end := unclosed[-1].end) is not None and end <= place:
            unclosed.pop()
        yield (unclosed[-1] if unclosed else None), tuple(outer)


def _block_title(heading: Heading | None) -> str:
    pieces = re.split(r"(\$[^$]*\$)", clean_text(heading.title)) if heading else []
    pieces[::2] = map(escape_plain_words, pieces[::2])
    return "".join(pieces)


def escape_plain_words(text: str) -> str:
    """Return plain words as Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)


def read_abstract(manuscript: Manuscript) -> Paragraph:
    """Return the abstract; empty without one."""
    begin = _ABSTRACT.search(manuscript.text)
    end = _ABSTRACT_END.search(manuscript.text, begin.end()) if begin else None
    if begin is None or end is None:
        return Paragraph("", manuscript.place(0))
    source_text = manuscript.text[begin.end() : end.start()]
    text = _in_dollars(" ".join(split_sentences(without_footnotes(source_text))))
    return Paragraph(text, manuscript.place(begin.start()))


def find_sections(all_headings: Sequence[Heading], on: re.Pattern[str]) -> frozenset[int]:
    """Return the numbers of the sections whose titles have a pattern: `ON_NOTATION`, `ON_EXPERIMENTS`."""
    titles = (heading.title for heading in all_headings if heading.is_section)
    return frozenset(number for number, title in enumerate(titles, 1) if on.search(title))


def main_sections(text: str, all_headings: Sequence[Heading]) -> int:
    """Return how many section headings come before the appendix."""
    appendix = _appendix_at(text, all_headings)
    return sum(heading.is_section and heading.at < appendix for heading in all_headings)


def _appendix_at(text: str, all_headings: Sequence[Heading]) -> int:
    """Return the start of the appendix: at its command, or at a heading of that name; else the text's end."""
    opened = _APPENDIX.search(text)
    titled = (each.at for each in all_headings if each.is_section and _APPENDIX_TITLE.match(each.title))
    return min(len(text) if opened is None else opened.start(), next(titled, len(text)))


class _Parts:
    """Which places of a text are in its appendix, in proofs or in a section on related work."""

    def __init__(self, text: str, all_headings: Sequence[Heading]) -> None:
        self._appendix = _appendix_at(text, all_headings)
        sections = [heading.at for heading in all_headings if heading.is_section]
        last_places = dict(zip(sections, [*sections[1:], len(text)], strict=True)) if sections else {}
        # For each part the heading and the last place of a stretch in turn; what overlaps is one stretch.
        self._borders: dict[str, list[int]] = {}
        for name, pattern in _ASIDES:
            borders = self._borders[name] = []
            for heading in all_headings:
                is_unclosed = heading.end is None and not heading.is_section
                if is_unclosed or not pattern.search(heading.title):
                    continue
                last = last_places[heading.at] if heading.end is None else heading.end - 1
                if borders and heading.at <= borders[-1]:
                    borders[-1] = max(borders[-1], last)
                else:
                    borders += (heading.at, last)

    def find_part(self, place: int) -> str:
        """Return which part other than the main one a place is in; empty for the main part."""
        if place > self._appendix:
            return "appendix"
        inside = (name for name, borders in self._borders.items() if bisect_left(borders, place) % 2)
        return next(inside, "")


def _find_text_around_display(text: str, displays: Sequence[Display], index: int) -> tuple[str, str, str]:
    """Return the sentence that ends in the display, the one that continues after it, and the text nearby.

    That is the nearby rest of the second sentence before it, and of the second behind it.
    """
    start = displays[index - 1].end if index else 0
    end = displays[index + 1].start if index + 1 < len(displays) else len(text)
    before = without_footnotes(text[start : displays[index].start])[-2 * _LONGEST_SENTENCE :].rstrip()
    after = without_footnotes(text[displays[index].end : end])[: 2 * _LONGEST_SENTENCE].lstrip()
    parts = split_sentences(_BREAK.split(before)[-1])
    following = split_sentences(_BREAK.split(after)[0])
    if not parts and not following:  # it fills a float
        following = split_sentences(_BREAK.split(_FLOAT_END.sub("", after))[0])
    leading = "".join(parts[-1:])
    trailing = "".join(following[:1])
    further_before = _cut_words("".join(parts[-2:-1]), _NEAR_BEFORE - len(leading), is_end=True)
    further_after = _cut_words("".join(following[1:2]), _NEAR_AFTER - len(trailing))
    return leading, trailing, " ".join(filter(None, (further_before, further_after)))


def _cut_words(text: str, most: int, *, is_end: bool = False) -> str:
    """Return the beginning of a sentence with at most ``most`` characters, or its end, in whole words."""
    if len(text) <= most:
        return text
    if most <= 0:
        return ""
    if is_end:
        return text[-most:].partition(" ")[2]
    return text[:most].rpartition(" ")[0]


def split_sentences(text: str) -> list[str]:
    """``text`` split into sentences; abbreviations and initials do not end one."""
    raw_sentences: list[str] = []
    begin = 0
    for match in _SENTENCE_END.finditer(text):
        if not ABBREVIATED.search(text[max(begin, match.start() - 12) : match.start()]):
            raw_sentences.append(text[begin : match.start()])
            begin = match.end()
    raw_sentences.append(text[begin:])
    return [plain for sentence in raw_sentences if (plain := " ".join(_NOISE.sub(" ", sentence).split()))]


def find_paragraphs(
    manuscript: Manuscript, displays: Sequence[Display], all_headings: Sequence[Heading]
) -> Iterator[Paragraph]:
    """Yield running text, displays written as ``$$…$$`` in their sentences."""
    text = manuscript.text
    sections = [heading.at for heading in all_headings if heading.is_section]
    starts = [display.start for display in displays]
    parts = _Parts(text, all_headings)
    position = section = 0
    for begin, end in _paragraph_spans(text, displays):
        if end - begin > MAX_EXPANDED:
            continue
        while section < len(sections) and sections[section] <= begin:
            section += 1
        pieces: list[str] = []
        position = begin
        for display in displays[bisect_left(starts, begin) : bisect_left(starts, end)]:
            pieces += (_mark_line_ends(text[position : display.start]), f" $${display.content.strip()}$$ ")
            pieces.append(_LINE * text.count("\n", display.start, display.end))
            position = display.end
        pieces.append(_mark_line_ends(text[position:end]))
        expanded = _in_dollars("".join(pieces))
        plain, breaks = _without_lines(
            _NOISE.sub(lambda noise: _lines_of(noise.group()), without_footnotes(expanded, _lines_of))
        )
        if plain:
            lines = _line_places(manuscript, begin, breaks)
            part = parts.find_part(begin + 1)
            yield Paragraph(plain, manuscript.place(skip_blanks(text, begin)), section, lines, part)
        for note in find_footnotes(expanded):
            note_text, breaks = _without_lines(_NOISE.sub(lambda noise: _lines_of(noise.group()), note.said))
            if note_text:
                first = begin
                for _ in range(expanded.count(_LINE, 0, note.begin)):
                    first = text.find("\n", first) + 1 or first
                lines = _line_places(manuscript, first, breaks)
                yield Paragraph(note_text, manuscript.place(first), section, lines)


def _mark_line_ends(text: str) -> str:
    return text.replace("\n", _LINE)


def _lines_of(text: str) -> str:
    return " " + _LINE * text.count(_LINE)


def _without_lines(marked: str) -> tuple[str, list[int]]:
    """Return the text on one line, and the offset of each further line's start."""
    pieces: list[str] = []
    breaks: list[int] = []
    length = 0
    for number, line in enumerate(marked.split(_LINE)):
        if number:
            breaks.append(length + bool(length))
        words = " ".join(line.split())
        if words:
            length += bool(length) + len(words)
            pieces.append(words)
    return " ".join(pieces), breaks


def _line_places(manuscript: Manuscript, begin: int, breaks: Sequence[int]) -> tuple[tuple[int, Place], ...]:
    line_origins = [(0, manuscript.place(skip_blanks(manuscript.text, begin)))]
    position = begin
    for offset in breaks:
        end = manuscript.text.find("\n", position)
        if end < 0:
            break
        position = end + 1
        line_origins.append((offset, manuscript.place(position)))
    return tuple(line_origins)


def _paragraph_spans(text: str, displays: Sequence[Display]) -> Iterator[tuple[int, int]]:
    """Spans between breaks that lie outside of displays."""
    notes = ((note.begin, note.end) for note in find_footnotes(text))
    covered = sorted((*((display.start, display.end) for display in displays), *notes))
    begin = 0
    for match in _BREAK.finditer(text):
        number = bisect_right(covered, (match.start(), len(text)))
        if number and match.start() < covered[number - 1][1]:
            continue
        if match.start() > begin:
            yield begin, match.start()
        begin = match.start() if match.group().startswith("\\begin") else match.end()
    if begin < len(text):
        yield begin, len(text)


def _in_dollars(text: str) -> str:
    r"""Return running text with inline formulas ``\( … \)`` in dollars."""
    pieces = _DOLLARS.split(text)
    pieces[::2] = (_INLINE.sub(r"\1$\g<inside>\3$", segment) for segment in pieces[::2])
    return "".join(pieces)
