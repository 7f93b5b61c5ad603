"""The table of operations: the value, shape, NumPy code, single entry and paper names of each.

A formula's tree (`drill.maths.maths_tree`) calls operations by the names of this table. ``+``, ``-``, ``*``,
``/`` and ``^`` act entry by entry there, and numbers spread; a vector is a column.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np

from drill.maths import maths_tree
from drill.maths.maths_tree import Binary, Call, Index, Node, Num
from drill.papers.lowering.inputs import (
    FOLDS,
    Axes,
    RefusedError,
    add_lengths,
    find_stored_axes,
    is_row_vector,
    simplify_length,
)
from drill.papers.sheet.types import Length


class Writer(Protocol):
    """Writes entries of arrays as numbers."""

    def entry(self, node: Node, indices: Sequence[Node] = ()) -> Node:
        """Give one entry."""
        ...

    def summed(self, length: Length, term: Callable[[Node], Node], sign: str = "sum") -> Node:
        """Return a sum over an inner length, or a product (``prod``)."""
        ...

    def axes_of(self, node: Node) -> Axes:
        """Return the axes of a part."""
        ...

    def whole(self, node: Node) -> Node:
        """Return an array in the language of matrices."""
        ...


Entry = Callable[[Writer, Sequence[Node], Sequence[Node]], Node]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; ``numpy`` is a template of its arguments, empty if the code writer has its own.

    ``value`` computes it of floats and arrays; ``shape`` gives the axes of the result or refuses;
    ``entry`` writes one entry of it as mathematics of numbers.
    """

    value: Callable[..., Any]
    shape: Callable[..., Axes]
    entry: Entry
    numpy: str = ""
    arguments: int = 1


def broadcast_axes(*shapes: Axes) -> Axes:
    """Return the axes of parts that combine entry by entry; numbers broadcast.

    Raises:
        RefusedError: the shapes differ.
    """
    axes: Axes = ()
    for shape in shapes:
        if axes and shape and axes != shape:
            raise RefusedError("arrays of different shapes meet entry by entry")
        axes = axes or shape
    return axes


def _make_entrywise_operation(
    function: Callable[..., float], numpy: str, arguments: int = 1, maths: str = ""
) -> Callable[[str], Operation]:
    """Return an operation of numbers that acts on each entry of an array; ``maths`` is its name for
    people."""

    def build(name: str) -> Operation:
        def entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
            return Call(maths or name, tuple(writer.entry(arg, indices) for arg in args))

        return Operation(np.vectorize(function, otypes=[float]), broadcast_axes, entry, numpy, arguments)

    return build


