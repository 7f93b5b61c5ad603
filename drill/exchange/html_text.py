"""HTML of decks as text: formulas as our banks write them, pictures, sounds and links by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from drill.exchange.cards import clean_deck_text
from drill.html_parts import REMARK, Forward, HtmlPart, read_characters, read_html_parts
from drill.text import one_line

_BREAKING = frozenset((
    "br", "div", "p", "li", "tr", "ul", "ol", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dl",
    "dt", "dd", "blockquote", "section", "article", "center", "caption", "option", "figure", "figcaption",
))  # fmt: skip
_UNSEEN = frozenset(("head", "title"))
# Media, by the names of their tags.
_MEDIA = {
    "img": "picture", "svg": "picture", "canvas": "picture", "audio": "sound", "video": "video",
    "object": "object", "embed": "object", "iframe": "page",
}  # fmt: skip
_RAISED = {"sup": "^", "sub": "_"}
_STYLED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.I)
# A line above letters: a root's bar, a mean, a complement.
_OVERLINE = re.compile(r"text-decoration[a-z-]*\s*:[^;\"']*overline", re.I)
_BAR = re.compile(r"border-top[a-z-]*\s*:(?!\s*(?:0|none))", re.I)
_BACKGROUND = re.compile(
    r"(?:background(?:-image)?|border-image(?:-source)?|content)\s*:[^;]*?url\(\s*['\"]?([^'\")]*)|"
    r"\sbackground\s*=\s*['\"]?([^\s'\">]+)",
    re.I,
)
_IMAGE_BUTTON = re.compile(r"\stype\s*=\s*[\"']?image\b", re.I)
# Radicands without brackets.
_LONE_RADICAND = re.compile(r"\d+(\.\d+)?|[^\W\d_]|")
_HIDDEN = re.compile(r"katex-html|aria-hidden\s*=\s*[\"']?true", re.I)
_STRUCK = frozenset(("s", "strike", "del"))
_IS_BLOCK = re.compile(r"\sblock\s*=\s*[\"']?true\b", re.I)
# What Anki's gaps are made of; a comment within keeps it from being read as that.
_MARKS_OF_GAPS = frozenset("{}:")
# A link of Markdown to another place.
_LINK = re.compile(r"(?<!!)\[[^\[\]\n]{0,300}\]\((?:https?:|mailto:|www\.)[^()\s]{1,300}\)")
# Levels of elements that change how their text is written; deeper ones are read unchanged.
_MOST_LEVELS = 12
# Characters of an address or a name that are shown.
_LONGEST_ADDRESS = 300

_OPENING = re.compile(r"\\\(|\\\[|\[\$\$?\]|\[latex\]|\$\$?")
# Ends of formulas by their beginnings, and their delimiters in a bank.
_CLOSING = {
    "\\(": ("\\)", "$"), "\\[": ("\\]", "$$"), "[$]": ("[/$]", "$"), "[$$]": ("[/$$]", "$$"),
    "[latex]": ("[/latex]", "$"), "$$": ("$$", "$$"),
}  # fmt: skip
# The last of these decides whether the rest is within a formula.
_FORMULA_MARK = re.compile(r"(\\[(\[]|\[\$\$?\]|\[latex\])|\\[)\]]|\[/\$\$?\]|\[/latex\]")
# An exponent or an index that needs no brackets: a number or a letter, and for an index a word.
_LONE = {"^": re.compile(r"\d+(\.\d+)?|[^\W\d_]|[-+−*†‡]"), "_": re.compile(r"[^\W_]+")}
# Raised texts that are not exponents: endings of ordinals, and marks of letters.
_RAISED_ENDING = re.compile(r"st|nd|rd|th|['′″]+|[™®©]|TM", re.I)
_DEGREES = re.compile(r"[oº∘°]")
# A fraction that is set with small figures.
_SMALL_FRACTION = re.compile(r"(?<![\w)\]}.,])\^(\d+)\s*[/⁄]\s*_(\d+)")


@dataclass(slots=True)
class _Frame:
    """An element whose text is changed at its end, ``depth`` elements of the same name within it."""

    name: str
    role: str
    about: dict[str, str] = field(default_factory=dict[str, str])
    is_in_formula: bool = False
    pieces: list[str] = field(default_factory=list[str])
    depth: int = 0


class FieldText(NamedTuple):
    """The text of a field, its media (``picture``, ``link`` …), and whether it has words too."""

    text: str
    media: tuple[str, ...]
    has_words: bool


def text_of_html(html: str) -> FieldText:
    """Return the text of an HTML field, with pictures, sounds and links by their names and addresses."""
    text = _with_sounds_as_tags(html.replace("\n", " "))
    media: tuple[str, ...] = ()
    has_words = bool(text.strip())
    if "<" in text or "&" in text:
        reading = _Reading()
        text = reading.read(text)
        media = tuple(reading.media)
        has_words = reading.has_words
    lines = [line.strip(" \t") for line in text.replace("\xa0", " ").split("\n")]
    shown_lines = [line for index, line in enumerate(lines) if line or lines[index - 1 : index] != [""]]
    return FieldText(clean_deck_text(write_dollar_formulas("\n".join(shown_lines))), media, has_words)


def text_of_markdown(text: str) -> FieldText:
    """Return a text with its pictures, ``![name](file)`` on one line, by their names; links stay."""
    forward = Forward(text)
    pieces: list[str] = []
    words: list[str] = []
    copied_to = position = 0
    while (begin := forward.find("![", position)) < len(text):
        middle = forward.find("](", begin + 2)
        end = forward.find(")", middle + 2)
        position = begin + 2
        if end < len(text) and forward.find("]", position) == middle and forward.find("\n", begin) > end:
            words.append(text[copied_to:begin])
            pieces += [words[-1], _describe_media("picture", text[position:middle], text[middle + 2 : end])]
            copied_to = position = end + 1
    rest = text[copied_to:]
    media = ("picture",) * len(words) + ("link",) * len(_LINK.findall("".join([*words, rest])))
    return FieldText("".join([*pieces, rest]), media, bool("".join([*words, rest]).strip()))


def _describe_media(what: str, *names: str) -> str:
    """Return a picture or a sound as text: ``(picture: a cat, cat.png)``."""
    names = tuple(one_line(name)[:_LONGEST_ADDRESS] for name in names if not name.startswith("data:"))
    shown = ", ".join(dict.fromkeys(filter(None, names)))
    return f" ({what}: {shown}) " if shown else f" ({what}) "


def _with_sounds_as_tags(html: str) -> str:
    pieces: list[str] = []
    start = 0
    while (begin := html.find("[sound:", start)) >= 0 and (end := html.find("]", begin)) >= 0:
        name = html[begin + len("[sound:") : end].replace('"', "&quot;")
        pieces += [html[start:begin], f'<audio src="{name}">']
        start = end + 1
    return "".join([*pieces, html[start:]])


class _Reading:
    """Makes text of tags and their content; ``media`` has the tags without text."""

    def __init__(self) -> None:
        self.media: list[str] = []
        self.has_words = False
        self._frames = [_Frame("", "text")]
        self._unseen = 0
        self._cells = 0
        self._formula = r"\("
        self._is_in_formula = False
        self._raised = ""  # the sign that was just raised: the next text is kept apart from it

    def read(self, html: str) -> str:
        """Return the text."""
        for part in read_html_parts(html):
            around = (html[part.begin - 1 : part.begin], html[part.end : part.end + 1])
            if part.name == REMARK and "" not in around and _MARKS_OF_GAPS.issuperset(around):
                self._write_text(" ")  # somebody parted what would be the end of a gap
            elif not part.name:
                self._write_text(part.text)
            elif part.name == REMARK:
                pass
            elif part.is_end:
                self._end(part)
            else:
                self._begin(part)
        while len(self._frames) > 1:
            self._leave()
        return _SMALL_FRACTION.sub(r"\1/\2", "".join(self._frames[0].pieces))

    def _write_text(self, html: str) -> None:
        if not self._unseen:
            self.has_words |= bool(html.strip())
            self._write(read_characters(html))

    def _write(self, text: str) -> None:
        if not text:
            return
        if self._raised == "^" and text.lstrip().startswith("√"):  # a cubic root, or a power times a root
            self.media.append("formula")
        if self._raised and (text[0].isalnum() or (text[0] == "(" and self._raised == "^")):
            self._frames[-1].pieces.append(" ")
        self._raised = ""
        self._frames[-1].pieces.append(text)
        for mark in _FORMULA_MARK.finditer(text):
            self._is_in_formula = mark[1] is not None

    def _begin(self, tag: HtmlPart) -> None:
        name = tag.name
        top = self._frames[-1]
        role = self._role(tag)
        if role:
            if role == "~":
                self._write("~~")
            self._frames.append(_Frame(name, role, tag.attributes, self._is_in_formula))
            self._raised = ""
        elif name == top.name:
            top.depth += 1
        if name == "anki-mathjax":
            self._formula = r"\[" if _IS_BLOCK.search(tag.text) else r"\("
            self._write(self._formula)
        elif name in _UNSEEN:
            self._unseen += 1
        elif name in _BREAKING:
            self._cells = 0
            self._write("\n")
        elif name in ("td", "th"):
            self._write(" | " if self._cells else "")
            self._cells += 1
        elif name in _MEDIA or (name == "input" and _IMAGE_BUTTON.search(tag.text)):
            self._write_medium(
                _MEDIA.get(name, "picture"), *_list_attribute_values(tag, "alt", "src", "data")
            )
        elif name == "source" and (address := tag.attributes.get("src", "")):
            self._name_medium(address)
        if "url(" in tag.text or "background" in tag.text:
            for match in _BACKGROUND.finditer(read_characters(f" {tag.text}")):
                self._write_medium("picture", match[1] or match[2])

    def _write_medium(self, what: str, *names: str) -> None:
        self.media.append(what)
        self._write(_describe_media(what, *names))

    def _name_medium(self, address: str) -> None:
        """Name the sound or the video that has been begun without a name."""
        pieces = self._frames[-1].pieces
        at = next((at for at in range(len(pieces) - 1, -1, -1) if pieces[at].strip()), -1)
        if at >= 0 and (what := pieces[at].strip(" ()")) in ("video", "sound") and "(" in pieces[at]:
            pieces[at] = _describe_media(what, address)

    def _role(self, tag: HtmlPart) -> str:
        if len(self._frames) > _MOST_LEVELS:
            return ""
        name = tag.name
        if name in _RAISED:
            return _RAISED[name]
        if (styled := _STYLED.search(tag.text)) is not None and name not in _BREAKING:
            return "^" if styled[1].lower() == "super" else "_"
        if name == "span" and _HIDDEN.search(tag.text):
            return "hidden"
        if name in _STRUCK:
            return "~"
        is_overlined = _OVERLINE.search(tag.text) is not None
        if name not in _BREAKING and name not in _MEDIA and self._is_after_root():
            is_bar = is_overlined or name in ("u", "o") or _BAR.search(tag.text) is not None
            return "√" if is_bar else "√?"
        if is_overlined:
            return "overline"
        if name == "annotation" and "tex" in tag.text.lower():
            return "tex"
        return name if name in ("a", "math") else ""

    def _is_after_root(self) -> bool:
        """Return whether the text so far ends with a root's sign."""
        last = next((piece for piece in reversed(self._frames[-1].pieces) if piece.strip()), "")
        return not self._is_in_formula and last.rstrip().endswith("√")

    def _end(self, tag: HtmlPart) -> None:
        name = tag.name
        if any(frame.name == name for frame in self._frames):
            while self._frames[-1].name != name:
                self._leave()
            if self._frames[-1].depth:
                self._frames[-1].depth -= 1
            else:
                self._leave()
        if name == "anki-mathjax":
            self._write(r"\]" if self._formula == r"\[" else r"\)")
        elif name in _UNSEEN:
            self._unseen -= bool(self._unseen)
        elif name in _BREAKING and name not in ("br", "hr"):
            self._write("\n")

    def _leave(self) -> None:
        """End the innermost element: its text goes into the one around it, changed by its role."""
        frame = self._frames.pop()
        text = (" " if frame.role == "math" else "").join(frame.pieces)
        match frame.role:
            case "^" | "_":
                self._write(_raised_text(frame.role, text.strip(), frame.is_in_formula))
                is_open = bool(text.strip()) and not _RAISED_ENDING.fullmatch(text.strip())
                self._raised = frame.role if is_open and not frame.is_in_formula else ""
            case "~":
                self._write(f"{text}~~")
            case "√" | "√?":
                if _LONE_RADICAND.fullmatch(text.strip()):
                    self._write(text.strip())
                elif frame.role == "√":
                    self._write(f"({text.strip()})")
                else:  # the extent of the root is unknown
                    self._write(text)
                    self.media.append("formula")
                self._raised = frame.role if frame.role == "√" else ""
            case "overline":
                self._write(text)
                self.media.append("formula")
            case "a":
                self._write(text)
                address = frame.about.get("href", "")
                if address and not address.startswith(("#", "javascript:", "data:")):
                    self.media.append("link")
                    shown = one_line(address)[:_LONGEST_ADDRESS]
                    self._write("" if shown in text else f" ({shown})")
            case "tex":
                self._frames[-1].about = {"alttext": text.strip()}
            case "math":
                tex = frame.about.get("alttext", "")
                if tex:
                    self._write(rf" \({tex}\) ")
                else:
                    self._write(f" {text} ")
                    self.media.append("formula")
            case _:
                pass


def _raised_text(sign: str, text: str, is_in_formula: bool) -> str:
    """Return a raised or lowered text, in brackets if it is more than a number or a letter."""
    if not text:
        return ""
    if is_in_formula:
        return f"{sign}{{{text}}}"
    if sign == "^" and _RAISED_ENDING.fullmatch(text):
        return text
    if sign == "^" and _DEGREES.fullmatch(text):
        return "°"
    is_lone = _LONE[sign].fullmatch(text) or (text[0] == "(" and text[-1] == ")" and text[1:-1].isalnum())
    return f"{sign}{text}" if is_lone else f"{sign}({text})"


def _list_attribute_values(tag: HtmlPart, *names: str) -> list[str]:
    """Return the values of a tag's attributes, in the order of their names."""
    values = tag.attributes
    return [values[name] for name in names if values.get(name)]


def write_dollar_formulas(text: str) -> str:
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
