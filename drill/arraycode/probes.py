"""Probes as an exercise declares them: arrays at which code is compared with its key at many digits.

Light: the comparison is in ``probe_results``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from drill.arraycode.declared import axis_name, find_axis_length
from drill.codec import is_list, is_tuple
from drill.errors import CheckError

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
