"""The arrays that an exercise declares: names and axes."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from typing import cast

from drill.errors import CheckError

Declared = tuple[tuple[str, tuple[str, ...]], ...]

# As many as have lengths of their own in a trial.
_AXES_LIMIT = 7
# Longer ones make trials slow, and show nothing more.
_LENGTH_LIMIT = 64


def is_reserved(name: str) -> bool:
    """Whether a name is no name for a variable: Python keeps it, or it is NumPy's."""
    return keyword.iskeyword(name) or name in ("np", "numpy")


def arrays_of(declared: Declared, scalars: Sequence[str]) -> Declared:
    """Arrays with their axes, such as ``Q: (b, t, d)``; of ``scalars`` those that are no axes.

    A scalar has no axes. Raises CheckError that names what is wrong.
    """
    arrays = {
        name: read_axes("arrays", name, axes, most=_AXES_LIMIT, longest=_LENGTH_LIMIT)
        for name, axes in declared
    }
    named = {axis for axes in arrays.values() for axis in axes}
    arrays |= {name: () for name in scalars if name not in arrays and name not in named}
    for name in arrays:
        if not name.isidentifier() or not name.isascii() or is_reserved(name):
            raise CheckError(f"arrays: {name!r} is no name for an array in Python")
    if not arrays:
        raise CheckError("arrays: a mapping such as {A: [m, n], x: [n]} is due")
    return tuple(arrays.items())


def read_axes(field: str, name: str, raw: object, *, most: int, longest: int) -> tuple[str, ...]:
    """The axes of one name, such as ``[b, t, 3]``: at most ``most``, lengths up to ``longest``.

    Raises CheckError that names the field.
    """
    listed = cast("Sequence[object]", raw) if isinstance(raw, (list, tuple)) else [raw]
    axes = tuple(str(axis).strip() for axis in listed)
    for axis in axes:
        is_length = axis.isdigit() and axis.isascii() and len(axis) <= 2 and 1 <= int(axis) <= longest
        if not is_length and not axis.isidentifier():
            raise CheckError(f"{field}: {name}: {axis!r} is neither a letter nor a length up to {longest}")
    if len(axes) > most:
        raise CheckError(f"{field}: {name} has more than {most} axes")
    return axes
