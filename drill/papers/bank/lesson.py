"""What is drilled of a paper, and in which order: central formulas, each with at most five exercises."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from drill.papers.draft import Draft
from drill.papers.drafting import MOST_OF_FORMULA

# Exercises between a formula on the screen and the same formula from memory.
GAP: Final = 3
# Exercises of a paper that does not drill all its formulas.
MOST: Final = 40


def lesson(drafts: Sequence[Draft], central: Sequence[str], formulas: int) -> tuple[Draft, ...]:
    """Return the drafts of the first ``formulas`` of the ``central`` ones; 0 takes all there are.

    Of a formula the order of the kinds counts; what is asked from memory waits until the formula has been
    gone for a while.
    """
    chosen = central[: formulas or len(central)]
    groups = [[draft for draft in drafts if draft.about == id_][:MOST_OF_FORMULA] for id_ in chosen]
    ordered = tuple(_with_memory_later(groups))
    return ordered[:MOST] if formulas else ordered


def _with_memory_later(groups: Iterable[Sequence[Draft]]) -> Iterator[Draft]:
    """Yield group by group, each exercise from memory at least ``GAP`` exercises behind its group."""
    waiting: deque[tuple[int, Draft]] = deque()
    count = 0
    for group in groups:
        for draft in group:
            if draft.kind == "recall":
                continue
            yield draft
            count += 1
            if waiting and waiting[0][0] <= count and waiting[0][1].about != draft.about:
                yield waiting.popleft()[1]
                count += 1
        waiting.extend((count + GAP, draft) for draft in group if draft.kind == "recall")
    for _, draft in waiting:
        yield draft
