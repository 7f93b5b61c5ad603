"""Formulas sign by sign with the factors of each product in one order, where all of them are numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drill.checking.signs.groups import ARGUMENTS, OPENING, PARTING, SIGNS, Sign, argument_end, ends_of
from drill.checking.signs.passes import FUNCTIONS
from drill.checking.signs.reach import factor_end, length_of_name
from drill.maths.characters import GREEK

_ARRAYS: Final = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|pmb|vec|mathsf|top|intercal|otimes|times|operatorname|nabla|det|begin)(?![A-Za-z])"
    r"|\\(?:oplus|ominus|star|cup|cap|setminus|vee|wedge|bmod|mod|sqcup|uplus|ldots|cdots|dots)(?![A-Za-z])"
    r"|\^\{?(?:T|\\mathsf|\\mathrm\{T)|\^\{?-1\}|\\(?:Sigma|Lambda|Omega|Phi|Psi|Gamma|Theta|Delta)(?![A-Za-z])"
)
"""What tells that something in a formula may be a vector or a matrix."""
_CAPITAL: Final = re.compile(
    r"(?<![\\A-Za-z{])[A-Z](?:_(?:\w|\{[^{}]*\}))?(?:\^(?:\w|\{[^{}]*\}))?(?!\s*[(\[_^])"
)
"""A capital that nothing in brackets follows."""
_PARTING: Final = frozenset((*SIGNS, *PARTING, "|"))
_LETTERS: Final = frozenset(f"\\{name}" for name in (*GREEK.values(), "vartheta", "infty"))


def is_of_scalars(latex: str) -> bool:
    """Whether nothing in a formula looks like an array, so that its factors may stand in any order."""
    return not _ARRAYS.search(latex) and not _CAPITAL.search(latex)


def with_factors_in_order(signs: Sequence[Sign]) -> list[Sign]:
    """``f(x) a`` as ``a f(x)``; what an operator is applied to stays behind it."""
    return _sorted(signs, 0, len(signs), ends_of(signs))


def _sorted(signs: Sequence[Sign], start: int, end: int, ends: dict[int, int]) -> list[Sign]:
    found: list[Sign] = []
    begin = at = start
    while at < end:
        if signs[at].text in _PARTING:
            found += [*_term(signs, begin, at, ends), signs[at]]
            begin = at + 1
        at = min(ends.get(at, at + 1), end)
    return [*found, *_term(signs, begin, end, ends)]


def _term(signs: Sequence[Sign], start: int, end: int, ends: dict[int, int]) -> list[Sign]:
    """A product with its factors in order, those before and behind an operator apart."""
    found: list[Sign] = []
    run: list[list[Sign]] = []
    at = start
    while at < end:
        name = length_of_name(signs, at, FUNCTIONS)
        is_kept = bool(name) or not _begins_factor(signs[at].text)
        if name:
            behind = at + name
        elif signs[at].text in ("_", "^"):
            behind = argument_end(signs, at + 1)
        else:
            behind = at + 1 if is_kept else max(factor_end(signs, at, ends), at + 1)
        behind = min(behind, end)
        if signs[at].text == "/":
            return _within(signs, start, end, ends)
        if is_kept:
            found += _flat(run)
            run = []
            found += _within(signs, at, behind, ends)
        else:
            run.append(_within(signs, at, behind, ends))
        at = behind
    return [*found, *_flat(run)]


def _begins_factor(text: str) -> bool:
    """Whether a sign is a letter, a number, a bracket or a command for one: all else stays where it is."""
    is_command = text in _LETTERS or (text in ARGUMENTS and text not in ("^", "_"))
    return (text[0].isalnum() and text != "d") or is_command or text in OPENING


def _flat(run: list[list[Sign]]) -> list[Sign]:
    run.sort(key=lambda factor: [sign.text for sign in factor])
    return [sign for factor in run for sign in factor]


def _within(signs: Sequence[Sign], start: int, end: int, ends: dict[int, int]) -> list[Sign]:
    """Signs as they stand, with the factors in order in each of their brackets."""
    found: list[Sign] = []
    at = start
    while at < end:
        found.append(signs[at])
        if signs[at].text in OPENING and at + 1 < ends[at] <= end and not _is_index(signs, at):
            behind = ends[at] - 1
            found += [*_sorted(signs, at + 1, behind, ends), signs[behind]]
            at = behind
        at += 1
    return found


def _is_index(signs: Sequence[Sign], at: int) -> bool:
    """Whether a bracket holds an index, whose letters keep their order; an exponent of e is a product."""
    before = [sign.text for sign in signs[max(0, at - 2) : at]]
    return before[-1:] == ["_"] or (before[-1:] == ["^"] and before != ["e", "^"])
