"""Replies as models write them: YAML or JSON, in fences or not, with backslashes that nobody doubled.

All of it is read without a constructor; what cannot be read stays text, so that the reader of banks says why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from drill.banks.yaml_nodes import Fields, Items, Node, convert_node_to_data
from drill.banks.yaml_scanner import compose_yaml_nodes
from drill.codec import is_list, is_mapping
from drill.errors import BankError
from drill.latex.commands import HANDLERS
from drill.latex.symbols import COMMANDS, FUNCTIONS
from drill.text import clean_text

# As much as a bank may have.
MOST_CHARACTERS: Final = 1_000_000
# Objects of a torn list in JSON that are tried.
_MOST_TRIED: Final = 400
_DOUBLE_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BACKSLASHES: Final = re.compile(r"(\\+)([A-Za-z]*)(?=(.?))", re.DOTALL)
# A field of prose that YAML cannot read bare: ``prompt: A rate: what …``.
_BARE: Final = re.compile(
    r"^( *(?:- +)?(?:prompt|say|title|text|right|wrong|means|result): +)(?![\"'|>\[{&*!])(.*)$", re.MULTILINE
)
_FENCE: Final = re.compile(r"^ {0,3}(?:```+|~~~+)[^\n`]*$", re.MULTILINE)


def clean_reply(text: str) -> str:
    """Return the text of a reply without controls, its lines ended as everywhere."""
    return clean_text(text).replace("\r\n", "\n").replace("\t", "  ").replace("\u00a0", " ")


def read_part(text: str) -> Node | None:
    """Return the nodes of YAML as an author wrote it, mended where models slip; raises BankError."""
    mended = _double_backslashes(text)
    try:
        return compose_yaml_nodes(mended)
    except BankError as error:
        quoted = _BARE.sub(
            lambda line: f"{line[1]}'{line[2].rstrip().replace(chr(39), chr(39) * 2)}'", mended
        )
        if quoted == mended:
            raise
        try:
            return compose_yaml_nodes(quoted)
        except BankError:
            raise error from None


def _double_backslashes(text: str) -> str:
    r"""Return a text in which each lone backslash before LaTeX between double quotes is doubled: ``"\frac"``.

    What escapes a quote, a slash, a line's end or a character stays.
    """

    def doubled(match: re.Match[str]) -> str:
        signs, letters, sign = match.groups()
        is_escape = (
            letters[0] in "ntrxu" and letters not in _list_latex_command_names()
            if letters
            else sign in '"/\n'
        )
        return match[0] if len(signs) % 2 == 0 or is_escape else "\\" + match[0]

    return _DOUBLE_QUOTED.sub(lambda quote: _BACKSLASHES.sub(doubled, quote[0]), text)


@cache
def _list_latex_command_names() -> frozenset[str]:
    """Return the names of LaTeX's commands, such as ``nu``."""
    return frozenset(name.lstrip("\\") for name in (*COMMANDS, *FUNCTIONS, *HANDLERS))


def find_json_values_with_lines(text: str) -> Iterator[tuple[Any, int]]:
    """Yield what JSON a reply holds, each with its line from 1: whole, else the objects of a torn list."""
    decoder, place, tried = json.JSONDecoder(strict=False), 0, 0
    text = _double_backslashes(text)
    starts = re.compile(r"[\[{]\s*[\"{\[]")
    while tried < _MOST_TRIED and (start := starts.search(text, place)):
        tried += 1
        try:
            value, place = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            place = start.start() + 1
            continue
        yield _clean_reply_json(value), text.count("\n", 0, start.start()) + 1


def _clean_reply_json(value: Any) -> Any:
    """Return JSON as a bank's YAML would be read: texts, without controls; numbers as they are written."""
    if is_mapping(value):
        return {clean_text(str(name)): _clean_reply_json(entry) for name, entry in value.items()}
    if is_list(value):
        return [_clean_reply_json(entry) for entry in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else clean_text(str(value))


def read_block(text: str, name: str) -> object:
    """Return the plain value under a name at the reply's left margin; None where there is none."""
    reply = clean_reply(text)
    match = re.search(rf"^{name}:[ ]*(?:\S.*)?\n(?:[ \-#].*\n|\n)*", f"{reply}\n", re.MULTILINE)
    try:
        root = read_part(_FENCE.sub("", match[0])) if match is not None else None
    except BankError:
        root = None
    if isinstance(root, Fields) and (node := root.get(name)) is not None:
        return convert_node_to_data(node)
    for value, _ in find_json_values_with_lines(reply):
        if is_mapping(value) and name in value:
            return value[name]
    return None


def find_field_line(node: Node | None, field: str) -> int:
    """Return in which line, from 1, a field of an exercise begins; 1 where it has none."""
    fields = _find_first_fields(node)
    key = fields.key(field) if fields is not None else None
    return key.line if key is not None else 1


def texts_in(value: object) -> Sequence[str]:
    """Return the texts of a list, or a lone one."""
    if is_list(value):
        return [entry for entry in value if isinstance(entry, str)]
    return [value] if isinstance(value, str) and value else []


def mapping_in(node: Node | None) -> Mapping[str, Any]:
    """Return the fields of the exercise that a part's nodes are, whatever list it is in."""
    fields = _find_first_fields(node)
    value = convert_node_to_data(fields) if fields is not None else {}
    return value if isinstance(value, dict) else {}


def _find_first_fields(node: Node | None) -> Fields | None:
    first = node.items[0] if isinstance(node, Items) and node.items else node
    return first if isinstance(first, Fields) else None
