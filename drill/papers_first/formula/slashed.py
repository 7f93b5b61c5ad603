"""Derivatives with a slash, ``\\partial L / \\partial w`` and ``dx/dt``, spelt as fractions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.occurrences import group_end, occurrences
from drill.papers_first.formula.vocabulary import CLOSING, RELATIONS, SIGNS, is_product

_UPRIGHT: Final = ["\\mathrm", "{", "d", "}"]
_SIGNS: Final = (["\\partial"], ["d"], _UPRIGHT)
_AFTER: Final = frozenset((*RELATIONS, *SIGNS, *CLOSING.values(), ",", ";", "", "}", "&", "\\\\", "|", "\\|"))


def with_fractions(tokens: list[str]) -> list[str]:
    """Canonical tokens with ``\\frac`` for each such derivative that nothing stands beside on its right."""
    if "/" not in tokens:
        return tokens
    out: list[str] = []
    at = 0
    while at < len(tokens):
        top = _differential(tokens, at) if tokens[at - 1 : at] not in (["/"], ["_"], ["^"]) else 0
        is_over = top > 0 and tokens[top : top + 1] == ["/"] and _sign(tokens, top + 1) == _sign(tokens, at)
        bottom = _differential(tokens, top + 1) if is_over else 0
        bottom = 0 if tokens[bottom - 1 : bottom] == [")"] else bottom  # where it is taken
        after = tokens[bottom] if bottom and bottom < len(tokens) else ""
        if bottom and (after in _AFTER or (is_product(after) and after != "/")):
            out += ["\\frac", "{", *tokens[at:top], "}", "{", *tokens[top + 1 : bottom], "}"]
            at = bottom
        else:
            out.append(tokens[at])
            at += 1
    return out


def _sign(tokens: Sequence[str], at: int) -> list[str]:
    return next((sign for sign in _SIGNS if list(tokens[at : at + len(sign)]) == sign), [])


def _differential(tokens: list[str], at: int) -> int:
    """Where a sign of a derivative and one name, with its arguments, end that begin there; 0 without."""
    sign = _sign(tokens, at)
    if not sign:
        return 0
    end = at + len(sign)
    if tokens[end : end + 1] == ["^"]:
        end = group_end(tokens, end + 1)
    name = next(occurrences(tokens[end:]), None)
    if name is None or name.begin:
        return 0
    end += name.end
    if name.is_called:
        depth = 0
        for index in range(end, len(tokens)):
            depth += (tokens[index] == "(") - (tokens[index] == ")")
            if depth == 0:
                return index + 1
        return 0
    return end
