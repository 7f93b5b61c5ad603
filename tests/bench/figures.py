"""How long a shipped figure takes to be drawn in the app: ``python -m tests.bench.figures``.

Prints, by exercise, the best processor time of some runs that make styled rows of a figure at the usual size,
then the median and the slowest: half of all figures are to be drawn within 2 ms.
"""

from __future__ import annotations

import time
from statistics import median

from drill.banks.load import load_file
from drill.banks.variant_expansion import expand_variant
from drill.drawing.figure_output import figure_rows
from drill.files import shipped_banks
from drill.tui.looks import Looks
from drill.tui.widgets.answer_beside_key import MOST_COLUMNS, MOST_ROWS, of_figure

REPEATS = 30
"""The best of so many counts: the rest is what else the machine does."""


def main() -> None:
    """Print a line a figure, the median and the slowest."""
    all_ms: list[float] = []
    for path in sorted(shipped_banks().glob("*/*.yaml")):
        for loaded in load_file(path).exercises if path.name != "_subject.yaml" else ():
            if "figure" not in loaded.written:
                continue
            figure = expand_variant(loaded.exercise, 0, item=f"bench/{loaded.entry.id}").stages[0].figure
            if figure is None:
                continue
            best = float("inf")
            for _ in range(REPEATS):
                figure_rows.cache_clear()
                start = time.thread_time()
                of_figure(figure, MOST_COLUMNS, MOST_ROWS, Looks("unicode", dark=True))
                best = min(best, time.thread_time() - start)
            all_ms.append(best * 1e3)
            print(f"{all_ms[-1]:6.2f} ms  {loaded.entry.id}")
    print(f"{len(all_ms)} figures: median {median(all_ms):.2f} ms, slowest {max(all_ms):.2f} ms")


if __name__ == "__main__":
    main()
