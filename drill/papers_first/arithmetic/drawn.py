"""Statements that tell which law something has, as the density at a value: ``x \\sim N(m, v)``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.formula.tree import Bracket, Call, Node, Number, Symbol

_GIVEN: Final = frozenset(("|", "\\mid", "\\vert", ";"))
_DOTS: Final = frozenset(("\\ldots", "\\dots", "\\cdots"))
_CHANCES: Final = frozenset(("p", "q", "P", "Q", "\\pi", "f", "g"))
_LAW_LETTERS: Final = frozenset(("p", "q", "P", "Q"))
_PROCESS: Final = frozenset(("GP", "\\mathcal{GP}"))
_KERNELS: Final = frozenset(("k", "K", "\\kappa", "\\Sigma", "C"))
_MEANS: Final = frozenset(("m", "\\mu"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn, the law with it in front as a density, and a sentence on how both are taken."""

    value: Node
    law: Call
    says: str = ""


def drawn_density(left: Node, law: Node) -> Drawn | None:
    """``x \\sim N(m, v)`` as the density of x there, ``N(x | m, v)``; None for anything else.

    Of several that are drawn alike the first, of a process its value at one place.
    """
    match law:
        case Call(Symbol() as head, Bracket("(", ")", parts, separators, ())) if set(separators) <= {","}:
            pass
        case _:
            return None
    drawn = _with_law(left)
    if drawn is None or head.base in _PROCESS:
        return None if drawn is None else _of_process(drawn, parts)
    value = _first_of(drawn)
    if value is None:
        return None
    says = "" if value == drawn else "All of them have the same law: take the first one"
    return Drawn(value, _with_value(head, value, parts, separators), says)


def drawn_process(law: Node) -> Drawn | None:
    """``GP(f | m, k)`` as the density of f at one place."""
    match law:
        case Call(Symbol(base), Bracket("(", ")", (left, *parts), (bar, *_), ())) if base in _PROCESS:
            return _of_process(left, tuple(parts)) if bar in _GIVEN else None
        case _:
            return None


def named_density(left: Node | None, law: Node) -> Call | None:
    """``p(x | z) = N(m, v)`` as the density that is meant, ``N(x | m, v)``; None for anything else."""
    match left, law:
        case (
            Call(Symbol(base), Bracket("(", ")", (Symbol() | Call() as value, *_), marks, ())),
            Call(Symbol() as head, Bracket("(", ")", parts, separators, ())),
        ) if base in _CHANCES and set(separators) <= {","}:
            is_of_one = not marks or marks[0] in _GIVEN
            return _with_value(head, value, parts, separators) if is_of_one and value not in parts else None
        case _:
            return None


def _with_value(head: Symbol, value: Node, parts: tuple[Node, ...], separators: tuple[str, ...]) -> Call:
    if head == Symbol("N"):
        head = Symbol("N", "\\mathcal")
    return Call(head, Bracket("(", ")", (value, *parts), ("|", *separators)))


def _with_law(left: Node) -> Node | None:
    """What has the law: of ``p(x) \\sim N(m, v)`` x, whose density p is; None where that is not one thing."""
    match left:
        case Call(Symbol(base), Bracket(_, _, (Symbol() | Call() as value, *_), marks, ())) if (
            base in _LAW_LETTERS
        ):
            return value if not marks or marks[0] in _GIVEN else None
        case Call(Symbol(base)) if base in _LAW_LETTERS:
            return None
        case _:
            return left


def _first_of(left: Node) -> Node | None:
    match left:
        case Symbol() | Call():
            return left
        case Bracket("", "", (Symbol() as first, Symbol(dots), *_)) if dots in _DOTS:
            return first
        case Bracket("", "", (Symbol() as first, Symbol() as second, Symbol(dots), *_)) if dots in _DOTS:
            return first if replace(second, sub=first.sub) == first else None
        case _:
            return None


def _first_place(kernel: Node) -> Node:
    match kernel:
        case Call(_, Bracket(_, _, (Symbol() as first, _))):
            return first
        case _:
            return Symbol("x")


def _of_process(left: Node, parts: tuple[Node, ...]) -> Drawn | None:
    """``f \\sim GP(m, k)``: f(x) is normal with mean m(x) and variance k(x, x)."""
    if len(parts) != 2:
        return None
    mean, kernel = parts
    match left:
        case Symbol() as name:
            place = _first_place(kernel)
        case Call(Symbol() as name, Bracket(_, _, (Symbol() as place,), (), ())):
            pass
        case _:
            return None
    match kernel:
        case Call(Symbol() as head, Bracket(_, _, (first, second), (",",), ())) if first == place != second:
            pass
        case Symbol(base) as head if base in _KERNELS:
            pass
        case _:
            return None
    match mean:
        case Number("0") | Symbol("0"):
            centre: Node = Number("0")
        case Call(Symbol(), Bracket(_, _, (one,), (), ())) if one == place:
            centre = mean
        case Symbol(base) if base in _MEANS:
            centre = Call(mean, Bracket("(", ")", (place,)))
        case _:
            return None
    value = Call(name, Bracket("(", ")", (place,)))
    variance = Call(head, Bracket("(", ")", (place, place), (",",)))
    law = Call(Symbol("N", "\\mathcal"), Bracket("(", ")", (value, centre, variance), ("|", ",")))
    says = "The value of such a process at one place is normal, its mean and its variance those at this place"
    return Drawn(value, law, says)
