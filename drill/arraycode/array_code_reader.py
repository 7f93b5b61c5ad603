"""Read answers in NumPy or torch into a tree of allowed nodes; refuse anything else with its place."""

from __future__ import annotations

import ast
import json
import re
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from typing import TypeGuard

from drill.arraycode import allowed
from drill.arraycode.allowed import (
    ATTRIBUTES,
    BARE,
    CASTS,
    CONSTANTS,
    FUNCTIONS,
    INSTEAD,
    METHODS,
    MODULES,
    NUMPY,
    OWN,
    SPREAD,
    TORCH,
    TORCH_ALONE,
    TUPLE_FIELDS,
    FunctionParameter,
    ListedFunction,
)
from drill.arraycode.array_code_tree import (
    Attribute,
    CodeAssignment,
    CodeBinary,
    CodeCall,
    CodeComprehension,
    CodeItem,
    CodeName,
    CodeNumber,
    CodeRow,
    CodeSource,
    CodeText,
    Constant,
    Node,
    Program,
    Range,
    Unary,
    Update,
)
from drill.arraycode.axis_patterns import PATTERN_FUNCTIONS, REDUCTIONS, check_axis_pattern
from drill.errors import ParseError
from drill.maths.scalars import MAX_WHOLE
from drill.text import did_you_mean

