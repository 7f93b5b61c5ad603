"""Predict the size and cost of a call before it runs, and whether its shapes fit, in words.

Shapes are tuples of lengths; nothing is computed here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from drill.arraycode.axis_patterns import (
    MisfitError,
    Shape,
    find_pattern_shape,
    format_shape,
    read_axis_pattern,
)
from drill.errors import ParseError, TooLargeError

# Max entries of one array.
ENTRIES_LIMIT = 2**18
# Max steps of one run: entries made, products added, and similar operations.
WORK_LIMIT = 2**21
# Max exponent of a matrix, which needs ten squarings.
_POWER_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class ResultBound:
    """The largest number of entries of a result, and of steps."""

    entries: int
    work: int


def bound_result(entries: int, steps: int = 1) -> ResultBound:
    """Return the bound of a result with ``entries`` entries and ``steps`` steps per entry."""
    return ResultBound(entries, entries * steps)


class WorkBudget:
    """The remaining budget of one run."""

    def __init__(self, work: int = WORK_LIMIT) -> None:
        self._left = work

    def spend(self, bound: ResultBound) -> None:
        """Charge a call to the budget. Raises TooLargeError if it exceeds it."""
        self._left -= bound.work
        if bound.entries > ENTRIES_LIMIT or self._left < 0:
            raise TooLargeError("this makes arrays that are too large")


def count_shape_entries(shape: Sequence[int]) -> int:
    """Return the number of entries of a shape; empty axes count as 1, because a sum over them has entries."""
    return math.prod(max(length, 1) for length in shape)


def broadcast_shapes(*shapes: Shape) -> Shape:
    """Return the broadcast shape of arrays. Raises MisfitError if they do not fit."""
    axes = max(map(len, shapes), default=0)
    result: list[int] = []
    for axis in range(-axes, 0):
        lengths = {shape[axis] for shape in shapes if len(shape) >= -axis} - {1}
        if len(lengths) > 1:
            joined = " and ".join(format_shape(shape) for shape in shapes if shape)
            message = f"shapes {joined} do not fit entry by entry: lengths are compared from the last axis on"
            raise MisfitError("shape", message, by_entry=True)
        result.append(lengths.pop() if lengths else 1)
    return tuple(result)


def bound_matmul(left: Shape, right: Shape) -> ResultBound:
    """Return the shape and cost of ``left @ right``, with leading axes broadcast.

    Raises MisfitError if shapes do not fit.
    """
    if not left or not right:
        raise MisfitError("shape", "@ needs arrays on both sides, not numbers")
    inner = right[max(len(right) - 2, 0)]
    if left[-1] != inner:
        message = (
            f"{format_shape(left)} @ {format_shape(right)} does not fit: {left[-1]} columns meet {inner} rows"
        )
        raise MisfitError("shape", message)
    stack = broadcast_shapes(left[:-2], right[:-2])
    rows = left[-2] if len(left) > 1 else 1
    columns = right[-1] if len(right) > 1 else 1
    return bound_result(count_shape_entries((*stack, rows, columns)), max(inner, 1))


def bound_indexing(shape: Shape, indices: Sequence[Shape]) -> ResultBound:
    """Return the bound of an array indexed by integer arrays of these shapes."""
    return bound_result(
        count_shape_entries(broadcast_shapes(*indices))
        * max(count_shape_entries(sorted(shape)[len(indices) :]), 1)
    )


Arguments = Mapping[str, Any]
Rule = Callable[[Arguments], ResultBound]


def _find_array_arguments(arguments: Arguments) -> list[Any]:
    return [value for value in arguments.values() if hasattr(value, "dtype")]


def _bound_broadcast(arguments: Arguments) -> ResultBound:
    return bound_result(
        count_shape_entries(broadcast_shapes(*(value.shape for value in _find_array_arguments(arguments))))
    )


def _bound_joined_entries(arguments: Arguments) -> ResultBound:
    return bound_result(sum(count_shape_entries(value.shape) for value in _find_array_arguments(arguments)))


def _bound_rounding(arguments: Arguments) -> ResultBound:
    # Doubles have fifteen decimals.
    if abs(arguments.get("decimals", 0)) > 15:
        raise TooLargeError("these are too many decimals")
    return _bound_joined_entries(arguments)


def _bound_diagonal(arguments: Arguments) -> ResultBound:
    operand = arguments["v"]
    side = operand.size + abs(arguments.get("k", 0)) if operand.ndim < 2 else 0
    return bound_result(max(side * side, operand.size))


def _bound_new_shape(arguments: Arguments) -> ResultBound:
    shape = arguments["shape"]
    lengths = (shape,) if isinstance(shape, int) else shape
    if any(length < 0 for length in lengths):
        raise MisfitError("shape", f"{format_shape(lengths)} is not a shape: a length is negative")
    return bound_result(count_shape_entries(lengths))


def _bound_reshape(arguments: Arguments) -> ResultBound:
    """Return the given lengths, with one of -1 computed."""
    shape = arguments["shape"]
    lengths = (shape,) if isinstance(shape, int) else shape
    return ResultBound(max(count_shape_entries(lengths), count_shape_entries(arguments["a"].shape)), 1)


def _bound_identity(arguments: Arguments) -> ResultBound:
    rows = arguments.get("N", arguments.get("n", 0))
    columns = arguments.get("M", rows)
    entries = count_shape_entries((rows, columns))
    return ResultBound(entries, entries + abs(arguments.get("k", 0)))


def _bound_range(arguments: Arguments) -> ResultBound:
    start = arguments["start"]
    stop = arguments.get("stop")
    step = arguments.get("step", 1)
    if stop is None:
        stop = start
        start = 0
    if step == 0:
        raise ParseError("np.arange needs a step other than 0", None, code="undefined")
    count = (stop - start) / step
    if not math.isfinite(count) or count > ENTRIES_LIMIT:
        raise TooLargeError("this makes arrays that are too large")
    return bound_result(max(math.ceil(count), 0))


def _last_axes(name: str, arguments: Arguments) -> ResultBound:
    """Return the bound of a sum over the last axes of two arrays; for ``dot``, the second's last but one."""
    left = arguments["a"].shape
    right = arguments["b"].shape
    if not left or not right:
        return _bound_outer_product(arguments)
    axis = len(right) - 1 if name == "np.inner" else max(len(right) - 2, 0)
    return _bound_contraction(name, left, right, [len(left) - 1], [axis])


