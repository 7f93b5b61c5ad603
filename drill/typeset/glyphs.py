"""The two tiers of glyphs: what the usual fonts of terminals have of Unicode, and ASCII."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Concatenate, Literal, ParamSpec, TypeVar

from drill.latex.nodes import CHARACTERS, NEGATION, Font, FontName, Group, Node, Scripts, Symbol, Words
from drill.maths.characters import LOWERED, RAISED
from drill.text import pairs, read_word_tables
from drill.typeset.block import Span, SpanStyle, Tier, cell_width

# The characters of the tier ``unicode``: a list written by ``tests/bench/fonts.py``.

# Script characters and combining marks that at least four of the five fonts have.
COMMON = frozenset("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030c⁰¹²³⁴⁵⁶⁷⁸⁹⁺₀₁₂₃₄₅₆₇₈₉")


# A cache of results by their arguments, except for long texts, which come once and would fill the memory.

# Characters of a text whose result is kept.
_LONGEST = 5000

_Rest = ParamSpec("_Rest")
_Result = TypeVar("_Result")
_Making = Callable[Concatenate[str, _Rest], _Result]
_forgetters: list[Callable[[], None]] = []


def cache_short_texts(most: int) -> Callable[[_Making[_Rest, _Result]], _Making[_Rest, _Result]]:
    """Cache the results for the ``most`` recent texts with their other arguments, all of them hashable."""

    def decorate(make: _Making[_Rest, _Result]) -> _Making[_Rest, _Result]:
        cached = lru_cache(most)(make)
        _forgetters.append(cached.cache_clear)

        @wraps(make)
        def answer(text: str, *args: _Rest.args, **kwargs: _Rest.kwargs) -> _Result:
            if len(text) > _LONGEST:
                return make(text, *args, **kwargs)
            return cached(text, *args, **kwargs)  # pyright: ignore[reportArgumentType]  all are hashable

        return answer

    return decorate


def clear_caches() -> None:
    """Empty all caches, for measuring."""
    for clear in _forgetters:
        clear()


_TABLES = read_word_tables(__file__, "glyphs.txt")
# The combining mark that draws each accent.
COMBINING = {accent: chr(int(number, 16)) for accent, number in pairs(_TABLES["combining"]).items()}

# Plainer forms of glyphs that many terminal fonts lack.
PLAINER_FORMS = pairs(_TABLES["plainer"])

# ASCII forms; a glyph without one is written by its command's name.
ASCII_FORMS = pairs(_TABLES["ascii"]) | {
    "∉": "not in", "∬": "INT INT", "∭": "INT INT INT", "\u00a0": " ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters with which a tier draws; a fence is given as its top, middle and bottom pieces."""

    tier: Tier
    bar: str
    integral: str
    subscripts: dict[str, str]
    superscripts: dict[str, str]
    fences: dict[str, str]
    # Top left, top right, bottom left, bottom right, horizontal, vertical.
    corners: str


_UNICODE_FENCES = {
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "⌊": "⎢⎢⎣", "⌋": "⎥⎥⎦", "⌈": "⎡⎢⎢", "⌉": "⎤⎥⎥",
    "|": "│││", "∣": "│││", "‖": "║║║", "⟨": "╱<╲", "⟩": "╲>╱", "<": "╱<╲", ">": "╲>╱", "↑": "↑││",
    "↓": "││↓",
}  # fmt: skip
_ASCII_FENCES = {
    "(": "/|\\", ")": "\\|/", "[": "[[[", "]": "]]]", "⌊": "||[", "⌋": "||]", "⌈": "[||", "⌉": "]||",
    "|": "|||", "∣": "|||", "⟨": "/<\\", "⟩": "\\>/", "<": "/<\\", ">": "\\>/", "↑": "^||", "↓": "||v",
}  # fmt: skip
UNICODE = Glyphs(
    "unicode",
    "─",
    "⌠│⌡",
    {plain: low for plain, low in LOWERED.items() if low in COMMON},
    {plain: high for plain, high in RAISED.items() if high in COMMON or plain.isdigit()}
    | {mark: mark for mark in "'*°†‡"}
    | {"◦": "°"},
    _UNICODE_FENCES,
    "┌┐└┘─│",
)
ASCII = Glyphs("ascii", "-", "/|/", {}, {"'": "'", "*": "*"}, _ASCII_FENCES, "++++-|")

