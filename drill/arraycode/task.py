"""What an answer in NumPy is compared with: the key's program and the arrays that the exercise declares."""

from __future__ import annotations

import itertools
import keyword
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drill.arraycode.allowed import find_functions
from drill.arraycode.array_code_tree import Program
from drill.arraycode.bounds import ENTRIES_LIMIT
from drill.codec import is_list, is_tuple
from drill.errors import CheckError

# The arrays that an exercise declares: their names and axes.

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


# Probes as an exercise declares them: arrays at which code is compared with its key at many digits.
#
# Light: the comparison is in ``probe_results``.

# A number, or rows of such, as deep as the array has axes.
Entries = float | tuple["Entries", ...]
# One value for every declared array.
Probe = tuple[tuple[str, Entries], ...]

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
# Max entries and brackets, and max axes, of an array that a probe writes out.
_MOST_ENTRIES = 1000
_MOST_AXES = 4


def read_probe(written: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the arrays of a probe as texts such as ``[1e-20, 800]``. Raises CheckError for other values."""
    return tuple(
        (str(name), _print_probe_entries(_read_probe_entries(value, str(name))))
        for name, value in written.items()
    )


def probe_of(pairs: Sequence[tuple[str, str]], arrays: Sequence[tuple[str, tuple[str, ...]]]) -> Probe:
    """Return a probe for declared arrays. Raises CheckError if names or lengths do not fit them."""
    answer, declared = dict(pairs), dict(arrays)
    if unknown := next((name for name in answer if name not in declared), ""):
        raise CheckError(f"probes: no array is called {unknown!r}", f"declared: {', '.join(declared)}")
    if missing := next((name for name in declared if name not in answer), ""):
        raise CheckError(f"probes: each probe has all arrays, here {missing} is missing")
    sizes: dict[str, int] = {}
    values = {name: _read_probe_entries(answer[name], name) for name in declared}
    for name, axes in arrays:
        lengths = _measure_probe_lengths(values[name], name)
        if len(lengths) != len(axes):
            raise CheckError(f"probes: {name} has {len(axes)} axes, here are {len(lengths)}")
        for axis, length in zip(axes, lengths, strict=True):
            if axis_name(axis) == axis:
                sizes.setdefault(axis, length)
    for name, axes in arrays:
        known = [axis for axis in axes if axis_name(axis) in ("", *sizes)]
        due = [find_axis_length(axis, sizes) for axis in known]
        if len(known) < len(axes) or due != list(_measure_probe_lengths(values[name], name)):
            raise CheckError(f"probes: the lengths of {name} do not fit the axes [{', '.join(axes)}]")
    return tuple(values.items())


def _read_probe_entries(value: object, name: str) -> Entries:
    """Read a number, rows of numbers, or the text of such."""
    if is_list(value) or is_tuple(value):
        return tuple(_read_probe_entries(part, name) for part in value)
    text = str(value).strip()
    if text.startswith("["):
        return _parse_probe_rows(text, name)
    if not _NUMBER.fullmatch(text):
        raise CheckError(f"probes: {name}: {text!r} is not a number", "such as 1e-20 or [800, -800]")
    number = float(text)
    if number - number != 0:
        raise CheckError(f"probes: {name}: {text} is too large for a double")
    return number


def _parse_probe_rows(text: str, name: str) -> Entries:
    """Parse ``[[1, 2], [3, 4]]``. Raises CheckError if brackets are not closed."""
    open_rows: list[list[Entries]] = [[]]
    tokens = re.findall(r"[\[\]]|[^\[\],\s]+", text)
    if len(tokens) > _MOST_ENTRIES:
        raise CheckError(f"probes: {name} has more than {_MOST_ENTRIES} entries and brackets")
    for token in tokens:
        if token == "[":
            open_rows.append([])
        elif token != "]":
            open_rows[-1].append(_read_probe_entries(token, name))
        elif len(open_rows) > 1:
            row = tuple(open_rows.pop())
            open_rows[-1].append(row)
        if len(open_rows) > _MOST_AXES + 1:
            raise CheckError(f"probes: {name} has more than {_MOST_AXES} axes")
    if len(open_rows) != 1 or len(open_rows[0]) != 1:
        raise CheckError(f"probes: {name}: the brackets of {text!r} do not match")
    return open_rows[0][0]


def _print_probe_entries(entries: Entries) -> str:
    if isinstance(entries, tuple):
        return "[" + ", ".join(map(_print_probe_entries, entries)) + "]"
    return f"{int(entries)}" if entries == int(entries) and abs(entries) < 1e15 else repr(entries)


def _measure_probe_lengths(entries: Entries, name: str) -> tuple[int, ...]:
    """Return the lengths of the axes. Raises CheckError for rows of different lengths."""
    if not isinstance(entries, tuple):
        return ()
    below = {_measure_probe_lengths(part, name) for part in entries}
    if len(below) != 1:
        raise CheckError(f"probes: {name}: the rows have different lengths, or there are none")
    return (len(entries), *below.pop())


@dataclass(frozen=True, slots=True)
class CodeTask:
    """The key, the axes of each array by letters or lengths, and the assumptions on its entries."""

    key: Program
    arrays: tuple[tuple[str, tuple[str, ...]], ...]
    assume: tuple[str, ...] = ()
    # ``numpy`` or ``torch``, where the exercise says whose names are meant.
    library: str = ""
    # Arrays at which answers are compared with the key at many digits.
    probes: tuple[Probe, ...] = ()
    # Functions that answers must not call, and axes, ``n n``, that no array on the way may have together.
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise CheckError for what is neither a function nor several axes."""
        for forbidden in self.without:
            match forbidden.split():
                case [name] if find_functions(name):
                    pass
                case [_, _, *_] as axes if {*map(axis_name, axes)} <= {*self.axes, ""}:
                    pass
                case _:
                    raise CheckError(f"without: {forbidden!r} is neither a function nor axes of the arrays")

    @property
    def known(self) -> frozenset[str]:
        """The names of the arrays."""
        return frozenset(name for name, _ in self.arrays)

    @property
    def axes(self) -> frozenset[str]:
        """The names of lengths."""
        return frozenset(axis_name(axis) for _, axes in self.arrays for axis in axes) - {""}