def _bound_tensordot(arguments: Arguments) -> ResultBound:
    left = arguments["a"].shape
    right = arguments["b"].shape
    axes = arguments.get("axes", 2)
    if isinstance(axes, int):
        if not 0 <= axes <= min(len(left), len(right)):
            message = (
                f"np.tensordot cannot contract {axes} axes of {format_shape(left)}, {format_shape(right)}"
            )
            raise MisfitError("axis", message)
        first = range(len(left) - axes, len(left))
        second = range(axes)
    elif axes is None or len(axes) != 2:
        message = "np.tensordot: axes are a number, or a pair of them for each array"
        raise ParseError(message, None, code="kind")
    else:
        first, second = ((axis,) if isinstance(axis, int) else axis for axis in axes)
    if len(first) != len(second):
        raise MisfitError("shape", "np.tensordot pairs as many axes of one array as of the other")
    return _bound_contraction("np.tensordot", left, right, first, second)


def _bound_contraction(
    name: str, left: Shape, right: Shape, first: Sequence[int], second: Sequence[int]
) -> ResultBound:
    try:
        lengths = [
            (left[left_axis], right[right_axis]) for left_axis, right_axis in zip(first, second, strict=True)
        ]
    except IndexError:
        message = f"{name}: arrays of shapes {format_shape(left)} and {format_shape(right)} lack such an axis"
        raise MisfitError("axis", message) from None
    if any(left_length != right_length for left_length, right_length in lengths):
        shapes = f"{format_shape(left)} and {format_shape(right)}"
        message = f"{name} does not fit {shapes}: the lengths summed over differ"
        raise MisfitError("shape", message)
    entries = count_shape_entries((*_list_kept_lengths(left, first), *_list_kept_lengths(right, second)))
    return bound_result(entries, count_shape_entries([length for length, _ in lengths]))


