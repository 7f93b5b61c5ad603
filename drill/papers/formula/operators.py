"""Operators and what they are taken of: functions, sums with bounds, gradients, derivatives, expectations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from drill.papers.formula.long_bodies import holds_differential
from drill.papers.formula.names import Names
from drill.papers.formula.occurrences import whole_name
from drill.papers.formula.operands import holds_name, stands_in_operator
from drill.papers.formula.printing import to_tokens
from drill.papers.formula.raw import RefusedError
from drill.papers.formula.reach import check_product, follows_logarithm, is_weighed
from drill.papers.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Differential,
    Fraction,
    Function,
    Gradient,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
)
from drill.papers.formula.vocabulary import BIG, CLOSING, FUNCTIONS, SIGNS, TRANSPOSES, is_product

_BRACKETED: Final = frozenset(("\\max", "\\min", "\\sup", "\\inf", "\\Pr"))
_WHOLE: Final = frozenset(("\\cos", "\\sin", "\\tan", "\\exp", "\\sinh", "\\cosh", "\\tanh", "\\cot"))
"""What is raised to a power with its brackets."""
_SUMMED: Final = frozenset(("\\sum", "\\prod", "\\int"))
_COUNTS: Final = frozenset("kmn")
_ANGLES: Final = frozenset(("\\theta", "\\phi", "\\varphi", "\\pi"))
_LOGARITHMS: Final = frozenset(("\\log", "\\ln", "\\lg"))
_DEGREES: Final = frozenset(("\\partial", "d"))


class Operators(Names, ABC):
    """Reads operators; the grammar around them is the parser's."""

    integrals: int = 0
    """How many integrals are open."""
    is_in_series: bool = False
    """Whether what is read is the body of a product sign, which no differential belongs to."""

    @abstractmethod
    def product(self) -> Node:
        """The product that stands next."""

    @abstractmethod
    def power(self) -> Node:
        """The factor that stands next, with its superscript."""

    @abstractmethod
    def unevaluated(self) -> Node:
        """As ``power``, without the place at which it is taken."""

    @abstractmethod
    def begins_evaluation(self) -> bool:
        """Whether a bar with a place stands next."""

    @abstractmethod
    def bracket(self, *, statements: bool = False) -> Bracket:
        """The bracket that stands next."""

    @abstractmethod
    def ends_product(self, token: str) -> bool:
        """Whether ``token`` ends a product."""

    def function(self) -> Node:
        """``\\log x``, ``\\sin^2 x``."""
        name = self.take()
        sub = self.sub()
        power: Node | None = None
        exponent = self.sup()
        if exponent:
            power = self.of_group(list(exponent))
        return Function(name, self._operand(name), sub, power)

    @abstractmethod
    def of_group(self, tokens: list[str]) -> Node:
        """An expression from a group's tokens."""

    def _operand(self, name: str) -> Node:
        """What a function is taken of: brackets, one factor, or a number's product."""
        token = self.peek()
        if token in ("(", "[", "\\{"):
            bracket = self.bracket()
            is_whole = name in _WHOLE and bracket.opening == "(" and self._next_group()[0].isdigit()
            if self.peek() in ("^", "'") and not is_whole:
                raise RefusedError(f"a power after {name}(…) reads in two ways")
            if name in _LOGARITHMS and isinstance(bracket.parts[0], Sum) and self._goes_on():
                raise RefusedError(f"how far {name} reaches is not clear")
            return bracket
        if token is not None and token in SIGNS:
            raise RefusedError(f"a sign right after {name}")
        first = self.power()
        following = self.peek()
        if following is None or self.ends_product(following) or self.begins_differential():
            return first
        if is_product(following):
            begins_anew = following != "/" and self.peek(1) in FUNCTIONS
            if following in ("/", "\\cdot", "\\times", "*") and not begins_anew:
                raise RefusedError(f"how far {name} reaches is not clear")
            return first
        if isinstance(first, Fraction) and following in _SUMMED:
            return self._mean(first, name)
        if _is_angle(first, following) and self._ends_at(1):
            return Product((first, self.power()), ("",))
        if following in FUNCTIONS or following in BIG or follows_logarithm(first, following, self.peek(2)):
            return first
        if isinstance(first, Number):
            factors = [first, *self._rest_of_factors()]
            return Product(tuple(factors), ("",) * (len(factors) - 1))
        raise RefusedError(f"how far {name} reaches is not clear")

    def _goes_on(self) -> bool:
        """``\\log (1 - p) q``: whether the brackets may hold a sum that is the first factor of several."""
        token = self.peek()
        if token is None or self.ends_product(token) or is_product(token) or self.begins_differential():
            return False
        return not self.integrals and token not in FUNCTIONS and token not in BIG

    def _mean(self, first: Fraction, name: str) -> Node:
        """``\\log \\frac{1}{n} \\sum_i x_i``: of the mean; with letters above the line nobody could tell."""
        if not isinstance(first.top, Number):
            raise RefusedError(f"how far {name} reaches is not clear")
        return Product((first, self.big()), ("",))

    def _ends_at(self, ahead: int) -> bool:
        token = self.peek(ahead)
        return token is None or self.ends_product(token) or token in FUNCTIONS

    def _rest_of_factors(self) -> list[Node]:
        factors: list[Node] = []
        while (token := self.peek()) is not None and not self.ends_product(token):
            if is_product(token) or token in CLOSING or token in FUNCTIONS or token in BIG:
                raise RefusedError("how far a function reaches is not clear")
            factors.append(self.power())
        return factors

    def big(self) -> Node:
        """``\\sum_{i=1}^n x_i``: its body is the product that follows."""
        name = self.take()
        lower, upper = self.sub(), self.sup()
        if self.peek() in ("(", "[", "\\{") and name in _BRACKETED:
            body = self.bracket()
            if lower and (token := self.peek()) is not None and not self.ends_product(token):
                raise RefusedError(f"how far {name} reaches is not clear")
            return Big(name, lower, upper, body)
        is_integral = name.endswith("int")
        is_in_series, self.is_in_series = self.is_in_series, name == "\\prod"
        self.integrals += is_integral
        body = Signed(self.take(), self.product()) if self.peek() in ("-", "+") else self.product()
        if is_integral and not holds_differential(body):
            body = self._up_to_differential(body)
        self.integrals -= is_integral
        self.is_in_series = is_in_series
        return check_product(Big(name, lower, upper, body))

    def _up_to_differential(self, first: Node) -> Node:
        """``\\int f(x) + g(x) \\, dx``: the terms under an integral; the first where none ends it."""
        begin = self.at
        terms, signs = [first], list[str]()
        while (sign := self.peek()) in ("+", "-") and sign is not None:
            self.at += 1
            signs.append(sign)
            terms.append(self.product())
            if holds_differential(terms[-1]):
                return Sum(tuple(terms), tuple(signs))
        self.at = begin
        return first

    def estimated_gradient(self) -> Node:
        """``\\hat{\\nabla}_x f(x)``: an estimate of a gradient."""
        accent = self.take()
        self.group()
        head = Symbol("\\nabla", accents=(accent,), sub=self.sub())
        token = self.peek()
        if token is None or self.ends_product(token) or is_product(token):
            return head
        body = self.factor()
        self._check_gradient(body)
        return Applied(head, body)

    def gradient(self) -> Node:
        """``\\nabla_x f(x)``; the bare operator where nothing follows that it is taken of."""
        self.take()
        sub, power = self.sub(), self.sup()
        token = self.peek()
        if token is not None and token in SIGNS and token != "+":
            raise RefusedError("a sign right after a gradient's sign")
        if token is None or self.ends_product(token) or is_product(token):
            return Gradient(None, sub, power)
        body = self.factor()
        if isinstance(body, Fraction) and isinstance(body.top, Number) and self.peek() == "\\sum":
            body = Product((body, self.big()), ("",))  # of the mean: the number has no slope
        self._check_gradient(body)
        return Gradient(body, sub, power)

    @abstractmethod
    def factor(self) -> Node:
        """The factor that stands next, without its superscript."""

    def _check_gradient(self, body: Node) -> None:
        """A gradient takes one factor; what stands beside a call may be meant to be under it."""
        following = self.peek()
        if following == "^":
            if not isinstance(body, Call):
                raise RefusedError("a power under a gradient reads in two ways")
            if self._next_group() not in TRANSPOSES:
                raise RefusedError("a power of a gradient reads in two ways")
            return
        if following is None or self.ends_product(following) or is_product(following):
            return
        if self.begins_evaluation() or self.begins_differential():
            return
        if isinstance(body, Call) and (following == "\\nabla" or self._is_sandwiched(body)):
            return
        if not is_weighed(body):
            raise RefusedError("how far the gradient reaches is not clear")

    def _is_sandwiched(self, body: Call) -> bool:
        """``v^\\top \\nabla s(x) v``: the same vector on both sides of a matrix of slopes."""
        begin = self.at - len(to_tokens(body))
        while begin > 0 and self.tokens[begin] != "\\nabla":
            begin -= 1
        before = self.tokens[:begin]
        for mark in TRANSPOSES:
            script = ["^", "{", *mark, "}"]
            if before[-len(script) :] != script:
                continue
            for size in range(1, 9):
                name = before[-len(script) - size : -len(script)]
                after = self.peek(size)
                is_end = after is None or self.ends_product(after)
                if is_end and self.tokens[self.at : self.at + size] == name:
                    return name[0] not in ("}", "{")
        return False

    def _next_group(self) -> tuple[str, ...]:
        """What stands above next, not read yet; one empty token without anything."""
        begin = self.at
        content = self.sup()
        self.at = begin
        return content or ("",)

    def derivative(self, derivative: Derivative) -> Node:
        """``\\frac{d}{dx}`` before what it is taken of."""
        if not _is_bare(derivative.top):
            return derivative
        token = self.peek()
        if token == "+" and stands_in_operator(self.tokens, self.at):
            return derivative
        if token is not None and token in SIGNS:
            raise RefusedError("a sign right after the sign of a derivative")
        if token is None or self.ends_product(token) or is_product(token):
            return derivative
        return Applied(derivative, self._whole_factor("a derivative"))

    def applied(self, head: Symbol) -> Node:
        """``\\operatorname{tr} A``, ``\\mathbb{E} \\|x\\|^2``: one factor follows, and nothing beside it.

        A mean is taken of all factors where each holds what is drawn.
        """
        begin = self.at
        try:
            return Applied(head, self._whole_factor(head.base))
        except RefusedError:
            if head.base != "E":
                raise
            self.at = begin
            if self.peek() == "\\frac":
                return Applied(head, self._scaled_sum(head))
            if not head.sub:
                raise
            return Applied(head, self._drawn_factors(head))

    def _scaled_sum(self, head: Symbol) -> Node:
        """``\\mathbb{E} \\frac{1}{n} \\sum_i f_i(x)``."""
        first = self.unevaluated()
        if not isinstance(first, Fraction) or self.peek() != "\\sum":
            raise RefusedError(f"how far {head.base} reaches is not clear")
        return Product((first, self.big()), ("",))

    def _drawn_factors(self, head: Symbol) -> Node:
        """``\\mathbb{E}_{x \\sim p} f(x) g(x)``."""
        end = next((at for at, token in enumerate(head.sub) if token == "\\sim"), len(head.sub))
        drawn = head.sub[:end]
        body = self.product()
        is_name = whole_name(drawn) is not None
        if (
            is_name
            and isinstance(body, Product)
            and all(holds_name(factor, drawn) for factor in body.factors)
        ):
            return body
        raise RefusedError(f"how far {head.base} reaches is not clear")

    def _whole_factor(self, name: str) -> Node:
        body = self.bracket() if self.peek() in ("(", "[", "\\{") else self.unevaluated()
        following = self.peek()
        if (
            following is not None
            and not self.begins_evaluation()
            and not self.begins_differential()
            and (
                following in ("^", "_", "'", "/", "\\cdot", "\\times", "*")
                or not (self.ends_product(following) or is_product(following))
            )
        ):
            raise RefusedError(f"how far {name} reaches is not clear")
        return body

    def begins_differential(self) -> bool:
        """Whether ``dx`` stands next, under an integral, or with an upright d anywhere."""
        if self.peek() == "d":
            if self.integrals > 0 and self.peek(1) == "^" and self.begins_name(5):
                raise RefusedError("a volume's differential")
            return self.integrals > 0 and self.begins_name(1)
        upright = self.tokens[self.at : self.at + 4] == ["\\mathrm", "{", "d", "}"]
        return upright and self.begins_name(4)

    def differential(self) -> Differential:
        """``dx``, ``d\\mu(x)``."""
        if self.peek() == "d":
            self.at += 1
            return Differential(Symbol("d"), self.factor())
        self.at += 4
        return Differential(Symbol("d", "\\mathrm"), self.factor())


def _is_angle(first: Node, following: str) -> bool:
    """``\\cos m\\theta``: a multiple of an angle."""
    return first in [Symbol(letter) for letter in _COUNTS] and following in _ANGLES


def _is_bare(top: tuple[str, ...]) -> bool:
    """Whether nothing but the sign of a derivative, with its degree, stands above."""
    rest = (
        top[4:]
        if top[:4] == ("\\mathrm", "{", "d", "}")
        else top[1:]
        if top[:1] and top[0] in _DEGREES
        else top
    )
    return len(rest) < len(top) and (
        not rest or (rest[0] == "^" and rest[-1] == "}" and rest.count("}") == 1)
    )
