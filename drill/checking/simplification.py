"""Whether a right answer is simplified: no number to be worked out, nothing to cancel, gather or draw out.

The rules for numbers, roots, powers and logarithms look at the tree, one node at a time. Beyond them an
answer that is longer than the key is not simplified if it gets shorter by the usual steps on terms:
multiplying out a sum so that its terms cancel, bringing fractions over one denominator, dividing, writing
tangents and the like by sines. A product and its expansion, ``1/sqrt(2)`` and ``sqrt(2)/2`` are both simple.
An answer may contain whatever the key contains, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import gcd, prod

import mpmath

from drill.checking.equality import (
    canonicalise_tree,
    evaluate_short_rational,
    is_sum_of_terms,
    split_product_factors,
    split_sum_terms,
)
from drill.checking.polynomial_forms import (
    are_partial_fractions,
    has_proportional_factors,
    is_longer_than_needed,
    list_factor_multiplicities,
    shares_factor,
    splits_into_factors,
)
from drill.errors import CheckError
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Sym,
    find_in_tree,
    find_symbols,
    list_parts,
    walk_tree,
)
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.tidy import tidy_tree

# Digits of the value of a number that may be a simple fraction, and the max denominator of one.
_DIGITS, _DENOMINATOR = 60, 1000
_LOGARITHMS = {"ln": "e", "log": "e", "log2": "2", "log10": "10"}

_ARITHMETIC = "Do the arithmetic that is left."
_CANCEL = "Cancel what numerator and denominator share."
_GATHER = "Gather like terms and factors."
_ROOTS = "A root or a power can still be worked out."
_LOGS = "A logarithm can still be worked out."
_SHORTER = "It can be written more briefly: combine the terms, and cancel."


def simplification_fault(answer: Node, key: Node) -> str:
    """Return advice for a right answer that is not simplified, as a sentence; empty if it is."""
    for rule, advice in _RULES:
        if _holds_somewhere(rule, answer) and not _holds_somewhere(rule, key):
            return advice
    lengths = [sum(not isinstance(part, Neg) for part in walk_tree(node)) for node in (answer, key)]
    if lengths[0] <= lengths[1]:
        return ""
    if lengths[0] > 2 * lengths[1] + 4 or _gets_shorter(answer):
        return _SHORTER
    return ""


def _holds_somewhere(rule: Callable[[Node], bool], node: Node) -> bool:
    """Return whether a rule finds something in a tree; not in one that is too large for it."""
    try:
        return any(map(rule, walk_tree(node)))
    except CheckError:
        return False


# --- numbers --------------------------------------------------------------------------------------------


def _has_arithmetic_left(part: Node) -> bool:
    """Return whether plain numbers of a sum, product or power were not worked out; reduced fractions stay."""
    match part:
        case Neg(Neg()) | Neg(Num("0")):
            return True
        case Binary("+" | "-"):
            numbers = [
                number
                for _, term in split_sum_terms(part)
                if (number := evaluate_short_rational(term)) is not None
            ]
            return len(numbers) > 1 or 0 in numbers
        case Binary("*" | "/"):
            return _has_numbers_left(part)
        case Binary("^", base, exponent):
            return isinstance(base, Num) and isinstance(exponent, Num)
        case _:
            return False


def _has_numbers_left(part: Node) -> bool:
    pieces = split_product_factors(part)
    numbers = [factor.value for factor in pieces.factors if isinstance(factor, Num)]
    if len(numbers) > 1 or (numbers and len(pieces.factors) > 1 and numbers[0] in (0, 1)):
        return True
    below = [divisor.value for divisor in pieces.divisors if isinstance(divisor, Num)]
    if len(below) > 1 or 1 in below:
        return True
    # 2(2x + 2), but not 2(x + 1)
    has_number = any(abs(number) != 1 for number in numbers)
    return has_number and any(
        _find_integer_content(factor) > 1 for factor in pieces.factors if is_sum_of_terms(factor)
    )


def _find_integer_content(total: Node) -> int:
    """Return the largest integer that all terms of a sum have as a factor; 1 if one is not an integer."""
    wholes = [_whole_part(term) for _, term in split_sum_terms(total)]
    return gcd(*wholes) if all(wholes) else 1


def _whole_part(term: Node) -> int:
    """Return the product of the integers among the factors of a term; 0 if it has decimals or divisors."""
    parts = split_product_factors(term)
    whole = 1
    for factor in parts.factors:
        if isinstance(factor, Num):
            whole *= factor.value.numerator if factor.value.denominator == 1 else 0
    return 0 if parts.divisors else whole


def _is_plain_number(part: Node) -> bool:
    """Return whether a power or function of numbers is a simple fraction: e^0, sqrt(9), sin(pi/6)."""
    if find_symbols(part) or not isinstance(part, (Binary, Call)):
        return False
    powers = [each.left for each in find_in_tree(part, Binary) if each.op == "^"]
    is_arithmetic = not powers and not any(find_in_tree(part, Call, Const))
    if is_arithmetic or Num("10") in powers:  # as in 3*10^-4
        return False
    try:
        value = evaluate_mp(part, {}, _DIGITS)
    except CheckError:
        return False
    if not isinstance(value, (mpmath.mpf, mpmath.mpc)):
        return False
    with mpmath.workdps(_DIGITS):
        if mpmath.im(value) or abs(value) > _DENOMINATOR**2:
            return False
        near = Fraction(str(mpmath.nstr(mpmath.re(value), 30))).limit_denominator(_DENOMINATOR)
        return bool(abs(value * near.denominator - near.numerator) < 1e-45)


def _is_power(node: Node) -> bool:
    return isinstance(node, Binary) and node.op == "^"


# --- quotients and like parts ----------------------------------------------------------------------------


def has_cancelling_integers(node: Node) -> bool:
    """Return whether integers in numerator and denominator share a factor, or the denominator is 1."""
    if not (isinstance(node, Binary) and node.op in ("*", "/")):
        return False
    parts = split_product_factors(node)
    top, bottom = multiply_integer_factors(parts.factors), multiply_integer_factors(parts.divisors)
    if top is None or bottom is None or not parts.divisors:
        return False
    return gcd(top, bottom) > 1 or (
        bottom == 1 and all(isinstance(divisor, Num) for divisor in parts.divisors)
    )


def multiply_integer_factors(factors: Sequence[Node]) -> int | None:
    """Return the product of the integers among the factors; None if one of them is a decimal."""
    values = [factor.value for factor in factors if isinstance(factor, Num)]
    if not all(each.denominator == 1 for each in values):
        return None
    return prod(value.numerator for value in values)


def _has_like_parts(node: Node) -> bool:
    """Return whether two terms of a sum differ by a number only, or two factors by a power only."""
    if not isinstance(node, Binary):
        return False
    if node.op in ("+", "-"):
        rests = [_without_number(term) for _, term in split_sum_terms(node)]
    elif node.op in ("*", "/"):
        parts = split_product_factors(node)
        rests = [
            _canonicalise_power_base(factor)
            for factor in (*parts.factors, *parts.divisors)
            if not isinstance(factor, Num)
        ]
    else:
        return False
    return len(set(rests)) < len(rests)


def _without_number(term: Node) -> str:
    parts = split_product_factors(term)
    sides = (
        sorted(canonicalise_tree(factor) for factor in side if not isinstance(factor, Num))
        for side in (parts.factors, parts.divisors)
    )
    return "/".join(map(" ".join, sides))


def _canonicalise_power_base(factor: Node) -> str:
    """Return the base of a power with a name in it, as a text; the factor itself for anything else."""
    match factor:
        case Call("exp"):
            return canonicalise_tree(Const("e"))
        case Binary("^", base) if find_symbols(factor):
            return canonicalise_tree(base)
        case _:
            return canonicalise_tree(factor)


def _holds_fraction_below(part: Node) -> bool:
    """Return whether a quotient has a fraction in its denominator: x/(y/2), 1/x^(-2)."""
    if not (isinstance(part, Binary) and part.op == "/"):
        return False
    below = split_product_factors(part.right)
    return bool(below.divisors) or any(
        _is_power(factor) and isinstance(factor.right, Neg)
        for factor in below.factors
        if isinstance(factor, Binary)
    )


# --- roots, powers and logarithms ------------------------------------------------------------------------


def _power_of(node: Node) -> tuple[Node, Fraction | None]:
    """Return the base and the exponent of a power or root, None if it has names; anything to the first."""
    match node:
        case Call("sqrt", (inside,)):
            return inside, Fraction(1, 2)
        case Call("cbrt", (inside,)):
            return inside, Fraction(1, 3)
        case Call("root", (inside, Num() as degree)) if degree.value:
            return inside, 1 / degree.value
        case Call("exp", (exponent,)):
            return Const("e"), None if find_symbols(exponent) else evaluate_short_rational(exponent)
        case Binary("^", base, exponent):
            return base, None if find_symbols(exponent) else evaluate_short_rational(exponent)
        case _:
            return node, Fraction(1)


def _is_root_to_work_out(part: Node) -> bool:
    """Return whether something can be taken out of a root, as in sqrt(8), sqrt(4x) and sqrt((x + 1)^2)."""
    inside, exponent = _power_of(part)
    if exponent is None or exponent.denominator == 1:
        return False
    degree = exponent.denominator
    pieces = split_product_factors(inside)
    for piece in (*pieces.factors, *pieces.divisors):
        base, power = _power_of(piece)
        if isinstance(piece, Num):
            if _has_power(piece.value, degree):
                return True
        elif power is None or power.denominator > 1 or (power != 1 and power % degree == 0):
            return base != inside
        elif is_sum_of_terms(base) and find_symbols(base):
            is_power = any(count >= degree for count in list_factor_multiplicities(base))
            if is_power or _has_power(Fraction(_find_integer_content(base)), degree):
                return True
    return False


def _has_power(value: Fraction, degree: int) -> bool:
    """Return whether numerator or denominator has a factor that is a power of this degree."""
    numbers = range(2, 100)
    return any(part % number**degree == 0 for part in value.as_integer_ratio() for number in numbers if part)


def _is_power_to_simplify(part: Node) -> bool:
    """Return whether a power has a plain value or is one of a power: x^0, sqrt(x)^2, (e^x)^2."""
    if not _is_power(part) and not isinstance(part, Call):
        return False
    base, exponent = _power_of(part)
    if exponent in (0, 1) and _is_power(part):
        return True
    if base in (Num("0"), Num("1")):
        return True
    if exponent is None or exponent.denominator != 1 or exponent == 1:
        return False
    pieces = split_product_factors(base)
    for piece in (*pieces.factors, *pieces.divisors):
        _, inner = _power_of(piece)
        if inner is None or (inner != 1 and (inner.denominator == 1 or (inner * exponent).denominator == 1)):
            return True
    return False


def _has_root_to_cancel(part: Node) -> bool:
    """Return whether a root below the line cancels, or numbers under roots can be brought together."""
    if not (isinstance(part, Binary) and part.op in ("*", "/")):
        return False
    pieces = split_product_factors(part)
    above, below = (list(map(_power_of, side)) for side in (pieces.factors, pieces.divisors))
    for base, exponent in below:
        if exponent is None or exponent.denominator == 1:
            continue
        if any(canonicalise_tree(base) == canonicalise_tree(other) for other, _ in above):
            return True
        if (
            isinstance(base, Num)
            and gcd(multiply_integer_factors(pieces.factors) or 1, base.value.numerator) > 1
        ):
            return True
    halves = [
        [base.value for base, exponent in side if isinstance(base, Num) and exponent == Fraction(1, 2)]
        for side in (above, below)
    ]
    return any(len(side) > 1 for side in halves) or (
        all(halves) and gcd(halves[0][0].numerator, halves[1][0].numerator) > 1
    )


def _is_logarithm_to_work_out(part: Node) -> bool:
    """Return whether a logarithm holds a power, or a power a logarithm: ln(e^x), ln(x^2), e^(2 ln x)."""
    match part:
        case Call(name, (inside,)) if name in _LOGARITHMS:
            return _has_power_to_draw_out(inside, Num("10") if name == "log10" else Num("2"), name)
        case Call("exp", (exponent,)):
            return any(
                _is_multiple_of_logarithm(term, ("ln", "log")) for _, term in split_sum_terms(exponent)
            )
        case Binary("^", base, exponent) if find_symbols(exponent):
            names = [name for name, text in _LOGARITHMS.items() if text == _read_logarithm_base_text(base)]
            return any(_is_multiple_of_logarithm(term, names) for _, term in split_sum_terms(exponent))
        case Binary("*" | "/"):
            return _halves_a_logarithm(part)
        case _:
            return False


def _read_logarithm_base_text(base: Node) -> str:
    if isinstance(base, Num):
        return base.text
    return base.name if isinstance(base, Const) else ""


def _has_power_to_draw_out(inside: Node, number: Node, name: str) -> bool:
    pieces = split_product_factors(inside)
    powers = [_power_of(piece) for piece in (*pieces.factors, *pieces.divisors)]
    own_base = number if name in ("log2", "log10") else Const("e")
    if any(base == own_base and exponent != 1 for base, exponent in powers):
        return True
    counts: list[int] = []
    for base, exponent in powers:
        if exponent is None or exponent.denominator > 1:
            return False
        if isinstance(base, Num):
            counts += [exponent.numerator * _exponent_of(part) for part in base.value.as_integer_ratio()]
        elif is_sum_of_terms(base) and find_symbols(base):
            content = _exponent_of(_find_integer_content(base))
            counts += [exponent.numerator * count for count in (*list_factor_multiplicities(base), content)]
        else:
            counts.append(exponent.numerator)
    return bool(find_symbols(inside)) and gcd(*counts) > 1


def _exponent_of(number: int) -> int:
    """Return the largest k such that a positive integer is a k-th power; 0 for 1, which is any."""
    if number <= 1:
        return 0
    return max(
        (k for k in range(2, number.bit_length() + 1) if round(number ** (1 / k)) ** k == number), default=1
    )


def _is_multiple_of_logarithm(term: Node, names: Sequence[str]) -> bool:
    """Return whether a term is a number times one logarithm."""
    pieces = split_product_factors(term)
    rest = [factor for factor in pieces.factors if not isinstance(factor, Num)]
    is_multiple = all(isinstance(divisor, Num) for divisor in pieces.divisors)
    return is_multiple and len(rest) == 1 and isinstance(rest[0], Call) and rest[0].name in names


def _halves_a_logarithm(part: Node) -> bool:
    """Return whether a divisor of a number's logarithm cancels: ln(9)/2 is ln 3."""
    pieces = split_product_factors(part)
    below = multiply_integer_factors(pieces.divisors) or 1
    inner = [
        factor.args[0] for factor in pieces.factors if isinstance(factor, Call) and factor.name in _LOGARITHMS
    ]
    numbers = [inside.value for inside in inner if isinstance(inside, Num)]
    return any(
        number.denominator == 1 and gcd(_exponent_of(number.numerator), below) > 1 for number in numbers
    )


