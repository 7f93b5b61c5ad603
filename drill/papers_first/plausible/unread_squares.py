"""Names that formulas which could not be read set to a square or a norm as a whole, which is not negative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Call, Symbol

_SQUARED: Final = ("^", "{", "2", "}")
_NORM: Final = "\\|"
_OPENING: Final = frozenset(("(", "[", "{"))
_CLOSING: Final = frozenset((")", "]", "}"))
_PAIR: Final = 2


def unread_squares(rows: Iterable[Sequence[str]]) -> Iterator[Symbol]:
    """The names, without indices, on the left of ``E(f, g) = (\\ldots)^2`` and ``r = \\|\\ldots\\|``."""
    for tokens in rows:
        if tokens.count("=") != 1:
            continue
        at = list(tokens).index("=")
        if _is_never_negative(tuple(tokens[at + 1 :])):
            try:
                (left,) = parse_tokens(list(tokens[:at])).sides
            except (RefusedError, ValueError):
                continue
            head = left.head if isinstance(left, Call) else left
            if isinstance(head, Symbol):
                yield bare(head)


def _is_never_negative(right: tuple[str, ...]) -> bool:
    """Whether brackets or bars stand around all of it, and for brackets a square behind them."""
    is_squared = right[-len(_SQUARED) :] == _SQUARED
    inner = right[: -len(_SQUARED)] if is_squared else right
    if inner[:1] == (_NORM,) == inner[-1:]:
        return inner.count(_NORM) == _PAIR
    return is_squared and inner[:1] == ("(",) and _closes_at(inner) == len(inner) - 1


def _closes_at(tokens: Sequence[str]) -> int:
    """Where the first bracket closes; -1 where it does not."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token in _OPENING) - (token in _CLOSING)
        if not depth:
            return place
    return -1
