"""Which symbols a paper uses as functions, seen from all of its formulas together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from drill.papers.formula.tree import Symbol
from drill.papers.formula.vocabulary import FONTS, GREEK

_FONTS: Final = frozenset(FONTS.values())
_CONDITIONAL: Final = frozenset(("\\mid", "|", ";", "\\|"))


def called_symbols(formulas: Iterable[Sequence[str]]) -> frozenset[Symbol]:
    """Symbols (without indices) that somewhere stand before one plain symbol in round brackets, ``X(t)``.

    Nobody writes a product of two symbols that way: wherever else brackets follow them, they hold arguments.
    """
    counts: Counter[Symbol] = Counter()
    for tokens in formulas:
        for index, token in enumerate(tokens):
            if token == "(":
                head = _head(tokens, index)
                if head is not None and _holds_one_name(tokens, index):
                    counts[head] += 1
    return frozenset(counts)


def _head(tokens: Sequence[str], bracket: int) -> Symbol | None:
    """The bare symbol before a bracket, over its indices and marks."""
    at = bracket - 1
    while at >= 0 and tokens[at] in ("'", "}"):
        if tokens[at] == "'":
            at -= 1
            continue
        begin = _group_begin(tokens, at)
        if begin < 1:
            return None
        if tokens[begin - 1] in _FONTS and at - begin == 2:
            return Symbol(tokens[begin + 1], tokens[begin - 1])
        if tokens[begin - 1] not in ("_", "^"):
            return None
        if tokens[begin - 1] == "^" and tokens[begin + 1 : at] not in (["*"], ["\\star"]):
            return None
        at = begin - 2
    if at < 0:
        return None
    token = tokens[at]
    return Symbol(token) if (len(token) == 1 and token.isalpha()) or token in GREEK else None


def _group_begin(tokens: Sequence[str], end: int) -> int:
    depth = 0
    for index in range(end, -1, -1):
        depth += (tokens[index] == "}") - (tokens[index] == "{")
        if depth == 0:
            return index
    return -1


def _holds_one_name(tokens: Sequence[str], bracket: int) -> bool:
    """Whether the bracket holds one symbol with its indices, or is a conditional."""
    depth = 0
    top: list[str] = []
    for token in tokens[bracket:]:
        depth += (token in ("(", "{")) - (token in (")", "}"))
        if depth == 0:
            break
        if depth == 1 and token not in ("(", "}"):
            top.append(token)
    names = [token for token in top if token not in ("_", "^", "'") and token not in _FONTS]
    return len(names) <= 1 or bool(_CONDITIONAL & set(names))
