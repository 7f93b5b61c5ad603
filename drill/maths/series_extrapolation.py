"""Infinite sums and limits from finitely many values."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import mpmath
from mpmath import mp

from drill.errors import UndefinedError
from drill.maths import precise_functions as functions
from drill.maths.precise_functions import MP

# Relative change below which values have settled: as answers are compared.
_SETTLED = 1e-9
# Terms of two transforms that have to agree: with fewer they have not settled, with more rounding grows.
_LEVIN_SIZES = (24, 36)


def sum_series(term: Callable[[int], MP], low: int) -> MP:
    """Return the sum of term(low), term(low + 1), …: added up until nothing changes, else extrapolated."""
    terms: list[MP] = []
    partial: list[MP] = []
    total = mpmath.mpf(0)
    quiet = 0
    tiny = mpmath.mpf(10) ** (-mp.dps // 2)
    for number in range(low, low + 2048):
        value = term(number)
        terms.append(value)
        total += value
        partial.append(total)
        quiet = quiet + 1 if total != 0 and abs(value) <= tiny * abs(total) else 0
        if quiet >= 32:
            return functions.require_mp_finite(total)
    return _extrapolate_series(terms, partial)


def _extrapolate_series(terms: list[MP], partial: list[MP]) -> MP:
    """Levin's u-transformation, refused where the partial sums do not slow down as those of a series do."""
    half = len(partial) // 2
    if not any(terms):
        return mpmath.mpf(0)
    later, earlier = abs(partial[-1] - partial[half]), abs(partial[half] - partial[half // 2])
    alternates = all((x.real > 0) != (y.real > 0) for x, y in zip(terms[-9:], terms[-8:], strict=False))
    vanishes = abs(terms[-1]) < abs(terms[half]) * 0.97
    if not vanishes or not (alternates or later <= earlier * 0.97):
        raise UndefinedError("the sum does not converge")
    fewer, value = (
        mpmath.levin(method="levin", variant="u").update(terms[:size])[0] for size in _LEVIN_SIZES
    )
    if abs(value - fewer) > mpmath.mpf(_SETTLED) * max(abs(value), mpmath.mpf(10) ** -6):
        raise UndefinedError("the sum does not converge fast enough to be computed")
    return functions.require_mp_finite(value)


def extrapolate_limit(values: list[MP]) -> MP:
    """Return the limit of values at distances 10^-4, 10^-8, …: converged, infinite, or extrapolated.

    Raises:
        UndefinedError: they settle to nothing.
    """
    last, before = values[-1], values[-2]
    if abs(last) < mpmath.mpf(10) ** -10 and abs(last) <= abs(before):
        return mpmath.mpf(0)
    if abs(last - before) <= _SETTLED * abs(last):
        return last
    pairs = list(pairwise(values))
    if all(abs(y) >= abs(x) * 1.9 and y.real * x.real > 0 for x, y in pairs[1:]):
        return mpmath.inf * mpmath.sign(last.real)
    guesses = [_accelerate_aitken(*values[start : start + 3]) for start in range(len(values) - 2)]
    if len(guesses) > 1 and abs(guesses[-1] - guesses[-2]) <= _SETTLED * max(abs(guesses[-1]), mpmath.mpf(1)):
        return mpmath.mpf(0) if abs(guesses[-1]) < mpmath.mpf(10) ** -8 else guesses[-1]
    raise UndefinedError("the limit does not exist")


def _accelerate_aitken(x: MP, y: MP, z: MP) -> MP:
    bend = z - 2 * y + x
    return z if bend == 0 else z - (z - y) ** 2 / bend
