"""Scripts on units of a formula, in canonical spelling, and what operators' braces hold."""

from __future__ import annotations

from abc import ABC
from typing import Final

from drill.papers.formula.dresses import Dresses
from drill.papers.formula.nesting import top_level
from drill.papers.formula.printing import join
from drill.papers.formula.raw import RefusedError
from drill.papers.formula.units import braced, is_bracketed, is_one, is_scripted, is_underscored, label_apart
from drill.papers.formula.vocabulary import AIMS, BIG, FUNCTIONS, SIGNS, is_product

_SCRIPTS: Final = frozenset(("_", "^", "'", "’", "\\limits", "\\nolimits"))
_INDEXED: Final = (["["], ["("])
_THIN: Final = frozenset((" ", "\\,", "\\!", "\\:", "\\;", "\\xspace", "\\mathstrut"))


class Scripted(Dresses, ABC):
    """Reads units with their scripts."""

    is_below: bool = False
    """Whether the tokens stand below a name, where letters spell labels."""

    def with_scripts(self, unit: list[str]) -> list[str]:
        """A unit with the scripts that follow, subscripts before primes before superscripts."""
        sub: list[str] = []
        sup: list[str] = []
        primes = 0
        while (token := self._next_script()) is not None:
            self.at += 1
            if token == "_":
                sub += ([","] if sub else []) + self._below()
            elif token == "^":
                content = self.argument()
                if content and set(content) == {"'"}:
                    primes += len(content)
                elif sup:
                    raise RefusedError("two superscripts")
                else:
                    sup = content
            elif token in ("'", "’"):
                primes += 1
        if len(unit) == 1 and unit[0] in FUNCTIONS | BIG:
            operand = self._braced_operand()
            return [*unit, *braced("_", sub), *["'"] * primes, *braced("^", sup), *operand]
        if not (sub or sup or primes):
            return unit
        if not unit:
            raise RefusedError("an index on nothing")
        if sub and not (sup or primes) and is_product(unit[0]) and len(unit) == 1:
            return [f"{unit[0]}_{{{join(sub)}}}"]
        if sub and unit[0] in AIMS:
            unit = [AIMS[unit[0]]]
        if sub and not (sup or primes):
            unit, sup = label_apart(unit)
        is_plain = (
            is_one(unit) or is_underscored(unit) or is_bracketed(unit) or (not sub and is_scripted(unit))
        )
        base = unit if is_plain else ["{", *unit, "}"]
        return [*base, *braced("_", sub), *["'"] * primes, *braced("^", sup)]

    def _braced_operand(self) -> list[str]:
        """``\\log{x + 1}``, ``\\log{n} / m``: what is in braces, in seen brackets where they tell."""
        if self.peek() != "{":
            return []
        begin = self.at
        self.at += 1
        content = self.inner(self.inside())
        tells = bool(set(top_level(content)) & (SIGNS | {",", "/"})) or self.peek() == "/"
        if content and tells and self.peek() not in _SCRIPTS:
            return content if is_bracketed(content) else ["(", *content, ")"]
        self.at = begin
        return []

    def _below(self) -> list[str]:
        outer, self.is_below = self.is_below, True
        below = self.argument()
        self.is_below = outer
        return below

    def _next_script(self) -> str | None:
        """The mark of a script that follows, thin gaps before it skipped; ``{}`` too: ``x'{}^{[i]}``."""
        at = self.at
        while at < len(self.tokens) and self.tokens[at] in _THIN:
            at += 1
        if self.tokens[at : at + 4] == ["{", "}", "^", "{"] and self.tokens[at + 4 : at + 5] in _INDEXED:
            at += 2
        if at >= len(self.tokens) or self.tokens[at] not in _SCRIPTS:
            return None
        self.at = at
        return self.tokens[at]
