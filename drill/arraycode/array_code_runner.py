"""Interpret an answer in NumPy on arrays, node by node, so that only allowed operations can happen."""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from drill.arraycode import tensor_functions
from drill.arraycode.allowed import DEFINITIONS, FUNCTIONS, OWN, RUNNABLE, Kind, ListedFunction
from drill.arraycode.array_code_reader import parse_code
from drill.arraycode.array_code_tree import (
    Attribute,
    CodeBinary,
    CodeCall,
    CodeComprehension,
    CodeItem,
    CodeName,
    CodeNumber,
    CodeRow,
    CodeText,
    Constant,
    Node,
    Program,
    Range,
    Unary,
    Update,
)
from drill.arraycode.axis_patterns import MisfitError, Shape, format_shape
from drill.arraycode.bounds import (
    RULES,
    WORK_LIMIT,
    WorkBudget,
    bound_indexing,
    bound_matmul,
    bound_result,
    broadcast_shapes,
)
from drill.arraycode.tensor_functions import (
    Value,
    convert_argument,
    convert_numpy_result,
    is_numeric_value,
    is_numpy_array,
    numpy_errors,
    shape_of,
)
from drill.codec import is_tuple
from drill.errors import ParseError, TooLargeError, UndefinedError

_CONSTANTS: Mapping[str, Value] = {"pi": np.pi, "e": np.e, "inf": np.inf, "None": None, "...": Ellipsis}
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": lambda x, y: x / y,
    "//": lambda x, y: x // y,
    "%": operator.mod, "**": lambda x, y: x**y, "@": lambda x, y: x @ y, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne, "&": lambda x, y: x & y,
    "|": lambda x, y: x | y, "^": lambda x, y: x ^ y,
}  # fmt: skip
_SIGNS: Mapping[str, Callable[[Any], Any]] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}
_LOGICAL = frozenset("&|^")
Scalar = int | float | bool
_MASK_OF_NUMBERS = (
    "a mask of numbers picks rows by position: write a condition such as mask > 0, or multiply by it; "
    "these positions do not fit"
)
# Bits of the whole numbers that doubles represent.
_BITS = 53


def run(
    program: Program,
    arrays: Mapping[str, Value],
    work: int = WORK_LIMIT,
    run_class: Callable[[Mapping[str, Value], WorkBudget], CodeRun] | None = None,
) -> CodeRun:
    """Run a program on arrays, within a budget of steps.

    Raises MisfitError, UndefinedError, TooLargeError, or ParseError for values of an unexpected kind.
    """
    done = (run_class or CodeRun)(arrays, WorkBudget(work))
    noted = np.errstate(all="ignore", over="call", divide="call", call=done.note)
    with noted, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        done.finish(program)
    return done


