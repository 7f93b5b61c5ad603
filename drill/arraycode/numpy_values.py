"""Values of the parts of an answer, converted to the kind that a parameter takes; NumPy's errors in words."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeGuard, cast

import numpy as np
from numpy.typing import NDArray

from drill.arraycode.allowed import Kind
from drill.arraycode.bounds import ENTRIES_LIMIT
from drill.arraycode.misfits import MisfitError, print_shape
from drill.arraycode.tensor_functions import whole
from drill.codec import is_tuple
from drill.errors import ParseError, TooLargeError, UndefinedError
from drill.maths.scalars import MAX_WHOLE

# An ``int``, ``float`` or ``bool``, an array, a tuple of values, ``None`` or ``...``.
Value = Any

# Max axes that broadcasting may make of those declared.
_AXES_LIMIT = 12
# Max tuples and values of which an array is made.
_PARTS_LIMIT = 1000


def convert_numpy_result(value: Value) -> Value:
    """Return NumPy's result as one of our values: scalars as arrays without axes, tuples as tuples.

    Raises TooLargeError for too many axes.
    """
    if is_tuple(value):
        return tuple(convert_numpy_result(entry) for entry in value)
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

    Raises ParseError for what is none.
    """
    if is_numeric_value(value):
        return np.asarray(value)
    leaves = list(_list_tuple_leaves(value))
    if is_tuple(value) and value and all(is_numeric_value(leaf) for leaf in leaves):
        if sum(leaf.size if is_numpy_array(leaf) else 1 for leaf in leaves) > ENTRIES_LIMIT:
            raise TooLargeError("this makes arrays that are too large")
        with numpy_errors(function_name, ()):
            array: NDArray[Any] = np.array(value)
            return array
    raise ParseError(
        f"{function_name}: an array is expected, not {_describe_value(value)}", None, code="kind"
    )


def _list_tuple_leaves(value: Value) -> Iterator[Value]:
    """Yield the values in nested tuples. Raises TooLargeError for more than anybody writes."""
    count, left = 0, [value]
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
    return {True: "True", False: "False"}.get(value, "a number") if is_numeric_value(value) else str(value)


def as_whole(value: Value, function_name: str) -> int:
    """Return an integer, also one that NumPy computed. Raises TooLargeError for what is none."""
    if is_numpy_array(value) and value.ndim == 0 and value.dtype.kind in "iu":
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ParseError(f"{function_name}: an integer is expected", None, code="kind")
    if abs(value) > MAX_WHOLE:
        raise TooLargeError(f"{function_name}: this number is too large")
    return value


def _as_length(value: Value, function_name: str) -> int:
    """Return the length of an axis: an integer, also a number that an exercise gives as one."""
    if is_numpy_array(value) and value.ndim == 0 and value.dtype.kind == "f":
        with suppress(TypeError):
            value = int(whole(value))
    if isinstance(value, float) and abs(value) > ENTRIES_LIMIT:
        raise TooLargeError(f"{function_name}: this length is too large")
    return as_whole(value, function_name)


def as_kind(value: Value, kind: Kind, function_name: str) -> Value:
    """Return a value as a parameter of some kind takes it. Raises ParseError for another kind of value."""
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
            lengths = cast("tuple[Value, ...]", value)  # the reader puts them into one
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
    shapes = " and ".join(print_shape(array.shape) for array in arrays) or "numbers"
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
