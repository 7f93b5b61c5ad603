"""Run a program and keep the value of each of its parts, to show them and to find one that is not finite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from drill.arraycode.array_code_runner import CodeRun, run
from drill.arraycode.array_code_tree import (
    CodeName,
    Constant,
    Node,
    Program,
    Update,
    list_code_children,
    walk_program,
)
from drill.arraycode.bounds import WorkBudget
from drill.arraycode.finite_runs import FiniteRun
from drill.arraycode.tensor_functions import Value, is_numeric_value
from drill.arraycode.trials import convert_result_to_numbers


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
    has_mask = Constant("inf") in walk_program(program)
    recorded: list[_RecordedRun] = []

    def start(arrays: Mapping[str, Value], budget: WorkBudget) -> CodeRun:
        recorded.append(_RecordedRun(arrays, budget, has_mask=has_mask))
        return recorded[0]

    result = convert_result_to_numbers(run(program, arrays, run_class=start).result)
    named = {id(part.value): part.targets for part in program.assignments if not isinstance(part, Update)}
    steps: list[Step] = []
    for node, value in recorded[0].steps:
        targets = named.get(id(node), ())
        steps.append(Step(node, value, targets[0] if len(targets) == 1 else ""))
    return result, tuple(steps)


class _RecordedRun(FiniteRun):
    """A run that keeps the values of its parts."""

    def __init__(self, arrays: Mapping[str, Value], budget: WorkBudget, *, has_mask: bool) -> None:
        super().__init__(arrays, budget, has_mask=has_mask)
        self.steps: list[tuple[Node, Value]] = []

    def _value(self, node: Node) -> Value:
        value = super()._value(node)
        if is_numeric_value(value):
            self.steps.append((node, np.array(value)))  # a copy, because it may be changed in place
        return value

    def _nested(self, arrays: Mapping[str, Value]) -> CodeRun:
        return CodeRun(arrays, self._budget)  # its parts are not those of the program


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
