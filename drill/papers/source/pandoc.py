"""What pandoc's Markdown cites and refers to, in LaTeX's words: ``[@key]``, ``@eq:name``, ``{#eq:name}``."""

from __future__ import annotations

import re
from typing import Final

_KEY: Final = r"\w(?:[\w:./-]*\w)?"
_LABEL: Final = re.compile(r"\$\$[ \t]*\{#(eq:[\w:./-]{1,99})[^{}\n]{0,99}\}")
_BRACKETS: Final = re.compile(r"\[(?P<inside>[^\[\]$`]{0,400})\](?![(\[])")
_CITED: Final = re.compile(rf"(?<!\w)@({_KEY})")
_NAMED: Final = re.compile(rf"(?<![\w@\[])@[Ee]q:({_KEY})")
_EQUATION: Final = re.compile(r"[Ee]q:(?=.)")
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")


def with_references(text: str) -> str:
    """``text`` with labels of displays, references to them and citations as commands, lines kept."""
    text = _LABEL.sub(r"\\label{\1}$$", text)
    if "@" not in text:
        return text
    return _NAMED.sub(r"\\eqref{eq:\1}", _BRACKETS.sub(_referred, text))


def _referred(match: re.Match[str]) -> str:
    keys: list[str] = _CITED.findall(match["inside"])
    if not keys or _PARAGRAPH.search(match["inside"]):
        return match.group()
    if all(map(_EQUATION.match, keys)):
        said = ", ".join(f"\\eqref{{{_EQUATION.sub('eq:', key)}}}" for key in keys)
    else:
        said = f"\\cite{{{','.join(keys)}}}"
    return said + "\n" * match["inside"].count("\n")
