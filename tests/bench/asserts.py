"""How much the tests assert, package by package, and what a change took away.

    python -m tests.bench.asserts [COMMIT]

Counts what can fail in the files below ``tests``: tests, assert statements, expected errors, and texts that
are awaited on the screen of the app. With a COMMIT, each count is shown beside the one of that commit, and
every test that was there and is not any more is listed with its count, so that a lost assertion is seen.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
KINDS = ("tests", "asserts", "errors", "awaited")
# Methods of `tests.tui.driving.Learner` and functions of pytest, by what a call of them counts as.
CALLS = {"raises": "errors", "fail": "errors", "warns": "errors", "sees": "awaited", "until": "awaited"}

# By file, then by test; what stands outside of tests (helpers, properties of state machines) has the name "".
Counted = Mapping[str, Mapping[str, Counter[str]]]


def sources_now() -> Iterator[tuple[str, str]]:
    """Yield path and text of every test file in the working tree."""
    for path in sorted((ROOT / "tests").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def sources_of(commit: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of every test file of a commit."""
    command = ["git", "archive", "--format=tar", commit, "tests"]
    archive = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if member.name.endswith(".py") and (file := tar.extractfile(member)) is not None:
                yield member.name, file.read().decode("utf-8")


def counts_in(node: ast.AST) -> Counter[str]:
    """Count what can fail below a node of a syntax tree."""
    counts: Counter[str] = Counter()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert):
            counts["asserts"] += 1
        elif isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            counts[CALLS.get(inner.func.attr, "")] += 1
    del counts[""]
    return counts


def count(sources: Iterator[tuple[str, str]]) -> Counted:
    """Count by file and by test."""
    counted: dict[str, dict[str, Counter[str]]] = {}
    for path, text in sources:
        by_test: dict[str, Counter[str]] = defaultdict(Counter)
        for node in ast.parse(text).body:
            is_test = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
                "test"
            )
            name = node.name if is_test else ""
            by_test[name] += counts_in(node)
            by_test[name]["tests"] += is_test
        counted[path] = by_test
    return counted


def by_package(counted: Counted) -> dict[str, Counter[str]]:
    """Add up the counts of each folder below ``tests``; benchmarks are no tests."""
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for path, by_test in counted.items():
        parts = PurePosixPath(path).parts
        package = parts[1] if len(parts) > 2 else "top"
        for counts in by_test.values() if package != "bench" else ():
            totals[package] += counts
            totals["all"] += counts
    return totals


def gone(before: Counted, after: Counted) -> Iterator[str]:
    """Yield the tests of ``before`` whose name no file has any more, each with what it counted."""
    names = {name for by_test in after.values() for name in by_test}
    for path, by_test in sorted(before.items()):
        for name, counts in by_test.items():
            if name not in names:
                counts_shown = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS[1:] if counts[kind])
                yield f"{path}::{name}  {counts_shown or 'counted by its helpers'}"


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("commit", nargs="?", help="to compare with")
    commit: str | None = parser.parse_args().commit
    after = count(sources_now())
    before = count(sources_of(commit)) if commit else {}
    totals, totals_before = by_package(after), by_package(before)
    print(f"{'':12}" + "".join(f"{kind:>18}" for kind in KINDS))
    for package in sorted(totals.keys() | totals_before.keys(), key=lambda name: (name == "all", name)):
        cells = [f"{totals[package][kind]:,}" for kind in KINDS]
        if commit:
            olds = [f"{totals_before[package][kind]:,}" for kind in KINDS]
            cells = [f"{old} -> {new}" for old, new in zip(olds, cells, strict=True)]
        print(f"{package:12}" + "".join(f"{cell:>18}" for cell in cells))
    for line in gone(before, after):
        print(f"gone: {line}")


if __name__ == "__main__":
    main()
