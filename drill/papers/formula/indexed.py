"""Right sides with running indices, ``\\sum_j w_{ij} x_j``: in NumPy by broadcasting, and by loops.

Every indexed symbol is an array with one axis for each of its indices. NumPy's text aligns the axes in one
order for the whole side; the entries stay sums over indices, as the paper writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from drill.maths import tree as maths
from drill.papers.formula.quantities import COMPUTED, is_base_e, is_grouping
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
)

_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_NUMPY: Final = {
    "exp": "np.exp", "ln": "np.log", "sin": "np.sin", "cos": "np.cos", "tan": "np.tan", "sinh": "np.sinh",
    "cosh": "np.cosh", "tanh": "np.tanh", "atan": "np.arctan",
}  # fmt: skip
_REDUCED: Final = {
    "\\sum": "np.sum", "\\prod": "np.prod", "\\max": "np.max", "\\min": "np.min", "\\argmax": "np.argmax",
    "\\argmin": "np.argmin",
}  # fmt: skip
_LOOPED: Final = {"\\sum": "sum", "\\prod": "prod"}
_MOST_INDICES: Final = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """An expression with running indices: its NumPy text, the axes of it in order, its entry as a tree."""

    axes: tuple[str, ...]
    code: str
    level: int
    entry: maths.Node | None
    """None for what no loop of the bank's language gives (an extremum's place)."""


@dataclass(frozen=True)
class Family:
    """An indexed symbol as an array: its typed name, its axes by their indices in each place."""

    name: str
    rank: int


class Indexed:
    """The lowering of one side.

    ``order`` are its indices, free ones first; ``lengths`` their axes' names; ``families`` the arrays by
    their symbols without indices; ``numbers`` the typed names of what has none; ``ends`` NumPy's text and
    the axis of symbols that are lengths.
    """

    def __init__(
        self,
        order: tuple[str, ...],
        lengths: Mapping[str, str],
        families: Mapping[Symbol, Family],
        numbers: Mapping[Node, str],
        ends: Mapping[Symbol, tuple[str, str]],
    ) -> None:
        self._order = order
        self._lengths = lengths
        self._families = families
        self._numbers = numbers
        self._ends = ends

    def of(self, node: Node) -> Cell:
        """The cell of an expression.

        Raises:
            RefusedError: something in it is no arithmetic of entries.
        """
        if isinstance(node, Symbol) and (found := self._symbol(node)) is not None:
            return found
        if isinstance(node, Symbol) and node in self._ends:
            code, axis = self._ends[node]
            return Cell((), code, _ATOM, maths.Sym(axis))
        if node in self._numbers:
            name = self._numbers[node]
            return Cell((), name, _ATOM, maths.Sym(name))
        match node:
            case Number(text):
                return Cell((), text, _ATOM, maths.Num(text))
            case Signed(sign, body):
                return self._signed(sign, self.of(body))
            case Sum(terms, signs):
                return self._sum(terms, signs)
            case Product(factors, signs):
                return self._product(factors, signs)
            case Fraction(top, bottom):
                return self._joined(self.of(top), "/", self.of(bottom))
            case Power(base, exponent) if is_base_e(base):
                return self._mapped("exp", self.of(exponent))
            case Power(base, exponent):
                return self._joined(self.of(base), "^", self.of(exponent))
            case Root(body, None):
                return self._called("np.sqrt", "sqrt", self.of(body))
            case Norm("|", body, ()):
                return self._called("np.abs", "abs", self.of(body))
            case Bracket(_, _, (inner,)) if is_grouping(node):
                return self.of(inner)
            case Function(name, body, (), None) if name in COMPUTED and COMPUTED[name] in _NUMPY:
                return self._mapped(COMPUTED[name], self.of(body))
            case Big():
                return self._reduced(node)
            case _:
                raise RefusedError("it is no arithmetic of entries")

    def _symbol(self, symbol: Symbol) -> Cell | None:
        if symbol in (Symbol(index) for index in self._order):
            raise RefusedError("an index that is computed with")
        family = self._families.get(replace(symbol, sub=()))
        if family is None:
            return None
        if len(symbol.sub) != family.rank or not set(symbol.sub) <= set(self._order):
            raise RefusedError("an array with indices of different sorts")
        entry = maths.Index(maths.Sym(family.name), tuple(maths.Sym(index) for index in symbol.sub))
        axes = tuple(index for index in self._order if index in symbol.sub)
        if len(axes) < len(symbol.sub):
            raise RefusedError("a diagonal")
        code = family.name if axes == symbol.sub else f"{family.name}.T"
        return Cell(axes, code, _ATOM, entry)

    def _signed(self, sign: str, cell: Cell) -> Cell:
        if sign != "-":
            return cell
        entry = None if cell.entry is None else maths.Neg(cell.entry)
        return Cell(cell.axes, f"-{_at(cell, _PRODUCT)}", _SUM, entry)

    def _sum(self, terms: tuple[Node, ...], signs: tuple[str, ...]) -> Cell:
        total = self.of(terms[0])
        for sign, term in zip(signs, terms[1:], strict=True):
            if sign not in ("+", "-"):
                raise RefusedError(f"{sign} has two values")
            total = self._joined(total, sign, self.of(term))
        return total

    def _product(self, factors: tuple[Node, ...], signs: tuple[str, ...]) -> Cell:
        result = self.of(factors[0])
        for sign, factor in zip(signs, factors[1:], strict=True):
            if sign not in ("", "\\cdot", "\\times", "/", "\\div"):
                raise RefusedError("a product of another kind")
            result = self._joined(result, "/" if sign in ("/", "\\div") else "*", self.of(factor))
        return result

    def _joined(self, left: Cell, op: maths.BinaryOp, right: Cell) -> Cell:
        axes = tuple(index for index in self._order if index in left.axes or index in right.axes)
        level = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}[op]
        left_text = _at(_aligned(left, axes), level if level < _POWER else _ATOM)
        right_text = _at(_aligned(right, axes), min(level + 1, _ATOM))
        sign = {"^": "**", "*": "*", "/": "/"}.get(op, f" {op} ")
        if left.entry is None or right.entry is None:
            raise RefusedError("a place is not computed with")
        return Cell(axes, f"{left_text}{sign}{right_text}", level, maths.Binary(op, left.entry, right.entry))

    def _mapped(self, name: str, cell: Cell) -> Cell:
        return self._called(_NUMPY[name], name, cell)

    def _called(self, numpy: str, plain: str, cell: Cell) -> Cell:
        entry = None if cell.entry is None else maths.Call(plain, (cell.entry,))
        return Cell(cell.axes, f"{numpy}({cell.code})", _ATOM, entry)

    def _reduced(self, big: Big) -> Cell:
        """A sum, a product or an extremum over one index."""
        index = big.lower[0] if big.lower else ""
        if big.name not in _REDUCED or index not in self._order:
            raise RefusedError(f"what {big.name} runs over is no index of its terms")
        body = self.of(big.body)
        if index not in body.axes or body.entry is None:
            raise RefusedError(f"what {big.name} runs over is no index of its terms")
        rest = tuple(axis for axis in body.axes if axis != index)
        where = f", axis={body.axes.index(index)}" if rest else ""
        entry: maths.Node | None = None
        if big.name in _LOOPED:
            length = maths.Sym(self._lengths[index])
            entry = maths.Call(_LOOPED[big.name], (body.entry, maths.Sym(index), maths.Num("1"), length))
        return Cell(rest, f"{_REDUCED[big.name]}({body.code}{where})", _ATOM, entry)


def _aligned(cell: Cell, axes: tuple[str, ...]) -> Cell:
    """A cell whose axes are put where they belong among more of them."""
    if not cell.axes or cell.axes == axes[-len(cell.axes) :]:
        return cell
    places = ", ".join(":" if axis in cell.axes else "None" for axis in axes)
    return replace(cell, code=f"{_at(cell, _ATOM)}[{places}]", level=_ATOM)


def _at(cell: Cell, level: int) -> str:
    return cell.code if cell.level >= level else f"({cell.code})"


def bound_indices(node: Node) -> tuple[str, ...]:
    """The indices that sums and their like run over, in order.

    Raises:
        RefusedError: a range is not said by an index from 1 (or 0) to a symbol, or left open.
    """
    found: dict[str, None] = {}
    for part in walk(node):
        if isinstance(part, Big) and part.name in _REDUCED and part.lower:
            index, rest = part.lower[0], part.lower[1:]
            plain = len(index) == 1 and index.isalpha()
            if (
                not plain
                or rest[:1] not in ((), ("=",), ("\\in",))
                or (rest[:1] == ("=",) and rest != ("=", "1"))
            ):
                raise RefusedError(f"the range of {part.name} is not a whole axis")
            if {"(", "_"} & set(rest):
                raise RefusedError(f"what {part.name} runs over depends on something")
            if len(part.upper) > 1 or (part.upper and not part.upper[0].isalpha()):
                raise RefusedError(f"the range of {part.name} is not a whole axis")
            found[index] = None
    return tuple(found)
