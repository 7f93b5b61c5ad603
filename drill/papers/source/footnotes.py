"""Footnotes in running text: what they say belongs to no sentence around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from drill.papers.source.scan import read_group, read_option

_FOOTNOTE: Final = re.compile(r"\\(?:footnote|footnotetext|thanks)(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Footnote:
    """Where a footnote begins and ends, and what it says."""

    begin: int
    end: int
    said: str


def footnotes(text: str) -> Iterator[Footnote]:
    """The footnotes of ``text`` in order, but those inside of others."""
    end = 0
    for match in _FOOTNOTE.finditer(text):
        if match.start() < end:
            continue
        option = read_option(text, match.end())
        group = read_group(text, match.end() if option is None else option[1])
        if group is not None:
            said, end = group
            yield Footnote(match.start(), end, said)


def without_footnotes(text: str, stead: Callable[[str], str] = lambda _: " ") -> str:
    """``text`` with what ``stead`` makes of each footnote's source in its place."""
    pieces: list[str] = []
    at = 0
    for note in footnotes(text):
        pieces += (text[at : note.begin], stead(text[note.begin : note.end]))
        at = note.end
    return "".join((*pieces, text[at:]))
