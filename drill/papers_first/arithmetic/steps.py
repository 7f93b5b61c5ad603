"""Equations between differentials, and derivatives in time, as one step of finite length."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import bracketed, replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Call, Derivative, Differential, Node, Product, Sum, Symbol
from drill.papers_first.formula.vocabulary import DIFFERENCE
from drill.papers_first.wording import listed

_TIMES: Final = frozenset(("t", "\\tau", "s"))


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


def euler_step(left: Node | None, right: Node) -> tuple[Step, Node]:
    """``dz/dt = f`` as a step of Euler's method from z, and the quantity that takes it.

    Raises:
        RefusedError: the left side is no first derivative in time of one quantity.
    """
    state = _state(left)
    used = {token for one in (state, right) for token in to_tokens(one)}
    length = next((Symbol(letter) for letter in ("h", "\\delta", "a") if letter not in used), None)
    if length is None:
        raise RefusedError("no letter is left for the length of a step")
    node = Sum((state, Product((length, bracketed(right)), ("\\cdot",))), ("+",))
    says = (
        f"Take one step of Euler's method of length ${to_latex(length)}$: the new value is the old one and "
        f"${to_latex(length)}$ times the derivative"
    )
    return Step(node, says), state


def _state(left: Node | None) -> Node:
    """What changes: of ``dz(t)/dt`` and ``\\dot z`` the ``z``."""
    match left:
        case Derivative((sign, *top), (other, time)) if sign == other and time in _TIMES:
            statement = parse_tokens(top)
            if len(statement.sides) == 1 and isinstance(statement.sides[0], Symbol | Call):
                return statement.sides[0]
        case Symbol(accents=("\\dot",)):
            return replace(left, accents=())
        case Call(Symbol(accents=("\\dot",)) as head, arguments):
            return Call(replace(head, accents=()), arguments)
        case _:
            pass
    raise RefusedError("it is no derivative in time")


def difference(node: Differential) -> Node:
    """``\\Delta x`` for ``dx``; what is no symbol stays as it is."""
    variable = node.variable
    if not isinstance(variable, Symbol):
        return node
    return replace(variable, accents=(DIFFERENCE, *variable.accents))
