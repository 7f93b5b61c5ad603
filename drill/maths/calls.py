"""Read functions and their arguments: ``sin(x)``, ``sin 2x``, ``sin^2 x``, ``log_2 8``, ``N(mean=0,
sd=2)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.errors import ParseError
from drill.maths.binding import is_bound_place
from drill.maths.bracket_parser import read_braced_group, read_items
from drill.maths.functions import BARE, BINDING, DISTRIBUTIONS, FUNCTIONS, arity_fault
from drill.maths.maths_tokens import MAX_DIGITS, STARTS
from drill.maths.maths_tree import Binary, Call, Const, Neg, Node, Num, Sym
from drill.maths.maths_vocabulary import LETTER_FUNCTIONS

if TYPE_CHECKING:
    from drill.maths.plain_parser import Parser

# One more than products bind: a bare argument ends before a sign of multiplication.
_FACTOR = 71
_BARE_STARTS = STARTS - {"keyword", "log-digits", "("} | {"-", "+"}
_JOINS_ARGUMENT = frozenset(("name", "unknown", "const"))
_NEED_COMMA = frozenset(("C", "N", "U", "beta", "Beta"))
# Functions after which square brackets make a matrix, or say which root is meant.
SQUARE_TWO_WAYS = frozenset(("det", "trace", "sqrt"))
_ZERO = Num("0")
_ONE = Num("1")
_MINUS_ONE = Neg(_ONE)


def read_function(parser: Parser, name: str, position: int) -> Node:
    """Read a call whose function name, at ``position``, has been read; also with an exponent: ``sin^2 x``.

    Raises:
        ParseError: its arguments are too few, too many, or read two ways.
    """
    exponent = _read_function_exponent(parser)
    if exponent == _MINUS_ONE:
        if f"a{name}" not in FUNCTIONS:
            raise ParseError(f"{name}^-1 reads two ways", position + 1, hint=f"write 1/{name}(…)")
        name, exponent = f"a{name}", None
    is_bare = parser.kind not in ("(", "[", "{")
    arguments = _read_function_arguments(parser, name, position)
    if is_bare and exponent is None and parser.grouping == "function power":
        bare, exponent = _split_last_power(arguments[0])
        arguments = (bare,)
    if fault := arity_fault(name, len(arguments)):
        raise ParseError(fault, position + 1)
    call = make_function_call(name, arguments)
    return call if exponent is None else Binary("^", call, exponent)


def _split_last_power(node: Node) -> tuple[Node, Node | None]:
    """Return a product or a power without the exponent of its last factor, and that exponent."""
    match node:
        case Binary("^", base, exponent):
            return base, exponent
        case Binary("*", left, Binary("^", base, exponent), beside):
            return Binary("*", left, base, beside), exponent
        case _:
            return node, None


def make_function_call(name: str, arguments: tuple[Node, ...]) -> Node:
    """Return the call of a function, or what it stands for: ``max(0, x)`` for ``relu(x)``."""
    match name:
        case "relu":
            return Call("max", (_ZERO, *arguments))
        case "erfc":
            return Binary("-", _ONE, Call("erf", arguments))
        case _:
            return Call(name, arguments)


def read_letter_function(parser: Parser, letter: str, position: int) -> Node:
    """Read a letter before a bracket, which is a function if its arguments fit: ``C(5, 2)``."""
    if letter not in _NEED_COMMA or _holds_comma(parser):
        return read_function(parser, LETTER_FUNCTIONS[letter], position)
    if parser.vocabulary.names.undeclared == "refuse":
        parser.unknown.append((letter, position))
    return Sym(letter)


def read_logarithm(parser: Parser, base: str, position: int) -> Node:
    """Read ``log_b x``; the base is a number or a name as text.

    Raises:
        ParseError: its base is no number and no name, or it has not one argument.
    """
    exponent = _read_function_exponent(parser)
    if exponent == _MINUS_ONE:
        raise ParseError("log^-1 reads two ways", position + 1, hint="write 1/log(…)")
    arguments = _read_function_arguments(parser, "log", position)
    if len(arguments) != 1:
        raise ParseError(f"a logarithm takes 1 argument, not {len(arguments)}", position + 1)
    if base in ("2", "10"):
        call = Call(f"log{base}", arguments)
    else:
        call = Call("log", (*arguments, _read_logarithm_base(parser, base, position)))
    return call if exponent is None else Binary("^", call, exponent)


def _read_logarithm_base(parser: Parser, base: str, position: int) -> Node:
    if base.isdigit():
        if len(base) > MAX_DIGITS:
            raise ParseError(f"this number has more than {MAX_DIGITS} digits", position + 1, code="too-large")
        return Num(base)
    kind, value, length = parser.vocabulary.first(base, "")
    if length < len(base) or not isinstance(value, Sym | Const):
        message = "the base of a logarithm is a number or one name"
        raise ParseError(message, position + 1, hint="write log(x, b)")
    if kind == "unknown":
        parser.unknown.append((base, position))
    return value


def _read_function_exponent(parser: Parser) -> Node | None:
    """Read the exponent between a function's name and its argument."""
    kind, _, position = parser.tokens[parser.index]
    if kind == "superscript":
        parser.index += 1
        return parser.superscript(position)
    if kind != "^":
        return None
    parser.index += 1
    if parser.kind == "{":
        parser.index += 1
        return read_braced_group(parser, parser.tokens[parser.index - 1][2])
    negative = parser.kind == "-"
    parser.index += negative
    parser.enter(position)
    node = parser.operand(_FACTOR)
    parser.depth -= 1
    return Neg(node) if negative else node


