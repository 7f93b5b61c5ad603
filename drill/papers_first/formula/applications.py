"""Names with what they are called with or applied to."""

from __future__ import annotations

from abc import ABC
from typing import Final

from drill.papers_first.formula.bound import only_draws
from drill.papers_first.formula.calls import holds_arguments, is_jacobian
from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.heads import CALLED, OFTEN_CALLED
from drill.papers_first.formula.interpolations import goes_towards
from drill.papers_first.formula.kept_powers import may_keep_power, needs_brackets
from drill.papers_first.formula.listed_arguments import check_listed
from drill.papers_first.formula.means import has_law, may_average, takes_means
from drill.papers_first.formula.nested_places import is_place
from drill.papers_first.formula.nesting import parted_at_top, top_level
from drill.papers_first.formula.occurrences import occurrences, whole_name
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raised_calls import RaisedCalls
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import Applied, Bracket, Call, Gradient, Node, Number, Product, Symbol
from drill.papers_first.formula.vocabulary import (
    FUNCTIONS,
    GREEK,
    RELATIONS,
    SCALARS,
    SCRIPT,
    SIGNS,
    TRANSPOSES,
    WORD_FUNCTIONS,
    is_product,
)

_MATRICES: Final = frozenset("ABCKMPQWXUVSLD")
_CAPITALS: Final = frozenset(letter for letter in GREEK if letter[1].isupper())
_CALLED: Final = frozenset("fghFG")
_SPREADS: Final = frozenset(("Var", "Cov", "var", "cov", "Std", "std", "KL"))
"""What gives numbers, which brackets multiply."""
_RANDOM: Final = frozenset(
    ("|", "\\|", "e", "\\exp", "\\log", "\\ln", "\\max", "\\min", "\\sup", "\\int", "\\sum", "\\prod")
)
"""What is taken the mean of, right behind an E, rather than multiplied by an energy."""
_VARIABLES: Final = frozenset("XYZ")
_ESTIMATED: Final = frozenset(("\\hat", "\\bar", "\\tilde"))
"""Accents of what a sample gives, whose mean is taken where E takes means elsewhere."""
_BARS: Final = frozenset(("|", "\\|"))
_MIDDLES: Final = frozenset(("med", "median", "mean", "avg", "ave"))
"""What is taken over what stands below."""
_PUSHED: Final = frozenset((("\\sharp",), ("\\#",)))
_BRACKETS_PUSHED: Final = _PUSHED | {("*",), ("\\star",), ("\\ast",)}
"""Below brackets a star marks no best value."""


