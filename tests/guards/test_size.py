"""No package grows past its row of ``package_sizes.txt`` without a reason that stands there.

A row is a package, its lines of code at most, and what it was last raised for. Rows are lowered as code goes.
Lines of code are lines with code on them: no blanks, comments or docstrings.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.guards.trees import PACKAGE, trees

SIZES = Path(__file__).with_name("package_sizes.txt")
TOP = "(top)"
"""The row of the modules that are in no package."""


def count_code_lines(text: str, tree: ast.Module) -> int:
    """Count the lines of a module that hold code."""
    written = {
        number for number, line in enumerate(text.split("\n"), 1) if line.strip() and line.lstrip()[0] != "#"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.end_lineno != node.lineno:
            written.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            written.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(written)


def read_rows() -> dict[str, tuple[int, str]]:
    """Return lines at most and the reason of the last raise, by package."""
    rows: dict[str, tuple[int, str]] = {}
    for line in SIZES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            package, lines, *reason = line.split(maxsplit=2)
            rows[package] = int(lines), "".join(reason)
    return rows


def count_packages() -> Counter[str]:
    """Return the lines of code of every package, and of the modules that are in none."""
    sizes: Counter[str] = Counter()
    for path, tree in trees().items():
        inner = path.relative_to(PACKAGE).parts
        package = inner[0] if len(inner) > 1 else TOP
        sizes[package] += count_code_lines(path.read_text(encoding="utf-8"), tree)
    return sizes


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 0),
        ('"""A module."""\n\nX = 1  # one\n"""What X is."""\n', 1),
        ('def f():\n    """Say so.\n\n    At length."""\n    # why\n    return """\n\n"""\n', 4),
        ("x = [\n    1,\n\n    2,\n]\n", 4),
    ],
)
def test_blanks_comments_and_docstrings_are_no_code(text: str, lines: int) -> None:
    assert count_code_lines(text, ast.parse(text)) == lines


def test_every_package_has_a_row_and_keeps_to_it() -> None:
    rows, sizes = read_rows(), count_packages()
    assert sorted(rows) == sorted(sizes)
    grown = {package: lines for package, lines in sizes.items() if lines > rows[package][0]}
    assert not grown, "write less, or raise the row in package_sizes.txt and say there what for"
