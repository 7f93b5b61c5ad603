"""Plain TeX's ways to write fractions and numbers, in LaTeX's words."""

from __future__ import annotations

import re
from typing import Final

from drill.papers.source.scan import read_group

_INFIX: Final = re.compile(r"\\(?P<word>over|choose|atop|above)(?![a-zA-Z])\s*")
_MARKS: Final = re.compile(r"\\.|[{}]|\\\\|&", re.DOTALL)
_LEFT: Final = re.compile(r"\\lefteqn(?![a-zA-Z])")
_NUMBERED: Final = re.compile(r"\\l?eqno(?![a-zA-Z])\s*(?P<number>\(?[^\s{}()]*\)?|\{[^{}]*\})")
_BOX: Final = re.compile(
    r"\\(?:resizebox\*?\s*\{[^{}]*\}\s*\{[^{}]*\}|scalebox\s*\{[^{}]*\}|adjustbox\s*\{[^{}]*\}|framebox|makebox)\s*(?=\{\s*\$)"
)
_MOST: Final = 200


def modern(latex: str) -> str:
    """``{a \\over b}`` as ``\\frac{a}{b}``, ``\\lefteqn{a}`` as ``a``; numbers by hand go."""
    latex = _unwrapped(_NUMBERED.sub(" ", latex))
    for _ in range(_MOST):
        match = _LEFT.search(latex)
        group = read_group(latex, match.end()) if match is not None else None
        if match is None or group is None:
            break
        latex = f"{latex[: match.start()]} {group[0]} {latex[group[1] :]}"
    for _ in range(_MOST):
        match = _INFIX.search(latex)
        if match is None:
            break
        latex = _rewritten(latex, match)
    return latex


def _unwrapped(latex: str) -> str:
    """``\\resizebox{…}{!}{$ a $}`` as ``a``."""
    for _ in range(_MOST):
        match = _BOX.search(latex)
        group = read_group(latex, match.end()) if match is not None else None
        if match is None or group is None:
            break
        inner = group[0].strip().strip("$").strip()
        latex = f"{latex[: match.start()]} {inner} {latex[group[1] :]}"
    return latex


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
