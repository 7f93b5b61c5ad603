"""How much of the code the tests run, compared with the floors of three packages and of all.

    python -m tests.bench.coverage [--last] [PATH…]

Runs the tests (those in PATHs, else all: twice the time of a plain run) under coverage.py, which the
dependency group ``coverage`` installs, and prints a line per package. If one is below its floor, it says by
how much, lists what was not run, and exits 1. ``--last`` runs no test, but reports on the run before. Worker
processes may write no file, so what runs in them alone counts as not run.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.postgresql import missing

ROOT = Path(__file__).parents[2]
DATA = ROOT / "build" / "coverage"
# Per cent of branches: a fault in these packages loses a mark, or gives a wrong one. For all packages, per
# cent of lines and branches together.
FLOORS = {"gyr": 95.0, "checking": 95.0, "store": 95.0, "all": 85.0}
# How many files are listed for all packages together, those with most that was not run.
WORST = 20

# What coverage.py says of each file, in its JSON.
Files = Mapping[str, Mapping[str, Any]]


def run(paths: list[str]) -> int:
    """Run the tests, and return pytest's exit code; what they ran is in `DATA`."""
    if find_spec("coverage") is None:
        sys.exit('coverage.py is missing: run uv sync --group coverage, or pip install "coverage>=7.10"')
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    data, coverage = f"--data-file={DATA / 'data'}", [sys.executable, "-m", "coverage"]
    tests = subprocess.run([*coverage, "run", data, "-m", "pytest", *paths], cwd=ROOT, check=False)
    subprocess.run([*coverage, "combine", "--quiet", data], cwd=ROOT, check=True)
    subprocess.run([*coverage, "json", "--quiet", data, "-o", DATA / "report.json"], cwd=ROOT, check=True)
    return tests.returncode


def counts(files: Files, *names: str) -> tuple[int, int]:
    """Return how many statements or branches were run, and how many there are."""
    covered = [f"covered_{'lines' if name == 'statements' else name}" for name in names]
    summaries = [file["summary"] for file in files.values()]
    run = sum(summary[name] for summary in summaries for name in covered)
    return run, sum(summary[f"num_{name}"] for summary in summaries for name in names)


def percent(counted: tuple[int, int]) -> float:
    """Return the share that was run."""
    return 100.0 * counted[0] / counted[1] if counted[1] else 100.0


def not_run(files: Files, package: str) -> list[str]:
    """Return a line per file: branches of a package that were not run; of all packages the worst files."""
    if package == "all":
        missing = {path: len(f["missing_lines"]) + len(f["missing_branches"]) for path, f in files.items()}
        worst = sorted(missing, key=lambda path: -missing[path])[:WORST]
        return [f"  {path}: {missing[path]} lines and branches" for path in worst]
    return [
        f"  {path}: " + ", ".join(f"{start}→{end if end > 0 else 'end'}" for start, end in branches)
        for path, file in files.items()
        if (branches := file["missing_branches"])
    ]


def main() -> None:
    """Print a line per package, and report what is below its floor and why."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.coverage")
    parser.add_argument("--last", action="store_true", help="run no test, but report on the run before")
    parser.add_argument("paths", nargs="*", metavar="PATH")
    arguments = parser.parse_args()
    failed = 0 if arguments.last else run(arguments.paths)
    if not (report := DATA / "report.json").exists():
        sys.exit("there was no run before: leave out --last")
    packages: dict[str, dict[str, Any]] = defaultdict(dict)
    for path, file in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        parts = Path(path).parts
        for package in (parts[1] if len(parts) > 2 else "drill", "all"):
            packages[package][path] = file
    print(f"{'package':12}{'lines':>8}{'branches':>10}{'both':>8}")
    below, listed = list[str](), list[str]()
    for package, files in sorted(packages.items(), key=lambda row: (row[0] == "all", row[0])):
        lines, branches = counts(files, "statements"), counts(files, "branches")
        both = counts(files, "statements", "branches")
        print(f"{package:12}{percent(lines):7.1f}%{percent(branches):9.1f}%{percent(both):7.1f}%")
        floor, counted = FLOORS.get(package, 0.0), both if package == "all" else branches
        if (lacking := math.ceil(floor / 100 * counted[1]) - counted[0]) > 0:
            below.append(f"{package}: {percent(counted):.1f} % is below {floor:.0f} %; {lacking} more needed")
            listed += [f"\nnot run in {package}:", *not_run(files, package)]
    print(*listed, sep="\n")
    if why := missing():
        print(f"\n{why}: what needs a server counts as not run, some 30 branches of store")
    if failed:
        print("\nTests failed: under coverage.py computing takes twice as long, and checks have a limit.")
    if below:
        sys.exit("\n" + "\n".join(below))


if __name__ == "__main__":
    main()
