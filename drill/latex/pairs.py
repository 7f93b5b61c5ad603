r"""Match pairs in LaTeX: braces, ``\left`` and ``\right``, ``\begin`` and ``\end``, bars.

They are matched once, before anything is read, so that what is not closed is told by its own place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drill.errors import ParseError

_STRUCTURE = re.compile(
    r"\\(?P<side>left|right)(?![A-Za-z])\s*(?P<delimiter>\\[A-Za-z]+|\\.|\S|\Z)"
    r"|\\(?P<place>begin|end)(?![A-Za-z])\s*(?P<environment>\{[A-Za-z]*\*?\})?"
    r"|\\(?P<end>[lr](?:vert|Vert|floor|ceil))(?![A-Za-z])"
    r"|\\[A-Za-z]+|\\.|(?P<brace>[{}])",
    re.DOTALL,
)
# Commands that open what another closes.
_DELIMITED = {"lvert": "rvert", "lVert": "rVert", "lfloor": "rfloor", "lceil": "rceil"}
# Delimiters and those that face them; others face themselves.
_FACING = {
    **{"(": ")", "[": "]", "<": ">", "\\{": "\\}", "\\langle": "\\rangle", "\\lvert": "\\rvert"},
    **{"\\lfloor": "\\rfloor", "\\lceil": "\\rceil", "\\lbrace": "\\rbrace", "\\lVert": "\\rVert"},
}


@dataclass(frozen=True, slots=True)
class _Opened:
    r"""An open pair that begins at ``start``: ``kind`` is ``{``, ``left``, ``begin`` or one of
    ``_DELIMITED``.

    ``opening`` is the delimiter of ``\left``, or the name of an environment.
    """

    kind: str
    start: int
    opening: str = ""

    def __str__(self) -> str:
        return "{" if self.kind == "{" else f"\\{self.kind}"

    @property
    def due(self) -> str:
        """The text that closes it."""
        match self.kind:
            case "{":
                return "}"
            case "left":
                return f"\\right{_FACING.get(self.opening, self.opening)}"
            case "begin":
                return f"\\end{{{self.opening}}}"
            case _:
                return f"\\{_DELIMITED[self.kind]}"


def match_pairs(text: str) -> None:
    """Match all pairs of a text.

    Raises:
        ParseError: something is open, or closes nothing.
    """
    if still_open := _still_open(text):
        pair = still_open[-1]
        opened, due = ("a brace", "a }") if pair.kind == "{" else (str(pair), pair.due)
        raise ParseError(f"{opened} is open here: {due} is missing", pair.start + 1)


def close_open_pairs(text: str) -> str:
    """Return the text that closes everything open at the end of a text.

    Raises:
        ParseError: something closes nothing.
    """
    return "".join(pair.due for pair in reversed(_still_open(text)))


def _still_open(text: str) -> list[_Opened]:
    """Return the pairs that nothing closes."""
    still_open: list[_Opened] = []
    for match in _STRUCTURE.finditer(text):
        if match.lastgroup is None:
            continue
        if (opened := _find_opened_pair(match)) is not None:
            still_open.append(opened)
            continue
        closing = match["brace"] or f"\\{match['side'] or match['place'] or match['end']}"
        if not still_open:
            raise ParseError(f"this {closing} closes nothing", match.start() + 1)
        begun = still_open.pop()
        if not _closes_pair(begun, match):
            raise ParseError(
                f"this {closing} does not close the {begun} of column {begun.start + 1}",
                match.start() + 1,
                hint=f"{'a }' if begun.kind == '{' else begun.due} is expected",
            )
    return still_open


def _find_opened_pair(match: re.Match[str]) -> _Opened | None:
    """Return the pair that a match opens; None if it closes one."""
    start = match.start()
    if match["brace"] == "{":
        return _Opened("{", start)
    if match["side"] == "left":
        return _Opened("left", start, match["delimiter"])
    if match["place"] == "begin":
        if match["environment"] is None:
            raise ParseError("\\begin needs the name of an environment", start + 1, hint="such as {pmatrix}")
        return _Opened("begin", start, match["environment"][1:-1])
    return _Opened(match["end"], start) if match["end"] in _DELIMITED else None


def _closes_pair(begun: _Opened, match: re.Match[str]) -> bool:
    if match["place"]:
        return begun.kind == "begin" and (match["environment"] or "")[1:-1] == begun.opening
    kind = "{" if match["brace"] else "left" if match["side"] else match["end"]
    return kind == _DELIMITED.get(begun.kind, begun.kind)
