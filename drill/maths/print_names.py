"""Typed names to LaTeX: Greek letters to commands, subscripts and primes set as such."""

from __future__ import annotations

import re
from collections.abc import Mapping

from drill.maths.characters import GREEK

_GREEK_NAMES = frozenset(GREEK.values())
_PARTS = re.compile(r"([A-Za-z]+)([0-9]*)((?:_[A-Za-z0-9]+)*)('*)")
_NEEDS_BRACES = re.compile(r"[\s^_']")


def symbol_latex(name: str, names: Mapping[str, str]) -> str:
    """Give the LaTeX of a typed name.

    As ``names`` says, else ``x_1`` as ``x_{1}``, ``lambda`` as ``\\lambda``.
    """
    given = names.get(name)
    if given is not None:
        return given
    primes = len(name) - len(name.rstrip("'"))
    if primes and name[:-primes] in names:
        return names[name[:-primes]] + "'" * primes
    parts = _PARTS.fullmatch(name)
    if parts is None:
        return f"\\mathrm{{{name}}}"
    letters, digits, subscripts, marks = parts.groups()
    below = [digits] if digits else []
    below += [_word_latex(part) for part in subscripts.split("_")[1:]]
    return _word_latex(letters) + (f"_{{{', '.join(below)}}}" if below else "") + marks


def as_base(latex: str) -> str:
    """Give a symbol's LaTeX as the base of a power: in braces if it has a script or a prime of its own."""
    is_dressed = _NEEDS_BRACES.search(latex) and not re.fullmatch(r"\\?\w+_\{\w+\}", latex)
    return f"{{{latex}}}" if is_dressed else latex


def _word_latex(word: str) -> str:
    if word in _GREEK_NAMES:
        return f"\\{word}"
    return word if len(word) == 1 or word.isdigit() else f"\\mathrm{{{word}}}"
