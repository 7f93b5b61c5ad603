"""``drill check``: check banks, their text and every key."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from drill import worker
from drill.cli import output
from drill.cli.opened import count_files
from drill.cli.output import ProgressLine
from drill.codec import pick_fields, to_json_value
from drill.errors import UsageError
from drill.files import find
from drill.proving import CheckedBank, Step, banks_at, check_banks, read_check_record, update_check_record
from drill.session.papers.family_links import check_families, find_family_links
from drill.text import count, name_some

if TYPE_CHECKING:
    from drill.papers import FamilyMatch, FormulaRow, Paper

_DOING = {"reading": "reading files:", "looking up": "looking up proofs:", "proving": "proving exercises:"}
# Suffixes of bank files; next to a family any other file is a paper.
_BANK_SUFFIXES = (".yaml", ".yml")
_MATCH_FIELDS = "family formula spelling found roles drills word refused"
# Number of the slowest exercises that are named.
_SLOWEST = 20
# Names that fit two lines; the rest is counted.
_MOST_MISSING = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: which banks, and how thoroughly."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        type=Path,
        help="files or folders of banks (default: all); families' files, and a paper to look for them in",
    )
    parser.add_argument("--variants", type=int, default=20, metavar="N", help="draws of each exercise (20)")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="processes (default: one per core)")
    parser.add_argument(
        "--slowest", nargs="?", const=str(_SLOWEST), metavar="N", help="list the N slowest exercises (20)"
    )
    parser.add_argument(
        "--changed", metavar="SINCE", type=Path, help="prove only what is new or changed since this record"
    )
    parser.add_argument(
        "--record", metavar="FILE", type=Path, help="write down which exercises have no error, for --changed"
    )
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Check banks; exit with 1 if anything is wrong.

    Raises UsageError for counts below 1, and for a path that must be a record and is not.

    Raises KeyboardInterrupt if it is interrupted; the proofs so far are kept.
    """
    if arguments.variants < 1 or arguments.jobs < 0:
        raise UsageError("--variants and --jobs must be at least 1")
    since = () if arguments.changed is None else read_check_record(arguments.changed)
    if arguments.record is not None and arguments.record.exists():
        read_check_record(arguments.record)  # before hours of proving, not after them
    slowest_count = _read_slowest_count(arguments)
    places = find(os.environ)
    jobs = arguments.jobs or os.cpu_count() or 1
    with count_files() as on_progress:
        families, faults = check_families(places, arguments.paths, on_progress)
    # Families are tried on files that are not banks.
    papers = [
        path
        for path in arguments.paths
        if families and path.suffix not in _BANK_SUFFIXES and not path.is_dir()
    ]
    paths = [path for path in arguments.paths if path not in families and path not in papers]
    banks = banks_at(paths, places.banks) if paths or not arguments.paths else ()
    links = [_find_links(paper, families) for paper in papers] if not faults else []
    last = Step("reading", 0, 0)

    def take(step: Step) -> None:
        nonlocal last
        last = step
        line.show(_DOING[step.doing], step.done, step.total)

    try:
        with _interrupted_once(), ProgressLine() as line, closing(worker.Workers(jobs)) as workers:
            checked = check_banks(
                banks,
                cache=places.cache / "checked",
                variants=arguments.variants,
                verify=partial(worker.verify_tasks, workers, jobs=jobs),
                progress=take,
                read=workers.read_file,
                since=since,
            )
    except (KeyboardInterrupt, SystemExit):
        if last.doing == "proving":
            of = f"{last.kept:,} of {last.total:,} exercises"
            output.narrate_line(f"drill: proved {of}. The proofs are kept; run the same command to continue")
        raise
    if arguments.record is not None:
        items = {*chain.from_iterable(bank.items for bank in checked)}
        proved = [*chain.from_iterable(bank.proved for bank in checked)]
        update_check_record(arguments.record, items, proved)
    slowest = _list_slowest(checked, slowest_count)
    if arguments.json:
        shape = {"banks": [*map(_shape_checked_bank, checked)], "slowest": slowest}
        shape |= {"families": to_json_value(faults, "code path line column message hint")}
        if papers:
            matches = [*chain.from_iterable(found for _, found in links)]
            shape |= {"matches": to_json_value(matches, _MATCH_FIELDS)}
        output.emit_json(shape)
    else:
        for fault in faults:
            output.emit_text(str(fault))
        if families:
            output.emit_text(f"families: {len(families)}, {count(len(faults), 'problem')}")
        for paper, matches in links:
            _report_links(paper, matches)
        if checked or not families:
            _report_checked_banks(checked)
        if arguments.slowest is not None:
            _report_slowest(slowest)
    findings = chain.from_iterable(bank.findings for bank in checked)
    has_errors = bool(faults) or any(finding.severity == "error" for finding in findings)
    return output.FOUND if has_errors else output.DONE


