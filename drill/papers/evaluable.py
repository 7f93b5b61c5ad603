"""Lines whose right side is arithmetic: the first side that can be computed, and that the others agree."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from drill.maths import tree as maths
from drill.papers.activations import Activation, Word, activation_of
from drill.papers.computed import Side, read_side
from drill.papers.formula.opened import Opened, opened
from drill.papers.formula.printing import to_latex
from drill.papers.formula.quantities import is_given
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Node,
    Number,
    Signed,
    Symbol,
    symbols,
)
from drill.papers.numbers import Drawing, compile_real
from drill.papers.paper import Paper
from drill.papers.sides import Line

_EXTREMES: Final = {
    **dict.fromkeys(("\\max", "\\sup", "\\argmax"), "maximised"),
    **dict.fromkeys(("\\min", "\\inf", "\\argmin"), "minimised"),
}
_FORMULAS: Final[Mapping[Word, str]] = {
    "tanh": r"\tanh(x)",
    "sigmoid": "1/(1 + e^{-x})",
    "relu": r"\max(0, x)",
}
_NO_FUNCTIONS: Final = frozenset(
    (
        *("E", "V", "P", "p", "q", "Pr", "O", "o", "N", "U", "Normal", "Var", "Cov", "var", "cov", "KL", "H"),
        *("D", "sum", "Sum", "mean", "Mean", "avg", "std", "diag", "tr", "det", "vec", "rank", "softmax"),
        *("Softmax", "concat", "Concat", "CONCAT", "cholesky", "\\Phi", "T"),
    )
)
"""Heads of which what stands in the brackets is no argument of a function."""
_APART: Final = 0.85
_FIRST: Final = 20
"""A known mistake differs from the key in this share of the draws at least, and of so many first ones."""


def is_order(node: Node) -> bool:
    """``O(n log n)``."""
    return (
        isinstance(node, Call) and isinstance(node.head, Symbol) and node.head.base in ("O", "o", "\\Omega")
    )


def is_named(left: Node) -> bool:
    """Whether a left side holds a quantity of its own, beside indices that sums run over."""
    if any(isinstance(part, Derivative) for part in walk(left)):
        return True
    bound = {part.lower[0] for part in walk(left) if isinstance(part, Big) and part.lower}
    return any(symbol.base not in bound for symbol in symbols(left))


def first_side(paper: Paper, line: Line) -> Side:
    """The first right side that can be computed; else what it is the extreme of, or a function is taken of.

    Raises:
        RefusedError: there is nothing to compute; why the first right side was refused.
    """
    refusal: RefusedError | None = None
    for reading in _ways(paper, line):
        try:
            return reading()
        except RefusedError as error:
            refusal = refusal or error
    raise refusal or RefusedError("it has no right side")


def _ways(paper: Paper, line: Line) -> Iterator[Callable[[], Side]]:
    """Ways to read the right sides, the plainest first."""
    for right in line.rights:
        activation = activation_of(paper, right)
        if activation is not None:
            says = f"Take ${_written(activation)}$"
            written = activation.written(right)
            yield lambda written=written, says=says: read_side(written, left=line.left, says=says)
            for outcomes in (3, 2):
                inside = opened(written, outcomes)
                if inside is not None:
                    also = replace(inside, says=f"{says}. {inside.says}")
                    yield lambda also=also: _of_opened(also, line.left)
    for right in line.rights:
        yield lambda right=right: read_side(right, left=line.left)
    for right, outcomes in itertools.product(line.rights, (3, 2)):
        inside = opened(right, outcomes)
        if inside is not None:
            yield lambda inside=inside: _of_opened(inside, line.left)
    for right in line.rights:
        for asks, inner in (*_objective(right), *_argument(right)):
            yield lambda asks=asks, inner=inner: replace(read_side(inner), asks=asks)
            for outcomes in (3, 2):
                inside = opened(inner, outcomes)
                if inside is not None:
                    yield lambda asks=asks, inside=inside: replace(_of_opened(inside, None), asks=asks)


def _of_opened(inside: Opened, left: Node | None) -> Side:
    return read_side(inside.node, left=left, says=inside.says, outcomes=inside.outcomes)


def _written(activation: Activation) -> str:
    """``\\sigma(x) = \\tanh(x)``."""
    return f"{to_latex(activation.head)}(x) = {_FORMULAS[activation.word]}"


def _objective(right: Node) -> Iterator[tuple[str, Node]]:
    """What a right side is the smallest or largest value of."""
    sign = right.body if isinstance(right, Signed) else right
    if isinstance(sign, Big) and sign.name in _EXTREMES and sign.lower:
        yield f"what is {_EXTREMES[sign.name]}, for one choice of what it runs over", sign.body


def _argument(right: Node) -> Iterator[tuple[str, Node]]:
    """What a function that nobody can look into is taken of: its only argument."""
    match right:
        case Call(Symbol(font="\\operatorname" | "" | "\\mathrm") as head, Bracket(_, _, (inner,), (), ())):
            if head.base not in _NO_FUNCTIONS and not isinstance(inner, Symbol | Number | Call):
                yield f"what ${to_latex(head)}$ is applied to on the right", inner
        case _:
            return


def check_chain(line: Line, side: Side, drawing: Drawing) -> None:
    """That the further sides of a chain have the same value, so that no condition is hidden in it."""
    if side.asks:
        return  # a part is asked for, and nothing is said to be equal to it
    left = () if line.left is None or is_given(line.left) or line.says != "equal" else (line.left,)
    if any(not symbols(right) for right in line.rights):
        raise RefusedError("the paper puts its own numbers in")
    for right in (*left, *line.rights):
        if right == side.original or line.says == "bound":
            continue
        try:
            other = read_side(right, left=line.left)
        except RefusedError:
            if isinstance(right, Symbol) and right in side.names:
                raise RefusedError("its sides agree under a condition only") from None
            continue
        shared = {name: node for node, name in side.names.items()}
        if any(shared.get(name) != node for node, name in other.names.items()):
            if not set(other.names) & set(side.names):
                continue
            raise RefusedError("the next side of the chain brings in other quantities")
        if not _agree(other.tree, drawing):
            raise RefusedError("its sides agree under a condition only")


def _agree(tree: maths.Node, drawing: Drawing) -> bool:
    """Whether a tree has the key's value wherever it has one."""
    compute = compile_real(tree)
    return all(
        found is None or abs(found - result) <= 1e-9 * max(abs(result), 1e-6)
        for drawn, result in zip(drawing.draws, drawing.results, strict=True)
        for found in (compute(drawn),)
    )


def are_apart(values: Sequence[float], taken: Sequence[Sequence[float]], relative: float) -> bool:
    """Whether nearly all values differ from all others by more than a tolerance, early draws included."""
    apart = [
        all(abs(mine - other) > relative * max(abs(other), 1e-3) for other in others)
        for mine, others in zip(values, zip(*taken, strict=True), strict=True)
    ]
    return all(sum(part) >= _APART * len(part) for part in (apart, apart[:_FIRST]))


def values_at(tree: maths.Node, drawing: Drawing) -> list[float] | None:
    """A tree's values at the draws; None where it has none at some."""
    compute = compile_real(tree)
    found = [compute(drawn) for drawn in drawing.draws]
    return None if None in found else [one for one in found if one is not None]
