"""What answers in NumPy may use: functions with their parameters, methods, attributes, constants.

One table. What is not in it is not read, whatever NumPy has: no ``dtype``, no ``out``, nothing that reads
files, draws random numbers or takes a function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["array", "arrays", "axis", "axes", "flag", "number", "whole", "shape", "subscripts"]
"""What a parameter takes: an array or a number; a tuple of arrays; an axis or a tuple of them; the axes of a
transposition or contraction; True or False; a number; an integer; lengths; the text of an einsum."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function; ``place`` says how it may be given."""

    name: str
    kind: Kind
    required: bool
    place: Literal["positional", "either", "keyword"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the list, and the rule that bounds its result (see ``bounds``)."""

    name: str
    parameters: tuple[Parameter, ...]
    rule: str

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((each for each in self.parameters if each.name == name), None)


_KIND_OF: Mapping[str, Kind] = {
    "arrays": "arrays", "axis": "axis", "source": "axis", "destination": "axis", "shift": "axis",
    "axes": "axes", "axis1": "whole", "axis2": "whole", "offset": "whole", "keepdims": "flag",
    "full_matrices": "flag", "ord": "number", "ddof": "number", "start": "number", "stop": "number",
    "step": "number", "decimals": "whole", "k": "whole", "n": "whole", "num": "whole", "N": "whole",
    "M": "whole", "shape": "shape", "subscripts": "subscripts", "operands": "arrays",
}  # fmt: skip
"""The kinds of parameters by their names; all others are arrays."""

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
    ("entries", "a, axis=, *, keepdims=", "sum prod mean max min amax amin argmax argmin any all"),
    ("entries", "a, axis=, *, ddof=, keepdims=", "std var"),
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

CONSTANTS: frozenset[str] = frozenset({"pi", "e", "inf"})
"""Numbers under ``np.``; ``np.newaxis`` is ``None``."""

ATTRIBUTES: frozenset[str] = frozenset({"T", "mT", "shape", "ndim", "size"})
"""Attributes of an array."""

_METHODS = (
    "sum prod mean std var max min argmax argmin any all cumsum cumprod dot reshape transpose swapaxes "
    "squeeze ravel trace diagonal clip round"
)
METHODS: Mapping[str, str] = {**{name: name for name in _METHODS.split()}, "flatten": "ravel"}
"""Methods of an array, and the functions that they are."""

SPREAD: frozenset[str] = frozenset({"reshape", "transpose"})
"""Methods that take the entries of a tuple as arguments of their own."""

INSTEAD: Mapping[str, str] = {
    "abs": "np.abs", "all": "np.all", "any": "np.any", "bool": "a comparison",
    "float": "arithmetic: a product by 1.0", "int": "// or np.floor", "len": "x.shape[0]",
    "math": "the functions of np", "max": "np.maximum or np.max", "min": "np.minimum or np.min",
    "numpy": "np", "pow": "**", "range": "np.arange", "round": "np.round", "scipy": "the functions of np",
    "sum": "np.sum", "torch": "the functions of np",
}  # fmt: skip
"""What to write instead of names that NumPy code often uses and that are not read."""


def _functions() -> Iterator[Function]:
    for rule, signature, names in _SIGNATURES:
        parameters = tuple(_parameters(signature))
        for name in names.split():
            yield Function(name, parameters, rule)


def _parameters(signature: str) -> Iterator[Parameter]:
    words = [word.strip() for word in signature.split(",")]
    last = words.index("/") if "/" in words else -1
    first = words.index("*") if "*" in words else len(words)
    for place, word in enumerate(words):
        if word in ("/", "*"):
            continue
        name = word.rstrip("=")
        how = "positional" if place < last else "keyword" if place > first else "either"
        yield Parameter(name, _KIND_OF.get(name, "array"), not word.endswith("="), how)


FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _functions()}
"""Every function of the list, by its name without ``np.``."""

NAMES: frozenset[str] = frozenset(ATTRIBUTES | CONSTANTS | METHODS.keys() | FUNCTIONS.keys())
"""Every name that an answer may use besides its arrays."""
