"""Names: a letter with its font, accents, indices, primes and marks."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.bars import is_evaluation, is_parted
from drill.papers_first.formula.calls import is_invertible
from drill.papers_first.formula.cursor import Cursor, is_letter
from drill.papers_first.formula.letter_runs import letters_of, run_at
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.occurrences import occurrences, whole_name
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.scripts import Script, bare, script_of
from drill.papers_first.formula.spelled import is_estimated_word
from drill.papers_first.formula.tree import Node, Symbol
from drill.papers_first.formula.vocabulary import (
    ACCENTED,
    COUNTING,
    DIFFERENCE,
    DRESSES,
    FONTED,
    GREEK,
    INCREMENT,
    PRODUCTS,
    RELATIONS,
    SCALARS,
    SCRIPT,
    SIGNS,
    TRANSPOSES,
)

_HATS: Final = frozenset(("\\hat", "\\tilde"))
_LONGEST_NAME: Final = 32
_FUNCTIONS: Final = frozenset("fgFG")
_PROCESSES: Final = ("GP", "DP", "CN", "MN", "TN", "IW", "NIW", "MVN")
"""Distributions with names of several script letters."""
_PRODUCT_ENDS: Final = SIGNS | RELATIONS | {",", ";", "&", "\\\\", "\\mid", "\\quad"}
_SYSTEM: Final = ("A", "B")
_OF_SETS: Final = frozenset(("\\cap", "\\cup", "\\setminus"))


class Names(Cursor):
    """Reads names."""

    def begins_name(self, ahead: int = 0) -> bool:
        """Whether a name stands ``ahead`` of the next token."""
        token = self.peek(ahead)
        return token is not None and (
            is_letter(token) or token in DRESSES or token.startswith("\\operatorname{")
        )

    def symbol(self) -> Symbol:
        """The name that stands next, with all that belongs to it."""
        base, font, accents = self._named()
        sub = self.sub()
        primes = 0
        while self.peek() == "'":
            self.at += 1
            primes += 1
        symbol = Symbol(base, font, accents, sub, primes)
        begin = self.at
        content = self.sup()
        if content and (self._is_called(symbol, content) or self._is_inverse(symbol, content)):
            return Symbol(base, font, accents, sub, primes, content)
        if content and self._is_version(symbol, content):
            return Symbol(base, font, accents, sub, primes, content)
        if content and self.peek() == "(" and self._is_function_above(content):
            return Symbol(base, font, accents, sub, primes, content)
        if content == ("\\pi",) and self.peek() == "(":
            return Symbol(base, font, accents, sub, primes, content)
        if content == ("2",) and symbol.base == "\\chi" and self.peek() == "(":
            return Symbol(base, font, accents, sub, primes, content)  # the law, of so many degrees
        if content == ("2",) and self.peek() in ("(", "[") and self._is_mean(symbol):
            return Symbol(base, font, accents, sub, primes, content)
        if content == ("2",) and (self._is_variance(symbol) or self._is_distance(symbol)):
            return Symbol(base, font, accents, sub, primes, content)
        if content and self._is_mark(symbol, content):
            return Symbol(base, font, accents, sub, primes, content)
        self.at = begin
        return symbol

    def _is_mark(self, symbol: Symbol, content: tuple[str, ...]) -> bool:
        again = self.stands_again(symbol)
        return script_of(symbol, content, self.usage, beside=True, again=again) is Script.MARK

    def stands_again(self, base: Node) -> bool:
        """Whether a name or brackets stand once more, without a script, in what is left of the product."""
        name, depth = to_tokens(base), 0
        for at in range(self.at, len(self.tokens)):
            token = self.tokens[at]
            if depth == 0 and self.tokens[at : at + len(name)] == name:
                return self.tokens[at + len(name) : at + len(name) + 1] not in (["^"], ["_"], ["'"])
            depth += (token in ("{", "(", "[")) - (token in ("}", ")", "]"))
            if depth < 0 or (depth == 0 and token in _PRODUCT_ENDS):
                return False
        return False

    def _is_inverse(self, symbol: Symbol, content: tuple[str, ...]) -> bool:
        """``F^{-1}(t)`` of a function: known from elsewhere, or by its letter and a plain argument."""
        if content != ("-", "1") or self.peek() != "(" or self._is_worded(symbol):
            return False
        is_word = symbol.font == "\\operatorname" or symbol.base in self.usage.called_words
        if self._is_in_transposed_form():
            return False
        known = {symbol, bare(symbol)} & self.usage.functions or is_word
        is_tuple = is_parted(top_level(self.bracketed()))  # nobody multiplies by one
        is_given = symbol.base.lstrip("\\")[0].isupper() and whole_name(self.bracketed()) is not None
        return bool(known) or is_tuple or is_given or is_invertible(symbol, self.bracketed())

    def _is_in_transposed_form(self) -> bool:
        """``(x)^\\top A^{-1} (x)``: whether the brackets that stand next stand transposed before the name."""
        bracket = ["(", *self.bracketed(), ")", "^", "{"]
        ends = (at + len(bracket) for at in range(self.at) if self.tokens[at : at + len(bracket)] == bracket)
        return any(
            self.tokens[end : end + len(mark) + 1] == [*mark, "}"] for end in ends for mark in TRANSPOSES
        )

    def _is_worded(self, symbol: Symbol) -> bool:
        """Whether an upright word stands for a number."""
        return symbol.font == "\\operatorname" and symbol.base in self.usage.worded

    def _is_mean(self, symbol: Symbol) -> bool:
        """``\\mathbb{E}^2[x]``: the square of a mean, which cannot be taken twice."""
        return symbol.base == "E" and (symbol.font == "\\mathbb" or symbol in self.usage.functions)

    def _is_variance(self, symbol: Symbol) -> bool:
        """``\\sigma^2(x)`` in a paper that never says ``\\sigma(x)``: the square is the function's name; so
        it is of a word, ``\\mathrm{cv}^2(x)``.
        """
        is_word = symbol.font == "\\operatorname" and not self._is_worded(symbol)
        is_number = symbol.base != "\\sigma" and bool(
            {bare(symbol), Symbol(symbol.base)} & (self.usage.factors | self.usage.values)
        )
        if self.peek() != "(" or (is_number and not is_word):
            return False
        if bare(symbol) in self.usage.functions:
            return False
        inner = self.bracketed()
        is_plain = (is_parted(top_level(inner)) and not is_word) or len(list(occurrences(inner))) == 1
        return is_plain and not {*SIGNS, *PRODUCTS} & set(top_level(inner))

    def _is_distance(self, symbol: Symbol) -> bool:
        """``d^2(a, b)``: the square of a distance, which cannot be taken twice."""
        is_pair = self.peek() == "(" and "," in top_level(self.bracketed())
        return is_pair and symbol.base in ("d", "D", "W") and symbol not in self.usage.functions

    def _is_version(self, symbol: Symbol, content: tuple[str, ...]) -> bool:
        """``f^A(x)`` of a function: a letter that tells one of several, as a power stands behind the call."""
        letter = content[0] if len(content) == 1 else ""
        if self.peek() != "(" or not letter.isupper() or letter in COUNTING:
            return False
        is_function = symbol.base in _FUNCTIONS or bool({symbol, bare(symbol)} & self.usage.functions)
        return is_function and not SIGNS & set(top_level(self.bracketed()))

    def _is_function_above(self, content: tuple[str, ...]) -> bool:
        """``p^{\\sigma_t}(x)``: what is a function elsewhere is no power."""
        bars = (at for at, token in enumerate(content) if token == "|" and is_evaluation(content, at))
        name = whole_name(content[: next(bars, len(content))])
        is_greek = name is not None and name.symbol.base in GREEK and name.symbol.base not in SCALARS
        return is_greek and name is not None and name.symbol in self.usage.functions

    def _is_called(self, symbol: Symbol, content: tuple[str, ...]) -> bool:
        """Whether several arguments follow what stands above a capital, ``W_2^p(\\mu, \\nu)``, or letters
        side by side above any name: ``l^{hs}(x, y)``.
        """
        is_labelled = len(content) > 1 and all(len(one) == 1 and one.isalpha() for one in content)
        if self.peek() != "(" or not (symbol.base.isupper() or symbol.font == "\\mathcal" or is_labelled):
            return False
        return is_parted(top_level(self.bracketed()))

    def _named(self) -> tuple[str, str, tuple[str, ...]]:
        """A dressed letter; ``\\Delta`` before one makes a difference of it, unless it is a name itself."""
        following = self.peek(1)
        if self.peek() == DIFFERENCE and self.begins_name(1) and following != DIFFERENCE:
            is_difference = self._is_difference()
            if self._joins_sets():
                raise RefusedError("a symmetric difference, or a difference of what follows")
            if self.usage.has_step and not is_difference and self._is_matrix_of_system():
                return self._dressed()
            if self.usage.has_delta and not is_difference:
                raise RefusedError(f"{DIFFERENCE} {following} is a difference or a product")
            self.at += 1
            base, font, accents = self._dressed()
            return base, font, (DIFFERENCE, *accents)
        if self.peek() == INCREMENT and self.begins_name(1) and INCREMENT not in self.usage.alone:
            if self._is_increment():
                self.at += 1
                base, font, accents = self._dressed()
                return base, font, (INCREMENT, *accents)
            raise RefusedError(f"\\delta {following} is an increment or a product")
        return self._dressed()

    def _process(self, first: str) -> str:
        """``\\mathcal{G}\\mathcal{P}(``: the name of a distribution; nothing where none goes on."""
        for name in _PROCESSES:
            if name[0] != first:
                continue
            rest = [token for letter in name[1:] for token in (SCRIPT, "{", letter, "}")]
            end = self.at + len(rest)
            if self.tokens[self.at : end + 1] == [*rest, "("]:
                self.at = end
                return name
        return ""

    def _is_difference(self) -> bool:
        """Whether ``\\Delta`` and the name that follows are one name elsewhere."""
        first = next(occurrences(self.tokens[self.at + 1 : self.at + _LONGEST_NAME]), None)
        return first is not None and first.symbol in self.usage.differences

    def _joins_sets(self) -> bool:
        """``A \\cup B = C \\Delta D``: whether a capital stands right before the sign beside unions."""
        is_behind = self.at > 0 and self.tokens[self.at - 1].isupper()
        return is_behind and bool(_OF_SETS & set(self.tokens))

    def _is_increment(self) -> bool:
        """Whether the name behind ``\\delta``, with an accent or without, makes one name with it."""
        first = next(occurrences(self.tokens[self.at + 1 : self.at + _LONGEST_NAME]), None)
        return first is not None and replace(first.symbol, accents=()) in self.usage.increments

    def _is_matrix_of_system(self) -> bool:
        """Whether ``A`` or ``B`` follows, which a step scales: ``\\Delta A``."""
        bold = tuple(self.tokens[self.at + 1 : self.at + 5])
        return self.peek(1) in _SYSTEM or bold in [("\\mathbf", "{", letter, "}") for letter in _SYSTEM]

    def _dressed(self) -> tuple[str, str, tuple[str, ...]]:
        """A letter with its font and accents, outermost accent first."""
        token = self.take()
        if token.startswith("\\operatorname{"):
            return token[len("\\operatorname{") : -1], "\\operatorname", ()
        if token in DRESSES:
            inner = Names(self.group(), self.usage, self.depth + 1)
            if inner.peek() is None:
                raise RefusedError(f"{token} has nothing under it")
            if token in _HATS and is_estimated_word(inner.tokens):
                return "".join(inner.tokens), "", (token,)
            base, font, accents = inner._named() if token in ACCENTED else inner._dressed()
            if inner.peek() is not None or (token in FONTED and (font or accents)):
                raise RefusedError(f"{token} over several letters")
            if token == SCRIPT and (more := self._process(base)):
                return more, token, accents
            return (base, token, accents) if token in FONTED else (base, font, (token, *accents))
        if self.usage.spelled or self.usage.doubtful:
            name = run_at(self.tokens, self.at - 1)
            if name in self.usage.spelled:
                self.at += len(letters_of(name)) - 1
                return name, "", ()
            if name in self.usage.doubtful:
                raise RefusedError(f"{name} may be one name")
        if token == "\\perp" or (not is_letter(token) and not token[0].isdigit()):
            raise RefusedError(f"{token} is no name")
        return token, "", ()
