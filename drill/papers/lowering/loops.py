"""The second computation: a formula's tree walked with plain Python numbers, products as loops over entries.

It shares with the reader only what each symbol is. What a product, a norm or a power means it decides anew,
from the values that meet, so that a mistake of one shows against the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from drill.notation import tree
from drill.notation.tree import Node
from drill.papers.lowering import terms
from drill.papers.lowering.functions import FUNCTIONS
from drill.papers.lowering.reader import known_function, letter_of
from drill.papers.lowering.terms import RefusedError
from drill.papers.sheet.types import Length


@dataclass(frozen=True, slots=True)
class Table:
    """A matrix of ``m`` rows and ``n`` columns; ``n`` is 1 for a vector, ``m`` for a row."""

    m: int
    n: int
    entries: tuple[float, ...]
    is_vector: bool = False

    def at(self, row: int, column: int) -> float:
        """One entry."""
        return self.entries[row * self.n + column]


Value: TypeAlias = float | Table
Nested: TypeAlias = "float | Sequence[Nested]"


def vector(entries: Iterable[float]) -> Table:
    """A column."""
    listed = tuple(entries)
    return Table(len(listed), 1, listed, is_vector=True)


@dataclass(slots=True)
class Loops:
    """Computes a tree; ``values`` are nested sequences by the inputs' names, running places first."""

    leaves: Mapping[int, terms.Term]
    ranges: Mapping[str, terms.Range]
    values: Mapping[str, Nested]
    lengths: Mapping[Length, int]
    at: dict[str, int]
    expectations: Mapping[int, tuple[str, tree.Apply]]
    sigmoids: frozenset[str] = frozenset()
    """Functions that the paper calls by a letter and that are sigmoids."""

    def value(self, node: Node) -> Value:
        """The value of a part; raises RefusedError, ArithmeticError or ValueError where it has none."""
        leaf = self.leaves.get(id(node))
        if leaf is not None:
            return self._leaf(leaf)
        match node:
            case tree.Num(text):
                return float(text)
            case tree.Bracket(body, opening):
                inner = self.value(body)
                rounded = {"\\lfloor": math.floor, "\\lceil": math.ceil}.get(opening)
                return _each(inner, lambda x: float(rounded(x))) if rounded else inner
            case tree.Neg(body):
                return _each(self.value(body), lambda x: -x)
            case tree.Add(addends):
                return _total([self.value(term) for term in addends])
            case tree.Mul(factors, signs):
                return _product([self.value(factor) for factor in factors], signs)
            case tree.Div(top, bottom):
                return _both(self.value(top), self.value(bottom), lambda x, y: x / y)
            case tree.Pow(base, exponent):
                power = _number(self.value(exponent))
                if isinstance(base, tree.Ref) and base.name.base == "e" and id(base) not in self.leaves:
                    return math.exp(power)
                return _each(self.value(base), lambda x: _real(x**power))
            case tree.Root(body, degree):
                power = 1 / (2.0 if degree is None else _number(self.value(degree)))
                return _each(self.value(body), lambda x: _real(x**power))
            case tree.Transpose(base):
                return _turned(self.value(base))
            case tree.Inverse(base):
                return _inverse(self.value(base))
            case tree.Norm():
                return self._norm(node)
            case tree.Listed((a, b), _, opening) if opening in ("\\langle", "<"):
                return _inner(self.value(a), self.value(b))
            case tree.Apply():
                return self._apply(node)
            case tree.Reduce():
                return self._reduce(node)
            case tree.Expect() if id(node) in self.expectations:
                return self._expectation(node)
            case _:
                raise RefusedError(f"{type(node).__name__} has no second computation")

    def _leaf(self, leaf: terms.Term) -> Value:
        match leaf:
            case terms.Given(given, places):
                return self._member(given, [(place.letter, place.shift) for place in places])
            case terms.Constant(text):
                return {"pi": math.pi, "e": math.e, "inf": math.inf}.get(text) or float(text)
            case terms.Size(length):
                return float(self._length(length))
            case terms.Running(letter):
                return float(self.at[letter])
            case _:
                raise RefusedError("a leaf is no leaf")

    def _length(self, length: Length) -> int:
        return length if isinstance(length, int) else self.lengths[length]

    def _member(self, given: terms.Input, places: Sequence[tuple[str, int]]) -> Value:
        value = self.values[given.name]
        for (letter, shift), own in zip(places, given.letters, strict=True):
            first = self._first(self.ranges[own])
            index = self.at[letter] + shift - first
            if isinstance(value, float | int) or not 0 <= index < len(value):
                raise RefusedError("a member does not exist")
            value = value[index]
        if isinstance(value, float | int):
            return float(value)
        if all(isinstance(row, float | int) for row in value):
            column = vector(float(row) for row in value)  # pyright: ignore[reportArgumentType]
            return _turned(column) if len(given.axes) == 2 else column
        cells = tuple(float(cell) for row in value for cell in row)  # pyright: ignore
        return Table(len(value), len(value[0]), cells)  # pyright: ignore

    def _first(self, along: terms.Range) -> int:
        return 1 if along.start is None else int(_number(self._leaf(along.start)))

    def _norm(self, node: tree.Norm) -> Value:
        body = self.value(node.body)
        if not isinstance(body, Table):
            return abs(body)
        return math.sqrt(sum(x * x for x in body.entries))

    def _apply(self, node: tree.Apply) -> Value:
        base = node.function.name.base
        known = "sigmoid" if base in self.sigmoids else known_function(node.function, None)
        args = [self.value(arg) for arg in node.args]
        result = _of_function(known or "", args)
        if node.power is None:
            return result
        power = _number(self.value(node.power))
        return _each(result, lambda x: _real(x**power))

    def _expectation(self, node: tree.Expect) -> Value:
        letter, law = self.expectations[id(node)]
        weighted: list[Value] = []
        for number in range(1, self._length(self.ranges[letter].length) + 1):
            self.at[letter] = number
            weighted.append(_both(self.value(law), self.value(node.body), lambda x, y: x * y))
        del self.at[letter]
        return _total(weighted)

    def _reduce(self, node: tree.Reduce) -> Value:
        bound = node.bound
        if bound is None:
            inner = node.body.body if isinstance(node.body, tree.Bracket) else node.body
            items = inner.items if isinstance(inner, tree.Listed) else (inner,)
            return _of_function(node.operator.strip("\\"), [self.value(item) for item in items])
        values: list[Value] = []
        self._loop([letter_of(ref) for ref in bound.names], bound, node.body, values)
        match node.operator:
            case "\\sum":
                return _total(values)
            case "\\prod":
                return math.prod(map(_number, values))
            case "\\max" | "\\sup":
                return max(map(_number, values))
            case "\\min" | "\\inf":
                return min(map(_number, values))
            case _:
                raise RefusedError("an operator has no second computation")

    def _loop(self, letters: Sequence[str], bound: tree.Bound, body: Node, found: list[Value]) -> None:
        if not letters:
            found.append(self.value(body))
            return
        letter, *rest = letters
        first = 1 if bound.lower is None else int(_number(self.value(bound.lower)))
        count = self._length(self.ranges[letter].length)
        last = first + count - 1 if bound.upper is None else int(_number(self.value(bound.upper)))
        if last < first:
            raise RefusedError("a sum has no terms")
        for number in range(first, last + 1):
            self.at[letter] = number
            self._loop(rest, bound, body, found)
        del self.at[letter]


