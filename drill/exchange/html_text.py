"""HTML of decks as text: formulas as our banks write them, pictures and sounds left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from drill.exchange.cards import cleaned

_BREAKING = frozenset(("br", "div", "p", "li", "tr", "ul", "ol", "table", "hr", "h1", "h2", "h3", "pre"))
_UNSEEN = frozenset(("script", "style", "head", "title"))
_MEDIA = frozenset(("img", "audio", "video", "object", "iframe", "svg", "canvas"))
_RAISED = {"sup": "^", "sub": "_"}
_SOUND = re.compile(r"\[sound:[^\]]*\]")
_FORMULA = re.compile(
    r"\\\((?P<inline>.*?)\\\)|\\\[(?P<block>.*?)\\\]|\[\$\](?P<old>.*?)\[/\$\]|"
    r"\[\$\$\](?P<old_block>.*?)\[/\$\$\]|\[latex\](?P<latex>.*?)\[/latex\]|(?P<kept>\$\$.*?\$\$)|(?P<dollar>\$)",
    re.S,
)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.has_media = False
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.has_media |= tag in _MEDIA
        self._unseen += tag in _UNSEEN
        if tag in _BREAKING:
            self.pieces.append("\n")
        elif tag == "anki-mathjax":
            self.pieces.append(r"\[" if dict(attrs).get("block") == "true" else r"\(")
        else:
            self.pieces.append(_RAISED.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BREAKING - {"br", "hr"}:
            self.pieces.append("\n")
        elif tag == "anki-mathjax":
            opened = next((each for each in reversed(self.pieces) if each in (r"\[", r"\(")), r"\(")
            self.pieces.append(r"\]" if opened == r"\[" else r"\)")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def text_of_html(html: str) -> tuple[str, bool]:
    """The text of a field in HTML, and whether a picture or a sound was left out of it."""
    text, sounds = _SOUND.subn("", html.replace("\n", " "))
    has_media = bool(sounds)
    if "<" in text or "&" in text:
        reader = _Text()
        reader.feed(text)
        reader.close()
        text, has_media = "".join(reader.pieces), has_media or reader.has_media
    text = text.replace("\xa0", " ")
    text = re.sub(r"[ \t]*\n[ \t]*(\n\s*)?", lambda run: "\n\n" if run[1] else "\n", text)
    return cleaned(_FORMULA.sub(_formula, text)), has_media


def with_dollars(text: str) -> str:
    r"""A text with its formulas between dollars, not ``\(`` and ``\)``; a dollar of its own is escaped."""
    return _FORMULA.sub(_formula, text)


def _formula(found: re.Match[str]) -> str:
    if found["dollar"]:
        return r"\$"
    if found["kept"]:
        return found[0]
    inline = found["inline"] or found["old"]
    if inline is not None:
        return f"${inline.strip()}$"
    block = (found["block"] or found["old_block"] or "").strip()
    latex = (found["latex"] or "").strip()
    if not block and latex:
        return latex if latex.startswith("$") else f"${latex}$"
    return f"$${block}$$" if block else ""
