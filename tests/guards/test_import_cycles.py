"""No module imports another that leads back to it, imports inside functions counted.

An import that closes a circle has to stay inside a function, and stops the program once an editor moves it
to the top. What is imported for types alone does not count.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from pathlib import Path

from tests.guards.trees import PACKAGE, trees


def module_of(path: Path) -> str:
    parts = (PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(tree: ast.AST, modules: Container[str]) -> Iterator[str]:
    """Yield the modules that a tree may import when it runs, and names that may be modules."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in modules else node.module for name in inner)
        yield from imported_names(node, modules)


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that lead back to themselves (Tarjan's algorithm)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        stack.append(module)
        for other in imports[module]:
            if other not in order:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in stack:
                lowest[module] = min(lowest[module], order[other])
        if lowest[module] == order[module]:
            group = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(group) > 1:
                found.append(sorted(group))

    for module in imports:
        if module not in order:
            visit(module)
    return found


def test_a_circle_is_found() -> None:
    imports = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set[str]()}
    assert circles(imports) == [["b", "c"]]


def test_no_module_leads_back_to_itself() -> None:
    modules = {module_of(path): tree for path, tree in trees().items()}
    imports = {
        module: {name for name in imported_names(tree, modules) if name in modules and name != module}
        for module, tree in modules.items()
    }
    assert len(imports) > 500
    assert any(imports.values())
    assert circles(imports) == []
