"""What must not stand in the source: evaluation of text, unsafe loading, markup from strangers."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.guards.trees import PACKAGE, trees

EVALUATING = {"eval", "exec", "sympify", "parse_expr", "parse_latex", "lambdify", "literal_eval"}
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
MARKED_UP = {"Static", "Label", "notify", "from_markup"}
"""Widgets and calls of Textual that read markup unless told not to."""
PURE = ("gyr", "typeset", "latex", "reading")
"""Rooms whose functions are given what they need: their properties are tested on random logs and formulas."""
STATEFUL = {"os", "pathlib", "random", "secrets", "socket", "subprocess", "threading", "time", "uuid"}
CLOCKS = {"now", "today", "utcnow"}


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def owner_of(node: ast.expr) -> str:
    return name_of(node.value) if isinstance(node, ast.Attribute) else ""


def evaluating(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name, owner = name_of(node.func), owner_of(node.func)
            if name in EVALUATING or (name == "compile" and isinstance(node.func, ast.Name)):
                yield node.lineno, f"{owner}.{name}()"
            if name == "S" and owner in ("sympy", "sp"):
                yield node.lineno, "sympy.S()"
            if (owner, name) in (("os", "system"), ("os", "popen")):
                yield node.lineno, "a shell"
            if any(
                k.arg == "shell" and not (isinstance(k.value, ast.Constant) and k.value.value is False)
                for k in node.keywords
            ):
                yield node.lineno, "a shell"
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, a.name) for a in node.names if a.name.split(".")[0] in UNSAFE_MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in UNSAFE_MODULES:
            yield node.lineno, str(node.module)
        elif isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "a bare except"


def impure(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where a module asks a clock, opens a file, or imports what has a state outside of the program."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name, owner = name_of(node.func), owner_of(node.func)
            if (name in CLOCKS and owner in ("date", "datetime")) or (
                name in ("open", "print") and not owner
            ):
                yield node.lineno, f"{owner}.{name}()"
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, a.name) for a in node.names if a.name.split(".")[0] in STATEFUL)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in STATEFUL:
            yield node.lineno, str(node.module)


def marked_up(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls that could read markup from their text: markup must be off, or the content not a plain string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in MARKED_UP:
            off = any(
                k.arg == "markup" and isinstance(k.value, ast.Constant) and k.value.value is False
                for k in node.keywords
            )
            if not off:
                yield node.lineno, f"{name_of(node.func)}() without markup=False"


def everywhere(guard: Callable[[ast.AST], Iterator[tuple[int, str]]], room: str = "") -> list[str]:
    """What a guard finds in the modules of the package, or of one room: ``path:line: what``."""
    here = {path: tree for path, tree in trees().items() if path.is_relative_to(PACKAGE / room)}
    assert here
    return [
        f"{path.relative_to(PACKAGE)}:{line}: {found}"
        for path, tree in here.items()
        for line, found in guard(tree)
    ]


def test_no_text_is_evaluated() -> None:
    assert everywhere(evaluating) == []


def test_no_markup_is_read_from_strangers() -> None:
    assert everywhere(marked_up, "tui") == []


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_ask_no_clock_and_no_dice(room: str) -> None:
    assert everywhere(impure, room) == []


@pytest.mark.parametrize(
    "source", ["datetime.now(UTC)", "import random", "from time import time", "open(path)"]
)
def test_the_purity_guard_sees(source: str) -> None:
    assert list(impure(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "eval(x)",
        "import pickle",
        "from marshal import loads",
        "sympy.sympify(x)",
        "subprocess.run(x, shell=True)",
        "try:\n  pass\nexcept:\n  pass",
    ],
)
def test_the_guard_sees(source: str) -> None:
    assert list(evaluating(ast.parse(source)))


@pytest.mark.parametrize("source", ["Static('x')", "self.notify(message)", "Label(text, markup=True)"])
def test_the_markup_guard_sees(source: str) -> None:
    assert list(marked_up(ast.parse(source)))


def test_extras_that_are_named_are_there() -> None:
    """``pip install 'gyr-drill[…]'`` in a text or a hint names an extra of the project."""
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    paths = [root / "README.md", root / "CHANGELOG.md", *(root / "drill").rglob("*.py")]
    texts = (path.read_text(encoding="utf-8") for path in paths)
    named = {extra for text in texts for extra in re.findall(r"gyr-drill\[(\w+)\]", text)}
    assert named
    assert named <= project["optional-dependencies"].keys()


def test_every_property_is_tried_on_as_many_examples_as_the_profile_says() -> None:
    tests = Path(__file__).parents[1]
    named = [
        path.name for path in tests.rglob("*.py") if re.search(r"\bmax_examples=", path.read_text("utf-8"))
    ]
    assert named == ["conftest.py"]
