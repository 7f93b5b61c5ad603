"""Functions above names: ``\\lambda^f`` and ``\\lambda^g``, where neither stands without its arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.papers_first.formula.labels import Label
from drill.papers_first.formula.occurrences import Occurrence, group_end, occurrences
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import COUNTING, GREEK

_EXPONENTS: Final = frozenset("deijkmnprstT") | frozenset(
    ("\\alpha", "\\beta", "\\gamma", "\\delta", "\\kappa", "\\nu", "\\tau", "\\rho", "\\pi")
)
"""Letters of numbers, which may depend on time or another thing."""
_WORD: Final = 5
"""Letters side by side that rather spell a name."""
_SETS: Final = frozenset(("\\mathbb", "\\mathcal"))


def with_function_labels(rows: Sequence[Sequence[str]], found: frozenset[Label]) -> frozenset[Label]:
    """Labels with functions that ``rows`` write above a name, and everywhere else before their arguments,
    where several letters stand above it that are such functions or stand nowhere else at all.
    """
    names = [one for row in rows for one in occurrences(row) if _may_have_label(one)]
    letters = {one.above[0] for one in names}
    if not letters:
        return found
    called, other = set[str](), set[str]()
    for row in rows:
        for letter, is_called in _uses(row, letters):
            (called if is_called else other).add(letter)
    raised = {one.symbol for one in names if one.above[0].isdigit()}
    kept = [one for one in names if one.above[0] not in other and one.symbol not in raised]
    families: dict[Symbol, set[str]] = {}
    for one in kept:
        families.setdefault(one.symbol, set()).add(one.above[0])
    told = {symbol for symbol, above in families.items() if len(above) > 1 and above & called}
    return found | {(one.symbol, one.above) for one in kept if one.symbol in told}


def _may_have_label(one: Occurrence) -> bool:
    letter = one.above[0] if len(one.above) == 1 else ""
    is_letter = (len(letter) == 1 and letter.isalnum()) or letter in GREEK
    is_name = one.symbol != Symbol("e") and one.symbol.font not in _SETS
    return is_letter and is_name and letter not in _EXPONENTS | COUNTING


def _uses(row: Sequence[str], letters: set[str]) -> Iterator[tuple[str, bool]]:
    """Each of ``letters`` where it stands otherwise than alone above a name, in a word, or with a number
    below, which makes another name of it; with whether it is called.
    """
    row = list(row)
    labelling = {one.end - 2 for one in occurrences(row) if len(one.above) == 1}
    for at, token in enumerate(row):
        if token not in letters or at in labelling or _run(row, at) >= _WORD:
            continue
        end = group_end(row, at + 2) if row[at + 1 : at + 2] == ["_"] else at + 1
        if not "".join(row[at + 3 : end - 1]).isdigit():
            yield token, row[end : end + 1] == ["("]


def _run(row: Sequence[str], at: int) -> int:
    """How many plain letters stand side by side there."""
    begin = end = at
    while begin and row[begin - 1].isalpha():
        begin -= 1
    while end < len(row) and row[end].isalpha():
        end += 1
    return end - begin
