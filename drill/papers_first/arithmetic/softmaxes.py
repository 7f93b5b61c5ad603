"""Softmax as arithmetic: one entry of it, where what it runs over is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import at_index, bracketed, replaced, walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Number,
    Product,
    Sum,
    Symbol,
    Table,
    children,
)

_WORDS: Final = frozenset(("softmax", "Softmax", "SoftMax", "softMax"))
_LOGARITHMS: Final = frozenset(("logsoftmax", "LogSoftmax", "LogSoftMax", "logSoftmax"))
LOG_SUMS: Final = frozenset(("logsumexp", "LogSumExp", "LSE"))
"""Names of the logarithm of a sum of exponentials."""
_COLUMNS: Final = frozenset(("pmatrix", "bmatrix", "matrix"))
_BARS: Final = frozenset(("|", "\\mid", "\\vert"))
_MOST_ENTRIES: Final = 4
_PLACES: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Softened:
    """A side without softmax, the sentence on what that runs over, and what is asked for."""

    node: Node
    entries: tuple[Node, ...]
    says: str
    asks: str = ""


@dataclass(frozen=True, slots=True)
class _Entries:
    values: tuple[Node, ...]
    says: str
    name: str = ""
    """The letter that tells one of the entries; empty where they are numbered."""
    has_symbols: bool = False
    """Whether that is a quantity, no index."""


def labels_beside(right: Node) -> tuple[Symbol, ...]:
    """Of ``softmax(z)_i - y_i`` the y: the share that was wished for."""
    match right:
        case Sum((call, Symbol() as label), ("-",)) if _is_softmax(call):
            return (label,)
        case _:
            return ()


def softened(right: Node, left: Node | None) -> Softened | None:
    """A side with one softmax as the first entry of it, written out; None where that is not clear."""
    calls = list(dict.fromkeys(part for part in walk(right) if _is_softmax(part)))
    if left is None or len(calls) != 1 or any(isinstance(part, Big) for part in walk(right)):
        return None
    (call,) = calls
    assert isinstance(call, Call)
    assert isinstance(call.head, Symbol)
    found = _entries(call, left)
    if found is None or not _agrees(right, call, left, found):
        return None
    node = replaced(right, lambda part: _written(call, found.values) if part == call else None)
    if call.head.base in LOG_SUMS:
        return Softened(node, found.values, found.says)
    if not found.name:
        return _first_of_list(right, call, node, found, left)
    first = _first(left, found)
    return Softened(_first(node, found), found.values, found.says, f"${to_latex(first)}$")


def _first_of_list(right: Node, call: Call, node: Node, found: _Entries, left: Node) -> Softened | None:
    """What stands beside the softmax of a list is taken at the same place as the list's first entry."""
    if right in (call, Function("\\log", call)):
        return Softened(node, found.values, "", f"the first entry of ${to_latex(left)}$")
    beside = set(_symbols_beside(right, call))
    indices = {symbol.sub for symbol in beside}
    match tuple(indices):
        case ((letter,),) if letter.isalpha() and letter not in to_tokens(call):
            says = f"Take ${letter} = 1$ and the first entry of the softmax"
            return Softened(at_index(node, letter, 1), found.values, says, "the right side, for this entry")
        case _:
            return None


def _symbols_beside(node: Node, call: Call) -> Iterator[Symbol]:
    if node == call:
        return
    if isinstance(node, Symbol):
        yield node
    for child in children(node):
        yield from _symbols_beside(child, call)


def _is_softmax(part: Node) -> bool:
    match part:
        case Call(Symbol(base), Bracket("(" | "[", _, _)):
            return base in _WORDS | _LOGARITHMS | LOG_SUMS
        case _:
            return False


def _first(node: Node, found: _Entries) -> Node:
    if found.has_symbols:
        return replaced(node, lambda part: _numbered(part, found.name, 1))
    return at_index(node, found.name, 1)


def _numbered(part: Node, name: str, number: int) -> Node | None:
    return replace(part, sub=(str(number),)) if part == Symbol(name) and isinstance(part, Symbol) else None


