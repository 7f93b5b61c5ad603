"""How much of the code the tests run, held against the floors of three rooms and of all.

    python -m tests.bench.coverage [PATH…]

Runs the tests (those in PATHs, else all: twice the time of a plain run) under coverage.py, which the
dependency group ``coverage`` installs, prints a line a room, and exits 1 where one is below its floor. Worker
processes may write no file, so what runs in them alone counts as not run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
BRANCHES = {"gyr": 95.0, "checking": 95.0, "store": 95.0}
"""Per cent of branches: what is wrong in these rooms loses a mark, or gives a wrong one."""
WHOLE = 85.0
"""Per cent of lines and branches of all rooms."""


def measured(paths: list[str], folder: Path) -> dict[str, Counter[str]]:
    """Run the tests; what they ran of each room, and what there is."""
    data, report = f"--data-file={folder / 'data'}", folder / "report.json"
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "run", data, "-m", "pytest", *paths], cwd=ROOT, check=False)
    subprocess.run([*coverage, "combine", "--quiet", data], cwd=ROOT, check=True)
    subprocess.run([*coverage, "json", "--quiet", data, "-o", report], cwd=ROOT, check=True)
    rooms: dict[str, Counter[str]] = defaultdict(Counter)
    for path, file in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        counted = {name: count for name, count in file["summary"].items() if isinstance(count, int)}
        parts = Path(path).parts
        for room in (parts[1] if len(parts) > 2 else "drill", "all"):
            rooms[room].update(counted)
    return rooms


def share(counted: Counter[str], *names: str) -> float:
    """How many per cent were run of what these names count."""
    there = sum(counted[f"num_{name}"] for name in names)
    run = sum(counted[f"covered_{'lines' if name == 'statements' else name}"] for name in names)
    return 100.0 * run / there if there else 100.0


def main() -> None:
    """Print a line a room, and tell what is below its floor."""
    with tempfile.TemporaryDirectory() as folder:
        rooms = measured(sys.argv[1:], Path(folder))
    below: list[str] = []
    print(f"{'room':12}{'lines':>8}{'branches':>10}{'both':>8}")
    for room, counted in sorted(rooms.items(), key=lambda row: (row[0] == "all", row[0])):
        branches, both = share(counted, "branches"), share(counted, "statements", "branches")
        print(f"{room:12}{share(counted, 'statements'):7.1f}%{branches:9.1f}%{both:7.1f}%")
        if branches < BRANCHES.get(room, 0.0) or (room == "all" and both < WHOLE):
            below.append(room)
    if below:
        sys.exit(f"below the floor: {', '.join(below)}")


if __name__ == "__main__":
    main()