TIERS: dict[Tier, Glyphs] = {"unicode": UNICODE, "ascii": ASCII}

PRIMES = "′″‴'"

# The alphabets that are drawn: upright, italic, sans and typewriter letters look the same here.
Alphabet = Literal["", "bf", "bb", "cal", "frak"]

# The alphabet of each font that has one of its own.
ALPHABETS: dict[FontName, Alphabet] = {
    "mathbf": "bf", "boldsymbol": "bf", "mathbb": "bb", "mathcal": "cal", "mathscr": "cal",
    "mathfrak": "frak",
}  # fmt: skip

_STARTS: dict[Alphabet, tuple[int, int, int]] = {
    # Code points of A, a and 0 in each alphabet; 0 where it has none.
    "bf": (0x1D400, 0x1D41A, 0x1D7CE),
    "bb": (0x1D538, 0x1D552, 0x1D7D8),
    "cal": (0x1D49C, 0x1D4B6, 0),
    "frak": (0x1D504, 0x1D51E, 0),
}
_EXCEPTIONS: dict[Alphabet, dict[str, str]] = {
    "bb": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "cal": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "frak": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}
_SHORT_ACCENTS = {
    "overline": "bar", "widehat": "hat", "widetilde": "tilde", "widecheck": "check", "overrightarrow": "vec",
    "underbar": "underline",
}  # fmt: skip
_GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def drawn_in(font: FontName, outer: Alphabet) -> Alphabet:
    """Return the alphabet of letters in ``font`` inside of another; a font without one only ends bold."""
    return ALPHABETS.get(font) or ("" if outer == "bf" else outer)


def _letter_in(character: str, font: Alphabet) -> str:
    capital, small, digit = _STARTS[font]
    if character in _EXCEPTIONS.get(font, {}):
        return _EXCEPTIONS[font][character]
    if "A" <= character <= "Z":
        return chr(capital + ord(character) - ord("A"))
    if "a" <= character <= "z":
        return chr(small + ord(character) - ord("a"))
    if "0" <= character <= "9" and digit:
        return chr(digit + ord(character) - ord("0"))
    if font == "bf" and character in _GREEK:
        # Unicode's bold Greek letters begin here.
        return chr(0x1D6A8 + _GREEK.index(character))
    return character


@cache_short_texts(512)
def in_font(text: str, font: Alphabet) -> str:
    """Return ``text`` in a mathematical alphabet; characters that it lacks stay as they are."""
    return "".join(_letter_in(character, font) for character in text) if font else text


def _plain_letters() -> dict[str, tuple[str, SpanStyle]]:
    plain: dict[str, tuple[str, SpanStyle]] = {}
    for font in _STARTS:
        # Bold shows as bold, and blackboard bold too, which was made for places without bold.
        style: SpanStyle = "bold" if font in ("bf", "bb") else "italic"
        for character in _LATIN + "0123456789" + _GREEK:
            styled = _letter_in(character, font)
            if styled != character:
                plain[styled] = (character, style)
    return plain


_PLAIN_LETTERS = _plain_letters()
_STYLED = frozenset(_PLAIN_LETTERS)


@lru_cache(2048)
def symbol_text(text: str, name: str, tier: Tier) -> str:
    """Return a tier's text for a symbol with this glyph and this command's name."""
    if text.isascii():
        return text
    if text[-1] == NEGATION:
        return "not " + symbol_text(text[:-1], name.removeprefix("not "), tier)
    if tier != "ascii":
        return PLAINER_FORMS.get(text) or text.replace("′", "'")
    known = ASCII_FORMS.get(text)
    if known is not None:
        return known
    return name if name.isascii() and name.replace(" ", "").isalpha() else ascii_text(text)


