"""Right sides as arrays: their shapes worked out, written in NumPy, and entry by entry beside it.

A value is a number, a column, a row or a matrix; lengths of axes are unknowns that sums and products make
equal. Beside its NumPy text each value knows its entry at an index as a tree of the plain language, which is
built by other rules (sums over indices instead of matrix products), so that one may be checked by the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeGuard

from drill.maths import tree as maths
from drill.papers.formula.quantities import NAMED, is_base_e, is_grouping, whole_part
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Call,
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
    Transpose,
)

Kind = Literal["number", "column", "row", "matrix"]
Entry = Callable[..., maths.Node]

_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_ONE: Final = maths.Num("1")
_FUNCTIONS: Final = {
    "\\exp": ("np.exp", "exp"),
    "\\log": ("np.log", "ln"),
    "\\ln": ("np.log", "ln"),
    "\\sin": ("np.sin", "sin"),
    "\\cos": ("np.cos", "cos"),
    "\\tan": ("np.tan", "tan"),
    "\\sinh": ("np.sinh", "sinh"),
    "\\cosh": ("np.cosh", "cosh"),
    "\\tanh": ("np.tanh", "tanh"),
    "\\arctan": ("np.arctan", "atan"),
}
_BY_ENTRY: Final = frozenset(("\\tanh", "\\arctan"))
"""Functions that are applied to matrices entry by entry; an exponential may be the matrix exponential."""
_WORDS: Final = {"tanh": ("np.tanh", "tanh"), "sign": ("np.sign", "sign"), "sgn": ("np.sign", "sign")}
_ROUNDED: Final = frozenset(("round", "floor", "ceil"))
"""Calls that round every entry."""
_CLIPPED: Final = frozenset(("clip", "clamp", "Clip", "Clamp"))
"""Calls that keep a value between two others."""
_TIMES: Final = frozenset(("", "\\cdot", "\\times"))
_ORDERS: Final[Mapping[tuple[str, ...], str]] = {(): "", ("2",): "", ("1",): "1", ("\\infty",): "np.inf"}


def is_rounding(node: Node) -> TypeGuard[Call]:
    """Whether a call rounds the entries of an array or keeps them between bounds."""
    match node:
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, parts, _, ())):
            return (base in _ROUNDED and len(parts) == 1) or (base in _CLIPPED and len(parts) == 3)
        case _:
            return False


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

    def at(self, level: int) -> str:
        """Its code as an operand that binds at least so tightly."""
        return self.code if self.level >= level else f"({self.code})"


def number(code: str, node: maths.Node, level: int = _ATOM) -> Value:
    """A number."""
    return Value("number", (), code, level, lambda: node)


def array(name: str, kind: Kind, axes: tuple[Axis, ...], *, spreads: bool = True) -> Value:
    """An array under its typed name."""
    base = maths.Sym(name)
    if kind == "number":
        return replace(number(name, base), spreads=spreads)
    return Value(kind, axes, name, _ATOM, lambda *at: maths.Index(base, at))


@dataclass
class Arrays:
    """The lowering of one side: ``given`` are the values of its quantities.

    Where powers and quotients of vectors would be meant otherwise than entry by entry, it is not
    ``entrywise``.
    """

    given: Mapping[Node, Value]
    entrywise: bool = True
    identity: Symbol | None = None
    """The identity matrix, which sums give the shape of their other terms."""
    makes_square: bool = False
    """Whether what the identity is added to is square for that alone."""
    used: set[str] = field(default_factory=set)
    _count: int = 0
    _with_identity: list[Value] = field(default_factory=list[Value])

    def of(self, node: Node) -> Value:
        """The value of an expression.

        Raises:
            RefusedError: shapes do not fit, or it could be meant in two ways.
        """
        if node in self.given:
            return self.given[node]
        match node:
            case Number(text):
                return number(text, maths.Num(text))
            case Signed(sign, body):
                return self._negative(self.of(body)) if sign == "-" else self.of(body)
            case Sum(terms, signs):
                return self._sum(terms, signs)
            case Product(factors, signs):
                return self._product(factors, signs)
            case Fraction(top, bottom):
                return self._quotient(self.of(top), self.of(bottom))
            case Power(base, exponent):
                return self._power(base, exponent)
            case Transpose(base, _):
                return _transposed(self.of(base))
            case _:
                return self._applied(node)

    def _applied(self, node: Node) -> Value:
        match node:
            case Bracket(_, _, (inner,)) if is_grouping(node):
                return self.of(inner)
            case Bracket(_, _, (inner,)) if whole_part(node) and not node.sub:
                return _mapped(self.of(inner), f"np.{whole_part(node)}", whole_part(node))
            case Bracket("\\lfloor", "\\rceil", (inner,), _, ()):
                return _rounded(self.of(inner), "round")
            case Root(body, None):
                inner = self.of(body)
                _refuse_matrix(inner)
                return _mapped(inner, "np.sqrt", "sqrt")
            case Norm("|", body, ()):
                inner = self.of(body)
                if inner.kind != "number":
                    raise RefusedError("bars round an array may be a norm, a determinant or a size")
                return _mapped(inner, "np.abs", "abs")
            case Norm("\\|", body, sub):
                return self._norm(self.of(body), sub)
            case Function(name, body, (), None) if name in _FUNCTIONS:
                inner = self.of(body)
                if name not in _BY_ENTRY:
                    _refuse_matrix(inner)
                return _mapped(inner, *_FUNCTIONS[name])
            case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (inner,), (), ())):
                return self._named(base, self.of(inner))
            case Call(
                Symbol(base, "\\operatorname", (), (), 0, ()),
                Bracket(_, _, (body, low, high), (",", ","), ()),
            ) if base in _CLIPPED:
                return self._clipped(self.of(body), low, high)
            case Big("\\max" | "\\min" as name, (), (), Bracket(_, _, (Symbol() as inner,), (), ())):
                return _extreme(name[1:], self.of(inner))
            case Big("\\max" | "\\min" as name, (), (), Bracket(_, _, (first, second), (",",), ())):
                return self._larger(name[1:], self.of(first), self.of(second))
            case _:
                raise RefusedError("it is no arithmetic of arrays")

    def fresh(self) -> maths.Sym:
        """A new index to sum over."""
        self._count += 1
        name = next(letter for letter in _letters(self._count) if letter not in self.used)
        self.used.add(name)
        return maths.Sym(name)

    # --- sums and products ----------------------------------------------------------------------------

    def _negative(self, value: Value) -> Value:
        return Value(
            value.kind,
            value.axes,
            f"-{value.at(_PRODUCT)}",
            _SUM,
            lambda *at: maths.Neg(value.entry(*at)),
            value.spreads,
        )

    def _sum(self, terms: tuple[Node, ...], signs: tuple[str, ...]) -> Value:
        others = [term for term in terms if not self._is_identity(term)]
        eye = self._eye(others[0]) if others and len(others) < len(terms) else None
        values = [self.of(term) if term in others else self._multiple(term, eye) for term in terms]
        total = values[0]
        for sign, value in zip(signs, values[1:], strict=True):
            if sign not in ("+", "-"):
                raise RefusedError(f"{sign} has two values")
            total = _added(total, sign, value)
        return total

    def _is_identity(self, term: Node) -> bool:
        """Whether a term is the identity or something times it."""
        match term:
            case Signed(_, body):
                return self._is_identity(body)
            case Product((*_, last), (*_, sign)) if sign in _TIMES:
                return last == self.identity
            case _:
                return term == self.identity

    def _eye(self, term: Node) -> Value:
        """The identity as large as the matrix that it is added to."""
        like = self.of(term)
        if like.kind != "matrix":
            raise RefusedError("an identity is added to what is no matrix")
        if self.makes_square:
            like.axes[0].equal(like.axes[1])
        self._with_identity.append(like)
        length = self._length(like.axes[0], term)

        def entry(i: maths.Node, j: maths.Node) -> maths.Node:
            apart = maths.Call("abs", (maths.Binary("-", i, j),))
            return maths.Call("max", (maths.Num("0"), maths.Binary("-", _ONE, apart)))

        return Value("matrix", like.axes, f"np.eye({length})", _ATOM, entry)

    def _length(self, axis: Axis, term: Node) -> str:
        """The length of a term's axis as NumPy has it."""
        for value in (self.given[part] for part in walk(term) if part in self.given):
            for place, mine in enumerate(value.axes):
                if mine.root is axis.root:
                    return f"{value.code}.shape[{place}]"
        raise RefusedError("no array tells how large the identity is")

    def _multiple(self, term: Node, eye: Value | None) -> Value:
        """The identity, or something times it."""
        match term:
            case _ if eye is None:
                raise RefusedError("nothing tells how large the identity is")
            case Signed(sign, body):
                value = self._multiple(body, eye)
                return self._negative(value) if sign == "-" else value
            case Product((first, _)):
                factor = self.of(first)
            case Product((*factors, _), (*signs, _)):
                factor = self._product(tuple(factors), tuple(signs))
            case _:
                return eye
        if factor.kind != "number":
            raise RefusedError("an identity behind an array")
        return _entrywise(factor, eye, "*")

    def check_squares(self) -> None:
        """That identities were added to square matrices; to be called when axes that are equal are one.

        Raises:
            RefusedError: nothing tells that one of them is square.
        """
        for value in self._with_identity:
            if value.axes[0].root is not value.axes[1].root:
                raise RefusedError("I may be an identity")

    def _product(self, factors: tuple[Node, ...], signs: tuple[str, ...]) -> Value:
        result = self.of(factors[0])
        for sign, factor in zip(signs, factors[1:], strict=True):
            right = self.of(factor)
            if sign == "\\odot":
                result = _entrywise(result, right, "*")
            elif sign in ("/", "\\div"):
                result = self._quotient(result, right)
            elif sign in _TIMES:
                result = self._times(result, right, sign)
            else:
                raise RefusedError("a product of another kind")
        return result

    def _times(self, left: Value, right: Value, sign: str) -> Value:
        if (left.kind, right.kind) == ("row", "number"):
            raise RefusedError("a row stands before what may be a column")
        if "number" in (left.kind, right.kind):
            return _entrywise(left, right, "*")
        match (left.kind, right.kind):
            case ("row", "column"):
                return self._inner(left, right)
            case ("column", "column") if sign == "\\cdot":
                return self._inner(left, right)
            case ("column", "row"):
                return Value(
                    "matrix", (left.axes[0], right.axes[0]), f"np.outer({left.code}, {right.code})", _ATOM,
                    lambda i, j: maths.Binary("*", left.entry(i), right.entry(j)),
                )  # fmt: skip
            case ("matrix", "column"):
                left.axes[1].equal(right.axes[0])
                return self._contracted(left, right, "column", (left.axes[0],))
            case ("row", "matrix"):
                left.axes[0].equal(right.axes[0])
                return self._contracted(left, right, "row", (right.axes[1],))
            case ("matrix", "matrix"):
                left.axes[1].equal(right.axes[0])
                return self._contracted(left, right, "matrix", (left.axes[0], right.axes[1]))
            case _:
                raise RefusedError("a product of two arrays that may be meant entry by entry")

    def _inner(self, left: Value, right: Value) -> Value:
        left.axes[0].equal(right.axes[0])
        return self._contracted(left, right, "number", ())

    def _contracted(self, left: Value, right: Value, kind: Kind, axes: tuple[Axis, ...]) -> Value:
        axis = right.axes[0]

        def entry(*at: maths.Node) -> maths.Node:
            index = self.fresh()
            first = (*at[: len(left.axes) - 1], index)
            second = (index, *at[len(left.axes) - 1 :])
            term = maths.Binary("*", left.entry(*first), right.entry(*second))
            return maths.Call("sum", (term, index, _ONE, maths.Sym(axis.name)))

        return Value(kind, axes, f"{left.at(_PRODUCT)} @ {right.at(_POWER)}", _PRODUCT, entry, spreads=False)

    def _quotient(self, above: Value, below: Value) -> Value:
        if below.kind != "number" and not self.entrywise:
            raise RefusedError("a division by an array")
        if below.kind == "matrix" or (above.kind == "matrix" and below.kind != "number"):
            raise RefusedError("a division by a matrix")
        return _entrywise(above, below, "/")

    def _power(self, base: Node, exponent: Node) -> Value:
        if is_base_e(base) and base not in self.given:
            inner = self.of(exponent)
            _refuse_matrix(inner)
            return _mapped(inner, "np.exp", "exp")
        value = self.of(base)
        if value.kind == "matrix" or (value.kind != "number" and not self.entrywise):
            raise RefusedError("a power of an array may be meant entry by entry")
        if isinstance(base, Norm) and exponent == Number("2"):
            return _entrywise(value, number("2", maths.Num("2")), "**")
        power = self.of(exponent)
        if power.kind != "number":
            raise RefusedError("an exponent that is an array")
        return _entrywise(value, power, "**")

    # --- functions --------------------------------------------------------------------------------------

    def _norm(self, value: Value, sub: tuple[str, ...]) -> Value:
        if value.kind not in ("column", "row") or sub not in _ORDERS:
            raise RefusedError("a norm of another kind")
        order = _ORDERS[sub]
        axis = value.axes[0]

        def entry() -> maths.Node:
            index = self.fresh()
            size = maths.Call("abs", (value.entry(index),))
            if order == "1":
                return maths.Call("sum", (size, index, _ONE, maths.Sym(axis.name)))
            square = maths.Binary("^", value.entry(index), maths.Num("2"))
            return maths.Call("sqrt", (maths.Call("sum", (square, index, _ONE, maths.Sym(axis.name))),))

        if order == "np.inf":
            raise RefusedError("a norm of another kind")
        text = f"np.linalg.norm({value.code}{', ord=1' if order else ''})"
        return Value("number", (), text, _ATOM, entry)

    def _named(self, name: str, value: Value) -> Value:
        if name in _ROUNDED:
            return _rounded(value, name)
        if name in _WORDS:
            return _mapped(value, *_WORDS[name])
        if name in ("relu", "ReLU"):
            return self._larger("max", number("0", maths.Num("0")), value)
        if name == "sigmoid":
            return Value(
                value.kind, value.axes, f"1/(1 + np.exp(-{value.at(_PRODUCT)}))", _PRODUCT,
                lambda *at: maths.Call("sigmoid", (value.entry(*at),)),
            )  # fmt: skip
        if name == "softmax" and value.kind != "number":
            return self._softmax(value)
        if name in ("tr", "Tr", "trace") and value.kind == "matrix":
            value.axes[0].equal(value.axes[1])

            def trace() -> maths.Node:
                index = self.fresh()
                length = maths.Sym(value.axes[0].name)
                return maths.Call("sum", (value.entry(index, index), index, _ONE, length))

            return Value("number", (), f"np.trace({value.code})", _ATOM, trace)
        raise RefusedError(
            f"{name} is not written in NumPy here" if name not in NAMED else f"{name} of arrays"
        )

    def _softmax(self, value: Value) -> Value:
        """Over the entries of a vector, or of each row of a matrix."""

        def entry(*at: maths.Node) -> maths.Node:
            index = self.fresh()
            above = maths.Call("exp", (value.entry(*at),))
            terms = maths.Call("exp", (value.entry(*at[:-1], index),))
            total = maths.Call("sum", (terms, index, _ONE, maths.Sym(value.axes[-1].name)))
            return maths.Binary("/", above, total)

        rows = ", axis=1, keepdims=True" if value.kind == "matrix" else ""
        code = f"np.exp({value.code})/np.sum(np.exp({value.code}){rows})"
        return Value(value.kind, value.axes, code, _PRODUCT, entry)

    def _clipped(self, value: Value, low: Node, high: Node) -> Value:
        """Kept between bounds of which the first is surely below the second."""
        if value.kind == "number" or not _is_below(low, high):
            raise RefusedError("bounds that may be in the wrong order")
        least, most = self.of(low), self.of(high)

        def entry(*at: maths.Node) -> maths.Node:
            return maths.Call("min", (most.entry(), maths.Call("max", (least.entry(), value.entry(*at)))))

        code = f"np.clip({value.code}, {least.code}, {most.code})"
        return Value(value.kind, value.axes, code, _ATOM, entry)

    def _larger(self, name: str, left: Value, right: Value) -> Value:
        kind, axes = _common(left, right, numbers_spread=True)
        code = f"np.{name}imum({left.code}, {right.code})"
        return Value(
            kind, axes, code, _ATOM,
            lambda *at: maths.Call(name, (_entry(left, at), _entry(right, at))),
        )  # fmt: skip


