"""Equations between differentials as one small step of finite length: ``dx = f dt + g dw``."""

from __future__ import annotations

from dataclasses import dataclass, replace

from drill.papers.formula.printing import to_latex
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Big, Differential, Node, Symbol
from drill.papers.formula.vocabulary import DIFFERENCE
from drill.papers.wording import listed


@dataclass(frozen=True, slots=True)
class Step:
    """A right side with differences for differentials, and the sentence that says so."""

    node: Node
    says: str


def one_step(left: Node | None, right: Node) -> Step:
    """The right side of an equation between differentials over a step of finite length.

    Raises:
        RefusedError: it is none, or a differential is of something else than a symbol.
    """
    if not isinstance(left, Differential):
        raise RefusedError("it has a differential")
    if any(isinstance(part, Big) and part.name == "\\int" for part in walk(right)):
        raise RefusedError("its differential belongs to an integral")
    found = {to_latex(left): to_latex(difference(left))}

    def change(part: Node) -> Node | None:
        if not isinstance(part, Differential) or difference(part) == part:
            return None
        step = difference(part)
        found[to_latex(part)] = to_latex(step)
        return step

    node = replaced(right, change)
    if node == right or any(isinstance(part, Differential) for part in walk(node)):
        raise RefusedError("it has a differential")
    steps = [f"${step}$ in the place of ${latex}$" for latex, step in found.items()]
    return Step(node, f"Take one step of finite length, with {listed(steps)}")


def difference(node: Differential) -> Node:
    """``\\Delta x`` for ``dx``; what is no symbol stays as it is."""
    variable = node.variable
    if not isinstance(variable, Symbol):
        return node
    return replace(variable, accents=(DIFFERENCE, *variable.accents))