def _sigmoid_entry(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _compute_sign(x: float) -> float:
    return float((x > 0) - (x < 0))


def _compute_softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _compute_logit(x: float) -> float:
    return math.log(x / (1 - x))


def _compute_normal_probability(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2


def _round_down(x: float) -> float:
    return float(math.floor(x))


def _round_up(x: float) -> float:
    return float(math.ceil(x))


def _compute_factorial(x: float) -> float:
    return math.gamma(x + 1)


def _compute_binomial(n: float, k: float) -> float:
    return float(math.comb(int(n), int(k)))


def _product_shape(a: Axes, b: Axes) -> Axes:
    if a[-1] != b[0]:
        raise RefusedError("inner lengths of a product differ")
    if len(b) == 1:
        return () if is_row_vector(a) or len(a) == 1 else (a[0],)
    return (b[1],) if len(a) == 1 else (a[0], b[1])


def _multiply_stored_arrays(a: Any, b: Any) -> Any:
    product = a @ b
    return product[0] if np.ndim(a) == 2 and np.ndim(b) == 1 and len(a) == 1 else product


def _product_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    left, right = args
    axes = writer.axes_of(left)
    rows = 0 if is_row_vector(axes) or len(axes) == 1 else 1
    return writer.summed(
        axes[-1],
        lambda r: Binary(
            "*", writer.entry(left, (*indices[:rows], r)), writer.entry(right, (r, *indices[rows:]))
        ),
    )


def _turned_shape(a: Axes) -> Axes:
    if not a:
        raise RefusedError("a number is transposed")
    return (1, a[0]) if len(a) == 1 else (a[1],) if is_row_vector(a) else (a[1], a[0])


def _transpose_stored_array(a: Any) -> Any:
    return a[None, :] if np.ndim(a) == 1 else a[0] if len(a) == 1 else a.T


def _require_square_axes(a: Axes) -> Axes:
    if len(a) != 2 or a[0] != a[1]:
        raise RefusedError("it takes a square matrix")
    return a


def _determinant_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    return Call("det", (writer.whole(args[0]),))


def _inverse_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    return Index(Call("inv", (writer.whole(args[0]),)), tuple(indices))


def _number_of_square(a: Axes) -> Axes:
    return _require_square_axes(a)[:0]


def _require_array_axes(a: Axes) -> Axes:
    if not a:
        raise RefusedError("it takes an array")
    return a


def _require_vector_axes(a: Axes) -> Axes:
    if len(a) != 1:
        raise RefusedError("it takes a vector")
    return a


def _running_entry(sign: str) -> Entry:
    """Return the sum (``sum``) of all entries up to one, or their product (``prod``)."""

    def entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
        def term(r: Node) -> Node:
            is_before, term_entry = (
                Call("ind", (maths_tree.Relation("<=", r, indices[0]),)),
                writer.entry(args[0], (r,)),
            )
            return Binary("*", is_before, term_entry) if sign == "sum" else Binary("^", term_entry, is_before)

        return writer.summed(writer.axes_of(args[0])[0], term, sign)

    return entry


def _softmax_array(a: Any) -> Any:
    powers = np.exp(a - np.max(a, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


def _softmax_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    (body,) = args
    total = writer.summed(
        writer.axes_of(body)[-1], lambda r: Call("exp", (writer.entry(body, (*indices[:-1], r)),))
    )
    return Binary("/", Call("exp", (writer.entry(body, indices),)), total)


def _number_of(a: Axes) -> Axes:
    _require_array_axes(a)
    return ()


def _over_all(writer: Writer, body: Node, term: Callable[[Node], Node]) -> Node:
    """Return a sum of a term over all entries of an array."""
    axes = find_stored_axes(writer.axes_of(body))
    if len(axes) == 1:
        return writer.summed(axes[0], lambda r: term(writer.entry(body, (r,))))
    return writer.summed(
        axes[0], lambda r: writer.summed(axes[1], lambda c: term(writer.entry(body, (r, c))))
    )


def _sum_magnitudes(a: Any) -> Any:
    return np.sum(np.abs(a))


def _norm_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    return Call("sqrt", (_over_all(writer, args[0], lambda entry: Binary("^", entry, Num("2"))),))


def _absolute_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    return _over_all(writer, args[0], lambda entry: Call("abs", (entry,)))


def _total_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    return _over_all(writer, args[0], lambda entry: entry)


def _trace_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    return writer.summed(writer.axes_of(args[0])[0], lambda r: writer.entry(args[0], (r, r)))


def _is_equal(a: Node, b: Node) -> Node:
    if isinstance(a, Num) and isinstance(b, Num):
        return Num("1" if a == b else "0")
    return Call("ind", (maths_tree.Relation("=", a, b),))


def _diagonal_shape(a: Axes) -> Axes:
    if len(a) == 1:
        return (a[0], a[0])
    return _require_square_axes(a)[:1]


def _diagonal_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    if len(indices) == 1:
        return writer.entry(args[0], (indices[0], indices[0]))
    return Binary("*", _is_equal(*indices), writer.entry(args[0], indices[:1]))


def _make_identity(n: float) -> Any:
    return np.eye(int(n))


def _square_shape(n: Length) -> Axes:
    return (n, n)


def _make_ones(n: float) -> Any:
    return np.ones(int(n))


def _vector_shape(n: Length) -> Axes:
    return (n,)


def _of_size(node: Node) -> Length:
    if isinstance(node, maths_tree.Sym) and node.name.startswith("#"):
        return node.name[1:]
    if isinstance(node, Num):
        return int(node.text)
    raise RefusedError("the size of an identity matrix is not known")


def _where_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    first, second = (writer.entry(arg, indices) for arg in args[1:])
    return Call(
        "pick", (Binary("-", Num("2"), Call("ind", (writer.entry(args[0], indices),))), first, second)
    )


def _indicate_where(a: Any) -> Any:
    return np.where(a, 1.0, 0.0)


def _write_indicator_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    return Call("ind", (writer.entry(args[0], indices),))


def _outer_shape(a: Axes, b: Axes) -> Axes:
    return (a[0], b[-1])


def _outer_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    return Binary("*", writer.entry(args[0], indices[:1]), writer.entry(args[1], indices[1:]))


def _joined_shape(*shapes: Axes) -> Axes:
    if not all(shapes) or any(map(is_row_vector, shapes)) or len({shape[1:] for shape in shapes}) > 1:
        raise RefusedError("arrays are joined that do not fit together")
    return (add_lengths([shape[0] for shape in shapes]), *shapes[0][1:])


def _kronecker_shape(a: Axes, b: Axes) -> Axes:
    if len(a) != 2 or len(b) != 2 or " " in "".join(map(str, (*a, *b))):
        raise RefusedError("a Kronecker product is taken of something else than two matrices")
    return simplify_length(f"{a[0]} * {b[0]}"), simplify_length(f"{a[1]} * {b[1]}")


def _refuse_entry(writer: Writer, args: Sequence[Node], indices: Sequence[Node]) -> Node:
    raise RefusedError("a place in a larger array is no plain number")


_NUMBERS: Final[Mapping[str, Callable[[str], Operation]]] = {
    **{
        name: _make_entrywise_operation(getattr(math, name), f"np.{name}({{}})")
        for name in ("exp", "log2", "log10", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")
    },
    "ln": _make_entrywise_operation(math.log, "np.log({})"),
    "abs": _make_entrywise_operation(math.fabs, "np.abs({})"),
    "sign": _make_entrywise_operation(_compute_sign, "np.sign({})"),
    "atan": _make_entrywise_operation(math.atan, "np.arctan({})"),
    "sigmoid": _make_entrywise_operation(_sigmoid_entry, "1/(1 + np.exp(-{}))"),
    "softplus": _make_entrywise_operation(_compute_softplus, "np.log1p(np.exp({}))"),
    "logit": _make_entrywise_operation(_compute_logit, ""),
    "erf": _make_entrywise_operation(math.erf, ""),
    "Phi": _make_entrywise_operation(_compute_normal_probability, ""),
    "gamma": _make_entrywise_operation(math.gamma, ""),
    "floor": _make_entrywise_operation(_round_down, "np.floor({})"),
    "ceil": _make_entrywise_operation(_round_up, "np.ceil({})"),
    "max": _make_entrywise_operation(max, "np.maximum({}, {})", 2),
    "min": _make_entrywise_operation(min, "np.minimum({}, {})", 2),
    "factorial": _make_entrywise_operation(_compute_factorial, ""),
    "binomial": _make_entrywise_operation(_compute_binomial, "", 2),
    "atanh": _make_entrywise_operation(math.atanh, "np.arctanh({})"),
    "acos": _make_entrywise_operation(math.acos, "np.arccos({})"),
}

# Those that act entry by entry.
ENTRYWISE: Final = frozenset((*_NUMBERS, "where", "ind"))
# By the names that trees call them.
OPERATIONS: Final[Mapping[str, Operation]] = {
    **{name: build(name) for name, build in _NUMBERS.items()},
    "matmul": Operation(_multiply_stored_arrays, _product_shape, _product_entry, arguments=2),
    "outer": Operation(np.outer, _outer_shape, _outer_entry, "np.outer({}, {})", 2),
    "T": Operation(
        _transpose_stored_array,
        _turned_shape,
        lambda w, args, indices: w.entry(args[0], tuple(reversed(indices))),
    ),
    "inv": Operation(np.linalg.inv, _require_square_axes, _inverse_entry, "np.linalg.inv({})"),
    "norm": Operation(np.linalg.norm, _number_of, _norm_entry, "np.linalg.norm({})"),
    "norm1": Operation(_sum_magnitudes, _number_of, _absolute_entry, "np.sum(np.abs({}))"),
    "total": Operation(np.sum, _number_of, _total_entry, "np.sum({})"),
    "trace": Operation(np.trace, _number_of_square, _trace_entry, "np.trace({})"),
    "det": Operation(np.linalg.det, _number_of_square, _determinant_entry, "np.linalg.det({})"),
    "diag": Operation(np.diag, _diagonal_shape, _diagonal_entry, "np.diag({})"),
    "eye": Operation(
        _make_identity, _square_shape, lambda w, args, indices: _is_equal(*indices), "np.eye({})"
    ),
    "ones": Operation(_make_ones, _vector_shape, lambda w, args, indices: Num("1"), "np.ones({})"),
    "cumsum": Operation(np.cumsum, _require_vector_axes, _running_entry("sum"), "np.cumsum({})"),
    "cumprod": Operation(np.cumprod, _require_vector_axes, _running_entry("prod"), "np.cumprod({})"),
    "where": Operation(np.where, broadcast_axes, _where_entry, "np.where({}, {}, {})", 3),
    "ind": Operation(_indicate_where, broadcast_axes, _write_indicator_entry, "np.where({}, 1, 0)"),
    "concat": Operation(
        lambda *arrays: np.concatenate(arrays), _joined_shape, _refuse_entry, "np.concatenate([{}])"
    ),
    "kron": Operation(np.kron, _kronecker_shape, _refuse_entry, "np.kron({}, {})", 2),
    "softmax": Operation(_softmax_array, _require_array_axes, _softmax_entry),
}

# What papers write upright, and which operation it is, or which of those that are made of others.
SPELLINGS: Final[Mapping[str, str]] = {
    **{name: name for name in _NUMBERS if name not in ("Phi", "gamma", "abs")},
    "log": "ln", "lg": "log10", "sgn": "sign", "Sigmoid": "sigmoid", "logistic": "sigmoid", "arctan": "atan",
    "softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax", "Softplus": "softplus", "Max": "max",
    "Min": "min", "Tanh": "tanh", "abs": "abs", "expit": "sigmoid", "tr": "trace", "Tr": "trace",
    "trace": "trace", "det": "det", "diag": "diag", "Diag": "diag", "sum": "total", "arctanh": "atanh",
    "arccos": "acos", "GELU": "gelu", "gelu": "gelu", "SiLU": "silu", "silu": "silu", "swish": "silu",
    "relu": "relu", "ReLU": "relu", "logsumexp": "logsumexp", "LSE": "logsumexp",
    "concat": "concat", "Concat": "concat", "clip": "clip", "cumsum": "cumsum", "cumprod": "cumprod",
}  # fmt: skip


def _build_relu(x: Node) -> Node:
    return Call("max", (x, Num("0")))


def _build_silu(x: Node) -> Node:
    return Binary("*", x, Call("sigmoid", (x,)))


def _build_gelu(x: Node) -> Node:
    return Binary("*", x, Call("Phi", (x,)))


def _build_clip(x: Node, low: Node, high: Node) -> Node:
    return Call("min", (Call("max", (x, low)), high))


def _build_logsumexp(x: Node) -> Node:
    return Call("ln", (Call("total", (Call("exp", (x,)),)),))


# Functions that are made of operations of the table.
MADE: Final[Mapping[str, Callable[..., Node]]] = {
    "relu": _build_relu,
    "silu": _build_silu,
    "gelu": _build_gelu,
    "clip": _build_clip,
    "logsumexp": _build_logsumexp,
}


def _build_normal_density(x: Node, mean: Node, variance: Node, is_vector: bool) -> Node:
    off, width = Binary("-", x, mean), Binary("*", Binary("*", Num("2"), maths_tree.Const("pi")), variance)
    if not is_vector:
        power = Binary("/", Binary("^", off, Num("2")), Binary("*", Num("2"), variance))
        return Binary("/", Call("exp", (maths_tree.Neg(power),)), Call("sqrt", (width,)))
    half = Call("matmul", (Call("T", (off,)), Call("inv", (variance,))))
    power = Binary("/", Call("matmul", (half, off)), Num("2"))
    return Binary("/", Call("exp", (maths_tree.Neg(power),)), Call("sqrt", (Call("det", (width,)),)))


def _build_bernoulli_probability(x: Node, p: Node, is_vector: bool) -> Node:
    if is_vector:
        raise RefusedError("a Bernoulli law is of one number")
    p_rest, x_rest = (Binary("-", Num("1"), probability) for probability in (p, x))
    return Binary("*", Binary("^", p, x), Binary("^", p_rest, x_rest))


def _build_categorical_probability(x: Node, p: Node, is_vector: bool) -> Node:
    if not is_vector:
        raise RefusedError("a categorical law is of a vector with a 1 in one place")
    return Call("exp", (Call("total", (Binary("*", x, Call("ln", (p,))),)),))


def _build_normal_divergence(m: Node, v: Node, n: Node, w: Node) -> Node:
    ratio = Binary("/", Binary("+", v, Binary("^", Binary("-", m, n), Num("2"))), w)
    terms = Binary("-", Binary("+", ratio, Call("ln", (Binary("/", w, v),))), Num("1"))
    return Binary("/", terms, Num("2"))


def _build_bernoulli_divergence(p: Node, q: Node) -> Node:
    p_rest, q_rest = (Binary("-", Num("1"), probability) for probability in (p, q))
    pairs = ((p, q), (p_rest, q_rest))
    first, second = (Binary("*", a, Call("ln", (Binary("/", a, b),))) for a, b in pairs)
    return Binary("+", first, second)


def _build_categorical_divergence(p: Node, q: Node) -> Node:
    return Call("total", (Binary("*", p, Call("ln", (Binary("/", p, q),))),))


# Of a value, the law's parameters (a normal law's variance), and whether it is a vector.
DENSITIES: Final[Mapping[str, Callable[..., Node]]] = {
    "normal": _build_normal_density,
    "bernoulli": _build_bernoulli_probability,
    "categorical": _build_categorical_probability,
}
# Kullback-Leibler divergences, of the parameters of both laws.
DIVERGENCES: Final[Mapping[str, Callable[..., Node]]] = {
    "normal": _build_normal_divergence,
    "bernoulli": _build_bernoulli_divergence,
    "categorical": _build_categorical_divergence,
}


def find_value_axes(node: Node, shapes: Callable[[str, int], Axes], known: dict[Node, Axes]) -> Axes:
    """Return the axes of a value; ``shapes`` has those of names, ``known`` caches results.

    Raises:
        RefusedError: its parts do not fit together.
    """
    if (known_axes := known.get(node)) is not None:
        return known_axes
    match node:
        case maths_tree.Sym(name):
            axes = shapes(name, 0)
        case Index(maths_tree.Sym(name), places):
            axes = shapes(name, len(places))
        case maths_tree.Neg(body):
            axes = find_value_axes(body, shapes, known)
        case Binary("^", base, exponent):
            if find_value_axes(exponent, shapes, known):
                raise RefusedError("an exponent is an array")
            axes = find_value_axes(base, shapes, known)
        case Binary(_, left, right):
            axes = broadcast_axes(find_value_axes(left, shapes, known), find_value_axes(right, shapes, known))
        case Call(name, (body, *_)) if name in FOLDS:
            axes = find_value_axes(body, shapes, known)
            if axes and name != "sum":
                raise RefusedError("a product or an extreme of arrays is taken")
        case Call("eye" | "ones" as name, (count,)):
            axes = OPERATIONS[name].shape(_of_size(count))
        case maths_tree.Relation(_, left, right):
            axes = broadcast_axes(find_value_axes(left, shapes, known), find_value_axes(right, shapes, known))
        case Call(name, args):
            axes = OPERATIONS[name].shape(*(find_value_axes(arg, shapes, known) for arg in args))
        case _:
            axes = ()
    known[node] = axes
    return axes
