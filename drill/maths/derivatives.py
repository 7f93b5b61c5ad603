"""Derivatives of trees by the rules of calculus, as trees: exact where differences of values are not.

Nothing is simplified beyond sums and products with a plain 0 or 1. A function without a rule here, such as
the gamma function, stays a call of ``diff`` and is differentiated numerically when it is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice

from drill.errors import TooLargeError
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Sym,
    list_parts,
    substitute_symbols,
    walk_tree,
)
from drill.maths.names import Names
from drill.maths.plain import parse

# Max nodes of a derivative, because rules duplicate the parts that they are applied to.
MAX_NODES = 4000

_ZERO, _ONE, _TWO = Num("0"), Num("1"), Num("2")


def derivative_of(node: Node, name: str) -> Node:
    """Return the derivative of a scalar expression by one symbol.

    Raises:
        TooLargeError: it is too long.
    """
    result = _Differentiation(name).of(node)
    if sum(1 for _ in islice(walk_tree(result), MAX_NODES + 1)) > MAX_NODES:
        raise TooLargeError("this is too long to be differentiated")
    return result


def add_trees(left: Node, right: Node) -> Node:
    """Return the sum, without a plain zero."""
    if left == _ZERO:
        return right
    return left if right == _ZERO else Binary("+", left, right)


def subtract_trees(left: Node, right: Node) -> Node:
    """Return the difference, without a plain zero."""
    if right == _ZERO:
        return left
    return Neg(right) if left == _ZERO else Binary("-", left, right)


def multiply_trees(left: Node, right: Node) -> Node:
    """Return the product, without a plain one; with a plain zero it is zero."""
    if _ZERO in (left, right):
        return _ZERO
    if left == _ONE:
        return right
    return left if right == _ONE else Binary("*", left, right)


def divide_trees(left: Node, right: Node) -> Node:
    """Return the quotient; with a plain zero as numerator it is zero."""
    if left == _ZERO:
        return _ZERO
    return left if right == _ONE else Binary("/", left, right)


class _Differentiation:
    """The rules for one symbol."""

    def __init__(self, name: str) -> None:
        self._name = name
        # By identity, because comparing trees costs more; with the node itself, so that its id stays in use.
        self._known: dict[int, tuple[Node, bool]] = {}

    def _depends(self, node: Node) -> bool:
        """Return whether the symbol occurs in ``node``; each node is examined once."""
        known = self._known.get(id(node))
        if known is None:
            depends = (
                node.name == self._name
                if isinstance(node, Sym)
                else any(map(self._depends, list_parts(node)))
            )
            known = self._known[id(node)] = (node, depends)
        return known[1]

    def of(self, node: Node) -> Node:
        if not self._depends(node):
            return _ZERO
        match node:
            case Sym():
                return _ONE
            case Neg(arg):
                inner = self.of(arg)
                return _ZERO if inner == _ZERO else Neg(inner)
            case Binary("+", left, right):
                return add_trees(self.of(left), self.of(right))
            case Binary("-", left, right):
                return subtract_trees(self.of(left), self.of(right))
            case Binary("*", left, right):
                return add_trees(multiply_trees(self.of(left), right), multiply_trees(left, self.of(right)))
            case Binary("/", left, right):
                return self._quotient(left, right)
            case Binary("^", base, exponent):
                return self._power(base, exponent)
            case Call("abs", (inner,)):
                return multiply_trees(Call("sign", (inner,)), self.of(inner))
            case Call("max" | "min" as name, args):
                return self._extreme(name, args)
            case Call("sign" | "floor" | "ceil" | "abs"):
                return _ZERO
            case Call(outer, (inner,)) if outer in _RULES:
                return multiply_trees(
                    substitute_symbols(_parse_derivative_rule(outer), {"x": inner}), self.of(inner)
                )
            case Call("log", (inner, base)):
                return self.of(Binary("/", Call("ln", (inner,)), Call("ln", (base,))))
            case Call("root", (inner, degree)) if not self._depends(degree):
                return divide_trees(multiply_trees(node, self.of(inner)), multiply_trees(degree, inner))
            case Call("sum", (inner, Sym(bound), *ends)) if self._is_fixed(bound, ends):
                return Call("sum", (self.of(inner), Sym(bound), *ends))
            case _:
                return Call("diff", (node, Sym(self._name)))

    def _is_fixed(self, bound: str, ends: list[Node]) -> bool:
        """Return whether the range of a sum is finite and does not depend on the symbol."""
        return bound != self._name and Const("inf") not in ends and not any(map(self._depends, ends))

    def _quotient(self, left: Node, right: Node) -> Node:
        if not self._depends(right):
            return divide_trees(self.of(left), right)
        whole = subtract_trees(multiply_trees(self.of(left), right), multiply_trees(left, self.of(right)))
        return divide_trees(whole, Binary("^", right, _TWO))

    def _power(self, base: Node, exponent: Node) -> Node:
        power = Binary("^", base, exponent)
        if not self._depends(exponent):
            lower = Binary("^", base, Binary("-", exponent, _ONE))
            return multiply_trees(multiply_trees(exponent, lower), self.of(base))
        if base == Const("e"):
            return multiply_trees(power, self.of(exponent))
        slope = multiply_trees(self.of(exponent), Call("ln", (base,)))
        return multiply_trees(
            power, add_trees(slope, divide_trees(multiply_trees(exponent, self.of(base)), base))
        )

    def _extreme(self, name: str, args: tuple[Node, ...]) -> Node:
        """Differentiate ``max`` or ``min``: each slope counts where its argument is the extreme one, half
        each at a tie.
        """
        if len(args) == 1:
            return self.of(args[0])
        first, second = args[0], args[1] if len(args) == 2 else Call(name, args[1:])
        leads = Call("sign", (Binary("-", first, second) if name == "max" else Binary("-", second, first),))
        item = multiply_trees(self.of(first), Binary("+", _ONE, leads))
        return divide_trees(add_trees(item, multiply_trees(self.of(second), Binary("-", _ONE, leads))), _TWO)


@lru_cache(maxsize=64)
def _parse_derivative_rule(name: str) -> Node:
    return parse(_RULES[name], Names(declared=frozenset("x")))


# The outer derivative of a function of one argument, at that argument.
_RULES: Mapping[str, str] = {
    "sin": "cos(x)", "cos": "-sin(x)", "tan": "sec(x)^2", "sec": "sec(x)*tan(x)", "csc": "-(csc(x)*cot(x))",
    "cot": "-csc(x)^2", "sinh": "cosh(x)", "cosh": "sinh(x)", "tanh": "sech(x)^2",
    "sech": "-(sech(x)*tanh(x))", "csch": "-(csch(x)*coth(x))", "coth": "-csch(x)^2",
    "asin": "1/sqrt(1 - x^2)", "acos": "-(1/sqrt(1 - x^2))", "atan": "1/(1 + x^2)", "acot": "-(1/(1 + x^2))",
    "asinh": "1/sqrt(1 + x^2)", "acosh": "1/(sqrt(x - 1)*sqrt(x + 1))", "atanh": "1/(1 - x^2)",
    "acoth": "1/(1 - x^2)", "exp": "exp(x)", "ln": "1/x", "log": "1/x", "log2": "1/(x*ln(2))",
    "log10": "1/(x*ln(10))", "sqrt": "1/(2*sqrt(x))", "cbrt": "cbrt(x)/(3*x)", "erf": "2*e^(-x^2)/sqrt(pi)",
    "Phi": "phi(x)", "phi": "-(x*phi(x))", "sigmoid": "sigmoid(x)*sigmoid(-x)", "softplus": "sigmoid(x)",
    "logit": "1/(x*(1 - x))", "gamma": "gamma(x)*digamma(x)", "factorial": "factorial(x)*digamma(x + 1)",
}  # fmt: skip
