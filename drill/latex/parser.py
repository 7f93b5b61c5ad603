"""From the text of a formula to its nodes."""

from __future__ import annotations

from dataclasses import dataclass

from drill.latex.commands import HANDLERS
from drill.latex.environments import read_whole
from drill.latex.grammar import Parser
from drill.latex.nodes import Row
from drill.latex.tokens import MacroBody, read_macros, tokenize


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a formula's text holds."""

    nodes: Row
    left_over: tuple[str, ...]
    """The commands that were not understood, each once; they stand among the nodes, too."""
    faults: tuple[str, ...]
    """What LaTeX itself would complain of, in words; it is read as well as it can be."""


def parse(latex: str, macros: tuple[tuple[str, MacroBody], ...] = ()) -> Parsed:
    """Read a formula, with its macros by name with or without backslash.

    Raises:
        TooLargeError: it is too long or too deep.
    """
    parser = Parser(tokenize(latex), read_macros(macros), HANDLERS)
    nodes = read_whole(parser)
    return Parsed(nodes, tuple(dict.fromkeys(parser.left_over)), tuple(dict.fromkeys(parser.faults)))
