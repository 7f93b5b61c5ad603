"""Tokenize LaTeX text, one token at a time, and expand macros on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from drill.errors import ParseError, TooLargeError

# A macro as it is given: a body whose arguments are those that it mentions (``#1``), or the number of its
# arguments, its body and, if the first is optional, that one's default.
MacroBody = str | tuple[int, str] | tuple[int, str, str]

# More tokens than any formula has, and few enough to be typeset in a fraction of 100 ms.
MAX_TOKENS = 3000

_LENGTH = re.compile(r"\s*-?\d*\.?\d+\s*[a-z]{2}")
_TOKEN = re.compile(r"\\(?:[A-Za-z@]+|.|\Z)|%[^\n]*\n?|[ \t\n]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its number of arguments, its tokens, and the first argument's default.

    A ``sized`` one may be called with a star or with a size in brackets, which change nothing.
    """

    arguments: int
    body: tuple[str, ...]
    default: tuple[str, ...] | None = None
    sized: bool = False


class PlacedToken(str):
    """A token that knows where it begins in the text."""

    __slots__ = ("at",)
    at: int


def place_tokens(tokens: list[str]) -> list[str]:
    """Return all tokens of a text with their places in it."""
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
    # A token is at least one character, so a text this long cannot be short of the budget in most cases;
    # the exact count decides for the rest.
    tokens = _TOKEN.findall(latex[: 40 * MAX_TOKENS])
    if len(tokens) > MAX_TOKENS or len(latex) > 40 * MAX_TOKENS:
        raise TooLargeError("formula too long to typeset")
    return tokens


@lru_cache(32)
def read_macro_table(macros: tuple[tuple[str, MacroBody], ...]) -> Mapping[str, Macro]:
    """Return macros by their names without backslash."""
    return {name.lstrip("\\"): _read_macro(body) for name, body in macros}


def _read_macro(body: MacroBody) -> Macro:
    if isinstance(body, str):
        return macro_from(tokenize_latex(body))
    arguments, written, *default = body
    return Macro(
        arguments, tuple(tokenize_latex(written)), tuple(tokenize_latex(default[0])) if default else None
    )


def macro_from(body: list[str]) -> Macro:
    """Return a macro whose arguments are those that its body mentions."""
    mentioned = [
        int(following) for mark, following in pairwise(body) if mark == "#" and following in "123456789"
    ]
    return Macro(max(mentioned, default=0), tuple(body))


def take_argument(stack: list[str]) -> list[str]:
    """Take one argument from ``stack`` (last token first): a token, or what braces hold."""
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
        following = next(tokens, "") if token == "#" else ""
        if token != "#":
            written.append(token)
        elif following and following in "123456789":
            written.extend(arguments[int(following) - 1] if int(following) <= len(arguments) else ())
        elif following:
            written.append(following)
    return written


def _skip_blanks(stack: list[str]) -> None:
    while stack and stack[-1][0] in " \t\n%":
        stack.pop()


class Tokens:
    """The unread tokens of a formula.

    ``peek`` and ``take`` skip blanks and comments and write out macros; ``argument_tokens`` and
    ``bracket_tokens`` hand out raw tokens, as TeX does with a macro's arguments.
    """

    def __init__(self, tokens: list[str], macros: Mapping[str, Macro]) -> None:
        self.stack = tokens[::-1]
        last = tokens[-1] if tokens else ""
        self._end = last.at + len(last) if isinstance(last, PlacedToken) else -1
        self._placed = self._end >= 0
        self.macros = macros
        self.budget: int = MAX_TOKENS
        """Tokens that macros may still be written out to."""

    @property
    def place(self) -> int:
        """Where the next token begins; -1 where tokens have no places."""
        if not self._placed:
            return -1
        token = self.stack[-1] if self.stack else None
        return token.at if isinstance(token, PlacedToken) else self._end

    def peek(self) -> str:
        """Look at the next token, or ``""`` at the end."""
        stack = self.stack
        while stack:
            token = stack[-1]
            first = token[0]
            if first == "\\":
                if token[1:] in self.macros:
                    stack.pop()
                    self._write_out(token[1:])
                    continue
                return token
            if first in " \t\n%":
                stack.pop()
                continue
            return token
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

    def define(self, name: str, macro: Macro) -> None:
        """Add a macro, for this formula alone."""
        self.macros = {**self.macros, name: macro}

    def argument_tokens(self) -> list[str]:
        """Take the tokens of one argument, braces removed, nothing written out."""
        return take_argument(self.stack)

    def argument_text(self) -> str:
        """Take one argument as it is written."""
        return "".join(self.argument_tokens())

    def bracket_tokens(self) -> list[str] | None:
        """Take the tokens of an optional argument ``[…]``, or ``None`` where there is none."""
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
        if gap is not None and not _LENGTH.fullmatch("".join(gap).strip()) and "\\" not in "".join(gap):
            self.stack[:] = before

    def bare_length(self) -> str:
        """Take a length without braces, as it is written: ``3pt``."""
        self.peek()
        written = ""
        # A length such as ``-12.345 pt`` has ten characters.
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

    def _write_out(self, name: str) -> None:
        macro = self.macros[name]
        arguments: list[list[str]] = []
        if macro.sized:
            self._skip_size()
        if macro.default is not None and macro.arguments:
            answer = self.bracket_tokens()
            arguments.append(list(macro.default) if answer is None else answer)
        while len(arguments) < macro.arguments:
            arguments.append(self.argument_tokens())
        written = expand_macro_body(macro.body, arguments)
        self.budget -= len(written) + 1
        if self.budget < 0:
            raise TooLargeError("macros too long to write out")
        if f"\\{name}" in macro.body:
            # It would call itself for ever: the inner call is left to the built-in command of that name.
            self.macros = {key: value for key, value in self.macros.items() if key != name}
        self.stack.extend(reversed(written))


