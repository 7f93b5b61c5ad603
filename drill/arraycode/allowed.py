"""The names that answers may use: functions with their parameters, methods, attributes, constants.

The table ``numpy_names.txt`` lists the functions that our interpreter runs; ``torch_names`` maps PyTorch's
names to them. Other names are refused, because NumPy also has functions that read files, draw random numbers
or take a function, and arguments such as ``out``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from drill.arraycode.axis_patterns import PATTERN_FUNCTIONS

# The kinds of parameters: an array or a number; a tuple of arrays; an array of integers; an axis or a tuple
# of them; the axes of a transposition or contraction; True or False; a number; an integer; lengths; the
# text of an einsum; a word such as 'right'; a type of entries; lengths that an exercise may give.
Kind = Literal[
    "array", "arrays", "index", "axis", "axes", "flag", "number", "whole", "shape", "subscripts", "word",
    "dtype", "lengths",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FunctionParameter:
    """One parameter of a function; ``place`` is how it may be given.

    It is ``written`` as its library calls it, and its value is ``default`` if it is omitted and that is not
    empty.
    """

    name: str
    kind: Kind
    required: bool
    place: Literal["positional", "either", "keyword"]
    written: str
    default: str


@dataclass(frozen=True, slots=True)
class ListedFunction:
    """One allowed function: its name and spelling, and the rule that bounds its cost (see ``bounds``).

    If it ``spreads``, its last parameter takes all remaining arguments by place.
    """

    name: str
    parameters: tuple[FunctionParameter, ...]
    rule: str
    written: str
    spreads: bool = False
    of_torch: bool = False

    def parameter(self, name: str) -> FunctionParameter | None:
        """Return the parameter of that name, as it is written or as NumPy calls it."""
        return next(
            (parameter for parameter in self.parameters if name in (parameter.written, parameter.name)), None
        )


def read_table_rows(table: str) -> Iterator[list[str]]:
    """Yield the rows of a table in this package, each as its columns."""
    for row in Path(__file__).with_name(table).read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            yield [column.strip() for column in row.split(" | ")]


# The kinds of parameters by their names; all others are arrays.
_KIND_OF = {name: kind for kind, names in read_table_rows("parameter_kinds.txt") for name in names.split()}

# The prefix of our functions that NumPy lacks (``tensor_functions``).
OWN = "own:"

# Numbers under ``np.``; ``np.newaxis`` is ``None``.
CONSTANTS: frozenset[str] = frozenset({"pi", "e", "inf"})

# Attributes of an array.
ATTRIBUTES: frozenset[str] = frozenset({"T", "mT", "shape", "ndim", "size"})

_METHODS = (
    "sum prod mean std var max min argmax argmin any all cumsum cumprod dot reshape transpose swapaxes "
    "squeeze ravel trace diagonal clip round repeat argsort take copy"
)
# Methods of an array in NumPy, with their functions.
METHODS: Mapping[str, str] = {
    **{name: name for name in _METHODS.split()}, "flatten": "ravel", "astype": OWN + "astype"
}  # fmt: skip

# Methods that take the entries of a tuple as separate arguments.
SPREAD: frozenset[str] = frozenset({"reshape", "transpose"})

# Replacements for names that NumPy code often uses, but that are refused.
INSTEAD: Mapping[str, str] = {
    "all": "np.all", "any": "np.any", "bool": "a comparison",
    "float": "arithmetic: a product by 1.0",
    "max": "np.maximum or np.max",
    "min": "np.minimum or np.min", "numpy": "np", "pow": "**", "range": "np.arange", "round": "np.round",
    "scipy": "the functions of np", "sum": "np.sum",
}  # fmt: skip


def parameters_of(signature: str) -> Iterator[FunctionParameter]:
    """Yield the parameters of a row: ``name``, ``ours:theirs``, ``name=`` or ``name=default``, ``*name``."""
    words = [word.strip() for word in signature.split(",")]
    last = words.index("/") if "/" in words else -1
    first = words.index("*") if "*" in words else len(words)
    for index, word in enumerate(words):
        if word in ("/", "*"):
            continue
        names, optional, default = word.partition("=")
        name, _, written = names.removeprefix("*").partition(":")
        how = "either"
        if index < last:
            how = "positional"
        elif index > first:
            how = "keyword"
        kind = cast("Kind", _KIND_OF.get(name, "array"))  # the table names no others
        yield FunctionParameter(name, kind, not optional, how, written or name, default)


def _read_numpy_functions() -> Iterator[ListedFunction]:
    for rule, names, signature in read_table_rows("numpy_names.txt"):
        parameters = tuple(parameters_of(signature))
        for name in names.split():
            yield ListedFunction(name, parameters, rule, f"np.{name}")


# Every function that is run as it is, by its name without ``np.``.
FUNCTIONS: Mapping[str, ListedFunction] = {function.name: function for function in _read_numpy_functions()}

# Those that are NumPy's.
NUMPY: Mapping[str, ListedFunction] = {
    name: function for name, function in FUNCTIONS.items() if not name.startswith(OWN)
}


# PyTorch's names and their NumPy equivalents; the table is ``torch_names.txt``, which describes its format.
#
# Functions that its rows cannot express in NumPy are in ``tensor_functions``.

_PREFIXES = {"t": "torch.", "m": ".", "f": "F.", "b": ""}

# Methods that change no entry.
SAME = frozenset({"detach", "contiguous", "cpu", "numpy", "item", "requires_grad_"})
# Methods that change the type of the entries.
CASTS: Mapping[str, str] = {"float": "float", "double": "float", "long": "int", "int": "int", "bool": "bool"}
# Methods that are attributes in NumPy.
PROPERTIES: Mapping[str, str] = {"size": "shape", "dim": "ndim", "numel": "size"}
# The names of the two results of torch's maximum along an axis.
TUPLE_FIELDS: Mapping[str, int] = {"values": 0, "indices": 1}
# Names of arguments that only torch has.
KEYWORDS = frozenset({"dim", "keepdim", "dims", "correction", "unbiased"})
# Names of arguments that only NumPy has.
NUMPY_KEYWORDS = frozenset({"axis", "axes", "keepdims", "ddof"})
# Methods of both libraries that do different things, with a description of these.
DIFFERENT: Mapping[str, str] = {
    **dict.fromkeys(("var", "std"), "torch divides by n - 1, NumPy by n"),
    **dict.fromkeys(("max", "min"), "torch gives values and places, NumPy values"),
    "repeat": "torch repeats the whole, NumPy every entry",
    "transpose": "torch swaps two axes, NumPy takes the order of all",
}


def _read_torch_rows() -> Iterator[tuple[str, ListedFunction, str]]:
    """Yield every name as it is written, its function and its definition, if it has one."""
    for columns in read_table_rows("torch_names.txt"):
        places, names, signature, definition = (*columns, "")[:4]
        parameters = tuple(parameters_of(signature))
        spreads = "*" in signature.replace("*,", "")  # a star alone takes no arguments
        for position in places:
            for name in names.split():
                theirs, _, ours = name.partition(">")
                written = _PREFIXES[position] + theirs
                own_function = FUNCTIONS.get(OWN + (ours or theirs)) or FUNCTIONS.get(ours or theirs)
                runs = OWN + theirs if own_function is None or definition else own_function.name
                shown_name = written.partition("/")[0]
                of_torch = position != "b"
                yield (
                    written,
                    ListedFunction(runs, parameters, "", shown_name, spreads, of_torch),
                    definition,
                )


_ROWS = tuple(_read_torch_rows())
# Every function by its name as written, ``torch.sum``, ``.sum`` or ``F.relu``; after a slash one of several
# readings of it. Its own name is that of the function that the interpreter runs.
TORCH: Mapping[str, ListedFunction] = {
    written: function for written, function, _ in _ROWS if function.of_torch
}
# Functions that are called without the name of a library: ``softmax``.
BARE: Mapping[str, ListedFunction] = {
    written: function for written, function, _ in _ROWS if not function.of_torch
}

# Methods and attributes that NumPy lacks, so that an answer with one is torch's.
TORCH_ALONE = frozenset(
    {name[1:] for name in TORCH if name.startswith(".")} | SAME | {*CASTS, *TUPLE_FIELDS}
) - {"item", *METHODS}

# The definitions in NumPy of the functions that it lacks.
DEFINITIONS: Mapping[str, str] = {function.name: text for _, function, text in _ROWS if text}

# The functions under F by the names of their modules, without capitals and the word loss.
MODULES: Mapping[str, str] = {
    name[2:].replace("_", "").removesuffix("loss").replace("binarycrossentropy", "bce"): name
    for name in TORCH
    if name.startswith("F.")
}

_DEFINED = (function for function in (*TORCH.values(), *BARE.values()) if function.name in DEFINITIONS)

# All functions that the interpreter runs. Of those of one name the bare one comes last, because its row
# allows most arguments to be left out.
RUNNABLE: Mapping[str, ListedFunction] = {
    **{function.name: function for function in _DEFINED},
    **FUNCTIONS,
}  # fmt: skip


def find_functions(name: str) -> frozenset[str]:
    """Return the functions that have a name in some spelling, as ``linalg.solve`` is called ``solve``."""
    spellings = [*((function, function) for function in RUNNABLE), *METHODS.items()]
    spellings += ((written, function.name) for written, function in (*TORCH.items(), *BARE.items()))
    return frozenset(
        function
        for written, function in spellings
        if re.split(r"[.:]", written.partition("/")[0])[-1] == name
    )


# Every name that an answer may use besides its arrays, without its library.
NAMES: frozenset[str] = frozenset(
    {*ATTRIBUTES, *CONSTANTS, *METHODS, *SAME, *CASTS, *PROPERTIES, *NUMPY}
    | {"einops", *PATTERN_FUNCTIONS, *BARE}
    | {written.partition(".")[2].partition("/")[0] for written in TORCH}
)