def _find_links(source: Path, families: Sequence[Path]) -> tuple[Paper, Sequence[FamilyMatch]]:
    with ProgressLine() as line, closing(worker.Workers(1, only_read=True)) as workers:
        return find_family_links(workers, source, families, line.show)


def _report_links(paper: Paper, matches: Sequence[FamilyMatch]) -> None:
    """Print the families' moves in a paper, with the guard that refuses those which are not linked."""
    for row in paper.formulas:
        of_row = [match for match in matches if match.formula == row.id]
        if of_row:
            _report_formula_matches(row, of_row)
    links = [match for match in matches if not match.refused]
    linked = len({match.formula for match in links})
    output.emit_text(f"{count(len(links), 'link')} in {linked} of {count(len(paper.formulas), 'formula')}")


def _report_formula_matches(row: FormulaRow, matches: Sequence[FamilyMatch]) -> None:
    output.emit_text(f"{row.title}  {row.in_use}")
    for match in matches:
        roles = ", ".join(f"{role} = {latex}" for role, latex in match.roles.items())
        output.emit_text(f"  {'✗' if match.refused else '✓'} {match.family}: {match.spelling}")
        output.emit_text(f"      {match.found}  ({roles})")
        reason = match.refused or f"beside “{match.word}”: {', '.join(match.drills)}"
        output.emit_text(f"      {reason}")


def _read_slowest_count(arguments: argparse.Namespace) -> int:
    """Return the number of exercises for ``--slowest``; a word that is not a number is a path."""
    text = arguments.slowest or str(_SLOWEST)
    if not text.removeprefix("-").isdecimal():
        arguments.paths = [Path(text), *arguments.paths]
        return _SLOWEST
    if int(text) < 1:
        raise UsageError("--slowest must be at least 1")
    return int(text)


@contextmanager
def _interrupted_once() -> Generator[None]:
    """Ignore every ctrl+c after the first in the block, because the first already ends the workers."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _list_slowest(checked: tuple[CheckedBank, ...], count: int) -> list[dict[str, object]]:
    costs = [(bank.bank, cost) for bank in checked for cost in bank.costs]
    costs.sort(key=lambda pair: -pair[1].seconds)
    return [
        {
            "bank": bank,
            **pick_fields(cost, "exercise path line"),
            "seconds": round(cost.seconds, 2),
            "parts": [{"of": part, "seconds": round(seconds, 2)} for part, seconds in cost.parts.items()],
        }
        for bank, cost in costs[:count]
    ]


def _report_slowest(slowest: list[dict[str, Any]]) -> None:
    """Name what takes the most processor time, and the parts of it that take a tenth or more."""
    if slowest:
        output.emit_text("Processor time in seconds, slowest first:")
    for row in slowest:
        dear = [part for part in row["parts"] if part["seconds"] >= max(0.1, row["seconds"] / 10)]
        parts = ", ".join(f"{part['of']} {part['seconds']:.1f}" for part in dear)
        of_which = f", of which {parts}" if parts else ""
        output.emit_text(f"{row['path']}:{row['line']}: {row['exercise']}: {row['seconds']:.1f}{of_which}")


def _shape_checked_bank(bank: CheckedBank) -> dict[str, object]:
    of_bank = "bank path problems=findings cards unchanged recorded skills_without_card=without_card"
    of_summary = "exercises parametrised variants_tried=tried witnessed skills"
    return {
        **pick_fields(bank, of_bank, "missing_skills=missing"),
        **pick_fields(bank.summary, of_summary, "stages sisters slips pools kept_back"),
        "variants": pick_fields(bank.summary, "median minimum"),
        "mutants": pick_fields(bank.summary, "tried=mutants caught"),
    }


def _report_checked_banks(checked: tuple[CheckedBank, ...]) -> None:
    for bank in checked:
        for finding in bank.findings:
            output.emit_text(str(finding))
    for bank in checked:
        summary = bank.summary
        caught = f"{100 * summary.caught / summary.mutants:.1f} %" if summary.mutants else "none"
        text = (
            f"{bank.bank}: {count(summary.exercises, 'exercise')}, {summary.parametrised} with parameters "
            f"(distinct variants: median {summary.median:g}, minimum {summary.minimum}), "
            f"{summary.witnessed} witnessed, mutants caught {caught} of {summary.mutants}, "
        )
        if summary.kept_back:
            text += f"{count(summary.kept_back, 'mistake')} without a second try, "
        text += count(len(bank.findings), "problem")
        if bank.unchanged:
            text += f" ({bank.unchanged} unchanged since the last check)"
        if bank.recorded:
            text += f" ({bank.recorded:,} more as in the record, not proved again)"
        output.emit_text(text)
        if bank.missing:
            missing = name_some(bank.missing, _MOST_MISSING)
            all_listed = " (--json lists all)" if len(bank.missing) > _MOST_MISSING else ""
            output.emit_text(f"{bank.bank}: skills without exercises: {missing}{all_listed}")
    if not checked:
        output.emit_text("There is no bank there.")
