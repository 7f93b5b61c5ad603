"""Letters above names that were read as exponents, where only labels make sense of what is around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.series import is_euler
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
)
from drill.papers_first.formula.usage import Usage
from drill.papers_first.formula.vocabulary import SCALARS

_ROOTS: Final = frozenset(("W", "\\omega", "e", "z"))
"""Letters of roots of unity, whose negative powers transforms hold."""
_STARS: Final = (("*",), ("\\star",))


def check_letter_powers(statement: Statement, usage: Usage) -> None:
    """Refuse powers of which one is defined or drawn, several are compared or averaged, or one is subtracted
    from what was found.

    Raises:
        RefusedError: ``z^a = f(x^a)``, ``d(x^a, x^p)``, ``\\frac{1}{n} \\sum_{i=1}^{n} x^i``, ``x^k - x^*``,
            ``h(x) \\leq c^h``, ``n_{dk}^{-dn}``.
    """
    left = statement.sides[0]
    _check_kinds(statement, usage)
    _check_owned(statement, usage)
    if statement.relations[:1] == ("\\sim",) and any(_lettered(left, usage)):
        raise RefusedError("what is drawn is no power")
    for part in (part for side in statement.sides for part in walk(side)):
        if _may_exclude(part):
            raise RefusedError("a negative power, or what is left out")
        match part:
            case Call(_, Bracket(_, _, parts)):
                _check_several(parts, usage)
            case Sum(terms):
                _check_found(terms, usage)
            case Big("\\sum" | "\\prod"):
                _check_summed(part, usage)
            case Product((*_, Fraction(Number("1"), count), Big("\\sum", _, upper) as big)):
                if tuple(to_tokens(count)) == upper and _raised_to(big, usage):
                    raise RefusedError("a mean of powers, or of what an index tells apart")
            case _:
                pass
    if statement.relations[:1] in (("=",), (":=",)) and len(statement.sides) == 2:
        _check_defined(left, statement.sides[1], usage)


def _may_exclude(node: Node) -> bool:
    """``n_{dk}^{-dn}``, ``c_k^{-i}``: what is counted without one place, rather than an inverse power."""
    match node:
        case Power(Symbol(base, sub=(_, *_) as below), Signed("-", above)) if base not in _ROOTS:
            places = above.factors if isinstance(above, Product) else (above,)
            letters = [
                place.base for place in places if isinstance(place, Symbol) and place == Symbol(place.base)
            ]
            is_place = len(letters) > 1 or bool(set(letters) & {"i", "j", *below})
            return len(letters) == len(places) and is_place
        case _:
            return False


def _check_kinds(statement: Statement, usage: Usage) -> None:
    """``z^a \\cdot z^b``: one name with letters above that stand nowhere else."""
    tokens = to_tokens(statement)
    above: dict[Symbol, set[str]] = {}
    parts = (part for side in statement.sides for part in walk(side))
    for base, letter in (found for part in parts for found in _lettered(part, usage)):
        if isinstance(letter, Symbol):
            above.setdefault(base, set()).add(letter.base)
    exponents = [tokens[at + 2] for at in range(len(tokens) - 2) if tokens[at : at + 2] == ["^", "{"]]
    for letters in above.values():
        raised = sum(token in letters for token in exponents)
        if len(letters) > 1 and raised == sum(token in letters for token in tokens):
            raise RefusedError("powers of one name, or two of a kind")


def _check_owned(statement: Statement, usage: Usage) -> None:
    """``h(x) \\leq c^h``: a constant of the function that stands above it, for no number is called."""
    parts = [part for side in statement.sides for part in walk(side)]
    called = {part.head for part in parts if isinstance(part, Call)}
    if any(letter in called for part in parts for _, letter in _lettered(part, usage)):
        raise RefusedError("a power, or what the function above it owns")


def _check_summed(big: Big, usage: Usage) -> None:
    """``\\sum_k w_k x^k`` without bounds, ``\\sum_{n=1}^{N} (y^n - f(x^n))``: what an index tells apart."""
    raised = _raised_to(big, usage)
    if len(raised) > 1 or (raised and big.lower[1:2] in ((), ("\\in",))):
        raise RefusedError("powers in a sum, or what its index tells apart")


def _raised_to(big: Big, usage: Usage) -> set[Symbol]:
    """The names that are raised to the index of a sum, but for rates at which something decays."""
    found = (pair for part in walk(big.body) for pair in _lettered(part, usage))
    index = Symbol(big.lower[0]) if big.lower else None
    return {base for base, letter in found if letter == index and base.base not in SCALARS}


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
            is_known = (bare(base), base.sub) in usage.raised or tuple(to_tokens(bare(base))) in usage.powered
            if not is_known:
                yield base, above
        case _:
            return
