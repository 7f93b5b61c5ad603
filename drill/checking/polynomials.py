"""Where a form asks what polynomials split into, SymPy answers; loaded only then, from trees only."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from drill.checking.equality import rational
from drill.errors import TimedOutError
from drill.maths.tree import Binary, Node, symbols, walk

# Larger powers take seconds to factor.
_EXPONENT_LIMIT = 40
# Larger trees take seconds to factor.
_NODE_LIMIT = 200
# Polynomials in more symbols take seconds to factor.
_SYMBOL_LIMIT = 6


def splits(node: Node) -> bool:
    """Whether a sum is a product of simpler rational polynomials, or its whole numbers share a factor.

    Functions and roots inside count as unknowns of their own. Raises TimedOutError for what is too large.
    """
    import sympy

    expression = _polynomial(node)
    top, bottom = sympy.fraction(sympy.together(expression))
    content, factors = _factors(top)
    if sum(power for _, power in factors) > 1:
        return True
    if bottom.free_symbols:
        return True
    return bool(factors) and content.is_Integer and abs(content) != 1 and bottom == 1


def common_factor(node: Node) -> bool:
    """Whether numerator and denominator of a quotient share a polynomial."""
    import sympy

    for part in walk(node):
        if isinstance(part, Binary) and part.op == "/" and symbols(part.right):
            top, bottom = _polynomial(part.left), _polynomial(part.right)
            shared = sympy.gcd(*(sympy.numer(sympy.together(each)) for each in (top, bottom)))
            if shared.free_symbols or (shared.is_Integer and abs(shared) != 1):
                return True
    return False


def is_partial_fraction_sum(terms: Sequence[Node]) -> bool:
    """Whether every term is a polynomial, or one power of one base below a smaller degree."""
    import sympy

    seen: set[tuple[Any, int]] = set()
    for term in terms:
        top, bottom = sympy.fraction(sympy.together(_polynomial(term)))
        if not bottom.free_symbols:
            continue
        (variable, *_) = sorted(bottom.free_symbols, key=str)
        _, factors = _factors(bottom, variable)
        if len(factors) != 1:
            return False
        base, power = factors[0]
        if _degree(top, variable) >= _degree(base, variable):
            return False
        place = (sympy.Poly(base, variable).monic().as_expr(), power)
        if place in seen:
            return False
        seen.add(place)
    return True


def _factors(polynomial: Any, *variables: Any) -> tuple[Any, list[tuple[Any, int]]]:
    """The content, and the irreducible factors over the rationals with their powers."""
    import sympy

    content, factors = cast("tuple[Any, list[tuple[Any, int]]]", sympy.factor_list(polynomial, *variables))
    return content, factors


def _degree(polynomial: Any, variable: Any) -> int:
    import sympy

    return int(sympy.Poly(polynomial, variable).degree())


def _polynomial(node: Node) -> Any:
    """A tree as a SymPy expression in which functions and irrational powers are unknowns."""
    import sympy

    from drill.maths.symbolic import to_sympy

    _within_budget(node)
    names = symbols(node)
    expression = to_sympy(node, {name: sympy.Symbol(name) for name in names})
    replaced = {part: sympy.Dummy() for part in expression.atoms(sympy.Function)}
    return expression.xreplace(replaced)


def _within_budget(node: Node) -> None:
    parts = list(walk(node))
    exponents = (rational(part.right) for part in parts if isinstance(part, Binary) and part.op == "^")
    if (
        len(parts) > _NODE_LIMIT
        or len(symbols(node)) > _SYMBOL_LIMIT
        or any(exponent is not None and abs(exponent) > _EXPONENT_LIMIT for exponent in exponents)
    ):
        raise TimedOutError("the form of the answer could not be checked: it is too large")
