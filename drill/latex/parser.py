"""From the text of a formula to its nodes."""

from __future__ import annotations

from drill.latex.commands import HANDLERS
from drill.latex.environments import read_whole
from drill.latex.grammar import Parser
from drill.latex.nodes import Row
from drill.latex.tokens import MacroBody, read_macros, tokenize


def parse(latex: str, macros: tuple[tuple[str, MacroBody], ...] = ()) -> tuple[Row, tuple[str, ...]]:
    """Parse ``latex``; also return the commands that were not understood, each once.

    Raises:
        TooLargeError: the formula is too long or too deep.
    """
    parser = Parser(tokenize(latex), read_macros(macros), HANDLERS)
    nodes = read_whole(parser)
    return nodes, tuple(dict.fromkeys(parser.left_over))
