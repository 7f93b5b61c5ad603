"""Scan LaTeX as plain text: brackets and commands, footnotes, comments, and parts that are not text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_LENGTH = r"-?[\d.]+\s*(?:pt|em|ex|mu|cm|mm|in|bp|pc)(?![a-zA-Z])"
_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_PHANTOM = rf"\\[hv]?phantom\s*{_GROUP}"
# A pattern for one blank or a command that prints nothing.
BLANK = (
    r"(?:\s|~|\{\s*\}(?!\s*[_^])|\\[,;:!>/ ]"
    r"|\\(?:q?quad|en(?:space|skip)|(?:thin|med|thick|negthin|negmed|negthick)space|null|relax|(?:math)?strut"
    r"|hfil+|hss|leavevmode|(?:small|med|big)skip|goodbreak)(?![a-zA-Z])"
    rf"|\\(?:[hvm]space\*?|hskip|mskip|m?kern)(?![a-zA-Z])\s*(?:\{{[^{{}}]*\}}|{_LENGTH})"
    rf"|{_PHANTOM}|\{{\s*{_PHANTOM}\s*\}}"
    rf"|\\(?:math(?:rel|bin|op|ord|open|close|inner|punct)|[mh]box|text(?:rm|normal)?)\s*\{{\s*(?:{_PHANTOM})?\s*\}})"
)


COMMAND = re.compile(r"\\([a-zA-Z@]+\*?|.)", re.DOTALL)
_BLANKS = re.compile(r"\s*")
BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
# Max characters of a text whose braces are scanned anew each time, and max braces scanned in a longer one.
_SHORT = 4_000
_FEW = 200
# Max characters of an option in square brackets, because a longer one is text.
_LONGEST_OPTION = 1_000
_BRACKETS = re.compile(r"\\.|[{}\]]", re.DOTALL)


def skip_blanks(text: str, position: int) -> int:
    """Return the first place from ``position`` on that is not blank."""
    match = _BLANKS.match(text, position)
    return match.end() if match else position


def find_group_end(text: str, position: int) -> int | None:
    """Return the place after the brace that closes the one at ``position``; None where it is never closed."""
    depth = 0
    for count, match in enumerate(BRACES.finditer(text, position)):
        if count > _FEW and len(text) > _SHORT:
            return _match_all_braces(text).get(position)
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return None


@lru_cache(maxsize=64)
def _match_all_braces(text: str) -> dict[int, int]:
    """Return every brace's place with the place after its closing one, in one pass over a long text."""
    end_by_start: dict[int, int] = {}
    opened: list[int] = []
    for match in BRACES.finditer(text):
        if match.group() == "{":
            opened.append(match.start())
        elif match.group() == "}" and opened:
            end_by_start[opened.pop()] = match.end()
    return end_by_start


def read_braces_at(text: str, position: int) -> tuple[str, int] | None:
    """Return the content of the braces that begin at ``position`` (blanks skipped), and where they end."""
    position = skip_blanks(text, position)
    if not text.startswith("{", position):
        return None
    end = find_group_end(text, position)
    return None if end is None else (text[position + 1 : end - 1], end)


def read_option(text: str, position: int) -> tuple[str, int] | None:
    """Return the content of ``[…]`` at ``position`` (blanks skipped), and where it ends."""
    position = skip_blanks(text, position)
    if not text.startswith("[", position):
        return None
    depth = 0
    for match in _BRACKETS.finditer(text, position + 1, position + _LONGEST_OPTION):
        mark = match.group()
        if mark == "]" and depth == 0:
            return text[position + 1 : match.start()], match.end()
        depth += (mark == "{") - (mark == "}")
        if depth < 0:
            return None
    return None


def read_titled(text: str, position: int) -> tuple[str, int] | None:
    """Return the group at ``position``, after ``[…]`` if there is one."""
    option = read_option(text, position)
    return read_braces_at(text, position if option is None else option[1])


