"""Whether an answer is a formula sign by sign, in one of the ways in which people type it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, get_args
from unicodedata import normalize

from drill.checking.signs.calls import with_d, without_values
from drill.checking.signs.factors import is_of_scalars, with_factors_in_order
from drill.checking.signs.groups import PARTING, Sign, ends_of
from drill.checking.signs.needless import unbracketed
from drill.checking.signs.nested_sums import with_sums_in_order
from drill.checking.signs.outward import with_signs_outside
from drill.checking.signs.powers import raised, spread_powers, squared
from drill.checking.signs.reach import far, near
from drill.checking.signs.renamed import bound_renamed, completed, indices, renamed
from drill.checking.signs.slopes import slopes_before
from drill.checking.signs.sums import in_one_order
from drill.checking.signs.tokens import readings_of, signs_of, told_apart
from drill.checking.signs.transposes import are_same
from drill.maths.characters import GREEK
from drill.maths.latex import is_latex
from drill.typeset import Tier, linear

Orders = tuple[Sequence[Sign], ...]
"""A formula as it stands, and in the forms in which it is compared."""

_BLANKS: Final = re.compile(r"\s+(?=\W)|(?<=\W)\s+")
_GREEK: Final = frozenset(f"\\{name}" for name in GREEK.values())
_RESPELLED: Final = frozenset("expTd")
"""Letters of functions that have another spelling, and marks of transpositions."""
BOLD_E: Final = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*e(?![A-Za-z])")
"""An array called e, no power of which is an exponential."""
_KEY_SPELLINGS: Final = (without_values, with_d)


def is_spelled(keys: Sequence[str], text: str) -> bool:
    """Whether one of the keys has the signs of the text, in one of the ways in which people type them."""
    if "exp" in text and any(BOLD_E.search(key) and "exp" not in key for key in keys):
        return False
    if any(_is_copied(key, text) for key in keys if is_latex(key) or "{" in key):
        return True
    commutes, apart, due = _due(tuple(keys))
    for _, signs in readings_of(text, apart):
        if any(are_same(key, signs) for key, _ in due):
            return True
        near_keys = [(key, orders) for key, orders in due if not _has_other_letters(signs, key)]
        given = orders_of(signs, commutes=commutes) if near_keys else ()
        for key, orders in near_keys:
            if are_equal(orders, given):
                return True
            if any(are_equal(orders, orders_of(other, commutes=commutes)) for other in _others(signs, key)):
                return True
    return False


@lru_cache(maxsize=256)
def _due(keys: tuple[str, ...]) -> tuple[bool, frozenset[str], tuple[tuple[Sequence[Sign], Orders], ...]]:
    """Whether all factors of the keys commute, which variants of letters they tell apart, and their signs
    with the forms in which those are compared: worked out once, though many answers are compared with them.
    """
    commutes = any(map(is_latex, keys)) and all(map(is_of_scalars, keys))
    apart = told_apart(keys)
    due = [signs_of(key, apart) for key in keys]
    due += [typed for key in due for spell in _KEY_SPELLINGS if (typed := spell(key)) is not None]
    return commutes, apart, tuple((key, orders_of(key, commutes=commutes)) for key in due)


def _has_other_letters(signs: Sequence[Sign], key: Sequence[Sign]) -> bool:
    """Whether letters tell that two formulas are not the same, whatever their sums run over is called."""
    one, other = ({sign.text for sign in each if _is_letter(sign.text)} for each in (signs, key))
    bound = {*indices(signs), *indices(key)}
    return bool((one ^ other) - _RESPELLED - bound - {letter.upper() for letter in bound})


def _is_letter(text: str) -> bool:
    return (len(text) == 1 and text.isalpha()) or text in _GREEK


def _others(signs: Sequence[Sign], key: Sequence[Sign]) -> Iterator[Sequence[Sign]]:
    """A formula with what its sums run over called as a key calls it."""
    whole = completed(signs, key)
    for form in filter(None, (signs, whole)):
        yield from filter(None, (change(form, key) for change in (renamed, bound_renamed)))
    if whole is not None:
        yield whole


def orders_of(signs: Sequence[Sign], *, commutes: bool = False) -> Orders:
    """A formula as it stands, then with its summands and sums in one order, functions reaching far and near,
    and each of these in plainer form: without needless brackets, signs before the terms, numbers in order.

    With ``commutes`` all factors are in one order too.
    """
    return signs, *_in_order(signs, commutes=commutes)


def _in_order(signs: Sequence[Sign], *, commutes: bool) -> Iterator[Sequence[Sign]]:
    for reach in (far, near):
        reached = reach(with_sums_in_order(signs))
        ordered = in_one_order(with_factors_in_order(reached) if commutes else reached)
        plain = _in_plain_form(slopes_before(in_one_order(reached)), commutes=commutes)
        for form in (slopes_before(ordered), plain):
            yield _with_sides_in_order(signs if _says_less(form, signs) else form)


def _says_less(form: Sequence[Sign], signs: Sequence[Sign]) -> bool:
    """Whether two sides are the same in a form alone: ``a(b c) = (a b) c`` says what brackets do."""
    return len(set(_texts_of_sides(form))) < len(set(_texts_of_sides(signs)))


def _texts_of_sides(signs: Sequence[Sign]) -> list[tuple[str, ...]]:
    """What stands between the signs that part sides, in no bracket."""
    ends = ends_of(signs)
    sides: list[tuple[str, ...]] = []
    begin = at = 0
    while at < len(signs):
        if signs[at].text in PARTING:
            sides.append(tuple(sign.text for sign in signs[begin:at]))
            begin = at + 1
        at = ends.get(at, at + 1)
    return [*sides, tuple(sign.text for sign in signs[begin:])]


def _in_plain_form(signs: Sequence[Sign], *, commutes: bool) -> Sequence[Sign]:
    """A formula without needless brackets, with minus signs before its terms and its numbers in order."""
    plain = squared(unbracketed(spread_powers(unbracketed(raised(signs)), commutes=commutes)))
    plain = unbracketed(with_signs_outside(with_factors_in_order(plain, commutes=commutes)))
    return in_one_order(with_factors_in_order(in_one_order(plain), commutes=commutes))


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
    if len(others) == 1 and _are_alike(first, others[0]):
        first, *others = sorted((first, *others), key=lambda side: [sign.text for sign in side])
    equals = Sign("=", 0)
    return [*first, *(sign for side in others for sign in (equals, *side))]


def _are_alike(one: Sequence[Sign], other: Sequence[Sign]) -> bool:
    """Whether two sides are values of one function, of which neither is told by the other."""
    return all(
        len(side) > 1
        and side[1].text == "("
        and ends_of(side)[1] == len(side)
        and side[0].text == one[0].text
        for side in (one, other)
    )


def _without_brackets(side: Sequence[Sign]) -> Sequence[Sign]:
    is_whole = bool(side) and side[0].text == "(" and ends_of(side)[0] == len(side) and side[-1].text == ")"
    return side[1:-1] if is_whole else side


def _is_copied(latex: str, text: str) -> bool:
    """Whether an answer is a formula as terminals show it on one line."""
    return _without_blanks(text) in _shown(latex)


@lru_cache(maxsize=256)
def _shown(latex: str) -> frozenset[str]:
    """A formula on one line in every set of glyphs."""
    return frozenset(_without_blanks("".join(linear(latex, tier=tier).lines)) for tier in get_args(Tier))


def _without_blanks(text: str) -> str:
    """A text without blanks, but for those that part words."""
    return _BLANKS.sub("", normalize("NFC", text.strip()))
