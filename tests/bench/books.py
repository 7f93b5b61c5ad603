"""How fast textbooks' lists load and tables are imported.

Run: python -m tests.bench.books

Prints the time to load a book of 2,000 exercises from the cache (aim: at most 50 ms) and anew, and the time
and the memory of an import of 1,000 and of 10,000 rows (aim: at most 5 s, and no more memory for more rows).
"""

from __future__ import annotations

import csv
import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from drill.banks.cache import Cache
from drill.banks.load import Loading
from drill.exchange import import_deck, read_file
from drill.files import find

SECTIONS, IN_A_SECTION = 50, 40
RUNS = 7
ANSWERS = ("{n}/7", "{n}x^2 + x", "[{n}, 2, 3]", "because {n} is so", "x > {n}", "sin({n}x) e^x")


def load_book(home: Path) -> float:
    """Milliseconds for a home with one book, and no shipped banks."""
    gc.collect()
    started = time.perf_counter()
    catalogue = Loading(Cache(home / "cache"), read=read_file).catalogue((), home / "banks", ())
    took_ms = (time.perf_counter() - started) * 1000
    assert len(catalogue.entries) == SECTIONS * IN_A_SECTION
    return took_ms


def import_rows(rows: int) -> None:
    """Import a table in this process, and print what it took."""
    with tempfile.TemporaryDirectory() as home:
        source = Path(home, "table.csv")
        with source.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["question", "answer", "hint"])
            for n in range(rows):
                asked = f"Question {n}: differentiate $x^{{{n}}}$ with respect to $x$."
                writer.writerow([asked, ANSWERS[n % len(ANSWERS)].format(n=n), "Think of the power rule."])
        started, busy_since = time.perf_counter(), time.process_time()
        deck = import_deck(source, find({"DRILL_HOME": home}))
        took_s, busy_s = time.perf_counter() - started, time.process_time() - busy_since
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        checked = deck.kinds.total() - deck.kinds["self"]
        took = f"{took_s:.2f} s ({busy_s:.2f} s of a processor)"
        print(f"{rows:6} rows: {took}, {memory:.0f} MB at most, {checked} checked")


def main() -> None:
    if len(sys.argv) > 1:
        import_rows(int(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as home:
        path = Path(home, "banks", "book", "thick.yaml")
        path.parent.mkdir(parents=True)
        lines = (f"  {n}.1: {{exercises: 1-{IN_A_SECTION}, skill: linalg.mat.mul}}" for n in range(SECTIONS))
        path.write_text("title: A thick book\nsections:\n" + "\n".join(lines) + "\n", encoding="utf-8")
        anew = load_book(Path(home))
        warm = [load_book(Path(home)) for _ in range(RUNS)]
        count, median = SECTIONS * IN_A_SECTION, statistics.median(warm)
        print(f"a book of {count} exercises: {median:.0f} ms warm, {anew:.0f} ms anew")
    for rows in ("1000", "10000"):  # each in a process of its own, for its memory
        subprocess.run([sys.executable, "-m", "tests.bench.books", rows], check=True)


if __name__ == "__main__":
    main()
