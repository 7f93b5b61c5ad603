"""Turn the bytes of a bank into nodes; everything hostile or surprising in YAML is refused here.

The C parser's events are read one by one. Depth, anchors, aliases, tags and further documents are refused
before anything is built of them, because the C loader's own composer crashes on deep brackets; the nodes are
composed in the same pass. Every scalar stays text, because the schema determines its meaning.
"""

# PyYAML's stubs leave its events and marks without types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

import yaml

from drill.banks.loaded_files import MOST_BYTES, too_large
from drill.banks.yaml_nodes import Fields, Items, Node, ScalarText, Style, explain_syntax
from drill.errors import BankError
from drill.text import clean_text

# Max depth of a bank's YAML; a bank needs eight.
MOST_DEPTH = 20
# Max nodes of a bank's YAML, which has at most a megabyte.
MOST_NODES = 100_000
# Max names in one mapping; the longest that banks need, ``let`` and ``params``, have a dozen.
MOST_ENTRIES = 200
# Max exercises of a file that are not YAML; with more it is not read on.
MOST_BLANKED = 10
TOO_LARGE = "too-large"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STYLES: dict[str | None, Style] = {
    None: "plain", "": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded",
}  # fmt: skip
_EXERCISES = re.compile(r"exercises:\s*(#.*)?$")
_ID = re.compile(r"^[ -]*id:\s*([a-z0-9-]+)", re.MULTILINE)
_COMMENT = re.compile(r"[ \t]+#")
_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Max size of a text: bytes, values, and names in one mapping."""

    bytes: int = MOST_BYTES
    nodes: int = MOST_NODES
    entries: int = MOST_ENTRIES


OF_BANKS = Limits()


def decode_bank_text(raw: bytes, limits: Limits = OF_BANKS) -> str:
    """Return the cleaned text of a bank's bytes; raises BankError (without path) for text that is not
    UTF-8."""
    if len(raw) > limits.bytes:
        raise too_large(len(raw))
    for mark, name in _ENCODINGS.items():
        if raw.startswith(mark):
            raise BankError(f"the file is {name}", "save it as UTF-8")
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        raise BankError("the file is binary, not text", "a bank is YAML in UTF-8", line=line)
    try:
        return clean_text(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        message = f"the byte 0x{raw[error.start]:02x} is not UTF-8"
        line = before.count(b"\n") + 1
        column = len(before) - before.rfind(b"\n")
        raise BankError(message, "save the file as UTF-8", line=line, column=column) from None


def compose_fields(raw: bytes, begins: str) -> tuple[Fields | None, list[BankError]]:
    """Return the names and values of a bank's file, and its errors of syntax; None if it has no names.

    ``begins`` is the sentence on how such a file begins.
    """
    try:
        root, faults = _compose_readable(decode_bank_text(raw))
    except BankError as error:
        return None, [error]
    if isinstance(root, Fields):
        return (root, faults)
    return (None, faults or [BankError(begins)])


def _compose_readable(text: str) -> tuple[Node | None, list[BankError]]:
    """Return the nodes of a bank's text, and its errors of syntax.

    An exercise that is not YAML is blanked out, so that the others and their line numbers stay. Raises
    BankError, without path, for a text that is refused as a whole.
    """
    faults: list[BankError] = []
    for _ in range(MOST_BLANKED):
        try:
            return compose_yaml_nodes(text), faults
        except BankError as error:
            blanked = None if error.code == TOO_LARGE else _without_exercise(text, error)
            if blanked is None:
                raise
            faults.append(error)
            text = blanked
    raise faults[-1]


def _without_exercise(text: str, error: BankError) -> str | None:
    """Return the text with the exercise around the error blanked out; ``None`` if the error is in none."""
    lines = text.split("\n")
    head = next((index for index, line in enumerate(lines) if _EXERCISES.match(line)), len(lines))
    below = range(head + 1, len(lines))
    first = next((index for index in below if lines[index].lstrip().startswith("- ")), None)
    if first is None or not first < error.line <= len(lines):
        return None
    mark = lines[first][: lines[first].index("-") + 2]
    starts = [index for index in range(first, len(lines)) if lines[index].startswith(mark)]
    begin = max(index for index in starts if index < error.line)
    end = min((index for index in starts if index >= error.line), default=len(lines))
    name = _ID.search("\n".join(lines[begin:end]))
    error.exercise = name[1] if name else ""
    lines[begin:end] = [""] * (end - begin)
    return "\n".join(lines)


def compose_yaml_nodes(text: str, limits: Limits = OF_BANKS) -> Node | None:
    """Return the nodes of one YAML document, or ``None`` if there is none.

    Raises BankError, without path, for the first thing that neither banks nor papers' sheets use.
    """
    lines = text.split("\n")
    composer = _Composer(text, lines, limits)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, lines) from None
    except yaml.YAMLError as error:
        raise BankError(f"the text is not YAML: {' '.join(str(error).split())}") from None
    return composer.root


class _Composer:
    """Builds nodes from events with a stack of its own, so that no text makes it recurse."""

    def __init__(self, text: str, lines: list[str], limits: Limits) -> None:
        self.root: Node | None = None
        self._limits = limits
        self._text = text
        self._lines = lines
        self._open: list[Items | Fields] = []
        self._keys: list[ScalarText | None] = []
        self._documents = 0
        self._count = 0

    def take(self, event: yaml.Event) -> None:
        """Process the next event. Raises BankError for features that banks do not use."""
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event), event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._start(Fields([], *_find_event_position(event), in_braces=bool(event.flow_style)), event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._start(Items([], *_find_event_position(event)), event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            _refuse_yaml_event(event, "aliases (*name) are not read", "put text that starts with * in quotes")
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                hint = "one file holds one document; take out the ---"
                _refuse_yaml_event(event, "a second document begins here", hint)

    def _start(self, node: Items | Fields, event: yaml.CollectionStartEvent) -> None:
        if len(self._open) == MOST_DEPTH:
            raise _too_deep(*_find_event_position(event))
        self._add(node, event)
        self._open.append(node)
        self._keys.append(None)

    def _scalar(self, event: yaml.ScalarEvent) -> ScalarText:
        start = event.start_mark
        end = event.end_mark
        style = _STYLES[event.style]
        lines = end.line - start.line + 1
        node = ScalarText(event.value, start.line + 1, start.column + 1, style, lines=lines)
        if style == "plain" and end.line < len(self._lines):
            # Most texts end with their line, because only a blank after one can begin a comment.
            line = self._lines[end.line]
            after = end.column
            may_be_cut = line[after : after + 1].isspace() and bool(event.value)
            node.cut = may_be_cut and _COMMENT.match(line, after) is not None
        elif style == "double":
            node.text = clean_text(event.value)
            node.escaped = "\\" in self._text[start.index : end.index]
        return node

    def _add(self, node: Node, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self._count += 1
        if self._count > self._limits.nodes:
            hint = "split the file into a folder of files"
            _refuse_yaml_event(event, f"more than {self._limits.nodes} values", hint, TOO_LARGE)
        if event.anchor is not None:
            _refuse_yaml_event(event, "anchors (&name) are not read", "put text that starts with & in quotes")
        if event.tag is not None:
            _refuse_yaml_event(event, "tags (!name) are not read", "put text that starts with ! in quotes")
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        if isinstance(top, Items):
            top.items.append(node)
            return
        key = self._keys[-1]
        if key is not None:
            if len(top.entries) == self._limits.entries:
                _refuse_yaml_event(
                    event, f"more than {self._limits.entries} names in one mapping", "split it"
                )
            top.entries.append((key, node))
            self._keys[-1] = None
        elif isinstance(node, ScalarText):
            self._keys[-1] = node
        else:
            hint = "put text in braces or brackets in quotes"
            _refuse_yaml_event(event, "there is a list or mapping where a name is expected", hint)


def _find_event_position(event: yaml.Event) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _refuse_yaml_event(event: yaml.Event, message: str, hint: str, code: str = "yaml") -> NoReturn:
    line, column = _find_event_position(event)
    raise BankError(message, hint, line=line, column=column, code=code)


def _too_deep(line: int, column: int) -> BankError:
    hint = "look for a bracket that is not closed"
    return BankError(f"nested deeper than {MOST_DEPTH}", hint, line=line, column=column, code=TOO_LARGE)


def _syntax_error(error: yaml.MarkedYAMLError, lines: list[str]) -> BankError:
    opened = error.context_mark
    mark = error.problem_mark or opened
    if mark is None:
        return BankError(f"the text is not YAML: {error.problem}", code="yaml")
    if "nesting depth" in (error.problem or ""):  # the parser's own limit, met before any event
        return _too_deep(mark.line + 1, mark.column + 1)
    faulty_line = lines[mark.line] if mark.line < len(lines) else ""
    message, hint = explain_syntax(error.problem or "", error.context or "", faulty_line, mark.column + 1)
    # whether the fault lies where something opened, not where the parser noticed
    is_open = any(word in (error.context or "") for word in ("flow", "quoted scalar"))
    if opened and opened.line != mark.line and is_open:
        message += f" (noticed in line {mark.line + 1})"
        mark = opened
    return BankError(message, hint, line=mark.line + 1, column=mark.column + 1, code="yaml")
