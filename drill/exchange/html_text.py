"""HTML of decks as text: formulas as our banks write them, pictures and sounds left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from drill.exchange.cards import cleaned
from drill.exchange.forward import Forward, without

_BREAKING = frozenset(("br", "div", "p", "li", "tr", "ul", "ol", "table", "hr", "h1", "h2", "h3", "pre"))
_UNSEEN = frozenset(("head", "title"))
_MEDIA = frozenset(("img", "audio", "video", "object", "iframe", "svg", "canvas"))
_RAISED = {"sup": "^", "sub": "_"}
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)")
_UP_TO_QUOTE_OR_END = re.compile(r"[^\"'>]*")
# What ends an element in which nothing is a tag.
_END_OF_CODE = {name: re.compile(f"</{name}", re.I) for name in ("script", "style")}
_IS_BLOCK = re.compile(r"\sblock\s*=\s*[\"']?true\b", re.I)
# More digits than the number of any letter has: Python refuses to read thousands of them.
_ENDLESS_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")

_OPENING = re.compile(r"\\\(|\\\[|\[\$\$?\]|\[latex\]|\$\$?")
# How a formula ends by how it begins, and what is around it in a bank.
_CLOSING = {
    "\\(": ("\\)", "$"), "\\[": ("\\]", "$$"), "[$]": ("[/$]", "$"), "[$$]": ("[/$$]", "$$"),
    "[latex]": ("[/latex]", "$"), "$$": ("$$", "$$"),
}  # fmt: skip


class _Tag(NamedTuple):
    name: str
    is_end: bool
    attributes: str


def text_of_html(html: str) -> tuple[str, bool]:
    """Return the text of an HTML field, and whether a picture or a sound was left out of it."""
    text, sounds = without(html.replace("\n", " "), "[sound:", "]")
    has_media = bool(sounds)
    if "<" in text or "&" in text:
        parts = list(_parts(text))
        has_media |= any(isinstance(part, _Tag) and not part.is_end and part.name in _MEDIA for part in parts)
        text = "".join(_as_text(parts))
    lines = [line.strip(" \t") for line in text.replace("\xa0", " ").split("\n")]
    shown_lines = [line for index, line in enumerate(lines) if line or lines[index - 1 : index] != [""]]
    return cleaned(with_dollars("\n".join(shown_lines))), has_media


def _parts(html: str) -> Iterator[str | _Tag]:
    """Yield tags and the text between them; comments, declarations, scripts and styles are left out."""
    forward = Forward(html)
    has_quotes = True  # until they pair in such a way that a tag never ends
    position = 0
    while True:
        begin = forward.find("<", position)
        if begin > position:
            yield html[position:begin]
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
            yield "<"
            position = begin + 1
            continue
        position = end + 1
        if tag is not None:
            name = tag[2].lower()
            yield _Tag(name, bool(tag[1]), html[tag.end() : end])
            if name in _END_OF_CODE and not tag[1]:
                code_ends = _END_OF_CODE[name].search(html, position)
                position = code_ends.start() if code_ends else len(html)


def _end_of_tag(html: str, position: int, forward: Forward) -> int:
    """Return the index of a tag's ``>`` outside of quotes; the length of the text if there is none."""
    while True:
        run = _UP_TO_QUOTE_OR_END.match(html, position)
        assert run is not None
        position = run.end()
        if position == len(html) or html[position] == ">":
            return position
        closing = forward.find(html[position], position + 1)
        position = position + 1 if closing == len(html) else closing + 1


def _end_of_remark(html: str, begin: int, forward: Forward) -> int:
    """Return where a comment or a declaration ends; the length of the text if none does."""
    if html.startswith("<!--", begin):
        end = forward.find("-->", begin + len("<!--"))
        return end if end == len(html) else end + len("-->") - 1
    return forward.find(">", begin) if html.startswith(("<!", "<?"), begin) else len(html)


def _as_text(parts: Iterable[str | _Tag]) -> Iterator[str]:
    unseen = 0
    formula = r"\("
    for part in parts:
        if isinstance(part, str):
            if not unseen:
                yield unescape(_ENDLESS_NUMBER.sub("\ufffd", part))
        elif part.name == "anki-mathjax":
            if not part.is_end:
                formula = r"\[" if _IS_BLOCK.search(part.attributes) else r"\("
            yield formula if not part.is_end else r"\]" if formula == r"\[" else r"\)"
        elif part.name in _UNSEEN:
            unseen += -1 if part.is_end and unseen else not part.is_end
        elif part.name in _BREAKING:
            yield "" if part.is_end and part.name in ("br", "hr") else "\n"
        elif not part.is_end:
            yield _RAISED.get(part.name, "")


def with_dollars(text: str) -> str:
    r"""Return a text with formulas between dollars instead of ``\(`` and ``\)``; other dollars are
    escaped."""
    forward = Forward(text)
    pieces: list[str] = []
    position = 0
    while (opening := _OPENING.search(text, position)) is not None:
        pieces.append(text[position : opening.start()])
        sign = opening[0]
        closing, around = _CLOSING.get(sign, ("", ""))
        end = forward.find(closing, opening.end()) if closing else len(text)
        if end == len(text):  # it begins no formula
            pieces.append(r"\$" if sign[0] == "$" else sign[0])
            position = opening.start() + 1
            continue
        position = end + len(closing)
        inner = text[opening.end() : end]
        formula = inner.strip()
        if sign == "$$":
            pieces.append(f"$${inner}$$")
        elif sign == "[latex]" and formula.startswith("$"):
            pieces.append(formula)
        elif formula:
            pieces.append(f"{around}{formula}{around}")
    return "".join([*pieces, text[position:]])
