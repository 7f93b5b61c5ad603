"""Steps from one thing towards another, ``a + \\psi (b - a)``: what stands before the brackets is a share."""

from __future__ import annotations

from collections.abc import Sequence

from drill.papers_first.formula.nesting import top_level


def goes_towards(before: Sequence[str], inner: list[str]) -> bool:
    """Whether what the brackets subtract stands right before the sum's sign that ends ``before``."""
    if list(before[-1:]) != ["+"] or top_level(inner).count("-") != 1 or "+" in top_level(inner):
        return False
    depth = 0
    for at, token in enumerate(inner):
        depth += (token in ("(", "[", "{")) - (token in (")", "]", "}"))
        if token == "-" and depth == 0:
            subtracted = inner[at + 1 :]
            return bool(subtracted) and list(before[-1 - len(subtracted) : -1]) == subtracted
    return False
