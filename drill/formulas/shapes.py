"""How shapes combine: lengths that have to be equal, products of rows, columns and matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drill.types import NUMBER, ONE, Array, Axis, Function, Index, Law, Number, SetOf, Several, Type, Unknown

Axes = Sequence[Axis]


class Lengths:
    """Lengths that nobody said, such as an identity's, take those that they meet."""

    def __init__(self) -> None:
        self._known: dict[str, Axis] = {}
        self._count = 0

    def make(self) -> Axis:
        """Return a length that is not known yet."""
        self._count += 1
        return Axis(f"?{self._count}")

    def find(self, axis: Axis) -> Axis:
        """Return a length as far as it is known."""
        while axis.letter in self._known and not axis.offset:
            axis = self._known[axis.letter]
        return axis

    def fit_square(self, matrix: Array) -> bool:
        """Return whether the two axes of a matrix are of one length, which they have from here on."""
        return self.fit(matrix.axes[:1], matrix.axes[1:]) is not None

    def fit(self, one: Axes, other: Axes) -> tuple[Axis, ...] | None:
        """Return the axes of two arrays of one shape; None for two shapes."""
        if len(one) != len(other):
            return None
        before = dict(self._known)
        for first, second in zip(one, other, strict=True):
            if not self._unite(first, second):
                self._known = before
                return None
        return tuple(map(self.find, one))

    def _unite(self, one: Axis, other: Axis) -> bool:
        one, other = self.find(one), self.find(other)
        if one == other:
            return True
        for free, fixed in ((one, other), (other, one)):
            if is_open(free):
                self._known[free.letter] = fixed
                return True
        return False

    def find_type(self, kind: Type) -> Type:
        """Return a type with its lengths as far as they are known."""
        match kind:
            case Array(axes=axes):
                return replace(kind, axes=tuple(map(self.find, axes)))
            case SetOf(of=of) | Law(of=of):
                return replace(kind, of=self.find_type(of))
            case Several(items=items):
                return Several(tuple(map(self.find_type, items)))
            case Function(arguments=arguments, result=result):
                found = None if arguments is None else tuple(map(self.find_type, arguments))
                return replace(kind, arguments=found, result=self.find_type(result))
            case _:
                return kind

    def multiply(self, one: Axes, other: Axes) -> Type | None:
        """Return the type of a matrix product; None where the inner lengths differ.

        A vector before a matrix is a row, before a row it is a column.
        """
        if len(one) == 1 and self.find(other[0]) == ONE:
            return Array((one[0], other[1]))
        if self.fit((one[-1],), (other[0],)) is None:
            return None
        axes = tuple(map(self.find, (*one[:-1], *other[1:])))
        return NUMBER if axes in ((), (ONE,), (ONE, ONE)) else Array(axes)


def is_open(axis: Axis) -> bool:
    """Return whether a length is not said."""
    return axis.letter.startswith("?")


def find_axes(kind: Type) -> tuple[Axis, ...]:
    """Return the axes of an array; none for anything else."""
    return kind.axes if isinstance(kind, Array) else ()


def is_square(kind: Type) -> bool:
    """Return whether a type is that of square matrices."""
    return isinstance(kind, Array) and len(kind.axes) == 2 and kind.axes[0] == kind.axes[1]


def is_argument(lengths: Lengths, given: Type, wanted: Type) -> bool:
    """Return whether a value of one type may be given where another is wanted."""
    match given, wanted:
        case (Unknown(), _) | (_, Unknown()):
            return True
        case Number() | Index(), Number() | Index():
            return True
        case Array(axes=one), Array(axes=other):
            return lengths.fit(one, other) is not None
        case Law(), Law():
            return True
        case SetOf(of=one), SetOf(of=other):
            return is_argument(lengths, one, other)
        case _:
            return type(given) is type(wanted)
