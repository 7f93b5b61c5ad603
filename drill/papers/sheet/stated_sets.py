"""Sets, lengths and numbers of a paper's formulas, as declarations write them: ``R^(m x n)``, ``D - d``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from drill.notation import NotationError, spell_name
from drill.notation import read_statement as read_tree
from drill.notation.tree import Add, Mul, Neg, Node, Num, Ref
from drill.papers.model import YOU, SymbolRow
from drill.papers.sheet.introductions import split_at, split_at_commas
from drill.papers.sheet.symbol_keys import make_spelling_key, make_symbol_key, read_symbol, typed_name
from drill.text import find_closing
from drill.types import Function, RowError, Type, read_declared_type, read_type

# A length that nobody knows.
OPEN = "?"

# Lengths that need no brackets as an exponent.
_SIMPLE_LENGTH = re.compile(r"\w+|\?")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?inf")


def set_of(tokens: Sequence[str]) -> str:
    """Return a set in declarations' mathematics: ``R^(m x n)``, ``[0, 1)``, ``{0, 1}``; empty for any
    other."""
    tokens = list(tokens)
    while tokens[:1] == ["{"] and tokens[-1:] == ["}"]:
        tokens = tokens[1:-1]
    if not tokens:
        return ""
    if tokens[0] in ("\\mathbb", "\\mathbf") and tokens[1:2] == ["{"] and tokens[3:4] == ["}"]:
        return _write_indexed_set(tokens[2], tokens[4:]) if tokens[2] in ("R", "Z", "N") else ""
    closing = max((index for index, token in enumerate(tokens) if token in (")", "]", "\\}")), default=0)
    inside = [read_typed_number(part) for part in split_at_commas(tokens[1:closing])]
    if not closing or not inside or not all(inside):
        return ""
    if tokens[0] == "\\{":
        return _write_indexed_set("{" + ", ".join(inside) + "}", tokens[closing + 1 :])
    if tokens[0] in ("(", "[") and len(inside) == 2:
        return _write_indexed_set(
            f"{tokens[0]}{inside[0]}, {inside[1]}{tokens[closing]}", tokens[closing + 1 :]
        )
    return ""


_SIGNED = {"+": "[0, inf)", ">0": "(0, inf)", "\\geq0": "[0, inf)", "++": "(0, inf)", "-": "(-inf, 0]"}


def _write_indexed_set(base: str, tokens: Sequence[str]) -> str:
    r"""Return a set with its sub- and superscript: ``_{+}`` and ``^{m \times n}``."""
    power = ""
    while tokens:
        inside = _find_braced_tokens(tokens)
        if tokens[0] not in ("_", "^") or not inside:
            return ""
        text = "".join(inside)
        if text in _SIGNED and base == "R":
            base = _SIGNED[text]
        elif text in _SIGNED and base in ("N", "Z") and "-" not in text:
            base = "N"
        elif tokens[0] == "^":
            power = write_set_exponent(
                [read_axis_length(tuple(part)) for part in split_at(inside, frozenset(("\\times",)))[0]]
            )
        else:
            return ""
        tokens = tokens[len(inside) + 3 :]
    return base + power


def write_set_exponent(lengths: Sequence[str]) -> str:
    """Return the exponent of a set of arrays with these lengths: ``^n``, ``^(m x n)``."""
    joined = " x ".join(lengths)
    if _SIMPLE_LENGTH.fullmatch(joined):
        return f"^{joined}"
    return f"^({joined})"


def _find_braced_tokens(tokens: Sequence[str]) -> list[str]:
    """Return the content of the braces after the first token."""
    end = find_closing(tokens, 1, "{", "}")
    return list(tokens[2:end]) if end < len(tokens) else []


@lru_cache(maxsize=4096)
def read_axis_length(tokens: tuple[str, ...]) -> str:
    """Return a length as it is typed: names, numbers, and terms of those; ``?`` for any other."""
    try:
        statement = read_tree(tokens)
    except NotationError:
        return OPEN
    if statement.relations:
        return OPEN
    return _print_length_node(statement.sides[0])


def _print_length_node(node: Node) -> str:
    match node:
        case Num(text) if text.isdigit():
            return text
        case Ref():
            return typed_name(node)
        case Mul(factors, signs) if set(signs) <= {"", "\\cdot", "\\times"}:
            parts = [_print_length_node(factor) for factor in factors]
            return OPEN if OPEN in parts else "*".join(parts)
        case Add((first, *others)):
            parts = [
                _print_length_node(first),
                *(_print_length_node(term.body if isinstance(term, Neg) else term) for term in others),
            ]
            signs = ["", *(" - " if isinstance(term, Neg) else " + " for term in others)]
            if OPEN in parts:
                return OPEN
            return "".join(map("".join, zip(signs, parts, strict=True)))
        case _:
            return OPEN


def read_typed_number(tokens: Iterable[str]) -> str:
    """Return a number as it is typed; empty for anything else."""
    text = "".join(tokens).replace("\\infty", "inf").removeprefix("+")
    return text if NUMBER.fullmatch(text) else ""


# A paper's declarations of its letters, found by symbol and section.


def read_row_type(row: SymbolRow) -> Type | None:
    """Return the type in a sheet's row for its symbol; None without one that can be read."""
    if not row.declared:
        return None
    return _read_type(row.declared, row.typed, row.symbol)


