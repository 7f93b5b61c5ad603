"""Whether an example begins, or a theorem: what letters mean in it is said of it alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from drill.papers.glosses.groups import follows
from drill.papers.glosses.inline import Sentence
from drill.papers.glosses.lexicon import words
from drill.papers.source.document import Paragraph
from drill.papers.source.outline import USUAL_THEOREMS

_BEGINNINGS: Final = (
    "for example", "for instance", "as an example", "as an illustration", "to illustrate", "in the case of",
    "in the special case", "by way of example", "e.g.", "consider", "imagine", "suppose",
)  # fmt: skip
_REACH: Final = 5
_ENVIRONMENT: Final = re.compile(r"\\begin\s*\{([a-zA-Z]+)\*?\}")
_CLOSED: Final = words("claim corollary example fact lemma proof proposition remark theorem")
"""What has letters of its own, unlike a definition or an assumption."""


def begins_example(sentence: Sentence) -> bool:
    """``For example, let $x$ be the price``; ``We consider, for instance, a model``."""
    ends = range(min(len(sentence), _REACH))
    return any(follows(sentence, at, words) is not None for at in ends for words in _BEGINNINGS)


def begins_theorem(paragraph: Paragraph, theorems: Mapping[str, str]) -> bool:
    """Whether a paragraph begins a theorem or its like; ``theorems`` are the paper's own, by environment."""
    match = _ENVIRONMENT.match(paragraph.text)
    title = {**USUAL_THEOREMS, **theorems}.get(match[1], "") if match is not None else ""
    return not _CLOSED.isdisjoint(title.lower().split())
