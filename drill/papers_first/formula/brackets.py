"""What stands in brackets and bars, and the cells of tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Set as AbstractSet
from typing import Final

from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.operators import Operators
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Bracket,
    Node,
    Norm,
    Product,
    Said,
    Statement,
    Symbol,
    Table,
    Words,
    symbols,
    whole,
)
from drill.papers_first.formula.usage import Usage
from drill.papers_first.formula.vocabulary import CLOSING, RELATIONS, words_token

CLOSERS: Final = frozenset((*CLOSING.values(), "]", ")", "}"))
_SEPARATORS: Final = frozenset((",", ";", "\\mid", "|", "\\|", ":"))
_QUANTIFIERS: Final = frozenset(("\\forall", "\\exists"))
_JOINS: Final = frozenset(map(words_token, ("and", "or")))
"""Between the conditions of a set."""
_LONGEST_NAME: Final = 32
_DOT: Final = "\\cdot"
_OVER: Final = frozenset(("\\in", "=", "\\leq", "<"))
"""Between an index and what it runs over."""
_LONE: Final = frozenset((_DOT, "\\ldots", "\\cdots", "*", ":"))


class Brackets(Operators, ABC):
    """Reads brackets, norms and tables; ``bars`` are open norms, ``separating`` the bars that part."""

    def __init__(self, tokens: list[str], usage: Usage, depth: int) -> None:
        super().__init__(tokens, usage, depth)
        self.bars: list[str] = []
        self.separating: frozenset[str] = frozenset()
        self.in_call = False

    @abstractmethod
    def sum(self) -> Node:
        """The sum that stands next."""

    @abstractmethod
    def statement(self, joining: AbstractSet[str] = RELATIONS) -> Statement:
        """The statement that stands next."""

    @abstractmethod
    def within(self, tokens: list[str]) -> Statement:
        """The statement that ``tokens`` are as a whole."""

    def bracket(self, *, statements: bool = False) -> Bracket:
        opening = self.take()
        closing = CLOSING[opening]
        outer = self.bars, self.separating, self.in_call
        self.bars, self.separating, self.in_call = [], self.lone_bars(opening), statements
        if opening == "\\langle":
            self._check_angles()
        parts: list[Node] = []
        separators: list[str] = []
        while True:
            if self.peek() == closing and not parts:
                raise RefusedError("empty brackets")
            parts.append(self._part())
            token = self.peek()
            if token == closing or self._closes_otherwise(opening, token, statements=statements):
                self.at += 1
                break
            if token is None or not (token in _SEPARATORS or (opening == "\\{" and token in _JOINS)):
                self.refuse()
            self.at += 1
            separators.append(token)
        closed = self.tokens[self.at - 1]
        self.bars, self.separating, self.in_call = outer
        if closed != closing and separators != [","] and closed != "\\rceil":
            raise RefusedError("brackets that do not match")
        if opening == "(" and not statements and _is_ranged(parts):
            raise RefusedError("a list with the range of its index")
        return Bracket(opening, closed, tuple(parts), tuple(separators), self.sub())

    def _check_angles(self) -> None:
        """Refuse ``\\langle \\psi | H | \\psi \\rangle``, whose bars are no absolute value."""
        self.at -= 1
        top = top_level(self.bracketed())
        self.at += 1
        if top.count("|") > 1 and "," not in top:
            raise RefusedError("bars inside of angles")

    def _closes_otherwise(self, opening: str, token: str | None, *, statements: bool) -> bool:
        """Half-open intervals; ``\\lfloor x \\rceil``, the nearest whole number."""
        if opening == "\\lfloor":
            return token == "\\rceil"
        return opening in ("(", "[") and token in (")", "]") and not statements

    def _part(self) -> Node:
        """A part of brackets: an expression or a statement (``x = 1``), or a lone dot or colon."""
        if self.peek() in _LONE and self.peek(1) in (*_SEPARATORS, *CLOSERS):
            return Symbol(self.take())
        if self.peek() in _QUANTIFIERS:
            return Applied(Symbol(self.take()), self._part())
        is_increment = self.in_call and self._begins_increment()
        self.integrals += is_increment
        statement = self.statement()
        self.integrals -= is_increment
        return statement.sides[0] if not statement.relations else statement

    def _begins_increment(self) -> bool:
        """``E(dN(t) | …)``: what a process does in an instant."""
        name = next(occurrences(self.tokens[self.at + 1 : self.at + _LONGEST_NAME]), None)
        if self.peek() != "d" or name is None or name.begin:
            return False
        return name.is_called and name.symbol.base.lstrip("\\")[0].isupper()

    def norm(self) -> Node:
        """``|x|``, ``\\|x\\|_2``; the norm itself, ``\\|\\cdot\\|``."""
        bars = self.take()
        if bars in self.bars:
            raise RefusedError("bars inside of bars")
        self.bars.append(bars)
        is_open = self.peek() == _DOT and self.peek(1) == bars
        body = Symbol(self.take()) if is_open else self.sum()
        if self.peek() != bars:
            self.refuse()
        self.at += 1
        self.bars.pop()
        return Norm(bars, body, self.sub())

    def table(self, token: str) -> Node:
        """A matrix or cases, which begin with ``token``."""
        environment = token[len("\\begin{") : -1]
        self.at += 1
        cells = self._cells(f"\\end{{{environment}}}")
        if _has_headings(cells):
            raise RefusedError("a table with headings")
        rows = [[self._cell(cell) for cell in row] for row in cells]
        if "cases" not in environment and len(rows) > 1 and any(map(_may_be_entries, rows)):
            raise RefusedError("entries side by side, or a product")
        return Table(environment, tuple(tuple(row) for row in rows))

    def _cells(self, closing: str) -> list[list[list[str]]]:
        """The tokens of each cell of each row, up to ``closing``."""
        rows: list[list[list[str]]] = [[[]]]
        depth = 0
        while (token := self.take()) != closing or depth:
            depth += token.startswith("\\begin{") - token.startswith("\\end{")
            if depth == 0 and token == "&":
                rows[-1].append([])
            elif depth == 0 and token == "\\\\":
                rows.append([[]])
            else:
                rows[-1][-1].append(token)
        return rows

    def _cell(self, tokens: list[str]) -> Node:
        if not tokens:
            return Words("")
        if len(tokens) == 1 and tokens[0].startswith("\\text{"):
            return Words(tokens[0][len("\\text{") : -1])
        if tokens[0].startswith("\\text{") and tokens[1] in RELATIONS:
            words = Words(tokens[0][len("\\text{") : -1])
            return Bracket("", "", (words, self._cell(tokens[2:])), (tokens[1],))
        if tokens and tokens[0].startswith("\\text{"):
            return Said(tokens[0][len("\\text{") : -1], self._cell(tokens[1:]))
        parts, joins = _conditions(tokens)
        if joins:
            return Bracket("", "", tuple(map(self.within, parts)), tuple(joins))
        if tokens[0] in _QUANTIFIERS:
            return Applied(Symbol(tokens[0]), self._cell(tokens[1:]))
        if end := _words_behind(tokens):
            return Bracket("", "", (self._cell(tokens[:end]), self._cell(tokens[end:])), ("",))
        statement = self.within(tokens)
        return statement.sides[0] if not statement.relations else statement


def _has_headings(cells: list[list[list[str]]]) -> bool:
    """Whether names of rows and of columns stand around a table's values, and nothing in its corner."""
    if len(cells) < 2 or len(cells[0]) < 2 or cells[0][0]:
        return False
    is_headed = all(cells[0][1:]) and all(row[0] for row in cells[1:])
    return is_headed and bool(cells[1][1:2] and cells[1][1])


