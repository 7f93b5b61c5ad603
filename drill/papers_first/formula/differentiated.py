"""Names that are differentiated: before brackets that hold what they are differentiated by, functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from drill.papers_first.formula.occurrences import Occurrence, group_end, whole_name
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Bracket,
    Derivative,
    Gradient,
    Product,
    Statement,
    Symbol,
    symbols,
    whole,
)


def check_differentiated(statement: Statement) -> None:
    """Refuse ``\\partial_k C = C (\\theta_k + h) - c``, read as a product.

    Raises:
        RefusedError: the brackets behind what is differentiated hold that by which it is.
    """
    slopes = set(_slopes(statement))
    if not slopes:
        return
    for part in whole(statement):
        if not isinstance(part, Product):
            continue
        for (one, other), sign in zip(pairwise(part.factors), part.signs, strict=True):
            if not isinstance(one, Symbol) or not isinstance(other, Bracket) or sign:
                continue
            if any((one, letter) in slopes for letter in _letters(one, other)):
                raise RefusedError("a function of what it is differentiated by, or a factor")


def _slopes(statement: Statement) -> Iterator[tuple[Symbol, str]]:
    """Each name that is differentiated, with the letter that tells by what."""
    for part in whole(statement):
        match part:
            case Applied(Symbol("\\partial", sub=(letter,)), Symbol() as name):
                yield name, letter
            case Gradient(Symbol() as name, (letter, *_)):
                yield name, letter
            case Derivative(top, bottom):
                name, by = _behind(top), _behind(bottom)
                if name is not None and by is not None and not (name.sub or name.above):
                    yield name.symbol, by.symbol.base
            case _:
                pass


def _behind(tokens: Sequence[str]) -> Occurrence | None:
    """The name behind a slope's sign and its order."""
    if tokens[:1] != ("d",) and tokens[:1] != ("\\partial",):
        return None
    return whole_name(tokens[group_end(tokens, 2) if tokens[1:2] == ("^",) else 1 :])


def _letters(name: Symbol, bracket: Bracket) -> set[str]:
    """The letters of the names in brackets, and those below them; none where the name before them is there,
    which is a value then.
    """
    inside = symbols(bracket)
    return set() if name in inside else {letter for one in inside for letter in (one.base, *one.sub)}
