"""How long a learner waits for a verdict: a warm check of every shipped exercise's key and known mistakes.

Run with ``python tests/bench/checks.py [SUBJECT…]``. Times go through the worker's pipe, as in a session.
The ratio beside them is to the cheapest request there is: grading the number 2 in the same worker.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from drill.banks.catalogue import Catalogue
from drill.banks.draws import Variant
from drill.banks.load import load_catalogue
from drill.checking import spec_from
from drill.errors import DrillError
from drill.files import find
from drill.worker import Workers

REPEATS = 3
CONTENT = "as it is"


def main(subjects: list[str]) -> None:
    """Measure and print."""
    # The compiled banks lie there, and each exercise is read from them.
    with tempfile.TemporaryDirectory() as home, closing(Workers(1)) as workers:
        catalogue = load_catalogue(find({"DRILL_HOME": home}))
        variants = prepared(catalogue, workers, subjects)
        two = spec_from({"number": "2"})
        floor_ms = median(timed(lambda: workers.check(two, "2")) for _ in range(200))
        times_ms: list[float] = []
        for variant in variants:
            for number in range(len(variant.stages)):
                times_ms += measured(workers, variant, number)
    cuts = quantiles(times_ms, n=100)
    print(f"{len(variants)} exercises, {len(times_ms)} checks")
    print(f"median {cuts[49]:.2f} ms ({cuts[49] / floor_ms:.1f}x the cheapest request, {floor_ms:.2f} ms)")
    print(f"p95 {cuts[94]:.2f} ms, p99 {cuts[98]:.2f} ms, slowest {max(times_ms):.2f} ms")


def prepared(catalogue: Catalogue, workers: Workers, subjects: list[str]) -> list[Variant]:
    """One variant of every exercise; one that cannot be prepared is told."""
    variants: list[Variant] = []
    for entry in catalogue.entries.values():
        if subjects and entry.bank not in subjects:
            continue
        try:
            exercise = catalogue.exercise(entry.item)
            variants.append(workers.prepare(exercise, item=entry.item, seed=1, content=CONTENT))
        except DrillError as error:
            print(f"{entry.item}: {error}", file=sys.stderr)
    return variants


def measured(workers: Workers, variant: Variant, number: int) -> list[float]:
    """Milliseconds of each check of the key and of the known mistakes of a stage, numbered from 0."""
    stage = variant.stages[number]
    mistakes = [mistake.answer for mistake in stage.wrong if isinstance(mistake.answer, str)]
    return [
        timed(lambda answer=answer: workers.check_stage(variant, number, answer, content=CONTENT))
        for answer in (stage.right_answer, *mistakes)
        for _ in range(REPEATS)
    ]


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that ``work`` takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main(sys.argv[1:])
