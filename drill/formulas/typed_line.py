"""A reader's own line for a formula: the arrays that it needs are found from how it uses them.

A line may declare them itself, because what is found may not be what is meant:
``softmax(x @ W) with x: d, W: d k, tau > 0``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from drill.errors import CheckError
from drill.formulas.line_structure import inline_assignments, list_names
from drill.formulas.meaning import KnownLetter, Meaning, read_array_row
from drill.formulas.meaning_taking import take_meaning

_WITH = re.compile(r"\s+with\s+")
_DECLARATION = re.compile(r"\s*[,;]\s*")
# Letters of axes in the order in which they are given: last axes, and axes before them.
_LAST, _BEFORE = "dkpq", "nmtb"
_REDUCING = frozenset((
    "sum", "mean", "max", "min", "amax", "amin", "prod", "var", "std", "median", "norm", "logsumexp", "any",
    "all", "argmax", "argmin",
))  # fmt: skip
_KEEPING = frozenset(("softmax", "log_softmax", "cumsum", "cumprod", "sort"))
_MATRIX_PRODUCTS = frozenset(("dot", "matmul", "inner"))
# Functions of positive numbers.
_OF_POSITIVE = frozenset(("log", "sqrt", "log2", "log10"))
# Names of Greek letters, which are numbers unless the line shows otherwise.
_GREEK = re.compile(r"(?:alpha|beta|gamma|delta|eps|epsilon|eta|lam|lambda_|mu|nu|rho|sigma|tau)(?:_\w+)?")
# The axis of length 1 that `keepdims` leaves.
_ONE = 0


def read_typed_line(text: str, known: Mapping[str, KnownLetter], latex: str, of: str = "") -> Meaning:
    """Return the meaning of a line as it is typed, with arrays that are found where nothing declares them.

    ``latex`` is the formula. Raises CheckError with what to write instead.
    """
    code, _, declared = _WITH.sub("\0", text.strip(), count=1).partition("\0")
    arrays: dict[str, tuple[str, ...]] = {}
    assume: list[str] = []
    for row in filter(None, _DECLARATION.split(declared)):
        if ":" in row:
            name, axes = read_array_row(row)
            arrays[name] = axes
        else:
            assume.append(row)
    tree = _parse_line(code)
    names = _list_free_names(tree)
    known = {name: letter for name, letter in known.items() if name in names}
    for name, letter in known.items():
        if letter.axes is not None and name not in arrays:
            arrays[name] = letter.axes
            assume += letter.assume
    axes_of = {**_infer_axes(tree, names, arrays), **arrays}
    lengths = {
        letter
        for axes in axes_of.values()
        for axes_text in axes
        for letter in re.findall(r"[A-Za-z]\w*", axes_text)
    }
    letters = {name: letter.latex for name, letter in known.items() if letter.latex not in ("", name)}
    meaning = Meaning(
        of, code, {name: axes_of[name] for name in names if name not in lengths}, tuple(assume),
        {name: letter for name, letter in letters.items() if name in axes_of}, (),
    )  # fmt: skip
    return _take_with_positive(meaning, tree, latex)


def _take_with_positive(meaning: Meaning, tree: ast.expr, latex: str) -> Meaning:
    """Return the meaning if it is taken, else with positive values where it takes a root or a logarithm."""
    assumed = " ".join(meaning.assume)
    names = [name for name in meaning.arrays if not re.search(rf"(?<!\w){name}(?!\w)", assumed)]
    positive = [name for name in names if name in _list_positive(tree)]
    numbers = [name for name in positive if not meaning.arrays[name]]
    refused: CheckError | None = None
    for added in dict.fromkeys(((), tuple(numbers), tuple(positive))):
        try:
            assume = (*meaning.assume, *(f"{name} > 0" for name in added))
            return take_meaning(replace(meaning, assume=assume), latex).meaning
        except CheckError as error:
            refused = refused or error
    assert refused is not None
    raise refused


def _parse_line(code: str) -> ast.expr:
    try:
        tree = inline_assignments(code)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise CheckError("this line is not read as Python", "one expression: softmax(x @ W)") from error
    if tree is None:
        raise CheckError("this is not one expression", "such as softmax(x @ W)")
    return tree


def _list_free_names(tree: ast.expr) -> list[str]:
    """Return the names of arrays in a line, in their order."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    of_arrays = list_names(tree)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    return [name for name in dict.fromkeys(node.id for node in nodes) if name in of_arrays]


