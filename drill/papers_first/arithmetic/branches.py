"""Definitions by cases: each line's value, and when it holds, as comparisons of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from drill.maths.tree import RelationOp
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Node, Norm, Number, Said, Signed, Statement, Table, Words

_ENVIRONMENTS: Final = frozenset(("cases", "dcases", "rcases"))
COMPARED: Final[Mapping[str, RelationOp]] = {
    "=": "=",
    "<": "<",
    ">": ">",
    "\\leq": "<=",
    "\\le": "<=",
    "\\geq": ">=",
    "\\ge": ">=",
    "\\neq": "!=",
    "\\ne": "!=",
}
"""Comparisons, and how the plain language writes them."""
CONDITIONAL: Final = re.compile(r"(?:if|when|for|where)\W*$", re.IGNORECASE)
REST: Final = re.compile(r"(?:otherwise|else|elsewhere)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Branch:
    """One line: its value, and the comparisons that all hold there, as left side, sign and right side."""

    value: Node
    comparisons: tuple[tuple[Node, RelationOp, Node], ...]


@dataclass(frozen=True, slots=True)
class Branches:
    """The lines with a condition, and what holds where none of them does, None where nothing is said."""

    lines: tuple[Branch, ...]
    rest: Node | None

    @property
    def values(self) -> tuple[Node, ...]:
        """The values of all lines, in their order."""
        last = () if self.rest is None else (self.rest,)
        return (*(line.value for line in self.lines), *last)

    @property
    def compared(self) -> tuple[Node, ...]:
        """The sides of all comparisons."""
        return tuple(
            side for line in self.lines for one, _, other in line.comparisons for side in (one, other)
        )


def branches_of(table: Table) -> Branches:
    """A definition by cases.

    Raises:
        RefusedError: it is none, or a condition is no comparison.
    """
    if table.environment not in _ENVIRONMENTS:
        raise RefusedError("it is a table")
    lines: list[Branch] = []
    rest: Node | None = None
    for row in table.rows:
        match row:
            case (value, Words(text)) if REST.match(text.strip()) and row is table.rows[-1]:
                rest = value
            case (value, Statement() as said):
                lines.append(Branch(value, _comparisons(said)))
            case (value, Said(words, Statement() as said)) if CONDITIONAL.match(words.strip()):
                lines.append(Branch(value, _comparisons(said)))
            case _:
                raise RefusedError("a line of its cases has no condition that numbers decide")
    if len(lines) + (rest is not None) < 2:
        raise RefusedError("it has one case only")
    return Branches(tuple(lines), rest)


def compared_with_zero(node: Node) -> Iterator[Node]:
    """What the conditions of a definition by cases compare with 0: a deviation is 0 in one of them."""
    for part in walk(node):
        if isinstance(part, Table):
            for line in branches_of(part).lines:
                for one, _, other in line.comparisons:
                    if other == Number("0"):
                        yield one
                    if one == Number("0"):
                        yield other


def equated(node: Node) -> Iterator[tuple[Node, Node]]:
    """What the conditions of a definition by cases say to be equal, or not to be."""
    for part in walk(node):
        if isinstance(part, Table):
            for line in branches_of(part).lines:
                yield from ((one, other) for one, sign, other in line.comparisons if sign in ("=", "!="))


def compared_with_sizes(node: Node) -> Iterator[Node]:
    """What the conditions of a definition by cases compare a size or an absolute value with."""
    for part in walk(node):
        if isinstance(part, Table):
            for line in branches_of(part).lines:
                for one, _, other in line.comparisons:
                    if isinstance(one, Norm):
                        yield other
                    if isinstance(other, Norm):
                        yield one


def _comparisons(said: Statement) -> tuple[tuple[Node, RelationOp, Node], ...]:
    """``0 \\leq x < 1`` as two of them, ``x \\in [a, b]`` too."""
    match said:
        case Statement((inside, Bracket("[" | "(" as opening, closing, (low, high), (",",), ())), ("\\in",)):
            above: RelationOp = "<=" if opening == "[" else "<"
            below: RelationOp = "<=" if closing == "]" else "<"
            return ((low, above, inside), (inside, below, high))
        case Statement(sides, relations) if relations and set(relations) <= COMPARED.keys():
            signs: list[RelationOp] = [COMPARED[relation] for relation in relations]
            return tuple((sides[place], sign, sides[place + 1]) for place, sign in enumerate(signs))
        case _:
            raise RefusedError("a line of its cases has no condition that numbers decide")


def listed_values(node: Node) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """What each line of a definition by cases sets equal to a number of its own, and all of these numbers."""
    for part in walk(node):
        if not isinstance(part, Table):
            continue
        found = branches_of(part)
        compared = [line.comparisons[0] for line in found.lines if len(line.comparisons) == 1]
        numbers = [_number(other) for _, sign, other in compared if sign == "="]
        same = {one for one, _, _ in compared}
        are_all = found.rest is None and len(numbers) == len(found.lines) == len(set(numbers))
        if are_all and len(same) == 1 and all(numbers):
            yield same.pop(), tuple(numbers)


def _number(node: Node) -> str:
    match node:
        case Number(text):
            return text
        case Signed("-", Number(text)):
            return f"-{text}"
        case _:
            return ""
