"""Formulas sign by sign, whichever of two sums stands first: ``\\sum_i \\sum_j`` as ``\\sum_j \\sum_i``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from drill.checking.signs.groups import Sign, argument_end, run_over

_SUM: Final = r"\sum"
_INFINITE: Final = r"\infty"


class _Run(NamedTuple):
    """A sum with what stands below and above it, and the letters that it runs over."""

    signs: Sequence[Sign]
    letters: frozenset[str]


def with_sums_in_order(signs: Sequence[Sign]) -> list[Sign]:
    """A formula in which sums right behind each other stand in one order, if none runs as another says.

    Sums without an end stay, as not all of them may change places.
    """
    found: list[Sign] = []
    at = 0
    while at < len(signs):
        runs: list[_Run] = []
        while at < len(signs) and signs[at].text == _SUM:
            runs.append(_run(signs, at))
            at += len(runs[-1].signs)
        if _may_change_places(runs):
            runs.sort(key=lambda run: [sign.text for sign in run.signs])
        found += [sign for run in runs for sign in run.signs]
        if at < len(signs):
            found.append(signs[at])
            at += 1
    return found


def _run(signs: Sequence[Sign], start: int) -> _Run:
    at = start + 1
    letters: set[str] = set()
    while at < len(signs) and signs[at].text in ("_", "^"):
        end = argument_end(signs, at + 1)
        if signs[at].text == "_":
            letters |= run_over(signs[at + 1 : end])
        at = end
    return _Run(signs[start:at], frozenset(letters))


def _may_change_places(runs: Sequence[_Run]) -> bool:
    if len(runs) < 2 or not all(run.letters for run in runs):
        return False
    held = [{sign.text for sign in run.signs} for run in runs]
    return not any(
        _INFINITE in held[one] or (one != other and runs[one].letters & held[other])
        for one in range(len(runs))
        for other in range(len(runs))
    )
