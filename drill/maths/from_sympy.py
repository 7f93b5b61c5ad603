"""Convert SymPy values to trees in a form that a textbook would print.

Sums fall in degree, a product has its number first, then roots, constants, symbols, sums, powers of e and
functions; fractions are one bar with a positive denominator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import sympy
from mpmath.libmp import prec_to_dps

from drill.errors import CheckError, TooLargeError
from drill.maths.maths_tree import Binary, Call, Const, Neg, Node, Num, Sequence, Sym
from drill.maths.names import CIRCULAR, INVERSE
from drill.maths.symbolic_values import RealRoot

_HALF = sympy.Rational(1, 2)
_ROOT_OF_PI = sympy.sqrt(sympy.pi)


_ONE = Num("1")
_TWO = Num("2")


def from_sympy(value: Any) -> Node:
    """Return the tree of a SymPy expression or matrix.

    An ``n × 1`` matrix becomes a flat list. :class:`CheckError` names a part that the language lacks:
    statements, unfinished integrals, functions that learners do not type.
    """
    if isinstance(value, sympy.MatrixBase):
        return _convert_sympy_matrix(value)
    if isinstance(value, sympy.Expr):
        return _convert_sympy_expression(value)
    raise CheckError("a statement has no value that can be written as an expression")


def _convert_sympy_matrix(value: Any) -> Node:
    if value.cols == 1:
        return Sequence("list", tuple(map(_convert_sympy_expression, value)))
    return Sequence(
        "list", tuple(Sequence("list", tuple(map(_convert_sympy_expression, row))) for row in value.tolist())
    )


def _convert_sympy_expression(value: Any) -> Node:
    if value.is_Symbol:
        return Sym(value.name)
    if value.is_Rational or value.is_Float:
        return _signed_number(value)
    # No screen shows more terms or factors.
    if len(value.args) > 300:
        raise TooLargeError("an expression is too long to be written")
    if value.is_Add:
        return _convert_sympy_sum(value)
    if value.is_Mul:
        return _convert_sympy_product(value)
    constant = _CONSTANTS.get(value)
    if constant is not None:
        return constant
    if value.is_Pow or isinstance(value, sympy.exp):
        return _convert_sympy_power(value)
    return _convert_sympy_function(value)


_CONSTANTS: dict[Any, Node] = {
    sympy.pi: Const("pi"), sympy.E: Const("e"), sympy.I: Const("i"), sympy.oo: Const("inf"),
    -sympy.oo: Neg(Const("inf")),
    sympy.GoldenRatio: Binary("/", Binary("+", _ONE, Call("sqrt", (Num("5"),))), _TWO),
}  # fmt: skip


def _signed_number(value: Any) -> Node:
    size = _convert_sympy_number(abs(value))
    return Neg(size) if value < 0 else size


def _convert_sympy_number(value: Any) -> Node:
    if value.is_infinite:
        return Const("inf")
    if value.is_Float:
        return Num(_print_sympy_float(value))
    # Nobody types a number of 900 digits.
    if max(value.p.bit_length(), value.q.bit_length()) > 3000:
        raise TooLargeError("a number is too long to be written")
    if value.q == 1:
        return Num(str(value.p))
    return Binary("/", Num(str(value.p)), Num(str(value.q)))


def _print_sympy_float(value: Any) -> str:
    """Print all digits of a float's precision; small and large numbers with an exponent."""
    digits = prec_to_dps(value._prec)
    text: Any = mpmath.nstr(mpmath.mp.make_mpf(value._mpf_), digits, min_fixed=-8, max_fixed=digits)
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    if exponent:
        return f"{mantissa}e{exponent.removeprefix('+')}"
    return mantissa


def _convert_sympy_sum(value: Any) -> Node:
    common = _common_denominator(value)
    if common != 1:
        return Binary(
            "/", _convert_sympy_sum(value.func(*[term * common for term in value.args])), Num(str(common))
        )
    first, *later_terms = _ordered_terms(value)
    node = _convert_sympy_expression(first)
    for term in later_terms:
        minus = _leads_with_minus(term)
        node = Binary("-" if minus else "+", node, _convert_sympy_expression(-term if minus else term))
    return node


