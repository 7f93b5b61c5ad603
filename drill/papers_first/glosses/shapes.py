"""Shapes that a paper states: ``X \\in \\mathbb{R}^{m \\times n}``, ``an $m \\times n$ matrix``."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.printing import join
from drill.papers_first.formula.tokens import RefusedError, canonical

_NUMBERS: Final = frozenset("RCZNQBKF")
_FLAT: Final = frozenset(("\\times", "\\cdot"))
_OPENING: Final = frozenset(("{", "(", "[", "\\{"))
_CLOSING: Final = frozenset(("}", ")", "]", "\\}"))
_NO_LENGTH: Final = frozenset(("+", "*", "\\ast", ">", "-", "\\geq"))
_VECTOR_OF: Final = re.compile(
    r"(?:(?!(?:of|in|for|from|to|with) )[\w-]+ )*"
    r"(?:vectors? (?:of|with) (?:dimension|dimensionality|size)|(?:input|output|state) (?:of|with) dimension)"
    r" \$(?P<length>[^$,]*[A-Za-z][^$,]*)\$(?: .*)?",
    re.IGNORECASE,
)


def shape_of(tokens: tuple[str, ...]) -> str:
    """The lengths of the axes, ``(m, n)``, of an element of the set; ``()`` for a number, else empty."""
    end = _set_end(tokens)
    if end is None:
        return ""
    rest = tokens[end:]
    if rest[:1] == ("_",):
        rest = rest[1 + len(_group(rest[1:])) + 2 :]
    if not rest or rest[0] in (",", ".", ";"):
        return "()"
    if rest[:2] == ("^", "{") and len(rest) == len(_group(rest[1:])) + 3:
        return _lengths(_group(rest[1:]))
    return ""


def size_of(latex: str) -> str:
    """The shape that a size such as ``m \\times n`` says."""
    try:
        return _lengths(tuple(canonical(latex)))
    except RefusedError:
        return ""


def length_said(meaning: str) -> str:
    """The shape of what is called a ``vector of dimension $d$``; empty where a meaning says none."""
    said = _VECTOR_OF.fullmatch(meaning)
    shape = size_of(said["length"]) if said is not None else ""
    return shape if shape.count(",") == 1 and shape.endswith(",)") else ""


def _set_end(tokens: tuple[str, ...]) -> int | None:
    """Where a set of numbers ends: ``\\mathbb{R}``, ``[0, 1]``, ``\\{0, 1\\}``."""
    if tokens[:2] == ("\\mathbb", "{") and len(tokens) >= 4 and tokens[2] in _NUMBERS:
        return 4
    if tokens[:1] in (("[",), ("(",), ("\\{",)):
        for index, token in enumerate(tokens[1:], 1):
            if token in ("]", ")", "\\}"):
                return index + 1 if "," in tokens[:index] else None
            if token in _OPENING:
                return None
    return None


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
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth == 0 and token in _FLAT:
            axes.append([])
        else:
            axes[-1].append(token)
    if not all(axes) or axes[0][0] in _NO_LENGTH or any("," in axis for axis in axes):
        return ""
    lengths = [join(axis).strip() for axis in axes]
    return f"({lengths[0]},)" if len(lengths) == 1 else f"({', '.join(lengths)})"
