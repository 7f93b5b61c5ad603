"""What is left of a line at an end of a letter: all entries equal, or a number at 0 or 1."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from drill.arraycode import Change, Draw, DrawnCode, agree
from drill.errors import CheckError
from drill.formulas.invariances import Line, Sample
from drill.formulas.line_structure import is_only_weight, list_factors, list_names, list_terms

_CONSTANTS = ("0", "1", "-1", "2", "1 / 2", "np.log(2)")
_OF_LENGTHS = ("np.log({0})", "-np.log({0})", "1 / {0}", "{0}", "np.sqrt({0})", "1 / np.sqrt({0})")
# Max characters of what is left, and its share of the line's own.
_LONGEST, _SHARE = 48, 0.5
# Functions that join arrays or choose between them: what is left with them in it is no simpler.
_JOINING = frozenset({"where", "stack", "vstack", "concatenate", "column_stack"})
# Values at 0 and at 1 of functions that stand around a letter.
_VALUES = {
    ("log", 1): 0, ("exp", 0): 1, ("sqrt", 0): 0, ("sqrt", 1): 1, ("sum", 0): 0, ("mean", 0): 0,
    ("abs", 0): 0,
    ("abs", 1): 1, ("sin", 0): 0, ("cos", 0): 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """What is left at an end of a letter, as a line of NumPy."""

    change: Change
    outcome: str


def find_ends(line: Line, *, every: bool = False) -> Iterator[End]:
    """Yield what is left at the ends of the letters, all entries equal first; with ``every`` also what the
    line shows by its look. Raises OutOfTimeError."""
    changes = [Change("equal", (letter,)) for letter in line.free]
    changes += [
        Change(kind, (letter,))
        for letter in line.free
        if not line.code.arrays[letter]
        for kind in ("zero", "one")
    ]
    for change in changes:
        if change.is_allowed(line.code) and (every or _is_worth_asking(line, change)):
            outcome = _find_outcome(line, change)
            if outcome and (every or not _is_plain(line, change, outcome)):
                yield End(change, outcome)


def _is_worth_asking(line: Line, change: Change) -> bool:
    letter = change.letters[0]
    if line.tree is None:
        return False
    if change.kind == "equal":
        return letter in line.places
    return len(line.places.get(letter, ())) >= 2 and not is_only_weight(line.tree, letter)


def _find_outcome(line: Line, change: Change) -> str:
    """Return the shortest expression that is the line's value at an end on all draws; empty without one."""
    line.spend()
    ends = _list_end_values(line, change, line.ordinary)
    if ends is None or all(
        _is_left(value, end) for (_, _, value), (_, end) in zip(line.ordinary, ends, strict=True)
    ):
        return ""
    for outcome in sorted(_list_outcomes(line, change), key=lambda text: (text not in _CONSTANTS, len(text))):
        line.spend()
        try:
            left = line.code.with_code(outcome)
        except CheckError:
            continue
        if _leaves(left, ends) and _leaves(left, _list_end_values(line, change, line.wide)):
            return outcome
    return ""


def _list_end_values(line: Line, change: Change, samples: list[Sample]) -> list[tuple[Draw, Any]] | None:
    """Return the draws at an end with the line's values; None if it has none on one, or leaves what is
    assumed."""
    found: list[tuple[Draw, Any]] = []
    for turn, draw, _ in samples:
        line.spend()
        at_end = change.apply(line.code, draw, turn)
        value = line.code.value(at_end) if line.code.allows(at_end, is_closed=True) else None
        if value is None:
            return None
        found.append((at_end, value))
    return found


def is_left_at(code: DrawnCode, end: End, samples: list[Sample]) -> bool:
    """Return whether a line has a finite value at an end, and the one that is said, on all draws."""
    left = code.with_code(end.outcome)
    ends = [(end.change.apply(code, draw, turn), turn) for turn, draw, _ in samples]
    pairs = [(at_end, code.value(at_end)) for at_end, _ in ends if code.allows(at_end, is_closed=True)]
    return bool(pairs) and all(
        value is not None and _is_left(value, left.value(draw)) for draw, value in pairs
    )


def _leaves(left: DrawnCode, ends: list[tuple[Draw, Any]] | None) -> bool:
    return ends is not None and all(_is_left(value, left.value(draw)) for draw, value in ends)


def _is_left(value: Any, left: Any) -> bool:
    """Return whether a value is what is left in every entry; rounding may stand for 0."""
    if left is None or not value.size:
        return False
    try:
        spread = np.broadcast_to(left, value.shape)
    except ValueError:
        return False
    if not np.any(spread):
        return bool(np.max(np.abs(value)) < (1e-30 if value.dtype == object else 1e-9))
    return agree(spread, value) is True


