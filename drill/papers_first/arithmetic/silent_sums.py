"""Sums that do not say what they run over, where a single index can be meant: ``\\sum x_i y_i``."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import Big, Bracket, Call, Node, Product, Symbol, children

_SIGNS: Final = frozenset(("\\sum", "\\prod"))
_INDICES: Final = frozenset("ijklmnrst")
_PAIRING: Final = frozenset(("<", ">", "\\neq", "\\ne"))


def with_told_indices(node: Node, left: Node | None) -> Node:
    """``node`` where such signs have their index; ``left`` is what it is the value of.

    An index that stands on the left, or outside of such a sign, is one place and no range. Of two signs of
    which the second names a pair, ``\\sum \\sum_{i < j}``, both stand for that.
    """
    fixed = set(_free(node)) | (set() if left is None else {*_letters(left), *_letters_above(left)})

    def change(part: Node) -> Node | None:
        match part:
            case Big(name, (), (), Big(inner, (_, relation, _), (), _) as pairs) if (
                name == inner and name in _SIGNS and relation in _PAIRING
            ):
                return replaced(pairs, change)
            case Big(name, (), (), body) if name in _SIGNS:
                letters = set(_letters(body)) - fixed or set(_letters_above(body)) - fixed
                is_told = len(letters) == 1 and not any(map(_runs, walk(body)))
                if is_told and not _is_over_values(body, *letters):
                    return Big(name, tuple(letters), (), body)
                return None
            case _:
                return None

    return replaced(node, change)


def _free(node: Node) -> list[str]:
    """Index letters outside of the signs that name no index."""
    if isinstance(node, Big) and node.name in _SIGNS and not node.lower:
        return []
    own = list(_of_symbol(node)) if isinstance(node, Symbol) else []
    found = [*own, *(letter for child in children(node) for letter in _free(child))]
    bound = node.lower[:1] if isinstance(node, Big) else ()
    return [letter for letter in found if letter not in bound]


def _letters(node: Node) -> list[str]:
    return [letter for part in walk(node) if isinstance(part, Symbol) for letter in _of_symbol(part)]


def _letters_above(node: Node) -> list[str]:
    """Single letters that number a symbol from above, ``x^i`` where the i is known to be an index."""
    marks = (part.mark for part in walk(node) if isinstance(part, Symbol))
    return [token for mark in marks for token in mark if token in _INDICES]


def _of_symbol(symbol: Symbol) -> tuple[str, ...]:
    """Single letters that number a symbol, and the symbol itself where it may be such a letter."""
    own = (symbol.base,) if symbol.base in _INDICES and not symbol.sub else ()
    return (*own, *(token for token in symbol.sub if token in _INDICES))


def _is_over_values(body: Node, letter: str) -> bool:
    """Whether a term is weighed by the chance of what stands at several places that a letter numbers."""
    for factor in body.factors if isinstance(body, Product) else (body,):
        match factor:
            case Call(Symbol("p" | "P" | "q" | "\\Pr"), Bracket() as given):
                places = {part.sub for part in walk(given) if isinstance(part, Symbol) and letter in part.sub}
                if any({"+", "-"} & set(place) for place in places):
                    return True
            case _:
                pass
    return False


def _runs(part: Node) -> bool:
    return isinstance(part, Big) and part.name in _SIGNS
