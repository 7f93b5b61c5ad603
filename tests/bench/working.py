"""How long the lines of a working take to be checked: every working of the tests' tables, in a warm worker.

Run with ``python -m tests.bench.working``. Times go through the worker's pipe, and are told by line; the
ratio beside them is to the cheapest request there is: grading the number 2 in the same worker.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median, quantiles

from drill.checking import spec_from
from drill.worker import Workers
from tests.checking.test_working import WORKINGS

REPEATS = 5


def main() -> None:
    """Measure and print."""
    workers = Workers(1)
    try:
        two = spec_from({"number": "2"})
        floor_ms = median(timed(lambda: workers.check(two, "2")) for _ in range(200))
        lines_ms: list[float] = []
        for expectation, *lines in WORKINGS:
            spec, texts = spec_from(expectation), [line[1:] for line in lines]
            workers.check_working(spec, texts)
            for _ in range(REPEATS):
                lines_ms.append(timed(lambda s=spec, t=texts: workers.check_working(s, t)) / len(texts))
    finally:
        workers.close()
    cuts = quantiles(lines_ms, n=100)
    print(f"{len(WORKINGS)} workings, {sum(len(lines) - 1 for lines in WORKINGS)} lines")
    print(f"a line: median {cuts[49]:.1f} ms ({cuts[49] / floor_ms:.1f}x the cheapest request)")
    print(f"p95 {cuts[94]:.1f} ms, slowest {max(lines_ms):.1f} ms")


def timed(do: Callable[[], object]) -> float:
    """Return how long something takes, in milliseconds."""
    start = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
