"""The size of replies: no text of a tool is longer than a client can be expected to take."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from drill.cli.assistant.tool_arguments import MOST_BYTES
from drill.codec import is_mapping
from drill.errors import DrillError, UsageError
from drill.text import remove_invisible

Shape = dict[str, Any]
# The most bytes of a page's rows: what a conversation can take in at once.
_MOST_PAGE: Final = 10_000
# What is left for all else of a reply whose rows are cut.
_ROOM: Final = 4_000
# The most characters of a refusal, which may quote what was sent.
_MOST_REFUSED: Final = 2_000


def measure_reply(reply: Mapping[str, Any]) -> int:
    """Return how many bytes a reply takes."""
    return len(print_reply(reply).encode("utf-8", "replace"))


def print_reply(reply: Mapping[str, Any]) -> str:
    """Return a reply as it is sent."""
    return remove_invisible(json.dumps(reply, ensure_ascii=False))


def fit_rows(reply: Shape, name: str, rows: Sequence[Shape]) -> Shape:
    """Return a reply with as many rows as fit, and how many are left out."""
    room, shown = MOST_BYTES - _ROOM - measure_reply(reply | {name: []}), list[Shape]()
    for row in rows:
        room -= measure_reply(row) + 2
        if room < 0:
            break
        shown.append(row)
    more = len(rows) - len(shown)
    return reply | {name: shown} | ({"left_out": more} if more else {})


def fit_page(reply: Shape, name: str, rows: Sequence[Shape], page: int) -> Shape:
    """Return a reply with one page of rows, counted from 1, and how many pages there are.

    Raises UsageError for a page after the last.
    """
    pages: list[list[Shape]] = [[]]
    room = _MOST_PAGE
    for row in rows:
        size = measure_reply(row) + 2
        if pages[-1] and size > room:
            pages.append([])
            room = _MOST_PAGE
        pages[-1].append(row)
        room -= size
    if page > len(pages):
        raise UsageError(f"there is no page {page}", f"the last one is {len(pages)}")
    return reply | {name: pages[page - 1], "page": page, "pages": len(pages)}


def shorten_reply(reply: Shape) -> Shape:
    """Return a reply that fits: what is longest in it is halved until it does, and named as ``shortened``."""
    shortened: list[str] = []
    while measure_reply(reply) > MOST_BYTES:
        sizes = {name: measure_reply({name: value}) for name, value in reply.items() if name != "shortened"}
        longest = max(sizes, key=lambda name: sizes[name])
        shortened += [longest] if longest not in shortened else []
        reply = reply | {longest: _halve_reply_value(reply[longest]), "shortened": shortened}
    return reply


def _halve_reply_value(value: Any) -> Any:
    """Return the first half of a text, a list or an object."""
    if is_mapping(value):
        return dict(islice(value.items(), len(value) // 2))
    return value[: len(value) // 2]


def shorten_refusal(error: DrillError) -> DrillError:
    """Return a refusal of at most 2,000 characters."""
    if len(text := str(error)) <= _MOST_REFUSED:
        return error
    return UsageError(f"{text[: _MOST_REFUSED - 1]}…")
