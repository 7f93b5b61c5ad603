"""Exercises as YAML that people read and edit: short texts bare or in single quotes, long ones folded."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

_WIDTH: Final = 108
_PLAIN: Final = re.compile(r"[A-Za-z0-9(][A-Za-z0-9 ,.;()/+*=<>^_'%-]*")
_WORDS: Final = re.compile(r"[a-z0-9.-]+|[A-Za-z]+")


def fields_of(mapping: Mapping[str, object], indent: int) -> Iterator[str]:
    """The lines of a mapping, indented by so many blanks."""
    for name, value in mapping.items():
        yield from _entry(f"{' ' * indent}{_key(name)}:", value, indent)


def _entry(head: str, value: object, indent: int) -> Iterator[str]:
    """The lines of a value behind its name, or behind the dash of a list."""
    if isinstance(value, Mapping | list | tuple) and not value:
        yield f"{head} {'{}' if isinstance(value, Mapping) else '[]'}"
    elif isinstance(value, Mapping):
        yield head
        yield from fields_of(cast("Mapping[str, object]", value), indent + 2)
    elif isinstance(value, list | tuple):
        yield from _list(head, cast("Sequence[object]", value), indent)
    else:
        first, *rest = _scalar(_text(value), indent + 2, len(head) + 1)
        yield f"{head} {first}"
        yield from rest


def _list(head: str, values: Sequence[object], indent: int) -> Iterator[str]:
    texts = [_text(value) for value in values if not isinstance(value, Mapping | list | tuple)]
    if len(texts) == len(values) and all(_WORDS.fullmatch(text) for text in texts):
        yield f"{head} [{', '.join(texts)}]"
        return
    yield head
    dash = f"{' ' * indent}-"
    for value in values:
        if isinstance(value, Mapping):
            first, *rest = fields_of(cast("Mapping[str, object]", value), indent + 2)
            yield f"{dash} {first.lstrip()}"
            yield from rest
        else:
            yield from _entry(dash, value, indent)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name) else _quoted(name)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _scalar(text: str, indent: int, used: int) -> list[str]:
    """A text as YAML: bare where that is safe, else in single quotes, long ones folded below."""
    if "\n" not in text and used + len(text) <= _WIDTH:
        is_plain = _PLAIN.fullmatch(text) and ": " not in text and " #" not in text and text == text.strip()
        return [text if is_plain else _quoted(text)]
    if text != text.strip() or re.search(r"[ \t]\n|\n[ \t]|\t|\r", text):
        return [_quoted(" ".join(text.split()))]
    return [">-", *_folded(text, indent)]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _folded(text: str, indent: int) -> Iterator[str]:
    """Lines of a folded block: a line's end reads as a blank, one empty line more than the text has."""
    pad = " " * indent
    for number, line in enumerate(text.split("\n")):
        if number or not line:
            yield ""
        if line:
            yield from (pad + part for part in _wrapped(line, _WIDTH - indent))


def _wrapped(line: str, width: int) -> list[str]:
    """A line broken at single blanks alone, so that folding gives it back."""
    if "  " in line:
        return [line]
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [line]
