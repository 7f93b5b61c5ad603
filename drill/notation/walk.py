"""Traverse a tree: the children of a node, all nodes, all names, and replacement of parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from operator import attrgetter
from typing import Any

from drill.codec import is_tuple
from drill.notation.tree import Name, Node, Ref, Spanned

# Types of fields, as annotated, below which no node is.
_LEAVES = frozenset(("str", "bool", "int", "tuple[str, ...]"))


@cache
def _list_fields_with_nodes(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.compare and field.type not in _LEAVES)


@cache
def _make_field_reader(kind: type) -> Callable[[Node], tuple[Any, ...]]:
    """Return what reads the values of the fields below which nodes may be."""
    match _list_fields_with_nodes(kind):
        case ():
            return lambda node: ()
        case (name,):
            return lambda node: (getattr(node, name),)
        case names:
            return attrgetter(*names)


def list_children(node: Node) -> tuple[Node, ...]:
    """Return the direct children, from left to right in the order of the fields."""
    return tuple(_list_children(node))


def _list_children(node: Node) -> list[Node]:
    nodes: list[Node] = []
    for value in _make_field_reader(type(node))(node):
        if value:
            _collect_nodes(value, nodes)
    return nodes


def _collect_nodes(value: Any, nodes: list[Node]) -> None:
    if not is_tuple(value):
        if isinstance(value, Spanned):
            nodes.append(value)  # type: ignore[arg-type]  # every kind of Spanned is one of Node
        return
    for item in value:
        if isinstance(item, Spanned):
            nodes.append(item)  # type: ignore[arg-type]  # as above
        elif item:
            _collect_nodes(item, nodes)


def walk_nodes(node: Node) -> Iterator[Node]:
    """Yield ``node`` and everything below it, top down and from left to right."""
    waiting: list[Node] = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if below := _list_children(part):
            below.reverse()
            waiting += below


def find_references(node: Node) -> tuple[Ref, ...]:
    """Return every name in ``node`` with its indices, each once, in order; functions and bound names, too."""
    return tuple(dict.fromkeys(part for part in walk_nodes(node) if isinstance(part, Ref)))


def replace_nodes(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """Return ``node`` with parts changed: ``change`` returns a part's replacement, or None to look
    below it."""
    new = change(node)
    if new is not None:
        return new
    changed = {}
    for name in _list_fields_with_nodes(type(node)):
        value = getattr(node, name)
        new_value = _replace_in_value(value, change)
        if new_value is not value:
            changed[name] = new_value
    return replace(node, **changed) if changed else node


def _replace_in_value(value: Any, change: Callable[[Node], Node | None]) -> Any:
    if isinstance(value, Spanned):
        return replace_nodes(value, change)  # type: ignore[arg-type]  # every kind of Spanned is one of Node
    if is_tuple(value):
        parts = tuple(_replace_in_value(part, change) for part in value)
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    return value


def spell_name(name: Name) -> str:
    r"""Return a name in letters, without its label: ``\hat{\mathbf{m}}``."""
    text = f"{name.font}{{{name.base}}}" if name.font else name.base
    for accent in reversed(name.accents):
        text = f"{accent}{{{text}}}"
    return text
