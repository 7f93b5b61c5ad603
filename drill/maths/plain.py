"""Typed mathematics to a tree.

Products may be written side by side; ``1/2x`` reads from the left, (1/2)·x, in answers, and is refused in
banks. A sign before a term belongs to the whole term: ``-x^2/2`` is -(x^2/2). Powers read from the right.
A function without brackets takes the product of powers after it: ``sin 2x`` is sin(2x), ``ln x y`` ln(x y),
but ``sin x cos x`` is sin(x)·cos(x).

Every budget is checked before any work in proportion to it, and nothing but ParseError comes out.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache

from drill.errors import ParseError
from drill.maths.characters import for_text, for_unit, replace_lookalikes
from drill.maths.maths_tokens import STARTS, VALUE_ENDS, Token, tokenise_text
from drill.maths.maths_tree import (
    Const,
    Interval,
    Logic,
    Node,
    Not,
    Relation,
    Sequence,
    Union,
    find_bound_names,
    list_parts,
)
from drill.maths.maths_vocabulary import find_vocabulary
from drill.maths.names import Mode, Names
from drill.maths.plain_parser import PlainParser

# Rows whose entries are separated by blanks: ``[1 2 3]``, ``[1 -2; 3 4]``, and bare rows ``1 2; 3 4``.
#
# Blanks part entries only in a row without commas, and only in answers that are vectors or matrices.

_ENDS_ENTRY = VALUE_ENDS - {"}", "|", "∅"}
_STARTS_ENTRY = STARTS - {"keyword", "log-digits", "|"}
_OPENING = frozenset(("(", "[", "{", "angle", "⌊", "⌈", "superscript"))
_CLOSING = frozenset((")", "]", "}", "angle-end", "⌋", "⌉", "superscript-end"))
# Parts of numbers.
_OF_NUMBERS = frozenset(("number", "fraction", "-", "/"))


@dataclass(slots=True)
class _OpenRow:
    """An open row: whether blanks may separate its entries, its commas, and where blanks would separate."""

    parted: bool
    commas: bool = False
    places: list[int] = field(default_factory=list[int])


def part_lines(text: str, tokens: list[Token], *, of_rows: bool) -> list[Token]:
    """Insert separators for line breaks: a comma between rows in brackets or entries, else a semicolon.

    A line continues the one before it after a sign or in an open bracket.
    """
    parted: list[Token] = []
    opening = tokens[0][0]
    depth = 0
    for index, token in enumerate(tokens):
        kind, _, position = token
        blank = text[len(text[:position].rstrip()) : position]
        if "\n" in blank and _is_parted(text, tokens, index):
            is_row = depth == 0 or (depth == 1 and opening == "[")
            if depth == 0 and (not of_rows or (kind == opening and tokens[index - 1][0] in _CLOSING)):
                parted.append((",", ",", position))
            elif of_rows and is_row and tokens[index - 1][0] != "]":
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
    rows = [_OpenRow(parted=bare)]
    commas: set[int] = set()
    for index, (kind, _, _) in enumerate(tokens):
        row = rows[-1]
        if index and row.parted and _is_parted(text, tokens, index):
            row.places.append(index)
        if kind in _OPENING:
            rows.append(_OpenRow(parted=kind == "["))
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


def _end_row(row: _OpenRow, commas: set[int]) -> None:
    if not row.commas:
        commas.update(row.places)
    row.commas = False
    row.places.clear()


def _is_parted(text: str, tokens: list[Token], index: int) -> bool:
    """Return whether a blank before this token separates its entry from the one before."""
    kind, _, position = tokens[index]
    if not text[position - 1].isspace() or tokens[index - 1][0] not in _ENDS_ENTRY:
        return False
    if kind == "-":
        return not text[position + 1 : position + 2].isspace()
    return kind in _STARTS_ENTRY


# Max characters of an answer or another text of mathematics: a screenful, read in a few milliseconds.
ANSWER_LIMIT = 2000
# Steps in one another: functions that walk a tree call themselves so often, and Python allows a thousand.
MAX_HEIGHT = 200
# Characters of an unknown name that a message repeats: half a line.
_SHOWN_NAME = 40
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")

# Nodes that commas may separate in one statement.
_STATEMENTS = (Interval, Logic, Not, Relation, Sequence, Union)
_NO_NAMES = Names()


def parse(text: str, names: Names = _NO_NAMES, mode: Mode = "value") -> Node:
    """Return the tree of typed text; ParseError with the column, from 1, and a code.

    Codes: ``parse``, ``unknown-name``, ``character`` and ``too-large`` (more than 2,000 characters, 800
    tokens, 60 digits in a number, brackets nested 60 deep, or a tree 200 high).
    """
    check_length(text)
    return _parse_text(text, names, mode)


@lru_cache(maxsize=512)  # an answer is read beside its key and beside each known mistake
def _parse_text(typed: str, names: Names, mode: Mode) -> Node:
    text = replace_lookalikes(typed)
    if text.lstrip()[:1] in "dD" and text.lower().split() == ["does", "not", "exist"]:
        return Const("dne")
    known, bound = _with_bound(text, names) if names.functions == "bank" else (names, frozenset[str]())
    words = find_vocabulary(known)
    tokens = tokenise_text(text, words)
    if len(tokens) == 1:
        raise ParseError("nothing was typed", 1)
    if mode == "matrix" and "\n" in text:
        tokens = part_lines(text, tokens, of_rows=True)

    def read(tokens: list[Token]) -> Node:
        parser = PlainParser(typed, text, tokens, words, bound, mode)
        node = parser.read(rows=mode == "matrix", semicolons=mode == "sequence")
        refuse_unknown_names(parser.unknown, names, text, mode)
        check_height(node, len(tokens))
        return node

    parted = tokens
    if mode in ("vector", "matrix"):
        parted = part_rows(text, tokens, bare=mode == "matrix" and has_bare_rows(tokens))
    if (mode == "vector" or mode == "sequence") and names.functions != "bank":
        parted = part_numbers(text, parted, may_be_one=mode == "sequence")
        parted = part_lines(text, parted, of_rows=False) if "\n" in text else parted
    node = read(parted)
    if len(parted) > len(tokens) and are_ragged(node):
        with suppress(ParseError):
            unparted = read(tokens)  # in ``[[x], [2 y]]`` the blank is a product
            node = node if are_ragged(unparted) else unparted
    refuse_decimal_comma(node, text, mode)
    return node


def refuse_decimal_comma(node: Node, text: str, mode: Mode) -> None:
    """Raise ParseError for ``2,5`` where one value is expected."""
    items = node.items if isinstance(node, Sequence) and node.kind == "commas" else ()
    is_list = mode not in ("value", "statement") or all(isinstance(item, _STATEMENTS) for item in items)
    commas = () if is_list else _DECIMAL_COMMA.finditer(text)
    match = next((comma for comma in commas if _is_outside(text, comma.start())), None)
    if match:
        hint = "write 2.5 for a decimal, 1000 for a thousand"
        raise ParseError("a comma separates two values here", match.start() + 1, hint=hint)


def _is_outside(text: str, position: int) -> bool:
    """Return whether a place is in no brackets."""
    return not sum((character in "([{") - (character in ")]}") for character in text[:position])


def check_length(text: str) -> None:
    """Raise ParseError for a text that is too long to be read."""
    if len(text) > ANSWER_LIMIT:
        message = f"this is too long: more than {ANSWER_LIMIT} characters"
        raise ParseError(message, ANSWER_LIMIT + 1, code="too-large")


def check_height(node: Node, tokens: int) -> None:
    """Raise ParseError for a tree that is too high, which takes more than as many tokens."""
    if tokens > MAX_HEIGHT and _measure_tree_height(node) > MAX_HEIGHT:
        message = f"this is too long: more than {MAX_HEIGHT} nested steps"
        raise ParseError(message, 1, code="too-large")


@lru_cache(maxsize=256)
def _declare_bound_names(names: Names, bound: frozenset[str]) -> Names:
    return replace(names, declared=names.declared | bound)


def _with_bound(text: str, names: Names) -> tuple[Names, frozenset[str]]:
    """Return the names with those that the text binds; and these, if they are known nowhere else."""
    bound = find_bound_names(text) - names.declared
    if not bound:
        return names, bound
    return _declare_bound_names(names, bound), bound if names.undeclared == "refuse" else frozenset()


def refuse_unknown_names(unknown: list[tuple[str, int]], names: Names, text: str, mode: Mode) -> None:
    """Raise ParseError for the first of the names that are not known, with their positions in the text."""
    if not unknown:
        return
    name, position = min(unknown, key=lambda entry: entry[1])
    hint = for_text(text, is_equation=mode == "statement")
    hint = hint or find_vocabulary(names).nearest(name, for_unit(text, position) if len(name) > 1 else "")
    shortened = name if len(name) <= _SHOWN_NAME else name[:_SHOWN_NAME] + "…"
    is_called = len(name) > 1 and name.isalpha() and text.startswith("(", position + len(name))
    message = f"the {'function' if is_called else 'name'} {shortened} is not known here"
    if is_called and hint.startswith("the "):  # the names that there are
        hint = ""
    raise ParseError(message, position + 1, code="unknown-name", hint=hint)


def _measure_tree_height(node: Node) -> int:
    height = 0
    level = [node]
    while level:
        height += 1
        level = [part for above in level for part in list_parts(above)]
    return height
