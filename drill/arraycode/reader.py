"""Reads answers in NumPy into the tree of what is allowed; everything else is refused with its place."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from drill.arraycode.allowed import ATTRIBUTES, CONSTANTS, FUNCTIONS, INSTEAD, METHODS, SPREAD, Function
from drill.arraycode.python_syntax import Source
from drill.arraycode.tree import (
    Assignment,
    Attribute,
    Binary,
    Call,
    Constant,
    Item,
    Name,
    Node,
    Number,
    Program,
    Range,
    Row,
    Text,
    Unary,
)
from drill.errors import ParseError

_OF_NUMBERS = {"min": "minimum", "max": "maximum"}
"""Python's own functions, as they are read of numbers."""
# Calls in one another: our walks call themselves so often.
_DEPTH = 60
# A program of some twenty lines.
_NODES = 400
# From here on doubles skip whole numbers.
_LARGEST = 2**53

_UNARY: dict[type[ast.unaryop], str] = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}
_BINARY: dict[type[ast.operator] | type[ast.cmpop], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.Lt: "<", ast.LtE: "<=",
    ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_REFUSED: dict[type[ast.AST], str] = {
    ast.Lambda: "a lambda is not supported here",
    ast.IfExp: "a condition is written with np.where",
    ast.BoolOp: "and, or are written with np.logical_and, np.logical_or",
    ast.ListComp: "a comprehension is not supported here: use whole arrays",
    ast.SetComp: "a comprehension is not supported here: use whole arrays",
    ast.DictComp: "a comprehension is not supported here: use whole arrays",
    ast.GeneratorExp: "a comprehension is not supported here: use whole arrays",
    ast.NamedExpr: "an assignment stands on its own",
    ast.JoinedStr: "a text is only read as the subscripts of np.einsum",
    ast.Starred: "a star before an argument is not supported here",
    ast.For: "a loop is not supported here: use whole arrays",
    ast.While: "a loop is not supported here: use whole arrays",
    ast.Import: "nothing need be imported: NumPy is at hand as np",
    ast.ImportFrom: "nothing need be imported: NumPy is at hand as np",
    ast.FunctionDef: "no function need be defined: write the expression itself",
    ast.Return: "no return is due: write the expression itself",
    ast.AugAssign: "write this assignment out, such as x = x + 1",
    ast.AnnAssign: "write this assignment without a type",
}


@lru_cache(maxsize=256)
def read_code(
    text: str, arrays: frozenset[str], axes: frozenset[str] = frozenset(), library: str = ""
) -> Program:
    """The program that ``text`` is, with ``arrays`` declared; ParseError with the column of what is refused.

    ``axes`` are the names of lengths, which are no values: whoever writes one is told where to take it from.
    """
    return _Reader(text, arrays, axes, library).program()


class _Reader:
    """One text being read, statement by statement: a name counts from its assignment on."""

    def __init__(self, text: str, arrays: Iterable[str], axes: Iterable[str], library: str) -> None:
        del library
        self._source = Source(text)
        self._axes = frozenset(axes)
        self._known = set(arrays)
        self._count = 0

    def program(self) -> Program:
        *before, last = self._source.statements
        assignments = tuple(self._assignment(statement) for statement in before)
        if isinstance(last, ast.Assign):
            raise self._refused(last, "after the assignments the expression itself is due, such as the name")
        if not isinstance(last, ast.Expr):
            raise self._refused(last)
        return Program(assignments, self._node(last.value, 0))

    def _refused(self, node: ast.AST, message: str = "", code: str = "parse", hint: str = "") -> ParseError:
        said = message or _REFUSED.get(type(node), "this is not supported here")
        return ParseError(said, self._source.at(node), code=code, hint=hint)

    def _assignment(self, statement: ast.stmt) -> Assignment:
        if isinstance(statement, ast.Expr):
            raise self._refused(statement, "the answer is one expression; before it stand assignments only")
        if not isinstance(statement, ast.Assign):
            raise self._refused(statement)
        target = statement.targets[0]
        unpacks = isinstance(target, (ast.Tuple, ast.List))
        targets = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        if len(statement.targets) > 1 or not targets:
            raise self._refused(statement, "one name is assigned at a time")
        value = self._node(statement.value, 0)
        names = tuple(self._target(each) for each in targets)
        self._known.update(names)
        return Assignment(names, unpacks, value)

    def _target(self, target: ast.expr) -> str:
        if not isinstance(target, ast.Name):
            raise self._refused(target, "only names are assigned to")
        if target.id == "np" or target.id.startswith("__"):
            raise self._refused(target, f"{target.id} cannot be assigned to")
        return target.id

    def _node(self, node: ast.expr, depth: int) -> Node:
        self._count += 1
        if depth > _DEPTH or self._count > _NODES:
            raise self._refused(
                node, "this is too long or nested too deep: take it apart in assignments", "too-large"
            )
        at, deeper = self._source.at(node), depth + 1
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self._name(node)
            case ast.UnaryOp(ast.Not()):
                raise self._refused(node, "not is written with np.logical_not")
            case ast.UnaryOp(op, operand):
                return Unary(_UNARY[type(op)], self._node(operand, deeper), at)
            case ast.BinOp(left, op, right) if type(op) in _BINARY:
                return Binary(_BINARY[type(op)], self._node(left, deeper), self._node(right, deeper), at)
            case ast.Compare(left, [op], [right]) if type(op) in _BINARY:
                return Binary(_BINARY[type(op)], self._node(left, deeper), self._node(right, deeper), at)
            case ast.Compare():
                raise self._refused(node, "one comparison at a time is read: join them with &")
            case ast.Tuple(elts) | ast.List(elts):
                return Row(tuple(self._node(each, deeper) for each in elts), at)
            case ast.Subscript(value, index):
                return Item(self._node(value, deeper), self._indices(index, deeper), at)
            case ast.Attribute():
                return self._attribute(node, deeper)
            case ast.Call():
                return self._call(node, deeper)
            case _:
                raise self._refused(node)

    def _constant(self, node: ast.Constant) -> Node:
        at = self._source.at(node)
        match node.value:
            case None:
                return Constant("None", at)
            case bool():
                return Number(node.value, at)
            case int():
                if abs(node.value) > _LARGEST:
                    raise self._refused(node, "this number is too large", "too-large")
                return Number(node.value, at)
            case float():
                if math.isinf(node.value):
                    raise self._refused(node, "this number is too large", "too-large")
                return Number(node.value, at)
            case str() | bytes():
                raise self._refused(node, "a text is only read as the subscripts of np.einsum")
            case _ if node.value is Ellipsis:
                return Constant("...", at)
            case _:
                raise self._refused(node, "numbers are real here")

    def _name(self, node: ast.Name) -> Node:
        if node.id in self._known:
            return Name(node.id, self._source.at(node))
        if node.id == "np":
            raise self._refused(node, "np is no array: name one of its functions")
        raise self._unknown(node, node.id)

    def _unknown(self, node: ast.AST, name: str) -> ParseError:
        close = get_close_matches(name, sorted(self._known), n=1)
        if name in self._axes:
            hint = f"{name} is the length of an axis: take it from a .shape"
        elif name in INSTEAD:
            hint = f"write {INSTEAD[name]} instead"
        else:
            hint = f"did you mean {close[0]}?" if close else ""
        return self._refused(node, f"{name} is not a declared array", "unknown-name", hint)

    def _indices(self, index: ast.expr, depth: int) -> tuple[Node, ...]:
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        return tuple(self._index(part, depth) for part in parts)

    def _index(self, part: ast.expr, depth: int) -> Node:
        if isinstance(part, (ast.List, ast.Tuple)):
            raise self._refused(part, "an index is an integer, a slice, None or ...")
        if not isinstance(part, ast.Slice):
            return self._node(part, depth)
        lower, upper, step = (
            None if end is None else self._node(end, depth) for end in (part.lower, part.upper, part.step)
        )
        return Range(lower, upper, step, self._source.at(part))

    def _attribute(self, node: ast.Attribute, depth: int) -> Node:
        path = _numpy_path(node)
        if path is None:
            if node.attr in METHODS:
                raise self._refused(node, f".{node.attr} is a method: call it with ()")
            if node.attr not in ATTRIBUTES:
                raise self._refused(node, f".{node.attr} is not on the list", "unknown-name")
            if isinstance(node.value, ast.Name) and node.value.id not in self._known:
                raise self._unknown(node.value, node.value.id)
            return Attribute(self._node(node.value, depth), node.attr, self._source.at(node))
        if path == "newaxis":
            return Constant("None", self._source.at(node))
        if path in CONSTANTS:
            return Constant(path, self._source.at(node))
        if path in FUNCTIONS:
            raise self._refused(node, f"np.{path} is a function: call it with ()")
        raise self._not_listed(node, path)

    def _not_listed(self, node: ast.AST, path: str) -> ParseError:
        close = get_close_matches(path, FUNCTIONS, n=1, cutoff=0.7)
        hint = f"did you mean np.{close[0]}?" if close else ""
        return self._refused(node, f"np.{path} is not on the list of functions", "unknown-name", hint)

    def _call(self, node: ast.Call, depth: int) -> Node:
        called = node.func
        if isinstance(called, ast.Name):
            if called.id in self._known:
                raise self._refused(node, f"{called.id} is an array, no function")
            if called.id in _OF_NUMBERS and len(node.args) > 1 and not node.keywords:
                first, *others = (self._node(argument, depth) for argument in node.args)
                compared = FUNCTIONS[_OF_NUMBERS[called.id]]
                for other in others:
                    first = replace(self._bound(node, compared, [first, other], depth), takes_numbers=True)
                return first
            raise self._unknown(called, called.id)
        if not isinstance(called, ast.Attribute):
            raise self._refused(node, "only functions of np and methods of arrays are called")
        path = _numpy_path(called)
        if path is None:
            return self._method(node, called, depth)
        function = FUNCTIONS.get(path)
        if function is None:
            raise self._not_listed(called, path)
        if path == "einsum":
            return self._einsum(node, depth)
        given = [self._node(argument, depth) for argument in node.args]
        return self._bound(node, function, given, depth)

    def _method(self, node: ast.Call, called: ast.Attribute, depth: int) -> Node:
        if isinstance(called.value, ast.Name) and called.value.id not in self._known:
            raise self._unknown(called.value, called.value.id)
        name = METHODS.get(called.attr)
        if name is None:
            raise self._refused(called, f".{called.attr}() is not on the list of methods", "unknown-name")
        given = [self._node(argument, depth) for argument in node.args]
        if name in SPREAD and len(given) > 1:
            given = [Row(tuple(given), self._source.at(node))]
        bound = self._bound(node, FUNCTIONS[name], [self._node(called.value, depth), *given], depth)
        return replace(bound, is_method=True)

    def _bound(self, node: ast.Call, function: Function, given: list[Node], depth: int) -> Call:
        """The arguments by the names of the parameters, in the table's order."""
        by_place = [each for each in function.parameters if each.place != "keyword"]
        if len(given) > len(by_place):
            most = f"np.{function.name} takes at most {len(by_place)} arguments by place"
            raise self._refused(node, most)
        bound = {parameter.name: value for parameter, value in zip(by_place, given, strict=False)}
        for keyword in node.keywords:
            if keyword.arg is None:
                raise self._refused(keyword, "stars before arguments are not supported here")
            parameter = function.parameter(keyword.arg)
            if parameter is None or parameter.place == "positional":
                raise self._refused(keyword, f"np.{function.name} has no argument {keyword.arg}= here")
            if keyword.arg in bound:
                raise self._refused(keyword, f"{keyword.arg} is given twice")
            bound[keyword.arg] = self._node(keyword.value, depth)
        for parameter in function.parameters:
            if parameter.required and parameter.name not in bound:
                raise self._refused(node, f"np.{function.name} needs another argument, {parameter.name}")
        if function.name == "clip":
            bound = {name: _open_end(name, value) for name, value in bound.items()}
        ordered = tuple((each.name, bound[each.name]) for each in function.parameters if each.name in bound)
        return Call(function.name, ordered, self._source.at(node))

    def _einsum(self, node: ast.Call, depth: int) -> Node:
        first = node.args[0] if node.args else node
        if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
            raise self._refused(first, "np.einsum begins with its subscripts, such as 'ij,j->i'")
        if node.keywords:
            raise self._refused(node.keywords[0], "np.einsum takes no argument by name here")
        subscripts = Text(first.value.replace(" ", ""), self._source.at(first))
        operands = Row(tuple(self._node(each, depth) for each in node.args[1:]), self._source.at(node))
        return Call("einsum", (("subscripts", subscripts), ("operands", operands)), self._source.at(node))


def _open_end(name: str, value: Node) -> Node:
    """The bound of a clip; ``None`` bounds nothing."""
    if not isinstance(value, Constant) or value.name != "None":
        return value
    endless = Constant("inf", value.at)
    return Unary("-", endless, value.at) if name == "a_min" else endless


def _numpy_path(node: ast.Attribute) -> str | None:
    """``linalg.norm`` of ``np.linalg.norm``; None for attributes of anything but ``np``."""
    names = [node.attr]
    inner = node.value
    while isinstance(inner, ast.Attribute):
        names.append(inner.attr)
        inner = inner.value
    if not isinstance(inner, ast.Name) or inner.id != "np":
        return None
    return ".".join(reversed(names))