def nested(value: Value) -> Nested:
    """A value as nested lists; a row is a list."""
    if not isinstance(value, Table):
        return value
    if value.is_vector or value.m == 1:
        return list(value.entries)
    return [list(value.entries[row * value.n : (row + 1) * value.n]) for row in range(value.m)]


def _number(value: Value) -> float:
    if isinstance(value, Table):
        raise RefusedError("an array stands where a number is expected")
    return value


def _real(value: complex) -> float:
    if isinstance(value, complex):
        raise ValueError("a root of a negative number")
    return float(value)


def _each(value: Value, function: Callable[[float], float]) -> Value:
    if not isinstance(value, Table):
        return function(value)
    return Table(value.m, value.n, tuple(map(function, value.entries)), value.is_vector)


def _both(a: Value, b: Value, function: Callable[[float, float], float]) -> Value:
    if not isinstance(a, Table) and not isinstance(b, Table):
        return function(a, b)
    if not isinstance(a, Table):
        assert isinstance(b, Table)
        return _each(b, lambda y: function(a, y))
    if not isinstance(b, Table):
        return _each(a, lambda x: function(x, b))
    if (a.m, a.n) != (b.m, b.n):
        raise RefusedError("shapes differ")
    cells = tuple(function(x, y) for x, y in zip(a.entries, b.entries, strict=True))
    return Table(a.m, a.n, cells, a.is_vector)


