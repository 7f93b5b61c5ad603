"""Where is the bug: one change of a line that people make, and a property of the right line that it
breaks."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from drill.arraycode import Change, DrawnCode, Property, agree, find_properties, hold_on
from drill.errors import CheckError
from drill.formulas.invariances import Line, is_worth_asking

# Names that people take for each other, both ways.
_SUMS = {"sum": "mean", "mean": "sum"}
_SPREADS = {"std": "var", "var": "std"}
# A bracket that opens a call, and what needs no brackets: they would show that something was left out.
_CALLED = re.compile(r"[\w\])]\($")
_ATOM = re.compile(r"[\w.]+(\([\w.]*\)|\[\w]+\])?")
_AXES = frozenset({"axis", "dim"})
# Properties that have to hold of the wrong line, beside the one that it breaks.
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Bug:
    """A wrong line, the property of the right one that it breaks on every draw, and the kind of slip."""

    code: str
    breaks: Property
    slip: str


def find_bugs(line: Line, same: list[Change]) -> Iterator[Bug]:
    """Yield wrong lines that break what leaves the right one as it is, while two other properties hold.

    Raises OutOfTimeError.
    """
    line.spend()
    asked = [Property(change, "same") for change in same if is_worth_asking(line, change)]
    held = find_properties(line.code, line.ordinary, line.spend)
    asked += [each for each in held if each not in asked and _is_shift_along(line, each)]
    if not asked:
        return
    for slip, code in list_slips(line.code.code):
        line.spend()
        try:
            wrong = line.code.with_code(code)
        except CheckError:
            continue
        samples = _run_wrong(line, wrong)
        broken = next((each for each in asked if samples and _breaks(wrong, each, samples)), None)
        if broken is None or not line.has(broken):
            continue
        others = (
            each for each in held if each != broken and hold_on(wrong, each, samples) and line.has(each)
        )
        if len(list(islice(others, _KEPT))) == _KEPT:
            yield Bug(code, broken, slip)


def _run_wrong(line: Line, wrong: DrawnCode) -> list[Any]:
    """Return the ordinary draws with a wrong line's values; empty unless all have the right shape and
    differ."""
    samples: list[Any] = []
    for turn, draw, value in line.ordinary:
        found = wrong.value(draw)
        if found is None or found.shape != value.shape or agree(found, value):
            return []
        samples.append((turn, draw, found))
    return samples


def _is_shift_along(line: Line, found: Property) -> bool:
    """Return whether a property is that the rows, or the columns, of an array are shifted without effect."""
    change = found.change
    if change is None or change.along is None or found.effect != "same":
        return False
    return is_worth_asking(line, change)


def _breaks(wrong: DrawnCode, found: Property, samples: list[Any]) -> bool:
    return all(found.holds(wrong, draw, value, turn) is False for turn, draw, value in samples)


def list_slips(code: str) -> Iterator[tuple[str, str]]:
    """Yield wrong lines with one change each: another sum, another axis, a root or a 1 that is missing, a
    sign."""
    tree = ast.parse(code)
    nodes = sorted(
        (node for node in ast.walk(tree) if isinstance(node, ast.expr)),
        key=lambda node: (node.lineno, node.col_offset),
    )
    for slip, find in _SLIPS.items():
        for node in nodes:
            for start, end, text in find(node):
                yield slip, _replace(code, start, end, text)


_Edit = tuple[tuple[int, int], tuple[int, int], str]


def _replace(code: str, start: tuple[int, int], end: tuple[int, int], text: str) -> str:
    lines = code.split("\n")
    offsets = [sum(len(line) + 1 for line in lines[:row]) for row in range(len(lines))]
    first, last = offsets[start[0] - 1] + start[1], offsets[end[0] - 1] + end[1]
    before, after = code[:first], code[last:]
    if before[-1:] == "(" and after[:1] == ")" and not _CALLED.search(before) and _ATOM.fullmatch(text):
        before, after = before[:-1], after[1:]
    return before + text + after


def _span(node: ast.expr) -> tuple[tuple[int, int], tuple[int, int]]:
    return (node.lineno, node.col_offset), (node.end_lineno or 1, node.end_col_offset or 0)


def _edit(node: ast.expr, text: str) -> _Edit:
    return (*_span(node), text)


def _swap_names(node: ast.expr, names: Mapping[str, str]) -> Iterator[_Edit]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
        _, end = _span(node.func)
        yield (end[0], end[1] - len(node.func.attr)), end, names[node.func.attr]


def _change_axes(node: ast.expr) -> Iterator[_Edit]:
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        if keyword.arg in _AXES:
            for other in ("0", "1"):
                if other != ast.unparse(keyword.value):
                    yield _edit(keyword.value, other)
            rest = [each for each in node.keywords if each is not keyword]
            yield _edit(node, ast.unparse(ast.Call(node.func, node.args, rest)))


def _drop_roots(node: ast.expr) -> Iterator[_Edit]:
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sqrt") and len(node.args) == 1:
        argument = ast.unparse(node.args[0])
        is_simple = isinstance(node.args[0], ast.Name | ast.Call)
        yield _edit(node, argument if is_simple else f"({argument})")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and ast.unparse(node.right) == "0.5":
        yield _edit(node, ast.unparse(node.left))


def _drop_ones(node: ast.expr) -> Iterator[_Edit]:
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=ast.Constant(value=1)) if _is_length(left):
            yield _edit(node, ast.unparse(left))
        case ast.BinOp(op=ast.Div(), right=right) if _is_length(right):
            yield _edit(right, f"({ast.unparse(right)} - 1)")
        case _:
            return


def _is_length(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="len")) | ast.Attribute(attr="size"):
            return True
        case ast.Subscript(value=ast.Attribute(attr="shape")):
            return True
        case _:
            return False


def _drop_keepdims(node: ast.expr) -> Iterator[_Edit]:
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg == "keepdims":
                yield _edit(keyword.value, "False")


def _drop_centers(node: ast.expr) -> Iterator[_Edit]:
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=ast.Call(func=ast.Attribute(attr="mean"))):
            yield _edit(node, ast.unparse(left))
        case _:
            return


def _turn_signs(node: ast.expr) -> Iterator[_Edit]:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            sign = " - " if isinstance(node.op, ast.Add) else " + "
            end, start = _span(left)[1], _span(right)[0]
            yield end, start, sign
        case _:
            return


# What people change, by what it is called, the likeliest first and a sign last.
_SLIPS: Mapping[str, Callable[[ast.expr], Iterator[_Edit]]] = {
    "axis": _change_axes, "root": _drop_roots, "spread": lambda node: _swap_names(node, _SPREADS),
    "one": _drop_ones, "centre": _drop_centers, "sum": lambda node: _swap_names(node, _SUMS),
    "keepdims": _drop_keepdims, "sign": _turn_signs,
}  # fmt: skip
