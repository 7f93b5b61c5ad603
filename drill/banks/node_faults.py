"""Faults of a bank's text: those of its writing, and those of the data in it with their line and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from drill.banks.yaml_advice import CUT, ESCAPED, explain_not_text, explain_stray_key
from drill.banks.yaml_nodes import (
    Fields,
    Items,
    Node,
    Path,
    Plain,
    Text,
    convert_node_to_data,
    find_node_at_path,
    replace_numbers_with_ids,
    walk_yaml_nodes,
)
from drill.errors import BankError
from drill.reading import DataFault, FaultyData, read_typed
from drill.removals import describe_removal

_Value = TypeVar("_Value")

# Fields of sentences: there a `` #`` that cuts the text is never meant as a comment.
TEXT_FIELDS = frozenset((
    "title", "theory", "prompt", "shape", "motion", "hints", "steps", "say", "right", "wrong", "text",
    "source", "result", "fixed", "when", "why", "watch", "fault", "self",
))  # fmt: skip


def written_faults(node: Node) -> Iterator[BankError]:
    """Yield faults of writing that plain data do not show: repeated keys, escapes, texts cut at `` #``."""
    for path, part in walk_yaml_nodes(node):
        if isinstance(part, Fields):
            yield from _repeated_keys(part, path)
        elif isinstance(part, Text):
            if part.escaped:
                yield make_node_fault(part, path, *ESCAPED)
            names = [step for step in path if isinstance(step, str)]
            if part.cut and names and (names[-1] in TEXT_FIELDS or "say" in names):
                yield make_node_fault(part, path, *CUT)


def read_node(model: type[_Value], node: Node, faults: list[BankError]) -> _Value | None:
    """Return the value of a type that is written in a node; None after adding all its faults."""
    return read_content(model, convert_node_to_data(node), node, faults)


def read_content(model: type[_Value], content: Plain, node: Node, faults: list[BankError]) -> _Value | None:
    """Return the value of a type, as `read_node`, where a node's content is converted already."""
    try:
        return read_typed(model, content, scalars="text")
    except FaultyData as error:
        faults += (place_fault(node, fault) for fault in error.faults)
        return None


def make_node_fault(
    node: Node, path: Sequence[str | int], message: str, hint: str = "", code: str = "bank"
) -> BankError:
    """Return an error at a node."""
    field = ".".join(map(str, path))
    return BankError(message, hint, line=node.line, column=node.column, field=field, code=code)


def fault_at(
    root: Node, path: Sequence[str | int], message: str, hint: str = "", code: str = "bank"
) -> BankError:
    """Return an error at the node that ``path`` leads to, or at the nearest one above."""
    node, _ = find_node_at_path(root, path)
    return make_node_fault(node, path, message, hint, code)


def _repeated_keys(fields: Fields, path: Path) -> Iterator[BankError]:
    first: dict[str, Text] = {}
    for key, _ in fields.entries:
        name = key.text.strip()
        earlier = first.setdefault(name, key)
        if earlier is not key:
            message = f"the key {name!r} appears twice, first in line {earlier.line}"
            yield make_node_fault(key, (*path, name), message, "take one out", "duplicate-key")


def place_fault(root: Node, fault: DataFault) -> BankError:
    """Return a fault of plain data at its node, with YAML's part in it explained."""
    path = replace_numbers_with_ids(root, fault.path)
    node, key = find_node_at_path(root, path)
    message, hint = fault.message, fault.hint
    match fault.code:
        case "unknown-key" if key is not None:
            parent, _ = find_node_at_path(root, path[:-1])
            value = parent.get(key.text) if isinstance(parent, Fields) else None
            hint = _describe_former_key(path) or hint
            message, hint = explain_stray_key(key, value) or (message, hint)
            return make_node_fault(key, path, message, hint, "unknown-key")
        case "text":
            message, hint = explain_not_text(node)
        case "shape" if isinstance(node, Items | Fields) and message.startswith("a text"):
            _, hint = explain_not_text(node)
            message += ", and brackets [ ] make a list" if isinstance(node, Items) else ""
        case "list":
            message = "a list is expected: [a, b] or one entry per line after -"
        case "mapping":
            message = "names with values are expected here, {name: value}"
        case _:
            pass
    return make_node_fault(
        key if key is not None and fault.is_of_name else node, path, message, hint, "schema"
    )


def _describe_former_key(path: Path) -> str:
    """Return what to write instead of a key that earlier formats had at this place."""
    name = str(path[-1])
    if "figure" in path[:-1]:
        return describe_removal("kind of figure", name) or describe_removal("field of a figure", name)
    return describe_removal("option of an answer" if "answer" in path else "field of an exercise", name)
