"""Normal forms of formulas, independent of spelling, and the arithmetic that computes them.

Numbers are multiplied and added, powers of one base put together, factors that commute and summands put in
one order; a product within a product and a sum within a sum are flattened. Nothing is expanded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

from drill.maths.maths_tree import Frozen

# Largest exponent to write out as a number; beyond it, a power is unchanged.
_LARGEST_POWER = 50


class Number(metaclass=Frozen):
    """A rational number."""

    value: Fraction


class Name(metaclass=Frozen):
    """A letter or word with its indices and marks; bound names are called by their depth, ``#0``."""

    base: str
    accents: tuple[str, ...] = ()
    below: tuple[Form, ...] = ()
    primes: int = 0
    mark: str = ""


class Raised(metaclass=Frozen):
    """A name with a superscript, which may be an index or a power."""

    base: Name
    above: tuple[Form, ...]
    is_bracketed: bool = False


class Call(metaclass=Frozen):
    """The value of a function: its arguments, conditions (after a bar) and parameters."""

    name: Form
    args: tuple[Form, ...]
    given: tuple[Form, ...] = ()
    parameters: tuple[Form, ...] = ()


class Power(metaclass=Frozen):
    """A base and its exponent; alone it is never the first power, as a factor of a product it may be."""

    base: Form
    exponent: Form


class Product(metaclass=Frozen):
    """A number, factors that commute and factors that keep their order."""

    count: Fraction
    commuting: tuple[Power, ...]
    ordered: tuple[Power, ...] = ()


class Sum(metaclass=Frozen):
    """Terms, each with its count."""

    terms: tuple[tuple[Form, Fraction], ...]

    @property
    def is_negative(self) -> bool:
        """Whether the first term is subtracted."""
        return self.terms[0][1] < 0


class Relations(metaclass=Frozen):
    """The sides of a statement and the relations between them."""

    signs: tuple[str, ...]
    sides: tuple[Form, ...]


class Part(metaclass=Frozen):
    """Any other node: its kind, and its parts, which are forms, text, or tuples of these."""

    kind: str
    parts: tuple[Any, ...]


Form: TypeAlias = Number | Name | Raised | Call | Power | Product | Sum | Relations | Part

ONE: Form = Number(Fraction(1))
ZERO: Form = Number(Fraction(0))
LOG = Name("log")

_T = TypeVar("_T")


def make_number_form(value: float | str | Fraction) -> Number:
    """Make the form of a number."""
    return Number(Fraction(value))


def in_order(parts: Iterable[_T]) -> tuple[_T, ...]:
    """Sort forms in the one order that all forms have."""
    return tuple(sorted(parts, key=repr))


# Sums


def add_forms(terms: Iterable[Form]) -> Form:
    """Add forms: equal terms counted together, numbers added, in one order."""
    counts: dict[Form, Fraction] = {}
    for term in terms:
        for part, count in terms_of(term):
            counts[part] = counts.get(part, Fraction(0)) + count
    nonzero = in_order((part, count) for part, count in counts.items() if count)
    if len(nonzero) > 1:
        return Sum(nonzero)
    return multiply_form_by_count(*nonzero[0]) if nonzero else ZERO


def terms_of(form: Form) -> Iterator[tuple[Form, Fraction]]:
    """Return the terms of a form, each with its count."""
    match form:
        case Number(value):
            yield ONE, value
        case Sum(terms):
            yield from terms
        case Product(count):
            yield multiply_form_by_count(form, Fraction(1)), count
        case _:
            yield form, Fraction(1)


def multiply_form_by_count(part: Form, count: Fraction) -> Form:
    """Return a term without a number of its own, multiplied by its count."""
    match part:
        case Number():
            return Number(count)
        case Product(_, commuting, ordered):
            return _simplify_product_form(count, commuting, ordered)
        case _:
            return _simplify_product_form(count, (Power(part, ONE),), ())


def negate_form(form: Sum) -> Sum:
    """Return a sum with the other sign."""
    return Sum(tuple((part, -count) for part, count in form.terms))


# Products


def multiply_factors(commuting: Iterable[Power], ordered: Iterable[Power] = ()) -> Form:
    """Multiply factors: numbers together, powers of one base together, commuting factors in one order."""
    factors = _Factors()
    for factor in commuting:
        factors.take(factor.base, factor.exponent, commutes=True)
    for factor in ordered:
        factors.take(factor.base, factor.exponent, commutes=False)
    powers = (Power(base, exponent) for base, exponent in factors.powers.items() if exponent != ZERO)
    return _simplify_product_form(
        factors.count, in_order(powers), tuple(power for power in factors.ordered if power.exponent != ZERO)
    )


def multiply_forms(*factors: Form) -> Form:
    """Multiply forms that commute."""
    return multiply_factors(Power(factor, ONE) for factor in factors)


def raise_form(base: Form, exponent: Form) -> Form:
    """Raise a form."""
    if exponent == ONE:
        return base
    return multiply_factors([Power(base, exponent)])


