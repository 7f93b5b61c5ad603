"""The faces of rooms: what others may import of a package, without loading the package for it.

A face imports its names under ``TYPE_CHECKING`` alone, for the type checker, and has them loaded here when
they are first asked for (as SPEC 1 of the Scientific Python projects does from a stub): the app's first paint
waits for no module that it does not use.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any


def lazily(package: str, file: str) -> Callable[[str], object]:
    """The ``__getattr__`` of a face, whose source is in ``file``; its ``__all__`` are the names it gives."""
    homes: dict[str, str] = {}

    def given(name: str) -> object:
        if name.startswith("__") and name != "__all__":
            raise AttributeError(name)
        if not homes:
            homes.update(_imported(file))
        if name == "__all__":
            return sorted(homes)
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = homes[name]
        found: object = (
            import_module(f"{package}.{name}") if home == package else getattr(import_module(home), name)
        )
        setattr(sys.modules[package], name, found)
        return found

    return given


@cache
def named(place: str) -> Any:
    """Return what ``module:name`` names, loaded when it is first asked for."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _imported(file: str) -> dict[str, str]:
    """The modules of the names that a face imports for the type checker: all but those at its margin."""
    import ast

    nodes = ast.walk(ast.parse(Path(file).read_text("utf-8")))
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.col_offset]
    return {each.name: node.module for node in imports if node.module for each in node.names}