def read_argument(text: str, position: int) -> tuple[str, int] | None:
    """Return one argument as TeX takes it: a group's content, a command, or one character."""
    position = skip_blanks(text, position)
    if position >= len(text) or text[position] == "}":
        return None
    if text[position] == "{":
        return read_braces_at(text, position)
    if text[position] == "\\":
        match = COMMAND.match(text, position)
        return None if match is None else (match.group(), match.end())
    return text[position], position + 1


_FOOTNOTE = re.compile(r"\\(?:footnote|footnotetext|thanks)(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Footnote:
    """The start, the end and the text of a footnote."""

    begin: int
    end: int
    said: str


def find_footnotes(text: str) -> Iterator[Footnote]:
    """Yield the footnotes of ``text`` in order, except those inside of others."""
    end = 0
    for match in _FOOTNOTE.finditer(text):
        if match.start() < end:
            continue
        group = read_titled(text, match.end())
        if group is not None:
            note_text, end = group
            yield Footnote(match.start(), end, note_text)


def without_footnotes(text: str, stead: Callable[[str], str] = lambda _: " ") -> str:
    """Return ``text`` with each footnote's source replaced by what ``stead`` makes of it."""
    pieces: list[str] = []
    position = 0
    for note in find_footnotes(text):
        pieces += (text[position : note.begin], stead(text[note.begin : note.end]))
        position = note.end
    return "".join((*pieces, text[position:]))


_VERBATIM = (
    "verbatim", "verbatim*", "Verbatim", "BVerbatim", "LVerbatim", "lstlisting", "minted", "comment",
    "filecontents", "filecontents*", "alltt", "tikzpicture", "pgfplots",
)  # fmt: skip
# A remark of todonotes or fixme; a definition of one's own begins alike.
_REMARK = r"\\(?:todo|missingfigure|fixme|fx(?:note|warning|error|fatal))\*?(?![A-Za-z@])(?=\s*[\[{])"
_START = re.compile(
    r"\\\\|\\%|\\(?:[A-Za-z]*ommandx?\*?|[gex]?def|let)\s*\\[A-Za-z@]+"
    rf"|(?P<remark>{_REMARK})"
    r"|(?P<comment>%[^\n]*)"
    r"|(?P<verb>\\(?:verb|lstinline)\*?(?P<mark>[^\s\w*{])[^\n]*?(?P=mark)"
    r"|\\(?:lstinline|mintinline\{[^{}\n]*\})\{[^{}\n]*\})"
    r"|(?P<address>\\(?:url|nolinkurl|path|href)\s*(?=\{))"
    r"|\\begin\s*\{(?P<environment>" + "|".join(map(re.escape, _VERBATIM)) + r")\}"
)
_NOT_NEWLINE = re.compile(r"[^\n]")
# In place of a comment on a line of its own, because that line ends no paragraph, as a blank one would.
LINE_OF_COMMENT = "\v"


def blank_unset_text(text: str) -> str:
    """Return ``text`` with everything that is not set as text or formula replaced by blanks."""
    pieces: list[str] = []
    position = 0
    while (match := _START.search(text, position)) is not None:
        end = _find_unset_end(text, match)
        if end == match.end() and match.lastgroup is None:
            pieces.append(text[position:end])
        else:
            spaces = make_spaces_for(text[match.start() : end])
            line_start = text.rfind("\n", 0, match.start()) + 1
            if match["comment"] and not text[line_start : match.start()].strip():
                spaces = LINE_OF_COMMENT + spaces[1:]
            pieces += (text[position : match.start()], spaces)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def make_spaces_for(text: str) -> str:
    """As many blanks as ``text`` has characters, newlines kept."""
    return _NOT_NEWLINE.sub(" ", text)


def _find_unset_end(text: str, match: re.Match[str]) -> int:
    if match["remark"]:
        group = read_titled(text, match.end())
        return match.end() if group is None else group[1]
    if match["address"]:
        return find_group_end(text, match.end()) or match.end()
    if match["environment"]:
        closing = f"\\end{{{match['environment']}}}"
        closing_start = text.find(closing, match.end())
        return len(text) if closing_start < 0 else closing_start + len(closing)
    return match.end()
