"""The bridge to SymPy: trees that only computer algebra can work out."""

from __future__ import annotations

from functools import lru_cache

from drill.maths.domains import read_assumptions
from drill.maths.tree import Node, symbols


@lru_cache(maxsize=2048)
def by_sympy(tree: Node, assume: tuple[str, ...]) -> Node:
    """Return the value of a tree with bank functions, as a tree.

    Symbols are real unless ``assume`` says more. Raises CheckError where SymPy finds no value within the
    budgets.
    """
    from drill.maths import symbolic

    known = symbolic.symbols_of(read_assumptions(assume, symbols(tree)))
    return symbolic.from_sympy(symbolic.to_sympy(tree, known))
