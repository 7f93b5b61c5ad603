"""Integrals over densities as sums over few values of what they run over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import bracketed, replaced, walk
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Differential,
    Gradient,
    Node,
    Product,
    Symbol,
    children,
    symbols,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.wording import inline

AsSum = tuple[Node, str, frozenset[Symbol]]
"""The sum, the sentence that says how it came about, and what takes few values."""
_BARS: Final = frozenset(("|", "\\mid", "\\vert"))
_DRESS: Final = frozenset(("\\mathcal", "\\mathbb", "\\mathbf", "{", "}"))
_SETS: Final = frozenset(("\\Theta", "\\Omega", "\\Lambda", "\\Phi"))
"""Letters of sets that something is integrated over."""
_DENSITIES: Final = frozenset(("p", "q", "P", "Q", "\\pi", "\\rho"))


def without_means_of_laws(sides: tuple[Node, ...]) -> tuple[Node, ...]:
    """The sides of a chain but those whose brackets hold a density: ``E[f(x)] = \\int x f(x) \\, dx``."""
    laws = {law for side in sides for law in _laws(side)}
    return tuple(side for side in sides if _held(side) not in laws)


def _laws(side: Node) -> Iterator[Call]:
    """The one function among the factors of an integral."""
    match side:
        case Big("\\int", body=Product((*factors, Differential()))):
            calls = [one for one in factors if isinstance(one, Call)]
            plain = [one for one in factors if isinstance(one, Symbol)]
            if len(calls) == 1 and plain and len(factors) == 1 + len(plain):
                yield calls[0]
        case _:
            return


def _held(side: Node) -> Node | None:
    """What an expectation's brackets hold."""
    match side:
        case Call(Symbol(base), Bracket(_, _, (body,), (), ())) | Applied(Symbol(base), body):
            return body if base in EXPECTATIONS else None
        case _:
            return None


def integral_as_sum(part: Node, letter: str | None) -> AsSum | None:
    """An integral without ends over products of densities, for few values of what it runs over."""
    if not isinstance(part, Big) or part.name != "\\int":
        return _double_integral(part, letter)
    if isinstance(part.body, Big):
        return _double_integral(part, letter)
    body = part.body
    if not isinstance(body, Product) or not isinstance(body.factors[-1], Differential):
        return None
    variable = body.factors[-1].variable
    factors = body.factors[:-1]
    if not isinstance(variable, Symbol) or letter is None or not factors:
        return None
    if not _is_over_all(part, variable) or not _is_for_values(factors, variable):
        return None
    if _has_marginal(factors, variable):
        return None
    outcome = _numbered(variable, letter)
    if outcome is None:
        return None
    inner: Node = factors[0] if len(factors) == 1 else Product(factors, body.signs[: len(factors) - 1])
    term = with_outcome(inner, variable, outcome)
    says = f"Let {inline(variable)} take the values {inline(outcome)} only, so that the integral is a sum"
    return bracketed(Big("\\sum", (letter,), (), term)), says, frozenset((variable,))


def _numbered(variable: Symbol, letter: str) -> Symbol | None:
    """``z_k`` for z, ``x_0^{(k)}`` for ``x_0``: one of its values; None where no number has a place."""
    if not variable.sub:
        return replace(variable, sub=(letter,))
    is_free = not variable.mark and not set(variable.sub) & {":", ","}
    return replace(variable, mark=("(", letter, ")")) if is_free else None


def _double_integral(part: Node, letter: str | None) -> AsSum | None:
    """An integral over two things against their joint density, for few pairs of values."""
    match part:
        case Big("\\int", (), (), Big("\\int", (), (), Product() as body)) | Big(
            "\\iint", (), (), Product() as body
        ):
            pass
        case _:
            return None
    match body.factors:
        case (*factors, Differential(_, Symbol() as first), Differential(_, Symbol() as second)) if (
            first != second
        ):
            both = (first, second)
        case _:
            return None
    if letter is None or not any(_is_joint(factor, both) for factor in factors):
        return None
    outcomes = {one: replace(one, sub=(*one.sub, letter)) for one in both}
    term = Product(tuple(factors), body.signs[: len(factors) - 1])
    if len(factors) < len(both) or not _is_for_values(tuple(factors), first):
        return None
    found = replaced(term, lambda inner: outcomes.get(inner) if isinstance(inner, Symbol) else None)
    said, taken = (", ".join(map(to_latex, names)) for names in (both, outcomes.values()))
    says = f"Let $({said})$ take the values $({taken})$ only, so that the integral is a sum"
    return bracketed(Big("\\sum", (letter,), (), found)), says, frozenset(both)


def _is_joint(factor: Node, both: tuple[Symbol, Symbol]) -> bool:
    """``p(a, b)``, ``p(a, b | c)``."""
    match factor:
        case Call(Symbol(base), Bracket(_, _, (one, other, *_), (",", *rest), ())):
            return base in _DENSITIES and {one, other} == set(both) and rest[:1] in ([], ["|"], ["\\mid"])
        case _:
            return False


def _is_over_all(part: Big, variable: Symbol) -> bool:
    """Whether nothing bounds an integral: no ends, the whole line, the set that the variable is of."""
    if (part.lower, part.upper) in (((), ()), (("-", "\\infty"), ("\\infty",))):
        return True
    end = next((place for place, token in enumerate(part.lower) if token in ("^", "_")), len(part.lower))
    names = [token for token in part.lower[:end] if token not in _DRESS]
    is_set = len(names) == 1 and (names[0].isupper() or names[0] in _SETS)
    return not part.upper and (part.lower == tuple(to_tokens(variable)) or is_set)


def _is_for_values(factors: tuple[Node, ...], variable: Symbol) -> bool:
    """Whether what is integrated is given at values of the variable, alone beside a density only."""
    parts = [part for factor in factors for part in walk(factor)]
    if any(isinstance(part, Gradient | Derivative) for part in parts):
        return False  # the slopes of a law at all values add up to 0
    calls = [part for part in parts if isinstance(part, Call)]
    inside = [part for part in calls if variable in symbols(part.arguments)]
    if not inside:
        return False
    has_law = any(isinstance(one.head, Symbol) and one.head.base in _DENSITIES for one in inside)
    return has_law or not any(one == variable for one in _values_alone(factors))


def _has_marginal(factors: tuple[Node, ...], variable: Symbol) -> bool:
    """``p(x)`` beside ``p(x \\mid z)``, where z is what is integrated over: the others decide it."""
    calls = [part for factor in factors for part in walk(factor) if isinstance(part, Call)]
    given = {
        (call.head, call.arguments.parts[0])
        for call in calls
        if set(call.arguments.separators[:1]) & _BARS and variable in symbols(call.arguments)
    }
    return any(
        (call.head, call.arguments.parts[0]) in given and variable not in symbols(call.arguments)
        for call in calls
    )


def _values_alone(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """What stands outside of the brackets of calls."""
    for node in nodes:
        yield node
        yield from _values_alone(() if isinstance(node, Call) else children(node))


def with_outcome(node: Node, variable: Symbol, outcome: Symbol) -> Node:
    """``node`` where what varies has one of its values."""
    return replaced(node, lambda part: outcome if part == variable else None)
