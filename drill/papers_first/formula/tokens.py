"""LaTeX in a canonical spelling: one token list for all the ways to write the same formula.

Spacing, sizes, colours and superfluous braces go; every argument and script stands in braces, subscripts
before primes before superscripts; synonyms have one name. What the parser accepts prints back to exactly
these tokens.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from drill.papers_first.formula.braced_sums import check_sum, check_unseen
from drill.papers_first.formula.measures import check_measure
from drill.papers_first.formula.nesting import closes_and_opens, end_of_fences, parted_at_top
from drill.papers_first.formula.numbered_letters import is_numbered
from drill.papers_first.formula.overprinted import with_struck_letters
from drill.papers_first.formula.raw import MAX_DEPTH, RefusedError, split
from drill.papers_first.formula.scripted import Scripted
from drill.papers_first.formula.spoken import (
    begins_remark,
    check_goes_on,
    check_tied,
    check_units,
    decimal,
    over,
    says_independence,
)
from drill.papers_first.formula.typed_angles import is_angle
from drill.papers_first.formula.typed_functions import run_of_letters, typed_function
from drill.papers_first.formula.units import (
    begins_entry,
    one_sign,
)
from drill.papers_first.formula.vocabulary import (
    ACCENTS,
    COLOURED,
    DEFINES,
    DROPPED,
    FONTS,
    FRACTIONS,
    GREEK,
    LABELLED,
    QUAD,
    QUADS,
    RENAMED,
    SKIPS,
    SWITCHES,
    TEXTS,
    WITH_ONE_IGNORED,
    WORD_FUNCTIONS,
    WRAPPERS,
)

__all__ = ["RefusedError", "canonical"]

_OPERATORS: Final = frozenset(
    ("\\operatorname", "\\operatorname*", "\\operatornamewithlimits", "\\opname", "\\qopname")
)
_LENGTH: Final = re.compile(r"\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu|\\[a-z]+)\s*")
_TYPED_APART: Final = (
    ((".", ".", "."), ("\\ldots",)),
    (("\\cdot", "\\cdot", "\\cdot"), ("\\cdots",)),
    ((",", ".", ".", ","), (",", "\\ldots", ",")),
    (("=:", "="), (":=",)),
    (("\\perp", "\\perp"), ("\\perp",)),
    (("s", ".", "t", "."), ("\\text{s.t.}",)),
)
"""Dots one by one, between commas two of them, too; an equality that is typed before ``:=`` as well; what
leads to conditions, as letters."""
_BOLD: Final = "\\mathbf"
_DRESSED: Final = 4
"""Tokens of a letter in a font. Of several in bold the last one bears the scripts: ``\\mathbf{AB}^\\top``."""
_SIDES: Final = ("-", "+")
_BETWEEN: Final = {"\\over": "\\frac", "\\choose": "\\binom"}
_NEGATED: Final = {"=": "\\neq", "\\in": "\\notin"}
_ANGLES: Final = {"<": "\\langle", ">": "\\rangle"}
_DRESSING: Final = TEXTS | frozenset(FONTS) | _OPERATORS
"""What words are set with, ``\\underbrace{a + b}_\\text{sum}``."""
_BARS: Final = frozenset(("|", "\\|", "\\lvert", "\\rvert", "\\lVert", "\\rVert", "\\vert", "\\Vert", "||"))
_MIDDLES: Final = frozenset(("\\bigm", "\\Bigm", "\\biggm", "\\Biggm"))
"""Sizes of a sign that stands between two things."""


def canonical(latex: str) -> list[str]:
    """The canonical tokens of ``latex``.

    Raises:
        RefusedError: brackets that do not match, a command without its argument, or too long.
    """
    return list(_canonical(latex))


@lru_cache(maxsize=2048)
def _canonical(latex: str) -> tuple[str, ...]:
    reader = _Reader(split(with_struck_letters(latex)), 0)
    tokens = reader.sequence()
    if reader.at < len(reader.tokens):
        raise RefusedError("a } stands alone")
    return tuple(tokens)


class _Reader(Scripted):
    """Reads raw tokens; each method returns canonical ones."""

    def __init__(self, tokens: list[str], depth: int, *, is_below: bool = False) -> None:
        if depth > MAX_DEPTH:
            raise RefusedError("the formula is nested too deeply")
        super().__init__(tokens)
        self._depth = depth
        self._open_bars = 0
        self.is_below = is_below

    def sequence(self) -> list[str]:
        """Everything up to the end of the group."""
        out: list[str] = []
        while (token := self.peek()) is not None and token != "}":
            if token in SWITCHES:
                self.at += 1
                if SWITCHES[token] == "\\mathrm":
                    check_units(self.tokens[self.at :])
                out += self.font(SWITCHES[token], self._switched())
            elif token in ("&", "\\\\"):
                self.at += 1
                out.append(token)
                self._skip_gap()
            else:
                if token == "<" and is_angle(self.tokens, self.at, out):
                    self.join_angles()
                before = self.tokens[max(0, self.at - 2) : self.at]
                if token == "=" and before[-1:] == ["!"] and self._is_unequal(before[:1]):
                    out.pop()
                    self.tokens[self.at] = token = "\\neq"
                if token in _SIDES and self._stands_behind(out):
                    self.at += 1
                    out += ["^", "{", token, "}"]
                    continue
                check_tied(self.tokens, self.at)
                unit = self._numbered() or self.unit()
                if out and out[-1][0].isdigit() and unit and unit[0][0].isdigit():
                    raise RefusedError("numbers side by side")  # ``(0\:1)``, ``10\,000``: never a product
                if token == "{":
                    check_unseen(out, unit, self.tokens[self.at :])
                if token in LABELLED:
                    check_sum(out, unit, self.tokens[self.at :])
                check_goes_on(unit, self.peek())
                check_measure(out, unit, before, self.peek())
                if out[-1:] == ["\\sim"] and says_independence(unit, self.peek()):
                    continue
                if out[-2:-1] == [","] and out[-1] in ("\\ldots", "\\cdots") and begins_entry(unit):
                    out.append(",")
                sign = one_sign(out, unit, before, token)
                if sign:
                    out.pop()
                    unit = [sign, *unit[1:]]
                if FONTS.get(token) == _BOLD and set(unit[::_DRESSED]) == {_BOLD}:
                    out += unit[:-_DRESSED]
                    unit = unit[-_DRESSED:]
                out += self.with_scripts(unit)
                for repeated, meant in _TYPED_APART:
                    if tuple(out[-len(repeated) :]) == repeated:
                        out[-len(repeated) :] = meant
                if out[-1:] == ["\\ldots"] and self.peek() == ".":
                    self.at += 1  # one dot more
        return out

    def _numbered(self) -> list[str]:
        """A letter with its number right behind it, ``x1``; nothing below names, where both are indices."""
        if self.is_below or not is_numbered(self.tokens, self.at):
            return []
        self.at += 2
        return ["".join(self.tokens[self.at - 2 : self.at])]

    def _is_unequal(self, before: list[str]) -> bool:
        """Whether ``!=`` is a relation: behind a blank and below names; refused where it may be a factorial.

        Raises:
            RefusedError: one sign follows a letter's, ``n!=1``.
        """
        if self.is_below or before == [" "]:
            return True
        rest = [token for token in self.tokens[self.at + 1 :] if token != " "]
        if len(rest) < 2 and not before[0].isdigit():
            raise RefusedError("a factorial or an inequality")
        return False

    def _stands_behind(self, out: list[str]) -> bool:
        """Whether a sign stands alone behind a name in brackets, ``N(s-)``: the limit from that side."""
        rest = [token for token in self.tokens[self.at + 1 : self.at + 4] if token not in (" ", "\\,", "\\!")]
        is_last = rest[:1] == [")"] or rest[:2] == ["\\right", ")"]
        is_name = out[-2:-1] == ["("] and (out[-1].isalpha() or out[-1] in GREEK)
        return is_last and is_name and not self.is_below

    def _switched(self) -> list[str]:
        """What a change of the font is meant for: a group right behind it, else the rest of what it stands
        in, which ``\\right`` ends, too.
        """
        if self.peek() == "{":
            return self.argument()
        end = end_of_fences(self.tokens, self.at)
        if end is None:
            return self.sequence()
        content = self.inner(self.tokens[self.at : end])
        self.at = end
        return content

    def _skip_gap(self) -> None:
        """Pass over ``[3pt]``, the gap below a row, and a star that keeps it on the page."""
        if self.tokens[self.at - 1 : self.at + 1] == ["\\\\", "*"]:
            self.at += 1
        if self.peek() == "[" and "]" in self.tokens[self.at :]:
            end = self.tokens.index("]", self.at)
            if _LENGTH.fullmatch("".join(self.tokens[self.at + 1 : end])):
                self.at = end + 1

    def inner(self, tokens: list[str]) -> list[str]:
        """A group's tokens in canonical spelling; ``a \\over b`` as what it draws."""
        for mark, command in _BETWEEN.items():
            if mark in tokens and len(parts := parted_at_top(tokens, mark)) == 2:
                above, below = map(self.inner, parts)
                return [command, "{", *above, "}", "{", *below, "}"]
        return _Reader(tokens, self._depth + 1, is_below=self.is_below).sequence()

    def unit(self) -> list[str]:
        """One token, group or command with its arguments, without scripts."""
        token = self.peek()
        if token is None:
            raise RefusedError("something is missing at the end")
        self.at += 1
        if token == "||" and closes_and_opens(self.tokens, self.at - 1):
            return ["|", "|"]
        if token in _MIDDLES and self.peek() in ("|", "\\vert", "\\mid"):
            self.at += 1  # a bar between two things, ``X \\bigm| Y``, is one sign with its size
            return ["\\mid"]
        token = RENAMED.get(token, token)
        if token == "":
            return []
        if token == "{":
            return self._group(self.inner(self.inside()))
        if token[0] != "\\" or (len(token) == 2 and not token[1].isalpha()):
            return self._character(token)
        return self._command(token)

    def _group(self, content: list[str]) -> list[str]:
        """What a group holds; ``y_w{<t}``, an index that lost its mark, is refused."""
        if len(content) > 1 and content[0] in ("<", ">"):
            raise RefusedError("a group that begins with a relation")
        return content

    def _character(self, token: str) -> list[str]:
        if token in DROPPED or token == "":
            return [QUAD] if begins_remark(self.tokens, self.at - 1) else []
        if token in ("$", "\\(", "\\)", "#", "%"):
            raise RefusedError(f"{token} has no place in a formula")
        run = "" if self.is_below else run_of_letters(self.tokens, self.at - 1)
        rest = self.tokens[self.at - 1 + len(run) :]
        before = next((one for one in reversed(self.tokens[: self.at - 1]) if one.strip()), "")
        if len(run) > 1 and (command := typed_function(run, rest, before)):
            self.at += len(run) - 1
            return [command]
        return [token]

    def _command(self, token: str) -> list[str]:
        if token in DROPPED:
            return self._dropped(token)
        if token in QUADS:
            return [QUAD]
        if token in SKIPS:
            self.skip_length()
            return []
        if token in WITH_ONE_IGNORED:
            self.option()
            self.raw_argument()
            return []
        if token in COLOURED:
            self.raw_argument()
            return self.argument()
        if token in WRAPPERS:
            return self.argument()
        if token in LABELLED:
            return self._labelled(token)
        if token in DEFINES:
            above = self.argument()
            return over(token, above, self.argument())
        if token in _OPERATORS:
            return self.operator(self.raw_argument())
        if token in TEXTS:
            return self.text(self.raw_argument())
        if token in FONTS:
            return self.font_command(FONTS[token])
        if token in ACCENTS:
            return self.accented(ACCENTS[token])
        return self._built(token)

    def _built(self, token: str) -> list[str]:
        """Commands that build something of their arguments."""
        if token in FRACTIONS or token in ("\\binom", "\\dbinom", "\\tbinom"):
            name = "\\frac" if token in FRACTIONS else "\\binom"
            return [name, "{", *self.argument(), "}", "{", *self.argument(), "}"]
        match token:
            case "\\sqrt":
                return self._root()
            case "\\begin":
                return self.environment()
            case "\\cr" | "\\tabularnewline":
                return ["\\\\"]
            case "\\substack":
                return self.stacked(self.raw_argument())
            case "\\not" if (negated := _NEGATED.get(self.peek() or "")) is not None:
                self.at += 1
                return [negated]
            case "\\mathchoice":
                shown = self.argument()
                for _ in range(3):  # in smaller styles
                    self.raw_argument()
                return shown
            case "\\xrightarrow" | "\\xleftarrow":
                self.option()
                self.raw_argument()
                return [token.replace("\\x", "\\")]
            case "\\bBigg" if self.peek() == "@":  # what brackets of further sizes are made of
                self.at += 1
                self.raw_argument()
                return []
            case "\\setlength" | "\\addtolength":
                for _ in range(2):
                    self.raw_argument()
                return []
            case "\\accentset":
                return self._starred()
            case "\\num":
                self.option()
                return decimal(self.raw_argument())
            case "\\arg" if self.peek() in ("\\max", "\\min", "\\!", "\\,"):
                return self._arg()
            case _ if token[1:] in WORD_FUNCTIONS and token != "\\span":
                return self.operator(list(token[1:]))  # whose definition stands elsewhere
            case _:
                return [token]

    def _dropped(self, token: str) -> list[str]:
        if token == "\\left" and self.begins_braced():
            return self.braced_array()
        if token == "\\left":
            self.join_bars()
        if token in ("\\left", "\\right") and self.peek() in _BARS and not self._parts(token):
            self._open_bars += 1 if token == "\\left" else -1
            if self._open_bars > 1:
                raise RefusedError("bars inside of bars")
        if token in ("\\left", "\\right") and self.peek() in _ANGLES:
            self.at += 1
            return [_ANGLES[self.tokens[self.at - 1]]]
        if token in ("\\left", "\\right", "\\middle") and self.peek() == ".":
            self.at += 1
        return []

    def _parts(self, token: str) -> bool:
        """``p \\left\\| q \\right.``: whether a bar that grows with what follows has no other end."""
        end = end_of_fences(self.tokens, self.at + 1) if token == "\\left" else None
        return end is not None and self.tokens[end + 1 : end + 2] == ["."]

    def _starred(self) -> list[str]:
        """``\\accentset{*}{x}``, whose star stands right above, as ``x^*``."""
        above = self.argument()
        if above not in (["*"], ["\\ast"], ["\\star"]):
            raise RefusedError(f"{''.join(above)} above a letter is no accent")
        return [*self.argument(), "^", "{", "*", "}"]

    def _arg(self) -> list[str]:
        while self.peek() in ("\\!", "\\,"):
            self.at += 1
        following = self.peek()
        if following not in ("\\max", "\\min"):
            raise RefusedError("\\arg stands alone")
        self.at += 1
        return ["\\arg" + following[1:]]

    def _labelled(self, token: str) -> list[str]:
        """``\\underbrace{body}_{words}``: the words explain, the body counts."""
        body = self.argument()
        mark = "_" if token.startswith("\\under") else "^"
        while self.peek() == mark:
            self.at += 1
            if self.peek() in _DRESSING:
                self.at += 1
            self.raw_argument()
        return body

    def _root(self) -> list[str]:
        option = self.option()
        degree = [] if option is None else self.inner(option)
        body = ["{", *self.argument(), "}"]
        return ["\\sqrt", *body] if degree in ([], ["2"]) else ["\\sqrt", "[", *degree, "]", *body]

    def argument(self) -> list[str]:
        token = self.peek()
        if token is None or token == "}":
            raise RefusedError("an argument is missing")
        if token == "{":
            self.at += 1
            return self.inner(self.inside())
        if token[0].isdigit() and len(token) > 1:
            self.tokens[self.at : self.at + 1] = list(token)
        return self.unit()