def _common_denominator(value: Any) -> Any:
    """Return the denominator that all terms have: (x + 1)/2 rather than x/2 + 1/2, but x^2/2 + x."""
    denominators = {term.as_coeff_Mul()[0].q for term in value.args if term.as_coeff_Mul()[0].is_Rational}
    exact = all(term.as_coeff_Mul()[0].is_Rational for term in value.args)
    return denominators.pop() if exact and len(denominators) == 1 else 1


def _ordered_terms(value: Any) -> list[Any]:
    """Return the terms in SymPy's order; polynomials fall in degree, and ``-k + n`` becomes ``n - k``."""
    terms: list[Any] = value.as_ordered_terms()
    if len(value.free_symbols) < 2:
        return terms
    degrees = {term: degree for term in terms if (degree := _find_monomial_degree(term)) is not None}
    if len(degrees) < len(terms):
        return terms
    terms.sort(key=lambda term: -degrees[term])
    if _leads_with_minus(terms[0]):
        leading = [
            term for term in terms if degrees[term] == degrees[terms[0]] and not _leads_with_minus(term)
        ]
        if not leading and len(terms) == 2 and terms[1].is_number and not _leads_with_minus(terms[1]):
            leading = [terms[1]]
        terms = leading[:1] + [term for term in terms if term not in leading[:1]]
    return terms


def _find_monomial_degree(term: Any) -> int | None:
    """Return the total degree of a monomial, or None for anything else."""
    degree = 0
    for factor in sympy.Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        if base.is_Symbol and exponent.is_Integer and exponent > 0:
            degree += int(exponent)
        elif not factor.is_number:
            return None
    return degree


def _leads_with_minus(term: Any) -> bool:
    """Return whether a term prints with a leading minus: by its number, not by signs inside brackets."""
    number, _ = term.as_coeff_Mul()
    return bool(number.is_real and number < 0)


def _convert_sympy_product(value: Any) -> Node:
    number, factors = value.as_coeff_Mul()
    over: list[Any] = []
    under: list[Any] = []
    for factor in sympy.Mul.make_args(factors):
        if factor.is_Add:
            content, factor = factor.primitive()
            number *= content
        inverse = _under_the_bar(factor)
        if inverse is None:
            over.append(factor)
        else:
            under.append(inverse)
    size = abs(number)
    if size.is_Rational:
        size = _join_roots_of_pi(size, over, under)
    if size.is_Rational and not size.is_infinite:
        above, below = sympy.Integer(size.p), sympy.Integer(size.q)
    else:
        above, below = size, sympy.S.One
    node = _convert_sympy_factors(above, over)
    if below != 1 or under:
        node = Binary("/", node, _convert_sympy_factors(below, under))
    return Neg(node) if number < 0 else node


def _join_roots_of_pi(size: Any, over: list[Any], under: list[Any]) -> Any:
    """Join roots as in sqrt(2 pi) for sqrt(2) sqrt(pi); return them with the remaining number.

    SymPy takes such roots apart, so the joint root is held unevaluated.
    """
    surds = [factor for factor in over if factor.is_Pow and factor.exp == _HALF and factor.base.is_Integer]
    if len(surds) != 1:
        return size
    radicand = surds[0].base
    if _ROOT_OF_PI in over:
        over.remove(_ROOT_OF_PI)
        over.append(_root_of_product(radicand))
    elif _ROOT_OF_PI in under and size.q % radicand == 0:
        under.remove(_ROOT_OF_PI)
        under.append(_root_of_product(radicand))
        size = size * radicand
    else:
        return size
    over.remove(surds[0])
    return size


def _root_of_product(radicand: Any) -> Any:
    return sympy.Pow(sympy.Mul(radicand, sympy.pi, evaluate=False), _HALF, evaluate=False)


