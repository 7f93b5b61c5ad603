"""Signs that have a meaning and are no letters: operations, norms, indicators, ``\\nabla``, ``[n]``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_OPERATIONS: Final = frozenset((
    "\\odot", "\\otimes", "\\oplus", "\\circ", "*", "\\ast", "\\star", "\\wedge", "\\vee", "\\oslash", "\\|",
))  # fmt: skip
_OF_OPERATIONS: Final = re.compile(
    r"operat|product|multiplication|convolution|correlation|composition|concatenation|addition|sum|action",
    re.IGNORECASE,
)
_NORMS: Final = frozenset((("\\|", "\\cdot", "\\|"), ("|", "\\cdot", "|")))
_BOLD: Final = frozenset(("\\mathbf", "\\mathbb", "\\mathds", "\\mathbbm"))


def is_sign(tokens: list[str]) -> bool:
    """Whether a sign is named itself: ``\\odot``, ``\\ast_G``, ``\\|\\cdot\\|``, ``\\mathbb{1}[\\cdot]``."""
    if len(tokens) < 2:
        return bool(tokens) and tokens[0].partition("_")[0] in _OPERATIONS
    if tuple(tokens[:3]) in _NORMS:
        return len(tokens) == 3 or tokens[3] == "_"
    return _is_indicator(tokens) or _is_derivative(tokens) or _is_range(tokens)


def may_stand_for(tokens: Sequence[str], meaning: str) -> bool:
    """Whether an operation with an index is said to be one: ``the sum on graph $\\oplus_G$`` is no graph."""
    sign, _, index = tokens[0].partition("_")
    is_operation = len(tokens) == 1 and bool(index) and sign in _OPERATIONS
    return not is_operation or _OF_OPERATIONS.search(meaning) is not None


def _is_indicator(tokens: list[str]) -> bool:
    """``\\mathbf{1}``, ``\\mathbb{1}_A``, ``\\mathbb{1}[\\cdot]``."""
    if tokens[0] not in _BOLD or tuple(tokens[1:4]) != ("{", "1", "}"):
        return False
    behind = tokens[4:]
    is_index = behind[:2] == ["_", "{"] and behind.count("{") == 1 and behind[-1] == "}"
    is_open = len(behind) == 3 and behind[0] in ("[", "(", "\\{") and behind[1] == "\\cdot"
    return not behind or is_index or is_open


def _is_derivative(tokens: list[str]) -> bool:
    """``\\nabla``, ``\\nabla_{w}``: the gradient by itself."""
    return tokens[0] == "\\nabla" and tokens[1:3] == ["_", "{"] and tokens.index("}") == len(tokens) - 1


def _is_range(tokens: list[str]) -> bool:
    """``[n]``: the numbers up to ``n``."""
    return tokens[0] == "[" and tokens[2:] == ["]"] and tokens[1].isalpha()
