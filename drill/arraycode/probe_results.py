"""Compare code at probes with its key computed at many digits.

Naive code has the key's values on ordinary arrays, but loses them at tiny and at large entries. The key's
value there is never computed in doubles, because it may be wrong in the same way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, TypeAlias

import numpy as np
from mpmath.ctx_mp import MPContext

from drill.arraycode import tensor_functions
from drill.arraycode.array_code_runner import CodeRun, run
from drill.arraycode.array_code_tree import Program
from drill.arraycode.bounds import WORK_LIMIT, WorkBudget
from drill.arraycode.task import CodeTask
from drill.arraycode.tensor_functions import Value, convert_numpy_result
from drill.arraycode.trials import convert_result_to_numbers
from drill.codec import is_tuple
from drill.errors import CheckError, KeyFaultError, TooLargeError, UndefinedError
from drill.explanation import record_step
from drill.maths.domains import assumptions_of

# Run a key with numbers of many digits, for probes where doubles lose their digits.
#
# The arrays contain mpmath's numbers, and NumPy calls a method of each entry for its functions, such as
# ``exp`` for ``np.exp``; functions that NumPy does not delegate in this way are defined here.

_Function: TypeAlias = Callable[[Any], Any]

# Max exponent of an exponential, because a larger one would need too many digits.
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
    """Run a program on arrays of doubles with ``digits`` digits; return its result rounded to doubles.

    Arrays of integers and truth values stay as they are. Raises CheckError if a function of the program has
    no such form, or a number is out of reach.
    """
    context = make_mp_context(digits)
    precise = dict(arrays)
    for name, array in arrays.items():
        if array.dtype.kind == "f":
            entries = [context.mpf(float(entry)) for entry in array.flat]
            precise[name] = make_object_array(entries, array.shape)
    run = PreciseRun(precise, WorkBudget(WORK_LIMIT), context)
    run.finish(program)
    result = np.asarray(run.result)
    rounded = [_as_double(entry) for entry in result.flat] if result.dtype == object else result
    return np.asarray(rounded, dtype=float).reshape(result.shape)


def _as_double(entry: Any) -> float:
    try:
        return float(entry)
    except OverflowError:
        return math.copysign(math.inf, float(entry > 0) - 0.5)


def make_object_array(entries: list[Any], shape: tuple[int, ...]) -> Any:
    """Return an array of mpmath numbers."""
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array.reshape(shape)


class PreciseRun(CodeRun):
    """A run whose arrays contain mpmath numbers."""

    def __init__(self, arrays: Mapping[str, Value], budget: WorkBudget, context: Any) -> None:
        super().__init__(arrays, budget)
        self._context = context
        self._functions = _functions_of(context)

    def _plain(self, value: Value) -> Value:
        if is_tuple(value):
            return tuple(map(self._plain, value))
        if isinstance(value, self._context.mpf):
            return make_object_array([value], ())
        return convert_numpy_result(value)

    def _nested(self, arrays: Mapping[str, Value]) -> CodeRun:
        return PreciseRun(arrays, self._budget, self._context)

    def _function(self, name: str) -> Callable[..., Any]:
        return self._functions.get(name) or super()._function(name)


@cache
def make_mp_context(digits: int) -> Any:
    """Return an mpmath context whose numbers have the methods that NumPy calls."""
    context: Any = MPContext()
    context.dps = digits
    numbers: Any = context.mpf
    for name in " ".join(_REAL_FUNCTIONS).split():
        setattr(numbers, _THEIR_NAMES.get(name, name), _keep_real_values(context, getattr(context, name)))
    numbers.exp = _bound_exponential(numbers.exp)
    numbers.expm1 = _bound_exponential(numbers.expm1)
    numbers.log = _guard_logarithm(context, numbers.log)
    true_divide = numbers.__truediv__
    power = numbers.__pow__

    def divide(x: Any, y: Any) -> Any:
        if y == 0:
            return _by_zero(context, x)
        return true_divide(x, y)

    def log1p(x: Any) -> Any:
        if x == -1:
            return context.ninf
        if x < -1:
            return context.nan
        return context.log1p(x)

    of_one: dict[str, _Function] = {
        "log2": lambda x: x.log() / context.ln2,
        "log10": lambda x: x.log() / context.ln10,
        "log1p": log1p,
        "rint": lambda x: context.nint(x),
        "trunc": lambda x: context.floor(x) if x >= 0 else context.ceil(x),
        "conjugate": lambda x: x,
    }
    of_two: dict[str, Callable[[Any, Any], Any]] = {
        "__round__": lambda x, _places=0: context.nint(x),
        "arctan2": lambda y, x: context.atan2(y, x),
        "hypot": lambda x, y: context.sqrt(x * x + y * y),
        "__truediv__": divide,
        "__rtruediv__": lambda x, y: divide(numbers(y), x),
        "__floordiv__": lambda x, y: context.floor(x / y),
        "__rfloordiv__": lambda x, y: context.floor(y / x),
        "__pow__": lambda x, y: _raise_mp_number(context, power, x, numbers(y)),
        "__rpow__": lambda x, y: _raise_mp_number(context, power, numbers(y), x),
    }
    for name, method in (*of_one.items(), *of_two.items()):
        setattr(numbers, name, method)
    return context


def _keep_real_values(context: Any, function: _Function) -> _Function:
    """Return a function of one number that is nan if its value is not real."""

    def value(x: Any) -> Any:
        result = function(x)
        return context.nan if isinstance(result, context.mpc) else result

    return value


def _bound_exponential(function: _Function) -> _Function:
    """Return an exponential that refuses numbers whose own digits would fill the memory."""

    def value(x: Any) -> Any:
        if not math.isinf(x) and abs(x) > _LARGEST_EXPONENT:
            raise TooLargeError("an exponent is too large to be computed at many digits")
        return function(x)

    return value


def _guard_logarithm(context: Any, log: _Function) -> _Function:
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

    def entrywise(function: _Function) -> _Function:
        return np.frompyfunc(function, 1, 1)

    def is_finite(a: Any) -> Any:
        return np.asarray(entrywise(lambda x: bool(context.isfinite(x)))(a), dtype=bool)

    def is_nan(a: Any) -> Any:
        return np.asarray(entrywise(lambda x: bool(context.isnan(x)))(a), dtype=bool)

    def exact(array: Any) -> Any:
        return context.matrix(np.asarray(array).tolist())

    def array_of(matrix: Any) -> Any:
        return make_object_array(list(matrix), (matrix.rows, matrix.cols))

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
        return make_object_array([context.det(exact(a))], ())

    def signed_logarithm(a: Any) -> tuple[Any, Any]:
        value = determinant(a)
        return np.sign(value), np.log(np.abs(value))

    def cholesky(a: Any) -> Any:
        _require_square(a)
        return array_of(context.cholesky(exact(a)))

    def log_add(first: Any, second: Any) -> Any:
        low, high = sorted((context.mpf(first), context.mpf(second)))
        if math.isinf(high):
            return high
        return high + context.log1p(context.exp(low - high))

    def fold_log_add(a: Any, axis: Any = 0, *, keepdims: bool = False) -> Any:
        return np.log(np.asarray(np.sum(np.exp(a), axis=axis, keepdims=keepdims), dtype=object))

    def reduce_axes(a: Any, pattern: str, reduction: str, names: str, sizes: tuple[int, ...]) -> Any:
        if reduction != "mean":
            return tensor_functions.reduce_axes(a, pattern, reduction, names, sizes)
        # The mean of einops computes only doubles.
        total = np.asarray(tensor_functions.reduce_axes(a, pattern, "sum", names, sizes))
        return total / context.mpf(a.size // max(total.size, 1))

    def as_type(a: Any, dtype: str) -> Any:
        if dtype == "bool":
            return np.asarray(a != 0, dtype=bool)
        return np.trunc(a) if dtype == "int" else a

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


# Digits of a key's computation, and of a second one, which must give the same doubles.
_DIGITS, _MORE_DIGITS = 50, 90
# Max entries of an array that are reported one by one.
_FEW_ENTRIES = 8


def first_failure(task: CodeTask, program: Program) -> str:
    """Return a sentence on the first probe where a program lacks the value of the key; empty without one.

    Raises KeyFaultError for a key that cannot be computed at many digits.
    """
    for index, arrays in enumerate(_make_probe_arrays(task)):
        due = _key_at(task, index)
        answer = _run_on_probe(program, arrays)
        record_step("run at a probe", probe=index + 1, arrays=arrays, key=due, answer=answer)
        if answer is None or answer.shape != due.shape:
            result = "no value" if answer is None else "another shape"
            return _format_difference(_format_arrays(arrays), result, _format_probe_number(due))
        off = np.argwhere(~_compare_entries(due, answer))
        if len(off):
            return _describe_wrong_entry(task, index, tuple(map(int, off[0])), answer)
    return ""


def list_probes_with_keys(task: CodeTask) -> list[tuple[Mapping[str, Any], Any]]:
    """Return the arrays of each probe and the key's value there, as :func:`first_failure` compares it."""
    return [(arrays, _key_at(task, index)) for index, arrays in enumerate(_make_probe_arrays(task))]


