"""Kinds of answers that go without known mistakes, or without a witness."""

from __future__ import annotations

from collections.abc import Mapping

WITHOUT_WRONG = frozenset({"choice", "choices", "order", "shape", "self"})
"""Kinds without known wrong answers: options say their own, the others have none."""
WITHOUT_WITNESS = frozenset({"order", "self"})
_NAMING = ("vars", "names", "params", "let")


def is_text_to_remember(exercise: Mapping[str, object]) -> bool:
    """Whether the key is a formula without a declared name: compared sign by sign, nothing is computed."""
    answer = exercise.get("answer")
    if not isinstance(answer, Mapping) or "formula" not in answer:
        return False
    return not any(exercise.get(field) or answer.get(field) for field in _NAMING)