def _turned(value: Value) -> Value:
    if not isinstance(value, Table):
        return value
    cells = tuple(value.at(row, column) for column in range(value.n) for row in range(value.m))
    return Table(value.n, value.m, cells, is_vector=value.m == 1 and not value.is_vector)


def _product(values: Sequence[Value], signs: Sequence[str]) -> Value:
    result = values[0]
    for sign, value in zip(signs, values[1:], strict=True):
        result = _times(result, sign, value)
    return result


def _total(values: Sequence[Value]) -> Value:
    return reduce(lambda a, b: _both(a, b, lambda x, y: x + y), values)


def _times(a: Value, sign: str, b: Value) -> Value:
    if not isinstance(a, Table) or not isinstance(b, Table) or sign in ("\\odot", "\\circ", "\\ast"):
        return _both(a, b, lambda x, y: x * y)
    if sign == "\\cdot" and a.is_vector and b.is_vector:
        return _inner(a, b)
    is_row = a.is_vector and not b.is_vector and b.m != 1
    if is_row:
        a = Table(1, a.m, a.entries)
    if a.n != b.m or (a.is_vector and b.is_vector):
        raise RefusedError("inner lengths differ")
    cells = tuple(
        sum(a.at(row, k) * b.at(k, column) for k in range(a.n)) for row in range(a.m) for column in range(b.n)
    )
    if a.m == 1 and b.is_vector:
        return cells[0]
    return Table(b.n, 1, cells, True) if is_row else Table(a.m, b.n, cells, b.is_vector)


def _inner(a: Value, b: Value) -> Value:
    if not isinstance(a, Table) and not isinstance(b, Table):
        return a * b
    if not isinstance(a, Table) or not isinstance(b, Table) or len(a.entries) != len(b.entries):
        raise RefusedError("an inner product of different lengths")
    return sum(x * y for x, y in zip(a.entries, b.entries, strict=True))


def _inverse(value: Value) -> Value:
    """The inverse by elimination with pivots."""
    if not isinstance(value, Table):
        return 1 / value
    if value.m != value.n:
        raise RefusedError("no square matrix")
    n = value.n
    rows = [[value.at(r, c) for c in range(n)] + [float(r == c) for c in range(n)] for r in range(n)]
    for at in range(n):
        pivot = max(range(at, n), key=lambda r: abs(rows[r][at]))
        if abs(rows[pivot][at]) < 1e-12:
            raise ZeroDivisionError("the matrix is singular")
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [x / rows[at][at] for x in rows[at]]
        for r in range(n):
            if r != at:
                factor = rows[r][at]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[at], strict=True)]
    return Table(n, n, tuple(x for row in rows for x in row[n:]))


def _of_function(known: str, args: Sequence[Value]) -> Value:
    if known == "softmax":
        return _softmax(args[0])
    if known not in FUNCTIONS:
        raise RefusedError("a function has no second computation")
    function = FUNCTIONS[known].value
    if len(args) == 1:
        return _each(args[0], lambda x: float(function(x)))
    return _both(args[0], args[1], lambda x, y: float(function(x, y)))


def _softmax(value: Value) -> Value:
    if not isinstance(value, Table):
        raise RefusedError("a softmax of one number")
    width = value.m if value.n == 1 else value.n
    rows = [value.entries[at : at + width] for at in range(0, len(value.entries), width)]
    cells: list[float] = []
    for row in rows:
        total = math.fsum(map(math.exp, row))
        cells += [math.exp(x) / total for x in row]
    return Table(value.m, value.n, tuple(cells), value.is_vector)
