"""Witnesses of statements: the truth of a relation, substitution in a formula, claims on options."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np

from drill.arraycode import run_code
from drill.banks.filled_answers import code_with
from drill.banks.scope import DrawScope, at_field, statement_function, statement_holds
from drill.checking import CodeClaim, FaultSpec, Option, Spec
from drill.errors import BankError, CheckError, TooLargeError, UndefinedError
from drill.maths.maths_tree import (
    Call,
    Interval,
    Logic,
    Node,
    Not,
    Relation,
    Sequence,
    Sym,
    Union,
    find_symbols,
    list_parts,
    walk_tree,
)
from drill.maths.numeric import compile_numeric
from drill.proving.witnesses.probability import find_truth_changes
from drill.proving.witnesses.trial import AGREED, Claim, Finding, Point, Trial, is_close_value

# The range in which the truth of a relation is evaluated, with no round number at the end of a grid cell.
_RANGE = (-39.933, 39.907)
# Distances from an end at which membership is tested.
_STEPS = (1e-3, 0.1, 1.0)
# The library that decides the meaning of methods in claims if NumPy and PyTorch differ, because claims are
# about PyTorch code.
_LIBRARY_OF_CLAIMS = "torch"


def confirm_by_inverse_map(trial: Trial) -> Finding:
    """``inverse-map: f, wrt: x, equals: y``: f with the key for x is y; several names form a vector."""
    names = trial.names("wrt")
    body = trial.function(trial.text("inverse-map"), names)
    key = compile_numeric(trial.claim.node)

    def image(point: Point) -> Any:
        preimage = key(point)
        return body({**point, **dict(zip(names, preimage if len(names) > 1 else (preimage,), strict=True))})

    return trial.compare(trial.function(trial.witness.get("equals")), key=image)


def confirm_by_truth(trial: Trial) -> Finding:
    """``truth: relation``: the key's membership at and around its ends is the relation's truth."""
    key = trial.claim.node
    name = trial.names("wrt")[0] if "wrt" in trial.witness else _only_symbol(trial)
    holds = _make_truth_function(trial.tree(trial.text("truth"), (name,), "statement"), name)
    key_ends = sorted({*_list_bounding_numbers(key)})
    found_ends: list[float] = trial.once(lambda: [round(x, 9) for x in find_truth_changes(holds, *_RANGE)])
    ends = {*key_ends, *(x for x in found_ends if not _is_near_some_end(x, key_ends))}
    for x in _list_places_around_ends(sorted(ends)):
        expected = holds(x)
        try:
            belongs = contains_number(key, x, name)
        except CheckError:
            belongs = None
        if belongs != expected:
            word = "belongs" if expected else "does not belong"
            return Finding(False, f"{name} = {x:.6g} {word} to the solution")
    return AGREED


def _make_truth_function(relation: Node, name: str) -> Callable[[float], bool]:
    """Return a relation as a function of one name; it is false where a side has no real value."""
    function = statement_function(relation)

    def holds(x: float) -> bool:
        try:
            return function({name: x})
        except CheckError:
            return False

    return holds


def _only_symbol(trial: Trial) -> str:
    if len(trial.free) == 1:
        return trial.free[0]
    names = find_symbols(trial.tree(trial.text("truth"), ("x",), "statement"))
    if len(names) != 1:
        raise BankError("say by which variable with wrt", field="witness.truth", code="witness")
    return next(iter(names))


def contains_number(node: Node, x: float, name: str) -> bool:
    """Return whether a number belongs to an interval, a union, a set, or the solutions of a statement."""
    match node:
        case Interval(low, high, open_low, open_high):
            return _is_between_ends(
                x, _evaluate_real_number(low), _evaluate_real_number(high), open_low, open_high
            )
        case Sequence("tuple" | "list" as brackets, (low, high)):
            is_open = brackets == "tuple"
            return _is_between_ends(
                x, _evaluate_real_number(low), _evaluate_real_number(high), is_open, is_open
            )
        case Sequence(_, items):
            return any(_are_equal_numbers(x, _evaluate_real_number(item)) for item in items)
        case Union(left, right):
            return contains_number(left, x, name) or contains_number(right, x, name)
        case Logic(op, left, right):
            first = contains_number(left, x, name)
            return first if first == (op == "or") else contains_number(right, x, name)
        case Not(arg):
            return not contains_number(arg, x, name)
        case Relation():
            return statement_holds(node, {name: x})
        case _:
            return _are_equal_numbers(x, _evaluate_real_number(node))


def _is_between_ends(x: float, low: float, high: float, open_low: bool, open_high: bool) -> bool:
    above = not open_low if _are_equal_numbers(x, low) else x > low
    below = not open_high if _are_equal_numbers(x, high) else x < high
    return above and below


def _are_equal_numbers(x: float, y: float) -> bool:
    if math.isfinite(y):
        return abs(x - y) <= 1e-9 * max(1.0, abs(x))
    return x == y


def _evaluate_real_number(node: Node) -> float:
    value = compile_numeric(node)({})
    if not isinstance(value, (int, float)):
        raise CheckError("a real number is expected")
    return float(value)


def _list_bounding_numbers(node: Node) -> Iterator[float]:
    """Return all numbers that bound something in a key."""
    for part in walk_tree(node):
        for side in list_parts(part) if isinstance(part, Interval | Relation | Sequence) else ():
            with suppress(CheckError):
                if not find_symbols(side) and math.isfinite(value := _evaluate_real_number(side)):
                    yield value


def _is_near_some_end(x: float, ends: list[float]) -> bool:
    """Return whether a change is one of the key's own ends, moved a little by the tolerance of relations."""
    return any(abs(x - end) <= 1e-6 * max(1.0, abs(end)) for end in ends)


