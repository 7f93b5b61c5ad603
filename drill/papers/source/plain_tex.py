"""Plain TeX's ways to write fractions and numbers, in LaTeX's words."""

from __future__ import annotations

import re
from typing import Final

from drill.papers.source.scan import read_group, read_option

_INFIX: Final = re.compile(r"\\(?P<word>over|choose|atop|above)(?![a-zA-Z])\s*")
_MARKS: Final = re.compile(r"\\.|[{}]|\\\\|&", re.DOTALL)
_LEFT: Final = re.compile(r"\\lefteqn(?![a-zA-Z])")
_NUMBERED: Final = re.compile(r"\\l?eqno(?![a-zA-Z])\s*(?P<number>\(?[^\s{}()]*\)?|\{[^{}]*\})")
_BOX: Final = re.compile(
    r"\\(?P<word>resizebox|scalebox|adjustbox|raisebox|framebox|makebox|colorbox|fcolorbox)(?![a-zA-Z])\*?"
)
_FRAME: Final = re.compile(r"\\begin\{adjustbox\}\s*")
_FRAME_END: Final = "\\end{adjustbox}"
_SIZES: Final = {"resizebox": 2, "scalebox": 1, "adjustbox": 1, "raisebox": 1, "colorbox": 1, "fcolorbox": 2}
"""The groups before what a box holds, sizes and colours; further ones stand in square brackets."""
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z ,.;:'-]*")
_MOST: Final = 200


def modern(latex: str) -> str:
    """``{a \\over b}`` as ``\\frac{a}{b}``, ``\\lefteqn{a}`` as ``a``; numbers by hand go."""
    latex = unboxed(_NUMBERED.sub(" ", latex))
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


def unboxed(latex: str) -> str:
    """``\\resizebox{…}{!}{$ a $}`` as ``a``; what holds words instead of mathematics is text."""
    latex = _unframed(latex)
    at = 0
    for _ in range(_MOST):
        match = _BOX.search(latex, at)
        if match is None:
            break
        held = _held(latex, match)
        if held is None:
            at = match.end()
            continue
        inner, end = held
        at = match.start()
        latex = f"{latex[:at]} {_as_mathematics(inner)} {latex[end:]}"
    return latex


def _unframed(latex: str) -> str:
    """What stands between ``\\begin{adjustbox}{…}`` and its end, without them."""
    for _ in range(_MOST):
        match = _FRAME.search(latex)
        options = read_group(latex, match.end()) if match is not None else None
        end = latex.find(_FRAME_END, options[1]) if options is not None else -1
        if match is None or options is None or end < 0:
            break
        inner = _as_mathematics(latex[options[1] : end])
        latex = f"{latex[: match.start()]} {inner} {latex[end + len(_FRAME_END) :]}"
    return latex


def _held(latex: str, match: re.Match[str]) -> tuple[str, int] | None:
    """What the box holds, and where it ends."""
    at = match.end()
    for _ in range(_SIZES.get(match["word"], 0)):
        size = read_group(latex, at)
        if size is None:
            return None
        at = size[1]
    while (option := read_option(latex, at)) is not None:
        at = option[1]
    return read_group(latex, at)


def _as_mathematics(inner: str) -> str:
    """A box holds text: formulas between dollars, signs, or words."""
    inner = inner.strip()
    if len(inner) > 1 and inner[0] == inner[-1] == "$" and "$" not in inner[1:-1]:
        return inner[1:-1].strip()
    return f"\\text{{{inner}}}" if _WORDS.fullmatch(inner) else inner


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