def _list_kept_lengths(shape: Shape, axes: Sequence[int]) -> Iterator[int]:
    """Return the lengths of the axes that are not summed over."""
    gone = {axis % len(shape) for axis in axes}
    return (length for axis, length in enumerate(shape) if axis not in gone)


def _bound_outer_product(arguments: Arguments) -> ResultBound:
    return bound_result(
        math.prod(count_shape_entries(value.shape) for value in _find_array_arguments(arguments))
    )


def _bound_einsum(arguments: Arguments) -> ResultBound:
    shapes = [operand.shape for operand in arguments["operands"]]
    shape, summed = einsum_shape(arguments["subscripts"], shapes)
    return bound_result(count_shape_entries(shape), max(summed, 1) * len(shapes))


def _bound_matrix_function(arguments: Arguments) -> ResultBound:
    shape = arguments["a"].shape
    if len(shape) < 2:
        raise MisfitError("shape", f"a matrix is expected, not an array of shape {format_shape(shape)}")
    side = max(shape[-2:])
    stack = shape[:-2]
    columns = 0
    if "b" in arguments:
        right = arguments["b"].shape
        stack = broadcast_shapes(stack, right[:-2])
        columns = right[-1] if len(right) > 1 else 1
    # Thirty steps for each entry of a decomposition, a few sweeps of each.
    return bound_result(count_shape_entries((*stack, side, side + columns)), 30 * max(side, 1))


def _matrix_power(arguments: Arguments) -> ResultBound:
    if abs(arguments["n"]) > _POWER_LIMIT:
        raise TooLargeError("this power is too large")
    return _bound_matrix_function(arguments)


def _bound_covariance(arguments: Arguments) -> ResultBound:
    rows, columns = (1, 1, *arguments["m"].shape)[-2:]
    return bound_result(rows * rows, max(columns, 1))


def _bound_tiling(arguments: Arguments) -> ResultBound:
    """Return the bound of repeating entries; a length of -1 of an expanded array is its own."""
    lengths = arguments.get("reps", arguments.get("shape"))
    times = (lengths,) if isinstance(lengths, int) else lengths
    return bound_result(count_shape_entries(arguments["a"].shape) * count_shape_entries(times))


def _bound_pattern(arguments: Arguments) -> ResultBound:
    """Return the bound of a call of einops, whose pattern was checked when it was read."""
    operand = arguments["a"]
    pattern = read_axis_pattern(arguments["pattern"])
    lengths = dict(zip(arguments["names"].split(), arguments["sizes"], strict=True))
    for name, length in lengths.items():
        if length < 1:
            raise ParseError(f"{name}={length} is not a length of an axis", None, code="kind")
    shape = find_pattern_shape(pattern, operand.shape, lengths)
    entries = count_shape_entries(shape)
    if entries > ENTRIES_LIMIT:
        raise TooLargeError(f"a result of shape {format_shape(shape)} is too large")
    drops = set(pattern.left.parts) != set(pattern.right.parts)
    if arguments.get("reduction") == "mean" and drops and operand.dtype.kind in "biu":
        message = "einops takes no mean of integers or truth values: multiply by 1.0 first"
        raise ParseError(message, None, code="kind")
    return ResultBound(entries, entries + operand.size)


