"""Quantities of one formula that its others decide, by what the paper calls them: means, sizes of sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers_first.evaluation.above_zero import letter_of
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Product,
    Sum,
    Symbol,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.entropies import is_normalised_entropy
from drill.papers_first.plausible.ranges import RANGES, Range, Role
from drill.papers_first.plausible.roles import Roles

_OF_MEAN: Final[Mapping[Role, Role]] = {
    "indicator": "probability",
    "probability": "probability",
    "cosine": "cosine",
}
"""By what a quantity is what its mean is."""
_MEAN: Final = re.compile(r"\b(?:batch|sample|empirical|arithmetic) (?:mean|average)\b", re.IGNORECASE)


def means(paper: Paper, side: Side) -> Iterator[tuple[str, str]]:
    """Names of means of what they are taken away from in a sum, each with the text that it is."""
    for node, name in side.names.items():
        if not isinstance(node, Symbol):
            continue
        entry = paper.meaning(node)
        is_said = entry is not None and bool(_MEAN.search(entry.meaning))
        if not is_said and (entry is not None or node.accents != ("\\bar",)):
            continue
        members = {
            part.terms[0]: None
            for part in walk(side.node)
            if isinstance(part, Sum) and part.terms[1:] == (node,) and part.signs == ("-",)
        }
        if not is_said and not all(letter_of(one) == node.base for one in members):
            continue
        names = [side.names[one] for one in members if one in side.names]
        if len(names) > 1 and len(names) == len(members):
            yield name, f"({' + '.join(names)})/{len(names)}"


def expectations(found: Mapping[Node, Range], roles: Roles) -> Iterator[tuple[Node, Range]]:
    """Expected values within what may be drawn of the quantity itself: ``E[Y]`` of a Y that is 0 or 1."""
    for node, one in found.items():
        match node:
            case Call(Symbol(base), Bracket(_, _, (Symbol() | Function() | Call() as inner,), (), ())) if (
                base in EXPECTATIONS
            ):
                role = _OF_MEAN.get(roles.of(inner).role)
            case _:
                continue
        if role is not None and one.role == "value":
            yield node, RANGES[role]


def sizes(side: Side, found: Mapping[Node, Range]) -> Iterator[tuple[Node, Range]]:
    """What a sum over the members of a set is divided by, where it counts: as many as there are.

    Of ``\\frac{1}{T} \\sum_{x \\in B} f(x)``, T a number of things, the T; so without a range, ``\\sum_x``;
    of an entropy what the logarithm is of that it is divided by; of ``\\sum_{a'}`` the ``|\\mathcal{A}|``.
    """
    for (lower, _), run in side.ranges.runs.items():
        letter = lower[0].upper()
        for size in side.names if "\\in" not in lower and len(letter) == 1 else ():
            match size:
                case Norm("|", Symbol(base, "\\mathcal" | "\\mathscr" | "\\mathbb", (), ())) if (
                    base == letter
                ):
                    yield size, replace(RANGES["known count"], params=(str(len(run.places)),))
                case _:
                    continue
    for part in walk(side.original):
        match part:
            case Product(
                (Fraction(_, Function(_, Symbol() as size)), Big("\\sum", (_,) as lower, upper)), _
            ) if is_normalised_entropy(part):
                run = side.ranges.runs.get((lower, upper))
                if run is not None and size in side.names:
                    yield size, replace(RANGES["known count"], params=(str(len(run.places)),))
            case Product(
                (
                    Fraction(Number("1"), Symbol() as size),
                    Big("\\sum", (_, "\\in", *_) | (_,) as lower, upper),
                ),
                _,
            ):
                run = side.ranges.runs.get((tuple(lower), upper))
                if run is not None and size in side.names and found[size].role == "count":
                    yield size, replace(RANGES["known count"], params=(str(len(run.places)),))
            case _:
                continue
