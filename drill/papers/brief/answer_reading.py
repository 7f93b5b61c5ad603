"""Read a chat's answer once: the code of its page, its sections, and the entries of each with their places.

Each entry is cut out by the name that it begins with (``- id:``, ``- of:``, ``- n:``), so that one that is
not YAML never takes others with it: it is read line by line, and named where a line of it is not read. JSON
is read as well. Nothing is constructed; what is unreadable stays text, which the reader of banks explains.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any, Literal

from drill.banks.yaml_nodes import Fields, Items, Node, convert_node_to_data
from drill.banks.yaml_scanner import compose_yaml_nodes
from drill.codec import is_list, is_mapping
from drill.errors import BankError, UsageError
from drill.latex.nodes import COMMANDS, FUNCTIONS
from drill.latex.parser import HANDLERS
from drill.papers.bank.bank_segments import write_exercise_segment
from drill.proving import Finding
from drill.text import clean_text, one_line

# Max characters of a reply, the same as for a bank.
MOST_CHARACTERS = 1_000_000
# Max exercises of an answer: more than six calls ask for, because each takes seconds to prove.
MOST_EXERCISES = 120
# Max entries of another section.
MOST_ENTRIES = 200
# Max objects that are tried in an incomplete JSON list.
_MOST_TRIED = 400
_BEGIN = re.compile(r"^(?P<indent> *)- +(?:\{ *)?['\"]?(?P<name>[a-z]+)['\"]? *:")
_ID = re.compile(r"^ *(?:- +)?(?:\{ *)?id *: *['\"]?([^\s'\",}#]*)", re.MULTILINE)
# Names that show that a list's entry is an exercise, or a part of one.
_FIELDS = ("prompt", "answer", "stages", "sisters", "wrong", "hints", "steps", "doubt")
_FIELD = re.compile(rf"^ *(?:- +)?(?:\{{ *)?(?:{'|'.join(_FIELDS)}) *:", re.MULTILINE)
# The names that entries of other sections begin with, and a field that each of them has.
_ENTRIES = {"formulas": ("n", "latex"), "letters": ("of", "is"), "meanings": ("of", "code")}
_LINE_OF_ENTRY = re.compile(r"^ *(?:- +)?([a-z]+) *: *(.*)$")
_CODE = re.compile(r"^\W{0,6}drill ([2-9a-hjkmnp-z]{4})[ \t]*$", re.MULTILINE)
_DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BACKSLASHES = re.compile(r"(\\+)([A-Za-z]*)(?=(.?))", re.DOTALL)
# A field of prose that YAML cannot read bare: ``prompt: A rate: what …``.
_BARE = re.compile(
    r"^( *(?:- +)?(?:prompt|say|title|text|right|wrong|means|is|result): +)(?![\"'|>\[{&*!])(.*)$",
    re.MULTILINE,
)
_FENCE = re.compile(r"^ {0,3}(?:```+|~~~+)[^\n`]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """One exercise of an answer, or what belongs to one, as YAML; ``line`` is where it begins, from 1."""

    id: str
    text: str
    line: int

    def make_finding(
        self, code: str, message: str, severity: Literal["error", "warning"] = "error"
    ) -> Finding:
        """Return a finding on it."""
        return Finding(severity, code, self.id, "", "answer", self.line, 1, message)


@dataclass(frozen=True, slots=True)
class AuthorAnswer:
    """The sections of a chat's answer; entries that are not exercises are plain fields."""

    # The code of the page that it answers; empty without its first line.
    code: str = ""
    title: str = ""
    central: tuple[str, ...] = ()
    formulas: tuple[Mapping[str, Any], ...] = ()
    letters: tuple[Mapping[str, Any], ...] = ()
    meanings: tuple[Mapping[str, Any], ...] = ()
    exercises: tuple[AnswerPart, ...] = ()
    # The entries of which some line could not be read, in words.
    unread: tuple[str, ...] = ()

    @property
    def has_sections(self) -> bool:
        """Whether it has a section besides exercises."""
        return bool(self.title or self.central or self.formulas or self.letters or self.meanings)


def find_page_code(text: str) -> str:
    """Return the code of the page that a text answers, ``# drill 7k2f``; empty without such a line."""
    match = _CODE.search(text[:4_000])
    return match[1] if match is not None else ""


def read_answer(text: str) -> AuthorAnswer:
    """Return the sections of an answer in YAML or JSON; fences and prose around them are skipped.

    Raises:
        UsageError: it has more characters, exercises or entries than anybody reads.
    """
    if len(text) > MOST_CHARACTERS:
        raise UsageError(
            f"the answer has more than {MOST_CHARACTERS:,} characters", "ask for six exercises at a time"
        )
    cleaned = clean_reply(text)
    listed = [*_list_yaml_exercises(cleaned)] or [*_list_json_exercises(cleaned)]
    exercises = tuple(
        part if part.id else replace(part, id=f"exercise-{number}") for number, part in enumerate(listed, 1)
    )
    if len(exercises) > MOST_EXERCISES:
        message = f"the answer has {len(exercises)} exercises; at most {MOST_EXERCISES} are taken at once"
        raise UsageError(message, "take it in parts")
    rows = {name: list[Mapping[str, Any]]() for name in _ENTRIES}
    unread: list[str] = []
    for name, fields, fault in chain(_list_yaml_entries(cleaned), _list_json_entries(cleaned)):
        if len(rows[name]) >= MOST_ENTRIES:
            raise UsageError(f"the answer has more than {MOST_ENTRIES} {name}", "take it in parts")
        rows[name].append(fields)
        unread += [fault] if fault else []
    title = read_block(text, "title")
    return AuthorAnswer(
        find_page_code(cleaned), one_line(title) if isinstance(title, str) else "",
        tuple(map(one_line, texts_in(read_block(text, "central")))),
        *map(tuple, rows.values()), exercises=exercises, unread=tuple(unread),
    )  # fmt: skip


