"""Factors and terms of polynomials and of their fractions; functions count as unknowns.

SymPy is loaded on first use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import combinations
from math import comb, lcm
from operator import mul
from typing import Any

from drill.checking.equality import (
    evaluate_short_rational,
    is_sum_of_terms,
    split_product_factors,
    split_sum_terms,
)
from drill.errors import CheckError, TimedOutError
from drill.maths.maths_tree import Binary, Neg, Node, find_symbols, walk_tree


def splits_into_factors(node: Node) -> bool:
    """Return whether a sum factors into simpler rational polynomials, or its integers share a factor.

    Functions and roots inside count as unknowns of their own. Raises TimedOutError for a sum too large.
    """
    import sympy

    expression = _convert_to_polynomial(node)
    top, bottom = sympy.fraction(sympy.together(expression))
    content, factors = _factor_over_rationals(top)
    if sum(power for _, power in factors) > 1:
        return True
    if bottom.free_symbols:
        return True
    return bool(factors) and content.is_Integer and abs(content) != 1 and bottom == 1


def shares_factor(part: Node) -> bool:
    """Return whether numerator and denominator of a quotient share a polynomial or, of a sum, an integer.

    Raises TimedOutError for a quotient too large.
    """
    import sympy

    if not (isinstance(part, Binary) and part.op in ("*", "/") and find_symbols(part)):
        return False
    pieces = split_product_factors(part)
    if not pieces.divisors or not any(
        map(is_sum_of_terms, map(_take_power_base, (*pieces.factors, *pieces.divisors)))
    ):
        return False
    unknowns = _Unknowns(part)
    top, bottom = (
        sympy.numer(sympy.together(reduce(mul, map(unknowns.expression, side), sympy.Integer(1))))
        for side in (pieces.factors, pieces.divisors)
    )
    shared = sympy.gcd(top, bottom)
    return bool(shared.free_symbols) or bool(shared.is_Integer and abs(shared) != 1)


def _take_power_base(factor: Node) -> Node:
    if isinstance(factor, Binary) and factor.op == "^":
        return factor.left
    return factor


def has_proportional_factors(part: Node) -> bool:
    """Return whether two sums of a product differ by a number. Raises TimedOutError for a too large one."""
    import sympy

    if not (isinstance(part, Binary) and part.op == "*" and find_symbols(part)):
        return False
    sums = [
        factor
        for factor in map(_take_power_base, split_product_factors(part).factors)
        if is_sum_of_terms(factor) and find_symbols(factor)
    ]
    unknowns = _Unknowns(part) if len(sums) > 1 else None
    pairs = combinations(map(unknowns.expression, sums), 2) if unknowns else ()
    return any(sympy.cancel(first / second).is_number for first, second in pairs)


def list_factor_multiplicities(total: Node) -> list[int]:
    """Return the powers of the irreducible factors of a sum. Raises TimedOutError for one too large."""
    import sympy

    top = sympy.numer(sympy.together(_Unknowns(total).expression(total)))
    return [power for _, power in _factor_over_rationals(top)[1]]


def factors_of_polynomial(node: Node) -> tuple[Node, ...]:
    """Return the irreducible factors of a polynomial. Raises CheckError for anything else."""
    import sympy

    from drill.maths.sympy_conversion import from_sympy

    polynomial = _polynomial_of(node)
    if _count_terms(node) > _MOST_TERMS or not polynomial.is_polynomial(*polynomial.free_symbols):
        raise CheckError("this is not a polynomial, or it is too long")
    factors = _factor_over_rationals(sympy.expand(polynomial))[1]
    return tuple(from_sympy(factor) for factor, _ in factors)


def are_partial_fractions(answer: Node, key: Node) -> bool:
    """Return whether an answer is a sum of partial fractions in the same name as the key."""
    names = sorted(find_symbols(key))
    by = [name for name in names if _is_partial_fraction_sum(key, name)] or names
    return any(_is_partial_fraction_sum(answer, name) for name in by)


def _is_partial_fraction_sum(node: Node, name: str) -> bool:
    """Return whether every term is a polynomial, or one power of one base below a smaller degree; factors
    without the name may be in front of sums of such terms.
    """
    import sympy

    variable = sympy.Symbol(name)
    seen: set[tuple[Any, int]] = set()
    for term in _list_terms_with_name(node, name):
        top, bottom = sympy.fraction(sympy.together(_convert_to_polynomial(term)))
        if variable not in bottom.free_symbols:
            continue
        _, factors = _factor_over_rationals(bottom, variable)
        if len(factors) != 1:
            return False
        base, power = factors[0]
        if _find_degree_in_variable(top, variable) >= _find_degree_in_variable(base, variable):
            return False
        denominator = (sympy.Poly(base, variable).monic().as_expr(), power)
        if denominator in seen:
            return False
        seen.add(denominator)
    return True


def _list_terms_with_name(node: Node, name: str) -> Iterator[Node]:
    """Yield the terms of a sum, with those of a sum in a term whose other factors are without the name."""
    for _, term in split_sum_terms(node):
        pieces = split_product_factors(term)
        sums = [
            factor for factor in pieces.factors if is_sum_of_terms(factor) and name in find_symbols(factor)
        ]
        named = [piece for piece in (*pieces.factors, *pieces.divisors) if name in find_symbols(piece)]
        if sums and named == sums[:1]:
            yield from _list_terms_with_name(sums[0], name)
        else:
            yield term


# --- shorter forms ---------------------------------------------------------------------------------------


# Max terms of an expansion.
_MOST_TERMS = 200
# The sign of the square of the sine next to that of the cosine, which makes 1: circular and hyperbolic.
_PAIRS = {"": 1, "h": -1}


def is_longer_than_needed(part: Node) -> bool:
    """Return whether a sum gets shorter because terms cancel where it is multiplied out or brought over one
    denominator, or a product because its quotients are divided; False for one too large.
    """
    import sympy

    try:
        unknowns = _Unknowns(part)
        if _count_terms(part) > _MOST_TERMS:
            return False
        terms = [
            unknowns.expression(Neg(term) if negative else term) for negative, term in split_sum_terms(part)
        ]
        least = _count_written_operations(_polynomial_of(part))
        if len(terms) == 1:
            least = min(least, _count_written_operations(_with_factored_sums(_polynomial_of(part))))
            candidates = [sympy.factor(short) for short in unknowns.reduced(sympy.cancel(terms[0]))]
        else:
            candidates = [*_find_shorter_expansions(terms, unknowns), *_over_one_denominator(terms)]
    except (CheckError, sympy.PolynomialError):
        return False
    return any(_count_written_operations(unknowns.restored(short)) < least for short in candidates)


def _find_shorter_expansions(terms: Sequence[Any], unknowns: _Unknowns) -> Iterator[Any]:
    """Yield the expansion of a sum where it has fewer terms than the expansions of its terms together."""
    import sympy

    count = sum(len(sympy.Add.make_args(sympy.expand(term))) for term in terms)
    for short in unknowns.reduced(sympy.expand(sympy.Add(*terms))):
        if short == 0 or len(sympy.Add.make_args(short)) < count:
            yield short


def _over_one_denominator(terms: Sequence[Any]) -> Iterator[Any]:
    """Yield a sum of fractions as one, where terms of the numerator cancel, or numerator and denominator."""
    import sympy

    fractions = [sympy.fraction(sympy.together(term)) for term in terms]
    whole = reduce(sympy.lcm, (below for _, below in fractions))
    if not whole.free_symbols:
        return
    tops = [sympy.expand(above * sympy.cancel(whole / below)) for above, below in fractions]
    top = sympy.expand(sympy.Add(*tops))
    count = sum(len(sympy.Add.make_args(each)) for each in tops)
    if top == 0 or len(sympy.Add.make_args(top)) < count or sympy.gcd(top, whole).free_symbols:
        short = sympy.cancel(top / whole)
        yield from (short, sympy.factor(short))


def _with_factored_sums(expression: Any) -> Any:
    """Return a product whose sums without fractions are factored: the powers of (x + 1) in x^2 + 2x + 1."""
    import sympy

    sums = [part for part in expression.atoms(sympy.Add) if part.is_polynomial(*part.free_symbols)]
    return expression.xreplace({part: sympy.factor(part) for part in sums})


def _count_terms(node: Node) -> int:
    """Return a bound on the terms of an expansion."""
    match node:
        case Binary("+" | "-", left, right):
            return _count_terms(left) + _count_terms(right)
        case Binary("*" | "/", left, right):
            return _count_terms(left) * _count_terms(right)
        case Binary("^", base, exponent):
            power = evaluate_short_rational(exponent)
            terms = _count_terms(base)
            if power and terms > 1:
                return comb(int(abs(power)) + terms - 1, terms - 1)
            return 1
        case Neg(arg):
            return _count_terms(arg)
        case _:
            return 1


def _count_written_operations(expression: Any) -> int:
    """Return how many operations and functions an expression has as a person writes it; signs are free."""
    import sympy

    if expression.is_Rational:
        return int(expression.q != 1)
    top, bottom = sympy.fraction(expression)
    if bottom != 1:
        return 1 + _count_written_operations(top) + _count_written_operations(bottom)
    if expression.is_Add or expression.is_Mul:
        parts = [part for part in expression.args if part != -1]
        return len(parts) - 1 + sum(map(_count_written_operations, parts))
    if expression.is_Pow and expression.exp.is_Rational and expression.exp.p == 1:
        return 1 + _count_written_operations(expression.base)
    return bool(expression.args) + sum(map(_count_written_operations, expression.args))


class _Unknowns:
    """The names and functions of a tree as unknowns: sine and cosine for the circular functions, one power of
    e for those whose exponents are multiples, one root for the roots of a name.
    """

    def __init__(self, node: Node) -> None:
        import sympy

        whole = _polynomial_of(node)
        self._replaced: dict[Any, Any] = {}
        self._restored: dict[Any, Any] = {}
        self._pairs: list[tuple[Any, Any, int]] = []
        for name in find_symbols(node):
            self._take_roots(name, sympy.Symbol(name), whole)
        powers = [power for power in whole.atoms(sympy.Pow, sympy.exp) if power.exp.free_symbols]
        self._take_exponentials([power for power in powers if not power.base.free_symbols])
        for function in whole.atoms(sympy.Function) - self._replaced.keys():
            self._take_function(function)

    def expression(self, node: Node) -> Any:
        """Return a part of the tree in unknowns. Raises CheckError for one that is not an expression."""
        return _polynomial_of(node).xreplace(self._replaced)

    def reduced(self, expression: Any) -> Iterator[Any]:
        """Yield an expression, and with the squares of sines, then of cosines, written by the others."""
        yield expression
        for sine, cosine, sign in self._pairs:
            for square, other in ((sine, 1 - sign * cosine**2), (cosine, 1 - sign * sine**2)):
                yield _without_square(expression, square, other * (1 if square is not sine else sign))

    def restored(self, expression: Any) -> Any:
        """Return an expression with the functions in place of their unknowns."""
        return expression.xreplace(self._restored)

    def _take_roots(self, name: str, symbol: Any, whole: Any) -> None:
        import sympy

        powers = [
            part
            for part in whole.atoms(sympy.Pow)
            if part.base == symbol and getattr(part.exp, "is_Rational", False)
        ]
        if (degree := lcm(*(int(sympy.denom(part.exp)) for part in powers))) > 1:
            root = sympy.Dummy(name, positive=True)
            self._replaced |= {part: root ** (part.exp * degree) for part in powers}
            self._replaced[symbol] = root**degree
            self._restored[root] = symbol ** sympy.Rational(1, degree)

    def _take_exponentials(self, powers: Sequence[Any]) -> None:
        import sympy

        taken = [
            (
                power,
                [(power.base, *term.as_coeff_Mul()) for term in sympy.Add.make_args(sympy.expand(power.exp))],
            )
            for power in powers
        ]
        units: dict[tuple[Any, Any], list[Any]] = {}
        for _, terms in taken:
            for base, count, monomial in terms:
                units.setdefault((base, monomial), []).append(int(sympy.denom(count)))
        unknowns: dict[tuple[Any, Any], tuple[Any, int]] = {}
        for (base, monomial), degrees in units.items():
            degree = lcm(*degrees)
            unknown = sympy.Dummy("e", positive=True)
            unknowns[base, monomial] = unknown, degree
            self._restored[unknown] = base ** (monomial / degree)
        for power, terms in taken:
            self._replaced[power] = sympy.Mul(*(
                unknowns[base, monomial][0] ** (count * unknowns[base, monomial][1])
                if monomial != 1 else base**count
                for base, count, monomial in terms
            ))  # fmt: skip

    def _take_function(self, function: Any) -> None:
        import sympy

        name = type(function).__name__
        suffix = "h" if name.endswith("h") else ""
        ways = ("sin", "cos", "tan", "cot", "sec", "csc")
        if name.removesuffix("h") not in ways or function.args[0] not in function.args:
            unknown = sympy.Dummy("f")
            self._replaced[function] = unknown
            self._restored[unknown] = function
            return
        argument = function.args[0]
        pair = next((pair for pair in self._pairs if self._restored[pair[0]].args[0] == argument
                     and type(self._restored[pair[0]]).__name__ == f"sin{suffix}"), None)  # fmt: skip
        if pair is None:
            pair = sympy.Dummy("s"), sympy.Dummy("c"), _PAIRS[suffix]
            self._pairs.append(pair)
            for unknown, way in zip(pair[:2], ("sin", "cos"), strict=True):
                self._restored[unknown] = getattr(sympy, f"{way}{suffix}")(argument)
        sine, cosine, _ = pair
        values = (sine, cosine, sine / cosine, cosine / sine, 1 / cosine, 1 / sine)
        self._replaced[function] = values[ways.index(name.removesuffix("h"))]


def _without_square(expression: Any, name: Any, square: Any) -> Any:
    """Return an expression with the even powers of a name replaced by those of what its square is."""
    import sympy

    top, bottom = (
        sympy.Add(*(
            coefficient * square ** (power // 2) * name ** (power % 2)
            for (power,), coefficient in sympy.Poly(side, name).terms()
        ))
        for side in sympy.fraction(sympy.together(expression))
    )  # fmt: skip
    return sympy.cancel(top / bottom) if bottom != 1 else sympy.expand(top)


# --- trees as polynomials --------------------------------------------------------------------------------


def _factor_over_rationals(polynomial: Any, *variables: Any) -> tuple[Any, list[tuple[Any, int]]]:
    """Return the content, and the irreducible factors over the rationals with their powers."""
    import sympy

    return sympy.factor_list(polynomial, *variables)


def _find_degree_in_variable(polynomial: Any, variable: Any) -> int:
    import sympy

    return int(sympy.Poly(polynomial, variable).degree())


def _polynomial_of(node: Node) -> Any:
    """Return a tree as a SymPy expression. Raises TimedOutError for one too large."""
    import sympy

    from drill.maths.sympy_conversion import to_sympy

    _within_budget(node)
    return to_sympy(node, {name: sympy.Symbol(name) for name in find_symbols(node)})


def _convert_to_polynomial(node: Node) -> Any:
    """Return a tree as a SymPy expression with functions and irrational powers as unknowns."""
    import sympy

    expression = _polynomial_of(node)
    replaced = {part: sympy.Dummy() for part in expression.atoms(sympy.Function)}
    return expression.xreplace(replaced)


def _within_budget(node: Node) -> None:
    parts = list(walk_tree(node))
    exponents = (
        evaluate_short_rational(part.right) for part in parts if isinstance(part, Binary) and part.op == "^"
    )
    # Larger polynomials take seconds to factor.
    if (
        len(parts) > 200
        or len(find_symbols(node)) > 6
        or any(exponent is not None and abs(exponent) > 40 for exponent in exponents)
    ):
        raise TimedOutError("the form of the answer could not be checked: it is too large")
