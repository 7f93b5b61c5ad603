"""What belongs together in LaTeX: braces, ``\\left`` and ``\\right``, ``\\begin`` and ``\\end``, bars.

They are matched once, before anything is read, so that what is not closed is told by its own place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from drill.errors import ParseError

_STRUCTURE = re.compile(
    r"\\(?P<side>left|right)(?![A-Za-z])\s*(?P<delimiter>\\[A-Za-z]+|\\.|\S|\Z)"
    r"|\\(?P<place>begin|end)(?![A-Za-z])\s*(?P<environment>\{[A-Za-z]*\*?\})?"
    r"|\\(?P<end>[lr](?:vert|Vert|floor|ceil))(?![A-Za-z])"
    r"|\\[A-Za-z]+|\\.|(?P<brace>[{}])",
    re.DOTALL,
)
DELIMITED = {"lvert": "rvert", "lVert": "rVert", "lfloor": "rfloor", "lceil": "rceil"}
"""Commands that open what another closes."""
_FACING = {
    **{"(": ")", "[": "]", "<": ">", "\\{": "\\}", "\\langle": "\\rangle", "\\lvert": "\\rvert"},
    **{"\\lfloor": "\\rfloor", "\\lceil": "\\rceil", "\\lbrace": "\\rbrace", "\\lVert": "\\rVert"},
}
"""Delimiters and those that face them; others face themselves."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What opens at ``start`` and ends before ``end``; between them the inside, from ``first`` to ``last``.

    ``kind`` is ``{``, ``left``, ``begin`` or a command of ``DELIMITED``. ``opening`` and ``closing`` are the
    delimiters of ``\\left`` and ``\\right``, or the name of an environment.
    """

    kind: str
    start: int
    first: int
    last: int = 0
    end: int = 0
    opening: str = ""
    closing: str = ""
    delimiter_at: int = 0
    closing_at: int = 0


def match_pairs(text: str) -> dict[int, Pair]:
    """Give all pairs of a text by where they start.

    Raises:
        ParseError: something is open, or closes nothing.
    """
    pairs, open_pairs = _matched(text)
    if open_pairs:
        raise _never_closed(open_pairs[-1])
    return pairs


def closing(text: str) -> str:
    """Give what closes all that is open at the end of a text.

    Raises:
        ParseError: something closes nothing.
    """
    return "".join(_due(pair) for pair in reversed(_matched(text)[1]))


def _matched(text: str) -> tuple[dict[int, Pair], list[Pair]]:
    """The pairs of a text by where they start, and those that nothing closes."""
    open_pairs: list[Pair] = []
    pairs: dict[int, Pair] = {}
    for found in _STRUCTURE.finditer(text):
        kind = found.lastgroup
        if kind is None:
            continue
        opened = _opened(found)
        if opened is not None:
            open_pairs.append(opened)
            continue
        if not open_pairs:
            raise ParseError(f"this {_shown(found)} closes nothing", found.start() + 1)
        begun = open_pairs.pop()
        pairs[begun.start] = _closed(begun, found)
    return pairs, open_pairs


def _opened(found: re.Match[str]) -> Pair | None:
    """The pair that a match opens; None if it closes one."""
    start, end = found.span()
    if found["brace"] == "{":
        return Pair("{", start, end)
    if found["side"] == "left":
        return Pair("left", start, end, opening=found["delimiter"], delimiter_at=found.start("delimiter"))
    if found["place"] == "begin":
        if found["environment"] is None:
            raise ParseError("\\begin needs the name of an environment", start + 1, hint="such as {pmatrix}")
        return Pair("begin", start, end, opening=found["environment"][1:-1])
    if found["end"] in DELIMITED:
        return Pair(found["end"], start, end)
    return None


def _closed(begun: Pair, found: re.Match[str]) -> Pair:
    closing = found["delimiter"] or (found["environment"] or "")[1:-1]
    kind = "{" if found["brace"] else "left" if found["side"] else "begin" if found["place"] else found["end"]
    due = DELIMITED.get(begun.kind, begun.kind)
    if kind != due or (kind == "begin" and closing != begun.opening):
        raise ParseError(
            f"this {_shown(found)} does not close the {_opening(begun)} of column {begun.start + 1}",
            found.start() + 1,
            hint=f"{'a }' if begun.kind == '{' else _due(begun)} is due",
        )
    closing_at = found.start("delimiter") if found["side"] else found.start()
    return replace(begun, last=found.start(), end=found.end(), closing=closing, closing_at=closing_at)


def _shown(found: re.Match[str]) -> str:
    return found["brace"] or f"\\{found['side'] or found['place'] or found['end']}"


def _opening(pair: Pair) -> str:
    return "{" if pair.kind == "{" else f"\\{pair.kind}"


def _due(pair: Pair) -> str:
    """What closes a pair."""
    match pair.kind:
        case "{":
            return "}"
        case "left":
            return f"\\right{_FACING.get(pair.opening, pair.opening)}"
        case "begin":
            return f"\\end{{{pair.opening}}}"
        case _:
            return f"\\{DELIMITED[pair.kind]}"


def _never_closed(pair: Pair) -> ParseError:
    what = "a brace" if pair.kind == "{" else _opening(pair)
    due = "a }" if pair.kind == "{" else _due(pair)
    return ParseError(f"{what} is open here: {due} is missing", pair.start + 1)