def _list_positive(tree: ast.expr) -> set[str]:
    """Return the names in arguments of roots, logarithms and powers, and in divisors."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=[*arguments]) if _name_function(node) in _OF_POSITIVE:
                found |= {name for argument in arguments for name in list_names(argument)}
            case ast.BinOp(left=base, op=ast.Pow()):
                found |= list_names(base)
            case ast.BinOp(op=ast.Div(), right=divisor):
                found |= list_names(divisor)
            case _:
                pass
    return found


def _name_function(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


# Axes from how a line uses its arrays.


def _infer_axes(
    tree: ast.expr, names: Sequence[str], declared: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the axes of each name: as few as the line needs, equal letters only where lengths must agree."""
    ranks = {name: len(declared[name]) if name in declared else 0 for name in names}
    for name, least in _list_needed_ranks(tree):
        if name in ranks and name not in declared:
            ranks[name] = max(ranks[name], least)
    for inside, least in _list_reduced(tree):
        if not any(ranks.get(name) for name in inside):
            ranks |= {name: least for name in inside if name in ranks and name not in declared}
    shapes = _Shapes(ranks)
    shapes.infer(tree)
    return shapes.write_letters(declared, set(names))


def _list_needed_ranks(tree: ast.expr) -> Iterator[tuple[str, int]]:
    """Yield names with the least number of axes that a part of the line needs of them."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr="T"):
                yield name, 2
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                parts = index.elts if isinstance(index, ast.Tuple) else [index]
                yield (
                    name,
                    sum(not isinstance(part, ast.Constant) or part.value is not None for part in parts),
                )
            case ast.BinOp(op=ast.MatMult()):
                for side in (node.left, node.right):
                    if isinstance(side, ast.Name):
                        yield side.id, 2 if side.id[:1].isupper() else 1
            case ast.Call(keywords=keywords) if _name_function(node) in _REDUCING | _KEEPING:
                has_rows = any(keyword.arg in ("axis", "dim", "keepdims") for keyword in keywords)
                for argument in _list_operands(node):
                    if has_rows and isinstance(argument, ast.Name) and argument.id[:1].isupper():
                        yield argument.id, 2
            case _:
                pass


def _list_reduced(tree: ast.expr) -> Iterator[tuple[list[str], int]]:
    """Yield the names in each argument of a sum and its kin, at least one of which has an axis."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name_function(node) in _REDUCING | _KEEPING | _MATRIX_PRODUCTS:
            for argument in _list_operands(node):
                inside = sorted(list_names(argument))
                yield [name for name in inside if not _GREEK.fullmatch(name)] or inside, 1


def _list_operands(call: ast.Call) -> list[ast.expr]:
    """Return the array arguments of a call, that of a method first."""
    function = call.func
    is_method = isinstance(function, ast.Attribute) and bool(list_names(function.value))
    if is_method and isinstance(function, ast.Attribute):
        return [function.value, *(call.args if _name_function(call) in _MATRIX_PRODUCTS else [])]
    return call.args if _name_function(call) in _MATRIX_PRODUCTS else call.args[:1]


