"""Take a bank's text apart and put it together: its head, its exercises with their comments, its files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drill.errors import UsageError

_ITEM: Final = re.compile(r"^(?P<indent> *)- ")
_ID: Final = re.compile(
    r"^ *(?:- +)?(?:\{ *)?id: *(?P<quote>['\"]?)(?P<id>[a-z0-9-]+)(?P=quote)", re.MULTILINE
)
_EXERCISES: Final = re.compile(r"^exercises:[ \t]*(?:\[\])?[ \t]*(?:#.*)?$", re.MULTILINE)
# A line at the margin that belongs to no exercise.
_FIELD: Final = re.compile(r"[^\s#-]")
_FINGERPRINT: Final = re.compile(
    r"^(?P<name> *(?:source: *\{.*?)?fingerprint: *)['\"]?[0-9a-f]*['\"]?", re.MULTILINE
)
# What a bank's title says before its part, on its line or in the lines below.
_TITLE: Final = re.compile(
    r"^title: (?P<quote>'?)(?P<text>.*?)(?:, part \d+ of \d+)?(?P=quote)$", re.MULTILINE
)
_FOLDED_TITLE: Final = re.compile(
    r"^title: (?P<quote>)(?P<text>[>|]-?\n(?: +.*\n)* +.*?)(?:, part \d+ of \d+)?$(?!\n )", re.MULTILINE
)
# Bytes by which a part's head may be longer than the bank's.
_NUMBERING: Final = 200


def whole_bank(head: str, segments: Sequence[str]) -> str:
    """Return a bank's text from its head and its exercises."""
    head = _EXERCISES.sub("exercises:" if segments else "exercises: []", head).rstrip()
    body = "\n\n".join(text.strip("\n") for text in segments)
    return f"{head}\n\n{body}\n" if segments else f"{head}\n"


def with_fingerprint(head: str, fingerprint: str) -> str:
    """Return a head with the fingerprint of what its bank is made of now."""
    return _FINGERPRINT.sub(rf"\g<name>{fingerprint}", head)


def split_bank(text: str) -> tuple[str, dict[str, str]]:
    """Return the text up to ``exercises:``, and each exercise's text with its leading comments by its id.

    An exercise without an id that can be seen, or with that of another, is called by its place, ``#3``, so
    that it is not lost. Fields of the bank that stand below its exercises come before them.

    Raises:
        UsageError: it has text, and no line ``exercises:`` below which they stand.
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
    """Return the line at which each exercise begins: its dash, or the first comment right above it."""
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
    """Return a bank's text split into files of at most so many bytes, each a topic; one if it is short."""
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