def _conditions(tokens: list[str]) -> tuple[list[list[str]], list[str]]:
    """``0 < x, y \\leq 1``: several conditions in a cell and what joins them; nothing where one is none."""
    parts: list[list[str]] = [[]]
    joins: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token in CLOSING or token == "{") - (token in CLOSERS)
        if depth == 0 and (token == "," or token in _JOINS):
            joins.append(token)
            parts.append([])
        else:
            parts[-1].append(token)
    is_said = all(RELATIONS & set(top_level(part)) for part in parts)
    return (parts, joins) if is_said else ([tokens], [])


def _words_behind(tokens: list[str]) -> int:
    """Where words begin behind a formula in a cell, ``i \\text{ is even}``; 0 without any."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token in CLOSING or token == "{") - (token in CLOSERS)
        if at and depth == 0 and token.startswith("\\text{"):
            return at
    return 0


def _may_be_entries(row: list[Node]) -> bool:
    """``a_1 \\cdots a_n`` in a row by itself: its entries, which no mark parts."""
    match row:
        case [Product(factors, signs)]:
            return not any(signs) and any(isinstance(one, Symbol) and one.base in _LONE for one in factors)
        case _:
            return False


def _is_ranged(parts: list[Node]) -> bool:
    """``(a_k b_k, k \\in K)``: no pair, but what the first part is for each k."""
    match parts:
        case [first, Statement((Symbol() as index, *_), relations), *_] if relations[0] in _OVER:
            return index in whole(first) or index.base in (
                token for one in symbols(first) for token in one.sub
            )
        case _:
            return False