def parts_of_answer(text: str) -> tuple[AnswerPart, ...]:
    """Return the exercises of an answer. Raises UsageError without one, or as `read_answer` does."""
    if parts := read_answer(text).exercises:
        return parts
    raise UsageError("the answer contains no exercise", "each begins with a line - id: its-name")


@dataclass(frozen=True, slots=True)
class _Cut:
    """An entry of a list as it is written: its first line, from 1, its indent and its first name."""

    line: int
    indent: int
    name: str
    text: str


def _cut_entries(text: str) -> Iterator[_Cut]:
    """Yield the entries of all lists. Deeper lines belong to one, even a fence: that of code in a prompt."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if match := _BEGIN.match(line):
            indent = len(match["indent"])
            end = index + 1
            while end < len(lines) and (not lines[end].strip() or lines[end][: indent + 1].isspace()):
                end += 1
            written = "\n".join(row[indent:] for row in lines[index:end]).rstrip()
            yield _Cut(index + 1, indent, match["name"], written)


def _list_yaml_exercises(text: str) -> Iterator[AnswerPart]:
    cuts = [*_cut_entries(text)]
    indents = [cut.indent for cut in cuts if cut.name in ("id", "title", "prompt")]
    for cut in cuts if indents else ():
        if cut.indent == min(indents) and cut.name not in ("n", "of"):
            named = _ID.search(cut.text)
            part = AnswerPart(named[1] if named else "", cut.text, cut.line)
            if _FIELD.search(cut.text) or (part.id and cut.name == "id"):
                yield part


def _list_yaml_entries(text: str) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Yield the section, the fields and the fault, if any, of each entry that is not an exercise."""
    for cut in _cut_entries(text):
        if cut.name not in ("n", "of"):
            continue
        try:
            fields, fault = mapping_in(read_part(cut.text)), ""
        except BankError:
            fields, fault = _read_by_lines(cut.text)
        if section := _find_section(fields):
            yield section, fields, fault and f"line {cut.line}: {fault}"


def _find_section(fields: Mapping[str, Any]) -> str:
    return next((name for name, needed in _ENTRIES.items() if all(key in fields for key in needed)), "")


def _read_by_lines(entry: str) -> tuple[dict[str, Any], str]:
    """Return the fields of an entry that is not YAML, and the first line of it that was not read."""
    fields: dict[str, Any] = {}
    fault = ""
    key = ""
    is_block = False
    for row in entry.split("\n"):
        match = _LINE_OF_ENTRY.match(row)
        if match is None or (is_block and row.startswith("    ")):
            if is_block:
                fields[key] = f"{fields[key]}\n{row.strip()}".strip()
            elif row.strip():
                fault = fault or f"`{one_line(row)}` is not read"
            continue
        key, text = match.groups()
        is_block = text.strip() in ("|", "|-", ">", ">-")
        value = "" if is_block else read_block(f"{key}: {text}", key)
        fields[key] = text.strip().strip("'\"") if value is None else value
    return fields, fault


def _list_json_exercises(text: str) -> Iterator[AnswerPart]:
    for value, line in find_json_values_with_lines(text):
        for fields in _find_json_rows(value, lambda row: any(name in row for name in _FIELDS)):
            id_ = str(fields.get("id", ""))
            yield AnswerPart(id_, write_exercise_segment(id_, fields), line)


def _list_json_entries(text: str) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    for value, _ in find_json_values_with_lines(text):
        if is_mapping(value) and any(name in value for name in _ENTRIES):
            for name in _ENTRIES:
                rows = value.get(name)
                yield from ((name, dict(row), "") for row in rows if is_mapping(row)) if is_list(rows) else ()


def _find_json_rows(
    value: Any, is_wanted: Callable[[Mapping[str, Any]], bool]
) -> Iterator[Mapping[str, Any]]:
    """Yield the wanted objects of a value: itself, or those of its list or of a list in it."""
    if is_mapping(value) and is_wanted(value):
        yield {str(name): entry for name, entry in value.items()}
        return
    lists = (entry for entry in value.values() if is_list(entry)) if is_mapping(value) else (value,)
    for entry in chain.from_iterable(rows for rows in lists if is_list(rows)):
        if is_mapping(entry) and is_wanted(entry):
            yield {str(name): item for name, item in entry.items()}


def clean_reply(text: str) -> str:
    """Return the text of a reply without controls, its lines ended as everywhere."""
    return clean_text(text).replace("\r\n", "\n").replace("\t", "  ").replace("\u00a0", " ")


def read_part(text: str) -> Node | None:
    """Return the nodes of an author's YAML, with typical slips of models mended; raises BankError."""
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
    r"""Return a text with each lone backslash before LaTeX doubled between double quotes: ``"\frac"``.

    Escapes of a quote, a slash, a line's end or a character stay.
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
    decoder = json.JSONDecoder(strict=False)
    place = 0
    tried = 0
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
    """Return the plain value under a name at the reply's left margin; None without one."""
    reply = clean_reply(text)
    match = compile_block(name).search(f"{reply}\n")
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


def compile_block(name: str) -> re.Pattern[str]:
    """Return the pattern of a block under a name at the left margin."""
    return re.compile(rf"^{name}:[ ]*(?:\S.*)?\n(?:[ \-#].*\n|\n)*", re.MULTILINE)


def find_field_line(node: Node | None, field: str) -> int:
    """Return the first line, from 1, of a field of an exercise; 1 without the field."""
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
