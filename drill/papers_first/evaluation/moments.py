"""Means that belong together, ``E[x^2]`` beside ``E[x]``, and what a mean of powers says of its exponent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import permutations

from drill.maths.print import to_plain
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.evaluation.admissible import is_positive
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Bracket,
    Call,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Symbol,
    Transpose,
    symbols,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.plausible.ranges import Range


def moment_conditions(side: Side) -> Iterator[str]:
    """That the mean of a power is no less than that power of the mean, where both are given, and that a
    covariance suits its spreads.
    """
    yield from _covariances(side)
    means = [(node, *found) for node in side.names if (found := _moment(node)) is not None]
    for (high, sign, base, is_size, order), (low, other, inner, other_size, less) in permutations(means, 2):
        is_fit = (sign, base) == (other, inner) and order > less and (is_size or order % 2 == 0)
        if is_fit and (less == 1 or other_size or less % 2 == 0):
            right = side.names[high] if less == 1 else f"{side.names[high]}^{less}"
            yield f"{side.names[low]}^{order} < {right}"


def _covariances(side: Side) -> Iterator[str]:
    """That ``\\sigma_{xy}`` is no larger than ``\\sigma_x \\sigma_y``, the spreads of both."""
    for node, name in side.names.items():
        match node:
            case Symbol("\\sigma", sub=(one, other)) if one != other:
                spreads = [side.names.get(replace(node, sub=(each,))) for each in (one, other)]
                if None not in spreads:
                    yield f"abs({name}) <= {spreads[0]}*{spreads[1]}"
            case _:
                continue


def powers_apart(side: Side, found: Mapping[Node, Range]) -> Iterator[str]:
    """That the exponent of a power whose mean is given, ``E[r^{1 - a}]``, is not 0: that mean would be 1."""
    for node in side.names:
        match node:
            case Call(Symbol(base), Bracket(_, _, (body,), (), ())) | Applied(Symbol(base), body) if (
                base in EXPECTATIONS
            ):
                pass
            case _:
                continue
        match body:
            case Power(_, exponent) | Bracket(_, _, (Power(_, exponent),), (), ()):
                pass
            case _:
                continue
        if symbols(exponent) and set(symbols(exponent)) <= side.names.keys():
            with suppress(RefusedError):
                tree = scalar_tree(exponent, side.names)
                if not is_positive(tree, {side.names[one]: drawn.least for one, drawn in found.items()}):
                    yield f"{to_plain(tree)} != 0"


def _moment(node: Node) -> tuple[Node, Node, bool, int] | None:
    """The sign of an expectation, what it is taken a power of, whether of its size, and which power."""
    sign: Node
    match node:
        case Call(Symbol(base) as sign, Bracket(_, _, (body,), (), ())) | Applied(Symbol(base) as sign, body):
            if base not in EXPECTATIONS:
                return None
        case Bracket("\\langle", _, (body,), (), below):
            sign = Symbol("\\langle", sub=below)
        case _:
            return None
    order = 1
    match body:
        case Power(inner, Number(text)) | Bracket(_, _, (Power(inner, Number(text)),), (), ()) if (
            text.isdigit()
        ):
            body, order = inner, int(text)
        case Product((first, Transpose(second)), ("",)) if first == second:
            body, order = first, 2  # of one coordinate the square
        case _:
            pass
    return sign, _bare(body), isinstance(body, Norm), order


def _bare(node: Node) -> Node:
    match node:
        case Bracket(_, _, (inner,), (), ()) | Norm("|", inner, ()):
            return inner
        case _:
            return node
