"""How long attempts take: counts in buckets, so that a median needs no list of every attempt.

A bucket is an eighth of an octave wide; what is read from it is off by less than 5 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

# Buckets for a doubling of the time: each is 9 % wide.
PER_OCTAVE = 8


def bucket_of(seconds: float) -> int:
    """Return the bucket of an active time; all below a second share the first."""
    return round(PER_OCTAVE * math.log2(max(1.0, seconds)))


def seconds_of(bucket: int) -> float:
    """Return the seconds in the middle of a bucket."""
    return 2.0 ** (bucket / PER_OCTAVE)


def quantile(counts: Mapping[int, int], share: float) -> float:
    """Return the seconds that ``share`` of the counted attempts do not exceed; 0 without any."""
    wanted = share * sum(counts.values())
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if counts[bucket] and seen >= wanted:
            return seconds_of(bucket)
    return 0.0
