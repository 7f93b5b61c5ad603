"""Series without an end, cut off after three terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import Big, Node

_TERMS: Final = 3


@dataclass(frozen=True, slots=True)
class FirstTerms:
    """A side with a finite sum in the place of its series, and the sentence that says so."""

    node: Node
    says: str


def first_terms(right: Node) -> FirstTerms | None:
    """A side with one series as its first three terms; None where it has none, or several."""
    found = [part for part in walk(right) if isinstance(part, Big) and part.upper == ("\\infty",)]
    if len(found) != 1:
        return None
    (series,) = found
    match series:
        case Big("\\sum", (index, "=", start)) if start.isdigit():
            last = int(start) + _TERMS - 1
        case _:
            return None
    cut = replace(series, upper=(str(last),))
    terms = ", ".join(str(number) for number in range(int(start), last + 1))
    says = f"Take only the terms with ${index} = {terms}$"
    return FirstTerms(replaced(right, lambda part: cut if part == series else None), says)
