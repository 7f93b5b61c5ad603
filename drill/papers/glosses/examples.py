"""Whether a sentence begins an example: what letters mean in it is said of the example alone."""

from __future__ import annotations

from typing import Final

from drill.papers.glosses.groups import follows
from drill.papers.glosses.inline import Sentence

_BEGINNINGS: Final = (
    "for example", "for instance", "as an example", "as an illustration", "to illustrate", "in the case of",
    "in the special case", "by way of example", "e.g.", "consider", "imagine", "suppose",
)  # fmt: skip
_REACH: Final = 5


def begins_example(sentence: Sentence) -> bool:
    """``For example, let $x$ be the price``; ``We consider, for instance, a model``."""
    ends = range(min(len(sentence), _REACH))
    return any(follows(sentence, at, words) is not None for at in ends for words in _BEGINNINGS)