@lru_cache(maxsize=4096)
def _read_type(declared: str, typed: str, symbol: str) -> Type | None:
    return read_declared_type(declared, (typed, symbol))


def declare_type(row: SymbolRow, text: str) -> SymbolRow:
    """Return a row with the reader's type; unchanged if the reader gave the same before.

    A type that reads as a statement about the letter, ``d > 0`` of ``d``, is kept behind its name.
    """
    try:
        kind = read_type(text)
    except RowError:
        return replace(row, declared=text, declared_from=YOU)
    if row.declared_from == YOU and read_row_type(row) == kind:
        return row
    is_alone = read_declared_type(text, (row.typed, row.symbol)) == kind
    declared = text if is_alone else f"{row.typed or row.symbol}: {text}"
    return replace(row, declared=declared, declared_from=YOU)


class DeclaredLetters:
    """The rows of a sheet by their symbols: the declarations of the paper, an assistant or the reader.

    A guess of an earlier version is only a suggestion, and declares nothing.
    """

    def __init__(self, symbols: Iterable[SymbolRow]) -> None:
        self._rows: dict[tuple[str, int | None], SymbolRow] = {}
        for row in symbols:
            self._rows.setdefault((make_spelling_key(row.name), row.scope), row)

    def list_functions(self) -> frozenset[str]:
        """Return the names that are declared as functions, as the reader of formulas spells them."""
        declared = [row for row in self._rows.values() if row.declared and _is_believed(row)]
        called = [row for row in declared if row.is_called or isinstance(read_row_type(row), Function)]
        symbols = (read_symbol(row.name) for row in called)
        return frozenset(spell_name(symbol.name) for symbol in symbols if symbol is not None)

    def find_row(self, ref: Ref, section: int) -> SymbolRow | None:
        """Return the row of a symbol in a section, else in the whole paper; None where it has none."""
        key = make_symbol_key(ref)
        return self._rows.get((key, section)) or self._rows.get((key, None))

    def find_type(self, ref: Ref, section: int, *, is_said: bool = False) -> Type | None:
        """Return the declaration of a symbol; None if there is no reliable one. With ``is_said`` only the
        reader's declarations are reliable.
        """
        row = self.find_row(ref, section)
        if row is None:
            return None
        is_yours = row.declared_from is None or row.declared_from.kind == "you"
        if is_yours or (_is_believed(row) and not is_said):
            return read_row_type(row)
        return None


def _is_believed(row: SymbolRow) -> bool:
    return row.declared_from is None or row.declared_from.kind in ("assistant", "said", "you")
