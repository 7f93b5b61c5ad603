"""What sums and their like run over: whole axes, pairs of indices, all but one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from drill.papers_first.arrays.candidates import MEAN
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Node, Symbol, children

_RUN: Final = frozenset(("\\sum", "\\prod", "\\max", "\\min", "\\argmax", "\\argmin", MEAN))
_RELATIONS: Final[Mapping[str, Literal["!=", "<"]]] = {"\\neq": "!=", "\\ne": "!=", "<": "<"}


_NARROWING: Final = frozenset(("(", "_", "\\neq", "\\ne", "<", ">", "\\leq", "\\geq", "\\in", "\\notin"))
"""What says that a set depends on something, or that not all of it counts."""
_MANY: Final = 100
"""So many terms are all that an axis has."""


@dataclass(frozen=True, slots=True)
class Mask:
    """What holds between two indices of the terms that count."""

    first: str
    relation: Literal["!=", "<"]
    second: str


@dataclass(frozen=True, slots=True)
class Range:
    """The indices that run, each over a whole axis, and what is left out."""

    indices: tuple[str, ...]
    masks: tuple[Mask, ...] = ()


Ranges: TypeAlias = Mapping[tuple[tuple[str, ...], tuple[str, ...]], Range]
"""By what stands below and above."""


def ranges_of(
    side: Node, free: AbstractSet[str], fixed: AbstractSet[str] = frozenset()
) -> dict[tuple[tuple[str, ...], tuple[str, ...]], Range]:
    """The ranges of a side's sums, outer ones first.

    ``free`` are the indices of its left side, ``fixed`` those of them at which sums end.

    Raises:
        RefusedError: a range is no whole axis, or depends on something.
    """
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], Range] = {}

    def visit(node: Node, bound: frozenset[str]) -> None:
        if isinstance(node, Big) and node.name in _RUN and node.lower:
            run = _range(node, bound | free)
            _check_end(node, side, (free | bound) - fixed, fixed)
            found[node.lower, node.upper] = run
            bound |= set(run.indices)
        for child in children(node):
            visit(child, bound)

    visit(side, frozenset())
    return found


def _range(big: Big, bound: frozenset[str]) -> Range:
    match big.lower:
        case (index,) if _is_index(index):
            return Range((index,))
        case (index, "=", "0" | "1") if _is_index(index) and big.upper:
            return Range((index,))
        case (index, "\\in", *rest) if _is_index(index) and not {*_NARROWING, *bound} & set(rest):
            return Range((index,))
        case (first, ",", second) | (first, second) if _is_index(first) and _is_index(second):
            return Range((first, second))
        case (first, ",", second, "=", "1") if _is_index(first) and _is_index(second) and big.upper:
            return Range((first, second))
        case (first, relation, second) if relation in _RELATIONS and _is_index(first) and _is_index(second):
            running = tuple(index for index in (first, second) if index not in bound)
            if not running or big.upper:
                raise RefusedError(f"the range of {big.name} is not a whole axis")
            return Range(running, (Mask(first, _RELATIONS[relation], second),))
        case (_, "\\in", *_):
            raise RefusedError(f"what {big.name} runs over depends on something")
        case _:
            raise RefusedError(f"the range of {big.name} is not a whole axis")


def _is_index(token: str) -> bool:
    return len(token) == 1 and token.isalpha()


def _check_end(big: Big, side: Node, indices: AbstractSet[str], fixed: AbstractSet[str]) -> None:
    """That the end of a range is the length of an axis: a symbol, or what no other part speaks of.

    Raises:
        RefusedError: it is not.
    """
    is_plain = len(big.upper) == 1 and big.upper[0].isalpha() and big.lower[-1:] != ("0",)
    is_many = len(big.upper) == 1 and big.upper[0].isdigit() and int(big.upper[0]) >= _MANY
    if is_plain and big.upper[0] in indices:
        raise RefusedError(f"what {big.name} runs over depends on something")
    if is_plain or is_many or not big.upper or (big.upper[0] in fixed and big.upper[2:] == ("1",)):
        return
    letters = {token for token in big.upper if _is_index(token)}
    if not letters or letters & (_spoken_of(side) | indices):
        raise RefusedError(f"the range of {big.name} is not a whole axis")


def _spoken_of(side: Node) -> frozenset[str]:
    """The bases and indices of a side's symbols, ranges aside."""
    return frozenset(token for symbol in _symbols(side) for token in (symbol.base, *symbol.sub))


def _symbols(node: Node) -> Iterator[Symbol]:
    if isinstance(node, Symbol):
        yield node
    for child in children(node):
        yield from _symbols(child)
