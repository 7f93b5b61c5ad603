"""The pages of a second author's second call and of the blind round, and how answers to them are read."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from drill.banks.yaml_nodes import Fields, Items, Node, convert_node_to_data
from drill.banks.yaml_scanner import compose_yaml_nodes
from drill.codec import is_list, is_mapping
from drill.errors import BankError, PaperError, UsageError
from drill.latex.nodes import COMMANDS, FUNCTIONS
from drill.latex.parser import HANDLERS
from drill.papers.bank.bank_segments import write_exercise_segment
from drill.papers.brief.page import fill_template
from drill.text import clean_text, count, one_line

# Replies as models write them: YAML or JSON, in fences or not, with backslashes that nobody doubled.
#
# All of it is read without a constructor; unreadable input stays text, so that the reader of banks explains
# it.

# Max characters of a reply, the same as for a bank.
MOST_CHARACTERS = 1_000_000
# Max objects that are tried in an incomplete JSON list.
_MOST_TRIED = 400
_DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BACKSLASHES = re.compile(r"(\\+)([A-Za-z]*)(?=(.?))", re.DOTALL)
# A field of prose that YAML cannot read bare: ``prompt: A rate: what …``.
_BARE = re.compile(
    r"^( *(?:- +)?(?:prompt|say|title|text|right|wrong|means|result): +)(?![\"'|>\[{&*!])(.*)$", re.MULTILINE
)
_FENCE = re.compile(r"^ {0,3}(?:```+|~~~+)[^\n`]*$", re.MULTILINE)


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
    match = _compile_block(name).search(f"{reply}\n")
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


def _compile_block(name: str) -> re.Pattern[str]:
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


Call = Literal["1", "2", "blind"]
# Fields of an exercise that the second call is shown.
_SHOWN = ("prompt", "params", "where", "vars", "names", "assume", "answer", "witness", "step")
# A page's first line, which an answer repeats.
_COUNTED = re.compile(r"^\W*drill call 1\b.*\((\d{1,2}) exercises?\)", re.MULTILINE | re.IGNORECASE)
_FIRST_LINE = re.compile(r"^\W*drill (?:call ([12])|blind ([0-9a-f]{6}))\b", re.MULTILINE | re.IGNORECASE)
# The name behind it, without the number of exercises.
_NAME = re.compile(r":[ \t]*(\S[^\n]*?)[ \t]*(?:\(\d+ exercises?\))?[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"^\s*(?:[-*]\s+)?\"?(?:[Tt]ask\s+)?\(?(\d{1,3})\"?\s*[.:)]\s*(.*?)\s*,?$", re.MULTILINE)
_LONGEST_ANSWER = 2_000
_MARKS = "`$"


@dataclass(frozen=True, slots=True)
class BlindTask:
    """A task of the blind round as its solver sees it; ``options`` are in the order of their letters."""

    prompt: str
    names: Mapping[str, str]
    options: tuple[str, ...] = ()


def second_page(name: str, exercises: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the page that asks for mistakes, hints and steps of proved exercises, by their ids."""
    front = fill_template("second.md", NAME=one_line(name), COUNT=count(len(exercises), "exercise"))
    shown = "\n".join(_print_exercise(id_, shown_fields(fields)) for id_, fields in exercises.items())
    return f"{front}## The exercises\n\n```yaml\n{shown}\n```\n"


