"""Ranges that a paper leaves open, as a few members or numbers: ``\\sum_{x \\in S}``."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.indicators import TRUTHS
from drill.papers_first.arithmetic.runs import (
    Ranges,
    Run,
    is_in_pair,
    is_index_of,
    is_letter,
    is_place,
    members_below,
    pair_of,
    unsaid,
)
from drill.papers_first.formula.nesting import parted_at_top
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import join, to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Node,
    Statement,
    Symbol,
    symbols,
)
from drill.papers_first.formula.vocabulary import GREEK

_MOST_MEMBERS: Final = 4


def open_run(big: Big, ranges: Ranges) -> Run:
    """A small case of what a sign runs over.

    Raises:
        RefusedError: there is none that is clear.
    """
    if not big.lower:
        raise RefusedError(f"what {big.name} runs over is not said")
    if big.upper:
        raise unsaid(big)
    if members := members_below(big.lower):
        return _of_listed(big, members)
    numbers = tuple(range(1, ranges.count + 1))
    pair = pair_of(big)
    if pair is not None:
        first, relation, second = pair
        if not (is_index_of(big.body, first) and is_index_of(big.body, second)):
            raise unsaid(big)
        places = tuple(
            (one, other) for one in numbers for other in numbers if is_in_pair(relation, one, other)
        )
        if _is_member(big.body, first) and _is_member(big.body, second):
            members = Symbol(first), Symbol(second)
            return Run(members, places, tuple(_is_one_of(member, numbers) for member in members))
        return Run((first, second), places, (_runs(first, numbers), _runs(second, numbers)))
    match big.lower:
        case ("(", first, ",", second, ")", "\\in", *_) if is_letter(first) and is_letter(second):
            return _of_pairs(big, first, second, ranges.count)
        case (index, relation, number) if relation in TRUTHS and number.isdigit() and is_letter(index):
            return _limited(big, index, relation, int(number), ranges.count)
        case _:
            return _of_members(big, numbers)


def _of_pairs(big: Big, first: str, second: str, count: int) -> Run:
    """``(u, v) \\in E``: two or three pairs that have a member in common."""
    for letter in (first, second):
        if not is_place(big.body, letter) or Symbol(letter) in symbols(big.body):
            raise _unindexed(big)
    places = tuple((one, one + 1) for one in range(1, count + 1))
    listed = ", ".join(f"({one}, {other})" for one, other in places)
    return Run((first, second), places, (f"Let $({first}, {second})$ run over {listed}",))


def _limited(big: Big, index: str, relation: str, number: int, count: int) -> Run:
    """``j \\neq 1``, ``t > 1``, ``j \\leq 3``."""
    if number > count:
        raise unsaid(big)
    _check_index(big, index)
    numbers = range(1, count + 1)
    places = tuple((one,) for one in numbers if TRUTHS[relation](one, number))
    listed = ", ".join(map(str, numbers))
    return Run((index,), places, (f"Of {listed} let ${index}$ run over those that the sign allows",))


def _of_listed(big: Big, members: tuple[str, ...]) -> Run:
    """``k \\in \\{0, 5\\}``: these numbers, of which nothing is left to be said."""
    index = big.lower[0]
    if not is_letter(index) or len(members) > _MOST_MEMBERS or not all(map(str.isdigit, members)):
        raise unsaid(big)
    _check_index(big, index)
    return Run((index,), tuple((int(member),) for member in members), ())


def _of_members(big: Big, numbers: tuple[int, ...]) -> Run:
    """``i``, ``i \\in S``, ``x_j \\in X``, ``s'``, ``\\tau \\in D``: an index, or a member of a set."""
    end = big.lower.index("\\in") if "\\in" in big.lower else len(big.lower)
    if end < len(big.lower) and len(parted_at_top(list(big.lower), ",")) > 1:
        raise unsaid(big)  # ``i \\in A, j \\in B``: over two at once; ``j \\in S, j \\neq i``: not over all
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
            if not _is_member(big.body, base):
                return Run((base,), places, (_runs(base, numbers),))
        case Statement((Symbol(_, _, (), (index,)) as variable,), ()) if is_letter(index) and end < len(
            big.lower
        ):
            _check_index(big, index)
            members = join(big.lower[end + 1 :])
            listed = ", ".join(to_latex(replace(variable, sub=(str(one),))) for one in numbers)
            return Run((index,), places, (f"Let ${members}$ have the members ${listed}$",))
        case Statement((Symbol(base, "", (), (), 1, ()) as variable,), ()) if _is_primed_place(
            big.body, base
        ):
            index = f"{base}'"
            return Run((index,), places, (_runs(index, numbers),))
        case Statement((Symbol() as variable,), ()) if not variable.sub and not variable.mark:
            pass
        case _:
            raise _unindexed(big)
    if variable not in symbols(big.body) or is_place(big.body, variable.base):
        raise _unindexed(big)
    return Run((variable,), places, (_is_one_of(variable, numbers),))


def _is_member(body: Node, letter: str) -> bool:
    """Whether a letter stands for a thing in ``body`` and nowhere as an index: ``p(x)``."""
    return Symbol(letter) in symbols(body) and not is_place(body, letter)


def _is_primed_place(body: Node, letter: str) -> bool:
    """``z_{k'}``."""
    return any(
        isinstance(part, Symbol) and (letter, "'") in itertools.pairwise(part.sub) for part in walk(body)
    )


def _is_one_of(variable: Symbol, numbers: tuple[int, ...]) -> str:
    listed = ", ".join(to_latex(replace(variable, sub=(str(one),))) for one in numbers)
    return f"Let ${to_latex(variable)}$ be one of ${listed}$"


def _runs(index: str, numbers: tuple[int, ...] | list[int]) -> str:
    return f"Let ${index}$ run over {', '.join(map(str, numbers))}"


def _check_index(big: Big, index: str) -> None:
    if not is_index_of(big.body, index):
        raise _unindexed(big)


def _unindexed(big: Big) -> RefusedError:
    return RefusedError(f"what {big.name} runs over is no index of its terms")
