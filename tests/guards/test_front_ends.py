"""What the method decides is decided in one place: front ends ask the session, and compute no mark."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from drill.gyr.events import Facts
from tests.guards.trees import PACKAGE, trees

FRONT_ENDS = ("tui", "cli")
VOCABULARY = {f"drill.gyr.{name}" for name in ("entry", "events", "path", "state", "wire", "words")}
"""What a front end may take of the method: the words for what the session tells it, and an event's JSON."""
WRITERS = {"Repository", "open_store", "write_event", *(facts.__name__ for facts in get_args(Facts))}
"""What makes an event, or writes one."""


def computing(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What a module takes of the method beyond its vocabulary, and where it makes or writes an event."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{each.name}" for each in node.names]
            own = [node.module] if node.module != "drill.gyr" else names
            yield from ((node.lineno, name) for name in own if _is_of_method(name))
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names if _is_of_method(each.name))
        elif isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            owner = getattr(called.value, "attr", "") if isinstance(called, ast.Attribute) else ""
            if name in WRITERS or (
                name == "append" and owner in ("store", "_store", "workspace", "_workspace")
            ):
                yield node.lineno, f"{name}()"


def _is_of_method(module: str) -> bool:
    return f"{module}.".startswith("drill.gyr.") and module not in VOCABULARY


def test_no_front_end_computes_a_mark_or_writes_an_event() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {what}"
        for path, tree in trees().items()
        if path.relative_to(PACKAGE).parts[0] in FRONT_ENDS
        for line, what in computing(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "from drill.gyr.fold import fold_lines",
        "from drill.gyr import fold",
        "import drill.gyr.fold",
        "workspace.store.append(facts)",
        "self._workspace.append(entry, facts)",
        "Attempt(ok=True, why=True)",
        "Repository(path)",
    ],
)
def test_the_guard_sees(source: str) -> None:
    assert list(computing(ast.parse(source)))


def test_the_vocabulary_is_there() -> None:
    for name in VOCABULARY:
        assert (Path(PACKAGE).parent / f"{name.replace('.', '/')}.py").exists()