class Applications(RaisedCalls, ABC):
    """Reads names, calls and what operators in words are taken of."""

    def named_thing(self) -> Node:
        """A symbol, what it is called with, or what it is applied to."""
        begin = self.at
        before = self.tokens[begin - 1] if begin else ""
        symbol = self.symbol()
        token = self.peek()
        is_drawn = before == "\\sim" and symbol.base.isupper()
        is_order = before == "\\in" and symbol.base in ("\\Theta", "\\Omega") and not symbol.sub
        if (is_drawn or is_order) and token in ("(", "[") and self._ends_side():
            return self.called(symbol)
        if token == "(" and ((begin == 0 and self._is_set()) or self._is_measure(symbol)):
            return self.called(symbol)
        if token in ("(", "[") and (
            self._is_circle(symbol, before)
            or self._is_matrix_before(symbol)
            or self._is_before_raised(symbol)
            or self._is_before_transposed(symbol)
            or self._is_in_form(symbol, begin)
        ):
            return symbol
        if token == "(" and symbol == Symbol("\\sigma") and self._is_parameter(symbol):
            raise RefusedError("\\sigma(…) reads in two ways")
        if token == "(" and (self._is_share(symbol, begin) or self._is_level(symbol)):
            return symbol
        is_mean = (symbol.font in ("\\mathbb", "\\mathrm") and symbol.base == "E") or has_law(symbol)
        averages = takes_means(symbol, self.tokens)
        if token in ("(", "[", "\\{") and (is_mean or averages):
            return self.called(symbol)
        if token in ("(", "[", "\\{") and holds_arguments(symbol, token, self.bracketed(), self.usage):
            if token == "(" and self._multiplies_power(symbol):
                return symbol
            if token == "(" and (self._may_be_scaled(symbol) or self._may_weigh(symbol)):
                raise RefusedError(f"{symbol.base}(…) reads in two ways")
            return self.called(symbol)
        is_word = symbol.font == "\\operatorname" and symbol.base in WORD_FUNCTIONS
        is_slope = is_jacobian(symbol)
        is_beside = token not in (None, "!") and not self.ends_product(token) and not is_product(token)
        is_mean |= averages and bool(symbol.font)
        if (is_word or is_mean or is_slope) and is_beside:
            return self.applied(symbol)
        if is_beside and (symbol.sub in _PUSHED or symbol.base == "\\partial"):
            return self.applied(symbol)
        if symbol.base == "d" and symbol.sub and self.begins_name():
            return self.slope_along(symbol)
        if is_beside and symbol == Symbol("\\sigma") and self._may_activate(token):
            raise RefusedError("what \\sigma is applied to is not in brackets")
        if is_beside and symbol.font == "\\operatorname" and symbol.base in _MIDDLES and symbol.sub:
            return self.applied(symbol)
        if is_beside and _is_unclear_head(symbol) and symbol.base not in self.usage.worded:
            raise RefusedError(f"what {symbol.base} is taken of is not in brackets")
        is_random = (token in _RANDOM or token in _VARIABLES) and not self._is_bound(symbol)
        is_random = is_random and (not symbol.sub or token in _BARS)
        is_random |= token in _ESTIMATED and symbol == Symbol("E") and self._takes_means()
        is_random |= averages or (bool(symbol.font) and bare(symbol) in self.usage.functions)
        is_random |= symbol == Symbol("E", "\\mathsf")
        if is_beside and symbol.base == "E" and (is_random or may_average(symbol, self.tokens[self.at :])):
            if symbol in self.usage.functions or (
                symbol == Symbol("E") and token in _BARS and self._takes_means()
            ):
                return self.applied(symbol)
            raise RefusedError("E may be an expectation")
        return symbol

    def _takes_means(self) -> bool:
        """Whether an E has an argument in round or square brackets somewhere in the paper."""
        return Symbol("E") in self.usage.functions or self.usage.averages

    def _is_set(self) -> bool:
        """``\\lambda_{1,t}(v) = …``: what stands before one name in brackets and is set is no factor."""
        inner = self.bracketed()
        after = self.at + len(inner) + 2
        return whole_name(inner) is not None and self.tokens[after : after + 1] in (["="], [":="])

    def _is_measure(self, symbol: Symbol) -> bool:
        """``\\int f(x) \\nu(dx)``: what only a differential in brackets follows under an integral's sign."""
        top = top_level(self.bracketed())
        self.at += 1
        is_differential = self.begins_differential() and not {",", *SIGNS} & set(top)
        self.at -= 1
        return is_differential and bare(symbol) not in self.usage.values | self.usage.factors

    def _is_circle(self, symbol: Symbol, before: str) -> bool:
        """``2 \\pi [x, t] B``: a number's multiple of the constant, rather than what a policy gives."""
        is_given = {"|", "\\mid"} & set(top_level(self.bracketed()))
        is_constant = symbol == Symbol("\\pi") and before[:1].isdigit()
        return is_constant and not is_given and symbol not in self.usage.functions

    def _is_share(self, symbol: Symbol, begin: int) -> bool:
        """``a + \\psi (b - a)``: a Greek letter weighs a step; refused where it may be a function, too."""
        is_greek = symbol.base in GREEK and not {symbol, bare(symbol)} & self.usage.functions
        if not is_greek or not goes_towards(self.tokens[:begin], self.bracketed()):
            return False
        if symbol.base in SCALARS or bare(symbol) in self.usage.values | self.usage.factors:
            return True
        raise RefusedError(f"{symbol.base}(…) reads in two ways")

    def _multiplies_power(self, symbol: Symbol) -> bool:
        """``K_a (R_{ab})^2``: a number that the paper applies to nothing, before the power of a name.

        Raises:
            RefusedError: nothing tells that it is a number, or it is one elsewhere, ``\\mu (R^*)^2``.
        """
        is_known = bool({symbol, bare(symbol)} & self.usage.functions)
        is_both = bare(symbol) in self.usage.both and symbol.base not in CALLED | OFTEN_CALLED
        if is_both and needs_brackets(self.tokens, self.at):
            raise RefusedError(f"{symbol.base}(…) reads in two ways")
        if is_known or not may_keep_power(symbol, self.tokens, self.at):
            return False
        if bare(symbol) not in self.usage.values | self.usage.factors:
            raise RefusedError(f"{symbol.base}(…) reads in two ways")
        return True

    def _may_be_scaled(self, symbol: Symbol) -> bool:
        """``G (C / c)^a``: a constant times the power of a ratio, unless it is a function elsewhere."""
        inner = self.bracketed()
        above = self.tokens[self.at + len(inner) + 2 :]
        is_ratio = {"/", "\\frac"} & set(top_level(inner)) and not SIGNS & set(top_level(inner))
        exponent = [token for token in above[2:4] if token != "-"] if above[:2] == ["^", "{"] else []
        is_raised = bool(exponent) and is_letter(exponent[0]) and exponent[0] != "T"
        is_plain = not symbol.font and len(symbol.base.lstrip("\\")) == 1
        is_known = bool({symbol, bare(symbol)} & self.usage.functions)
        return bool(is_ratio) and is_raised and is_plain and not is_known

    def _is_level(self, symbol: Symbol) -> bool:
        """``\\max(q (y - x), (q - 1) (y - x))``: what 1 is taken from in the same row, or it from 1,
        is a number, whatever else has its letter.
        """
        name, top = to_tokens(symbol), top_level(self.bracketed())
        if symbol.font or "," in top or not SIGNS & set(top):
            return False
        rests = (["(", *name, "-", "1", ")"], ["(", "1", "-", *name, ")"])
        return any(
            self.tokens[at : at + len(rest)] == rest for rest in rests for at in range(len(self.tokens))
        )

    def _may_weigh(self, symbol: Symbol) -> bool:
        """``F_i (a_i - b_i)^2``: a square whose terms are numbered as the name is, which rather weighs it."""
        inner = self.bracketed()
        above = self.tokens[self.at + len(inner) + 2 :]
        parts = parted_at_top(inner, "-")
        if len(symbol.sub) != 1 or not is_letter(symbol.sub[0]) or above[:4] != ["^", "{", "2", "}"]:
            return False
        is_each = all("_" in part and symbol.sub[0] in part for part in parts)
        return len(parts) == 2 and "," not in top_level(inner) and is_each

    def _is_bound(self, symbol: Symbol) -> bool:
        """Whether a sum counts up to it: ``E \\sum_{e=1}^{E} f_e``."""
        bound = ["}", "^", "{", symbol.base, "}"]
        return any(self.tokens[at : at + len(bound)] == bound for at in range(len(self.tokens)))

    def _is_parameter(self, symbol: Symbol) -> bool:
        """``D(\\sigma) = …``: whether a name is all that another one is given on the left side."""
        end = self.tokens.index("=") if "=" in self.tokens else 0
        return self.tokens[max(0, end - 3) : end] == ["(", symbol.base, ")"]

    def _may_activate(self, following: str | None) -> bool:
        """``\\sigma \\log x``, ``\\sigma W x``: whether a sigmoid rather than a factor stands before them."""
        sigma = Symbol("\\sigma")
        if sigma in self.usage.functions:
            return following in FUNCTIONS or (following is not None and following.isupper())
        return following in FUNCTIONS and sigma not in self.usage.values | self.usage.factors

    def _ends_side(self) -> bool:
        """Whether the bracket that stands next is the last thing on its side, and its bars do not part it."""
        inner = self.bracketed()
        after = self.at + len(inner) + 2
        is_last = after >= len(self.tokens) or self.ends_product(self.tokens[after])
        return is_last and not {"|", "\\mid"} & set(top_level(inner))

    def _is_matrix_before(self, symbol: Symbol) -> bool:
        """``K (A + \\lambda I)^{-1}``, ``W (x V)^\\top``: a matrix before one more factor."""
        inner = self.bracketed()
        above = self.tokens[self.at + len(inner) + 2 :]
        if above[:2] != ["^", "{"] or {symbol, bare(symbol)} & self.usage.functions:
            return False
        top = set(top_level(inner))
        is_bold = symbol.font == "\\mathbf" and symbol.base.isalpha()
        is_matrix = symbol.base in _MATRICES and (is_bold or not symbol.font)
        if above[2:5] == ["-", "1", "}"]:
            holds_matrix = bool(SIGNS & top) and _holds_matrix(inner)
            if symbol.base in _CAPITALS and holds_matrix:
                raise RefusedError(f"{symbol.base}(…) reads in two ways")
            if symbol.base in GREEK - _CAPITALS and _is_product_of_transposed(inner):
                return True  # a number before an inverse
            return (is_bold or is_matrix) and (holds_matrix or _is_product_of_transposed(inner))
        is_transposed = any(above[2 : len(mark) + 3] == [*mark, "}"] for mark in TRANSPOSES)
        if is_transposed and "," in top and symbol.sub and symbol.base not in _CALLED:
            raise RefusedError(f"{symbol.base}(…) reads in two ways")  # before a vector, or called
        return is_transposed and is_matrix and not {",", ";", "\\mid", "|"} & top

    def _is_before_raised(self, symbol: Symbol) -> bool:
        """``\\alpha (r^i)^2``: a number before what has brackets because of the index above it."""
        inner = self.bracketed()
        name = whole_name(inner)
        is_indexed = name is not None and name.above[:1] != () and name.above[0].isalpha()
        is_raised = is_indexed and self.tokens[self.at + len(inner) + 2 :][:1] == ["^"]
        return is_raised and symbol.base in SCALARS and symbol not in self.usage.functions

    def _is_in_form(self, symbol: Symbol, begin: int) -> bool:
        """``(x - a)^\\top M (x - a)``, ``w_i (x_i - a)(x_i - a)^\\top``: the name is a factor of a form."""
        inner = self.bracketed()
        is_known = bool({symbol, bare(symbol)} & self.usage.functions)
        if not SIGNS & set(top_level(inner)) or (
            is_known and (symbol in self.usage.functions or not symbol.sub)
        ):
            return False
        bracket = [self.tokens[self.at], *inner, self.tokens[self.at + len(inner) + 1]]
        end = self.at + len(bracket)
        again = self.tokens[end : end + len(bracket)] == bracket
        above = self.tokens[end + len(bracket) :]
        if again and any(above[: len(mark) + 3] == ["^", "{", *mark, "}"] for mark in TRANSPOSES):
            return True
        sizes = {mark: len(bracket) + len(mark) + 3 for mark in TRANSPOSES}
        return (
            not is_known
            and symbol.base.isupper()
            and any(
                self.tokens[max(0, begin - size) : begin] == [*bracket, "^", "{", *mark, "}"]
                for mark, size in sizes.items()
            )
        )

    def _is_before_transposed(self, symbol: Symbol) -> bool:
        """``\\delta^{(l)} (a^{(k)})^\\top``: brackets that only keep two superscripts apart."""
        inner = self.bracketed()
        name = whole_name(inner)
        above = self.tokens[self.at + len(inner) + 2 :]
        is_transposed = any(above[: len(mark) + 3] == ["^", "{", *mark, "}"] for mark in TRANSPOSES)
        is_apart = is_transposed and name is not None and bool(name.above)
        return is_apart and symbol.base not in _CALLED and not {symbol, bare(symbol)} & self.usage.functions

    def called(self, head: Node) -> Node:
        """What ``head`` gives for the arguments that stand next."""
        call = Call(head, self.bracket(statements=True))
        check_listed(call)
        if isinstance(head, Symbol) and head.base in _SPREADS:
            return call
        if only_draws(call):
            return self.mean_of_drawn(call)
        while isinstance(head, Symbol) and bare(head) in self.usage.arrays and is_place(self.tokens, self.at):
            call = Call(call, self.bracket())
        while self.peek() == "(" and _is_operator(call) and not _is_sum(top_level(self.bracketed())):
            call = Call(call, self.bracket(statements=True))
        if self.peek() == "(" and {",", ";", "\\mid"} & set(top_level(self.bracketed())):
            call = Call(call, self.bracket(statements=True))
        while self.peek() == "(" and whole_name(self.bracketed()) is not None:
            call = Call(call, self.bracket(statements=True))  # one name in brackets is no factor
        if self.peek() == "(":
            top = top_level(self.bracketed())
            begins_factor = top[:1] in (["\\frac"], ["\\nabla"])
            if _may_be_operator(call) and not (top and top[0][0].isdigit()):
                raise RefusedError("brackets after a call")
            if not (begins_factor or _is_sum(top) or self._is_constant(top)):
                raise RefusedError("brackets after a call")
        return call

    def _is_constant(self, top: list[str]) -> bool:
        """``(2 \\pi)^{d/2}`` behind a call: a number's multiple, raised to a power."""
        after = self.at + len(self.bracketed()) + 2
        is_raised = self.tokens[after : after + 1] == ["^"]
        return is_raised and len(top) > 1 and top[0].isdigit() and "," not in top

    def bracketed_thing(self) -> Node:
        """Brackets; what a composition or a convolution in brackets is called with."""
        begin = self.at
        bracket = self.bracket()
        if _begins_with_unit(bracket) or (self._is_whole_side(begin) and _may_be_row(bracket)):
            raise RefusedError("entries side by side, or a product")
        following = self.peek()
        if bracket.sub in _BRACKETS_PUSHED and following is not None and not self.ends_product(following):
            return Applied(bracket, self.whole_factor("a push forward"))
        if self.peek() == "(" and not bracket.separators and _is_composition(bracket.parts[0]):
            return self.called(bracket)
        return bracket

    def _is_whole_side(self, begin: int) -> bool:
        """Whether the bracket that began there is a side, or its transpose one."""
        is_first = begin == 0 or self.tokens[begin - 1] in RELATIONS
        following = self.peek()
        return is_first and (following is None or following in ("^", ",") or following in RELATIONS)


