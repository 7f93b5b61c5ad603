"""The table of operations: of each its value, its shape, its NumPy, one entry of it, and its names in papers.

A formula's tree (`drill.maths.tree`) calls operations by the names of this table. ``+``, ``-``, ``*``, ``/``
and ``^`` act entry by entry there, and numbers spread; a vector is a column.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np

from drill.maths import tree
from drill.maths.tree import Binary, Call, Index, Node, Num
from drill.papers.lowering.inputs import FOLDS, Axes, RefusedError, is_row
from drill.papers.sheet.types import Length


class Writer(Protocol):
    """Writes entries of arrays as numbers."""

    def entry(self, node: Node, at: Sequence[Node] = ()) -> Node:
        """Give one entry."""
        ...

    def summed(self, length: Length, term: Callable[[Node], Node]) -> Node:
        """Give a sum over an inner length."""
        ...

    def axes_of(self, node: Node) -> Axes:
        """Give the axes of a part."""
        ...

    def whole(self, node: Node) -> Node:
        """Give an array in the language of matrices."""
        ...


Entry = Callable[[Writer, Sequence[Node], Sequence[Node]], Node]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; ``numpy`` is a template of its arguments, empty where the writer of code has its own.

    ``value`` computes it of floats and arrays; ``shape`` gives the axes of the result or refuses;
    ``entry`` writes one entry of it as mathematics of numbers.
    """

    value: Callable[..., Any]
    shape: Callable[..., Axes]
    entry: Entry
    numpy: str = ""
    arguments: int = 1


def together(*shapes: Axes) -> Axes:
    """Give the axes of what meets entry by entry; numbers spread.

    Raises:
        RefusedError: the shapes differ.
    """
    axes: Axes = ()
    for one in shapes:
        if axes and one and axes != one:
            raise RefusedError("arrays of different shapes meet entry by entry")
        axes = axes or one
    return axes


def _entrywise(
    function: Callable[..., float], numpy: str, arguments: int = 1, maths: str = ""
) -> Callable[[str], Operation]:
    """An operation of numbers that acts on each entry of an array; ``maths`` is its name for people."""

    def made(name: str) -> Operation:
        def entry(writer: Writer, args: Sequence[Node], at: Sequence[Node]) -> Node:
            return Call(maths or name, tuple(writer.entry(arg, at) for arg in args))

        return Operation(np.vectorize(function, otypes=[float]), together, entry, numpy, arguments)

    return made


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _product_shape(a: Axes, b: Axes) -> Axes:
    if a[-1] != b[0]:
        raise RefusedError("inner lengths of a product differ")
    if len(b) == 1:
        return () if is_row(a) or len(a) == 1 else (a[0],)
    return (b[1],) if len(a) == 1 else (a[0], b[1])


def _product(a: Any, b: Any) -> Any:
    product = a @ b
    return product[0] if np.ndim(a) == 2 and np.ndim(b) == 1 and len(a) == 1 else product


def _product_entry(writer: Writer, args: Sequence[Node], at: Sequence[Node]) -> Node:
    left, right = args
    axes = writer.axes_of(left)
    rows = 0 if is_row(axes) or len(axes) == 1 else 1
    return writer.summed(
        axes[-1],
        lambda r: Binary("*", writer.entry(left, (*at[:rows], r)), writer.entry(right, (r, *at[rows:]))),
    )


def _turned_shape(a: Axes) -> Axes:
    if not a:
        raise RefusedError("a number is transposed")
    return (1, a[0]) if len(a) == 1 else (a[1],) if is_row(a) else (a[1], a[0])


def _turned(a: Any) -> Any:
    return a[None, :] if np.ndim(a) == 1 else a[0] if len(a) == 1 else a.T


def _square(a: Axes) -> Axes:
    if len(a) != 2 or a[0] != a[1]:
        raise RefusedError("it takes a square matrix")
    return a


def _inverse_entry(writer: Writer, args: Sequence[Node], at: Sequence[Node]) -> Node:
    return Index(Call("inv", (writer.whole(args[0]),)), tuple(at))


def _vector(a: Axes) -> Axes:
    if not a:
        raise RefusedError("it takes an array")
    return a


