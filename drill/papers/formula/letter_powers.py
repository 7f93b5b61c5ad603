"""Letters above names that were read as exponents, where only labels make sense of what is around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers.formula.raw import RefusedError
from drill.papers.formula.rewrite import walk
from drill.papers.formula.scripts import bare
from drill.papers.formula.series import is_euler
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Call,
    Function,
    Node,
    Number,
    Power,
    Statement,
    Sum,
    Symbol,
)
from drill.papers.formula.usage import Usage

_STARS: Final = (("*",), ("\\star",))


def check_letter_powers(statement: Statement, usage: Usage) -> None:
    """Refuse powers of which one is defined, two are compared, or one is subtracted from what was found.

    Raises:
        RefusedError: ``z^a = f(x^a)``, ``d(x^a, x^p)``, ``x^k - x^*``.
    """
    for part in (part for side in statement.sides for part in walk(side)):
        match part:
            case Call(_, Bracket(_, _, parts)):
                _check_several(parts, usage)
            case Sum(terms):
                _check_found(terms, usage)
            case _:
                pass
    if statement.relations[:1] in (("=",), (":=",)) and len(statement.sides) == 2:
        _check_defined(statement.sides[0], statement.sides[1], usage)


def _check_several(parts: tuple[Node, ...], usage: Usage) -> None:
    """``d(x^a, x^p)``: one name with different letters above as whole arguments."""
    above: dict[Symbol, set[Node]] = {}
    for base, letter in (found for part in parts for found in _lettered(part, usage)):
        above.setdefault(base, set()).add(letter)
    if any(len(letters) > 1 for letters in above.values()):
        raise RefusedError("letters above arguments are powers or labels")


def _check_found(terms: tuple[Node, ...], usage: Usage) -> None:
    """``x^k - x^*``: a point and the one that is sought."""
    found = {bare(term) for term in terms if isinstance(term, Symbol) and term.mark in _STARS}
    if any(bare(base) in found for term in terms for base, _ in _lettered(term, usage)):
        raise RefusedError("a power beside what was found, or a point")


def _check_defined(left: Node, right: Node, usage: Usage) -> None:
    """``z^a = f(x^a)``: nobody defines a power by other names with the same letter above."""
    for base, letter in _lettered(left, usage):
        others = (found for part in walk(right) for found in _lettered(part, usage))
        is_shared = any(other != base and above == letter for other, above in others)
        if is_shared and any(isinstance(part, Call | Function | Big) for part in walk(right)):
            raise RefusedError("a power on the left side is rather an index")


def _lettered(node: Node, usage: Usage) -> Iterator[tuple[Symbol, Node]]:
    """A name and the letter that it is raised to, where nothing in the paper shows that it is."""
    match node:
        case Power(Symbol() as base, Symbol() | Sum((Symbol(), Number("1"))) as above) if not is_euler(base):
            if (bare(base), base.sub) not in usage.raised:
                yield base, above
        case _:
            return
