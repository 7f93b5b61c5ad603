"""Powers and transpositions between a name and brackets: ``C^\\top(t)``, ``\\sigma^2 (a - b)``."""

from __future__ import annotations

from abc import ABC
from typing import Final

from drill.papers_first.formula.brackets import Brackets
from drill.papers_first.formula.calls import holds_arguments
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.occurrences import whole_name
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import GREEK, SCALARS, SIGNS

_SQUARED: Final = ["\\sigma", "^", "{", "2", "}", "("]
_INVERTED: Final = ["^", "{", "-", "1", "}"]
_SCRIPTED: Final = (["("], ["["], ["_"], ["^"], ["'"])
_LISTING: Final = frozenset((",", ";", "\\mid", "|"))


class RaisedCalls(Brackets, ABC):
    """Checks them."""

    def check_transposed(self, base: Symbol) -> None:
        """``C^\\top(t)``: what a function gives at a place, transposed before its arguments."""
        inner = self.bracketed()
        name = whole_name(inner)
        if self.keeps_apart(inner) or self._is_sum_of_forms(base, inner):
            return
        if name is not None or {base, bare(base)} & self.usage.functions:
            raise RefusedError("a transposition before arguments")

    def _is_sum_of_forms(self, base: Symbol, inner: list[str]) -> bool:
        """``x^\\top (A + B) x``, ``x^\\top (\\sum_i A_i) x``: a quadratic form, at whose other end the name
        stands again, with nothing that it is called with.
        """
        top = top_level(inner)
        name = to_tokens(base)
        end = self.at + len(inner) + 2
        after = end + len(name)
        is_again = self.tokens[end:after] == name and self.tokens[after : after + 1] not in _SCRIPTED
        return is_again and bool({"\\sum", *SIGNS} & set(top)) and not _LISTING & set(top)

    def keeps_apart(self, inner: list[str]) -> bool:
        """``(A^\\top)^i``: whether the brackets that stand next only keep two superscripts apart."""
        name = whole_name(inner)
        after = self.at + len(inner) + 2
        return name is not None and bool(name.above) and self.tokens[after : after + 1] == ["^"]

    def _is_variance_elsewhere(self) -> bool:
        """``\\sigma^2(x)``: whether the square before one name is a function's name in this row."""
        places = (at for at in range(len(self.tokens)) if self.tokens[at : at + len(_SQUARED)] == _SQUARED)
        inside = (self.tokens[at + len(_SQUARED) :] for at in places)
        return any(")" in one and whole_name(one[: one.index(")")]) is not None for one in inside)

    def check_power_of_call(self, base: Symbol, opening: str) -> None:
        """``f^2(x)``: a power of what the call gives, which stands before its arguments."""
        inner = self.bracketed()
        top = top_level(inner)
        inverts = self.tokens[self.at - 4 : self.at] == ["{", "-", "1", "}"] and base.base not in SCALARS
        if base.base in GREEK and not inverts and top[:1] and top[0][0].isdigit() and SIGNS & set(top):
            return
        above = self.tokens[self.at + len(inner) + 2 :][: len(_INVERTED)]
        is_number = base.base in SCALARS or base.base == "\\sigma"
        is_squared = self.tokens[self.at - 4 : self.at] == ["^", "{", "2", "}"]
        if base.base == "\\sigma" and is_squared and SIGNS & set(top) and "," not in top:
            if self._is_variance_elsewhere():
                raise RefusedError("a power before arguments")
            if bare(base) not in self.usage.functions:
                return  # the square of an activation is written behind its arguments
        if is_number and above == _INVERTED and _is_of_matrices(inner):
            return
        try:
            is_call = holds_arguments(base, opening, inner, self.usage)
        except RefusedError:
            is_capital = base.base.lstrip("\\")[0].isupper()
            is_sum = bool(SIGNS & set(top)) or (inverts and top[:1] == ["\\sum"] and is_capital)
            is_call = not is_sum or (inverts and base.base == "\\sigma")
        if is_call:
            raise RefusedError("a power before arguments")


def _is_of_matrices(inner: list[str]) -> bool:
    """Whether capitals that are multiplied or added, and no lists, stand in brackets: ``X^\\top X + A``."""
    capitals = [token for token in inner if len(token) == 1 and token.isupper() and token not in ("T", "E")]
    return len(capitals) > 1 and not _LISTING & set(top_level(inner))
