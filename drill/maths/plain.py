"""Typed mathematics to a tree.

Products may be written side by side; ``1/2x`` reads from the left, (1/2)·x, in answers, and is refused in
banks. A sign before a term belongs to the whole term: ``-x^2/2`` is -(x^2/2). Powers read from the right.
A function without brackets takes the product of powers beside it: ``sin 2x`` is sin(2x), ``ln x y`` ln(x y),
but ``sin x cos x`` is sin(x)·cos(x).

Every budget is checked before any work in proportion to it, and nothing but ParseError comes out.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from drill.errors import ParseError
from drill.maths.advice import for_text, for_unit
from drill.maths.binding import find_bound_names
from drill.maths.characters import replace_lookalikes
from drill.maths.maths_tokens import Token, tokenise_text
from drill.maths.maths_tree import Const, Interval, Logic, Node, Not, Relation, Sequence, Union, list_parts
from drill.maths.maths_vocabulary import find_vocabulary
from drill.maths.names import Mode, Names
from drill.maths.plain_parser import Parser
from drill.maths.spaced_rows import are_ragged, has_bare_rows, part_lines, part_numbers, part_rows

# Max characters of an answer or another text of mathematics: a screenful, read in a few milliseconds.
ANSWER_LIMIT = 2000
# Steps in one another: functions that walk a tree call themselves so often, and Python allows a thousand.
MAX_HEIGHT = 200
# Characters of an unknown name that a message repeats: half a line.
_SHOWN_NAME = 40
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")

# What commas may separate where one statement is asked for.
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
        tokens = part_lines(text, tokens)

    def read(tokens: list[Token]) -> Node:
        parser = Parser(typed, text, tokens, words, bound, mode)
        node = parser.read(rows=mode == "matrix", semicolons=mode == "sequence")
        refuse_unknown_names(parser.unknown, names, text, mode)
        check_height(node, len(tokens))
        return node

    parted = tokens
    if mode in ("vector", "matrix"):
        parted = part_rows(text, tokens, bare=mode == "matrix" and has_bare_rows(tokens))
    if (mode == "vector" or mode == "sequence") and names.functions != "bank":
        parted = part_numbers(text, parted, may_be_one=mode == "sequence")
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
