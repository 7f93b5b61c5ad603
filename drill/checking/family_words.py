"""How families of distributions are written."""

from __future__ import annotations

from drill.maths.functions import DISTRIBUTIONS


def family_words(family: str) -> str:
    """Return how a family is written, with its parameters named."""
    parameters = DISTRIBUTIONS[family]
    return f"{family}({', '.join(parameters) if parameters else 'one number for each class'})"
