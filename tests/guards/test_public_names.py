"""A package's ``__init__`` exports what others import, and neither code nor tests reach past it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tests.guards.trees import PACKAGE, trees

ROOMS = tuple(
    f"session.{name}"
    for name in ("classroom", "drilling", "library", "papers", "progress", "standing", "today")
)
ROOM_NAMES = {room.removeprefix("session.") for room in ROOMS}
LIBRARIES = ("banks", "drawing", "gyr", "latex", "maths", "notation", "session", *ROOMS)
"""Packages that export modules as well: what such a module holds is for everybody."""
PACKAGES = (
    *LIBRARIES, "arraycode", "formulas", "checking", "cli", "exchange", "papers", "proving",
    "settings", "store", "tui", "typeset", "worker",
)  # fmt: skip


TESTS = Path(__file__).parents[1]
LISTED = Path(__file__).with_name("tests_reaching_past.txt")
"""Test files that still import what their package does not export."""


def package_of(module: str) -> str:
    """Return the package of a module below ``drill``; a module in none is its own."""
    parts = module.split(".")
    return room if (room := ".".join(parts[:2])) in ROOMS else parts[0]


def exports_module(package: str, module: str, path: Path) -> bool:
    """Whether a test may import a module: its package exports it, to all or to its own tests."""
    exported: list[str] = import_module(f"drill.{package}").__all__
    name = module.removeprefix(f"{package}.").split(".")[0]
    is_own = path.is_relative_to(TESTS.joinpath(*package.split(".")))
    return name in exported and (package in LIBRARIES or is_own)


@cache
def imports_of_tests() -> list[tuple[Path, ast.ImportFrom]]:
    """Return every ``from drill…`` import of the tests with its file."""
    return [
        (path, node)
        for path in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("drill.")
    ]


@cache
def files_reaching_past() -> list[str]:
    """Return the test files that import from a module which its package does not export."""
    reaching: set[str] = set()
    for path, node in imports_of_tests():
        module = str(node.module).removeprefix("drill.")
        package = package_of(module)
        if package in PACKAGES and module != package and not exports_module(package, module, path):
            reaching.add(path.relative_to(TESTS).as_posix())
        elif module == package and package in PACKAGES:
            exported = import_module(f"drill.{package}").__all__
            if any(alias.name not in exported for alias in node.names):
                reaching.add(path.relative_to(TESTS).as_posix())
    return sorted(reaching)


@cache
def imported_by_tests(package: str) -> set[str]:
    """Return what tests import of a package by its public names, modules among them."""
    names: set[str] = set()
    for _, node in imports_of_tests():
        module = str(node.module).removeprefix("drill.")
        if module == package:
            names |= {alias.name for alias in node.names}
        elif package_of(module) == package:
            names.add(module.removeprefix(f"{package}.").split(".")[0])
    return names & set(import_module(f"drill.{package}").__all__)


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    """Yield the package, the path and the tree of every module."""
    for path, tree in trees().items():
        inner = path.relative_to(PACKAGE)
        yield package_of(".".join(inner.with_suffix("").parts)), inner, tree


@cache
def imports() -> tuple[dict[str, set[str]], list[str]]:
    """Return what is imported of each package from outside, and what reaches past an ``__init__``."""
    imported_names: dict[str, set[str]] = defaultdict(set)
    past: list[str] = []
    for me, path, tree in modules():
        whole: set[str] = set()
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Attribute)]
        for node in nodes:
            if not isinstance(node, ast.ImportFrom) or (node.module or "").split(".")[0] != "drill":
                continue
            names = {alias.name for alias in node.names}
            if node.module == "drill":
                whole |= names & set(PACKAGES)
                continue
            module = str(node.module).removeprefix("drill.")
            package = package_of(module)
            if package == me or package not in PACKAGES:
                continue
            if package in LIBRARIES and module != package:
                imported_names[package].add(module.removeprefix(f"{package}.").split(".")[0])
            elif module == package:
                imported_names[package] |= names - ROOM_NAMES if package == "session" else names
            else:
                past.append(f"{path}:{node.lineno}: from {node.module} import {', '.join(sorted(names))}")
        for node in nodes:
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in whole
            ):
                imported_names[node.value.id].add(node.attr)
    return imported_names, past


def test_no_code_reaches_past_a_package() -> None:
    assert imports()[1] == []


def test_no_test_reaches_past_a_package_but_those_listed() -> None:
    """The list may only shrink: a file that no longer reaches past a package is taken out of it."""
    listed = LISTED.read_text("utf-8").splitlines()
    assert sorted(set(files_reaching_past()) - set(listed)) == []
    assert sorted(set(listed) - set(files_reaching_past())) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_exports_what_others_import(package: str) -> None:
    module = import_module(f"drill.{package}")
    exported: list[str] = module.__all__
    assert set(exported) == imports()[0][package] | imported_by_tests(package)
    folder = PACKAGE.joinpath(*package.split("."))
    modules_named = set(exported) & {path.stem for path in folder.iterdir()}
    for name in modules_named:
        import_module(f"drill.{package}.{name}")
    for name in exported:
        assert getattr(module, name) is not None or name in vars(module)
    with pytest.raises(AttributeError):
        module.nothing_of_this_name  # noqa: B018


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is_for(package: str) -> None:
    lines = (import_module(f"drill.{package}").__doc__ or "").strip().splitlines()
    assert 5 <= len(lines) <= 24
