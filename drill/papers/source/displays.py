"""Find every display of a manuscript and make formulas of its rows, numbered as the paper prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from drill.papers.model import NoteRow
from drill.papers.source.display_rows import (
    RawRow,
    carries_on,
    has_unclosed_brackets,
    is_further,
    is_left_open,
    outside_of_groups,
    split_rows,
    split_wrapped_row,
    tidy_row,
    with_gaps,
)
from drill.papers.source.document import Edit, Formula, Manuscript
from drill.papers.source.latex_scanner import make_spaces_for, read_braces_at, read_option

_COUNTER = "\\theequation"


@dataclass(slots=True)
class Numbering:
    """Equation numbers as the paper prints them, by the usual rules."""

    by_section: bool
    section: int = 0
    count: int = 0
    in_appendix: bool = False

    def next(self, tag: str, numbered: bool) -> str:
        """Return the number of the next row; empty if it has none, or none that is known."""
        counts = _COUNTER in tag  # in place of a number of its own
        if tag and not counts:
            return tag
        if not (numbered or counts):
            return ""
        self.count += 1
        if not self.by_section:
            return str(self.count)
        return "" if self.in_appendix else f"{self.section}.{self.count}"

    def pass_text(self, text: str) -> None:
        """Count the sections that begin in the text before the next display."""
        self.in_appendix = self.in_appendix or _APPENDIX.search(text) is not None
        begun = len(_SECTION.findall(text))
        if begun and self.by_section:
            self.section += begun
            self.count = 0


_ROWED = ("align", "gather", "eqnarray", "flalign", "alignat", "IEEEeqnarray")
_SINGLE = ("equation", "multline", "displaymath", "dmath", "empheq")
_ENVIRONMENTS = frozenset(name + star for name in (*_ROWED, *_SINGLE) for star in ("", "*"))
_NUMBERED = frozenset((*_ROWED, *_SINGLE)) - {"displaymath"}
_BEGIN = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<from>\\begin\s*\{(?P<name>[a-zA-Z]+\*?)\}|(?P<open>\\\[)|(?P<dollars>\$\$))"
)
# Max characters of a display, because nobody writes a longer one.
MAX_DISPLAY = 20_000
_BOX = re.compile(r"\\begin\s*\{adjustbox\}|\\(?P<name>resizebox|scalebox|adjustbox)(?![a-zA-Z])\*?")
_BOX_END = re.compile(r"\\end\s*\{adjustbox\}")
# The content of a box is text, in which a formula has dollars of its own.
_ONE_FORMULA = re.compile(r"\s*(?:\$|\\\()(?P<formula>.*)(?:\$|\\\))\s*", re.DOTALL)
_DOCUMENT = re.compile(r"\\begin\s*\{document\}")
_END_DOCUMENT = re.compile(r"\\end\s*\{document\}")
_COUNTER_WITHIN = re.compile(
    r"\\(?:numberwithin|counterwithin)\s*\{equation\}\s*\{section\}|\\@addtoreset\{equation\}\{section\}"
)
_SECTION = re.compile(r"\\section\s*\{")
_APPENDIX = re.compile(r"\\appendix(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Display:
    """A display's content as written; ``start`` and ``end`` span it with its environment."""

    environment: str
    content: str
    at: int
    start: int
    end: int


def shown_text(manuscript: Manuscript) -> Manuscript:
    """Return the manuscript's body without its preamble."""
    return manuscript.edited(_blank_outside_document(manuscript.text))


def _blank_outside_document(text: str) -> Iterator[Edit]:
    r"""Yield everything before ``\begin{document}``, and after its end."""
    begin = _DOCUMENT.search(text)
    if begin is not None:
        yield Edit(0, begin.end(), make_spaces_for(text[: begin.end()]))
    end = _END_DOCUMENT.search(text, begin.end() if begin else 0)
    if end is not None:
        yield Edit(end.start(), len(text), "")


def find_displays(text: str, notes: list[NoteRow], manuscript: Manuscript) -> list[Display]:
    """Return every display of ``text`` in order; one that is never closed is noted and passed over."""
    displays: list[Display] = []
    never_closed: set[str] = set()
    position = 0
    while (match := _BEGIN.search(text, position)) is not None:
        name = match["name"] or ("\\[" if match["open"] else "$$")
        start = match.start("from")
        position = match.end()
        if (match["name"] and name not in _ENVIRONMENTS) or name in never_closed:
            continue
        ends = {"\\[": r"\\\]", "$$": r"\$\$"}.get(name, rf"\\end\s*\{{{re.escape(name)}\}}")
        closing = re.compile(ends).search(text, match.end())
        if closing is None:
            notes.append(NoteRow("unclosed", f"{name} is never closed", *manuscript.place(start)))
            never_closed.add(name)
        elif closing.start() - match.end() > MAX_DISPLAY:
            notes.append(
                NoteRow("long", f"a display of {name} is too long to be one", *manuscript.place(start))
            )
        else:
            begin = _content_start(text, name, match.end(), closing.start())
            content = _unwrap_boxes(text[begin : closing.start()])
            position = closing.end()
            displays.append(Display(name, content, begin, start, position))
    return displays


