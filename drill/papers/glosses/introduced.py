"""How running text takes its letters: for anything, as in ``for all $x$`` and ``Fix $x$``; for functions."""

from __future__ import annotations

import re
from typing import Final

from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Symbol
from drill.papers.glosses.names import Name, read_names

_TAKEN: Final = re.compile(
    r"\b(?:let|fix|any|every|all|some|arbitrary|suppose|consider)(?:\s+(?:an?|any|some|arbitrary|fixed|that))?"
    r"\s*(?<!\$)\$(?P<latex>[^$]{1,60})\$",
    re.IGNORECASE,
)
_FORMULAS: Final = re.compile(r"\$+([^$]+)\$")
_CALLED: Final = re.compile(r"(?<![a-zA-Z\\_^{])(\\[a-zA-Z]+|[a-zA-Z])\s*(?:\\left\s*)?\(")


def letters_called(text: str) -> frozenset[str]:
    """The letters that brackets follow in the formulas of a text."""
    return frozenset(call[1] for formula in _FORMULAS.finditer(text) for call in _CALLED.finditer(formula[1]))


def introduced(text: str) -> frozenset[Symbol]:
    """The symbols that a text takes anew."""
    found = (read_names(match["latex"]) for match in _TAKEN.finditer(text))
    named = (_symbol(name) for names in found if names is not None for name in names.names)
    return frozenset(symbol for symbol in named if symbol is not None)


def _symbol(name: Name) -> Symbol | None:
    try:
        node = parse_tokens(list(name)).sides[0]
    except RefusedError:
        return None
    return node if isinstance(node, Symbol) else None