def _rounded(value: Value, name: str) -> Value:
    """Entries rounded: to the nearest whole number, down or up."""
    if value.kind == "number":
        raise RefusedError("a number is rounded")
    if name != "round":
        return _mapped(value, f"np.{name}", name)
    half = maths.Binary("/", _ONE, maths.Num("2"))
    return Value(
        value.kind, value.axes, f"np.round({value.code})", _ATOM,
        lambda *at: maths.Call("floor", (maths.Binary("+", value.entry(*at), half),)),
    )  # fmt: skip


def _extreme(name: str, value: Value) -> Value:
    """The largest or smallest entry of a vector under its name."""
    if value.kind not in ("column", "row") or not value.code.isidentifier():
        raise RefusedError(f"a {name} of what is no vector")
    entry = maths.Call(name, (maths.Sym(value.code),))
    return Value("number", (), f"np.{name}({value.code})", _ATOM, lambda: entry)


def _is_below(low: Node, high: Node) -> bool:
    """Whether a bound is below another: both are numbers, or the other is ``2^b - 1``."""
    least, most = _as_number(low), _as_number(high)
    if least is None:
        return False
    match high:
        case Sum((Power(Number("2"), Symbol()), Number("1")), ("-",)):
            return least <= 0
        case _:
            return most is not None and least < most


