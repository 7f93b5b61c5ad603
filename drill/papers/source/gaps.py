"""Wide gaps in a row, however they are typed, as ``\\quad``: they part what is said side by side."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {
    "em": 1.0,
    "ex": 0.43,
    "pt": 0.1,
    "bp": 0.1,
    "pc": 1.2,
    "mm": 0.28,
    "cm": 2.8,
    "in": 7.2,
    "mu": 0.056,
}
"""Lengths in ems of a usual text."""
_NARROWEST: Final = 0.8
_PARTING: Final = 1.6
"""As wide a run of narrow gaps parts what says something from whatever says something else."""
_LENGTH: Final = re.compile(
    r"\\(?:hspace\*?\s*\{\s*(?P<braced>[\d.]+)\s*(?P<unit>[a-z]{2})\s*\}|hskip\s*(?P<bare>[\d.]+)\s*(?P<of>[a-z]{2}))"
)
_FILLED: Final = re.compile(r"\\hfil+(?![a-zA-Z])")
_SPACES: Final = re.compile(r"(?:(?:~|\\ |\\;|\\:|\\,|\\>|\\enspace(?![a-zA-Z])|\\quad(?![a-zA-Z]))\s*){2,}")
_WIDTHS: Final = {"~": 0.33, "\\ ": 0.33, "\\;": 0.28, "\\:": 0.22, "\\>": 0.22, "\\,": 0.17}
_SPACE: Final = re.compile(r"~|\\ |\\[;:>,]|\\[a-z]+")
_BEGINS_CONDITION: Final = re.compile(
    r"\s*(?:\\(?:text(?:rm|it|up|normal)?|mbox|hbox|mathrm|rm|forall)(?![a-zA-Z])"
    r"|\(?\s*-?\s*(?:[\d.]+|\\infty)\s*(?:<|\\leq?(?![a-zA-Z]))"
    r"|\(?\s*\\?[a-zA-Z]+(?:_\{?[\w,]+\}?)?(?:\s*,\s*\\?[a-zA-Z]+(?:_\{?[\w,]+\}?)?)*\s*"
    r"(?:=|<|>|\\(?:in|leq?|geq?|neq?)(?![a-zA-Z])))"
)
_BRACKETS: Final = re.compile(r"\\[{}]|[{}()\[\]]")
_RELATION: Final = re.compile(r"=|<|>|\\(?:sim|in|leq?|geq?|approx|propto|equiv)(?![a-zA-Z])")


def with_gaps(latex: str) -> str:
    """``latex`` with ``\\quad`` for lengths as wide, and for runs of gaps, wide or before a condition."""
    latex = _FILLED.sub(" \\\\quad ", _LENGTH.sub(_as_quad, latex))
    found: list[str] = []
    at = 0
    for match in _SPACES.finditer(latex):
        before = latex[: match.start()]
        parts = _width(match.group()) >= _NARROWEST and _is_outside(before) and _RELATION.search(before)
        is_wide = _width(match.group()) >= _PARTING and _RELATION.search(latex, match.end())
        if parts and (is_wide or _BEGINS_CONDITION.match(latex, match.end())):
            found += [latex[at : match.start()], " \\quad "]
            at = match.end()
    return "".join([*found, latex[at:]])


def _as_quad(match: re.Match[str]) -> str:
    unit = _UNITS.get(match["unit"] or match["of"], 0.0)
    try:
        width = unit * float(match["braced"] or match["bare"])
    except ValueError:
        return match.group()
    return " \\quad " if width >= _NARROWEST else match.group()


def _width(gap: str) -> float:
    """How many ems wide a run of gaps is."""
    return sum(_WIDTHS.get(one, _NARROWEST) for one in _SPACE.findall(gap))


def _is_outside(text: str) -> bool:
    """Whether all brackets that ``text`` opens are closed in it."""
    depth = 0
    for mark in _BRACKETS.findall(text):
        depth += (mark[-1] in "{([") - (mark[-1] in "})]")
    return depth == 0
