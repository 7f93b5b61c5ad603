"""Run a program and refuse every value on the way that is not finite, in doubles or at many digits.

The values of its parts are kept where they are shown.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from drill.arraycode.array_code_runner import CodeRun
from drill.arraycode.array_code_tree import (
    CodeName,
    Constant,
    Node,
    Program,
    Update,
    list_code_children,
    walk_program,
)
from drill.arraycode.bounds import WORK_LIMIT, WorkBudget
from drill.arraycode.probe_results import PreciseRun, make_mp_context, make_object_array
from drill.arraycode.tensor_functions import Value, is_numeric_value, is_numpy_array
from drill.arraycode.trials import convert_result_to_numbers
from drill.errors import UndefinedError


class NotFiniteError(UndefinedError):
    """A part of a program has no finite value; ``node`` is the first one."""

    def __init__(self, node: Node, value: Any) -> None:
        super().__init__("a value on the way is not finite")
        self.node = node
        self.value = value


def make_precise(array: Any, digits: int) -> Any:
    """Return an array of floats as one of mpmath's numbers; integers and truth values stay as they are."""
    if array.dtype.kind != "f":
        return array
    context = make_mp_context(digits)
    return make_object_array([context.mpf(float(entry)) for entry in array.flat], array.shape)


def run_finite(program: Program, arrays: Mapping[str, Any], digits: int = 0) -> Any:
    """Return a program's value on arrays of numbers, if no value on the way is infinite or nan.

    A −inf that the program writes itself, as a mask, is allowed. With ``digits`` the arrays are those of
    ``make_precise``, as is the result. Raises UndefinedError for other infinite values, CheckError where a
    function has no form at many digits.
    """
    has_mask = _has_mask(program)
    budget = WorkBudget(WORK_LIMIT)
    run: CodeRun
    if digits:
        run = _FinitePreciseRun(arrays, budget, make_mp_context(digits), has_mask=has_mask)
    else:
        run = _FiniteRun(arrays, budget, has_mask=has_mask)
    result = _finish(run, program)
    if not _is_finite(result, has_mask=False):
        raise UndefinedError("the result is not finite")
    return result if result.dtype == object else convert_result_to_numbers(result)


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a program and its value; for an assignment the part is its value, with the assigned name."""

    node: Node
    value: Any
    target: str = ""


def record_run(program: Program, arrays: Mapping[str, Value]) -> tuple[Any, tuple[Step, ...]]:
    """Return the value of a program on arrays, as numbers, and its parts with their values, operands first.

    Raises NotFiniteError if a part is infinite or nan; a −inf is allowed if the program writes it, as for a
    mask. Raises CheckError if the program does not fit the arrays.
    """
    steps: list[tuple[Node, Value]] = []
    run = _FiniteRun(arrays, WorkBudget(WORK_LIMIT), has_mask=_has_mask(program), steps=steps)
    result = convert_result_to_numbers(_finish(run, program))
    named = {id(part.value): part.targets for part in program.assignments if not isinstance(part, Update)}
    targets = [named.get(id(node), ()) for node, _ in steps]
    return result, tuple(
        Step(node, value, names[0] if len(names) == 1 else "")
        for (node, value), names in zip(steps, targets, strict=True)
    )


def _has_mask(program: Program) -> bool:
    return Constant("inf") in walk_program(program)


def _finish(run: CodeRun, program: Program) -> Any:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run.finish(program)
    return np.asarray(run.result)


def _is_finite(value: Any, *, has_mask: bool) -> bool:
    """Return whether a value has finite numbers alone, or −inf where a mask may have put it."""
    if isinstance(value, float | complex):
        return bool(np.isfinite(value))
    if not is_numpy_array(value) or value.dtype.kind not in "fcO":
        return True
    entries = value[value != -math.inf] if has_mask and not np.any(value != value) else value
    if entries.dtype == object:
        return all(abs(entry) < math.inf for entry in entries.flat)
    return bool(np.isfinite(entries).all())


class _FiniteRun(CodeRun):
    """A run that stops at the first value that is not finite; ``steps`` get the parts and their values."""

    def __init__(
        self,
        arrays: Mapping[str, Value],
        budget: WorkBudget,
        *,
        has_mask: bool,
        steps: list[tuple[Node, Value]] | None = None,
    ) -> None:
        super().__init__(arrays, budget)
        self._has_mask = has_mask
        self._steps = steps

    def _value(self, node: Node) -> Value:
        value = _require_finite(super()._value(node), node, has_mask=self._has_mask)
        if self._steps is not None and is_numeric_value(value):
            self._steps.append((node, np.array(value)))  # a copy, because it may be changed in place
        return value

    def _nested(self, arrays: Mapping[str, Value]) -> CodeRun:
        return _FiniteRun(arrays, self._budget, has_mask=self._has_mask)  # its parts are not the program's


class _FinitePreciseRun(PreciseRun):
    """The same with numbers of many digits."""

    def __init__(
        self, arrays: Mapping[str, Value], budget: WorkBudget, context: Any, *, has_mask: bool
    ) -> None:
        super().__init__(arrays, budget, context)
        self._has_mask = has_mask

    def _value(self, node: Node) -> Value:
        return _require_finite(super()._value(node), node, has_mask=self._has_mask)

    def _nested(self, arrays: Mapping[str, Value]) -> CodeRun:
        return _FinitePreciseRun(arrays, self._budget, self._context, has_mask=self._has_mask)


def _require_finite(value: Value, node: Node, *, has_mask: bool) -> Value:
    if not isinstance(node, Constant) and not _is_finite(value, has_mask=has_mask):
        is_written = has_mask and isinstance(value, float) and value == -math.inf
        if not is_written:
            raise NotFiniteError(node, value)
    return value


def list_used_names(program: Program) -> set[str]:
    """Return the names on which the result of a program depends."""
    needed = _find_names(program.result)
    for assignment in reversed(program.assignments):
        if isinstance(assignment, Update):
            if assignment.name in needed:
                for node in (*(assignment.index or ()), assignment.value):
                    needed |= _find_names(node)
        elif not needed.isdisjoint(assignment.targets):
            needed -= set(assignment.targets)
            needed |= _find_names(assignment.value)
    return needed


def _find_names(node: Node) -> set[str]:
    if isinstance(node, CodeName):
        return {node.name}
    return {name for child in list_code_children(node) for name in _find_names(child)}
