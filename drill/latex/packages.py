"""Commands of the packages physics, braket and siunitx, as far as their names say what they mean."""

from __future__ import annotations

import re

from drill.latex.grammar import Parser
from drill.latex.nodes import Accent, Fence, Font, Fraction, Group, Middle, Node, Row, Scripts, Symbol, Words
from drill.latex.symbols import pairs

_CLOSING = {"(": ")", "[": "]", "|": "|", "\\{": "\\}", "\\|": "\\|"}
_NUMBER = re.compile(r"\s*([-+]?)\s*([\d.,]+)\s*[eE]\s*([-+]?\d+)\s*")
_BAR = Symbol("|", "ord", "|")
_UNITS = pairs("""
metre m meter m second s gram g kilogram kg kelvin K mole mol ampere A candela cd hertz Hz newton N pascal Pa
joule J watt W volt V ohm Ω farad F coulomb C tesla T henry H radian rad bit bit byte B litre L liter L
minute min hour h day d percent % degree ° celsius °C degreeCelsius °C electronvolt eV angstrom Å decibel dB
hectare ha tonne t arcminute ′ arcsecond ″ kg kg km km cm cm mm mm um µm nm nm ms ms us µs ns ns kHz kHz MHz
MHz GHz GHz mV mV eV eV keV keV MeV MeV GeV GeV m m s s g g K K Hz Hz
""")
_UNIT_PREFIXES = pairs("""
yocto y zepto z atto a femto f pico p nano n micro µ milli m centi c deci d deca da hecto h kilo k mega M
giga G tera T peta P exa E
""")
_UNIT_POWERS = {"squared": "²", "cubed": "³", "square": "²", "cubic": "³"}
_UNIT_PART = re.compile(r"\\([A-Za-z]+)|\\tothe\s*\{(\d+)\}|([^\\]+)")


def bra_ket(parser: Parser, name: str) -> Node:
    """``\\bra{a}``, ``\\ket{b}``, ``\\braket{a|b}`` or ``\\braket{a}{b}``, ``\\ketbra{a}{b}``."""
    parser.take_if("*")
    first = parser.argument()
    if name in ("bra", "Bra"):
        return Fence("⟨", first, "|")
    if name in ("ket", "Ket"):
        return Fence("|", first, "⟩")
    second = parser.argument() if parser.peek() == "{" else None
    if name in ("ketbra", "dyad", "op", "outerproduct"):
        return Group([Fence("|", first, "⟩"), Fence("⟨", first if second is None else second, "|")])
    return Fence("⟨", first if second is None else [*first, Middle("|"), *second], "⟩")


def expectation(parser: Parser, name: str) -> Node:
    """``\\ev{A}``, ``\\ev{A}{x}`` and ``\\mel{a}{B}{c}``."""
    parser.take_if("*")
    first = parser.argument()
    if name in ("mel", "matrixel", "matrixelement"):
        return Fence("⟨", [*first, Middle("|"), *parser.argument(), Middle("|"), *parser.argument()], "⟩")
    if parser.peek() != "{":
        return Fence("⟨", first, "⟩")
    state = parser.argument()
    return Fence("⟨", [*state, Middle("|"), *first, Middle("|"), *state], "⟩")


def commutator(parser: Parser, name: str) -> Node:
    """``\\comm{A}{B}`` and the anticommutator ``\\acomm{A}{B}``."""
    left, right = ("{", "}") if name[0] in "ap" else ("[", "]")
    return Fence(left, [*parser.argument(), Symbol(",", "punct", ","), *parser.argument()], right)


def set_of(parser: Parser, _: str) -> Node:
    """``\\Set{x | x > 0}``."""
    parser.take_if("*")
    body: Row = [Middle("|") if node == _BAR else node for node in parser.argument()]
    return Fence("{", body, "}")


def absolute(parser: Parser, name: str) -> Node:
    """``\\abs{x}``, ``\\norm{x}``, ``\\ceil{x}``, ``\\floor{x}``; a star or a size changes nothing."""
    parser.take_if("*")
    parser.bracket_tokens()
    left, right = {"norm": "‖‖", "ceil": "⌈⌉", "floor": "⌊⌋"}.get(name, "||")
    return Fence(left, parser.argument(), right)


def derivative(parser: Parser, name: str) -> Node:
    """``\\dv[n]{f}{x}``, ``\\pdv{f}{x}{y}``, and ``\\dv{x}`` for the operator."""
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
        above = _raised([letter], [Symbol("2", "ord", "2")])
        below: Row = [letter, *variables[0], letter, *variables[1]]
    else:
        above, below = _raised([letter], order), [letter, *_raised(variables[0], order)]
    return Fraction([*above, *operand], below, "slash" if slash else "bar")


