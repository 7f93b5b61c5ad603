"""Joins modules of ``drill/`` by a plan: ``python -m tests.bench.join_modules PLAN``.

A row of the plan is a file and what becomes part of it: of its folder, or with its path in ``drill/``::

    banks/faults.py: field_rules.py node_faults.py /reading/data_fault.py
        "What is off in a file of a bank, and in which line."
        rename field_rules._check _check_field

The text is the docstring of a file that is new. Names that two of the modules bind are renamed: ``rename``
says how, else a name is made from the module's own. Imports, texts that name modules or files, documents and
contracts follow.

What would close a circle, or make a module load a library that it did not load before, is left out and
listed. So is what would be loaded before the first paint, and is not now.
Rows, or parts of rows, whose files are gone are skipped and listed, so that a plan may be run again.
``--propose`` lists the modules that have one importer or at most 40 lines, ``--dry`` writes nothing.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from pathlib import Path

from tests.bench.module_graph import (
    HEAVY,
    Graph,
    Import,
    Scope,
    Source,
    find_circle,
    find_loaded,
    read_sources,
)

ROOT = Path(__file__).parents[2]
PACKAGE = "drill"
MOST_LINES = 400
SMALL_LINES = 40
LONGEST_LINE = 110
STAYS = {
    "drill.cli.commands": "a command is found by its module's name",
    "drill.checking.kinds": "a kind of answer is found by its module",
    "drill.store.migrations": "a revision is found by its file",
    "drill.store.migrations.versions": "a revision is found by its file",
}
"""Folders whose modules are found by their names."""
STARTED = re.compile(r"\"-m\", \"(drill[\w.]+)\"|= \"(drill[\w.]+):\w+\"|\"(drill[\w.]+):\w+\"")
"""How a text names a module that is started by its name."""
FIRST = (
    "drill.cli.main", "drill.cli.commands.start", "drill.tui.app", "drill.tui.screens.today",
    "drill.session.today.today_page", "drill.tui.screens.drilling.screen",
)  # fmt: skip
"""What is loaded before the first paint."""
LATE = (
    "drill.banks.",
    "drill.checking.",
    "drill.gyr.",
    "drill.store.",
    "drill.typeset.",
    "drill.session.drilling.",
)
"""What is loaded after it."""
BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)
DOCUMENTS = ("*.md", "*.toml", "*.yml", "*.yaml", "*.txt", "*.cff", "run")
HISTORY = ("CHANGELOG.md", "CHANGES.md")


@dataclass
class Row:
    """A row of a plan: modules that become one."""

    target: str
    members: list[str]
    docstring: str = ""
    renames: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])


@dataclass(frozen=True)
class Identity:
    """What a name of a module stands for: a definition, or something that is imported."""

    module: str
    name: str | None
    is_definition: bool = False


@dataclass
class Edits:
    """Changes of one text: each place is changed once."""

    found: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])

    def replace(self, start: int, end: int, text: str) -> None:
        """Note a change."""
        self.found[start, end] = text

    def apply(self, text: str) -> str:
        """Return the text with all changes; one inside another change is left out."""
        parts: list[str] = []
        place = 0
        for (start, end), new in sorted(self.found.items(), key=lambda row: (row[0][0], -row[0][1])):
            if start < place:
                continue
            parts += [text[place:start], new]
            place = end
        return "".join((*parts, text[place:]))


class PlanError(Exception):
    """A plan that cannot be read."""


def read_plan(text: str, modules: Mapping[str, Source]) -> tuple[list[Row], list[str]]:
    """Read a plan. Return its rows, and what of it is skipped because its files are gone."""
    rows: list[Row] = []
    skipped: list[str] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            path, _, listed = line.partition(":")
            folder, _, _ = path.rpartition("/")
            places = [each if each.startswith("/") else f"{folder}/{each}" for each in listed.split()]
            rows.append(Row(_name_module(path), [_name_module(place) for place in places]))
        elif not rows:
            raise PlanError(f"{line.strip()!r} stands above the first row")
        elif line.strip().startswith("rename "):
            _, old, new = line.split()
            module, _, name = old.rpartition(".")
            folder = PACKAGE if "." in module else rows[-1].target.rpartition(".")[0]
            rows[-1].renames[f"{folder}.{module}", name] = new
        else:
            rows[-1].docstring += (" " if rows[-1].docstring else "") + line.strip().strip('"')
    kept: list[Row] = []
    for row in rows:
        gone = [name for name in row.members if name not in modules]
        skipped += [f"{name} is not there" for name in gone]
        row.members = [name for name in row.members if name in modules]
        if row.target in modules and row.target not in row.members:
            row.members.insert(0, row.target)
        if len(row.members) > 1 or (row.members and row.members != [row.target]):
            kept.append(row)
    return kept, skipped


def _name_module(path: str) -> str:
    return f"{PACKAGE}.{path.strip('/').removesuffix('.py').replace('/', '.')}"


class Joining:
    """Joins the modules of a plan's rows."""

    def __init__(self, graph: Graph, rows: Sequence[Row]) -> None:
        self.graph = graph
        self.notes: list[str] = []
        self.refused: list[str] = []
        self._known: dict[str, set[str]] = {}
        self.rows = self._choose_rows(rows)
        self.moved = {member: row.target for row in self.rows for member in row.members}
        self.renamed: dict[tuple[str, str], str] = {}
        self.locals: dict[str, dict[str, str]] = {}
        self.merged: set[tuple[str, str]] = set()
        self.shown_again: set[tuple[str, str | None]] = set()

    # What may be joined.

    @cached_property
    def _started(self) -> frozenset[str]:
        texts = [source.text for source in self.graph.modules.values()]
        texts.append((self.graph.root / "pyproject.toml").read_text("utf-8"))
        return frozenset(
            name for text in texts for groups in STARTED.findall(text) for name in groups if name
        )

    def _find_reason(self, name: str) -> str:
        """Return why a module may not become part of another one."""
        source = self.graph.modules[name]
        if source.is_package:
            return "it is a package"
        if source.folder in STAYS:
            return STAYS[source.folder]
        if name in self._started:
            return "it is started by its name"
        if "__getattr__" in source.scopes.top.bound:
            return "it has a __getattr__"
        return ""

    def _choose_rows(self, rows: Sequence[Row]) -> list[Row]:
        chosen: list[Row] = []
        merged: dict[str, str] = {}
        for row in rows:
            for member in [each for each in row.members if each != row.target]:
                if reason := self._find_reason(member):
                    row.members.remove(member)
                    self.refused.append(f"{member} -> {row.target}: {reason}")
            if reason := self._find_hindrance(merged, row.target, row.members):
                self._join_singly(merged, row, reason)
            if len(row.members) > 1 or (row.members and row.members != [row.target]):
                merged |= dict.fromkeys(row.members, row.target)
                chosen.append(row)
        return chosen

    def _join_singly(self, merged: Mapping[str, str], row: Row, reason: str) -> None:
        taken = [row.members[0]]
        waiting = dict.fromkeys(row.members[1:], reason)
        has_moved = True
        while has_moved:
            has_moved = False
            for member in list(waiting):
                waiting[member] = self._find_hindrance(merged, row.target, [*taken, member])
                if not waiting[member]:
                    taken.append(member)
                    del waiting[member]
                    has_moved = True
        self.refused += [f"{member} -> {row.target}: {why}" for member, why in waiting.items()]
        row.members = [member for member in row.members if member in taken]

    def _find_hindrance(self, merged: Mapping[str, str], target: str, members: Sequence[str]) -> str:
        """Return what speaks against joining modules: a circle, or what is loaded without need."""
        moved = {**merged, **dict.fromkeys(members, target)}

        def condense(edges: Mapping[str, set[str]]) -> dict[str, set[str]]:
            found: dict[str, set[str]] = defaultdict(set)
            for name, others in edges.items():
                here = moved.get(name, name)
                found[here] |= {moved.get(other, other) for other in others} - {here}
            return found

        if circle := find_circle(condense(self.graph.any_time), target):
            return "a circle: " + " -> ".join(name.removeprefix("drill.") for name in circle)
        eager = condense(self.graph.eager)
        if circle := find_circle(eager, target):
            return "a circle: " + " -> ".join(name.removeprefix("drill.") for name in circle)
        return self._find_load(moved, condense(self.graph.loaded), members)

    def _find_load(
        self, moved: Mapping[str, str], after: Mapping[str, set[str]], members: Sequence[str]
    ) -> str:
        """Return who would load a library without need, or a module of ours before the first paint."""
        target = moved[members[0]]
        whole = find_loaded(after, target) & HEAVY
        weights = {member: self._find_weight(member) for member in members}
        lighter = {member for member in members if whole - weights[member]}
        for name, others in self._users.items():
            for member in sorted(lighter & others):
                extra = whole - self._find_weight(name) - weights[member]
                if name not in members and extra:
                    return f"{name} would load {', '.join(sorted(extra))} with {member}"
        for member in lighter:
            for other in members:
                if other in self.graph.deferred[member] and weights[other] - weights[member]:
                    return f"{member} loads {other} late, which is heavy"
        return self._find_late(moved, after, target)

    def _find_late(self, moved: Mapping[str, str], after: Mapping[str, set[str]], target: str) -> str:
        joined: dict[str, list[str]] = defaultdict(list)
        for name, new in moved.items():
            joined[new].append(name)
        for first in FIRST:
            before = self._find_loaded_before(first)
            reached = find_loaded(after, moved.get(first, first))
            if target not in reached:
                continue
            for name in reached:
                is_new = not (set(joined.get(name, [name])) & before)
                if is_new and name.startswith(LATE):
                    return f"{first} would load {name} before it is painted"
        return ""

    def _find_weight(self, name: str) -> set[str]:
        return self._find_loaded_before(name) & HEAVY

    def _find_loaded_before(self, name: str) -> set[str]:
        if name not in self._known:
            self._known[name] = find_loaded(self.graph.loaded, name)
        return self._known[name]

    @cached_property
    def _users(self) -> dict[str, set[str]]:
        """What each module imports itself, at once or later."""
        return {name: self.graph.eager[name] | self.graph.deferred[name] for name in self.graph.modules}

    # Names.

    def settle_names(self) -> None:
        """Decide the final name of all that the joined modules bind."""
        for row in self.rows:
            row.members = self._order(row.members)
            self._settle_row(row)

    def _order(self, members: Sequence[str]) -> list[str]:
        """Return modules so that each stands behind those that it imports."""
        ordered: list[str] = []

        def add(name: str) -> None:
            if name not in ordered:
                for other in members:
                    if other in self.graph.any_time[name] or other in self.graph.eager[name]:
                        add(other)
                ordered.append(name)

        for name in members:
            add(name)
        return ordered

    def _list_bindings(self, source: Source) -> dict[str, Identity]:
        """Return what a module binds at its top, by name."""
        bound: dict[str, Identity] = {}
        for each in _list_top_imports(source):
            bound[each.local] = Identity(*self.graph.find_imported(source, each))
        for name in source.scopes.top.bound - {"annotations"}:
            if name not in bound:
                bound[name] = Identity(source.module, name, is_definition=True)
        return bound

    def _settle_row(self, row: Row) -> None:
        members = [self.graph.modules[name] for name in row.members]
        claims: dict[str, list[Identity]] = defaultdict(list)
        for source in members:
            for local, identity in self._list_bindings(source).items():
                if self._is_inside(row, identity):
                    continue
                claimed = self._follow(identity)
                if claimed not in claims[local]:
                    claims[local].append(claimed)
        finals: dict[tuple[str, Identity], str] = {}
        taken = set(claims)
        for local, identities in claims.items():
            ranked = sorted(identities, key=lambda each: self._rank(row, local, each))
            finals[local, ranked[0]] = local
            for loser in ranked[1:]:
                if loser.is_definition and self._is_same_constant(row, local, ranked[0], loser):
                    finals[local, loser] = local
                    self.merged.add((loser.module, local))
                    continue
                finals[local, loser] = self._name_anew(row, local, loser, taken)
        for (module, name), new in row.renames.items():
            identity = Identity(module, name, is_definition=True)
            if (name, identity) in finals and finals[name, identity] != new:
                finals[name, identity] = new
                self.notes.append(f"rename {module.removeprefix('drill.')}.{name} -> {new} (as planned)")
        for source in members:
            own = self.locals[source.module] = {}
            for local, identity in self._list_bindings(source).items():
                if not self._is_inside(row, identity):
                    own[local] = finals[local, self._follow(identity)]
        for source in members:
            own = self.locals[source.module]
            for local, identity in self._list_bindings(source).items():
                if self._is_inside(row, identity) and identity.name is not None:
                    own[local] = self._find_inside(identity)
            for local, final in own.items():
                if local != final:
                    self.renamed[source.module, local] = final
        self._look_for_shadowed_builtins(row, members)

    def _find_inside(self, identity: Identity) -> str:
        """Return the final name of what another module of the row binds."""
        assert identity.name is not None
        own = self.locals[identity.module]
        if identity.name not in own:
            inner = self._list_bindings(self.graph.modules[identity.module])[identity.name]
            return self._find_inside(inner)
        return own[identity.name]

    def _is_inside(self, row: Row, identity: Identity) -> bool:
        return not identity.is_definition and identity.module in row.members

    def _follow(self, identity: Identity) -> Identity:
        """Return what an import will name once modules are joined."""
        if identity.is_definition:
            return identity
        module = self.moved.get(identity.module, identity.module)
        name = identity.name
        if name is not None:
            name = self.renamed.get((identity.module, name), name)
        return Identity(module, name)

    def _rank(self, row: Row, local: str, identity: Identity) -> tuple[int, int]:
        """Rank who keeps a name that two want: what is public first, what a row renames never."""
        if (identity.module, local) in row.renames and identity.is_definition:
            return 3, 0
        if identity.is_definition:
            return (2 if local.startswith("_") else 0), row.members.index(identity.module)
        return 1, 0

    def _is_same_constant(self, row: Row, local: str, one: Identity, other: Identity) -> bool:
        """Whether two modules define the same value, which nothing can change."""
        if not one.is_definition or (other.module, local) in row.renames:
            return False
        values = [_find_constant(self.graph.modules[each.module].tree, local) for each in (one, other)]
        return None not in values and values[0] == values[1]

    def _name_anew(self, row: Row, local: str, identity: Identity, taken: set[str]) -> str:
        if identity.is_definition:
            planned = row.renames.get((identity.module, local))
            new = planned or make_name(local, identity.module.rpartition(".")[2])
            where = identity.module
        else:
            where = identity.module
            planned = row.renames.get((where, local))
            new = planned or make_name(local, where.rpartition(".")[2])
        while new in taken:
            new += "_"
        taken.add(new)
        self.notes.append(f"rename {where.removeprefix('drill.')}.{local} -> {new}")
        return new

    def _look_for_shadowed_builtins(self, row: Row, members: Sequence[Source]) -> None:
        defined = {final for source in members for final in self.locals[source.module].values()}
        for source in members:
            for use in source.scopes.uses:
                if use.name in defined & BUILTINS and source.scopes.resolve(use.name, use.scope) is None:
                    self.notes.append(f"FAULT {source.module} uses {use.name}, which {row.target} defines")

    # Files.

    def find_target(self, module: str, name: str | None) -> tuple[str, str | None]:
        """Return where a module, or a name of it, is afterwards."""
        return self.moved.get(module, module), name and self.renamed.get((module, name), name)

    def rewrite(self, source: Source) -> str:
        """Return the text of a file that is not joined, with its imports as they are afterwards."""
        edits = Edits()
        locals_: dict[int, str] = {}
        for each in source.scopes.imports:
            locals_[id(each.alias)] = self._choose_local(source, each)
        self._edit_imports(source, edits, locals_)
        self._edit_uses(source, edits, locals_)
        return edits.apply(source.text)

    def _choose_local(self, source: Source, each: Import) -> str:
        """Return the name under which a file knows what it imports."""
        module, name = self.graph.find_imported(source, each)
        new_module, new_name = self.find_target(module, name)
        if (new_module, new_name) == (module, name) or isinstance(each.statement, ast.Import):
            return each.local
        wanted = new_name if new_name is not None else new_module.rpartition(".")[2]
        if each.alias.asname and each.alias.asname != each.alias.name:
            return each.alias.asname
        if wanted == each.local:
            return wanted
        others = {
            self.find_target(*self.graph.find_imported(source, other))
            for other in source.scopes.imports
            if other.local == wanted
        }
        is_free = wanted not in source.scopes.identifiers or others == {(new_module, new_name)}
        if is_free and wanted in source.scopes.identifiers:
            is_free = not any(
                wanted in use.scope.bound for use in source.scopes.uses if use.scope is not source.scopes.top
            )
        if not is_free:
            self.notes.append(f"alias {source.path.relative_to(self.graph.root)}: {wanted} as {each.local}")
        return wanted if is_free else each.local

    def _edit_imports(self, source: Source, edits: Edits, locals_: Mapping[int, str]) -> None:
        statements: dict[int, list[Import]] = defaultdict(list)
        for each in source.scopes.imports:
            statements[id(each.statement)].append(each)
        for listed in statements.values():
            text = self._write_statement(source, listed, locals_)
            if text is not None:
                start, end = source.find_span(listed[0].statement)
                edits.replace(start, end, text)

    def _write_statement(
        self, source: Source, listed: Sequence[Import], locals_: Mapping[int, str]
    ) -> str | None:
        """Return an import statement as it is afterwards; None where it stays as it is."""
        statement = listed[0].statement
        lines: dict[str, list[str]] = defaultdict(list)
        has_changed = False
        for each in listed:
            module, name = self.graph.find_imported(source, each)
            new_module, new_name = self.find_target(module, name)
            local = locals_[id(each.alias)]
            has_changed |= (module, name, each.local) != (new_module, new_name, local)
            if isinstance(statement, ast.Import):
                lines[""].append(new_module + (f" as {each.alias.asname}" if each.alias.asname else ""))
                continue
            base, _, last = new_module.rpartition(".")
            base, shown = (base, last) if new_name is None else (new_module, new_name)
            if statement.level:
                base = self._write_relative(source, base)
            is_stub = source.path.suffix == ".pyi" and each.alias.asname == each.alias.name
            behind = f" as {local}" if local != shown or is_stub else ""
            if f"{shown}{behind}" not in lines[base]:
                lines[base].append(f"{shown}{behind}")
        if not has_changed:
            return None
        indent = " " * statement.col_offset
        written = [
            f"import {', '.join(names)}" if not base else f"from {base} import {', '.join(names)}"
            for base, names in lines.items()
        ]
        return f"\n{indent}".join(written)

    @staticmethod
    def _write_relative(source: Source, base: str) -> str:
        return "." + base.removeprefix(source.folder).removeprefix(".")

    def _edit_uses(self, source: Source, edits: Edits, locals_: Mapping[int, str]) -> None:
        bound: dict[tuple[int, str], Import] = {}
        for each in source.scopes.imports:
            bound[id(each.scope), each.local] = each
        for use in source.scopes.uses:
            scope = source.scopes.resolve(use.name, use.scope)
            each = bound.get((id(scope), use.name))
            if each is not None and locals_[id(each.alias)] != use.name:
                rename_use(source, edits, use.name, use.node, use.text, locals_[id(each.alias)])
        self._edit_attributes(source, edits, bound)
        self._edit_named_attributes(source, edits, bound)

    def _find_owner(
        self, source: Source, node: ast.expr, scope: Scope, bound: Mapping[tuple[int, str], Import]
    ) -> str | None:
        """Return the module that an expression names."""
        if isinstance(node, ast.Attribute):
            outer = self._find_owner(source, node.value, scope, bound)
            inner = f"{outer}.{node.attr}"
            return inner if inner in self.graph.modules else None
        if not isinstance(node, ast.Name):
            return None
        resolved = source.scopes.resolve(node.id, scope)
        each = bound.get((id(resolved), node.id))
        if each is None:
            return None
        if isinstance(each.statement, ast.Import) and not each.alias.asname:
            return each.alias.name.split(".")[0]
        module, name = self.graph.find_imported(source, each)
        return module if name is None else None

    def _edit_attributes(self, source: Source, edits: Edits, bound: Mapping[tuple[int, str], Import]) -> None:
        for node, scope in source.scopes.attributes:
            owner = self._find_owner(source, node.value, scope, bound)
            if owner is None or owner not in self.graph.modules:
                continue
            _, end = source.find_span(node)
            whole = f"{owner}.{node.attr}"
            new = self.renamed.get((owner, node.attr), node.attr)
            if whole in self.moved and node.attr not in self.graph.facades.get(owner, {}):
                new = self.moved[whole].rpartition(".")[2]
            if new != node.attr and source.text[end - len(node.attr) : end] == node.attr:
                edits.replace(end - len(node.attr), end, new)

    def _edit_named_attributes(
        self, source: Source, edits: Edits, bound: Mapping[tuple[int, str], Import]
    ) -> None:
        """Rename what a call as ``setattr(module, "name", …)`` names."""
        for call, scope in source.scopes.calls:
            if len(call.args) < 2 or not isinstance(call.args[1], ast.Constant):
                continue
            owner = self._find_owner(source, call.args[0], scope, bound)
            new = self.renamed.get((owner or "", str(call.args[1].value)))
            if new is not None:
                start, end = source.find_span(call.args[1])
                edits.replace(start, end, f'"{new}"')

    def join(self, row: Row) -> str:
        """Return the text of the module that a row makes."""
        docstring = row.docstring
        pragmas: list[str] = []
        imports: list[str] = []
        for_types: list[str] = []
        bodies: list[str] = []
        seen: set[tuple[str, str | None, str]] = set()
        members = [self.graph.modules[name] for name in row.members]
        self.shown_again = {
            self.find_target(*self.graph.find_imported(source, each))
            for source in members
            for each in _list_top_imports(source)
            if each.alias.asname == each.alias.name
        }
        own_docstring = (
            ast.get_docstring(self.graph.modules[row.target].tree)
            if row.target in self.graph.modules
            else None
        )
        if not docstring and own_docstring is None:
            self.notes.append(f"FAULT {row.target} is new and has no docstring in the plan")
        for source in members:
            for each in _list_top_imports(source):
                if not each.is_for_types:
                    self._collect(row, source, each, imports, seen)
        for source in members:
            for each in _list_top_imports(source):
                if each.is_for_types:
                    self._collect(row, source, each, for_types, seen)
        for source in members:
            text = ast.get_docstring(source.tree) or ""
            body, own_pragmas = self._cut_body(row, source)
            pragmas += [pragma for pragma in own_pragmas if pragma not in pragmas]
            if source.module != row.target or docstring:
                body = _write_comment(text) + "\n\n" + body if text else body
            bodies.append(body)
        parts = [
            _write_docstring(docstring or own_docstring or ""),
            *pragmas,
            "from __future__ import annotations",
        ]
        parts.append("\n".join(imports))
        if for_types:
            parts.append("if TYPE_CHECKING:\n" + "\n".join(f"    {line}" for line in for_types))
        return "\n\n".join((*(part for part in parts if part), "\n\n\n".join(bodies))) + "\n"

    def _collect(
        self, row: Row, source: Source, each: Import, lines: list[str], seen: set[tuple[str, str | None, str]]
    ) -> None:
        """Write an import of a joined module anew, unless it is inside of the row or there already."""
        module, name = self.graph.find_imported(source, each)
        if self._is_inside(row, Identity(module, name)):
            return
        new_module, new_name = self.find_target(module, name)
        local = self.locals[source.module].get(each.local, each.local)
        if (new_module, new_name, local) in seen:
            return
        seen.add((new_module, new_name, local))
        _, end = source.find_span(each.statement)
        comment = source.text[end : source.text.find("\n", end)].strip()
        behind = f"  {comment}" if comment.startswith("#") else ""
        if isinstance(each.statement, ast.Import):
            asname = f" as {local}" if each.alias.asname or local != each.local else ""
            lines.append(f"import {new_module}{asname}{behind}")
            return
        base, shown = (new_module, new_name) if new_name is not None else new_module.rpartition(".")[::2]
        asname = f" as {local}" if local != shown or (new_module, new_name) in self.shown_again else ""
        lines.append(f"from {base} import {shown}{asname}{behind}")

    def _cut_body(self, row: Row, source: Source) -> tuple[str, list[str]]:
        """Return what a module defines, with final names, and the comments that are for the type checker."""
        edits = Edits()
        locals_: dict[int, str] = {}
        moved_up = {id(each) for each in _list_top_imports(source)}
        for each in source.scopes.imports:
            if id(each) in moved_up:
                locals_[id(each.alias)] = self.locals[source.module].get(each.local, each.local)
                continue
            module, name = self.graph.find_imported(source, each)
            if self._is_inside(row, Identity(module, name)):
                locals_[id(each.alias)] = self._find_inside(Identity(module, name)) if name else each.local
            else:
                locals_[id(each.alias)] = self._choose_local(source, each)
        self._edit_imports_of_member(row, source, edits, locals_)
        self._edit_own_uses(source, edits)
        self._edit_uses_of_member(row, source, edits, locals_)
        self._cut_merged(source, edits)
        body = edits.apply(source.text)
        pragmas: list[str] = []
        for match in re.finditer(r"^(?:#[^\n]*\n)*# (?:pyright|ruff): [^\n]*\n", body, re.MULTILINE):
            pragmas.append(match[0].rstrip("\n"))
        for pragma in pragmas:
            body = body.replace(pragma + "\n", "", 1)
        return body.strip("\n"), pragmas

    def _edit_imports_of_member(
        self, row: Row, source: Source, edits: Edits, locals_: Mapping[int, str]
    ) -> None:
        tree = source.tree
        if ast.get_docstring(tree) is not None:
            self._cut_lines(source, edits, tree.body[0])
        top = {id(each.statement) for each in _list_top_imports(source)}
        for node in tree.body:
            is_import = isinstance(node, ast.Import | ast.ImportFrom)
            is_for_types = (
                isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and not node.orelse
            )
            if is_import or (
                is_for_types and all(isinstance(each, ast.Import | ast.ImportFrom) for each in node.body)
            ):
                self._cut_lines(source, edits, node)
            elif is_for_types:
                for each in node.body:
                    if isinstance(each, ast.Import | ast.ImportFrom):
                        self._cut_lines(source, edits, each)
        statements: dict[int, list[Import]] = defaultdict(list)
        for each in source.scopes.imports:
            if id(each.statement) not in top:
                statements[id(each.statement)].append(each)
        for listed in statements.values():
            outside = [
                each
                for each in listed
                if not self._is_inside(row, Identity(*self.graph.find_imported(source, each)))
            ]
            if not outside:
                self._cut_lines(source, edits, listed[0].statement)
            elif text := self._write_statement(source, outside, locals_):
                edits.replace(*source.find_span(listed[0].statement), text)
            elif len(outside) < len(listed):
                self.notes.append(
                    f"FAULT {source.module}:{listed[0].statement.lineno} imports from inside and outside"
                )

    @staticmethod
    def _cut_lines(source: Source, edits: Edits, node: ast.AST) -> None:
        start, end = source.find_span(node)
        start = source.text.rfind("\n", 0, start) + 1
        end = source.text.find("\n", end)
        edits.replace(start, len(source.text) if end < 0 else end + 1, "")

    def _edit_own_uses(self, source: Source, edits: Edits) -> None:
        """Rename what the module defines."""
        own = self.locals[source.module]
        imported = {each.local for each in _list_top_imports(source)}
        for use in source.scopes.uses:
            final = own.get(use.name, use.name)
            if final == use.name or use.name in imported:
                continue
            if source.scopes.resolve(use.name, use.scope) is source.scopes.top:
                self._require_free(source, use.scope, final, use.node)
                rename_use(source, edits, use.name, use.node, use.text, final)

    def _require_free(self, source: Source, scope: Scope, name: str, node: ast.AST) -> None:
        if source.scopes.is_captured(name, scope):
            line = getattr(node, "lineno", 0)
            self.notes.append(f"FAULT {source.module}:{line}: {name} is something local there")

    def _edit_uses_of_member(
        self, row: Row, source: Source, edits: Edits, locals_: Mapping[int, str]
    ) -> None:
        bound: dict[tuple[int, str], Import] = {}
        for each in source.scopes.imports:
            bound[id(each.scope), each.local] = each
        for use in source.scopes.uses:
            scope = source.scopes.resolve(use.name, use.scope)
            each = bound.get((id(scope), use.name))
            if each is None or locals_[id(each.alias)] == use.name:
                continue
            self._require_free(source, use.scope, locals_[id(each.alias)], use.node)
            rename_use(source, edits, use.name, use.node, use.text, locals_[id(each.alias)])
        for node, scope in source.scopes.attributes:
            owner = self._find_owner(source, node.value, scope, bound)
            if owner is not None and owner in row.members:
                final = self._find_inside(Identity(owner, node.attr))
                self._require_free(source, scope, final, node)
                edits.replace(*source.find_span(node), final)
        self._edit_attributes(source, edits, bound)

    def _cut_merged(self, source: Source, edits: Edits) -> None:
        for node in source.tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and (source.module, target.id) in self.merged:
                    self._cut_lines(source, edits, node)
                    self.notes.append(
                        f"same constant once: {source.module.removeprefix('drill.')}.{target.id}"
                    )

    def rewrite_facade(self, source: Source, text: str) -> str:
        """Name modules in ``__all__`` and in the docstring of a package as they are afterwards."""
        new = {
            name.rpartition(".")[2]: target.rpartition(".")[2]
            for name, target in self.moved.items()
            if name.rpartition(".")[0] == source.folder and name != target
        }
        if not new:
            return text
        found = re.search(r"^__all__ = \[(.*?)\]", text, re.MULTILINE | re.DOTALL)
        facade = self.graph.facades.get(source.module, {})
        if found is not None:
            names = re.findall(r"\"(\w+)\"", found[1])
            finals = {
                new.get(name, name) if facade.get(name, ("", None))[1] is None else name for name in names
            }
            if finals != set(names):
                listed = ", ".join(f'"{name}"' for name in sorted(finals, key=_sort_key))
                text = text[: found.start()] + f"__all__ = [{listed}]" + text[found.end() :]
                text = re.sub(
                    r"(^__all__ = \[.*?\])  # fmt: skip", r"\1", text, flags=re.MULTILINE | re.DOTALL
                )
        docstring = ast.get_docstring(ast.parse(text), clean=False)
        if docstring:
            changed = re.sub(r"``(\w+)``", lambda match: f"``{new.get(match[1], match[1])}``", docstring)
            changed = re.sub(r"(``\w+``)(?:, | and )\1", r"\1", changed)
            if changed != docstring:
                self.notes.append(f"docstring of {source.module}: read it once more")
                text = text.replace(docstring, changed, 1)
        return text

    def rewrite_names(self, text: str, *, has_short_paths: bool) -> str:
        """Replace dotted names and paths of modules in a text."""

        def replace_dotted(match: re.Match[str]) -> str:
            parts = match[0].split(".")
            for count in range(len(parts), 1, -1):
                module = ".".join(parts[:count])
                if module in self.moved:
                    rest = parts[count:]
                    if rest:
                        rest[0] = self.renamed.get((module, rest[0]), rest[0])
                    return ".".join((self.moved[module], *rest))
                if module in self.graph.modules:
                    return match[0]
            return match[0]

        def replace_path(match: re.Match[str]) -> str:
            module = _name_module(match[2])
            if module not in self.moved:
                return match[0]
            path = self.moved[module].removeprefix(f"{PACKAGE}.").replace(".", "/") + ".py"
            name = match[3] or ""
            return (
                (match[1] or "")
                + path
                + (f":{self.renamed.get((module, name[1:]), name[1:])}" if name else "")
            )

        text = re.sub(rf"\b{PACKAGE}(?:\.\w+)+", replace_dotted, text)
        prefix = rf"({PACKAGE}/)?" if has_short_paths else rf"({PACKAGE}/)"
        return re.sub(rf"(?<![\w/.-]){prefix}((?:\w+/)*\w+)\.py(:\w+)?\b", replace_path, text)

    def rewrite_contracts(self, text: str) -> str:
        """Name modules in layers of ``pyproject.toml``, which stand there without their container."""

        def replace_contract(match: re.Match[str]) -> str:
            container = re.search(r"^containers = \[\"([\w.]+)\"\]", match[0], re.MULTILINE)
            if container is None:
                return match[0]
            lines: list[str] = []
            for line in match[0].splitlines():
                layer = re.fullmatch(r'    "([\w |]+)",', line)
                if layer is not None:
                    kept = [name for name in layer[1].split(" | ") if self._keeps_layer(container[1], name)]
                    line = f'    "{" | ".join(kept)}",'
                if layer is None or kept:
                    lines.append(line)
            return "\n".join(lines) + ("\n" if match[0].endswith("\n") else "")

        text = re.sub(
            r"^\[\[tool\.importlinter\.contracts\]\]\n.*?(?=^\[\[|\Z)",
            replace_contract,
            text,
            flags=re.M | re.S,
        )
        return re.sub(
            r"^((?:source|forbidden)_modules = \[)(.*?)(\n?\])",
            _dedupe_list,
            text,
            flags=re.MULTILINE | re.DOTALL,
        )

    def _keeps_layer(self, container: str, name: str) -> bool:
        """Whether a layer is still there: what it became has a layer of its own."""
        module = f"{container}.{name}"
        return self.moved.get(module, module) == module

    def write(self) -> list[Path]:
        """Write all files. Return those of Python that were written."""
        written: dict[Path, str] = {}
        gone: list[Path] = []
        for row in self.rows:
            path = self.graph.root / (row.target.replace(".", "/") + ".py")
            written[path] = self.rewrite_names(self.join(row), has_short_paths=True)
            gone += [self.graph.modules[name].path for name in row.members if name != row.target]
        others = [*self.graph.modules.values(), *self.graph.stubs.values(), *self._read_others()]
        for source in others:
            if source.module in self.moved:
                continue
            text = self.rewrite(source)
            if source.is_package:
                text = self.rewrite_facade(source, text)
            text = self.rewrite_names(text, has_short_paths=True)
            if text != source.text:
                written[source.path] = text
        for path in self._list_documents():
            before = path.read_text("utf-8")
            text = self.rewrite_names(before, has_short_paths=path.suffix in (".md", ".toml"))
            if path.name == "pyproject.toml":
                text = self.rewrite_contracts(text)
            if text != before:
                self._note_repetitions(path, text)
                path.write_text(text, "utf-8")
        for path, text in written.items():
            path.write_text(wrap_lines(text), "utf-8")
        for path in gone:
            if path not in written:
                path.unlink()
        return list(written)

    def _note_repetitions(self, path: Path, text: str) -> None:
        """Note the lines of a document that name one module twice: their sentences should be read."""
        joined = {row.target.removeprefix(f"{PACKAGE}.").replace(".", "/") + ".py" for row in self.rows}
        lines = text.splitlines()
        for number, line in enumerate(lines):
            named = re.findall(r"[\w/]+\.py", line + " " + "".join(lines[number + 1 : number + 2]))
            here = re.findall(r"[\w/]+\.py", line)
            if any(named.count(name) > 1 and name in joined for name in here):
                self.notes.append(f"read once more: {path.relative_to(self.graph.root)}:{number + 1}")

    def _read_others(self) -> Iterator[Source]:
        yield from read_sources(self.graph.root, self.graph.root / "tests")
        yield Source("hatch_build", self.graph.root / "hatch_build.py")

    def _list_documents(self) -> Iterator[Path]:
        listed = subprocess.run(
            ["git", "ls-files", *DOCUMENTS, "*/run"],
            cwd=self.graph.root,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in dict.fromkeys(listed.stdout.splitlines()):
            path = self.graph.root / name
            if path.name not in HISTORY and not name.startswith("exercises/") and path.exists():
                yield path


def wrap_lines(text: str) -> str:
    """Break lines of comments, docstrings and what is not formatted that have become too long."""
    lines = text.split("\n")
    inside: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            inside |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    wrapped: list[str] = []
    commas = _find_commas(text)
    for number, line in enumerate(lines, start=1):
        is_comment = line.lstrip().startswith("# ")
        is_list = re.fullmatch(r'\s*(?:"[^"]*",? ?)+', line) is not None
        while len(line) > LONGEST_LINE and (is_comment or is_list or number in inside):
            place = line.rfind(" ", 0, LONGEST_LINE)
            indent = line[: len(line) - len(line.lstrip())]
            if place <= len(indent) + 2:
                break
            wrapped.append(line[:place].rstrip())
            line = indent + ("# " if is_comment else "") + line[place + 1 :]
        if len(line) > LONGEST_LINE and number in commas:
            place = commas[number]
            wrapped.append(line[:place])
            line = line[: len(line) - len(line.lstrip())] + line[place:].lstrip()
        wrapped.append(line)
    return "\n".join(wrapped)


def _find_commas(text: str) -> dict[int, int]:
    """Return where a line inside brackets may be broken: behind its last comma that is not nested deeper."""
    found: dict[int, int] = {}
    depth = first_depth = line = 0
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.start[0] != line:
            line, first_depth = token.start[0], depth
        if token.type != tokenize.OP:
            continue
        if token.string in "([{":
            depth += 1
        elif token.string in ")]}":
            depth -= 1
        elif token.string == "," and depth == first_depth > 0 and token.end[1] <= LONGEST_LINE:
            found[line] = token.end[1]
    return found


def rename_use(
    source: Source, edits: Edits, old: str, node: ast.AST, text: ast.JoinedStr | None, new: str
) -> None:
    """Write another name where an identifier stands."""
    start, end = source.find_span(node)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        match = re.compile(r"(?:async\s+)?(?:def|class)\s+").match(source.text, start)
        assert match is not None
        edits.replace(match.end(), match.end() + len(old), new)
    elif isinstance(node, ast.Global):
        for match in re.finditer(rf"\b{old}\b", source.text[start:end]):
            edits.replace(start + match.start(), start + match.end(), new)
    elif text is not None and sys.version_info < (3, 12):
        start, end = source.find_span(text)
        for field_ in re.finditer(r"\{[^{}]*\}", source.text[start:end]):
            for match in re.finditer(rf"(?<![\w.\"'])\b{old}\b(?!=[^=])", field_[0]):
                place = start + field_.start() + match.start()
                edits.replace(place, place + len(old), new)
    else:
        edits.replace(start, end, new)


def make_name(name: str, module: str) -> str:
    """Make a name of a module's own, as ``_read`` of ``anki_reader`` becomes ``_read_anki``."""
    words = [word for word in module.split("_") if word not in ("reader", "view", "views", "list")] or [
        module
    ]
    bare = name.lstrip("_")
    under = name[: len(name) - len(bare)]
    if bare.isupper():
        own = [word for word in words if word.upper() not in bare.split("_")] or words
        return f"{under}{'_'.join(own).upper()}_{bare}"
    if bare[:1].isupper():
        return under + "".join(word.capitalize() for word in words) + bare
    own = [word for word in words if word not in bare.split("_")] or words
    return f"{under}{bare}_{'_'.join(own)}"


def _list_top_imports(source: Source) -> list[Import]:
    """Return the imports that move to the top of another module: those in blocks stay where they are."""
    placed = {id(node) for node in source.tree.body}
    for node in source.tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and not node.orelse:
            placed |= {id(each) for each in node.body}
    return [
        each
        for each in source.scopes.imports
        if id(each.statement) in placed and getattr(each.statement, "module", "") != "__future__"
    ]


def _find_constant(tree: ast.Module, name: str) -> str | None:
    """Return the value of a constant that is assigned once, as a text; None if it could be changed."""
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Name) and target.id == name:
            if any(
                isinstance(each, ast.Dict | ast.List | ast.Set | ast.Lambda) for each in ast.walk(node.value)
            ):
                return None
            called = {ast.unparse(each.func) for each in ast.walk(node.value) if isinstance(each, ast.Call)}
            if called - {"re.compile", "TypeVar", "frozenset", "read_word_tables", "Fraction"}:
                return None
            return ast.dump(node.value)
    return None


