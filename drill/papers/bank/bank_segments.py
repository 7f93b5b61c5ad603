"""Take a bank's text apart and put it together: its head, its exercises with their comments, its files."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from drill.codec import is_list, is_mapping
from drill.errors import UsageError
from drill.reading import Written, write_plain
from drill.text import quote_yaml_text

if TYPE_CHECKING:
    from drill.banks.models import Exercise, Form, Question

_ITEM = re.compile(r"^(?P<indent> *)- ")
_ID = re.compile(r"^ *(?:- +)?(?:\{ *)?id: *(?P<quote>['\"]?)(?P<id>[a-z0-9-]+)(?P=quote)", re.MULTILINE)
_EXERCISES = re.compile(r"^exercises:[ \t]*(?:\[\])?[ \t]*(?:#.*)?$", re.MULTILINE)
# A line at the left margin, which is outside of every exercise.
_FIELD = re.compile(r"[^\s#-]")
_FINGERPRINT = re.compile(
    r"^(?P<name> *(?:source: *\{.*?)?fingerprint: *)['\"]?[0-9a-f]*['\"]?", re.MULTILINE
)
# A bank's title before its part, on its line or in the lines below.
_TITLE = re.compile(r"^title: (?P<quote>'?)(?P<text>.*?)(?:, part \d+ of \d+)?(?P=quote)$", re.MULTILINE)
_FOLDED_TITLE = re.compile(
    r"^title: (?P<quote>)(?P<text>[>|]-?\n(?: +.*\n)* +.*?)(?:, part \d+ of \d+)?$(?!\n )", re.MULTILINE
)
# Max bytes by which a part's head may be longer than the bank's.
_NUMBERING = 200


def whole_bank(head: str, segments: Sequence[str]) -> str:
    """Return a bank's text from its head and its exercises."""
    head = _EXERCISES.sub("exercises:" if segments else "exercises: []", head).rstrip()
    body = "\n\n".join(text.strip("\n") for text in segments)
    return f"{head}\n\n{body}\n" if segments else f"{head}\n"


def with_fingerprint(head: str, fingerprint: str) -> str:
    """Return a head with the fingerprint of the bank's present source."""
    return _FINGERPRINT.sub(rf"\g<name>{fingerprint}", head)


def split_bank(text: str) -> tuple[str, dict[str, str]]:
    """Return the text up to ``exercises:``, and each exercise's text with its leading comments by its id.

    An exercise without a readable id, or with the id of another, is named by its position, ``#3``, so
    that it is not lost. Fields of the bank below its exercises come before them.

    Raises: UsageError: the text is not empty, and has no line ``exercises:`` above its exercises.
    """
    start = _EXERCISES.search(text)
    if start is None:
        if text.strip():
            raise UsageError("the bank has no line exercises: to look below", "put it on a line of its own")
        return text, {}
    lines = text[start.end() :].lstrip("\n").split("\n")
    below = next((number for number, line in enumerate(lines) if _FIELD.match(line)), len(lines))
    begins = _find_exercise_beginnings(lines[:below])
    segments: dict[str, str] = {}
    for index, begin in enumerate(begins):
        end = begins[index + 1] if index + 1 < len(begins) else below
        segment = "\n".join(lines[begin:end]).rstrip()
        match = _ID.search(segment)
        id_ = match["id"] if match else ""
        segments[id_ if id_ and id_ not in segments else f"#{index + 1}"] = segment
    fields = "\n".join(lines[below:]).strip("\n")
    head = text[: start.start()] + (f"{fields}\n" if fields else "") + start.group()
    return head, segments


def _find_exercise_beginnings(lines: Sequence[str]) -> list[int]:
    """Return the first line of each exercise: its dash, or the first comment right above it."""
    first = next((match for line in lines if (match := _ITEM.match(line))), None)
    if first is None:
        return []
    begins: list[int] = []
    for number, line in enumerate(lines):
        match = _ITEM.match(line)
        if match and match["indent"] == first["indent"]:
            begin = number
            while begin > 0 and lines[begin - 1].lstrip().startswith("#"):
                begin -= 1
            begins.append(begin)
    return begins


def parts_of(text: str, most_bytes: int) -> list[str]:
    """Return a bank's text split into files of at most ``most_bytes``, each a topic; one if it is short."""
    if len(text.encode()) <= most_bytes:
        return [text]
    head, segments = split_bank(text)
    room = most_bytes - len(head.encode()) - _NUMBERING
    packed: list[list[str]] = [[]]
    size = 0
    for segment in segments.values():
        length = len(segment.encode()) + 2
        if packed[-1] and size + length > room:
            packed.append([])
            size = 0
        packed[-1].append(segment)
        size += length
    heads = (_number_bank_head(head, number, len(packed)) for number in range(1, len(packed) + 1))
    return [
        "\n\n".join((part_head.rstrip(), *part)) + "\n" for part_head, part in zip(heads, packed, strict=True)
    ]


def _number_bank_head(head: str, number: int, whole: int) -> str:
    """Return a bank's head for one of its files: topics of one bank need different names."""
    head = re.sub(r"^(topic: .*?)(?:\.part-\d+)?$", rf"\1.part-{number}", head, count=1, flags=re.MULTILINE)
    match = _FOLDED_TITLE.search(head) or _TITLE.search(head)
    if match is None:
        return head
    title = f"title: {match['quote']}{match['text']}, part {number} of {whole}{match['quote']}"
    return head[: match.start()] + title + head[match.end() :]


