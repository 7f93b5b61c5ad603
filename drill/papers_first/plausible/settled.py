"""What to draw a quantity from that a paper's equations keep in a span, or that it sets to numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from drill.papers_first.plausible.intervals import Interval, within
from drill.papers_first.plausible.ranges import RANGES, Range
from drill.papers_first.plausible.spans import NEVER_NEGATIVE, NEVER_POSITIVE, SHARE, Span

_NARROWEST: Final = 0.2
"""In a narrower span there is nothing to draw from."""
_SMALL: Final = 0.05
_POSITIVE: Final = replace(RANGES["positive"], params="0.5..5 step 0.5", least=0.5, is_whole=False)


def within_span(kept: Span, usual: Range) -> Range:
    """What to draw from where the values lie in a span."""
    if kept.high - kept.low < _NARROWEST:
        return usual
    if kept == SHARE:
        return RANGES["rate"]
    if kept.low >= 0 and usual.role == "value":
        usual = RANGES["positive"]
    if kept.high <= 0 and usual.role == "value":
        usual = RANGES["negative"]
    if NEVER_NEGATIVE.holds(kept) and math.isinf(kept.high) and usual.least >= kept.low:
        return usual
    if NEVER_POSITIVE.holds(kept) and math.isinf(kept.low) and usual.role == "negative":
        return usual
    return within(Interval(kept.low, kept.high), usual)


def near_settings(numbers: Iterable[float], usual: Range) -> Range:
    """What to draw from where a paper sets a name to these numbers: of their sign and their size."""
    found = tuple(numbers)
    if not found or min(found) <= 0:
        return usual
    if max(found) <= _SMALL:
        return RANGES["small"]
    return RANGES["rate"] if max(found) < 1 else _POSITIVE
