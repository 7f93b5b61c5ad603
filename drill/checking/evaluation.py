"""The value of a tree of numbers, vectors and matrices, with many digits."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import mpmath

from drill.checking import arrays, elimination
from drill.checking.arrays import DIGITS, Array, Identity, Value
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import precise_functions
from drill.maths.chains import bounded_value, chain
from drill.maths.functions import BINDING
from drill.maths.precise import evaluate_mp, from_double
from drill.maths.precise_functions import PRECISE_FUNCTIONS
from drill.maths.tree import (
    Binary,
    Call,
    Const,
    Index,
    Logic,
    Neg,
    Node,
    Not,
    Num,
    Relation,
    Sequence,
    Sym,
)

if TYPE_CHECKING:
    from drill.checking.arrays import Number

Point = Mapping[str, Any]
"""What each name stands for: a number, an array, or the identity."""

_STEPS_LIMIT = 100_000
"""The most products of numbers that one evaluation may take."""
_AS_ARGUMENT = frozenset({"raw", "dec", "col", "expand", "factor", "simplify"})


def value_of(node: Node, point: Point) -> Value:
    """Return the value of a tree at a point.

    Raises SizesError where arrays do not go together, UndefinedError and TooLargeError where there is no
    value, CheckError for what is no number, vector or matrix.
    """
    with mpmath.workdps(DIGITS):
        return _Evaluator(point).value(node)


def holds(statement: Node, point: Point) -> bool:
    """Return the truth of a statement between numbers, vectors and matrices; a lone 0 is a zero array too."""
    with mpmath.workdps(DIGITS):
        return _Evaluator(point).truth(statement)


class _Evaluator:
    """Values at one point."""

    def __init__(self, point: Point) -> None:
        self._point = {
            name: value if isinstance(value, (Array, Identity)) else from_double(value)
            for name, value in point.items()
        }
        self._steps = 0

    def _spend(self, *values: Value) -> None:
        """Count what an operation on arrays takes; TooLargeError beyond the budget of steps."""
        sizes = (value.size for value in values if isinstance(value, Array))
        self._steps += sum(rows * columns * max(rows, columns) for rows, columns in sizes)
        if self._steps > _STEPS_LIMIT:
            raise TooLargeError("this takes too many steps")

    def value(self, node: Node) -> Value:
        """The value of a tree."""
        match node:
            case Num():
                return from_double(bounded_value(node))
            case Sym(name) | Const(name) if name in self._point:
                return self._point[name]
            case Sym(name):
                raise CheckError(f"the name {name} has no value here")
            case Const():
                return self._precise(node)
            case Neg(arg):
                return arrays.scaled(-1, self.value(arg))
            case Binary("^", base, exponent):
                return self._power(self.value(base), self.value(exponent))
            case Binary():
                return self._chain(node)
            case Sequence(kind, items) if kind != "set":
                return arrays.from_items([self.value(item) for item in items])
            case Index(base, indices):
                return _entry(self.value(base), [self.value(index) for index in indices])
            case Call(name, args):
                return self._call(node, name, args)
            case _:
                raise CheckError("a number, a vector or a matrix is due here")

    def _precise(self, node: Node) -> Number:
        numbers = {
            name: each for name, each in self._point.items() if not isinstance(each, (Array, Identity))
        }
        return _checked(lambda: evaluate_mp(node, numbers, DIGITS))

    def _chain(self, node: Binary) -> Value:
        first, links = chain(node)
        total = self.value(first)
        for op, part in links:
            right = self.value(part)
            self._spend(total, right)
            match op:
                case "+":
                    total = arrays.added(total, right)
                case "-":
                    total = arrays.added(total, arrays.scaled(-1, right))
                case "*":
                    total = arrays.multiplied(total, right)
                case _:
                    total = arrays.divided(total, right)
        return total

    def _power(self, base: Value, exponent: Value) -> Value:
        if isinstance(exponent, (Array, Identity)):
            raise CheckError("an exponent is a number")
        whole = _whole(exponent)
        if isinstance(base, (Array, Identity)):
            if whole is None:
                raise CheckError("only whole powers of a matrix are read")
            self._spend(*[base] * 2 * abs(whole).bit_length())
            return elimination.raised(base, whole)
        return _checked(lambda: precise_functions.power(base, exponent))

    def _call(self, node: Call, name: str, args: tuple[Node, ...]) -> Value:
        if name in _AS_ARGUMENT:
            return self.value(args[0])
        if name in BINDING or name in ("cdf", "pdf", "quantile"):
            return self._precise(node)
        if name == "ind":
            return int(self.truth(args[0]))
        values = [self.value(arg) for arg in args]
        self._spend(*values)
        are_numbers = not any(isinstance(value, (Array, Identity)) for value in values)
        of_arrays = _OF_ARRAYS.get(name)
        if of_arrays is not None and (name in _ALWAYS or not are_numbers):
            return of_arrays(*values)
        if name == "norm" or (name == "abs" and not are_numbers):
            return self._norm(name, values[0])
        if not are_numbers:
            raise CheckError(f"{name} is not applied to a vector or matrix")
        return self._function(name, values)

    def _function(self, name: str, values: list[Any]) -> Number:
        """A function of numbers."""
        function = PRECISE_FUNCTIONS.get(name)
        if function is None:
            raise CheckError(f"{name} has no value here")
        return _checked(lambda: function(*values))

    def _norm(self, name: str, value: Value) -> Number:
        """Euclidean or Frobenius; bars are the length of a vector, and read two ways round a matrix."""
        if not isinstance(value, Array):
            raise CheckError("norm needs a vector or a matrix")
        if name == "abs" and not value.is_vector:
            raise CheckError("bars round a matrix read two ways: write det(A) or norm(A)")
        return self._function("sqrt", [sum(abs(entry) ** 2 for entry in value.entries)])

    def truth(self, statement: Node) -> bool:
        """The truth of a statement."""
        match statement:
            case Logic(op, left, right):
                first = self.truth(left)
                return first if first == (op == "or") else self.truth(right)
            case Not(arg):
                return not self.truth(arg)
            case Relation("=" | "!=" as op, left, right):
                return _are_equal(self.value(left), self.value(right)) == (op == "=")
            case Relation(op, left, right):
                return _is_ordered(op, self.value(left), self.value(right))
            case _:
                raise CheckError("a condition is due, such as det(X) = 0")


def _whole(number: Any) -> int | None:
    """The whole number that a number is, also one with digits."""
    if getattr(number, "imag", 0) != 0 or abs(number) > 10**9:
        return None
    return int(number) if number == int(number) else None


def _entry(base: Value, places: list[Any]) -> Value:
    if not isinstance(base, Array):
        raise CheckError("a number has no entries")
    wholes = [None if isinstance(place, (Array, Identity)) else _whole(place) for place in places]
    at = [whole - 1 for whole in wholes if whole is not None]
    rows, columns = base.size
    if len(at) == len(places) == 1 and base.is_vector and 0 <= at[0] < rows:
        return base.rows[at[0]][0]
    if len(at) == len(places) == 2 and 0 <= at[0] < rows and 0 <= at[1] < columns:
        return base.rows[at[0]][at[1]]
    raise CheckError("an index is out of range (entries count from 1)")


def _checked(compute: Callable[[], Any]) -> Any:
    """A finite number."""
    try:
        value = compute()
    except (ZeroDivisionError, ValueError):
        raise UndefinedError("this has no value") from None
    except (OverflowError, MemoryError):
        raise TooLargeError("this is too large to be computed") from None
    if not mpmath.isfinite(value):
        raise UndefinedError("this has no value")
    return value


def _cross(left: Value, right: Value) -> Array:
    first, second = arrays.as_vector(left), arrays.as_vector(right)
    if len(first) != 3 or len(second) != 3:
        raise CheckError("cross needs two vectors of three entries")
    (a, b, c), (d, e, f) = first, second
    return Array.vector((b * f - c * e, c * d - a * f, a * e - b * d))


def _eye(size: Value) -> Array:
    whole = None if isinstance(size, (Array, Identity)) else _whole(size)
    if whole is None or not 1 <= whole <= 20:
        raise CheckError("eye needs a whole number")
    return Identity(1).of_size(whole)


def _diagonal(*entries: Value) -> Array:
    only = entries[0]
    numbers = arrays.as_vector(only) if len(entries) == 1 and isinstance(only, Array) else entries
    return arrays.diagonal([number for number in numbers if not isinstance(number, (Array, Identity))])


def _rank(value: Value) -> int:
    if not isinstance(value, Array):
        raise CheckError("rank needs a matrix")
    return elimination.rank(value.rows)


_OF_ARRAYS: Mapping[str, Callable[..., Value]] = {
    "T": arrays.transposed,
    "inv": elimination.inverse,
    "det": elimination.determinant,
    "trace": arrays.trace,
    "rank": _rank,
    "dot": arrays.inner,
    "cross": _cross,
    "eye": _eye,
    "diag": _diagonal,
}
_ALWAYS = frozenset({"T", "inv", "det", "trace", "eye", "diag"})
"""Functions of arrays that take numbers too."""


def _are_equal(left: Value, right: Value) -> bool:
    """Equality; a 0 beside an array is a zero array."""
    for lone, other in ((left, right), (right, left)):
        if isinstance(other, Array) and not isinstance(lone, (Array, Identity)) and lone == 0:
            return arrays.is_same(other, arrays.scaled(0, other))
    return arrays.is_same(left, right)


def _is_ordered(op: str, left: Value, right: Value) -> bool:
    if isinstance(left, (Array, Identity)) or isinstance(right, (Array, Identity)):
        raise CheckError("only numbers are less or greater than one another")
    difference = left - right
    if getattr(difference, "imag", 0) != 0:
        raise CheckError("only real numbers are less or greater than one another")
    if arrays.is_zero(difference, arrays.largest((left, right))):
        return op in ("<=", ">=")
    return bool(difference < 0) == (op in ("<", "<="))
