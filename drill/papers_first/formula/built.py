"""Numbers, and what commands build of their arguments: fractions, roots, tables, groups with scripts."""

from __future__ import annotations

from abc import ABC
from typing import Final

from drill.papers_first.formula.based import indexed
from drill.papers_first.formula.equations import Equations
from drill.papers_first.formula.letter_runs import over_scripts
from drill.papers_first.formula.nesting import is_balanced, parted_at_top, top_level
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Binomial,
    Bracket,
    Derivative,
    Fraction,
    Node,
    Number,
    Root,
    Symbol,
)
from drill.papers_first.formula.vocabulary import FONTED, GREEK, RELATIONS, SIGNS, is_product

_DOTS: Final = frozenset(("\\ldots", "\\cdots"))


class Built(Equations, ABC):
    """Reads them; what stands in their arguments is the parser's."""

    def built(self, token: str) -> Node:
        """What a command builds of its arguments."""
        if token.startswith("\\begin{"):
            return self.table(token)
        match token:
            case "\\frac":
                return self._fraction()
            case "\\binom":
                self.at += 1
                return Binomial(self.of_group(self.group()), self._parts_of(self.group()))
            case "\\sqrt":
                return self._root()
            case "\\nabla":
                return self.gradient()
            case "{":
                return self._raised()
            case "\\#" if self.peek(1) == "\\{":
                return self.called(Symbol(self.take()))  # how many a set holds
            case "\\neg":
                return Applied(Symbol(self.take()), self.power())
            case _:
                raise self.refusal()

    def _parts_of(self, tokens: list[str]) -> Node:
        """What is chosen: one number, or how many of each kind, ``\\binom{n}{n_1, \\ldots, n_k}``."""
        if "," not in top_level(tokens) or "(" in tokens:
            return self.of_group(tokens)
        parts = [
            Symbol(part[0]) if len(part) == 1 and part[0] in _DOTS else self.of_group(part)
            for part in parted_at_top(tokens, ",")
        ]
        return Bracket("", "", tuple(parts), (",",) * (len(parts) - 1))

    def number(self) -> Node:
        """A number; ``1`` before a condition is an indicator."""
        token = self.take()
        if token == "1" and self.peek() in ("(", "[", "\\{") and RELATIONS & set(top_level(self.bracketed())):
            return self.called(Symbol("1"))
        if token == "1" and self.peek() == "(" and all(map(_is_worded, self.bracketed())):
            raise RefusedError("1 or an indicator of words")
        if token == "1" and self.peek() == "_":
            sub = self.sub()
            if RELATIONS & set(sub) and self.peek() != "'":
                return Symbol("1", sub=sub)
            if sub[0] in ("[", "(", "\\{") and self.peek() == "(":
                return self.called(Symbol("1", sub=sub))
            raise RefusedError("a number with an index")
        if self.peek() in ("_", "'"):
            self.refuse()
        return Number(token)

    def _fraction(self) -> Node:
        self.at += 1
        top, bottom = self.group(), self.group()
        if _is_derivative(top, bottom):
            if not (is_balanced(top) and is_balanced(bottom)):
                raise RefusedError("a bracket without its other half")
            return self.derivative(Derivative(tuple(top), tuple(bottom)))
        if "\\partial" in (top[:1] + bottom[:1]):
            raise RefusedError("a derivative without its other half")
        if top == ["\\delta"] and _is_varied(bottom):
            raise RefusedError("a functional derivative apart from what it is taken of")
        if _begins_with("\\Sigma", top) and _begins_with("\\Sigma", bottom):
            raise RefusedError("\\Sigma may be a sum's sign")
        if _begins_with("D", top) and _begins_with("D", bottom):
            raise RefusedError("D may take a derivative")
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
        """A group that a script stands on."""
        content = self.group()
        if self.peek() not in ("^", "_"):
            self.refuse()
        node = self.of_group(content)
        return indexed(node, self.sub()) if self.peek() == "_" else node


def _begins_with(sign: str, side: list[str]) -> bool:
    """``\\Sigma w x``, ``D u``: on both sides of a line nobody would multiply by the same."""
    return len(side) > 1 and side[0] == sign and side[1] not in ("_", "^", "(", "'")


def _is_varied(bottom: list[str]) -> bool:
    """``\\delta f`` below a line: nobody divides by a factor that stands above it too."""
    following = bottom[1] if bottom[:1] == ["\\delta"] and len(bottom) > 1 else "_"
    return following.isalpha() or following in GREEK or following in FONTED


def _is_derivative(top: list[str], bottom: list[str]) -> bool:
    def begins(tokens: list[str]) -> bool:
        if tokens[:1] == ["\\delta"] and tokens[1:2] not in ([], ["_"], ["^"]):
            return True
        if tokens[:2] in (["d", "_"], ["d", "'"]):
            return False  # a name with an index or a prime
        if tokens[:1] == ["d"]:
            return not _counts(tokens)
        return tokens[:1] == ["\\partial"] or tokens[:4] == ["\\mathrm", "{", "d", "}"]

    if top[:1] == bottom[:1] == ["\\nabla"]:  # a slope: nobody divides by a gradient
        return len(top) > 1 and len(bottom) > 1 and "_" not in (top[1], bottom[1])
    is_power = bottom[:1] == ["d"] and over_scripts(bottom, 1) == len(bottom)
    return begins(top) and begins(bottom) and len(bottom) > 1 and not is_power


def _counts(tokens: list[str]) -> bool:
    """``d - 2``, ``d^2 + d``, ``d \\cdot n``: whether a sign follows the d, which then is a number."""
    rest = tokens[over_scripts(tokens, 1) :]
    return bool(rest) and (rest[0] in SIGNS or is_product(rest[0]) or rest[0] == "/")


def _is_worded(token: str) -> bool:
    return token.startswith(("\\text{", "\\operatorname{"))
