"""Blank what is no text of the paper: comments, verbatim and code, ``\\iffalse`` parts. Lines stay put."""

from __future__ import annotations

import re
from typing import Final

from drill.papers.source.scan import group_end

_VERBATIM: Final = (
    "verbatim", "verbatim*", "Verbatim", "BVerbatim", "LVerbatim", "lstlisting", "minted", "comment",
    "filecontents", "filecontents*", "alltt", "tikzpicture", "pgfplots",
)  # fmt: skip
_START: Final = re.compile(
    r"\\\\|\\%"
    r"|(?P<comment>%[^\n]*)"
    r"|(?P<verb>\\(?:verb|lstinline|mintinline\{[^{}\n]*\})\*?)(?![a-zA-Z])"
    r"|(?P<address>\\(?:url|nolinkurl|path|href)\s*(?=\{))"
    r"|\\begin\s*\{(?P<environment>" + "|".join(re.escape(name) for name in _VERBATIM) + r")\}"
    r"|(?P<false>\\iffalse)(?![a-zA-Z@])"
    r"|(?P<chunk>^<<[^\n]*>>=[ \t]*$)",
    re.MULTILINE,
)
_CHUNK_END: Final = re.compile(r"^@[ \t]*(?:%[^\n]*)?$", re.MULTILINE)
"""Where the text goes on behind a program of literate sources."""
_CONDITION: Final = re.compile(r"\\(if[a-zA-Z@]*|else|fi)(?![a-zA-Z@])")
_NOT_NEWLINE: Final = re.compile(r"[^\n]")


def blank(text: str) -> str:
    """``text`` with everything that is not set as text or formula replaced by blanks."""
    pieces: list[str] = []
    at = 0
    for_end = len(text)
    while at < for_end:
        match = _START.search(text, at)
        if match is None:
            break
        end = _end(text, match)
        if end == match.end() and match.lastgroup is None:
            pieces.append(text[at:end])
        else:
            pieces += (text[at : match.start()], spaces(text[match.start() : end]))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def spaces(text: str) -> str:
    """As many blanks as ``text`` has characters, newlines kept."""
    return _NOT_NEWLINE.sub(" ", text)


def _end(text: str, match: re.Match[str]) -> int:
    if match["verb"]:
        return _verb_end(text, match.end())
    if match["address"]:
        return group_end(text, match.end()) or match.end()
    if match["environment"]:
        closing = f"\\end{{{match['environment']}}}"
        found = text.find(closing, match.end())
        return len(text) if found < 0 else found + len(closing)
    if match["false"]:
        return _false_end(text, match.end())
    if match["chunk"]:
        closed = _CHUNK_END.search(text, match.end())
        return match.end() if closed is None else closed.end()
    return match.end()


def _verb_end(text: str, at: int) -> int:
    """``\\verb|…|`` ends at its own mark on the same line."""
    if at >= len(text) or text[at].isspace():
        return at
    closing = "}" if text[at] == "{" else text[at]
    line_end = text.find("\n", at)
    found = text.find(closing, at + 1, line_end if line_end >= 0 else len(text))
    return at if found < 0 else found + 1


def _false_end(text: str, at: int) -> int:
    """Where the dead part of ``\\iffalse`` ends: at its ``\\else`` or ``\\fi``."""
    depth = 0
    for match in _CONDITION.finditer(text, at):
        name = match[1]
        if name.startswith("if"):
            depth += 1
        elif depth == 0:
            return match.end()
        elif name == "fi":
            depth -= 1
    return len(text)
