"""Which letters are called, and what by: heads of brackets as the field uses them."""

from __future__ import annotations

from typing import Final, NoReturn

from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import Symbol

CALLED: Final = frozenset("fgFGJL")
OFTEN_CALLED: Final = frozenset("hpqPQ")
MEANS: Final = frozenset("EP")
FUNCTIONALS: Final = frozenset("EPHIFLDTVS")
INFORMED: Final = frozenset("QSGRJMfgpq")
INDICATORS: Final = frozenset(("1", "I", "\\delta", "\\chi"))
MATRICES: Final = frozenset("ABCMWXU")
COEFFICIENTS: Final = frozenset("abcmnrs")
RATES: Final = frozenset(("\\alpha", "\\beta", "\\gamma", "\\lambda", "\\eta", "\\epsilon", "\\varepsilon"))
STEPS: Final = frozenset("tnkijs")


def twofold(symbol: Symbol) -> NoReturn:
    """Refuse brackets behind ``symbol`` that may hold arguments or a factor."""
    raise RefusedError(f"{symbol.base}(…) reads in two ways")
