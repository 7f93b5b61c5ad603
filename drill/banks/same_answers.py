"""Whether two answers to one exercise count as the same: a mistake equal to the key is dropped.

The checker decides. Before it is asked, values in doubles tell answers apart that plainly differ, since that
is what known mistakes nearly always do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from drill.banks.draws import SplitMix64
from drill.checking import (
    KINDS,
    AntiderivativeSpec,
    ArraySpec,
    ExpressionSpec,
    FactorisationSpec,
    Key,
    Spec,
    TextSpec,
    Tolerance,
)
from drill.errors import CheckError, DrillError
from drill.maths.domains import Domain, read_assumptions
from drill.maths.names import Names
from drill.maths.numeric import compile_numeric
from drill.maths.plain import parse
from drill.maths.tree import Call, Node, Sym, symbols

# Points at which two values have to agree.
_POINTS = 4
# Values that differ by more than this, relatively, plainly differ.
_PLAIN = 1e-6


def is_same(expect: Spec, answer: Key, reference: Key | None) -> bool:
    """Return whether an answer counts as the key (``None``) or as another answer; forms do not matter."""
    if isinstance(answer, Mapping) and isinstance(expect, FactorisationSpec):
        return _are_same_factors(expect, answer, reference)
    if isinstance(answer, Mapping):
        return _are_same_parts(expect, answer, reference)
    if reference is not None and not isinstance(reference, str):
        return False
    return _is_same_text(expect, answer, reference)


def _are_same_parts(expect: Spec, answer: Mapping[str, str], reference: Key | None) -> bool:
    """Return whether every named part is the same, and both answers name the same parts."""
    if reference is not None and (not isinstance(reference, Mapping) or set(reference) != set(answer)):
        return False
    return all(
        is_same(expect.part(name), text, reference and reference[name]) for name, text in answer.items()
    )


def _are_same_factors(expect: FactorisationSpec, answer: Mapping[str, str], reference: Key | None) -> bool:
    """Return whether some factors, with the key's others, are a factorisation; mistakes compare by text."""
    from drill.banks.keys import factorisation_text, written_factors
    from drill.checking import check

    if reference is not None:
        return answer == reference
    whole = {**written_factors(factorisation_text(expect)), **answer}
    return check(expect, whole).verdict == "correct"


@lru_cache(maxsize=256)  # code and formulas without numbers are the same in every variant
def _is_same_text(expect: Spec, answer: str, reference: str | None) -> bool:
    from drill.checking import check

    if answer == reference:
        return True
    if reference is not None and KINDS[expect.kind].screened == "text":
        return False
    loose = expect.loose
    if isinstance(loose, TextSpec):
        loose = loose if reference is None else replace(loose, text=reference)
        if _plainly_differ(loose, answer):
            return False
    return check(loose, answer).verdict == "correct"


def _plainly_differ(expect: TextSpec, answer: str) -> bool:
    """Return whether two values differ at some point by more than any tolerance; ``False`` if unclear."""
    mode = KINDS[expect.kind].screened
    if mode is None or mode == "text" or (isinstance(expect, ArraySpec) and expect.up_to):
        return False
    if isinstance(expect, ExpressionSpec) and expect.on:
        return False  # they may differ where the equation does not hold
    declared = frozenset((*expect.vars, *dict(expect.latex)))
    names = Names(declared, functions="bank", undeclared="allow")
    try:
        first, second = _read(answer, names, mode), _read(expect.text, names, mode)
        free = tuple(sorted(symbols(first) | symbols(second)))
        if isinstance(expect, AntiderivativeSpec):
            first, second = _slope(expect, first), _slope(expect, second)
        answer_value, key_value = compile_numeric(first), compile_numeric(second)
        for point in _points(expect.assume, free):
            if _differ(_value(answer_value, point), _value(key_value, point), expect.tolerance):
                return True
    except DrillError:
        return False
    return False


# Every mistake is held against the key and against those before it.
_read = lru_cache(maxsize=64)(parse)


def _slope(expect: AntiderivativeSpec, tree: Node) -> Node:
    """Return the derivative of an antiderivative, in which constants do not matter."""
    named = expect.wrt or next(iter(expect.vars), "")
    return Call("diff", (tree, Sym(named))) if named else tree


def _value(compiled: Any, point: Mapping[str, float]) -> Any:
    try:
        return compiled(point)
    except CheckError:
        return None


def _differ(answer: Any, key: Any, tolerance: Tolerance | None) -> bool:
    if answer is None or key is None:
        return False
    first, second = np.asarray(answer), np.asarray(key)
    if np.iscomplexobj(first) or np.iscomplexobj(second) or first.dtype == bool or second.dtype == bool:
        return False
    if first.shape != second.shape:
        return True
    if not np.isfinite(first).all() or not np.isfinite(second).all():
        return False
    size = np.maximum(np.abs(first), np.abs(second))
    margin = _PLAIN * np.maximum(size, 1e-12) + _margin(second, tolerance) * (1 + 1e-6)
    return bool(np.any(np.abs(first - second) > margin))


def _margin(key: Any, tolerance: Tolerance | None) -> Any:
    """Return how far an answer may lie from each entry of the key."""
    if tolerance is None:
        return np.zeros_like(key, dtype=float)
    amount = float(tolerance.amount)
    match tolerance.kind:
        case "abs":
            return np.full_like(key, amount, dtype=float)
        case "rel":
            return amount * np.abs(key)
        case "decimals":
            return np.full_like(key, 0.5 * 10**-amount, dtype=float)
        case _:
            magnitude = np.floor(np.log10(np.maximum(np.abs(key), 1e-300)))
            return 0.5 * 10.0 ** (magnitude + 1 - amount)


@lru_cache(maxsize=256)
def _points(assume: tuple[str, ...], free: tuple[str, ...]) -> tuple[Mapping[str, float], ...]:
    """Return a few points that satisfy what is assumed; one empty point without symbols."""
    if not free:
        return ({},)
    assumed, generator = read_assumptions(assume, free), SplitMix64(0, "points")
    if assumed.relations:
        return ()  # a relation between symbols: the checker draws its points better
    points = ({name: _coordinate(assumed.domain(name), generator) for name in free} for _ in range(_POINTS))
    return tuple(points)


def _coordinate(domain: Domain, generator: SplitMix64) -> float:
    """Return a number of the domain; near its end where it has one."""
    low, high = domain.low, domain.high
    step = generator.real(0.2, 1.8)
    if domain.integer:
        step = float(generator.below(5) + 1)
        start = low if isinstance(low, Fraction) else high if isinstance(high, Fraction) else Fraction(0)
        return float(start) + (step if start == low or not isinstance(high, Fraction) else -step)
    if isinstance(low, Fraction) and isinstance(high, Fraction):
        return float(low) + float(high - low) * step / 2
    if isinstance(low, Fraction):
        return float(low) + step
    return float(high) - step if isinstance(high, Fraction) else step
