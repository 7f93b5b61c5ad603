"""The characters a typed formula may hold.

Every replacement is one character for one, so that columns stay those of the text as it was typed. What
stands for more than one character (``½``, ``≤``, ``σ``, ``²``) is left for the tokens to read.
"""

from __future__ import annotations

import re
import unicodedata

from drill.errors import ParseError

_GREEK_LETTERS = "αβγδεζηθικλμνξρστυφχψωΓΔΘΛΞΣΥΦΨΩπΠϕϵϑϱςϖµ"
_GREEK_WORDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi "
    "psi omega Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega "
    "pi Pi phi epsilon theta rho sigma pi mu"
)

GREEK: dict[str, str] = dict(zip(_GREEK_LETTERS, _GREEK_WORDS.split(), strict=True))
"""Greek letters and the names they are read as."""

SUPERSCRIPTS = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀ⊤ᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
        "0123456789+-()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTTUVWβγδθφχ",
        strict=True,
    )
)
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx", strict=True))
FRACTIONS: dict[str, tuple[str, str]] = {
    "½": ("1", "2"), "⅓": ("1", "3"), "⅔": ("2", "3"), "¼": ("1", "4"), "¾": ("3", "4"),
    "⅕": ("1", "5"), "⅖": ("2", "5"), "⅗": ("3", "5"), "⅘": ("4", "5"), "⅙": ("1", "6"), "⅚": ("5", "6"),
    "⅛": ("1", "8"), "⅜": ("3", "8"), "⅝": ("5", "8"), "⅞": ("7", "8"),
}  # fmt: skip
SIGNS = "√∛∞≤≥≠∪∧∨∅⟨⟩"
"""Signs that are tokens of their own."""

_KEPT = frozenset((*GREEK, *SUPERSCRIPTS, *SUBSCRIPTS, *FRACTIONS, *SIGNS))

_REPLACED = {
    **dict.fromkeys("−–—‐‑﹣", "-"), **dict.fromkeys("·×⋅∙∗•⨯✕\u2062", "*"), **dict.fromkeys("÷⁄∕", "/"),
    **dict.fromkeys("’′ʹ‘´", "'"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("∣❘", "|"), "ˆ": "^", "≦": "≤", "⩽": "≤", "≧": "≥", "⩾": "≥", "〈": "⟨", "〉": "⟩",
    "⋃": "∪", "∆": "Δ", "ℯ": "e", "ⅈ": "i",
}  # fmt: skip

_ADVICE = {
    "±": "write both values, such as {-2, 2}", "∓": "write both values",
    "∈": "write the set or the relation itself, such as [0, 1] or x > 0", "∩": "join the conditions with and",
    "∫": "give the value itself", "∑": "write out the value", "∏": "write out the value",
    "°": "angles are in radians: write 45 pi/180", **dict.fromkeys("€$£", "leave out the currency"),
    ":": "write / for a ratio", "&": "write and", "@": "write a product side by side, such as A B",
    ".": "a point stands only in a number", "…": "write all of it out, or the fraction",
    "⌊": "write floor(x)", "⌋": "write floor(x)", "⌈": "write ceil(x)", "⌉": "write ceil(x)",
    "ℝ": "write (-inf, inf)", "†": "write A^T", "‖": "write the norm out",
    **dict.fromkeys("~≈≃≅", "give the exact value, or the decimal alone"),
    **dict.fromkeys("→⇒⟹⇔∴", "give the value itself"), **dict.fromkeys("∂∇", "give the value itself"),
}  # fmt: skip

_RAISED_TRANSPOSE = re.compile("(?<=\\^)[⊤ᵀ]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def normalise(text: str) -> str:
    """Give the text with look-alike signs made plain, of the same length.

    Raises:
        ParseError: a foreign character stands there.
    """
    if text.isascii():
        return text
    return _NOT_ASCII.sub(_replacement, _RAISED_TRANSPOSE.sub("T", text))


def _replacement(match: re.Match[str]) -> str:
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
    """Give the error for a character that formulas do not hold, at a position from 0."""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    shown = f"the character {character}" if character.isprintable() else "an invisible character"
    advice = _ADVICE.get(character, "")
    if not advice and character.isalpha():
        advice = "type the Latin or Greek letter"
    if character == "\\":
        advice = "write the formula as you would type it, such as sqrt(2)/2"
    return ParseError(
        f"{shown} ({name.lower()}) is not supported here", position + 1, code="character", hint=advice
    )
