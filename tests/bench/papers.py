"""What an import makes of papers: ``python -m tests.bench.papers FOLDER… [--formulas N] [-v]``.

Each FOLDER holds sources: each file or folder in it is one. Of each the central formulas are counted, and
those with a link to a family's move. ``-v`` prints every formula with what becomes of it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from drill.errors import PaperError
from drill.papers import CENTRAL, FormulaRow, made_of, paper_of, read_sheet

_NOT_PAPERS = (".json", ".txt", ".license")
_OTHERS = ("license", "copying", "readme", "truth", ".")


def list_sources(folder: Path) -> list[Path]:
    """Return the sources of a folder."""
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.name.lower().startswith(_OTHERS) and path.suffix not in _NOT_PAPERS
    ]


def find_fate(row: FormulaRow) -> set[str]:
    """Return what becomes of a formula: whether a family's move is linked to it."""
    return {"linked"} if row.families else set[str]()


def measure(path: Path, formulas: int, *, is_verbose: bool) -> Counter[str]:
    """Return the counts of one source, and its CPU seconds."""
    begun = time.process_time()
    paper = made_of(paper_of(read_sheet(path)), lambda stage, done, whole: None, formulas)
    counts = Counter({"CPU seconds": round(time.process_time() - begun)})
    for row in paper.formulas:
        if paper.is_central(row):
            fate = find_fate(row)
            counts.update({"central", *fate})
            if is_verbose:
                print(f"  {', '.join(sorted(fate)) or 'nothing'}: {row.in_use[:90]!r}")
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of every source and of all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--formulas", type=int, default=CENTRAL, help="central formulas of each source")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args(arguments)
    total: Counter[str] = Counter()
    for path in (source for folder in options.folders for source in list_sources(folder)):
        try:
            counts = measure(path, options.formulas, is_verbose=options.verbose)
        except PaperError as error:
            print(f"{path.name}: refused: {error}")
            continue
        print(f"{path.name}: {dict(counts.most_common())}", flush=True)
        total += counts
    print(f"all: {dict(total.most_common())}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
