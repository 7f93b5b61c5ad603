"""The form of a right value: factored, expanded, a single fraction, simplified and so on.

Forms are judged on the tree; only the factors of a sum are SymPy's, which is loaded for them. A sign moved
between factors or terms is accepted in every form: ``(1 - x)(2 - x)`` for ``(x - 1)(x - 2)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from math import gcd, prod
from typing import Any

from drill.checking.equality import (
    canonicalise_tree,
    evaluate_short_rational,
    is_sum_of_terms,
    split_product_factors,
    split_sum_terms,
)
from drill.errors import TimedOutError
from drill.maths.maths_tree import Binary, Call, Neg, Node, Num, Sym, find_symbols, walk_tree
from drill.maths.tidy import tidy_tree

# Operations that a simplified answer may have beyond those of the key.
_MORE_OPERATIONS = 2
_LOWEST = "The value is right, not yet in lowest terms: cancel what numerator and denominator share."
_ONE_FRACTION = "The value is right. Give it as one fraction in lowest terms."


def form_fault(form: str, answer: Node, key: Node) -> str:
    """Return why a right answer does not have the wanted form; empty if it does.

    Raises TimedOutError for a sum that is too large to be factored.
    """
    if form == "exact":
        return ""
    if form == "lowest":
        return _describe_lowest_terms_fault(answer, key)
    has_form, otherwise = _FORMS[form]
    return "" if has_form(answer, key) else f"The value is right{otherwise}"


def _is_written_as_key(answer: Node, key: Node) -> bool:
    written = [{canonicalise_tree(node), canonicalise_tree(tidy_tree(node))} for node in (answer, key)]
    return not written[0].isdisjoint(written[1])


def _is_as_short_as_key(answer: Node, key: Node) -> bool:
    return _count_operations(answer) <= _count_operations(key) + _MORE_OPERATIONS


def _count_operations(node: Node) -> int:
    """Return how many operations and functions a tree has; signs are free."""
    return sum(isinstance(part, Binary | Call) for part in walk_tree(node))


def _is_expanded_sum(answer: Node, key: Node) -> bool:
    """Return whether no product or power of a sum is left, and no like terms unless the key has some."""
    if any(_has_brackets(term) for _, term in split_sum_terms(answer)):
        return False
    return not _has_like_terms(answer) or _has_like_terms(key)


def _has_brackets(term: Node) -> bool:
    """Return whether a term still contains a sum to be multiplied out or divided term by term."""
    for factor in split_product_factors(term).factors:
        if is_sum_of_terms(factor):
            return True
        if isinstance(factor, Binary) and factor.op == "^" and is_sum_of_terms(factor.left):
            exponent = evaluate_short_rational(factor.right)
            if exponent is not None and exponent.denominator == 1 and exponent > 1:
                return True
    return False


def _has_like_terms(node: Node) -> bool:
    """Return whether two terms of a sum differ by a number only."""
    rests = [_without_number(term) for _, term in split_sum_terms(node)]
    return len(set(rests)) < len(rests)


def _without_number(term: Node) -> str:
    parts = split_product_factors(term)
    sides = (
        sorted(canonicalise_tree(factor) for factor in side if not isinstance(factor, Num))
        for side in (parts.factors, parts.divisors)
    )
    return "/".join(map(" ".join, sides))


def _is_single_fraction(answer: Node, key: Node) -> bool:
    """Return whether there is one fraction at most, apart from those in exponents, roots and functions."""
    quotients = 0
    waiting = [(answer, not is_sum_of_terms(answer))]
    while waiting:
        part, may_be_quotient = waiting.pop()
        match part:
            case Binary("^", base, exponent):
                power = evaluate_short_rational(exponent)
                if power is not None and power < 0:
                    return False
                waiting.append((base, False))
            case Binary(op, left, right):
                quotients += op == "/"
                if op == "/" and not may_be_quotient:
                    return False
                inner = may_be_quotient and op == "*"
                waiting += ((left, inner), (right, inner))
            case Neg(arg):
                waiting.append((arg, may_be_quotient))
            case _:
                pass
    return quotients <= 1


def _is_completed_square(answer: Node, key: Node) -> bool:
    """Return whether a sum has the form ``a (x - h)^2 + k``."""
    for name in find_symbols(key):
        match _only_factor(answer, name):
            case Binary("^", base, Num("2")) if isinstance(_only_factor(base, name), Sym):
                return True
            case _:
                pass
    return False


def _only_factor(node: Node, name: str) -> Node | None:
    """Return the only factor with a name in the only term of a sum that has one; None if there are
    several."""
    terms = [term for _, term in split_sum_terms(node) if name in find_symbols(term)]
    parts = split_product_factors(terms[0]) if len(terms) == 1 else None
    if parts is None or any(name in find_symbols(divisor) for divisor in parts.divisors):
        return None
    factors = [factor for factor in parts.factors if name in find_symbols(factor)]
    return factors[0] if len(factors) == 1 else None


# --- lowest terms -----------------------------------------------------------------------------------------


def _describe_lowest_terms_fault(answer: Node, key: Node) -> str:
    if any(map(_cancels, walk_tree(answer))):
        return _LOWEST
    if not find_symbols(answer) and evaluate_short_rational(key) is not None and not _is_literal(answer):
        return _ONE_FRACTION
    return ""


def _cancels(node: Node) -> bool:
    """Return whether numerator and denominator share an integer or a factor, or the denominator is 1."""
    if not (isinstance(node, Binary) and node.op in ("*", "/")):
        return False
    parts = split_product_factors(node)
    if not parts.divisors:
        return False
    top, bottom = multiply_integer_factors(parts.factors), multiply_integer_factors(parts.divisors)
    is_number_below = all(isinstance(divisor, Num) for divisor in parts.divisors)
    if top is not None and bottom is not None and (gcd(top, bottom) > 1 or (bottom == 1 and is_number_below)):
        return True
    bases = [base for part in (*parts.factors, *parts.divisors) for base in _list_factor_bases(part)]
    if not any(is_sum_of_terms(base) and find_symbols(base) for base in bases):
        return False
    (above, tops), (below, bottoms) = (_factor_product(side) for side in (parts.factors, parts.divisors))
    return gcd(above, below) > 1 or not tops.isdisjoint(bottoms)


def multiply_integer_factors(factors: Sequence[Node]) -> int | None:
    """Return the product of the integers among the factors; None if one of them is a decimal."""
    values = [factor.value for factor in factors if isinstance(factor, Num)]
    if not all(each.denominator == 1 for each in values):
        return None
    return prod(value.numerator for value in values)


def _factor_product(factors: Sequence[Node]) -> tuple[int, set[Any]]:
    """Return the integer content of a product, 1 if it is not one, and its irreducible factors."""
    content, pairs = _factor_over_rationals(reduce(lambda x, y: Binary("*", x, y), factors, Num("1")))
    return (int(content) if content.is_Integer else 1), {base for base, _ in pairs}


def _is_literal(node: Node) -> bool:
    """Return whether a node is a number, or a quotient of two numbers, perhaps with signs."""
    while isinstance(node, Neg):
        node = node.arg
    if isinstance(node, Binary) and node.op == "/":
        top, bottom = node.left, node.right
        return isinstance(top.arg if isinstance(top, Neg) else top, Num) and isinstance(bottom, Num)
    return isinstance(node, Num)


# --- factors ----------------------------------------------------------------------------------------------


def _is_fully_factored(answer: Node, key: Node) -> bool:
    """Return whether no factor that was typed has more than one."""
    parts = split_product_factors(answer)
    factors = [base for part in (*parts.factors, *parts.divisors) for base in _list_factor_bases(part)]
    return not any(_can_be_split(factor) for factor in factors if is_sum_of_terms(factor))


def _list_factor_bases(factor: Node) -> Iterator[Node]:
    """Yield a factor, or the factors of the base of a power with a plain exponent."""
    if isinstance(factor, Binary) and factor.op == "^" and evaluate_short_rational(factor.right) is not None:
        parts = split_product_factors(factor.left)
        for part in (*parts.factors, *parts.divisors):
            yield from _list_factor_bases(part)
    else:
        yield factor


def _can_be_split(total: Node) -> bool:
    """Return whether a sum has a denominator, several factors, or integers that share one."""
    import sympy

    top, bottom = sympy.fraction(sympy.together(_to_polynomial(total)))
    content, factors = sympy.factor_list(top)
    if sum(power for _, power in factors) > 1 or bottom.free_symbols:
        return True
    return bool(factors) and content.is_Integer and abs(content) != 1 and bottom == 1


def _are_partial_fractions(answer: Node, key: Node) -> bool:
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
        top, bottom = sympy.fraction(sympy.together(_to_polynomial(term)))
        if variable not in bottom.free_symbols:
            continue
        factors = sympy.factor_list(bottom, variable)[1]
        if len(factors) != 1:
            return False
        base, power = factors[0]
        if sympy.Poly(top, variable).degree() >= sympy.Poly(base, variable).degree():
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


def _factor_over_rationals(node: Node) -> tuple[Any, list[tuple[Any, int]]]:
    """Return the content, and the irreducible factors over the rationals with their powers."""
    import sympy

    return sympy.factor_list(sympy.numer(sympy.together(_to_polynomial(node, functions=True))))


def _to_polynomial(node: Node, *, functions: bool = False) -> Any:
    """Return a tree as a SymPy expression, functions as unknowns unless they are kept.

    Raises TimedOutError for one whose factors take seconds.
    """
    import sympy

    from drill.maths.sympy_conversion import to_sympy

    parts = list(walk_tree(node))
    powers = [part.right for part in parts if isinstance(part, Binary) and part.op == "^"]
    is_high = any(abs(power) > 40 for power in map(evaluate_short_rational, powers) if power is not None)
    if len(parts) > 200 or len(find_symbols(node)) > 6 or is_high:
        raise TimedOutError("the form of the answer could not be checked: it is too large")
    expression = to_sympy(node, {name: sympy.Symbol(name) for name in find_symbols(node)})
    if functions:
        return expression
    return expression.xreplace({part: sympy.Dummy() for part in expression.atoms(sympy.Function)})


# Whether an answer has a form, and what follows "The value is right" where it has not.
_FORMS: Mapping[str, tuple[Callable[[Node, Node], bool], str]] = {
    "as-written": (_is_written_as_key, ". Write it in the form that is asked for, term by term."),
    "completed-square": (_is_completed_square, ". Complete the square, as a (x - h)^2 + k."),
    "expanded": (_is_expanded_sum, ", not yet expanded: multiply out every bracket, and add up like terms."),
    "factored": (
        _is_fully_factored,
        ", not yet factored: write it as a product that cannot be split further.",
    ),
    "partial-fractions": (_are_partial_fractions, ". Split it into partial fractions."),
    "simplified": (_is_as_short_as_key, ", not yet simplified: it can be written more briefly."),
    "single-fraction": (_is_single_fraction, ". Put it over one denominator, as a single fraction."),
}
