"""Expressions of matrices: compared on random matrices of the stated shapes, exactly, in several sizes."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, permutations

import mpmath

from drill.checking.arrays import (
    DIGITS,
    Array,
    Identity,
    Number,
    SizesError,
    Value,
    entries_of,
    inverse,
    is_same,
    quotient,
    scaled,
    size_of,
    transposed,
)
from drill.checking.evaluation import value_of
from drill.checking.judges.context import Context
from drill.checking.judges.matrix_trials import MatrixTrial, has_functions, shown, trials_of
from drill.checking.kind_check import described, refuse
from drill.checking.kinds.matrices import MatrixExpressionSpec
from drill.checking.time_budget import Clock
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError, TimedOutError, UndefinedError
from drill.maths.chains import chain
from drill.maths.tree import Binary, Call, Neg, Node, Num, Sequence, children, rebuild

# Changes that are tried of each sort.
_MOST_CHANGES = 120
# Factors whose orders are tried: 24 of them.
_MOST_FACTORS = 4
# A larger factor (or a smaller one than its reciprocal) is no slip.
_LARGEST_FACTOR = 10**9
_PATIENCE_S = 0.12
"""The computing time that looking for one change may take."""


def judge_matrix_expression(spec: MatrixExpressionSpec, answer: Node, context: Context) -> Verdict:
    """Judge it right if it is the key on all trials. Raises UndefinedError where it has no value on any."""
    _gate(answer)
    trials = trials_of(spec, spec.key, many=has_functions(spec.key) or has_functions(answer))
    undefined: list[UndefinedError] = []
    with mpmath.workdps(DIGITS):
        for trial in trials:
            context.clock.check()
            try:
                if not is_same(trial.key, value_of(answer, trial.point)):
                    return wrong("wrong", "")
            except SizesError:
                return wrong("wrong", "")
            except UndefinedError as error:
                undefined.append(error)
    if len(undefined) == len(trials):
        raise undefined[0]
    if undefined:
        return wrong("wrong", "This has no value for some sizes for which it should have one.")
    return correct("numeric")


def _gate(answer: Node) -> None:
    if described(answer):
        raise refuse("matrix-expression", answer)


def fits_matrix_expression(
    spec: MatrixExpressionSpec, mistaken: Node, answer: Node, context: Context
) -> bool:
    """Whether an answer is what a known mistake yields; of sizes that do not fit, its very tree."""
    if mistaken == answer:
        return True  # sizes that do not fit have no value to compare
    return judge_matrix_expression(spec, answer, context).verdict == "correct"


def diagnose_matrix_expression(spec: MatrixExpressionSpec, answer: Node, context: Context) -> Verdict | None:
    """Find a slip: transposed, inverse, sign, factor, order, a transpose or inverse inside, sizes."""
    trials = trials_of(spec, spec.key)
    clock = Clock(_PATIENCE_S)

    def right(changed: Node) -> bool:
        clock.check()
        try:
            return all(is_same(trial.key, value_of(changed, trial.point)) for trial in trials)
        except CheckError:
            return False

    with mpmath.workdps(DIGITS):
        misfit = _misfit(answer, trials[0])
        if misfit is None:
            found = _of_the_whole(answer, trials)
            if found is not None:
                return found
        with suppress(TimedOutError):
            for changed in islice(_reordered(answer), _MOST_CHANGES):
                if right(changed):
                    return wrong("order", _REORDERED)
            for code, changed in islice(_one_change(answer), _MOST_CHANGES):
                if right(changed):
                    return wrong(_CODES.get(code, code), _SAYS[code])
        return misfit or _size(answer, trials[0])


_REORDERED = "These are the right factors in another order: matrices do not commute."
_SAYS = {
    "transposed": "A transpose is missing, or there is one too many.",
    "inverse": "An inverse is missing, or there is one too many.",
    "exchanged": "A transpose stands where an inverse is due, or the other way round.",
    "sign": "One sign is off.",
}
_CODES = {"exchanged": "inverse"}


def _of_the_whole(answer: Node, trials: tuple[MatrixTrial, ...]) -> Verdict | None:
    """What is off with the whole value."""
    pairs = [(trial.key, value_of(answer, trial.point)) for trial in trials]
    if all(is_same(key, scaled(-1, given)) for key, given in pairs):
        return wrong("sign", "The sign is off.")
    if any(isinstance(given, Array) for _, given in pairs):
        if all(is_same(key, transposed(given)) for key, given in pairs):
            return wrong("transposed", "This is the transpose: rows and columns are exchanged.")
        if all(_is_inverse(key, given) for key, given in pairs):
            return wrong("inverse", "This is the inverse of what is due.")
    return _factor(pairs)


def _is_inverse(key: Value, given: Value) -> bool:
    try:
        return is_same(key, inverse(given))
    except CheckError:
        return False


def _factor(pairs: list[tuple[Value, Value]]) -> Verdict | None:
    ratios = [_ratio(key, given) for key, given in pairs]
    first = ratios[0]
    if first is None or first in (0, 1) or not all(r is not None and is_same(r, first) for r in ratios):
        return None
    from drill.checking.judges.vectors_matrices import plain_ratio

    times = plain_ratio(first)
    return wrong("factor", f"A factor is off: this is {times} times the right one.") if times != "1" else None


def _ratio(key: Value, given: Value) -> Number | None:
    """The number that one value is times the other."""
    if isinstance(key, Identity) or isinstance(given, Identity) or size_of(key) != size_of(given):
        return None
    first, second = entries_of(key), entries_of(given)
    place = next((at for at, entry in enumerate(first) if entry != 0), None)
    if place is None:
        return None
    ratio = quotient(second[place], first[place])
    if not 1 / _LARGEST_FACTOR < abs(ratio) < _LARGEST_FACTOR:
        return None
    same = (is_same(x * ratio, y) for x, y in zip(first, second, strict=True))
    return ratio if all(same) else None


def _misfit(answer: Node, trial: MatrixTrial) -> Verdict | None:
    """Sizes that do not go together inside the answer, in the letters of the axes."""
    try:
        value_of(answer, trial.point)
    except SizesError as error:
        said = error.said(error.what, [shown(size, trial) for size in error.sizes])
        return wrong("size", f"{said[0].upper()}{said[1:]}.")
    except CheckError:
        return None
    return None


def _size(answer: Node, trial: MatrixTrial) -> Verdict | None:
    given, due = size_of(value_of(answer, trial.point)), size_of(trial.key)
    if given is None or due is None or given == due:
        return None
    return wrong("size", f"The size is off: this is {shown(given, trial)}, {shown(due, trial)} is due.")


def _reordered(node: Node) -> Iterator[Node]:
    """The tree with the factors of one product in another order."""
    if isinstance(node, Binary) and node.op in ("*", "/"):
        first, links = chain(node)
        if 1 <= len(links) < _MOST_FACTORS and all(op == "*" for op, _ in links):
            factors = (first, *(part for _, part in links))
            for order in permutations(factors):
                if order != factors:
                    yield _product(order)
    for place, part in enumerate(children(node)):
        if _is_product(node) and place == 0 and _is_product(part):
            continue  # the beginning of a chain whose orders were taken as a whole
        for changed in _reordered(part):
            yield _with(node, place, changed)


def _is_product(node: Node) -> bool:
    return isinstance(node, Binary) and node.op == "*"


def _product(factors: tuple[Node, ...]) -> Node:
    whole = factors[0]
    for factor in factors[1:]:
        whole = Binary("*", whole, factor)
    return whole


def _with(node: Node, place: int, changed: Node) -> Node:
    parts = children(node)
    return rebuild(node, (*parts[:place], changed, *parts[place + 1 :]))


def _one_change(node: Node) -> Iterator[tuple[str, Node]]:
    """The tree with one transpose or inverse put in, taken away or exchanged, or with one sign changed."""
    for code in _SAYS:
        for changed in _toggled(node, code):
            yield code, changed


def _toggled(node: Node, code: str) -> Iterator[Node]:
    yield from _changed_here(node, code)
    for place, part in enumerate(children(node)):
        for changed in _toggled(part, code):
            yield _with(node, place, changed)


def _changed_here(node: Node, code: str) -> Iterator[Node]:
    match code:
        case "sign":
            if isinstance(node, Binary) and node.op in ("+", "-"):
                yield Binary("-" if node.op == "+" else "+", node.left, node.right)
        case "exchanged":
            for other, name in (("transposed", "inv"), ("inverse", "T")):
                bare = _without(node, other)
                if bare is not None:
                    yield Call(name, (bare,))
        case _:
            bare = _without(node, code)
            if bare is not None:
                yield bare
            elif not isinstance(node, (Num, Sequence)):
                yield Call("T" if code == "transposed" else "inv", (node,))


def _without(node: Node, code: str) -> Node | None:
    match node:
        case Call("T", (arg,)) if code == "transposed":
            return arg
        case Call("inv", (arg,)) if code == "inverse":
            return arg
        case Binary("^", base, Neg(Num("1"))) if code == "inverse":
            return base
        case _:
            return None
