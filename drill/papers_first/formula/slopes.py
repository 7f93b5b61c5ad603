"""Gradients, derivatives and differentials, and what they are taken of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from drill.papers_first.formula.along import is_apart, is_given
from drill.papers_first.formula.names import Names
from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.operands import stands_in_operator
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raised import group_begin
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.reach import is_weighed
from drill.papers_first.formula.tree import (
    Applied,
    Call,
    Derivative,
    Differential,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Symbol,
)
from drill.papers_first.formula.vocabulary import ACCENTED, INVERSES, SIGNS, TRANSPOSES, is_product

LOGARITHMS: Final = frozenset(("\\log", "\\ln", "\\lg"))
_LONGEST_NAME: Final = 16
"""As many tokens as a name with its index has."""
_DEGREES: Final = frozenset(("\\partial", "d"))


class Slopes(Names, ABC):
    """Reads signs of slopes; the grammar around them is the parser's."""

    integrals: int = 0
    """How many integrals are open."""

    @abstractmethod
    def factor(self) -> Node:
        """The factor that stands next, without its superscript."""

    @abstractmethod
    def big(self) -> Node:
        """The operator with bounds that stands next, with its body."""

    @abstractmethod
    def whole_factor(self, name: str) -> Node:
        """The factor that ``name`` is taken of, and nothing beside it."""

    @abstractmethod
    def keeps_apart(self, inner: list[str]) -> bool:
        """Whether brackets that hold ``inner`` only keep two superscripts apart."""

    @abstractmethod
    def ends_product(self, token: str) -> bool:
        """Whether ``token`` ends a product."""

    @abstractmethod
    def begins_evaluation(self) -> bool:
        """Whether a bar with a place stands next."""

    def estimated_gradient(self) -> Node:
        """``\\hat{\\nabla}_x f(x)``: an estimate of a gradient."""
        accent = self.take()
        self.group()
        head = Symbol("\\nabla", accents=(accent,), sub=self.sub())
        token = self.peek()
        if token is None or self.ends_product(token) or is_product(token):
            return head
        body = self.factor()
        self._check_gradient(body, head.sub)
        return Applied(head, body)

    def gradient(self) -> Node:
        """``\\nabla_x f(x)``; the bare operator where nothing follows that it is taken of."""
        self.take()
        sub, power = self.sub(), self.sup()
        token = self.peek()
        if (Symbol("B"), ()) in self.usage.raised:
            raise RefusedError("a gradient or a difference in time")
        if token is not None and token in SIGNS and token != "+":
            raise RefusedError("a sign right after a gradient's sign")
        if token is None or self.ends_product(token) or is_product(token):
            return Gradient(None, sub, power)
        if self._begins_named_slope():
            return Gradient(self.symbol(), sub, power)
        body = self.factor()
        if isinstance(body, Norm) and body.bars == "\\|" and self.next_group() == ("2",):
            self.sup()
            body = Power(body, Number("2"))  # nobody squares the slope of a norm
        if isinstance(body, Fraction) and isinstance(body.top, Number) and self.peek() == "\\sum":
            body = Product((body, self.big()), ("",))  # of the mean: the number has no slope
        is_inverse = power == ("2",) and isinstance(body, Call) and self.next_group() in INVERSES
        if not is_inverse:  # of a matrix of second slopes: nobody writes that of a reciprocal so
            self._check_gradient(body, sub)
        return Gradient(body, sub, power)

    def _begins_named_slope(self) -> bool:
        """``\\nabla \\ell_i B``: whether the paper defines the gradient of what stands next, and no
        arguments follow.
        """
        name = next(occurrences(self.tokens[self.at : self.at + _LONGEST_NAME]), None)
        if name is None or name.begin or name.above:
            return False
        end = self.at + name.end
        if tuple(self.tokens[self.at : end]) not in self.usage.slopes:
            return False
        begin, self.at = self.at, end
        is_apart = self.peek() not in ("(", "[", "^", "'") or (
            self.peek() == "(" and self.keeps_apart(self.bracketed())
        )
        self.at = begin
        return is_apart

    def _check_gradient(self, body: Node, sub: tuple[str, ...]) -> None:
        """A gradient takes one factor; what stands beside a call may be meant to be under it."""
        following = self.peek()
        if isinstance(body, Function) and isinstance(body.body, Power) and isinstance(body.body.base, Call):
            raise RefusedError("a power under a gradient reads in two ways")
        if following == "^":
            if not isinstance(body, Call) and not _is_log_of_call(body):
                raise RefusedError("a power under a gradient reads in two ways")
            if self.next_group() not in TRANSPOSES:
                raise RefusedError("a power of a gradient reads in two ways")
            return
        if following is None or self.ends_product(following) or is_product(following):
            return
        if self.begins_evaluation() or self.begins_differential():
            return
        if following == "\\nabla" and (isinstance(body, Call) or _is_log_of_call(body)):
            return
        if isinstance(body, Call) and self._is_sandwiched(body):
            return
        if not is_weighed(body) and not is_apart(body, sub, self.tokens, self.at):
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

    def slope_along(self, sign: Symbol) -> Node:
        """``d_w f(w, a)``: the slope along what stands below the d; without a function of it, the d."""
        begin = self.at
        body = self.factor()
        if not is_given(sign.sub, body):
            self.at = begin
            return sign
        following = self.peek()
        is_next = following is not None and (
            following in ("d", *ACCENTED) or self.ends_product(following) or is_product(following)
        )
        if not is_next and following is not None and self.next_group() not in TRANSPOSES:
            raise RefusedError("how far a derivative reaches is not clear")
        return Applied(sign, body)

    def next_group(self) -> tuple[str, ...]:
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
        return Applied(derivative, self.whole_factor("a derivative"))

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

    def follows_gradient(self, at: int) -> bool:
        """Whether the sign of a gradient, with its index, ends before ``at``."""
        begin = group_begin(self.tokens, at - 1) if self.tokens[at - 1 : at] == ["}"] else at + 1
        is_index = self.tokens[max(0, begin - 1) : begin] == ["_"]
        return self.tokens[max(0, at - 1) : at] == ["\\nabla"] or (
            is_index and self.tokens[max(0, begin - 2) : begin - 1] == ["\\nabla"]
        )


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


def _is_log_of_call(body: Node) -> bool:
    """``\\log p(x)``, whose slope is a vector that may be transposed."""
    return isinstance(body, Function) and body.name in LOGARITHMS and isinstance(body.body, Call)