def join_bank_texts(texts: Sequence[str]) -> str:
    """Return the texts of a bank's files as one text."""
    if len(texts) < 2:
        return "".join(texts)
    body = "\n\n".join(segment for text in texts for segment in split_bank(text)[1].values())
    return f"{split_bank(texts[0])[0]}\n\n{body}\n"


# Exercises in YAML that people read and edit: short texts bare or quoted, long ones folded.

# Max columns of a line in a bank's text, the same as in banks that authors write.
_WIDTH = 108
_PLAIN = re.compile(r"[A-Za-z0-9(][A-Za-z0-9 ,.;()/+*=<>^_'%-]*")
_WORDS = re.compile(r"[a-z0-9.-]+|[A-Za-z]+")


# Fields of a drafted exercise, in the order of writing.
_FIELDS = (
    "title", "skill", "needs", "level", "prompt", "answer", "sisters", "shape", "motion", "hints", "steps",
    "links",
)  # fmt: skip


def list_exercise_fields(exercise: Exercise) -> dict[str, Written | int]:
    """Return the fields of a drafted exercise, without its id; empty ones are left out."""
    form = exercise.forms[0]
    fields = {**write_plain(exercise), **write_plain(form), **_write_question(form.questions[0])}
    fields["level"] = exercise.level  # the usual one, too
    if exercise.has_sisters:
        fields["sisters"] = [_list_sister_fields(each) for each in exercise.forms]
        del fields["prompt"], fields["answer"]
    return {name: fields[name] for name in _FIELDS if fields.get(name)}


def _list_sister_fields(form: Form) -> dict[str, Any]:
    """Return what only one sister of a drafted exercise has: her prompt and her answer."""
    asked = _write_question(form.questions[0])
    return {"id": form.sister, "prompt": asked["prompt"], "answer": asked["answer"]}


def _write_question(question: Question) -> dict[str, Any]:
    return write_plain(question, with_derived=False)


def write_exercise_segment(id_: str, exercise: Mapping[str, Written | int]) -> str:
    """Return an exercise as a bank has it: its fields behind a dash, its id first."""
    fields = {name: value for name, value in exercise.items() if name != "id"}
    first, *further_lines = fields_of({"id": id_, **fields}, 2)
    return "\n".join((f"- {first.lstrip()}", *further_lines))


def fields_of(mapping: Mapping[str, Written | int], indent: int) -> Iterator[str]:
    """Return the lines of a mapping, indented by a number of blanks."""
    for name, value in mapping.items():
        yield from _write_yaml_entry(f"{' ' * indent}{_write_yaml_key(name)}:", value, indent)


def _write_yaml_entry(head: str, value: Written | int, indent: int) -> Iterator[str]:
    """Return the lines of a value after its name, or after the dash of a list."""
    if is_mapping(value):
        yield head if value else f"{head} {{}}"
        yield from fields_of(value, indent + 2)
    elif is_list(value):
        yield from _write_yaml_list(head, value, indent) if value else (f"{head} []",)
    else:
        first, *further_lines = _write_yaml_scalar(str(value), indent + 2, len(head) + 1)
        yield f"{head} {first}"
        yield from further_lines


def _write_yaml_list(head: str, values: Sequence[Written], indent: int) -> Iterator[str]:
    if all(isinstance(value, str) and _WORDS.fullmatch(value) for value in values):
        yield f"{head} [{', '.join(map(str, values))}]"
        return
    yield head
    dash = f"{' ' * indent}-"
    for value in values:
        if is_mapping(value):
            first, *further_lines = fields_of(value, indent + 2)
            yield f"{dash} {first.lstrip()}"
            yield from further_lines
        else:
            yield from _write_yaml_entry(dash, value, indent)


def _write_yaml_key(name: str) -> str:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name):
        return name
    return quote_yaml_text(name)


def _write_yaml_scalar(text: str, indent: int, used: int) -> list[str]:
    """Return a text as YAML: bare where that is safe, else in single quotes, long ones folded below."""
    if "\n" not in text and used + len(text) <= _WIDTH:
        is_plain = _PLAIN.fullmatch(text) and ": " not in text and " #" not in text and text == text.strip()
        return [text if is_plain else quote_yaml_text(text)]
    if text != text.strip() or re.search(r"[ \t]\n|\t|\r", text):
        return [quote_yaml_text(" ".join(text.split()))]
    if "\n " in text:  # a folded block would join indented lines
        return ["|-", *(f"{' ' * indent}{line}".rstrip() for line in text.split("\n"))]
    return [">-", *_fold_yaml_block(text, indent)]


def _fold_yaml_block(text: str, indent: int) -> Iterator[str]:
    """Yield lines of a folded block: a line's end reads as a blank, one empty line more than the text has."""
    pad = " " * indent
    for number, line in enumerate(text.split("\n")):
        if number or not line:
            yield ""
        if line:
            yield from (pad + part for part in _wrap_at_single_blanks(line, _WIDTH - indent))


def _wrap_at_single_blanks(line: str, width: int) -> list[str]:
    """Return a line broken at single blanks only, so that folding restores it."""
    if "  " in line:
        return [line]
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [line]
