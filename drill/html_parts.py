"""Read HTML of strangers as tags and the text between them, in one pass, so that no text makes it slow.

The standard library's parser searches the rest of a page for every tag that never ends: 40,000 characters
of ``<a b `` keep it for seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

# Search an untrusted text in one pass, so that no text makes it slow.


class Forward:
    """Searches a text from positions that only grow, and never searches the same part twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._next: dict[str, int] = {}

    def find(self, wanted: str, start: int) -> int:
        """Return where ``wanted`` begins at or after ``start``; the length of the text if it does not."""
        position = self._next.get(wanted, -1)
        if position < start:
            position = self.text.find(wanted, start)
            self._next[wanted] = position = len(self.text) if position < 0 else position
        return position


def without(text: str, opening: str, closing: str) -> tuple[str, int]:
    """Return a text without everything from an ``opening`` to the next ``closing``, and the count."""
    pieces: list[str] = []
    start = 0
    while (begin := text.find(opening, start)) >= 0 and (end := text.find(closing, begin)) >= 0:
        pieces.append(text[start:begin])
        start = end + len(closing)
    return "".join([*pieces, text[start:]]), len(pieces)


# The name of a comment, a declaration or an instruction.
REMARK = "!"
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)")
# A quote begins a value only behind an equals sign.
_UP_TO_VALUE_OR_END = re.compile(r"[^=>]*(?:=\s*)?")
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
# What ends an element in which nothing is a tag.
_END_OF_CODE = {name: re.compile(f"</{name}", re.I) for name in ("script", "style")}
# More digits than the number of any letter has: Python refuses to read thousands of them.
_ENDLESS_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")


class HtmlPart(NamedTuple):
    """A text, or a tag: its name in small letters, and in ``text`` its attributes as they stand."""

    begin: int
    end: int
    text: str
    name: str = ""
    is_end: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """The values of a tag's attributes by their names; empty for one without a value."""
        matches = _ATTRIBUTE.finditer(self.text)
        return {
            match[1].lower(): read_characters(match[2] or match[3] or match[4] or "") for match in matches
        }


def read_characters(text: str) -> str:
    """Return a text with the characters that ``&lt;`` and the like stand for."""
    return unescape(_ENDLESS_NUMBER.sub("\ufffd", text))


def read_html_parts(html: str) -> Iterator[HtmlPart]:
    """Yield tags, remarks and the text between them; what scripts and styles hold is left out."""
    forward = Forward(html)
    has_quotes = True  # until they pair in such a way that a tag never ends
    position = 0
    while True:
        begin = forward.find("<", position)
        if begin > position:
            yield HtmlPart(position, begin, html[position:begin])
        if begin == len(html):
            return
        tag = _TAG.match(html, begin)
        if tag is None:
            end = _end_of_remark(html, begin, forward)
        else:
            end = _end_of_tag(html, tag.end(), forward) if has_quotes else len(html)
            if end == len(html):
                has_quotes = False
                end = forward.find(">", tag.end())
        if end == len(html):  # it begins nothing
            position = begin + 1
            yield HtmlPart(begin, position, "<")
            continue
        position = end + 1
        if tag is None:
            yield HtmlPart(begin, position, "", REMARK)
            continue
        name = tag[2].lower()
        yield HtmlPart(begin, position, html[tag.end() : end], name, bool(tag[1]))
        if name in _END_OF_CODE and not tag[1]:
            code_ends = _END_OF_CODE[name].search(html, position)
            position = code_ends.start() if code_ends else len(html)


def _end_of_tag(html: str, position: int, forward: Forward) -> int:
    """Return the index of a tag's ``>`` outside of quotes; the length of the text if there is none."""
    while True:
        run = _UP_TO_VALUE_OR_END.match(html, position)
        assert run is not None
        position = run.end()
        if position == len(html) or html[position] == ">":
            return position
        if html[position] in "\"'":
            closing = forward.find(html[position], position + 1)
            position = position + 1 if closing == len(html) else closing + 1


def _end_of_remark(html: str, begin: int, forward: Forward) -> int:
    """Return where a comment or a declaration ends; the length of the text if none does."""
    if html.startswith("<!--", begin):
        end = forward.find("-->", begin + len("<!--"))
        return end if end == len(html) else end + len("-->") - 1
    if html.startswith(("<!", "<?"), begin):
        return forward.find(">", begin)
    return len(html)
