"""What chances of several things, of each of them and of one given another allow each other.

The chance of both is no more than that of either, those of different outcomes are no more than 1 together,
and of ``P(b | a)``, ``P(a)``, ``P(b)`` none leaves more of 1 than the others allow.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Final, NamedTuple

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import raised_index
from drill.papers_first.formula.tree import Big, Bracket, Call, Node, Product, Statement, Symbol
from drill.papers_first.formula.vocabulary import GIVEN_BARS
from drill.papers_first.plausible.ranges import RANGES, Range

_HEADS: Final = frozenset(("P", "p", "q", "Q", "Pr", "\\Pr", "\\mathbb{P}"))
_WITH: Final = frozenset((";",))
_AND: Final = frozenset(("\\cap", "\\wedge", "\\land"))
_OF_BOTH: Final = replace(
    RANGES["probability"],
    params=("0.02", "0.04", "0.05", "0.06", "0.08", "0.1", "0.12", "0.15"),
    least=0.02,
    wide="0.01..0.2 step 0.01",
    fine="0.01..0.2 step 0.01",
)
"""What is drawn for the chance of two things beside that of one of them."""
_OF_SEVERAL: Final = replace(RANGES["probability"], params="0.05..0.3 step 0.05", least=0.05)
"""What is drawn for each of more than two outcomes, which are no more than 1 together."""
_LEARNED: Final = frozenset((Symbol("Q"), Symbol("Q", mark=("*",))))
"""Values of actions in states."""
_PAIR: Final = 2
_NAME: Final = re.compile(r"[A-Za-z]\w*")


class Chance(NamedTuple):
    """``p(a, b | c; w)``: of what, of which things together, under which conditions and with what."""

    head: Node
    events: tuple[Node, ...]
    given: tuple[Node, ...]
    rest: tuple[Node, ...]


def chance_of(node: Node) -> Chance | None:
    """A value of a law with what stands before its bar, behind that, and behind a semicolon."""
    match node:
        case Call(Symbol(base) as head, Bracket(_, _, parts, marks)) if base in _HEADS:
            return _parted(head, parts, marks)
        case Big("\\Pr", body=Bracket(_, _, parts, marks)):
            return _parted(replace(node, body=Bracket("(", ")", ())), parts, marks)
        case _:
            return None


def _parted(head: Node, parts: tuple[Node, ...], marks: tuple[str, ...]) -> Chance | None:
    pieces: tuple[list[Node], list[Node], list[Node]] = ([], [], [])
    place = 0
    for mark, part in zip((",", *marks), parts, strict=False):
        if mark in GIVEN_BARS | _WITH:
            place = 1 if mark in GIVEN_BARS and place == 0 else 2
        elif mark != ",":
            return None
        pieces[place].extend(_together(part))
    return Chance(head, *map(tuple, pieces)) if pieces[0] else None


def _together(part: Node) -> tuple[Node, ...]:
    """What happens together in ``A \\cap B``."""
    match part:
        case Product(factors, signs) if set(signs) <= _AND:
            return factors
        case _:
            return (part,)


def joint_conditions(side: Side, found: Mapping[Node, Range], lets: Mapping[str, str]) -> Iterator[str]:
    """What the chances of one side demand of each other; ``lets`` are those that others decide."""
    chances = _chances(side, found)
    for names in joint_outcomes(side, found):
        if not any(_is_made_of(name, names, lets) for name in names):
            yield f"{' + '.join(names)} <= 1"
    for both, one in _parts(chances):
        if not _is_made_of(chances[one], [chances[both]], lets):
            yield f"{chances[both]} <= {chances[one]}"
    yield from _either(chances)
    yield from _by_bayes(chances)


def _is_made_of(name: str, others: Collection[str], lets: Mapping[str, str]) -> bool:
    """Whether one of the others decides it: a marginal, the last share of a whole."""
    return not set(_NAME.findall(lets.get(name, ""))).isdisjoint(others)


def joint_ranges(
    side: Side, found: Mapping[Node, Range], lets: Mapping[str, str]
) -> Iterator[tuple[Node, Range]]:
    """For the chance of two things beside that of one, and for many such, what is small enough."""
    nodes = {name: node for node, name in side.names.items()}
    chances = _chances(side, found)
    several = (names for names in joint_outcomes(side, found) if len(names) > _PAIR)
    yield from ((nodes[name], _OF_SEVERAL) for names in several for name in names if name not in lets)
    beside = {
        chances[both] for both, one in _parts(chances) if not _is_made_of(chances[one], [chances[both]], lets)
    }
    yield from ((nodes[name], _OF_BOTH) for name in sorted(beside - lets.keys()))


def joint_outcomes(side: Side, found: Mapping[Node, Range]) -> list[list[str]]:
    """Names of chances of several things, of which one takes different values: ``p(x_1, m)``, ``p(x_2, m)``.

    Different outcomes of an expectation are such, too: ``p^{(1)}(x, m)``.
    """
    outcomes = {one for run in side.ranges.runs.values() for one in run.variables if isinstance(one, Symbol)}
    outcomes |= side.outcomes
    families: dict[tuple[object, ...], list[str]] = {}
    for one, name in _chances(side, found).items():
        events = tuple(_unnumbered(event, outcomes) for event in one.events)
        marked = isinstance(one.head, Symbol) and raised_index(one.head)
        head = replace(one.head, mark=()) if isinstance(one.head, Symbol) and marked else one.head
        if _are_steps(events, one.events):
            continue
        if len(events) > 1 and (marked or events != one.events):
            families.setdefault((head, events, one.given, one.rest), []).append(name)
    return [names for names in families.values() if len(names) > 1]


def joint_whole(node: Node, outcomes: Collection[Symbol]) -> tuple[str, str] | None:
    """Of a chance of several things, each at one of its values, what all such have in common: they make 1."""
    one = chance_of(node)
    if one is None or len(one.events) < _PAIR or one.head in _LEARNED:
        return None
    values = [event.sides[-1] if isinstance(event, Statement) else event for event in one.events]
    letters = [value.base for value in values if isinstance(value, Symbol)]
    is_any = all(_unnumbered(event, outcomes) != event for event in one.events)
    if not is_any or len(set(letters)) < len(one.events):
        return None
    texts = (" ".join(to_tokens(part)) for part in (one.head, *one.given, *one.rest))
    return " ".join(texts), ", ".join(sorted(letters))


def _unnumbered(event: Node, outcomes: Collection[Symbol]) -> Node:
    """What an event is a value of: ``z`` of ``z_2``, ``Z = z`` of ``Z = z_2``."""
    match event:
        case Symbol(sub=(_, *_)) if replace(event, sub=()) in outcomes:
            return replace(event, sub=())
        case Statement((first, value), ("=",)):
            return replace(event, sides=(first, _unnumbered(value, outcomes)))
        case _:
            return event


def _are_steps(events: tuple[Node, ...], values: tuple[Node, ...]) -> bool:
    """Whether values of one thing and of the next stand in it, ``P(s_1, s_2')``: each row is a whole."""
    letters = [
        event.base
        for event, value in zip(events, values, strict=True)
        if event != value and isinstance(event, Symbol)
    ]
    return len(set(letters)) < len(letters) and len(set(events)) == len(events)


def _chances(side: Side, found: Mapping[Node, Range]) -> dict[Chance, str]:
    """The chances among what is put in; no densities that are drawn otherwise, nor values of actions."""
    return {
        one: name
        for node, name in side.names.items()
        if found[node].role in ("probability", "rate") and (one := chance_of(node)) is not None
    }


def _parts(chances: Mapping[Chance, str]) -> Iterator[tuple[Chance, Chance]]:
    """Each chance of several things with that of fewer of them, under the same conditions."""
    for both in chances:
        for one in chances:
            is_same = (both.head, both.given, both.rest) == (one.head, one.given, one.rest)
            if is_same and len(one.events) < len(both.events) and set(one.events) <= set(both.events):
                yield both, one


def _either(chances: Mapping[Chance, str]) -> Iterator[str]:
    """That the chance of one thing or the other is no more than 1: ``p(a) + p(b) - p(a, b)``."""
    for both, name in chances.items():
        alone = [one for part, one in _parts(chances) if part == both and len(one.events) == 1]
        for one, other in combinations(alone, 2):
            if {*one.events, *other.events} == set(both.events):
                yield f"{chances[one]} + {chances[other]} - {name} <= 1"


def _by_bayes(chances: Mapping[Chance, str]) -> Iterator[str]:
    """Of ``P(b | a)``, ``P(a)``, ``P(b)`` that both together are no more than b, and b without a no more than
    what a leaves of 1.
    """
    for of_one, likelihood in chances.items():
        for before, prior in chances.items():
            if not _is_condition(before, of_one):
                continue
            given = tuple(one for one in of_one.given if one not in before.events)
            evidence = chances.get(of_one._replace(given=given))
            if evidence is not None and before.given == given and of_one.given:
                yield f"{likelihood}*{prior} <= {evidence}"
                yield f"{evidence} - {likelihood}*{prior} <= 1 - {prior}"


def _is_condition(before: Chance, of_one: Chance) -> bool:
    """Whether what one is the chance of are conditions of the other's."""
    is_alike = (before.head, before.rest) == (of_one.head, of_one.rest)
    return is_alike and set(before.events) <= set(of_one.given)