def shown_fields(exercise: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an exercise that the second call is shown."""
    return {field: exercise[field] for field in _SHOWN if field in exercise}


def _print_exercise(id_: str, fields: Mapping[str, Any]) -> str:
    """Return an exercise with the lines of its prompt as they are: a fold would add empty ones."""
    others = {field: value for field, value in fields.items() if field != "prompt"}
    first, *further_lines = write_exercise_segment(id_, others).split("\n")
    prompt = (f"    {line}".rstrip() for line in str(fields.get("prompt", "")).split("\n"))
    return "\n".join((first, "  prompt: |-", *prompt, *further_lines))


def blind_page(name: str, mark: str, tasks: Sequence[BlindTask]) -> str:
    """Return the page of the blind round; ``mark`` separates its tasks from those of an earlier page."""
    parts = [fill_template("blind.md", NAME=one_line(name), MARK=mark), "## The tasks\n\n"]
    for number, task in enumerate(tasks, 1):
        parts.append(f"**{number}.** {task.prompt}\n")
        if task.names:
            typed = ", ".join(f"`{typed}` for ${latex}$" for typed, latex in task.names.items())
            parts.append(f"(Type {typed}.)\n")
        parts += (f"  {chr(97 + index)}) {option}\n" for index, option in enumerate(task.options))
        parts.append("\n")
    return "".join(parts)


def find_count(answer: str) -> int:
    """Return the number of exercises in the first line of an answer, as its page requested; 0 without one."""
    match = _COUNTED.search(answer[:2_000])
    return int(match[1]) if match is not None else 0


def find_call(answer: str) -> tuple[Call | None, str]:
    """Return the call that an answer's first line names, and the mark of its blind page; None without one."""
    match = _FIRST_LINE.search(answer[:2_000])
    if match is None:
        return None, ""
    if match[2]:
        return "blind", match[2].lower()
    return ("1" if match[1] == "1" else "2"), ""


def find_subject_name(answer: str) -> str:
    """Return the subject in an answer's first line; empty if the line has another beginning."""
    match = _FIRST_LINE.match(answer)
    named = _NAME.match(answer, match.end()) if match is not None else None
    return named[1] if named is not None else ""


def blind_answers(reply: str) -> dict[int, str]:
    """Return the answers of a blind reply by their tasks' numbers: YAML, JSON, or a line for each."""
    text = _compile_block("(?:false|empty)").sub("", f"{clean_reply(reply)}\n")
    answers: dict[int, str] = {}
    for value, _ in find_json_values_with_lines(text):
        answers |= _read_numbered_answers(value)
    if not answers:
        block = re.search(r"^(?:```|~~~)[^\n]*\n(.*?)^(?:```|~~~)", text + "\n```", re.MULTILINE | re.DOTALL)
        body = block[1] if block is not None else text
        body = re.sub(r"^#.*$", "", body, flags=re.MULTILINE)
        try:
            node = read_part(body)
        except BankError:
            node = None
        answers = (
            _read_numbered_answers(convert_node_to_data(node)) if isinstance(node, Fields | Items) else {}
        )
        answers = answers or {int(line[1]): line[2] for line in _LINE.finditer(body)}
    return {number: _strip_answer_marks(answer) for number, answer in answers.items() if answer.strip()}


def blind_remarks(reply: str, name: str) -> dict[int, str]:
    """Return a blind reply's remarks on tasks under ``false`` or ``empty``, by their numbers."""
    return _read_numbered_answers(read_block(reply, name))


def _read_numbered_answers(value: Any) -> dict[int, str]:
    """Return answers by number: of a mapping, a list of such, or objects with ``number`` and ``answer``."""
    if is_list(value):
        found: dict[int, str] = {}
        for entry in value:
            found |= _read_numbered_answers(entry)
        return found
    if not is_mapping(value):
        return {}
    number = next((value[name] for name in ("number", "task", "id", "n") if name in value), None)
    if number is not None and "answer" in value:
        value = {number: value["answer"]}
    if is_mapping(inner := value.get("answers")) or is_list(inner):
        return _read_numbered_answers(inner)
    return {
        int(str(name)): _print_blind_answer(answer)
        for name, answer in value.items()
        if re.fullmatch(r"\d{1,3}", str(name).strip())
    }


def _print_blind_answer(value: Any) -> str:
    if is_list(value):
        return f"[{', '.join(map(_print_blind_answer, value))}]"
    return str(value)


def _strip_answer_marks(answer: str) -> str:
    """Return an answer without the marks of code or formulas around it."""
    text = answer.strip()[:_LONGEST_ANSWER].strip()
    while len(text) > 1 and text[0] == text[-1] and text[0] in _MARKS + "'\"":
        text = text[1:-1].strip()
    return text


# The text of a PDF, by pypdf: it has only remnants of formulas, so no exercise is made of these.

# Characters after which no further page is read: more than a page for a second author shows.
_ENOUGH = 60_000
_HYPHENATED = re.compile(r"(?<=[a-z])[-‐]\n(?=[a-z])")
# The heading of a bibliography, with a year soon below, because a table of contents has the word as well.
_BIBLIOGRAPHY = re.compile(
    r"\n[ \t]*(?:[\dA-Z]+\.?[ \t]+)?(?:R(?:eferences|EFERENCES)|B(?:ibliography|IBLIOGRAPHY))[ \t]*\n"
    r"(?=.{0,600}?\b(?:19|20)\d\d[a-z]?\b)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of the first pages of a PDF; ``pages`` counts all that it has."""

    text: str
    read: int
    pages: int


def read_pdf_text(path: Path) -> PdfText:
    """Return the text of a PDF's first pages, without its bibliography and what comes after it.

    Raises:
        UsageError: pypdf is missing.
        PaperError: it is encrypted, broken, or has no text.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, PyPdfError
    except ImportError as error:
        raise UsageError("reading a PDF needs pypdf", "pip install 'gyr-drill[pdf]'") from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    name = path.name
    texts = list[str]()
    pages = 0
    encrypted = PaperError(f"{name} is encrypted", "save a copy of it without a password", path=str(path))
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise encrypted
        pages = len(reader.pages)
        for page in reader.pages:
            texts.append(page.extract_text())
            if sum(map(len, texts)) > _ENOUGH:
                break
    except DependencyError as error:  # of an encryption that needs another library
        raise encrypted from error
    except (RecursionError, MemoryError) as error:
        raise PaperError(
            f"{name} cannot be read as a PDF: it is too deep or too large", path=str(path)
        ) from error
    except (
        PyPdfError,
        NotImplementedError,
        OSError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        TypeError,
    ) as error:
        raise PaperError(f"{name} cannot be read as a PDF: {error}", path=str(path)) from error
    text = _HYPHENATED.sub("", "\n\n".join(filter(str.strip, texts)))
    if not text.strip():
        hint = "a scan has pictures of pages alone; one with recognised text can be read"
        raise PaperError(f"{name} contains no text", hint, path=str(path))
    body = _BIBLIOGRAPHY.split(text.strip(), maxsplit=1)[0]
    return PdfText(body[: 2 * _ENOUGH], len(texts), pages)
