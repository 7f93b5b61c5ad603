"""How drafts speak of a paper: its text never becomes a template, its formulas stand in dollars."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from drill.papers.document import Formula
from drill.papers.formula.printing import join, to_latex
from drill.papers.formula.tree import Node, Symbol
from drill.papers.paper import Paper

_MARKDOWN: Final = re.compile(r"([\\`*_$])")


def plain(text: str) -> str:
    """Text of the paper as text of a bank: no template, no markup, no formula begins in it."""
    return _MARKDOWN.sub(r"\\\1", text).replace("@", "@@")


def with_formulas(text: str) -> str:
    """Running text whose ``$…$`` stay formulas."""
    pieces = re.split(r"(\$[^$]*\$)", text)
    return "".join(maths(piece) if index % 2 else plain(piece) for index, piece in enumerate(pieces))


def maths(latex: str) -> str:
    """LaTeX inside of dollars."""
    return latex.replace("@", "@@")


def inline(node: Node | Iterable[str]) -> str:
    """A tree or tokens as an inline formula."""
    latex = join(node) if not isinstance(node, Node) else to_latex(node)
    return f"${maths(latex)}$"


def display(latex: str) -> str:
    """LaTeX as a displayed formula."""
    return f"$${maths(latex)}$$"


def shown(formula: Formula) -> str:
    """A whole formula, rows under each other where it has several."""
    if len(formula.rows) == 1:
        return display(formula.latex)
    return display(r"\begin{aligned}" + r" \\ ".join(formula.rows) + r"\end{aligned}")


def place(paper: Paper, formula: Formula) -> str:
    """How a prompt points at a formula: the paper, its section, its number."""
    block = paper.block(formula)
    parts = [f"*{plain(paper.title)}*"]
    if block is not None and block.title:
        parts.append(plain(block.title))
    parts.append(f"equation ({plain(formula.number)})" if formula.number else f"line {formula.place.line}")
    return ", ".join(parts)


def meant(paper: Paper, symbols: Iterable[Symbol]) -> str:
    """The glossary's meanings of symbols as a clause, empty where it knows none."""
    said = [
        f"{inline(symbol)} is the {plain(entry.meaning)}"
        for symbol in symbols
        if (entry := paper.meaning(symbol))
    ]
    return "; ".join(said)


def resources(paper: Paper, formula: Formula | None) -> list[str]:
    """Where to look when an exercise is parked."""
    where = f"the source at {formula.place}" if formula is not None else "the paper itself"
    return [f"{plain(paper.title)}: {where}, with the paragraph before and after it."]
