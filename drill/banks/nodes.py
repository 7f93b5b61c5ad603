"""A bank's text as nodes that know where they stand, before any meaning is read into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Style = Literal["plain", "single", "double", "literal", "folded"]
Plain = str | list["Plain"] | dict[str, "Plain"]
"""What a node holds without its places; every scalar is its text as written."""
Path = tuple[str | int, ...]
"""Keys and list places (from 0) from some node down to one below it."""


@dataclass(slots=True)
class Text:
    """A scalar. ``cut`` says that ``#`` ended it on its last line, so that the rest became a comment."""

    text: str
    line: int
    column: int
    style: Style
    cut: bool = False
    escaped: bool = False
    """A double-quoted text with a backslash."""
    lines: int = 1
    """How many lines of the file it covers."""


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
        """The first value under ``key``."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Text | None:
        """The first key of that name, for its place."""
        return next((name for name, _ in self.entries if name.text == key), None)


Node = Text | Items | Fields


def plain(node: Node) -> Plain:
    """The node's content; of repeated keys the first counts. Texts are trimmed."""
    if isinstance(node, Text):
        return node.text.strip()
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    found: dict[str, Plain] = {}
    for key, value in node.entries:
        found.setdefault(key.text.strip(), plain(value))
    return found


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node below and its path, each before its parts."""
    yield path, node
    if isinstance(node, Items):
        for index, item in enumerate(node.items):
            yield from walk(item, (*path, index))
    elif isinstance(node, Fields):
        for key, value in node.entries:
            yield from walk(value, (*path, key.text.strip()))


def find(node: Node, path: Sequence[str | int]) -> tuple[Node, Text | None]:
    """The node at ``path`` and its key; steps that lead nowhere are passed over.

    So the nearest node above is found for what is missing, and marks that a schema adds to a path do no harm.
    """
    key: Text | None = None
    for step in path:
        if isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.items):
            node, key = node.items[step], None
        elif isinstance(node, Fields) and isinstance(step, str):
            entry = next(((name, value) for name, value in node.entries if name.text.strip() == step), None)
            if entry is not None:
                key, node = entry
    return node, key
