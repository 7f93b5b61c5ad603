"""Values beside one another: equal up to rounding, and as text for messages."""

from __future__ import annotations

from typing import Any

import numpy as np


def is_close(expected: Any, found: Any, rel: float = 1e-6, noise: float = 0.0) -> bool:
    """Whether two numbers or arrays are equal up to a relative tolerance of their entries.

    ``noise`` is how far off what is expected may be by itself.
    """
    if expected is None or found is None or isinstance(expected, bool) != isinstance(found, bool):
        return False
    left, right = np.asarray(expected), np.asarray(found)
    if left.shape != right.shape:
        return False
    if not np.isfinite(left).all() or not np.isfinite(right).all():
        return bool(np.array_equal(left, right))
    size = np.maximum(np.abs(left), np.abs(right))
    # An entry that ought to vanish is judged beside the largest one.
    floor = 1e-3 * float(np.max(size, initial=0.0)) if left.ndim else 0.0
    return bool(np.all(np.abs(left - right) <= rel * np.maximum(size, max(floor, 1e-7)) + 1e-13 + noise))


def shown(value: Any) -> str:
    """Return a value for a message."""
    if value is None:
        return "no value"
    if isinstance(value, (int, float, complex)):
        return f"{value:.10g}"
    return np.array2string(np.asarray(value), precision=6, separator=", ").replace("\n", "")
