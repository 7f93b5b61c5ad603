"""A name's letter, and whether a noun begins with it: ``$g$`` and ``$\\gamma$`` of a gain."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.names import Name

_DRESSES: Final = frozenset(("\\mathbf", "\\mathcal", "\\mathbb", "\\hat", "\\bar", "\\tilde", "{"))
_SOUNDS: Final = {
    "\\alpha": "a", "\\beta": "b", "\\gamma": "g", "\\delta": "d", "\\epsilon": "e", "\\varepsilon": "e",
    "\\theta": "t", "\\kappa": "k", "\\lambda": "l", "\\mu": "m", "\\nu": "n", "\\pi": "p", "\\rho": "r",
    "\\sigma": "s", "\\tau": "t", "\\phi": "p", "\\psi": "p", "\\omega": "w",
}  # fmt: skip


def is_initial(name: Name, noun: str) -> bool:
    """Whether a noun begins with a name's letter, or with the sound of its Greek one."""
    letter = letter_of(name)
    return noun[:1] == (_SOUNDS.get(letter.lower()) or letter.lower())


def letter_of(name: Name) -> str:
    """A name's letter without its dress."""
    return next((token for token in name if token not in _DRESSES), "")
