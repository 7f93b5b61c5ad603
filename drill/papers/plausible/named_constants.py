"""Constants that a property is named after, ``$\\mu$-strongly convex``, ``$L$-Lipschitz``: all above 0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers.formula.tokens import RefusedError, canonical
from drill.papers.plausible.intervals import Interval
from drill.papers.plausible.stated_intervals import Stated, Where
from drill.papers.plausible.stated_ranges import names_of

_NAMED: Final = re.compile(
    r"\$(?P<name>[^$]{1,24})\$[- ](?:strong(?:ly)?[- ]|weakly[- ])?"
    r"(?:Lipschitz|smooth(?:ness)?|conve(?:x|xity)|concav(?:e|ity)|P\.?L\.?|Polyak|H(?:ö|\\\"o|o)lder"
    r"|sub-?(?:Gaussian|exponential)|expansive|contractive|cocoercive)\b",
    re.IGNORECASE,
)
_ABOVE_ZERO: Final = Interval(low=0, without_low=True)


def named_constants(texts: Iterable[tuple[str, Where]]) -> Iterator[Stated]:
    """What sentences name such properties after, each with where it stands."""
    for text, where in texts:
        for match in _NAMED.finditer(text):
            try:
                tokens = tuple(canonical(match["name"]))
            except RefusedError:
                continue
            yield from (Stated(name, _ABOVE_ZERO, where) for name in names_of(tokens))
