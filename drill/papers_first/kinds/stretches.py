"""Integrals of what nobody can compute, ``\\int_0^t S(u) dR(u)``: two stretches, with one value on each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from drill.papers_first.draft import Exercise
from drill.papers_first.formula.given import NAMED
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Differential,
    Fraction,
    Gradient,
    Node,
    Number,
    Product,
    Statement,
    Symbol,
    symbols,
)
from drill.papers_first.kinds.chosen_rules import as_numbers
from drill.papers_first.kinds.small_table import Table, exercise_of, named
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline

_COUNTING: Final = frozenset(("N", "Y"))
"""Letters of processes that count, and of how many are at risk."""
_RISING: Final = frozenset(("F", "N", "\\Phi", "\\Lambda"))
"""Letters of what only grows: distribution functions, counts, cumulative hazards."""
_FALLING: Final = frozenset(("S", "Y"))
"""Letters of what only gets less: chances to survive, how many are at risk."""
_INDICATORS: Final = frozenset(("I", "1", "\\chi"))
_WHOLE: Final = re.compile(r"-?\d+")
_SHARES: Final = "0.1..0.9 step 0.1"
"""What a chance, a rate and a value of which nothing is said may be alike."""


@dataclass(frozen=True, slots=True)
class _Integral:
    """What is integrated, above or below a fraction's bar, against what, and between which ends."""

    above: Node | None
    below: Node | None
    against: Node
    ends: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def has_ends(self) -> bool:
        """Whether both ends are written."""
        return all(self.ends)

    @property
    def length(self) -> int | None:
        """How long the range is that it runs over, where its ends are whole numbers."""
        low, high = ("".join(end).split("=")[-1] for end in self.ends)
        is_told = _WHOLE.fullmatch(low) and _WHOLE.fullmatch(high) and isinstance(self.against, Symbol)
        return int(high) - int(low) if is_told else None

    @property
    def integrand(self) -> Node:
        """What is given on each stretch."""
        found = self.above if self.below is None else self.below
        assert found is not None
        return found


