"""Advice on what to type instead, for a word, sign or name that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from drill.maths.characters import GREEK
from drill.text import by_word, read_word_tables

_TABLES = read_word_tables(__file__, "advice.txt")
# Words that are no mathematics here, unless they are declared.
WORDS = by_word(_TABLES["words"])

# ``x in [0, 1]``, which is no product of i and n.
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
_NAMES = by_word(_TABLES["names"])


def for_text(text: str, *, is_equation: bool = False) -> str:
    """Return advice for a text such as ``f(x) = …`` (where no equation is asked for), a derivative in
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
    return "leave units and words out" if unit and unit[0].strip() not in _GREEK_NAMES else ""


def for_name(name: str) -> str:
    """Return advice about a name that has another spelling elsewhere; else empty."""
    return _NAMES.get(name, "")
