"""When two results are the same."""

from __future__ import annotations

from typing import Any

import numpy as np

# A hundred thousand roundings of doubles: sums in another order agree, other formulas do not.
RELATIVE = 1e-9
# An entry that ought to vanish is judged beside the largest one.
_FLOOR = 1e-3
# What rounding leaves where the whole key is zero.
_ZERO = 1e-12


def numbers(result: Any) -> Any:
    """A result as floats, or complex where it is: truth values count as 0 and 1."""
    array = np.asarray(result)
    return array if array.dtype.kind == "c" else array.astype(float)


def is_close(key: Any, given: Any, relative: float = RELATIVE, least: float = 0.0) -> bool:
    """Whether results of one shape agree entry by entry; infinities only with themselves, nan never.

    ``least`` is a size below which entries of the key are not judged more closely.
    """
    if key.shape != given.shape:
        return False
    endless = np.isinf(key)
    if not np.array_equal(endless, np.isinf(given)) or not np.array_equal(key[endless], given[endless]):
        return False
    key, given = key[~endless], given[~endless]
    sizes = np.abs(key)
    largest = float(np.max(sizes, initial=0.0))
    margin = relative * np.maximum(sizes, max(_FLOOR * largest, least)) if largest else _ZERO
    with np.errstate(over="ignore"):
        return bool(np.all(np.abs(given - key) <= margin))