class _Shapes:
    """The axes of a line's parts, as numbers; axes that must have one length are joined."""

    def __init__(self, ranks: Mapping[str, int]) -> None:
        self._joined: dict[int, int] = {}
        numbers = iter(range(1, 1 + sum(ranks.values())))
        self._of = {name: [next(numbers) for _ in range(rank)] for name, rank in ranks.items()}

    def _find(self, axis: int) -> int:
        while axis in self._joined:
            axis = self._joined[axis]
        return axis

    def _join(self, one: int, other: int) -> None:
        one, other = self._find(one), self._find(other)
        if one != other and _ONE not in (one, other):
            self._joined[max(one, other)] = min(one, other)

    def infer(self, node: ast.expr) -> list[int] | None:
        """Return the axes of a part, None if they are not known; axes that must agree are joined."""
        match node:
            case ast.Name(id=name):
                return self._of.get(name, [])
            case ast.UnaryOp(operand=operand):
                return self.infer(operand)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self._multiply(self.infer(left), self.infer(right))
            case ast.BinOp(left=left, right=right):
                return self._broadcast([left, right])
            case ast.Compare(left=left, comparators=others):
                return self._broadcast([left, *others])
            case ast.Attribute(value=value, attr="T"):
                axes = self.infer(value)
                return None if axes is None else axes[::-1]
            case ast.Subscript(value=value, slice=index):
                return self._take_item(self.infer(value), index)
            case ast.Call():
                return self._call(node)
            case _:
                return []

    def _call(self, node: ast.Call) -> list[int] | None:
        name = _name_function(node)
        if name in _MATRIX_PRODUCTS and len(operands := _list_operands(node)) == 2:
            return self._multiply(*map(self.infer, operands))
        if name in _KEEPING:
            return self.infer(_list_operands(node)[0])
        if name in _REDUCING and (operands := _list_operands(node)):
            axes = self.infer(operands[0])
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            axis = keywords.get("axis", keywords.get("dim"))
            if axis is None:
                return [] if name != "logsumexp" or not axes else axes[:-1]
            at = _read_whole(axis)
            if axes is None or at is None or not -len(axes) <= at < len(axes):
                return None
            kept = [_ONE] if "keepdims" in keywords else []
            at %= len(axes)
            return [*axes[:at], *kept, *axes[at + 1 :]]
        return self._broadcast(node.args)

    def _multiply(self, left: list[int] | None, right: list[int] | None) -> list[int] | None:
        if not left or not right:
            return None
        self._join(left[-1], right[-2] if len(right) > 1 else right[0])
        return [*left[:-1], *right[:-2], *(right[-1:] if len(right) > 1 else [])]

    def _broadcast(self, parts: Sequence[ast.expr]) -> list[int] | None:
        shapes = [self.infer(part) for part in parts]
        longest = max((shape for shape in shapes if shape is not None), key=len, default=None)
        for shape in shapes:
            for one, other in zip(reversed(shape or []), reversed(longest or []), strict=False):
                self._join(one, other)
        return None if None in shapes else longest

    def _take_item(self, axes: list[int] | None, index: ast.expr) -> list[int] | None:
        left, kept = [*(axes or [])], list[int]()
        for part in index.elts if isinstance(index, ast.Tuple) else [index]:
            if isinstance(part, ast.Constant) and part.value is None:
                kept.append(_ONE)
            elif isinstance(part, ast.Constant) and part.value is Ellipsis:
                return None
            elif left:
                axis = left.pop(0)
                kept += [axis] if isinstance(part, ast.Slice) else []
        return None if axes is None else [*kept, *left]

    def write_letters(
        self, declared: Mapping[str, Sequence[str]], used: set[str]
    ) -> dict[str, tuple[str, ...]]:
        """Return a letter for each axis; those that are declared have their own."""
        letters: dict[int, str] = {}
        for name, axes in declared.items():
            letters |= {
                self._find(axis): text for axis, text in zip(self._of.get(name, ()), axes, strict=False)
            }
        taken = {*used, *letters.values()}
        for axes in self._of.values():
            for at, axis in enumerate(axes):
                if self._find(axis) not in letters:
                    pool = _LAST if at == len(axes) - 1 else _BEFORE
                    letter = next(
                        (each for each in pool + _BEFORE + _LAST if each not in taken), f"axis_{axis}"
                    )
                    letters[self._find(axis)] = letter
                    taken.add(letter)
        return {name: tuple(letters[self._find(axis)] for axis in axes) for name, axes in self._of.items()}


def _read_whole(node: ast.expr) -> int | None:
    match node:
        case ast.Constant(int(value)):
            return value
        case ast.UnaryOp(ast.USub(), ast.Constant(int(value))):
            return -value
        case _:
            return None
