"""The value of a formula's side straight from its tree: a second way beside the plain language's.

Sums are run through as loops and nothing is written out before; numbers are exact while they can be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Final

from drill.maths.tree import RelationOp
from drill.papers_first.arithmetic.branches import Branches, branches_of
from drill.papers_first.arithmetic.gamma_functions import digamma, normal_cdf
from drill.papers_first.arithmetic.indicators import indicated
from drill.papers_first.arithmetic.runs import Key, Run, at_places
from drill.papers_first.formula.given import NAMED, is_clip, is_given, rounded_part
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.rewrite import at_index, with_whole_places
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Binomial,
    Bracket,
    Call,
    Factorial,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
    Table,
)
from drill.papers_first.formula.tree import (
    Fraction as Quotient,
)
from drill.papers_first.plausible.known_numbers import is_base_e, is_circle_number, is_constant

Real = Fraction | float
_FUNCTIONS: Final[Mapping[str, Callable[[float], float]]] = {
    "\\exp": math.exp, "\\log": math.log, "\\ln": math.log, "\\sin": math.sin, "\\cos": math.cos,
    "\\tan": math.tan, "\\sinh": math.sinh, "\\cosh": math.cosh, "\\tanh": math.tanh,
    "\\arctan": math.atan, "\\arcsin": math.asin, "\\arccos": math.acos,
    "\\Gamma": math.gamma, "\\psi": digamma, "\\Phi": normal_cdf,
}  # fmt: skip
_NAMED: Final[Mapping[str, Callable[[float], float]]] = {
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "erf": math.erf,
    "acosh": math.acosh,
    "asinh": math.asinh,
    "atanh": math.atanh,
}
_DEEPEST: Final = 40.0
"""An exponent beyond this makes no number that one computes with by hand."""


def value(
    node: Node, values: Mapping[Node, Real], runs: Mapping[Key, Run], ends: Mapping[str, int] | None = None
) -> Real:
    """The number that ``node`` is, ``values`` given; ``runs`` says what open indices run over, and ``ends``
    the letters that sums end with.

    Raises:
        RefusedError: it has no value there, or none that this reads.
    """
    try:
        return _Evaluation(values, runs, ends or {}).of(node)
    except (ArithmeticError, ValueError, OverflowError) as error:
        raise RefusedError("it has no value there") from error


class _Evaluation:
    def __init__(self, values: Mapping[Node, Real], runs: Mapping[Key, Run], ends: Mapping[str, int]) -> None:
        self._values = values
        self._runs = runs
        self._ends = ends

    def of(self, node: Node) -> Real:
        node = self._at_ends(node)
        if node in self._values:
            return self._values[node]
        if (truth := indicated(node)) is not None:
            return Fraction(truth)
        match node:
            case Number(text):
                return Fraction(text)
            case Symbol() if is_circle_number(node):
                return math.pi
            case Symbol() if is_constant(node):
                return math.e
            case Signed(sign, body):
                return self.of(body) * (-1 if sign == "-" else 1)
            case Sum(terms, signs):
                first, *rest = terms
                return sum(
                    (
                        self.of(term) * (-1 if sign == "-" else 1)
                        for sign, term in zip(signs, rest, strict=True)
                    ),
                    self.of(first),
                )
            case Product(factors) if any(indicated(factor) is False for factor in factors):
                return Fraction(0)
            case Product(factors, signs):
                first, *rest = factors
                return reduce(
                    lambda so_far, pair: so_far / pair[1] if pair[0] in ("/", "\\div") else so_far * pair[1],
                    zip(signs, map(self.of, rest), strict=True),
                    self.of(first),
                )
            case Quotient(top, bottom):
                return self.of(top) / self.of(bottom)
            case _ if (inner := rounded_part(node)) is not None:
                return _nearest(self.of(inner))
            case Table():
                return self._chosen(branches_of(node))
            case Power(base, exponent):
                if is_base_e(base):
                    return _exponential(self.of(exponent))
                return _power(self.of(base), self.of(exponent))
            case _:
                return self._applied(node)

    def _at_ends(self, node: Node) -> Node:
        """A quantity at the number that an end of a sum stands for: ``x_n`` as the last of them."""
        if is_given(node) and node not in self._values:
            for end, number in self._ends.items():
                node = at_index(node, end, number)
            return with_whole_places(node)
        return node

    def _applied(self, node: Node) -> Real:
        match node:
            case Root(body, degree):
                return _root(self.of(body), Fraction(2) if degree is None else self.of(degree))
            case Factorial(body):
                return Fraction(math.factorial(_whole(self.of(body))))
            case Binomial(top, bottom):
                return Fraction(math.comb(_whole(self.of(top)), _whole(self.of(bottom))))
            case Norm("|", body, ()):  # in the end of a range it is the size that is given
                size = self._values.get(replace(node, is_size=True))
                return abs(self.of(body)) if size is None else size
            case Bracket("\\lfloor", _, (part,)):
                return Fraction(math.floor(self.of(part)))
            case Bracket("\\lceil", _, (part,)):
                return Fraction(math.ceil(self.of(part)))
            case Bracket(_, _, (part,)):
                return self.of(part)
            case Call(_, Bracket(_, _, (part, least, most))) if is_clip(node):
                found, low, high = self.of(part), self.of(least), self.of(most)
                if low > high:
                    raise RefusedError("nothing lies between its bounds")
                return low if found < low else high if found > high else found
            case Function("\\log", body, (base,)) if base.isdigit():
                return _logarithm(self.of(body), int(base))
            case Function(name, body, (), power):
                argument = self.of(body)
                found = _exponential(argument) if name == "\\exp" else _FUNCTIONS[name](float(argument))
                return found if power is None else _power(found, self.of(power))
            case Call(Symbol(base, "\\operatorname"), Bracket(_, _, (part,))):
                return _called(base, self.of(part))
            case Big("\\max" | "\\min" as name, (), (), Bracket(_, _, parts)):
                return (max if name == "\\max" else min)(self.of(part) for part in parts)
            case Big("\\sum" | "\\prod") if not is_given(node):
                return self._looped(node)
            case _:
                raise RefusedError("it has no value")

    def _chosen(self, found: Branches) -> Real:
        """The value of the only line that holds, else of the last one."""
        holding = [line.value for line in found.lines if all(map(self._holds, line.comparisons))]
        if len(holding) > 1 or (not holding and found.rest is None):
            raise RefusedError("its cases do not exclude each other, or leave something out")
        return self.of(holding[0] if holding else found.rest or holding[0])

    def _holds(self, comparison: tuple[Node, RelationOp, Node]) -> bool:
        left, sign, right = comparison
        one, other = self.of(left), self.of(right)
        match sign:
            case "=":
                return one == other
            case "!=":
                return one != other
            case "<":
                return one < other
            case "<=":
                return one <= other
            case ">":
                return one > other
            case _:
                return one >= other

    def _looped(self, node: Big) -> Real:
        terms = [self.of(term) for term in self._terms(node)]
        if node.name == "\\sum":
            return sum(terms, Fraction(0))
        return math.prod(terms, start=Fraction(1))

    def _terms(self, node: Big) -> Iterator[Node]:
        run = self._runs.get((node.lower, node.upper))
        if run is not None:
            yield from at_places(node.body, run)
            return
        index, *_ = node.lower
        first, last = (self.of(parse_tokens(list(end)).sides[0]) for end in (node.lower[2:], node.upper))
        for number in range(int(first), int(last) + 1):
            yield at_index(node.body, index, number)


def _whole(number: Real) -> int:
    if not isinstance(number, Fraction) or number.denominator != 1 or number < 0:
        raise RefusedError("a count of what is not whole")
    return number.numerator


def _nearest(number: Real) -> Real:
    """The nearest whole number, where there is one alone.

    Raises:
        RefusedError: it lies between two.
    """
    below = math.floor(number)
    if number - below == Fraction(1, 2):
        raise RefusedError("it lies between two whole numbers")
    return Fraction(below if number - below < Fraction(1, 2) else below + 1)


def _called(name: str, argument: Real) -> Real:
    if name in ("relu", "ReLU"):
        return argument if argument > 0 else Fraction(0)
    if name in ("sign", "sgn"):
        return Fraction((argument > 0) - (argument < 0))
    return _NAMED[NAMED[name]](float(argument))


def _exponential(argument: Real) -> float:
    if abs(argument) > _DEEPEST:
        raise RefusedError("it is too large")
    return math.exp(argument)


def _logarithm(argument: Real, base: int) -> float:
    return math.log(argument) / math.log(base)


def _power(base: Real, exponent: Real) -> Real:
    if abs(exponent) > _DEEPEST:
        raise RefusedError("it is too large")
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        if base == 0 and exponent <= 0:
            raise RefusedError("a power of zero")
        return base**exponent.numerator
    if base < 0:
        raise RefusedError("a root of a negative number")
    if isinstance(exponent, Fraction):
        return _root(base, Fraction(exponent.denominator)) ** exponent.numerator
    return float(base) ** float(exponent)


def _root(body: Real, degree: Real) -> Real:
    """A root, exact where it is a whole number or a fraction of two."""
    if body < 0 or degree <= 0:
        raise RefusedError("a root of a negative number")
    if isinstance(body, Fraction):
        top, bottom = (
            round(float(part) ** (1 / float(degree))) for part in (body.numerator, body.denominator)
        )
        exact = Fraction(top, bottom) if bottom else Fraction(0)
        if isinstance(degree, Fraction) and degree.denominator == 1 and exact**degree.numerator == body:
            return exact
    return float(body) ** (1 / float(degree))