_RULES: Sequence[tuple[Callable[[Node], bool], str]] = (
    (_has_arithmetic_left, _ARITHMETIC), (has_cancelling_integers, _ARITHMETIC),
    (_is_plain_number, _ARITHMETIC),
    (_has_like_parts, _GATHER), (_holds_fraction_below, _CANCEL), (_is_power_to_simplify, _ROOTS),
    (_is_root_to_work_out, _ROOTS), (_has_root_to_cancel, _ROOTS), (_is_logarithm_to_work_out, _LOGS),
    (has_proportional_factors, _GATHER), (shares_factor, _CANCEL),
)  # fmt: skip


# --- shorter forms ---------------------------------------------------------------------------------------


def _gets_shorter(answer: Node) -> bool:
    """Return whether a part of an answer gets shorter by multiplying out, one denominator, or division."""
    return any(map(is_longer_than_needed, _largest_parts(answer)))


def _largest_parts(node: Node) -> Iterator[Node]:
    """Yield the sums, products and quotients with names that are not parts of others of the same sort."""
    sorts = (("+", "-"), ("*", "/"))
    waiting: list[tuple[Node, tuple[str, ...]]] = [(node, ())]
    while waiting:
        part, within = waiting.pop()
        own = next((sort for sort in sorts if isinstance(part, Binary) and part.op in sort), ())
        if own and own != within and find_symbols(part):
            yield part
        waiting += ((each, own if not isinstance(part, Neg) else within) for each in list_parts(part))


