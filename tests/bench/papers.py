"""How well papers are imported: ``python -m tests.bench.papers FOLDER [--audit N] [--seed S] [-v]``.

FOLDER holds papers: each file or folder is one, but ``truth``, which may hold ``NAME.json`` (``formulas``
with their ``rows`` and ``labels``) or ``NAME.txt`` as ``tests/papers_first/corpus/README.md`` has it. Each
paper is read in a process of its own, whose time and memory are counted. ``--audit N`` prints N exercises
with checked keys, taken at random, to be read by hand.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from drill.errors import PaperError
from drill.papers_first.draft import Draft, formula_id
from drill.papers_first.generate import generate
from drill.papers_first.paper import make_paper
from drill.papers_first.read import read_paper
from drill.papers_first.source.document import Document
from tests.bench import papers_glossary
from tests.papers_first.truth import missing, read_truth, shown

SEMANTIC: Final = frozenset(("evaluate", "code", "special-case"))
LONGEST_SECONDS: Final = 120
_COMMAND: Final = re.compile(r"\\([a-zA-Z]+)")
_NOT_PAPERS: Final = (".json", ".txt", ".license")
_LICENCES: Final = ("license", "copying", "readme")


@dataclass
class Figures:
    """What was counted of one paper, or of all together."""

    displays: int = 0
    true: int = 0
    """Displays of the truth."""
    found: int = 0
    """Those of them that were found as they are."""
    formulas: int = 0
    left: int = 0
    """Formulas with a command of the paper left in them."""
    rows: int = 0
    read: int = 0
    exercised: int = 0
    """Displays with an exercise."""
    semantic: int = 0
    """Displays with an exercise that asks for computing."""
    drafts: int = 0
    proved: int = 0
    seconds: float = 0.0
    generating: float = 0.0
    megabytes: float = 0.0
    entries: int = 0
    """Entries of the glossary that are shown by default, where the truth lists symbols."""
    right: int = 0
    symbols: int = 0
    """Symbols of the truth, and below those of them that are found."""
    known: int = 0
    kinds: dict[str, int] = field(default_factory=dict[str, int])
    refusals: list[str] = field(default_factory=list[str])
    lost: list[str] = field(default_factory=list[str])
    audited: list[str] = field(default_factory=list[str])
    refused: str = ""


def measure(path: Path, truth: Path | None) -> Figures:
    """The figures of one paper, counted in this process."""
    figures = Figures()
    begun = time.perf_counter()
    try:
        document = read_paper(path)
    except PaperError as error:
        figures.refused = str(error)
        return figures
    paper = make_paper("bench", document)
    figures.seconds = time.perf_counter() - begun
    figures.rows = len(paper.readings)
    figures.read = sum(reading.statement is not None for reading in paper.readings)
    figures.refusals = [
        f"{reading.refused}: {' '.join(reading.tokens)[:100] or reading.formula.latex[:100]}"
        for reading in paper.readings
        if reading.statement is None
    ]
    _count_displays(figures, document, truth)
    _count_glossary(figures, document, truth)
    generated = generate(paper)
    figures.generating = time.perf_counter() - begun - figures.seconds
    _count_exercises(figures, document, generated.drafts)
    figures.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _count_displays(figures: Figures, document: Document, truth: Path | None) -> None:
    found = shown(document)
    figures.displays = len(found)
    figures.formulas = len(document.formulas)
    own = {name for name, macro in document.macros.commands.items() if not macro.frozen}
    figures.left = sum(bool(own & set(_COMMAND.findall(formula.latex))) for formula in document.formulas)
    if truth is not None:
        wanted = read_truth(truth)
        lost = missing(wanted, found)
        figures.true, figures.found = len(wanted), len(wanted) - len(lost)
        figures.lost = [" ".join(one.rows) for one in lost]


def _count_glossary(figures: Figures, document: Document, truth: Path | None) -> None:
    if truth is None or truth.suffix != ".json":
        return
    told: Mapping[str, object] = json.loads(truth.read_text(encoding="utf-8"))
    if "symbols" in told:
        result = papers_glossary.measure(document, told)
        figures.entries, figures.right = result.right + len(result.wrong), result.right
        figures.symbols, figures.known = result.found + len(result.missed), result.found


def _displays_with(document: Document, drafts: Iterable[Draft]) -> int:
    """How many displays have one of the drafts; a formula that is shown again has its first place's."""
    drafted = {formula_id(draft.formula) for draft in drafts if draft.formula}
    return len({formula.display for formula in document.formulas if formula_id(formula) in drafted})


