"""Numbers of equations, references and links: what points elsewhere shows as its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.typeset.nodes import Group, Node, Tag, Words, plain_text
from drill.typeset.textmode import read_text

if TYPE_CHECKING:
    from drill.typeset.parser import Parser


def tag(parser: Parser, name: str) -> Node:
    """``\\tag{3}`` and ``\\tag*{(B)}``."""
    del name
    starred = parser.take_if("*")
    text = plain_text(read_text(parser, parser.argument_tokens(), ""))
    return Tag(text if starred else f"({text})")


def bare_tag(parser: Parser, name: str) -> Node:
    """``\\eqno(3)``: the rest of the row is its number."""
    del name
    return Tag(plain_text(parser.row(parser.cell_ends)))


def reference(parser: Parser, name: str) -> Node:
    """``\\ref{eq:a}`` and its like: the label."""
    text = parser.argument_text()
    return Words(f"({text})" if name == "eqref" else text)


def citation(parser: Parser, name: str) -> Node:
    """``\\cite[p. 3]{key}``: the key."""
    del name
    while parser.bracket_tokens() is not None:
        pass
    return Words(f"[{parser.argument_text()}]")


def link(parser: Parser, name: str) -> Node:
    """``\\href{address}{text}``: the text."""
    parser.bracket_tokens()
    if name == "href":
        parser.argument_tokens()
    return Group(parser.argument())
