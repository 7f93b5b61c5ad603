"""Mutate a key, to see whether its witness would notice: signs, factors, off by one, exchanges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drill.maths.functions import BINDING
from drill.maths.maths_tree import (
    Binary,
    BinaryOp,
    Call,
    Const,
    Interval,
    Neg,
    Node,
    Num,
    Relation,
    RelationOp,
    Sequence,
    Sym,
    list_parts,
    replace_parts,
    walk_tree,
)

_ONE, _TWO = Num("1"), Num("2")
# Functions that are not dropped: what is left would be of another kind, or the same.
# Functions of two arguments that may be exchanged, or whose exchange is no slip.
_UNEXCHANGED = frozenset(("dot", "hadamard", "norm", "gcd", "max", "min", "cdf", "pdf", "quantile"))
_UNTOUCHED = frozenset({"ind", "pick", "raw", "dec", "simplify", "expand", "factor", "T", "col", "trace"})
_OTHER_RELATION: Mapping[RelationOp, tuple[RelationOp, ...]] = {
    "<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<="), "=": (), "!=": (),
}  # fmt: skip


_OPPOSITE: Mapping[BinaryOp, BinaryOp] = {"+": "-", "-": "+", "*": "/", "/": "*"}


def make_key_mutants(tree: Node) -> tuple[Node, ...]:
    """Return all trees that are one slip away from a tree, each once."""
    distinct = dict.fromkeys(_mutate_every_node(tree))
    distinct.pop(tree, None)
    return tuple(distinct)


def whole_mutants(tree: Node) -> tuple[Node, ...]:
    """Return slips of the whole value: its sign, a factor, one more."""
    return (Neg(tree), Binary("*", _TWO, tree), Binary("+", tree, _ONE))


def _mutate_every_node(node: Node) -> Iterator[Node]:
    yield from _mutate_node(node)
    parts = list_parts(node)
    for index, part in enumerate(parts):
        if isinstance(node, Call) and node.name in BINDING and index <= 1:
            continue  # a name, or a body that another engine evaluates: slips in it say nothing new
        for changed in _mutate_every_node(part):
            yield replace_parts(node, (*parts[:index], changed, *parts[index + 1 :]))


def _mutate_node(node: Node) -> Iterator[Node]:
    match node:
        case Num(text):
            if text.isdigit():
                yield Num(str(int(text) + 1))
            else:
                yield Binary("*", _TWO, node)
        case Sym():
            yield from whole_mutants(node)
        case Const(name):
            if name in ("pi", "e"):
                yield Binary("*", _TWO, node)
        case Neg(arg):
            yield arg
        case Binary():
            yield from _of_binary(node)
        case Call(name, args):
            yield from _of_call(name, args)
        case Sequence(kind, items):
            yield from _exchange_neighbours(kind, items)
        case Interval(low, high, open_low, open_high):
            if not _is_infinite(low):
                yield Interval(low, high, not open_low, open_high)
            if not _is_infinite(high):
                yield Interval(low, high, open_low, not open_high)
        case Relation(op, left, right):
            for changed_op in _OTHER_RELATION[op]:
                yield Relation(changed_op, left, right)
        case _:
            return


def _is_infinite(end: Node) -> bool:
    """Return whether an interval is unbounded on this side, so that its bracket means nothing."""
    return any(part == Const("inf") for part in walk_tree(end))


def _of_binary(node: Binary) -> Iterator[Node]:
    left, right = node.left, node.right
    opposite = _OPPOSITE.get(node.op)
    if opposite is None:  # a power
        yield from (left, Binary("*", left, right))
    elif node.op in ("+", "*"):
        yield from (Binary(opposite, left, right), left, right)
    else:
        yield from (Binary(opposite, left, right), Binary(node.op, right, left), left)


def _of_call(name: str, args: tuple[Node, ...]) -> Iterator[Node]:
    if name in BINDING:
        yield from whole_mutants(Call(name, args))
        return
    if name == "inv":
        yield args[0]
        yield Call("T", (Call(name, args),))
    elif len(args) == 1 and name not in _UNTOUCHED:
        yield args[0]
    elif len(args) == 2 and name not in _UNEXCHANGED:
        yield Call(name, (args[1], args[0]))


def _exchange_neighbours(kind: str, items: tuple[Node, ...]) -> Iterator[Node]:
    """Yield the sequence with two neighbours exchanged; nothing for a set, which has no order."""
    if kind == "set":
        return
    for index in range(len(items) - 1):
        if items[index] != items[index + 1]:
            changed = (*items[:index], items[index + 1], items[index], *items[index + 2 :])
            yield Sequence(kind, changed)  # type: ignore[arg-type]  # the kind of another sequence