def _read_function_arguments(parser: Parser, name: str, position: int) -> tuple[Node, ...]:
    kind = parser.kind
    if kind == "(" or (kind == "[" and name in BARE - SQUARE_TWO_WAYS and not parser.bank):
        return _read_bracketed_arguments(parser, name)
    if kind == "{":
        parser.index += 1
        if name in ("max", "min"):
            return read_items(parser, "}", "{", parser.tokens[parser.index - 1][2])
        return (read_braced_group(parser, parser.tokens[parser.index - 1][2]),)
    if name not in BARE:
        raise ParseError(f"{name} needs its arguments in brackets", position + 1, hint=f"such as {name}(…)")
    if kind not in _BARE_STARTS:
        raise ParseError(f"{name} needs an argument", position + 1, hint=f"such as {name}(x)")
    return (_read_bare_argument(parser, name, position),)


def _read_bracketed_arguments(parser: Parser, name: str) -> tuple[Node, ...]:
    opened = parser.position
    parser.index += 1
    seen = len(parser.unknown)
    outer = parser.in_family
    parser.in_family = name in DISTRIBUTIONS
    closing = ")" if parser.tokens[parser.index - 1][0] == "(" else "]"
    arguments = read_items(parser, closing, parser.text[opened], opened)
    parser.in_family = outer
    if name in BINDING:
        bound = _find_names_bound_by_call(name, arguments, opened)
        parser.unknown[seen:] = [unknown for unknown in parser.unknown[seen:] if unknown[0] not in bound]
    return arguments


def _find_names_bound_by_call(function: str, arguments: tuple[Node, ...], opened: int) -> set[str]:
    """Return the names that a call binds. Raises ParseError if a bound argument is not a name."""
    names: set[str] = set()
    for index, argument in enumerate(arguments):
        if is_bound_place(function, index):
            if not isinstance(argument, Sym):
                raise ParseError(f"argument {index + 1} of {function} must be a name", opened + 1)
            names.add(argument.name)
    return names


def _read_bare_argument(parser: Parser, name: str, position: int) -> Node:
    """Read a function's argument without brackets: factors up to a number, a bracket, a bar or another
    function.
    """
    parser.enter(position)
    negative = parser.kind == "-"
    parser.index += negative
    if parser.kind == "[" and name == "sqrt":
        message = "the argument of sqrt goes in round brackets"
        raise ParseError(message, parser.position + 1, hint="write root(8, 3)")
    node = parser.expression(_FACTOR)
    while parser.kind in _JOINS_ARGUMENT and (parser.grouping != "factor" or parser.is_beside()):
        if parser.tokens[parser.index - 1][0] == "|":  # after |x| a factor may appear outside of it
            raise _end_unclear(parser, name)
        node = Binary("*", node, parser.expression(_FACTOR), True)
    before = parser.tokens[parser.index - 1][0]
    if parser.kind == "number":
        parser.check_number_beside(before)
        raise ParseError("a number after a letter reads two ways", parser.position + 1, hint="use brackets")
    if parser.kind == "(" and before in ("number", "name", "const") and parser.is_beside():
        raise _end_unclear(parser, name)
    node = parser.with_quotient(node)
    parser.depth -= 1
    return Neg(node) if negative else node


def _end_unclear(parser: Parser, name: str) -> ParseError:
    message = f"where the argument of {name} ends reads two ways"
    return ParseError(message, parser.position + 1, hint="use brackets")


def _holds_comma(parser: Parser) -> bool:
    """Return whether the brackets that open at the next token hold a comma of their own."""
    depth = 0
    for kind, _, _ in parser.tokens[parser.index :]:
        if kind in ("(", "[", "{"):
            depth += 1
        elif kind in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return False
        elif kind == "," and depth == 1:
            return True
    return False
