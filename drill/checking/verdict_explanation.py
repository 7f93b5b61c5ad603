"""How a check came to its verdict: its steps, with the trees, values and tolerances of each as texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import mpmath

from drill.checking.answer_verdict import CheckedLine, Explained, ExplainedLine, Verdict
from drill.checking.precise_arrays import Array, Identity
from drill.checking.spec import Spec, Tolerance, as_mapping
from drill.checking.tolerances import describe_tolerance
from drill.explanation import recorded_steps
from drill.maths import maths_tree
from drill.maths.maths_tree import Binary, Neg, Node, change_parts
from drill.maths.print import to_plain


def explain_check(check: Callable[[], Verdict]) -> Explained:
    """Run a check, and return its verdict with its steps."""
    with recorded_steps(describe_step_value) as steps:
        verdict = check()
    return Explained(verdict, tuple(steps))


def explain_lines(checked_lines: Iterator[CheckedLine]) -> list[ExplainedLine]:
    """Return the lines of a working, each checked when it is asked for, with their steps."""
    lines: list[ExplainedLine] = []
    with recorded_steps(describe_step_value) as steps:
        for line in checked_lines:
            lines.append(ExplainedLine(line, tuple(steps)))
            steps.clear()
    return lines


def describe_step_value(value: object) -> str:
    """Return what a step holds as a text: a tree with all its brackets, a number with twenty digits."""
    match value:
        case Spec():
            return str(as_mapping(value)[value.kind])
        case Tolerance():
            return describe_tolerance(value)
        case Verdict() | CheckedLine():
            outcome, code = (
                (value.verdict, value.code) if isinstance(value, Verdict) else (value.sign, value.slip)
            )
            return f"{outcome} ({code})" if code else outcome
        case Array():
            return _describe_array(value)
        case Identity():
            return f"{'' if value.factor == 1 else describe_step_value(value.factor)} I".strip()
        case mpmath.mpf() | mpmath.mpc():
            return str(mpmath.nstr(value, 20))
        case _:
            return to_plain(_bracket_every_operation(value)) if isinstance(value, Node) else str(value)


def _describe_array(array: Array) -> str:
    rows = [", ".join(map(describe_step_value, row)) for row in array.rows]
    return f"[{', '.join(rows if array.is_vector else map('[{}]'.format, rows))}]"


def _bracket_every_operation(node: Node) -> Node:
    """Return a tree whose operations within operations have brackets, whatever binds closer."""

    def inner(part: Node) -> Node:
        changed = _bracket_every_operation(part)
        is_operation = isinstance(node, (Binary, Neg)) and isinstance(part, (Binary, Neg))
        return maths_tree.Sequence("commas", (changed,)) if is_operation else changed

    return change_parts(node, inner)
