"""Between which numbers a paper's own equations keep its names: a logistic function's value, a distance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
)
from drill.papers_first.glosses.glossary import Entry
from drill.papers_first.plausible.called import role_by_name, role_by_words
from drill.papers_first.plausible.given_roles import given_role
from drill.papers_first.plausible.ranges import LEARNED, Role
from drill.papers_first.plausible.spans import (
    ANY,
    BETWEEN_ONES,
    NEVER_NEGATIVE,
    NEVER_POSITIVE,
    SHARE,
    Span,
    is_told_by_argument,
    span,
)
from drill.papers_first.plausible.telling_places import choosing
from drill.papers_first.plausible.two_valued_names import is_of_condition

_DEFINING: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq", "\\leftarrow"))
_DENSITIES: Final = frozenset(("p", "q", "f"))
_SPANS: Final[Mapping[Role, Span]] = {
    "rate": NEVER_NEGATIVE,
    "small": NEVER_NEGATIVE,
    "tiny": NEVER_NEGATIVE,
    "positive": NEVER_NEGATIVE,
    "count": NEVER_NEGATIVE,
    "probability": SHARE,
    "indicator": SHARE,
    "cosine": BETWEEN_ONES,
    "negative": NEVER_POSITIVE,
}
_ORDERS: Final = frozenset(Symbol(base, font) for base in ("O", "o") for font in ("", "\\mathcal"))
_ROUNDS: Final = 4
"""So often what is known of one name is used for the next ones."""

Definitions = Mapping[Symbol, list[tuple[Node, ...]]]
"""By name, each of its indices for another, what it is set to: every equation's right sides."""


def like(symbol: Symbol) -> Symbol:
    """A name whatever its running index is: ``w_j`` stands for ``w_i``, ``w`` by itself does not."""
    is_running = len(symbol.sub) > 0 and not any("{" in token or "\\" in token for token in symbol.sub)
    return replace(symbol, sub=("i",)) if is_running else symbol


def kept_by_equations(
    statements: Sequence[Statement], entries: Iterable[Entry], chances: Iterable[Symbol]
) -> Mapping[Symbol, Span]:
    """By name (see ``like``) what all its equations keep it between; nothing for what may be any number.

    A name that is set to a number is set for a case, or at the start: that defines nothing.

    ``chances`` are names of probabilities.
    """
    set_to = _set_to(statements)
    meanings: dict[tuple[str, ...], set[Role | None]] = defaultdict(set)
    signed: set[tuple[str, ...]] = set()
    for entry in entries:
        role = role_by_words(entry.meaning)
        meanings[entry.symbol].add(role)
        if role == "value":
            signed.add(entry.symbol)
    found: dict[Symbol, Span] = {}
    left = {like(one) for one in _complements(statements)}
    averaged = {replace(one, accents=()) for one in left if one.accents == ("\\bar",)}
    shares = {like(one) for one in chances} | left | averaged

    def known(node: Node) -> Span | None:
        return _known(node, found, meanings, shares, signed)

    for _ in range(_ROUNDS):
        new = {name: _kept(name, sides, found, known) for name, sides in set_to.items()}
        if new == found:
            break
        found |= new
    # of what lies between 0 and 1 in the mean, or multiplied up, each does
    return dict.fromkeys(averaged, SHARE) | {name: one for name, one in found.items() if one != ANY}


