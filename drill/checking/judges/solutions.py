"""All solutions of a system: the same point set, as a point of it and the directions that span it."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence as Rows
from dataclasses import dataclass
from fractions import Fraction

import mpmath

from drill.checking.arrays import DIGITS, Array, Row, as_vector, is_same, rank
from drill.checking.evaluation import Point, value_of
from drill.checking.judges.context import Context, exact_points, key_fault
from drill.checking.kind_check import described, is_row, refuse
from drill.checking.kinds.matrices import SolutionsSpec
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError, KeyFaultError, ParseError
from drill.maths.tree import Node, Relation, Sequence, Sym, symbols, walk

# Values of the key's symbols that are tried.
_POINTS = 4
# More letters than any system here has free unknowns.
_LETTERS_LIMIT = 12
# Where letters are put to see whether an answer is a sum of vectors, each times its letter.
_PROBES = (Fraction(17, 7), Fraction(-29, 11))


@dataclass(frozen=True, slots=True)
class _Flat:
    """An affine subspace: a point, and the directions from it."""

    point: Row
    directions: tuple[Row, ...]


def judge_solutions(spec: SolutionsSpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict, with codes ``size``, ``point``, ``missing`` and ``extra``."""
    node = _vector_of(answer)
    key_symbols = _symbols_of(spec)
    letters = _letters(node, key_symbols)
    with mpmath.workdps(DIGITS):
        for point in exact_points(key_symbols, context.assumed, _POINTS):
            context.clock.check()
            result = _compare(_key_at(spec, point), _answer_at(node, letters, point), len(letters))
            if result is not None:
                return result
    return correct("numeric")


def fits_solutions(spec: SolutionsSpec, mistaken: Node, answer: Node, context: Context) -> bool:
    """Return whether an answer is the point set that a known mistake yields."""
    first, second = _vector_of(mistaken), _vector_of(answer)
    key_symbols = _symbols_of(spec)
    with mpmath.workdps(DIGITS):
        for point in exact_points(key_symbols, context.assumed, _POINTS):
            due, answered = (_answer_at(node, _letters(node, key_symbols), point) for node in (first, second))
            if due is None or _compare(due, answered, 0) is not None:
                return False
    return True


def _symbols_of(spec: SolutionsSpec) -> frozenset[str]:
    return symbols(spec.point) | (symbols(spec.span) if spec.span is not None else frozenset[str]())


def _letters(node: Node, key_symbols: frozenset[str]) -> list[str]:
    """Return the letters of parameters: all that the key does not contain."""
    letters = sorted(symbols(node) - key_symbols)
    if len(letters) > _LETTERS_LIMIT:
        raise ParseError("these are too many letters", 1, code="too-large")
    return letters


def _vector_of(answer: Node) -> Node:
    """Return a sum of vectors, which may follow ``x =`` or ``(x, y, z) =``."""
    match answer:
        case Relation("=", Sym(), right):
            return right
        case Relation("=", Sequence(_, items), right) if all(isinstance(item, Sym) for item in items):
            return right
        case Relation():
            raise refuse("solutions", answer)
        case _ if any(described(part) and not is_row(part) for part in walk(answer)):
            raise refuse("solutions", answer)
        case _:
            return answer


def _key_at(spec: SolutionsSpec, point: Point) -> _Flat:
    with key_fault("the key gives no solutions"):
        base = as_vector(value_of(spec.point, point))
        directions = () if spec.span is None else _rows(value_of(spec.span, point))
    if any(len(row) != len(base) for row in directions):
        raise KeyFaultError("the key gives no solutions: point and span differ in length")
    return _Flat(base, directions)


def _rows(value: object) -> tuple[Row, ...]:
    """Return the directions: one vector, or the rows of a matrix."""
    if not isinstance(value, Array):
        raise CheckError("the span is a list of vectors")
    return (value.entries,) if value.is_vector else value.rows


def _answer_at(node: Node, letters: Rows[str], point: Point) -> _Flat | None:
    """Return point and directions of the answer; None if it is no sum of vectors times letters."""

    def at(values: Rows[Fraction]) -> Row:
        value = value_of(node, {**point, **dict(zip(letters, values, strict=True))})
        if not isinstance(value, Array) or 1 not in value.size:
            raise refuse("solutions", node)
        return value.entries

    base = at([Fraction(0)] * len(letters))
    ends = [at([Fraction(int(i == j)) for j in range(len(letters))]) for i in range(len(letters))]
    directions = [tuple(x - y for x, y in zip(end, base, strict=True)) for end in ends]
    for turn, probe in enumerate(_PROBES):
        values = [probe * (turn + i + 1) for i in range(len(letters))]
        due = base
        for value, direction in zip(values, directions, strict=True):
            step = mpmath.mpf(value.numerator) / value.denominator
            due = tuple(x + y * step for x, y in zip(due, direction, strict=True))
        if not is_same(Array.vector(due), Array.vector(at(values))):
            return None
    return _Flat(base, tuple(directions))


def _compare(key: _Flat, answer: _Flat | None, letters: int) -> Verdict | None:
    """Diagnose the answer at one point of the key's symbols; None if nothing is wrong."""
    if answer is None:
        return wrong("wrong", "A point plus vectors, each times a letter of its own, is expected.")
    if len(key.point) != len(answer.point):
        return wrong("size", f"Vectors with {len(key.point)} entries are expected.", "structure")
    dimension = rank(key.directions)
    apart = tuple(x - y for x, y in zip(answer.point, key.point, strict=True))
    is_solution = rank((*key.directions, apart)) == dimension
    if rank((*key.directions, *answer.directions)) > dimension:
        praise = "The point is a solution. " if is_solution else ""
        excess = "The direction does" if letters == 1 else "One of the directions does"
        return wrong("extra", f"{praise}{excess} not belong.")
    reached = rank(answer.directions)
    if not is_solution and reached < dimension:
        return wrong("wrong", "")
    if not is_solution:
        right = "The directions are right, but the point is not a solution."
        return wrong("point", right if dimension else "This is not a solution.")
    if reached < dimension:
        praise = "This is one solution." if reached == 0 else "All these are solutions."
        due = "one letter is" if dimension == 1 else f"{dimension} letters are"
        return wrong("missing", f"{praise} There are more: {due} expected.")
    return None
