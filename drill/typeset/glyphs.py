"""The two tiers of glyphs: the part of Unicode that common terminal fonts cover, and ASCII."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import Concatenate, Literal, ParamSpec, TypeVar

from drill.latex.nodes import CHARACTERS, NEGATION, Font, FontName, Group, Node, Scripts, Symbol, Words
from drill.maths.characters import LOWERED, RAISED
from drill.text import pairs, read_word_tables
from drill.typeset.block import Span, SpanStyle, Tier, cell_width

# Script characters and combining marks that at least four of the five fonts in ``tests/bench/fonts.py`` have.
COMMON = frozenset("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030c⁰¹²³⁴⁵⁶⁷⁸⁹⁺₀₁₂₃₄₅₆₇₈₉")


# Max characters of a text whose result is cached, because long texts rarely recur and would fill the memory.
_MAX_CACHED = 5000

_Rest = ParamSpec("_Rest")
_Result = TypeVar("_Result")
_Making = Callable[Concatenate[str, _Rest], _Result]
_cache_clearers: list[Callable[[], None]] = []


def cache_short_texts(most: int) -> Callable[[_Making[_Rest, _Result]], _Making[_Rest, _Result]]:
    """Cache the results of a function for the ``most`` recent short texts; all arguments must be hashable."""

    def decorate(make: _Making[_Rest, _Result]) -> _Making[_Rest, _Result]:
        cached = lru_cache(most)(make)
        _cache_clearers.append(cached.cache_clear)

        @wraps(make)
        def answer(text: str, *args: _Rest.args, **kwargs: _Rest.kwargs) -> _Result:
            if len(text) > _MAX_CACHED:
                return make(text, *args, **kwargs)
            return cached(text, *args, **kwargs)  # pyright: ignore[reportArgumentType]  all are hashable

        return answer

    return decorate


def clear_caches() -> None:
    """Empty all caches, so that a benchmark starts cold."""
    for clear in _cache_clearers:
        clear()


_TABLES = read_word_tables(__file__, "glyphs.txt")
# The combining mark that draws each accent.
COMBINING = {accent: chr(int(number, 16)) for accent, number in pairs(_TABLES["combining"]).items()}

# Plainer forms of glyphs that many terminal fonts lack.
PLAINER_FORMS = pairs(_TABLES["plainer"])

# ASCII forms; a glyph without one is replaced by the name of its command.
ASCII_FORMS = pairs(_TABLES["ascii"]) | {
    "∉": "not in", "∬": "INT INT", "∭": "INT INT INT", "\u00a0": " ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The drawing characters of a tier; a fence consists of its top, middle and bottom pieces."""

    tier: Tier
    bar: str
    integral: str
    subscripts: dict[str, str]
    superscripts: dict[str, str]
    fences: dict[str, str]
    # Top left, top right, bottom left, bottom right, horizontal, vertical.
    corners: str
    # Whether all subscripts of a formula must be script characters.
    lowers_all: bool = False


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
# For formulas of which all subscripts can be written on the line; a comma separates two of them.
LOWERING = replace(UNICODE, subscripts=LOWERED | {",": ","}, lowers_all=True)
ASCII = Glyphs("ascii", "-", "/|/", {}, {"'": "'", "*": "*"}, _ASCII_FENCES, "++++-|")

TIERS: dict[Tier, Glyphs] = {"unicode": UNICODE, "ascii": ASCII}

PRIMES = "′″‴'"

# The alphabets that look different in a terminal; upright, italic, sans and typewriter letters do not.
Alphabet = Literal["", "bf", "bb", "cal", "frak"]

# Fonts with an alphabet of their own.
ALPHABETS: dict[FontName, Alphabet] = {
    "mathbf": "bf", "boldsymbol": "bf", "mathbb": "bb", "mathcal": "cal", "mathscr": "cal",
    "mathfrak": "frak",
}  # fmt: skip

