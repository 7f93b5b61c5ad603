"""Gaps and fractions however they are typed, in LaTeX's words."""

from __future__ import annotations

import re
from typing import Final

from drill.papers.source.scan import read_group

_UNITS: Final = {
    "em": 1.0, "ex": 0.43, "pt": 0.1, "bp": 0.1, "pc": 1.2, "mm": 0.28, "cm": 2.8, "in": 7.2, "mu": 0.056,
}  # fmt: skip
"""Lengths in ems of a usual text."""
_WIDE: Final = 0.8
"""So many ems part two things."""
_LENGTH: Final = re.compile(
    r"\\(?:hspace\*?\s*\{\s*(?P<braced>[\d.]+)\s*(?P<unit>[a-z]{2})\s*\}|hskip\s*(?P<bare>[\d.]+)\s*(?P<of>[a-z]{2}))"
)
_FILLED: Final = re.compile(r"\\hfil+(?![a-zA-Z])")


_INFIX: Final = re.compile(r"\\(?P<word>over|choose|atop|above)(?![a-zA-Z])\s*")
_MARKS: Final = re.compile(r"\\.|[{}]|\\\\|&", re.DOTALL)
_NUMBERED: Final = re.compile(r"\\l?eqno(?![a-zA-Z])\s*(?P<number>\(?[^\s{}()]*\)?|\{[^{}]*\})")
_BOX: Final = re.compile(r"\\(?:resizebox\*?\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*|scalebox\s*)\{[^{}]*\}\s*(?=\{)")
_MOST: Final = 200


def modern(latex: str) -> str:
    """``{a \\over b}`` as ``\\frac{a}{b}``, gaps as ``\\quad``; numbers by hand go."""
    latex = unboxed(latex)
    latex = _FILLED.sub(" \\\\quad ", _LENGTH.sub(_as_quad, _NUMBERED.sub(" ", latex)))
    for _ in range(_MOST):
        match = _INFIX.search(latex)
        if match is None:
            break
        latex = _rewritten(latex, match)
    return latex


def unboxed(latex: str) -> str:
    """``\\resizebox{…}{!}{$ a $}`` as ``a``."""
    at = 0
    while (match := _BOX.search(latex, at)) is not None:
        at = match.end()
        held = read_group(latex, at)
        if held is not None:
            inside = held[0].strip()
            inside = inside[1:-1] if len(inside) > 1 and inside[0] == inside[-1] == "$" else inside
            latex, at = f"{latex[: match.start()]} {inside} {latex[held[1] :]}", match.start()
    return latex


def _as_quad(match: re.Match[str]) -> str:
    """A length as the gap that parts what is said side by side; a narrow one stays."""
    unit = _UNITS.get(match["unit"] or match["of"], 0.0)
    try:
        width = unit * float(match["braced"] or match["bare"])
    except ValueError:
        return match.group()
    return " \\quad " if width >= _WIDE else match.group()


def _rewritten(latex: str, match: re.Match[str]) -> str:
    begin, end = _around(latex, match.start())
    top, bottom = latex[begin : match.start()].strip(), latex[match.end() : end].strip()
    name = {"choose": "binom", "atop": "substack"}.get(match["word"], "frac")
    built = f"\\substack{{{top} \\\\ {bottom}}}" if name == "substack" else f"\\{name}{{{top}}}{{{bottom}}}"
    return f"{latex[:begin]}{built}{latex[end:]}"


def _around(latex: str, at: int) -> tuple[int, int]:
    """The span of the group, or the whole, in which ``at`` lies."""
    opened: list[int] = []
    for match in _MARKS.finditer(latex):
        if match.start() >= at:
            break
        if match.group() == "{":
            opened.append(match.end())
        elif match.group() == "}" and opened:
            opened.pop()
    depth = 0
    for match in _MARKS.finditer(latex, at):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            if depth == 0:
                return (opened[-1] if opened else 0), match.start()
            depth -= 1
    return (opened[-1] if opened else 0), len(latex)