def _complements(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """Names that leave something to 1: ``1 - \\beta``."""
    for statement in statements:
        for part in walk(statement):
            match part:
                case Sum((Number("1"), Symbol() as one), ("-",)):
                    yield one
                case _:
                    continue


def _set_to(statements: Iterable[Statement]) -> dict[Symbol, list[tuple[Node, ...]]]:
    found: dict[Symbol, list[tuple[Node, ...]]] = defaultdict(list)
    closed: set[Symbol] = set()
    for statement in statements:
        if not statement.relations or set(statement.relations) - _DEFINING:
            continue
        left, *rights = statement.sides
        name = left.head if isinstance(left, Call) else left
        is_other = any(_numbers(right) or _is_expanded(right) for right in rights)
        if isinstance(name, Symbol) and not is_other and tuple(rights) not in found[like(name)]:
            found[like(name)].append(tuple(rights))
            if _is_for_every_argument(left) and not any(_holds(right, like(name)) for right in rights):
                closed.add(name)
    for name in closed:
        # what else such a function fulfils, ``g(s) = e^s g(-s)``, follows
        found[name] = [rights for rights in found[name] if not any(_holds(right, name) for right in rights)]
    return found


def _is_for_every_argument(left: Node) -> bool:
    """Whether a function without an index is set at letters, not at ``0`` or ``t + 1``."""
    match left:
        case Call(Symbol(sub=()), Bracket(_, _, parts)):
            return all(isinstance(part, Symbol) for part in parts)
        case _:
            return False


def _is_expanded(right: Node) -> bool:
    """Whether it is the first terms of a series, ``a h^q + O(h^{q + 1})``, and defines nothing."""
    return any(isinstance(part, Call) and part.head in _ORDERS for part in walk(right))


def _kept(
    name: Symbol,
    sides: Iterable[tuple[Node, ...]],
    found: dict[Symbol, Span],
    known: Callable[[Node], Span | None],
) -> Span:
    """What all equations of a name agree on; those that hold the name itself must not lead out of it."""
    first = [rights for rights in sides if not any(_holds(right, name) for right in rights)]
    again = [rights for rights in sides if rights not in first]
    own = [_of_chain(rights, known) for rights in first]
    hull = Span(min(one.low for one in own), max(one.high for one in own)) if own else ANY
    before = found.get(name, ANY)
    for guess in (hull, NEVER_NEGATIVE, NEVER_POSITIVE):
        found[name] = guess
        if guess.holds(hull) and all(guess.holds(_of_chain(rights, known)) for rights in again):
            break
    else:
        guess = ANY
    found[name] = before
    return guess


def _of_chain(rights: Iterable[Node], known: Callable[[Node], Span | None]) -> Span:
    found = ANY
    for right in rights:
        found = found.meet(span(right, known))
    return found if found.low <= found.high else ANY


def _holds(node: Node, name: Symbol) -> bool:
    return any(isinstance(part, Symbol) and like(part) == name for part in walk(node))


def _known(
    node: Node,
    found: Mapping[Symbol, Span],
    meanings: Mapping[tuple[str, ...], set[Role | None]],
    shares: set[Symbol],
    signed: set[tuple[str, ...]],
) -> Span | None:
    """What a name or a function's value is kept between; None for what is computed of parts."""
    match node:
        case Symbol():
            name = node
            usual: Role = _usual(node, signed)
        case Call(Symbol() as name) if not is_told_by_argument(node):
            usual = "value" if name.base in LEARNED else given_role(node)
            usual = "positive" if usual == "probability" and name.base in _DENSITIES else usual
        case _:
            return None
    said: set[Role | None] = meanings.get(tuple(to_tokens(name)), {usual})
    if node == name or name.base != "\\sigma":  # which may be said to be any activation
        said = {usual if one is None else one for one in said}
    by_each = [ANY if one is None else _SPANS.get(one, ANY) for one in said]
    by_role = Span(min(one.low for one in by_each), max(one.high for one in by_each))
    is_share = like(name) in shares and (by_role != ANY or said == {usual})
    return found.get(like(name), SHARE if is_share else ANY).meet(by_role)


def two_valued_by_cases(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """Names (see ``like``) that all their equations set to 1 or 0 by cases, to indicators or the largest of
    several; and those that choose.
    """
    yield from map(like, _choosing(statements))
    for name, sides in _set_to(statements).items():
        if all(any(map(_is_zero_or_one, rights)) for rights in sides) and sides:
            yield name


def _choosing(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """The ``y_i`` of ``p^{y_i} (1 - p)^{1 - y_i}``, wherever it stands; a letter alone counts elsewhere."""
    for statement in statements:
        for part in walk(statement):
            if isinstance(part, Product):
                yield from (one for one in choosing(part.factors) if isinstance(one, Symbol) and one.sub)


def _is_zero_or_one(right: Node) -> bool:
    match right:
        case Table("cases", rows):
            return {row[0] for row in rows if row} == {Number("0"), Number("1")}
        case Call(Symbol("I" | "1" | "\\chi"), Bracket(_, _, (Statement(),), (), ())):
            return True  # of a condition
        case Big("\\max" | "\\min" | "\\prod", _, _, body):
            return _is_zero_or_one(body)
        case Product(factors, signs) if "/" not in signs:
            return all(map(_is_zero_or_one, factors))
        case _:
            return is_of_condition(right)


def _usual(name: Symbol, signed: set[tuple[str, ...]]) -> Role:
    """What a name mostly is, unless the paper says of its letter alone what may have either sign."""
    is_signed = tuple(to_tokens(bare(name))) in signed and like(name).sub in ((), ("i",))
    return "value" if is_signed else role_by_name(name)


def settings(statements: Iterable[Statement]) -> Mapping[Symbol, frozenset[float]]:
    """By name the numbers that a paper sets it to, where not all are whole: ``\\lambda = 0.1``."""
    found: dict[Symbol, set[float]] = defaultdict(set)
    for statement in statements:
        match statement:
            case Statement((Symbol() as name, right), ("=" | ":=",)):
                found[name] |= _numbers(right)
            case _:
                continue
    return {
        name: frozenset(numbers) for name, numbers in found.items() if any(number % 1 for number in numbers)
    }


def _numbers(node: Node) -> set[float]:
    """The number that is written there: ``0.1``, ``10^{-3}``, ``2 \\times 10^{-4}``."""
    match node:
        case Number() | Signed(_, Number()) | Power(Number(), Number() | Signed(_, Number())):
            pass
        case Product((Number(), Power(Number(), Number() | Signed(_, Number()))), ("\\times" | "\\cdot",)):
            pass
        case _:
            return set()
    found = span(node, lambda _: None)
    return {found.low} if found.low == found.high else set()
