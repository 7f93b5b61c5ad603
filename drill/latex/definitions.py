"""Commands that define commands, for the formula that they are in."""

from __future__ import annotations

import re

from drill.latex.grammar import Parser
from drill.latex.tokens import Macro, macro_from, tokenize_latex

_ARGUMENT_TYPE = re.compile(r"[mM]|[oO](?:\{(?P<default>[^{}]*)\})?")


def new_command(parser: Parser, _: str) -> None:
    """Define by ``\\newcommand{\\a}[2][default]{body}`` and its relatives."""
    parser.take_if("*")
    target = _read_defined_name(parser)
    count = "".join(parser.bracket_tokens() or "0")
    default = parser.bracket_tokens()
    body = tuple(parser.argument_tokens())
    arguments = int(count) if count in tuple("0123456789") else 0
    parser.define(target, Macro(arguments, body, None if default is None else tuple(default)))


def document_command(parser: Parser, _: str) -> None:
    """Define by ``\\NewDocumentCommand{\\a}{O{default} m}{body}``."""
    target = _read_defined_name(parser)
    types = list(_ARGUMENT_TYPE.finditer(parser.argument_text()))
    body = tuple(parser.argument_tokens())
    optional = bool(types) and types[0][0][0] in "oO"
    default = tuple(tokenize_latex(types[0]["default"] or "")) if optional else None
    parser.define(target, Macro(len(types), body, default))


def define_by_def(parser: Parser, _: str) -> None:
    """Define by ``\\def\\a#1#2{body}``."""
    target = _read_defined_name(parser)
    while parser.stack and parser.stack[-1] != "{":
        parser.stack.pop()
    parser.define(target, macro_from(parser.argument_tokens()))


def define_operator(parser: Parser, _: str) -> None:
    """Define by ``\\DeclareMathOperator*{\\a}{name}``."""
    starred = ["*"] if parser.take_if("*") else []
    target = _read_defined_name(parser)
    parser.define(target, macro_from(["\\operatorname", *starred, "{", *parser.argument_tokens(), "}"]))


def paired_delimiter(parser: Parser, name: str) -> None:
    """Define by ``\\DeclarePairedDelimiter\\a\\lvert\\rvert``, with ``X`` by arguments and a body as well.

    The command that it defines may be called with a star or a size, which make no difference here: fences
    grow by themselves.
    """
    target = _read_defined_name(parser)
    count = "".join(parser.bracket_tokens() or "1") if name.endswith("X") else "1"
    left, right = parser.argument_tokens(), parser.argument_tokens()
    inside = parser.argument_tokens() if name.endswith("X") else ["#", "1"]
    body = ("\\left", *(left or "."), *inside, "\\right", *(right or "."))
    parser.define(target, Macro(int(count) if count in tuple("123456789") else 1, body, sized=True))


def define_by_let(parser: Parser, _: str) -> None:
    """Define by ``\\let\\a\\b`` and ``\\let\\a=\\b``."""
    target = _read_defined_name(parser)
    meaning = parser.argument_tokens()
    if meaning == ["="]:
        meaning = parser.argument_tokens()
    if meaning and meaning != ["\\" + target]:
        parser.define(target, macro_from(meaning))


def _read_defined_name(parser: Parser) -> str:
    return parser.argument_text().strip().lstrip("\\")
