"""What answers may use: functions with their parameters, methods, attributes, constants.

One table of what our interpreter runs, in NumPy's names; ``torch_names`` leads PyTorch's to it. What is not
in it is not read, whatever NumPy has: no ``out``, nothing that reads files, draws random numbers or takes a
function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "array", "arrays", "index", "axis", "axes", "flag", "number", "whole", "shape", "subscripts", "word",
    "dtype",
]  # fmt: skip
"""What a parameter takes: an array or a number; a tuple of arrays; an array of integers; an axis or a tuple
of them; the axes of a transposition or contraction; True or False; a number; an integer; lengths; the text of
an einsum; a word such as 'right'; a type of entries."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function; ``place`` says how it may be given.

    It is ``written`` as its library calls it, and left out it is ``default``, unless that is empty.
    """

    name: str
    kind: Kind
    required: bool
    place: Literal["positional", "either", "keyword"]
    written: str
    default: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the list, what it is ``written`` as, and the rule that bounds it (see ``bounds``).

    Where it ``spreads``, its last parameter takes all that is left of the arguments by place.
    """

    name: str
    parameters: tuple[Parameter, ...]
    rule: str
    written: str
    spreads: bool = False
    of_torch: bool = False

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, as it is written or as NumPy calls it."""
        return next((each for each in self.parameters if name in (each.written, each.name)), None)


_KIND_OF: Mapping[str, Kind] = {
    "arrays": "arrays", "axis": "axis", "source": "axis", "destination": "axis", "shift": "axis",
    "axes": "axes", "axis1": "whole", "axis2": "whole", "offset": "whole", "keepdims": "flag",
    "full_matrices": "flag", "ord": "number", "ddof": "number", "start": "number", "stop": "number",
    "step": "number", "decimals": "whole", "k": "whole", "n": "whole", "num": "whole", "N": "whole",
    "M": "whole", "shape": "shape", "subscripts": "subscripts", "operands": "arrays", "dtype": "dtype",
    "index": "index", "indices": "index", "reps": "shape", "repeats": "whole", "lengths": "axis",
    "descending": "flag", "causal": "flag", "eps": "number", "slope": "number", "side": "word",
    "count": "whole", "first": "whole", "last": "whole",
}  # fmt: skip
"""The kinds of parameters by their names; all others are arrays."""

OWN = "own:"
"""Begins the names of the functions of ours that NumPy lacks (``tensor_functions``)."""

_SIGNATURES = (
    # rule, parameters (a stroke ends those given by place alone, a star begins those by name), functions
    (
        "broadcast",
        "x, /",
        "exp expm1 log log1p log2 log10 sqrt cbrt square abs absolute sign negative reciprocal sin cos tan "
        "arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh floor ceil rint trunc logical_not "
        "isfinite isnan",
    ),
    (
        "broadcast",
        "x, y, /",
        "maximum minimum add subtract multiply divide true_divide floor_divide mod remainder power arctan2 "
        "hypot logaddexp heaviside greater greater_equal less less_equal equal not_equal logical_and "
        "logical_or logical_xor",
    ),
    ("broadcast", "condition, x, y, /", "where"),
    ("broadcast", "a, a_min, a_max", "clip"),
    ("rounded", "a, decimals=", "round"),
    ("entries", "a, axis=, *, keepdims=, where=", "sum prod mean any all"),
    ("entries", "a, axis=, *, keepdims=", "max min amax amin argmax argmin"),
    ("entries", "a, axis=, *, ddof=, keepdims=, where=", "std var"),
    ("entries", "a, axis=", "maximum.accumulate minimum.accumulate add.accumulate multiply.accumulate"),
    ("covariance", "m", "cov"),
    ("entries", "a, v, side=", "searchsorted"),
    ("repeated", "a, repeats, axis=", "repeat"),
    ("tiled", "a, reps", "tile"),
    ("product", "a, indices, axis=", "take"),
    ("product", "a, indices, axis", "take_along_axis"),
    ("entries", "a, x, /", "full_like"),
    ("entries", "a, axis=", "cumsum cumprod count_nonzero flip squeeze"),
    ("entries", "a, axis=, weights=, *, keepdims=", "average"),
    ("sorted", "a, axis=, *, keepdims=", "median"),
    ("sorted", "a, axis=", "sort argsort"),
    ("entries", "x, ord=, axis=, keepdims=", "linalg.norm"),
    ("reshaped", "a, shape, /", "reshape"),
    ("entries", "a, axes=", "transpose"),
    ("entries", "a, axis1, axis2, /", "swapaxes"),
    ("entries", "a, source, destination", "moveaxis"),
    ("entries", "a, axis", "expand_dims"),
    ("entries", "a, /", "ravel atleast_1d atleast_2d"),
    ("entries", "a, shift, axis=", "roll"),
    ("entries", "m, k=", "triu tril"),
    ("difference", "a, n=, axis=", "diff"),
    ("diagonal", "v, k=", "diag"),
    ("entries", "a, offset=, axis1=, axis2=", "trace diagonal"),
    ("lengths", "x, shape, /", "broadcast_to"),
    ("joined", "arrays, axis=", "concatenate stack"),
    ("joined", "arrays, /", "vstack hstack column_stack"),
    ("entries", "a, /", "array asarray"),
    ("lengths", "shape, /", "ones zeros"),
    ("lengths", "shape, x, /", "full"),
    ("entries", "a, /", "ones_like zeros_like"),
    ("square", "N, M=, k=", "eye"),
    ("square", "n, /", "identity"),
    ("steps", "start, stop=, step=, /", "arange"),
    ("count", "start, stop, num=", "linspace"),
    ("matmul", "x, y, /", "matmul"),
    ("dot", "a, b, /", "dot"),
    ("inner", "a, b, /", "inner"),
    ("entries", "a, b, /", "vdot"),
    ("product", "a, b, /", "outer kron convolve"),
    ("broadcast", "a, b, /", "cross"),
    ("tensordot", "a, b, axes=", "tensordot"),
    ("einsum", "subscripts, operands, /", "einsum"),
    (
        "matrix",
        "a, /",
        "linalg.inv linalg.det linalg.slogdet linalg.pinv linalg.eig linalg.eigh linalg.eigvals "
        "linalg.eigvalsh linalg.qr linalg.cholesky linalg.matrix_rank",
    ),
    ("matrix", "a, full_matrices=", "linalg.svd"),
    ("matrix", "a, b, /", "linalg.solve"),
    ("matrix-power", "a, n, /", "linalg.matrix_power"),
)

_OWN_SIGNATURES = (
    ("entries", "x", "erf"),
    ("entries", "a, dtype", "astype"),
    ("entries", "a, axis=", "squeeze unbind"),
    ("entries", "a, first=, last=", "flatten"),
    ("tiled", "a, shape", "expand"),
    ("entries", "a, lengths, axis=", "split"),
    ("entries", "a, count, axis=", "chunk"),
    ("entries", "a, shape, scale=, bias=, eps=", "layer_norm"),
    ("entries", "a, y", "cross_entropy"),
)

CONSTANTS: frozenset[str] = frozenset({"pi", "e", "inf"})
"""Numbers under ``np.``; ``np.newaxis`` is ``None``."""

ATTRIBUTES: frozenset[str] = frozenset({"T", "mT", "shape", "ndim", "size"})
"""Attributes of an array."""

_METHODS = (
    "sum prod mean std var max min argmax argmin any all cumsum cumprod dot reshape transpose swapaxes "
    "squeeze ravel trace diagonal clip round repeat argsort take"
)
METHODS: Mapping[str, str] = {
    **{name: name for name in _METHODS.split()}, "flatten": "ravel", "astype": OWN + "astype"
}  # fmt: skip
"""Methods of an array in NumPy, and the functions that they are."""

SPREAD: frozenset[str] = frozenset({"reshape", "transpose"})
"""Methods that take the entries of a tuple as arguments of their own."""

INSTEAD: Mapping[str, str] = {
    "abs": "np.abs", "all": "np.all", "any": "np.any", "bool": "a comparison",
    "float": "arithmetic: a product by 1.0", "int": "// or np.floor", "max": "np.maximum or np.max",
    "min": "np.minimum or np.min", "numpy": "np", "pow": "**", "range": "np.arange", "round": "np.round",
    "scipy": "the functions of np", "sum": "np.sum",
}  # fmt: skip
"""What to write instead of names that NumPy code often uses and that are not read."""


def parameters_of(signature: str) -> Iterator[Parameter]:
    """Yield the parameters of a row: ``name``, ``ours:theirs``, ``name=`` or ``name=default``, ``*name``."""
    words = [word.strip() for word in signature.split(",")]
    last = words.index("/") if "/" in words else -1
    first = words.index("*") if "*" in words else len(words)
    for place, word in enumerate(words):
        if word in ("/", "*"):
            continue
        names, optional, default = word.partition("=")
        name, _, written = names.removeprefix("*").partition(":")
        how = "positional" if place < last else "keyword" if place > first else "either"
        yield Parameter(name, _KIND_OF.get(name, "array"), not optional, how, written or name, default)


def _functions(signatures: Sequence[tuple[str, str, str]], prefix: str) -> Iterator[Function]:
    for rule, signature, names in signatures:
        parameters = tuple(parameters_of(signature))
        for name in names.split():
            yield Function(prefix + name, parameters, rule, f"np.{name}")


NUMPY: Mapping[str, Function] = {function.name: function for function in _functions(_SIGNATURES, "")}
"""Every function of NumPy's on the list, by its name without ``np.``."""

FUNCTIONS: Mapping[str, Function] = {
    **NUMPY, **{function.name: function for function in _functions(_OWN_SIGNATURES, OWN)}
}  # fmt: skip
"""All that the interpreter runs."""
