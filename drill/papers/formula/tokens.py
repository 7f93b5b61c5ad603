"""LaTeX in a canonical spelling: one token list for all the ways to write the same formula.

Spacing, sizes, colours and superfluous braces go; every argument and script stands in braces, subscripts
before primes before superscripts; synonyms have one name. What the parser accepts prints back to exactly
these tokens.
"""

from __future__ import annotations

import re
from typing import Final

from drill.papers.formula.vocabulary import (
    ACCENTS,
    BIG_WORDS,
    COLOURED,
    DEFINES,
    DROPPED,
    FONTS,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    LABELLED,
    LETTERLIKE,
    MATRICES,
    QUADS,
    RENAMED,
    SWITCHES,
    TEXTS,
    WITH_ONE_IGNORED,
    WRAPPERS,
)

MAX_TOKENS: Final = 1_500
MAX_DEPTH: Final = 40

_TOKEN: Final = re.compile(r"\s+|\|\||\\[a-zA-Z]+\*?|\\.|\d+(?:[.,]\d+)*|:=|\\?.", re.DOTALL)
_DECIMAL: Final = re.compile(r"\d+(?:\.\d+)?$")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*$")
_DRESSES: Final = frozenset(FONTS.values())
_STOPS: Final = frozenset((",", ".", ";"))
_OPERATORS: Final = frozenset(("\\operatorname", "\\operatorname*", "\\opname"))
QUAD: Final = "\\quad"


class RefusedError(Exception):
    """What stands here is not read; the message says why."""


def words_token(text: str) -> str:
    """The token of running text in a formula."""
    return f"\\text{{{text}}}"


def canonical(latex: str) -> list[str]:
    """The canonical tokens of ``latex``.

    Raises:
        RefusedError: brackets that do not match, a command without its argument, or too long.
    """
    raw = _split(latex)
    if len(raw) > MAX_TOKENS:
        raise RefusedError("the formula is too long")
    reader = _Reader(raw, 0)
    tokens = reader.sequence()
    if reader.at < len(raw):
        raise RefusedError("a } stands alone")
    return tokens


def _split(latex: str) -> list[str]:
    tokens: list[str] = []
    for match in _TOKEN.finditer(latex):
        token = match.group()
        if token[0].isdigit() and not _DECIMAL.match(token):
            tokens += re.findall(r"\d+(?:\.\d+)?|[.,]", token)
        elif (
            token[0] == "\\"
            and token.endswith("*")
            and token[:-1] not in ("\\operatorname", "\\hspace", "\\vspace", "\\tag")
        ):
            tokens += (token[:-1], "*") if len(token) > 2 else (token,)
        else:
            tokens.append(" " if token.isspace() else token)
    return tokens


