"""From canonical tokens to a tree; what is ambiguous or unknown is refused, never guessed."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final, NoReturn

from drill.papers.formula.printing import to_tokens
from drill.papers.formula.raw import MAX_DEPTH
from drill.papers.formula.tokens import RefusedError, canonical
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Factorial,
    Fraction,
    Function,
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
from drill.papers.formula.vocabulary import (
    ACCENTS,
    BIG,
    CLOSING,
    FONTS,
    FUNCTIONS,
    GREEK,
    LETTERLIKE,
    MARKS,
    PRODUCTS,
    RELATIONS,
    SIGNS,
    TRANSPOSES,
    WORD_FUNCTIONS,
)

_FONTS: Final = frozenset(FONTS.values())
_ACCENTS: Final = frozenset(ACCENTS.values())
_SEPARATORS: Final = frozenset((",", ";", "\\mid", "|", "\\|", ":"))
_CLOSERS: Final = frozenset((*CLOSING.values(), "]", ")", "}"))
_CALLED: Final = frozenset("fghpqFGJLPQ")
_CALLED_FONTS: Final = frozenset(("\\mathcal", "\\operatorname", "\\mathbb"))
_LOOSE_RELATIONS: Final = frozenset((":", "\\mid"))
_MOST_FACTORS: Final = 40


def parse(latex: str, functions: AbstractSet[Symbol] = frozenset()) -> Statement:
    """Read one statement, such as ``a = b + c``, or one expression (a statement of one side).

    ``functions`` are symbols that the paper uses as functions, so that brackets after them hold arguments.

    Raises:
        RefusedError: something in it is not understood, or reads in two ways.
    """
    return parse_tokens(canonical(latex), functions)


def parse_tokens(tokens: list[str], functions: AbstractSet[Symbol] = frozenset()) -> Statement:
    """As ``parse``, of canonical tokens."""
    try:
        statement = _Parser(tokens, functions, 0).whole()
    except RecursionError as error:
        raise RefusedError("the formula is nested too deeply") from error
    if to_tokens(statement) != tokens:
        raise RefusedError("the reading does not print back to the same formula")
    return statement


class _Parser:
    def __init__(self, tokens: list[str], functions: AbstractSet[Symbol], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise RefusedError("the formula is nested too deeply")
        self._tokens = tokens
        self._functions = functions
        self._depth = depth
        self._at = 0
        self._bars: list[str] = []
        self._separating: frozenset[str] = frozenset()

    def whole(self) -> Statement:
        statement = self._statement(RELATIONS | _LOOSE_RELATIONS)
        if self._peek() is not None:
            self._refuse()
        return statement

    def _statement(self, joining: AbstractSet[str] = RELATIONS) -> Statement:
        sides = [self._sum()]
        relations: list[str] = []
        while (token := self._peek()) in joining and token is not None:
            self._at += 1
            relations.append(token)
            sides.append(self._sum())
        return Statement(tuple(sides), tuple(relations))

    def _peek(self, ahead: int = 0) -> str | None:
        index = self._at + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    def _refuse(self) -> NoReturn:
        raise self._refusal()

    def _refusal(self) -> RefusedError:
        token = self._peek()
        return RefusedError(
            "something is missing at the end" if token is None else f"{token} is not understood"
        )

    def _sum(self) -> Node:
        token = self._peek()
        if token in SIGNS and token is not None:
            self._at += 1
            first: Node = Signed(token, self._product())
        else:
            first = self._product()
        terms, signs = [first], list[str]()
        while (token := self._peek()) in SIGNS and token is not None:
            self._at += 1
            signs.append(token)
            terms.append(self._product())
        return Sum(tuple(terms), tuple(signs)) if signs else first

    def _product(self) -> Node:
        factors = [self._power()]
        signs: list[str] = []
        while (token := self._peek()) is not None and not self._ends_product(token):
            if len(factors) > _MOST_FACTORS:
                raise RefusedError("too many factors")
            if token in PRODUCTS:
                self._at += 1
                signs.append(token)
                sign = self._peek()
                factors.append(self._signed_factor(sign) if sign in ("-", "+") else self._power())
            else:
                if "/" in signs and signs[-1] == "/":
                    raise RefusedError("what a slash divides by is not clear")
                signs.append("")
                factors.append(self._power())
        if "/" in signs[:-1] and signs[-1] == "/":
            raise RefusedError("two slashes in a row")
        return Product(tuple(factors), tuple(signs)) if signs else factors[0]

    def _signed_factor(self, sign: str | None) -> NoReturn:
        raise RefusedError(f"a sign {sign} right after a product's sign")

    def _ends_product(self, token: str) -> bool:
        return (
            token in SIGNS
            or token in RELATIONS
            or token in _CLOSERS
            or token in (",", ";", ".", ":", "&", "\\\\", "\\mid", "\\quad")
            or token.startswith(("\\text{", "\\end{"))
            or (token in ("|", "\\|") and (bool(self._bars) or token in self._separating))
        )

    def _power(self) -> Node:
        base = self._atom()
        if self._peek() == "!":
            self._at += 1
            return Factorial(base)
        if self._peek() != "^":
            return base
        self._at += 1
        exponent = self._raw_group()
        if tuple(exponent) in TRANSPOSES and _may_be_transposed(base, exponent):
            return Transpose(base, tuple(exponent))
        power = Power(base, self._inner(exponent))
        if self._peek() in ("^", "_", "'"):
            self._refuse()
        return power

    def _inner(self, tokens: list[str]) -> Node:
        """An expression from tokens of a group."""
        parser = _Parser(tokens, self._functions, self._depth + 1)
        node = parser._sum()
        if parser._peek() is not None:
            parser._refuse()
        return node

    def _raw_group(self) -> list[str]:
        if self._peek() != "{":
            self._refuse()
        depth = 0
        begin = self._at + 1
        while (token := self._peek()) is not None:
            depth += (token == "{") - (token == "}")
            self._at += 1
            if depth == 0:
                return self._tokens[begin : self._at - 1]
        raise RefusedError("a { is never closed")

    def _sub(self) -> tuple[str, ...]:
        if self._peek() != "_":
            return ()
        self._at += 1
        return tuple(self._raw_group())

    def _atom(self) -> Node:
        token = self._peek()
        if token is None:
            self._refuse()
        if token[0].isdigit():
            return self._number()
        if _is_letter(token) or token in _FONTS or token in _ACCENTS or token.startswith("\\operatorname{"):
            return self._named()
        if token in FUNCTIONS:
            return self._function()
        if token in BIG:
            return self._big()
        if token in CLOSING:
            return self._bracket()
        if token in ("|", "\\|"):
            return self._norm()
        return self._built(token)

    def _built(self, token: str) -> Node:
        """What a command builds of its arguments."""
        match token:
            case "\\frac":
                return self._fraction()
            case "\\sqrt":
                return self._root()
            case "\\nabla":
                return self._gradient()
            case "{":
                return self._braced()
            case _ if token.startswith("\\begin{"):
                return self._table(token)
            case _:
                raise self._refusal()

    def _number(self) -> Node:
        token = self._tokens[self._at]
        self._at += 1
        if self._peek() in ("_", "'"):
            self._refuse()
        return Number(token)

    def _named(self) -> Node:
        symbol = self._symbol()
        if symbol.font == "\\operatorname" and symbol.base in WORD_FUNCTIONS and self._peek() not in CLOSING:
            return self._word_function(symbol)
        if self._peek() in ("(", "[", "\\{") and self._is_call(symbol):
            call = Call(symbol, self._arguments())
            while self._peek() == "(" and _is_plain_call(call):
                call = Call(call, self._arguments())
            return call
        return symbol

    def _word_function(self, symbol: Symbol) -> Node:
        """``tr A``: one factor follows, and nothing beside it."""
        raise RefusedError(f"what {symbol.base} is taken of is not in brackets")

    def _symbol(self) -> Symbol:
        base, font, accents = self._dressed()
        sub = self._sub()
        primes = 0
        while self._peek() == "'":
            self._at += 1
            primes += 1
        mark: tuple[str, ...] = ()
        if self._peek() == "^":
            begin = self._at
            self._at += 1
            content = tuple(self._raw_group())
            if content in MARKS or _is_index(content):
                mark = content
            else:
                self._at = begin
        return Symbol(base, font, accents, sub, primes, mark)

    def _dressed(self) -> tuple[str, str, tuple[str, ...]]:
        """A letter with its font and accents, outermost accent first."""
        token = self._tokens[self._at]
        self._at += 1
        if token.startswith("\\operatorname{"):
            return token[len("\\operatorname{") : -1], "\\operatorname", ()
        if token in _FONTS or token in _ACCENTS:
            inner = _Parser(self._raw_group(), self._functions, self._depth + 1)
            if inner._peek() is None:
                raise RefusedError(f"{token} has nothing under it")
            base, font, accents = inner._dressed()
            if inner._peek() is not None or (token in _FONTS and (font or accents)):
                raise RefusedError(f"{token} over several letters")
            return (base, token, accents) if token in _FONTS else (base, font, (token, *accents))
        if not _is_letter(token) and not token[0].isdigit():
            raise RefusedError(f"{token} is no name")
        return token, "", ()

    def _is_call(self, symbol: Symbol) -> bool:
        """Whether brackets after ``symbol`` hold arguments; refuses where nobody could tell."""
        inner = self._peek_bracket()
        bare = Symbol(symbol.base, symbol.font, symbol.accents)
        if symbol in self._functions or bare in self._functions:
            return True
        if symbol.font in _CALLED_FONTS:
            return True
        top = _top_level(inner)
        if self._peek() == "\\{":
            if symbol.base in GREEK and {"+", "-"} & set(top):
                return False
            raise RefusedError("braces after a symbol")
        if self._peek() == "[":
            return "," in top or "\\mid" in top or "|" in top
        if {",", "\\mid", ";", "|", "\\|"} & set(top):
            return True
        if len(top) == 1:
            return True
        signed = bool({"+", "-", "\\pm", "\\mp"} & set(top))
        if symbol.base in _CALLED and not symbol.font:
            if signed and symbol.base in inner:
                raise RefusedError(f"{symbol.base}(…) reads in two ways")
            return True
        if not signed and len(top) <= 6 and symbol.base != symbol.base.upper():
            return True
        if signed:
            return False
        raise RefusedError(f"{symbol.base}(…) reads in two ways")

    def _peek_bracket(self) -> list[str]:
        opening = self._tokens[self._at]
        closing = CLOSING[opening]
        depth = 0
        for index in range(self._at, len(self._tokens)):
            depth += (self._tokens[index] == opening) - (self._tokens[index] == closing)
            if depth == 0:
                return self._tokens[self._at + 1 : index]
        raise RefusedError(f"{opening} is never closed")

    def _arguments(self) -> Bracket:
        bracket = self._bracket(statements=True, indexed=False)
        if not isinstance(bracket, Bracket):
            raise RefusedError("arguments without brackets")
        return bracket

    def _bracket(self, *, statements: bool = False, indexed: bool = True) -> Node:
        opening = self._tokens[self._at]
        self._at += 1
        closing = CLOSING[opening]
        outer = self._bars, self._separating
        self._bars, self._separating = [], self._separating_bars(opening)
        parts: list[Node] = []
        separators: list[str] = []
        while True:
            if self._peek() == closing and not parts:
                raise RefusedError("empty brackets")
            parts.append(self._part())
            token = self._peek()
            if token == closing or (opening in "([" and token in (")", "]")):
                self._at += 1
                break
            if token not in _SEPARATORS or token is None:
                self._refuse()
            self._at += 1
            separators.append(token)
        closed = self._tokens[self._at - 1]
        self._bars, self._separating = outer
        sub = self._sub() if indexed else ()
        return Bracket(opening, closed, tuple(parts), tuple(separators), sub)

    def _separating_bars(self, opening: str) -> frozenset[str]:
        """The bars that stand alone in the brackets now opened, so that they separate: ``p(x | y)``."""
        closing = CLOSING[opening]
        depth = 1
        bars: list[str] = []
        for token in self._tokens[self._at :]:
            depth += (token in CLOSING or token == "{") - (token == closing or token in _CLOSERS)
            if depth == 0:
                break
            if depth == 1 and token in ("|", "\\|"):
                bars.append(token)
        return frozenset(bar for bar in bars if bars.count(bar) == 1)

    def _part(self) -> Node:
        """A part of brackets: an expression or a statement (``x = 1``), or a lone dot."""
        if self._peek() in ("\\cdot", "\\ldots", "\\cdots", "*") and self._peek(1) in (
            *_SEPARATORS,
            *_CLOSERS,
        ):
            self._at += 1
            return Symbol(self._tokens[self._at - 1])
        statement = self._statement()
        return statement.sides[0] if not statement.relations else statement

    def _norm(self) -> Node:
        bars = self._tokens[self._at]
        if self._bars and self._bars[-1] == bars:
            self._refuse()
        self._at += 1
        self._bars.append(bars)
        body = self._sum()
        if self._peek() != bars:
            self._refuse()
        self._at += 1
        self._bars.pop()
        return Norm(bars, body, self._sub())

    def _fraction(self) -> Node:
        self._at += 1
        top, bottom = self._raw_group(), self._raw_group()
        if _is_derivative(top, bottom):
            return Derivative(tuple(top), tuple(bottom))
        return Fraction(self._inner(top), self._inner(bottom))

    def _root(self) -> Node:
        self._at += 1
        degree: Node | None = None
        if self._peek() == "[":
            begin = self._at + 1
            while self._peek() not in ("]", None):
                self._at += 1
            degree = self._inner(self._tokens[begin : self._at])
            self._at += 1
        return Root(self._inner(self._raw_group()), degree)

    def _gradient(self) -> Node:
        self._at += 1
        sub = self._sub()
        power: tuple[str, ...] = ()
        if self._peek() == "^":
            self._at += 1
            power = tuple(self._raw_group())
        token = self._peek()
        if token is None or self._ends_product(token) or token in PRODUCTS:
            return Gradient(None, sub, power)
        return Gradient(self._power(), sub, power)

    def _function(self) -> Node:
        name = self._tokens[self._at]
        self._at += 1
        sub = self._sub()
        power: Node | None = None
        if self._peek() == "^":
            self._at += 1
            power = self._inner(self._raw_group())
        return Function(name, self._operand(name), sub, power)

    def _operand(self, name: str) -> Node:
        """What a function is taken of: brackets, one factor, or a number's product."""
        token = self._peek()
        if token in ("(", "[", "\\{"):
            bracket = self._bracket()
            if self._peek() in ("^", "'"):
                raise RefusedError(f"a power after {name}(…) reads in two ways")
            return bracket
        if token is not None and token in SIGNS:
            raise RefusedError(f"a sign right after {name}")
        first = self._power()
        following = self._peek()
        if following is None or self._ends_product(following) or following in PRODUCTS:
            if following in ("/", "\\cdot", "\\times", "*"):
                raise RefusedError(f"how far {name} reaches is not clear")
            return first
        if following in FUNCTIONS or following in BIG:
            return first
        if isinstance(first, Number):
            factors = [first, *self._rest_of_factors()]
            return Product(tuple(factors), ("",) * (len(factors) - 1))
        raise RefusedError(f"how far {name} reaches is not clear")

    def _rest_of_factors(self) -> list[Node]:
        factors: list[Node] = []
        while (token := self._peek()) is not None and not self._ends_product(token):
            if token in PRODUCTS or token in CLOSING or token in FUNCTIONS or token in BIG:
                raise RefusedError("how far a function reaches is not clear")
            factors.append(self._power())
        return factors

    def _big(self) -> Node:
        name = self._tokens[self._at]
        self._at += 1
        lower = self._sub()
        upper: tuple[str, ...] = ()
        if self._peek() == "^":
            self._at += 1
            upper = tuple(self._raw_group())
        if self._peek() in ("(", "[", "\\{") and name in ("\\max", "\\min", "\\sup", "\\inf", "\\Pr"):
            return Big(name, lower, upper, self._bracket())
        return Big(name, lower, upper, self._product())

    def _braced(self) -> Node:
        """A group that scripts stand on."""
        content = self._raw_group()
        if self._peek() not in ("^", "_", "'"):
            self._refuse()
        if self._peek() != "^":
            raise RefusedError("an index on a whole group")
        return self._inner(content)

    def _table(self, token: str) -> Node:
        environment = token[len("\\begin{") : -1]
        closing = f"\\end{{{environment}}}"
        self._at += 1
        rows: list[list[list[str]]] = [[[]]]
        depth = 0
        while (inner := self._peek()) is not None and not (inner == closing and depth == 0):
            depth += inner.startswith("\\begin{") - inner.startswith("\\end{")
            if depth == 0 and inner == "&":
                rows[-1].append([])
            elif depth == 0 and inner == "\\\\":
                rows.append([[]])
            else:
                rows[-1][-1].append(inner)
            self._at += 1
        if self._peek() is None:
            raise RefusedError(f"{environment} is never closed")
        self._at += 1
        return Table(environment, tuple(tuple(map(self._cell, row)) for row in rows))

    def _cell(self, tokens: list[str]) -> Node:
        if len(tokens) == 1 and tokens[0].startswith("\\text{"):
            return Words(tokens[0][len("\\text{") : -1])
        if tokens and tokens[0].startswith("\\text{"):
            return Said(tokens[0][len("\\text{") : -1], self._cell(tokens[1:]))
        parser = _Parser(tokens, self._functions, self._depth + 1)
        statement = parser.whole()
        return statement.sides[0] if not statement.relations else statement


