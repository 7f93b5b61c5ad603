"""Read functions and their arguments: ``sin(x)``, ``sin 2x``, ``sin^2 x``, ``log_2 8``, ``N(mean=0,
sd=2)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from drill.errors import ParseError
from drill.maths.maths_tokens import MAX_DIGITS, STARTS, VALUE_ENDS, Token
from drill.maths.maths_tree import (
    Binary,
    BinaryOp,
    Call,
    Const,
    Index,
    Interval,
    Neg,
    Node,
    Num,
    Sequence,
    SequenceKind,
    Sym,
    is_bound_place,
)
from drill.maths.maths_vocabulary import (
    LETTER_FUNCTIONS,
    PAIR_AFTER_NAME,
    PAIR_HINT,
    SUBSCRIPT_LETTERS,
    indexed_norm,
    is_inner_product,
)
from drill.maths.names import BARE, BINDING, DISTRIBUTIONS, FUNCTIONS, arity_fault
from drill.maths.operators import DEFINED

if TYPE_CHECKING:
    from drill.maths.plain_parser import PlainParser

# Read bracketed expressions: groups, sequences, matrices, intervals, absolute values, entries.

# The precedence of the weakest operator: from here on, everything is read.
_ANYTHING = 1

_CLOSES = {"(": ")", "[": "]", "{": "}", "<": ">", "angle": "angle-end", "⌊": "⌋", "⌈": "⌉"}
_ROUNDS = {"⌊": "floor", "⌈": "ceil"}
# Markup around an index that is not part of it.
_SEPARATORS = re.compile(r"[_{}\s]")
_SEQUENCES: dict[str, SequenceKind] = {"(": "tuple", "[": "list", "{": "set", "<": "list", "angle": "list"}


def read_brackets(parser: PlainParser, opening: str, position: int) -> Node:
    """Read a grouping, a sequence, a matrix of rows, or an interval.

    Raises:
        ParseError: the content of the brackets, or the closing one, does not fit.
    """
    if parser.kind == _CLOSES[opening]:
        if opening == "(" and parser.angles and not parser.has_inner_products:
            parser.index += 1
            return Sequence("tuple", ())  # the shape of a number
        if opening != "{":
            raise ParseError("there is nothing between these brackets", position + 1)
        parser.index += 1
        return Sequence("set", ())
    parser.enter(position)
    saved = parser.bars
    parser.bars = 0
    # One more than the power of relations, because a > closes the bracket.
    floor = 41 if opening == "<" else _ANYTHING
    rows = [[parser.expression(floor)]]
    while parser.kind == "," or parser.kind == ";":
        if parser.kind == ";":
            if opening != "[":
                raise parser.unexpected()
            rows.append([])
        parser.index += 1
        if parser.kind == _CLOSES.get(opening) and opening in "([" and len(rows) == 1:
            parser.index += 1
            parser.bars = saved
            parser.depth -= 1
            return Sequence(_SEQUENCES[opening], tuple(rows[0]))  # (m,) and [1, 2,] as Python writes it
        rows[-1].append(parser.expression(floor))
    parser.bars = saved
    parser.depth -= 1
    return _close_bracket(parser, opening, position, rows)


def _close_bracket(parser: PlainParser, opening: str, position: int, rows: list[list[Node]]) -> Node:
    closing = parser.kind
    items = tuple(rows[0])
    if closing == _CLOSES[opening]:
        if opening in _ROUNDS and len(items) > 1:
            raise ParseError(f"one value is expected between {opening} and {closing}", position + 1)
        parser.index += 1
        if opening in _ROUNDS:
            return Call(_ROUNDS[opening], items)
        if parser.has_inner_products and _is_inner_product(parser, opening, position, items):
            return Call("dot", items)
        if len(rows) > 1:
            return Sequence("list", tuple(Sequence("list", tuple(row)) for row in rows))
        if opening == "(" and len(items) == 1:
            return items[0]
        return Sequence(_SEQUENCES[opening], items)
    if opening in "([" and closing in (")", "]") and len(rows) == 1 and len(items) == 2:
        parser.index += 1
        return Interval(items[0], items[1], opening == "(", closing == ")")
    raise parser.not_closed(opening, _CLOSES[opening], position)


def _is_inner_product(parser: PlainParser, opening: str, position: int, items: tuple[Node, ...]) -> bool:
    """Return whether two values in angle or round brackets are vectors. Raises ParseError for ``A(x, y)``."""
    matrices = parser.vocabulary.names.matrices
    if opening not in ("(", "<", "angle") or not is_inner_product(opening, items, matrices):
        return False
    before = parser.text[:position].rstrip()[-1:]
    if opening == "(" and not parser.unknown and (before.isalpha() or before in ("'", ")", "]")):
        raise ParseError(PAIR_AFTER_NAME, position + 1, hint=PAIR_HINT)
    return True


def read_items(parser: PlainParser, closing: str, opening: str, position: int) -> tuple[Node, ...]:
    """Read expressions separated by commas up to a closing bracket; the one opened at ``position`` was read.

    Raises:
        ParseError: an item is missing, or the bracket is not closed.
    """
    if parser.kind == closing:
        raise ParseError("there is nothing between these brackets", position + 1)
    parser.enter(position)
    saved = parser.bars
    parser.bars = 0
    read = [parser.expression(_ANYTHING)]
    while parser.kind == ",":
        parser.index += 1
        read.append(parser.expression(_ANYTHING))
    if parser.kind != closing:
        raise parser.not_closed(opening, closing, position)
    parser.index += 1
    parser.bars = saved
    parser.depth -= 1
    return tuple(read)


def read_braced_group(parser: PlainParser, position: int) -> Node:
    """Read a braced group after ``^`` or a function; the opening brace has been read."""
    parser.enter(position)
    saved = parser.bars
    parser.bars = 0
    node = parser.expression(_ANYTHING)
    parser.expect("}", position)
    parser.bars = saved
    parser.depth -= 1
    return node


def read_bars(parser: PlainParser, position: int) -> Node:
    """Read an absolute value, whose opening bar was read.

    Raises:
        ParseError: nothing is between the bars, or they are not closed.
    """
    tokens = parser.tokens
    opened = parser.index - 1
    parser.enter(position)
    parser.bars += 1
    node = parser.expression(_ANYTHING)
    if parser.kind != "|":
        bar = "‖" if parser.text[position] == "‖" else "|"
        raise ParseError(f"a bar is open here: a second {bar} is missing", position + 1)
    closed = parser.index
    parser.index += 1
    parser.bars -= 1
    parser.depth -= 1
    names = parser.vocabulary.names
    is_double = _are_together(tokens, opened) and _are_together(tokens, closed - 1) and _is_abs(node)
    if tokens[parser.index][0] == "index":
        # The value of such a token is a text.
        index = _SEPARATORS.sub("", cast(str, tokens[parser.index][1]).translate(SUBSCRIPT_LETTERS))
        column = parser.position + 1
        parser.index += 1
        body = node.args[0] if is_double and isinstance(node, Call) else node
        of_arrays = parser.vocabulary.function("norm") is not None
        return indexed_norm(body, index, column, of_arrays=of_arrays)
    if is_double and isinstance(node, Call) and (names.functions != "bank" or parser.text[position] == "‖"):
        return Call("norm" if names.functions != "answer" else "abs", node.args)
    return Call("abs", (node,))


def _is_abs(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "abs"


def _are_together(tokens: list[Token], index: int) -> bool:
    """Return whether a bar and the next token are ``||``, without a blank, or one sign ``‖``."""
    (kind, _, position), (next_kind, _, next_position) = tokens[index : index + 2]
    return kind == next_kind == "|" and next_position - position <= 1


def opens_bars(parser: PlainParser, begins: frozenset[str]) -> bool:
    """Return whether a bar after a value opens: in ``||x||y||`` more bars would close than were open.

    ``begins`` are the kinds of tokens that may begin a factor.
    """
    kinds = [kind for kind, _, _ in parser.tokens[parser.index + 1 :]]
    depth = 0
    before = "|"
    for index, kind in enumerate(kinds):
        if kind == "|" and not depth:
            bars = next(count for count, after in enumerate(kinds[index:]) if after != "|")
            following, *later_kinds = kinds[index + bars :]
            may_open = following in begins or (following in ("+", "-") and "|" in later_kinds)
            return not may_open and bars >= parser.bars and before in VALUE_ENDS
        depth += (kind in _CLOSES) - (kind in _CLOSES.values())
        if depth < 0:
            break
        before = kind
    return False


def read_index(parser: PlainParser, base: Node) -> Node:
    """Read ``[i, j]`` after its base, in a bank."""
    position = parser.position
    parser.index += 1
    parser.count_postfix()
    entries = read_items(parser, "]", "[", position)
    return Index(base, entries)


# One more than products bind: a bare argument ends before a sign of multiplication.
_FACTOR = 71
_BARE_STARTS = STARTS - {"keyword", "log-digits", "("} | {"-", "+"}
_JOINS_ARGUMENT = frozenset(("name", "unknown", "const"))
_NEED_COMMA = frozenset(("C", "N", "U", "beta", "Beta"))
# Functions with two meanings of square brackets behind them: a matrix, or the degree of a root.
SQUARE_TWO_WAYS = frozenset(("det", "trace", "sqrt"))
_MINUS_ONE = Neg(Num("1"))


def read_function(parser: PlainParser, name: str, position: int) -> Node:
    """Read a call whose function name, at ``position``, has been read; also with an exponent: ``sin^2 x``.

    Raises:
        ParseError: its arguments are too few, too many, or read two ways.
    """
    exponent = _read_function_exponent(parser)
    if exponent == _MINUS_ONE:
        if f"a{name}" not in FUNCTIONS:
            raise ParseError(f"{name}^-1 reads two ways", position + 1, hint=f"write 1/{name}(…)")
        name = f"a{name}"
        exponent = None
    arguments = _read_function_arguments(parser, name, position)
    if fault := arity_fault(name, len(arguments)):
        raise ParseError(fault, position + 1)
    call = make_function_call(name, arguments, of_arrays=parser.vocabulary.names.functions == "matrix")
    return call if exponent is None else Binary("^", call, exponent)


def make_function_call(name: str, arguments: tuple[Node, ...], *, of_arrays: bool = False) -> Node:
    """Return the call of a function, or its definition written out: ``max(0, x)`` for ``relu(x)``.

    ``of_arrays`` says that the argument may be an array, whose entries such a definition multiplies.
    """
    if name not in DEFINED:
        return Call(name, arguments)
    (argument,) = arguments
    words = ["hadamard/2" if of_arrays and word == "*" else word for word in DEFINED[name][1]]
    return _read_definition(iter(words), argument)


def _read_definition(words: Iterator[str], argument: Node) -> Node:
    """Return the next tree of words with operators and functions in front, with ``argument`` for ``x``."""
    word = next(words)
    if word == "x":
        return argument
    if word.isdigit():
        return Num(word)
    function, _, count = word.partition("/")
    if count:
        return Call(function, tuple(_read_definition(words, argument) for _ in range(int(count))))
    left, right = _read_definition(words, argument), _read_definition(words, argument)
    # the rows of a table have no other words left
    return Binary(cast("BinaryOp", word), left, right)


def read_letter_function(parser: PlainParser, letter: str, position: int) -> Node:
    """Read a letter before a bracket, which is a function if its arguments fit: ``C(5, 2)``."""
    if letter not in _NEED_COMMA or _holds_comma(parser):
        return read_function(parser, LETTER_FUNCTIONS[letter], position)
    if parser.vocabulary.names.undeclared == "refuse":
        parser.unknown.append((letter, position))
    return Sym(letter)


def read_logarithm(parser: PlainParser, base: str, position: int) -> Node:
    """Read ``log_b x``; the base is a number or a name as text.

    Raises:
        ParseError: its base is neither a number nor a name, or it has not one argument.
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


