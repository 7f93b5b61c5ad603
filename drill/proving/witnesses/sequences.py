"""Witnesses of limits and sequences: nearby points, loops, residuals, Runge-Kutta."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drill.errors import BankError, UndefinedError
from drill.maths import mpmath_evaluation
from drill.maths.double_conversion import to_double
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Node,
    Num,
    Sym,
    find_symbols,
    substitute_symbols,
    walk_tree,
)
from drill.proving.witnesses.trial import AGREED, Finding, Trial, compile_value


def confirm_by_limit(trial: Trial) -> Finding:
    """``limit: f, wrt, to, side``: near points, extrapolated; both sides unless one is named."""
    (name,) = trial.names("wrt")
    tree, to = trial.tree(trial.text("limit"), (name,)), trial.tree(trial.text("to"))
    if looped := _find_loop_of_length(tree, name):
        what = "sum" if looped == "sum" else "product"
        message = (
            f"a {what} whose length is {name} is not computed inside a limit; give its closed form there"
        )
        raise BankError(message, field="witness.limit", code="witness")
    side = str(trial.witness.get("side", "")).strip()
    if side not in ("", "+", "-", "right", "left"):
        raise BankError("side is + or -", field="witness.side", code="witness")
    if side:  # the function of 1/distance from there
        far = Binary("/", Num("1"), Sym(_FAR))
        tree = substitute_symbols(tree, {name: Binary("+" if side in ("+", "right") else "-", to, far)})
        to = Const("inf")
    goal = trial.real_of(to)

    def expected(point: Mapping[str, Any]) -> float:
        return float(
            to_double(mpmath_evaluation.compute_limit(tree, _FAR if side else name, goal, point)).real
        )

    if trial.claim.node == Const("dne"):
        try:
            value = expected({})
        except UndefinedError:
            return AGREED
        return Finding(False, f"the limit exists, {value:.8g}")
    try:
        return trial.compare(expected)
    except UndefinedError:
        return Finding(False, "the limit does not exist")


_FAR = "far"


def _find_loop_of_length(tree: Node, name: str) -> str:
    """Return the function of a sum or a product in a tree that begins or ends at a name; else nothing."""
    loops = (node for node in walk_tree(tree) if isinstance(node, Call) and node.name in ("sum", "prod"))
    return next((loop.name for loop in loops if any(name in find_symbols(end) for end in loop.args[2:])), "")


def confirm_by_sum(trial: Trial) -> Finding:
    """``sum: term, over: {i: [a, b]}``: a loop; ``inf`` too."""
    return trial.compare(compile_value(trial.nested("sum", "sum")))


def confirm_by_product(trial: Trial) -> Finding:
    """``product: term, over: {i: [a, b]}``: a loop; ``inf`` too."""
    return trial.compare(compile_value(trial.nested("product", "prod")))


def confirm_by_recursion(trial: Trial) -> Finding:
    """``recursion: {m: e}, start: {m: …}, times``: a loop; the first name is the key."""
    steps, start = trial.mapping("recursion"), trial.mapping("start")
    names = tuple(dict.fromkeys((*start, *steps, "t")))
    bodies = {name: trial.function(text, names) for name, text in steps.items()}
    first = next(iter(steps))

    def run(point: Mapping[str, Any]) -> Any:
        state = {name: trial.number(text, point) for name, text in start.items()}
        for count in range(trial.whole(trial.text("times"), point)):
            before = {"t": float(count + 1), **point, **state}
            state = {**state, **{name: body(before) for name, body in bodies.items()}}
        return state[first]

    return trial.compare(run)
