"""LaTeX as raw tokens, and a place in them: groups, arguments and options as they stand."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.bracket_spelling import with_plain_brackets
from drill.papers_first.formula.code_spelling import as_latex
from drill.papers_first.formula.unicode_signs import with_commands

MAX_TOKENS: Final = 1_500
MAX_DEPTH: Final = 40

_TOKEN: Final = re.compile(r"\s+|\|\||\\[a-zA-Z]+\*?|\\.|\d+(?:[.,]\d+)*|:=|=:|\\?.", re.DOTALL)
_DECIMAL: Final = re.compile(r"\d+(?:\.\d+)?$")
_SINGLE_BARS: Final = frozenset(("\\vert", "\\lvert", "\\rvert"))
_STARRED: Final = frozenset(("\\operatorname", "\\hspace", "\\vspace", "\\tag"))


class RefusedError(Exception):
    """What stands here is not read; the message says why."""


class AimError(RefusedError):
    """What is sought stands before an equation of it, ``\\min_w L = a + b``."""


def split(latex: str) -> list[str]:
    """The raw tokens of ``latex``: commands, numbers, single characters, runs of blanks as one blank; what is
    typed as in code or in single characters as LaTeX writes it.

    Raises:
        RefusedError: the formula is too long.
    """
    tokens: list[str] = []
    for match in _TOKEN.finditer(with_commands(latex)):
        token = match.group()
        if token[0].isdigit() and not _DECIMAL.match(token):
            tokens += re.findall(r"\d+(?:\.\d+)?|[.,]", token)
        elif token[0] == "\\" and token.endswith("*") and token[:-1] not in _STARRED:
            tokens += (token[:-1], "*") if len(token) > 2 else (token,)
        else:
            tokens.append(" " if token.isspace() else token)
        if len(tokens) > MAX_TOKENS:
            raise RefusedError("the formula is too long")
    return as_latex(_with_double_bars(with_plain_brackets(tokens)))


def _with_double_bars(tokens: list[str]) -> list[str]:
    """``\\| x \\|`` of ``\\vert\\vert x \\vert\\vert``, where single bars stand nowhere alone."""
    places = [at for at, token in enumerate(tokens) if token in _SINGLE_BARS]
    pairs = list(zip(places[::2], places[1::2], strict=False))
    is_double = bool(pairs) and len(places) % 4 == 0 and all(other == one + 1 for one, other in pairs)
    if not is_double or any(other + 1 == one for (_, other), (one, _) in pairwise(pairs)):
        return tokens
    begins, ends = {one for one, _ in pairs}, {other for _, other in pairs}
    return ["\\|" if at in begins else token for at, token in enumerate(tokens) if at not in ends]


class RawTokens:
    """Raw tokens and how far they are read."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str | None:
        """The next token that is no blank; None at the end."""
        while self.at < len(self.tokens) and self.tokens[self.at] == " ":
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def follow(self, *tokens: str) -> bool:
        """Whether these tokens follow the next one, blanks aside."""
        rest = [token for token in self.tokens[self.at + 1 : self.at + 2 * len(tokens) + 6] if token != " "]
        return rest[: len(tokens)] == list(tokens)

    def inside(self) -> list[str]:
        """The tokens up to the brace that closes the one just read."""
        depth = 1
        for index in range(self.at, len(self.tokens)):
            token = self.tokens[index]
            depth += (token == "{") - (token == "}")
            if depth == 0:
                content = self.tokens[self.at : index]
                self.at = index + 1
                return content
        raise RefusedError("a { is never closed")

    def raw_argument(self) -> list[str]:
        """One argument as it stands: a group's tokens, or one token."""
        token = self.peek()
        if token is None or token == "}":
            raise RefusedError("an argument is missing")
        self.at += 1
        return self.inside() if token == "{" else [token]

    def option(self) -> list[str] | None:
        """The tokens of ``[…]`` where it stands next."""
        if self.peek() != "[":
            return None
        depth = 0
        for index in range(self.at + 1, len(self.tokens)):
            token = self.tokens[index]
            depth += (token == "{") - (token == "}")
            if token == "]" and depth == 0:
                content = self.tokens[self.at + 1 : index]
                self.at = index + 1
                return content
        raise RefusedError("a [ is never closed")

    def skip_length(self) -> None:
        """Pass over a length such as ``-1.5mu`` or ``\\parskip``."""
        if self.peek() in ("-", "+"):
            self.at += 1
        if self.peek() == ".":
            self.at += 1
        token = self.peek() or ""
        self.at += 1
        if not token.startswith("\\"):
            self.peek()
            self.at += 2

    def join_bars(self) -> None:
        """Make ``\\left\\| … \\right\\|`` of ``\\left|\\left| … \\right|\\right|``, which begins here."""
        places = [index for index in range(self.at, len(self.tokens)) if self.tokens[index] != " "]
        tokens = [self.tokens[index] for index in places]
        if tokens[:3] != ["|", "\\left", "|"]:
            return
        depth = 2
        for index, token in enumerate(tokens[3:], 3):
            depth += (token == "\\left") - (token == "\\right")
            if depth == 1:
                if tokens[index : index + 4] == ["\\right", "|", "\\right", "|"]:
                    self.tokens[places[index + 1] : places[index + 3] + 1] = ["\\|"]
                    self.tokens[places[0] : places[2] + 1] = ["\\|"]
                return

    def join_angles(self) -> None:
        """Make ``\\langle u, v \\rangle`` of ``<u, v>``, which begins here, where both ends are in sight."""
        depth = 0
        has_comma = False
        for index in range(self.at + 1, len(self.tokens)):
            token = self.tokens[index]
            depth += (token in ("{", "(", "[")) - (token in ("}", ")", "]"))
            if depth < 0 or token == "<":
                return
            has_comma = has_comma or (token == "," and depth == 0)
            if token == ">" and depth == 0:
                if has_comma:
                    self.tokens[self.at], self.tokens[index] = "\\langle", "\\rangle"
                return

    def until_end(self, name: str) -> list[str]:
        """The tokens of the environment ``name`` that was just begun."""
        depth = 0
        for index in range(self.at, len(self.tokens)):
            if self.tokens[index] == "\\begin":
                depth += 1
            elif self.tokens[index] == "\\end":
                if depth == 0:
                    content = self.tokens[self.at : index]
                    self.at = index + 1
                    self.raw_argument()
                    return content
                depth -= 1
        raise RefusedError(f"{name} is never closed")
