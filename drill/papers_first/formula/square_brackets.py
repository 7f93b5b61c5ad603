"""Whether square brackets and braces behind a symbol hold arguments, places or a factor."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.bars import is_parted
from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.heads import (
    CALLED,
    FUNCTIONALS,
    INDICATORS,
    INFORMED,
    MATRICES,
    MEANS,
    OFTEN_CALLED,
    STEPS,
    twofold,
)
from drill.papers_first.formula.nested_places import is_place
from drill.papers_first.formula.raised import is_worded
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.usage import Usage
from drill.papers_first.formula.vocabulary import BIG, DRESSES, GREEK, SCALARS, SIGNS

_PLACES: Final = frozenset("ijklmntdsb")


def in_braces(symbol: Symbol, top: list[str]) -> bool:
    """Whether braces, ``top`` of what they hold, are arguments: ``\\mathbb{1}\\{x > 0\\}``."""
    if symbol.base in INDICATORS or symbol.base in MEANS:
        return True
    if symbol.base in GREEK and SIGNS & set(top):
        return False
    raise RefusedError("braces after a symbol")


def in_square(symbol: Symbol, top: list[str], inner: list[str], usage: Usage) -> bool:
    """Whether square brackets are arguments or a place, ``S[\\pi]``, ``x[i, j]``, or a factor."""
    if top == inner and len(top) == 1 and top[0].isdigit():
        return True  # a place: nobody puts a number alone in brackets
    if bare(symbol) in usage.arrays and is_place(["[", *inner, "]"], 0):
        return True
    if len(top) == 1 and top[0] in usage.concentrations and symbol.base not in MEANS:
        return False
    if len(top) == 1 and top[0] in DRESSES and symbol.base in CALLED | OFTEN_CALLED:
        return True  # of one set or vector: nobody puts it in brackets alone
    is_one_name = len(top) == 1 and (is_letter(top[0]) or top[0] in DRESSES)
    if bare(symbol) in usage.functions and is_one_name:
        return True
    if is_parted(top):
        if ":" in (top[0], top[-1]):
            return True  # a row or a column: ``A[:, j]``
        places = [token for token in top if token != ","]
        if set(places) <= _PLACES and len(places) == len(inner) - top.count(","):
            return True
        if symbol.base in MATRICES and not {"\\mid", "|"} & set(top):
            return twofold(symbol) if symbol == Symbol("U") else False
        is_informed = symbol.base in FUNCTIONALS | INFORMED
        is_matrix = symbol.font == "\\mathbf" and symbol.base.lstrip("\\")[0].isupper()
        if is_matrix and "\\mathbf" in inner and not ({"\\mid", "|"} & set(top) and is_informed):
            return False  # a matrix before vectors that are put together
        if {"\\mid", "|"} & set(top) and not is_informed:
            return twofold(symbol)
        if symbol.base.isupper() or symbol.base in ("x", "a", "f", "g"):
            return True
        raise RefusedError("square brackets after a symbol")
    if symbol.base in GREEK:
        if SIGNS & set(top) or (symbol.base in SCALARS and not is_letter(top[0])):
            return False
        raise RefusedError("square brackets after a symbol")
    if symbol.base in FUNCTIONALS and len(top) == 2 and is_letter(top[0]) and top[1] == "_":
        return True
    if len(top) == 1 and is_letter(top[0]):
        is_rate = symbol.base == "k" or len(symbol.sub) > 1 or is_worded(symbol.sub)
        if is_rate and top[0].isupper():
            return twofold(symbol)  # a concentration
        return symbol.base in FUNCTIONALS or symbol.base.islower() or twofold(symbol)
    if symbol.base.islower() and top and top[0] in STEPS and len(top) <= 3:
        return True
    is_entry = len(symbol.sub) == 2 and all(len(one) == 1 and one.islower() for one in symbol.sub)
    is_number = is_entry or (symbol.base.islower() and symbol.base not in CALLED | OFTEN_CALLED)
    if is_number and _is_computed(top, inner):
        return False
    return twofold(symbol)


def _is_computed(top: list[str], inner: list[str]) -> bool:
    """``n [\\sum_i a_i]``, ``x_i [a_i + b_i]``: what is no place, nor what a function is given."""
    return top[0] in BIG or (bool(SIGNS & set(top)) and inner.count("_") > 1)
