"""The place of an extreme is code that always has a value, even where what is searched has none."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.errors import CheckError
from drill.papers_first.arrays.lowered import Lowered
from drill.papers_first.formula.tokens import RefusedError

_SEARCHES: Final = ("np.argmax(", "np.argmin(")


def with_values(lowered: Lowered) -> Lowered:
    """The code, with so much assumed that whatever an extreme is searched in is a number throughout.

    Of ``\\argmax_u \\sum_i \\log(1 + u (w_i - 1))`` the logarithms have none for every positive u and w_i:
    NumPy gives the place of what is no number then, and a right answer in other words another one.

    Raises:
        RefusedError: some of it is none for numbers between 0 and 1 either.
    """
    searched = _searched(lowered.code)
    if not searched or _has_values(lowered, searched):
        return lowered
    shares = {
        name: f"0 < {name} < 1" if said == f"{name} > 0" else said for name, said in lowered.assumed.items()
    }
    narrowed = replace(lowered, assumed=shares)
    if _has_values(narrowed, searched):
        return narrowed
    raise RefusedError("what is searched has no value everywhere")


def _searched(code: str) -> str:
    """Of ``np.argmax(u - v)`` the ``u - v``; empty for other code."""
    if not code.startswith(_SEARCHES):
        return ""
    inner = code[len(_SEARCHES[0]) :]
    depth = 1
    for place, sign in enumerate(inner):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0 or (depth == 1 and sign == ","):
            return inner[:place]
    return ""


def _has_values(lowered: Lowered, searched: str) -> bool:
    """Whether all that is searched is a number on every array that an answer is tried on."""
    import numpy

    from drill.arraycode import arrays_of_trials, run_code
    from drill.checking.answer import answer_from
    from drill.checking.spec import CodeSpec
    from drill.checking.spec_reader import read_spec

    answer = {
        "code": lowered.code,
        "arrays": {name: list(axes) for name, axes in lowered.arrays.items()},
        "vars": list(lowered.assumed),
        "assume": list(lowered.assumed.values()),
    }
    try:
        spec = read_spec(answer_from(answer))
        trials = arrays_of_trials(spec.task) if isinstance(spec, CodeSpec) else ()
        return all(not numpy.isnan(run_code(searched, arrays)).any() for arrays in trials)
    except CheckError:
        return False
