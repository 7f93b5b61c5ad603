"""Right sides with running indices, ``\\sum_j w_{ij} x_j``: in NumPy by broadcasting, and by loops.

Every indexed symbol is an array with one axis for each of its indices. NumPy's text aligns the axes in one
order for the whole side; the entries stay sums over indices, as the paper writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arithmetic.quantities import COMPUTED
from drill.papers_first.arrays.candidates import MEAN
from drill.papers_first.arrays.cells import (
    ATOM,
    POWER,
    PRODUCT,
    SUM,
    Cell,
    Family,
    aligned,
    at_level,
    matrix_product,
)
from drill.papers_first.arrays.extreme_entries import extreme_entry
from drill.papers_first.arrays.fixed_indices import family_of
from drill.papers_first.arrays.index_ranges import Mask, Ranges
from drill.papers_first.arrays.inner_products import inner_factors
from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
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
from drill.papers_first.plausible.known_numbers import is_base_e, is_circle_number, is_constant

_NUMPY: Final = {
    "exp": "np.exp", "ln": "np.log", "sin": "np.sin", "cos": "np.cos", "tan": "np.tan", "sinh": "np.sinh",
    "cosh": "np.cosh", "tanh": "np.tanh", "atan": "np.arctan",
}  # fmt: skip
_REDUCED: Final = {
    "\\sum": "np.sum", "\\prod": "np.prod", "\\max": "np.max", "\\min": "np.min", "\\argmax": "np.argmax",
    "\\argmin": "np.argmin", MEAN: "np.mean",
}  # fmt: skip
_LOOPED: Final = {"\\sum": "sum", "\\prod": "prod", MEAN: "sum"}


class Indexed:
    """The lowering of one side.

    ``order`` are its indices, free ones first; ``lengths`` their axes' names; ``families`` the arrays by
    their symbols without indices; ``numbers`` the typed names of what has none; ``ends`` NumPy's text and
    the axis of symbols that are lengths; ``vectors`` the index of the entries of vectors; ``values`` the
    symbols that stand for what is given whole at every index.
    """

    def __init__(
        self,
        order: tuple[str, ...],
        lengths: Mapping[str, str],
        families: Mapping[Symbol, Family],
        numbers: Mapping[Node, str],
        ends: Mapping[Node, tuple[str, str]],
        ranges: Ranges,
        vectors: Mapping[str, str],
        values: Mapping[Node, Symbol],
    ) -> None:
        self._order = order
        self._lengths = lengths
        self._families = families
        self._numbers = numbers
        self._ends = ends
        self._ranges = ranges
        self._vectors = tuple(vectors)
        self._values = values

    def of(self, node: Node) -> Cell:
        """The cell of an expression.

        Raises:
            RefusedError: something in it is no arithmetic of entries.
        """
        node = self._values.get(node, node)
        if node in self._numbers:
            name = self._numbers[node]
            return Cell((), name, ATOM, maths.Sym(name))
        if isinstance(node, Symbol) and (found := self._symbol(node)) is not None:
            return found
        if node in self._ends:
            code, axis = self._ends[node]
            return Cell((), code, ATOM, maths.Sym(axis))
        if (factors := inner_factors(node)) is not None and self._vectors:
            return self._inner(*map(self.of, factors))
        match node:
            case Number(text):
                return Cell((), text, ATOM, maths.Num(text))
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
            case Norm("\\|", body, () | ("2",)):
                return self._norm(self.of(body))
            case Symbol() if is_constant(node):
                is_pi = is_circle_number(node)
                return Cell((), "np.pi" if is_pi else "np.e", ATOM, maths.Const("pi" if is_pi else "e"))
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
        name = family_of(symbol, self._order)
        family = self._families.get(name)
        if family is None:
            return None
        indices = tuple(token for token in symbol.sub if token not in (",", *name.sub))
        if len(indices) != len(family.axes) or not set(indices) <= set(self._order):
            raise RefusedError("an array with indices of different sorts")
        entry = maths.Index(maths.Sym(family.name), tuple(maths.Sym(index) for index in indices))
        axes = tuple(index for index in self._order if index in indices)
        if len(axes) < len(indices):
            if len(indices) > 2:
                raise RefusedError("a diagonal of more than two axes")
            return Cell(axes, f"np.diag({family.name})", ATOM, entry)
        if len(axes) > 2 and axes != indices:
            raise RefusedError("three axes in another order")
        code = family.name if axes == indices else f"{family.name}.T"
        return Cell(axes, code, ATOM, entry)

    def _inner(self, left: Cell, right: Cell) -> Cell:
        """The inner product of two vectors at their indices."""
        product = self._joined(left, "*", right)
        index = self._entries_of(product)
        if product.entry is None or index not in left.axes or index not in right.axes:
            raise RefusedError("an inner product of what are no vectors")
        total = self._totalled("np.sum", product, product.entry)
        code = matrix_product(left, right, total.axes)
        return replace(total, code=code, level=PRODUCT) if code else total

    def _norm(self, cell: Cell) -> Cell:
        """The length of a vector at its indices."""
        if cell.entry is None or not set(self._vectors) & set(cell.axes):
            raise RefusedError("a norm of another kind")
        total = self._totalled("np.linalg.norm", cell, maths.Binary("^", cell.entry, maths.Num("2")))
        assert total.entry is not None
        return replace(total, entry=maths.Call("sqrt", (total.entry,)))

    def _totalled(self, numpy: str, cell: Cell, term: maths.Node) -> Cell:
        """A cell reduced along the entries of vectors; ``term`` is what is added up."""
        index = self._entries_of(cell)
        rest = tuple(axis for axis in cell.axes if axis != index)
        where = f", axis={cell.axes.index(index)}" if rest else ""
        entry = maths.Call("sum", (term, maths.Sym(index), maths.Num("1"), maths.Sym(self._lengths[index])))
        return Cell(rest, f"{numpy}({cell.code}{where})", ATOM, entry)

    def _entries_of(self, cell: Cell) -> str:
        """The index of the entries of the vector that a cell holds."""
        found = [index for index in self._vectors if index in cell.axes]
        if len(found) != 1:
            raise RefusedError("vectors of two sorts meet")
        return found[0]

    def _signed(self, sign: str, cell: Cell) -> Cell:
        if sign != "-":
            return cell
        entry = None if cell.entry is None else maths.Neg(cell.entry)
        return Cell(cell.axes, f"-{at_level(cell, PRODUCT)}", SUM, entry)

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
        level = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}[op]
        left_text = at_level(aligned(left, axes), level if level < POWER else ATOM)
        right_text = at_level(aligned(right, axes), min(level + 1, ATOM))
        sign = {"^": "**", "*": "*", "/": "/"}.get(op, f" {op} ")
        if left.entry is None or right.entry is None:
            raise RefusedError("a place is not computed with")
        return Cell(axes, f"{left_text}{sign}{right_text}", level, maths.Binary(op, left.entry, right.entry))

    def _mapped(self, name: str, cell: Cell) -> Cell:
        return self._called(_NUMPY[name], name, cell)

    def _called(self, numpy: str, plain: str, cell: Cell) -> Cell:
        entry = None if cell.entry is None else maths.Call(plain, (cell.entry,))
        return Cell(cell.axes, f"{numpy}({cell.code})", ATOM, entry)

    def _reduced(self, big: Big) -> Cell:
        """A sum, a product or an extremum over indices."""
        run = self._ranges.get((big.lower, big.upper))
        if big.name not in _REDUCED or run is None:
            raise RefusedError(f"what {big.name} runs over is no index of its terms")
        body = self.of(big.body)
        if not set(run.indices) <= set(body.axes):
            raise RefusedError(f"what {big.name} runs over is no index of its terms")
        for mask in run.masks:
            if big.name != "\\sum":
                raise RefusedError(f"a {big.name} that leaves something out")
            body = self._joined(body, "*", self._mask(mask))
        if body.entry is None:
            raise RefusedError("a place is not computed with")
        rest = tuple(axis for axis in body.axes if axis not in run.indices)
        places = [str(body.axes.index(index)) for index in run.indices]
        axis = places[0] if len(places) == 1 else f"({', '.join(sorted(places))})"
        where = f", axis={axis}" if rest else ""
        code = f"{_REDUCED[big.name]}({body.code}{where})"
        is_outer = big.name == "\\sum" and not run.masks and len(rest) == 2
        outer = self._outer(big.body, run.indices) if is_outer else ""
        entry: maths.Node | None = None
        if big.name in _LOOPED:
            entry = body.entry
            for index in reversed(run.indices):
                length = maths.Sym(self._lengths[index])
                entry = maths.Call(_LOOPED[big.name], (entry, maths.Sym(index), maths.Num("1"), length))
                if big.name == MEAN:
                    entry = maths.Binary("/", entry, length)
        elif len(run.indices) == 1:
            entry = extreme_entry(big.name, body.entry, run.indices[0], self._lengths[run.indices[0]])
        return Cell(rest, outer or code, PRODUCT if outer else ATOM, entry)

    def _outer(self, body: Node, indices: tuple[str, ...]) -> str:
        """A sum of outer products as a product of matrices; empty where it is none."""
        match body:
            case Product((*before, last), signs) if before and set(signs) == {""}:
                left, right = self._product(tuple(before), signs[1:]), self.of(last)
            case _:
                return ""
        if (
            left.axes[:1] != indices
            or right.axes[:1] != indices
            or (len(left.axes), len(right.axes)) != (2, 2)
        ):
            return ""
        return f"{at_level(left, ATOM)}.T @ {at_level(right, POWER)}" if left.axes[1] != right.axes[1] else ""

    def _mask(self, mask: Mask) -> Cell:
        """1 where two indices are as they should be, else 0."""
        axes = tuple(index for index in self._order if index in (mask.first, mask.second))
        if len(axes) < 2:
            raise RefusedError("an index is compared with what does not run")
        length = self._length(axes[0])
        if mask.relation == "!=":
            code = f"1 - np.eye({length})"
        elif axes == (mask.first, mask.second):
            code = f"np.triu(np.ones(({length}, {length})), 1)"
        else:
            code = f"np.tril(np.ones(({length}, {length})), -1)"
        statement = maths.Relation(mask.relation, maths.Sym(mask.first), maths.Sym(mask.second))
        level = SUM if mask.relation == "!=" else ATOM
        return Cell(axes, code, level, maths.Call("ind", (statement,)))

    def _length(self, index: str) -> str:
        """The length of an index's axis as NumPy has it."""
        for family in self._families.values():
            if self._lengths[index] in family.axes:
                return f"{family.name}.shape[{family.axes.index(self._lengths[index])}]"
        raise RefusedError("no array tells how long an index runs")
