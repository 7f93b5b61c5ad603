"""Names that a paper's equations keep on one side of 0: sums of squares, losses, logarithms of chances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Statement,
    Sum,
    Symbol,
    Transpose,
    symbols,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.plausible.given_roles import is_never_negative

_DEFINING: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))
_AT_MOST: Final = frozenset(("\\leq", "<", "\\leqslant", "\\lesssim"))
_TIMES: Final = frozenset(("", "\\cdot", "/"))
_AT_MOST_ONE: Final = frozenset(("\\cos", "\\sin", "\\tanh"))
_LOGARITHMS: Final = frozenset(("logsoftmax", "log_softmax", "logsigmoid"))
_CHANCES: Final = frozenset(("softmax", "sigmoid", "P", "Pr", "\\Pr"))

_LETTERS_OF_CHANCES: Final = frozenset(("p", "P", "q", "\\pi"))


def never_negative(statements: Iterable[Statement]) -> frozenset[Symbol]:
    """Names of quantities and functions all of whose definitions are 0 or more, as of ``w \\propto e^s``,
    and those that nothing is set to and that bound a size: the ``c`` of ``\\|f(x)\\| \\leq c \\|x\\|``.
    """
    given = tuple(statements)
    set_to = {name for one in given if set(one.relations) & _DEFINING for name in _named(one.sides[0])}
    others = {one for statement in given for one in symbols(statement)}
    bounding = frozenset(
        bare(name)
        for statement in given
        for name in _bounding(statement)
        if all(bare(one) != bare(name) or one == name for one in others)
    )
    return _all_of(given, is_at_least_zero, _DEFINING | {"\\propto"}) | (bounding - set_to)


def labelled_functions(statements: Iterable[Statement]) -> frozenset[Symbol]:
    """The f of ``f_r(h, t) = -\\|h - t\\|`` where nothing else is called f: what is said of it is said of no
    plain ``f``.
    """
    lefts = [one.sides[0] for one in statements if set(one.relations) & _DEFINING]
    heads = [left.head for left in lefts if isinstance(left, Call) and isinstance(left.head, Symbol)]
    plain = {bare(left) for left in lefts if isinstance(left, Symbol)}
    return frozenset(bare(head) for head in heads if head != bare(head)) - plain - set(heads)


def under_roots(statements: Iterable[Statement]) -> frozenset[Symbol]:
    """Names, without their indices, that a square root is taken of, perhaps with a small number beside."""
    parts = (part.body for one in statements for part in walk(one) if isinstance(part, Root))
    return frozenset(
        bare(name)
        for body in parts
        for name in (body.terms if isinstance(body, Sum) and set(body.signs) == {"+"} else (body,))
        if isinstance(name, Symbol) and (name.accents or name.sub)
    )


def _bounding(statement: Statement) -> Iterator[Symbol]:
    """The one factor of a bound of what is 0 or more whose sign the others leave open."""
    for (left, right), relation in zip(pairwise(statement.sides), statement.relations, strict=True):
        if relation not in _AT_MOST or not is_at_least_zero(left):
            continue
        factors = right.factors if isinstance(right, Product) and not set(right.signs) - _TIMES else (right,)
        open_ones = [factor for factor in factors if not is_at_least_zero(factor)]
        if len(open_ones) == 1 and isinstance(open_ones[0], Symbol):
            yield open_ones[0]


def never_positive(statements: Iterable[Statement]) -> frozenset[Symbol]:
    """Names of quantities and functions all of whose definitions are 0 or less."""
    return _all_of(statements, is_at_most_zero, _DEFINING)


def is_at_least_zero(node: Node) -> bool:
    """Whether an expression is never negative by how it is built; arrays are numbers here."""
    match node:
        case Number():
            return True
        case Symbol(base):
            return base == "\\Sigma"
        case Bracket(sub=("+",)):
            return True
        case Root(_, None):
            return True
        case Bracket(_, _, (inner,), (), ()) | Applied(Symbol("E"), inner):
            return is_at_least_zero(inner)
        case Call(Symbol(base), Bracket(_, _, (inner,), (), ())) if base in EXPECTATIONS:
            return is_at_least_zero(inner)
        case Big("\\sum" | "\\prod", _, _, body):
            return is_at_least_zero(body)
        case Big("\\max", (), (), Bracket(_, _, parts, _, ())):
            return any(map(is_at_least_zero, parts))
        case Sum((Number(), Function(name)), ("-",)) if name in _AT_MOST_ONE:
            return True
        case Sum(terms, signs):
            return set(signs) == {"+"} and all(map(is_at_least_zero, terms))
        case Function("\\log" | "\\ln", Bracket(_, _, (Sum((Number(), *rest), signs),))):
            return set(signs) == {"+"} and all(map(is_at_least_zero, rest))
        case Fraction(top, bottom):
            return is_at_least_zero(top) and is_at_least_zero(bottom)
        case Product((Fraction(Number(), count), Big("\\sum", _, upper) as big), ("",)) if (
            tuple(to_tokens(count)) == upper
        ):
            return is_at_least_zero(big)  # a mean: how many there are is no less than 0
        case Product(factors, signs) if set(signs) <= {"", "\\cdot", "\\odot", "/"}:
            return _pair_up(factors)
        case Signed("-", body):
            return is_at_most_zero(body)
        case _:
            return is_never_negative(node) and not isinstance(node, Call)


def _pair_up(factors: tuple[Node, ...]) -> bool:
    """Whether what may be negative among factors stands there twice: ``j^\\top S j``."""
    bare = [one.base if isinstance(one, Transpose) else one for one in factors]
    return all(bare.count(one) % 2 == 0 or is_at_least_zero(one) for one in bare)


def is_at_most_zero(node: Node) -> bool:
    """Whether an expression is never above 0 by how it is built; arrays are numbers here."""
    match node:
        case Number("0"):
            return True
        case Bracket(_, _, (inner,), (), ()):
            return is_at_most_zero(inner)
        case Call(Symbol(base), Bracket(_, _, (inner,), (), ())) if base in EXPECTATIONS:
            return is_at_most_zero(inner)
        case Big("\\min", (), (), Bracket(_, _, parts, _, ())):
            return any(map(is_at_most_zero, parts))
        case Call(Symbol(base)):
            return base.lower() in _LOGARITHMS
        case Function("\\log" | "\\ln", body):
            while isinstance(body, Bracket) and len(body.parts) == 1:
                (body,) = body.parts
            return isinstance(body, Call) and isinstance(body.head, Symbol) and body.head.base in _CHANCES
        case Signed("-", body):
            return not isinstance(body, Number | Power) and is_at_least_zero(body)
        case Big("\\sum", (_, *_), _, body):
            return is_at_most_zero(body) or _is_of_entropy(body)
        case Product((Fraction(Number(), Symbol(count)), Big("\\sum", _, upper) as big), ("",)):
            return upper == (count,) and is_at_most_zero(big)
        case _:
            return False


def _is_of_entropy(node: Node) -> bool:
    """``p \\log p`` of a chance, whose sum over outcomes is no density's."""
    match node:
        case Product((Symbol(base) | Call(Symbol(base)) as chance, Function("\\log" | "\\ln", body)), ("",)):
            while isinstance(body, Bracket) and len(body.parts) == 1:
                (body,) = body.parts
            return base in _LETTERS_OF_CHANCES and body == chance
        case _:
            return False