class CodeRun:
    """One run: its ``result``, and the shapes that were broadcast (``expanded``) during it.

    ``overflows`` is true if an intermediate value was too large for doubles, or was divided by zero.
    """

    def __init__(self, arrays: Mapping[str, Value], budget: WorkBudget) -> None:
        self._values = dict(arrays)
        self._budget = budget
        self.expanded: tuple[Shape, Shape] | None = None
        self.overflows = False
        self.result: Value = None

    def note(self, _error: str, _flag: int) -> None:
        """Record an overflow; NumPy calls this."""
        self.overflows = True

    def finish(self, program: Program) -> None:
        """Run the program and keep its result, an array of numbers.

        Raises ParseError if the result is not an array.
        """
        result = self.value_of(program)
        if not is_numeric_value(result):
            several = "the answer is one array or number, these are several: take one, such as [0]"
            neither = "the answer is an array or a number, and this is neither"
            raise ParseError(several if is_tuple(result) else neither, None, code="kind")
        self.result = np.asarray(result)

    def value_of(self, program: Program) -> Value:
        """Run the assignments and return the value of the expression."""
        if any(isinstance(assignment, Update) for assignment in program.assignments):
            self._copy_arrays()
        for assignment in program.assignments:
            if isinstance(assignment, Update):
                self._update(assignment)
                continue
            value = self._value(assignment.value)
            values = self._unpacked(value, len(assignment.targets)) if assignment.unpacks else (value,)
            self._values.update(zip(assignment.targets, values, strict=True))
        return self._value(program.result)

    def _copy_arrays(self) -> None:
        """Copy the arrays, which the program is about to change."""
        for name, value in self._values.items():
            if is_numpy_array(value):
                self._values[name] = value.copy()

    def _update(self, update: Update) -> None:
        """Change an array in place; its views change with it, as in NumPy."""
        try:
            self._put(update, self._values[update.name], self._value(update.value))
        except ParseError as error:
            error.at = error.at or update.at
            raise

    def _put(self, update: Update, array: Value, value: Value) -> None:
        """Write a value, or its sum or product with the old one, into an array; numbers are replaced."""
        if update.index is None and not shape_of(array):
            self._values[update.name] = self._binary(update.op, array, value)
            return
        if not is_numpy_array(array) or not is_numeric_value(value):
            raise ParseError("only arrays are changed in place, by numbers and arrays", None, code="kind")
        if not array.flags.writeable:
            hint = f"begin with {update.name} = {update.name}.copy()"
            raise ParseError("these entries cannot be changed", None, code="kind", hint=hint)
        index = [self._index(part) for part in update.index] if update.index is not None else [...]
        entries = self._item(array, index)
        if update.op:
            value = np.asarray(self._binary(update.op, entries, value))
            if value.shape != entries.shape:
                shapes = f"{format_shape(value.shape)} does not fit {format_shape(entries.shape)}"
                raise MisfitError("shape", f"{update.op}= keeps the shape: {shapes}")
            if not np.can_cast(value.dtype, array.dtype, "same_kind"):
                raise ParseError(f"{update.op}= does not take such values", None, code="kind")
        self._budget.spend(bound_result(entries.size))
        with numpy_errors("this assignment", [entries, np.asarray(value)]):
            array[tuple(index)] = value

    def _unpacked(self, value: Value, count: int) -> tuple[Value, ...]:
        if not is_tuple(value):
            raise ParseError("only a tuple such as a shape is taken apart", None, code="kind")
        if len(value) != count:
            raise MisfitError("shape", f"{count} names cannot take {len(value)} values")
        return value

    def _value(self, node: Node) -> Value:
        """Return the value of a node; a ParseError has the place of the innermost node at fault."""
        try:
            return self._worked_out(node)
        except ParseError as error:
            error.at = error.at or node.at
            raise

    def _worked_out(self, node: Node) -> Value:
        match node:
            case CodeNumber(value):
                return value
            case Constant(name):
                return _CONSTANTS[name]
            case CodeText(text):
                return text
            case CodeName(name):
                return self._values[name]
            case CodeRow(items):
                return tuple(map(self._value, items))
            case CodeComprehension(item, names, axes):
                return self._list_items(item, names, [self._value(axis) for axis in axes])
            case Unary(op, operand):
                return self._unary(op, self._value(operand))
            case CodeBinary(op, left, right):
                return self._binary(op, self._value(left), self._value(right))
            case CodeItem(of, index):
                return self._item(self._value(of), [self._index(part) for part in index])
            case Attribute(of, name):
                return self._attribute(self._value(of), name)
            case CodeCall():
                return self._call(node)
            case Range():
                raise ParseError("a slice stands in brackets after an array", node.at)

    def _list_items(self, item: Node, names: Sequence[str], axes: Sequence[Value]) -> tuple[Value, ...]:
        """Return the values of an item with its names at each place of the axes, up to the shortest end."""
        if not all(is_numpy_array(axis) and axis.ndim for axis in axes):
            raise ParseError("a comprehension goes along the first axis of an array", None, code="kind")
        outer = {name: self._values[name] for name in names if name in self._values}
        items: list[Value] = []
        for entries in zip(*axes, strict=False):
            self._budget.spend(bound_result(1))
            self._values.update(zip(names, map(self._plain, entries), strict=True))
            items.append(self._value(item))
        self._values = {name: value for name, value in self._values.items() if name not in names} | outer
        return tuple(items)

    def _unary(self, op: str, value: Value) -> Value:
        if not is_numeric_value(value):
            raise ParseError(f"{op} takes a number or an array", None, code="kind")
        if op == "~" and not (is_numpy_array(value) and value.dtype == bool):
            raise ParseError("~ only negates the truth values of an array", None, code="kind")
        self._budget.spend(bound_result(math.prod(shape_of(value))))
        with numpy_errors(op, [value]):
            return self._plain(_SIGNS[op](value))

    def _binary(self, op: str, left: Value, right: Value) -> Value:
        if not is_numeric_value(left) or not is_numeric_value(right):
            raise ParseError(f"{op} takes numbers and arrays", None, code="kind")
        if not is_numpy_array(left) and not is_numpy_array(right):
            return combine_scalars(op, _OPERATORS[op], left, right)
        if op in _LOGICAL and not all(np.asarray(operand).dtype == bool for operand in (left, right)):
            raise ParseError(f"{op} combines truth values; put comparisons in brackets", None, code="kind")
        shapes = shape_of(left), shape_of(right)
        if op == "@":
            self._budget.spend(bound_matmul(*shapes))
        else:
            result = broadcast_shapes(*shapes)
            if self.expanded is None and result not in shapes:
                self.expanded = shapes  # often a column met a row by mistake
            self._budget.spend(bound_result(math.prod(result)))
        with numpy_errors(op, [left, right]):
            return self._plain(_OPERATORS[op](left, right))

    def _index(self, node: Node) -> Value:
        if isinstance(node, Range):
            ends = (node.lower, node.upper, node.step)
            return slice(*(None if end is None else self._whole(end, "an end of a slice") for end in ends))
        return self._whole(node, "an index", "index")

    def _whole(self, node: Node, function_name: str, arrays: Kind = "whole") -> Value:
        """Return an integer, ``None``, ``...``, or an array, for a parameter of such a kind."""
        value = self._value(node)
        if value is None or value is Ellipsis:
            return value
        has_axes = is_tuple(value) or bool(shape_of(value))
        try:
            return convert_argument(value, arrays if has_axes else "whole", function_name)
        except ParseError as error:
            error.at = node.at
            raise

    def _item(self, of: Value, index: Sequence[Value]) -> Value:
        if is_tuple(of):
            if len(index) != 1 or not isinstance(index[0], (int, slice)):
                raise ParseError("a tuple is indexed by one integer or one slice", None, code="kind")
            with numpy_errors(f"the index into {len(of)} values", []):
                return of[index[0]]
        if not is_numpy_array(of):
            raise ParseError("only arrays and shapes are indexed", None, code="kind")
        entries = [entry for entry in index if is_numpy_array(entry)]
        if entries:
            self._budget.spend(
                bound_indexing(of.shape, [entry.shape for entry in entries if entry.dtype != bool])
            )
        try:
            with numpy_errors("this index", [of, *entries]):
                return self._plain(of[tuple(index)])
        except MisfitError:
            if not any(_is_mask_of_numbers(entry, of) for entry in entries):
                raise
            raise MisfitError("shape", f"{_MASK_OF_NUMBERS} {format_shape(of.shape)}") from None

    def _attribute(self, of: Value, name: str) -> Value:
        if not is_numpy_array(of):
            raise ParseError(f".{name} belongs to arrays", None, code="kind")
        match name:
            case "T":
                return of.T
            case "mT":
                if of.ndim < 2:
                    raise MisfitError("shape", f".mT needs two axes, here is {format_shape(of.shape)}")
                return np.swapaxes(of, -1, -2)
            case "shape":
                return tuple(of.shape)
            case "ndim":
                return of.ndim
            case _:
                return of.size

    def _call(self, node: CodeCall) -> Value:
        function = RUNNABLE[node.function]
        function_name = node.written or f"np.{node.function}"
        arguments = dict(node.arguments)
        values: dict[str, Value] = {}
        places: list[Value] = []
        named: dict[str, Value] = {}
        by_place = True
        for parameter in function.parameters:
            if parameter.name not in arguments:
                by_place = False
                continue
            value = self._value(arguments[parameter.name])
            if node.is_method and not values and not is_numpy_array(value):
                raise ParseError(f"{function_name}() belongs to arrays", None, code="kind")
            if node.takes_numbers and shape_of(value):
                hint = f"np.{node.function} takes arrays entry by entry"
                raise ParseError(f"{function_name} takes numbers here", None, code="kind", hint=hint)
            if value is None and not parameter.required:
                by_place = False
                continue
            value = convert_argument(value, parameter.kind, function_name)
            values[parameter.name] = value
            if by_place and parameter.place != "keyword":
                places.append(value)
            else:
                named[parameter.name] = value
        if node.function in DEFINITIONS:
            return self._defined(function, values, function_name)
        self._budget.spend(RULES[function.rule](values))
        operands = values.get("operands", values.get("arrays", ()))
        if "operands" in values:
            places = [values["subscripts"], *operands]
        with numpy_errors(function_name, [*values.values(), *operands]):
            return self._plain(self._function(node.function)(*places, **named))

    def _plain(self, value: Value) -> Value:
        """Return NumPy's result as one of our values."""
        return convert_numpy_result(value)

    def _function(self, name: str) -> Callable[..., Any]:
        """Return the implementation of a function in the table."""
        return _RUNS[name]

    def _nested(self, arrays: Mapping[str, Value]) -> CodeRun:
        """Return a run of a definition, within the same budget."""
        return CodeRun(arrays, self._budget)

    def _defined(self, function: ListedFunction, values: Mapping[str, Value], function_name: str) -> Value:
        """Return the value of a torch function that is defined in NumPy; errors name the function itself."""
        names = [parameter.name for parameter in function.parameters]
        try:
            program = parse_code(DEFINITIONS[function.name], frozenset(names))
            return self._nested({**dict.fromkeys(names), **values}).value_of(program)
        except MisfitError as error:
            arrays = (value for value in values.values() if is_numpy_array(value))
            shapes = " and ".join(format_shape(array.shape) for array in arrays)
            message = f"{shapes} has no such axis" if error.code == "axis" else f"it does not fit {shapes}"
            raise MisfitError(error.code, f"{function_name}: {message}") from None


