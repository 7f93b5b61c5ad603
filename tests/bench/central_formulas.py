"""How many of a reader's central formulas an import chooses.

    python -m tests.bench.central_formulas [FOLDER] [-v]

The lists were written by hand before anything was ranked: for each paper the eight formulas that a reader
would drill, then the three that matter most. A formula is called by its number or label, one without by its
line; ``a|b`` is a place that either may take. Papers of FOLDER, whose sources do not ship, are looked for
there: ``emcee/document/ms.tex``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from drill.papers import CENTRAL, FormulaRow, made_of, paper_of, read_sheet

SHIPPED: Final = Path(__file__).parents[1] / "papers" / "shipped"
# Sources with the eight and the three.
SHIPPED_LISTS: Final = {
    "adam.tex": (
        "eq:first|eq:second eq:mhat|eq:vhat eq:adam eq:alphat eq:fast eq:snr eq:adamw"
        " eq:rmsprop|eq:adamaxstep",
        "eq:adam eq:mhat|eq:vhat eq:first|eq:second",
    ),
    "attention.tex": (
        "eq:scores|eq:entry eq:weights eq:output eq:attention eq:scaledvariance eq:head eq:multihead"
        " eq:sine|eq:cosine",
        "eq:attention eq:multihead eq:scaledvariance",
    ),
    "qhadam.tex": (
        "eq:buffer eq:momentum eq:qhm eq:qhmonce|eq:weight eq:g|eq:s eq:gprime|eq:sprime eq:adam eq:qhadam",
        "eq:buffer eq:qhm eq:qhadam",
    ),
    "segment-anything.tex": (
        "eq:fourier|eq:point eq:sigmoid|eq:logit eq:ce eq:focal eq:iou eq:diceloss|eq:dice eq:total"
        " eq:ambiguous|eq:iouloss",
        "eq:focal eq:diceloss|eq:dice eq:total",
    ),
}  # fmt: skip
FOLDER_LISTS: Final = {
    "emcee/document/ms.tex": ("(1)|(4) (5) (6) (7) (9) (10) (12) (11)|(13)", "(7) (9) (10)"),
    "hypernet/paper/main.tex": ("(1) (2) line290 line455 line456 line708 line710 line369", "(1) (2) line456"),
}


@dataclass(frozen=True)
class Found:
    """How many of the eight and of the three are among the eight that are chosen, and of the three first."""

    eight: int
    of_eight: int
    three: int
    first: int
    of_three: int
    missed: tuple[str, ...] = ()

    def __add__(self, other: Found) -> Found:
        return Found(
            self.eight + other.eight, self.of_eight + other.of_eight, self.three + other.three,
            self.first + other.first, self.of_three + other.of_three,
        )  # fmt: skip

    def __str__(self) -> str:
        return (
            f"of the eight {self.eight:3} of {self.of_eight:3} ({self.eight / self.of_eight:4.0%})"
            f"   of the three {self.three:2} of {self.of_three:2}, placed first {self.first:2}"
        )


def compare(path: Path, eight: str, three: str) -> Found:
    """Import a paper and compare its choice with the lists of a reader."""
    record = made_of(paper_of(read_sheet(path)), lambda stage, done, whole: None)
    ranked = sorted(record.formulas, key=lambda row: row.rank)
    chosen = {name for row in ranked[:CENTRAL] for name in names_of(row)}
    first = {name for row in ranked[: len(three.split())] for name in names_of(row)}
    places = eight.split()
    missed = tuple(place for place in places if not hits(place, chosen))
    return Found(
        len(places) - len(missed), len(places),
        sum(hits(place, chosen) for place in three.split()),
        sum(hits(place, first) for place in three.split()), len(three.split()), missed,
    )  # fmt: skip


def names_of(row: FormulaRow) -> tuple[str, ...]:
    """What the lists may call a formula."""
    return (f"({row.number})", row.label, f"line{row.line}")


def hits(place: str, names: set[str]) -> bool:
    """Whether one of the formulas that may take a place is among these."""
    return not names.isdisjoint(place.split("|"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of every paper and of all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="where the papers lie whose sources do not ship")
    parser.add_argument("-v", "--verbose", action="store_true", help="name what is missed")
    options = parser.parse_args(arguments)
    lists = {SHIPPED / name: both for name, both in SHIPPED_LISTS.items()}
    if options.folder is not None:
        lists |= {options.folder / name: both for name, both in FOLDER_LISTS.items()}
    total = Found(0, 0, 0, 0, 0)
    for path, (eight, three) in lists.items():
        found = compare(path, eight, three)
        total += found
        missed = f"   missed {' '.join(found.missed)}" if options.verbose and found.missed else ""
        print(f"{path.parent.name}/{path.name:22} {found}{missed}", flush=True)
    print(f"{'all':29} {total}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
