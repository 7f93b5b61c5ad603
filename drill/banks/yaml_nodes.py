"""The text of a bank as nodes that know their places, before their meaning is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Style = Literal["plain", "single", "double", "literal", "folded"]
# What a node holds without its places; every scalar is its text as written.
Plain = str | list["Plain"] | dict[str, "Plain"]
# Keys and list places (from 0) from some node down to one below it.
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Text:
    """A scalar. ``cut`` says that ``#`` ended it on its last line, so that a comment follows."""

    text: str
    line: int
    column: int
    style: Style
    cut: bool = False
    # A double-quoted text with a backslash.
    escaped: bool = False
    # How many lines of the file it covers.
    lines: int = 1


@dataclass(slots=True)
class Items:
    """A list."""

    items: list[Node]
    line: int
    column: int


@dataclass(slots=True)
class Fields:
    """A mapping in the order written, repeated keys included."""

    entries: list[tuple[Text, Node]] = field(default_factory=list["tuple[Text, Node]"])
    line: int = 1
    column: int = 1
    in_braces: bool = False

    def get(self, key: str) -> Node | None:
        """Return the first value under ``key``."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Text | None:
        """Return the first key of that name, for its place."""
        return next((name for name, _ in self.entries if name.text == key), None)


Node = Text | Items | Fields


def convert_node_to_data(node: Node) -> Plain:
    """Return the node's content with trimmed texts; of repeated keys the first one counts."""
    if isinstance(node, Text):
        return node.text.strip()
    if isinstance(node, Items):
        return [convert_node_to_data(item) for item in node.items]
    fields: dict[str, Plain] = {}
    for key, value in node.entries:
        fields.setdefault(key.text.strip(), convert_node_to_data(value))
    return fields


def walk_yaml_nodes(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every node below and its path, parents first."""
    yield path, node
    if isinstance(node, Items):
        for index, item in enumerate(node.items):
            yield from walk_yaml_nodes(item, (*path, index))
    elif isinstance(node, Fields):
        for key, value in node.entries:
            yield from walk_yaml_nodes(value, (*path, key.text.strip()))


def find_node_at_path(node: Node, path: Sequence[str | int]) -> tuple[Node, Text | None]:
    """Return the node at ``path`` and its key; entries of a list are named by their places or their ids.

    Steps that lead nowhere are passed over: so the nearest node above is found for what is missing, and marks
    that a schema adds to a path do no harm. What a sister does not write herself is the exercise's own.
    """
    if (
        len(path) > 2
        and path[0] == "sisters"
        and not _has_node_field(find_node_at_path(node, path[:2])[0], path[2])
    ):
        path = path[2:]
    key: Text | None = None
    for step in path:
        if isinstance(node, Items) and (entry := _find_list_entry(node, step)) is not None:
            node, key = entry, None
        elif isinstance(node, Fields) and isinstance(step, str):
            entry = next(((name, value) for name, value in node.entries if name.text.strip() == step), None)
            if entry is not None:
                key, node = entry
    return node, key


# Lists whose entries are called by their ids in paths.
_NAMED_LISTS = frozenset({"sisters", "slips"})


def replace_numbers_with_ids(root: Node, path: Sequence[str | int]) -> Path:
    """Return a path with the ids of sisters and slips in place of their numbers."""
    named: list[str | int] = []
    for index, step in enumerate(path):
        id_ = ""
        if isinstance(step, int) and index and path[index - 1] in _NAMED_LISTS:
            id_ = id_of(find_node_at_path(root, path[: index + 1])[0])
        named.append(id_ or step)
    return tuple(named)


def _find_list_entry(items: Items, step: str | int) -> Node | None:
    if isinstance(step, int):
        return items.items[step] if 0 <= step < len(items.items) else None
    return next((item for item in items.items if id_of(item) == step), None)


def id_of(node: Node) -> str:
    """Return the id that a mapping has; empty where it has none."""
    named = node.get("id") if isinstance(node, Fields) else None
    return named.text.strip() if isinstance(named, Text) else ""


def _has_node_field(node: Node, name: str | int) -> bool:
    return isinstance(node, Fields) and node.get(str(name)) is not None
