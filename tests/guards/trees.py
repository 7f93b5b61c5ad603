"""The package's modules as trees, parsed once for all guards."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import drill

PACKAGE = Path(drill.__file__).parent


@cache
def trees() -> dict[Path, ast.Module]:
    """Every module's tree by its path."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
