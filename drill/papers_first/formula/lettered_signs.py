"""Which letters that are signs, too, are names in a paper: ``T``, ``t``, ``\\delta`` and ``\\Delta``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula import product_spans
from drill.papers_first.formula.occurrences import occurrences, whole_name
from drill.papers_first.formula.raised import group_begin
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import ACCENTED, BIG, DIFFERENCE, DRESSES, GREEK, INCREMENT

_EQUALITIES: Final = frozenset(("=", ":=", "\\leftarrow"))
_AFTER_NAMES: Final = frozenset(("", "_", "^", "/", ")", "]", "}", ",", "+", "-", "\\cdot", *_EQUALITIES))
_COMPARED: Final = frozenset(("<", ">", "\\leq", "\\geq"))
_BEFORE_EVENTS: Final = frozenset(("(", "[", "\\{", "|", "\\mid", ","))
_CHANCES: Final = frozenset(("P", "\\Pr", "\\operatorname{Pr}", "\\operatorname{P}"))
_COMPUTED: Final = frozenset(("+", "-", "/", "\\cdot", "\\times", "\\pm"))
_STEPPED: Final = tuple(
    (*before, DIFFERENCE, *matrix, *after)
    for matrix in (("A",), ("\\mathbf", "{", "A", "}"))
    for before, after in ((("\\exp", "("), (")",)), (("(",), (")", "^", "{", "-", "1", "}")))
)
"""A step times a matrix, in the exponential of a system's matrix and in its inverse."""


def names_by_themselves(formulas: Iterable[Sequence[str]]) -> frozenset[str]:
    """Those of ``T``, ``t`` and ``\\delta`` that stand by themselves in a formula's canonical tokens."""
    formulas = list(formulas)
    alone = {letter for letter, stands in _STANDS.items() if any(map(stands, formulas))}
    is_time = any(map(_says_time, formulas)) and not any(map(_counts_to_t, formulas))
    shown = {"T"} if is_time else set[str]()
    return frozenset(alone - shown - ({"t"} if forms_with("t", formulas) else set()))


def forms_with(letter: str, formulas: Iterable[Sequence[str]]) -> bool:
    """Whether a letter above transposes in a paper, as forms show: ``(x - m)^t S^{-1} (x - m)``, ``X^t X``.

    A letter that counts steps above, ``w^{t + 1}``, does not.
    """
    script = ["^", "{", letter, "}"]
    is_found = False
    for row in formulas:
        tokens = list(row)
        for at in range(len(tokens) - 3):
            if tokens[at : at + 3] == script[:3] and tokens[at + 3] in ("+", "-"):
                return False
            is_found = is_found or (tokens[at : at + 4] == script and _is_in_form(tokens, at))
    return is_found


def _is_in_form(tokens: list[str], script: int) -> bool:
    """Whether brackets with a sign in them, or a name, stand before a script and again beside themselves."""
    begin = _base_begin(tokens, script)
    base, behind = tokens[begin:script], tokens[script + 4 :]
    if base[0] == "(":
        product = product_spans.behind(behind, 0)
        is_again = tokens[max(0, begin - len(base)) : begin] == base or product[-len(base) :] == base
        return is_again and bool({"+", "-"} & set(base))
    name = whole_name(base)
    is_before = tokens[max(0, begin - len(base)) : begin] == base
    is_behind = behind[: len(base)] == base and behind[len(base) : len(base) + 1] not in (["_"], ["^"])
    return name is not None and (is_before or is_behind)


def _base_begin(tokens: list[str], script: int) -> int:
    """Where the brackets or the name that a script stands on begin."""
    if tokens[script - 1] == ")":
        depth = 0
        for at in range(script - 1, -1, -1):
            depth += (tokens[at] == ")") - (tokens[at] == "(")
            if depth == 0:
                return at
    ends = [one.begin for one in occurrences(tokens[: script + 4]) if one.begin < script <= one.end]
    return ends[-1] if ends else script - 1


def _says_time(tokens: Sequence[str]) -> bool:
    """``P(T > t)``, ``P(A | T \\geq t)``: whether T is a random time, which nothing is raised to."""
    return any(
        token == "T" and tokens[at + 1] in _COMPARED and tokens[at - 1] in _BEFORE_EVENTS
        for at, token in enumerate(tokens[:-1])
    ) and any(token in _CHANCES for token in tokens)


def _counts_to_t(tokens: Sequence[str]) -> bool:
    """Whether a T bounds a sum, is computed with, or ends a list: ``T - 1``, ``1, \\ldots, T``."""
    for at, token in enumerate(tokens):
        if token != "T":
            continue
        before, after = list(tokens[max(0, at - 2) : at]), tokens[at + 1] if at + 1 < len(tokens) else ""
        is_above = before == ["^", "{"] and after == "}"
        if is_above and (tokens[at - 3] in BIG or _stands_on_bounds(tokens, at - 2)):
            return True
        is_list = before == ["\\ldots", ","]
        is_divided = before in (["\\frac", "{"], ["}", "{"])
        is_computed = bool((set(before[-1:]) | {after}) & _COMPUTED) or is_divided
        if not is_above and (is_list or is_computed):
            return True
    return False


