"""LaTeX in a canonical spelling: one token list for all the ways to write the same formula.

Spacing, sizes, colours and superfluous braces go; every argument and script stands in braces, subscripts
before primes before superscripts; synonyms have one name. What the parser accepts prints back to exactly
these tokens.
"""

from __future__ import annotations

from typing import Final

from drill.papers.formula.raw import MAX_DEPTH, RawTokens, RefusedError, split
from drill.papers.formula.spoken import operator, over, said, words
from drill.papers.formula.vocabulary import (
    ACCENTS,
    COLOURED,
    DEFINES,
    DROPPED,
    FONTS,
    FRACTIONS,
    GREEK,
    LABELLED,
    LETTERLIKE,
    MATRICES,
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
_STOPS: Final = frozenset((",", ".", ";"))
_OPERATORS: Final = frozenset(("\\operatorname", "\\operatorname*", "\\opname"))
_ALIGNED: Final = frozenset(
    ("aligned", "split", "gathered", "equation", "equation*", "multlined", "alignedat")
)
_SCRIPTS: Final = frozenset(("_", "^", "'", "’", "\\limits", "\\nolimits"))
_THIN: Final = frozenset((" ", "\\,", "\\!", "\\:", "\\;", "\\xspace", "\\mathstrut"))
_BARS: Final = frozenset(("|", "\\|", "\\lvert", "\\lVert", "\\vert", "\\Vert", "||"))


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


class _Reader(RawTokens):
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
            else:
                unit = self._unit()
                out += self._with_scripts(unit)
        return out

    def _inner(self, tokens: list[str]) -> list[str]:
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
        base = unit if _is_one(unit) or _is_bracketed(unit) else ["{", *unit, "}"]
        return [*base, *_braced("_", sub), *["'"] * primes, *_braced("^", sup)]

    def _next_script(self) -> str | None:
        """The mark of a script that follows, thin gaps before it skipped."""
        at = self.at
        while at < len(self.tokens) and self.tokens[at] in _THIN:
            at += 1
        if at >= len(self.tokens) or self.tokens[at] not in _SCRIPTS:
            return None
        self.at = at
        return self.tokens[at]

    def _unit(self) -> list[str]:
        """One token, group or command with its arguments, without scripts."""
        token = self.peek()
        if token is None:
            raise RefusedError("something is missing at the end")
        self.at += 1
        token = RENAMED.get(token, token)
        if token == "":
            return []
        if token == "{":
            return self._inner(self.inside())
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
            return operator(self.raw_argument())
        if token in TEXTS:
            return self._text(self.raw_argument())
        if token in FONTS:
            return self._font_command(FONTS[token])
        if token in ACCENTS:
            return [ACCENTS[token], "{", *self._argument(), "}"]
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
                return self._environment()
            case "\\substack":
                return self._stacked(self.raw_argument())
            case "\\arg" if self.peek() in ("\\max", "\\min", "\\!", "\\,"):
                return self._arg()
            case _:
                return [token]

    def _dropped(self, token: str) -> list[str]:
        if token == "\\left" and self.peek() == "\\{" and self.follow("\\begin", "{", *"array"):
            return self._braced_array()
        if token in ("\\left", "\\right") and self.peek() in _BARS:
            self._open_bars += 1 if token == "\\left" else -1
            if self._open_bars > 1:
                raise RefusedError("bars inside of bars")
        if token in ("\\left", "\\right", "\\middle") and self.peek() == ".":
            self.at += 1
        return []

    def _braced_array(self) -> list[str]:
        """``\\left\\{ \\begin{array} … \\end{array} \\right.`` is another way to write cases."""
        self.at += 1
        self.peek()
        table = self._unit()
        if self.peek() != "\\right":
            raise RefusedError("an array in an open brace")
        self.at += 1
        if self.peek() not in (".", None):
            raise RefusedError("an array in braces")
        self.at = min(self.at + 1, len(self.tokens))
        return ["\\begin{cases}", *table[1:-1], "\\end{cases}"]

    def _arg(self) -> list[str]:
        while self.peek() in ("\\!", "\\,"):
            self.at += 1
        following = self.peek()
        if following not in ("\\max", "\\min"):
            raise RefusedError("\\arg stands alone")
        self.at += 1
        return ["\\arg" + following[1:]]

    def _labelled(self) -> list[str]:
        """``\\underbrace{body}_{words}``: the words explain, the body counts."""
        body = self._argument()
        while self.peek() in ("_", "^"):
            self.at += 1
            self.raw_argument()
        return body

    def _text(self, raw: list[str]) -> list[str]:
        """Text; formulas in it stand between words, as in ``\\text{if $x > 0$}``."""
        raw = [token for token in raw if token not in SIZES]
        switch = next((token for token in raw if token in SWITCHES), None)
        if switch is not None:
            letters = [token for token in raw if token not in (" ", switch)]
            return self._font(SWITCHES[switch], self._inner(letters)) if len(letters) == 1 else words(letters)
        if "$" not in raw:
            return words(raw)
        out: list[str] = []
        parts = _parted(raw, "$")
        if len(parts) % 2 == 0:
            raise RefusedError("a formula in text is never closed")
        for index, part in enumerate(parts):
            out += self._inner(part) if index % 2 else said(part)
        return out

    def _font_command(self, font: str) -> list[str]:
        raw = self.raw_argument()
        plain = "".join(raw).strip()
        is_words = len(plain) > 1 and all(token == " " or token.isalnum() or token in "-." for token in raw)
        if is_words and font in ("\\mathrm", "\\mathit", "\\mathsf", "\\mathtt"):
            return words(raw) if " " in plain or "." in plain else operator([plain])
        return self._font(font, self._inner(raw))

    def _font(self, font: str, content: list[str]) -> list[str]:
        """The font on each letter of ``content``."""
        if font == "\\mathit":
            return content
        if font == "\\mathrm" and _is_word(content):
            return operator(content)
        out: list[str] = []
        for token in content:
            is_letter = (len(token) == 1 and token.isalnum()) or token in GREEK or token in LETTERLIKE
            dressed = out[-1:] == ["{"] and len(out) > 1 and out[-2] in _DRESSES
            out += [font, "{", token, "}"] if is_letter and not dressed else [token]
        return out

    def _stacked(self, raw: list[str]) -> list[str]:
        """Lines under an operator, parted by commas."""
        lines = [self._inner(line) for line in _parted(raw, "\\\\")]
        return [token for index, line in enumerate(lines) for token in ([","] * (index > 0) + line)]

    def _root(self) -> list[str]:
        option = self.option()
        degree = [] if option is None else self._inner(option)
        body = ["{", *self._argument(), "}"]
        return ["\\sqrt", "[", *degree, "]", *body] if degree else ["\\sqrt", *body]

    def _environment(self) -> list[str]:
        name = "".join(self.raw_argument())
        if name in _ALIGNED:
            self.option()
            if name == "alignedat":
                self.raw_argument()
            return self._inner(self.until_end(name))
        if name == "subarray":
            self.raw_argument()
            return self._stacked(self.until_end(name))
        if name not in MATRICES:
            raise RefusedError(f"the environment {name} is not read")
        self.option()
        if name.startswith("array"):
            self.raw_argument()
        cells = self._inner(self.until_end(name))
        while cells[-1:] == ["\\\\"]:
            cells.pop()
        ends = [
            index
            for index, token in enumerate(cells)
            if token in _STOPS and (index + 1 == len(cells) or cells[index + 1] in ("&", "\\\\"))
        ]
        kept = [token for index, token in enumerate(cells) if index not in ends]
        return [f"\\begin{{{name}}}", *kept, f"\\end{{{name}}}"]

    def _argument(self) -> list[str]:
        token = self.peek()
        if token is None or token == "}":
            raise RefusedError("an argument is missing")
        if token == "{":
            self.at += 1
            return self._inner(self.inside())
        if token[0].isdigit() and len(token) > 1:
            self.tokens[self.at : self.at + 1] = list(token)
        return self._unit()


def _parted(raw: list[str], mark: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for token in raw:
        if token == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _is_word(content: list[str]) -> bool:
    return len(content) > 1 and all(len(token) == 1 and token.isalpha() for token in content)


def _braced(mark: str, content: list[str]) -> list[str]:
    return [mark, "{", *content, "}"] if content else []


def _is_bracketed(unit: list[str]) -> bool:
    """Whether one pair of brackets holds the whole unit."""
    if unit[0] not in ("(", "[") or unit[-1] not in (")", "]"):
        return False
    depth = 0
    for index, token in enumerate(unit):
        depth += (token in ("(", "[")) - (token in (")", "]"))
        if depth == 0:
            return index == len(unit) - 1
    return False


def _is_one(unit: list[str]) -> bool:
    """Whether a unit is one thing that scripts can stand on: a token, or a command with its arguments."""
    if len(unit) == 1:
        return True
    if not unit:
        return True
    if unit[0] == "{" or not unit[0].startswith("\\"):
        return False
    depth = 0
    for index, token in enumerate(unit[1:], 1):
        depth += (token == "{") - (token == "}")
        if depth == 0 and token == "}" and index + 1 < len(unit) and unit[index + 1] != "{":
            return False
        if depth == 0 and token not in "{}" and unit[0] != "\\sqrt":
            return False
    return True
