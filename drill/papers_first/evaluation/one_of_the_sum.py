"""What stands above a sum and is one of its terms: of ``f(x_{pos}) / \\sum_i f(x_i)`` one x_i is x_{pos}."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from string import ascii_letters
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Bracket, Fraction, Node, Symbol, symbols

_LETTERS: Final = frozenset(ascii_letters)


def check_one_of_the_sum(side: Side) -> None:
    """That no labelled member of what a sum runs over is put in beside the members themselves.

    Raises:
        RefusedError: one is, so that two numbers stand for one.
    """
    for part in walk(side.original):
        match part:
            case Fraction(top, Big("\\sum", (index, *_), _, body)) if _is_labelled_member(top, body, index):
                raise RefusedError("what stands above a sum may be one of its terms")
            case _:
                continue


def _is_labelled_member(top: Node, body: Node, index: str) -> bool:
    """Whether ``top`` is ``body`` with labels where the index runs."""
    running = [name for name in dict.fromkeys(symbols(body)) if name.sub == (index,)]
    labelled = [name for name in dict.fromkeys(symbols(top)) if _is_labelled(name)]
    members = [[one for one in labelled if _without_labels(one) == replace(name, sub=())] for name in running]
    return bool(running) and any(
        _bare(replaced(body, dict[Node, Node](zip(running, chosen, strict=True)).get)) == _bare(top)
        for chosen in product(*members)
    )


def _is_labelled(name: Symbol) -> bool:
    """``x^+``, ``x'``, ``x_{pos}``, ``x_{t+k}``; no place, ``x_j``, ``x_1``: that is one of the members."""
    is_index = len(name.sub) == 1 and (name.sub[0].isdigit() or name.sub[0] in _LETTERS)
    return bool(name.mark or name.primes or name.sub) and not (is_index and not name.mark)


def _without_labels(name: Symbol) -> Symbol:
    return replace(name, sub=(), mark=(), primes=0)


def _bare(node: Node) -> Node:
    """Without brackets round the whole."""
    while isinstance(node, Bracket) and len(node.parts) == 1 and not node.separators:
        node = node.parts[0]
    return node