def _softmax(a: Any) -> Any:
    powers = np.exp(a - np.max(a, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


def _softmax_entry(writer: Writer, args: Sequence[Node], at: Sequence[Node]) -> Node:
    (body,) = args
    total = writer.summed(
        writer.axes_of(body)[-1], lambda r: Call("exp", (writer.entry(body, (*at[:-1], r)),))
    )
    return Binary("/", Call("exp", (writer.entry(body, at),)), total)


def _norm_shape(a: Axes) -> Axes:
    if len(a) == 2 and not is_row(a):
        raise RefusedError("a norm of a matrix is taken")
    return ()


def _norm_entry(writer: Writer, args: Sequence[Node], at: Sequence[Node]) -> Node:
    (body,) = args
    squares = writer.summed(
        writer.axes_of(body)[-1], lambda r: Binary("^", writer.entry(body, (r,)), Num("2"))
    )
    return Call("sqrt", (squares,))


def _outer_entry(writer: Writer, args: Sequence[Node], at: Sequence[Node]) -> Node:
    return Binary("*", writer.entry(args[0], at[:1]), writer.entry(args[1], at[1:]))


_NUMBERS: Final[Mapping[str, Callable[[str], Operation]]] = {
    "exp": _entrywise(math.exp, "np.exp({})"),
    "ln": _entrywise(math.log, "np.log({})"),
    "log2": _entrywise(math.log2, "np.log2({})"),
    "log10": _entrywise(math.log10, "np.log10({})"),
    "sqrt": _entrywise(math.sqrt, "np.sqrt({})"),
    "abs": _entrywise(math.fabs, "np.abs({})"),
    "sign": _entrywise(lambda x: float((x > 0) - (x < 0)), "np.sign({})"),
    "sin": _entrywise(math.sin, "np.sin({})"),
    "cos": _entrywise(math.cos, "np.cos({})"),
    "tan": _entrywise(math.tan, "np.tan({})"),
    "sinh": _entrywise(math.sinh, "np.sinh({})"),
    "cosh": _entrywise(math.cosh, "np.cosh({})"),
    "tanh": _entrywise(math.tanh, "np.tanh({})"),
    "atan": _entrywise(math.atan, "np.arctan({})"),
    "sigmoid": _entrywise(_sigmoid, "1/(1 + np.exp(-{}))"),
    "softplus": _entrywise(lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x))), "np.log1p(np.exp({}))"),
    "logit": _entrywise(lambda x: math.log(x / (1 - x)), ""),
    "erf": _entrywise(math.erf, ""),
    "Phi": _entrywise(lambda x: (1 + math.erf(x / math.sqrt(2))) / 2, ""),
    "gamma": _entrywise(math.gamma, ""),
    "floor": _entrywise(lambda x: float(math.floor(x)), "np.floor({})"),
    "ceil": _entrywise(lambda x: float(math.ceil(x)), "np.ceil({})"),
    "max": _entrywise(max, "np.maximum({}, {})", 2),
    "min": _entrywise(min, "np.minimum({}, {})", 2),
}

ENTRYWISE: Final = frozenset(_NUMBERS)
OPERATIONS: Final[Mapping[str, Operation]] = {
    **{name: made(name) for name, made in _NUMBERS.items()},
    "matmul": Operation(_product, _product_shape, _product_entry, arguments=2),
    "outer": Operation(np.outer, lambda a, b: (a[0], b[-1]), _outer_entry, "np.outer({}, {})", 2),
    "T": Operation(_turned, _turned_shape, lambda w, args, at: w.entry(args[0], tuple(reversed(at)))),
    "inv": Operation(np.linalg.inv, _square, _inverse_entry, "np.linalg.inv({})"),
    "norm": Operation(np.linalg.norm, _norm_shape, _norm_entry, "np.linalg.norm({})"),
    "softmax": Operation(_softmax, _vector, _softmax_entry),
}
"""By the names that trees call them."""

SPELLINGS: Final[Mapping[str, str]] = {
    **{name: name for name in _NUMBERS if name not in ("Phi", "gamma", "abs")},
    "log": "ln", "lg": "log10", "sgn": "sign", "Sigmoid": "sigmoid", "logistic": "sigmoid", "arctan": "atan",
    "softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax", "Softplus": "softplus", "Max": "max",
    "Min": "min", "Tanh": "tanh", "abs": "abs", "expit": "sigmoid", "relu": "relu", "ReLU": "relu",
}  # fmt: skip
"""What papers write upright, and which operation it is; ``relu`` is the larger of its argument and 0."""


def axes_of(node: Node, shapes: Callable[[str, int], Axes], known: dict[Node, Axes]) -> Axes:
    """Give the axes of a value; ``shapes`` says those of names, ``known`` keeps what was found.

    Raises:
        RefusedError: its parts do not fit together.
    """
    if (found := known.get(node)) is not None:
        return found
    match node:
        case tree.Sym(name):
            axes = shapes(name, 0)
        case Index(tree.Sym(name), places):
            axes = shapes(name, len(places))
        case tree.Neg(body):
            axes = axes_of(body, shapes, known)
        case Binary("^", base, exponent):
            if axes_of(exponent, shapes, known):
                raise RefusedError("an exponent is an array")
            axes = axes_of(base, shapes, known)
        case Binary(_, left, right):
            axes = together(axes_of(left, shapes, known), axes_of(right, shapes, known))
        case Call(name, (body, *_)) if name in FOLDS:
            axes = axes_of(body, shapes, known)
            if axes and name != "sum":
                raise RefusedError("a product or an extreme of arrays is taken")
        case Call(name, args):
            axes = OPERATIONS[name].shape(*(axes_of(arg, shapes, known) for arg in args))
        case _:
            axes = ()
    known[node] = axes
    return axes