def stretches(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is one integral of a function of which only values are given.

    Raises:
        RefusedError: it is none, or what is integrated is known.
    """
    if line.is_conditional or isinstance(line.left, Number) or line.is_turned:
        raise RefusedError("it holds under a condition only")
    found = next(filter(None, map(_integral, line.rights)), None)
    if found is None:
        raise RefusedError("it is no integral over one thing")
    if found.length is not None and found.length < 1:
        raise RefusedError("it runs backwards")
    running = _running(found)
    _check_unknown(found.integrand, running)
    values = _values(paper, found)
    whole_growth = found.length if found.has_ends else 1
    params = {"a": values, "b": values, "p": _growth(found)}
    if whole_growth is None:
        params["q"] = params["p"]
    one, two = ("p/a", "q/b") if found.below is not None else ("a*p", "b*q")
    crossed = "q/a + p/b" if found.below is not None else "a*q + b*p"
    whole = "(p + q)/(a + b)" if found.below is not None else "(a + b)*(p + q)"
    of = named(found.integrand, "what is integrated")
    runs = "runs over" if found.against == running else "grows by"
    length = " a length of" if found.against == running else ""
    asked = {"alone": "Compute what the integral is then", "bound": "Compute what the right side is then"}
    which = "the integral on the right" if line.says == "bound" else "the integral"
    told = inline(line.left) if line.left is not None else "the integral"
    key = f"{one} + {two}"
    return exercise_of(
        paper,
        line,
        Table(
            params=params,
            lets={} if whole_growth is None else {"q": f"{whole_growth} - p"},
            where=[_order(found), "p != q", f"{key} != {whole}"],
            says=(
                f"{as_numbers(paper, *(() if line.left is None else (line.left,)), found.integrand)}"
                f"Approximate {which} by two stretches: on the first, {inline(found.against)} {runs}{length} "
                f"@p and {of} is taken as @a throughout; on the second, {inline(found.against)} "
                f"{runs}{length} @q and {of} is taken as @b."
            ),
            asks=f"{asked.get(line.says, f'Compute this approximation of {told}')} exactly.",
            key=key,
            shape="an integral as a sum: each value times how much what it is integrated against grows there",
            motion="multiply the value on each stretch by the growth there, then add up",
            hint=f"The first stretch gives $@{{raw({one})}}$.",
            steps=(f"$@{{raw({key})}} = @{{{key}}}$.",),
            witness={
                "enumerate": {"i": "1..2"},
                "mean": (
                    "2*pick(i, p, q)/pick(i, a, b)"
                    if found.below is not None
                    else "2*pick(i, a, b)*pick(i, p, q)"
                ),
            },
            wrong=(
                (crossed, "Each value counts with the growth on its own stretch."),
                (whole, "Compute each stretch on its own, then add up."),
            ),
        ),
    )


def _integral(right: Node) -> _Integral | None:
    match right:
        case Big("\\int", lower, upper, Product((*factors, Differential(_, variable)), (*signs, _))) if not (
            len(factors) == 1 and _is_reciprocal(factors[0])
        ):
            above = factors[0] if len(factors) == 1 else Product(tuple(factors), tuple(signs))
            return _Integral(above, None, variable, (lower, upper))
        case Big("\\int", lower, upper, Fraction(Differential(_, variable), below)) | Big(
            "\\int", lower, upper, Product((Fraction(Number("1"), below), Differential(_, variable)))
        ):
            return _Integral(None, below, variable, (lower, upper))
        case _:
            return None


def _is_reciprocal(factor: Node) -> bool:
    return isinstance(factor, Fraction) and factor.top == Number("1")


def _running(found: _Integral) -> Symbol:
    """What the integral runs over.

    Raises:
        RefusedError: that is not told, or it has no two ends although it runs over numbers.
    """
    match found.against:
        case Call(Symbol(), Bracket("(", ")", (Symbol() as running,), (), ())):
            return running
        case Symbol(base, font, (), (), 0, ()) as running if found.has_ends and not font and len(base) == 1:
            return running
        case _:
            raise RefusedError("what its integral runs over is not told")


def _check_unknown(integrand: Node, running: Symbol) -> None:
    """That what is integrated is a function of what runs, of which nothing is known but its name.

    Raises:
        RefusedError: it is known, or only a constant.
    """
    if any(
        isinstance(part, Big | Derivative | Gradient | Applied | Differential) for part in walk(integrand)
    ):
        raise RefusedError("what it integrates is known in part")
    calls = [part for part in walk(integrand) if isinstance(part, Call) and _holds(part, running)]
    heads = [part.head for part in calls if isinstance(part.head, Symbol)]
    if not calls or len(heads) < len(calls) or any(head.base in NAMED for head in heads):
        raise RefusedError("what it integrates is known in part")
    if any(
        head.base.strip("\\") in _INDICATORS and any(isinstance(part, Statement) for part in walk(call))
        for head, call in zip(heads, calls, strict=True)
    ):
        raise RefusedError("an indicator is 0 or 1")
    rest = replaced(integrand, lambda part: Number("1") if part in calls else None)
    if _holds(rest, running):
        raise RefusedError("what it integrates is known in part")


def _holds(node: Node, running: Symbol) -> bool:
    return any(symbol.base == running.base and not symbol.sub for symbol in symbols(node))


def _values(paper: Paper, found: _Integral) -> str:
    """What the values on the stretches are drawn from."""
    integrand = found.integrand
    is_of_counts = any(isinstance(part, Symbol) and part.base in _COUNTING for part in walk(integrand))
    role = Roles(paper, integrand, None).of(integrand).role if isinstance(integrand, Call) else "value"
    if is_of_counts or role == "count":
        return "2..9"
    return "-9..-1" if role == "negative" else _SHARES


def _order(found: _Integral) -> str:
    """How the value on the first stretch and that on the second may differ."""
    match found.integrand:
        case Call(Symbol(base)) if base in _RISING:
            return "a < b"
        case Call(Symbol(base)) if base in _FALLING:
            return "a > b"
        case _:
            return "a != b"


def _growth(found: _Integral) -> str:
    """What the growth on a stretch is drawn from: chances of less than 1 in all, counts whole."""
    match found.against:
        case Call(Symbol(base)) if base in _COUNTING:
            return "1..4"
        case _:
            is_whole = not found.has_ends or found.length is not None
            return "0.1..0.9 step 0.1" if is_whole else "0.1..0.4 step 0.05"
