"""Rows whose entries are separated by blanks: ``[1 2 3]``, ``[1 -2; 3 4]``, and bare rows ``1 2; 3 4``.

Blanks part entries only in a row without commas, and only in answers that are vectors or matrices.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from drill.errors import ParseError
from drill.maths.maths_tokens import STARTS, VALUE_ENDS, Token
from drill.maths.maths_tree import Node, Sequence

_ENDS_ENTRY = VALUE_ENDS - {"}", "|", "∅"}
_STARTS_ENTRY = STARTS - {"keyword", "log-digits", "|"}
_OPENING = frozenset(("(", "[", "{", "angle", "⌊", "⌈", "superscript"))
_CLOSING = frozenset((")", "]", "}", "angle-end", "⌋", "⌉", "superscript-end"))
# What numbers consist of.
_OF_NUMBERS = frozenset(("number", "fraction", "-", "/"))


@dataclass(slots=True)
class _Row:
    """An open row: whether blanks may separate its entries, its commas, and where blanks would separate."""

    parted: bool
    commas: bool = False
    places: list[int] = field(default_factory=list[int])


def part_lines(text: str, tokens: list[Token]) -> list[Token]:
    """Insert row separators for line breaks: a comma between rows in brackets, else a semicolon.

    A line that a sign or an open bracket continues is none of its own.
    """
    parted: list[Token] = []
    opening = tokens[0][0]
    depth = 0
    for index, token in enumerate(tokens):
        kind, _, position = token
        blank = text[len(text[:position].rstrip()) : position]
        if "\n" in blank and _is_parted(text, tokens, index):
            if depth == 0 and kind == opening and tokens[index - 1][0] in _CLOSING:
                parted.append((",", ",", position))
            elif tokens[index - 1][0] != "]" and (depth == 0 or (depth == 1 and opening == "[")):
                parted.append((";", ";", position))
        depth += (kind in _OPENING) - (kind in _CLOSING)
        parted.append(token)
    return parted


def has_bare_rows(tokens: list[Token]) -> bool:
    """Return whether semicolons separate rows outside of all brackets."""
    depth = 0
    for kind, _, _ in tokens:
        if kind in _OPENING:
            depth += 1
        elif kind in _CLOSING:
            depth -= 1
        elif kind == ";" and depth == 0:
            return True
    return False


def part_rows(text: str, tokens: list[Token], *, bare: bool) -> list[Token]:
    """Insert commas between row entries that are separated by blanks only.

    ``bare``: outside of brackets too.
    """
    rows = [_Row(parted=bare)]
    commas: set[int] = set()
    for index, (kind, _, _) in enumerate(tokens):
        row = rows[-1]
        if index and row.parted and _is_parted(text, tokens, index):
            row.places.append(index)
        if kind in _OPENING:
            rows.append(_Row(parted=kind == "["))
        elif kind == "," or (kind == "end" and not bare):
            row.commas = True
        elif kind == ";" or kind == "end" or kind in _CLOSING:
            _end_row(row, commas)
            if kind in _CLOSING and len(rows) > 1:
                rows.pop()
    if not commas:
        return tokens
    parted: list[Token] = []
    for index, token in enumerate(tokens):
        if index in commas:
            parted.append((",", ",", token[2]))
        parted.append(token)
    return parted


def part_numbers(text: str, tokens: list[Token], *, may_be_one: bool) -> list[Token]:
    """Insert commas between plain numbers that only blanks separate, if nothing else is typed: ``3 -4``.

    Raises:
        ParseError: it ``may_be_one`` value, and reads so too: ``3 -4``, ``1 1/2``.
    """
    kinds = [kind for kind, _, _ in tokens[:-1]]
    is_enclosed = len(kinds) > 2 and (kinds[0], kinds[-1]) in (("(", ")"), ("[", "]"), ("{", "}"))
    if not _OF_NUMBERS.issuperset(kinds[1:-1] if is_enclosed else kinds):
        return tokens
    parted: list[Token] = []
    for index, token in enumerate(tokens):
        if index and _is_parted(text, tokens, index):
            begins_fraction = token[0] == "fraction" or kinds[index + 1 : index + 2] == ["/"]
            if may_be_one and token[0] == "-":
                raise _ask_back_about_row(text, token[2])
            if may_be_one and begins_fraction and kinds[index - 2 : index - 1] != ["/"]:
                return tokens  # a mixed number, which the parser refuses
            parted.append((",", ",", token[2]))
        parted.append(token)
    return parted


def are_ragged(node: Node) -> bool:
    """Return whether a tree is rows of different lengths."""
    rows = node.items if isinstance(node, Sequence) else ()
    lengths = [len(row.items) for row in rows if isinstance(row, Sequence)]
    return len(lengths) == len(rows) and len(set(lengths)) > 1


def _ask_back_about_row(text: str, position: int) -> ParseError:
    before = text[:position].split()[-1].lstrip("([{")
    after = text[position + 1 :].split()[0].rstrip(")]}")
    hint = f"write {before}, -{after} or {before} - {after}"
    return ParseError(f"{before} -{after} reads two ways", position + 1, hint=hint)


def _end_row(row: _Row, commas: set[int]) -> None:
    if not row.commas:
        commas.update(row.places)
    row.commas = False
    row.places.clear()


def _is_parted(text: str, tokens: list[Token], index: int) -> bool:
    """Return whether a blank before this token separates its entry from the one before."""
    kind, _, position = tokens[index]
    if not text[position - 1].isspace() or tokens[index - 1][0] not in _ENDS_ENTRY:
        return False
    return not text[position + 1 : position + 2].isspace() if kind == "-" else kind in _STARTS_ENTRY
