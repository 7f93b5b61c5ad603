"""Read bracketed expressions: groups, sequences, matrices, intervals, absolute values, entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from drill.errors import ParseError
from drill.maths.maths_tokens import VALUE_ENDS, Token
from drill.maths.maths_tree import Call, Index, Interval, Node, Sequence, SequenceKind
from drill.maths.maths_vocabulary import SUBSCRIPT_LETTERS
from drill.maths.vector_notation import PAIR_AFTER_NAME, PAIR_HINT, indexed_norm, is_inner_product

if TYPE_CHECKING:
    from drill.maths.plain_parser import Parser

# The power of the weakest operator, at which everything is read.
_ANYTHING = 1

_CLOSES = {"(": ")", "[": "]", "{": "}", "<": ">", "angle": "angle-end", "⌊": "⌋", "⌈": "⌉"}
_ROUNDS = {"⌊": "floor", "⌈": "ceil"}
# What is around an index that is no part of it.
_SEPARATORS = re.compile(r"[_{}\s]")
_SEQUENCES: dict[str, SequenceKind] = {"(": "tuple", "[": "list", "{": "set", "<": "list", "angle": "list"}


def read_brackets(parser: Parser, opening: str, position: int) -> Node:
    """Read a grouping, a sequence, a matrix of rows, or an interval.

    Raises:
        ParseError: what is in the brackets, or closes them, does not fit.
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
    saved, parser.bars = parser.bars, 0
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


def _close_bracket(parser: Parser, opening: str, position: int, rows: list[list[Node]]) -> Node:
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
        return items[0] if opening == "(" and len(items) == 1 else Sequence(_SEQUENCES[opening], items)
    if opening in "([" and closing in (")", "]") and len(rows) == 1 and len(items) == 2:
        parser.index += 1
        return Interval(items[0], items[1], opening == "(", closing == ")")
    raise parser.not_closed(opening, _CLOSES[opening], position)


def _is_inner_product(parser: Parser, opening: str, position: int, items: tuple[Node, ...]) -> bool:
    """Return whether two values in angle or round brackets are vectors. Raises ParseError for ``A(x, y)``."""
    matrices = parser.vocabulary.names.matrices
    if opening not in ("(", "<", "angle") or not is_inner_product(opening, items, matrices):
        return False
    before = parser.text[:position].rstrip()[-1:]
    if opening == "(" and not parser.unknown and (before.isalpha() or before in ("'", ")", "]")):
        raise ParseError(PAIR_AFTER_NAME, position + 1, hint=PAIR_HINT)
    return True


def read_items(parser: Parser, closing: str, opening: str, position: int) -> tuple[Node, ...]:
    """Read expressions separated by commas up to a closing bracket; the one opened at ``position`` was read.

    Raises:
        ParseError: an item is missing, or the bracket is not closed.
    """
    if parser.kind == closing:
        raise ParseError("there is nothing between these brackets", position + 1)
    parser.enter(position)
    saved, parser.bars = parser.bars, 0
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


def read_braced_group(parser: Parser, position: int) -> Node:
    """Read a braced group after ``^`` or a function; the opening brace has been read."""
    parser.enter(position)
    saved, parser.bars = parser.bars, 0
    node = parser.expression(_ANYTHING)
    parser.expect("}", position)
    parser.bars = saved
    parser.depth -= 1
    return node


def read_bars(parser: Parser, position: int) -> Node:
    """Read an absolute value, whose opening bar was read.

    Raises:
        ParseError: nothing is between the bars, or they are not closed.
    """
    tokens, opened = parser.tokens, parser.index - 1
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


def opens_bars(parser: Parser, begins: frozenset[str]) -> bool:
    """Return whether a bar after a value opens: in ``||x||y||`` more bars would close than were open.

    ``begins`` are the kinds of tokens with which a factor begins.
    """
    kinds = [kind for kind, _, _ in parser.tokens[parser.index + 1 :]]
    depth, before = 0, "|"
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


def read_index(parser: Parser, base: Node) -> Node:
    """Read ``[i, j]`` after its base, in a bank."""
    position = parser.position
    parser.index += 1
    parser.count_postfix()
    entries = read_items(parser, "]", "[", position)
    return Index(base, entries)
