"""Parse the text of a formula into nodes."""

from __future__ import annotations

from dataclasses import dataclass

from drill.latex.commands import HANDLERS
from drill.latex.environments import read_whole
from drill.latex.grammar import MAX_DEPTH, Parser
from drill.latex.nodes import Row, rows_in
from drill.latex.tokens import MacroBody, place_tokens, read_macro_table, tokenize_latex


@dataclass(frozen=True, slots=True)
class Parsed:
    """The result of parsing a formula."""

    nodes: Row
    # The commands that were not understood, each once; they stand among the nodes, too.
    left_over: tuple[str, ...]
    # What LaTeX itself would complain of, in words; it is read as well as it can be.
    faults: tuple[str, ...]


def parse_latex_formula(
    latex: str,
    macros: tuple[tuple[str, MacroBody], ...] = (),
    *,
    places: bool = False,
    most_depth: int = MAX_DEPTH,
) -> Parsed:
    """Read a formula, with its macros by name with or without backslash.

    With ``places`` all nodes say where they are in the source, and the braces of arguments are groups, too;
    what a command generates, or text, has the place of the command. Rows are nested at most
    ``most_depth`` deep inside of one another.

    Raises:
        TooLargeError: it is too long or too deep.
    """
    tokens = tokenize_latex(latex)
    parser = Parser(
        place_tokens(tokens) if places else tokens, read_macro_table(macros), HANDLERS, most_depth
    )
    nodes = read_whole(parser)
    if places:
        _set_places(nodes, 0, len(latex))
    return Parsed(nodes, tuple(dict.fromkeys(parser.left_over)), tuple(dict.fromkeys(parser.faults)))


def _set_places(nodes: Row, index: int, end: int) -> None:
    """Give nodes that were not read from tokens the place of the command they come from."""
    for node in nodes:
        if not hasattr(node, "end"):
            node.at, node.end = index, end
        for row in rows_in(node):
            _set_places(row, node.at, node.end)
