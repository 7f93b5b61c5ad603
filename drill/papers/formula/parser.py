"""From canonical tokens to a tree; what is ambiguous or unknown is refused, never guessed."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final

from drill.papers.formula.calls import holds_arguments
from drill.papers.formula.cursor import top_level
from drill.papers.formula.operators import Operators
from drill.papers.formula.printing import to_tokens
from drill.papers.formula.raw import RefusedError
from drill.papers.formula.reach import check_factors, is_word, reaching
from drill.papers.formula.scripts import Script, script_of
from drill.papers.formula.tokens import canonical
from drill.papers.formula.tree import (
    Big,
    Binomial,
    Bracket,
    Call,
    Derivative,
    Factorial,
    Fraction,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Said,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
    Words,
)
from drill.papers.formula.usage import Usage
from drill.papers.formula.vocabulary import (
    BIG,
    CLOSING,
    FUNCTIONS,
    PRODUCTS,
    RELATIONS,
    SIGNS,
    WORD_FUNCTIONS,
)

_SEPARATORS: Final = frozenset((",", ";", "\\mid", "|", "\\|", ":"))
_CLOSERS: Final = frozenset((*CLOSING.values(), "]", ")", "}"))
_LOOSE_RELATIONS: Final = frozenset((":", "\\mid"))
_ENDS: Final = frozenset((",", ";", ".", ":", "&", "\\\\", "\\mid", "\\quad"))
_LONE: Final = frozenset(("\\cdot", "\\ldots", "\\cdots", "*"))
_MOST_FACTORS: Final = 40
_NOTHING: Final = Usage()


def parse(latex: str, usage: Usage = _NOTHING) -> Statement:
    """Read one statement, such as ``a = b + c``, or one expression (a statement of one side).

    ``usage`` tells how the paper uses its symbols elsewhere.

    Raises:
        RefusedError: something in it is not understood, or reads in two ways.
    """
    return parse_tokens(canonical(latex), usage)


def parse_tokens(tokens: list[str], usage: Usage = _NOTHING) -> Statement:
    """As ``parse``, of canonical tokens."""
    try:
        statement = _Parser(tokens, usage, 0).whole()
    except RecursionError as error:
        raise RefusedError("the formula is nested too deeply") from error
    if to_tokens(statement) != tokens:
        raise RefusedError("the reading does not print back to the same formula")
    return statement


class _Parser(Operators):
    def __init__(self, tokens: list[str], usage: Usage, depth: int) -> None:
        super().__init__(tokens, usage, depth)
        self._bars: list[str] = []
        self._separating: frozenset[str] = frozenset()
        self._in_call = False

    def whole(self) -> Statement:
        statement = self._statement(RELATIONS | _LOOSE_RELATIONS)
        if self.peek() is not None:
            self.refuse()
        if statement.relations and is_word(statement.sides[0]):
            raise RefusedError("the left side may be a word")
        if any(map(_may_be_differential, statement.sides)):
            raise RefusedError("d may be a differential")
        return statement

    def _statement(self, joining: AbstractSet[str] = RELATIONS) -> Statement:
        sides = [self._sum()]
        relations: list[str] = []
        while (token := self.peek()) in joining and token is not None:
            self.at += 1
            relations.append(token)
            sides.append(self._sum())
        return Statement(tuple(sides), tuple(relations))

    def _sum(self) -> Node:
        token = self.peek()
        if token in SIGNS and token is not None:
            self.at += 1
            first: Node = Signed(token, self.product())
        else:
            first = self.product()
        terms, signs = [first], list[str]()
        while (token := self.peek()) in SIGNS and token is not None:
            self.at += 1
            signs.append(token)
            terms.append(self.product())
        if signs:
            terms, signs = reaching(terms, signs)
        return Sum(tuple(terms), tuple(signs)) if signs else terms[0]

    def product(self) -> Node:
        factors = [self.power()]
        signs: list[str] = []
        while (token := self.peek()) is not None and not self.ends_product(token):
            if len(factors) > _MOST_FACTORS:
                raise RefusedError("too many factors")
            if token in PRODUCTS:
                self.at += 1
                signs.append(token)
                sign = self.peek()
                if sign in ("-", "+"):
                    raise RefusedError(f"a sign {sign} right after a product's sign")
            else:
                if signs[-1:] == ["/"] and not self._begins_anew(factors, signs):
                    raise RefusedError("what a slash divides by is not clear")
                if token == "|" and self._in_call:
                    raise RefusedError("bars beside a factor in arguments")
                signs.append("")
            factors.append(self.power())
        if ("/", "/") in pairwise(signs):
            raise RefusedError("two slashes in a row")
        check_factors(factors, signs)
        return Product(tuple(factors), tuple(signs)) if signs else factors[0]

    def _begins_anew(self, factors: list[Node], signs: list[str]) -> bool:
        """After ``1/n`` a sum, after ``1/2`` a norm: nobody divides by those."""
        token = self.peek()
        if len(factors) != 2 or len(signs) != 1:
            return False
        if token in ("\\sum", "\\prod", "\\int"):
            return True
        return token in ("\\|", "|") and all(isinstance(factor, Number) for factor in factors)

    def ends_product(self, token: str) -> bool:
        return (
            token in SIGNS
            or token in RELATIONS
            or token in _CLOSERS
            or token in _ENDS
            or token.startswith(("\\text{", "\\end{"))
            or (token in ("|", "\\|") and (bool(self._bars) or token in self._separating))
        )

    def power(self) -> Node:
        begin = self.at
        base = self.factor()
        if self.peek() == "!":
            self.at += 1
            return Factorial(base)
        exponent = self.sup()
        if not exponent:
            return base
        following = self.peek()
        beside = begin > 0 and not self._opens(self.tokens[begin - 1])
        beside = beside or (following is not None and not self.ends_product(following))
        if script_of(base, exponent, self.usage, beside=beside) is Script.TRANSPOSE:
            if self.peek() == "_":
                self.refuse()
            return Transpose(base, exponent)
        power = Power(base, self.of_group(list(exponent)))
        if following in ("^", "_", "'"):
            self.refuse()
        if following in ("(", "[") and isinstance(base, Symbol) and base.base != "e":
            self._check_power_of_call(base, following)
        return power

    def _check_power_of_call(self, base: Symbol, opening: str) -> None:
        """``f^2(x)``: a power of what the call gives, which stands before its arguments."""
        inner = self.bracketed()
        try:
            is_call = holds_arguments(base, opening, inner, self.usage)
        except RefusedError:
            is_call = not SIGNS & set(top_level(inner))
        if is_call:
            raise RefusedError("a power before arguments")

    def _opens(self, token: str) -> bool:
        return self.ends_product(token) or token in CLOSING or token == "{"

    def of_group(self, tokens: list[str]) -> Node:
        parser = _Parser(tokens, self.usage, self.depth + 1)
        parser.integrals = self.integrals
        node = parser._sum()
        if parser.peek() is not None:
            parser.refuse()
        return node

    def factor(self) -> Node:
        token = self.peek()
        if token is None:
            self.refuse()
        if token[0].isdigit():
            return self._number()
        if self.begins_differential():
            return self.differential()
        if self.begins_name():
            return self._named_thing()
        if token in FUNCTIONS:
            return self.function()
        if token in BIG:
            return self.big()
        if token in CLOSING:
            return self._bracketed()
        if token in ("|", "\\|"):
            return self._norm()
        if token.startswith("\\text{"):
            return Words(self.take()[len("\\text{") : -1])
        return self._built(token)

    def _built(self, token: str) -> Node:
        """What a command builds of its arguments."""
        if token.startswith("\\begin{"):
            return self._table(token)
        match token:
            case "\\frac":
                return self._fraction()
            case "\\binom":
                self.at += 1
                return Binomial(self.of_group(self.group()), self.of_group(self.group()))
            case "\\sqrt":
                return self._root()
            case "\\nabla":
                return self.gradient()
            case "{":
                return self._raised()
            case _:
                raise self.refusal()

    def _number(self) -> Node:
        token = self.take()
        if self.peek() in ("_", "'"):
            self.refuse()
        return Number(token)

    def _named_thing(self) -> Node:
        """A symbol, what it is called with, or what it is applied to."""
        symbol = self.symbol()
        token = self.peek()
        if token in ("(", "[", "\\{") and holds_arguments(symbol, token, self.bracketed(), self.usage):
            return self._called(symbol)
        is_word = symbol.font == "\\operatorname" and symbol.base in WORD_FUNCTIONS
        is_mean = symbol.font == "\\mathbb" and symbol.base == "E"
        if (
            (is_word or is_mean)
            and token is not None
            and not self.ends_product(token)
            and token not in PRODUCTS
        ):
            return self.applied(symbol)
        if (
            token is not None
            and _is_unclear_head(symbol)
            and not self.ends_product(token)
            and token not in PRODUCTS
        ):
            raise RefusedError(f"what {symbol.base} is taken of is not in brackets")
        if token in ("|", "\\|") and symbol.base == "E" and not self.ends_product(token):
            raise RefusedError("E may be an expectation")
        return symbol

    def _called(self, head: Node) -> Node:
        call = Call(head, self.bracket(statements=True))
        while self.peek() == "(" and _is_operator(call):
            call = Call(call, self.bracket(statements=True))
        if self.peek() == "(":
            raise RefusedError("brackets after a call")
        return call

    def _bracketed(self) -> Node:
        """Brackets; what a composition or a convolution in brackets is called with."""
        bracket = self.bracket()
        if self.peek() == "(" and not bracket.separators and _is_composition(bracket.parts[0]):
            return self._called(bracket)
        return bracket

    def bracket(self, *, statements: bool = False) -> Bracket:
        opening = self.take()
        closing = CLOSING[opening]
        outer = self._bars, self._separating, self._in_call
        self._bars, self._separating, self._in_call = [], self.lone_bars(opening), statements
        parts: list[Node] = []
        separators: list[str] = []
        while True:
            if self.peek() == closing and not parts:
                raise RefusedError("empty brackets")
            parts.append(self._part())
            token = self.peek()
            if token == closing or (opening in ("(", "[") and token in (")", "]") and not statements):
                self.at += 1
                break
            if token not in _SEPARATORS or token is None:
                self.refuse()
            self.at += 1
            separators.append(token)
        closed = self.tokens[self.at - 1]
        self._bars, self._separating, self._in_call = outer
        if closed != closing and separators != [","]:
            raise RefusedError("brackets that do not match")
        return Bracket(opening, closed, tuple(parts), tuple(separators), self.sub())

    def _part(self) -> Node:
        """A part of brackets: an expression or a statement (``x = 1``), or a lone dot."""
        if self.peek() in _LONE and self.peek(1) in (*_SEPARATORS, *_CLOSERS):
            return Symbol(self.take())
        statement = self._statement()
        return statement.sides[0] if not statement.relations else statement

    def _norm(self) -> Node:
        bars = self.take()
        if bars in self._bars:
            raise RefusedError("bars inside of bars")
        self._bars.append(bars)
        body = self._sum()
        if self.peek() != bars:
            self.refuse()
        self.at += 1
        self._bars.pop()
        return Norm(bars, body, self.sub())

    def _fraction(self) -> Node:
        self.at += 1
        top, bottom = self.group(), self.group()
        if _is_derivative(top, bottom):
            return self.derivative(Derivative(tuple(top), tuple(bottom)))
        return Fraction(self.of_group(top), self.of_group(bottom))

    def _root(self) -> Node:
        self.at += 1
        degree: Node | None = None
        if self.peek() == "[":
            begin = self.at + 1
            while self.peek() not in ("]", None):
                self.at += 1
            degree = self.of_group(self.tokens[begin : self.at])
            self.at += 1
        return Root(self.of_group(self.group()), degree)

    def _raised(self) -> Node:
        """A group that a superscript stands on."""
        content = self.group()
        if self.peek() != "^":
            self.refuse()
        return self.of_group(content)

    def _table(self, token: str) -> Node:
        environment = token[len("\\begin{") : -1]
        self.at += 1
        rows = [[self._cell(cell) for cell in row] for row in self._cells(f"\\end{{{environment}}}")]
        return Table(environment, tuple(tuple(row) for row in rows))

    def _cells(self, closing: str) -> list[list[list[str]]]:
        """The tokens of each cell of each row, up to ``closing``."""
        rows: list[list[list[str]]] = [[[]]]
        depth = 0
        while (token := self.take()) != closing or depth:
            depth += token.startswith("\\begin{") - token.startswith("\\end{")
            if depth == 0 and token == "&":
                rows[-1].append([])
            elif depth == 0 and token == "\\\\":
                rows.append([[]])
            else:
                rows[-1][-1].append(token)
        return rows

    def _cell(self, tokens: list[str]) -> Node:
        if len(tokens) == 1 and tokens[0].startswith("\\text{"):
            return Words(tokens[0][len("\\text{") : -1])
        if tokens and tokens[0].startswith("\\text{"):
            return Said(tokens[0][len("\\text{") : -1], self._cell(tokens[1:]))
        statement = _Parser(tokens, self.usage, self.depth + 1).whole()
        return statement.sides[0] if not statement.relations else statement


def _is_derivative(top: list[str], bottom: list[str]) -> bool:
    def begins(tokens: list[str]) -> bool:
        return tokens[:1] == ["\\partial"] or tokens[:1] == ["d"] or tokens[:4] == ["\\mathrm", "{", "d", "}"]

    return begins(top) and begins(bottom) and len(bottom) > 1


def _is_unclear_head(symbol: Symbol) -> bool:
    """A name in words that may be taken of what stands beside it."""
    return symbol.font == "\\operatorname" and not symbol.sub and not symbol.mark and symbol.base.islower()


def _is_operator(call: Call) -> bool:
    return isinstance(call.head, Symbol) and call.head.font in ("\\mathcal", "\\operatorname")


def _is_composition(node: Node) -> bool:
    """``(f \\circ g)(x)``, ``(I * K)(i, j)``, ``(\\nabla f)(x)``."""
    if isinstance(node, Gradient):
        return node.body is not None
    return isinstance(node, Product) and all(
        sign in ("\\circ", "*", "\\ast", "\\star") for sign in node.signs
    )


def _may_be_differential(side: Node) -> bool:
    """``dX = …``: whether d is a factor is not clear."""
    return (
        isinstance(side, Product)
        and side.signs == ("",)
        and side.factors[0] == Symbol("d")
        and isinstance(side.factors[1], Symbol | Big)
    )
