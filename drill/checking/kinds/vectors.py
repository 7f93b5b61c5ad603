"""Vectors and matrices, and shapes of arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence as Listed
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from drill.checking.answer_verdict import Verdict
from drill.checking.grids import Grid, convert_to_grid
from drill.checking.kind import value_row, without_equals
from drill.checking.spec import KeySpec, RoundedSpec, Spec
from drill.errors import ParseError
from drill.maths.characters import GREEK, SUBSCRIPTS
from drill.maths.maths_tree import Call, Node, Num, Sequence, substitute_symbols
from drill.maths.names import Names
from drill.reading import AsMapping, Derived
from drill.text import blank_match

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

_TIMES = re.compile(r"×|\\times(?![A-Za-z])")
_BY = re.compile(r"(?<=\s)(?:x|by)(?=\s)")
_BESIDE = re.compile(r"(?<=\d)[xX](?=\d)")
# Axes with words between them, ``n x d``.
_AXES = re.compile(r"[\s({\[]*\w+(?:\s+(?:x|by)\s+\w+)+[\s)}\]]*")
_SPACE = re.compile(r"\s*(?:\\mathbb\s*(?:\{\s*R\s*\}|R)|R|ℝ)\s*\^\s*[({]?(?P<axes>[^(){}]+)[)}]?\s*\Z")
_SCALAR = re.compile(r"\s*(?:an?\s+)?(?:scalar|number)\s*|\s*(?:R|ℝ)\s*", re.IGNORECASE)
_ONE_AXIS = re.compile(r"\s*[A-Za-z]\w*\s*")
_WORD = re.compile(r"[A-Za-z]\w*")
_NAME = r"\\?[^\W\d_]+(?:\d+|_(?:\w+|\{\w+\}))?"
# The name of an entry, and that of a whole value, before their equality signs.
_ENTRY = re.compile(rf"\s*(?P<name>{_NAME})\s*=(?!=)")
_OWN_NAME = re.compile(rf"\s*(?P<name>{_NAME}|\([^()=]*\))\s*=(?!=)")
# Separators of entries, not within brackets.
_AT_COMMAS = re.compile(r"[,;\n](?![^(\[{]*[)\]}])")
_FORMULA = re.compile(r"\$[^$]+\$")
# Code or a formula, and content of brackets there, with a comma.
_QUOTED = re.compile(r"`[^`]+`|\$[^$]+\$")
_LISTED = re.compile(r"\(([^()]*,[^()]*)\)")
_TUPLE = re.compile(rf"\(\s*({_NAME}(?:\s*,\s*{_NAME})+)\s*\)")
_NUMBERED = re.compile(r"(.*?)_?(\d+)")
_IDENTITY = re.compile(r"(?<![^\W\d_])I(?![^\W\d]|_)")
_IN_LETTERS = {**GREEK, **SUBSCRIPTS}
_GREEK_LETTERS = {word: letter for letter, word in GREEK.items() if "Α" <= letter <= "ω"}


@dataclass(frozen=True, kw_only=True)
class ArraySpec(RoundedSpec):
    """A vector or a matrix; ``up_to`` is empty, ``scale`` or ``sign``."""

    up_to: Literal["", "scale", "sign"] = ""
    # Names of the entries in the prompt, in order; none if it has no names for them.
    entries: Annotated[tuple[str, ...], Derived()] = ()

    @property
    def length_of_vector(self) -> int:
        """Number of entries of a vector; 0 for a matrix."""
        if self.kind == "vector" and isinstance(self.key, Sequence):
            return len(self.key.items)
        return 0

    @property
    def entries_asked(self) -> int:
        """The length of a vector, so that an answer of another length is handed back."""
        return self.length_of_vector

    @property
    def key_entries(self) -> tuple[Node, ...]:
        """The entries of the key; of a single value the key itself."""
        grid = convert_to_grid(self.key)
        return grid.entries if isinstance(grid, Grid) else (grid,)

    @property
    def typed_names(self) -> Names:
        """The names that may be typed; with ``diag``, ``eye`` and ``norm``."""
        if self.names.functions == "answer":
            return replace(self.names, functions="matrix")
        return self.names

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of a vector, whose entries may be named, or of a matrix."""
        if self.kind == "vector":
            return parse_vector(self, self.entries, text, names)
        match self.key:
            case Sequence("list", (Sequence(_, first), *others)):
                size = (len(others) + 1, len(first))
                return self._parse_with_identity(size, blank_vector_name(text, self), names)
            case _:
                return super().parse_answer(text, names)

    def _parse_with_identity(self, size: tuple[int, int], text: str, names: Names) -> Node:
        """Return the tree of a matrix; ``I`` is the identity of a square one's size unless it is declared."""
        if size[0] != size[1] or "I" in names.declared | names.hidden or not _IDENTITY.search(text):
            return parse_matrix(self, size, text, names)
        node = parse_matrix(self, size, text, replace(names, declared=names.declared | {"I"}))
        return substitute_symbols(node, {"I": Call("eye", (Num(str(size[0])),))})

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Compare entry by entry, or up to a factor."""
        from drill.checking.judges.vectors_matrices import judge_array  # loads mpmath

        return judge_array(self, answer, context)

    def diagnose(self, answer: Node, context: Context) -> Verdict | None:
        """Find a slip, or the entries that are off."""
        from drill.checking.judges.vectors_matrices import diagnose_array  # loads mpmath

        return diagnose_array(self, answer, context)


@dataclass(frozen=True, kw_only=True)
class ShapeSpec(KeySpec):
    """The lengths of an array's axes, whose letters nobody declares."""

    # Letters that the prompt uses for axes, with the lengths drawn for them.
    lengths: Annotated[tuple[tuple[str, str], ...], Derived(), AsMapping()] = ()

    @property
    def axis_names(self) -> tuple[str, ...]:
        """The letters of the axes."""
        return tuple(_WORD.findall(self.text))

    @property
    def typed_names(self) -> Names:
        """The letters of the key, and those that the prompt uses."""
        return replace(self.names, declared=self.names.declared.union(dict(self.lengths)))

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of a shape, with the prompt's letters as their lengths."""
        values = {letter: self.parsed("lengths", length, "value") for letter, length in self.lengths}
        return substitute_symbols(super().parse_answer(text, names), values)

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Compare axis by axis."""
        from drill.checking.judges.vectors_matrices import judge_shape  # loads mpmath

        return judge_shape(self, answer, context)


def _plain_shape(text: str) -> str:
    """Return ``R^{n x d}``, ``n × d``, ``54x54``, ``R^d`` and ``scalar`` as tuples."""
    text = without_equals(text)
    if "," in text:
        return text
    if _SCALAR.fullmatch(text):
        return "()"
    space = _SPACE.match(text)
    if space:
        start, end = space.span("axes")
        text = " " * start + text[start:end]
    text = _BESIDE.sub(",", text)
    between = _BY if _AXES.fullmatch(text) else _TIMES
    text = between.sub(lambda sign: ",".ljust(len(sign.group())), text)
    return f"({text},)" if space and _ONE_AXIS.fullmatch(text) else text


def parse_vector(spec: Spec, entries: Listed[str], text: str, names: Names) -> Node:
    """Return the tree of a vector, whose ``entries`` may follow their names: ``x = 2, mu = 14``.

    Raises ParseError for a name that is given twice, or that the prompt does not use, and where the prompt
    uses none and the typed names do not show their order.
    """
    pieces = _AT_COMMAS.split(text)
    named = [_ENTRY.match(segment) for segment in pieces]
    values = blank_vector_name(text, spec)
    if len(pieces) > 1 and all(named):
        typed = [_plain_name(match["name"]) for match in named if match]
        values = ",".join(_ENTRY.sub(blank_match, segment) for segment in pieces)
    elif values != text and (listed := _TUPLE.match(text.lstrip())):
        typed = [_plain_name(name) for name in listed[1].split(",")]
    else:
        return spec.parse_as(values, names, "vector")
    is_order_asked = len(entries) == len(typed)
    entries = entries if is_order_asked else typed
    if (twice := next((name for name in typed if typed.count(name) > 1), "")) or set(typed) != set(entries):
        fault = f"{twice} is given twice" if twice else f"the entries are called {', '.join(entries)} here"
        raise ParseError(fault, None)
    if not is_order_asked and not all(map(_is_next_name, typed, typed[1:])):
        hint = "type the values alone, in the order asked for"
        raise ParseError(f"the order of {', '.join(typed)} is not clear here", None, hint=hint)
    match spec.parse_as(values, names, "vector"):
        case Sequence(brackets, items) if len(items) == len(typed):
            return Sequence(brackets, tuple(items[typed.index(name)] for name in entries))
        case node:
            return node


def _is_next_name(first: str, second: str) -> bool:
    """Return whether a name follows another as x_2 follows x_1 and y follows x.

    Other names have no order that everybody agrees on, such as w and b.
    """
    if (numbered := _NUMBERED.fullmatch(first)) and (later := _NUMBERED.fullmatch(second)):
        return numbered[1] == later[1] and int(later[2]) == int(numbered[2]) + 1
    letters = [_GREEK_LETTERS.get(name, name) for name in (first, second)]
    return all(len(letter) == 1 for letter in letters) and ord(letters[1]) == ord(letters[0]) + 1


def parse_matrix(spec: Spec, size: Listed[int], text: str, names: Names) -> Node:
    """Return the tree of a matrix; four numbers in a row are one of 2×2 where that is the ``size``."""
    if tuple(size) == (2, 2):
        with suppress(ParseError):
            match spec.parse_as(text, names, "vector"):
                case Sequence("commas", (a, b, c, d)):
                    return Sequence("list", (Sequence("list", (a, b)), Sequence("list", (c, d))))
                case _:
                    pass
    return Spec.parse_answer(spec, text, names)


def blank_vector_name(text: str, spec: Spec) -> str:
    """Return the text of a value without the name that it is given, ``v = …``."""
    name = _OWN_NAME.match(text)
    if name is None or "=" in text[name.end() :] or _plain_name(name["name"]) in spec.names.declared:
        return text
    return blank_match(name) + text[name.end() :]


def _plain_name(name: str) -> str:
    r"""Return a name as it is typed in letters: ``mu`` for ``μ`` and ``\mu``, ``x_1`` for ``x_{1}``."""
    return "".join(_IN_LETTERS.get(letter, letter) for letter in name if letter not in "\\{} ")


def names_of_entries(prompt: str, count: int) -> tuple[str, ...]:
    r"""Return a prompt's names for the entries of a vector, such as x and mu of ``$(x, \mu)$``; none if it
    has none, or several sets of them."""
    tuples = {
        tuple(map(_plain_name, match[1].split(",")))
        for formula in _FORMULA.finditer(prompt)
        for match in _TUPLE.finditer(formula[0])
    }
    fitting = [names for names in tuples if len(names) == count == len(set(names))]
    return fitting[0] if len(fitting) == 1 else ()


def axes_in_prompt(prompt: str, params: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the parameters that a prompt, as written, also calls by their letters: axes of a shape such as
    ``(b, 3)`` in code or a formula, with the whole numbers drawn for them."""
    axes = {
        axis.strip()
        for written in _QUOTED.finditer(prompt)
        for shape in _LISTED.finditer(written[0])
        for axis in shape[1].split(",")
    }
    return tuple((name, drawn) for name, drawn in params.items() if name in axes and drawn.isdecimal())


_array = partial(value_row, spec=ArraySpec, may_round=True, unwrap=without_equals)
ROWS = (
    _array(
        name="vector", mode="vector", bank_modes=("vector", "value"), key_modes=("vector", "value"),
        asks="a vector is asked for, such as [1, 2, 3]", help="Vectors",
    ),
    _array(
        name="matrix", mode="matrix", bank_modes=("matrix", "value"), key_modes=("matrix", "value"),
        asks="a matrix is asked for, such as [[1, 2], [3, 4]]", line_break="; ",
        help="Matrices",
    ),
    value_row(
        name="shape", spec=ShapeSpec, mode="vector", bank_modes=("vector", "value"),
        asks="a shape is asked for, with commas, such as (b, t, d)", unwrap=_plain_shape, help="Shapes",
    ),
)  # fmt: skip
