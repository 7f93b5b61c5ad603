"""The tree that typed answers, bank expressions and LaTeX are read into.

Nodes are immutable values: equal trees compare equal and hash alike, so they serve as cache keys.
A tree keeps the text's form (``Num`` its digits, ``Mul`` whether the sign was left out), since answers
are echoed, printed "as written" and judged by form.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter, is_
from typing import Any, Literal, TypeVar, dataclass_transform

from drill.errors import TooLargeError
from drill.maths.names import BINDING
from drill.text import find_closing, split_outside_brackets

_Kind = TypeVar("_Kind")


class _Hashed:
    """Slots for two values that a node computes once: its hash, as trees are keys of caches; its names."""

    __slots__ = ("_hash", "_symbols")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen(type):
    """A metaclass that makes its classes frozen dataclasses with slots and a cached hash."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> type:
        """Make a class; one that declares its slots is unchanged."""
        frozen_class = super().__new__(cls, name, bases or (_Hashed,), namespace)
        if "__slots__" in namespace:
            return frozen_class
        frozen_class = dataclass(frozen=True, slots=True)(frozen_class)
        own_fields = fields(frozen_class)  # pyright: ignore[reportArgumentType]  a dataclass by now
        compared = tuple(field.name for field in own_fields if field.compare)
        if "__hash__" in namespace or not compared:
            return frozen_class
        values_of = attrgetter(*compared)

        def once(node: Any) -> int:
            try:
                return node._hash
            except AttributeError:
                value = hash(values_of(node))  # one call a level: sums are deep
                object.__setattr__(node, "_hash", value)
                return value

        frozen_class.__hash__ = once  # type: ignore[method-assign]  # which remembers
        return frozen_class


@lru_cache(maxsize=4096)
def _make_fraction(digits: str) -> Fraction:
    return Fraction(digits)


class Num(metaclass=Frozen):
    """A non-negative number as written: ``3``, ``0.750``, ``1e-3``."""

    text: str

    @property
    def value(self) -> Fraction:
        """The exact rational value; decimals are exact."""
        if "e" in self.text.lower():
            return Fraction(self.text)
        return _make_fraction(self.text)


class Sym(metaclass=Frozen):
    """A symbol: declared, or a single letter; ``x_1`` and ``y'`` are names of their own."""

    name: str


ConstName = Literal["pi", "e", "i", "inf", "dne"]


class Const(metaclass=Frozen):
    """π, e, i, infinity, or "does not exist" (an answer to a limit)."""

    name: ConstName


class Neg(metaclass=Frozen):
    """A leading minus."""

    arg: Node


BinaryOp = Literal["+", "-", "*", "/", "^"]


class Binary(metaclass=Frozen):
    """Two operands; ``implicit`` marks a product written side by side."""

    op: BinaryOp
    left: Node
    right: Node
    implicit: bool = False


class Call(metaclass=Frozen):
    """A function of arguments, by its canonical name: ``sin``, ``ln``, ``abs``, ``factorial``, ``diff``."""

    name: str
    args: tuple[Node, ...]


SequenceKind = Literal["list", "tuple", "set", "commas"]


class Sequence(metaclass=Frozen):
    """``[a, b]``, ``(a, b)``, ``{a, b}`` or bare ``a, b``; a matrix is a list of lists."""

    kind: SequenceKind
    items: tuple[Node, ...]


class Interval(metaclass=Frozen):
    """``(a, b]`` and its like; ``(a, b)`` is a tuple until a kind that wants an interval reads it."""

    low: Node
    high: Node
    open_low: bool
    open_high: bool


class Union(metaclass=Frozen):
    """``A U B``."""

    left: Node
    right: Node


RelationOp = Literal["=", "!=", "<", ">", "<=", ">="]


class Relation(metaclass=Frozen):
    """Two sides; a chain ``a < b < c`` is read as ``a < b and b < c``."""

    op: RelationOp
    left: Node
    right: Node


class Logic(metaclass=Frozen):
    """``and`` or ``or`` of two statements."""

    op: Literal["and", "or"]
    left: Node
    right: Node


class Not(metaclass=Frozen):
    """The negation of a statement."""

    arg: Node


class Index(metaclass=Frozen):
    """An entry, counted from 1: ``A[i, j]``."""

    base: Node
    indices: tuple[Node, ...]


Node = Num | Sym | Const | Neg | Binary | Call | Sequence | Interval | Union | Relation | Logic | Not | Index


_PARTS: Mapping[type, Callable[[Any], tuple[Node, ...]]] = {
    **dict.fromkeys((Num, Sym, Const), lambda _node: ()),
    **dict.fromkeys((Binary, Union, Relation, Logic), attrgetter("left", "right")),
    **dict.fromkeys((Neg, Not), lambda node: (node.arg,)),
    Call: attrgetter("args"), Sequence: attrgetter("items"), Interval: attrgetter("low", "high"),
    Index: lambda node: (node.base, *node.indices),
}  # fmt: skip


def list_parts(node: Node) -> tuple[Node, ...]:
    """Return the direct parts of a node, left to right."""
    return _PARTS[type(node)](node)


