"""What sums and products run over: the numbers that their indices take in one small case."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from drill.papers.formula.ends import ends_of, whole_value
from drill.papers.formula.indicators import TRUTHS
from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.printing import join, to_latex, to_tokens
from drill.papers.formula.rewrite import PAIRED, at_index, replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Big,
    Call,
    Fraction,
    Node,
    Norm,
    Product,
    Statement,
    Symbol,
    symbols,
)
from drill.papers.formula.vocabulary import GREEK

Key = tuple[tuple[str, ...], tuple[str, ...]]
"""What stands below and above a sign."""

_COUNTS: Final = (Symbol("n"), Symbol("N"))
_MOST_TERMS: Final = 4
_MOST_END: Final = 6
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
        return tuple(dict.fromkeys(one for run in self.runs.values() for one in run.says))


def places_of(big: Big, ranges: Ranges) -> list[Node]:
    """The body of a sum at every place it runs over.

    Raises:
        RefusedError: it is not said in a way that a small case of it can be made.
    """
    if big.lower[1:2] == ("=",):
        index, numbers = _counted(big, ranges)
        ranges.bound.add(index)
        ranges.last[index] = numbers[-1]
        return [at_index(big.body, index, number) for number in numbers]
    key = (big.lower, big.upper)
    run = ranges.runs.get(key) or _open_run(big, ranges)
    ranges.runs[key] = run
    for place, variable in enumerate(run.variables):
        if isinstance(variable, str):
            ranges.last[variable] = max((numbers[place] for numbers in run.places), default=0)
    ranges.bound |= {one if isinstance(one, str) else one.base for one in run.variables}
    return list(at_places(big.body, run))


def at_places(body: Node, run: Run) -> Iterator[Node]:
    """A body at each place of a run."""
    for place in run.places:
        found = body
        for variable, number in zip(run.variables, place, strict=True):
            found = _at(found, variable, number)
        yield found


def sizes_of_runs(node: Node, ranges: Ranges) -> dict[Node, int]:
    """How many members a set has where its size stands in ``node``: ``|S|`` beside ``\\sum_{i \\in S}``.

    Beside a sum over an index alone a lone n or N is the number of its terms.
    """
    parts = set(walk(node))
    found: dict[Node, int] = {}
    for (lower, _), run in ranges.runs.items():
        if "\\in" in lower:
            members = lower[lower.index("\\in") + 1 :]
            for size in parts:
                if isinstance(size, Norm) and size.bars == "|" and tuple(to_tokens(size.body)) == members:
                    found[size] = len(run.places)
        elif len(present := [one for one in _COUNTS if one in parts]) == 1:
            found.setdefault(present[0], ranges.count)
    return {end: number for end, number in found.items() if end not in ranges.ends}


def _at(node: Node, variable: str | Symbol, number: int) -> Node:
    if isinstance(variable, str):
        return at_index(node, variable, number)
    member = replace(variable, sub=(str(number),))
    return replaced(node, lambda part: member if part == variable else None)


# --- ranges from one number to another -------------------------------------------------------------------


def _counted(big: Big, ranges: Ranges) -> tuple[str, range]:
    """``i = 1`` below, and what it ends with above."""
    index = big.lower[0]
    if not is_letter(index) or not is_index_of(big.body, index):
        raise RefusedError(f"what {big.name} runs over is no index of its terms")
    first = whole_value(big.lower[2:], {})
    if first is None:
        raise _unsaid(big)
    if big.upper == ("\\infty",):
        return index, _ended(big, index, first, ranges)
    last = _last(big, first, ranges)
    return index, range(first, last + 1)


def _last(big: Big, first: int, ranges: Ranges) -> int:
    if len(big.upper) == 1 and big.upper[0].isdigit():
        last = int(big.upper[0])
        if not first <= last < first + _MOST_TERMS:
            raise RefusedError(f"{big.name} has too many terms to compute by hand")
        return last
    unknown = [end for end in ends_of(big) if end not in ranges.ends]
    wanted = max(first + 1, ranges.count)
    found: list[tuple[bool, int, int, dict[Node, int]]] = []
    for numbers in itertools.product(range(1, _MOST_END + 1), repeat=len(unknown)):
        ends = ranges.ends | dict(zip(unknown, numbers, strict=True))
        last = whole_value(big.upper, ends)
        if last is not None and first <= last < first + _MOST_TERMS:
            found.append((1 in numbers, abs(last - wanted), last, ends))
    if not found:
        raise _unsaid(big)
    *_, last, ends = min(found, key=lambda one: one[:2])
    ranges.ends.update(ends)
    return last


def _ended(big: Big, index: str, first: int, ranges: Ranges) -> range:
    """A sum without end over values of which all but the first few are zero."""
    vanishing = _vanishing(big.body, index) if big.name == "\\sum" else None
    if vanishing is None:
        raise _unsaid(big)
    last = first + ranges.count - 1
    latex = to_latex(at_index(vanishing, index, last + 1))
    says = f"Let ${latex}$ and all later ones be 0, so that the sum has an end"
    numbers = range(first, last + 1)
    ranges.runs[(big.lower, big.upper)] = Run((index,), tuple((one,) for one in numbers), (says,))
    return numbers


def _vanishing(body: Node, index: str) -> Node | None:
    """A factor that is a value given at each place; where it is 0 the term is."""
    factors = body.factors if isinstance(body, Product) and not {"/", "\\div"} & set(body.signs) else (body,)
    for factor in (factor.top if isinstance(factor, Fraction) else factor for factor in factors):
        is_value = isinstance(factor, Symbol) and index in factor.sub
        if is_value or (isinstance(factor, Call) and is_index_of(factor, index)):
            return factor
    return None


# --- ranges that are left open ---------------------------------------------------------------------------


def _open_run(big: Big, ranges: Ranges) -> Run:
    if not big.lower:
        raise RefusedError(f"what {big.name} runs over is not said")
    if big.upper:
        raise _unsaid(big)
    numbers = tuple(range(1, ranges.count + 1))
    pair = pair_of(big)
    if pair is not None:
        first, relation, second = pair
        if not (is_index_of(big.body, first) and is_index_of(big.body, second)):
            raise _unsaid(big)
        places = tuple(
            (one, other) for one in numbers for other in numbers if is_in_pair(relation, one, other)
        )
        return Run((first, second), places, (_runs(first, numbers), _runs(second, numbers)))
    match big.lower:
        case ("(", first, ",", second, ")", "\\in", *_) if is_letter(first) and is_letter(second):
            return _of_pairs(big, first, second, ranges.count)
        case (index, relation, number) if relation in PAIRED and number.isdigit() and is_letter(index):
            return _limited(big, index, relation, int(number), ranges.count)
        case (index, "\\geq" | "\\ge", number) if number.isdigit() and is_letter(index):
            return _limited(big, index, ">", int(number) - 1, ranges.count)
        case _:
            return _of_members(big, numbers)


def _of_pairs(big: Big, first: str, second: str, count: int) -> Run:
    """``(u, v) \\in E``: two or three pairs that have a member in common."""
    for letter in (first, second):
        if not _is_place(big.body, letter) or Symbol(letter) in symbols(big.body):
            raise _unindexed(big)
    places = tuple((one, one + 1) for one in range(1, count + 1))
    listed = ", ".join(f"({one}, {other})" for one, other in places)
    return Run((first, second), places, (f"Let $({first}, {second})$ run over {listed}",))


def _limited(big: Big, index: str, relation: str, number: int, count: int) -> Run:
    """``j \\neq 1``, ``t > 1``."""
    _check_index(big, index)
    if relation not in (*UNEQUAL, ">"):
        raise _unsaid(big)
    numbers = range(1, count + 1)
    places = tuple((one,) for one in numbers if TRUTHS[relation](one, number))
    listed = ", ".join(map(str, numbers))
    return Run((index,), places, (f"Of {listed} let ${index}$ run over those that the sign allows",))


def _of_members(big: Big, numbers: tuple[int, ...]) -> Run:
    """``i``, ``i \\in S``, ``x_j \\in X``, ``s'``, ``\\tau \\in D``: an index, or a member of a set."""
    end = big.lower.index("\\in") if "\\in" in big.lower else len(big.lower)
    try:
        statement = parse_tokens(list(big.lower[:end]))
    except RefusedError:
        raise _unindexed(big) from None
    places = tuple((one,) for one in numbers)
    match statement:
        case Statement((Symbol(base) as variable,), ()) if variable == Symbol(base):
            if not (is_letter(base) or base in GREEK):
                raise _unindexed(big)
            _check_index(big, base)
            if is_letter(base) or _is_place(big.body, base):
                return Run((base,), places, (_runs(base, numbers),))
        case Statement((Symbol(_, _, (), (index,)) as variable,), ()) if is_letter(index) and end < len(
            big.lower
        ):
            _check_index(big, index)
            members = join(big.lower[end + 1 :])
            listed = ", ".join(to_latex(replace(variable, sub=(str(one),))) for one in numbers)
            return Run((index,), places, (f"Let ${members}$ have the members ${listed}$",))
        case Statement((Symbol() as variable,), ()) if not variable.sub and not variable.mark:
            pass
        case _:
            raise _unindexed(big)
    if variable not in symbols(big.body) or _is_place(big.body, variable.base):
        raise _unindexed(big)
    listed = ", ".join(to_latex(replace(variable, sub=(str(one),))) for one in numbers)
    return Run((variable,), places, (f"Let ${to_latex(variable)}$ be one of ${listed}$",))


def _runs(index: str, numbers: tuple[int, ...] | list[int]) -> str:
    return f"Let ${index}$ run over {', '.join(map(str, numbers))}"


def _check_index(big: Big, index: str) -> None:
    if not is_index_of(big.body, index):
        raise _unindexed(big)


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
    return len(token) == 1 and token.isalpha()


def is_index_of(body: Node, index: str) -> bool:
    """Whether a letter stands in a body, as an index or by itself."""
    return at_index(body, index, 1) != body


def _is_place(body: Node, index: str) -> bool:
    """Whether a letter stands in a subscript."""
    return any(isinstance(part, Symbol) and index in (*part.sub, *part.mark) for part in walk(body))


def _unsaid(big: Big) -> RefusedError:
    return RefusedError(f"the range of {big.name} is not said in numbers")


def _unindexed(big: Big) -> RefusedError:
    return RefusedError(f"what {big.name} runs over is no index of its terms")