def _may_be_row(bracket: Bracket) -> bool:
    """``[a_1 \\, a_2 \\dots a_n]``: the entries of a row, with gaps between them."""
    match bracket:
        case Bracket("[", _, (Product(factors, signs),)):
            return not any(signs) and all(isinstance(one, Symbol) for one in factors)
        case _:
            return False


def _begins_with_unit(bracket: Bracket) -> bool:
    """``[1 \\phi]``: nobody multiplies by 1 or 0 without a sign, so these are the entries of a row."""
    match bracket:
        case Bracket("[", _, (Product((Number("0" | "1"), *_), signs),)):
            return not any(signs)
        case _:
            return False


def _holds_matrix(inner: list[str]) -> bool:
    """Whether a letter that names matrices stands in brackets, not as an index."""
    return any(
        token in _MATRICES | {"I"} and inner[at - 2 : at - 1] != ["_"] for at, token in enumerate(inner)
    )


def _is_product_of_transposed(inner: list[str]) -> bool:
    """``\\mathbf{P}^\\top \\mathbf{W}``: a transposed name and what stands beside it, no commas."""
    first = next(occurrences(inner), None)
    if first is None or first.begin or first.above not in TRANSPOSES:
        return False
    is_matrix = any(len(token) == 1 and token.isupper() for token in inner[first.end :])
    return is_matrix and not {",", ";", "\\mid", "|"} & set(top_level(inner))


