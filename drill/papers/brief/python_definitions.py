"""Classes and functions of Python sources, as the page for a second author quotes them.

Sources are read by ``ast`` alone: nothing of them is run or imported, because they may be anybody's. Text for
a reader (comments, docstrings, annotations, assertions, prints) is dropped, so that no instruction to an
assistant gets through.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from drill.errors import UsageError
from drill.text import clean_text, one_line

# Max characters of code on a page, so that the page fits into one message.
LONGEST_CODE = 40_000
# Max characters of a source, because longer files are generated and nobody drills them.
MOST_SOURCE = 1_000_000
MOST_FILES = 6
_NEAREST = 5
# Max imported names that a page explains.
_MOST_IMPORTED = 40
_SPDX = re.compile(r"SPDX-License-Identifier:\s*([\w.+() -]{2,60})")

# Max characters of a string in the code, because a longer one is a message to its user.
_LONGEST_TEXT = 40


@dataclass(frozen=True, slots=True)
class CodeFile:
    """One source: its name as the page shows it, its text, and the licence found beside it, if any."""

    name: str
    text: str
    licence: str = ""

    @property
    def stated_licence(self) -> str:
        """The licence that its own text names, or the one beside it."""
        match = _SPDX.search(self.text[:4000])
        return one_line(match[1]).strip() if match else self.licence


@dataclass(frozen=True, slots=True)
class CodePart:
    """A class, a function or a constant as it is quoted, and the file that it is in."""

    name: str
    file: str
    text: str
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class CodeReading:
    """The quoted parts of some sources, leaves first, names of parts left out, and where used names come
    from.
    """

    parts: tuple[CodePart, ...]
    left_out: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """A definition in a source, ordered by the names that it mentions."""

    part: CodePart
    mentions: frozenset[str]
    is_constant: bool = False


def read_code_definitions(files: Sequence[CodeFile], names: Sequence[str] = ()) -> CodeReading:
    """Read the top-level definitions of sources: the named ones and their dependencies, or all that fit.

    Raises:
        UsageError: a source is not Python 3, none defines anything, or no definition has a requested name.
    """
    units: dict[str, _Unit] = {}
    imports: dict[str, str] = {}
    for file in files:
        try:
            for node in _flatten_code_statements(_parse_code_file(file).body):
                imports.update(_list_code_imports(node))
                if unit := _make_unit(file, node):
                    units.setdefault(unit.part.name, unit)
        except (RecursionError, MemoryError) as error:
            raise UsageError(f"{file.name} is nested too deeply to be read") from error
    definitions = [name for name, unit in units.items() if not unit.is_constant]
    if not definitions:
        called = ", ".join(one_line(file.name) for file in files)
        raise UsageError(f"{called} defines no class and no function")
    for name in names:
        if name not in definitions:
            hint = f"the nearest are {', '.join(map(one_line, _list_nearest(name, definitions)))}"
            raise UsageError(f"no class or function is called {one_line(name)}", hint)
    ordered = [name for name in _leaves_first(units, names or definitions) if not units[name].is_constant]
    kept = _choose_fitting(units, ordered, names)
    mentioned = frozenset[str]().union(*(units[name].mentions for name in kept))
    constants = [name for name, unit in units.items() if unit.is_constant and name in mentioned]
    imported = [source for name, source in imports.items() if name in mentioned and name not in units]
    return CodeReading(
        tuple(units[name].part for name in (*constants, *(name for name in ordered if name in kept))),
        tuple(name for name in ordered if name not in kept),
        tuple(imported[:_MOST_IMPORTED]),
    )


def _choose_fitting(units: Mapping[str, _Unit], ordered: Sequence[str], wanted: Sequence[str]) -> set[str]:
    """Return the definitions that fit: the wanted ones first, and classes before functions.

    Raises UsageError where a wanted one does not fit, or none does.
    """
    kept = set[str]()
    room = LONGEST_CODE
    for name in sorted(ordered, key=lambda name: (name not in wanted, not units[name].part.is_class)):
        length = len(units[name].part.text)
        if length <= room:
            kept.add(name)
            room -= length
        elif name in wanted:
            message = f"{name} has {length:,} characters, and {LONGEST_CODE:,} fit on a page"
            longer = "" if length > LONGEST_CODE else "the classes named are too long: "
            raise UsageError(f"{longer}{message}")
    if not kept:
        raise UsageError(f"no definition is shorter than the {LONGEST_CODE:,} characters that fit on a page")
    return kept


def _list_code_imports(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yield the names that a statement imports, and what each of them is (``einops.einsum``, ``numpy as
    np``)."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        source = ""
        if isinstance(node, ast.ImportFrom):
            source = "." * node.level + (f"{node.module}." if node.module else "")
        for name in node.names:
            if source or name.asname:
                qualified = f"{source}{name.name}"
                yield name.asname or name.name, qualified + (f" as {name.asname}" if name.asname else "")


def _make_unit(file: CodeFile, node: ast.stmt) -> _Unit | None:
    """Return a definition, or a constant that is written out; None for another statement."""
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            quoted = _Quoted().visit(node)
            part = CodePart(name, file.name, _print_python_node(quoted), isinstance(node, ast.ClassDef))
            return _Unit(part, _find_mentioned_names(quoted) - {name})
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_written_out(value):
            part = CodePart(name, file.name, _print_python_node(node))
            return _Unit(part, frozenset(), is_constant=True)
        case _:
            return None


def _parse_code_file(file: CodeFile) -> ast.Module:
    if len(file.text) > MOST_SOURCE:
        raise UsageError(f"{file.name} has more than {MOST_SOURCE:,} characters", "name a smaller file")
    try:
        return ast.parse(clean_text(file.text))
    except SyntaxError as error:
        where = f", line {error.lineno}" if error.lineno else ""
        raise UsageError(f"{file.name}{where} is not Python 3: {one_line(error.msg)}") from error
    except ValueError as error:
        raise UsageError(f"{file.name} is not Python 3: {one_line(str(error))}") from error


def _flatten_code_statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, also those inside ``if`` and ``try``."""
    for node in body:
        if isinstance(node, ast.If):
            yield from _flatten_code_statements((*node.body, *node.orelse))
        elif isinstance(node, ast.Try):
            handled = (statement for handler in node.handlers for statement in handler.body)
            yield from _flatten_code_statements((*node.body, *handled))
        else:
            yield node


