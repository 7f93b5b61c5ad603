"""Draws that are given themselves, as all values of ``x`` are for ``\\mathbb{E}[x]``: what they decide."""

from __future__ import annotations

from collections.abc import Iterable

from drill.papers_first.arrays.candidates import Run
from drill.papers_first.arrays.given_values import Held
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Call, Node, Symbol
from drill.papers_first.formula.vocabulary import EXPECTATIONS


def check_decided(runs: Iterable[Run], left: Node | None, held: Held) -> None:
    """That draws decide nothing that is given beside them, as they do ``\\operatorname{Var}[x]``, and do not
    give the left side in another way.

    Raises:
        RefusedError: they do.
    """
    for run in runs:
        if not run.is_drawn or not held.keys() & set(run.variables):
            continue
        outside = (leaf for leaf, places in held.items() if any(run.index not in place for place in places))
        if any(isinstance(leaf, Call) and run.is_in(leaf.arguments) for leaf in outside):
            raise RefusedError("the draws decide what is given beside them")
        if left is not None and any(_is_mean_of(part, run) for part in walk(left)):
            raise RefusedError("the draws give the left side in another way")


def _is_mean_of(part: Node, run: Run) -> bool:
    match part:
        case Call(Symbol(base), arguments) if base in EXPECTATIONS:
            return run.is_in(arguments)
        case _:
            return False
