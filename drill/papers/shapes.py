"""Shapes that a paper states: ``X \\in \\mathbb{R}^{m \\times n}``."""

from __future__ import annotations

from typing import Final

from drill.papers.formula.printing import join

_SETS: Final = frozenset("RCZNQ")
_FLAT: Final = frozenset(("\\times", "\\cdot"))


def shape_of(tokens: tuple[str, ...]) -> str:
    """The lengths of the axes, ``(m, n)``, of an element of the set; ``()`` for a number, else empty."""
    if tokens[:2] == ("\\mathbb", "{") and len(tokens) >= 4 and tokens[2] in _SETS:
        rest = tokens[4:]
        if not rest or rest[0] in ("_", ",", "."):
            return "()"
        if rest[0] == "^" and rest[1] == "{":
            return _lengths(_group(rest[1:]))
    return ""


def _group(tokens: tuple[str, ...]) -> tuple[str, ...]:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token == "{") - (token == "}")
        if depth == 0:
            return tokens[1:index]
    return tokens[1:]


def _lengths(tokens: tuple[str, ...]) -> str:
    axes: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in ("{", "(")) - (token in ("}", ")"))
        if depth == 0 and token in _FLAT:
            axes.append([])
        else:
            axes[-1].append(token)
    if not all(axes) or any(token in ("+", "-", "*") for token in axes[0][:1]):
        return ""
    lengths = [join(axis).strip() for axis in axes]
    return f"({lengths[0]},)" if len(lengths) == 1 else f"({', '.join(lengths)})"
