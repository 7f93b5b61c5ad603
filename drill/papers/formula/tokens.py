"""LaTeX in a canonical spelling: one token list for all the ways to write the same formula.

Spacing, sizes, colours and superfluous braces go; every argument and script stands in braces, subscripts
before primes before superscripts; synonyms have one name. What the parser accepts prints back to exactly
these tokens.
"""

from __future__ import annotations

import re
from typing import Final

from drill.papers.formula.environments import Environments
from drill.papers.formula.raw import MAX_DEPTH, RefusedError, split
from drill.papers.formula.spoken import decimal, dressed_operator, operator, over, said, undressed, words
from drill.papers.formula.units import (
    braced,
    is_bracketed,
    is_one,
    is_scripted,
    is_underscored,
    is_word,
    one_sign,
    parted,
)
from drill.papers.formula.vocabulary import (
    ACCENTS,
    AIMS,
    COLOURED,
    DEFINES,
    DROPPED,
    FONTS,
    FRACTIONS,
    GREEK,
    LABELLED,
    LETTERLIKE,
    QUAD,
    QUADS,
    RENAMED,
    SIZES,
    SWITCHES,
    TEXTS,
    WITH_ONE_IGNORED,
    WRAPPERS,
)

__all__ = ["RefusedError", "canonical"]

_DRESSES: Final = frozenset(FONTS.values())
_OPERATORS: Final = frozenset(
    ("\\operatorname", "\\operatorname*", "\\operatornamewithlimits", "\\opname", "\\qopname")
)
_SCRIPTS: Final = frozenset(("_", "^", "'", "’", "\\limits", "\\nolimits"))
_LENGTH: Final = re.compile(r"\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu|\\[a-z]+)\s*")
_THIN: Final = frozenset((" ", "\\,", "\\!", "\\:", "\\;", "\\xspace", "\\mathstrut"))
_ANGLES: Final = {"<": "\\langle", ">": "\\rangle"}
_BARS: Final = frozenset(("|", "\\|", "\\lvert", "\\rvert", "\\lVert", "\\rVert", "\\vert", "\\Vert", "||"))


def canonical(latex: str) -> list[str]:
    """The canonical tokens of ``latex``.

    Raises:
        RefusedError: brackets that do not match, a command without its argument, or too long.
    """
    reader = _Reader(split(latex), 0)
    tokens = reader.sequence()
    if reader.at < len(reader.tokens):
        raise RefusedError("a } stands alone")
    return tokens


