"""The modules of a package with what they import, for commands that move code between modules."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

HEAVY = frozenset(
    ("sympy", "numpy", "mpmath", "einops", "sqlmodel", "sqlalchemy", "alembic", "textual", "rich", "yaml")
) | frozenset(
    ("pydantic", "fsrs", "tomlkit", "mcp", "aiohttp", "textual_serve", "pypdf", "psycopg", "sqlite3")
)
"""Libraries whose import costs time: what did not need one must not need it once modules are joined."""


@dataclass(eq=False)
class Scope:
    """A module, a class or a function with the names that it binds."""

    kind: str
    parent: Scope | None = None
    bound: set[str] = field(default_factory=set[str])
    declared_global: set[str] = field(default_factory=set[str])


@dataclass(frozen=True)
class Use:
    """An identifier where it stands: a name, or the name behind ``def`` and ``class``."""

    name: str
    node: ast.AST
    scope: Scope
    text: ast.JoinedStr | None = None
    """The f-string around it, since Python 3.11 does not say where in one a name stands."""


@dataclass(frozen=True)
class Import:
    """One name of an import statement."""

    statement: ast.Import | ast.ImportFrom
    alias: ast.alias
    scope: Scope
    is_for_types: bool
    is_deferred: bool

    @property
    def local(self) -> str:
        """The name under which it is known."""
        return self.alias.asname or self.alias.name.split(".")[0]


class ScopeReader(ast.NodeVisitor):
    """Collects every identifier of a module with the scope that it stands in."""

    def __init__(self, tree: ast.Module) -> None:
        self.top = Scope("module")
        self.uses: list[Use] = []
        self.imports: list[Import] = []
        self.attributes: list[tuple[ast.Attribute, Scope]] = []
        self.calls: list[tuple[ast.Call, Scope]] = []
        self._scope = self.top
        self._text: ast.JoinedStr | None = None
        self._for_types = False
        for statement in tree.body:
            self.visit(statement)

    def resolve(self, name: str, scope: Scope) -> Scope | None:
        """Return the scope that binds a name which is used in ``scope``; None for a builtin."""
        current: Scope | None = scope
        while current is not None:
            if name in current.declared_global:
                return self.top
            if name in current.bound and (current.kind != "class" or current is scope):
                return current
            current = current.parent
        return None

    def is_captured(self, name: str, scope: Scope) -> bool:
        """Whether a name of the module would mean something local if it were used in ``scope``."""
        return self.resolve(name, scope) not in (None, self.top)

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Every name that some scope binds or uses."""
        return frozenset(use.name for use in self.uses) | frozenset(each.local for each in self.imports)

    def visit_If(self, node: ast.If) -> None:
        """Note what is imported for types alone."""
        if "TYPE_CHECKING" not in ast.dump(node.test):
            self.generic_visit(node)
            return
        self.visit(node.test)
        before, self._for_types = self._for_types, True
        for statement in node.body:
            self.visit(statement)
        self._for_types = before
        for statement in node.orelse:
            self.visit(statement)

    def visit_Import(self, node: ast.Import) -> None:
        """Bind what is imported."""
        self._bind_imports(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Bind what is imported."""
        self._bind_imports(node)

    def _bind_imports(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            is_deferred = self._is_in_function()
            found = Import(node, alias, self._scope, self._for_types, is_deferred)
            self.imports.append(found)
            self._scope.bound.add(found.local)

    def _is_in_function(self) -> bool:
        scope: Scope | None = self._scope
        while scope is not None:
            if scope.kind == "function":
                return True
            scope = scope.parent
        return False

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Visit decorators, defaults and annotations outside of the function, its body inside."""
        self._name_definition(node)
        for each in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults, node.returns):
            if each is not None:
                self.visit(each)
        arguments = _list_arguments(node.args)
        for argument in arguments:
            if argument.annotation is not None:
                self.visit(argument.annotation)
        self._enter("function", {argument.arg for argument in arguments}, node.body)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Visit it as any function."""
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Visit the defaults outside, the body inside."""
        for each in (*node.args.defaults, *node.args.kw_defaults):
            if each is not None:
                self.visit(each)
        self._enter("function", {argument.arg for argument in _list_arguments(node.args)}, [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Visit bases and decorators outside of the class, its body inside."""
        self._name_definition(node)
        for each in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(each)
        self._enter("class", set(), node.body)

    def _name_definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._scope.bound.add(node.name)
        self.uses.append(Use(node.name, node, self._scope))

    def _enter(self, kind: str, bound: set[str], body: Iterable[ast.AST]) -> None:
        outer = self._scope
        self._scope = Scope(kind, outer, bound)
        for each in body:
            self.visit(each)
        self._scope = outer

    def _visit_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> None:
        self.visit(node.generators[0].iter)
        outer = self._scope
        self._scope = Scope("comprehension", outer)
        for place, generator in enumerate(node.generators):
            self.visit(generator.target)
            if place:
                self.visit(generator.iter)
            for condition in generator.ifs:
                self.visit(condition)
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for value in values:
            self.visit(value)
        self._scope = outer

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        """Bind the name outside of comprehensions."""
        self.visit(node.value)
        scope = self._scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        scope.bound.add(node.target.id)
        self.uses.append(Use(node.target.id, node.target, self._scope, self._text))

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name, and bind it where it is stored."""
        if not isinstance(node.ctx, ast.Load):
            self._scope.bound.add(node.id)
        self.uses.append(Use(node.id, node, self._scope, self._text))

    def visit_Global(self, node: ast.Global) -> None:
        """Note which names are the module's."""
        self._scope.declared_global.update(node.names)
        self.uses.extend(Use(name, node, self._scope) for name in node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """Bind the name of the exception."""
        if node.name:
            self._scope.bound.add(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        """Bind what a pattern captures."""
        if node.name:
            self._scope.bound.add(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        """Bind what a pattern captures."""
        if node.name:
            self._scope.bound.add(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        """Bind what a pattern captures."""
        if node.rest:
            self._scope.bound.add(node.rest)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note an attribute: its owner may be a module."""
        self.attributes.append((node, self._scope))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Note a call: it may name an attribute of a module as a text."""
        self.calls.append((node, self._scope))
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Note which f-string the names in it belong to."""
        before, self._text = self._text, self._text or node
        self.generic_visit(node)
        self._text = before


def _list_arguments(arguments: ast.arguments) -> list[ast.arg]:
    extra = [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


@dataclass(eq=False)
class Source:
    """A file of Python: ``module`` is its dotted name."""

    module: str
    path: Path

    @cached_property
    def text(self) -> str:
        """What the file holds."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file as a tree."""
        return ast.parse(self.text)

    @cached_property
    def scopes(self) -> ScopeReader:
        """Its identifiers."""
        return ScopeReader(self.tree)

    @property
    def is_package(self) -> bool:
        """Whether it is the ``__init__`` of a folder."""
        return self.path.stem == "__init__"

    @property
    def folder(self) -> str:
        """The package that it lies in, or is."""
        return self.module if self.is_package else self.module.rpartition(".")[0]

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line begins."""
        starts = [0]
        for line in self.text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def find_offset(self, line: int, column: int) -> int:
        """Return the place of a character: columns of trees count bytes."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        whole = self.text[start:end].encode()
        return start + len(whole[:column].decode())

    def find_span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node begins and ends."""
        begin = self.find_offset(node.lineno, node.col_offset)
        end = self.find_offset(node.end_lineno, node.end_col_offset)
        return begin, end

    def name_base(self, statement: ast.ImportFrom) -> str:
        """Return the dotted name of the module that a statement imports from."""
        if not statement.level:
            return statement.module or ""
        parts = self.folder.split(".")
        parts = parts[: len(parts) - statement.level + 1]
        return ".".join((*parts, statement.module) if statement.module else parts)


def read_sources(root: Path, folder: Path) -> Iterator[Source]:
    """Yield the files of Python and the stubs below a folder, named from ``root``."""
    for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.pyi"))):
        parts = path.relative_to(root).with_suffix("").parts
        yield Source(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path)


class Graph:
    """The modules of a package with their imports."""

    def __init__(self, root: Path, package: str) -> None:
        self.root = root
        self.package = package
        found = list(read_sources(root, root / package))
        self.modules = {source.module: source for source in found if source.path.suffix == ".py"}
        self.stubs = {source.module: source for source in found if source.path.suffix == ".pyi"}

    @cached_property
    def facades(self) -> Mapping[str, Mapping[str, tuple[str, str | None]]]:
        """What each package's ``__init__`` or its stub brings from modules, by name."""
        facades: dict[str, dict[str, tuple[str, str | None]]] = {}
        for name, source in self.modules.items():
            if source.is_package:
                shown = self.stubs.get(name, source)
                facades[name] = {
                    each.local: self._find_plainly(shown, each)
                    for each in shown.scopes.imports
                    if not each.is_deferred and isinstance(each.statement, ast.ImportFrom)
                }
        return facades

    def _find_plainly(self, source: Source, each: Import) -> tuple[str, str | None]:
        if isinstance(each.statement, ast.Import):
            return each.alias.name, None
        base = source.name_base(each.statement)
        whole = f"{base}.{each.alias.name}"
        return (whole, None) if whole in self.modules else (base, each.alias.name)

    def find_imported(self, source: Source, each: Import) -> tuple[str, str | None]:
        """Return the module that is imported, and the name in it, None where the module itself is."""
        module, member = self._find_plainly(source, each)
        if member is None and isinstance(each.statement, ast.ImportFrom):
            base = source.name_base(each.statement)
            shown = self.facades.get(base, {}).get(each.alias.name)
            if shown is not None and shown[1] is not None and source.folder != base:
                return base, each.alias.name
        return module, member

    def list_edges(self, source: Source, *, with_facades: bool) -> Iterator[tuple[str, Import]]:
        """Yield what a module imports when it runs: ours by module, others by their first name."""
        for each in source.scopes.imports:
            if each.is_for_types:
                continue
            module, member = self.find_imported(source, each)
            if module.split(".")[0] != self.package:
                yield module.split(".")[0], each
                continue
            yield module, each
            shown = self.facades.get(module, {}).get(member or "")
            if with_facades and shown is not None and module in self.stubs:
                yield shown[0], each

    @cached_property
    def eager(self) -> dict[str, set[str]]:
        """What is loaded with each module."""
        edges: dict[str, set[str]] = {}
        for name, source in self.modules.items():
            own = edges.setdefault(name, set())
            for target, each in self.list_edges(source, with_facades=True):
                if not each.is_deferred:
                    own.add(target)
            own.discard(name)
        return edges

    @cached_property
    def loaded(self) -> dict[str, set[str]]:
        """What is loaded with each module, the packages that it and others lie in among it."""
        return {
            name: own | {package for each in (name, *own) for package in _list_packages(each)}
            for name, own in self.eager.items()
        }

    @cached_property
    def deferred(self) -> dict[str, set[str]]:
        """What each module loads in its functions."""
        return {
            name: {to for to, each in self.list_edges(source, with_facades=True) if each.is_deferred}
            for name, source in self.modules.items()
        }

    @cached_property
    def any_time(self) -> dict[str, set[str]]:
        """What each module imports at any time, as the guard against circles counts."""
        return {
            name: {to for to, _ in self.list_edges(source, with_facades=False)} - {name}
            for name, source in self.modules.items()
        }

    @cached_property
    def importers(self) -> dict[str, set[str]]:
        """Which modules import each module; the ``__init__`` of its own package does not count."""
        found: dict[str, set[str]] = {name: set() for name in self.modules}
        for name, source in self.modules.items():
            if source.is_package:
                continue
            for each in source.scopes.imports:
                module, member = self.find_imported(source, each)
                shown = self.facades.get(module, {}).get(member or "")
                for target in (module, shown[0] if shown else module):
                    if target in found and target != name:
                        found[target].add(name)
        return found


def _list_packages(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def find_loaded(edges: Mapping[str, set[str]], start: str) -> set[str]:
    """Return all that is reached from a module."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for other in edges.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached


def find_circle(edges: Mapping[str, set[str]], start: str) -> list[str]:
    """Return a way from a module back to itself, as short as can be; empty if there is none."""
    before: dict[str, str] = {}
    waiting = [start]
    for module in waiting:
        for other in sorted(edges.get(module, ())):
            if other == start:
                way = [module]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return [*reversed(way), start]
            if other not in before:
                before[other] = module
                waiting.append(other)
    return []
