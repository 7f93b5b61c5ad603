"""Primes that transpose: behind brackets, as a quadratic form shows, ``(y - \\mu)' S^{-1} (y - \\mu)``, and
behind factors where products show that primes do so in the paper, ``X'X``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.doubled_names import closes_product, is_primed
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.occurrences import Occurrence, occurrences, whole_name
from drill.papers_first.formula.raised import group_begin
from drill.papers_first.formula.usage import Usage
from drill.papers_first.formula.vocabulary import ACCENTS, FONTS, GREEK, RELATIONS, SIGNS, is_product

_DRESSES: Final = GREEK | frozenset((*FONTS.values(), *ACCENTS.values()))
_MARKED: Final = "'^"
"""A prime that transposes, until its tokens are put there."""
_TRANSPOSED: Final = ["^", "{", "\\top", "}"]
_OPENING: Final = {")": "(", "]": "["}
_ARRAYS: Final = frozenset(("\\mathbf", "\\vec"))
_VECTORS: Final = GREEK | {"\\hat", "\\bar", "\\tilde"}
_SIZES: Final = frozenset("nNm")
"""How many are observed, before a form of their means."""
_BEGINS: Final = RELATIONS | SIGNS | {"{", "(", "[", ","}
_ENDS: Final = RELATIONS | SIGNS | {",", ";", "}", ")", "]", "&", "\\\\"}
_INVERSE: Final = ("^", "{", "-", "1", "}")


def with_transposing_primes(tokens: list[str], usage: Usage) -> list[str]:
    """Canonical tokens with marks of transposition for such primes."""
    if "'" not in tokens:
        return tokens
    out = list(tokens)
    for name in occurrences(tokens) if usage.primes_transpose else ():
        is_name = name.symbol in usage.primed | usage.functions
        goes_on = _begins_name(tokens[name.end : name.end + 2], name) or closes_product(tokens, name)
        if is_primed(tokens, name) and not is_name and goes_on:
            out[name.end - 1] = _MARKED
    out = [token for one in out for token in (_TRANSPOSED if one == _MARKED else (one,))]
    return _behind_brackets(out, usage) if "'" in out else out


def _begins_name(following: Sequence[str], name: Occurrence) -> bool:
    """Whether one more factor begins right behind a name: another name, or brackets after a matrix."""
    return _is_name(following) or (following[:1] == ["("] and name.symbol.base.isupper())


def _is_name(following: Sequence[str]) -> bool:
    return bool(following) and (
        (len(following[0]) == 1 and following[0].isalpha()) or following[0] in _DRESSES
    )


def _behind_brackets(tokens: list[str], usage: Usage) -> list[str]:
    out = list(tokens)
    for at in range(len(tokens) - 1, 0, -1):
        if tokens[at] == "'" and tokens[at - 1] in _OPENING and _transposes(tokens, at, usage):
            out[at : at + 1] = _TRANSPOSED
    return out


def _transposes(tokens: list[str], prime: int, usage: Usage) -> bool:
    """Whether the brackets before a prime stand again at the end of the product behind it."""
    begin = _opened(tokens, prime - 1)
    bracket = tokens[begin:prime]
    if begin < 0:
        return False
    if usage.primes_transpose and _is_factor(tokens, begin, prime):
        return True
    if not SIGNS & set(top_level(bracket[1:-1])):
        return False
    if tokens[max(0, begin - len(bracket)) : begin] == bracket:
        return usage.primes_transpose or _is_of_observations(bracket)
    if not _stands_apart(tokens, begin):
        return False
    middle = _up_to(tokens[prime + 1 :], bracket)
    if middle is None:
        return False
    return _is_matrix(middle) if middle else (usage.primes_transpose or _is_vector(bracket))


def _opened(tokens: Sequence[str], end: int) -> int:
    """Where the brackets that end there begin; -1 where they do not."""
    depth = 0
    for at in range(end, -1, -1):
        depth += (tokens[at] == tokens[end]) - (tokens[at] == _OPENING[tokens[end]])
        if depth == 0:
            return at
    return -1


def _is_factor(tokens: Sequence[str], begin: int, prime: int) -> bool:
    """``x(s)' b``, ``V(y) (A X^\\top)'``: what a name is given, before a name; matrices behind brackets."""
    inner = tokens[begin + 1 : prime - 1]
    is_given = whole_name(inner) is not None and any(one.end == begin for one in occurrences(tokens))
    if is_given and _is_name(tokens[prime + 1 : prime + 2]):
        return True
    return tokens[begin - 1 : begin] == [")"] and _is_product_of_matrices(inner)


def _is_product_of_matrices(inner: Sequence[str]) -> bool:
    """``(A^{-1} X^\\top)``: several factors, a matrix first or last among them, no lists."""
    names = list(occurrences(inner))
    is_matrix = any(one.symbol.base.isupper() for one in names[-1:])
    return len(names) > 1 and is_matrix and not {",", ";", "|", "\\mid"} & set(top_level(list(inner)))


def _is_of_observations(bracket: Sequence[str]) -> bool:
    """``(x_i - \\bar{x})``, ``(Y - \\mu)``: what differs from its mean, whose outer product is taken."""
    names = [one.symbol for one in occurrences(bracket)]
    is_matrix = any(one.font == "\\mathbf" or one.base.isupper() for one in names)
    return "-" in bracket and (is_matrix or any("\\bar" in one.accents for one in names))


def _stands_apart(tokens: Sequence[str], begin: int) -> bool:
    """Whether no name stands before brackets, which would be called with them."""
    before = tokens[begin - 1] if begin else "="
    if before in _SIZES and tokens[begin - 2 : begin - 1] != ["{"]:
        return True
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
    is_sum = middle[0] in ("(", "[") and len(names) > 1 and bool(SIGNS & set(middle))
    return (is_named and (is_sum or middle[0] not in ("(", "["))) or tuple(
        middle[-len(_INVERSE) :]
    ) == _INVERSE


def _is_vector(bracket: Sequence[str]) -> bool:
    """Whether a bold letter, an arrow, or a matrix before a letter stands in brackets."""
    is_product_of_matrix = any(
        len(one) == 1 and one.isupper() and (two in _VECTORS or (len(two) == 1 and two.islower()))
        for one, two in pairwise(bracket)
    )
    return bool(_ARRAYS & set(bracket)) or is_product_of_matrix