def same_at_probes(task: CodeTask, first: Program, second: Program) -> bool:
    """Return whether two programs have the same results at all probes, or neither has any."""
    return all(
        _has_same_entries(_run_on_probe(first, arrays), _run_on_probe(second, arrays))
        for arrays in _make_probe_arrays(task)
    )


def _has_same_entries(first: Any, second: Any) -> bool:
    """Return whether two results agree; None is an error."""
    if first is None or second is None:
        return first is second
    return first.shape == second.shape and bool(_compare_entries(first, second).all())


def _compare_entries(due: Any, answer: Any) -> Any:
    """Return which entries agree: to six digits; nan and infinities exactly."""
    with np.errstate(all="ignore"):
        # Six digits of an answer have to agree.
        is_near = np.abs(answer - due) <= 1e-6 * np.maximum(np.abs(due), np.finfo(float).tiny)
    return is_near | (answer == due) | (np.isnan(due) & np.isnan(answer))


@lru_cache(maxsize=64)
def _make_probe_arrays(task: CodeTask) -> tuple[Mapping[str, Any], ...]:
    assumed = assumptions_of(task.assume, task.known)
    kinds = {name: bool if assumed.domain(name).boolean else float for name in task.known}
    return tuple({name: np.array(value, dtype=kinds[name]) for name, value in probe} for probe in task.probes)


