"""What LaTeX keeps together as one value: braces, exponents, fractions, binomial coefficients, roots.

Each function appends a token and returns where it ends.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drill.errors import ParseError
from drill.maths import latex_commands as commands
from drill.maths.latex_pairs import Pair
from drill.maths.tokens import VALUE_ENDS, Token
from drill.maths.tree import Binary, Call, Const, Neg, Node, Num, Sym

if TYPE_CHECKING:
    from drill.maths.latex_lexer import LatexLexer

SIMPLE = frozenset(("number", "name", "unknown", "const", "group", "fraction"))
"""Kinds of tokens that are a value by themselves."""

_TRANSPOSE = re.compile(
    r"\s*(-?)\s*(?:\\(?:top|intercal)|(T|\\(?:mathrm|mathsf|text|rm)\s*(?:\{\s*T\s*\}|T)))\s*\Z"
)
_FUNCTIONS = frozenset(("func", "log"))
_POWERED = VALUE_ENDS | _FUNCTIONS
_T = Sym("T")
_MINUS_ONE = Neg(Num("1"))


def read_braces(lexer: LatexLexer, pair: Pair, tokens: list[Token]) -> int:
    """Braces that no command asked for."""
    inside = lexer.text[pair.first : pair.last].strip()
    if inside in ("", ","):
        hint = "a decimal is written with a point: 2.5" if inside else ""
        raise ParseError("these braces hold no value", pair.start + 1, hint=hint)
    node, inner = lexer.parsed(pair.first, pair.last)
    kind = inner[0][0]
    if len(inner) == 2 and kind in SIMPLE:
        tokens.append(("group" if kind == "unknown" else kind, node, pair.start))
    elif len(inner) == 3 and kind in SIMPLE and inner[1][0] == "raised":
        if lexer.text[pair.end :].lstrip()[:1] == "^":
            raise ParseError("a power of a power needs brackets", pair.start + 1, hint="write (x^{2})^{3}")
        tokens.append(("group", node, pair.start))
    elif _is_function(tokens) and not _is_loose(node):
        tokens.append(("group", node, pair.start))
    else:
        tokens.append(("braces", node, pair.start))
    return pair.end


def read_script(lexer: LatexLexer, position: int, end: int, tokens: list[Token]) -> int:
    """``^`` with its exponent."""
    before = tokens[-1][0] if tokens else ""
    if before not in _POWERED:
        raise ParseError("a value is missing before ^", position + 1)
    if before in ("raised", "transpose"):
        raise ParseError("two powers stand one after the other", position + 1, hint="use brackets")
    if lexer.follow(position + 1, end):
        tokens.append(("^", "^", position))
        return position + 1
    start, last, after = lexer.inside("^", position, position + 1, end)
    transpose = _TRANSPOSE.match(lexer.text, start, last)
    is_power = before in _FUNCTIONS or (transpose and transpose[2] and "T" in lexer.vocabulary.names.declared)
    if transpose is not None and not is_power:
        _transposed(lexer, transpose, position, tokens)
        return after
    if after == last and lexer.text[start] in "+-":
        raise ParseError("this exponent needs braces", start + 1, hint="write ^{-1}")
    node, after = lexer.argument("^", position, position + 1, end)
    tokens.append(("raised", node, position))
    return after


def _transposed(lexer: LatexLexer, found: re.Match[str], position: int, tokens: list[Token]) -> None:
    """``^{\\top}``, ``^{-\\top}``, and ``^T``, which is a transpose only of a matrix."""
    negative, letter = found[1], found[2]
    if letter:
        tokens.append(("raised", Neg(_T) if negative else _T, position))
        return
    if negative:
        tokens.append(("raised", _MINUS_ONE, position))
    tokens.append(("transpose", "", position))


def read_fraction(
    lexer: LatexLexer, name: str, position: int, place: int, end: int, tokens: list[Token]
) -> int:
    """A fraction or a binomial coefficient."""
    above, place = _part(lexer, name, position, place, end)
    below, place = _part(lexer, name, position, place, end)
    if name in commands.BINOMIALS:
        tokens.append(("group", Call("binomial", (above, below)), position))
    else:
        is_number = isinstance(above, Num) and isinstance(below, Num)
        tokens.append(("fraction" if is_number else "group", Binary("/", above, below), position))
    return place


def _part(lexer: LatexLexer, name: str, position: int, place: int, end: int) -> tuple[Node, int]:
    """An argument of ``\\frac``, whose digits need no braces: ``\\frac12``."""
    start, last, after = lexer.inside(name, position, place, end)
    if after == last and lexer.text[start].isdigit():
        return Num(lexer.text[start]), after
    return lexer.argument(name, position, place, end)


def read_root(lexer: LatexLexer, position: int, place: int, end: int, tokens: list[Token]) -> int:
    """``\\sqrt{x}`` and ``\\sqrt[3]{x}``."""
    degree: Node | None = None
    place = lexer.after_blanks(place, end)
    if lexer.text[place : place + 1] == "[":
        closing = _closing_bracket(lexer, place, end)
        degree, place = lexer.group(place + 1, closing), closing + 1
    start, last, braced_end = lexer.inside("sqrt", position, place, end)
    node, after = lexer.argument("sqrt", position, place, end)
    if braced_end == last and lexer.text[after:end].lstrip()[:1] in ("^", "!"):
        raise ParseError("where this root ends reads two ways", start + 1, hint=r"write \sqrt{x^{2}}")
    call = Call("sqrt", (node,)) if degree is None else Call("root", (node, degree))
    tokens.append(("group", call, position))
    return after


def _closing_bracket(lexer: LatexLexer, opened: int, end: int) -> int:
    place = opened + 1
    while place < end and lexer.text[place] != "]":
        place = lexer.pairs[place].end if place in lexer.pairs else place + 1
    if place >= end:
        raise ParseError("a bracket is open here: a ] is missing", opened + 1)
    return place


def _is_function(tokens: list[Token]) -> bool:
    """Whether a function waits for its argument, with or without an exponent of its own."""
    kinds = [kind for kind, _, _ in tokens[-2:]]
    return kinds[-1:] != [] and (
        kinds[-1] in _FUNCTIONS or (kinds[-1] == "raised" and kinds[0] in _FUNCTIONS)
    )


def _is_loose(node: Node) -> bool:
    """Whether a node would fall apart without brackets, behind a function."""
    return not isinstance(node, Num | Sym | Const | Call) and not (
        isinstance(node, Binary) and node.op in ("*", "/", "^")
    )