@cache_short_texts(512)
def ascii_text(text: str) -> str:
    """Return ``text`` in ASCII; a character without any ASCII form is named by its number."""
    return text if text.isascii() else "".join(map(_ascii_character, text))


@lru_cache(2048)
def _ascii_character(character: str) -> str:
    if character.isascii():
        return character
    if character in ASCII_FORMS:
        return ASCII_FORMS[character]
    if character in _PLAIN_LETTERS:
        letter = _PLAIN_LETTERS[character][0]
        return letter if letter.isascii() else _ascii_character(letter)
    if character in CHARACTERS and CHARACTERS[character][0].isalpha():
        return CHARACTERS[character][0]
    decomposed = "".join(part for part in unicodedata.normalize("NFKD", character) if part.isascii())
    return decomposed or f"<U+{ord(character):04X}>"


def words_text(text: str, tier: Tier) -> str:
    """Return running text in the characters of a tier, on one line."""
    if "\n" in text:
        text = text.replace("\n", " ")
    return ascii_text(text) if tier == "ascii" else text


def is_word_node(node: Node, tier: Tier) -> bool:
    """Return whether a node, or the base of its scripts, is written as a word, which must not touch
    letters."""
    while True:
        if type(node) is Scripts:
            node = node.base
        elif (type(node) is Font or type(node) is Group) and len(node.body) == 1:
            node = node.body[0]
        else:
            break
    if type(node) is Words:
        return node.name
    if type(node) is not Symbol:
        return False
    text = symbol_text(node.text, node.name, tier)
    return len(text) > 1 and text != node.text and text[0].isalpha()


@lru_cache(1024)
def accented_letter(letter: str, accent: str, tier: Tier) -> str:
    """Return ``letter`` under ``accent`` in one cell, if the tier can draw it; else empty."""
    composed = unicodedata.normalize("NFC", {"ı": "i", "ȷ": "j"}.get(letter, letter) + COMBINING[accent])
    # Latin Extended-A ends here.
    is_letter = len(composed) == 1 and ord(composed) <= 0x17F
    is_drawn = tier == "unicode" and (is_letter or COMBINING[accent] in COMMON)
    return composed if is_drawn else ""


def accent_text(tier: Tier, name: str, text: str) -> str:
    """``text`` under an accent, on one row: as one letter, with combining marks, or in words."""
    single = cell_width(text) == 1 and text != " "
    if single and (letter := accented_letter(text, name, tier)):
        return letter
    return f"{_SHORT_ACCENTS.get(name, name)}({text})"


def script_text(text: str, table: dict[str, str]) -> str | None:
    """Return ``text`` in Unicode script characters, or ``None`` unless all of it has them.

    A prime after other script characters would seem to belong to their base: ``aˣ′``.
    """
    converted: list[str] = []
    for character in text:
        if character not in table or (character in PRIMES and converted and converted[-1] not in PRIMES):
            return None
        converted.append(table[character])
    return "".join(converted)


def styled_lines(rows: list[str]) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Return finished rows: without trailing blanks, missing alphabets turned into styled letters."""
    lines: list[str] = []
    spans: list[Span] = []
    for number, row in enumerate(rows):
        row = row.rstrip()
        if _STYLED.isdisjoint(row):
            lines.append(row)
            continue
        letters: list[str] = []
        for index, character in enumerate(row):
            letter, style = _PLAIN_LETTERS.get(character, (character, None))
            if style:
                start = cell_width(row[:index])
                _extend_spans(spans, Span(number, start, start + 1, style))
            letters.append(letter)
        lines.append("".join(letters))
    return tuple(lines), tuple(spans)


def _extend_spans(spans: list[Span], span: Span) -> None:
    """Add ``span``, joined to the last one where they touch."""
    if spans and (last := spans[-1]).row == span.row and last.end == span.start and last.style == span.style:
        spans[-1] = Span(span.row, last.start, span.end, span.style)
    else:
        spans.append(span)
