"""Run a key with numbers of many digits, for probes at which doubles lose their digits.

The arrays hold numbers of mpmath's, and NumPy calls a method of each entry for its functions, such as ``exp``
for ``np.exp``; functions that NumPy does not lead there are given here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
from mpmath.ctx_mp import MPContext

from drill.arraycode import tensor_functions
from drill.arraycode.array_code_runner import Run
from drill.arraycode.array_code_tree import Program
from drill.arraycode.bounds import WORK_LIMIT, Budget
from drill.arraycode.numpy_values import Value, convert_numpy_result
from drill.codec import is_tuple
from drill.errors import TooLargeError, UndefinedError

# Max exponent of an exponential: the exponent of a larger one has more digits than anybody means.
_LARGEST_EXPONENT = 1e15
# Functions of one number without a value for some.
_REAL_FUNCTIONS = (
    "exp expm1 log log1p sqrt cbrt floor ceil",
    "sin cos tan sinh cosh tanh asinh acosh atanh asin acos atan",
)
_THEIR_NAMES = {
    "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh", "asin": "arcsin", "acos": "arccos",
    "atan": "arctan",
}  # fmt: skip


def run_precisely(program: Program, arrays: Mapping[str, Value], digits: int) -> Any:
    """Run a program on arrays of doubles with so many digits; return its result rounded to doubles.

    Arrays of integers and truth values stay as they are. Raises CheckError where a function of the program
    has no such form, or a number is out of reach.
    """
    context = _make_mp_context(digits)
    precise = {
        name: _make_object_array([context.mpf(float(entry)) for entry in array.flat], array.shape)
        if array.dtype.kind == "f"
        else array
        for name, array in arrays.items()
    }
    run = _PreciseRun(precise, Budget(WORK_LIMIT), context)
    run.finish(program)
    result = np.asarray(run.result)
    rounded = [_as_double(entry) for entry in result.flat] if result.dtype == object else result
    return np.asarray(rounded, dtype=float).reshape(result.shape)


def _as_double(entry: Any) -> float:
    try:
        return float(entry)
    except OverflowError:
        return math.copysign(math.inf, float(entry > 0) - 0.5)


def _make_object_array(entries: list[Any], shape: tuple[int, ...]) -> Any:
    """Return an array of mpmath numbers."""
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array.reshape(shape)


class _PreciseRun(Run):
    """A run whose arrays contain mpmath numbers."""

    def __init__(self, arrays: Mapping[str, Value], budget: Budget, context: Any) -> None:
        super().__init__(arrays, budget)
        self._context = context
        self._functions = _functions_of(context)

    def _plain(self, value: Value) -> Value:
        if is_tuple(value):
            return tuple(map(self._plain, value))
        return (
            _make_object_array([value], ())
            if isinstance(value, self._context.mpf)
            else convert_numpy_result(value)
        )

    def _nested(self, arrays: Mapping[str, Value]) -> Run:
        return _PreciseRun(arrays, self._budget, self._context)

    def _function(self, name: str) -> Callable[..., Any]:
        return self._functions.get(name) or super()._function(name)


@cache
def _make_mp_context(digits: int) -> Any:
    """Return an mpmath context whose numbers have the methods that NumPy calls."""
    context: Any = MPContext()
    context.dps = digits
    numbers: Any = context.mpf
    for name in " ".join(_REAL_FUNCTIONS).split():
        setattr(numbers, _THEIR_NAMES.get(name, name), _keep_real_values(context, getattr(context, name)))
    numbers.exp = _bound_exponential(numbers.exp)
    numbers.expm1 = _bound_exponential(numbers.expm1)
    numbers.log = _guard_logarithm(context, numbers.log)
    divide, power = numbers.__truediv__, numbers.__pow__
    of_one: dict[str, Callable[[Any], Any]] = {
        "log2": lambda x: x.log() / context.ln2,
        "log10": lambda x: x.log() / context.ln10,
        "log1p": lambda x: context.ninf if x == -1 else context.nan if x < -1 else context.log1p(x),
        "rint": lambda x: context.nint(x),
        "trunc": lambda x: context.floor(x) if x >= 0 else context.ceil(x),
        "conjugate": lambda x: x,
    }
    of_two: dict[str, Callable[[Any, Any], Any]] = {
        "__round__": lambda x, _places=0: context.nint(x),
        "arctan2": lambda y, x: context.atan2(y, x),
        "hypot": lambda x, y: context.sqrt(x * x + y * y),
        "__truediv__": lambda x, y: divide(x, y) if y != 0 else _by_zero(context, x),
        "__rtruediv__": lambda x, y: divide(context.mpf(y), x) if x != 0 else _by_zero(context, y),
        "__floordiv__": lambda x, y: context.floor(x / y),
        "__rfloordiv__": lambda x, y: context.floor(y / x),
        "__pow__": lambda x, y: _raise_mp_number(context, power, x, context.mpf(y)),
        "__rpow__": lambda x, y: _raise_mp_number(context, power, context.mpf(y), x),
    }
    for name, method in (*of_one.items(), *of_two.items()):
        setattr(numbers, name, method)
    return context


def _keep_real_values(context: Any, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function of one number that is nan where its value is not real."""

    def value(x: Any) -> Any:
        result = function(x)
        return context.nan if isinstance(result, context.mpc) else result

    return value


