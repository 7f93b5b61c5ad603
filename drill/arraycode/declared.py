"""The arrays that an exercise declares: their names and axes."""

from __future__ import annotations

import itertools
import keyword
import math
import re
from collections.abc import Mapping, Sequence

from drill.arraycode.bounds import ENTRIES_LIMIT
from drill.codec import is_list, is_tuple
from drill.errors import CheckError

Declared = tuple[tuple[str, tuple[str, ...]], ...]


# Lengths that named axes have in trials, the longest first.
_TRIED = (8, 7, 6, 5, 4, 3, 2)
# A length made of an axis, such as ``t + 1``.
_COMPUTED = re.compile(r"([A-Za-z]\w*) *([-+*]) *(\d{1,2})")


def axis_name(axis: str) -> str:
    """Return the axis in a length, ``t`` in ``t`` and ``t + 1``; empty for a number."""
    computed = _COMPUTED.fullmatch(axis)
    return computed[1] if computed else "" if axis.isdecimal() and axis.isascii() else axis


def find_axis_length(axis: str, sizes: Mapping[str, int]) -> int:
    """Return the value of a length when axes have these sizes."""
    name, computed = axis_name(axis), _COMPUTED.fullmatch(axis)
    if computed is None:
        return sizes[name] if name else int(axis)
    amount = int(computed[3])
    return {"+": sizes[name] + amount, "-": max(sizes[name] - amount, 0), "*": sizes[name] * amount}[
        computed[2]
    ]


def count_declared_entries(declared: Declared, known: Mapping[str, int]) -> int:
    """Return the largest number of entries of arrays together, if some axes have a ``known`` length."""
    names = dict.fromkeys(axis_name(axis) for _, axes in declared for axis in axes)
    free = [name for name in names if name and name not in known]
    sizes = {**dict(zip(free, itertools.cycle(_TRIED), strict=False)), **known}
    return sum(math.prod(find_axis_length(axis, sizes) for axis in axes) for _, axes in declared)


def is_reserved(name: str) -> bool:
    """Return whether a name cannot be a variable: it is a Python keyword, or NumPy's."""
    return keyword.iskeyword(name) or name in ("np", "numpy")


def arrays_of(declared: Declared, scalars: Sequence[str]) -> Declared:
    """Return arrays with their axes, such as ``Q: (b, t, d)``; ``scalars`` that are no axes have none.

    A scalar has no axes. Raises CheckError that names what is wrong.
    """
    # Seven axes have lengths of their own in a trial; longer ones make trials slow.
    arrays = {name: read_axes("arrays", name, axes, most=7, longest=64) for name, axes in declared}
    if count_declared_entries(tuple(arrays.items()), {}) > ENTRIES_LIMIT:
        raise CheckError(f"arrays: they have more than {ENTRIES_LIMIT:,} entries together")
    named = {axis_name(axis) for axes in arrays.values() for axis in axes}
    arrays |= {name: () for name in scalars if name not in arrays and name not in named}
    for name in arrays:
        if not name.isidentifier() or not name.isascii() or is_reserved(name):
            raise CheckError(f"arrays: {name!r} is no name for an array in Python")
    if not arrays:
        raise CheckError("arrays: a mapping such as {A: [m, n], x: [n]} is expected")
    return tuple(arrays.items())


def read_axes(field: str, name: str, raw: object, *, most: int, longest: int) -> tuple[str, ...]:
    """Return the axes of one name, such as ``[b, t, 3]``: at most ``most``, lengths up to ``longest``.

    Raises CheckError that names the field.
    """
    listed = raw if is_list(raw) or is_tuple(raw) else [raw]
    axes = tuple(str(axis).strip() for axis in listed)
    for axis in axes:
        is_length = axis.isdigit() and axis.isascii() and len(axis) <= 2 and 1 <= int(axis) <= longest
        is_computed = field == "arrays" and _COMPUTED.fullmatch(axis)
        if not is_length and not axis.isidentifier() and not is_computed:
            raise CheckError(f"{field}: {name}: {axis!r} is neither a letter nor a length up to {longest}")
    if len(axes) > most:
        raise CheckError(f"{field}: {name} has more than {most} axes")
    return axes
