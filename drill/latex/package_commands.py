r"""Commands of the packages physics, braket and siunitx whose names say what they mean.

Units are shown by the names of their commands: ``\milli\second`` as milli second.
"""

from __future__ import annotations

import re

from drill.latex.grammar import Parser
from drill.latex.nodes import Fence, Fraction, Group, Middle, Node, Row, Scripts, Symbol, Words
from drill.latex.tokens import expand_macro_body, tokenize_latex
from drill.text import read_word_tables

_NUMBER = re.compile(r"\s*([-+]?)\s*([\d.,]+)\s*[eE]\s*([-+]?\d+)\s*")
_UNIT = re.compile(r"\\([A-Za-z]+)|[~\s]+")

# Commands with the number of their arguments and what they stand for.
TEMPLATES = {
    command: (len(set(re.findall("#[1-9]", body))), tokenize_latex(body))
    for command, body in (
        line.split(" ", 1) for line in read_word_tables(__file__, "commands.txt")["templates"].splitlines()
    )
}


def expand_template(parser: Parser, name: str) -> Node:
    """Return the expansion of a command; a star or a size changes nothing."""
    count, body = TEMPLATES[name]
    if count:
        parser.take_if("*")
        parser.bracket_tokens()
    arguments = [parser.argument_tokens() if parser.has_argument() else ["□"] for _ in range(count)]
    nodes = parser.nested(expand_macro_body(body, arguments))
    return nodes[0] if len(nodes) == 1 else Group(nodes)


def bra_ket(parser: Parser, name: str) -> Node:
    """Read ``\\braket{a|b}``, ``\\braket{a}{b}``, ``\\ev{A}`` and ``\\ev{A}{x}``."""
    parser.take_if("*")
    inside = parser.argument()
    if parser.peek() == "{":
        ket = [Middle("|"), *parser.argument()]
        inside = [*inside, *ket] if "braket" in name.lower() else [*ket[1:], Middle("|"), *inside, *ket]
    return Fence("⟨", inside, "⟩")


def read_physics_fence(parser: Parser, name: str) -> Node:
    """Read ``\\abs{x}``, ``\\norm{x}``, ``\\ceil{x}``, ``\\floor{x}``; a star or a size changes nothing."""
    parser.take_if("*")
    parser.bracket_tokens()
    left, right = {"norm": "‖‖", "ceil": "⌈⌉", "floor": "⌊⌋"}.get(name, "||")
    return Fence(left, parser.argument(), right)


def read_physics_derivative(parser: Parser, name: str) -> Node:
    """Read ``\\dv[n]{f}{x}``, ``\\pdv{f}{x}{y}``, and ``\\dv{x}`` for the operator."""
    partial = name[0] == "p"
    letter = Symbol("∂", "ord", "partial") if partial else Symbol("d", "ord", "d")
    slash = parser.take_if("*")
    order = parser.optional()
    operand = parser.argument()
    variables: list[Row] = []
    while parser.peek() == "{" and len(variables) < (2 if partial else 1):
        variables.append(parser.argument())
    if not variables:
        operand, variables = [], [operand]
    if len(variables) == 2:
        above = _raise_row([letter], [Symbol("2", "ord", "2")])
        below: Row = [letter, *variables[0], letter, *variables[1]]
    else:
        above, below = _raise_row([letter], order), [letter, *_raise_row(variables[0], order)]
    return Fraction([*above, *operand], below, "slash" if slash else "bar")


def _raise_row(base: Row, order: Row | None) -> Row:
    return [Scripts(base[0] if len(base) == 1 else Group(base), None, order)] if order else base


def read_differential(parser: Parser, _: str) -> Node:
    r"""Read ``\dd x`` and ``\dd[3]{x}``; what follows without braces is read on its own."""
    body = _raise_row([Symbol("d", "ord", "d")], parser.optional())
    return Group([*body, *parser.argument()] if parser.peek() == "{" else body)


def read_quantity(parser: Parser, name: str) -> Node | None:
    r"""Read ``\qty{5}{\metre}`` of siunitx.

    The brackets after ``\qty`` of physics stand for themselves.
    """
    return number_with_unit(parser, name) if parser.peek() == "{" else None


def number_with_unit(parser: Parser, _: str) -> Node:
    """Read ``\\SI{3}{\\metre}``."""
    parser.bracket_tokens()
    number = parser.argument_text()
    return Group([*_parse_si_number(number), Words(" " + _unit_name(parser.argument_text()))])


def read_unit(parser: Parser, _: str) -> Node:
    """Read ``\\si{\\metre}``, and ``\\unit[3]{m}`` with a number."""
    number = "".join(parser.bracket_tokens() or ())
    return Words(f"{number} {_unit_name(parser.argument_text())}".strip())


def read_si_number(parser: Parser, _: str) -> Node:
    """Read ``\\num{1.2e-3}``."""
    parser.bracket_tokens()
    return Group(_parse_si_number(parser.argument_text()))


def _parse_si_number(text: str) -> Row:
    read = _NUMBER.fullmatch(text)
    if read is None:
        return [Words(text.strip().replace("-", "−"))]
    sign, digits, exponent = read.groups()
    power = Symbol(exponent.replace("-", "−"), "ord", exponent)
    times = Symbol("×", "bin", "times")
    return [Words(sign.replace("-", "−") + digits), times, Scripts(Symbol("10", "ord", "10"), None, [power])]


def _unit_name(source: str) -> str:
    return _UNIT.sub(r" \1", source).strip()
