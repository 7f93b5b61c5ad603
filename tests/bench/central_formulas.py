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
    "pashtari+lrf/paper/v1-neurips2024/manuscript/main.tex": (
        "(1) line91|(3) (4)|(5) line130 (6)|(7) (8)|(9) line111|line115 line95",
        "(6)|(7) line91|(3) (4)|(5)",
    ),
    "hao-w+icml2021-cebm/cebm.tex": (
        "(16) (23)|(20) (22) (15) line291|(2) (3) (27)|(24) line645|line694|line683",
        "(16) (23)|(20) (22)",
    ),
    "Konstantin-Iakovlev+HyperOpt/paper/main.tex": (
        "(1)|(2) (3) (4) (5) (6) line6 (7) line107",
        "(6) (5) line6|(4)",
    ),
    "Alaya-in-Matrix+MACE/paper/paper.tex": (
        "(2) (3) (4) (5) (6) (8) (7)|(1)",
        "(6) (4) (8)|(3)",
    ),
    "qslim+uni_graph/iclr2024_conference.tex": (
        "(1) (3)|(7) (4) (6) line344 (11) (13) line304|(8)",
        "(1) (4) line344|(13)",
    ),
    "33modeling+fdmu/paper/main.tex": (
        "(3) (4) (5) (6) (7) (8) (9) (2)",
        "(5)|(4) (8) (9)",
    ),
    "tkwa+catastrophic-goodhart/paper/neurips_2024.tex": (
        "line122 line136|line260 line128 line156 line146|line144 line357",
        "line136|line260 line122 line146",
    ),
    "edocoh87+rnn_extrapolation/main.tex": (
        "(3.1) (3.3)|(3.2) (3.4) (3.6) (3.5) line55|line70 line125|line126 (4.1)|(4.6)",
        "(3.1) (3.4) (3.6)",
    ),
    "Runjing-Liu120+deblending_starfields_paper/arxiv.tex": (
        "(6)|(5) (7) (9) (18) (21)|(22) (23) (24) (14)|(13)",
        "(18) (6) (9)|(24)",
    ),
    "magland+entropy-gaussian-process-paper/paper/paper.tex": (
        "line129|line65 line57 line86 line113 line101|line103 line153 line170|line169 line159",
        "line129|line65 line57 line153",
    ),
    "cheblienet/cheblienet.tex": (
        "(1) (2) (3) (4) line149 line174",
        "(2) (3) (4)",
    ),
    "mhtest/mhtest.tex": (
        "(2)|(1) (3) (7)|(6) (8)|(4) (12)|(11) (13) (14)|line476 (15)|line488",
        "(8) (13) (14)|(15)|line488",
    ),
    "ppuu19/ppuu19.tex": (
        "line165|line176 line212 (1) (2)",
        "(1) line165|line176 line212",
    ),
    "esp/esp.tex": (
        "(2) (10)|(9) (8) (7) (11) (12) (13) (14)",
        "(11) (12) (13)",
    ),
    "signsgd/signsgd.tex": (
        "(1) (2) line437|line676 line438 line677 line685 line476|line451",
        "line438 line437 (2)",
    ),
    "treeflow/treeflow.tex": (
        "line119 line280 line307 line276|(1) line110|line115 line188 line136 line317|line210",
        "line280 line307 line119",
    ),
    "rgiordan+LinearResponseVariationalBayesNIPS2015/paper/arxiv/lrvb_nips_arxiv.tex": (
        "(1) (2) (3) (4) (6) (7) (8) line386|(5)",
        "(7) (2) (1)",
    ),
    "rgiordan+AISTATS2019SwissArmyIJ/writing/arxiv/main.tex": (
        "(1) line17 line20 line33 line47 line230|line235 line22|line50 line30|line27",
        "line47 line33 (1)",
    ),
    "jolars+normreg/paper/main.tex": (
        "(2)|(1) (3) line50 (4) (7) (8) line138|line123 line395",
        "(7)|(3)|line50 (2) (8)",
    ),
    "LAIRLAB+DifferentiableAggrevate/example_paper.tex": (
        "(1) (3)|(10)|(12) (5)|(4)|(11)|(13) (7) (8)|(6) (9)|(14)|line349 line351|line424 line347|line220",
        "(1) (7) line351|line424|(8)",
    ),
    "k3nfalt+dasha-partial-participation/neurips2023/neurips_2023.tex": (
        "(1) (2)|(3) line361 line367 (6)|(8)|line368 (7)|(9) (4) (10)|line583",
        "line367|(8) line361 (7)|(9)|(6)",
    ),
}  # fmt: skip


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