def _all_of(
    statements: Iterable[Statement], holds: Callable[[Node], bool], defining: frozenset[str]
) -> frozenset[Symbol]:
    """Names all of whose members have a definition for which it holds, and none of either sign."""
    found: dict[Node, tuple[Symbol, bool]] = {}
    either: set[Symbol] = set()
    for statement in statements:
        if not statement.relations or set(statement.relations) - defining:
            continue
        left, *rights = statement.sides
        holding = any(map(holds, rights))
        for name in _named(left):
            found[left] = name, holding or (left in found and found[left][1])
            if not holding and any(map(_is_of_either_sign, rights)):
                either.add(name)  # a name may be used again for something else
    good = {name for name, is_kept in found.values() if is_kept}
    return frozenset(good - either - {name for name, is_kept in found.values() if not is_kept})


def _is_of_either_sign(node: Node) -> bool:
    """Whether it is a logarithm or a difference."""
    match node:
        case Function("\\log" | "\\ln") | Signed("-"):
            return True
        case Sum((first, *_), signs):
            return "-" in signs and first != Number("1")
        case _:
            return False


def _named(left: Node) -> Iterator[Symbol]:
    """What a left side names: of ``c S(x)`` the function."""
    match left:
        case Symbol():
            yield bare(left)
        case Call(Symbol() as head):
            yield bare(head)
        case Product((Symbol(), Call(Symbol() as head)), _):
            yield bare(head)
        case _:
            return
