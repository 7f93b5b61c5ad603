"""Units of measure behind the number that a formula sets a name to: ``where $L = 60$ km is the extent``."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.glosses.names import Names

_UNIT: Final = (
    r"(?:[kcmnµ]?m|[mnµ]?s|min|h|[kMG]?Hz|[kMG]B|[kMG]?eV|m?K|m?V|[mk]?W|k?g|[kM]?Pa|k?J|k?N"
    r"|px|dpi|fps|dB|ppm)"
)
_UNITS: Final = rf"{_UNIT}(?:/{_UNIT})?"
_SPELLED: Final = (
    r"(?:pixels|meters|metres|kilometers|kilometres|seconds|minutes|hours|days|years|degrees|bits|bytes)"
    r"(?=,?\s+(?:is|denotes)\b)"
)
"""What counts units where it does not count things: ``$T = 5$ seconds is the time``."""
_BEHIND: Final = re.compile(
    rf"(?:\s|~|\{{\}}|\\[,; ]|\\thinspace(?![a-zA-Z])){{0,4}}(?:{_UNITS}(?![\w/^$\\{{'’-])|{_SPELLED})"
)
_WITHIN: Final = re.compile(
    r"(?<=\d)(?:~|\\[,;: ]|\s|\\quad(?![a-zA-Z])){0,4}"
    rf"(?:\\(?:text|textrm|mathrm|operatorname|rm)\s?\{{(?:\s|~|\\[, ]){{0,2}}{_UNITS}\}}"
    rf"|\{{\\rm\s{_UNITS}\}})\s*$"
)


def without_unit(latex: str) -> str:
    """``L = 60\\,\\text{km}`` without its unit."""
    return _WITHIN.sub("", latex)


def end_of_unit(text: str, at: int, names: Names | None) -> int:
    """Where the unit of what the formula before ``at`` sets a name to ends; ``at`` where it has none."""
    if names is None or len(names.names) > 1 or not names.is_number:
        return at
    unit = _BEHIND.match(text, at) if names.relation in ("=", "\\approx") else None
    return at if unit is None else unit.end()
