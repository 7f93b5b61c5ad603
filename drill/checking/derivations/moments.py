r"""Expectations, variances and covariances as arithmetic in moments.

``\operatorname{Var}(aX + b)`` is ``a^2 (E[X^2] - E[X]^2)``, in which ``E[X]`` and ``E[X^2]`` are letters like
any others: what holds for all laws holds for all values of them. Where the text names a law they are its own
moments, and those of letters that are independent are products. What is no polynomial has no moments here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from drill.errors import ParseError
from drill.maths.derivatives import add_trees, multiply_trees
from drill.maths.maths_tree import Binary, Neg, Node, Num, Relation, Sym, list_parts, substitute_symbols
from drill.maths.names import Names
from drill.maths.plain import parse

# How the name of a moment begins: no name of a letter has a bracket.
MOMENT: Final = "E["
# Max power of one product of random letters.
_DEGREE: Final = 4
# Max products of random letters that are multiplied out.
_MOST_TERMS: Final = 40
# The moments of a law, from the first, in its parameters.
_LAWS: Final[Mapping[str, tuple[str, ...]]] = {
    "normal": ("a", "a^2 + b", "a^3 + 3 a b", "a^4 + 6 a^2 b + 3 b^2"),
    "bernoulli": ("a", "a", "a", "a"),
    "binomial": ("a b", "a b (1 - b) + a^2 b^2"),
    "poisson": ("a", "a + a^2", "a + 3 a^2 + a^3"),
    "uniform": ("(a + b)/2", "(a^2 + a b + b^2)/3", "(a + b)(a^2 + b^2)/4"),
    "beta": ("a/(a + b)", "a (a + 1)/((a + b)(a + b + 1))"),
}
_LAW_NAMES: Final[Mapping[str, str]] = {
    "N": "normal", "Normal": "normal", "Bernoulli": "bernoulli", "Bern": "bernoulli", "Ber": "bernoulli",
    "Bin": "binomial", "Binomial": "binomial", "Binom": "binomial", "B": "binomial", "Poisson": "poisson",
    "Pois": "poisson", "Poi": "poisson", "U": "uniform", "Uniform": "uniform", "Unif": "uniform",
    "Beta": "beta",
}  # fmt: skip
_LAW: Final = re.compile(
    r"\s*(?:\\(?:mathcal|mathrm|operatorname|text|textrm|mathsf)\s*\{?\s*)?(?P<name>[A-Z][a-z]*)\s*\}?\s*"
    r"(?:\\left)?[(\[](?P<arguments>.+?)(?:\\right)?[)\]]\s*"
)
_EVEN: Final = re.compile(r"E\[[^ ]+\^[24]\]")
_RANDOM: Final = re.compile(r"[A-Z](?:_\w+)?'*")

# The letters of a product with their powers, in order.
Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Node]


@dataclass(frozen=True, slots=True)
class Law:
    """The law of a random letter: which it is, and its parameters."""

    name: str
    parameters: tuple[Node, ...]

    def moment(self, order: int) -> Node | None:
        """Return the expectation of a power; None for one that is not known."""
        moments = _LAWS[self.name]
        if order > len(moments):
            return None
        values = dict(zip("ab", self.parameters, strict=False))
        return substitute_symbols(parse(moments[order - 1], Names(frozenset("ab"))), values)


@dataclass
class RandomLetters:
    r"""What a text says of its random letters: their laws, and whether they are independent.

    ``named`` are laws that have letters of their own, ``p = \mathcal{N}(0, 1)``.
    """

    laws: dict[str, Law] = field(default_factory=dict[str, Law])
    named: dict[str, Law] = field(default_factory=dict[str, Law])
    are_independent: bool = False

    def list_parameters(self, random: Collection[str]) -> frozenset[str]:
        """Return the letters of the parameters of some letters' laws."""
        laws = filter(None, map(self.find_law, random))
        return frozenset[str]().union(
            *(_list_names(parameter) for law in laws for parameter in law.parameters)
        )

    def find_law(self, name: str) -> Law | None:
        """Return the law of a letter: its own, or that of all letters with an index."""
        return self.laws.get(name) or self.laws.get(f"{name.split('_')[0]}_i")

    def expect(self, body: Node, random: frozenset[str]) -> Node:
        """Return the expectation of a polynomial in random letters.

        Raises:
            ParseError: it is no polynomial in them.
        """
        return self._expect_polynomial(_expand(body, random))

    def covary(self, first: Node, second: Node, random: frozenset[str]) -> Node:
        """Return the covariance of two polynomials, in which constants do not count. Raises as `expect`."""
        one, other = _expand(first, random), _expand(second, random)
        one.pop((), None)
        other.pop((), None)
        means = multiply_trees(self._expect_polynomial(one), self._expect_polynomial(other))
        return Binary("-", self._expect_polynomial(_multiply(one, other)), means)

    def _expect_polynomial(self, polynomial: Polynomial) -> Node:
        terms = (
            multiply_trees(factor, self._expect_product(monomial)) for monomial, factor in polynomial.items()
        )
        return reduce(add_trees, terms, Num("0"))

    def _expect_product(self, monomial: Monomial) -> Node:
        if self.are_independent and len(monomial) > 1:
            return reduce(multiply_trees, (self._expect_product((factor,)) for factor in monomial))
        if not monomial:
            return Num("1")
        if len(monomial) == 1 and (law := self.find_law(monomial[0][0])) is not None:
            value = law.moment(monomial[0][1])
            if value is None:
                raise ParseError("this moment of the law is not known", None)
            return value
        powers = (name if power == 1 else f"{name}^{power}" for name, power in monomial)
        return Sym(f"{MOMENT}{' '.join(powers)}]")


