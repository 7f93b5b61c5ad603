"""Every condition of a package changed once: how many of these mutants do the package's tests notice?

    python -m tests.mutation gyr [--part N] [--of COMMIT] [--only TEXT]

A limit is moved by one, an operand is dropped, a negation is taken off. In a copy of the tree the tests
run once, to learn which of them reach which line; a mutant is tried on those alone, the shortest first.
``--part`` takes so many mutants, drawn by a commit; ``--only`` those of files with a text in their name.
Survivors are printed with their lines.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from tests.bench.mutants import ROOT, Mutant, list_changes, list_functions, replace_expression

PACKAGES = {
    "gyr": ("drill/gyr", ("tests/gyr",)),
    "standing": ("drill/session/standing", ("tests/session",)),
    "store": ("drill/store", ("tests/store",)),
}
"""Folders of code by a short name, and the tests that should notice what changes in them."""
MOST_TESTS = 150
"""Max tests that a mutant is tried on."""
PATIENCE_S = 300
"""Seconds after which a mutant that runs for ever is caught."""
COMMAND = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", "-p", "no:randomly"]


def list_mutants(folder: str, commit: str) -> Iterator[tuple[Mutant, range]]:
    """Yield every mutant of a folder with its lines, in the order that a commit gives to its functions."""
    drawn: dict[str, tuple[Mutant, range]] = {}
    for _, path, function in list_functions(folder, commit):
        source = path.read_text("utf-8")
        for node, changed in list_changes(function):
            after = replace_expression(source, node, changed)
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            name = hashlib.sha256(f"{commit} {path.relative_to(ROOT)} {after}".encode()).hexdigest()
            drawn[name] = Mutant(path.relative_to(ROOT), function.name, source, after), lines
    for name in sorted(drawn):
        yield drawn[name]


def find_reaching_tests(tree: Path, tests: tuple[str, ...]) -> Mapping[str, list[str]]:
    """Run the tests of a tree once; return by ``file:line`` those that reach it, the shortest first."""
    found = tree / "reached.json"
    named = {**os.environ, "REACHED": str(found)}
    command = [part for part in COMMAND if part != "-x"]
    subprocess.run([*command, "-p", "tests.mutation.reached", *tests], cwd=tree, env=named, check=False)
    return json.loads(found.read_text("utf-8"))


def is_caught(tree: Path, mutant: Mutant, tests: list[str]) -> bool:
    """Return whether one of the tests fails, or does not end, where the tree holds the mutant."""
    file = tree / mutant.path
    file.write_text(mutant.after, "utf-8")
    try:
        ran = subprocess.run([*COMMAND, *tests], cwd=tree, capture_output=True, timeout=PATIENCE_S)
        return ran.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(mutant.before, "utf-8")


def main() -> None:
    """Try mutants, print those that survive, and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("package", choices=PACKAGES)
    parser.add_argument("--part", type=int)
    parser.add_argument("--of", default="HEAD", metavar="COMMIT")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    folder, tests = PACKAGES[given.package]
    caught = tried = 0
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary, "tree")
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        reached = find_reaching_tests(tree, tests)
        mutants = [row for row in list_mutants(folder, given.of) if given.only in str(row[0].path)]
        for mutant, lines in mutants[: given.part]:
            tried += 1
            found = (reached.get(f"{mutant.path}:{line}", []) for line in lines)
            reaching = [*dict.fromkeys(chain.from_iterable(found))][:MOST_TESTS]
            if reaching and is_caught(tree, mutant, reaching):
                caught += 1
            else:
                print(f"line {lines.start}, {len(reaching)} tests\n{mutant.describe()}", flush=True)
    print(f"{caught} of {tried} caught, of {len(mutants)}")


if __name__ == "__main__":
    main()