# The bound of each rule of the table of functions; arguments are checked for their kinds before.
RULES: Mapping[str, Rule] = {
    "broadcast": _bound_broadcast, "entries": _bound_joined_entries, "rounded": _bound_rounding,
    # Sorting takes eight steps for each entry, the logarithm of their number, rounded up.
    "sorted": lambda arguments: bound_result(_bound_joined_entries(arguments).entries, 8),
    "difference": lambda arguments: bound_result(
        _bound_joined_entries(arguments).entries, max(arguments.get("n", 1), 1)
    ),
    "diagonal": _bound_diagonal, "lengths": _bound_new_shape, "reshaped": _bound_reshape,
    "square": _bound_identity, "steps": _bound_range,
    "joined": lambda arguments: bound_result(
        sum(count_shape_entries(value.shape) for value in arguments["arrays"])
    ),
    "count": lambda arguments: bound_result(max(arguments.get("num", 50), 0)),
    "matmul": lambda arguments: bound_matmul(arguments["x"].shape, arguments["y"].shape),
    "dot": partial(_last_axes, "np.dot"), "inner": partial(_last_axes, "np.inner"),
    "tensordot": _bound_tensordot, "product": _bound_outer_product, "einsum": _bound_einsum,
    "matrix": _bound_matrix_function, "pattern": _bound_pattern,
    "matrix-power": _matrix_power, "covariance": _bound_covariance, "tiled": _bound_tiling,
    "repeated": lambda arguments: bound_result(
        count_shape_entries(arguments["a"].shape) * max(arguments["repeats"], 0)
    ),
}  # fmt: skip


_TERM = r"[A-Za-z]*(?:\.\.\.)?[A-Za-z]*"
_SUBSCRIPTS = re.compile(rf"{_TERM}(?:,{_TERM})*(?:->{_TERM})?")
_DOTS = "..."
# Max arrays of one einsum: NumPy takes more, but a formula has at most three.
_OPERANDS = 8


def einsum_shape(subscripts: str, shapes: Sequence[Shape]) -> tuple[Shape, int]:
    """Return the result's shape, and the number of index combinations that each of its entries sums.

    Raises ParseError for invalid subscripts, MisfitError for arrays that do not fit them.
    """
    terms, result = _read_einsum_terms(subscripts)
    if len(terms) != len(shapes):
        message = f"einsum: its subscripts name {len(terms)} arrays, given are {len(shapes)}"
        raise ParseError(message, None)
    if len(terms) > _OPERANDS:
        raise ParseError("einsum: these are too many arrays", None, code="too-large")
    lengths: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        for index, length in zip(_spread_einsum_dots(term, shape), shape, strict=True):
            if lengths.setdefault(index, length) != length:
                if 1 not in (length, lengths[index]):
                    message = f"einsum: {index} is {lengths[index]} in one array and {length} in another"
                    raise MisfitError("shape", message)
                lengths[index] = max(length, lengths[index])
    dots = [index for index in sorted(lengths, reverse=True) if index.startswith(".")]
    result_indices: list[str] = []
    for index in re.findall(r"\.\.\.|[A-Za-z]", result):
        result_indices += dots if index == _DOTS else [index]
    summed = math.prod(length for index, length in lengths.items() if index not in result_indices)
    return tuple(lengths[index] for index in result_indices), summed


def _read_einsum_terms(subscripts: str) -> tuple[list[str], str]:
    """Return the index terms of the arrays and of the result, which is inferred if not written."""
    if not _SUBSCRIPTS.fullmatch(subscripts):
        raise ParseError(f"einsum: the subscripts {subscripts!r} are not read", None)
    operand_terms, arrow, result = subscripts.partition("->")
    terms = operand_terms.split(",")
    counted = Counter(operand_terms.replace(",", "").replace(_DOTS, ""))
    if not arrow:
        alone = "".join(sorted(index for index, count in counted.items() if count == 1))
        return terms, (_DOTS if _DOTS in operand_terms else "") + alone
    letters = result.replace(_DOTS, "")
    if len(set(letters)) < len(letters):
        raise ParseError("einsum: an index appears twice in the result", None)
    for index in letters:
        if index not in counted:
            raise ParseError(f"einsum: {index} of the result is in no array", None)
    return terms, result


def _spread_einsum_dots(term: str, shape: Shape) -> list[str]:
    """Return one index per axis of an array; axes under the dots are numbered from the last."""
    letters = term.replace(_DOTS, "")
    covered = len(shape) - len(letters)
    if covered < 0 or (covered and _DOTS not in term):
        axes = f"{len(shape)} {'axis' if len(shape) == 1 else 'axes'}"
        raise MisfitError("shape", f"einsum: {term!r} stands for an array of {axes}, {format_shape(shape)}")
    before, dots, after = term.partition(_DOTS)
    return [*before, *([f".{number:02}" for number in range(covered, 0, -1)] if dots else []), *after]
