"""Tokenize LaTeX text, one token at a time, and expand macros on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from drill.errors import ParseError, TooLargeError

# The definition of a macro: a body that mentions its arguments (``#1``), or the number of arguments, the body
# and, if the first argument is optional, its default.
MacroBody = str | tuple[int, str] | tuple[int, str, str]

# Max tokens of a formula: more than any real one has, and few enough to typeset in a fraction of 100 ms.
MAX_TOKENS = 3000

_LENGTH = re.compile(r"\s*-?\d*\.?\d+\s*[a-z]{2}")
_TOKEN = re.compile(r"\\(?:[A-Za-z@]+|.|\Z)|%[^\n]*\n?|[ \t\n]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MacroDefinition:
    """A macro: its number of arguments, its tokens, and the default of its first argument.

    A ``sized`` macro may be called with a star or with a size in brackets, which have no effect.
    """

    arguments: int
    body: tuple[str, ...]
    default: tuple[str, ...] | None = None
    sized: bool = False


class PlacedToken(str):
    """A token with its offset ``at`` in the text."""

    __slots__ = ("at",)
    at: int


def place_tokens(tokens: list[str]) -> list[str]:
    """Return all tokens of a text with their offsets."""
    result: list[str] = []
    offset = 0
    for written in tokens:
        token = PlacedToken(written)
        token.at = offset
        offset += len(written)
        result.append(token)
    return result


def tokenize_latex(latex: str) -> list[str]:
    """Split into commands, characters, runs of blanks and comments. Raises TooLargeError."""
    # Longer texts are not split, because nearly all of them have too many tokens.
    tokens = _TOKEN.findall(latex[: 40 * MAX_TOKENS])
    if len(tokens) > MAX_TOKENS or len(latex) > 40 * MAX_TOKENS:
        raise TooLargeError("formula too long to typeset")
    return tokens


@lru_cache(32)
def read_macro_table(macros: tuple[tuple[str, MacroBody], ...]) -> Mapping[str, MacroDefinition]:
    """Return macros by name, without the backslash."""
    return {name.lstrip("\\"): _read_macro(body) for name, body in macros}


def _read_macro(body: MacroBody) -> MacroDefinition:
    if isinstance(body, str):
        return macro_from(tokenize_latex(body))
    arguments, written, *defaults = body
    default = None
    if defaults:
        default = tuple(tokenize_latex(defaults[0]))
    return MacroDefinition(arguments, tuple(tokenize_latex(written)), default)


def macro_from(body: list[str]) -> MacroDefinition:
    """Return a macro with as many arguments as its body mentions."""
    mentioned = [0]
    for mark, following in pairwise(body):
        if mark == "#" and following in "123456789":
            mentioned.append(int(following))
    return MacroDefinition(max(mentioned), tuple(body))


def take_argument(stack: list[str]) -> list[str]:
    """Take one argument from ``stack`` (last token first): a token, or the content of braces."""
    _skip_blanks(stack)
    if not stack:
        return []
    token = stack.pop()
    if token != "{":
        return [token]
    depth = 1
    argument: list[str] = []
    while stack:
        token = stack.pop()
        if token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
            if not depth:
                break
        argument.append(token)
    return argument


def expand_macro_body(body: Sequence[str], arguments: list[list[str]]) -> list[str]:
    """Return a macro's body with its arguments substituted."""
    written: list[str] = []
    tokens = iter(body)
    for token in tokens:
        if token != "#":
            written.append(token)
            continue
        following = next(tokens, "")
        if not following:
            break
        if following not in "123456789":
            written.append(following)
        elif int(following) <= len(arguments):
            written += arguments[int(following) - 1]
    return written


def _skip_blanks(stack: list[str]) -> None:
    while stack and stack[-1][0] in " \t\n%":
        stack.pop()