def _run_on_probe(program: Program, arrays: Mapping[str, Any]) -> Any:
    """Return a program's result in doubles; None if it raises an error."""
    try:
        return convert_result_to_numbers(run(program, arrays).result)
    except CheckError:
        return None


@lru_cache(maxsize=256)
def _key_at(task: CodeTask, probe_index: int) -> Any:
    """Return the value of the key at a probe, computed at many digits."""
    return _run_key_on_probe(task, _make_probe_arrays(task)[probe_index])


def _run_key_on_probe(task: CodeTask, arrays: Mapping[str, Any]) -> Any:
    assumed = assumptions_of(task.assume, task.known)
    whole = {name: array.astype(int) for name, array in arrays.items() if assumed.domain(name).integer}
    try:
        once, again = (
            run_precisely(task.key, {**arrays, **whole}, digits) for digits in (_DIGITS, _MORE_DIGITS)
        )
    except CheckError as error:
        raise KeyFaultError(f"probes: the key is not computed at many digits: {error.message}") from None
    if np.isnan(again).any():
        raise KeyFaultError(f"probes: the key has no value at {_format_arrays(arrays)}")
    with np.errstate(all="ignore"):
        settled = (once == again) | (np.abs(once - again) <= 1e-12 * np.abs(again))
    if not settled.all():
        raise KeyFaultError(f"probes: {_DIGITS} digits are too few for the key at {_format_arrays(arrays)}")
    return once


def _describe_wrong_entry(task: CodeTask, probe_index: int, entry: tuple[int, ...], answer: Any) -> str:
    """Describe a wrong entry, with the array entries that alone decide it if there are some."""
    arrays = _make_probe_arrays(task)[probe_index]
    due = _key_at(task, probe_index)
    alike = [name for name, array in arrays.items() if array.shape == due.shape and due.ndim]
    # These arrays are filled with the one entry, to see whether it alone decides.
    filled = dict(arrays)
    alone = dict(arrays)
    for name in alike:
        alone[name] = arrays[name][entry]
        filled[name] = np.full_like(arrays[name], alone[name])
    if alike and _has_same_entry(task, filled, entry, due[entry]):
        return _describe_two_values(_format_arrays(alone), answer[entry], due[entry])
    if due.size <= _FEW_ENTRIES:
        return _describe_two_values(_format_arrays(arrays), answer, due)
    where = f"{_format_arrays(arrays)} in entry {', '.join(map(str, entry))}"
    return _describe_two_values(where, answer[entry], due[entry])


def _has_same_entry(task: CodeTask, arrays: Mapping[str, Any], entry: tuple[int, ...], due: float) -> bool:
    try:
        value = _run_key_on_probe(task, arrays)
    except CheckError:
        return False
    return value.ndim == len(entry) and bool(_compare_entries(due, value[entry]))


def _format_arrays(arrays: Mapping[str, Any]) -> str:
    """Return ``x = 1e-20, y = [1, 2]``; of a large array its largest and smallest entries."""

    def shown(array: Any) -> str:
        if np.size(array) <= _FEW_ENTRIES:
            return _format_probe_number(array)
        return f"an array from {_format_probe_number(np.min(array))} to {_format_probe_number(np.max(array))}"

    return ", ".join(f"{name} = {shown(array)}" for name, array in arrays.items())


def _format_probe_number(array: Any, digits: int = 6) -> str:
    """Return a number, or a list of numbers, with ``digits`` digits; an exponent as typed, ``1e-20``."""
    if np.ndim(array):
        return "[" + ", ".join(_format_probe_number(entry, digits) for entry in array) + "]"
    return re.sub(r"e([+-])0*", lambda sign: "e" + sign[1].strip("+"), f"{array:.{digits}g}")


def _describe_two_values(where: str, answer: Any, due: Any) -> str:
    """Describe two values with enough digits to distinguish them."""
    digits = 6 if _format_probe_number(answer) != _format_probe_number(due) else 12
    return _format_difference(where, _format_probe_number(answer, digits), _format_probe_number(due, digits))


def _format_difference(where: str, answer: str, due: str) -> str:
    return f"At {where} your code gives {answer}, the value is {due}."
