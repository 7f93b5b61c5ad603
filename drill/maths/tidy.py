"""Tidy a value after parameters are substituted: arithmetic done, zeros and ones gone, signs merged.

``2*3 x^1 + -4`` becomes ``6x - 4``. Nothing is reordered, multiplied out or simplified, and ``raw(e)`` keeps
even ``3/6``. A value computed from a number written with a point becomes a decimal if it ends. Values stay
the same wherever the tree has one; terms that vanish take their domain with them (``0*ln(x)`` is 0).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from drill.errors import CheckError
from drill.maths.exact import decide_exactly, evaluate_exactly
from drill.maths.maths_tokens import MAX_DIGITS
from drill.maths.maths_tree import (
    Binary,
    BinaryOp,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Sequence,
    Sym,
    change_parts,
    find_in_tree,
    list_parts,
    replace_parts,
    split_chain,
    walk_tree,
)

# Longer numbers are left as the arithmetic that yields them; they could not be typed back.

_LIMIT = 10**MAX_DIGITS
_ZERO = Num("0")
_ARRAYS = frozenset(("T", "inv", "pinv", "eye", "diag", "col", "cross", "hadamard", "softmax"))
_ARITHMETIC = frozenset((
    *("abs", "max", "min", "floor", "ceil", "sign", "sqrt", "cbrt", "root"),
    *("factorial", "binomial", "gcd", "mod", "dec"),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tidied:
    """A tidied tree, its value if it is a rational number, and whether that prints as a decimal."""

    node: Node
    value: Fraction | None = None
    decimal: bool = False


_OPERATORS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": lambda x, y: x / y,
}  # fmt: skip


def tidy_tree(node: Node) -> Node:
    """Return the tree as it prints, by the rule of the module."""
    return _tidy_node(node).node


def rational_node(value: Fraction, decimal: bool = False) -> Node:
    """Return the tree of a rational number: ``3/4``, ``-3/4`` as a negation; as a decimal if asked and
    finite.
    """
    text = decimal_text(abs(value)) if decimal else None
    if text is not None:
        node: Node = Num(text)
    elif value.denominator == 1:
        node = Num(str(abs(value.numerator)))
    else:
        node = Binary("/", Num(str(abs(value.numerator))), Num(str(value.denominator)))
    return Neg(node) if value < 0 else node


def decimal_text(value: Fraction, places: int | None = None) -> str | None:
    """Return a number as a decimal: ``3/8`` as ``0.375``; rounded to places if given, halves away from zero.

    ``None`` if the decimal does not end, or only after more than 60 places, and no places are given.
    """
    if places is None:
        places = _ending_places(value.denominator)
        if places is None:
            return None
    scaled = int(abs(value) * 10**places + Fraction(1, 2))
    digits = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 and scaled else ""
    if places:
        return f"{sign}{digits[:-places]}.{digits[-places:]}"
    return f"{sign}{digits}"


def _ending_places(denominator: int) -> int | None:
    """Return how many decimals a denominator needs; None if they do not end early enough."""
    twos = fives = 0
    while denominator % 2 == 0 and twos <= MAX_DIGITS:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0 and fives <= MAX_DIGITS:
        denominator //= 5
        fives += 1
    places = max(twos, fives)
    return places if denominator == 1 and places <= MAX_DIGITS else None


def _tidy_node(node: Node) -> _Tidied:
    match node:
        case Num(text):
            return _Tidied(node, _read_short_number(node), "." in text or "e" in text.lower())
        case Sym() | Const() | Call("raw", _):
            return _Tidied(node)
        case Call("ind", (condition,)):
            return _compute_indicator(condition)
        case Call("pick", (place, *choices)):
            return _pick_choice(place, choices)
        case _:
            return _tidied_parts(node)


def _tidied_parts(node: Node) -> _Tidied:
    parts = tuple(map(_tidy_node, list_parts(node)))
    whole = replace_parts(node, tuple(part.node for part in parts))
    match whole:
        case Neg():
            return _negate_part(parts[0])
        case Binary():
            return _compute_arithmetic(whole, parts) or _join_sides(whole, *parts)
        case Call(name) if name in _ARITHMETIC:
            return _compute_arithmetic(whole, parts) or _Tidied(whole)
        case _:
            return _Tidied(whole)


def _read_short_number(number: Num) -> Fraction | None:
    """Return a number's value, unless it is too long to compute with."""
    digits, _, exponent = number.text.lower().partition("e")
    if len(digits) > MAX_DIGITS + 1 or (exponent and abs(int(exponent)) > MAX_DIGITS):
        return None
    return number.value


