"""Whether a formula has values: its symbols drawn as single numbers, and computed."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Final

from drill.notation import tree
from drill.papers.sheet.domains import contains
from drill.papers.sheet.rules import word
from drill.papers.sheet.types import Domain

DRAWS: Final = 24
"""Draws of all symbols for each formula."""
MOST: Final = 0.85
"""The share of draws that must be finite."""
_MEMBERS: Final = 3
"""Members of a family that are summed."""
_FUNCTIONS: Final[dict[str, Callable[[float], float]]] = {
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "lg": math.log10,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "erf": math.erf,
    "logit": lambda x: math.log(x / (1 - x)),
    "softplus": lambda x: math.log1p(math.exp(x)),
    "det": lambda x: x,
    "tr": lambda x: x,
    "Tr": lambda x: x,
}
_CONSTANTS: Final = {"\\pi": math.pi, "e": math.e}


class _ClosedError(Exception):
    """A part that is not computed here: an integral, a slope, a set."""


def drawn(domain: Domain, source: random.Random) -> float:
    """A number of a domain, of the size that papers' numbers have."""
    if domain.values:
        return source.choice(domain.values)
    low = domain.low if domain.low > -math.inf else min(-3.0, domain.high - 6)
    high = domain.high if domain.high < math.inf else max(3.0, low + 6)
    for _ in range(20):
        value = source.uniform(low, high)
        if contains(domain, value := float(round(value)) if domain.is_whole else value):
            return value
    return low


class Trial:
    """Draws of a statement's symbols; ``domain_of`` tells where a symbol, or a function's value, lies."""

    def __init__(self, domain_of: Callable[[tree.Ref, bool], Domain], has_sigmoid: bool) -> None:
        self.domain_of = domain_of
        self.has_sigmoid = has_sigmoid
        self.source = random.Random(0)  # the same draws each time
        self.values: dict[tuple[tree.Node, tuple[tuple[str, int], ...]], float] = {}
        self.running: dict[str, int] = {}

    def is_finite(self, statement: tree.Statement) -> bool:
        """Whether most draws give every side that can be computed a value."""
        failed = 0
        for _ in range(DRAWS):
            self.values.clear()
            failed += not all(map(self._has_value, statement.sides))
            if failed > (1 - MOST) * DRAWS:
                return False
        return True

    def _has_value(self, side: tree.Node) -> bool:
        try:
            value = self.value(side)
            return isinstance(value, float) and math.isfinite(value)
        except _ClosedError:
            return True
        except (ArithmeticError, ValueError):
            return False

    def value(self, node: tree.Node) -> float:
        """The value of a node in this draw."""
        match node:
            case tree.Num(text):
                return float(text)
            case tree.Ref():
                return self.of_symbol(node, node, False)
            case tree.Neg(body):
                return -self.value(body)
            case tree.PlusMinus(_, body) | tree.Transpose(body) | tree.Expect(_, body):
                return self.value(body)
            case tree.Bracket(body) if not isinstance(body, tree.Statement):
                return self.value(body)
            case tree.Add(terms):
                return math.fsum(map(self.value, terms))
            case tree.Mul(factors, signs):
                product = self.value(factors[0])
                for sign, factor in zip(signs, factors[1:], strict=True):
                    product = (
                        product / self.value(factor)
                        if sign in ("/", "\\div")
                        else product * self.value(factor)
                    )
                return product
            case tree.Div(top, bottom):
                return self.value(top) / self.value(bottom)
            case tree.Pow(base, exponent):
                return self.power(self.value(base), self.value(exponent))
            case tree.Root(body, degree):
                return self.power(self.value(body), 1 / self.value(degree) if degree else 0.5)
            case tree.Inverse(base):
                return 1 / self.value(base)
            case tree.Norm(body):
                return abs(self.value(body))
            case tree.Factorial(body):
                return math.gamma(self.value(body) + 1)
            case tree.Binomial(top, bottom):
                return float(math.comb(round(self.value(top)), round(self.value(bottom))))
            case tree.Cases(branches) if branches:
                return self.value(branches[0][0])
            case tree.Reduce():
                return self.reduced(node)
            case tree.Apply():
                return self.applied(node)
            case _:
                raise _ClosedError

    def power(self, base: float, exponent: float) -> float:
        """A real power; ValueError for none."""
        value = base**exponent
        if isinstance(value, complex):
            raise ValueError(value)
        return value

    def of_symbol(self, ref: tree.Ref, node: tree.Node, is_called: bool) -> float:
        """The value drawn for a symbol, or for a call, where what runs stands as it does."""
        if ref.name.base in _CONSTANTS and not is_called and not (ref.below or ref.above):
            return _CONSTANTS[ref.name.base]
        if ref.name.base == "\\infty":
            raise _ClosedError
        if ref.name.base in self.running and not is_called and not ref.below:
            return float(self.running[ref.name.base])
        letters = {index.letter for index in (*ref.below, *ref.above) if isinstance(index, tree.Running)}
        place = (node, tuple(item for item in self.running.items() if is_called or item[0] in letters))
        if place not in self.values:
            self.values[place] = drawn(self.domain_of(ref, is_called), self.source)
        return self.values[place]

    def applied(self, node: tree.Apply) -> float:
        """A known function's value, or one that is drawn."""
        name = word(node.function)
        is_sigmoid = name in ("sigmoid", "logistic") or (name == "sigma" and self.has_sigmoid)
        if is_sigmoid and len(node.args) == 1:
            return 1 / (1 + math.exp(-self.value(node.args[0])))
        if name in ("max", "min") and node.args:
            return (max if name == "max" else min)(map(self.value, node.args))
        if name in _FUNCTIONS and len(node.args) == 1:
            value = _FUNCTIONS[name](self.value(node.args[0]))
            return value if node.power is None else self.power(value, self.value(node.power))
        return self.of_symbol(node.function, node, True)

    def reduced(self, node: tree.Reduce) -> float:
        """A sum, product or extremum over a few members."""
        operator = node.operator.lstrip("\\")
        letters = [name.name.base for name in node.bound.names] if node.bound else []
        before = dict(self.running)
        found: list[float] = []
        for member in range(1, _MEMBERS + 1):
            self.running.update(dict.fromkeys(letters, member))
            found.append(self.value(node.body))
        self.running = before
        if operator in ("sum", "prod"):
            return math.fsum(found) if operator == "sum" else math.prod(found)
        if operator in ("max", "sup", "min", "inf"):
            return max(found) if operator in ("max", "sup") else min(found)
        raise _ClosedError
