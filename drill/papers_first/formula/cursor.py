"""A place in canonical tokens, and what every rule of the grammar asks of it."""

from __future__ import annotations

from typing import Final, NoReturn

from drill.papers_first.formula.bars import is_evaluation
from drill.papers_first.formula.numbered_letters import NUMBERED
from drill.papers_first.formula.raw import MAX_DEPTH, RefusedError
from drill.papers_first.formula.usage import Usage
from drill.papers_first.formula.vocabulary import CLOSING, GREEK, LETTERLIKE

_CLOSERS: Final = frozenset(CLOSING.values())


class Cursor:
    """Canonical tokens, how far they are read, and how the paper uses its symbols."""

    def __init__(self, tokens: list[str], usage: Usage, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise RefusedError("the formula is nested too deeply")
        self.tokens = tokens
        self.usage = usage
        self.depth = depth
        self.at = 0

    def peek(self, ahead: int = 0) -> str | None:
        """The token ``ahead`` of the next one; None past the end."""
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else None

    def take(self) -> str:
        """The next token, read."""
        token = self.peek()
        if token is None:
            self.refuse()
        self.at += 1
        return token

    def refuse(self) -> NoReturn:
        """Refuse what stands next."""
        raise self.refusal()

    def refusal(self) -> RefusedError:
        """Why what stands next is not read."""
        token = self.peek()
        return RefusedError(
            "something is missing at the end" if token is None else f"{token} is not understood"
        )

    def group(self) -> list[str]:
        """The tokens of the group in braces that stands next."""
        if self.peek() != "{":
            self.refuse()
        depth = 0
        begin = self.at + 1
        while (token := self.peek()) is not None:
            depth += (token == "{") - (token == "}")
            self.at += 1
            if depth == 0:
                return self.tokens[begin : self.at - 1]
        raise RefusedError("a { is never closed")

    def sub(self) -> tuple[str, ...]:
        """The tokens of the subscript that stands next, none without one."""
        return self._script("_")

    def sup(self) -> tuple[str, ...]:
        """The tokens of the superscript that stands next, none without one."""
        return self._script("^")

    def _script(self, mark: str) -> tuple[str, ...]:
        if self.peek() != mark:
            return ()
        self.at += 1
        return tuple(self.group())

    def bracketed(self) -> list[str]:
        """The tokens inside of the bracket that stands next, which is not read yet."""
        opening = self.tokens[self.at]
        closing = CLOSING[opening]
        depth = 0
        for index in range(self.at, len(self.tokens)):
            depth += (self.tokens[index] == opening) - (self.tokens[index] == closing)
            if depth == 0:
                return self.tokens[self.at + 1 : index]
        raise RefusedError(f"{opening} is never closed")

    def lone_bars(self, opening: str) -> frozenset[str]:
        """The bars that stand alone in the brackets just opened, so that they separate: ``p(x | y)``."""
        closing = CLOSING[opening]
        depth = 1
        bars: list[str] = []
        for index, token in enumerate(self.tokens[self.at :], self.at):
            depth += (token in CLOSING or token == "{") - (
                token == closing or token in _CLOSERS or token == "}"
            )
            if depth == 0:
                break
            if depth == 1 and token in ("|", "\\|") and not is_evaluation(self.tokens, index):
                bars.append(token)
        return frozenset(bar for bar in bars if bars.count(bar) == 1)


def is_letter(token: str) -> bool:
    """Whether a token is a name by itself."""
    is_plain = (len(token) == 1 and token.isalpha()) or NUMBERED.match(token) is not None
    return is_plain or token in GREEK or token in LETTERLIKE
