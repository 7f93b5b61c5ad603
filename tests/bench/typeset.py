"""Measure the typesetter on real formulas: ``python tests/bench/typeset.py FILE.jsonl [--list]``.

Each line of the file is an object with ``latex`` and, if need be, ``macros``: a body each, or
``[arguments, body, default]``. Prints, for each tier, the share without left-over commands, the median and
95th percentile of the time for a formula that is not cached, the widest line, and exceptions; ``--list``
also prints what was left over.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

from drill.typeset import Block, Tier, typeset
from drill.typeset.caching import forget

REPEATS = 3
"""Each formula is timed this often and the best counts: the rest is what else the machine does."""

TIERS: tuple[Tier, ...] = ("full", "safe", "ascii")


def read_formula(row: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """A formula and its macros; those with a default are defined in front of the formula."""
    latex: str = row["latex"]
    macros: dict[str, str] = {}
    for name, macro in row.get("macros", {}).items():
        if isinstance(macro, str):
            macros[name] = macro
        elif len(macro) > 2:
            latex = f"\\newcommand{{\\{name}}}[{macro[0]}][{macro[2]}]{{{macro[1]}}}{latex}"
        else:
            macros[name] = macro[1]
    return latex, macros


def measure(
    formulas: list[tuple[str, dict[str, str]]], tier: Tier, width: int
) -> list[tuple[Block | None, float]]:
    """Each formula's block (``None`` after an exception) and milliseconds, nothing cached."""
    results: list[tuple[Block | None, float]] = []
    for latex, macros in formulas:
        times: list[float] = []
        block = None
        for _ in range(REPEATS):
            forget()
            start = time.perf_counter()
            try:
                block = typeset(latex, width=width, tier=tier, macros=macros)
            except Exception as error:  # noqa: BLE001 - the measure is that there is none
                print("exception", repr(error), latex[:70])
            times.append((time.perf_counter() - start) * 1000)
        results.append((block, min(times)))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--width", type=int, default=80)
    parser.add_argument("--list", action="store_true", help="print what was left over")
    options = parser.parse_args()
    with options.file.open(encoding="utf-8") as lines:
        formulas = [read_formula(json.loads(line)) for line in lines if line.strip()]
    measure(formulas, "safe", options.width)  # warm up
    for tier in TIERS:
        results = measure(formulas, tier, options.width)
        blocks = [block for block, _ in results if block is not None]
        times = sorted(took for _, took in results)
        whole = sum(not block.left_over for block in blocks)
        wide = sum(block.width > options.width for block in blocks)
        print(
            f"{tier}: {len(results)} formulas, {100 * whole / len(results):.2f} % without left-over commands,"
            f" median {statistics.median(times):.3f} ms, p95 {times[int(0.95 * len(times))]:.3f} ms,"
            f" slowest {times[-1]:.2f} ms, {wide} wider than {options.width},"
            f" {len(results) - len(blocks)} exceptions"
        )
        if options.list and tier == "full":
            for (latex, _), block in zip(formulas, blocks, strict=False):
                if block.left_over:
                    print("  left over:", *block.left_over, "in", latex[:100].replace("\n", " "))


if __name__ == "__main__":
    main()
