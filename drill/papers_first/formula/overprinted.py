"""Double-struck letters put together from two with a negative gap: ``{\\rm I\\!R}``, ``1\\!\\!1``."""

from __future__ import annotations

import re
from typing import Final

_LENGTH: Final = (
    r"(?:\\hspace\*?\{\s*-[^{}]*\}|\\(?:h|m)skip\s*-\s*[\d.]+\s*[a-z]{2}|\\m?kern\s*-\s*[\d.]+\s*[a-z]{2})"
)
_GAP: Final = rf"\s*(?:(?:\\!\s*)+|(?:\{{?\s*{_LENGTH}\s*\}}?\s*)+)"
_WIDE_GAP: Final = rf"\s*(?:(?:\\!\s*){{2,}}|(?:\{{?\s*{_LENGTH}\s*\}}?\s*)+)"
_UPRIGHT: Final = r"\\(?:mathrm|textrm|rm|tt|mathtt|mathsf|sf|text|hbox|mbox)(?![a-zA-Z])\s*"
_SETS: Final = "RNEPFHKZQC"
_LETTERS: Final = re.compile(
    rf"\{{\s*\\rm(?![a-zA-Z])\s*I{_GAP}(?P<one>[{_SETS}])\s*\}}"
    rf"|\\(?:mathrm|textrm|mathsf)\s*\{{\s*I{_GAP}(?P<two>[{_SETS}])\s*\}}"
    rf"|(?<![a-zA-Z\\])I{_WIDE_GAP}(?P<three>[{_SETS}])(?![a-zA-Z])"
)
_ONES: Final = re.compile(
    rf"(?<![\d.])(?:{_UPRIGHT})?1(?:{_WIDE_GAP}[1lI](?![a-zA-Z\d])"
    rf"|{_GAP}{_UPRIGHT}(?:\{{\s*[1lI]\s*\}}|[1lI](?![a-zA-Z\d])))"
)


def with_struck_letters(latex: str) -> str:
    """``latex`` with one command for each such letter: ``\\mathbb{R}``, ``\\mathbb{1}``."""
    if "\\!" not in latex and "-" not in latex:
        return latex
    latex = _LETTERS.sub(lambda match: f"\\mathbb{{{match[match.lastgroup or 0]}}}", latex)
    return _ONES.sub(r"\\mathbb{1}", latex)