def walk_tree(node: Node) -> Iterator[Node]:
    """Yield all nodes of a tree, parents first, without recursion."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        if parts := _PARTS[type(top)](top):
            stack.extend(reversed(parts))


def find_in_tree(node: Node, *kinds: type[_Kind]) -> Iterator[_Kind]:
    """Yield the nodes of some kinds in a tree, parents first."""
    return (part for part in walk_tree(node) if isinstance(part, kinds))


def find_symbols(node: Node) -> frozenset[str]:
    """Return the names of all symbols in a tree (bound ones too)."""
    try:
        # A slot of _Hashed, the base class that the metaclass gives every node.
        return node._symbols  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    except AttributeError:
        names = frozenset(part.name for part in walk_tree(node) if isinstance(part, Sym))
        object.__setattr__(node, "_symbols", names)
        return names


def replace_parts(node: Node, parts: tuple[Node, ...]) -> Node:
    """Return the same node with other parts, in the order of :func:`list_parts`."""
    match node:
        case Binary(op, _, _, implicit):
            return Binary(op, parts[0], parts[1], implicit)
        case Call(name):
            return Call(name, parts)
        case Num() | Sym() | Const():
            return node
        case Neg() | Not():
            return type(node)(parts[0])
        case Union():
            return Union(*parts)
        case Relation() | Logic():
            return replace(node, left=parts[0], right=parts[1])
        case Sequence(kind):
            return Sequence(kind, parts)
        case Interval():
            return replace(node, low=parts[0], high=parts[1])
        case Index():
            return Index(parts[0], parts[1:])


def change_parts(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the same node with its direct parts changed; the node itself where none of them is."""
    if not (parts := list_parts(node)):
        return node
    changed = tuple(map(change, parts))
    if all(map(is_, changed, parts)):
        return node
    return replace_parts(node, changed)


def substitute_symbols(node: Node, values: dict[str, Node]) -> Node:
    """Substitute trees for symbols, all at once."""
    if isinstance(node, Sym):
        return values.get(node.name, node)
    if find_symbols(node).isdisjoint(values):
        return node
    return change_parts(node, lambda part: substitute_symbols(part, values))


def split_comparison_chain(node: Node) -> tuple[Relation, ...]:
    """Return the relations of a chain such as ``a < b <= c``, left to right; nothing for any other node."""
    if isinstance(node, Relation):
        return (node,)
    if isinstance(node, Logic) and node.op == "and" and isinstance(node.right, Relation):
        chain = split_comparison_chain(node.left)
        if chain and chain[-1].right == node.right.left:
            return (*chain, node.right)
    return ()


# Names that a bank's functions bind: ``x`` in ``diff(f, x)``, ``i`` in ``sum(i^2, i, 1, n)``.
#
# Such a name needs no declaration, and beats constants; the text is searched for them before it is read,
# because they come after the expression that they are bound in.

_BINDER = re.compile(r"(?<![A-Za-z0-9_])(" + "|".join(sorted(BINDING)) + r")\s*\(")
_NAME = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)?)\s*")


def is_bound_place(function: str, index: int) -> bool:
    """Return whether the argument with this index, from 0, is a name that the function binds."""
    if function == "diff":
        return index >= 1
    return index % 2 == 1 if function == "subs" else index == 1


def find_bound_names(text: str) -> frozenset[str]:
    """Return all names in bound places of a text."""
    names: set[str] = set()
    for call in _BINDER.finditer(text):
        end = find_closing(text, call.end() - 1, "([{", ")]}")
        for index, (_, argument) in enumerate(split_outside_brackets(text[call.end() : end], ",")):
            name = _NAME.fullmatch(argument)
            if name and is_bound_place(call[1], index):
                names.add(name[1])
    return frozenset(names)


# Long sums and products as flat chains, so that recursion stays shallow; numbers within bounds.


def split_chain(node: Binary) -> tuple[Node, list[tuple[BinaryOp, Node]]]:
    """Split ``a + b - c …`` or ``a * b / c …`` into the first operand and the operators with right sides."""
    family = ("+", "-") if node.op in ("+", "-") else ("*", "/")
    links: list[tuple[BinaryOp, Node]] = []
    left: Node = node
    while isinstance(left, Binary) and left.op in family:
        links.append((left.op, left.right))
        left = left.left
    links.reverse()
    return left, links


def compute_binomial(top: int, bottom: int) -> int:
    """Return the binomial coefficient of integers; the upper one may be negative."""
    if bottom < 0:
        return 0
    if top >= 0:
        return math.comb(top, bottom)
    return (-1) ** bottom * math.comb(bottom - top - 1, bottom)


def bounded_value(number: Num) -> Fraction:
    """Return the exact value of a number as written. Raises TooLargeError for ``1e999999`` and the like."""
    return _parse_bounded_number(number.text)


@lru_cache(maxsize=1024)
def _parse_bounded_number(text: str) -> Fraction:
    digits, _, exponent = text.lower().partition("e")
    # Numbers of more than 1,000 digits make fractions slow.
    if len(digits) > 1000 or (exponent and abs(int(exponent)) > 1000):
        raise TooLargeError("a number has too many digits")
    return Fraction(text)


def compare_reals(op: str, left: Any, right: Any, *, equal: bool) -> bool:
    """Return whether ``left op right`` holds of real numbers, given whether they count as ``equal``."""
    if equal or op in ("=", "!="):
        return equal == (op in ("=", "<=", ">="))
    return bool(left < right if op in ("<", "<=") else left > right)
