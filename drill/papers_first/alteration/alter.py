"""Formulas with one thing changed, as people misremember them, each proved to say something else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from itertools import combinations
from typing import Final

from drill.papers_first.alteration.changes import STEPS, Altered
from drill.papers_first.alteration.identities import may_leave_it_true
from drill.papers_first.alteration.likeness import says_nothing, says_the_same
from drill.papers_first.alteration.slips import SLIPS
from drill.papers_first.arithmetic.points import differ
from drill.papers_first.formula.bold_below import is_slip
from drill.papers_first.formula.edit import direct_parts, mapped
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Differential,
    Fraction,
    Gradient,
    Node,
    Number,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.wording import inline

_MOST_EXCHANGED: Final = 5
_MARKS: Final = ((), ("*",), ("\\star",))
"""What may stand above a symbol without making a place of it."""
_RARE: Final = frozenset(("exchanged letters", "lost condition"))
"""Sorts of changes that people see through, for want of others."""
_FIXED: Final = frozenset(
    ("d", "e", "\\pi", "E", "\\infty", "\\ldots", "\\cdots", "\\cdot", "\\top", "\\vdots", "\\ddots")
)
"""Symbols that are no quantities of the paper."""


def _changed(node: Node, relatives: Iterable[Symbol]) -> Iterator[Altered]:
    """Every single change, not proved yet; none to a step that nothing of the paper is at."""
    known = dict.fromkeys(relatives)  # in their order: the same formula always gives the same changes
    steps = {symbol.sub for symbol in (*symbols(node), *known) if symbol.sub[:1] and symbol.sub[0] in STEPS}
    for altered in _everywhere(node):
        moved = altered.moved
        is_said = moved is None or not known or moved in known or _is_near(moved, node, steps)
        if is_said and not _repeats(altered.node):
            yield altered
    yield from _exchanged(node)
    yield from _mistaken(node, known)


def _repeats(node: Node) -> bool:
    """Whether a call has one argument twice, ``q(x_t | x_t)``, or a difference or quotient one part."""
    for inner in walk(node):
        match inner:
            case Call(_, Bracket(_, _, parts)) | Sum(parts):
                pass
            case Fraction(top, bottom):
                parts = (top, bottom)
            case _:
                continue
        if len(parts) > 1 and len(set(map(tuple, map(to_tokens, parts)))) < len(parts):
            return True
    return False


def _is_near(moved: Symbol, node: Node, steps: Set[tuple[str, ...]]) -> bool:
    """Whether the formula, or the paper where the formula has one step only, speaks of the step moved to."""
    own = {symbol.sub for symbol in symbols(node)}
    return moved.sub in own or (moved.sub in steps and not any(len(sub) > 1 for sub in own & steps))


def distinct(node: Node, most: int, relatives: Iterable[Symbol] = ()) -> list[Altered]:
    """Up to ``most`` single changes, proved to say something else than the formula and each other.

    ``relatives`` are other symbols of the paper: one may stand for another of its letter. Slips that
    people make come first, of as many sorts as there are; which sort, and which of its changes, is the
    formula's own (a hash of it), so that exercises vary and the same formula always gives the same.
    """
    seed = int.from_bytes(hashlib.sha256(" ".join(to_tokens(node)).encode()).digest()[:4], "big")
    likely: dict[str, list[Altered]] = {}
    rare: dict[str, list[Altered]] = {}
    for altered in _changed(node, relatives):
        (rare if altered.kind in _RARE else likely).setdefault(altered.kind, []).append(altered)
    chosen: list[Altered] = []
    for waiting in (likely, rare):
        while waiting and len(chosen) < most:
            for kind in _turned(list(waiting), seed):
                queue = waiting[kind]
                altered = queue.pop(seed % len(queue))
                if not queue:
                    del waiting[kind]
                others = (node, *(other.node for other in chosen))
                if says_nothing(altered.node) or any(says_the_same(altered.node, one) for one in others):
                    continue
                if len(chosen) < most and all(differ(altered.node, other) for other in others):
                    chosen.append(altered)
    return chosen


def _turned(kinds: list[str], seed: int) -> list[str]:
    at = seed % len(kinds)
    return [*kinds[at:], *kinds[:at]]


def _everywhere(node: Node) -> Iterator[Altered]:
    """Changes here, then changes in the parts, put back in place."""
    for edit in SLIPS:
        yield from edit(node)
    for part in direct_parts(node):
        if part.role != "exponent":
            for altered in _everywhere(part.node):
                if may_leave_it_true(altered, part.node, node):
                    continue
                # where one term is left of a sum, the brackets round it would tell
                is_bare = _holds_one(node) and _tells_by_brackets(part.node, altered.node)
                yield replace(altered, node=altered.node if is_bare else part.put_back(altered.node))


def _holds_one(node: Node) -> bool:
    """Whether brackets stand round one thing: not round several values."""
    return isinstance(node, Bracket) and len(node.parts) == 1


def _tells_by_brackets(before: Node, after: Node) -> bool:
    """Whether brackets round what is left would tell that something is missing: ``(u)``."""
    if isinstance(before, Sum):
        return not isinstance(after, Sum | Signed)
    return isinstance(before, Product) and isinstance(after, Symbol | Number)


def _exchanged(node: Node) -> Iterator[Altered]:
    """Two symbols in each other's place; not those that bounds and indices name."""
    if any(isinstance(inner, Big) and inner.name in ("\\sup", "\\inf") for inner in walk(node)):
        return  # over all functions both may come to the same
    bound = {token for inner in walk(node) for token in _bound_tokens(inner)}
    heads = {inner.head for inner in walk(node) if isinstance(inner, Call)}
    # what a condition sets to something is of that one's sort
    bound |= {
        symbol.base for inner in walk(node) if isinstance(inner, Statement) for symbol in symbols(inner)
    }
    bound |= _FIXED
    free = [
        symbol
        for symbol in symbols(node)
        if symbol.base not in bound and symbol not in heads and not _is_identity(symbol)
    ]
    arguments = _arguments(node)
    for first, second in combinations(free[:_MOST_EXCHANGED], 2):
        if _sort(first) != _sort(second) or (first in arguments) != (second in arguments):
            continue  # nobody takes a number for a vector, or a weight for an input
        if first in arguments and _applied_to(node, first) != _applied_to(node, second):
            continue  # or what one function takes for what another does
        if is_slip(first, second):
            continue  # nor a name for itself
        if _are_twins(first, second, bound):
            continue  # over all i and j, x_i and x_j may stand in each other's place

        def change(inner: Node, one: Symbol = first, other: Symbol = second) -> Node:
            return other if inner == one else one if inner == other else inner

        say = f"{inline(first)} and {inline(second)} stand in each other's place."
        kind = "exchanged" if first.base == second.base else "exchanged letters"
        yield Altered(kind, mapped(node, change), say, exchanged=(first, second))