class _Factors:
    """Factors collected before: their number, the powers that commute, and the ones that do not."""

    def __init__(self) -> None:
        self.count = Fraction(1)
        self.powers: dict[Form, Form] = {}
        self.ordered: list[Power] = []

    def take(self, base: Form, exponent: Form, *, commutes: bool) -> None:
        """Collect a factor, split into its own factors if its exponent is an integer."""
        whole = _find_small_exponent(exponent)
        match base:
            case Number(value) if whole is not None and (value or whole > 0):
                self.count *= value**whole
            case Product() if whole is not None:
                self._take_product(base, whole, commutes)
            case Power(inner, inner_exponent) if whole is not None:
                self.take(inner, multiply_forms(inner_exponent, exponent), commutes=commutes)
            case Sum() if whole is not None and base.is_negative:
                self.count *= (-1) ** (whole % 2)
                self.take(negate_form(base), exponent, commutes=commutes)
            case _ if commutes:
                self.powers[base] = add_forms((self.powers.get(base, ZERO), exponent))
            case _ if self.ordered and self.ordered[-1].base == base:
                self.ordered[-1] = Power(base, add_forms((self.ordered[-1].exponent, exponent)))
            case _:
                self.ordered.append(Power(base, exponent))

    def _take_product(self, product: Product, whole: int, commutes: bool) -> None:
        self.count *= product.count**whole
        exponent = make_number_form(whole)
        for factor in product.commuting:  # numbers may have been drawn out of an array, a sum or a mean
            may_move = commutes or not isinstance(factor.base, Part)
            self.take(factor.base, multiply_forms(factor.exponent, exponent), commutes=may_move)
        if abs(whole) == 1:
            for factor in product.ordered[::whole]:
                self.take(factor.base, multiply_forms(factor.exponent, exponent), commutes=False)
        elif product.ordered:
            self.ordered.append(Power(Product(Fraction(1), (), product.ordered), exponent))


def _simplify_product_form(count: Fraction, commuting: tuple[Power, ...], ordered: tuple[Power, ...]) -> Form:
    """Return the simplest form of a product whose factors are already collected."""
    if not count:
        return ZERO
    match (*commuting, *ordered):
        case ():
            return Number(count)
        case (Power(Sum(terms), exponent),) if exponent == ONE:
            return Sum(tuple((part, coefficient * count) for part, coefficient in terms))
        case (only,):
            if count != 1:
                return Product(count, (only,))
            return only.base if only.exponent == ONE else only
        case _:
            return Product(count, commuting, ordered)


def _find_small_exponent(exponent: Form) -> int | None:
    """Return an integer exponent that is small enough to be written out."""
    match exponent:
        case Number(Fraction(denominator=1) as value) if abs(value) <= _LARGEST_POWER:
            return int(value)
        case _:
            return None


def split_form_factors(form: Form) -> tuple[Fraction, list[Power]]:
    """Return the factors of a form: its number, and the others."""
    match form:
        case Product(count, commuting, ordered):
            return count, [*commuting, *ordered]
        case Number(value):
            return value, []
        case Power():
            return Fraction(1), [form]
        case _:
            return Fraction(1), [Power(form, ONE)]


def number_apart(form: Form) -> tuple[Fraction, Form]:
    """Return the number that multiplies a form, and the remaining form; a sum's sign is its first term's."""
    match form:
        case Product(count):
            return count, multiply_form_by_count(form, Fraction(1))
        case Sum() if form.is_negative:
            return Fraction(-1), negate_form(form)
        case _:
            return Fraction(1), form


# Operators


def take_form_logarithm(form: Form) -> Form:
    """Take the logarithm: of a product, the sum of its factors' logarithms times their exponents."""
    match form:
        case Product(count, commuting, ordered) if count > 0:
            terms = [
                multiply_forms(factor.exponent, take_form_logarithm(factor.base))
                for factor in (*commuting, *ordered)
            ]
            return add_forms([*terms, take_form_logarithm(Number(count))])
        case Power(base, exponent):
            return multiply_forms(exponent, take_form_logarithm(base))
        case Number(value) if value > 0 and value.numerator == 1 != value.denominator:
            return multiply_forms(make_number_form(-1), take_form_logarithm(Number(1 / value)))
        case Number(value) if value == 1:
            return ZERO
        case _:
            return Call(LOG, (form,))


def drawn_out(kind: str, body: Form, further: Sequence[Any], bound: Sequence[str]) -> Form:
    """Make a sum or an integral with factors that do not depend on the bound names moved outside."""

    def runs(factor: Power) -> bool:
        text = repr(factor)
        return any(repr(name) in text for name in bound)

    count, body = number_apart(body)
    if not isinstance(body, Product) or not bound:
        return multiply_forms(Number(count), Part(kind, (body, *further)))
    ordered = list(body.ordered)
    places = [index for index, factor in enumerate(ordered) if runs(factor)] or [len(ordered)]
    first, last = places[0], places[-1] + 1
    inside = multiply_factors(filter(runs, body.commuting), ordered[first:last])
    outside = [Power(Number(count), ONE), *(factor for factor in body.commuting if not runs(factor))]
    bound_part = Power(Part(kind, (inside, *further)), ONE)
    around = [*ordered[:first], bound_part, *ordered[last:]]
    if len(around) > 1:
        return multiply_factors(outside, around)
    return multiply_factors([*outside, bound_part])
