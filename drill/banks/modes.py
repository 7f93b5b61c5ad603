"""How the values of each kind of answer are read in a bank's language."""

from __future__ import annotations

from collections.abc import Mapping

from drill.maths.plain import Mode

MODES: Mapping[str, tuple[Mode, ...]] = {
    "number": ("value",),
    "expression": ("value",),
    "antiderivative": ("value",),
    "matrix-expression": ("value",),
    "vector": ("vector", "value"),
    "matrix": ("matrix", "value"),
    "span": ("sequence", "value"),
    "set": ("sequence", "value"),
    "list": ("sequence", "value"),
    "interval": ("statement", "value"),
    "inequality": ("statement", "value"),
    "equation": ("statement", "value"),
    "shape": ("vector", "value"),
    "any": ("value", "matrix", "vector", "sequence", "statement"),
}
"""How the values of each kind are read, the first choice first; absent kinds are no single expression."""
