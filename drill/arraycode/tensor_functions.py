"""Functions that NumPy lacks: PyTorch's, as its documentation defines them, and those of einops."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import einops
import numpy as np
from numpy.typing import NDArray

# An array of NumPy's, of any kind of entries.
Array: TypeAlias = NDArray[Any]
Axis = int | tuple[int, ...] | None
# Max distance from an integer that rounding leaves.
_NEARLY_WHOLE = 1e-6


def whole(array: Array) -> Array:
    """Return an array of integers as one for indices. Raises TypeError for other entries."""
    if array.dtype.kind in "iub":
        return array
    near = np.rint(array)
    if not np.all(np.abs(array - near) <= _NEARLY_WHOLE):
        raise TypeError("integers are expected")
    return near.astype(np.intp)


def astype(a: Array, dtype: str) -> Array:
    """Return the entries as ``bool``, ``int`` (cut off towards 0) or ``float``."""
    if dtype != "int":
        return a.astype(dtype)
    near = np.rint(a)
    return np.where(np.abs(a - near) <= _NEARLY_WHOLE, near, np.trunc(a)).astype(np.intp)


def erf(x: Array) -> Array:
    """Return the error function of every entry."""
    return np.vectorize(math.erf, otypes=[float])(x)


def flatten(a: Array, first: int = 0, last: int = -1) -> Array:
    """Return an array whose axes from ``first`` to ``last`` are one."""
    axes = range(max(a.ndim, 1))
    return a.reshape(*a.shape[: axes[first]], -1, *a.shape[axes[last] + 1 :])


def unflatten(a: Array, axis: int, shape: int | tuple[int, ...]) -> Array:
    """Return an array whose ``axis`` is several of the lengths of ``shape``; -1 is what is left."""
    position = range(a.ndim)[axis]
    return a.reshape(*a.shape[:position], *np.atleast_1d(shape), *a.shape[position + 1 :])


def squeeze(a: Array, axis: Axis = None) -> Array:
    """Return an array without those of the axes that have length 1."""
    axes = range(a.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    return np.squeeze(a, tuple(axis for axis in axes if a.shape[axis] == 1))


def unbind(a: Array, axis: int = 0) -> tuple[Array, ...]:
    """Return the slices of an array along an axis."""
    return tuple(np.moveaxis(a, axis, 0))


def expand(a: Array, shape: int | tuple[int, ...]) -> Array:
    """Return an array repeated along axes of length 1 and new ones; -1 keeps a length."""
    lengths = (shape,) if isinstance(shape, int) else shape
    own_lengths = (*[1] * (len(lengths) - a.ndim), *a.shape)
    return np.broadcast_to(
        a, [old if new == -1 else new for new, old in zip(lengths, own_lengths, strict=True)]
    )


def split(a: Array, lengths: int | tuple[int, ...], axis: int = 0) -> tuple[Array, ...]:
    """Return the pieces of an array: of one length, the last may be shorter, or of the lengths given."""
    length = a.shape[axis]
    if isinstance(lengths, int):
        ends = list(range(lengths, length, lengths))
    else:
        ends = [sum(lengths[:count]) for count in range(1, len(lengths))]
        if sum(lengths) != length or min(lengths) < 0:
            raise ValueError("the lengths do not add up")
    return tuple(np.split(a, ends, axis))


def chunk(a: Array, count: int, axis: int = 0) -> tuple[Array, ...]:
    """Return at most so many pieces, of one length except for the last."""
    return split(a, -(-a.shape[axis] // count), axis)


def layer_norm(
    a: Array,
    shape: int | tuple[int, ...],
    scale: Array | None = None,
    bias: Array | None = None,
    eps: float = 1e-5,
) -> Array:
    """Return an array of mean 0 and variance 1 over its last axes, then scaled and moved."""
    lengths = (shape,) if isinstance(shape, int) else shape
    if lengths != a.shape[-len(lengths) :]:
        raise ValueError("the last axes have other lengths")
    axes = tuple(range(-len(lengths), 0))
    normed = (a - a.mean(axes, keepdims=True)) / np.sqrt(a.var(axes, keepdims=True) + eps)
    return normed * (1 if scale is None else scale) + (0 if bias is None else bias)


def vector_norm(x: Array, ord: float | None = None, axis: Axis = None, keepdims: bool = False) -> Array:
    """Return the norm of all entries along some axes together, as of one vector; of order 2 by default."""
    order, sizes = 2 if ord is None else ord, np.abs(x)
    if math.isinf(order):
        return (np.max if order > 0 else np.min)(sizes, axis=axis, keepdims=keepdims)
    if order == 0:
        return np.sum(sizes != 0, axis=axis, keepdims=keepdims)
    if order == 2:
        return np.sqrt(np.sum(sizes * sizes, axis=axis, keepdims=keepdims))
    return np.sum(sizes**order, axis=axis, keepdims=keepdims) ** (1 / order)


def vector_or_matrix_norm(
    x: Array, ord: float | None = None, axis: Axis = None, keepdims: bool = False
) -> Array:
    """Return the norm of an order, of matrices where there are two axes; without one that of a vector."""
    if ord is None:
        return vector_norm(x, None, axis, keepdims)
    return np.linalg.norm(x, ord, axis, keepdims)


def cross_entropy(a: Array, y: Array) -> Array:
    """Return the cross-entropies of logits, with classes along axis 1 (or the only one).

    The targets are classes or probabilities.
    """
    axis = min(a.ndim - 1, 1)
    far = a - np.max(a, axis=axis, keepdims=True)
    logs = far - np.log(np.sum(np.exp(far), axis=axis, keepdims=True))
    if y.ndim == a.ndim:
        return -np.sum(y * logs, axis)
    return -np.squeeze(np.take_along_axis(logs, np.expand_dims(whole(y), axis), axis), axis)


def rearrange_axes(a: Array, pattern: str, names: str, sizes: tuple[int, ...]) -> Array:
    """Return the array with its axes as a pattern says; ``sizes`` are the lengths of the axes ``names``."""
    return _run_einops(einops.rearrange, a, pattern, names=names, sizes=sizes)


def repeat_axes(a: Array, pattern: str, names: str, sizes: tuple[int, ...]) -> Array:
    """Return the array with its entries repeated along the axes that a pattern adds."""
    return _run_einops(einops.repeat, a, pattern, names=names, sizes=sizes)


def reduce_axes(a: Array, pattern: str, reduction: str, names: str, sizes: tuple[int, ...]) -> Array:
    """Return the sums, means, products or extremes along the axes that a pattern drops."""
    reduce: Callable[..., Array] = einops.reduce  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  any backend
    return _run_einops(reduce, a, pattern, reduction, names=names, sizes=sizes)


def _run_einops(function: Callable[..., Array], *arguments: Any, names: str, sizes: tuple[int, ...]) -> Array:
    """Return what einops computes. Raises ValueError for what does not fit, TypeError for other entries."""
    try:
        return function(*arguments, **dict(zip(names.split(), sizes, strict=True)))
    except einops.EinopsError:
        raise ValueError("einops does not take this") from None
    except (AttributeError, NotImplementedError):
        raise TypeError("einops does not take such entries") from None