class _Quoted(ast.NodeTransformer):
    """Removes a source's text for readers: docstrings, annotations, assertions, prints, long texts."""

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = node.type_comment = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """Turn ``x: int = 3`` into ``x = 3``; a field without a value stays, since a dataclass needs it."""
        if node.value is None:
            return self.generic_visit(node)  # its annotation may hold a text
        assigned = ast.Assign(targets=[node.target], value=self.visit(node.value))
        return ast.copy_location(assigned, node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        match node.value:
            case ast.Constant():  # a docstring, or a text by itself
                return None
            case ast.Call(func=ast.Name(id="print")):
                return None
            case _:
                return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        is_long = isinstance(node.value, (str, bytes)) and len(node.value) > _LONGEST_TEXT
        return ast.copy_location(ast.Constant("…"), node) if is_long else node

    def visit_Assert(self, node: ast.Assert) -> None:
        return None

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit the content; a block without any left becomes ``pass``."""
        super().generic_visit(node)
        if getattr(node, "body", None) == []:
            setattr(node, "body", [ast.Pass()])  # noqa: B010
        return node


# Nodes of a value that is written out.
_WRITTEN = (
    ast.Constant, ast.Tuple, ast.List, ast.UnaryOp, ast.unaryop, ast.BinOp, ast.operator, ast.expr_context,
)  # fmt: skip


def _is_written_out(node: ast.expr) -> bool:
    """Return whether a value is numbers alone, or a short text: 0.5, (1, 2), -3, "relu"."""
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, str | bytes) or len(node.value) <= _LONGEST_TEXT
    walked = list(ast.walk(node))
    texts = [part for part in walked if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return len(walked) <= 60 and not texts and all(isinstance(part, _WRITTEN) for part in walked)


def _print_python_node(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node))


def _find_mentioned_names(node: ast.AST) -> frozenset[str]:
    """Return the names that a definition uses, those of attributes among them (``blocks.Block``)."""
    name_nodes = (part for part in ast.walk(node) if isinstance(part, (ast.Name, ast.Attribute)))
    return frozenset(part.id if isinstance(part, ast.Name) else part.attr for part in name_nodes)


def _leaves_first(units: Mapping[str, _Unit], wanted: Sequence[str]) -> list[str]:
    """Return the wanted names and their dependencies, these first; cycles in the sources' order."""
    ordered: dict[str, None] = {}
    begun = set[str]()
    # a stack of its own, because a chain of a thousand definitions must not hit the recursion limit
    stack = [(name, False) for name in reversed(wanted)]
    while stack:
        name, is_visited = stack.pop()
        if is_visited:
            ordered.setdefault(name)
        elif name not in begun:
            begun.add(name)
            stack.append((name, True))
            mentioned = [unit for unit in units if unit in units[name].mentions and unit not in begun]
            stack += ((unit, False) for unit in reversed(mentioned))
    return list(ordered)


def _list_nearest(name: str, names: Sequence[str]) -> list[str]:
    lowered = {name.lower(): name for name in names}
    return [lowered[match] for match in get_close_matches(name.lower(), lowered, n=_NEAREST, cutoff=0.0)]
