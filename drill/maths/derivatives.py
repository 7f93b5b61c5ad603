"""Derivatives of trees by the rules of calculus, as trees: exact where differences of values are not.

Nothing is simplified beyond sums and products with a plain 0 or 1. What has no rule here, such as the gamma
function, stays a call of ``diff`` and is differentiated by numbers when it is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from drill.errors import TooLargeError
from drill.maths.tree import Binary, Call, Const, Neg, Node, Num, Sym, children, walk

MAX_NODES = 4000
"""A derivative with more nodes is refused: rules write down twice what they meet."""

_ZERO, _ONE, _TWO = Num("0"), Num("1"), Num("2")
_PI = Const("pi")


def derivative_of(node: Node, name: str) -> Node:
    """The derivative of a scalar expression by one symbol. Raises TooLargeError for one that is too long."""
    found = _Differentiation(name).of(node)
    if sum(1 for _ in islice(walk(found), MAX_NODES + 1)) > MAX_NODES:
        raise TooLargeError("this is too long to be differentiated")
    return found


def plus(left: Node, right: Node) -> Node:
    """The sum, without a plain zero."""
    return right if left == _ZERO else left if right == _ZERO else Binary("+", left, right)


def minus(left: Node, right: Node) -> Node:
    """The difference, without a plain zero."""
    return left if right == _ZERO else Neg(right) if left == _ZERO else Binary("-", left, right)


def times(left: Node, right: Node) -> Node:
    """The product, without a plain one; with a plain zero it is zero."""
    if _ZERO in (left, right):
        return _ZERO
    return right if left == _ONE else left if right == _ONE else Binary("*", left, right)


def over(left: Node, right: Node) -> Node:
    """The quotient; a plain zero above is zero."""
    return _ZERO if left == _ZERO else left if right == _ONE else Binary("/", left, right)


def _square(node: Node) -> Node:
    return Binary("^", node, _TWO)


class _Differentiation:
    """The rules for one symbol."""

    def __init__(self, name: str) -> None:
        self._name = name
        # By identity, with the node itself so that its id stays its own: comparing trees would cost more.
        self._known: dict[int, tuple[Node, bool]] = {}

    def _depends(self, node: Node) -> bool:
        """Whether the symbol stands in ``node``; each node is looked at once."""
        known = self._known.get(id(node))
        if known is None:
            found = (
                node.name == self._name
                if isinstance(node, Sym)
                else any(self._depends(part) for part in children(node))
            )
            known = self._known[id(node)] = (node, found)
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
                return plus(self.of(left), self.of(right))
            case Binary("-", left, right):
                return minus(self.of(left), self.of(right))
            case Binary("*", left, right):
                return plus(times(self.of(left), right), times(left, self.of(right)))
            case Binary("/", left, right):
                return self._quotient(left, right)
            case Binary("^", base, exponent):
                return self._power(base, exponent)
            case Call("abs" | "sign" | "floor" | "ceil" | "max" | "min"):
                return self._piecewise(node)
            case Call(outer, (inner,)) if outer in _RULES:
                return times(_RULES[outer](inner), self.of(inner))
            case Call("log", (inner, base)):
                return self.of(Binary("/", Call("ln", (inner,)), Call("ln", (base,))))
            case Call("root", (inner, degree)) if not self._depends(degree):
                return over(times(node, self.of(inner)), times(degree, inner))
            case _:
                return Call("diff", (node, Sym(self._name)))

    def _quotient(self, left: Node, right: Node) -> Node:
        if not self._depends(right):
            return over(self.of(left), right)
        whole = minus(times(self.of(left), right), times(left, self.of(right)))
        return over(whole, _square(right))

    def _power(self, base: Node, exponent: Node) -> Node:
        power = Binary("^", base, exponent)
        if not self._depends(exponent):
            lower = Binary("^", base, Binary("-", exponent, _ONE))
            return times(times(exponent, lower), self.of(base))
        if base == Const("e"):
            return times(power, self.of(exponent))
        slope = times(self.of(exponent), Call("ln", (base,)))
        return times(power, plus(slope, over(times(exponent, self.of(base)), base)))

    def _piecewise(self, node: Call) -> Node:
        match node:
            case Call("abs", (inner,)):
                return times(Call("sign", (inner,)), self.of(inner))
            case Call("max" | "min", args):
                return self._extreme(node.name, args)
            case _:
                return _ZERO

    def _extreme(self, name: str, args: tuple[Node, ...]) -> Node:
        """Of two: each slope times 1 or 0, the halves of one plus and less the sign of the difference."""
        if len(args) == 1:
            return self.of(args[0])
        first, rest = args[0], args[1] if len(args) == 2 else Call(name, args[1:])
        leads = Call("sign", (Binary("-", first, rest) if name == "max" else Binary("-", rest, first),))
        one = times(self.of(first), Binary("+", _ONE, leads))
        return over(plus(one, times(self.of(rest), Binary("-", _ONE, leads))), _TWO)


def _reciprocal(node: Node) -> Node:
    return Binary("/", _ONE, node)


def _inverse_root(inside: Callable[[Node], Node], *, negative: bool = False) -> Callable[[Node], Node]:
    def rule(x: Node) -> Node:
        slope = _reciprocal(_root(inside(x)))
        return Neg(slope) if negative else slope

    return rule


def _root(x: Node) -> Node:
    return Call("sqrt", (x,))


def _less_square(x: Node) -> Node:
    return Binary("-", _ONE, _square(x))


def _more_square(x: Node) -> Node:
    return Binary("+", _ONE, _square(x))


def _logarithm(base: str) -> Callable[[Node], Node]:
    return lambda x: _reciprocal(Binary("*", x, Call("ln", (Num(base),))))


_RULES: Mapping[str, Callable[[Node], Node]] = {
    "sin": lambda x: Call("cos", (x,)), "cos": lambda x: Neg(Call("sin", (x,))),
    "tan": lambda x: _square(Call("sec", (x,))),
    "sec": lambda x: Binary("*", Call("sec", (x,)), Call("tan", (x,))),
    "csc": lambda x: Neg(Binary("*", Call("csc", (x,)), Call("cot", (x,)))),
    "cot": lambda x: Neg(_square(Call("csc", (x,)))), "sinh": lambda x: Call("cosh", (x,)),
    "cosh": lambda x: Call("sinh", (x,)), "tanh": lambda x: _square(Call("sech", (x,))),
    "sech": lambda x: Neg(Binary("*", Call("sech", (x,)), Call("tanh", (x,)))),
    "csch": lambda x: Neg(Binary("*", Call("csch", (x,)), Call("coth", (x,)))),
    "coth": lambda x: Neg(_square(Call("csch", (x,)))), "asin": _inverse_root(_less_square),
    "acos": _inverse_root(_less_square, negative=True), "atan": lambda x: _reciprocal(_more_square(x)),
    "acot": lambda x: Neg(_reciprocal(_more_square(x))), "asinh": _inverse_root(_more_square),
    "acosh": lambda x: _reciprocal(Binary("*", _root(Binary("-", x, _ONE)), _root(Binary("+", x, _ONE)))),
    "atanh": lambda x: _reciprocal(_less_square(x)), "acoth": lambda x: _reciprocal(_less_square(x)),
    "exp": lambda x: Call("exp", (x,)), "ln": _reciprocal, "log": _reciprocal, "log2": _logarithm("2"),
    "log10": _logarithm("10"), "sqrt": lambda x: _reciprocal(Binary("*", _TWO, _root(x))),
    "cbrt": lambda x: Binary("/", Call("cbrt", (x,)), Binary("*", Num("3"), x)),
    "erf": lambda x: Binary("/", Binary("*", _TWO, Binary("^", Const("e"), Neg(_square(x)))), _root(_PI)),
    "Phi": lambda x: Call("phi", (x,)), "phi": lambda x: Neg(Binary("*", x, Call("phi", (x,)))),
    "sigmoid": lambda x: Binary("*", Call("sigmoid", (x,)), Call("sigmoid", (Neg(x),))),
    "softplus": lambda x: Call("sigmoid", (x,)),
    "logit": lambda x: _reciprocal(Binary("*", x, Binary("-", _ONE, x))),
    "gamma": lambda x: Binary("*", Call("gamma", (x,)), Call("digamma", (x,))),
    "factorial": lambda x: Binary("*", Call("factorial", (x,)), Call("digamma", (Binary("+", x, _ONE),))),
}  # fmt: skip
"""The outer derivative of a function of one argument, at that argument."""
