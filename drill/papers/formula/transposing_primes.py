"""Primes behind brackets that transpose, as a quadratic form shows: ``(y - \\mu)' S^{-1} (y - \\mu)``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from drill.papers.formula.nesting import top_level
from drill.papers.formula.raised import group_begin
from drill.papers.formula.vocabulary import GREEK, RELATIONS, SIGNS, is_product

_TRANSPOSED: Final = ["^", "{", "\\top", "}"]
_OPENING: Final = {")": "(", "]": "["}
_ARRAYS: Final = frozenset(("\\mathbf", "\\vec"))
_VECTORS: Final = GREEK | {"\\hat", "\\bar", "\\tilde"}
_BEGINS: Final = RELATIONS | SIGNS | {"{", "(", "[", ","}
_ENDS: Final = RELATIONS | SIGNS | {",", ";", "}", ")", "]", "&", "\\\\"}
_INVERSE: Final = ("^", "{", "-", "1", "}")


def with_transposing_primes(tokens: list[str]) -> list[str]:
    """Canonical tokens with marks of transposition for such primes."""
    if "'" not in tokens:
        return tokens
    out = list(tokens)
    for at in range(len(tokens) - 1, 0, -1):
        if tokens[at] == "'" and tokens[at - 1] in _OPENING and _transposes(tokens, at):
            out[at : at + 1] = _TRANSPOSED
    return out


def _transposes(tokens: list[str], prime: int) -> bool:
    """Whether the brackets before a prime stand again at the end of the product behind it."""
    begin = _opened(tokens, prime - 1)
    bracket = tokens[begin:prime]
    if begin < 0 or not SIGNS & set(top_level(bracket[1:-1])) or not _begins_factor(tokens, begin):
        return False
    middle = _up_to(tokens[prime + 1 :], bracket)
    if middle is None:
        return False
    return _is_matrix(middle) if middle else _is_vector(bracket)


def _opened(tokens: Sequence[str], end: int) -> int:
    """Where the brackets that end there begin; -1 where they do not."""
    depth = 0
    for at in range(end, -1, -1):
        depth += (tokens[at] == tokens[end]) - (tokens[at] == _OPENING[tokens[end]])
        if depth == 0:
            return at
    return -1


def _begins_factor(tokens: Sequence[str], begin: int) -> bool:
    """Whether no name stands before brackets, which would be called with them."""
    before = tokens[begin - 1] if begin else "="
    if before == "}":
        group = group_begin(tokens, begin - 1)
        return group > 0 and tokens[group - 1] == "}"  # below a line
    return before in _BEGINS or is_product(before) or before[0].isdigit()


def _up_to(rest: list[str], bracket: list[str]) -> list[str] | None:
    """What stands before the next such brackets in a product; None where it ends without them."""
    depth = 0
    for at, token in enumerate(rest):
        if depth == 0 and rest[at : at + len(bracket)] == bracket:
            is_bare = rest[at + len(bracket) : at + len(bracket) + 1] not in (["^"], ["_"], ["'"])
            return rest[:at] if is_bare else None
        if depth == 0 and token in _ENDS:
            return None
        depth += (token in ("{", "(", "[")) - (token in ("}", ")", "]"))
    return None


def _is_matrix(middle: Sequence[str]) -> bool:
    """``S^{-1}``, ``\\hat{\\Sigma}``, ``(A + B)^{-1}``: what may stand between a vector and itself."""
    names = [token for token in middle if token[0].isalpha() or token in GREEK]
    is_named = bool(names) and names[0].lstrip("\\")[0].isupper()
    return (is_named and middle[0] not in ("(", "[")) or tuple(middle[-len(_INVERSE) :]) == _INVERSE


def _is_vector(bracket: Sequence[str]) -> bool:
    """Whether a bold letter, an arrow, or a matrix before a letter stands in brackets."""
    is_product_of_matrix = any(
        len(one) == 1 and one.isupper() and (two in _VECTORS or (len(two) == 1 and two.islower()))
        for one, two in pairwise(bracket)
    )
    return bool(_ARRAYS & set(bracket)) or is_product_of_matrix
