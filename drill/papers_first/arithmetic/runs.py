"""What sums and products run over: the numbers that their indices take in one small case."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.arithmetic.indicators import TRUTHS
from drill.papers_first.formula.rewrite import PAIRED, at_index, replaced, walk
from drill.papers_first.formula.superscripts import is_spelled
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Node,
    Symbol,
)

Key = tuple[tuple[str, ...], tuple[str, ...]]
"""What stands below and above a sign."""

_PRIMED: Final = "\\imath"
"""What stands for a primed index while its number is put in."""
_DOTS: Final = ("\\ldots", "\\dots", "\\cdots")
UNEQUAL: Final = frozenset(("\\neq", "\\ne"))
"""Spellings of the sign between two that differ."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one sign runs over where the paper leaves it open."""

    variables: tuple[str | Symbol, ...]
    """Indices by their letter, members of a set as they are written."""
    places: tuple[tuple[int, ...], ...]
    """The numbers that they take together."""
    says: tuple[str, ...]
    """Sentences without their full stops."""


class Ranges:
    """Which numbers each running index takes; ends that are symbols get one number throughout a formula."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.ends: dict[Node, int] = {}
        """Symbols and sizes that are ends of a range, and the number that each stands for."""
        self.runs: dict[Key, Run] = {}
        """What the signs run over whose range the paper leaves open."""
        self.bound: set[str] = set()
        """Indices that a sum runs over."""
        self.last: dict[str, int] = {}
        """The last number that each of them takes."""
        self.fixed: dict[str, int] = {}
        """Indices that stand outside of sums, beside what a sum runs over, and their number."""

    def says(self) -> tuple[str, ...]:
        """What is to be said of the open ranges, each sentence once."""
        said = (one for run in self.runs.values() for one in run.says)
        return tuple(dict.fromkeys(map(_of_every_outcome, said)))


def _of_every_outcome(said: str) -> str:
    """A sentence about what is 0 from some place on, where it names one outcome of several."""
    found = re.sub(r"\^\{\(\d\)\}", "", said)
    return said if found == said else found.replace(" be 0", " be 0 in every outcome")


def at_places(body: Node, run: Run) -> Iterator[Node]:
    """A body at each place of a run."""
    for place in run.places:
        found = body
        for variable, number in zip(run.variables, place, strict=True):
            found = _at(found, variable, number)
        yield found


def _at(node: Node, variable: str | Symbol, number: int) -> Node:
    if isinstance(variable, str) and variable.endswith("'"):
        return at_index(_with_letter(node, variable[:-1]), _PRIMED, number)
    if isinstance(variable, str):
        return at_index(node, variable, number)
    member = replace(variable, sub=(str(number),))
    return replaced(node, lambda part: member if part == variable else None)


def _with_letter(node: Node, letter: str) -> Node:
    """``node`` with a sign of its own in the place of a primed index."""

    def change(part: Node) -> Node | None:
        if part == Symbol(letter, primes=1):
            return Symbol(_PRIMED)
        if isinstance(part, Symbol) and (letter, "'") in itertools.pairwise(part.sub):
            text = " ".join(part.sub).replace(f"{letter} '", _PRIMED)
            return replace(part, sub=tuple(text.split(" ")))
        return None

    return replaced(node, change)


def pair_of(big: Big) -> tuple[str, str, str] | None:
    """Two indices that a sum runs over at once, and their relation: ``i, j``, ``i \\neq j``, ``i < j``."""
    match big.lower:
        case (first, relation, second) if relation in PAIRED and first != second:
            return (first, relation, second) if is_letter(first) and is_letter(second) else None
        case _:
            return None


def is_in_pair(relation: str, one: int, other: int) -> bool:
    """Whether a sum over pairs takes in this one."""
    return relation == "," or TRUTHS[relation](one, other)


def is_letter(token: str) -> bool:
    """Whether a token is one letter."""
    return (len(token) == 1 and token.isalpha()) or token == "\\ell"


def members_below(lower: tuple[str, ...]) -> tuple[str, ...]:
    """The members of ``k \\in \\{0, 5\\}`` where the whole set is written out below a sign; else nothing."""
    if lower[1:3] != ("\\in", "\\{") or lower[-1] != "\\}" or set(_DOTS) & set(lower):
        return ()
    return tuple(" ".join(lower[3:-1]).split(" , "))


def is_index_of(body: Node, index: str) -> bool:
    """Whether a letter stands in a body, as an index or by itself."""
    return at_index(body, index, 1) != body


def is_place(body: Node, index: str) -> bool:
    """Whether a letter stands in a subscript."""
    named = (part for part in walk(body) if isinstance(part, Symbol))
    return any(index in part.sub or (index in part.mark and not is_spelled(part.mark)) for part in named)


def unsaid(big: Big) -> RefusedError:
    """What is said of a range that no small case is made of."""
    return RefusedError(f"the range of {big.name} is not said in numbers")
