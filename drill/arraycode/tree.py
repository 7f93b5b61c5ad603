"""The tree of an answer in NumPy: only what is allowed has a node, so nothing else can ever run.

Two spellings of the same calls have the same tree (``x.sum(0)`` and ``np.sum(x, axis=0)``); places in the
text do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Number:
    """An integer, a float, ``True`` or ``False``."""

    value: int | float | bool
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """``np.pi``, ``np.e``, ``np.inf``, ``None`` (also ``np.newaxis``) or ``...``."""

    name: str
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """The subscripts of an ``einsum``, a type of entries, or a word such as ``sum``; nothing else."""

    text: str
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A declared array, or a name assigned before."""

    name: str
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A tuple or a list."""

    items: tuple[Node, ...]
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """``-``, ``+`` or ``~``."""

    op: str
    operand: Node
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, ``@``, a comparison, or ``&``, ``|``, ``^`` of truth values."""

    op: str
    left: Node
    right: Node
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """A slice ``lower:upper:step``; absent ends are ``None``."""

    lower: Node | None
    upper: Node | None
    step: Node | None
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """Indexing by integers, slices, ``None``, ``...`` and arrays of integers or truth values."""

    of: Node
    index: tuple[Node, ...]
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Attribute:
    """``.T``, ``.shape`` and their like on the list."""

    of: Node
    name: str
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the list by its name without ``np.``, its arguments by the names of its parameters.

    The first argument of a method must be an array, not a number or a tuple.
    """

    function: str
    arguments: tuple[tuple[str, Node], ...]
    at: int = field(default=1, compare=False)
    is_method: bool = field(default=False, compare=False)
    takes_numbers: bool = field(default=False, compare=False)
    """Whether it is Python's own ``min`` or ``max``, or of ``math``, which take no arrays."""
    written: str = field(default="", compare=False)
    """The function as its library writes it: ``np.sum``, ``torch.sum``, ``.sum`` or ``F.relu``."""
    of_torch: bool = field(default=False, compare=False)


Node = Number | Constant | Text | Name | Row | Unary | Binary | Range | Item | Attribute | Call


@dataclass(frozen=True, slots=True)
class Assignment:
    """``name = value``, or several names for the entries of a tuple."""

    targets: tuple[str, ...]
    unpacks: bool
    value: Node


@dataclass(frozen=True, slots=True)
class Program:
    """Assignments and the expression that is the answer."""

    assignments: tuple[Assignment, ...]
    result: Node


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node."""
    match node:
        case Row(items):
            return items
        case Unary(_, operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Range(lower, upper, step):
            return tuple(part for part in (lower, upper, step) if part is not None)
        case Item(of, index):
            return (of, *index)
        case Attribute(of):
            return (of,)
        case Call(_, arguments):
            return tuple(value for _, value in arguments)
        case _:
            return ()


def rebuild(node: Node, parts: tuple[Node, ...]) -> Node:
    """The node with other nodes right below it, as many as :func:`children` gives."""
    match node:
        case Row():
            return replace(node, items=parts)
        case Unary():
            return replace(node, operand=parts[0])
        case Binary():
            return replace(node, left=parts[0], right=parts[1])
        case Range():
            given = iter(parts)
            lower = next(given) if node.lower is not None else None
            upper = next(given) if node.upper is not None else None
            step = next(given) if node.step is not None else None
            return Range(lower, upper, step, node.at)
        case Item():
            return replace(node, of=parts[0], index=parts[1:])
        case Attribute():
            return replace(node, of=parts[0])
        case Call():
            names = (name for name, _ in node.arguments)
            return replace(node, arguments=tuple(zip(names, parts, strict=True)))
        case _:
            return node


def walk(program: Program) -> Iterator[Node]:
    """Every node of a program."""
    waiting = [*(assignment.value for assignment in program.assignments), program.result]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += children(node)