_STARTS: dict[Alphabet, tuple[int, int, int]] = {
    # Code points of A, a and 0 in each alphabet; 0 if it has no digits.
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


def inner_alphabet(font: FontName, outer: Alphabet) -> Alphabet:
    """Return the alphabet of letters in ``font`` inside another; a font without one only ends bold."""
    if font in ALPHABETS:
        return ALPHABETS[font]
    return "" if outer == "bf" else outer


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
    if not font:
        return text
    return "".join(_letter_in(character, font) for character in text)


def _plain_letters() -> dict[str, tuple[str, SpanStyle]]:
    plain: dict[str, tuple[str, SpanStyle]] = {}
    for font in _STARTS:
        # Blackboard bold is a substitute for bold, so both are shown in bold.
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
    """Return the text of a symbol in a tier, from its glyph and the name of its command."""
    if text.isascii():
        return text
    if text[-1] == NEGATION:
        return "not " + symbol_text(text[:-1], name.removeprefix("not "), tier)
    if tier != "ascii":
        return PLAINER_FORMS.get(text) or text.replace("′", "'")
    if text in ASCII_FORMS:
        return ASCII_FORMS[text]
    if name.isascii() and name.replace(" ", "").isalpha():
        return name
    return ascii_text(text)


@cache_short_texts(512)
def ascii_text(text: str) -> str:
    """Return ``text`` in ASCII; a character without an ASCII form is replaced by its code point."""
    if text.isascii():
        return text
    return "".join(map(_ascii_character, text))


@lru_cache(2048)
def _ascii_character(character: str) -> str:
    if character.isascii():
        return character
    if character in ASCII_FORMS:
        return ASCII_FORMS[character]
    if character in _PLAIN_LETTERS:
        return _ascii_character(_PLAIN_LETTERS[character][0])
    if character in CHARACTERS and CHARACTERS[character][0].isalpha():
        return CHARACTERS[character][0]
    decomposed = "".join(part for part in unicodedata.normalize("NFKD", character) if part.isascii())
    return decomposed or f"<U+{ord(character):04X}>"


def words_text(text: str, tier: Tier) -> str:
    """Return running text in the characters of a tier, on one line."""
    if "\n" in text:
        text = text.replace("\n", " ")
    if tier == "ascii":
        return ascii_text(text)
    return text


def is_word_node(node: Node, tier: Tier) -> bool:
    """Return whether a node is written as a word, with or without scripts, and must not touch letters."""
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
    """Return ``letter`` under ``accent`` in one cell, or an empty text if the tier cannot draw it."""
    composed = unicodedata.normalize("NFC", {"ı": "i", "ȷ": "j"}.get(letter, letter) + COMBINING[accent])
    # Latin Extended-A ends at U+017F.
    is_letter = len(composed) == 1 and ord(composed) <= 0x17F
    if tier == "unicode" and (is_letter or COMBINING[accent] in COMMON):
        return composed
    return ""


def accent_text(tier: Tier, name: str, text: str) -> str:
    """Return ``text`` under an accent, on one row: as one letter, with combining marks, or in words."""
    if cell_width(text) == 1 and text != " ":
        letter = accented_letter(text, name, tier)
        if letter:
            return letter
    return f"{_SHORT_ACCENTS.get(name, name)}({text})"


class NoScriptFormError(Exception):
    """A subscript cannot be written in script characters."""


def script_text(text: str, table: dict[str, str]) -> str | None:
    """Return ``text`` in Unicode script characters, or ``None`` if a character has none.

    A prime after other script characters is not converted, because it would seem to belong to the base:
    ``aˣ′``; neither is a comma at an end, which would seem to belong to the sentence.
    """
    if text[:1] == "," or text[-1:] == ",":
        return None
    converted: list[str] = []
    for character in text:
        if character not in table or (character in PRIMES and converted and converted[-1] not in PRIMES):
            return None
        converted.append(table[character])
    return "".join(converted)


def lower_text(text: str, pieces: Glyphs) -> str | None:
    """Return a subscript in script characters, or ``None`` if a character has none.

    Raises:
        NoScriptFormError: there is none, and all subscripts must have one.
    """
    lowered = script_text(text, pieces.subscripts)
    if lowered is None and pieces.lowers_all:
        raise NoScriptFormError
    return lowered


def styled_lines(rows: list[str]) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Return finished rows: without trailing blanks, with letters of other alphabets as styled letters."""
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
    """Add ``span``, merged with the last one if they touch."""
    if spans:
        last = spans[-1]
        if (last.row, last.end, last.style) == (span.row, span.start, span.style):
            spans[-1] = replace(last, end=span.end)
            return
    spans.append(span)
