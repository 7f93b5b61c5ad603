"""Formulas sign by sign with the factors of each product in one order, where all of them are numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from drill.checking.signs.groups import ARGUMENTS, OPENING, PARTING, SIGNS, Sign, argument_end, ends_of
from drill.checking.signs.numbers import called_end, is_glued_to, number_sureness
from drill.checking.signs.passes import FUNCTIONS
from drill.checking.signs.reach import factor_end, length_of_name
from drill.maths.characters import GREEK

_ARRAYS: Final = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|pmb|vec|mathsf|top|intercal|otimes|times|operatorname|nabla|det|begin)(?![A-Za-z])"
    r"|(?<![\^_{])\\ast(?![A-Za-z])"
    r"|\\(?:oplus|ominus|star|cup|cap|setminus|vee|wedge|bmod|mod|sqcup|uplus|ldots|cdots|dots)(?![A-Za-z])"
    r"|\^\{?(?:T|\\mathsf|\\mathrm\{T)|\^\{?-1\}|\\(?:Sigma|Lambda|Omega|Phi|Psi|Gamma|Theta|Delta)(?![A-Za-z])"
)
"""What tells that something in a formula may be a vector or a matrix."""
_CAPITAL: Final = re.compile(
    r"(?<![\\A-Za-z{])[A-Z](?:_(?:\w|\{[^{}]*\}))?(?:\^(?:\w|\{[^{}]*\}))?(?!\s*[(\[_^])"
)
"""A capital that nothing in brackets follows."""
_DEEPEST: Final = 50
"""Brackets within brackets that are looked into."""
_TRANSPOSED: Final = (r"\top", "T")
_PARTING: Final = frozenset((*SIGNS, *PARTING, "|"))
_LETTERS: Final = frozenset(f"\\{name}" for name in (*GREEK.values(), "vartheta", "infty"))


def is_of_scalars(latex: str) -> bool:
    """Whether nothing in a formula looks like an array, so that its factors may stand in any order."""
    return not _ARRAYS.search(latex) and not _CAPITAL.search(latex)


def with_factors_in_order(signs: Sequence[Sign], *, commutes: bool = True) -> list[Sign]:
    """``f(x) a`` as ``a f(x)``; what an operator is applied to stays behind it.

    Where not all of a formula ``commutes``, only those factors change places that are numbers whatever the
    others are, such as ``p(x)``.
    """
    return _Ordering(signs, commutes=commutes).sorted(0, len(signs))


class _Factor(NamedTuple):
    signs: list[Sign]
    alone: Sequence[Sign]
    """Its signs as they stand; none where it may be part of a word."""


class _Ordering:
    """One formula whose factors are put in order."""

    def __init__(self, signs: Sequence[Sign], *, commutes: bool) -> None:
        self._signs = signs
        self._ends = ends_of(signs)
        self._commutes = commutes
        self._depth = 0

    def sorted(self, start: int, end: int) -> list[Sign]:
        """The signs from one place to another with the factors of each product in order."""
        if self._depth > _DEEPEST:
            return list(self._signs[start:end])
        self._depth += 1
        found: list[Sign] = []
        begin = at = start
        while at < end:
            if self._signs[at].text in _PARTING:
                found += [*self._term(begin, at), self._signs[at]]
                begin = at + 1
            at = min(self._ends.get(at, at + 1), end)
        found += self._term(begin, end)
        self._depth -= 1
        return found

    def _term(self, start: int, end: int) -> list[Sign]:
        """A product with its factors in order, those before and behind an operator apart."""
        signs = self._signs
        found: list[Sign] = []
        run: list[_Factor] = []
        at = start
        while at < end:
            name = length_of_name(signs, at, FUNCTIONS)
            called = called_end(signs, at, name, self._ends)
            is_kept = not called and (bool(name) or not _begins_factor(signs[at].text))
            if called:
                behind = called
            elif name:
                behind = at + name
            elif signs[at].text in ("_", "^"):
                behind = argument_end(signs, at + 1)
            else:
                behind = at + 1 if is_kept else max(factor_end(signs, at, self._ends), at + 1)
            behind = min(behind, end)
            if signs[at].text == "/":
                return self._within(start, end)
            if is_kept:
                found += self._flat(run)
                run = []
                found += self._within(at, behind)
            else:
                is_glued = at > 0 and is_glued_to(signs[at - 1], signs[at])
                run.append(_Factor(self._within(at, behind), () if is_glued else signs[at:behind]))
            at = behind
        return [*found, *self._flat(run)]

    def _flat(self, run: list[_Factor]) -> list[Sign]:
        """Factors in order: all of them, or the numbers before all others."""
        if len(run) < 2:
            return [sign for factor in run for sign in factor.signs]
        moves = [True] * len(run) if self._commutes else _moves(run)
        moved = [factor.signs for factor, is_moved in zip(run, moves, strict=True) if is_moved]
        moved.sort(key=lambda factor: [sign.text for sign in factor])
        others = [factor.signs for factor, is_moved in zip(run, moves, strict=True) if not is_moved]
        return [sign for factor in (*moved, *others) for sign in factor]

    def _within(self, start: int, end: int) -> list[Sign]:
        """Signs as they stand, with the factors in order in each of their brackets."""
        found: list[Sign] = []
        at = start
        while at < end:
            found.append(self._signs[at])
            opens = self._signs[at].text in OPENING and at + 1 < self._ends[at] <= end
            if opens and not _is_index(self._signs, at):
                behind = self._ends[at] - 1
                found += [*self.sorted(at + 1, behind), self._signs[behind]]
                at = behind
            at += 1
        return found


def _moves(run: Sequence[_Factor]) -> list[bool]:
    """Which factors are numbers beside those of their product: ``p(x)`` beside ``W`` may be an array, and
    ``P(x)`` beside ``v(x)``.
    """
    sureness = [number_sureness(factor.alone) for factor in run]
    others = [factor.signs for factor, sure in zip(run, sureness, strict=True) if not sure]
    has_arrays = any(
        other[0].text.isupper() or any(sign.text in _TRANSPOSED for sign in other) for other in others
    )
    has_values = any(other[-1].text == ")" for other in others)
    return [
        sure == 2 or (sure == 1 and not has_arrays and not (factor.signs[0].text.isupper() and has_values))
        for factor, sure in zip(run, sureness, strict=True)
    ]


def _begins_factor(text: str) -> bool:
    """Whether a sign is a letter, a number, a bracket or a command for one: all else stays where it is."""
    is_command = text in _LETTERS or (text in ARGUMENTS and text not in ("^", "_"))
    return (text[0].isalnum() and text != "d") or is_command or text in OPENING


def _is_index(signs: Sequence[Sign], at: int) -> bool:
    """Whether a bracket holds an index, whose letters keep their order; an exponent of e is a product."""
    before = [sign.text for sign in signs[max(0, at - 2) : at]]
    return before[-1:] == ["_"] or (before[-1:] == ["^"] and before != ["e", "^"])
