"""Vectors that are joined with dots between them, ``W [o_1; \\dots; o_h]``: two of them are taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.arrays.measured_vectors import is_joined
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import Big, Bracket, Node, Product, Symbol
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline

_DOTS: Final = frozenset(("\\dots", "\\ldots", "\\cdots"))
_TWO: Final = "2"
_STACKED: Final = frozenset((";", "\\|"))
"""What stands between vectors that are put one below the other."""


def with_two_joined(line: Line) -> Line | None:
    """A line with 2 for how many vectors of one letter its right side joins; None for others."""
    right = line.rights[0]
    joined = [part for part in walk(right) if is_joined(part)]
    if len(joined) != 1 or (last := _last_of(joined[0])) is None or not _is_mapped(joined[0], right):
        return None
    (bracket,) = joined
    rest = replaced(right, lambda part: Symbol("\\cdot") if part == bracket else None)
    letters = {token for token in last.sub if token.isalpha()}
    if any(letters & _tokens_of(part) for part in walk(rest)):
        return None
    first, *_ = bracket.parts
    assert isinstance(first, Symbol)
    place = next(at for at, token in enumerate(first.sub) if token == "1")
    second = replace(first, sub=(*first.sub[:place], _TWO, *first.sub[place + 1 :]))
    two = replace(bracket, parts=(first, second), separators=bracket.separators[:1])
    computed = replaced(right, lambda part: two if part == bracket else None)
    said = f"Take two vectors only: {inline(two)} instead of {inline(bracket)}"
    return line.with_right(right, computed).also_saying(said)


def _is_mapped(bracket: Bracket, right: Node) -> bool:
    """Whether it stands right behind a matrix, without commas.

    Alone or with commas, ``[x_1, \\dots, x_n]`` is as often a matrix of columns.
    """
    products = (part for part in walk(right) if isinstance(part, Product))
    return set(bracket.separators) <= _STACKED and any(
        factor == bracket and not sign
        for part in products
        for sign, factor in zip(part.signs, part.factors[1:], strict=True)
    )


def _last_of(node: Node) -> Symbol | None:
    """The o_h of ``[o_1; \\dots; o_h]`` and ``[o_1; o_2; \\dots; o_h]``; None for anything else."""
    match node:
        case Bracket(_, _, (Symbol() as first, *between, Symbol(base=dots), Symbol() as last)) if (
            dots in _DOTS
        ):
            places = [at for at, token in enumerate(first.sub) if token == "1"]
        case _:
            return None
    if len(places) != 1 or len(between) > 1 or replace(first, sub=()) != replace(last, sub=()):
        return None
    (place,) = places
    before, behind = first.sub[:place], first.sub[place + 1 :]
    end = len(last.sub) - len(behind)
    is_same = last.sub[:place] == before and last.sub[end:] == behind and end > place
    seconds = [replace(first, sub=(*before, _TWO, *behind))][: len(between)]
    return last if is_same and between == seconds and last.sub[place:end] != ("1",) else None


def _tokens_of(part: Node) -> set[str]:
    match part:
        case Symbol(base, _, _, sub, _, mark):
            return {base, *sub, *mark}
        case Big(_, lower, upper):
            return {*lower, *upper}
        case _:
            return set()
