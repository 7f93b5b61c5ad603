"""Arrays that are given as one number beside entries of their own: ``e^{\\mathbf{z}} / \\sum_i e^{z_i}``."""

from __future__ import annotations

from dataclasses import replace

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Fraction, Node, Sum, Symbol


def check_entries(side: Side) -> None:
    """That no array is one number apart from its own entries, one of which that number would be.

    Raises:
        RefusedError: one is.
    """
    names = [node for node in side.names if isinstance(node, Symbol)]
    arrays = {one for one in names if one.font == "\\mathbf" or "\\vec" in one.accents}
    for one in names:
        whole = replace(one, sub=_without_last(one.sub))
        is_numbered = bool(one.sub) and one.sub[-1].isdigit()
        if is_numbered and any(_is_array_of(array, whole) for array in arrays - {one}):
            raise RefusedError("an array stands beside its own entries")
    if any(isinstance(part, Fraction) and _is_share_of_entries(part) for part in walk(side.node)):
        raise RefusedError("an array stands beside its own entries")


def _is_share_of_entries(fraction: Fraction) -> bool:
    """``e^z / (e^{z_1} + e^{z_2})``: whether the top is what is added below, of the array as a whole."""
    bottom = fraction.bottom
    if isinstance(bottom, Bracket) and is_grouping(bottom):
        (bottom,) = bottom.parts
    return isinstance(bottom, Sum) and any(
        term != fraction.top and replaced(term, _without_number) == fraction.top for term in bottom.terms
    )


def _without_number(node: Node) -> Node | None:
    match node:
        case Symbol(sub=(*_, last)) if last.isdigit():
            return replace(node, sub=_without_last(node.sub))
        case _:
            return None


def _without_last(sub: tuple[str, ...]) -> tuple[str, ...]:
    """The indices before the last one: ``t`` of ``t, 2``."""
    return sub[:-2] if sub[-2:-1] == (",",) else sub[:-1]


def _is_array_of(array: Symbol, whole: Symbol) -> bool:
    plain = replace(array, font="", accents=tuple(one for one in array.accents if one != "\\vec"))
    return whole in (array, plain)