def _list_places_around_ends(ends: list[float]) -> list[float]:
    places = {0.0, *ends}
    for end in ends:
        places |= {end + sign * step for step in _STEPS for sign in (1, -1)}
    places |= {(left + right) / 2 for left, right in pairwise(ends)}
    reach = max(map(abs, ends), default=1.0)
    return sorted(places | {-3 * reach - 7, 3 * reach + 7})


def choice_claims(scope: DrawScope, options: tuple[Option, ...], field: str) -> list[str]:
    """Return the fault of a choice's claims: a claim must be true if its option is right, and false
    otherwise."""
    faults: list[str] = []
    for index, option in enumerate(options):
        option_field, due = f"{field}.{index}", option.right
        if option.right_if:
            due = claim_holds(scope.read(option.right_if, f"{option_field}.right-if", "statement"), scope)
        if option.claim and (
            complaint := _find_claim_fault(scope, option.claim, due, f"{option_field}.claim")
        ):
            faults.append(f"the claim of option {option.id} {complaint}")
    return faults


def fault_claims(scope: DrawScope, answer: FaultSpec) -> list[tuple[str, str]]:
    """Return the same for an argument: claims of its lines must be true, those of its slips false."""
    faults: list[tuple[str, str]] = []
    lines = [(f"answer.fault.{index}.claim", line.claim, True) for index, line in enumerate(answer.lines)]
    slips = [(f"answer.slips.{slip.id}.claim", slip.claim, False) for slip in answer.slips]
    for field, claim, due in (*lines, *slips):
        if claim and (complaint := _find_claim_fault(scope, claim, due, field)):
            faults.append((field, f"it {complaint}"))
    return faults


def _find_claim_fault(scope: DrawScope, claim: str | CodeClaim, due: bool, field: str) -> str:
    """Return the fault of a claim that should be true, or false; empty without one."""
    if isinstance(claim, CodeClaim):
        holds = _code_holds(scope, claim, field)
    else:
        holds = claim_holds(scope.read(claim, field, "statement"), scope)
    return "" if holds == due else f"is {'true' if holds else 'false'}"


def _code_holds(scope: DrawScope, claim: CodeClaim, field: str) -> bool:
    """Return whether a comparison is true of all entries of its arrays."""
    with at_field(field):
        arrays = {
            name: _compute_array(scope.read(text, f"{field}.given.{name}", "matrix"))
            for name, text in claim.given.items()
        }
        entries = run_code(code_with(claim.code, scope, tuple(arrays)), arrays, _LIBRARY_OF_CLAIMS)
        if entries.dtype != bool:
            raise CheckError("a claim in code is a comparison", "such as x.sum() == 3")
        return bool(entries.all())


def _compute_array(node: Node) -> np.ndarray:
    """Return an array of any number of axes. Raises CheckError where its rows differ in length."""
    if not isinstance(node, Sequence):
        return np.asarray(compile_numeric(node)({}))
    items = [_compute_array(item) for item in node.items]
    if len({item.shape for item in items}) > 1:
        raise CheckError("the rows of an array have the same length")
    return np.array(items)


def claim_holds(statement: Node, scope: DrawScope) -> bool:
    """Return the truth of a claim; with free symbols, whether it holds at all points tried.

    ``!=`` of two expressions means that they are not identical: it holds if they differ somewhere.
    """
    match statement:
        case Logic(op, left, right):
            first = claim_holds(left, scope)
            return first if first == (op == "or") else claim_holds(right, scope)
        case Not(arg):
            return not claim_holds(arg, scope)
        case Relation("!=", left, right):
            return not claim_holds(Relation("=", left, right), scope)
        case _:
            pass
    trial = Trial({}, scope, Claim("", Spec(kind=""), ""))
    names = [name for name in trial.free if name in find_symbols(statement)]
    if not names:
        return statement_holds(statement)
    return all(_at_points(trial, statement))


def _at_points(trial: Trial, statement: Node) -> list[bool]:
    result: list[bool] = []
    # A claim has to hold at seven points.
    wanted = 7 if _needed_names(statement) & {*trial.free} else 1
    for point in trial.points(60):
        with suppress(UndefinedError, TooLargeError):
            result.append(_holds_nearly(statement, point))
        if len(result) == wanted:
            break
    if not result:
        raise CheckError("the claim has no value at the points tried")
    return result


def _needed_names(node: Node) -> frozenset[str]:
    """Return the names on which the value of a tree depends: none over which it sums or integrates."""
    match node:
        case Call("integrate" | "sum" | "prod", (body, Sym(name), low, high)):
            return (_needed_names(body) - {name}) | _needed_names(low) | _needed_names(high)
        case Sym(name):
            return frozenset((name,))
        case _:
            return frozenset[str]().union(*map(_needed_names, list_parts(node)))


def _holds_nearly(statement: Node, point: Point) -> bool:
    """Return the truth of a relation; an equation between differences holds to their precision only."""
    if isinstance(statement, Relation) and statement.op == "=":
        left: Any = compile_numeric(statement.left)(point)
        right: Any = compile_numeric(statement.right)(point)
        return is_close_value(left, right, 1e-6)
    return statement_holds(statement, point)
