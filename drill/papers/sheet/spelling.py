"""How formulas are spelled: canonical tokens, their ids, and the symbols in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from drill.errors import ParseError, TooLargeError
from drill.latex import canonical
from drill.notation import Parsed, to_latex, walk
from drill.notation.tree import Apply, Expect, Node, Ref
from drill.papers.sheet.symbols import key_of, latex_of_symbol, read_symbol

_CONSTANTS: Final = frozenset(("e", "\\pi", "\\infty", "d"))
_BOUND_SETS: Final = frozenset(("R", "N", "Z", "E", "P", "C", "Q"))
"""Letters that no paper declares where they stand doubled: sets, expectations, chances."""


def formula_id(statements: Iterable[str]) -> str:
    """The same for the same formula, however it is spaced: a hash of its canonical tokens."""
    return hashlib.sha256(" ".join(_spelled(statements)).encode("utf-8", "replace")).hexdigest()[:12]


def _spelled(statements: Iterable[str]) -> Iterator[str]:
    for statement in statements:
        yield from canonical_tokens(statement) or statement.split()
        yield ";"


@lru_cache(maxsize=8192)
def canonical_tokens(latex: str) -> tuple[str, ...]:
    """LaTeX in canonical spelling; nothing where it has none."""
    try:
        return tuple(canonical(latex))
    except (ParseError, TooLargeError):
        return ()


def latex_of(tokens: Sequence[str]) -> str:
    """Canonical tokens as readable LaTeX."""
    return to_latex(tokens)


@lru_cache(maxsize=8192)
def symbol_key(latex: str) -> str:
    """What two writings of one symbol have in common; the text itself where it is no name."""
    name = read_symbol(latex)
    if name is not None:
        return key_of(name)
    return " ".join(canonical_tokens(latex) or latex.split())


def symbols_of(parsed: Parsed) -> Iterator[tuple[Ref, str]]:
    """Each symbol of a statement that was read, with its LaTeX there, in order; functions, too.

    What is no name by itself is none: an accent over a sum, a mark in an exponent.
    """
    if parsed.statement is not None:
        for node in (parsed.statement, *parsed.statement.conditions):
            yield from _symbols_below(node)


def _symbols_below(node: Node) -> Iterator[tuple[Ref, str]]:
    operators = {id(part.operator) for part in walk(node) if isinstance(part, Expect)}
    operators |= {id(part.function) for part in walk(node) if isinstance(part, Apply) and _is_known(part)}
    for part in walk(node):
        if not isinstance(part, Ref) or id(part) in operators or _is_constant(part):
            continue
        if latex := latex_of_symbol(part):
            yield part, latex


def _is_known(applied: Apply) -> bool:
    """Whether a function is everybody's: ``\\\\log``, ``\\\\operatorname{softmax}``."""
    name = applied.function.name
    return name.font == "\\operatorname" or name.base in _FUNCTIONS


_FUNCTIONS: Final = frozenset(("\\forall", "\\exists")) | {
    f"\\{name}" for name in ("log", "ln", "exp", "sin", "cos", "tan", "tanh", "det", "max", "min", "Pr")
}


def _is_constant(ref: Ref) -> bool:
    is_set = ref.name.font in ("\\mathbb",) and ref.name.base in _BOUND_SETS
    return is_set or (ref.name.base in _CONSTANTS and not (ref.below or ref.name.font or ref.name.accents))