def _is_unclear_head(symbol: Symbol) -> bool:
    """A name in words that may be taken of what stands beside it."""
    return symbol.font == "\\operatorname" and not symbol.sub and not symbol.mark and symbol.base.islower()


def _is_sum(top: list[str]) -> bool:
    """Whether terms, or a sum or product over an index, stand in brackets: nothing that is given."""
    return bool(SIGNS & set(top)) or (bool(top) and top[0] in ("\\sum", "\\prod"))


def _is_operator(call: Call) -> bool:
    """``\\mathcal{F}(f)(\\xi)``, ``S[\\pi](s)``: what a functional gives is a function again."""
    if not isinstance(call.head, Symbol) or call.head.base in WORD_FUNCTIONS:
        return False
    return call.head.font in (SCRIPT, "\\operatorname") or call.arguments.opening == "["


def _may_be_operator(call: Call) -> bool:
    """``\\mathcal{R}[u](z + \\xi)``: whether what an operator gives is called."""
    head = call.head
    return isinstance(head, Symbol) and head.font == SCRIPT and call.arguments.opening == "["


def _is_composition(node: Node) -> bool:
    """``(f \\circ g)(x)``, ``(I * K)(i, j)``, ``(\\nabla f)(x)``."""
    if isinstance(node, Gradient):
        return node.body is not None
    if isinstance(node, Product) and isinstance(node.factors[0], Symbol) and node.factors[0].font == SCRIPT:
        return not set(node.signs) - {"", "\\circ"}  # an operator, what it is taken of, and a place
    return isinstance(node, Product) and all(
        sign in ("\\circ", "*", "\\ast", "\\star") for sign in node.signs
    )