def _is_mask_of_numbers(index: Value, of: Value) -> bool:
    """Return whether an array of 0s and 1s, as long as the array that it indexes, is meant as a mask."""
    is_alike = index.shape == of.shape[: index.ndim]
    return is_alike and index.dtype != bool and bool(np.isin(index, (0, 1)).all())


def combine_scalars(
    op: str, operate: Callable[[Scalar, Scalar], Scalar], left: Scalar, right: Scalar
) -> Scalar:
    """Return ``left op right``. Raises UndefinedError if not real, TooLargeError past 2**53."""
    if op == "@":
        raise ParseError("@ multiplies arrays", None, code="kind")
    if op in _LOGICAL and not (isinstance(left, bool) and isinstance(right, bool)):
        raise ParseError(f"{op} joins truth values", None, code="kind")
    if op == "**":
        left, right = _convert_power_operands(left, right)
    try:
        value = operate(left, right)
    except ZeroDivisionError:
        raise UndefinedError("this divides by zero") from None
    except OverflowError:
        raise TooLargeError("this number is too large") from None
    if isinstance(value, int) and value.bit_length() > _BITS:
        raise TooLargeError("this number is too large")
    return value


def _convert_power_operands(base: Scalar, exponent: Scalar) -> tuple[Scalar, Scalar]:
    """Return base and exponent of a power that may be computed: as floats unless the integer stays small."""
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if base.bit_length() * exponent <= _BITS:
            return base, exponent
        return float(base), float(exponent)
    if base < 0 and math.isfinite(exponent) and not float(exponent).is_integer():
        raise UndefinedError("a root of a negative number has no real value")
    return base, exponent


# The implementation of each function in the table.
_RUNS: Mapping[str, Callable[..., Any]] = {
    name: getattr(tensor_functions, name.removeprefix(OWN))
    if name.startswith(OWN)
    else reduce(getattr, name.split("."), np)
    for name in FUNCTIONS
}
