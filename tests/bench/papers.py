"""How well papers are imported: ``python -m tests.bench.papers FOLDER… [--ledger LEDGER] [--audit N] [-v]``.

Each FOLDER holds papers: each file or folder in it is one, but ``truth``. Each paper is read in a process
of its own, whose CPU time and memory are counted.

``--ledger LEDGER`` compares the drafts with those of an earlier run, a file a paper in the folder LEDGER:
gained, lost and changed ones; ``--renew`` keeps those of this run there. ``--audit N`` prints N exercises,
taken at random, to be read by hand.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, cast

from drill.errors import PaperError
from drill.papers import DraftRecord, Paper, made_of, paper_of, read_sheet

CENTRAL: Final = 8
"""Formulas that an import drills unless it is asked for more."""
SEMANTIC: Final = frozenset(("family", "properties", "code"))
LONGEST_SECONDS: Final = 300
FIRST_EDITION: Final = {
    "blank": 1189, "explain": 918, "recall": 805, "evaluate": 596, "symbol": 483, "spot-the-error": 395,
    "code": 275, "special-case": 115, "which": 82, "order": 31, "shape": 24, "referenced": 18,
}  # fmt: skip
"""Drafts of 37 papers with 1,062 formulas, by kind."""
FIRST_FORMULAS: Final = 1062
_NOT_PAPERS: Final = (".json", ".txt", ".license")
_OTHERS: Final = ("license", "copying", "readme", "truth", ".")


@dataclass
class Figures:
    """What was counted of one paper, or of all together."""

    formulas: int = 0
    lines: int = 0
    read: int = 0
    typed: int = 0
    exercised: int = 0
    """Formulas with an exercise that asks for more than own words."""
    semantic: int = 0
    """Formulas with an exercise that asks for computing."""
    symbols: int = 0
    explained: int = 0
    declared: int = 0
    proved: int = 0
    reading: float = 0.0
    drafting: float = 0.0
    """CPU seconds."""
    megabytes: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict[str, int])
    drafts: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """By id the kind and the answer."""
    skips: dict[str, int] = field(default_factory=dict[str, int])
    audited: list[str] = field(default_factory=list[str])
    refused: str = ""


def measure(path: Path) -> Figures:
    """The figures of one paper, counted in this process."""
    figures = Figures()
    begun = time.process_time()
    try:
        paper = paper_of(read_sheet(path))
    except PaperError as error:
        figures.refused = str(error)
        return figures
    figures.reading = time.process_time() - begun
    record = made_of(paper, lambda stage, done, whole: None, CENTRAL)
    figures.drafting = time.process_time() - begun - figures.reading
    figures.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sheet = record
    figures.formulas, figures.lines = len(sheet.formulas), len(paper.lines)
    figures.read = sum(line.statement is not None for line in paper.lines)
    figures.typed = sum(hasattr(line.typed, "quantities") for line in paper.lines)
    figures.symbols = len(sheet.symbols)
    figures.explained = sum(bool(row.means or row.mentions) for row in sheet.symbols)
    figures.declared = sum(bool(row.declared) for row in sheet.symbols)
    _count(figures, record)
    return figures


def _count(figures: Figures, record: Paper) -> None:
    drafts = record.drafts
    figures.exercised = len({draft.about for draft in drafts if draft.kind != "explain"})
    figures.semantic = len({draft.about for draft in drafts if draft.kind in SEMANTIC})
    figures.proved = sum(draft.proved for draft in drafts)
    figures.kinds = dict(Counter(draft.kind for draft in drafts))
    figures.drafts = {draft.id: (draft.kind, json.dumps(draft.exercise["answer"])) for draft in drafts}
    figures.skips = dict(Counter(f"{skipped.kind}: {skipped.why}" for skipped in record.skipped))
    figures.audited = [_told(draft) for draft in drafts]


def _told(draft: DraftRecord) -> str:
    """An exercise as one reads it when checking its key."""
    lines = [f"## {draft.kind} {draft.id} {'proved' if draft.proved else ''}"]
    lines += [
        f"{name}: {value}"
        for name, value in draft.exercise.items()
        if name not in ("links", "skill", "needs")
    ]
    return "\n".join(lines)


def in_child(path: Path) -> Figures:
    """The figures of one paper, counted in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.papers", "--child", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS)
    if done.returncode:
        return Figures(refused=done.stderr.strip().splitlines()[-1] if done.stderr else "it died")
    figures: Mapping[str, object] = json.loads(done.stdout)
    return Figures(**figures)  # pyright: ignore[reportArgumentType]


