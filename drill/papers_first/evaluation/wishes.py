"""What results had better be, where enough numbers allow it: above 0, a share, not 0 as no case counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.tree import Call, Node, Symbol
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.called import role_by_words
from drill.papers_first.plausible.given_roles import given_role
from drill.papers_first.plausible.ranges import HEAD_ENDS, LAW_WORDS, LEARNED, Range, Role
from drill.papers_first.plausible.spans import ANY, NEVER_NEGATIVE, SHARE, Span

_SPANS: Final[Mapping[Role, Span]] = {
    "probability": SHARE,
    "rate": SHARE,
    "positive": NEVER_NEGATIVE,
    "count": NEVER_NEGATIVE,
    "small": NEVER_NEGATIVE,
    "tiny": NEVER_NEGATIVE,
}


def wishes(
    paper: Paper, side: Side, left: Node | None, found: Mapping[Node, Range], results: Sequence[float]
) -> Iterator[str]:
    """What draws with these results had better satisfy."""
    if any(one.role == "indicator" for one in found.values()) and 0 in results:
        yield f"{side.text} != 0"
    if left is None or side.asks:
        return
    meant = _meant(paper, left)
    if meant == ANY and _is_akin_to_positives(paper, left, found):
        meant = NEVER_NEGATIVE
    if meant.low == 0 and min(results) <= 0:
        yield f"{side.text} > 0"
    if meant.high == 1 and max(results) > 1:
        yield f"{side.text} <= 1"


def _is_akin_to_positives(paper: Paper, left: Node, found: Mapping[Node, Range]) -> bool:
    """``\\beta_{new}``, of which nothing is said, beside the rate ``\\beta_0``."""
    if not isinstance(left, Symbol) or not left.sub or paper.meaning(left) is not None:
        return False
    letter = replace(left, sub=())
    akin = [
        one for node, one in found.items() if isinstance(node, Symbol) and replace(node, sub=()) == letter
    ]
    return bool(akin) and all(one.role in _SPANS for one in akin)


def _meant(paper: Paper, left: Node) -> Span:
    """What the left side lies between by what is said of it: a share, a density, a size."""
    head = left.head if isinstance(left, Call) else left
    if not isinstance(head, Symbol) or head.mark:  # an inverse ``F^{-1}`` gives no chance
        return ANY
    if head.base in EXPECTATIONS and isinstance(left, Call) and given_role(left) == "positive":
        return NEVER_NEGATIVE
    entry = paper.meaning(head)
    if head in paper.told.laws or (entry is not None and LAW_WORDS.search(HEAD_ENDS.sub("", entry.meaning))):
        return NEVER_NEGATIVE  # of a density it may be beyond 1
    if entry is not None:
        return _SPANS.get(role_by_words(entry.meaning) or "value", ANY)
    if isinstance(left, Call) and given_role(left) == "probability" and head.base not in LEARNED:
        return NEVER_NEGATIVE
    return SHARE if left in paper.weights or left in paper.told.chances else ANY
