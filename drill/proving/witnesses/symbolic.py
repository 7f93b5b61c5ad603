"""SymPy as a second witness: the closed form of what the first witness computes numerically.

It is built from the parsed tree of the first witness, and shares no arithmetic with it. A result that does
not come soon, or that SymPy leaves unfinished, tells nothing.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

from drill.banks.params import head_of
from drill.errors import CheckError
from drill.maths.maths_tree import Call, Const, Node, Sym, find_in_tree
from drill.proving.witnesses.calculus_witnesses import FOLDS, build_fold, read_fixed_point
from drill.proving.witnesses.trial import Finding, Point, Trial

# Seconds of computing for a closed form, of which most take a tenth.
_LIMIT_S = 0.15


class _TooSlow(BaseException):
    """SymPy has taken too long; raised from a signal, past every error handler of SymPy."""


def confirm_by_sympy(trial: Trial, limit_s: float = _LIMIT_S) -> Finding | None:
    """Return whether SymPy's closed form of what a witness computes is the key; None if there is none."""
    build = _TREES.get(head_of(trial.witness))
    if build is None or trial.claim.is_law or trial.shapes():
        return None
    from drill.maths import sympy_conversion  # no key's limit pays for loading SymPy

    try:
        with _limit_computing(limit_s):
            return _compare_closed_form(trial, build, sympy_conversion)
    except (Exception, _TooSlow):  # noqa: BLE001  a fault of SymPy's own is no finding about a key
        return None


def _compare_closed_form(trial: Trial, build: Callable[[Trial], Node], conversion: ModuleType) -> Finding:
    fresh = trial.standing_in(lambda tree: tree, trial.claim)
    head, tree = head_of(trial.witness), build(fresh)
    bound = fresh.names("wrt") if head in ("derivative", "root") else ()
    symbols = {name: conversion.symbol_of(name, fresh.domain(name)) for name in (*fresh.free, *bound)}
    closed = conversion.as_scalar(conversion.to_sympy(tree, symbols))
    fixed_point = read_fixed_point(fresh, bound) if head == "derivative" else {}
    if head == "root":
        closed = _find_only_solution(conversion.sympy.solve(closed, symbols[bound[0]]), fresh)

    def evaluate(point: Point) -> Any:
        numbers = {**point, **fixed_point}
        value = closed.subs({symbols[name]: number for name, number in numbers.items()}).evalf(20)
        if not value.is_number or not value.is_finite:
            raise CheckError("the closed form has no value")
        number = complex(value)
        return number.real if abs(number.imag) <= 1e-12 * abs(number) else number

    finding = fresh.compare(evaluate)
    return finding if finding.agrees else Finding(False, f"by SymPy, {finding.message}")


def _find_only_solution(solutions: Sequence[Any], trial: Trial) -> Any:
    """Return the only solution in the range of a root. Raises CheckError for none or several."""
    low, high = trial.range(trial.witness.get("in"))
    inside = [each for each in solutions if each.is_number and low <= complex(each).real <= high]
    if len(inside) != 1 or not all(each.is_number for each in solutions):
        raise CheckError("there is not one solution in the range")
    return inside[0]


def _build_derivative(trial: Trial) -> Node:
    names = trial.names("wrt")
    return Call("diff", (trial.tree(trial.text("derivative"), names), *map(Sym, names)))


def _build_limit(trial: Trial) -> Node:
    if "side" in trial.witness or trial.claim.node == Const("dne"):
        raise CheckError("limits from one side have no tree")
    (name,) = trial.names("wrt")
    goal = trial.tree(trial.text("to"))
    return Call("limit", (trial.tree(trial.text("limit"), (name,)), Sym(name), goal))


def _build_value(trial: Trial) -> Node:
    tree = trial.tree(trial.text("value"))
    if not any(call.name in _OPERATIONS for call in find_in_tree(tree, Call)):
        raise CheckError("plain arithmetic is not worked out again")
    return tree


_OPERATIONS = ("diff", "integrate", "limit", "sum", "prod")
_TREES: Mapping[str, Callable[[Trial], Node]] = {
    "derivative": _build_derivative,
    **dict.fromkeys(FOLDS, build_fold),
    "limit": _build_limit,
    "value": _build_value,
    "root": lambda trial: trial.tree(trial.text("root"), trial.names("wrt")),
}


@contextmanager
def _limit_computing(seconds: float) -> Generator[None]:
    """Raise _TooSlow in the block after so much computing, on a timer of its own.

    An exercise's own limit uses the other timers and stays in force.
    """

    def stop(signum: int, frame: FrameType | None) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