def _raised(base: Row, order: Row | None) -> Row:
    return [Scripts(base[0] if len(base) == 1 else Group(base), None, order)] if order else base


def differential(parser: Parser, name: str) -> Node:
    """``\\dd x`` and ``\\dd[3]{x}``; what follows without braces stands for itself."""
    letters = {"pp": "∂", "var": "δ"}
    letter = letters.get(name, "d")
    body = _raised([Symbol(letter, "ord", letter)], parser.optional())
    if parser.peek() == "{":
        body = [*body, *parser.argument()]
    return Group(body)


def quantity(parser: Parser, _: str) -> Node:
    """``\\qty(x)`` of physics grows its fence; ``\\qty{5}{\\metre}`` of siunitx is a number and a unit."""
    parser.take_if("*")
    opening = parser.peek()
    if opening == "{":
        first = parser.argument_tokens()
        if parser.peek() != "{":
            return Fence("{", parser.nested(first), "}")
        return Group([*_number("".join(first)), Words(" " + _unit_name(parser.argument_text()))])
    closing = _CLOSING.get(opening)
    if closing is None:
        return parser.unknown("\\qty")
    left = parser.delimiter()
    body = parser.row(frozenset((closing,)))
    return Fence(left, body, parser.delimiter() if parser.peek() == closing else "")


def number_with_unit(parser: Parser, _: str) -> Node:
    """``\\SI{3}{\\metre}``."""
    parser.bracket_tokens()
    number = parser.argument_text()
    return Group([*_number(number), Words(" " + _unit_name(parser.argument_text()))])


def unit(parser: Parser, _: str) -> Node:
    """``\\si{\\metre}``, and ``\\unit[3]{m}`` with a number."""
    number = "".join(parser.bracket_tokens() or ())
    return Words(f"{number} {_unit_name(parser.argument_text())}".strip())


def unit_fraction(parser: Parser, _: str) -> Node:
    """``\\unitfrac[3]{m}{s}``."""
    number = parser.optional()
    fraction = Fraction(parser.argument(), parser.argument(), "slash")
    return Group([*number, Words(" "), fraction]) if number else fraction


def number(parser: Parser, name: str) -> Node:
    """``\\num{1.2e-3}`` and ``\\ang{45}``."""
    parser.bracket_tokens()
    read = _number(parser.argument_text())
    return Group([*read, Symbol("°", "ord", "degree")] if name == "ang" else read)


def _number(text: str) -> Row:
    read = _NUMBER.fullmatch(text)
    if read is None:
        return [Words(text.strip().replace("-", "−"))]
    sign, digits, exponent = read.groups()
    power = Symbol(exponent.replace("-", "−"), "ord", exponent)
    times = Symbol("×", "bin", "times")
    return [Words(sign.replace("-", "−") + digits), times, Scripts(Symbol("10", "ord", "10"), None, [power])]


def bold_vector(parser: Parser, name: str) -> Node:
    """``\\vb{x}``, with an arrow ``\\va{x}``, with a hat ``\\vu{x}``."""
    parser.take_if("*")
    bold = Font("mathbf", parser.argument())
    accent = {"va": "vec", "vectorarrow": "vec", "vu": "hat", "vectorunit": "hat"}.get(name)
    return Accent(accent, [bold]) if accent else bold


def vector_operator(_: Parser, name: str) -> Node:
    """``\\curl`` and ``\\laplacian``."""
    nabla = Symbol("∇", "ord", "nabla")
    if name == "laplacian":
        return Scripts(nabla, None, [Symbol("2", "ord", "2")])
    return Group([nabla, Symbol("×", "bin", "times")]) if name == "curl" else nabla


def evaluated(parser: Parser, _: str) -> Node:
    """``\\eval{f}_{a}^{b}``: a bar behind, which carries the scripts."""
    parser.take_if("*")
    return Fence("", parser.argument(), "|")


def order_of(parser: Parser, _: str) -> Node:
    """``\\order{n}``."""
    return Group([Font("mathcal", [Symbol("O", "ord", "O")]), Fence("(", parser.argument(), ")")])


def _unit_name(source: str) -> str:
    """The unit in ``source`` as it is written on paper; what is not known stays as it is."""
    name = ""
    power = ""
    joined = True
    for command, exponent, text in _UNIT_PART.findall(source):
        if command == "per":
            name, joined = name + "/", True
        elif command in ("square", "cubic"):
            power = _UNIT_POWERS[command]
        elif command in _UNIT_POWERS:
            name += _UNIT_POWERS[command]
        elif exponent:
            name += "^" + exponent
        elif text:
            name += text.strip().replace("~", " ")
        else:
            name += "" if joined else " "
            joined = command in _UNIT_PREFIXES
            name += _UNIT_PREFIXES.get(command) or _UNITS.get(command) or "\\" + command
            if not joined:
                name, power = name + power, ""
    return name
