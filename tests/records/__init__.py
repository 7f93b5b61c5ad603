"""What earlier runs tried, written by those runs: what has not changed since may be left out.

``proofs.txt`` is a record of ``drill check``: each shipped exercise that was proved, by the hashes of its
content. ``proofs.json`` has the hashes of the code that proved them; where that changed, all are proved anew.
``tables.json`` has the hashes of large tables and of what judges their rows, as of a run that tried all rows.
``texts.json`` has the hashes of banks in whose texts and draws ``python -m tests.exercises`` found nothing.

``python -m tests.records`` brings the first three up to date, and is quick where nothing changed. None
of them is edited: each has a seal, and one whose seal is broken counts for nothing.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
PACKAGE = TESTS.parent / "drill"
FOLDER = Path(__file__).parent
PROOFS, PROVERS, TABLES, TEXTS = (
    FOLDER / name for name in ("proofs.txt", "proofs.json", "tables.json", "texts.json")
)

PROVING = {name: (PACKAGE / name,) for name in ("proving", "checking", "maths")}
"""The code whose change has every exercise proved anew."""
JUDGING = {name: (PACKAGE / name,) for name in ("checking", "maths", "banks")}
"""The code whose change has every row of the large tables tried."""
ROWS = (TESTS / "checking", TESTS / "rows.py")
"""Where the large tables are, with all that they read."""


def hash_sources(*places: Path) -> str:
    """Return a hash of files and of all source and data below folders, wherever the checkout is."""
    files = [file for place in places for file in (place.rglob("*") if place.is_dir() else (place,))]
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        if file.suffix == ".pyc" or file.name.startswith("."):
            continue
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.relative_to(TESTS.parent).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:32]


def hash_provers() -> dict[str, str]:
    """Return the hash of each package that proves exercises."""
    return {name: hash_sources(*places) for name, places in PROVING.items()}


def hash_tables() -> dict[str, str]:
    """Return the hash of each package that judges rows of tables, and of the tables."""
    judging = {name: hash_sources(*places) for name, places in JUDGING.items()}
    return {**judging, "rows": hash_sources(*ROWS)}


def find_large_tables(folder: Path = TESTS) -> set[str]:
    """Return the tests of which a run tries a seventh of the rows, as module and name."""
    found = set[str]()
    for file in folder.rglob("test_*.py"):
        text = file.read_text(encoding="utf-8")
        if "is_large=True" not in text:
            continue
        module = ".".join(("tests", *file.relative_to(folder).with_suffix("").parts))
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and any(map(_is_large, node.decorator_list)):
                found.add(f"{module}.{node.name}")
    return found


def _is_large(decorator: ast.expr) -> bool:
    named = decorator.keywords if isinstance(decorator, ast.Call) else ()
    return any(keyword.arg == "is_large" for keyword in named)


def write_sealed(path: Path, content: Mapping[str, Any], beside: bytes = b"") -> None:
    """Write what a run tells of itself, sealed together with a file beside it."""
    sealed = {**content, "seal": _seal(content, beside)}
    path.write_text(json.dumps(sealed, indent=2) + "\n", encoding="utf-8")


def read_sealed(path: Path, beside: bytes = b"") -> dict[str, Any]:
    """Return what a run told; nothing where no run did, or where somebody has changed it since."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict) or content.pop("seal", "") != _seal(content, beside):
        return {}
    return content


def _seal(content: Mapping[str, Any], beside: bytes) -> str:
    text = json.dumps(content, sort_keys=True).encode()
    return hashlib.sha256(text + beside.replace(b"\r\n", b"\n")).hexdigest()[:32]


def write_tables(sources: Mapping[str, str], tried: Mapping[str, int]) -> bool:
    """Write down that the rows of all large tables were tried, if they were; return whether."""
    if set(tried) != find_large_tables():
        return False
    write_sealed(TABLES, {"sources": dict(sources), "rows": dict(sorted(tried.items()))})
    return True


def are_tables_due() -> bool:
    """Return whether a table, or what judges its rows, is not as it was when all rows were tried."""
    return read_sealed(TABLES).get("sources") != hash_tables()
