"""The tree of a paper's sections: which holds which, and which speak of other things than the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drill.papers.source.document import Section
from drill.papers.source.outline import Heading

_LEVELS: Final = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")
RUN_IN: Final = len(_LEVELS)
"""The depth of headings that stand in a line with their text."""
_APPENDIX: Final = re.compile(r"\\appendix(?![a-zA-Z])|\\begin\s*\{(?:sub)?appendi(?:x|ces)\}")
_APPENDED: Final = re.compile(r"^(?:the )?(?:appendi|supplement)", re.IGNORECASE)
_ASIDE: Final = re.compile(
    r"\b(?:related|previous|prior|existing|earlier) (?:works?|approaches|methods|literature)\b|\bbaselines?\b"
    r"|\b(?:illustrative|toy|motivating|worked) examples?\b|^(?:an |some )?examples?\b",
    re.IGNORECASE,
)
"""Titles over what has a notation of its own: the works of others, examples."""


def sections_of(text: str, headings: Sequence[Heading]) -> tuple[Section, ...]:
    """The sections of a text in order, the first before every heading; ``headings`` may hold theorems."""
    appendix = _APPENDIX.search(text)
    begin = len(text) if appendix is None else appendix.start()
    found = [Section()]
    for heading in headings:
        if not heading.is_section:
            continue
        depth = _LEVELS.index(heading.level) + 1
        holder = len(found) - 1
        while holder and found[holder].depth >= depth:
            holder = found[holder].holder
        matter = found[holder].matter
        if _ASIDE.search(heading.title):
            matter = "aside"
        elif heading.at >= begin or _APPENDED.search(heading.title):
            matter = matter or "appendix"
        found.append(Section(heading.title, depth, holder, matter))
    return tuple(found)
