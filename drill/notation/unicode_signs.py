"""Signs of Unicode that LaTeX does not know, as people paste them: ``η²``, ``√x``, ``½``, ``ĝ``, ``，``."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from drill.maths.characters import FRACTIONS, LOWERED, RAISED
from drill.notation.typing import ACCENTS
from drill.text import remove_invisible

_RAISED: Final = {high: plain for plain, high in RAISED.items()}
_LOWERED: Final = {low: plain for plain, low in LOWERED.items()}
_RUN: Final = re.compile(f"([{''.join(map(re.escape, _RAISED))}]+)|([{''.join(map(re.escape, _LOWERED))}]+)")
# Forms as wide as a Chinese sign, and the stops that belong to them.
_WIDE: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord("。"): ".", ord("｡"): ".", ord("、"): ",", 0x3000: " ", ord("′"): "'", ord("″"): "''",
    0x2061: " ", 0x2062: " ", 0x2063: ",", 0x2064: "+",
}  # fmt: skip
# An accent over a letter that stands alone, which is no word's.
_ACCENT: Final = re.compile(rf"(?<![^\W\d_])([^\W\d_])([{''.join(ACCENTS)}])(?![^\W\d_])")
# A fraction beside a digit may be a mixed number, and is left as it is.
_FRACTION: Final = re.compile(f"(?<![0-9])[{''.join(FRACTIONS)}](?![0-9])")
_DEGREES: Final = {"√": "", "∛": "[3]", "∜": "[4]"}
# What a root sign is plainly over: what is in brackets, or one name or number that ends there.
_ROOT: Final = re.compile(
    r"([√∛∜])\s*(?:(?=\{)|\((?P<inside>(?:[^()]|\([^()]*\))*)\)"
    r"|(?P<one>\\[A-Za-z]+|[^\W\d_]|\d+(?:\.\d+)?)(?P<index>_(?:\{[^{}]*\}|\w))?"
    r"(?=\s*(?:$|[-+=<>,;.:|)\]}&/*·×−]|\\(?:[\\,;!]|(?:cdot|times|quad|qquad|leq?|geq?|in|to|right)(?![A-Za-z])))))"
)


def write_signs_as_latex(latex: str) -> str:
    r"""Return LaTeX with such signs as commands: ``η²`` as ``η^{2}``, ``√x`` as ``\sqrt{x}``.

    What reads in two ways, ``√2π`` or ``2½``, stays as it is.
    """
    if latex.isascii():
        return latex
    latex = _RUN.sub(_write_script, remove_invisible(latex).translate(_WIDE))
    latex = _ACCENT.sub(lambda match: f"{ACCENTS[match[2]]}{{{match[1]}}}", normalize("NFD", latex))
    latex = _FRACTION.sub(_write_fraction, normalize("NFC", latex))
    return _ROOT.sub(_write_root, latex)


def _write_script(match: re.Match[str]) -> str:
    raised, lowered = match.groups()
    if raised:
        return f"^{{{''.join(map(_RAISED.__getitem__, raised))}}}"
    return f"_{{{''.join(map(_LOWERED.__getitem__, lowered))}}}"


def _write_fraction(match: re.Match[str]) -> str:
    top, bottom = FRACTIONS[match.group()]
    return f"{{\\frac{{{top}}}{{{bottom}}}}}"


def _write_root(match: re.Match[str]) -> str:
    command = f"\\sqrt{_DEGREES[match[1]]}"
    inside = match["inside"] if match["inside"] is not None else (match["one"] or "") + (match["index"] or "")
    return f"{command}{{{inside}}}" if inside else command
