"""The text of a bank as nodes with their places, before their meaning is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from drill.errors import BankError, describe_removal
from drill.reading import DataFault, FaultyData, read_typed
from drill.text import quote_for_message

Style = Literal["plain", "single", "double", "literal", "folded"]
# The content of a node without its places; every scalar is its text as written.
Plain = str | list["Plain"] | dict[str, "Plain"]
# Keys and list places (from 0) from some node down to one below it.
Path = tuple[str | int, ...]


@dataclass(slots=True)
class ScalarText:
    """A scalar. ``cut`` means that ``#`` ended it on its last line, so that a comment follows."""

    text: str
    line: int
    column: int
    style: Style
    cut: bool = False
    # Whether it is a double-quoted text with a backslash.
    escaped: bool = False
    # Number of lines of the file that it covers.
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

    entries: list[tuple[ScalarText, Node]] = field(default_factory=list["tuple[ScalarText, Node]"])
    line: int = 1
    column: int = 1
    in_braces: bool = False

    def get(self, key: str) -> Node | None:
        """Return the first value under ``key``."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> ScalarText | None:
        """Return the first key of that name, for its place."""
        return next((name for name, _ in self.entries if name.text == key), None)


Node = ScalarText | Items | Fields


def convert_node_to_data(node: Node) -> Plain:
    """Return the node's content with trimmed texts; of repeated keys the first one counts."""
    if isinstance(node, ScalarText):
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


def find_node_at_path(node: Node, path: Sequence[str | int]) -> tuple[Node, ScalarText | None]:
    """Return the node at ``path`` and its key; entries of a list are named by their places or their ids.

    Invalid steps are skipped, so that the nearest node above is found for a missing field, and marks that a
    schema adds to a path are harmless. A field that a sister does not have is the exercise's own.
    """
    if (
        len(path) > 2
        and path[0] == "sisters"
        and not _has_node_field(find_node_at_path(node, path[:2])[0], path[2])
    ):
        path = path[2:]
    key: ScalarText | None = None
    for step in path:
        if isinstance(node, Items) and (entry := _find_list_entry(node, step)) is not None:
            node = entry
            key = None
        elif isinstance(node, Fields) and isinstance(step, str):
            entry = next(((name, value) for name, value in node.entries if name.text.strip() == step), None)
            if entry is not None:
                key, node = entry
    return node, key


# Lists whose entries are named by their ids in paths.
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
    """Return the id of a mapping; empty if it has none."""
    named = node.get("id") if isinstance(node, Fields) else None
    return named.text.strip() if isinstance(named, ScalarText) else ""


def _has_node_field(node: Node, name: str | int) -> bool:
    return isinstance(node, Fields) and node.get(str(name)) is not None


# Explanations of YAML's reading of unquoted text, with advice on how to fix it.
#
# Authors write sentences, but YAML sees syntax: a text that starts with ``@``, a backtick or ``*``, one with
# a colon and a blank in it, one with a comma inside braces. Each function turns an observation of the parser
# or the schema into a message and advice.

QUOTE_IT = "put the text in single quotes (a quote inside is doubled), or below the name after >-"

_VALUE = re.compile(r"\s*(?:- +)*(?:[\w-]+: +)?(?P<value>.*)")
_STARTS = {
    "@": "text that starts with @ must be in quotes",
    "`": "text that starts with a backtick must be in quotes",
    "%": "text that starts with % must be in quotes",
    "*": "text that starts with * must be in quotes: YAML takes it for an alias",
    "&": "text that starts with & must be in quotes: YAML takes it for an anchor",
    "!": "text that starts with ! must be in quotes: YAML takes it for a tag",
    "|": "text that starts with | must be in quotes: YAML takes it for the head of a block",
    ">": "text that starts with > must be in quotes: YAML takes it for the head of a block",
}
_TAB = ("there is a tab where only spaces may be", "indent with spaces")
_COLON = (
    "': ' in unquoted text makes YAML see a name and its value, or a line is indented too deep",
    QUOTE_IT,
)
# Message and advice for a backslash between double quotes.
ESCAPED = (
    'a backslash in a double-quoted text is an escape: "\\frac" holds a form feed',
    "put the text in single quotes, or below the name after >-",
)
# Message and advice for a text whose end became a comment.
CUT = "the text is cut at ' #': YAML takes the rest for a comment", QUOTE_IT


