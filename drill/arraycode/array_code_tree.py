"""The tree of an answer in NumPy; only allowed operations have a node, so nothing else can ever run.

Two spellings of the same calls have the same tree (``x.sum(0)`` and ``np.sum(x, axis=0)``); places in the
text are ignored.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from drill.codec import is_tuple
from drill.errors import ParseError
from drill.maths.characters import foreign_character, replace_lookalikes
from drill.maths.plain import ANSWER_LIMIT


@dataclass(frozen=True, slots=True)
class _PlacedNode:
    """A node with its place in the text, by its column from 1 and the one behind its end, if it was read."""

    at: int = field(default=1, compare=False, kw_only=True)
    end: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class CodeNumber(_PlacedNode):
    """An integer, a float, ``True`` or ``False``."""

    value: int | float | bool


@dataclass(frozen=True, slots=True)
class Constant(_PlacedNode):
    """``np.pi``, ``np.e``, ``np.inf``, ``None`` (also ``np.newaxis``) or ``...``."""

    name: str


@dataclass(frozen=True, slots=True)
class CodeText(_PlacedNode):
    """The subscripts of an ``einsum``, a pattern of einops, a type of entries, or a word such as ``sum``."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeName(_PlacedNode):
    """A declared array, or a name assigned before."""

    name: str


@dataclass(frozen=True, slots=True)
class CodeRow(_PlacedNode):
    """A tuple or a list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class CodeComprehension(_PlacedNode):
    """``[item for names in zip(axes)]``: an item for each entry along the first axes of some arrays."""

    item: Node
    names: tuple[str, ...]
    axes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary(_PlacedNode):
    """``-``, ``+`` or ``~``."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class CodeBinary(_PlacedNode):
    """Arithmetic, ``@``, a comparison, or ``&``, ``|``, ``^`` of truth values."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Range(_PlacedNode):
    """A slice ``lower:upper:step``; absent ends are ``None``."""

    lower: Node | None
    upper: Node | None
    step: Node | None


@dataclass(frozen=True, slots=True)
class CodeItem(_PlacedNode):
    """Indexing by integers, slices, ``None``, ``...`` and arrays of integers or truth values."""

    of: Node
    index: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Attribute(_PlacedNode):
    """An allowed attribute such as ``.T`` or ``.shape``."""

    of: Node
    name: str


@dataclass(frozen=True, slots=True)
class CodeCall(_PlacedNode):
    """An allowed function, named without ``np.``, with its arguments by the names of its parameters.

    The first argument of a method must be an array, not a number or a tuple.
    """

    function: str
    arguments: tuple[tuple[str, Node], ...]
    is_method: bool = field(default=False, compare=False)
    # Whether it is ``min`` or ``max`` of Python itself or of ``math``, which take no arrays.
    takes_numbers: bool = field(default=False, compare=False)
    # The function as its library writes it: ``np.sum``, ``torch.sum``, ``.sum`` or ``F.relu``.
    written: str = field(default="", compare=False)
    of_torch: bool = field(default=False, compare=False)


Node = (
    CodeNumber
    | Constant
    | CodeText
    | CodeName
    | CodeRow
    | CodeComprehension
    | Unary
    | CodeBinary
    | Range
    | CodeItem
    | Attribute
    | CodeCall
)


@dataclass(frozen=True, slots=True)
class CodeAssignment:
    """``name = value``, or several names for the entries of a tuple."""

    targets: tuple[str, ...]
    unpacks: bool
    value: Node


@dataclass(frozen=True, slots=True)
class Update:
    """``name[index] = value``, ``name[index] -= value`` or ``name -= value``.

    ``index`` is None if the whole array is changed, ``op`` is empty if entries are replaced.
    """

    name: str
    index: tuple[Node, ...] | None
    op: str
    value: Node
    at: int = field(default=1, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Program:
    """Assignments and the expression that is the answer."""

    assignments: tuple[CodeAssignment | Update, ...]
    result: Node


def list_code_children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below a node."""
    return tuple(_list_nodes_in(tuple(getattr(node, field.name) for field in fields(node))))


def _list_nodes_in(value: object) -> Iterator[Node]:
    """Yield the nodes of a field: itself, or those of a tuple."""
    if isinstance(value, Node):
        yield value
    elif is_tuple(value):
        for part in value:
            yield from _list_nodes_in(part)


