"""Work the formulas of the shipped papers with their sheets: ``python -m tests.bench.worked_formulas``.

Prints how many statements fit their letters, have a value, have rich worlds; and with ``--why`` why not.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from drill.errors import DrillError
from drill.formulas import check_shapes, compute_value, find_rich_worlds, make_world, open_formulas

PAPERS = Path(__file__).parents[2] / "exercises" / "papers"


def work(latex: str, sheet: list[tuple[str, str]]) -> list[tuple[str, str, float, float]]:
    """Return for each statement how far it comes, why not further, and the seconds of a check and a value."""
    try:
        formulas = open_formulas(latex, sheet=sheet)
    except DrillError as error:
        return [("not read", str(error), 0.0, 0.0)]
    found: list[tuple[str, str, float, float]] = []
    for formula in formulas:
        begin = time.perf_counter()
        checked = begin
        try:
            check_shapes(formula)
            checked = time.perf_counter()
            compute_value(formula, make_world(formula, 1))
            valued = time.perf_counter()
            find_rich_worlds(formula, 3)
        except DrillError as error:
            now = time.perf_counter()
            found.append((type(error).__name__, str(error), checked - begin, now - checked))
        else:
            found.append(("rich", "", checked - begin, valued - checked))
    return found


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--why", action="store_true")
    parser.add_argument("--paper", default="*")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    checks: list[float] = []
    values: list[float] = []
    for path in sorted(PAPERS.glob(f"{arguments.paper}.paper.json")):
        paper = json.loads(path.read_text())
        sheet = [(row["symbol"], row.get("declared") or "it: thing") for row in paper["symbols"]]
        for formula in paper["formulas"]:
            for kind, why, check, value in work(formula["latex"], sheet):
                counts[kind] += 1
                checks.append(check)
                values.append(value)
                if arguments.why and kind != "rich":
                    print(f"{path.stem} {kind}: {formula['latex'][:90]!r}\n      {why[:150]}")
    print(dict(counts.most_common()), f"of {counts.total()} statements")
    for name, seconds in (("check", checks), ("value", values)):
        ordered = sorted(seconds)
        high, worst = ordered[int(len(ordered) * 0.95)] * 1000, ordered[-1] * 1000
        print(f"{name}: p95 {high:.1f} ms, worst {worst:.1f} ms")


if __name__ == "__main__":
    main()
