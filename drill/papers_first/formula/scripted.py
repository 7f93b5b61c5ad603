"""Scripts on units of a formula, in canonical spelling, and what operators' braces hold."""

from __future__ import annotations

from abc import ABC
from typing import Final

from drill.papers_first.formula.braced_bodies import check_reach
from drill.papers_first.formula.dresses import Dresses
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.printing import join
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.units import (
    bears_scripts,
    braced,
    is_barred,
    is_bracketed,
    is_one,
    is_scripted,
    is_underscored,
    label_apart,
)
from drill.papers_first.formula.vocabulary import (
    AIMS,
    BIG,
    FUNCTIONS,
    GREEK,
    MARKS,
    SIGNS,
    SWITCHES,
    TRANSPOSES,
    is_product,
)

_SCRIPTS: Final = frozenset(("_", "^", "'", "’", "\\limits", "\\nolimits", "\\displaylimits"))
_PRESCRIPTS: Final = frozenset("npqm")
_INDEPENDENT: Final = ("iid", "ind", "indep")
"""How what is drawn independently is marked at the sign."""
_NEAR: Final = 6
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
        while (token := self._next_script(unit)) is not None:
            is_apart = self.tokens[self.at - 1] == "}" and self.tokens[self.at - 2 : self.at - 1] == ["{"]
            self.at += 1
            if token == "_":
                if is_apart and (sub or sup):
                    raise RefusedError("an index beside an index")
                sub += ([","] if sub else []) + self._below()
                if is_apart:
                    self._check_prescript(sub)
            elif token == "^":
                if self.peek() == "-" and self.tokens[self.at + 1 : self.at + 2] == ["1"]:
                    raise RefusedError("an exponent whose braces are missing")
                content = _raised_once(self.argument())
                while content[:1] == ["'"]:
                    primes += 1
                    content = content[1:]
                if not content:
                    continue
                if sub and is_apart and not (tuple(content) in TRANSPOSES | MARKS or is_bracketed(content)):
                    raise RefusedError("an index beside an index")
                if sup and is_apart and tuple(content) in TRANSPOSES:
                    unit = self._scripted(unit, sub, primes, sup)
                    sub, primes, sup = [], 0, content
                elif sup:
                    raise RefusedError("two superscripts")
                else:
                    sup = content
            elif token in ("'", "’"):
                primes += 1
        if len(unit) == 1 and unit[0] in FUNCTIONS | BIG:
            operand = self._braced_operand(unit[0], sub)
            return [*unit, *braced("_", sub), *["'"] * primes, *braced("^", sup), *operand]
        if not (sub or sup or primes):
            return unit
        if not unit:
            raise RefusedError("an index on nothing")
        if sub and not (sup or primes) and is_product(unit[0]) and len(unit) == 1:
            return [f"{unit[0]}_{{{join(sub)}}}"]
        if unit == ["\\sim"] and "".join(filter(str.isalpha, join(sub).lower())).endswith(_INDEPENDENT):
            return unit
        if sub and unit[0] in AIMS:
            unit = [AIMS[unit[0]]]
        return self._scripted(unit, sub, primes, sup)

    def _scripted(self, unit: list[str], sub: list[str], primes: int, sup: list[str]) -> list[str]:
        """A unit with its scripts; in braces where it is more than one thing."""
        if sub and not (sup or primes):
            unit, sup = label_apart(unit)
        is_enclosed = is_bracketed(unit) or is_barred(unit)
        is_plain = is_one(unit) or is_underscored(unit) or is_enclosed or (not sub and is_scripted(unit))
        base = unit if is_plain else ["{", *unit, "}"]
        return [*base, *braced("_", sub), *["'"] * primes, *braced("^", sup)]

    def _braced_operand(self, sign: str, below: list[str]) -> list[str]:
        """``\\log{x + 1}``, ``\\log{n} / m``: what is in braces, in seen brackets where they tell."""
        if self.peek() != "{":
            return []
        begin = self.at
        self.at += 1
        inside = self.inside()
        content = self.inner(inside)
        tells = self._follows_operand(inside) or bool(set(top_level(content)) & (SIGNS | {",", "/"}))
        if content and tells and self.peek() not in _SCRIPTS:
            check_reach(sign, below, content)
            is_enclosed = is_bracketed(content) or (is_barred(content) and self.peek() != "/")
            return content if is_enclosed else ["(", *content, ")"]
        self.at = begin
        return []

    def _follows_operand(self, inside: list[str]) -> bool:
        """Whether a slash behind braces is outside of what they hold: of ``\\log{n} / m``, but neither of
        ``\\log {\\bf p} / m``, ``\\log {a \\over b} / m``, whose braces mean something else, nor of
        ``\\log {p} / {q}``, ``\\log{1} / q``, where they are a habit.
        """
        is_for_another = "\\over" in inside or not SWITCHES.keys().isdisjoint(inside[:1])
        return self.peek() == "/" and not is_for_another and inside != ["1"] and not self.follow("{")

    def _below(self) -> list[str]:
        outer, self.is_below = self.is_below, True
        below = self.argument()
        self.is_below = outer
        return below

    def _check_prescript(self, sub: list[str]) -> None:
        """Refuse ``c{}_2F_1(z)``, ``p{}_nC_k``, where the index belongs to the name that follows.

        Raises:
            RefusedError: a name with an index of its own stands right behind.
        """
        if len(sub) > 1 or not (sub[0].isdigit() or sub[0] in _PRESCRIPTS):
            return
        rest = [token for token in self.tokens[self.at : self.at + _NEAR] if token not in _THIN]
        end = rest.index("_") if "_" in rest else 0
        name = [token for token in rest[:end] if token not in ("{", "}")]
        if 1 <= len(name) <= 2 and (name[-1].isupper() or name[-1] in GREEK):
            raise RefusedError("an index before a name")

    def _next_script(self, unit: list[str]) -> str | None:
        """The mark of a script that follows, thin gaps before it skipped; an empty group, too, right behind
        what can bear a script: ``x'{}^{[i]}``, ``q_t{}^\\top``.
        """
        at = self.at
        while at < len(self.tokens) and self.tokens[at] in _THIN:
            at += 1
        if self.tokens[at : at + 4] == ["{", "}", "^", "{"] and self.tokens[at + 4 : at + 5] in _INDEXED:
            at += 2
        is_empty = self.tokens[at : at + 2] == ["{", "}"] and at == self.at
        bears = bears_scripts(unit) or (unit == ["\\|"] and self.tokens[:at].count("\\|") % 2 == 0)
        if is_empty and bears and self.tokens[at + 2 : at + 3] in (["_"], ["^"]):
            at += 2
        if at >= len(self.tokens) or self.tokens[at] not in _SCRIPTS:
            return None
        self.at = at
        return self.tokens[at]


def _raised_once(content: list[str]) -> list[str]:
    """``^{^{T}}``, raised twice to stand higher, as ``^{T}``."""
    return content[1:] if content[:1] == ["^"] and is_one(content[1:]) else content
