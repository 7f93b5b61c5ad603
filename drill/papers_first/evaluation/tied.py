"""What a paper's equations tie together: ``\\alpha = 1 - \\beta``, a mean of given numbers, parts of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from drill.banks.params import read_domain
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.running_products import running_products
from drill.papers_first.evaluation.whole_counts import whole_counts
from drill.papers_first.formula.rewrite import at_index, walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Node,
    Number,
    Product,
    Statement,
    Sum,
    Symbol,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.definitions import like
from drill.papers_first.plausible.normal_matrices import definite_minors, transposed_entries
from drill.papers_first.plausible.ranges import Range
from drill.papers_first.plausible.spans import SHARE

_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))
_MOST: Final = 12
_WIDEST: Final = frozenset(("\\max", "\\infty"))


def tied(paper: Paper, side: Side, lets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names of a side that its other numbers decide by an equation of the paper, with the text that they are.

    ``lets`` are decided already.
    """
    decided = set(lets) | {name for text in lets.values() for name in re.findall(r"[A-Za-z]\w*", text)}
    for equation in paper.told.equations:
        match equation:
            case Statement((Symbol() | Call() as one, right), (relation,)) if (
                one in side.names and relation in _EQUAL
            ):
                others = _deciding(right, side)
            case _:
                continue
        name = side.names[one]
        if name in decided or not others or set(others) & (decided | {name}):
            continue
        decided |= {name, *others}
        is_mean = len(others) > 1
        yield name, f"({' + '.join(others)})/{len(others)}" if is_mean else f"1 - {others[0]}"
    for name, factors in running_products(paper, side):
        if name not in decided and len(factors) > 1:
            decided.add(name)
            yield name, "*".join(factors)
    for name, other in transposed_entries(paper, side.names):
        if name not in decided:
            decided.add(name)
            yield name, other
    for name, parts in whole_counts(paper, side):
        if not decided & {name, *parts}:
            decided |= {name, *parts}
            yield name, " + ".join(parts)
    for whole, members in (*_totals(paper, side), *_numbers_marked(paper, side)):
        if whole in side.names and members and not decided & {side.names[whole], *members}:
            yield side.names[whole], " + ".join(members)


def _numbers_marked(paper: Paper, side: Side) -> Iterator[tuple[Node, list[str]]]:
    """How many are marked, ``n_i = \\sum_t m_{it}`` of m that are 0 or 1, each with its marks in a side."""
    for equation in paper.told.equations:
        match equation:
            case Statement(
                (Symbol(sub=(own,)) as whole, Big("\\sum", (index, *_), _, Symbol() as one), *_),
                (relation, *_),
            ) if relation in _EQUAL and own != index and {own, index} <= set(one.sub):
                places = range(_MOST) if paper.is_binary(one) else ()
            case _:
                continue
        for place in places:
            marks = (at_index(at_index(one, own, place), index, other) for other in places)
            yield at_index(whole, own, place), [side.names[mark] for mark in marks if mark in side.names]


def parts_of_shares(paper: Paper, side: Side) -> frozenset[str]:
    """Names of shares over a part of the whole, of which the paper names the total: they leave some of 1."""
    return frozenset(name for _, members in _totals(paper, side) for name in members)


def _totals(paper: Paper, side: Side) -> Iterator[tuple[Symbol, list[str]]]:
    """Totals that the paper names, ``q = \\sum_{i \\in M} a_i`` of shares, with their members in a side.

    None where the side's sums run over other things.
    """
    for equation in paper.told.equations:
        match equation:
            case Statement(
                (Symbol() as whole, Big("\\sum", (index, "\\in", *_) as lower, (), Symbol() as one)),
                (relation,),
            ) if relation in _EQUAL and paper.is_share(one):
                is_summed = any(run == lower for run, _ in side.ranges.runs)
                members = (at_index(one, index, place) for place in range(_MOST)) if is_summed else ()
                yield whole, [side.names[member] for member in members if member in side.names]
            case _:
                continue