def _read_logarithm_base(parser: PlainParser, base: str, position: int) -> Node:
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


def _read_function_exponent(parser: PlainParser) -> Node | None:
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


def _read_function_arguments(parser: PlainParser, name: str, position: int) -> tuple[Node, ...]:
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


def _read_bracketed_arguments(parser: PlainParser, name: str) -> tuple[Node, ...]:
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


def _read_bare_argument(parser: PlainParser, name: str, position: int) -> Node:
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
    while parser.kind in _JOINS_ARGUMENT:
        if parser.tokens[parser.index - 1][0] == "|":  # after |x| a factor may appear outside of it
            raise _end_unclear(parser, name)
        node = Binary("*", node, parser.expression(_FACTOR), True)
    before = parser.tokens[parser.index - 1][0]
    if parser.kind == "number":
        parser.check_number_beside(before)
        raise ParseError("a number after a letter reads two ways", parser.position + 1, hint="use brackets")
    if parser.kind == "(" and before in ("number", "name", "const") and parser.is_beside():
        raise _end_unclear(parser, name)
    parser.depth -= 1
    return Neg(node) if negative else node


def _end_unclear(parser: PlainParser, name: str) -> ParseError:
    message = f"where the argument of {name} ends reads two ways"
    return ParseError(message, parser.position + 1, hint="use brackets")


def _holds_comma(parser: PlainParser) -> bool:
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
