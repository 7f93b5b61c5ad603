"""The second computation: a formula's tree walked with plain Python numbers, products as loops over entries.

It shares with the reader only what each symbol is. What a product, a norm or a power means it decides anew,
from the values that meet, so that a mistake of one shows against the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from drill.notation.tree import (
    Add,
    Apply,
    Binomial,
    Bracket,
    Cases,
    Div,
    Expect,
    Factorial,
    Inverse,
    Listed,
    Mul,
    Neg,
    Node,
    Norm,
    Num,
    Pow,
    Reduce,
    Ref,
    Root,
    Statement,
    Transpose,
)
from drill.papers.lowering.functions import FUNCTIONS
from drill.papers.lowering.reader import is_normal, known_function, letter_of
from drill.papers.lowering.terms import (
    Constant,
    Filled,
    Given,
    Input,
    Range,
    RefusedError,
    Running,
    Size,
    Term,
)
from drill.papers.sheet.types import Length

_COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "\\leq": lambda a, b: a <= b,
    "\\le": lambda a, b: a <= b,
    "\\geq": lambda a, b: a >= b,
    "\\ge": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "\\neq": lambda a, b: a != b,
    "\\ne": lambda a, b: a != b,
}


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

    leaves: Mapping[int, Term]
    ranges: Mapping[str, Range]
    values: Mapping[str, Nested]
    lengths: Mapping[Length, int]
    at: dict[str, int]
    expectations: Mapping[int, tuple[str, Apply]]
    sigmoids: frozenset[str] = frozenset()
    """Functions that the paper calls by a letter and that are sigmoids."""

    def value(self, node: Node) -> Value:
        """The value of a part; raises RefusedError, ArithmeticError or ValueError where it has none."""
        leaf = self.leaves.get(id(node))
        if leaf is not None:
            return self._leaf(leaf)
        match node:
            case Num(text):
                return float(text)
            case Bracket(body, opening):
                inner = self.value(body)
                rounded = {"\\lfloor": math.floor, "\\lceil": math.ceil}.get(opening)
                return _each(inner, lambda x: float(rounded(x))) if rounded else inner
            case Neg(body):
                return _each(self.value(body), lambda x: -x)
            case Add(terms):
                result = self.value(terms[0])
                for term in terms[1:]:
                    result = _both(result, self.value(term), lambda x, y: x + y)
                return result
            case Mul(factors, signs):
                return _product([self.value(factor) for factor in factors], signs)
            case Div(top, bottom):
                return _both(self.value(top), self.value(bottom), lambda x, y: x / y)
            case Pow(base, exponent):
                power = _number(self.value(exponent))
                if isinstance(base, Ref) and base.name.base == "e" and id(base) not in self.leaves:
                    return math.exp(power)
                return _each(self.value(base), lambda x: _real(x**power))
            case Root(body, degree):
                power = 1 / (2.0 if degree is None else _number(self.value(degree)))
                return _each(self.value(body), lambda x: _real(x**power))
            case Transpose(base):
                return _turned(self.value(base))
            case Inverse(base):
                return _inverse(self.value(base))
            case Factorial(body):
                return float(math.factorial(int(_number(self.value(body)))))
            case Binomial(top, bottom):
                return float(math.comb(int(_number(self.value(top))), int(_number(self.value(bottom)))))
            case Norm():
                return self._norm(node)
            case Listed((a, b), _, opening) if opening in ("\\langle", "<"):
                return _inner(self.value(a), self.value(b))
            case Apply():
                return self._apply(node)
            case Reduce():
                return self._reduce(node)
            case Cases(branches):
                return self._cases(branches)
            case Expect() if id(node) in self.expectations:
                return self._expectation(node)
            case _:
                raise RefusedError(f"{type(node).__name__} has no second computation")

    def _leaf(self, leaf: Term) -> Value:
        match leaf:
            case Given(given, places):
                return self._member(given, [(place.letter, place.shift) for place in places])
            case Constant(text):
                return {"pi": math.pi, "e": math.e, "inf": math.inf}.get(text) or float(text)
            case Size(length):
                return float(self._length(length))
            case Running(letter):
                return float(self.at[letter])
            case Filled(what, axes):
                sizes = [self._length(one) for one in axes]
                if what == "eye":
                    cells = [float(r == c) for r in range(sizes[0]) for c in range(sizes[0])]
                    return Table(sizes[0], sizes[0], tuple(cells))
                return vector([1.0 if what == "ones" else 0.0] * sizes[0])
            case _:
                raise RefusedError("a leaf is no leaf")

    def _length(self, length: Length) -> int:
        return length if isinstance(length, int) else self.lengths[length]

    def _member(self, given: Input, places: Sequence[tuple[str, int]]) -> Value:
        value = self.values[given.name]
        for (letter, shift), own in zip(places, given.letters, strict=True):
            first = self._first(self.ranges[own])
            index = (self.at[letter] if letter else 0) + shift - first
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

    def _first(self, along: Range) -> int:
        match along.start:
            case None:
                return 1
            case start:
                return int(_number(self._of_term(start)))

    def _of_term(self, term: Term) -> Value:
        return self._leaf(term)

    def _norm(self, node: Norm) -> Value:
        body = self.value(node.body)
        if not isinstance(body, Table):
            return abs(body)
        if node.bars == "|":
            return _determinant(body)
        match node.order:
            case Num("1"):
                return sum(map(abs, body.entries))
            case Ref(name) if name.base == "\\infty":
                return max(map(abs, body.entries))
            case _:
                return math.sqrt(sum(x * x for x in body.entries))

    def _apply(self, node: Apply) -> Value:
        if is_normal(node):
            x, mean, variance = (
                _number(self.value(one)) for one in (*node.args, *(node.given or node.parameters))
            )
            return math.exp(-((x - mean) ** 2) / variance / 2) / math.sqrt(variance * math.tau)
        base = node.function.name.base
        known = "sigmoid" if base in self.sigmoids else known_function(node.function, None)
        args = [self.value(arg) for arg in node.args]
        if node.function.below and known in ("log", "log2", "log10"):
            known = "log10" if getattr(node.function.below[0], "text", "") == "10" else "log2"
        result = _of_function(known or "", args)
        if node.power is None:
            return result
        power = _number(self.value(node.power))
        return _each(result, lambda x: _real(x**power))

    def _expectation(self, node: Expect) -> Value:
        letter, law = self.expectations[id(node)]
        total: Value | None = None
        for number in range(1, self._length(self.ranges[letter].length) + 1):
            self.at[letter] = number
            weight = _number(self.value(law))
            term = _each(self.value(node.body), lambda x, weight=weight: weight * x)
            total = term if total is None else _both(total, term, lambda x, y: x + y)
        del self.at[letter]
        assert total is not None
        return total

    def _reduce(self, node: Reduce) -> Value:
        bound = node.bound
        if bound is None:
            inner = node.body.body if isinstance(node.body, Bracket) else node.body
            items = inner.items if isinstance(inner, Listed) else (inner,)
            return _of_function(node.operator.strip("\\"), [self.value(item) for item in items])
        found: list[tuple[Value, int]] = []
        self._loop([letter_of(ref) for ref in bound.names], bound.lower, bound.upper, node.body, found)
        values = [value for value, _ in found]
        match node.operator:
            case "\\sum":
                result = values[0]
                for value in values[1:]:
                    result = _both(result, value, lambda x, y: x + y)
                return result
            case "\\prod":
                return math.prod(map(_number, values))
            case "\\max" | "\\sup":
                return max(map(_number, values))
            case "\\min" | "\\inf":
                return min(map(_number, values))
            case "\\argmax":
                return float(max(found, key=lambda one: _number(one[0]))[1])
            case "\\argmin":
                return float(min(found, key=lambda one: _number(one[0]))[1])
            case _:
                raise RefusedError("an operator has no second computation")

    def _loop(
        self,
        letters: Sequence[str],
        lower: Node | None,
        upper: Node | None,
        body: Node,
        found: list[tuple[Value, int]],
    ) -> None:
        if not letters:
            found.append((self.value(body), 0))
            return
        letter, *rest = letters
        first = 1 if lower is None else int(_number(self.value(lower)))
        count = self._length(self.ranges[letter].length)
        last = first + count - 1 if upper is None else int(_number(self.value(upper)))
        before = len(found)
        for number in range(first, last + 1):
            self.at[letter] = number
            self._loop(rest, lower, upper, body, found)
            if not rest:
                found[-1] = (found[-1][0], number)
        del self.at[letter]
        if len(found) == before:
            raise RefusedError("a sum has no terms")

    def _cases(self, branches: Sequence[tuple[Node, Node | None]]) -> Value:
        for body, when in branches[:-1]:
            if not isinstance(when, Statement):
                raise RefusedError("a condition has no second computation")
            left, right = (_number(self.value(side)) for side in when.sides)
            if _COMPARE[when.relations[0]](left, right):
                return self.value(body)
        return self.value(branches[-1][0])


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
    try:
        result = values[0]
        for sign, value in zip(signs, values[1:], strict=True):
            result = _times(result, sign, value)
        return result
    except RefusedError:
        result = values[-1]
        for sign, value in zip(reversed(signs), reversed(values[:-1]), strict=True):
            result = _times(value, sign, result)
        return result


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


def _eliminated(value: Value) -> tuple[list[list[float]], float]:
    """The inverse by elimination with pivots, and the determinant."""
    if not isinstance(value, Table) or value.m != value.n:
        raise RefusedError("no square matrix")
    n = value.n
    rows = [[value.at(r, c) for c in range(n)] + [float(r == c) for c in range(n)] for r in range(n)]
    determinant = 1.0
    for at in range(n):
        pivot = max(range(at, n), key=lambda r: abs(rows[r][at]))
        if abs(rows[pivot][at]) < 1e-12:
            raise ZeroDivisionError("the matrix is singular")
        if pivot != at:
            rows[at], rows[pivot], determinant = rows[pivot], rows[at], -determinant
        determinant *= rows[at][at]
        rows[at] = [x / rows[at][at] for x in rows[at]]
        for r in range(n):
            if r != at:
                factor = rows[r][at]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[at], strict=True)]
    return [row[n:] for row in rows], determinant


def _inverse(value: Value) -> Value:
    if not isinstance(value, Table):
        return 1 / value
    rows, _ = _eliminated(value)
    return Table(value.m, value.n, tuple(x for row in rows for x in row))


def _determinant(value: Value) -> float:
    return value if not isinstance(value, Table) else _eliminated(value)[1]


def _of_function(known: str, args: Sequence[Value]) -> Value:
    first = args[0]
    match known:
        case "det":
            return _determinant(first)
        case "trace":
            if not isinstance(first, Table):
                return first
            return sum(first.at(k, k) for k in range(first.n))
        case "diag":
            if not isinstance(first, Table):
                return first
            if not first.is_vector:
                return vector(first.at(k, k) for k in range(first.n))
            n = first.m
            return Table(n, n, tuple(first.entries[r] if r == c else 0.0 for r in range(n) for c in range(n)))
        case "softmax":
            return _softmax(first)
        case "max" | "min" if len(args) == 1 and isinstance(first, Table):
            return max(first.entries) if known == "max" else min(first.entries)
        case _ if known in FUNCTIONS:
            return _entrywise(FUNCTIONS[known].value, args)
        case _:
            raise RefusedError("a function has no second computation")


def _entrywise(function: Callable[..., float], args: Sequence[Value]) -> Value:
    if len(args) == 1:
        return _each(args[0], lambda x: float(function(x)))
    if len(args) == 2:
        return _both(args[0], args[1], lambda x, y: float(function(x, y)))
    return _each(args[0], lambda x: float(function(x, *map(_number, args[1:]))))


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
