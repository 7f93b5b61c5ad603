"""The reference for an answer in NumPy: the key's program and the arrays that the exercise declares."""

from __future__ import annotations

import itertools
import keyword
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drill.arraycode.allowed import find_functions
from drill.arraycode.array_code_reader import parse_code
from drill.arraycode.array_code_tree import (
    Attribute,
    CodeAssignment,
    CodeBinary,
    CodeItem,
    CodeName,
    CodeNumber,
    Node,
    Program,
)
from drill.arraycode.axes import Axis
from drill.arraycode.bounds import ENTRIES_LIMIT
from drill.codec import is_sequence
from drill.errors import CheckError

# The arrays that an exercise declares: their names and axes.

Declared = tuple[tuple[str, tuple[Axis, ...]], ...]


# Lengths of named axes in trials, the longest first.
_TRIED = (8, 7, 6, 5, 4, 3, 2)
# A length computed from an axis, such as ``t + 1``.
_COMPUTED = re.compile(r"([A-Za-z]\w*) *([-+*]) *(\d{1,2})")
# A length that is a number; no axis has more digits.
_NUMBERED = re.compile(r"\d{1,9}", re.ASCII)


def read_axis(text: str) -> Axis:
    """Return an axis by its length as an exercise writes it: ``t``, ``t + 1``, ``2``; else a letter."""
    if _NUMBERED.fullmatch(text):
        return Axis(offset=int(text))
    computed = _COMPUTED.fullmatch(text)
    if computed is None:
        return Axis(text)
    letter, sign, amount = computed.groups()
    if sign == "*":
        return Axis(letter, times=int(amount))
    return Axis(letter, int(sign + amount))


def read_declared(shapes: Iterable[tuple[str, Iterable[str]]]) -> Declared:
    """Return arrays with the axes of their shapes."""
    return tuple((name, tuple(map(read_axis, axes))) for name, axes in shapes)


def list_axis_letters(declared: Declared) -> list[str]:
    """Return the letters of axes, each once and in order."""
    axes = itertools.chain.from_iterable(axes for _, axes in declared)
    letters = dict.fromkeys(axis.letter for axis in axes)
    return list(filter(None, letters))


def assign_lengths(declared: Declared) -> tuple[CodeAssignment, ...]:
    """Return an assignment of its length to the letter of each axis that is not the name of an array.

    The length is taken from an array whose axis is the letter alone, if there is one.
    """
    lengths: dict[str, Node] = {}
    by_simplicity = sorted(
        ((axis, name, place) for name, axes in declared for place, axis in enumerate(axes)),
        key=lambda each: each[0] != Axis(each[0].letter),
    )
    for axis, name, place in by_simplicity:
        length: Node = CodeItem(Attribute(CodeName(name), "shape"), (CodeNumber(place),))
        if axis.offset:
            length = CodeBinary("-", length, CodeNumber(axis.offset))
        if axis.times != 1:
            length = CodeBinary("//", length, CodeNumber(axis.times))
        lengths.setdefault(axis.letter, length)
    known = {"", *dict(declared)}
    return tuple(
        CodeAssignment((letter,), False, length) for letter, length in lengths.items() if letter not in known
    )


def count_declared_entries(declared: Declared, known: Mapping[str, int]) -> int:
    """Return the largest number of entries of arrays together, if some axes have a ``known`` length."""
    free = [letter for letter in list_axis_letters(declared) if letter not in known]
    sizes = {**dict(zip(free, itertools.cycle(_TRIED), strict=False)), **known}
    return sum(math.prod(axis.measure(sizes) for axis in axes) for _, axes in declared)


def is_reserved(name: str) -> bool:
    """Return whether a name cannot be a variable: it is a Python keyword, or NumPy's."""
    return keyword.iskeyword(name) or name in ("np", "numpy")


def arrays_of(shapes: Iterable[tuple[str, Sequence[str]]], scalars: Sequence[str]) -> Declared:
    """Return arrays with their axes, such as ``Q: (b, t, d)``; ``scalars`` that are not axes have none.

    A scalar has no axes. Raises CheckError that names the fault.
    """
    # Max axes, because trials have seven lengths, and max length, because longer axes make trials slow.
    arrays = {name: read_axes("arrays", name, axes, most=7, longest=64) for name, axes in shapes}
    if count_declared_entries(tuple(arrays.items()), {}) > ENTRIES_LIMIT:
        raise CheckError(f"arrays: they have more than {ENTRIES_LIMIT:,} entries together")
    named = list_axis_letters(tuple(arrays.items()))
    arrays |= {name: () for name in scalars if name not in arrays and name not in named}
    for name in arrays:
        if not name.isidentifier() or not name.isascii() or is_reserved(name):
            raise CheckError(f"arrays: {name!r} is not a name for an array in Python")
    if not arrays:
        raise CheckError("arrays: a mapping such as {A: [m, n], x: [n]} is expected")
    return tuple(arrays.items())