def _as_number(node: Node) -> float | None:
    match node:
        case Number(text):
            return float(text)
        case Signed("-", Number(text)):
            return -float(text)
        case _:
            return None


def _refuse_matrix(value: Value) -> None:
    if value.kind == "matrix":
        raise RefusedError("a function of a matrix may be meant entry by entry or not")


def _letters(count: int) -> Iterator[str]:
    for letter in "rcuvwqhsk":
        yield letter
        yield letter * 2
    yield f"r{count}"


def _entry(value: Value, at: tuple[maths.Node, ...]) -> maths.Node:
    return value.entry() if value.kind == "number" else value.entry(*at)


def _mapped(value: Value, numpy: str, plain: str) -> Value:
    """A function of every entry."""
    return Value(
        value.kind, value.axes, f"{numpy}({value.code})", _ATOM,
        lambda *at: maths.Call(plain, (value.entry(*at),)), value.spreads,
    )  # fmt: skip


def _transposed(value: Value) -> Value:
    match value.kind:
        case "column":
            return Value("row", value.axes, value.code, value.level, value.entry)
        case "row":
            return Value("column", value.axes, value.code, value.level, value.entry)
        case "matrix":
            text = f"{value.at(_ATOM)}.T"
            return Value("matrix", value.axes[::-1], text, _ATOM, lambda i, j: value.entry(j, i))
        case _:
            raise RefusedError("a transpose of a number")