def papers_of(folder: Path) -> list[Path]:
    """The papers of a folder."""
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.name.lower().startswith(_OTHERS) and path.suffix not in _NOT_PAPERS
    ]


def together(every: Iterable[Figures]) -> Figures:
    """The sums of all papers; the longest time, the most memory."""
    total = Figures()
    for figures in every:
        for name in ("formulas", "lines", "read", "typed", "exercised", "semantic", "symbols", "explained",
                     "declared", "proved"):  # fmt: skip
            setattr(total, name, getattr(total, name) + getattr(figures, name))
        total.reading, total.drafting = (
            max(total.reading, figures.reading),
            max(total.drafting, figures.drafting),
        )
        total.megabytes = max(total.megabytes, figures.megabytes)
        total.kinds = dict(Counter(total.kinds) + Counter(figures.kinds))
        total.skips = dict(Counter(total.skips) + Counter(figures.skips))
        total.audited += figures.audited
    return total


def line(name: str, figures: Figures) -> str:
    """One line of figures."""
    if figures.refused:
        return f"{name[:20]:<20} refused: {figures.refused}"
    drafts = sum(figures.kinds.values())
    return (
        f"{name[:20]:<20} {figures.formulas:>4} formulas  read {_share(figures.read, figures.lines)} typed"
        f" {_share(figures.typed, figures.lines)}  exercised {_share(figures.exercised, figures.formulas)}"
        f" semantic"
        f" {_share(figures.semantic, figures.formulas)}  {drafts:>4} drafts, {figures.proved} proved "
        f" {figures.symbols} symbols,"
        f" {figures.explained} explained, {figures.declared} declared"
        f"  {figures.reading:5.2f} + {figures.drafting:5.2f} s CPU  {figures.megabytes:4.0f} MB"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:3.0f} %" if whole else "  – "


def by_kind(total: Figures) -> str:
    """Drafts by kind, and what the first edition would have made of as many formulas."""
    rows: list[str] = []
    for kind in sorted({*total.kinds, *FIRST_EDITION}):
        first = FIRST_EDITION.get(kind, 0) * total.formulas / FIRST_FORMULAS
        rows.append(f"  {kind:<15} {total.kinds.get(kind, 0):>5}   (first edition: {first:.0f})")
    return "\n".join(rows)


def compared(name: str, now: Figures, ledger: Path, *, renew: bool) -> list[str]:
    """The drafts that were gained, lost and changed since the run whose drafts lie in the ledger."""
    file = ledger / f"{name}.json"
    changes: list[str] = []
    if file.is_file():
        before = cast("dict[str, list[str]]", json.loads(file.read_text(encoding="utf-8")))
        for id_ in sorted({*before, *now.drafts}):
            if id_ not in before:
                changes.append(f"gained  {name} {id_} {now.drafts[id_][1][:100]}")
            elif id_ not in now.drafts:
                changes.append(f"lost    {name} {id_} {before[id_][1][:100]}")
            elif before[id_][1] != now.drafts[id_][1]:
                changes.append(f"changed {name} {id_} {before[id_][1][:80]} -> {now.drafts[id_][1][:80]}")
    if renew and not now.refused:
        ledger.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(now.drafts, indent=0, sort_keys=True), encoding="utf-8")
    return changes


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of every paper and of all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--ledger", type=Path, help="compare the drafts with those kept in this folder")
    parser.add_argument("--renew", action="store_true", help="keep the drafts of this run in the ledger")
    parser.add_argument("--audit", type=int, default=0, help="print this many exercises")
    parser.add_argument("--kind", action="append", help="of this kind alone")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("-v", "--verbose", action="store_true", help="print why formulas were skipped")
    options = parser.parse_args(arguments)
    if options.child:
        print(json.dumps(asdict(measure(options.folders[0]))))
        return 0
    every: list[Figures] = []
    changes: list[str] = []
    for path in (paper for folder in options.folders for paper in papers_of(folder)):
        one = in_child(path)
        every.append(one)
        print(line(path.name, one), flush=True)
        if options.ledger is not None:
            changes += compared(path.name, one, options.ledger, renew=options.renew)
    total = together(every)
    print(line("all", total))
    print(by_kind(total))
    print("\n".join(changes) or "ledger: the same drafts" if options.ledger is not None else "", end="\n")
    if options.verbose:
        for why, number in Counter(total.skips).most_common(40):
            print(f"    {number:>4} {why}")
    fit = [told for told in total.audited if not options.kind or told.split()[1] in options.kind]
    for number, told in enumerate(random.Random(options.seed).sample(fit, min(options.audit, len(fit))), 1):
        print(f"\n[{number}] {told}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