def read_axes(field: str, name: str, raw: object, *, most: int, longest: int) -> tuple[Axis, ...]:
    """Return the axes of one name, such as ``[b, t, 3]``: at most ``most``, lengths up to ``longest``.

    Raises CheckError that names the field.
    """
    texts = [str(axis).strip() for axis in (raw if is_sequence(raw) else [raw])]
    axes = tuple(map(read_axis, texts))
    for axis, text in zip(axes, texts, strict=True):
        is_length = not axis.letter and 1 <= axis.offset <= longest
        is_plain = field == "arrays" or axis == Axis(axis.letter)
        if not is_length and not (axis.letter.isidentifier() and is_plain):
            raise CheckError(f"{field}: {name}: {text!r} is neither a letter nor a length up to {longest}")
    if len(axes) > most:
        raise CheckError(f"{field}: {name} has more than {most} axes")
    return axes


# Probes of an exercise: arrays at which code is compared with its key at many digits.
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


def probe_of(pairs: Sequence[tuple[str, str]], arrays: Declared) -> Probe:
    """Return a probe for declared arrays. Raises CheckError if names or lengths do not fit them."""
    written = dict(pairs)
    declared = dict(arrays)
    for name in written:
        if name not in declared:
            raise CheckError(f"probes: no array is called {name!r}", f"declared: {', '.join(declared)}")
    for name in declared:
        if name not in written:
            raise CheckError(f"probes: each probe has all arrays, here {name} is missing")
    sizes: dict[str, int] = {}
    values = {name: _read_probe_entries(written[name], name) for name in declared}
    for name, axes in arrays:
        lengths = _measure_probe_lengths(values[name], name)
        if len(lengths) != len(axes):
            raise CheckError(f"probes: {name} has {len(axes)} axes, here are {len(lengths)}")
        for axis, length in zip(axes, lengths, strict=True):
            if axis == Axis(axis.letter):
                sizes.setdefault(axis.letter, length)
    for name, axes in arrays:
        known = [axis for axis in axes if axis.letter in ("", *sizes)]
        due = [axis.measure(sizes) for axis in known]
        if len(known) < len(axes) or due != list(_measure_probe_lengths(values[name], name)):
            raise CheckError(
                f"probes: the lengths of {name} do not fit the axes [{', '.join(map(str, axes))}]"
            )
    return tuple(values.items())


def _read_probe_entries(value: object, name: str) -> Entries:
    """Read a number, rows of numbers, or the text of such."""
    if is_sequence(value):
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
    if entries == int(entries) and abs(entries) < 1e15:
        return f"{int(entries)}"
    return repr(entries)


def _measure_probe_lengths(entries: Entries, name: str) -> tuple[int, ...]:
    """Return the lengths of the axes. Raises CheckError for rows of different lengths."""
    if not isinstance(entries, tuple):
        return ()
    below = {_measure_probe_lengths(part, name) for part in entries}
    if len(below) != 1:
        raise CheckError(f"probes: {name}: the rows have different lengths, or there are none")
    return (len(entries), *below.pop())


def list_size_axes(forbidden: str) -> tuple[str, ...]:
    """Return the axes of a number of entries, ``size u*m*v``; none of another text."""
    word, _, product = forbidden.strip().partition(" ")
    return tuple(map(str.strip, product.split("*"))) if word == "size" else ()


@dataclass(frozen=True, slots=True)
class CodeTask:
    """The key, the axes of each array by letters or lengths, and the assumptions on its entries."""

    key: Program
    arrays: Declared
    assume: tuple[str, ...] = ()
    # ``numpy`` or ``torch``, if the exercise determines the library.
    library: str = ""
    # Probes for the comparison of answers with the key at many digits.
    probes: tuple[Probe, ...] = ()
    # Functions that answers must not call, axes, ``n n``, that no intermediate array may have together, and
    # numbers of entries, ``size u*m*v``, that none may hold however its axes are joined.
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise CheckError for a text that is neither a function nor several axes, nor their size."""
        for forbidden in self.without:
            match forbidden.split():
                case [name] if find_functions(name):
                    pass
                case [_, _, *_] as axes if self._are_axes(list_size_axes(forbidden) or axes):
                    pass
                case _:
                    raise CheckError(f"without: {forbidden!r} is neither a function nor axes of the arrays")

    def _are_axes(self, axes: Sequence[str]) -> bool:
        return {read_axis(axis).letter for axis in axes} <= {*self.axes, ""}

    @property
    def known(self) -> frozenset[str]:
        """The names of the arrays."""
        return frozenset(name for name, _ in self.arrays)

    @property
    def axes(self) -> frozenset[str]:
        """The names of lengths."""
        return frozenset(list_axis_letters(self.arrays))

    def read(self, text: str, library: str | None = None) -> Program:
        """Return the program of a text about the same arrays. Raises ParseError with a column."""
        lengths = assign_lengths(self.arrays)
        return parse_code(text, self.known, lengths, self.library if library is None else library)
