"""The value of a tree of numbers, vectors and matrices: exact while it is rational, else at many digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from drill.checking import arrays
from drill.checking.arrays import DIGITS, Array, Identity, Value
from drill.errors import CheckError, TooLargeError
from drill.maths.chains import bounded_value, chain
from drill.maths.functions import BINDING
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

_BITS_LIMIT = 20_000
"""The most bits of a power that is worked out as a fraction."""
_AS_ARGUMENT = frozenset({"raw", "dec", "col", "expand", "factor", "simplify"})


def value_of(node: Node, point: Point) -> Value:
    """The value of a tree at a point.

    Raises SizesError where arrays do not go together, UndefinedError and TooLargeError where there is no
    value, CheckError for what is no number, vector or matrix.
    """
    import mpmath

    with mpmath.workdps(DIGITS):
        return _value(node, point)


def holds(statement: Node, point: Point) -> bool:
    """The truth of a statement between numbers, vectors and matrices; a lone 0 is a zero array too."""
    import mpmath

    with mpmath.workdps(DIGITS):
        return _truth(statement, point)


def _value(node: Node, point: Point) -> Value:
    match node:
        case Num():
            return bounded_value(node)
        case Sym(name) | Const(name) if name in point:
            return point[name]
        case Sym(name):
            raise CheckError(f"the name {name} has no value here")
        case Const():
            return _precise(node, point)
        case Neg(arg):
            return arrays.negated(_value(arg, point))
        case Binary("^", base, exponent):
            return _power(_value(base, point), _value(exponent, point))
        case Binary():
            return _chain(node, point)
        case Sequence(kind, items) if kind != "set":
            return arrays.from_items([_value(item, point) for item in items])
        case Index(base, indices):
            return _entry(_value(base, point), [_value(index, point) for index in indices])
        case Call():
            return _call(node, point)
        case _:
            raise CheckError("a number, a vector or a matrix is due here")


def _chain(node: Binary, point: Point) -> Value:
    first, links = chain(node)
    total = _value(first, point)
    for op, part in links:
        right = _value(part, point)
        match op:
            case "+":
                total = arrays.added(total, right)
            case "-":
                total = arrays.added(total, arrays.negated(right))
            case "*":
                total = arrays.multiplied(total, right)
            case _:
                total = arrays.divided(total, right)
    return total


def _power(base: Value, exponent: Value) -> Value:
    if isinstance(exponent, (Array, Identity)):
        raise CheckError("an exponent is a number")
    whole = int(exponent) if exponent == int(exponent) else None
    if isinstance(base, (Array, Identity)):
        if whole is None:
            raise CheckError("only whole powers of a matrix are read")
        return arrays.raised(base, whole)
    if whole is not None and isinstance(base, Fraction):
        bits = max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(whole)
        if bits <= _BITS_LIMIT:
            return arrays.divided(Fraction(1), base**-whole) if whole < 0 else base**whole
    from drill.maths import precise_functions
    from drill.maths.precise import from_double

    return _checked(lambda: precise_functions.power(from_double(base), from_double(exponent)))


def _entry(base: Value, places: list[Value]) -> Value:
    if not isinstance(base, Array):
        raise CheckError("a number has no entries")
    at = [int(place) - 1 for place in places if isinstance(place, Fraction) and place.denominator == 1]
    rows, columns = base.size
    if len(at) == len(places) == 1 and base.is_vector and 0 <= at[0] < rows:
        return base.rows[at[0]][0]
    if len(at) == len(places) == 2 and 0 <= at[0] < rows and 0 <= at[1] < columns:
        return base.rows[at[0]][at[1]]
    raise CheckError("an index is out of range (entries count from 1)")


def _call(node: Call, point: Point) -> Value:
    name, args = node.name, node.args
    if name in _AS_ARGUMENT:
        return _value(args[0], point)
    if name in BINDING or name in ("cdf", "pdf", "quantile"):
        return _precise(node, {each: value for each, value in point.items() if not _is_array(value)})
    if name == "ind":
        return Fraction(int(_truth(args[0], point)))
    values = [_value(arg, point) for arg in args]
    of_arrays = _OF_ARRAYS.get(name)
    if of_arrays is not None and (name in _ALWAYS or any(_is_array(value) for value in values)):
        return of_arrays(*values)
    if any(_is_array(value) for value in values):
        raise CheckError(f"{name} is not applied to a vector or matrix")
    if name == "abs" and isinstance(values[0], Fraction):
        return abs(values[0])
    return _function(name, values)


def _is_array(value: object) -> bool:
    return isinstance(value, (Array, Identity))


def _function(name: str, values: list[Any]) -> Number:
    """A function of numbers."""
    from drill.maths.precise import from_double
    from drill.maths.precise_functions import PRECISE_FUNCTIONS

    function = PRECISE_FUNCTIONS.get(name)
    if function is None:
        raise CheckError(f"{name} has no value here")
    return _checked(lambda: function(*[from_double(value) for value in values]))


def _precise(node: Node, point: Point) -> Number:
    from drill.maths.precise import evaluate_mp

    return evaluate_mp(node, point, DIGITS)


def _checked(compute: Callable[[], Any]) -> Any:
    """A finite number."""
    import mpmath

    from drill.errors import UndefinedError

    try:
        value = compute()
    except (ZeroDivisionError, ValueError):
        raise UndefinedError("this has no value") from None
    except (OverflowError, MemoryError):
        raise TooLargeError("this is too large to be computed") from None
    if not mpmath.isfinite(value):
        raise UndefinedError("this has no value")
    return value


def _norm(value: Value) -> Number:
    """Euclidean or Frobenius."""
    if not isinstance(value, Array):
        raise CheckError("norm needs a vector or a matrix")
    total = sum((abs(entry) ** 2 for entry in value.entries), Fraction(0))
    return _function("sqrt", [total])


def _bars(value: Value) -> Number:
    """``|x|`` of a vector is its length; of a matrix it reads two ways."""
    if isinstance(value, Array) and value.is_vector:
        return _norm(value)
    raise CheckError("bars round a matrix read two ways: write det(A) or norm(A)")


def _cross(left: Value, right: Value) -> Array:
    first, second = arrays.as_vector(left), arrays.as_vector(right)
    if len(first) != 3 or len(second) != 3:
        raise CheckError("cross needs two vectors of three entries")
    (a, b, c), (d, e, f) = first, second
    return arrays.vector((b * f - c * e, c * d - a * f, a * e - b * d))


def _eye(size: Value) -> Array:
    if not isinstance(size, Fraction) or size.denominator != 1 or not 1 <= size <= 20:
        raise CheckError("eye needs a whole number")
    return Identity(Fraction(1)).of_size(int(size))


def _diagonal(*entries: Value) -> Array:
    only = entries[0]
    numbers = arrays.as_vector(only) if len(entries) == 1 and isinstance(only, Array) else entries
    size = range(len(numbers))
    zero = Fraction(0)
    if any(_is_array(number) for number in numbers):
        raise CheckError("diag needs numbers")
    return Array(tuple(tuple(numbers[i] if i == j else zero for j in size) for i in size))  # type: ignore[misc]


def _rank(value: Value) -> Fraction:
    if not isinstance(value, Array):
        raise CheckError("rank needs a matrix")
    return Fraction(arrays.rank(value.rows))


_OF_ARRAYS: Mapping[str, Callable[..., Value]] = {
    "T": arrays.transposed,
    "inv": arrays.inverse,
    "det": arrays.determinant,
    "trace": arrays.trace,
    "rank": _rank,
    "norm": _norm,
    "abs": _bars,
    "dot": arrays.inner,
    "cross": _cross,
    "eye": _eye,
    "diag": _diagonal,
}
_ALWAYS = frozenset({"T", "inv", "det", "trace", "eye", "diag"})
"""Functions of arrays that take numbers too."""


def _truth(statement: Node, point: Point) -> bool:
    match statement:
        case Logic(op, left, right):
            first = _truth(left, point)
            return first if first == (op == "or") else _truth(right, point)
        case Not(arg):
            return not _truth(arg, point)
        case Relation("=" | "!=" as op, left, right):
            return _are_equal(_value(left, point), _value(right, point)) == (op == "=")
        case Relation(op, left, right):
            return _is_ordered(op, _value(left, point), _value(right, point))
        case _:
            raise CheckError("a condition is due, such as det(X) = 0")


def _are_equal(left: Value, right: Value) -> bool:
    """Equality; a 0 beside an array is a zero array."""
    for lone, other in ((left, right), (right, left)):
        if isinstance(other, Array) and lone == Fraction(0):
            return arrays.is_same(other, arrays.scaled(Fraction(0), other))
    return arrays.is_same(left, right)


def _is_ordered(op: str, left: Value, right: Value) -> bool:
    if _is_array(left) or _is_array(right):
        raise CheckError("only numbers are less or greater than one another")
    difference: Any = left - right  # type: ignore[operator]
    if getattr(difference, "imag", 0) != 0:
        raise CheckError("only real numbers are less or greater than one another")
    if arrays.is_zero(difference, max(abs(left), abs(right))):  # type: ignore[arg-type]
        return op in ("<=", ">=")
    return bool(difference < 0) == (op in ("<", "<="))