def replace_code_children(node: Node, parts: tuple[Node, ...]) -> Node:
    """Return the node with other children, as many as :func:`list_code_children` returns."""
    left = iter(parts)

    def put(value: object) -> Any:
        if isinstance(value, Node):
            return next(left)
        return tuple(map(put, value)) if is_tuple(value) else value

    return replace(node, **{field.name: put(getattr(node, field.name)) for field in fields(node)})


def has_result_of(program: Program, other: Program) -> bool:
    """Return whether a program computes another's result in the same words, as a whole or in a part."""
    return not isinstance(other.result, CodeName) and other.result in walk_program(program)


def walk_program(program: Program) -> Iterator[Node]:
    """Yield every node of a program."""
    waiting = [*(assignment.value for assignment in program.assignments), program.result]
    for assignment in program.assignments:
        waiting += assignment.index or () if isinstance(assignment, Update) else ()
    while waiting:
        node = waiting.pop()
        yield node
        waiting += list_code_children(node)


# Parse the text of an answer into Python's syntax tree, which is only read: nothing is compiled or run.

# Max nesting depth of brackets, because Python's own parser gives up at 200.
_BRACKETS = 40
_SIGNS = re.compile(r"(?:[-+~]\s*){12}|(?:\bnot\b\s*){12}|(?:\blambda\b[^:]*:\s*){12}")
# The prompt of an interpreter before a typed line, with the line break before it.
_PROMPT = re.compile(r"(\A|\n)[ \t]*(?:>>>|\.\.\.(?=\s)|In ?\[\d+\]:)[ \t]?")
_FOREIGN = re.compile(r"[^\t\n -~]")


class CodeSource:
    """One parsed text, which computes the column of each node (from 1, newlines count as characters)."""

    def __init__(self, text: str) -> None:
        if len(text) > ANSWER_LIMIT:
            raise ParseError(f"an answer has at most {ANSWER_LIMIT} characters", None, code="too-large")
        if _PROMPT.match(text):
            text = _PROMPT.sub(lambda prompt: prompt[1].rjust(len(prompt[0])), text)
        self._lead = len(text) - len(text.lstrip())
        self.text = replace_lookalikes(text).strip()
        self._refuse_unparsed()
        self._starts = [0]
        for line in self.text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.statements = self._parsed()

    def at(self, node: ast.AST) -> int:
        """Return the column of a node in the whole text."""
        return self._column(getattr(node, "lineno", 1), getattr(node, "col_offset", 0))

    def end(self, node: ast.AST) -> int:
        """Return the column behind a node in the whole text."""
        return self._column(getattr(node, "end_lineno", 1), getattr(node, "end_col_offset", 0))

    def at_character(self, literal: ast.Constant, character: int) -> int:
        """Return the column of a character (from 1) of a text, or of a text that is written in parts."""
        start = self.at(literal) - self._lead
        is_plain = self.text.startswith(str(literal.value), start)
        return self.at(literal) + (character if is_plain else 0)

    def _column(self, line: int, offset: int) -> int:
        start = self._starts[min(max(line, 1), len(self._starts)) - 1]
        return min(self._lead + start + max(offset, 0) + 1, self._lead + len(self.text) + 1)

    def _refuse_unparsed(self) -> None:
        """Refuse texts before parsing: deep nesting, foreign characters, an empty text."""
        foreign = _FOREIGN.search(self.text)
        if foreign is not None:
            raise foreign_character(foreign.group(), self._lead + foreign.start())
        if not self.text:
            raise ParseError("nothing is written here", 1)
        backslash = self.text.find("\\")
        if backslash >= 0:
            raise ParseError("a backslash is not read in code", self._lead + backslash + 1)
        depth = 0
        for index, character in enumerate(self.text):
            depth += (character in "([{") - (character in ")]}")
            if depth > _BRACKETS:
                raise self._too_deep(index)
        signs = _SIGNS.search(self.text)
        if signs is not None:
            raise self._too_deep(signs.start())

    def _too_deep(self, offset: int) -> ParseError:
        return ParseError("this is nested too deep", self._lead + offset + 1, code="too-large")

    def _parsed(self) -> list[ast.stmt]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                statements = ast.parse(self.text, mode="exec").body
        except SyntaxError as error:
            column = self._column(error.lineno or 1, (error.offset or 1) - 1)
            raise ParseError(f"this is not read as Python: {error.msg}", column) from None
        except (RecursionError, MemoryError):
            raise ParseError("this is nested too deep", None, code="too-large") from None
        except ValueError:  # null bytes, or more digits than an integer may have
            raise ParseError("this is not read as Python", None) from None
        if not statements:
            raise ParseError("nothing is written here", 1)
        return statements
