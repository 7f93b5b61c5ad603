"""What a norm, a mean or a chance is kept below, ``\\|w - v\\| \\leq r``: in how many of five cases it is."""

from __future__ import annotations

from typing import Final

from drill.papers_first.arithmetic.branches import COMPARED
from drill.papers_first.arithmetic.doubts import check_symbol
from drill.papers_first.arithmetic.quantities import has_open_dots
from drill.papers_first.draft import Exercise
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Symbol,
    children,
)
from drill.papers_first.kinds.bounds import Compared, count_of_cases, stands_alone
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.given_roles import is_never_negative
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line

_ORDERS: Final = frozenset(sign for sign, typed in COMPARED.items() if typed not in ("=", "!="))
_TWO: Final = 2
_EXTREMES: Final = frozenset(("\\max", "\\min", "\\sup", "\\inf"))
_MEANS: Final = frozenset(("E", "\\mathbb{E}"))
_CHANCES: Final = frozenset(("p", "q", "P", "Pr", "Prob", "prob"))
_OF_EITHER_SIGN: Final = frozenset(("Cov", "cov"))
_SMALL: Final = frozenset(("rate", "small", "tiny", "probability"))
"""What a limit is that lies between 0 and 1."""

Ranges = tuple[str, str]
"""What the cases are drawn from, and the limit."""
_SIZES: Final = ("1..9", "2..8")
_SQUARES: Final = ("1..40", "2..6")
_SHARES: Final = ("0.02..0.98 step 0.02", "0.1..0.9 step 0.1")
_COUNTS: Final = ("1..9", "2..8")
_EITHER: Final = ("-8..8 !0", "")
_COSINES: Final = ("-0.9..0.9 step 0.1", "-0.8..0.8 step 0.1")


def within_limits(paper: Paper, line: Line) -> Exercise:
    """An exercise for a display that says on which side of a limit something lies that is given whole.

    Raises:
        RefusedError: it says something else, or nobody can tell what numbers that may be.
    """
    if line.is_conditional or not stands_alone(paper, line):
        raise RefusedError("it stands beside something that is computed")
    sides, relations = line.statement.sides, line.statement.relations
    if len(sides) != _TWO or not set(relations) <= _ORDERS:
        raise RefusedError("it is no comparison of two things")
    row, limit = sides if _is_limit(sides[1]) else sides[::-1]
    if not _is_limit(limit) or has_open_dots(row):
        raise RefusedError("it has no limit that is given")
    of_row, of_limit = _ranges(paper, row, limit)
    name = limit.base if isinstance(limit, Power) else limit
    if isinstance(name, Symbol):
        check_symbol(name)
        if name in walk(row):
            raise RefusedError("the limit stands in what it limits")
    put_in = {} if isinstance(limit, Number) else {name: of_limit}
    return count_of_cases(paper, line, Compared(row, sides, relations, of_row, put_in))


def _is_limit(node: Node) -> bool:
    """One name or number, or the square of a name."""
    match node:
        case Number() | Symbol() | Power(Symbol(), Number("2")):
            return True
        case _:
            return False


def _ranges(paper: Paper, row: Node, limit: Node) -> Ranges:
    """What both are drawn from.

    Raises:
        RefusedError: it cannot be told, or every case would be on one side of the limit.
    """
    found = _of_row(paper, row)
    if isinstance(limit, Number):
        return _around(found, limit.text)
    if found == _EITHER or (isinstance(limit, Power) and found != _SIZES):
        raise RefusedError("it cannot be told what the limit is")
    if isinstance(limit, Power):
        return _SQUARES
    if found in (_SHARES, _COSINES) and isinstance(limit, Symbol) and limit.base[0].isupper():
        raise RefusedError("a capital is no share")
    is_small = Roles(paper, limit, None).of(limit).role in _SMALL
    if is_small and found == _COUNTS and _is_count(paper, row):
        raise RefusedError("what counts is not below 1")
    return _SHARES if is_small and found == _SIZES else found


def _around(found: Ranges, text: str) -> Ranges:
    """The range of the cases where the limit is this number."""
    value = float(text)
    if found == _EITHER and value == 0:
        return found
    if found == _SIZES and value == 1:
        return "0.2..1.8 step 0.1", ""
    if found == _SIZES and value > 1 and value == int(value):
        return f"1..{2 * int(value)}", ""
    if found in (_SHARES, _COSINES) and 0 < value < 1:
        return found
    raise RefusedError("all cases may be on one side of the limit")


def _of_row(paper: Paper, row: Node) -> Ranges:
    match row:
        case Norm("|" | "\\|"):
            return _SIZES
        case Big(name, (_, *_), _, body) if name in _EXTREMES:
            return _of_row(paper, _bare(body))
        case Call(Symbol(base), _) if base in _CHANCES:
            return _SHARES
        case Big("\\Pr"):
            return _SHARES
        case Call(Symbol(base), Bracket(_, _, (body,), (), ())) | Applied(Symbol(base), body) if (
            base in _MEANS
        ):
            return _of_mean(paper, _bare(body))
        case Call(Symbol(base)) if base in _OF_EITHER_SIGN:
            return _EITHER
        case Call() | Function():
            return _of_role(paper, row)
        case _:
            raise RefusedError("it cannot be told what is compared")


def _of_mean(paper: Paper, body: Node) -> Ranges:
    """Of a mean: of what is never below 0 it is not either."""
    if is_never_negative(body):
        return _SIZES
    return _of_row(paper, body)


def _of_role(paper: Paper, row: Node) -> Ranges:
    role = Roles(paper, row, None).of(row).role
    if role in ("rate", "probability"):
        return _SHARES
    if role == "positive":
        return _SIZES
    if role == "count":
        return _COUNTS
    if role == "cosine":
        return _COSINES
    raise RefusedError("it cannot be told what is compared")


def _is_count(paper: Paper, row: Node) -> bool:
    return isinstance(row, Call) and Roles(paper, row, None).of(row).role == "count"


def _bare(body: Node) -> Node:
    """A body without brackets around it."""
    while isinstance(body, Bracket) and len(body.parts) == 1 and not body.sub:
        (body,) = children(body)
    return body