def _under_the_bar(factor: Any) -> Any | None:
    """Return the reciprocal of a factor that belongs in the denominator, else None."""
    base, exponent = factor.as_base_exp()
    if base == sympy.E or not (factor.is_Pow or factor.is_Rational):
        return None
    number, _ = exponent.as_coeff_Mul()
    if number.is_real and number.is_negative:
        return base ** (-exponent)
    return None


def _convert_sympy_factors(number: Any, factors: list[Any]) -> Node:
    parts = [_convert_sympy_expression(factor) for factor in sorted(factors, key=_order_in_product)]
    if number != 1 or not parts:
        parts.insert(0, _convert_sympy_number(number))
    node = parts[0]
    for part in parts[1:]:
        node = Binary("*", node, part, implicit=not _begins_with_number(part))
    return node


def _order_in_product(factor: Any) -> tuple[int, Any]:
    """Return the sort key of a factor in a product."""
    base, exponent = factor.as_base_exp()
    if factor.is_number and (base.is_Rational or base.is_Float or base.is_Mul):
        rank = 0
    elif base in (sympy.pi, sympy.I) and exponent.is_Rational:
        rank = 1
    elif factor.is_number and base.is_Add:
        rank = 2
    elif base.is_Symbol:
        rank = 3
    elif base.is_Add:
        rank = 4
    elif base.is_number and not exponent.is_number:
        rank = 5
    else:
        rank = 6
    return rank, sympy.default_sort_key(factor)


def _begins_with_number(node: Node) -> bool:
    while isinstance(node, Binary):
        node = node.left
    return isinstance(node, (Num, Neg))


def _convert_sympy_power(value: Any) -> Node:
    base, exponent = value.as_base_exp()
    if base == sympy.E:
        return Binary("^", Const("e"), _convert_sympy_expression(exponent))
    number, _ = exponent.as_coeff_Mul()
    if number.is_real and number.is_negative:
        return Binary("/", _ONE, _convert_sympy_expression(base ** (-exponent)))
    if exponent == _HALF:
        return Call("sqrt", (_convert_sympy_expression(base),))
    return Binary("^", _convert_sympy_expression(base), _convert_sympy_expression(exponent))


def _convert_sympy_function(value: Any) -> Node:
    write = _FUNCTIONS.get(value.func)
    if write is None:
        raise CheckError(f"{type(value).__name__} cannot be written in plain maths")
    return write(*value.args)


def _convert_to_call(name: str) -> Callable[..., Node]:
    return lambda *args: Call(name, tuple(map(_convert_sympy_expression, args)))


def _convert_polygamma(order: Any, x: Any) -> Node:
    if order != 0:
        raise CheckError("derivatives of the digamma function cannot be written in plain maths")
    return Call("digamma", (_convert_sympy_expression(x),))


def _convert_erfc(x: Any) -> Node:
    return Binary("-", _ONE, Call("erf", (_convert_sympy_expression(x),)))


def _convert_real_root(x: Any, n: Any) -> Node:
    if n == 3:
        return _convert_to_call("cbrt")(x)
    return _convert_to_call("root")(x, n)


_SAME_NAME = (*CIRCULAR, *INVERSE, "sign", "floor", "erf", "gamma", "beta", "factorial", "binomial")

_FUNCTIONS: dict[Any, Callable[..., Node]] = {
    **{getattr(sympy, name): _convert_to_call(name) for name in _SAME_NAME},
    sympy.log: _convert_to_call("ln"),
    sympy.Abs: _convert_to_call("abs"), sympy.ceiling: _convert_to_call("ceil"),
    sympy.Max: _convert_to_call("max"),
    sympy.Min: _convert_to_call("min"), sympy.Mod: _convert_to_call("mod"),
    sympy.erfc: _convert_erfc, sympy.polygamma: _convert_polygamma, RealRoot: _convert_real_root,
}  # fmt: skip
