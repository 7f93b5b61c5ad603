"""Where is the bug: one change of a line that people make, and a property of the right line that it breaks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from drill.arraycode import Change, DrawnCode, Property, agree, find_properties, hold_on
from drill.errors import CheckError
from drill.formulas.invariances import Line

# Names that people take for each other, both ways.
_NAMES = {"sum": "mean", "mean": "sum", "std": "var", "var": "std", "max": "mean", "softmax": "sigmoid"}
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
    held = find_properties(line.code, line.ordinary, line.wide, line.spend)
    mine = [Property(change, "same") for change in same]
    held = [*mine, *(each for each in held if each not in mine)]
    for slip, code in list_slips(line.code.code):
        line.spend()
        try:
            wrong = line.code.with_code(code)
        except CheckError:
            continue
        samples: list[Any] = []
        for turn, draw, value in line.ordinary:
            found = wrong.value(draw)
            if found is None or found.shape != value.shape or agree(found, value):
                break
            samples.append((turn, draw, found))
        if len(samples) < len(line.ordinary):
            continue
        broken = [each for each in held if _breaks(wrong, each, samples)]
        kept = [each for each in held if each not in broken and hold_on(wrong, each, samples)]
        breaks = [each for each in broken if each.effect == "same" and _leaves_as_it_is(each)]
        if breaks and len(kept) >= _KEPT:
            yield Bug(code, breaks[0], slip)


def _leaves_as_it_is(found: Property) -> bool:
    """Return whether a property is of a change that is asked: not of entries that are repeated."""
    return found.change is not None and found.change.kind != "repeat"


def _breaks(wrong: DrawnCode, found: Property, samples: list[Any]) -> bool:
    return all(found.holds(wrong, draw, value, turn) is False for turn, draw, value in samples)


def list_slips(code: str) -> Iterator[tuple[str, str]]:
    """Yield wrong lines with one change each: another sum, another axis, a root or a 1 that is missing, a sign."""
    tree = ast.parse(code)
    nodes = sorted(
        (node for node in ast.walk(tree) if isinstance(node, ast.expr)),
        key=lambda node: (node.lineno, node.col_offset),
    )
    for find in (
        _swap_names,
        _change_axes,
        _drop_roots,
        _drop_ones,
        _drop_keepdims,
        _drop_centers,
        _turn_signs,
    ):
        for node in nodes:
            for start, end, text in find(node):
                yield find.__name__.strip("_"), _replace(code, start, end, text)


_Edit = tuple[tuple[int, int], tuple[int, int], str]


def _replace(code: str, start: tuple[int, int], end: tuple[int, int], text: str) -> str:
    lines = code.split("\n")
    offsets = [sum(len(line) + 1 for line in lines[:row]) for row in range(len(lines))]
    first, last = offsets[start[0] - 1] + start[1], offsets[end[0] - 1] + end[1]
    return code[:first] + text + code[last:]


def _span(node: ast.expr) -> tuple[tuple[int, int], tuple[int, int]]:
    return (node.lineno, node.col_offset), (node.end_lineno or 1, node.end_col_offset or 0)


def _edit(node: ast.expr, text: str) -> _Edit:
    return (*_span(node), text)


def _swap_names(node: ast.expr) -> Iterator[_Edit]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _NAMES:
        _, end = _span(node.func)
        yield (end[0], end[1] - len(node.func.attr)), end, _NAMES[node.func.attr]


def _change_axes(node: ast.expr) -> Iterator[_Edit]:
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        if keyword.arg in _AXES:
            written = ast.unparse(keyword.value)
            for other in ("0", "1", "-1", "None"):
                if other != written:
                    yield _edit(keyword.value, other)


def _drop_roots(node: ast.expr) -> Iterator[_Edit]:
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sqrt") and len(node.args) == 1:
        yield _edit(node, f"({ast.unparse(node.args[0])})")
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
    written = ast.unparse(node)
    return written.startswith("len(") or ".shape[" in written or written.endswith(".size")


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
