"""Faces of rooms: what a room's ``__init__`` exports is what others import, and nobody reaches past it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tests.guards.trees import PACKAGE, trees

LIBRARIES = ("banks", "drawing", "gyr", "latex", "maths", "notation", "session", "session.papers")
"""Rooms whose face exports modules as well: what such a module holds is for everybody."""
ROOMS = (
    *LIBRARIES, "arraycode", "checking", "cli", "exchange", "papers", "proving",
    "settings", "store", "tui", "typeset", "worker",
)  # fmt: skip


def room_of(module: str) -> str:
    """The room of a module below ``drill``; what lies in none is its own."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[:2] == ["session", "papers"] else parts[0]


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    """The room, the path and the tree of every module."""
    for path, tree in trees().items():
        inner = path.relative_to(PACKAGE)
        yield room_of(".".join(inner.with_suffix("").parts)), inner, tree


@cache
def imports() -> tuple[dict[str, set[str]], list[str]]:
    """What is imported of each room from outside, and where somebody reaches past a face."""
    taken: dict[str, set[str]] = defaultdict(set)
    past: list[str] = []
    for me, path, tree in modules():
        whole: set[str] = set()
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Attribute)]
        for node in nodes:
            if not isinstance(node, ast.ImportFrom) or (node.module or "").split(".")[0] != "drill":
                continue
            names = {alias.name for alias in node.names}
            if node.module == "drill":
                whole |= names & set(ROOMS)
                continue
            module = str(node.module).removeprefix("drill.")
            room = room_of(module)
            if room == me or room not in ROOMS:
                continue
            if room in LIBRARIES and module != room:
                taken[room].add(module.removeprefix(f"{room}.").split(".")[0])
            elif module == room:
                taken[room] |= names - {"papers"} if room == "session" else names
            else:
                past.append(f"{path}:{node.lineno}: from {node.module} import {', '.join(sorted(names))}")
        for node in nodes:
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in whole
            ):
                taken[node.value.id].add(node.attr)
    return taken, past


def test_nobody_reaches_past_a_face() -> None:
    assert imports()[1] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_face_exports_what_others_import(room: str) -> None:
    face = import_module(f"drill.{room}")
    exported: list[str] = face.__all__
    assert set(exported) == imports()[0][room]
    folder = PACKAGE.joinpath(*room.split("."))
    modules_named = set(exported) & {path.stem for path in folder.iterdir()}
    assert not modules_named or room in LIBRARIES, "a name that is also a module's"
    for name in modules_named:
        import_module(f"drill.{room}.{name}")
    for name in exported:
        assert getattr(face, name) is not None or name in vars(face)
    with pytest.raises(AttributeError):
        face.nothing_of_this_name  # noqa: B018


@pytest.mark.parametrize("room", ROOMS)
def test_a_face_says_what_its_room_is_for(room: str) -> None:
    told = (import_module(f"drill.{room}").__doc__ or "").strip().splitlines()
    assert 5 <= len(told) <= 24