def read_law(text: str) -> tuple[str, Sequence[str]] | None:
    r"""Return the name of a law as it is written, ``\mathcal{N}(\mu, \sigma^2)``, and its parameters.

    A normal law's second parameter is its variance; one that may be its deviation, no square and not 1, is
    not read.
    """
    found = _LAW.fullmatch(text)
    name = _LAW_NAMES.get(found["name"]) if found is not None else None
    if found is None or name is None:
        return None
    parameters = found["arguments"].split(",")
    if len(parameters) != (1 if name in ("bernoulli", "poisson") else 2):
        return None
    if name == "normal" and parameters[1].strip() != "1" and "^" not in parameters[1]:
        return None
    return name, parameters


def is_random_letter(name: str) -> bool:
    """Return whether a letter is random by its look: a capital one."""
    return _RANDOM.fullmatch(name) is not None


def is_even_moment(name: str) -> bool:
    """Return whether a name is that of the expectation of a square or a fourth power."""
    return _EVEN.fullmatch(name) is not None


def list_moment_relations(names: Collection[str]) -> Iterator[Node]:
    """Yield what holds between the moments of any letter: its variance is positive."""
    for name in names:
        mean = f"{name[:-3]}]"
        if name.endswith("^2]") and is_even_moment(name) and mean in names:
            yield Relation(">", Sym(name), Binary("^", Sym(mean), Num("2")))


def _list_names(node: Node) -> frozenset[str]:
    if isinstance(node, Sym):
        return frozenset((node.name,))
    return frozenset[str]().union(*map(_list_names, list_parts(node)))


def _expand(node: Node, random: frozenset[str]) -> Polynomial:
    """Return a polynomial's products of random letters with their factors."""
    if not _list_names(node) & random:
        return {(): node}
    match node:
        case Sym(name):
            return {((name, 1),): Num("1")}
        case Neg(body):
            return {monomial: Neg(factor) for monomial, factor in _expand(body, random).items()}
        case Binary("+" | "-" as sign, left, right):
            total = _expand(left, random)
            for monomial, factor in _expand(right, random).items():
                term = factor if sign == "+" else Neg(factor)
                total[monomial] = add_trees(total[monomial], term) if monomial in total else term
            return total
        case Binary("*", left, right):
            return _multiply(_expand(left, random), _expand(right, random))
        case Binary("/", left, right) if not _list_names(right) & random:
            return {
                monomial: Binary("/", factor, right) for monomial, factor in _expand(left, random).items()
            }
        case Binary("^", base, Num(digits)) if digits in ("1", "2", "3", "4"):
            power = once = _expand(base, random)
            for _ in range(int(digits) - 1):
                power = _multiply(power, once)
            return power
        case _:
            raise ParseError("only polynomials in random letters have moments here", None)


def _multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    product: Polynomial = {}
    for first, one in left.items():
        for second, other in right.items():
            powers = dict(first)
            for name, power in second:
                powers[name] = powers.get(name, 0) + power
            if sum(powers.values()) > _DEGREE:
                raise ParseError("this power is too high", None)
            monomial = tuple(sorted(powers.items()))
            term = multiply_trees(one, other)
            product[monomial] = add_trees(product[monomial], term) if monomial in product else term
    if len(product) > _MOST_TERMS:
        raise ParseError("these are too many products", None)
    return product