def _is_letter(token: str) -> bool:
    return (len(token) == 1 and token.isalpha()) or token in GREEK or token in LETTERLIKE


def _is_index(content: tuple[str, ...]) -> bool:
    """``^{(t)}``: an index in round brackets rather than a power."""
    return len(content) >= 3 and content[0] == "(" and content[-1] == ")" and "(" not in content[1:]


def _may_be_transposed(base: Node, exponent: list[str]) -> bool:
    """``^\\top`` always; ``^T`` on what is set as a vector or a matrix; a power otherwise."""
    if exponent == ["\\top"] or len(exponent) > 1:
        return True
    if isinstance(base, Symbol):
        return (
            base.font in ("\\mathbf", "\\mathsf")
            or base.base.isupper()
            or base.base in ("x", "w", "y", "z", "v", "u", "h", "a", "b", "e")
        )
    return isinstance(base, Bracket | Call)


def _is_derivative(top: list[str], bottom: list[str]) -> bool:
    def begins(tokens: list[str]) -> bool:
        return tokens[:1] == ["\\partial"] or tokens[:1] == ["d"] or tokens[:4] == ["\\mathrm", "{", "d", "}"]

    return begins(top) and begins(bottom) and len(bottom) > 1


def _top_level(tokens: list[str]) -> list[str]:
    depth = 0
    found: list[str] = []
    for token in tokens:
        if token in ("{", "(", "[", "\\{"):
            depth += 1
        elif token in ("}", ")", "]", "\\}"):
            depth -= 1
        elif depth == 0:
            found.append(token)
    return found


def _is_plain_call(call: Call) -> bool:
    return isinstance(call.head, Symbol) and call.head.font in ("\\mathcal", "\\operatorname")
