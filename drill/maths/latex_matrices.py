"""What stands between delimiters in LaTeX: ``\\left(…\\right)``, bars, norms, matrices.

Each function appends tokens and returns where they end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drill.errors import ParseError
from drill.maths import latex_commands as commands
from drill.maths.latex_pairs import Pair
from drill.maths.tokens import Token
from drill.maths.tree import Call, Node, Sequence

if TYPE_CHECKING:
    from drill.maths.latex_lexer import LatexLexer

_CELL_ENDS = re.compile(r"\\\\|\\[A-Za-z]+|\\.|[&{]", re.DOTALL)


def read_delimited(lexer: LatexLexer, pair: Pair, tokens: list[Token]) -> int:
    """What stands between ``\\left`` and ``\\right``, or between ``\\lvert`` and ``\\rvert``."""
    if pair.kind in commands.ENDS:
        return _called(lexer, commands.ENDS[pair.kind][1], pair, tokens)
    opening = commands.DELIMITERS.get(pair.opening)
    closing = commands.CLOSING.get(pair.closing)
    if opening is None:
        raise _no_delimiter(pair.opening, pair.delimiter_at)
    if not opening[1]:
        if closing != opening[0]:
            raise _no_delimiter(pair.closing, pair.closing_at)
        return _called(lexer, opening[0], pair, tokens)
    if closing is None or not (closing == opening[1] or {closing, opening[1]} == {")", "]"}):
        raise _no_delimiter(pair.closing, pair.closing_at)
    first = len(tokens)
    tokens.append((opening[0], opening[0], pair.delimiter_at))
    lexer.deeper(pair.start)
    lexer.read(pair.first, pair.last, tokens)
    lexer.depth -= 1
    if opening[0] in "([" and [kind for kind, _, _ in tokens[first + 1 :]] == ["matrix"]:
        tokens[first:] = [("group", tokens[-1][1], pair.start)]
        return pair.end
    for kind, _, position in tokens[first + 1 :]:
        if kind == "matrix":
            raise _bare_matrix(position)
    tokens.append((closing, closing, pair.closing_at))
    return pair.end


def _called(lexer: LatexLexer, function: str, pair: Pair, tokens: list[Token]) -> int:
    if lexer.vocabulary.function(function) is None:
        raise _no_norm(pair.start)
    tokens.append(("group", Call(function, (lexer.group(pair.first, pair.last),)), pair.start))
    return pair.end


def read_norm(lexer: LatexLexer, position: int, place: int, end: int, tokens: list[Token]) -> int:
    r"""``\|x\|``."""
    closing = lexer.text.find("\\|", place, end)
    if lexer.vocabulary.function("norm") is None:
        raise _no_norm(position)
    if closing < 0:
        raise ParseError(r"a norm is open here: a second \| is missing", position + 1)
    tokens.append(("group", Call("norm", (lexer.group(place, closing),)), position))
    return closing + 2


def read_environment(lexer: LatexLexer, pair: Pair, tokens: list[Token]) -> int:
    """A matrix."""
    name = pair.opening
    is_bare = name in commands.BARE_MATRICES
    if not is_bare and name not in commands.MATRICES:
        hint = commands.REFUSED_ENVIRONMENTS.get(name, "write pmatrix for a matrix")
        raise ParseError(
            f"the environment {name} is not supported here", pair.start + 1, code="command", hint=hint
        )
    if is_bare and not (tokens and tokens[-1][0] in ("(", "[")):
        raise _bare_matrix(pair.start)
    first = pair.first
    if name == "array" and first in lexer.pairs:
        first = lexer.pairs[first].end
    lexer.deeper(pair.start)
    rows = _rows(lexer, first, pair.last)
    lexer.depth -= 1
    if lexer.flat and all(len(row) == 1 for row in rows):
        node = Sequence("list", tuple(row[0] for row in rows))
    elif lexer.flat and len(rows) == 1:
        node = Sequence("list", rows[0])
    else:
        node = Sequence("list", tuple(Sequence("list", row) for row in rows))
    tokens.append(("matrix" if is_bare else "group", node, pair.start))
    return pair.end


def _rows(lexer: LatexLexer, start: int, end: int) -> list[tuple[Node, ...]]:
    """The entries of a matrix, row by row."""
    rows: list[tuple[Node, ...]] = []
    row: list[Node] = []
    begun = place = start
    while True:
        found = _CELL_ENDS.search(lexer.text, place, end)
        if found is not None and found.start() in lexer.pairs:
            place = lexer.pairs[found.start()].end
            continue
        if found is not None and found.group() not in ("&", "\\\\"):
            place = found.end()
            continue
        cell_end = end if found is None else found.start()
        if found is None and not row and rows and not lexer.text[begun:end].strip():
            return rows  # the last row may end as the others do
        row.append(lexer.group(begun, cell_end))
        if found is None or found.group() != "&":
            rows.append(tuple(row))
            row = []
        if found is None:
            return rows
        begun = place = found.end()


def _no_delimiter(delimiter: str, position: int) -> ParseError:
    if not delimiter:
        return ParseError("a bracket is missing here", position + 1)
    hint = "(0, 1) leaves its ends out" if delimiter in ("]", "[") else ""
    return ParseError(f"{delimiter} does not belong here", position + 1, hint=hint)


def _no_norm(position: int) -> ParseError:
    return ParseError(
        "a norm is not supported here", position + 1, hint="write it out, such as \\sqrt{x^{2} + y^{2}}"
    )


def _bare_matrix(position: int) -> ParseError:
    return ParseError("a matrix without brackets is not supported here", position + 1, hint="write pmatrix")