def _make_tidy_number(value: Fraction, decimal: bool) -> _Tidied:
    return _Tidied(rational_node(value, decimal), value, decimal)


def _compute_arithmetic(whole: Binary | Call, parts: tuple[_Tidied, ...]) -> _Tidied | None:
    """Return the result of arithmetic on numbers; None if a part is not a number, or if it is too long."""
    if any(part.value is None for part in parts):
        return None
    if isinstance(whole, Binary) and whole.op == "^" and parts[0].value == 0 == parts[1].value:
        return None  # 0^0 is left for whoever evaluates it
    if isinstance(whole, Call) and whole.name == "dec":
        return _compute_decimal_call(parts)
    if isinstance(whole, Binary) and whole.op in _OPERATORS:
        value = _apply_operator(whole.op, parts[0].value, parts[1].value)
    else:
        try:
            value = evaluate_exactly(whole, {})
        except CheckError:
            return None
    if value is None or abs(value.numerator) >= _LIMIT or value.denominator >= _LIMIT:
        return None
    return _make_tidy_number(value, any(part.decimal for part in parts))


def _apply_operator(op: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    """Return the sum, difference, product or quotient of two numbers; None for a division by zero."""
    assert left is not None
    assert right is not None
    return None if op == "/" and not right else _OPERATORS[op](left, right)


def _compute_decimal_call(parts: tuple[_Tidied, ...]) -> _Tidied | None:
    """Return the value of ``dec(e)`` or ``dec(e, places)`` for a number."""
    value = parts[0].value
    assert value is not None
    places = None if len(parts) == 1 else parts[1].value
    if places is not None and (places.denominator != 1 or not 0 <= places <= MAX_DIGITS):
        return None
    text = decimal_text(abs(value), None if places is None else int(places))
    if text is None:
        return None
    rounded = Fraction(text)
    return _Tidied(
        Neg(Num(text)) if value < 0 and rounded else Num(text), -rounded if value < 0 else rounded, True
    )


def _compute_indicator(condition: Node) -> _Tidied:
    condition = tidy_tree(condition)
    try:
        holds = decide_exactly(condition, {})
    except CheckError:
        holds = None
    if holds is None:
        return _Tidied(Call("ind", (condition,)))
    return _make_tidy_number(Fraction(holds), False)


def _pick_choice(node: Node, choices: list[Node]) -> _Tidied:
    index = _tidy_node(node)
    if index.value is not None and index.value.denominator == 1 and 1 <= index.value <= len(choices):
        return _tidy_node(choices[int(index.value) - 1])
    return _Tidied(Call("pick", (index.node, *map(tidy_tree, choices))))


def _negate_part(part: _Tidied) -> _Tidied:
    if part.value == 0:
        return _Tidied(_ZERO, part.value, part.decimal)
    node = part.node.arg if isinstance(part.node, Neg) else Neg(part.node)
    return _Tidied(node, None if part.value is None else -part.value, part.decimal)


def _join_sides(node: Binary, left: _Tidied, right: _Tidied) -> _Tidied:
    """Return two sides that are not both numbers, combined by the operator between them."""
    match node.op:
        case "+":
            return _tidy_sum(left, right)
        case "-":
            return _tidy_sum(left, _negate_part(right))
        case "*":
            return _tidy_product(left, right, node.implicit)
        case "/":
            return _join_quotient(left, right)
        case "^":
            return _join_power(left, right)


def _tidy_sum(left: _Tidied, right: _Tidied) -> _Tidied:
    if left.value == 0:
        return right
    if right.value == 0:
        return left
    if isinstance(right.node, Neg):
        return _Tidied(Binary("-", left.node, right.node.arg))
    return _Tidied(Binary("+", left.node, right.node))


def _tidy_product(left: _Tidied, right: _Tidied, implicit: bool) -> _Tidied:
    if (left.value == 0 and _vanishes_with_zero(right.node)) or (
        right.value == 0 and _vanishes_with_zero(left.node)
    ):
        return _make_tidy_number(Fraction(0), False)
    if isinstance(left.node, Neg):
        return _negate_part(_tidy_product(_negate_part(left), right, implicit))
    if left.value == 1:
        return right
    if right.value == 1:
        return left
    if right.value == -1:
        return _negate_part(left)
    return _Tidied(Binary("*", left.node, right.node, implicit))


def _join_quotient(above: _Tidied, below: _Tidied) -> _Tidied:
    if above.value == 0 and below.value != 0 and _vanishes_with_zero(below.node):
        return _make_tidy_number(Fraction(0), False)
    if isinstance(above.node, Neg):
        return _negate_part(_join_quotient(_negate_part(above), below))
    if below.value is not None and below.value < 0:
        return _negate_part(_join_quotient(above, _negate_part(below)))
    if below.value == 1:
        return above
    return _Tidied(Binary("/", above.node, below.node))


def _join_power(base: _Tidied, exponent: _Tidied) -> _Tidied:
    if exponent.value == 1:
        return base
    if (exponent.value == 0 and base.value != 0 and _vanishes_with_zero(base.node)) or base.value == 1:
        return _make_tidy_number(Fraction(1), False)
    return _Tidied(Binary("^", base.node, exponent.node))


def _vanishes_with_zero(node: Node) -> bool:
    """Return whether zero times a tree is 0: it has no array, infinity or division by zero."""
    return not any(
        isinstance(part, Sequence)
        or (isinstance(part, Const) and part.name in ("inf", "dne"))
        or (isinstance(part, Call) and part.name in _ARRAYS)
        or (isinstance(part, Binary) and part.op == "/" and part.right == _ZERO)
        for part in walk_tree(node)
    )


# Keys as they are shown: numbers in lowest terms, roots without fractions and squares.
#
# ``(6x - 9)/9`` becomes ``(2x - 3)/3``, ``sqrt(61/36)`` ``sqrt(61)/6``, ``6 + 4(-sqrt(2)/2)``
# ``6 - 2 sqrt(2)``. Only exact numbers move: their neighbours keep their order, and a part in lowest terms
# stays as it is written. The value stays the same wherever there is one.

# Squares of numbers up to it are looked for under a root.
_LARGEST_PRIME = 1000


def in_lowest_terms(node: Node) -> Node:
    """Return the tree with its numbers in lowest terms."""
    return tidy_tree(_reduce_node(tidy_tree(node)))


def _reduce_node(node: Node) -> Node:
    match node:
        case Call("raw", _):
            return node
        case Neg() | Binary("*" | "/"):
            return _reduced_product(node)
        case Binary("+" | "-"):
            return _reduced_sum(node)
        case Call("sqrt", (inside,)):
            return _reduced_root(_reduce_node(inside))
        case _:
            return change_parts(node, _reduce_node)


@dataclass(frozen=True, slots=True)
class _Product:
    """A product or quotient, split into sign, numbers and other factors."""

    sign: int
    # The whole numbers above the slashes.
    numbers: tuple[int, ...]
    # The integers below the slashes.
    divisors: tuple[int, ...]
    above: tuple[Node, ...]
    below: tuple[Node, ...]
    # Whether a fraction comes first: ``(1/2) x``, not ``x/2``.
    leads: bool

    @property
    def coefficient(self) -> Fraction:
        """All numbers, without the sign."""
        return Fraction(math.prod(self.numbers), math.prod(self.divisors))

    @property
    def is_movable(self) -> bool:
        """Whether its numbers are exact, and nothing is divided by zero."""
        factors = (*self.above, *self.below)
        return 0 not in self.divisors and not any(isinstance(factor, Num) for factor in factors)

    @property
    def is_reduced(self) -> bool:
        """Whether numerator and denominator have at most one number each, without a common factor."""
        single = len(self.numbers) <= 1 and len(self.divisors) <= 1
        return single and self.coefficient.denominator == math.prod(self.divisors)

    def with_coefficient(self, value: Fraction) -> _Product:
        """Return the product with other numbers."""
        return replace(self, numbers=(value.numerator,), divisors=(value.denominator,))

    def tree(self) -> Node:
        """Return the tree, with one number in the numerator and one in the denominator."""
        value = self.coefficient
        above, below = list(self.above), list(self.below)
        if self.leads and above and value.denominator > 1:
            above.insert(0, rational_node(value))
        else:
            if value.numerator != 1 or not above:
                above.insert(0, Num(str(value.numerator)))
            if value.denominator != 1:
                below.insert(0, Num(str(value.denominator)))
        node = _join_factors(above)
        node = Binary("/", node, _join_factors(below)) if below else node
        return Neg(node) if self.sign < 0 else node


def _product_of(node: Node) -> _Product:
    match node:
        case Neg(arg):
            inner = _product_of(arg)
            return replace(inner, sign=-inner.sign)
        case Num(text) if text.isdigit() and len(text) <= MAX_DIGITS:
            return _Product(1, (int(text),), (), (), (), False)
        case Binary("*" | "/" as op, left, right):
            first, second = _product_of(left), _product_of(right)
            leads = first.leads or (op == "*" and _is_fraction(left))
            numbers, divisors = second.numbers, second.divisors
            above, below = second.above, second.below
            if op == "/":
                numbers, divisors, above, below = divisors, numbers, below, above
            return _Product(
                first.sign * second.sign, first.numbers + numbers, first.divisors + divisors,
                first.above + above, first.below + below, leads,
            )  # fmt: skip
        case _:
            return _Product(1, (), (), (node,), (), False)


def _is_fraction(node: Node) -> bool:
    return (
        isinstance(node, Binary)
        and node.op == "/"
        and all(isinstance(part, Num) for part in list_parts(node))
    )


def _join_factors(factors: list[Node]) -> Node:
    node = factors[0] if factors else Num("1")
    for factor in factors[1:]:
        node = Binary("*", node, factor, implicit=True)
    return node


# --- products -----------------------------------------------------------------------------------------------


def _reduced_product(node: Node) -> Node:
    as_written = _with_reduced_factors(node)
    product = _product_of(as_written)
    if not product.is_movable:
        return as_written
    reduced = product
    for index, factor in enumerate((*product.above, *product.below)):
        reduced = _without_content(reduced, index, factor)
    if reduced is product and product.is_reduced:
        return as_written
    return reduced.tree()


def _with_reduced_factors(node: Node) -> Node:
    match node:
        case Neg() | Binary("*" | "/"):
            return change_parts(node, _with_reduced_factors)
        case _:
            return _reduce_node(node)


def _without_content(product: _Product, index: int, factor: Node) -> _Product:
    """Take the common factor out of a sum in a product, where that makes the product shorter."""
    base = factor
    power = 1
    if isinstance(factor, Binary) and factor.op == "^" and isinstance(factor.right, Num):
        base = factor.left
        power = int(factor.right.text) if factor.right.text.isdigit() else 0
    if not (isinstance(base, Binary) and base.op in "+-") or not 1 <= power <= MAX_DIGITS:
        return product
    content = _find_common_divisor(base)
    if content == 1:
        return product
    divided = _divide_terms(base, content)
    whole = divided if factor is base else Binary("^", divided, Num(str(power)))
    is_above = index < len(product.above)
    factors = [*product.above, *product.below]
    factors[index] = whole
    value = product.coefficient * (content**power if is_above else 1 / content**power)
    shortened = replace(
        product.with_coefficient(value),
        above=tuple(factors[: len(product.above)]),
        below=tuple(factors[len(product.above) :]),
    )
    before, after = _count_digits_of_numbers(product.tree()), _count_digits_of_numbers(shortened.tree())
    is_shorter = after < before or (after == before and value.denominator < product.coefficient.denominator)
    return shortened if is_shorter else product


def _find_common_divisor(node: Binary) -> Fraction:
    """Return the largest number that divides every term of a sum; 1 if a decimal occurs."""
    first, links = split_chain(node)
    terms = [_product_of(term) for term in (first, *(term for _, term in links))]
    if not all(term.is_movable and term.coefficient for term in terms):
        return Fraction(1)
    values = [term.coefficient for term in terms]
    return Fraction(
        math.gcd(*(value.numerator for value in values)), math.lcm(*(value.denominator for value in values))
    )


def _divide_terms(node: Binary, number: Fraction) -> Node:
    """Divide every term of a sum by a number."""

    def part(term: Node) -> Node:
        product = _product_of(term)
        return product.with_coefficient(product.coefficient / number).tree()

    first, links = split_chain(node)
    divided = part(first)
    for op, term in links:
        divided = Binary(op, divided, part(term))
    return divided


def _count_digits_of_numbers(node: Node) -> int:
    return sum(len(part.text) for part in find_in_tree(node, Num))


# --- sums and roots -----------------------------------------------------------------------------------------


def _reduced_sum(node: Binary) -> Node:
    """Add up the numbers of a sum, at the position of the first of them."""
    first, links = split_chain(node)
    terms: list[tuple[BinaryOp, Node]] = []
    signed: list[tuple[BinaryOp, Node]] = [("+", first), *links]
    for op, term in signed:
        reduced = _reduce_node(term)
        if isinstance(reduced, Neg):
            op = "-" if op == "+" else "+"
            reduced = reduced.arg
        terms.append((op, reduced))
    numbers = [index for index, (_, term) in enumerate(terms) if _evaluate_simple_fraction(term) is not None]
    if len(numbers) > 1:
        total = sum(
            (_evaluate_simple_fraction(terms[number][1]) or 0) * (1 if terms[number][0] == "+" else -1)
            for number in numbers
        )
        terms[numbers[0]] = "-" if total < 0 else "+", rational_node(abs(Fraction(total)))
        terms = [term for index, term in enumerate(terms) if index not in numbers[1:]]
    op, whole = terms[0]
    whole = Neg(whole) if op == "-" else whole
    for op, term in terms[1:]:
        whole = Binary(op, whole, term)
    return whole


def _evaluate_simple_fraction(node: Node) -> Fraction | None:
    """Return the value of a whole number or of a fraction of two."""
    product = _product_of(node)
    if product.above or product.below or not product.is_movable:
        return None
    return product.sign * product.coefficient


def _reduced_root(inside: Node) -> Node:
    """Take square factors out of a square root; leave no fraction under the root of a number."""
    product = _product_of(inside)
    value = product.coefficient if product.is_movable else Fraction(0)
    if product.sign < 0 or not value:
        return Call("sqrt", (inside,))
    if not product.above and not product.below:
        square, square_free = _square_and_rest(value.numerator * value.denominator)
        outside, under = Fraction(square, value.denominator), Fraction(square_free)
    else:
        above, below = _square_and_rest(value.numerator), _square_and_rest(value.denominator)
        outside, under = Fraction(above[0], below[0]), Fraction(above[1], below[1])
    if outside == 1:
        return Call("sqrt", (inside,))
    root = Call("sqrt", (product.with_coefficient(under).tree(),))
    factors = () if root.args == (Num("1"),) else (root,)
    return _Product(1, (outside.numerator,), (outside.denominator,), factors, (), False).tree()


def _square_and_rest(number: int) -> tuple[int, int]:
    """Split a number into a square and a square-free part: the square's root, and the rest."""
    root = 1
    square_free = number
    whole = math.isqrt(number)
    if whole * whole == number:
        return whole, 1
    for divisor in range(2, min(_LARGEST_PRIME, whole) + 1):
        while square_free % (divisor * divisor) == 0:
            root, square_free = root * divisor, square_free // (divisor * divisor)
    return root, square_free
