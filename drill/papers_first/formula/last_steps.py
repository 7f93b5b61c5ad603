"""Names above which T is the last of the steps that a paper counts, ``\\bar{w}^T``: it transposes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from drill.papers_first.formula.bars import is_parted
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.occurrences import Occurrence, group_end, occurrences
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import CLOSING, RELATIONS, SIGNS

_LAST: Final = ("T",)
_COUNTED: Final = ("\\sum", "\\prod")
_STEPS: Final = frozenset((("t",), *(tuple(f"{letter}{sign}1") for letter in "tT" for sign in "+-")))
_BEFORE: Final = RELATIONS | SIGNS | frozenset((*CLOSING, "{", ",", ""))
_AFTER: Final = RELATIONS | SIGNS | frozenset((*CLOSING.values(), "}", ",", ";", "|", "\\mid", "(", ""))


def last_steps(rows: Iterable[Sequence[str]]) -> frozenset[Symbol]:
    """Bare letters that stand under a step elsewhere, ``w^t`` or ``w^{T+1}``, or under T and more,
    ``r^{T,+}``, in a paper that counts up to T, and that nothing stands beside where T is above them.
    """
    rows = [list(row) for row in rows]
    if not any(map(_counts, rows)):
        return frozenset()
    stepped: set[Symbol] = set()
    beside: set[Symbol] = set()
    for row in rows:
        for name in occurrences(row):
            letter = Symbol(name.symbol.base, name.symbol.font)
            if name.above in _STEPS or name.above[:2] == (*_LAST, ","):
                stepped.add(letter)
            elif name.above == _LAST and not _stands_alone(row, name):
                beside.add(letter)
    return frozenset(stepped - beside)


def _counts(row: list[str]) -> bool:
    """``\\sum_{t=1}^{T}``."""
    for at, token in enumerate(row):
        if token in _COUNTED and row[at + 1 : at + 5] == ["_", "{", "t", "="]:
            end = group_end(row, at + 2)
            if row[end : end + 4] == ["^", "{", *_LAST, "}"]:
                return True
    return False


def _stands_alone(row: list[str], name: Occurrence) -> bool:
    """Whether no factor stands right before or behind a name; what takes several arguments is no matrix."""
    before = row[name.begin - 1] if name.begin else ""
    after = row[name.end] if name.end < len(row) else ""
    if name.is_called and is_parted(top_level(_inside(row, name.end))):
        return True
    return before in _BEFORE and after in _AFTER


def _inside(row: list[str], begin: int) -> list[str]:
    """The tokens in the round brackets that begin there."""
    depth = 0
    for at in range(begin, len(row)):
        depth += (row[at] == "(") - (row[at] == ")")
        if depth == 0:
            return row[begin + 1 : at]
    return row[begin + 1 :]
