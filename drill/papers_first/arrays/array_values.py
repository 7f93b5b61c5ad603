"""Values of expressions of arrays: their axes, their NumPy text, and one entry of them by other rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from drill.maths import tree as maths
from drill.papers_first.formula.tokens import RefusedError

Kind = Literal["number", "column", "row", "matrix"]
Entry = Callable[..., maths.Node]

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a text binds."""
ONE: Final = maths.Num("1")
_LONG: Final = 30
_OPERATORS: Final[Mapping[str, tuple[maths.BinaryOp, int]]] = {
    "*": ("*", PRODUCT),
    "/": ("/", PRODUCT),
    "**": ("^", POWER),
}


class Axis:
    """The length of an axis; two that must be equal become one."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._same: Axis | None = None

    @property
    def root(self) -> Axis:
        """The axis that stands for all that are equal to it."""
        return self if self._same is None else self._same.root

    @property
    def name(self) -> str:
        """What it is called; empty until it is named."""
        return self.root._name

    @name.setter
    def name(self, name: str) -> None:
        self.root._name = name

    def equal(self, other: Axis) -> None:
        """Make two axes one.

        Raises:
            RefusedError: the paper gives them different lengths.
        """
        mine, theirs = self.root, other.root
        if mine is theirs:
            return
        if mine._name and theirs._name and mine._name != theirs._name:
            raise RefusedError(f"axes of length {mine._name} and {theirs._name} do not fit")
        mine._name = mine._name or theirs._name
        theirs._same = mine


@dataclass
class Letters:
    """Letters for the indices that sums run over, none twice."""

    used: set[str] = field(default_factory=set[str])
    _count: int = 0

    def fresh(self) -> maths.Sym:
        """A new index to sum over."""
        self._count += 1
        name = next(letter for letter in _letters(self._count) if letter not in self.used)
        self.used.add(name)
        return maths.Sym(name)

    def total(self, term: Callable[[maths.Node], maths.Node], axis: Axis) -> maths.Node:
        """The sum of a term over an axis; to be called when the axis has its name."""
        index = self.fresh()
        return maths.Call("sum", (term(index), index, ONE, maths.Sym(axis.name)))


def _letters(count: int) -> Iterator[str]:
    for letter in "rcuvwqhsk":
        yield letter
        yield letter * 2
    yield f"r{count}"


@dataclass(frozen=True)
class Value:
    """An expression as an array."""

    kind: Kind
    axes: tuple[Axis, ...]
    code: str
    level: int
    entry: Entry
    spreads: bool = True
    """Whether, being a number, it may be added to every entry of an array: 1, a small constant."""
    matrix: Entry | None = None
    """Of an array, the whole of it in the plain language, where products there are matrix products."""

    def at(self, level: int) -> str:
        """Its code as an operand that binds at least so tightly."""
        return self.code if self.level >= level else f"({self.code})"

    def whole(self) -> maths.Node:
        """The whole of it in the plain language.

        Raises:
            RefusedError: the plain language has no word for it.
        """
        if self.kind == "number":
            return self.entry()
        if self.matrix is None:
            raise RefusedError("a matrix that is built entry by entry is not inverted here")
        return self.matrix()


def number(code: str, node: maths.Node, level: int = ATOM) -> Value:
    """A number."""
    return Value("number", (), code, level, lambda: node)


def array(name: str, kind: Kind, axes: tuple[Axis, ...], *, spreads: bool = True) -> Value:
    """An array under its typed name."""
    base = maths.Sym(name)
    if kind == "number":
        return replace(number(name, base), spreads=spreads)
    return Value(kind, axes, name, ATOM, lambda *at: maths.Index(base, at), matrix=lambda: base)


UNKNOWN: Final = "?"
"""The text of what nothing tells how to write: it may only vanish in products."""


def ones() -> Value:
    """A column of ones, as long as what it meets."""
    return Value("column", (Axis(),), UNKNOWN, ATOM, lambda i: ONE)


def diagonal_of(value: Value) -> Value:
    """The diagonal matrix of a vector."""
    (axis,) = value.axes

    def entry(i: maths.Node, j: maths.Node) -> maths.Node:
        on_it = maths.Call("ind", (maths.Relation("=", i, j),))
        return maths.Binary("*", on_it, value.entry(i))

    whole = value.matrix and (lambda: maths.Call("diag", (value.whole(),)))
    return Value("matrix", (axis, axis), f"np.diag({value.code})", ATOM, entry, matrix=whole)


def entry_at(value: Value, at: tuple[maths.Node, ...]) -> maths.Node:
    """The entry of a value at an index; a number is every entry of itself."""
    return value.entry() if value.kind == "number" else value.entry(*at)


def refuse_matrix(value: Value) -> None:
    """That a function is not taken of a matrix.

    Raises:
        RefusedError: it is.
    """
    if value.kind == "matrix":
        raise RefusedError("a function of a matrix may be meant entry by entry or not")


def mapped(value: Value, numpy: str, plain: str) -> Value:
    """A function of every entry."""
    return Value(
        value.kind, value.axes, f"{numpy}({value.code})", ATOM,
        lambda *at: maths.Call(plain, (value.entry(*at),)), value.spreads,
    )  # fmt: skip


def negative(value: Value) -> Value:
    """A value with the other sign."""
    return Value(
        value.kind,
        value.axes,
        f"-{value.at(PRODUCT)}",
        SUM,
        lambda *at: maths.Neg(value.entry(*at)),
        value.spreads,
        value.matrix and (lambda: maths.Neg(value.whole())),
    )


def transposed(value: Value) -> Value:
    """A transpose; of a vector the same array.

    Raises:
        RefusedError: it is a number.
    """
    turned = value.matrix and (lambda: maths.Call("T", (value.whole(),)))
    match value.kind:
        case "column":
            return replace(value, kind="row", matrix=turned)
        case "row":
            return replace(value, kind="column", matrix=turned)
        case "matrix":
            text = f"{value.at(ATOM)}.T"
            return Value(
                "matrix", value.axes[::-1], text, ATOM, lambda i, j: value.entry(j, i), matrix=turned
            )
        case _:
            raise RefusedError("a transpose of a number")


def common(left: Value, right: Value) -> tuple[Kind, tuple[Axis, ...]]:
    """The kind and axes of what two values give entry by entry.

    Raises:
        RefusedError: their shapes do not fit.
    """
    if left.kind == right.kind:
        for mine, theirs in zip(left.axes, right.axes, strict=True):
            mine.equal(theirs)
        return left.kind, left.axes
    if left.kind == "number":
        return right.kind, right.axes
    if right.kind == "number":
        return left.kind, left.axes
    raise RefusedError(f"a {left.kind} and a {right.kind} do not fit")


def entrywise(left: Value, right: Value, sign: str) -> Value:
    """A product ``*``, a quotient ``/`` or a power ``**``, entry by entry."""
    kind, axes = common(left, right)
    op, level = _OPERATORS[sign]
    if sign == "**":
        code = f"{left.at(ATOM)}**{right.at(ATOM)}"
    else:
        code = f"{left.at(PRODUCT)}{sign}{right.at(POWER)}"
        if " @ " in code or len(code) > _LONG:
            code = f"{left.at(PRODUCT)} {sign} {right.at(POWER)}"

    def entry(*at: maths.Node) -> maths.Node:
        return maths.Binary(op, entry_at(left, at), entry_at(right, at))

    is_scaled = "number" in (left.kind, right.kind) and (sign == "*" or (sign, right.kind) == ("/", "number"))
    whole = _joined(left, op, right) if is_scaled else None
    return Value(kind, axes, code, level, entry, left.spreads and right.spreads, whole)


def added(left: Value, sign: str, right: Value) -> Value:
    """A sum or a difference.

    Raises:
        RefusedError: shapes do not fit, or a number is added to an array that is none to be spread.
    """
    for one, other in ((left, right), (right, left)):
        if one.kind == "number" and other.kind != "number" and not one.spreads:
            raise RefusedError("a number is added to an array")
    kind, axes = common(left, right)
    op: maths.BinaryOp = "+" if sign == "+" else "-"
    code = f"{left.at(SUM)} {sign} {right.at(PRODUCT)}"

    def entry(*at: maths.Node) -> maths.Node:
        return maths.Binary(op, entry_at(left, at), entry_at(right, at))

    whole = _joined(left, op, right) if left.kind == right.kind else None
    return Value(kind, axes, code, SUM, entry, left.spreads and right.spreads, whole)


def _joined(left: Value, op: maths.BinaryOp, right: Value) -> Entry | None:
    """Two wholes joined, where both have one; numbers always have."""
    if any(value.kind != "number" and value.matrix is None for value in (left, right)):
        return None
    return lambda: maths.Binary(op, left.whole(), right.whole())
