"""Threads of the app post messages: none of them sees a widget."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import drill

SOURCES = sorted((Path(drill.__file__).parent / "tui").rglob("*.py"))
ALLOWED = {"post_message", "session"}
"""What a method that runs in a thread may use of its widget."""


def in_threads(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that are decorated with ``@work(thread=True)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and any(keyword.arg == "thread" for keyword in call.keywords):
                    yield node


def used_of_self(function: ast.AST) -> set[str]:
    return {
        node.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }


def test_a_thread_uses_nothing_of_its_widget_but_messages_and_the_session() -> None:
    functions = [(path, each) for path in SOURCES for each in in_threads(ast.parse(path.read_text("utf-8")))]
    assert functions
    assert not {(path.name, each.name) for path, each in functions if used_of_self(each) - ALLOWED}


def test_what_the_session_does_in_its_thread_imports_no_widget() -> None:
    [turns] = [path for path in SOURCES if path.name == "turns.py"]
    modules = [
        node.module
        for node in ast.walk(ast.parse(turns.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
    ]
    assert not [name for name in modules if name and name.startswith(("textual", "drill.tui"))]
