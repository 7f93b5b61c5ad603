"""``drill check``: check banks, their text and every key."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from drill.cli import diagnostics, output
from drill.codec import picked
from drill.errors import UsageError
from drill.text import count

if TYPE_CHECKING:
    from drill.proving import CheckedBank

HELP = "check banks: schema, templates, every key against a second computation"
# Cells of the bar, which leaves room for its numbers.
_BAR_CELLS = 30
# Names that fit two lines; the rest is counted.
_MOST_MISSING = 12
_FINDING = ("severity", "code", "exercise", "where", "path", "line", "column", "message")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: which banks, and how thoroughly."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", type=Path, help="files or folders (default: all banks)"
    )
    parser.add_argument("--variants", type=int, default=20, metavar="N", help="draws of each exercise (20)")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="processes (default: one per core)")
    parser.add_argument("--strict", action="store_true", help="judge every bank as shipped ones are judged")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Check banks; exit with 1 if anything is wrong. Raises UsageError for counts below 1."""
    from drill.locations import find
    from drill.proving import banks_at, check_banks
    from drill.worker import Workers, verified

    if arguments.variants < 1 or arguments.jobs < 0:
        raise UsageError("--variants and --jobs must be at least 1")
    places, jobs = find(os.environ), arguments.jobs or os.cpu_count() or 1
    with closing(Workers(jobs)) as workers:
        checked = check_banks(
            banks_at(arguments.paths, places.banks),
            cache=places.cache / "checked",
            variants=arguments.variants,
            verify=partial(verified, workers, jobs=jobs),
            progress=_progress(),
            read=workers.read_file,
            strict=arguments.strict,
        )
    if arguments.json:
        output.emit_json({"banks": [_shape(bank) for bank in checked]})
    else:
        _report(checked)
    has_errors = any(finding.severity == "error" for bank in checked for finding in bank.findings)
    return diagnostics.FOUND if has_errors else diagnostics.DONE


def _progress() -> Callable[[int, int], None]:
    """Return a progress bar on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        return lambda done, total: None

    def draw(done: int, total: int) -> None:
        cells = done * _BAR_CELLS // max(1, total)
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r[{'#' * cells}{'.' * (_BAR_CELLS - cells)}] {done}/{total}{end}")
        sys.stderr.flush()

    return draw


def _shape(bank: CheckedBank) -> dict[str, object]:
    summary = bank.summary
    return {
        **picked(bank, "bank", "path"),
        **picked(summary, "exercises", "parametrised", "variants_tried", "witnessed"),
        "problems": [picked(finding, *_FINDING) for finding in bank.findings],
        "skills": dict(summary.skills),
        "variants": {"median": summary.median, "minimum": summary.minimum},
        "mutants": {"tried": summary.tried, "caught": summary.caught},
        **picked(summary, "stages", "sisters", "slips", "pools"),
        "cards": bank.cards,
        "skills_without_card": list(bank.without_card),
        "missing_skills": list(bank.missing),
        "unchanged": bank.unchanged,
    }


def _report(checked: tuple[CheckedBank, ...]) -> None:
    for bank in checked:
        for finding in bank.findings:
            output.emit(str(finding))
    for bank in checked:
        summary = bank.summary
        caught = f"{100 * summary.caught / summary.tried:.1f} %" if summary.tried else "none"
        output.emit(
            f"{bank.bank}: {count(summary.exercises, 'exercise')}, {summary.parametrised} with parameters "
            f"(distinct variants: median {summary.median:g}, minimum {summary.minimum}), "
            f"{summary.witnessed} witnessed, mutants caught {caught} of {summary.tried}, "
            f"{count(len(bank.findings), 'problem')}"
            + (f" ({bank.unchanged} unchanged since the last check)" if bank.unchanged else "")
        )
        if bank.missing:
            missing_names = ", ".join(bank.missing[:_MOST_MISSING])
            more = len(bank.missing) - _MOST_MISSING
            unlisted = f" and {more} more (--json lists all)" if more > 0 else ""
            output.emit(f"{bank.bank}: skills without exercises: {missing_names}{unlisted}")
    if not checked:
        output.emit("There is no bank there.")
