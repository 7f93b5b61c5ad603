"""The arrays that an exercise declares: names and axes."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from typing import cast

from drill.errors import CheckError

Declared = tuple[tuple[str, tuple[str, ...]], ...]

_AXES_LIMIT = 7
_LENGTH_LIMIT = 64


def arrays_of(raw: Mapping[str, object], scalars: Sequence[str]) -> Declared:
    """Arrays with their axes, such as ``{Q: [b, t, d], v: [n, 3]}``; of ``scalars`` those that are no axes.

    A scalar has no axes. Raises CheckError that names what is wrong.
    """
    arrays = {name: _axes(name, axes) for name, axes in raw.items()}
    named = {axis for axes in arrays.values() for axis in axes}
    arrays |= {name: () for name in scalars if name not in arrays and name not in named}
    for name in arrays:
        if (
            not name.isidentifier()
            or not name.isascii()
            or keyword.iskeyword(name)
            or name in ("np", "numpy")
        ):
            raise CheckError(f"arrays: {name!r} is no name for an array in Python")
    if not arrays:
        raise CheckError("arrays: a mapping such as {A: [m, n], x: [n]} is due")
    return tuple(arrays.items())


def _axes(name: str, raw: object) -> tuple[str, ...]:
    listed = cast("Sequence[object]", raw) if isinstance(raw, (list, tuple)) else [raw]
    axes = tuple(str(axis).strip() for axis in listed)
    for axis in axes:
        is_length = (
            axis.isdigit() and axis.isascii() and 1 <= len(axis) <= 2 and 1 <= int(axis) <= _LENGTH_LIMIT
        )
        if not is_length and not axis.isidentifier():
            raise CheckError(
                f"arrays: {name}: {axis!r} is neither a letter nor a length up to {_LENGTH_LIMIT}"
            )
    if len(axes) > _AXES_LIMIT:
        raise CheckError(f"arrays: {name} has more than {_AXES_LIMIT} axes")
    return axes