def _count_exercises(figures: Figures, document: Document, drafts: Sequence[Draft]) -> None:
    figures.drafts = len(drafts)
    figures.proved = sum(draft.proved for draft in drafts)
    figures.kinds = dict(Counter(draft.kind for draft in drafts))
    figures.exercised = _displays_with(document, drafts)
    figures.semantic = _displays_with(document, [draft for draft in drafts if draft.kind in SEMANTIC])
    figures.audited = [_told(draft) for draft in drafts if draft.proved]


def _told(draft: Draft) -> str:
    """An exercise as one reads it when checking its key."""
    lines = [f"## {draft.kind} {draft.id}"]
    if draft.formula is not None:
        lines.append(f"formula: {draft.formula.place}: {draft.formula.latex}")
    lines += [
        f"{name}: {value}" for name, value in draft.exercise.items() if name not in ("resources", "skills")
    ]
    return "\n".join(lines)


def in_child(path: Path, truth: Path | None) -> Figures:
    """The figures of one paper, counted in a process of its own."""
    asked = [
        sys.executable,
        "-m",
        "tests.bench.papers",
        "--child",
        str(path),
        *([str(truth)] if truth else []),
    ]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS)
    if done.returncode:
        return Figures(refused=done.stderr.strip().splitlines()[-1] if done.stderr else "it died")
    told: Mapping[str, object] = json.loads(done.stdout)
    return Figures(**told)  # pyright: ignore[reportArgumentType]


def papers_of(folder: Path) -> list[tuple[Path, Path | None]]:
    """The papers of a folder with their truths."""
    found: list[tuple[Path, Path | None]] = []
    for path in sorted(folder.iterdir()):
        is_paper = path.name != "truth" and not path.name.lower().startswith((*_LICENCES, "."))
        if is_paper and path.suffix not in _NOT_PAPERS:
            truths = (folder / "truth" / f"{path.name.split('.')[0]}{ending}" for ending in (".json", ".txt"))
            found.append((path, next((truth for truth in truths if truth.exists()), None)))
    return found


def together(every: Iterable[Figures]) -> Figures:
    """The sums of all papers; the longest time, the most memory."""
    total = Figures()
    for one in every:
        for name in ("displays", "true", "found", "formulas", "left", "rows", "read", "exercised", "semantic",
                     "drafts", "proved", "entries", "right", "symbols", "known"):  # fmt: skip
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.seconds = max(total.seconds, one.seconds)
        total.generating = max(total.generating, one.generating)
        total.megabytes = max(total.megabytes, one.megabytes)
        total.kinds = dict(Counter(total.kinds) + Counter(one.kinds))
        total.audited += one.audited
    return total


def line(name: str, one: Figures) -> str:
    """One line of figures."""
    if one.refused:
        return f"{name[:24]:<24} refused: {one.refused}"
    glossary = (
        f"  glossary {_share(one.right, one.entries)} right, {_share(one.known, one.symbols)} found"
        if one.symbols
        else ""
    )
    found = f"{one.found:>4}/{one.true:<4}" if one.true else f"{one.displays:>4}     "
    return (
        f"{name[:24]:<24} {found} left {_share(one.left, one.formulas)}  read {_share(one.read, one.rows)} of"
        f" {one.rows:<4} exercised {_share(one.exercised, one.displays)} semantic"
        f" {_share(one.semantic, one.displays)}  {one.drafts:>4} drafts ({one.proved} proved)"
        f"  {one.seconds:5.2f} s + {one.generating:5.2f} s  {one.megabytes:4.0f} MB{glossary}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "    – "


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of every paper and of all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("truth", type=Path, nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("--audit", type=int, default=0, help="print this many exercises with checked keys")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("-v", "--verbose", action="store_true", help="print what was lost and refused")
    asked = parser.parse_args(arguments)
    if asked.child:
        print(json.dumps(asdict(measure(asked.folder, asked.truth))))
        return 0
    every: list[Figures] = []
    for path, truth in papers_of(asked.folder):
        one = in_child(path, truth)
        every.append(one)
        print(line(path.name, one), flush=True)
        if asked.verbose:
            print("".join(f"    lost: {lost}\n" for lost in one.lost), end="")
            print("".join(f"    refused: {refusal}\n" for refusal in one.refusals), end="")
    total = together(every)
    print(line("all", total))
    print("  " + ", ".join(f"{kind} {count}" for kind, count in sorted(total.kinds.items())))
    chosen = random.Random(asked.seed).sample(total.audited, min(asked.audit, len(total.audited)))
    for number, told in enumerate(chosen, 1):
        print(f"\n[{number}] {told}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
