"""Kinds of answers that go without known mistakes, or without a witness."""

from __future__ import annotations

WITHOUT_WRONG = frozenset({"choice", "choices", "order", "shape", "self"})
"""Kinds without known wrong answers: options say their own, the others have none."""
WITHOUT_WITNESS = frozenset({"order", "self"})
