"""What an integral runs over: numbers between its ends, for what is integrated at one of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Bracket, Call, Differential, Node, Symbol
from drill.papers_first.plausible.ranges import Range

_SHARE, _UPWARDS, _ANYWHERE = "0.02..0.98 step 0.02", "0.05..2.5 step 0.05", "-2..2 step 0.1 !0"


def with_ends(side: Side, whole: Node) -> Side:
    """A part of ``whole``, where what an integral runs over is drawn between its ends.

    Raises:
        RefusedError: a sign above the variable may be its power.
    """
    drawn: dict[Node, Range] = {}
    for variable, ends in _variables(whole):
        if any(
            isinstance(node, Symbol) and node != variable and _is_dressed(node, variable)
            for node in side.names
        ):
            raise RefusedError("a superscript may be an index")
        if variable not in side.names or any(one in side.names for one in _letters(ends)):
            continue
        params = _between(*map(_number, ends))
        if params:
            drawn[variable] = Range("value", params, float(params.split("..")[0]), wide=params, fine=params)
    return replace(side, drawn={**side.drawn, **drawn}) if drawn else side


def _variables(whole: Node) -> Iterator[tuple[Symbol, tuple[tuple[str, ...], tuple[str, ...]]]]:
    """What each integral runs over, with its ends."""
    for part in walk(whole):
        if isinstance(part, Big) and part.name == "\\int":
            for inner in walk(part.body):
                match inner:
                    case Differential(_, Symbol() as variable) | Differential(
                        _, Call(Symbol(), Bracket("(", _, (Symbol() as variable,), (), ()))
                    ):  # ``dF(u)`` runs over u, too
                        yield variable, (part.lower, part.upper)
                    case _:
                        continue


def _is_dressed(node: Symbol, variable: Symbol) -> bool:
    return bool(node.mark) and replace(node, mark=()) == variable


def _letters(ends: tuple[tuple[str, ...], ...]) -> Iterator[Symbol]:
    return (Symbol(token) for end in ends for token in end if token.isalpha())


def _number(end: tuple[str, ...]) -> float | None:
    """An end that is a number; None for a letter, and where nothing is said."""
    match end:
        case ("\\infty",) | ("+", "\\infty"):
            return math.inf
        case ("-", "\\infty"):
            return -math.inf
        case (text,) if text.isdigit():
            return int(text)
        case _:
            return None


def _between(low: float | None, high: float | None) -> str:
    """Numbers between two ends in the words of a bank; empty where that is not clear."""
    match low, high:
        case 0, 1:
            return _SHARE
        case 0, None | math.inf:
            return _UPWARDS
        case None, math.inf:
            return _UPWARDS
        case value, _ if value == -math.inf and high in (None, math.inf):
            return _ANYWHERE
        case _:
            return ""