def _sort_key(name: str) -> tuple[int, str]:
    kind = 0 if name.isupper() else 1 if name[:1].isupper() else 2
    return kind, name


def _dedupe_list(match: re.Match[str]) -> str:
    names = re.findall(r"\"[\w.]+\"", match[2])
    if len(names) == len(set(names)):
        return match[0]
    return f"{match[1]}{', '.join(dict.fromkeys(names))}]"


def _write_docstring(text: str) -> str:
    body = text if "\n" not in text else text + "\n"
    return f'"""{body}"""'.replace("\\", "\\\\") if "\\" in text else f'"""{body}"""'


def _write_comment(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.splitlines())


def propose(graph: Graph) -> Iterator[str]:
    """Yield what may join others: a line a module, with its lines and its importers."""
    for name, source in graph.modules.items():
        lines, importers = source.text.count("\n"), graph.importers[name]
        if source.is_package or (len(importers) != 1 and lines > SMALL_LINES):
            continue
        heavy = sorted(HEAVY & find_loaded(graph.eager, name))
        shown = ", ".join(sorted(each.removeprefix("drill.") for each in importers)[:4])
        yield f"{name.removeprefix('drill.')} {lines} <- {shown} {heavy or ''}"


def format_files(paths: Iterable[Path]) -> None:
    """Sort imports, leave out what is not used, and format."""
    listed = [str(path) for path in paths if path.exists()]
    ruff = Path(sys.executable).with_name("ruff")
    fixed = ["--fix", "--quiet", "--fixable"]
    facades = [path for path in listed if path.endswith(("__init__.py", "__init__.pyi"))]
    plain = [path for path in listed if path not in facades]
    for rules, chosen in (("I,F401,F811,RUF022,RUF100", plain), ("I,RUF022", facades)):
        if chosen:
            subprocess.run([ruff, "check", *fixed, rules, *chosen], check=False, stdout=subprocess.DEVNULL)
    subprocess.run([ruff, "format", "--quiet", *listed], check=True)