# Match pairs in LaTeX: braces, ``\left`` and ``\right``, ``\begin`` and ``\end``, bars.
#
# They are matched once, before anything is read, so that what is not closed is told by its own place.

_STRUCTURE = re.compile(
    r"\\(?P<side>left|right)(?![A-Za-z])\s*(?P<delimiter>\\[A-Za-z]+|\\.|\S|\Z)"
    r"|\\(?P<place>begin|end)(?![A-Za-z])\s*(?P<environment>\{[A-Za-z]*\*?\})?"
    r"|\\(?P<end>[lr](?:vert|Vert|floor|ceil))(?![A-Za-z])"
    r"|\\[A-Za-z]+|\\.|(?P<brace>[{}])",
    re.DOTALL,
)
# Commands that open what another closes.
_DELIMITED = {"lvert": "rvert", "lVert": "rVert", "lfloor": "rfloor", "lceil": "rceil"}
# Delimiters and those that face them; others face themselves.
_FACING = {
    **{"(": ")", "[": "]", "<": ">", "\\{": "\\}", "\\langle": "\\rangle", "\\lvert": "\\rvert"},
    **{"\\lfloor": "\\rfloor", "\\lceil": "\\rceil", "\\lbrace": "\\rbrace", "\\lVert": "\\rVert"},
}


@dataclass(frozen=True, slots=True)
class _Opened:
    r"""An open pair that begins at ``start``: ``kind`` is ``{``, ``left``, ``begin`` or one of
    ``_DELIMITED``.

    ``opening`` is the delimiter of ``\left``, or the name of an environment.
    """

    kind: str
    start: int
    opening: str = ""

    def __str__(self) -> str:
        return "{" if self.kind == "{" else f"\\{self.kind}"

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
        ParseError: something is open, or closes nothing.
    """
    if still_open := _still_open(text):
        pair = still_open[-1]
        opened, due = ("a brace", "a }") if pair.kind == "{" else (str(pair), pair.due)
        raise ParseError(f"{opened} is open here: {due} is missing", pair.start + 1)


def close_open_pairs(text: str) -> str:
    """Return the text that closes everything open at the end of a text.

    Raises:
        ParseError: something closes nothing.
    """
    return "".join(pair.due for pair in reversed(_still_open(text)))


def _still_open(text: str) -> list[_Opened]:
    """Return the pairs that nothing closes."""
    still_open: list[_Opened] = []
    for match in _STRUCTURE.finditer(text):
        if match.lastgroup is None:
            continue
        if (opened := _find_opened_pair(match)) is not None:
            still_open.append(opened)
            continue
        closing = match["brace"] or f"\\{match['side'] or match['place'] or match['end']}"
        if not still_open:
            raise ParseError(f"this {closing} closes nothing", match.start() + 1)
        begun = still_open.pop()
        if not _closes_pair(begun, match):
            raise ParseError(
                f"this {closing} does not close the {begun} of column {begun.start + 1}",
                match.start() + 1,
                hint=f"{'a }' if begun.kind == '{' else begun.due} is expected",
            )
    return still_open


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
    return _Opened(match["end"], start) if match["end"] in _DELIMITED else None


def _closes_pair(begun: _Opened, match: re.Match[str]) -> bool:
    if match["place"]:
        return begun.kind == "begin" and (match["environment"] or "")[1:-1] == begun.opening
    kind = "{" if match["brace"] else "left" if match["side"] else match["end"]
    return kind == _DELIMITED.get(begun.kind, begun.kind)