def _bound_exponential(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return an exponential that refuses numbers whose own digits would fill the memory."""

    def value(x: Any) -> Any:
        if not math.isinf(x) and abs(x) > _LARGEST_EXPONENT:
            raise TooLargeError("an exponent is too large to be computed at many digits")
        return function(x)

    return value


def _guard_logarithm(context: Any, log: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda x: context.ninf if x == 0 else log(x)


def _by_zero(context: Any, numerator: Any) -> Any:
    """Return NumPy's result of dividing a number by zero; here zero has no sign."""
    if numerator == 0 or numerator != numerator:
        return context.nan
    return context.inf if numerator > 0 else context.ninf


def _raise_mp_number(context: Any, power: Callable[[Any, Any], Any], base: Any, exponent: Any) -> Any:
    if base == 0 and exponent < 0:
        return context.inf
    if abs(exponent) > _LARGEST_EXPONENT:
        raise TooLargeError("an exponent is too large to be computed at many digits")
    result = power(base, exponent)
    return context.nan if isinstance(result, context.mpc) else result


def _functions_of(context: Any) -> Mapping[str, Callable[..., Any]]:
    """Return the functions that NumPy does not compute on such arrays."""

    def entrywise(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return np.frompyfunc(function, 1, 1)

    def is_finite(a: Any) -> Any:
        return np.asarray(entrywise(lambda x: bool(context.isfinite(x)))(a), dtype=bool)

    def is_nan(a: Any) -> Any:
        return np.asarray(entrywise(lambda x: bool(context.isnan(x)))(a), dtype=bool)

    def exact(array: Any) -> Any:
        return context.matrix(np.asarray(array).tolist())

    def array_of(matrix: Any) -> Any:
        return _make_object_array(list(matrix), (matrix.rows, matrix.cols))

    def solve(a: Any, b: Any) -> Any:
        columns = b.reshape(b.shape[0], -1)
        return (inverse(a) @ columns).reshape(b.shape)

    def inverse(a: Any) -> Any:
        _require_square(a)
        try:
            return array_of(exact(a) ** -1)
        except ZeroDivisionError:
            raise UndefinedError("a matrix has no inverse") from None

    def determinant(a: Any) -> Any:
        _require_square(a)
        return _make_object_array([context.det(exact(a))], ())

    def signed_logarithm(a: Any) -> tuple[Any, Any]:
        value = determinant(a)
        return np.sign(value), np.log(np.abs(value))

    def cholesky(a: Any) -> Any:
        _require_square(a)
        return array_of(context.cholesky(exact(a)))

    def log_add(first: Any, second: Any) -> Any:
        x, y = context.mpf(first), context.mpf(second)
        high, low = (x, y) if x >= y else (y, x)
        return high if math.isinf(high) else high + context.log1p(context.exp(low - high))

    def fold_log_add(a: Any, axis: Any = 0, *, keepdims: bool = False) -> Any:
        return np.log(np.asarray(np.sum(np.exp(a), axis=axis, keepdims=keepdims), dtype=object))

    def reduce_axes(a: Any, pattern: str, reduction: str, names: str, sizes: tuple[int, ...]) -> Any:
        if reduction != "mean":
            return tensor_functions.reduce_axes(a, pattern, reduction, names, sizes)
        total = np.asarray(
            tensor_functions.reduce_axes(a, pattern, "sum", names, sizes)
        )  # einops: doubles only
        return total / context.mpf(a.size // max(total.size, 1))

    def as_type(a: Any, dtype: str) -> Any:
        return np.asarray(a != 0, dtype=bool) if dtype == "bool" else np.trunc(a) if dtype == "int" else a

    return {
        "isfinite": is_finite, "isnan": is_nan,
        "logaddexp": np.frompyfunc(log_add, 2, 1),
        "logaddexp.reduce": fold_log_add,
        "own:erf": entrywise(lambda x: context.erf(x)),
        "own:astype": as_type,
        "own:reduce_axes": reduce_axes,
        "linalg.solve": solve, "linalg.inv": inverse, "linalg.det": determinant,
        "linalg.slogdet": signed_logarithm, "linalg.cholesky": cholesky,
    }  # fmt: skip


def _require_square(a: Any) -> None:
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise UndefinedError("many digits are computed of one square matrix only")
