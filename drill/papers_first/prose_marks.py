"""What is no part of a sentence that is shown: marks of lists and of emphasis, and holes that code left."""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(r"(\$[^$]*\$)")
_ITEM: Final = re.compile(r"^[-+*•]\s+")
_STRESSED: Final = re.compile(r"(?<![\w*])(\*{1,3}|__?)(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])")
_HOLE: Final = re.compile(
    r"\b(?:of|to|by|with|from|into|the|an?) (?:if|is|are|was|were|but)\b"
    r"|\b(?:the|an?) ?[,.;:!?](?!\w)|\bof ?[,.;!?](?!\w)",
    re.IGNORECASE,
)


def without_marks(text: str) -> str:
    """Words without the mark of a list's item and those of emphasis in Markdown; formulas stay."""
    pieces = _FORMULA.split(_ITEM.sub("", text))
    return "".join(piece if at % 2 else _STRESSED.sub(r"\2", piece) for at, piece in enumerate(pieces))


def has_hole(text: str) -> bool:
    """Whether something is gone that a formula or code stood in: ``is proportional to if it exists``."""
    return _HOLE.search(_FORMULA.sub("$", text)) is not None
