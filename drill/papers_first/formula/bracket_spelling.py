"""Brackets by their other names and at other sizes, ``\\Biggl\\lparen x \\Biggr\\rparen``, as ``(x)``."""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "\\lparen": "(",
    "\\rparen": ")",
    "\\lbrack": "[",
    "\\rbrack": "]",
    "\\lbrace": "\\{",
    "\\rbrace": "\\}",
}
_BRACKETS: Final = frozenset(_NAMES.values())
_SIZES: Final = frozenset(
    f"\\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
)
_SPACED: Final = frozenset(("\\mathopen", "\\mathclose"))
"""What an empty group behind it makes a space of, which has no width at a bracket."""


def with_plain_brackets(raw: list[str]) -> list[str]:
    """Raw tokens with brackets as single signs of no size; what grows with ``\\left`` keeps that.

    How a bracket is spelled says nothing, so what the tokens around it tell must not hang on that.
    """
    out: list[str] = []
    at = 0
    while at < len(raw):
        token = _NAMES.get(raw[at], raw[at])
        if token in _SPACED and raw[at + 1 : at + 3] == ["{", "}"]:
            at += 3
            continue
        if token in _BRACKETS:
            while out and (out[-1] in _SIZES or (out[-1] == " " and out[-2:-1] and out[-2] in _SIZES)):
                out.pop()
        out.append(token)
        at += 1
    return out
