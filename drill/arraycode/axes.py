"""Declared shapes: the axes of a name, by letters or as lengths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from drill.errors import CheckError


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
