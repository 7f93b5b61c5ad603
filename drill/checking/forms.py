"""The form of a right value: factored, expanded, in lowest terms and so on, judged on the tree.

One rule for signs: a sign moved between factors or terms is accepted in every form, ``(1 - x)(2 - x)`` for
``(x - 1)(x - 2)``. SymPy is loaded only where polynomials have to be taken apart.
"""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import gcd
from typing import Any, cast

from drill.checking.equality import addends, canonical, is_sum, product, rational
from drill.errors import TimedOutError
from drill.maths.tidy import tidy
from drill.maths.tree import Binary, Neg, Node, Num, Sym, symbols, walk


def form_fault(form: str, answer: Node, key: Node) -> str:
    """Return why a right answer does not have the wanted form; empty if it does."""
    if form in _FAULTS:
        return _FAULTS[form](answer, key)
    has_form, otherwise = _FORMS[form]
    return "" if has_form(answer, key) else f"The value is right{otherwise}"


def _as_written(answer: Node, key: Node) -> bool:
    return canonical(tidy(answer)) == canonical(tidy(key)) or canonical(answer) == canonical(key)


def _expanded(answer: Node, key: Node) -> bool:
    return not any(_has_brackets(term) for _, term in addends(answer))


def _has_brackets(term: Node) -> bool:
    """Return whether a term still contains a sum to be multiplied out or divided term by term."""
    for factor in product(term).factors:
        if is_sum(factor):
            return True
        if isinstance(factor, Binary) and factor.op == "^" and is_sum(factor.left):
            exponent = rational(factor.right)
            if exponent is not None and exponent.denominator == 1 and exponent > 1:
                return True
    return False


def _lowest(answer: Node, key: Node) -> str:
    fault = "The value is right, not yet in lowest terms: cancel what numerator and denominator share."
    if any(_cancels(part) for part in walk(answer)):
        return fault
    if symbols(answer):
        return fault if common_factor(answer) else ""
    if rational(key) is not None and not _is_literal(answer):
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


def _cancels(node: Node) -> bool:
    """Return whether integers in numerator and denominator share a factor, or the denominator is 1."""
    if not (isinstance(node, Binary) and node.op in ("*", "/")):
        return False
    parts = product(node)
    top, bottom = _whole_part(parts.factors), _whole_part(parts.divisors)
    if top is None or bottom is None or not parts.divisors:
        return False
    return gcd(top, bottom) > 1 or (
        bottom == 1 and all(isinstance(divisor, Num) for divisor in parts.divisors)
    )


def _whole_part(factors: tuple[Node, ...]) -> int | None:
    """Return the product of the integers among the factors; None if one of them is a decimal."""
    whole = 1
    for factor in factors:
        if isinstance(factor, Num):
            if factor.value.denominator != 1:
                return None
            whole *= factor.value.numerator
    return whole


def _single_fraction(answer: Node, key: Node) -> bool:
    parts = product(answer)
    quotients = sum(isinstance(part, Binary) and part.op == "/" for part in walk(answer))
    inner = [node for part in (*parts.factors, *parts.divisors) for node in walk(part)]
    powers = [part for part in inner if isinstance(part, Binary) and part.op in ("/", "^")]
    holds_fraction = any(part.op == "/" or isinstance(part.right, Neg) for part in powers)
    return not holds_fraction and quotients <= (0 if is_sum(answer) else 1)


def _simplified(answer: Node, key: Node) -> str:
    fault = "The value is right, not yet simplified."
    if _arithmetic_left(answer) or any(_cancels(part) for part in walk(answer)):
        return f"{fault} Do the arithmetic that is left."
    if any(_like_parts(part) for part in walk(answer)):
        return f"{fault} Gather like terms and factors."
    nodes, of_key = (sum(1 for _ in walk(tree)) for tree in (answer, key))
    return fault if nodes > 2 * of_key + 4 else ""


def _arithmetic_left(answer: Node) -> bool:
    """Return whether a sum, product or power of plain numbers was not worked out; reduced fractions may
    stay."""
    for part in walk(answer):
        match part:
            case Binary("+" | "-"):
                if sum(rational(term) is not None for _, term in addends(part)) > 1:
                    return True
            case Binary("*" | "/"):
                pieces = product(part)
                if sum(isinstance(factor, Num) for factor in pieces.factors) > 1:
                    return True
                if any(isinstance(factor, Num) and factor.value in (0, 1) for factor in pieces.factors):
                    return len(pieces.factors) > 1
            case Binary("^", Num(), Num()):
                return True
            case _:
                pass
    return False


def _like_parts(node: Node) -> bool:
    """Return whether two terms of a sum differ by a number only, or two factors by a power only."""
    if not isinstance(node, Binary):
        return False
    if node.op in ("+", "-"):
        rests = [_without_number(term) for _, term in addends(node)]
    elif node.op in ("*", "/"):
        parts = product(node)
        rests = [_base(factor) for factor in (*parts.factors, *parts.divisors) if not isinstance(factor, Num)]
    else:
        return False
    return len(set(rests)) < len(rests)


def _without_number(term: Node) -> str:
    parts = product(term)
    sides = (
        sorted(canonical(factor) for factor in side if not isinstance(factor, Num))
        for side in (parts.factors, parts.divisors)
    )
    return "/".join(map(" ".join, sides))


