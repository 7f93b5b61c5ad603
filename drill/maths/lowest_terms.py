"""Keys as they are shown: numbers in lowest terms, roots without fractions and squares.

``(6x - 9)/9`` becomes ``(2x - 3)/3``, ``sqrt(61/36)`` ``sqrt(61)/6``, ``6 + 4(-sqrt(2)/2)``
``6 - 2 sqrt(2)``. Only exact numbers move: what is next to them keeps its order, and what needs nothing
stays as it is written. The value stays the same wherever there is one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from drill.maths.chains import split_chain
from drill.maths.maths_tokens import MAX_DIGITS
from drill.maths.maths_tree import Binary, BinaryOp, Call, Neg, Node, Num, change_parts, list_parts, walk_tree
from drill.maths.tidy import rational_node, tidy_tree

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
    """A product or quotient, taken apart into sign, numbers and other factors."""

    sign: int
    # The whole numbers above the slashes.
    numbers: tuple[int, ...]
    # Those below.
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
    return as_written if reduced is product and product.is_reduced else reduced.tree()


def _with_reduced_factors(node: Node) -> Node:
    match node:
        case Neg() | Binary("*" | "/"):
            return change_parts(node, _with_reduced_factors)
        case _:
            return _reduce_node(node)


def _without_content(product: _Product, index: int, factor: Node) -> _Product:
    """Take the common factor out of a sum in a product, where that makes the product shorter."""
    base, power = factor, 1
    if isinstance(factor, Binary) and factor.op == "^" and isinstance(factor.right, Num):
        base, power = factor.left, int(factor.right.text) if factor.right.text.isdigit() else 0
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
    return sum(len(part.text) for part in walk_tree(node) if isinstance(part, Num))


# --- sums and roots -----------------------------------------------------------------------------------------


def _reduced_sum(node: Binary) -> Node:
    """Add up the numbers of a sum, at the position of the first of them."""
    first, links = split_chain(node)
    terms: list[tuple[BinaryOp, Node]] = []
    signed: list[tuple[BinaryOp, Node]] = [("+", first), *links]
    for op, term in signed:
        reduced = _reduce_node(term)
        if isinstance(reduced, Neg):
            op, reduced = "-" if op == "+" else "+", reduced.arg
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
    root, square_free = 1, number
    whole = math.isqrt(number)
    if whole * whole == number:
        return whole, 1
    for divisor in range(2, min(_LARGEST_PRIME, whole) + 1):
        while square_free % (divisor * divisor) == 0:
            root, square_free = root * divisor, square_free // (divisor * divisor)
    return root, square_free
