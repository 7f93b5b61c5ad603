"""Letters that papers keep for laws where they speak of such: F of distribution functions, f of a density."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from drill.papers_first.formula.tree import Symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.ranges import Role

_SPOKEN_OF: Final[tuple[tuple[re.Pattern[str], frozenset[str], Role], ...]] = (
    (
        re.compile(r"\bdistribution functions?\b|\bc\.?d\.?f\b|\bcumulative incidence", re.IGNORECASE),
        frozenset(("F", "G")),
        "probability",
    ),
    (
        re.compile(r"\bsurviv(?:al|or) (?:functions?|curves?|probabilit)", re.IGNORECASE),
        frozenset("S"),
        "probability",
    ),
    (
        re.compile(r"\bdensit(?:y|ies)\b|\bp\.?[dm]\.?f\b", re.IGNORECASE),
        frozenset("f"),
        "probability",
    ),
    (
        re.compile(r"\bhazards?\b", re.IGNORECASE),
        frozenset(("h", "\\alpha", "\\lambda", "\\Lambda")),
        "positive",
    ),
)
"""What a paper speaks of, the letters of it, and what their values are."""


def letter_of_law(paper: Paper, head: Symbol) -> Role | None:
    """What values a function has by its letter alone, where the paper speaks of what that stands for."""
    return None if head.font == "\\mathbf" else _letters(paper).get(head.base)


@once
def _letters(paper: Paper) -> Mapping[str, Role]:
    texts = [paragraph.text for paragraph in paper.document.paragraphs]
    found: dict[str, Role] = {}
    for words, letters, role in _SPOKEN_OF:
        if any(map(words.search, texts)):
            found |= dict.fromkeys(letters - found.keys(), role)
    return found