def rests(paper: Paper, side: Side, shared: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Parts of 1 of which the last is what the others leave, ``u = 1 - \\sum_j x_j``: none ``shared`` yet."""
    taken = {name for names in shared for name in names}
    for equation in paper.told.equations:
        match equation:
            case Statement(
                (Symbol() as rest, Sum((Number("1"), Big("\\sum", (index, *_), _, Symbol() as one)), ("-",))),
                (relation,),
            ) if relation in _EQUAL and rest in side.names and side.ranges.bound:
                members = (at_index(one, index, place) for place in range(_MOST))
                names = [side.names[member] for member in (*members, rest) if member in side.names]
            case _:
                continue
        if len(names) > 2 and not taken & set(names):
            taken |= set(names)
            yield names


def _deciding(right: Node, side: Side) -> list[str]:
    """The one name that is taken from 1, or the several whose mean it is; none for anything else."""
    match right:
        case Sum((Number("1"), Symbol() as other), ("-",)) if other in side.names:
            return [side.names[other]]
        case Product(
            (Fraction(Number("1"), Symbol(count)), Big("\\sum", (index, *bounds), upper, body)), ("",)
        ) if (upper == (count,) or not (upper or bounds)) and side.ranges.bound:
            members = (at_index(body, index, place) for place in range(_MOST))
            found = [side.names[one] for one in members if one in side.names]
            return found if len(found) > 1 else []
        case _:
            return []


def tied_conditions(paper: Paper, side: Side, found: Mapping[Node, Range]) -> Iterator[str]:
    """That a product of shares is no more than each of them, nor an integral over a part than over all."""
    for equation in paper.told.equations:
        match equation:
            case Statement((Symbol() as whole, Big("\\prod", _, _, Symbol() as factor)), ("=" | ":=",)):
                is_share = paper.told.spans.get(like(factor)) == SHARE
                names = [side.names[one] for one in side.names if _is_alike(one, factor)]
                if is_share and whole in side.names:
                    yield from (f"{side.names[whole]} <= {name}" for name in names)
            case _:
                continue
    for name, factors in running_products(paper, side):
        if len(factors) == 1:
            yield f"{name} < {factors[0]}"
    yield from _within_wholes(paper, side)
    yield from _within_sums(paper, side, found)
    for whole, marks in _numbers_marked(paper, side):
        if marks and whole in side.names:
            yield f"{side.names[whole]} > 0"
    yield from definite_minors(paper, side.names)
    for part in walk(side.node):
        match part:
            case Fraction(Big() as top, Big() as bottom) | Product((Big() as top, Big() as bottom), ("/",)):
                given = [one for one in (top, bottom) if one in side.names and found[one].least > 0]
                if len(given) > 1 and _is_within(top, bottom):
                    yield f"{side.names[top]} <= {side.names[bottom]}"
            case _:
                continue


def _within_wholes(paper: Paper, side: Side) -> Iterator[str]:
    """That members of a part are no more than 1 together, nor one beside the total of a part with it."""
    for equation in paper.told.equations:
        match equation:
            case Statement(
                (Symbol() as whole, Big("\\sum", (_, "\\in", *_), (), Symbol() as one)), ("=" | ":=",)
            ):
                alone = [side.names[node] for node in side.names if node == one]
                if whole in side.names and alone and paper.is_share(one):
                    yield f"{alone[0]} + {side.names[whole]} <= 1"
            case _:
                continue
    for _, members in _totals(paper, side):
        if len(members) > 1:
            yield f"{' + '.join(members)} <= 1"


def _within_sums(paper: Paper, side: Side, found: Mapping[Node, Range]) -> Iterator[str]:
    """That one term is no more than the sum that the paper names, where no term is below 0: ``n_k`` of
    ``n = \\sum_k n_k``.
    """
    for equation in paper.told.equations:
        match equation:
            case Statement((Symbol() as whole, Big("\\sum", (_, *_), _, Symbol() as one)), ("=" | ":=",)) | (
                Statement((Big("\\sum", (_, *_), _, Symbol() as one), Symbol() as whole), ("=",))
            ):
                is_given = {whole, one} <= side.names.keys()
                if is_given and all(each.value >= 0 for each in read_domain(found[one].params)):
                    yield f"{side.names[one]} <= {side.names[whole]}"
            case _:
                continue


def _is_alike(node: Node, factor: Symbol) -> bool:
    return isinstance(node, Symbol) and like(node) == like(factor)


def _is_within(top: Big, bottom: Big) -> bool:
    """Whether both begin at one place, and one goes on to the last: ``\\int_0^u`` and ``\\int_0^\\infty``."""
    same = (top.name, top.lower, top.body) == (bottom.name, bottom.lower, bottom.body)
    return same and bool(_WIDEST & set(bottom.upper)) and not _WIDEST & set(top.upper)


def ranges_of_means(found: Mapping[Node, Range]) -> Iterator[tuple[Node, Range]]:
    """For ``\\langle f \\rangle`` what the values of f are drawn from."""
    for node in found:
        match node:
            case Bracket("\\langle", _, (Symbol() as head,)):
                own = [one for call, one in found.items() if isinstance(call, Call) and call.head == head]
                yield from ((node, one) for one in own[:1])
            case _:
                continue
