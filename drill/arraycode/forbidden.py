"""What an exercise forbids in code: functions, and arrays on the way that have some axes together."""

from __future__ import annotations

from collections.abc import Sequence

from drill.arraycode.array_code_runner import Run, run
from drill.arraycode.array_code_tree import Binary, Call, Name, Node, Program, walk_program
from drill.arraycode.bounds import Budget
from drill.arraycode.declared import find_axis_length
from drill.arraycode.misfits import Shape
from drill.arraycode.numpy_values import Value, is_numpy_array
from drill.arraycode.task import CodeTask
from drill.arraycode.torch_names import find_functions
from drill.arraycode.trials import Arrays, make_code_trials

_INSTEAD = "The question asks for a way without it."


class _ShapeRecordingRun(Run):
    """A run that keeps the shapes of all arrays that the program itself computes.

    Those within a function of torch are left out, because an answer does not build them.
    """

    def __init__(self, arrays: Arrays, budget: Budget) -> None:
        super().__init__(arrays, budget)
        self.shapes = set[Shape]()

    def _value(self, node: Node) -> Value:
        value = super()._value(node)
        if is_numpy_array(value) and not isinstance(node, Name):
            self.shapes.add(value.shape)
        return value


def find_forbidden(task: CodeTask, program: Program) -> tuple[str, str] | None:
    """Return the code and the message for a right answer that does what the exercise forbids; None if it
    does not."""
    for forbidden in task.without:
        axes = forbidden.split()
        if axes[1:] and _builds_axes(task, program, axes):
            return "forbidden", f"This builds an array with the axes {', '.join(axes)}. {_INSTEAD}"
        if not axes[1:] and _calls_function(program, forbidden.strip()):
            return "forbidden", f"This calls {forbidden.strip()}. {_INSTEAD}"
    return None


def _calls_function(program: Program, name: str) -> bool:
    functions = find_functions(name)
    called = (
        node.function if isinstance(node, Call) else "matmul" if node.op == "@" else ""
        for node in walk_program(program)
        if isinstance(node, Call | Binary)
    )
    return not functions.isdisjoint(called)


def _builds_axes(task: CodeTask, program: Program, axes: Sequence[str]) -> bool:
    """Return whether in trials of all sizes some array has all these axes, in any order.

    In one trial alone a length may be that of a product or a sum of others by chance.
    """
    ordinary = [trial for trial in make_code_trials(task) if not (trial.wide or trial.remark)]
    trials = {tuple(trial.sizes.values()): trial for trial in ordinary}
    for trial in trials.values():
        done = run(program, trial.arrays, run_class=_ShapeRecordingRun)
        lengths = [find_axis_length(axis, trial.sizes) for axis in axes]
        assert isinstance(done, _ShapeRecordingRun)
        if not any(_has_lengths(shape, lengths) for shape in done.shapes):
            return False
    return True


def _has_lengths(shape: Shape, lengths: Sequence[int]) -> bool:
    return all(shape.count(length) >= lengths.count(length) for length in lengths)
