"""Products up to a step, of which each is the one before times its last factor.

With ``\\bar\\alpha_t = \\prod_{s=1}^t \\alpha_s`` it is ``\\bar\\alpha_{t-1} \\alpha_t``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers.evaluation.computed import Side
from drill.papers.formula.tree import Big, Number, Statement, Sum, Symbol
from drill.papers.paper import Paper
from drill.papers.plausible.definitions import like
from drill.papers.plausible.spans import SHARE

_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))


def running_products(paper: Paper, side: Side) -> Iterator[tuple[str, list[str]]]:
    """Names of such products of a side beside the one before, with what makes them.

    That is the name of the one before and the last factor, as text; the former alone where nothing of the
    factor is given and all factors are below 1.
    """
    for equation in paper.told.equations:
        match equation:
            case Statement(
                (
                    Symbol(sub=(end,)) as whole,
                    Big("\\prod", (index, "=", _), (last,), Symbol(sub=(own,)) as one),
                ),
                (relation,),
            ) if relation in _EQUAL and last == end and own == index:
                name = side.names.get(whole)
                before = side.names.get(replace(whole, sub=(end, "-", "1")))
            case _:
                continue
        if name is None or before is None:
            continue
        factor = replace(one, sub=(end,))
        if factor in side.names:
            yield name, [before, side.names[factor]]
        elif (rest := _rest(paper, factor)) is not None and rest in side.names:
            yield name, [before, f"(1 - {side.names[rest]})"]
        elif paper.told.spans.get(like(one)) == SHARE:
            yield name, [before]


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
