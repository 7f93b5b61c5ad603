"""From canonical tokens to a tree; what is ambiguous or unknown is refused, never guessed."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.bars import is_evaluation
from drill.papers_first.formula.based import same_but_for_braces
from drill.papers_first.formula.brackets import CLOSERS
from drill.papers_first.formula.built import Built
from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.factors import check_factors, has_steps
from drill.papers_first.formula.inner_gaps import without_inner_gaps
from drill.papers_first.formula.listed_arguments import with_listed_arguments
from drill.papers_first.formula.long_bodies import check_indices
from drill.papers_first.formula.occurrences import group_end, occurrences
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raised import group_begin
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.reach import check_places, reaching
from drill.papers_first.formula.scripts import Script, script_of
from drill.papers_first.formula.slashed import with_fractions
from drill.papers_first.formula.squares import with_squares_behind
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.formula.transposing_primes import with_transposing_primes
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Factorial,
    Node,
    Number,
    Power,
    Product,
    Ranged,
    Signed,
    Statement,
    Sum,
    Symbol,
    Transpose,
    Words,
)
from drill.papers_first.formula.usage import Usage, of_statement
from drill.papers_first.formula.vocabulary import (
    ACCENTED,
    BIG,
    CLOSING,
    DRESSES,
    FUNCTIONS,
    RELATIONS,
    SIGNS,
    TRANSPOSES,
    is_product,
)

_ENDS: Final = frozenset((",", ";", ".", ":", "&", "\\\\", "\\mid", "\\quad"))
_MOST_FACTORS: Final = 40
_ONES: Final = ["\\mathbf", "{", "1", "}"]
"""A vector of ones: what is transposed before it is a matrix."""
_UPRIGHT_E: Final = ["\\mathrm", "{", "e", "}"]
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
    return _alone(tuple(tokens)) if usage is _NOTHING else _parsed(tokens, usage)


@lru_cache(maxsize=2048)
def _alone(tokens: tuple[str, ...]) -> Statement:
    """A statement as it reads without a paper: pieces of formulas are read so again and again."""
    return _parsed(list(tokens), _NOTHING)


def _parsed(tokens: list[str], usage: Usage) -> Statement:
    if _has_power_of_ten(tokens):
        raise RefusedError("a power of ten, or e times a number")
    tokens = with_squares_behind(with_listed_arguments(without_inner_gaps(tokens)), usage)
    tokens = with_fractions(with_transposing_primes(tokens, usage))
    try:
        statement = _Parser(tokens, of_statement(usage, tokens), 0).whole()
    except RecursionError as error:
        raise RefusedError("the formula is nested too deeply") from error
    check_indices(statement)
    if not same_but_for_braces(to_tokens(statement), tokens):
        raise RefusedError("the reading does not print back to the same formula")
    return statement


def _has_power_of_ten(tokens: list[str]) -> bool:
    """``1e-3``, ``1\\mathrm{e}4``."""
    ends = (at for at, token in enumerate(tokens) if token == "e" and at and at + 2 < len(tokens))
    return any(
        tokens[at - 1][0].isdigit() and tokens[at + 1] in ("-", "+") and tokens[at + 2][0].isdigit()
        for at in ends
    ) or any(
        tokens[at : at + 4] == _UPRIGHT_E and tokens[at - 1][0].isdigit() and tokens[at + 4][0].isdigit()
        for at in range(1, len(tokens) - 4)
    )


class _Parser(Built):
    """Sums, products and what their factors are."""

    def sum(self) -> Node:
        is_problem = self.is_problem and self.at == 0
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
            check_places(terms)
            terms, signs = reaching(terms, signs, is_problem=is_problem)
        return Sum(tuple(terms), tuple(signs)) if signs else terms[0]

    def product(self) -> Node:
        factors = [self._next_factor()]
        signs: list[str] = []
        while (token := self.peek()) is not None and not self.ends_product(token):
            if len(factors) > _MOST_FACTORS:
                raise RefusedError("too many factors")
            if is_product(token):
                self.at += 1
                signs.append(token)
                sign = self.peek()
                if sign in ("-", "+"):
                    raise RefusedError(f"a sign {sign} right after a product's sign")
            else:
                if signs[-1:] == ["/"] and self._divides_by_square(factors):
                    factors[-1] = Product((factors[-1], self.power()), ("",))
                    continue
                if signs[-1:] == ["/"] and not self._begins_anew(factors, signs):
                    raise RefusedError("what a slash divides by is not clear")
                if self.is_in_series and self.begins_differential():
                    break
                if token == "|" and self.in_call:
                    raise RefusedError("bars beside a factor in arguments")
                signs.append("")
            factors.append(self._next_factor())
        if ("/", "/") in pairwise(signs):
            raise RefusedError("two slashes in a row")
        last = factors[-1]
        if isinstance(last, Product) and isinstance(last.factors[0], Big):
            factors, signs = [*factors[:-1], *last.factors], [*signs, *last.signs]
        check_factors(factors, signs, self.usage.primed, are_steps=has_steps(self.tokens))
        check_places(factors)
        return Product(tuple(factors), tuple(signs)) if signs else factors[0]

    def _next_factor(self) -> Node:
        """The factor that stands next; of a product's sign, what belongs to it and what it ends before."""
        self.peek()
        self.factor_at = self.at
        return self.power()

    def _divides_by_square(self, factors: list[Node]) -> bool:
        """``x^2 / 2 \\sigma^2``: nobody halves a square and multiplies it by another in an exponent."""
        match factors[-2:]:
            case [Power(_, Number("2")), Number()]:
                name = next(occurrences(self.tokens[self.at :]), None)
            case _:
                return False
        if name is None or name.begin or name.above != ("2",):
            return False
        after = self.peek(name.end)
        return after is None or self.ends_product(after)

    def _begins_anew(self, factors: list[Node], signs: list[str]) -> bool:
        """After ``1/n`` a sum, after ``1/2`` a norm: nobody divides by those; a square in an exponent may be,
        ``-t^2 / 2 \\sum_i c_i^2``.
        """
        token = self.peek()
        if len(factors) != 2 or len(signs) != 1:
            return False
        if token in ("\\sum", "\\prod", "\\int"):
            return not isinstance(factors[0], Power)
        return token in ("\\|", "|") and all(isinstance(factor, Number) for factor in factors)

    def ends_product(self, token: str) -> bool:
        return (
            token in SIGNS
            or token in RELATIONS
            or token in CLOSERS
            or token in _ENDS
            or token.startswith(("\\text{", "\\end{"))
            or (token in ("|", "\\|") and (bool(self.bars) or token in self.separating))
        )

    def power(self) -> Node:
        node = self.unevaluated()
        if self.begins_evaluation():
            return Ranged(node, self.take(), self.sub())
        if isinstance(node, Bracket) and self._begins_bounds():
            return Ranged(node, self.take(), self.sub(), self.sup())
        return node

    def _begins_bounds(self) -> bool:
        """``(F(x)) |_a^b``: one bar, with what is below and above it, behind brackets."""
        if self.tokens[self.at : self.at + 2] != ["|", "_"] or self.tokens.count("|") > 1:
            return False
        return self.tokens[group_end(self.tokens, self.at + 2) :][:1] == ["^"]

    def begins_evaluation(self) -> bool:
        return not self.bars and is_evaluation(self.tokens, self.at)

    def unevaluated(self) -> Node:
        begin = self.at
        base = self.factor()
        if self.peek() == "!":
            self.at += 1
            return Factorial(base)
        exponent = self.sup()
        if not exponent:
            return base
        if isinstance(base, Bracket) and "=" in base.sub:
            return Ranged(replace(base, sub=()), "", base.sub, exponent)
        if isinstance(base, Product):
            raise RefusedError("unseen braces around a product")
        if _may_be_of_power(base) and exponent not in TRANSPOSES:
            raise RefusedError("a power of a mean, or the mean of a power")
        if _may_be_root_within(base, exponent):
            raise RefusedError("a root of a trace, or the trace of a root")
        if isinstance(base, Bracket) and base.opening == "[" and _may_be_bounds(base.sub, exponent):
            raise RefusedError("bounds beside brackets, or an index and a power")
        following = self.peek()
        beside = begin > 0 and (not self._opens(self.tokens[begin - 1]) or self._ends_factor(begin))
        beside = beside or (following is not None and not self.ends_product(following))
        again = isinstance(base, Symbol | Bracket) and self.stands_again(base)
        if exponent == ("T",) and self.tokens[self.at : self.at + 4] == _ONES:
            return Transpose(base, exponent)
        script = script_of(base, exponent, self.usage, beside=beside, again=again)
        if script is Script.MARK and isinstance(base, Symbol) and base.mark:
            raise RefusedError("an index above a name that is marked")
        if script is Script.TRANSPOSE:
            if self.peek() == "_":
                self.refuse()
            if following == "(" and isinstance(base, Symbol):
                self.check_transposed(base)
            return Transpose(base, exponent)
        power = Power(base, self.of_group(list(exponent)))
        if following in ("^", "_", "'"):
            self.refuse()
        is_name = isinstance(base, Symbol) and base.base != "e" and base.base not in self.usage.worded
        if following in ("(", "[") and isinstance(base, Symbol) and is_name:
            self.check_power_of_call(base, following)
        return power

    def _opens(self, token: str) -> bool:
        return self.ends_product(token) or token in CLOSING or token == "{"

    def _ends_factor(self, end: int) -> bool:
        """Whether brackets or an indexed name end there: ``y_k y_k^T``, but not ``\\sum_k y_k^T``."""
        if self.tokens[end - 1] in (")", "]"):
            return True
        if self.tokens[end - 1] != "}":
            return False
        depth = 0
        for at in range(end - 1, 1, -1):
            depth += (self.tokens[at] == "}") - (self.tokens[at] == "{")
            if depth == 0:
                is_dressed = self.tokens[at - 1] in DRESSES
                is_script = self.tokens[at - 1] in ("_", "^")
                return is_dressed or (
                    is_script and (is_letter(self.tokens[at - 2]) or self._ends_index(at - 1))
                )
        return False

    def _ends_index(self, end: int) -> bool:
        """Whether an index of a letter ends there: ``g_f`` of ``g_f^{-1}``."""
        begin = group_begin(self.tokens, end - 1) if self.tokens[end - 1] == "}" else 0
        return begin > 1 and self.tokens[begin - 1] == "_" and is_letter(self.tokens[begin - 2])

    def of_group(self, tokens: list[str]) -> Node:
        parser = _Parser(tokens, self.usage, self.depth + 1)
        parser.integrals = self.integrals
        node = parser.sum()
        if parser.peek() is not None:
            parser.refuse()
        return node

    def factor(self) -> Node:
        token = self.peek()
        if token is None:
            self.refuse()
        if token[0].isdigit():
            return self.number()
        if self.begins_differential():
            return self.differential()
        if token in ACCENTED and self.tokens[self.at + 1 : self.at + 4] == ["{", "\\nabla", "}"]:
            return self.estimated_gradient()
        if self.begins_name():
            return self.named_thing()
        if token in FUNCTIONS:
            return self.function()
        if token in BIG:
            return self.big()
        if token in CLOSING:
            return self.bracketed_thing()
        if token in ("|", "\\|"):
            return self.big() if self._runs() else self.norm()
        if token.startswith("\\text{"):
            return Words(self.take()[len("\\text{") : -1])
        return self.built(token)

    def _runs(self) -> bool:
        """``\\|_{k=1}^{n} x_k``: whether bars have bounds, and so put together what follows."""
        if self.peek() != "\\|" or self.peek(1) != "_":
            return False
        begin = self.at
        self.at += 1
        lower = self.sub()
        self.at = begin
        return bool({"=", "\\in"} & set(lower))

    def within(self, tokens: list[str]) -> Statement:
        return _Parser(tokens, self.usage, self.depth + 1).whole()


def _may_be_root_within(base: Node, exponent: tuple[str, ...]) -> bool:
    """``\\mathrm{tr}(A B)^{1/2}``: a root of a trace, or the trace of a root."""
    is_trace = isinstance(base, Call) and isinstance(base.head, Symbol) and base.head.base in ("tr", "Tr")
    return is_trace and {"/", "\\frac"} & set(exponent) != set()


def _may_be_of_power(base: Node) -> bool:
    """``\\mathbb{E}(x - m)^2``, ``\\mathbb{V}_{x \\sim p}(x - m)^2``, whose brackets belong to the power for
    many.
    """
    match base:
        case Call(Symbol(name, sub=below), Bracket(_, _, (part,), (), ())) if name == "E" or "\\sim" in below:
            return not isinstance(part, Symbol | Call)
        case _:
            return False


def _may_be_bounds(below: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """``[F(x)]_a^b``: what is between two places; ``[x]_+^2`` and ``[A]_{ij}^2`` are squares."""
    is_power = below == ("+",) or (above == ("2",) and all(map(is_letter, below)))
    return bool(below) and not is_power and above not in TRANSPOSES