def delta_alone(tokens: Sequence[str], *, indexed: bool = True) -> bool:
    """Whether ``\\Delta`` stands by itself, as a factor or, if asked, with an index: ``\\Delta / 2``,
    ``\\Delta_t``.
    """
    dressed = {at + 2 for at, token in enumerate(tokens) if token in ACCENTED}
    ends = _AFTER_NAMES if indexed else _AFTER_NAMES - {"_"}
    alone = any(
        token == DIFFERENCE and following in ends and at not in dressed
        for at, (token, following) in enumerate(pairwise((*tokens, "")))
    )
    return alone or any(
        tuple(tokens[at : at + len(step)]) == step for step in _STEPPED for at in _places(tokens)
    )


def says_difference(tokens: Sequence[str]) -> bool:
    """``\\Delta v_t = v_t - v_{t-1}``: the paper defines what the sign does to any name."""
    name = next(occurrences(tokens[1:]), None) if tokens[:1] in ([DIFFERENCE], (DIFFERENCE,)) else None
    if (
        name is None
        or name.begin
        or tokens[name.end + 1 : name.end + 2] not in (["="], [":="], ("=",), (":=",))
    ):
        return False
    right = list(tokens[name.end + 2 :])
    first = next(occurrences(right), None)
    rest = right[first.end :] if first is not None and not first.begin else []
    second = next(occurrences(rest[1:]), None)
    if rest[:1] != ["-"] or first is None or second is None or second.begin:
        return False
    return first.symbol == second.symbol == name.symbol


def differences(rows: Iterable[Sequence[str]], beside: Iterable[Sequence[str]]) -> frozenset[Symbol]:
    """What stands behind ``\\Delta`` alone on a left side in ``rows``, or alone ``beside`` them."""
    found: set[Symbol] = set()
    for tokens in (piece.tokens for row in rows for piece in pieces(list(row))):
        end = next((index for index, token in enumerate(tokens) if token in _EQUALITIES), 0)
        found |= _differenced(tokens[:end])
    for tokens in beside:
        found |= _differenced(tokens)
    return frozenset(found)


def increments(rows: Iterable[Sequence[str]]) -> frozenset[Symbol]:
    """What stands behind ``\\delta`` where both are defined, ``\\delta w := w - v``, as no product is."""
    found: set[Symbol] = set()
    for tokens in (piece.tokens for row in rows for piece in pieces(list(row))):
        end = next((at for at, token in enumerate(tokens) if token in _EQUALITIES), 0)
        name = whole_name(tokens[1:end]) if tokens[:1] == (INCREMENT,) else None
        found |= set() if name is None or name.above else {name.symbol}
    return frozenset(found)


def _differenced(tokens: Sequence[str]) -> set[Symbol]:
    name = whole_name(tokens[1:]) if tokens[:1] in ([DIFFERENCE], (DIFFERENCE,)) else None
    return set() if name is None else {name.symbol}


def _places(tokens: Sequence[str]) -> list[int]:
    return [index for index, token in enumerate(tokens) if token in ("\\exp", "(")]


def _stands_t(tokens: Sequence[str]) -> bool:
    """Whether a T stands anywhere but alone above a name, where it transposes."""
    return any(
        token == "T"
        and (
            tokens[at - 2 : at] != ["^", "{"]
            or tokens[at + 1] != "}"
            or tokens[at - 3] in BIG
            or _stands_on_bounds(tokens, at - 2)
        )
        and not _is_in_label(tokens, at)
        for at, token in enumerate(tokens)
    )


def _is_in_label(tokens: Sequence[str], at: int) -> bool:
    """``HT`` of ``t_{HT}``: whether a letter stands below a name with other letters, and nothing else."""
    begin = at
    while begin and len(tokens[begin - 1]) == 1 and tokens[begin - 1].isalpha():
        begin -= 1
    end = at
    while end < len(tokens) and len(tokens[end]) == 1 and tokens[end].isalpha():
        end += 1
    is_whole = list(tokens[max(0, begin - 2) : begin]) == ["_", "{"] and list(tokens[end : end + 1]) == ["}"]
    return end - begin > 1 and is_whole


def _stands_on_bounds(tokens: Sequence[str], script: int) -> bool:
    """Whether what is above stands on the lower bound of a sum."""
    begin = group_begin(tokens, script - 1) if tokens[script - 1] == "}" else -1
    return begin > 1 and tokens[begin - 1] == "_" and tokens[begin - 2] in BIG


def _stands_delta(tokens: Sequence[str]) -> bool:
    """Whether a ``\\delta`` stands with nothing right behind it that it could make an increment of."""
    return any(
        token == "\\delta"
        and following not in ("_", "(")
        and not (len(following) == 1 and following.isalpha())
        and following not in GREEK | DRESSES
        for token, following in pairwise((*tokens, ""))
    )


def _stands_small_t(tokens: Sequence[str]) -> bool:
    """Whether a t stands anywhere but alone above something: what is nowhere a number is no exponent."""
    return any(
        token == "t" and (tokens[at + 1 : at + 2] != ["}"] or not _is_above(tokens, at))
        for at, token in enumerate(tokens)
    )


def _is_above(tokens: Sequence[str], at: int) -> bool:
    """Whether a token begins what stands above, behind a sign at most."""
    begin = at - 1 if tokens[at - 1 : at] == ["-"] else at
    return list(tokens[begin - 2 : begin]) == ["^", "{"]


_STANDS: Final = {"T": _stands_t, "t": _stands_small_t, "\\delta": _stands_delta}
