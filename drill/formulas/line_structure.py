"""Where the letters of a line stand: inside which functions, divisors and terms.

The line is Python's syntax tree with its assignments put into their uses; it is only read, never run.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from drill.formulas.meaning import Meaning

# What a letter within a call stands inside of.
_INSIDE: Mapping[str, tuple[str, ...]] = {
    "sqrt": ("root",), "norm": ("norm",),
    **dict.fromkeys(("exp", "expm1", "sigmoid", "tanh", "exp2"), ("exponential",)),
    **dict.fromkeys(("log", "log2", "log10", "log1p", "softplus", "logsigmoid"), ("logarithm",)),
    **dict.fromkeys(("max", "min", "amax", "amin", "maximum", "minimum", "clip", "relu"), ("extreme",)),
    **dict.fromkeys(
        ("softmax", "log_softmax", "logsumexp", "reduce", "logaddexp"), ("exponential", "softmax")
    ),
    **dict.fromkeys(("mean", "sum", "var", "average"), ("mean",)), "std": ("root", "mean"),
    **dict.fromkeys(("inv", "pinv", "solve", "lstsq"), ("divisor",)),
    "normalize": ("norm",), "layer_norm": ("root", "mean"),
}  # fmt: skip
# Functions that join the entries along an axis.
_JOINING = frozenset((
    "sum", "mean", "average", "max", "min", "amax", "amin", "argmax", "argmin", "prod", "var", "std",
    "median", "norm", "logsumexp", "softmax", "log_softmax", "cumsum", "cumprod", "dot", "matmul", "inner",
    "outer", "einsum", "normalize", "layer_norm", "trace",
))  # fmt: skip
_SIZES = frozenset({"shape", "size", "ndim"})
_MODULES = frozenset({"np", "numpy", "torch", "F", "nn", "linalg", "jnp", "math"})
# Max nodes of a line whose assignments are put in.
_MOST_NODES = 3000


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of a letter: what it stands inside of, and the letters of sums that divide it."""

    inside: frozenset[str] = frozenset()
    over: frozenset[str] = field(default_factory=frozenset[str])


def inline_assignments(code: str) -> ast.expr | None:
    """Return the line's result with assigned names replaced by their values; None if it changes arrays in
    place, takes tuples apart or becomes too large."""
    values: dict[str, ast.expr] = {}
    *assignments, last = ast.parse(code.strip()).body
    for statement in assignments:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values[name] = _put_in(value, values)
            case _:
                return None
    if not isinstance(last, ast.Expr):
        return None
    result = _put_in(last.value, values)
    return result if sum(1 for _ in ast.walk(result)) <= _MOST_NODES else None


def _put_in(node: ast.expr, values: Mapping[str, ast.expr]) -> ast.expr:
    return _Putter(values).visit(copy.deepcopy(node))


class _Putter(ast.NodeTransformer):
    """Puts values in place of names."""

    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._values.get(node.id, node)


def list_names(node: ast.AST) -> set[str]:
    """Return the names in a part of a line, without those of modules."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} - _MODULES


def list_occurrences(tree: ast.expr) -> dict[str, list[Occurrence]]:
    """Return the places of each letter whose value counts, not its shape alone."""
    found: dict[str, list[Occurrence]] = {}
    for name, occurrence in _walk(tree, Occurrence()):
        found.setdefault(name, []).append(occurrence)
    return found


def _walk(node: ast.AST, here: Occurrence) -> Iterator[tuple[str, Occurrence]]:
    match node:
        case ast.Name(id=name):
            if name not in _MODULES:
                yield name, here
        case ast.Attribute(attr=attribute) if attribute in _SIZES:
            return
        case ast.Call(func=function):
            name = _name_of(function)
            if name == "len":
                return
            inner = _put_inside(here, *_INSIDE.get(name, ()))
            if isinstance(function, ast.Attribute):
                yield from _walk(function.value, inner)
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from _walk(argument, inner)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            has_sum = any(
                isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add) for part in ast.walk(right)
            )
            letters = frozenset(list_names(right)) if has_sum else frozenset[str]()
            yield from _walk(left, Occurrence(here.inside, here.over | letters))
            yield from _walk(right, _put_inside(here, "divisor"))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            inside = ("divisor",) if isinstance(right, ast.UnaryOp) else ()
            if not isinstance(right, ast.Constant | ast.UnaryOp) or isinstance(_value_of(right), float):
                inside = (*inside, "root")
            yield from _walk(left, _put_inside(here, *inside))
            yield from _walk(right, _put_inside(here, "exponential"))
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _walk(child, here)


def _put_inside(here: Occurrence, *what: str) -> Occurrence:
    return Occurrence(here.inside | {*what}, here.over)


def _name_of(function: ast.expr) -> str:
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def _value_of(node: ast.expr) -> object:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(operand=operand):
            return _value_of(operand)
        case _:
            return None


def is_fold(tree: ast.expr) -> bool:
    """Return whether a line is a sum or mean of entries, up to its sign and factors."""
    match tree:
        case ast.UnaryOp(operand=operand):
            return is_fold(operand)
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div(), right=right):
            return is_fold(left) or is_fold(right)
        case ast.Call(func=function):
            return _name_of(function) in ("sum", "mean")
        case _:
            return False


def works_on_axis(meaning: Meaning) -> bool:
    """Return whether a line joins entries along an axis: a sum, a mean, an extreme, a product of arrays."""
    if not any(meaning.arrays.values()):
        return False
    for node in ast.walk(ast.parse(meaning.code)):
        if isinstance(node, ast.Call) and _name_of(node.func) in _JOINING:
            return True
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            return True
    return False


def list_terms(tree: ast.expr) -> list[ast.expr]:
    """Return the terms of the sum that a line is."""
    match tree:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return [*list_terms(left), *list_terms(right)]
        case ast.UnaryOp(operand=operand):
            return list_terms(operand)
        case _:
            return [tree]


def list_factors(tree: ast.expr) -> list[ast.expr]:
    """Return the factors of the product that a term is."""
    match tree:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*list_factors(left), *list_factors(right)]
        case ast.BinOp(left=left, op=ast.Div()):
            return list_factors(left)
        case ast.UnaryOp(operand=operand):
            return list_factors(operand)
        case _:
            return [tree]


def is_only_weight(tree: ast.expr, letter: str) -> bool:
    """Return whether every place of a letter is a weight: a factor p, 1 − p or 1 + p of a product."""
    weights = sum(
        _is_weight(factor, letter) for term in _list_products(tree) for factor in list_factors(term)
    )
    places = len(list_occurrences(tree).get(letter, ()))
    return weights >= places


def _list_products(tree: ast.expr) -> Iterator[ast.expr]:
    """Yield the largest products of a line."""
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult | ast.Div):
        yield tree
        for factor in list_factors(tree):
            if not isinstance(factor, ast.BinOp) or not isinstance(factor.op, ast.Mult | ast.Div):
                yield from _list_products(factor)
        if isinstance(tree.op, ast.Div):
            yield from _list_products(tree.right)
        return
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.expr):
            yield from _list_products(child)


def _is_weight(factor: ast.expr, letter: str) -> bool:
    match factor:
        case ast.Name(id=name):
            return name == letter
        case ast.BinOp(left=ast.Constant(), op=ast.Add() | ast.Sub(), right=ast.Name(id=name)):
            return name == letter
        case ast.BinOp(left=ast.Name(id=name), op=ast.Add() | ast.Sub(), right=ast.Constant()):
            return name == letter
        case _:
            return False
