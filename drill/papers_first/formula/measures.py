"""Units of measure in words, behind what they measure: ``10 \\log_{10} x \\ \\text{dB}``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.units import expects_factor
from drill.papers_first.formula.vocabulary import QUADS

_UNITS: Final = frozenset(
    (
        "dB",
        "bit",
        "bits",
        "nat",
        "nats",
        "byte",
        "bytes",
        "kB",
        "KB",
        "MB",
        "GB",
        "TB",
        "Hz",
        "kHz",
        "MHz",
        "GHz",
        "ms",
        "min",
        "hr",
        "mm",
        "cm",
        "km",
        "kg",
        "px",
        "pixel",
        "pixels",
        "deg",
        "degree",
        "degrees",
        "rad",
        "sec",
        "second",
        "seconds",
        "minute",
        "minutes",
        "hour",
        "hours",
        "day",
        "days",
        "year",
        "years",
        "FLOP",
        "FLOPs",
        "MFLOPs",
        "GFLOPs",
        "TFLOPs",
        "fps",
        "mW",
        "kW",
        "mV",
        "lux",
        "ppm",
    )
)
_MANY: Final = re.compile(r"[a-z]{2,}[^aious\W]s")
"""A word that counts things: *cells*; not *loss*, *bias* or *focus*."""
_TIES: Final = frozenset(("~", "\\ "))
_WORD: Final = re.compile(r"\\operatorname\{(?P<word>[A-Za-z]+)\}")
_ENDS: Final = QUADS | {",", ".", ";", "\\\\", "\\,", None}


def check_measure(
    out: Sequence[str], unit: Sequence[str], before: Sequence[str], following: str | None
) -> None:
    """Refuse a unit of measure at the end of a side: it is no factor.

    ``before`` are the raw tokens in front of the word, ``following`` is the one behind it.

    Raises:
        RefusedError: it is a unit, or a word behind a tie that counts things, where a factor might stand.
    """
    match = _WORD.fullmatch(unit[0]) if len(unit) == 1 else None
    if match is None or following not in _ENDS or expects_factor(list(out)):
        return
    is_tied = bool(before) and before[-1] in _TIES
    if match["word"] in _UNITS or (is_tied and _MANY.fullmatch(match["word"])):
        raise RefusedError("units of measure")
