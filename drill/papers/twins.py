"""Formulas that say the same: repeated, spelled otherwise, or with other letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from drill.papers.sheet.inline_names import RELATIONS
from drill.papers.sheet.symbol_keys import canonical_tokens

# Share of neighbouring signs in which formulas that differ little agree; so many signs have to be there.
_ALIKE: Final = 0.88
_FEWEST_SIGNS: Final = 9
# The same where all but indices and arguments are the same.
_FEWEST_SHORTENED: Final = 6
# Fonts, brackets, gaps, and fractions, which a box writes on one line: with them alone nothing differs.
_DRESS: Final = frozenset((
    "{", "}", "(", ")", "[", "]", "\\mathbf", "\\boldsymbol", "\\bm", "\\mathrm", "\\frac", "/", "\\cdot",
    "*", "\\,", "\\;", "\\:", "\\!", "\\ ", "\\quad", "\\qquad", "~",
))  # fmt: skip
_STOPS: Final = frozenset((",", ".", ";"))
# Signs of operations and accents, which are no letters.
_FIXED: Final = frozenset((
    "\\sum", "\\prod", "\\int", "\\log", "\\ln", "\\exp", "\\min", "\\max", "\\argmin", "\\argmax",
    "\\nabla", "\\partial", "\\sqrt", "\\hat", "\\tilde", "\\bar", "\\mathbb", "\\mathcal", "\\odot",
    "\\otimes", "\\times", "\\circ", "\\top", "\\infty", "\\tanh", "\\sin", "\\cos", "\\det", "\\sup",
    "\\inf", "\\lim", "\\mid", "\\langle", "\\rangle", "\\ldots", "\\cdots",
))  # fmt: skip


@lru_cache(maxsize=4096)
def plain_signs(latex: str) -> tuple[str, ...]:
    """Return the signs of a formula without dress; every relation is an equals sign."""
    signs = ["=" if token in RELATIONS else token for token in canonical_tokens(latex) if token not in _DRESS]
    while signs and signs[-1] in _STOPS:
        signs.pop()
    return tuple(signs)


@lru_cache(maxsize=4096)
def _number_letters_by_occurrence(latex: str) -> tuple[str, ...]:
    """Return the signs with letters and numbers counted in the order in which they first occur.

    A number below a letter belongs to its name, and is not counted.
    """
    return _count_letters(plain_signs(latex))


def _count_letters(signs: Sequence[str]) -> tuple[str, ...]:
    counts: dict[str, str] = {}
    return tuple(
        "#"
        if before == "_" and sign.isdigit()
        else counts.setdefault(sign, f"#{len(counts)}")
        if _is_renamable_sign(sign)
        else sign
        for before, sign in pairwise(("", *signs))
    )


def _is_renamable_sign(sign: str) -> bool:
    is_named = sign.startswith("\\") and len(sign) > 1 and sign[1].isalpha() and sign not in _FIXED
    return sign.isalnum() or is_named


def is_repeated(latex: str, others: Iterable[str]) -> bool:
    """Return whether a formula stands among others, spelled so or nearly so, or within one."""
    signs = plain_signs(latex)
    return any(
        are_signs_within(signs, plain_signs(other)) or _are_alike(signs, plain_signs(other))
        for other in others
    )


def is_same_but_indices(latex: str, other: str) -> bool:
    """Return whether a formula is another one, or part of it, but for indices and arguments, as in boxes."""
    first, second = _list_signs_without_scripts(latex), _list_signs_without_scripts(other)
    if are_signs_within(first, second):
        return True
    if first[:2] != second[:2] or "=" not in first[:2]:
        return False
    if first == second:
        return len(first) >= _FEWEST_SHORTENED
    is_long = min(len(first), len(second)) >= _FEWEST_SIGNS
    return is_long and _are_alike(_count_letters(first), _count_letters(second))


@lru_cache(maxsize=4096)
def _list_signs_without_scripts(latex: str) -> tuple[str, ...]:
    """Return the plain signs of a formula without scripts but numbers, and without arguments of letters."""
    kept: list[str] = []
    tokens = canonical_tokens(latex)
    at = 0
    while at < len(tokens):
        sign = tokens[at]
        script = "".join(tokens[at + 1 : _end_of_group(tokens, at + 1)]).strip("{}")
        is_script = sign in ("_", "^") and not script.isdigit()
        is_argument = sign == "(" and at > 0 and (_is_renamable_sign(tokens[at - 1]) or tokens[at - 1] == "}")
        if is_script or is_argument:
            at = _end_of_group(tokens, at + is_script)
            continue
        kept.append(sign)
        at += 1
    return plain_signs(" ".join(kept))


def _end_of_group(tokens: Sequence[str], at: int) -> int:
    """Return the place behind a sign, or behind the brackets that it opens."""
    depth = 0
    for place in range(at, len(tokens)):
        depth += (tokens[place] in ("{", "(")) - (tokens[place] in ("}", ")"))
        if depth <= 0:
            return place + 1
    return len(tokens)


def are_signs_within(signs: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether signs stand in others in one piece, and are enough for a formula."""
    length = len(signs)
    return length >= _FEWEST_SIGNS and any(
        others[at] == signs[0] and tuple(others[at : at + length]) == tuple(signs)
        for at in range(len(others) - length + 1)
    )


def is_twin(latex: str, other: str) -> bool:
    """Return whether two formulas differ in letters alone, or in a few signs."""
    first, second = plain_signs(latex), plain_signs(other)
    if first == second or are_signs_within(first, second) or are_signs_within(second, first):
        return True
    if min(len(first), len(second)) < _FEWEST_SIGNS:
        return False
    forms = _number_letters_by_occurrence(latex), _number_letters_by_occurrence(other)
    return forms[0] == forms[1] or _are_alike(*forms) or _are_alike(first, second)


def measure_sign_agreement(first: Sequence[str], second: Sequence[str]) -> float:
    """Return the share of pairs of neighbouring signs that two formulas have in common, from 0 to 1."""
    if first == second:
        return 1.0
    one, two = _count_pairs(tuple(first)), _count_pairs(tuple(second))
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0


@lru_cache(maxsize=4096)
def _count_pairs(signs: tuple[str, ...]) -> Counter[tuple[str, str]]:
    return Counter(pairwise(signs))


def _are_alike(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether two formulas differ in a few signs at most; those of unlike lengths never do."""
    shorter, longer = sorted((len(first) - 1, len(second) - 1))
    could_be = 2 * shorter >= _ALIKE * (shorter + longer)
    return (could_be or first == second) and measure_sign_agreement(first, second) >= _ALIKE