def _entries(call: Call, left: Node) -> _Entries | None:
    """What the softmax is of, entry by entry."""
    assert isinstance(call.head, Symbol)
    listed = _listed(call.arguments, is_of_several=call.head.base in LOG_SUMS)
    if listed is not None:
        return _Entries(listed, "") if not call.head.sub and not call.arguments.sub else None
    if len(call.arguments.parts) != 1:
        return None
    (body,) = call.arguments.parts
    index = call.head.sub or call.arguments.sub
    match index:
        case (letter,) if letter.isalpha():
            return _over_index(call, body, letter)
        case ():
            return _over_options(body, left)
        case _:
            return None


def _over_index(call: Call, body: Node, letter: str) -> _Entries | None:
    """``softmax_j(e_{ij})``, ``softmax(z)_j``."""
    says = f"Let ${letter}$ run over 1, 2 and 3"
    if call.arguments.sub:
        values = tuple(_entry_of(body, place) for place in _PLACES)
        found = tuple(value for value in values if value is not None)
        return _Entries(found, says, letter) if len(found) == len(_PLACES) else None
    indexed = [part for part in walk(body) if isinstance(part, Symbol) and letter in part.sub]
    values = tuple(at_index(body, letter, place) for place in _PLACES)
    return _Entries(values, says, letter) if indexed else None


def _entry_of(body: Node, place: int) -> Node | None:
    """An entry of a vector, or of one over a number."""
    match body:
        case Symbol(sub=()):
            return replace(body, sub=(str(place),))
        case Fraction(Symbol(sub=()) as top, Symbol("\\tau" | "T") | Number() as bottom):
            return Fraction(replace(top, sub=(str(place),)), bottom)
        case Product((Symbol(sub=()) as top, Symbol("\\tau" | "T") | Number() as bottom), ("/",)):
            return Product((replace(top, sub=(str(place),)), bottom), ("/",))
        case _:
            return None


def _over_options(body: Node, left: Node) -> _Entries | None:
    """``p(y | x) = softmax(f(x, y))``: it runs over what stands before the bar."""
    match left:
        case Call(Symbol(), Bracket(_, _, (Symbol(name) as option, *_), (bar, *_))) if bar in _BARS:
            pass
        case _:
            return None
    if option != Symbol(name) or not any(
        isinstance(part, Call) and option in part.arguments.parts for part in walk(body)
    ):
        return None

    def value(number: int) -> Node:
        return replaced(body, lambda part: _numbered(part, name, number))

    options = ", ".join(f"${to_latex(replace(option, sub=(str(number),)))}$" for number in _PLACES)
    says = f"Let ${to_latex(option)}$ be one of {options}"
    return _Entries(tuple(map(value, _PLACES)), says, name, has_symbols=True)


def _listed(arguments: Bracket, *, is_of_several: bool) -> tuple[Node, ...] | None:
    """Entries that stand there one by one: a list, a column, a row; of ``is_of_several`` the arguments."""
    match arguments.parts:
        case (_, _, *_) as parts if is_of_several and set(arguments.separators) == {","}:
            found = parts
        case (Bracket("[" | "(", _, (_, _, *_) as parts, separators, ()),) if set(separators) <= {",", ";"}:
            found = parts
        case (Table(environment, rows),) if environment in _COLUMNS and (
            len(rows) == 1 or all(len(row) == 1 for row in rows)
        ):
            found = tuple(cell for row in rows for cell in row)
        case _:
            return None
    return found if 2 <= len(found) <= _MOST_ENTRIES else None


def _agrees(right: Node, call: Call, left: Node, found: _Entries) -> bool:
    """Whether the left side tells which entry is meant, and nothing beside the softmax is of another."""
    if isinstance(call.head, Symbol) and call.head.base in LOG_SUMS:
        return right == call
    if not found.name or found.has_symbols:
        return True
    return any(isinstance(part, Symbol) and found.name in part.sub for part in walk(left))


def _written(call: Call, values: tuple[Node, ...]) -> Node:
    assert isinstance(call.head, Symbol)
    powers = tuple(Function("\\exp", bracketed(value)) for value in values)
    total = Sum(powers, ("+",) * (len(powers) - 1))
    if call.head.base in LOG_SUMS:
        return Function("\\log", bracketed(total))
    share = Fraction(powers[0], total)
    if call.head.base in _LOGARITHMS:
        return Function("\\log", bracketed(share))
    return bracketed(share)
