"""Powers of matrices whose exponent is a letter, ``(D^{-1/2} A D^{-1/2})^K``: the exercise sets it to 2."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import Big, Bracket, Call, Node, Number, Power, Product, Symbol
from drill.papers_first.sides import Line

_COUNTS: Final = frozenset("KkLlNnMmPpTtRrIiJjSs")
_TWO: Final = Number("2")


def with_set_power(line: Line) -> Line | None:
    """A line with 2 for the letter that products in brackets on its right are raised to; None for others."""
    right = line.rights[0]
    letters = {
        part.exponent
        for part in walk(right)
        if isinstance(part, Power) and _is_count(part.exponent) and _is_product(part.base)
    }
    if len(letters) != 1:
        return None
    (letter,) = letters
    raised = sum(isinstance(part, Power) and part.exponent == letter for part in walk(right))
    calls = any(isinstance(part, Call) and letter in walk(part) for part in walk(right))
    if calls or sum(part == letter for part in walk(right)) != raised or _names(right, letter):
        return None
    computed = replaced(right, lambda part: _TWO if part == letter else None)
    return line.with_right(right, computed).also_saying(f"Let ${to_latex(letter)} = 2$")


def _is_count(exponent: Node) -> bool:
    return isinstance(exponent, Symbol) and exponent == Symbol(exponent.base) and exponent.base in _COUNTS


def _is_product(base: Node) -> bool:
    """Whether it is a product of several things in brackets, which has no index above it."""
    match base:
        case Bracket("(", ")", (Product((_, _, *_)),), (), ()):
            return True
        case _:
            return False


def _names(right: Node, letter: Node) -> bool:
    """Whether the letter names something too, or a sum runs over it or ends with it: ``W_K``."""
    assert isinstance(letter, Symbol)
    return any(
        (isinstance(part, Symbol) and letter.base in (*part.sub, *part.mark))
        or (isinstance(part, Big) and letter.base in (*part.lower, *part.upper))
        for part in walk(right)
    )