# Python's own functions, as they are read for numbers.
_OF_NUMBERS = {"min": "minimum", "max": "maximum"}
_OF_MATH = frozenset({"sqrt", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tanh", "floor"})
# Functions of SciPy that mean the same without its module: softmax is none, since it takes all axes at once.
_OF_SCIPY = {f"special.{name}": name for name in ("logsumexp", "expit", "erf")}
# The arguments of a range, by place.
_RANGE = ("start", "stop", "step")
_LIBRARIES = frozenset({"np", "torch", "F", "nn", "math", "einops", "jnp", "jax", "scipy"})
# The prefixes that other modules share with ours, because JAX's have functions of NumPy and of torch, except
# for two that do other things.
_MODULES = re.compile(
    r"\A(?:(?P<np>jnp|jax\.numpy)|(?P<F>jax\.nn(?!\.(?:gelu|normalize)\b)|(?:torch\.)?nn\.functional)"
    r"|torch\.(?P<nn>nn))(?=\.)"
)
_IMPORTS = frozenset({
    "import numpy as np", "import torch", "import torch.nn.functional as F", "import einops", "import math",
    "import jax", "import jax.numpy as jnp", "import scipy", "from scipy.special import logsumexp",
})  # fmt: skip
_DTYPES = {
    **dict.fromkeys(("int", "long", "short", "uint"), "int"), "bool": "bool",
    **dict.fromkeys(("float", "double", "half", "bfloat"), "float"),
}  # fmt: skip
# Example calls of the functions of einops.
_PATTERN_CALLS = {
    "rearrange": "rearrange(x, 'b t (h d) -> b h t d', h=8)",
    "reduce": "reduce(x, 'b t d -> b d', 'mean')",
    "repeat": "repeat(x, 'b d -> b t d', t=8)",
}
# Arguments of einops itself, even if a function takes none, so that they cannot name an axis with a length.
_NO_LENGTHS = ("tensor", "pattern", "reduction")
# A reduction that only one loss has: the sum divided by the length of the first axis.
_BY_BATCH = ("batchmean", "F.kl_div")
# The name of an axis in a pattern of einops.
_AXIS = re.compile(r"[A-Za-z_]\w*")
# What an argument is called in the other library.
_COUNTERPARTS = {
    "dim": "axis", "axis": "dim", "keepdim": "keepdims", "ddof": "correction", "correction": "ddof",
}  # fmt: skip
# Other names of arguments of some functions.
_ALIASES = {
    ("var", "unbiased"): "ddof", ("std", "unbiased"): "ddof",
    ("clip", "min"): "a_min", ("clip", "max"): "a_max",
}  # fmt: skip
_BOUNDS = ("a_min", "a_max")

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
    **dict.fromkeys(
        (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
        "of comprehensions a list along one axis is read, [f(row) for row in X]: use whole arrays",
    ),
    ast.NamedExpr: "an assignment is not part of an expression",
    ast.JoinedStr: "a text is only read as it is, as the subscripts of np.einsum or a pattern of einops",
    ast.Starred: "a star before an argument is not supported here",
    **dict.fromkeys((ast.For, ast.While), "a loop is not supported here: use whole arrays"),
    **dict.fromkeys(
        (ast.Import, ast.ImportFrom),
        "nothing need be imported: np, torch, F and einops are there, with rearrange, reduce and repeat",
    ),
    ast.FunctionDef: "no function need be defined: write the expression itself",
    ast.Return: "no return is needed: write the expression itself",
    ast.AnnAssign: "write this assignment without a type",
}


@lru_cache(maxsize=256)
def parse_code(
    text: str, arrays: frozenset[str], lengths: tuple[CodeAssignment, ...] = (), library: str = ""
) -> Program:
    """Return the program of ``text``, with ``arrays`` declared. Raises ParseError with a column.

    ``lengths`` assign the length of an axis to its letter; those in use come first in the program.
    """
    return _ProgramReader(text, arrays, lengths, library).program()


class _ProgramReader:
    """Reads one text, statement by statement: a name is known from its assignment on."""

    def __init__(
        self, text: str, arrays: Iterable[str], lengths: Iterable[CodeAssignment], library: str
    ) -> None:
        self._source = CodeSource(text)
        self._lengths = {assignment.targets[0]: assignment for assignment in lengths}
        self._used_lengths: list[CodeAssignment] = []
        self._known = set(arrays)
        self._library = library
        self._signs = self._signs_of_libraries()
        self._count = self._depth = 0

    def program(self) -> Program:
        *before, last = self._source.statements
        assignments = tuple(
            self._assignment(statement) for statement in before if ast.unparse(statement) not in _IMPORTS
        )
        match last:
            case ast.Assign([ast.Name()], value):
                return self._finished_program(assignments, value)
            case _:
                pass
        if isinstance(last, ast.Assign | ast.AugAssign):
            targets = last.targets if isinstance(last, ast.Assign) else [last.target]
            changed = [target.value if isinstance(target, ast.Subscript) else target for target in targets]
            names = [target.id for target in changed if isinstance(target, ast.Name)]
            such = f", such as {names[0]}" if names else ""
            raise self._refused(last, f"end with an expression{such}")
        if not isinstance(last, ast.Expr):
            raise self._refused(last)
        return self._finished_program(assignments, last.value)

    def _finished_program(self, assignments: tuple[CodeAssignment | Update, ...], last: ast.expr) -> Program:
        result = self._node(last)
        return Program((*self._used_lengths, *assignments), result)

    def _refused(self, node: ast.AST, message: str = "", code: str = "parse", hint: str = "") -> ParseError:
        explanation = message or _REFUSED.get(type(node), "this is not supported here")
        return ParseError(explanation, self._source.at(node), code=code, hint=hint)

    def _assignment(self, statement: ast.stmt) -> CodeAssignment | Update:
        if isinstance(statement, ast.Expr):
            raise self._refused(statement, "only assignments may come before the expression")
        if isinstance(statement, ast.AugAssign):
            return self._update(statement.target, statement.value, statement.op)
        if not isinstance(statement, ast.Assign):
            raise self._refused(statement)
        target = statement.targets[0]
        if isinstance(target, ast.Subscript) and len(statement.targets) == 1:
            return self._update(target, statement.value)
        unpacks = isinstance(target, (ast.Tuple, ast.List))
        targets = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        if len(statement.targets) > 1 or not targets:
            raise self._refused(statement, "one name is assigned at a time")
        value = self._node(statement.value)
        names = tuple(map(self._target, targets))
        self._known.update(names)
        return CodeAssignment(names, unpacks, value)

    def _update(self, target: ast.expr, value: ast.expr, op: ast.operator | None = None) -> Update:
        """Return the change of an array in place, of all of it or of the entries at an index."""
        if isinstance(op, ast.MatMult):
            raise self._refused(target, "write this product out, such as x = x @ y")
        name = target.value if isinstance(target, ast.Subscript) else target
        if not isinstance(name, ast.Name):
            raise self._refused(target, "only names and their entries are assigned to")
        self._name(name)  # refuses an unknown name
        index = self._indices(target.slice) if isinstance(target, ast.Subscript) else None
        operator = _BINARY[type(op)] if op is not None else ""
        return Update(name.id, index, operator, self._node(value), at=self._source.at(target))

    def _target(self, target: ast.expr) -> str:
        if not isinstance(target, ast.Name):
            raise self._refused(target, "only names are assigned to")
        if target.id in ("np", "torch", "math", "einops") or target.id.startswith("__"):
            raise self._refused(target, f"{target.id} cannot be assigned to")
        return target.id

    def _node(self, node: ast.expr) -> Node:
        self._count += 1
        self._depth += 1
        # Walks call themselves once per nested call; 400 nodes are a program of some twenty lines.
        if self._depth > 61 or self._count > 400:
            message = "this is too long or nested too deep: take it apart in assignments"
            raise self._refused(node, message, "too-large")
        expression = self._expression(node)
        self._depth -= 1
        return replace(expression, at=self._source.at(node), end=self._source.end(node))

    def _expression(self, node: ast.expr) -> Node:
        position = self._source.at(node)
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self._name(node)
            case ast.UnaryOp(ast.Not()):
                raise self._refused(node, "not is written with np.logical_not")
            case ast.UnaryOp(op, operand):
                return Unary(_UNARY[type(op)], self._node(operand), at=position)
            case ast.BinOp(left, op, right) | ast.Compare(left, [op], [right]) if type(op) in _BINARY:
                return CodeBinary(_BINARY[type(op)], self._node(left), self._node(right), at=position)
            case ast.Compare():
                raise self._refused(node, "one comparison at a time is read: join them with &")
            case ast.Tuple(elts) | ast.List(elts):
                return CodeRow(tuple(map(self._node, elts)), at=position)
            case ast.ListComp(item, [ast.comprehension(target, axes, [], 0)]):
                return self._read_comprehension(node, item, target, axes)
            case ast.Subscript(value, index):
                return CodeItem(self._node(value), self._indices(index), at=position)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Call():
                return self._call(node)
            case _:
                raise self._refused(node)

    def _read_comprehension(
        self, node: ast.ListComp, item: ast.expr, target: ast.expr, iterated: ast.expr
    ) -> CodeComprehension:
        """Read a list of items along the first axes of arrays, of a range, of ``zip`` or ``enumerate``."""
        axes = tuple(self._list_axes(iterated))
        targets = target.elts if isinstance(target, ast.Tuple) else [target]
        names = tuple(each.id for each in targets if isinstance(each, ast.Name))
        if len({*names}) < len(targets) or len(targets) != len(axes):
            raise self._refused(node, "a comprehension has one name for each array that it goes along")
        outer = set(self._known)
        self._known |= set(names)
        read = self._node(item)
        self._known -= set(names) - outer
        return CodeComprehension(read, names, axes, at=self._source.at(node))

    def _list_axes(self, iterated: ast.expr) -> Iterator[Node]:
        """Yield the arrays of a comprehension, the numbers of a range among them."""
        match iterated:
            case ast.Call(ast.Name("zip"), [_, *_] as arrays, []):
                yield from map(self._node, arrays)
            case ast.Call(ast.Name("enumerate"), [array], []):
                read = self._node(array)
                yield _count_through(CodeItem(Attribute(read, "shape"), (CodeNumber(0),)))
                yield read
            case ast.Call(ast.Name("range"), [_, *_] as ends, []) if len(ends) <= len(_RANGE):
                yield _count_through(*map(self._node, ends))
            case _:
                yield self._node(iterated)

    def _constant(self, node: ast.Constant) -> Node:
        position = self._source.at(node)
        match node.value:
            case None:
                return Constant("None", at=position)
            case bool() | int() | float():
                most = sys.float_info.max if isinstance(node.value, float) else MAX_WHOLE
                if abs(node.value) > most:
                    raise self._refused(node, "this number is too large", "too-large")
                return CodeNumber(node.value, at=position)
            case str() | bytes():
                message = "a text is only read as the subscripts of np.einsum or a pattern of einops"
                raise self._refused(node, message)
            case _ if node.value is Ellipsis:
                return Constant("...", at=position)
            case _:
                raise self._refused(node, "numbers are real here")

    def _name(self, node: ast.Name) -> Node:
        if node.id in self._known:
            return CodeName(node.id, at=self._source.at(node))
        if length := self._lengths.get(node.id):
            self._used_lengths.append(length)
            self._known.add(node.id)
            return CodeName(node.id, at=self._source.at(node))
        if node.id in _LIBRARIES:
            raise self._refused(node, f"{node.id} is not an array: name one of its functions")
        if node.id in PATTERN_FUNCTIONS or node.id in BARE:
            raise self._refused(node, f"{node.id} is a function: call it with ()")
        raise self._unknown(node, node.id)

    def _unknown(self, node: ast.AST, name: str) -> ParseError:
        close = get_close_matches(name, [*sorted(self._known), *PATTERN_FUNCTIONS, *BARE], n=1)
        if self._function("np", name) is not None:
            hint = f"the function is np.{name}"
        elif name in INSTEAD:
            hint = f"write {INSTEAD[name]} instead"
        else:
            hint = f"did you mean {close[0]}?" if close else ""
        return self._refused(node, f"no array is called {name} here", "unknown-name", hint)

    def _indices(self, index: ast.expr) -> tuple[Node, ...]:
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        return tuple(map(self._index, parts))

    def _index(self, part: ast.expr) -> Node:
        if isinstance(part, ast.Tuple):
            raise self._refused(part, "an index is an integer, a slice, an array, None or ...")
        if not isinstance(part, ast.Slice):
            return self._node(part)
        lower, upper, step = (
            None if end is None else self._node(end) for end in (part.lower, part.upper, part.step)
        )
        return Range(lower, upper, step, at=self._source.at(part))

    def _attribute(self, node: ast.Attribute) -> Node:
        position = self._source.at(node)
        root, path = self._path(node)
        if root == "":
            if node.attr in TUPLE_FIELDS:
                place = CodeNumber(TUPLE_FIELDS[node.attr], at=position)
                return CodeItem(self._node(node.value), (place,), at=position)
            if node.attr in ATTRIBUTES:
                return Attribute(self._node(node.value), node.attr, at=position)
            if node.attr in METHODS or f".{node.attr}" in TORCH:
                raise self._refused(node, f".{node.attr} is a method: call it with ()")
            raise self._not_listed(node, f".{node.attr}")
        if path == "newaxis":
            return Constant("None", at=position)
        if path in CONSTANTS:
            return Constant(path, at=position)
        if self._function(root, path) is not None or (root == "einops" and path in PATTERN_FUNCTIONS):
            raise self._refused(node, f"{root}.{path} is a function: call it with ()")
        raise self._not_listed(node, f"{root}.{path}")

    def _path(self, node: ast.Attribute) -> tuple[str, str]:
        """Return the library and path of a name: ``("np", "linalg.norm")`` for ``np.linalg.norm``."""
        names = [node.attr]
        inner = node.value
        while isinstance(inner, ast.Attribute):
            names.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name) or inner.id not in _LIBRARIES or inner.id in self._known:
            return "", node.attr
        path = ".".join((inner.id, *reversed(names)))
        path = _MODULES.sub(lambda module: module.lastgroup or "", path)
        root, _, name = path.partition(".")
        return root, name

    def _function(self, root: str, path: str, call: ast.Call | None = None) -> ListedFunction | None:
        if root == "math":
            if path not in _OF_MATH:
                return None
            return replace(NUMPY[path], written=f"math.{path}")
        if root == "np":
            return NUMPY.get(path)
        if root == "scipy":
            bare = BARE.get(_OF_SCIPY.get(path, ""))
            return bare and replace(bare, written=f"scipy.{path}")
        return _find_torch_function(f"{root}.{path}", call)

    def _not_listed(self, node: ast.AST, written: str) -> ParseError:
        root, dot, name = written.partition(".")
        if root == "nn":
            form = MODULES.get(name.lower().removesuffix("loss"))
            hint = f"write {form}, with the input first" if form else ""
            return self._refused(node, f"{written} is a module, not a function", "unknown-name", hint)
        known = [*TORCH]
        known += (f"np.{name}" for name in NUMPY)
        known += (f".{name}" for name in METHODS)
        known += (f"einops.{name}" for name in PATTERN_FUNCTIONS)
        # The last names must be alike, too: np.linalg.lstsq and np.linalg.qr have their folder in common.
        last = written.rpartition(".")[2]
        similar: list[str] = []
        for name in known:
            if name.startswith(root + dot) and get_close_matches(last, [name.rpartition(".")[2]], 1, 0.66):
                similar.append(name)
        close = get_close_matches(written, similar, 1, 0.7)
        if written.replace("np.", "torch.") in TORCH:
            close = [written.replace("np.", "torch.")]
        hint = f"did you mean {close[0].partition('/')[0]}?" if close else ""
        group = "functions" if root else "methods and attributes"
        return self._refused(node, f"{written} is not on the list of {group}", "unknown-name", hint)

    def _call(self, node: ast.Call) -> Node:
        called = node.func
        if isinstance(called, ast.Name):
            if called.id == "einsum" and called.id not in self._known:
                return self._einsum(node, called.id)
            if called.id in PATTERN_FUNCTIONS and called.id not in self._known:
                return self._pattern_call(node, called.id, called.id)
            return self._python_call(node, called)
        if isinstance(called, ast.Call):
            self._call(called)  # refuses a module by its name
        if not isinstance(called, ast.Attribute):
            raise self._refused(
                node, "only functions of np, torch, F and einops and methods of arrays are called"
            )
        root, path = self._path(called)
        if root == "":
            return self._method(node, called)
        if path == "einsum" and root in ("np", "torch", "einops"):
            return self._einsum(node, f"{root}.einsum")
        if root == "einops" and path in PATTERN_FUNCTIONS:
            return self._pattern_call(node, path, f"einops.{path}")
        function = self._function(root, path, node)
        if function is None:
            raise self._not_listed(called, f"{root}.{path}")
        return self._bound(node, function, [])

    def _python_call(self, node: ast.Call, called: ast.Name) -> Node:
        """Return a call of Python's own ``abs``, ``min``, ``max``, ``len``, or ``float('-inf')``.

        A function that ``math`` and NumPy name alike is NumPy's.
        """
        position = self._source.at(node)
        name = called.id
        if name in self._known:
            raise self._refused(node, f"{name} is an array, not a function")
        if name in _OF_NUMBERS and len(node.args) > 1 and not node.keywords:
            first, *later_operands = map(self._node, node.args)
            for operand in later_operands:
                compared = replace(NUMPY[_OF_NUMBERS[name]], written=name)
                first = self._finished(node, compared, {"x": first, "y": operand})
            return first
        if name in _OF_MATH:
            return self._bound(node, replace(NUMPY[name], written=name), [])
        if name in BARE:
            return self._bound(node, BARE[name], [])
        match name, node.args, node.keywords:
            case "abs", [array], []:
                function = replace(NUMPY["abs"], written="abs")
                return self._finished(node, function, {"x": self._node(array)})
            case "len", [array], []:
                shape = Attribute(self._node(array), "shape", at=position)
                return CodeItem(shape, (CodeNumber(0, at=position),), at=position)
            case "float", [ast.Constant(str(text))], [] if text.lower().lstrip("+-") in ("inf", "infinity"):
                endless = Constant("inf", at=position)
                if text.startswith("-"):
                    return Unary("-", endless, at=position)
                return endless
            case _:
                raise self._unknown(called, name)

    def _pattern_call(self, node: ast.Call, function: str, written: str) -> Node:
        """Return a call of einops: an array, a pattern, for ``reduce`` a reduction, and lengths by name."""
        asked = _NO_LENGTHS[: 3 if function == "reduce" else 2]
        if len(node.args) > len(asked):
            raise self._refused(node, f"{written} takes at most {len(asked)} arguments by place")
        bound: dict[str, ast.expr] = dict(zip(asked, node.args, strict=False))
        lengths: dict[str, ast.expr] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                raise self._refused(keyword, "stars before arguments are not supported here")
            if keyword.arg in bound or keyword.arg in lengths:
                raise self._refused(keyword, f"{keyword.arg} is given twice")
            if keyword.arg in _NO_LENGTHS and keyword.arg not in asked:
                message = f"{written} takes no {keyword.arg}: if it is an axis, give it another name"
                raise self._refused(keyword, message)
            if keyword.arg not in asked and not _may_be_length(keyword.value):
                raise self._refused(
                    keyword.value, f"{keyword.arg} is the length of an axis: an integer is expected"
                )
            (bound if keyword.arg in asked else lengths)[keyword.arg] = keyword.value
        for name in asked:
            if name not in bound:
                missing = {"tensor": "an array", "pattern": "a pattern"}.get(name, "a reduction")
                raise self._refused(node, f"{written} needs {missing}: {_PATTERN_CALLS[function]}")
        names = " ".join(sorted(lengths))
        arguments: list[tuple[str, Node]] = [
            ("a", self._node(bound["tensor"])),
            ("pattern", self._pattern(bound["pattern"], function, lengths)),
        ]
        if function == "reduce":
            arguments.append(("reduction", self._reduction(bound["reduction"])))
        arguments += [
            ("names", CodeText(names)),
            ("sizes", CodeRow(tuple(self._node(lengths[name]) for name in sorted(lengths)))),
        ]
        return CodeCall(f"{OWN}{function}_axes", tuple(arguments), at=self._source.at(node), written=written)

    def _pattern(self, node: ast.expr, function: str, lengths: Mapping[str, ast.expr]) -> CodeText:
        """Return a pattern of einops in a normal spelling."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            raise self._refused(node, f"a pattern is written out as a text: {_PATTERN_CALLS[function]}")
        try:
            pattern = check_axis_pattern(node.value, function, frozenset(lengths))
        except ParseError as error:
            error.at = self._source.at_character(node, error.at) if error.at else self._source.at(node)
            raise
        return CodeText(str(pattern), at=self._source.at(node))

    def _reduction(self, node: ast.expr) -> CodeText:
        word = node.value if isinstance(node, ast.Constant) else None
        if word not in REDUCTIONS:
            listed = ", ".join(f"'{name}'" for name in REDUCTIONS[:-1])
            raise self._refused(node, f"the reduction is written out: {listed} or '{REDUCTIONS[-1]}'")
        return CodeText(str(word), at=self._source.at(node))

    def _method(self, node: ast.Call, called: ast.Attribute) -> Node:
        position = self._source.at(node)
        name = called.attr
        array = self._node(called.value)
        if name in allowed.SAME and not node.args:
            return array
        if name in allowed.PROPERTIES:
            attribute = Attribute(array, allowed.PROPERTIES[name], at=position)
            if not node.args:
                return attribute
            return CodeItem(attribute, (self._node(node.args[0]),), at=position)
        if name in CASTS and not node.args:
            arguments = (("a", array), ("dtype", CodeText(CASTS[name], at=position)))
            return CodeCall(OWN + "astype", arguments, is_method=True, at=position)
        theirs = _find_torch_function(f".{name}", node)
        function = FUNCTIONS.get(METHODS.get(name, ""))
        if theirs is not None and (function is None or self._means_torch(node, name, function)):
            return self._bound(node, theirs, [array])
        if function is None:
            raise self._not_listed(called, f".{name}")
        function = replace(function, written=f".{name}", spreads=name in SPREAD)
        return self._bound(node, function, [array])

    def _means_torch(self, node: ast.Call, name: str, of_numpy: ListedFunction) -> bool:
        """Return whether a method of both libraries is torch's: by its arguments, the answer, its object.

        Raises ParseError if the answer has signs of both and they do different things.
        """
        keywords = [keyword.arg or "" for keyword in node.keywords]
        if not allowed.NUMPY_KEYWORDS.isdisjoint(keywords):
            return False
        if name == "transpose" and len(node.args) > 2:  # torch's takes two axes
            return False
        if name not in SPREAD and len(node.args) + 1 > len(_list_positional_parameters(of_numpy)):
            return True
        if not all(map(of_numpy.parameter, keywords)):
            return True
        if len(self._signs) == 1:
            return "torch" in self._signs
        differs = name in allowed.DIFFERENT and (node.args or name in ("var", "std"))
        if self._signs and differs and (name != "transpose" or len(node.args) == 2):
            message = f"is .{name} torch's or NumPy's? {allowed.DIFFERENT[name]}"
            raise self._refused(node, message, "ambiguous", f"write torch.{name}(…) or np.{name}(…)")
        return self._library == "torch"

    def _signs_of_libraries(self) -> set[str]:
        """Return the libraries that names and arguments of the text point to."""
        signs: set[str] = set()
        nodes = [*chain.from_iterable(map(ast.walk, self._source.statements))]
        # Names in a call of einops are axes, even if one is called dim.
        axes: set[int] = set()
        for node in nodes:
            if _is_pattern_call(node):
                axes.update(map(id, node.keywords))
        for node in nodes:
            match node:
                case ast.keyword() if id(node) in axes:
                    pass
                case ast.Name("torch" | "F" as name) if name not in self._known:
                    signs.add("torch")
                case ast.Name("np" | "jnp" | "jax") | ast.keyword(arg="axis" | "axes" | "keepdims" | "ddof"):
                    signs.add("numpy")
                case ast.keyword(arg=name) if name in allowed.KEYWORDS:
                    signs.add("torch")
                case ast.Call(ast.Attribute(attr=name)) if name in allowed.PROPERTIES:
                    signs.add("torch")
                case ast.Attribute(attr=name) if name in TORCH_ALONE and self._path(node)[0] == "":
                    signs.add("torch")
                case _:
                    pass
        return signs

    def _bound(self, node: ast.Call, function: ListedFunction, nodes: list[Node]) -> Node:
        """Return a call of the function with ``nodes`` as its first arguments, then the node's own."""
        by_place = _list_positional_parameters(function)
        places = by_place[len(nodes) :]
        arguments = list(node.args)
        bound = {parameter.name: value for parameter, value in zip(by_place, nodes, strict=False)}
        if function.spreads and places and len(arguments) > len(places):
            last = len(places) - 1
            spread = tuple(map(self._node, arguments[last:]))
            bound[places[last].name] = CodeRow(spread, at=self._source.at(node))
            del arguments[last:]
        if len(arguments) > len(places):
            most = f"{function.written} takes at most {len(places)} arguments by place"
            raise self._refused(node, most)
        for parameter, argument in zip(places, arguments, strict=False):
            bound[parameter.name] = self._argument(parameter, argument)
        dtype: Node | None = None
        is_loss = function.parameter("target") is not None
        reduction = "mean" if is_loss else ""
        for keyword in node.keywords:
            if keyword.arg is None:
                raise self._refused(keyword, "stars before arguments are not supported here")
            if keyword.arg == "dtype" and function.parameter("dtype") is None:
                dtype = self._dtype(keyword.value)
                continue
            if function.of_torch and keyword.arg in ("device", "requires_grad"):
                continue
            if is_loss and keyword.arg == "reduction":
                word = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
                if word not in ("mean", "sum", "none") and (word, function.written) != _BY_BATCH:
                    raise self._refused(keyword.value, "reduction is 'mean', 'sum' or 'none' here")
                reduction = "" if word == "none" else str(word)
                continue
            is_input = function.of_torch and keyword.arg == "input"
            word = function.parameters[0].name if is_input else keyword.arg
            parameter = function.parameter(_ALIASES.get((function.name, word), word))
            if parameter is None or parameter.place == "positional":
                names = [parameter.written for parameter in function.parameters]
                hint = did_you_mean(_COUNTERPARTS.get(keyword.arg, keyword.arg), names)
                message = f"{function.written} has no argument {keyword.arg}= here"
                raise self._refused(keyword, message, hint=hint)
            if parameter.name in bound:
                raise self._refused(keyword, f"{keyword.arg} is given twice")
            bound[parameter.name] = self._argument(parameter, keyword.value)
        call = replace(self._finished(node, function, bound), is_method=bool(nodes))
        at = call.at
        if reduction:
            name = "sum" if reduction == "batchmean" else reduction
            call = CodeCall(name, (("a", call),), at=at, written=function.written)
        if reduction == "batchmean":
            shape = Attribute(bound["a"], "shape", at=at)
            length = CodeItem(shape, (CodeNumber(0, at=at),), at=at)
            return CodeBinary("/", call, length, at=at)
        if dtype is None:
            return call
        return CodeCall(OWN + "astype", (("a", call), ("dtype", dtype)), at=at, written=function.written)

    def _argument(self, parameter: FunctionParameter, argument: ast.expr) -> Node:
        match parameter.kind, argument:
            case "word", ast.Constant(str(word)):
                return CodeText(word, at=self._source.at(argument))
            case "dtype", _:
                return self._dtype(argument)
            case _, ast.Constant(bool(value)) if parameter.name == "ddof":
                return CodeNumber(int(value), at=self._source.at(argument))
            case _:
                return self._node(argument)

    def _dtype(self, node: ast.expr) -> Node:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                pass
            case _:
                name = ""
        kind = name.rstrip("0123456789_")
        if kind not in _DTYPES:
            raise self._refused(node, "a type such as int, float, bool, np.float64 or torch.long is expected")
        return CodeText(_DTYPES[kind], at=self._source.at(node))

    def _finished(self, node: ast.Call, function: ListedFunction, bound: Mapping[str, Node]) -> CodeCall:
        """Return a call with its arguments by our names, in our table's order."""
        position = self._source.at(node)
        arguments = dict(bound)
        for parameter in function.parameters:
            if parameter.name in bound:
                continue
            if parameter.default or (parameter.name in _BOUNDS and self._bounds_one_side(node, function)):
                arguments[parameter.name] = _read_default_value(parameter.default or "None", position)
            elif parameter.required:
                raise self._refused(node, f"{function.written} needs another argument, {parameter.written}")
        if function.name == "clip":
            # A bound of None is infinite, so that both ends are numbers.
            low = arguments.get("a_min")
            if isinstance(low, Constant) and low.name == "None":
                arguments["a_min"] = Unary("-", Constant("inf", at=low.at), at=low.at)
            high = arguments.get("a_max")
            if isinstance(high, Constant) and high.name == "None":
                arguments["a_max"] = Constant("inf", at=high.at)
        order = [parameter.name for parameter in allowed.RUNNABLE[function.name].parameters]
        return CodeCall(
            function.name,
            tuple((name, arguments[name]) for name in order if name in arguments),
            at=position,
            takes_numbers=function.written in _OF_NUMBERS or function.written.startswith("math."),
            written=function.written,
            of_torch=function.of_torch,
        )

    @staticmethod
    def _bounds_one_side(node: ast.Call, function: ListedFunction) -> bool:
        """Return whether a clip may leave a bound out: the method, and the function with ``min=`` or
        ``max=``."""
        names = [keyword.arg for keyword in node.keywords]
        return function.name == "clip" and (function.written == ".clip" or "min" in names or "max" in names)

    def _einsum(self, node: ast.Call, written: str) -> Node:
        """Return a call whose subscripts come first, or last with names of axes, as in einops."""
        first = node.args[0] if node.args else node
        arrays = node.args[1:]
        is_einops = not written.startswith(("np", "torch")) and arrays and not isinstance(first, ast.Constant)
        if is_einops:
            *arrays, first = node.args
        if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
            raise self._refused(first, f"{written} begins with its subscripts, such as 'ij,j->i'")
        if node.keywords:
            raise self._refused(node.keywords[0], f"{written} takes no argument by name here")
        pattern = self._name_axes_by_letters(first, first.value) if is_einops else first.value
        subscripts = CodeText(pattern.replace(" ", ""), at=self._source.at(first))
        if len(arrays) == 1 and isinstance(arrays[0], ast.List | ast.Tuple) and written.startswith("torch"):
            arrays = arrays[0].elts  # because PyTorch takes them as one list, too
        operands = CodeRow(tuple(map(self._node, arrays)), at=self._source.at(node))
        arguments = (("subscripts", subscripts), ("operands", operands))
        return CodeCall("einsum", arguments, at=self._source.at(node), written=written)

    def _name_axes_by_letters(self, node: ast.expr, pattern: str) -> str:
        """Return a pattern such as ``batch i, batch i -> batch`` with a letter for each name."""
        names = dict.fromkeys(_AXIS.findall(pattern))
        if len(names) > len(string.ascii_letters):
            raise self._refused(node, "these are too many axes", "too-large")
        letters = dict(zip(names, string.ascii_letters, strict=False))
        return _AXIS.sub(lambda name: letters[name[0]], pattern)


def _may_be_length(node: ast.expr) -> bool:
    """Return whether a node may be an integer when it is computed."""
    return not isinstance(node, ast.Constant) or type(node.value) is int


def _is_pattern_call(node: ast.AST) -> TypeGuard[ast.Call]:
    """Return whether a node calls one of einops's functions by its name, ``einops.`` before it or not."""
    match node:
        case ast.Call(ast.Name(name) | ast.Attribute(ast.Name("einops"), name)):
            return name in PATTERN_FUNCTIONS
        case _:
            return False


def _read_default_value(text: str, position: int) -> Node:
    """Return the default of a parameter in the table of torch's names."""
    if text == "None":
        return Constant(text, at=position)
    return CodeNumber(json.loads(text.lower()), at=position)


def _list_positional_parameters(function: ListedFunction) -> list[FunctionParameter]:
    return [parameter for parameter in function.parameters if parameter.place != "keyword"]


def _count_through(*ends: Node) -> CodeCall:
    """Return the whole numbers of a ``range`` as an array."""
    return CodeCall("arange", tuple(zip(_RANGE, ends, strict=False)), written="range")


def _find_torch_function(written: str, call: ast.Call | None) -> ListedFunction | None:
    """Return the torch function of a name; of several, the one that fits the arguments."""
    function = TORCH.get(written)
    along = TORCH.get(f"{written}/dim")
    if function is None or along is None or call is None:
        return function
    named = {keyword.arg for keyword in call.keywords}
    later_arguments = call.args if written.startswith(".") else call.args[1:]
    if named & {"dim", "keepdim", "axis", "keepdims"} or len(later_arguments) >= len(function.parameters):
        match later_arguments:
            case [ast.Constant(int()) | ast.UnaryOp(ast.USub(), ast.Constant(int())), *_] | []:
                return along
            case _:
                return TORCH.get(f"{written}/other", along)
    return TORCH[f"{written}/other"] if "other" in named else function