def _base(factor: Node) -> str:
    if isinstance(factor, Binary) and factor.op == "^" and symbols(factor.left):
        return canonical(factor.left)
    return canonical(factor)


def _completed_square(answer: Node, key: Node) -> bool:
    """Return whether a sum has the form ``a (x - h)^2 + k``."""
    for name in symbols(key):
        match _only_factor(answer, name):
            case Binary("^", base, Num("2")) if isinstance(_only_factor(base, name), Sym):
                return True
            case _:
                pass
    return False


def _only_factor(node: Node, name: str) -> Node | None:
    """Return the only factor with a name in the only term of a sum that has one; None if there are
    several."""
    terms = [term for _, term in addends(node) if name in symbols(term)]
    parts = product(terms[0]) if len(terms) == 1 else None
    if parts is None or any(name in symbols(divisor) for divisor in parts.divisors):
        return None
    factors = [factor for factor in parts.factors if name in symbols(factor)]
    return factors[0] if len(factors) == 1 else None


def _factored(answer: Node, key: Node) -> bool:
    parts = product(answer)
    factors = [base for part in (*parts.factors, *parts.divisors) for base in _bases(part)]
    return not any(_can_be_split(factor) for factor in factors if is_sum(factor))


def _can_be_split(node: Node) -> bool:
    """Return whether a sum factors; integers, perhaps times one symbol, do if they share a factor."""
    coefficients = [_coefficient(term) for _, term in addends(node)]
    if None in coefficients or not symbols(node):
        return splits(node)
    return gcd(*(coefficient or 0 for coefficient in coefficients)) > 1


def _coefficient(term: Node) -> int | None:
    parts = product(term)
    factors = [factor for factor in parts.factors if not isinstance(factor, Num)]
    if parts.divisors or len(factors) > 1 or not all(isinstance(factor, Sym) for factor in factors):
        return None
    return _whole_part(parts.factors)


def _bases(factor: Node) -> Iterator[Node]:
    """Return a factor, or the factors of the base of a power with a plain exponent."""
    if isinstance(factor, Binary) and factor.op == "^" and rational(factor.right) is not None:
        parts = product(factor.left)
        for part in (*parts.factors, *parts.divisors):
            yield from _bases(part)
    else:
        yield factor


def _partial_fractions(answer: Node, key: Node) -> bool:
    return is_partial_fraction_sum([term for _, term in addends(answer)])


# What each form says is missing.
_FAULTS: Mapping[str, Callable[[Node, Node], str]] = {
    "exact": lambda answer, key: "", "lowest": _lowest, "simplified": _simplified
}  # fmt: skip
# Whether an answer has a form, and what follows "The value is right" where it has not.
_FORMS: Mapping[str, tuple[Callable[[Node, Node], bool], str]] = {
    "as-written": (_as_written, ". Write it in the form that is asked for, term by term."),
    "expanded": (_expanded, ", not yet expanded: multiply out every bracket."),
    "single-fraction": (_single_fraction, ". Put it over one denominator, as a single fraction."),
    "completed-square": (_completed_square, ". Complete the square, as a (x - h)^2 + k."),
    "factored": (_factored, ", not yet factored: write it as a product that cannot be split further."),
    "partial-fractions": (_partial_fractions, ". Split it into partial fractions."),
}


# --- what polynomials split into ------------------------------------------------------------------------


# Larger powers take seconds to factor.
_EXPONENT_LIMIT = 40
# Larger trees take seconds to factor.
_NODE_LIMIT = 200
# Polynomials in more symbols take seconds to factor.
_SYMBOL_LIMIT = 6


def splits(node: Node) -> bool:
    """Return whether a sum factors into simpler rational polynomials, or its integers share a factor.

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
    """Return whether numerator and denominator of a quotient share a polynomial."""
    import sympy

    for part in walk(node):
        if isinstance(part, Binary) and part.op == "/" and symbols(part.right):
            top, bottom = _polynomial(part.left), _polynomial(part.right)
            shared = sympy.gcd(*(sympy.numer(sympy.together(polynomial)) for polynomial in (top, bottom)))
            if shared.free_symbols or (shared.is_Integer and abs(shared) != 1):
                return True
    return False


def is_partial_fraction_sum(terms: Sequence[Node]) -> bool:
    """Return whether every term is a polynomial, or one power of one base below a smaller degree."""
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
        denominator = (sympy.Poly(base, variable).monic().as_expr(), power)
        if denominator in seen:
            return False
        seen.add(denominator)
    return True


def _factors(polynomial: Any, *variables: Any) -> tuple[Any, list[tuple[Any, int]]]:
    """Return the content, and the irreducible factors over the rationals with their powers."""
    import sympy

    content, factors = cast("tuple[Any, list[tuple[Any, int]]]", sympy.factor_list(polynomial, *variables))
    return content, factors


def _degree(polynomial: Any, variable: Any) -> int:
    import sympy

    return int(sympy.Poly(polynomial, variable).degree())


def _polynomial(node: Node) -> Any:
    """Return a tree as a SymPy expression in which functions and irrational powers are unknowns."""
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
