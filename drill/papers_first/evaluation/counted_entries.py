"""How many numbers an array holds: ``X \\in \\mathbb{R}^{n \\times d}`` where nothing else is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tree import Node, Number, Power, Product, Statement, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import RANGES
from drill.papers_first.sides import Line

_REALS: Final = frozenset((Symbol("R", "\\mathbb"), Symbol("R", "\\mathbf")))


def size_lines(paper: Paper) -> Iterator[tuple[Line, str]]:
    """Formulas that say of one array which size it has, and nothing else, with what can be computed."""
    said = Counter(reading.formula for reading in paper.readings)
    seen: set[tuple[str, ...]] = set()
    for reading in paper.readings:
        match reading.statement:
            case Statement((Symbol() as left, Power(base, Product(factors, signs))), ("\\in",)):
                pass
            case _:
                continue
        is_whole = (
            base in _REALS
            and "\\times" in signs
            and set(signs) <= {"", "\\times"}
            and said[reading.formula] == 1
        )
        if not is_whole or reading.tokens in seen or all(isinstance(one, Number) for one in factors):
            continue
        seen.add(reading.tokens)
        line = Line(reading, reading.statement, None, "alone", (Product(factors, signs),))
        yield line, f"how many numbers one such ${to_latex(left)}$ holds"


def is_size(line: Line) -> bool:
    """Whether a line says the size of an array."""
    return line.left is None and line.statement.relations == ("\\in",)


def size_side(right: Node) -> Side:
    """A product of lengths, all of them whole numbers."""
    side = read_side(right)
    return replace(side, drawn=dict.fromkeys(side.names, RANGES["count"]))
