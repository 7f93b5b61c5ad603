"""What an import makes of papers: ``python -m tests.bench.papers FOLDER… [--formulas N] [-v]``.

Each FOLDER holds sources: each file or folder in it is one. Of each the central formulas are counted: those
with a link to a family's move, those worked in two stages with the letters that the source itself or the
formula proposes, and those with anything to do. Letters that nobody proposes are left to the reader, whose
formulas count as waiting. ``-v`` prints every formula with what becomes of it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from drill.errors import PaperError
from drill.formulas import ask_questions, choose_questions
from drill.papers import CENTRAL, FormulaRow, Paper, list_letters, made_of, paper_of, read_sheet

_NOT_PAPERS = (".json", ".txt", ".license")
_OTHERS = ("license", "copying", "readme", "truth", ".")


def list_sources(folder: Path) -> list[Path]:
    """Return the sources of a folder."""
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.name.lower().startswith(_OTHERS) and path.suffix not in _NOT_PAPERS
    ]


def find_fate(row: FormulaRow, paper: Paper) -> set[str]:
    """Return what becomes of a formula: linked, worked, asked, waiting for letters, with something to do."""
    fate = {"linked"} if row.families else set[str]()
    table = list_letters(row, paper.symbols)
    if all(letter.said or letter.proposed for letter in table.letters):
        rows = [f"{letter.latex}: {letter.said or letter.proposed}" for letter in table.letters]
        work, further = choose_questions(ask_questions(row.in_use, rows))
        fate |= ({"worked"} if len(work) == 2 else set()) | ({"asked"} if work or further else set())
    else:
        fate.add("waiting")
    return fate | ({"something to do"} if fate & {"linked", "asked"} else set())


def measure(path: Path, formulas: int, *, is_verbose: bool) -> Counter[str]:
    """Return the counts of one source, and its CPU seconds."""
    begun = time.process_time()
    paper = made_of(paper_of(read_sheet(path)), lambda stage, done, whole: None, formulas)
    counts = Counter({"CPU seconds": round(time.process_time() - begun)})
    for row in paper.formulas:
        if paper.is_central(row):
            fate = find_fate(row, paper)
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
