"""Operators and what they are taken of: functions, sums with bounds, expectations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.indexed_factors import check_product, is_of_indexed, parted_product
from drill.papers_first.formula.long_bodies import holds_differential
from drill.papers_first.formula.occurrences import whole_name
from drill.papers_first.formula.operands import holds_name
from drill.papers_first.formula.own_measures import has_own_measure
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.reach import PROBABILITIES, follows_logarithm
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.slopes import LOGARITHMS, Slopes
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
)
from drill.papers_first.formula.vocabulary import BIG, CLOSING, FUNCTIONS, SIGNS, TRANSPOSES, is_product

_BRACKETED: Final = frozenset(("\\max", "\\min", "\\sup", "\\inf", "\\Pr"))
_WHOLE: Final = frozenset(("\\cos", "\\sin", "\\tan", "\\exp", "\\sinh", "\\cosh", "\\tanh", "\\cot"))
"""What is raised to a power with its brackets."""
_SUMMED: Final = frozenset(("\\sum", "\\prod", "\\int"))
_ONE: Final = Number("1")
_COUNTS: Final = frozenset("kmn")
_ANGLES: Final = frozenset(("\\theta", "\\phi", "\\varphi", "\\pi"))


class Operators(Slopes, ABC):
    """Reads operators; the grammar around them is the parser's."""

    is_in_series: bool = False
    """Whether what is read is the body of a product sign, which no differential belongs to."""

    factor_at: int = -1
    """Where the last factor of a product begins, which another may follow."""

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
    def bracket(self, *, statements: bool = False) -> Bracket:
        """The bracket that stands next."""

    def function(self) -> Node:
        """``\\log x``, ``\\sin^2 x``."""
        name = self.take()
        sub = self.sub()
        power: Node | None = None
        exponent = self.sup()
        if exponent:
            if name == "\\exp":
                raise RefusedError("an exponent, or a power of an exponential")
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
            is_whole = name in _WHOLE and bracket.opening == "(" and self.next_group()[0].isdigit()
            is_whole = is_whole or (name == "\\det" and _is_number(self.next_group()))
            if self.peek() in ("^", "'") and not is_whole:
                raise RefusedError(f"a power after {name}(…) reads in two ways")
            if name in LOGARITHMS and isinstance(bracket.parts[0], Sum) and self._goes_on():
                raise RefusedError(f"how far {name} reaches is not clear")
            return bracket
        if token is not None and token in SIGNS:
            raise RefusedError(f"a sign right after {name}")
        first = self._sloped(name) or self.power()
        following = self.peek()
        if following is None or self.ends_product(following) or self.begins_differential():
            return first
        if name in LOGARITHMS and isinstance(first, Call) and following in ("\\nabla", "^"):
            return first  # nobody takes the logarithm of a gradient
        if name in LOGARITHMS and following == "/" and first == _ONE:
            return self._reciprocal(name)
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
        if name in LOGARITHMS and isinstance(first, Fraction) and self._is_averaged(first):
            return first
        if isinstance(first, Number):
            factors = [first, *self._rest_of_factors()]
            return Product(tuple(factors), ("",) * (len(factors) - 1))
        raise RefusedError(f"how far {name} reaches is not clear")

    def _is_averaged(self, ratio: Fraction) -> bool:
        """``\\int \\log \\frac{p(x)}{q(x)} q(x) dx``: whether a law stands next, with differentials of what
        both parts of the ratio are given.
        """
        if not self.integrals or not self.begins_name():
            return False
        begin, law, drawn = self.at, self.factor(), list[Node]()
        while self.begins_differential():
            drawn.append(self.differential().variable)
        is_end = (token := self.peek()) is None or self.ends_product(token)
        self.at = begin
        if not is_end or not isinstance(law, Call) or not isinstance(law.head, Symbol):
            return False
        return law.head.base in PROBABILITIES and any(
            all(_is_given(part, one) for part in (law, ratio.top, ratio.bottom)) for one in drawn
        )

    def _reciprocal(self, name: str) -> Node:
        """``\\log 1/x`` of ``1/x``, since nobody divides the logarithm of 1."""
        self.take()
        bottom = self.power()
        if (token := self.peek()) is not None and not self.ends_product(token):
            raise RefusedError(f"how far {name} reaches is not clear")
        return Product((_ONE, bottom), ("/",))

    def _sloped(self, name: str) -> Node | None:
        """The call of ``\\nabla \\log p(x)^\\top``, where the slope is transposed; None of anything else."""
        begin = self.at
        if name in LOGARITHMS and self.follows_gradient(begin - 1):
            node = self.factor()
            if isinstance(node, Call) and self.next_group() in TRANSPOSES:
                return node
            self.at = begin
        return None

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
        is_factor = self.at == self.factor_at
        name = self.take()
        lower, upper = self.sub(), self.sup()
        if self.peek() in ("(", "[", "\\{") and name in _BRACKETED:
            begin = self.at
            whole = Big(name, lower, upper, self.bracket())
            if lower and (token := self.peek()) is not None and not self.ends_product(token):
                self.at = begin
                whole = replace(whole, body=self.product())
                if not is_of_indexed(whole):
                    raise RefusedError(f"how far {name} reaches is not clear")
            return whole
        is_integral = name.endswith("int")
        is_in_series, self.is_in_series = self.is_in_series, name == "\\prod"
        self.integrals += is_integral
        body = Signed(self.take(), self.product()) if self.peek() in ("-", "+") else self.product()
        if is_integral and not holds_differential(body):
            body = self._up_to_differential(body)
        if is_integral and _gives_differential(body) and not holds_differential(body):
            raise RefusedError("d may be a differential")
        if is_integral and not holds_differential(body) and has_own_measure(body):
            raise RefusedError("D may be a measure")
        self.integrals -= is_integral
        self.is_in_series = is_in_series
        whole = Big(name, lower, upper, body)
        return parted_product(whole) if is_factor else check_product(whole)

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

    def applied(self, head: Symbol) -> Node:
        """``\\operatorname{tr} A``, ``\\mathbb{E} \\|x\\|^2``: one factor follows, and nothing beside it.

        A mean is taken of all factors where each holds what is drawn.
        """
        begin = self.at
        try:
            return Applied(head, self.whole_factor(head.base))
        except RefusedError:
            if head.base != "E":
                raise
            self.at = begin
            if self.peek() == "\\frac":
                return Applied(head, self._scaled_sum())
            if not head.sub:
                raise
            return Applied(head, self._drawn_factors(head))

    def mean_of_drawn(self, drawn: Call) -> Node:
        """``\\mathbb{E}[x \\sim p] f(x)``: brackets that say what is drawn; the mean is of what follows."""
        following = self.peek()
        if following is None or self.ends_product(following) or is_product(following):
            raise RefusedError("what the mean is of does not follow")
        begin = self.at
        try:
            return Applied(drawn, self.whole_factor("E"))
        except RefusedError:
            self.at = begin
            return Applied(drawn, self._scaled_sum())

    def _scaled_sum(self) -> Node:
        """``\\mathbb{E} \\frac{1}{n} \\sum_i f_i(x)``."""
        first = self.unevaluated()
        if not isinstance(first, Fraction) or self.peek() != "\\sum":
            raise RefusedError("how far E reaches is not clear")
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

    def whole_factor(self, name: str) -> Node:
        """The factor that ``name`` is taken of; refused where more stands beside it."""
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


def _is_number(exponent: Sequence[str]) -> bool:
    """``1/2``, ``-1``: of a determinant that is the same before its brackets, in them and behind them."""
    signs = {"-", "/", "\\frac", "{", "}"}
    return bool(exponent) and all(token.isdigit() or token in signs for token in exponent)


def _is_given(whole: Node, drawn: Node) -> bool:
    """Whether a function in it is given what is drawn."""
    return any(isinstance(part, Call) and drawn in part.arguments.parts for part in walk(whole))


def _gives_differential(body: Node) -> bool:
    """``f(x) d(x)``: a differential with its variable in brackets, last in what is integrated."""
    last = body.factors[-1] if isinstance(body, Product) else body
    return isinstance(last, Call) and last.head == Symbol("d")


def _is_angle(first: Node, following: str) -> bool:
    """``\\cos m\\theta``: a multiple of an angle."""
    return first in [Symbol(letter) for letter in _COUNTS] and following in _ANGLES
