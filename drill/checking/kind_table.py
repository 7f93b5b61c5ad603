"""The kinds of answers with their options: one table for ``answer:`` and for the bank's schema."""

from __future__ import annotations

from collections.abc import Mapping

COMMON: frozenset[str] = frozenset({"vars", "assume", "names"})
"""Options that every kind takes: what the exercise declares."""

_TOLERANCE = frozenset({"tolerance", "digits", "decimals"})

KINDS: Mapping[str, frozenset[str]] = {
    "number": _TOLERANCE | {"form"},
    "expression": frozenset({"form"}),
    "antiderivative": frozenset({"wrt", "constant"}),
    "vector": _TOLERANCE | {"up_to"},
    "matrix": _TOLERANCE | {"up_to"},
    "matrix-expression": frozenset({"shapes"}),
    "span": frozenset(),
    "eigenvector": frozenset({"value"}),
    "set": _TOLERANCE,
    "list": _TOLERANCE,
    "interval": frozenset(),
    "inequality": frozenset(),
    "equation": frozenset(),
    "solutions": frozenset(),
    "factorisation": frozenset({"of"}),
    "distribution": frozenset(),
    "choice": frozenset({"keep-order", "show"}),
    "choices": frozenset({"keep-order", "show"}),
    "order": frozenset({"show"}),
    "fault": frozenset({"slips", "none", "lines"}),
    "shape": frozenset(),
    "formula": frozenset({"latex"}),
    "code": frozenset({"arrays"}),
    "any": frozenset({"such-that", "example"}),
    "parts": frozenset(),
    "self": frozenset(),
}
"""Every kind and the options it takes besides the common ones."""

FORMS: Mapping[str, tuple[str, ...]] = {
    "number": ("exact", "lowest", "single-fraction"),
    "expression": (
        "factored",
        "expanded",
        "lowest",
        "simplified",
        "partial-fractions",
        "completed-square",
        "single-fraction",
        "as-written",
    ),
}
"""The forms that a kind may ask for."""

LETTERED: tuple[str, ...] = ("choice", "choices", "order")
"""The kinds whose options are shown with letters."""
UP_TO: tuple[str, ...] = ("scale", "sign")
FACTORISATIONS: tuple[str, ...] = ("lu", "plu", "qr", "svd", "eigen", "cholesky")
