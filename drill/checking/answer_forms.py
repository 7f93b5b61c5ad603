"""The form of a right value: factored, expanded, in lowest terms and so on, judged on the tree.

One rule for signs: a sign moved between factors or terms is accepted in every form, ``(1 - x)(2 - x)`` for
``(x - 1)(x - 2)``. SymPy is loaded only where polynomials have to be taken apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import gcd

from drill.checking.equality import (
    canonicalise_tree,
    evaluate_short_rational,
    is_sum_of_terms,
    split_product_factors,
    split_sum_terms,
)
from drill.checking.polynomial_forms import are_partial_fractions, shares_factor, splits_into_factors
from drill.checking.simplification import (
    has_cancelling_integers,
    multiply_integer_factors,
    simplification_fault,
)
from drill.maths.maths_tree import Binary, Neg, Node, Num, Sym, find_symbols, walk_tree
from drill.maths.tidy import tidy_tree


def form_fault(form: str, answer: Node, key: Node) -> str:
    """Return why a right answer does not have the wanted form; empty if it does."""
    if form in _FAULTS:
        return _FAULTS[form](answer, key)
    has_form, otherwise = _FORMS[form]
    return "" if has_form(answer, key) else f"The value is right{otherwise}"


def _is_written_as_key(answer: Node, key: Node) -> bool:
    return canonicalise_tree(tidy_tree(answer)) == canonicalise_tree(tidy_tree(key)) or canonicalise_tree(
        answer
    ) == canonicalise_tree(key)


def _is_expanded_sum(answer: Node, key: Node) -> bool:
    return not any(_has_brackets(term) for _, term in split_sum_terms(answer))


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


def _describe_lowest_terms_fault(answer: Node, key: Node) -> str:
    fault = "The value is right, not yet in lowest terms: cancel what numerator and denominator share."
    if any(has_cancelling_integers(part) or shares_factor(part) for part in walk_tree(answer)):
        return fault
    if not find_symbols(answer) and evaluate_short_rational(key) is not None and not _is_literal(answer):
        return "The value is right. Give it as one fraction in lowest terms."
    return ""


def _is_literal(node: Node) -> bool:
    """Return whether a node is a number, or a quotient of two numbers, perhaps with signs."""
    while isinstance(node, Neg):
        node = node.arg
    if isinstance(node, Binary) and node.op == "/":
        top, bottom = node.left, node.right
        return isinstance(top.arg if isinstance(top, Neg) else top, Num) and isinstance(bottom, Num)
    return isinstance(node, Num)


def _single_fraction(answer: Node, key: Node) -> bool:
    """Return whether there is one fraction at most, apart from those in exponents, roots and functions."""
    quotients, waiting = 0, [(answer, not is_sum_of_terms(answer))]
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


def _describe_simplification_fault(answer: Node, key: Node) -> str:
    advice = simplification_fault(answer, key)
    return f"The value is right, not yet simplified. {advice}" if advice else ""


def _completed_square(answer: Node, key: Node) -> bool:
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


def _is_fully_factored(answer: Node, key: Node) -> bool:
    parts = split_product_factors(answer)
    factors = [base for part in (*parts.factors, *parts.divisors) for base in _list_factor_bases(part)]
    return not any(_can_be_split(factor) for factor in factors if is_sum_of_terms(factor))


def _can_be_split(node: Node) -> bool:
    """Return whether a sum factors; integers, perhaps times one symbol, do if they share a factor."""
    coefficients = [_read_integer_coefficient(term) for _, term in split_sum_terms(node)]
    if None in coefficients or not find_symbols(node):
        return splits_into_factors(node)
    return gcd(*(coefficient or 0 for coefficient in coefficients)) > 1


def _read_integer_coefficient(term: Node) -> int | None:
    parts = split_product_factors(term)
    factors = [factor for factor in parts.factors if not isinstance(factor, Num)]
    if parts.divisors or len(factors) > 1 or not all(isinstance(factor, Sym) for factor in factors):
        return None
    return multiply_integer_factors(parts.factors)


def _list_factor_bases(factor: Node) -> Iterator[Node]:
    """Return a factor, or the factors of the base of a power with a plain exponent."""
    if isinstance(factor, Binary) and factor.op == "^" and evaluate_short_rational(factor.right) is not None:
        parts = split_product_factors(factor.left)
        for part in (*parts.factors, *parts.divisors):
            yield from _list_factor_bases(part)
    else:
        yield factor


# What each form says is missing.
_FAULTS: Mapping[str, Callable[[Node, Node], str]] = {
    "exact": lambda answer, key: "", "lowest": _describe_lowest_terms_fault,
    "simplified": _describe_simplification_fault
}  # fmt: skip
# Whether an answer has a form, and what follows "The value is right" where it has not.
_FORMS: Mapping[str, tuple[Callable[[Node, Node], bool], str]] = {
    "as-written": (_is_written_as_key, ". Write it in the form that is asked for, term by term."),
    "expanded": (_is_expanded_sum, ", not yet expanded: multiply out every bracket."),
    "single-fraction": (_single_fraction, ". Put it over one denominator, as a single fraction."),
    "completed-square": (_completed_square, ". Complete the square, as a (x - h)^2 + k."),
    "factored": (
        _is_fully_factored,
        ", not yet factored: write it as a product that cannot be split further.",
    ),
    "partial-fractions": (are_partial_fractions, ". Split it into partial fractions."),
}
