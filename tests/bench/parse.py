"""How long a typed answer takes to be read: ``python -m tests.bench.parse``.

Prints the median and 95th percentile over the typings that the tests hold, in the plain language and in
LaTeX, beside Python's own parser on those that are Python too; it knows no products side by side.
"""

from __future__ import annotations

import ast
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from drill.errors import ParseError
from drill.maths.plain import Mode, parse
from drill.notation import read_latex
from tests.maths import test_latex, test_typed

Typed = tuple[Mode, str]

REPEATS = 30
"""Each typing is timed this often and the best counts: the rest is what else the machine does."""


def took_us(read: Callable[[], object]) -> float:
    """The best time of some runs, in microseconds."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        with suppress(ParseError):
            read()
        best = min(best, time.perf_counter() - start)
    return best * 1e6


def is_python(text: str) -> bool:
    """Whether Python reads a text too."""
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


def report(name: str, times: list[float]) -> None:
    """One line of figures."""
    ordered = sorted(times)
    print(
        f"{name:<34} {len(times):>4} texts   median {statistics.median(ordered):6.1f} µs"
        f"   p95 {ordered[int(0.95 * len(ordered))]:6.1f} µs   slowest {ordered[-1]:7.1f} µs"
    )


def main() -> None:
    plain: list[Typed] = [(mode, text) for mode, rows in test_typed.READ.items() for text, _ in rows]
    refused: list[Typed] = [(mode, text) for mode, rows in test_typed.REFUSED.items() for text, *_ in rows]
    latex: list[Typed] = [(mode, text) for mode, rows in test_latex.READ.items() for text, _ in rows]
    names, names_of_latex, written = test_typed.NAMES, test_latex.NAMES, test_latex.LATEX
    report("plain", [took_us(partial(parse, text, names, mode)) for mode, text in plain])
    report("plain, refused", [took_us(partial(parse, text, names, mode)) for mode, text in refused])
    report(
        "LaTeX", [took_us(partial(read_latex, text, names_of_latex, written, mode)) for mode, text in latex]
    )
    python: list[Typed] = [(mode, text.replace("^", "**")) for mode, text in plain]
    both: list[Typed] = [(mode, text) for mode, text in python if is_python(text)]
    report(
        "plain, those that are Python", [took_us(partial(parse, text, names, mode)) for mode, text in both]
    )
    report("Python's ast on the same", [took_us(partial(ast.parse, text, mode="eval")) for _, text in both])


if __name__ == "__main__":
    main()
