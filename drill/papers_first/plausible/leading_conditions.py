"""In which case a formula holds by the words right before it: *if in addition $x > 1$, then …*."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final

from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.intervals import Interval
from drill.papers_first.plausible.stated_intervals import Stated, Where, stated
from drill.papers_first.plausible.stated_ranges import Name

_LEADING: Final = re.compile(
    r"\b(?:if|when|whenever|provided(?: that)?)\b"
    r"(?P<said>[^.;]{0,40}\$[^$]+\$(?:(?:,| and|, and) \$[^$]+\$)*)"
    r"(?:,? (?:then|we (?:have|get|obtain)|one has|it (?:holds|follows)(?: that)?))?[\s,:]*$",
    re.IGNORECASE,
)
_INLINE: Final = re.compile(r"\$([^$]+)\$")


def leading_condition(paper: Paper, name: Name) -> Interval | None:
    """The numbers of a name for which the formula that is spoken of is stated; None where nothing is said."""
    match = None if paper.here is None or paper.where is None else _LEADING.search(paper.here.before)
    if match is None or paper.where is None:
        return None
    said = stated((), _rows(match["said"], paper.where))
    found = [one.interval for one in said if isinstance(one, Stated) and one.name == name]
    interval = reduce(Interval.meet, found, Interval())
    return None if not found or interval.is_empty or interval.is_single else interval


def _rows(said: str, where: Where) -> Iterator[tuple[Sequence[str], Where]]:
    for latex in _INLINE.findall(said):
        try:
            yield canonical(latex), where
        except RefusedError:
            continue
