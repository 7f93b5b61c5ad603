"""Products up to a step, of which each is the one before times its last factor.

With ``\\bar\\alpha_t = \\prod_{s=1}^t \\alpha_s`` it is ``\\bar\\alpha_{t-1} \\alpha_t``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.tree import Big, Node, Number, Statement, Sum, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.definitions import like
from drill.papers_first.plausible.ranges import Range
from drill.papers_first.plausible.spans import SHARE

_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))


def running_products(paper: Paper, side: Side) -> Iterator[tuple[str, list[str]]]:
    """Names of such products of a side beside the one before, with what makes them.

    That is the name of the one before and the last factor, as text; the former alone where nothing of the
    factor is given and all factors are below 1.
    """
    for whole, factor, is_share in _products(paper, side):
        before = side.names.get(replace(whole, sub=(*whole.sub, "-", "1")))
        if before is None:
            continue
        if (last := _factor(paper, side, factor)) is not None:
            yield side.names[whole], [before, last]
        elif is_share:
            yield side.names[whole], [before]


def product_orders(paper: Paper, side: Side, found: Mapping[Node, Range]) -> Iterator[str]:
    """That a product of numbers below 1 is no more than its last factor."""
    for whole, factor, is_share in _products(paper, side):
        last = _factor(paper, side, factor)
        is_rate = factor in found and found[factor].role in ("rate", "probability")
        if last is not None and (is_share or is_rate):
            yield f"{side.names[whole]} <= {last}"


def _products(paper: Paper, side: Side) -> Iterator[tuple[Symbol, Symbol, bool]]:
    """Names of a side that stand for products up to a step, the last factor, whether all are below 1."""
    for equation in paper.told.equations:
        match equation:
            case Statement(
                (
                    Symbol(sub=(end,)) as whole,
                    Big("\\prod", (index, "=", _), (last,), Symbol(sub=(own,)) as one),
                ),
                (relation,),
            ) if relation in _EQUAL and last == end and own == index and whole in side.names:
                yield whole, replace(one, sub=(end,)), paper.told.spans.get(like(one)) == SHARE
            case _:
                continue


def _factor(paper: Paper, side: Side, factor: Symbol) -> str | None:
    """The last factor, as text, where it is given or what it leaves of 1 is."""
    if factor in side.names:
        return side.names[factor]
    rest = _rest(paper, factor)
    return f"(1 - {side.names[rest]})" if rest is not None and rest in side.names else None


def _rest(paper: Paper, factor: Symbol) -> Symbol | None:
    """The b of ``a = 1 - b``."""
    for equation in paper.told.equations:
        match equation:
            case Statement((left, Sum((Number("1"), Symbol() as rest), ("-",))), (relation,)):
                if left == factor and relation in _EQUAL:
                    return rest
            case _:
                continue
    return None
