"""The characters a typed formula may hold.

Every replacement is one character for one, so that columns stay those of the text as it was typed. The
tokens read characters that abbreviate several (``½``, ``≤``, ``σ``, ``²``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from drill.errors import ParseError
from drill.text import by_word, pairs, read_word_tables

_TABLES = read_word_tables(__file__, "characters.txt")
# Greek letters and the names they are read as.
GREEK = pairs(_TABLES["greek"])

RAISED = pairs(_TABLES["raised"])
# Script forms of exactly these characters; letters that Unicode lacks are not replaced by look-alikes.
LOWERED = pairs(_TABLES["lowered"])
SUPERSCRIPTS = {high: "-" if plain == "−" else plain for plain, high in RAISED.items() if plain != "="}
SUPERSCRIPTS["⊤"] = "T"
SUBSCRIPTS = {low: plain for plain, low in LOWERED.items() if plain.isascii() and plain.isalnum()}
FRACTIONS: dict[str, tuple[str, str]] = {
    sign: (above, below)
    for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
    for above, _, below in (unicodedata.normalize("NFKC", sign).partition("⁄"),)
}
# Signs that are tokens of their own.
SIGNS = "√∛∞≤≥≠∪∧∨∅⟨⟩⊙∘‖⌊⌋⌈⌉"

# The dots of an infinite decimal are kept, too, and refused elsewhere.
_KEPT = frozenset((*GREEK, *SUPERSCRIPTS, *SUBSCRIPTS, *FRACTIONS, *SIGNS, "…"))

_REPLACED = {
    **dict.fromkeys("−–—‐‑﹣", "-"), **dict.fromkeys("·×⋅∙∗•⨯✕\u2062", "*"), **dict.fromkeys("÷⁄∕", "/"),
    **dict.fromkeys("’′ʹ‘´", "'"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("∣❘", "|"), "ˆ": "^", "≦": "≤", "⩽": "≤", "≧": "≥", "⩾": "≥", "〈": "⟨", "〉": "⟩",
    "⋃": "∪", "∆": "Δ", "ℯ": "e", "ⅈ": "i", "∥": "‖", "\u2061": " ", "\u2063": ",", "\u2064": "+",
}  # fmt: skip

_ADVICE = by_word(read_word_tables(__file__, "advice.txt")["characters"])

_RAISED_TRANSPOSE = re.compile("(?<=\\^)[⊤ᵀ]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def replace_lookalikes(text: str) -> str:
    """Return the text with look-alike characters replaced by plain ones, of the same length.

    Raises:
        ParseError: there is a foreign character.
    """
    if text.isascii():
        return text
    return _NOT_ASCII.sub(_choose_plain_character, _RAISED_TRANSPOSE.sub("T", text))


def _choose_plain_character(match: re.Match[str]) -> str:
    character = match.group()
    if character in _KEPT:
        return character
    plain = _REPLACED.get(character)
    if plain is None:
        is_script = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
        plain = unicodedata.normalize("NFKC", character)
        plain = _REPLACED.get(plain, plain)
        if is_script or len(plain) != 1 or not (" " <= plain <= "~" or plain in _KEPT):
            raise foreign_character(character, match.start())
    return plain


def foreign_character(character: str, position: int) -> ParseError:
    """Return the error for a character that no formula contains, at a position from 0."""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    described = f"the character {character}" if character.isprintable() else "an invisible character"
    advice = _ADVICE.get(character, "")
    if not advice and character.isalpha():
        advice = "type the Latin or Greek letter"
    if character == "\\":
        advice = "write the formula as you would type it, such as sqrt(2)/2"
    return ParseError(
        f"{described} ({name.lower()}) is not supported here", position + 1, code="character", hint=advice
    )


# Advice on what to type instead, for a word, sign or name that cannot be read.

_ADVICE_TABLES = read_word_tables(__file__, "advice.txt")
# Words outside of mathematics, unless they are declared.
WORDS = by_word(_ADVICE_TABLES["words"])

# ``x in [0, 1]``, which is not a product of i and n.
IN_A_SET = re.compile(r"in\s*(?:[\[({]|R\b)")
IN_ADVICE = "write the set or the relation itself, such as [0, 1] or x > 0"

# Signs that are side by side in other languages.
SIGN_PAIRS: Mapping[tuple[str, str], str] = {
    ("/", "/"): "write one /", ("^", "^"): "write one ^", ("+", "/"): "write both values, such as {-2, 2}",
    ("-", ">"): "give the value itself", ("=", "/"): "write !=",
}  # fmt: skip

_LEFT_SIDE = re.compile(r"\s*[A-Za-z]\w*'*\s*(?:\([^()=]*\))?\s*=(?!=)")
# A unit or another word behind a value, perhaps per something else.
_UNIT = re.compile(r"(?:[A-Za-z]{3,}|[kKMGT]?(?:[BbgmsW]|Hz|dB))(?:\s*(?:/|\bper\b)?\s*[A-Za-z]+)*\s*\Z")
_VALUE = re.compile(r"[\w)\]}!%²³]\s*\Z")
_DERIVATIVE = re.compile(r"\s*d(?:\^?\d)?\s*[A-Za-z]?(?:\([a-z]\))?\s*/\s*d\s*[A-Za-z]")
_CHOOSE = re.compile(r"[0-9nm]\s*C\s*_?[0-9krm]")
_GREEK_NAMES = frozenset(GREEK.values())
_NAMES = by_word(_ADVICE_TABLES["names"])


def for_text(text: str, *, is_equation: bool = False) -> str:
    """Return advice for a text such as ``f(x) = …`` (unless an equation is required), a derivative in
    differentials, ``5C2`` or a phrase."""
    if not is_equation and _LEFT_SIDE.match(text):
        return "type only what comes after the ="
    if _DERIVATIVE.match(text):
        return "type the derivative itself, or a name such as y'"
    if _CHOOSE.search(text):
        return "write C(n, k)"
    return WORDS["none"] if text.lower().split()[:1] == ["no"] else ""


def for_unit(text: str, position: int) -> str:
    """Return advice about a unit at a position behind a value, ``3 bits``; else empty."""
    unit = _UNIT.match(text, position) if _VALUE.search(text, 0, position) else None
    if unit and unit[0].strip() not in _GREEK_NAMES:
        return "leave units and words out"
    return ""


def for_name(name: str) -> str:
    """Return advice about a name that has another spelling elsewhere; else empty."""
    return _NAMES.get(name, "")