class _Reader:
    """Reads raw tokens; each method returns canonical ones."""

    def __init__(self, tokens: list[str], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise RefusedError("the formula is nested too deeply")
        self._tokens = tokens
        self._depth = depth
        self.at = 0

    def sequence(self) -> list[str]:
        """Everything up to the end of the group."""
        out: list[str] = []
        while (token := self._peek()) is not None and token != "}":
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

    def _peek(self) -> str | None:
        while self.at < len(self._tokens) and self._tokens[self.at] == " ":
            self.at += 1
        return self._tokens[self.at] if self.at < len(self._tokens) else None

    def _with_scripts(self, unit: list[str]) -> list[str]:
        sub: list[str] = []
        sup: list[str] = []
        primes = 0
        while (token := self._peek()) in ("_", "^", "'", "’", "\\limits", "\\nolimits"):
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
        base = unit if _is_one(unit) or _is_bracketed(unit) else ["{", *unit, "}"]
        return [*base, *_braced("_", sub), *["'"] * primes, *_braced("^", sup)]

    def _unit(self) -> list[str]:
        """One token, group or command with its arguments, without scripts."""
        token = self._peek()
        if token is None:
            raise RefusedError("something is missing at the end")
        self.at += 1
        token = RENAMED.get(token, token)
        if token == "":
            return []
        if token == "{":
            return self._group()
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
            self._skip_option()
            self._raw_argument()
            return []
        if token in COLOURED:
            self._raw_argument()
            return self._argument()
        if token in WRAPPERS:
            return self._argument()
        if token in LABELLED:
            return self._labelled()
        if token in DEFINES:
            return self._over(token)
        if token in _OPERATORS:
            return self._operator(self._raw_argument())
        if token in TEXTS:
            return _words(self._raw_argument())
        if token in FONTS:
            return self._font_command(FONTS[token])
        if token in ACCENTS:
            return [ACCENTS[token], "{", *self._argument(), "}"]
        if token in FRACTIONS:
            return ["\\frac", "{", *self._argument(), "}", "{", *self._argument(), "}"]
        if token == "\\binom":
            return ["\\binom", "{", *self._argument(), "}", "{", *self._argument(), "}"]
        if token == "\\sqrt":
            return self._root()
        if token == "\\begin":
            return self._environment()
        if token == "\\arg" and self._peek() in ("\\max", "\\min", "\\!", "\\,"):
            return self._arg()
        return [token]

    def _dropped(self, token: str) -> list[str]:
        if token == "\\left" and self._peek() == "\\{" and self._follows("\\begin", "{", *"array"):
            return self._braced_array()
        if token in ("\\left", "\\right", "\\middle") and self._peek() == ".":
            self.at += 1
        return []

    def _follows(self, *tokens: str) -> bool:
        """Whether these tokens follow the next one, blanks aside."""
        rest = [token for token in self._tokens[self.at + 1 : self.at + 2 * len(tokens) + 6] if token != " "]
        return rest[: len(tokens)] == list(tokens)

    def _braced_array(self) -> list[str]:
        """``\\left\\{ \\begin{array} … \\end{array} \\right.`` is another way to write cases."""
        self.at += 1
        self._peek()
        table = self._unit()
        if self._peek() != "\\right":
            raise RefusedError("an array in an open brace")
        self.at += 1
        if self._peek() != ".":
            raise RefusedError("an array in braces")
        self.at += 1
        return ["\\begin{cases}", *table[1:-1], "\\end{cases}"]

    def _arg(self) -> list[str]:
        while self._peek() in ("\\!", "\\,"):
            self.at += 1
        following = self._peek()
        if following not in ("\\max", "\\min"):
            raise RefusedError("\\arg stands alone")
        self.at += 1
        return ["\\arg" + following[1:]]

    def _labelled(self) -> list[str]:
        """``\\underbrace{body}_{words}``: the words explain, the body counts."""
        body = self._argument()
        while self._peek() in ("_", "^"):
            self.at += 1
            self._argument()
        return body

    def _over(self, token: str) -> list[str]:
        over, base = self._argument(), self._argument()
        if base == ["="]:
            return (
                [":="]
                if "".join(over)
                in ("\\operatorname{def}", "\\mathrm{def}", "\\text{def}", "def", "!", "\\triangle")
                else ["="]
            )
        if len(base) == 1 and base[0] in (
            "\\rightarrow",
            "\\sim",
            "\\leq",
            "\\geq",
            "\\approx",
            "\\leftarrow",
        ):
            return base
        if token == "\\underset" and base in (
            ["\\max"],
            ["\\min"],
            ["\\argmax"],
            ["\\argmin"],
            ["\\sum"],
            ["\\sup"],
            ["\\inf"],
            ["\\lim"],
        ):
            return [*base, "_", "{", *over, "}"]
        if token == "\\underset" and base == ["\\mathbb", "{", "E", "}"]:
            return [*base, "_", "{", *over, "}"]
        raise RefusedError(f"{token} over {''.join(base)} is not read")

    def _operator(self, raw: list[str]) -> list[str]:
        name = "".join(token for token in raw if token not in (" ", "\\,", "\\!", "\\;"))
        name = name.removeprefix("\\mathrm{").removeprefix("\\rm").rstrip("}")
        if name in BIG_WORDS:
            return [BIG_WORDS[name]]
        if name.lower() in _SAID:
            return [words_token(name)]
        if f"\\{name}" in FUNCTIONS:
            return [f"\\{name}"]
        if not _WORD.match(name):
            raise RefusedError(f"{name} is no name of an operator")
        return [f"\\operatorname{{{name}}}"] if len(name) > 1 else ["\\mathrm", "{", name, "}"]

    def _font_command(self, font: str) -> list[str]:
        raw = self._raw_argument()
        plain = "".join(raw).strip()
        is_words = len(plain) > 1 and all(token == " " or token.isalnum() or token in "-." for token in raw)
        if is_words and font in ("\\mathrm", "\\mathit", "\\mathsf", "\\mathtt"):
            return _words(raw) if " " in plain or "." in plain else self._operator([plain])
        reader = _Reader(raw, self._depth + 1)
        return self._font(font, reader.sequence())

    def _font(self, font: str, content: list[str]) -> list[str]:
        """The font on each letter of ``content``."""
        if font == "\\mathit":
            return content
        out: list[str] = []
        for token in content:
            is_letter = (len(token) == 1 and token.isalnum()) or token in GREEK or token in LETTERLIKE
            dressed = out[-1:] == ["{"] and len(out) > 1 and out[-2] in _DRESSES
            out += [font, "{", token, "}"] if is_letter and not dressed else [token]
        return out

    def _root(self) -> list[str]:
        degree: list[str] = []
        if self._peek() == "[":
            end = next((i for i in range(self.at, len(self._tokens)) if self._tokens[i] == "]"), None)
            if end is None:
                raise RefusedError("\\sqrt[ is never closed")
            degree = _Reader(self._tokens[self.at + 1 : end], self._depth + 1).sequence()
            self.at = end + 1
        body = ["{", *self._argument(), "}"]
        return ["\\sqrt", "[", *degree, "]", *body] if degree else ["\\sqrt", *body]

    def _environment(self) -> list[str]:
        name = "".join(self._raw_argument())
        if name in ("aligned", "split", "gathered", "equation", "equation*", "multlined", "alignedat"):
            self._skip_option()
            if name == "alignedat":
                self._raw_argument()
            return self._until_end(name)
        if name not in MATRICES:
            raise RefusedError(f"the environment {name} is not read")
        self._skip_option()
        if name.startswith("array"):
            self._raw_argument()
        cells = self._until_end(name)
        ends = [
            index
            for index, token in enumerate(cells)
            if token in _STOPS and (index + 1 == len(cells) or cells[index + 1] in ("&", "\\\\"))
        ]
        kept = [token for index, token in enumerate(cells) if index not in ends]
        return [f"\\begin{{{name}}}", *kept, f"\\end{{{name}}}"]

    def _until_end(self, name: str) -> list[str]:
        depth = 0
        for index in range(self.at, len(self._tokens)):
            if self._tokens[index] == "\\begin":
                depth += 1
            elif self._tokens[index] == "\\end":
                if depth == 0:
                    inner = _Reader(self._tokens[self.at : index], self._depth + 1)
                    content = inner.sequence()
                    self.at = index + 1
                    self._raw_argument()
                    return content
                depth -= 1
        raise RefusedError(f"{name} is never closed")

    def _group(self) -> list[str]:
        """A group's content; braces say nothing unless scripts follow, which `_with_scripts` sees."""
        inner = _Reader(self._inside(), self._depth + 1)
        return inner.sequence()

    def _inside(self) -> list[str]:
        """Raw tokens up to the brace that closes the one just read."""
        depth = 1
        for index in range(self.at, len(self._tokens)):
            token = self._tokens[index]
            depth += (token == "{") - (token == "}")
            if depth == 0:
                content = self._tokens[self.at : index]
                self.at = index + 1
                return content
        raise RefusedError("a { is never closed")

    def _raw_argument(self) -> list[str]:
        token = self._peek()
        if token is None or token == "}":
            raise RefusedError("an argument is missing")
        self.at += 1
        return self._inside() if token == "{" else [token]

    def _argument(self) -> list[str]:
        token = self._peek()
        if token is None or token == "}":
            raise RefusedError("an argument is missing")
        if token == "{":
            self.at += 1
            return self._group()
        if token[0].isdigit() and len(token) > 1:
            self._tokens[self.at : self.at + 1] = list(token)
        return self._unit()

    def _skip_option(self) -> None:
        if self._peek() != "[":
            return
        for index in range(self.at, len(self._tokens)):
            if self._tokens[index] == "]":
                self.at = index + 1
                return


def _words(raw: list[str]) -> list[str]:
    text = " ".join("".join(raw).split())
    if not text or not text.strip(".,;: "):
        return [text] if text in (",", ";") else []
    if "\\" in text or "$" in text or "{" in text:
        raise RefusedError("text with formulas in it is not read")
    if len(text) == 1 and text.isalpha():
        return ["\\mathrm", "{", text, "}"]
    if _WORD.match(text) and text.lower() not in _SAID:
        name = text
        if name in BIG_WORDS:
            return [BIG_WORDS[name]]
        return [f"\\{name}"] if f"\\{name}" in FUNCTIONS else [f"\\operatorname{{{name}}}"]
    return [words_token(text)]


_SAID: Final = frozenset(
    (
        "if",
        "otherwise",
        "and",
        "where",
        "for",
        "with",
        "or",
        "when",
        "else",
        "then",
        "while",
        "such",
        "subject",
    )
)


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