def explain_syntax(problem: str, context: str, line: str, column: int) -> tuple[str, str]:
    """Return message and advice for a YAML syntax error at ``column`` (from 1) of ``line``."""
    character = line[column - 1 : column]
    value = _VALUE.match(line)
    first = value["value"][:1] if value else ""
    if character == "\t" or "tab character" in problem:
        return _TAB
    if "cannot start any token" in problem and character in _STARTS:
        return _STARTS[character], QUOTE_IT
    if "alias" in context or "anchor" in context or "tag" in context or "block scalar" in context:
        return _STARTS.get(first, "this does not read as YAML"), QUOTE_IT
    if "mapping values" in problem:
        return _COLON
    if "escape" in problem:
        return ESCAPED
    if "quoted scalar" in context:
        return "a quote is not closed", "a single quote inside a single-quoted text is doubled"
    if "flow" in context:
        return "a bracket is not closed, or text in brackets goes on after its end", QUOTE_IT
    if "expected key" in problem and first in _STARTS:
        return _STARTS[first], QUOTE_IT
    if "expected key" in problem and first in ("'", '"'):
        return "text goes on after its closing quote", "quote the whole text, a quote inside doubled"
    if "expected key" in problem or "node content" in problem:
        return "a name and its value are expected here", "look for a wrong indent, or a bracket too many"
    return f"the text is not YAML: {problem}", ""


def explain_not_text(node: Node) -> tuple[str, str]:
    """Return message and advice if a text is expected and something else was read."""
    if isinstance(node, Fields) and node.in_braces:
        return "text is expected here, and braces { } make a mapping", QUOTE_IT
    if isinstance(node, Fields):
        name = node.entries[0][0].text if node.entries else ""
        return (
            f"text is expected here, and ': ' made a mapping of it (after {quote_for_message(name)})",
            QUOTE_IT,
        )
    if isinstance(node, Items):
        return "text is expected here, and brackets [ ] make a list", QUOTE_IT
    return "text is expected here", QUOTE_IT


def explain_stray_key(key: ScalarText, value: Node | None) -> tuple[str, str] | None:
    """Explain a name that a comma inside braces made from the rest of a text; ``None`` for others."""
    if key.text.strip() == "<<":
        return "merge keys (<<) are not read", "write the names out"
    if isinstance(value, ScalarText) and value.style == "plain" and not value.text:
        return (
            f"a comma inside braces ends a text, so {quote_for_message(key.text)} was read as a name",
            QUOTE_IT,
        )
    return None


# Faults of a bank's text: those of its writing, and those of its data with their line and column.

_Value = TypeVar("_Value")

# Fields of sentences, where a `` #`` that cuts the text is never meant as a comment.
TEXT_FIELDS = frozenset((
    "title", "theory", "prompt", "shape", "motion", "hints", "steps", "say", "right", "wrong", "text",
    "source", "result", "fixed", "when", "why", "watch", "fault", "self",
))  # fmt: skip


def written_faults(node: Node) -> Iterator[BankError]:
    """Yield faults of writing that plain data do not show: repeated keys, escapes, texts cut at `` #``."""
    for path, part in walk_yaml_nodes(node):
        if isinstance(part, Fields):
            yield from _repeated_keys(part, path)
        elif isinstance(part, ScalarText):
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


class RuleFault(NamedTuple):
    """A broken rule, and the path of the field that breaks it; its line is found once it is placed.

    ``column`` (from 1, 0 for none) is where in a field's ``text`` it is.
    """

    path: Sequence[str | int]
    message: str
    hint: str = ""
    code: str = "bank"
    text: str = ""
    column: int = 0


def place_rule_faults(root: Node, faults: Iterable[RuleFault]) -> Iterator[BankError]:
    """Yield the errors of broken rules at their nodes, or at the nearest ones above, as they are found."""
    for fault in faults:
        node, _ = find_node_at_path(root, fault.path)
        error = make_node_fault(node, fault.path, fault.message, fault.hint, fault.code)
        if (
            fault.column
            and isinstance(node, ScalarText)
            and (node.lines, node.text.strip()) == (1, fault.text)
        ):
            error.column += fault.column - 1 + (node.style in ("single", "double"))
        yield error


def _repeated_keys(fields: Fields, path: Path) -> Iterator[BankError]:
    first: dict[str, ScalarText] = {}
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
    message = fault.message
    hint = fault.hint
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
            if isinstance(node, Items):
                message += ", and brackets [ ] make a list"
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
    """Return the replacement of a key that earlier formats had at this place."""
    name = str(path[-1])
    if "figure" in path[:-1]:
        return describe_removal("kind of figure", name) or describe_removal("field of a figure", name)
    return describe_removal("option of an answer" if "answer" in path else "field of an exercise", name)