# The form of a right value: factored, expanded, in lowest terms and so on, judged on the tree.
#
# One rule for signs: a sign moved between factors or terms is accepted in every form, ``(1 - x)(2 - x)`` for
# ``(x - 1)(x - 2)``. SymPy is loaded only where polynomials have to be factored.


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
    if any(_has_brackets(term) for _, term in split_sum_terms(answer)):
        return False
    return not _has_like_parts(answer) or _has_like_parts(key)


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


def _describe_simplification_fault(answer: Node, key: Node) -> str:
    advice = simplification_fault(answer, key)
    if not advice:
        return ""
    return f"The value is right, not yet simplified. {advice}"


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


# Functions by form that return its missing property, as advice.
_FAULTS: Mapping[str, Callable[[Node, Node], str]] = {
    "exact": lambda answer, key: "", "lowest": _describe_lowest_terms_fault,
    "simplified": _describe_simplification_fault
}  # fmt: skip
# Whether an answer has a form, and what follows "The value is right" where it has not.
_FORMS: Mapping[str, tuple[Callable[[Node, Node], bool], str]] = {
    "as-written": (_is_written_as_key, ". Write it in the form that is asked for, term by term."),
    "expanded": (_is_expanded_sum, ", not yet expanded: multiply out every bracket, and add up like terms."),
    "single-fraction": (_single_fraction, ". Put it over one denominator, as a single fraction."),
    "completed-square": (_completed_square, ". Complete the square, as a (x - h)^2 + k."),
    "factored": (
        _is_fully_factored,
        ", not yet factored: write it as a product that cannot be split further.",
    ),
    "partial-fractions": (are_partial_fractions, ". Split it into partial fractions."),
}