def _content_start(text: str, name: str, index: int, end: int) -> int:
    """Skip the arguments that an environment takes: columns of alignat, options of empheq."""
    option = read_option(text, index) if name.rstrip("*") in ("empheq", "IEEEeqnarray", "dmath") else None
    index = index if option is None else option[1]
    if name.rstrip("*") in ("alignat", "IEEEeqnarray", "empheq"):
        group = read_braces_at(text, index)
        index = index if group is None or group[1] > end else group[1]
    return index


def _unwrap_boxes(content: str) -> str:
    """Return a display's content with the formulas that boxes of another size hold, in place of the boxes.

    Spaces replace the parts that are left out, because a row's start determines its origin. A box that
    holds anything else than one formula stays.
    """
    position = 0
    while (match := _BOX.search(content, position)) is not None:
        position = match.end()
        held = _find_held(content, match)
        if held is None:
            continue
        begin, end, after = held
        formula = _find_one_formula(content[begin:end])
        if formula is None:
            continue
        begin, end = begin + formula[0], begin + formula[1]
        content = (
            content[: match.start()]
            + make_spaces_for(content[match.start() : begin])
            + content[begin:end]
            + make_spaces_for(content[end:after])
            + content[after:]
        )
    return content


def _find_held(content: str, box: re.Match[str]) -> tuple[int, int, int] | None:
    """Return the start and the end of a box's content, and the end of the box itself."""
    end = box.end()
    for _ in range(2 if box["name"] == "resizebox" else 1):
        group = read_braces_at(content, end)
        if group is None:
            return None
        end = group[1]
    if box["name"] is None:
        closing = _BOX_END.search(content, end)
        return None if closing is None else (end, *closing.span())
    option = read_option(content, end)
    if option is not None:
        end = option[1]
    group = read_braces_at(content, end)
    if group is None:
        return None
    return (group[1] - 1 - len(group[0]), group[1] - 1, group[1])


def _find_one_formula(text: str) -> tuple[int, int] | None:
    """Return where the only formula of a text begins and ends; ``None`` where it contains anything else."""
    match = _ONE_FORMULA.fullmatch(text)
    if match is None or "$" in outside_of_groups(match["formula"]).replace("\\$", ""):
        return None
    return match.span("formula")


def make_display_formulas(
    displays: Iterable[Display], manuscript: Manuscript, preamble: str
) -> list[Formula]:
    """Make a formula of each row and the rows that continue it."""
    numbering = Numbering(_COUNTER_WITHIN.search(preamble) is not None)
    formulas: list[Formula] = []
    numbered_up_to = 0
    for index, display in enumerate(displays):
        numbering.pass_text(manuscript.text[numbered_up_to : display.start])
        numbered_up_to = display.start
        if not tidy_row(display.content):
            continue
        rowed = display.environment.rstrip("*") in _ROWED
        raw = split_rows(display.content) if rowed else [_join_display_rows(display.content)]
        numbered = display.environment in _NUMBERED
        here: list[Formula] = []
        for row_index, row in enumerate(raw):
            origin = manuscript.place(display.at + row.at if here else display.start)
            number = numbering.next(row.tag, numbered and row.is_numbered)
            lines = _split_formula_lines(row.text)
            if not lines:
                continue
            if here and is_further(row.text, (earlier_row.text for earlier_row in raw[:row_index])):
                *rows, last = here[-1].rows
                rows.append(" ".join((last, *lines)))
                here[-1] = _append_formula_row(replace(here[-1], rows=tuple(rows)), [], row.label, number)
            elif here and (
                is_left_open(here[-1].rows[-1])
                or has_unclosed_brackets(here[-1].latex)
                or carries_on(row.text)
            ):
                here[-1] = _append_formula_row(here[-1], lines, row.label, number)
            else:
                here.append(Formula(tuple(lines), origin, display.environment, index, row.label, number))
        formulas += here
    return formulas


def _join_display_rows(content: str) -> RawRow:
    rows = split_rows(content)
    label = next((row.label for row in rows if row.label), "")
    tag = next((row.tag for row in rows if row.tag), "")
    return RawRow(content, rows[0].at if rows else 0, label, tag, all(row.is_numbered for row in rows))


def _split_formula_lines(text: str) -> list[str]:
    text = with_gaps(text)
    lines: list[str] = []
    raw = [row.text for source_line in split_wrapped_row(text) for row in split_rows(source_line)]
    for index, row in enumerate(raw):
        line = tidy_row(row, " ".join(lines))
        if line and lines and is_further(row, raw[:index]):
            lines[-1] = f"{lines[-1]} {line}"
        elif line:
            lines.append(line)
    return lines


def _append_formula_row(formula: Formula, lines: list[str], label: str, number: str) -> Formula:
    """Return a formula with one row more; its number is that of the row with its label."""
    joined_number = number if label and number and not formula.label else formula.number or number
    return replace(formula, rows=(*formula.rows, *lines), label=formula.label or label, number=joined_number)
