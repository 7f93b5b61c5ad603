"""Underscores of names that are typed as in code, ``\\mathrm{kernel_size}``, told from marks of indices."""

from __future__ import annotations

from collections.abc import Sequence

from drill.papers_first.formula.letter_runs import UNDERSCORE


def with_underscores(raw: Sequence[str], *, in_text: bool = False) -> list[str]:
    """Upright raw tokens with the underscores of names in them, ``kernel_size`` of code, as such.

    In mathematics a single letter behind one is an index; in text there are none.
    """
    out = list(raw)
    for at, token in enumerate(out):
        before, after = out[max(0, at - 1) : at], out[at + 1 : at + (2 if in_text else 3)]
        if token == "_" and before and before[0].isalnum() and _spells(after, 1 if in_text else 2):
            out[at] = UNDERSCORE
    return out


def _spells(tokens: Sequence[str], fewest: int) -> bool:
    """Whether these tokens are as many letters."""
    return len(tokens) == fewest and all(len(token) == 1 and token.isalpha() for token in tokens)
