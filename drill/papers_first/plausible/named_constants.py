"""Constants that sentences name: ``$L$-Lipschitz`` is above 0, $\\gamma$ 0.5772, $2 - \\ln 3$ what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Statement, Symbol, symbols
from drill.papers_first.glosses.named_after import named_after
from drill.papers_first.plausible.intervals import Interval
from drill.papers_first.plausible.said_equations import parsed
from drill.papers_first.plausible.spans import span
from drill.papers_first.plausible.stated_intervals import Stated, Where
from drill.papers_first.plausible.stated_ranges import names_of

_KNOWN: Final = re.compile(
    r"\$(?P<name>[^$=]{1,24}?)\s*(?:\\(?:approx(?:eq)?|simeq)(?![a-zA-Z])|=)\s*(?P<value>\d+\.\d+)"
    r"(?:\s*\\(?:ldots|dots|cdots))?\s*\$,? (?:is|being|denotes) (?:the |an? )?(?:[\w'’-]+ ){0,4}?constant\b"
)
"""``$c \\approx 0.915$ is Catalan's constant``: a number, which no other takes the place of."""
_EULERS: Final = r"[Ee]uler(?:(?:'s|’s)?|(?:--?|–| and )Mascheroni) constant"
_EULER: Final = re.compile(
    rf"\b{_EULERS},? \$(?P<before>\\gamma[^$]{{0,8}})\$"
    rf"|\$(?P<name>\\gamma[^$]{{0,8}})\$ (?:is|denotes|being) (?:the )?{_EULERS}\b"
)
_OF_EULER: Final = "0.5772"
_FUNCTIONS: Final = re.compile(r"\\(?:ln|log|exp|sqrt)(?![a-zA-Z])")
_DIGITS: Final = 4
_ABOVE_ZERO: Final = Interval(low=0, without_low=True)


def named_constants(texts: Iterable[tuple[str, Where]]) -> Iterator[Stated]:
    """What sentences name such properties after, each with where it stands."""
    for text, where in texts:
        for latex in named_after(text):
            yield from _stated(latex, _ABOVE_ZERO, where)
        for match in _KNOWN.finditer(text):
            yield from _stated(match["name"], _number(match["value"]), where)
        for match in _EULER.finditer(text):
            yield from _stated(match["name"] or match["before"], _number(_OF_EULER), where)
        for latex in text.split("$")[1::2]:
            yield from _written_out(latex, where)


def _written_out(latex: str, where: Where) -> Iterator[Stated]:
    """``\\psi = 2 - 4 \\ln 2``: what is set to a value that nobody would choose is that value."""
    if not _FUNCTIONS.search(latex) or (said := parsed(latex)) is None:
        return
    match said:
        case Statement((Symbol(), right), ("=" | ":=",)) if not symbols(right):
            found = span(right, lambda _: None)
            if found.low == found.high:
                yield from _stated(latex.partition("=")[0].rstrip(":"), _number(_rounded(found.low)), where)
        case _:
            return


def _rounded(value: float) -> str:
    return f"{value:.{_DIGITS}g}"


def _stated(latex: str, interval: Interval, where: Where) -> Iterator[Stated]:
    try:
        tokens = tuple(canonical(latex))
    except RefusedError:
        return
    yield from (Stated(name, interval, where) for name in names_of(tokens))


def _number(text: str) -> Interval:
    return Interval(members=frozenset((Fraction(text),)))