class Tokens:
    """The unread tokens of a formula.

    ``peek`` and ``take`` skip blanks and comments and expand macros; ``argument_tokens`` and
    ``bracket_tokens`` return raw tokens, like TeX for the arguments of a macro.
    """

    def __init__(self, tokens: list[str], macros: Mapping[str, MacroDefinition]) -> None:
        self.stack = tokens[::-1]
        last = tokens[-1] if tokens else ""
        self._end = last.at + len(last) if isinstance(last, PlacedToken) else -1
        self._placed = self._end >= 0
        self.macros = macros
        self.budget: int = MAX_TOKENS
        """The number of tokens that macros may still expand to."""

    @property
    def place(self) -> int:
        """The offset of the next token; -1 if tokens lack offsets."""
        if self._placed and self.stack:
            token = self.stack[-1]
            if isinstance(token, PlacedToken):
                return token.at
        return self._end

    def peek(self) -> str:
        """Look at the next token, or ``""`` at the end."""
        stack = self.stack
        while stack:
            token = stack[-1]
            first = token[0]
            if first == "\\":
                if token[1:] in self.macros:
                    stack.pop()
                    self._expand_macro(token[1:])
                    continue
                return token
            if first not in " \t\n%":
                return token
            stack.pop()
        return ""

    def take(self) -> str:
        """Read the next token; ``""`` at the end."""
        token = self.peek()
        if token:
            self.stack.pop()
        return token

    def take_if(self, token: str) -> bool:
        """Read the next token if it is ``token``."""
        if self.peek() != token:
            return False
        self.stack.pop()
        return True

    def define(self, name: str, macro: MacroDefinition) -> None:
        """Add a macro for this formula only."""
        self.macros = {**self.macros, name: macro}

    def argument_tokens(self) -> list[str]:
        """Take the tokens of one argument, without its braces and without expanding macros."""
        return take_argument(self.stack)

    def argument_text(self) -> str:
        """Take one argument as it is written."""
        return "".join(self.argument_tokens())

    def bracket_tokens(self) -> list[str] | None:
        """Take the tokens of an optional argument ``[…]``; return ``None`` if it is missing."""
        stack = self.stack
        _skip_blanks(stack)
        if not stack or stack[-1] != "[":
            return None
        depth = 0
        for index in range(len(stack) - 2, -1, -1):
            token = stack[index]
            if token == "{":
                depth += 1
            elif token == "}":
                depth -= 1
                if depth < 0:
                    return None
            elif token == "]" and not depth:
                tokens = stack[index + 1 : -1]
                del stack[index:]
                return tokens[::-1]
        return None

    def row_gap(self) -> None:
        """Skip ``[3pt]``, the space below a row; brackets without a length belong to the next row."""
        before = self.stack.copy()
        gap = self.bracket_tokens()
        if gap is None:
            return
        length = "".join(gap)
        if not _LENGTH.fullmatch(length.strip()) and "\\" not in length:
            self.stack[:] = before

    def bare_length(self) -> str:
        """Take a length without braces, as it is written: ``3pt``."""
        self.peek()
        written = ""
        # A length such as ``-12.345 pt`` has ten characters, so twelve suffice.
        while self.stack and len(written) < 12 and not _LENGTH.fullmatch(written):
            if not (self.stack[-1].isalnum() or self.stack[-1] in (".", "-", " ")):
                break
            written += self.stack.pop()
        return written

    def _skip_size(self) -> None:
        _skip_blanks(self.stack)
        if self.stack and self.stack[-1] == "*":
            self.stack.pop()
        self.bracket_tokens()

    def _expand_macro(self, name: str) -> None:
        macro = self.macros[name]
        arguments: list[list[str]] = []
        if macro.sized:
            self._skip_size()
        if macro.default is not None and macro.arguments:
            option = self.bracket_tokens()
            if option is None:
                option = list(macro.default)
            arguments.append(option)
        while len(arguments) < macro.arguments:
            arguments.append(self.argument_tokens())
        written = expand_macro_body(macro.body, arguments)
        self.budget -= len(written) + 1
        if self.budget < 0:
            raise TooLargeError("macros too long to write out")
        if f"\\{name}" in macro.body:
            # A macro that calls itself would never end, so the inner call means the built-in command.
            self.macros = {key: value for key, value in self.macros.items() if key != name}
        self.stack.extend(reversed(written))


# Match pairs in LaTeX: braces, ``\left`` and ``\right``, ``\begin`` and ``\end``, bars.
#
# They are matched once, before parsing, so that an error gives the place of the open pair.