class _Reader(Environments):
    """Reads raw tokens; each method returns canonical ones."""

    def __init__(self, tokens: list[str], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise RefusedError("the formula is nested too deeply")
        super().__init__(tokens)
        self._depth = depth
        self._open_bars = 0

    def sequence(self) -> list[str]:
        """Everything up to the end of the group."""
        out: list[str] = []
        while (token := self.peek()) is not None and token != "}":
            if token in SWITCHES:
                self.at += 1
                out += self._font(SWITCHES[token], self.sequence())
            elif token in ("&", "\\\\"):
                self.at += 1
                out.append(token)
                self._skip_gap()
            else:
                before = self.tokens[max(0, self.at - 2) : self.at]
                unit = self.unit()
                sign = one_sign(out, unit, before, token)
                if sign:
                    out.pop()
                    unit = [sign, *unit[1:]]
                out += self._with_scripts(unit)
                if out[-3:] == [".", ".", "."]:
                    out[-3:] = ["\\ldots"]
        return out

    def _skip_gap(self) -> None:
        """Pass over ``[3pt]``, the gap below a row."""
        if self.peek() == "[" and "]" in self.tokens[self.at :]:
            end = self.tokens.index("]", self.at)
            if _LENGTH.fullmatch("".join(self.tokens[self.at + 1 : end])):
                self.at = end + 1

    def inner(self, tokens: list[str]) -> list[str]:
        """A group's tokens in canonical spelling."""
        return _Reader(tokens, self._depth + 1).sequence()

    def _with_scripts(self, unit: list[str]) -> list[str]:
        sub: list[str] = []
        sup: list[str] = []
        primes = 0
        while (token := self._next_script()) is not None:
            self.at += 1
            if token == "_":
                sub += ([","] if sub else []) + self._argument()
            elif token == "^":
                content = self._argument()
                if content and set(content) == {"'"}:
                    primes += len(content)
                elif sup:
                    raise RefusedError("two superscripts")
                else:
                    sup = content
            elif token in ("'", "’"):
                primes += 1
        if not (sub or sup or primes):
            return unit
        if not unit:
            raise RefusedError("an index on nothing")
        if sub and unit[0] in AIMS:
            unit = [AIMS[unit[0]]]
        is_plain = (
            is_one(unit) or is_underscored(unit) or is_bracketed(unit) or (not sub and is_scripted(unit))
        )
        base = unit if is_plain else ["{", *unit, "}"]
        return [*base, *braced("_", sub), *["'"] * primes, *braced("^", sup)]

    def _next_script(self) -> str | None:
        """The mark of a script that follows, thin gaps before it skipped."""
        at = self.at
        while at < len(self.tokens) and self.tokens[at] in _THIN:
            at += 1
        if at >= len(self.tokens) or self.tokens[at] not in _SCRIPTS:
            return None
        self.at = at
        return self.tokens[at]

    def unit(self) -> list[str]:
        """One token, group or command with its arguments, without scripts."""
        token = self.peek()
        if token is None:
            raise RefusedError("something is missing at the end")
        self.at += 1
        token = RENAMED.get(token, token)
        if token == "":
            return []
        if token == "{":
            return self.inner(self.inside())
        if token[0] != "\\" or (len(token) == 2 and not token[1].isalpha()):
            return self._character(token)
        return self._command(token)

    def _character(self, token: str) -> list[str]:
        if token in DROPPED or token == "":
            return []
        if token in ("$", "\\(", "\\)", "#", "%"):
            raise RefusedError(f"{token} has no place in a formula")
        return [token]

    def _command(self, token: str) -> list[str]:
        if token in DROPPED:
            return self._dropped(token)
        if token in QUADS:
            return [QUAD]
        if token in WITH_ONE_IGNORED:
            self.option()
            self.raw_argument()
            return []
        if token in COLOURED:
            self.raw_argument()
            return self._argument()
        if token in WRAPPERS:
            return self._argument()
        if token in LABELLED:
            return self._labelled()
        if token in DEFINES:
            above = self._argument()
            return over(token, above, self._argument())
        if token in _OPERATORS:
            return self._operator(self.raw_argument())
        if token in TEXTS:
            return self._text(self.raw_argument())
        if token in FONTS:
            return self._font_command(FONTS[token])
        if token in ACCENTS:
            return self._accented(ACCENTS[token])
        return self._built(token)

    def _built(self, token: str) -> list[str]:
        """Commands that build something of their arguments."""
        if token in FRACTIONS or token in ("\\binom", "\\dbinom", "\\tbinom"):
            name = "\\frac" if token in FRACTIONS else "\\binom"
            return [name, "{", *self._argument(), "}", "{", *self._argument(), "}"]
        match token:
            case "\\sqrt":
                return self._root()
            case "\\begin":
                return self.environment()
            case "\\substack":
                return self.stacked(self.raw_argument())
            case "\\num":
                self.option()
                return decimal(self.raw_argument())
            case "\\arg" if self.peek() in ("\\max", "\\min", "\\!", "\\,"):
                return self._arg()
            case _:
                return [token]

    def _dropped(self, token: str) -> list[str]:
        if token == "\\left" and self.peek() == "\\{" and self.follow("\\begin", "{", *"array"):
            return self.braced_array()
        if token in ("\\left", "\\right") and self.peek() in _BARS:
            self._open_bars += 1 if token == "\\left" else -1
            if self._open_bars > 1:
                raise RefusedError("bars inside of bars")
        if token in ("\\left", "\\right") and self.peek() in _ANGLES:
            self.at += 1
            return [_ANGLES[self.tokens[self.at - 1]]]
        if token in ("\\left", "\\right", "\\middle") and self.peek() == ".":
            self.at += 1
        return []

    def _arg(self) -> list[str]:
        while self.peek() in ("\\!", "\\,"):
            self.at += 1
        following = self.peek()
        if following not in ("\\max", "\\min"):
            raise RefusedError("\\arg stands alone")
        self.at += 1
        return ["\\arg" + following[1:]]

    def _operator(self, raw: list[str]) -> list[str]:
        is_dressed = any(token in FONTS and FONTS[token] not in ("\\mathrm", "\\mathit") for token in raw)
        return dressed_operator(self.inner(raw)) if is_dressed else operator(raw)

    def _labelled(self) -> list[str]:
        """``\\underbrace{body}_{words}``: the words explain, the body counts."""
        body = self._argument()
        while self.peek() in ("_", "^"):
            self.at += 1
            self.raw_argument()
        return body

    def _text(self, raw: list[str]) -> list[str]:
        """Text; formulas in it stand between words, as in ``\\text{if $x > 0$}``."""
        raw = undressed([token for token in raw if token not in SIZES])
        switch = next((token for token in raw if token in SWITCHES), None)
        if switch is not None:
            letters = [token for token in raw if token not in (" ", switch)]
            return self._font(SWITCHES[switch], self.inner(letters)) if len(letters) == 1 else words(letters)
        if "$" not in raw:
            return words(raw)
        out: list[str] = []
        parts = parted(raw, "$")
        if len(parts) % 2 == 0:
            raise RefusedError("a formula in text is never closed")
        for index, part in enumerate(parts):
            out += self.inner(part) if index % 2 else said(part)
        return out

    def _font_command(self, font: str) -> list[str]:
        raw = self.raw_argument()
        plain = "".join(raw).strip()
        is_words = len(plain) > 1 and all(token == " " or token.isalnum() or token in "-." for token in raw)
        if is_words and font in ("\\mathrm", "\\mathit", "\\mathsf", "\\mathtt"):
            return words(raw) if " " in plain or "." in plain else operator([plain])
        return self._font(font, self.inner(raw))

    def _font(self, font: str, content: list[str]) -> list[str]:
        """The font on each letter of ``content``."""
        if font == "\\mathit":
            return content
        if font == "\\mathrm" and is_word(content):
            return operator(content)
        below = content.index("_") if "_" in content else 0
        if font == "\\mathrm" and is_word(content[:below]) and content[-1] == "}":
            return [*operator(content[:below]), *content[below:]]
        out: list[str] = []
        for token in content:
            is_letter = (len(token) == 1 and token.isalnum()) or token in GREEK or token in LETTERLIKE
            dressed = out[-1:] == ["{"] and len(out) > 1 and out[-2] in _DRESSES
            out += [font, "{", token, "}"] if is_letter and not dressed else [token]
        return out

    def _accented(self, accent: str) -> list[str]:
        """A letter under an accent; an index under it, as in ``\\hat{y_i}``, goes to the whole."""
        if self.peek() != "{":
            return [accent, "{", *self._argument(), "}"]
        raw = [token for token in self.raw_argument() if token != " "]
        if len(raw) > 2 and raw[1] == "_" and (len(raw) == 3 or raw.index("}") == len(raw) - 1):
            self.tokens[self.at : self.at] = raw[1:]
            raw = raw[:1]
        return [accent, "{", *self.inner(raw), "}"]

    def _root(self) -> list[str]:
        option = self.option()
        degree = [] if option is None else self.inner(option)
        body = ["{", *self._argument(), "}"]
        return ["\\sqrt", "[", *degree, "]", *body] if degree else ["\\sqrt", *body]

    def _argument(self) -> list[str]:
        token = self.peek()
        if token is None or token == "}":
            raise RefusedError("an argument is missing")
        if token == "{":
            self.at += 1
            return self.inner(self.inside())
        if token[0].isdigit() and len(token) > 1:
            self.tokens[self.at : self.at + 1] = list(token)
        return self.unit()
