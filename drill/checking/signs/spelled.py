"""Whether an answer is a formula sign by sign, in one of the ways in which people type it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, get_args
from unicodedata import normalize

from drill.checking.signs.calls import with_d, without_values
from drill.checking.signs.factors import is_of_scalars, with_factors_in_order
from drill.checking.signs.groups import Sign, ends_of
from drill.checking.signs.nested_sums import with_sums_in_order
from drill.checking.signs.reach import far, near
from drill.checking.signs.renamed import renamed
from drill.checking.signs.slopes import slopes_before
from drill.checking.signs.sums import in_one_order
from drill.checking.signs.tokens import readings_of, signs_of
from drill.checking.signs.transposes import are_same
from drill.maths.latex import is_latex
from drill.typeset import Tier, linear

Orders = tuple[Sequence[Sign], ...]
"""A formula as it stands, and in the orders in which it is compared."""

_BLANKS: Final = re.compile(r"\s+(?=\W)|(?<=\W)\s+")
_KEY_SPELLINGS: Final = (without_values, with_d)


def is_spelled(keys: Sequence[str], text: str) -> bool:
    """Whether one of the keys has the signs of the text, in one of the ways in which people type them."""
    if any(_is_copied(key, text) for key in keys if is_latex(key) or "{" in key):
        return True
    commutes = any(map(is_latex, keys)) and all(map(is_of_scalars, keys))
    due = [signs_of(key) for key in keys]
    due += [typed for key in due for spell in _KEY_SPELLINGS if (typed := spell(key)) is not None]
    wanted = [(key, orders_of(key, commutes=commutes)) for key in due]
    for _, signs in readings_of(text):
        given = orders_of(signs, commutes=commutes)
        for key, orders in wanted:
            if are_equal(orders, given):
                return True
            other = renamed(signs, key)
            if other is not None and are_equal(orders, orders_of(other, commutes=commutes)):
                return True
    return False


def orders_of(signs: Sequence[Sign], *, commutes: bool = False) -> Orders:
    """A formula as it stands, then with its summands and sums in one order, functions reaching far and near.

    With ``commutes`` the factors are in one order too.
    """
    return signs, *_in_order(signs, commutes=commutes)


def _in_order(signs: Sequence[Sign], *, commutes: bool) -> Iterator[Sequence[Sign]]:
    for reach in (far, near):
        reached = reach(with_sums_in_order(signs))
        ordered = in_one_order(with_factors_in_order(reached) if commutes else reached)
        yield _with_sides_in_order(slopes_before(ordered))


def are_equal(key: Orders, answer: Orders) -> bool:
    """Whether the signs are the same in one of their orders."""
    return any(are_same(one, other) for one, other in zip(key, answer, strict=True))


def sides_of(signs: Sequence[Sign]) -> list[Sequence[Sign]]:
    """What stands between the equals signs that are in no bracket."""
    ends = ends_of(signs)
    sides: list[Sequence[Sign]] = []
    begin = place = 0
    while place < len(signs):
        if signs[place].text == "=":
            sides.append(signs[begin:place])
            begin = place + 1
        place = ends.get(place, place + 1)
    return [*sides, signs[begin:]]


def _with_sides_in_order(signs: Sequence[Sign]) -> Sequence[Sign]:
    """``a = c = b`` as ``a = b = c``: all sides but the first, none in brackets that hold all of it."""
    first, *others = (_without_brackets(side) for side in sides_of(signs))
    others.sort(key=lambda side: [sign.text for sign in side])
    equals = Sign("=", 0)
    return [*first, *(sign for side in others for sign in (equals, *side))]


def _without_brackets(side: Sequence[Sign]) -> Sequence[Sign]:
    is_whole = bool(side) and side[0].text == "(" and ends_of(side)[0] == len(side) and side[-1].text == ")"
    return side[1:-1] if is_whole else side


def _is_copied(latex: str, text: str) -> bool:
    """Whether an answer is a formula as terminals show it on one line."""
    shown = ("".join(linear(latex, tier=tier).lines) for tier in get_args(Tier))
    return _without_blanks(text) in map(_without_blanks, shown)


def _without_blanks(text: str) -> str:
    """A text without blanks, but for those that part words."""
    return _BLANKS.sub("", normalize("NFC", text.strip()))