_STRUCTURE = re.compile(
    r"\\(?P<side>left|right)(?![A-Za-z])\s*(?P<delimiter>\\[A-Za-z]+|\\.|\S|\Z)"
    r"|\\(?P<place>begin|end)(?![A-Za-z])\s*(?P<environment>\{[A-Za-z]*\*?\})?"
    r"|\\(?P<end>[lr](?:vert|Vert|floor|ceil))(?![A-Za-z])"
    r"|\\[A-Za-z]+|\\.|(?P<brace>[{}])",
    re.DOTALL,
)
# Commands that open a pair, with those that close it.
_DELIMITED = {"lvert": "rvert", "lVert": "rVert", "lfloor": "rfloor", "lceil": "rceil"}
# Opening delimiters with their closing ones; other delimiters close themselves.
_FACING = {
    **{"(": ")", "[": "]", "<": ">", "\\{": "\\}", "\\langle": "\\rangle", "\\lvert": "\\rvert"},
    **{"\\lfloor": "\\rfloor", "\\lceil": "\\rceil", "\\lbrace": "\\rbrace", "\\lVert": "\\rVert"},
}


@dataclass(frozen=True, slots=True)
class _Opened:
    r"""An open pair that begins at ``start``.

    ``kind`` is ``{``, ``left``, ``begin`` or a key of ``_DELIMITED``; ``opening`` is the delimiter of
    ``\left``, or the name of an environment.
    """

    kind: str
    start: int
    opening: str = ""

    def __str__(self) -> str:
        if self.kind == "{":
            return "{"
        return f"\\{self.kind}"

    @property
    def due(self) -> str:
        """The text that closes it."""
        match self.kind:
            case "{":
                return "}"
            case "left":
                return f"\\right{_FACING.get(self.opening, self.opening)}"
            case "begin":
                return f"\\end{{{self.opening}}}"
            case _:
                return f"\\{_DELIMITED[self.kind]}"


def match_pairs(text: str) -> None:
    """Match all pairs of a text.

    Raises:
        ParseError: a pair is open, or its opening part is missing.
    """
    open_pairs = _find_open_pairs(text)
    if not open_pairs:
        return
    pair = open_pairs[-1]
    if pair.kind == "{":
        raise ParseError("a brace is open here: a } is missing", pair.start + 1)
    raise ParseError(f"{pair} is open here: {pair.due} is missing", pair.start + 1)


def close_open_pairs(text: str) -> str:
    """Return the text that closes everything open at the end of a text.

    Raises:
        ParseError: the opening part of a pair is missing.
    """
    return "".join(pair.due for pair in reversed(_find_open_pairs(text)))


def _find_open_pairs(text: str) -> list[_Opened]:
    """Return the pairs whose closing part is missing."""
    open_pairs: list[_Opened] = []
    for match in _STRUCTURE.finditer(text):
        if match.lastgroup is None:
            continue
        opened = _find_opened_pair(match)
        if opened is not None:
            open_pairs.append(opened)
            continue
        closing = match["brace"] or f"\\{match['side'] or match['place'] or match['end']}"
        if not open_pairs:
            raise ParseError(f"this {closing} closes nothing", match.start() + 1)
        last = open_pairs.pop()
        if not _closes_pair(last, match):
            due = "a }" if last.kind == "{" else last.due
            raise ParseError(
                f"this {closing} does not close the {last} of column {last.start + 1}",
                match.start() + 1,
                hint=f"{due} is expected",
            )
    return open_pairs


def _find_opened_pair(match: re.Match[str]) -> _Opened | None:
    """Return the pair that a match opens; None if it closes one."""
    start = match.start()
    if match["brace"] == "{":
        return _Opened("{", start)
    if match["side"] == "left":
        return _Opened("left", start, match["delimiter"])
    if match["place"] == "begin":
        if match["environment"] is None:
            raise ParseError("\\begin needs the name of an environment", start + 1, hint="such as {pmatrix}")
        return _Opened("begin", start, match["environment"][1:-1])
    if match["end"] in _DELIMITED:
        return _Opened(match["end"], start)
    return None


def _closes_pair(opened: _Opened, match: re.Match[str]) -> bool:
    if match["place"]:
        return opened.kind == "begin" and (match["environment"] or "")[1:-1] == opened.opening
    if match["brace"]:
        return opened.kind == "{"
    if match["side"]:
        return opened.kind == "left"
    return match["end"] == _DELIMITED.get(opened.kind)
