"""PyTorch's names and their NumPy equivalents; the table is ``torch_names.txt``, which says how it is read.

What its rows cannot say in NumPy is in ``tensor_functions``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from drill.arraycode import allowed
from drill.arraycode.allowed import FUNCTIONS, METHODS, OWN, Function, read_table_rows
from drill.arraycode.axis_patterns import PATTERN_FUNCTIONS

_PREFIXES = {"t": "torch.", "m": ".", "f": "F."}

# Methods that change no entry.
SAME = frozenset({"detach", "contiguous", "cpu", "numpy", "item", "requires_grad_"})
# Methods that change the type of the entries.
CASTS: Mapping[str, str] = {"float": "float", "double": "float", "long": "int", "int": "int", "bool": "bool"}
# Methods that are attributes in NumPy.
PROPERTIES: Mapping[str, str] = {"size": "shape", "dim": "ndim", "numel": "size"}
# What torch calls the two results of a maximum along an axis.
TUPLE_FIELDS: Mapping[str, int] = {"values": 0, "indices": 1}
# Names of arguments that are torch's alone.
KEYWORDS = frozenset({"dim", "keepdim", "dims", "correction", "unbiased"})
# Names of arguments that show that NumPy is meant.
NUMPY_KEYWORDS = frozenset({"axis", "axes", "keepdims", "ddof"})
# Methods of both that do different things, and what.
DIFFERENT: Mapping[str, str] = {
    **dict.fromkeys(("var", "std"), "torch divides by n - 1, NumPy by n"),
    **dict.fromkeys(("max", "min"), "torch gives values and places, NumPy values"),
    "repeat": "torch repeats the whole, NumPy every entry",
    "transpose": "torch swaps two axes, NumPy takes the order of all",
}


def _read_torch_rows() -> Iterator[tuple[str, Function, str]]:
    """Yield every name as it is written, its function and its definition, if it has one."""
    for columns in read_table_rows("torch_names.txt"):
        places, names, signature, definition = (*columns, "")[:4]
        parameters = tuple(allowed.parameters_of(signature))
        for position in places:
            for name in names.split():
                theirs, _, ours = name.partition(">")
                written = _PREFIXES[position] + theirs
                own_function = FUNCTIONS.get(OWN + (ours or theirs)) or FUNCTIONS.get(ours or theirs)
                runs = OWN + theirs if own_function is None or definition else own_function.name
                shown_name = written.partition("/")[0]
                yield written, Function(runs, parameters, "", shown_name, "*" in signature, True), definition


_ROWS = tuple(_read_torch_rows())
# Every function by its name as written, ``torch.sum``, ``.sum`` or ``F.relu``; after a slash one of several
# readings of it. Its own name is that of what the interpreter runs.
TORCH: Mapping[str, Function] = {written: function for written, function, _ in _ROWS}

# Methods and attributes that NumPy lacks: an answer with one is torch's.
TORCH_ALONE = frozenset(
    {name[1:] for name in TORCH if name.startswith(".")} | SAME | {*CASTS, *TUPLE_FIELDS}
) - {"item", *METHODS}

# What the functions that NumPy lacks are, in its own.
DEFINITIONS: Mapping[str, str] = {function.name: text for _, function, text in _ROWS if text}

# The functions under F by the names of their modules, without capitals and the word loss.
MODULES: Mapping[str, str] = {
    name[2:].replace("_", "").removesuffix("loss").replace("binarycrossentropy", "bce"): name
    for name in TORCH
    if name.startswith("F.")
}

# All that the interpreter runs.
RUNNABLE: Mapping[str, Function] = {
    **{function.name: function for function in TORCH.values() if function.name in DEFINITIONS}, **FUNCTIONS
}  # fmt: skip


def find_functions(name: str) -> frozenset[str]:
    """Return the functions that have a name in some spelling, as ``linalg.solve`` is called ``solve``."""
    spellings = [*((function, function) for function in RUNNABLE), *METHODS.items()]
    spellings += ((written, function.name) for written, function in TORCH.items())
    return frozenset(
        function
        for written, function in spellings
        if re.split(r"[.:]", written.partition("/")[0])[-1] == name
    )


# Every name that an answer may use besides its arrays, without its library.
NAMES: frozenset[str] = frozenset(
    {*allowed.ATTRIBUTES, *allowed.CONSTANTS, *METHODS, *SAME, *CASTS, *PROPERTIES, *allowed.NUMPY}
    | {"einops", *PATTERN_FUNCTIONS}
    | {written.partition(".")[2].partition("/")[0] for written in TORCH}
)