def _is_identity(symbol: Symbol) -> bool:
    """The identity, zeros or ones: nobody takes a matrix for them."""
    return symbol.font in ("\\mathbf", "\\mathbb") and symbol.base in ("I", "0", "1")


def _sort(symbol: Symbol) -> tuple[object, ...]:
    """What two symbols have in common that one may take for each other."""
    is_greek = symbol.base.startswith("\\")
    place = bool(symbol.sub) or symbol.mark not in _MARKS
    return symbol.font, is_greek, is_greek or symbol.base.isupper(), place


def _arguments(node: Node) -> frozenset[Symbol]:
    """What stands in the formula as a function's argument only: ``\\theta`` of ``\\rho(\\theta)``."""
    calls = [part.arguments.parts for part in walk(node) if isinstance(part, Call)]
    alone = [part for parts in calls for part in parts if isinstance(part, Symbol)]
    every = [part for part in walk(node) if isinstance(part, Symbol)]
    return frozenset(symbol for symbol in alone if every.count(symbol) == alone.count(symbol))


def _applied_to(node: Node, argument: Symbol) -> frozenset[Node]:
    """What is applied to a symbol."""
    calls = (part for part in walk(node) if isinstance(part, Call))
    return frozenset(call.head for call in calls if argument in call.arguments.parts)


def _are_twins(first: Symbol, second: Symbol, bound: set[str]) -> bool:
    """Whether two symbols differ in nothing but indices that the formula runs over."""
    is_same = replace(first, sub=()) == replace(second, sub=())
    return is_same and bool(bound & set(first.sub)) and bool(bound & set(second.sub))


def _mistaken(node: Node, relatives: Iterable[Symbol]) -> Iterator[Altered]:
    """A symbol for another of the same letter: ``\\beta_1`` for ``\\beta_2``; steps are another matter."""
    own = symbols(node)
    bound = {token for inner in walk(node) for token in _bound_tokens(inner)}
    for symbol in own:
        alike = [
            other
            for other in relatives
            if other.base == symbol.base
            and other not in own
            and replace(other, sub=()) == replace(symbol, sub=())
            and other.sub
            and symbol.sub
            and other.sub[0].lower() != symbol.sub[0].lower()  # D_S and D_s may be one thing
            and not {*other.sub, *symbol.sub} & STEPS
            and _index_sort(other) == _index_sort(symbol)
        ]
        if not alike or symbol.base in bound or symbol.base == "E":
            continue

        def change(inner: Node, one: Symbol = symbol, other: Symbol = alike[0]) -> Node:
            return other if inner == one else inner

        say = f"It is {inline(symbol)}, not {inline(alike[0])}."
        yield Altered("relative", mapped(node, change), say)


def _index_sort(symbol: Symbol) -> tuple[bool, bool, bool]:
    """What an index is: a number, a Latin letter, a word or a Greek letter."""
    first = symbol.sub[0]
    return first.isdigit(), len(first) == 1 and first.isalpha(), first.startswith("\\operatorname")


def _bound_tokens(node: Node) -> tuple[str, ...]:
    match node:
        case Big(_, lower, upper, _):
            return (*lower, *upper)
        case Differential(_, variable):
            return tuple(to_tokens(variable))
        case Call(Symbol(sub=sub), _) | Gradient(_, sub, _):
            return sub
        case Symbol(base, _, _, sub) if "=" in sub or (base == "\\delta" and _is_pair(sub)):
            return sub  # of two indices that are set equal either may stand for the other
        case _:
            return ()


def _is_pair(sub: tuple[str, ...]) -> bool:
    """Whether two letters stand below: ``\\delta_{ij}``."""
    letters = [token for token in sub if token != ","]
    return len(letters) == 2 and all(len(letter) == 1 and letter.isalpha() for letter in letters)
