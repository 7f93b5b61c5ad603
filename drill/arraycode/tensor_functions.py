"""Functions that NumPy lacks: PyTorch's, as its documentation defines them, and those of einops."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias, TypeGuard, cast

import einops
import numpy as np
from numpy.typing import NDArray

from drill.arraycode.allowed import Kind
from drill.arraycode.axis_patterns import MisfitError, format_shape
from drill.arraycode.bounds import ENTRIES_LIMIT
from drill.codec import is_tuple
from drill.errors import ParseError, TooLargeError, UndefinedError
from drill.maths.scalars import MAX_WHOLE

# An array of NumPy's, of any kind of entries.
Array: TypeAlias = NDArray[Any]
Axis = int | tuple[int, ...] | None
# Max distance from an integer due to rounding.
_NEARLY_WHOLE = 1e-6


def whole(array: Array) -> Array:
    """Return an array of integers as one for indices. Raises TypeError for other entries."""
    if array.dtype.kind in "iub":
        return array
    near = np.rint(array)
    if not np.all(np.abs(array - near) <= _NEARLY_WHOLE):
        raise TypeError("integers are expected")
    return near.astype(np.intp)


def astype(a: Array, dtype: str) -> Array:
    """Return the entries as ``bool``, ``int`` (cut off towards 0) or ``float``."""
    if dtype != "int":
        return a.astype(dtype)
    near = np.rint(a)
    return np.where(np.abs(a - near) <= _NEARLY_WHOLE, near, np.trunc(a)).astype(np.intp)


def erf(x: Array) -> Array:
    """Return the error function of every entry."""
    return np.vectorize(math.erf, otypes=[float])(x)


def flatten(a: Array, first: int = 0, last: int = -1) -> Array:
    """Return an array whose axes from ``first`` to ``last`` are joined into one."""
    axes = range(max(a.ndim, 1))
    return a.reshape(*a.shape[: axes[first]], -1, *a.shape[axes[last] + 1 :])


def unflatten(a: Array, axis: int, shape: int | tuple[int, ...]) -> Array:
    """Return an array whose ``axis`` is split into the lengths of ``shape``; -1 is the remaining length."""
    position = range(a.ndim)[axis]
    return a.reshape(*a.shape[:position], *np.atleast_1d(shape), *a.shape[position + 1 :])


def squeeze(a: Array, axis: Axis = None) -> Array:
    """Return an array without those of the axes that have length 1."""
    if axis is None:
        axis = tuple(range(a.ndim))
    axes = (axis,) if isinstance(axis, int) else axis
    return np.squeeze(a, tuple(axis for axis in axes if a.shape[axis] == 1))


def unbind(a: Array, axis: int = 0) -> tuple[Array, ...]:
    """Return the slices of an array along an axis."""
    return tuple(np.moveaxis(a, axis, 0))


def expand(a: Array, shape: int | tuple[int, ...]) -> Array:
    """Return an array repeated along axes of length 1 and new ones; -1 keeps a length."""
    lengths = (shape,) if isinstance(shape, int) else shape
    own_lengths = (*[1] * (len(lengths) - a.ndim), *a.shape)
    pairs = zip(lengths, own_lengths, strict=True)
    return np.broadcast_to(a, [old if new == -1 else new for new, old in pairs])


def split(a: Array, lengths: int | tuple[int, ...], axis: int = 0) -> tuple[Array, ...]:
    """Return the pieces of an array: of one length, the last may be shorter, or of the lengths given."""
    length = a.shape[axis]
    if isinstance(lengths, int):
        ends = list(range(lengths, length, lengths))
    else:
        ends = [sum(lengths[:count]) for count in range(1, len(lengths))]
        if sum(lengths) != length or min(lengths) < 0:
            raise ValueError("the lengths do not add up")
    return tuple(np.split(a, ends, axis))


def chunk(a: Array, count: int, axis: int = 0) -> tuple[Array, ...]:
    """Return at most ``count`` pieces, of one length except for the last."""
    return split(a, -(-a.shape[axis] // count), axis)


def layer_norm(
    a: Array,
    shape: int | tuple[int, ...],
    scale: Array | None = None,
    bias: Array | None = None,
    eps: float = 1e-5,
) -> Array:
    """Return an array of mean 0 and variance 1 over its last axes, then scaled and moved."""
    lengths = (shape,) if isinstance(shape, int) else shape
    if lengths != a.shape[-len(lengths) :]:
        raise ValueError("the last axes have other lengths")
    axes = tuple(range(-len(lengths), 0))
    result = (a - a.mean(axes, keepdims=True)) / np.sqrt(a.var(axes, keepdims=True) + eps)
    if scale is not None:
        result = result * scale
    if bias is not None:
        result = result + bias
    return result


def vector_norm(x: Array, ord: float | None = None, axis: Axis = None, keepdims: bool = False) -> Array:
    """Return the norm of all entries along some axes together, as of one vector; of order 2 by default."""
    order = 2 if ord is None else ord
    sizes = np.abs(x)
    if order == math.inf:
        return np.max(sizes, axis=axis, keepdims=keepdims)
    if order == -math.inf:
        return np.min(sizes, axis=axis, keepdims=keepdims)
    if order == 0:
        return np.sum(sizes != 0, axis=axis, keepdims=keepdims)
    if order == 2:
        return np.sqrt(np.sum(sizes * sizes, axis=axis, keepdims=keepdims))
    return np.sum(sizes**order, axis=axis, keepdims=keepdims) ** (1 / order)


def vector_or_matrix_norm(
    x: Array, ord: float | None = None, axis: Axis = None, keepdims: bool = False
) -> Array:
    """Return the norm of an order, of matrices if there are two axes; without an order that of a vector."""
    if ord is None:
        return vector_norm(x, None, axis, keepdims)
    return np.linalg.norm(x, ord, axis, keepdims)


def cross_entropy(a: Array, y: Array, *, smoothing: float = 0.0) -> Array:
    """Return the cross-entropies of logits, with classes along axis 1 (or the only one).

    The targets are classes or probabilities, of which ``smoothing`` is shared by all classes alike.
    """
    axis = min(a.ndim - 1, 1)
    far = a - np.max(a, axis=axis, keepdims=True)
    logs = far - np.log(np.sum(np.exp(far), axis=axis, keepdims=True))
    if y.ndim == a.ndim:
        entropies = -np.sum(y * logs, axis)
    else:
        entropies = -np.squeeze(np.take_along_axis(logs, np.expand_dims(whole(y), axis), axis), axis)
    return (1 - smoothing) * entropies - smoothing * np.mean(logs, axis)


def rearrange_axes(a: Array, pattern: str, names: str, sizes: tuple[int, ...]) -> Array:
    """Return the array with axes arranged by a pattern; ``sizes`` are the lengths of the axes ``names``."""
    return _run_einops(einops.rearrange, a, pattern, names=names, sizes=sizes)


def repeat_axes(a: Array, pattern: str, names: str, sizes: tuple[int, ...]) -> Array:
    """Return the array with its entries repeated along the axes that a pattern adds."""
    return _run_einops(einops.repeat, a, pattern, names=names, sizes=sizes)


def reduce_axes(a: Array, pattern: str, reduction: str, names: str, sizes: tuple[int, ...]) -> Array:
    """Return the sums, means, products or extremes along the axes that a pattern drops."""
    reduce: Callable[..., Array] = einops.reduce  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  any backend
    return _run_einops(reduce, a, pattern, reduction, names=names, sizes=sizes)


def _run_einops(function: Callable[..., Array], *arguments: Any, names: str, sizes: tuple[int, ...]) -> Array:
    """Return the result of einops. Raises ValueError if arrays do not fit, TypeError for other entries."""
    try:
        return function(*arguments, **dict(zip(names.split(), sizes, strict=True)))
    except einops.EinopsError:
        raise ValueError("einops does not take this") from None
    except (AttributeError, NotImplementedError):
        raise TypeError("einops does not take such entries") from None


# Conversion of values to the kinds of parameters; NumPy's errors in words.

# An ``int``, ``float`` or ``bool``, an array, a tuple of values, ``None`` or ``...``.
Value = Any

# Max axes that broadcasting may make.
_AXES_LIMIT = 12
# Max tuples and values in one array.
_PARTS_LIMIT = 1000


def convert_numpy_result(value: Value) -> Value:
    """Return NumPy's result as one of our values: scalars as arrays without axes, tuples as tuples.

    Raises TooLargeError for too many axes.
    """
    if is_tuple(value):
        return tuple(map(convert_numpy_result, value))
    if not _is_from_numpy(value):
        return value
    if value.ndim > _AXES_LIMIT:
        raise TooLargeError("these are too many axes")
    return np.asarray(value)


def _is_from_numpy(value: Value) -> TypeGuard[np.generic[Any] | NDArray[Any]]:
    return isinstance(value, (np.generic, np.ndarray))


def is_numpy_array(value: Value) -> TypeGuard[NDArray[Any]]:
    """Return whether a value is an array; nothing is known of its entries."""
    return isinstance(value, np.ndarray)


def is_numeric_value(value: Value) -> bool:
    """Return whether a value is a number or an array of numbers."""
    return isinstance(value, (int, float, np.ndarray))


def shape_of(value: Value) -> tuple[int, ...]:
    """Return the shape of a number or an array."""
    return value.shape if is_numpy_array(value) else ()


def as_array(value: Value, function_name: str) -> Value:
    """Return an array of a number, or of tuples of numbers and arrays as NumPy takes them, within bounds.

    Raises ParseError for any other value.
    """
    if is_numeric_value(value):
        return np.asarray(value)
    leaves = list(_list_tuple_leaves(value))
    if is_tuple(value) and value and all(map(is_numeric_value, leaves)):
        if sum(leaf.size if is_numpy_array(leaf) else 1 for leaf in leaves) > ENTRIES_LIMIT:
            raise TooLargeError("this makes arrays that are too large")
        with numpy_errors(function_name, ()):
            array: NDArray[Any] = np.array(value)
            return array
    raise ParseError(
        f"{function_name}: an array is expected, not {_describe_value(value)}", None, code="kind"
    )


def _list_tuple_leaves(value: Value) -> Iterator[Value]:
    """Yield the values in nested tuples. Raises TooLargeError for more than `_PARTS_LIMIT`."""
    count = 0
    left = [value]
    while left:
        count += 1
        if count > _PARTS_LIMIT:
            raise TooLargeError("these values are nested too deep")
        part = left.pop()
        if is_tuple(part):
            left.extend(part)
        else:
            yield part


def _describe_value(value: Value) -> str:
    if is_tuple(value):
        return "a tuple"
    if is_numeric_value(value):
        return {True: "True", False: "False"}.get(value, "a number")
    return str(value)


def as_whole(value: Value, function_name: str) -> int:
    """Return an integer, also one that NumPy computed, or a number of the exercise that is one.

    Raises ParseError for any other value, TooLargeError for a large one.
    """
    if is_numpy_array(value) and value.ndim == 0 and value.dtype.kind in "iufO":
        with suppress(TypeError, OverflowError):
            value = int(whole(value))
    if not isinstance(value, int) or isinstance(value, bool):
        raise ParseError(f"{function_name}: an integer is expected", None, code="kind")
    if abs(value) > MAX_WHOLE:
        raise TooLargeError(f"{function_name}: this number is too large")
    return value


def _as_length(value: Value, function_name: str) -> int:
    """Return the length of an axis."""
    if isinstance(value, float) and abs(value) > ENTRIES_LIMIT:
        raise TooLargeError(f"{function_name}: this length is too large")
    return as_whole(value, function_name)


def convert_argument(value: Value, kind: Kind, function_name: str) -> Value:
    """Convert a value to what a parameter of a kind takes. Raises ParseError for another kind of value."""
    match kind:
        case "array":
            return as_array(value, function_name)
        case "arrays":
            if not is_tuple(value):
                raise ParseError(f"{function_name}: a tuple of arrays is expected", None, code="kind")
            return tuple(as_array(entry, function_name) for entry in value)
        case "whole":
            return as_whole(value, function_name)
        case "number":
            return _require_number_argument(value, function_name)
        case "flag":
            if not isinstance(value, bool):
                raise ParseError(f"{function_name}: True or False is expected", None, code="kind")
            return value
        case "axis" | "axes" if value is None:
            return None
        case "axis" | "axes" | "shape":
            return _require_integer_arguments(value, function_name, nested=kind == "axes")
        case "lengths":
            lengths = cast("tuple[Value, ...]", value)  # because the reader puts them into one
            return tuple(_as_length(length, function_name) for length in lengths)
        case "index":
            try:
                return whole(as_array(value, function_name))
            except TypeError:
                raise ParseError(f"{function_name}: integers are expected", None, code="kind") from None
        case "subscripts" | "word" | "dtype":
            if not isinstance(value, str):
                raise ParseError(f"{function_name}: a text is expected", None, code="kind")
            return value


def _require_number_argument(value: Value, function_name: str) -> int | float:
    if is_numpy_array(value) and value.ndim == 0 and value.dtype.kind in "iuf":
        value = value.item()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise ParseError(f"{function_name}: a number is expected", None, code="kind")


def _require_integer_arguments(value: Value, function_name: str, *, nested: bool) -> int | tuple[Any, ...]:
    if not is_tuple(value):
        return as_whole(value, function_name)
    return tuple(
        _require_integer_arguments(item, function_name, nested=False)
        if nested and is_tuple(item)
        else as_whole(item, function_name)
        for item in value
    )


@contextmanager
def numpy_errors(function_name: str, operands: Sequence[Value]) -> Generator[None]:
    """Translate NumPy's errors: shapes that do not fit, no value, or arguments of another kind."""
    arrays = [value for value in operands if is_numpy_array(value)]
    shapes = " and ".join(format_shape(array.shape) for array in arrays) or "numbers"
    try:
        yield
    except np.exceptions.AxisError:
        raise MisfitError("axis", f"{function_name}: {shapes} has no such axis") from None
    except np.linalg.LinAlgError as error:
        if "square" in str(error) or "dimension" in str(error):
            raise MisfitError("shape", f"{function_name} needs square matrices, here is {shapes}") from None
        raise UndefinedError(f"{function_name} has no value: {str(error).lower()}") from None
    except (IndexError, ValueError) as error:
        if "negative integer powers" in str(error):
            raise UndefinedError("NumPy has no negative power of whole numbers: write 2.0, not 2") from None
        raise MisfitError("shape", f"{function_name} does not fit {shapes}") from None
    except (TypeError, OverflowError, ZeroDivisionError):
        raise ParseError(f"{function_name} does not take such values", None, code="kind") from None
    except MemoryError:
        raise TooLargeError("this makes arrays that are too large") from None
