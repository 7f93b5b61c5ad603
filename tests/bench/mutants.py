"""Twenty mutants that a commit's hash draws: how many do the tests of their packages notice?

``python -m tests.bench.mutants COMMIT`` takes four functions of each package, changes one condition in each,
and runs the package's tests on a copy of the tree. ``--only 7`` runs the seventh alone, ``--list`` none.
A weekly job turns round every condition instead (`tests/mutation`).
"""

from __future__ import annotations

import argparse
import ast
import copy
import difflib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "drill/gyr": ("tests/gyr", "tests/laws"),
    "drill/checking/judges": ("tests/checking",),
    "drill/session/drilling": ("tests/session",),
    "drill/store": ("tests/store",),
    "drill/formulas": ("tests/formulas",),
}
"""Folders of code, and the tests that should notice what changes in them."""
OF_EACH = 4
OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A file with one condition changed."""

    path: Path
    function: str
    before: str
    after: str

    def describe(self) -> str:
        """Return the function, and the lines that differ."""
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), n=0, lineterm="")
        changed = [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]
        return "\n".join([f"{self.path}: {self.function}", *changed])


def change_condition(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a condition may become: a limit moved by one, an operand dropped, a negation taken off."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        changed = copy.deepcopy(node)
        changed.ops = [OPPOSITES[type(node.ops[0])]()]
        yield changed
    elif isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            rest = [value for at, value in enumerate(node.values) if at != place]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand


def replace_expression(source: str, node: ast.expr, changed: ast.expr) -> str:
    """Return a source in which another expression stands in the place of one."""
    lines = source.encode().splitlines(keepends=True)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    data = source.encode()
    return (data[:start] + f"({ast.unparse(changed)})".encode() + data[end:]).decode()


def list_functions(folder: str, commit: str) -> list[tuple[str, Path, ast.FunctionDef]]:
    """Return all functions of a folder that hold a condition, in the order that a commit gives them."""
    found: list[tuple[str, Path, ast.FunctionDef]] = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(True for _ in list_changes(node)):
                name = f"{path.relative_to(ROOT)}: {node.name}"
                found.append((hashlib.sha256(f"{commit} {name}".encode()).hexdigest(), path, node))
    return sorted(found, key=lambda each: each[0])


def list_changes(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each condition of a function with what it may become."""
    for node in ast.walk(function):
        for changed in change_condition(node):
            assert isinstance(node, ast.expr)
            yield node, changed


def draw_mutants(commit: str) -> list[Mutant]:
    """Return the mutants that a commit draws, package by package."""
    mutants: list[Mutant] = []
    for folder in PACKAGES:
        for drawn, path, function in list_functions(folder, commit)[:OF_EACH]:
            changes = list(list_changes(function))
            node, changed = changes[int(drawn, 16) % len(changes)]
            source = path.read_text("utf-8")
            after = replace_expression(source, node, changed)
            mutants.append(Mutant(path.relative_to(ROOT), function.name, source, after))
    return mutants


def is_caught(mutant: Mutant, tests: list[str]) -> bool:
    """Return whether a test fails where a copy of the tree holds the mutant."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        left_out = shutil.ignore_patterns(".*", "__pycache__")
        shutil.copytree(ROOT, tree, ignore=left_out)
        (tree / mutant.path).write_text(mutant.after, "utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *tests]
        every_row = {**os.environ, "DRILL_TESTS": "all"}
        return subprocess.run(command, cwd=tree, env=every_row, capture_output=True).returncode == 1


def main() -> None:
    """Draw, run and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit")
    parser.add_argument("--only", type=int)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--tests", nargs="*", help="in place of all tests of the package")
    given = parser.parse_args()
    caught = 0
    for number, mutant in enumerate(draw_mutants(given.commit), 1):
        if given.only not in (None, number):
            continue
        print(f"{number}. {mutant.describe()}", flush=True)
        if given.list:
            continue
        package = next(folder for folder in PACKAGES if mutant.path.is_relative_to(folder))
        is_noticed = is_caught(mutant, given.tests or [*PACKAGES[package]])
        caught += is_noticed
        print("caught" if is_noticed else "survives", flush=True)
    print(f"{caught} caught")


if __name__ == "__main__":
    main()
