"""Remarks in brackets beside a step, with formulas in them: ``\\text{(using } a = b \\text{)}``."""

from __future__ import annotations

from typing import Final

_OPENING: Final = "\\text{("
_TEXT: Final = "\\text{"
_REASONS: Final = ("as ", "by ", "using", "since", "because", "due to", "from ", "follows from", "recall")
_STEPS: Final = ("loosen", "apply", "replac", "substitut", "bound", "note", "we ")


def without_bracketed(tokens: list[str]) -> list[str]:
    """Tokens without the reasons that words open a bracket for and other words close it behind.

    Conditions, ``\\text{(if } a > 0 \\text{)}``, stay.
    """
    kept: list[str] = []
    at = 0
    while at < len(tokens):
        end = _end_of_remark(tokens, at)
        if end == at:
            kept.append(tokens[at])
        at = max(end, at + 1)
    return kept


def _end_of_remark(tokens: list[str], begin: int) -> int:
    """The place behind the remark that begins there; ``begin`` where none does, or nothing ends it."""
    words = tokens[begin].removeprefix(_OPENING).rstrip("}").lstrip().lower() + " "
    if not tokens[begin].startswith(_OPENING) or not words.startswith((*_REASONS, *_STEPS)):
        return begin
    depth = 0
    for at in range(begin, len(tokens)):
        if at > begin and tokens[at].startswith(_OPENING):
            return begin  # nothing says where the first one ends
        if tokens[at].startswith(_TEXT):
            depth += tokens[at].count("(") - tokens[at].count(")")
            if depth <= 0:
                return at + 1
    return begin
