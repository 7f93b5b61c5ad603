"""Measure the typesetter: ``python tests/bench/typeset.py [FILE.jsonl] [--width N] [--list] [--no-peers]``.

Each line of the file is an object with ``latex`` and, if need be, ``macros``: a body each, or
``[arguments, body, default]``; without a file the project's own formulas are taken. Prints, for each tier,
the share without left-over commands, the share within the width, the time for a formula that is not cached,
and exceptions; ``--list`` also what was left over. Where they are installed, pylatexenc is timed on the same
formulas (without their macros), with how many it refuses, and SymPy's printer on expressions that are built.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drill.latex import MacroBody
from drill.typeset import Block, Tier, clear_caches, typeset_formula

CORPUS = Path(__file__).parents[1] / "typeset" / "formulas.jsonl"
REPEATS = 3
"""Each formula is timed this often and the best counts: the rest is what else the machine does."""

TIERS: tuple[Tier, ...] = ("unicode", "ascii")
Formula = tuple[str, dict[str, MacroBody]]


def read_formula(row: dict[str, Any]) -> Formula:
    """A formula and its macros."""
    macros = {
        name: macro if isinstance(macro, str) else tuple(macro)
        for name, macro in row.get("macros", {}).items()
    }
    return row["latex"], macros


def best_time(work: Callable[[], object]) -> tuple[object, float]:
    """The result and the shortest time of a few runs, in milliseconds."""
    best = float("inf")
    result: object = None
    for _ in range(REPEATS):
        clear_caches()
        begun = time.perf_counter()
        result = work()
        best = min(best, (time.perf_counter() - begun) * 1000)
    return result, best


def times_said(times: list[float]) -> str:
    """Median, 95th percentile and the longest."""
    ordered = sorted(times)
    p95 = ordered[int(0.95 * len(ordered))]
    return f"median {statistics.median(ordered):.3f} ms, p95 {p95:.3f} ms, slowest {ordered[-1]:.2f} ms"


def measure(formulas: list[Formula], tier: Tier, width: int) -> tuple[list[Block], list[float]]:
    """Each formula's block, nothing cached, and the times; formulas that raise have neither."""
    blocks: list[Block] = []
    times: list[float] = []
    for latex, macros in formulas:
        try:
            block, took = best_time(
                lambda latex=latex, macros=macros: typeset_formula(
                    latex, width=width, tier=tier, macros=macros
                )
            )
        except Exception as error:  # noqa: BLE001 - the measure is that there is none
            print("exception", repr(error), latex[:70])
            continue
        assert isinstance(block, Block)
        blocks.append(block)
        times.append(took)
    return blocks, times


def report(formulas: list[Formula], width: int, *, listed: bool) -> None:
    """Print the figures of each tier."""
    measure(formulas, "unicode", width)  # warm up
    for tier in TIERS:
        blocks, times = measure(formulas, tier, width)
        whole = sum(not block.left_over for block in blocks)
        within = sum(block.width <= width for block in blocks)
        print(
            f"{tier}: {len(formulas)} formulas, {100 * whole / len(formulas):.2f} % without left-over"
            f" commands, {100 * within / len(formulas):.2f} % within {width} columns, {times_said(times)},"
            f" {len(formulas) - len(blocks)} exceptions"
        )
        if listed and tier == "unicode":
            for (latex, _), block in zip(formulas, blocks, strict=False):
                if block.left_over:
                    print("  left over:", *block.left_over, "in", latex[:100].replace("\n", " "))


def peer(name: str, formulas: list[Formula], set_one: Callable[[str], object]) -> None:
    """Print how many formulas another program answers, and in what time."""
    times: list[float] = []
    for latex, _ in formulas:
        try:
            _, took = best_time(lambda latex=latex: set_one(latex))
        except Exception:  # noqa: BLE001 - whatever another program raises is a refusal
            continue
        times.append(took)
    refused = len(formulas) - len(times)
    print(f"{name}: {refused} of {len(formulas)} refused" + (f", {times_said(times)}" if times else ""))


def report_pylatexenc(formulas: list[Formula]) -> None:
    """pylatexenc's text of a formula, on one line and without regard for grouping."""
    if importlib.util.find_spec("pylatexenc") is None:
        print("pylatexenc: not installed, skipped")
        return
    from pylatexenc.latex2text import LatexNodes2Text

    converter = LatexNodes2Text()
    peer("pylatexenc (one line)", formulas, converter.latex_to_text)


def report_sympy() -> None:
    """SymPy's pretty printer on a few expressions that are built, beside this one on their LaTeX."""
    if importlib.util.find_spec("sympy") is None:
        print("sympy: not installed, skipped")
        return
    import sympy

    x, a, n = sympy.symbols("x a n")
    built = {
        r"\frac{a+x}{2 n}": (a + x) / (2 * n),
        r"\sqrt{x^{2}+a^{2}}": sympy.sqrt(x**2 + a**2),
        r"\int_{0}^{a} e^{-x^{2}}\, dx": sympy.Integral(sympy.exp(-(x**2)), (x, 0, a)),
        r"\sum_{n=1}^{\infty} \frac{x^{n}}{n!}": sympy.Sum(x**n / sympy.factorial(n), (n, 1, sympy.oo)),
        r"\begin{pmatrix} a & x \\ x & n \end{pmatrix}": sympy.Matrix([[a, x], [x, n]]),
    }
    theirs = [best_time(lambda shape=shape: sympy.pretty(shape))[1] for shape in built.values()]
    ours = [best_time(lambda latex=latex: typeset_formula(latex))[1] for latex in built]
    print(f"sympy.pretty: reads no LaTeX; of {len(built)} expressions that are built {times_said(theirs)}")
    print(f"  the LaTeX of the same here: {times_said(ours)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("--width", type=int, default=80)
    parser.add_argument("--list", action="store_true", help="print what was left over")
    parser.add_argument("--no-peers", action="store_true", help="only this typesetter")
    options = parser.parse_args()
    with options.file.open(encoding="utf-8") as lines:
        formulas = [read_formula(json.loads(line)) for line in lines if line.strip()]
    report(formulas, options.width, listed=options.list)
    if not options.no_peers:
        report_pylatexenc(formulas)
        report_sympy()


if __name__ == "__main__":
    main()