def _common(left: Value, right: Value, *, numbers_spread: bool) -> tuple[Kind, tuple[Axis, ...]]:
    """The kind of what two values give entry by entry."""
    if left.kind == right.kind:
        for mine, theirs in zip(left.axes, right.axes, strict=True):
            mine.equal(theirs)
        return left.kind, left.axes
    if numbers_spread and left.kind == "number":
        return right.kind, right.axes
    if numbers_spread and right.kind == "number":
        return left.kind, left.axes
    raise RefusedError(f"a {left.kind} and a {right.kind} do not fit")


_OPERATORS: Final[Mapping[str, tuple[maths.BinaryOp, int]]] = {
    "*": ("*", _PRODUCT),
    "/": ("/", _PRODUCT),
    "**": ("^", _POWER),
}


def _entrywise(left: Value, right: Value, sign: str) -> Value:
    kind, axes = _common(left, right, numbers_spread=True)
    op, level = _OPERATORS[sign]
    if sign == "**":
        code = f"{left.at(_ATOM)}**{right.at(_ATOM)}"
    else:
        code = f"{left.at(_PRODUCT)}{sign}{right.at(_POWER)}"
        if " @ " in code or len(code) > 30:
            code = f"{left.at(_PRODUCT)} {sign} {right.at(_POWER)}"

    def entry(*at: maths.Node) -> maths.Node:
        return maths.Binary(op, _entry(left, at), _entry(right, at))

    return Value(kind, axes, code, level, entry, left.spreads and right.spreads)


def _added(left: Value, sign: str, right: Value) -> Value:
    for one, other in ((left, right), (right, left)):
        if one.kind == "number" and other.kind != "number" and not one.spreads:
            raise RefusedError("a number is added to an array")
    kind, axes = _common(left, right, numbers_spread=True)
    op: maths.BinaryOp = "+" if sign == "+" else "-"
    code = f"{left.at(_SUM)} {sign} {right.at(_PRODUCT)}"

    def entry(*at: maths.Node) -> maths.Node:
        return maths.Binary(op, _entry(left, at), _entry(right, at))

    return Value(kind, axes, code, _SUM, entry, left.spreads and right.spreads)