def _list_outcomes(line: Line, change: Change) -> set[str]:
    """Return what may be left: numbers, lengths, other letters and their means, parts of the line."""
    letter = change.letters[0]
    outcomes: set[str] = {*_CONSTANTS}
    for axis in line.code.axes:
        if axis not in line.code.arrays:
            outcomes |= {text.format(axis) for text in _OF_LENGTHS}
    for name, axes in line.code.arrays.items():
        if name != letter:
            outcomes |= {name, f"-{name}"}
            outcomes |= {f"np.mean({name}, axis={place})" for place in range(len(axes)) if len(axes) > 1}
            if len(axes) == 1:
                outcomes |= {f"np.mean({name})", f"np.sum({name})", f"{name}[0]", f"{name}[-1]"}
    if line.tree is not None:
        parts = [*ast.walk(line.tree)]
        if change.kind in ("zero", "one"):
            parts += ast.walk(fold_letter(line.tree, letter, int(change.kind == "one")))
        least = _SHARE * len(ast.unparse(line.tree))
        for part in parts:
            if isinstance(part, ast.expr) and list_names(part) and letter not in list_names(part):
                text = ast.unparse(part)
                if any(f"{name}(" in text for name in _JOINING):
                    continue
                if len(text) <= min(_LONGEST, least) and list_names(part) <= {
                    *line.code.arrays,
                    *line.code.lengths,
                }:
                    outcomes |= {text, f"-({text})"}
    return outcomes


def _is_plain(line: Line, change: Change, outcome: str) -> bool:
    """Return whether what is left shows at a look: 0 of a number, the letter's own entries, or a term of
    the line without the factors that have the letter."""
    if line.tree is None or (outcome == "0" and change.kind != "equal"):
        return True
    sample = line.ordinary[:2]
    if change.kind == "equal":
        own = line.code.with_code(f"{change.letters[0]}.max()")
        return outcome != "0" and _leaves(own, _list_end_values(line, change, sample))
    if outcome in _CONSTANTS:
        return False
    terms = [
        [ast.unparse(factor) for factor in list_factors(term) if change.letters[0] not in list_names(factor)]
        for term in list_terms(line.tree)
    ]
    written = {" * ".join(f"({factor})" for factor in term) for term in terms if term}
    ends = _list_end_values(line, change, sample)
    return any(
        _leaves(line.code.with_code(term), ends)
        for term in written
        if list_names(ast.parse(term)) and _reads(line, term)
    )


def _reads(line: Line, text: str) -> bool:
    try:
        line.code.with_code(text)
    except CheckError:
        return False
    return True


def fold_letter(tree: ast.expr, letter: str, number: int) -> ast.expr:
    """Return the line with a number in place of a letter, without the terms and factors that are gone
    then."""
    return _Folder(letter, number).visit(copy.deepcopy(tree))


class _Folder(ast.NodeTransformer):
    def __init__(self, letter: str, number: int) -> None:
        self._letter = letter
        self._number = number

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(self._number) if node.id == self._letter else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        return ast.Constant(0) if _is_number(node.operand, 0) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
            number: Any = node.args[0].value
            value = _VALUES.get((name, number))
            return node if value is None else ast.Constant(value)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        left, right = node.left, node.right
        is_none, is_one = _is_number(left, 0), _is_number(left, 1)
        match node.op:
            case ast.Add() if is_none or _is_number(right, 0):
                return right if is_none else left
            case ast.Sub() if _is_number(right, 0):
                return left
            case ast.Sub() if is_none:
                return ast.UnaryOp(ast.USub(), right)
            case ast.Mult() if is_none or _is_number(right, 0):
                return ast.Constant(0)
            case ast.Mult() if is_one or _is_number(right, 1):
                return right if is_one else left
            case ast.Div() if is_none or _is_number(right, 1):
                return left
            case ast.Pow() if _is_number(right, 0):
                return ast.Constant(1)
            case ast.Pow() if is_one or is_none or _is_number(right, 1):
                return left
            case ast.Add() | ast.Sub() if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
                return _add(left.value, right.value, node)
            case _:
                return node


def _add(left: Any, right: Any, node: ast.BinOp) -> ast.expr:
    """Return the sum or difference of two whole numbers."""
    if not isinstance(left, int) or not isinstance(right, int):
        return node
    return ast.Constant(left + right if isinstance(node.op, ast.Add) else left - right)


def _is_number(node: ast.expr, number: int) -> bool:
    return isinstance(node, ast.Constant) and node.value == number and not isinstance(node.value, bool)