def shorten_list_of_tests() -> None:
    """Take out of the list of tests that reach past a package those that no longer do."""
    code = (
        "from tests.guards.test_public_names import LISTED, files_reaching_past\n"
        "listed = LISTED.read_text('utf-8').splitlines()\n"
        "kept = [name for name in listed if name in files_reaching_past()]\n"
        "LISTED.write_text(''.join(f'{name}\\n' for name in kept), 'utf-8')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)


def main(arguments: Sequence[str]) -> int:
    """Join what a plan says."""
    parser = argparse.ArgumentParser(prog="join_modules", description="join modules by a plan")
    parser.add_argument("plan", nargs="?", type=Path)
    parser.add_argument("--propose", action="store_true")
    parser.add_argument("--dry", action="store_true")
    given = parser.parse_args(arguments)
    graph = Graph(ROOT, PACKAGE)
    if given.propose:
        print(*propose(graph), sep="\n")
        return 0
    rows, skipped = read_plan(given.plan.read_text("utf-8"), graph.modules)
    joining = Joining(graph, rows)
    joining.settle_names()
    if given.dry:
        for row in joining.rows:
            joining.join(row)
    else:
        format_files(joining.write())
        shorten_list_of_tests()
    print(*(f"skipped: {line}" for line in skipped), sep="\n")
    print(*(f"refused: {line}" for line in joining.refused), sep="\n")
    print(*sorted(set(joining.notes)), sep="\n")
    after = len(graph.modules) - sum(len(row.members) for row in joining.rows) + len(joining.rows)
    print(f"{len(graph.modules)} modules, {after} afterwards")
    for row in joining.rows:
        lines = sum(graph.modules[name].text.count("\n") for name in row.members)
        if lines > MOST_LINES:
            print(f"long: {row.target} {lines}")
    return 1 if any(note.startswith("FAULT") for note in joining.notes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
