"""``drill get``: fetch and install banks by their address."""

from __future__ import annotations

import argparse
import math
import os
import shlex
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import count as count_from
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.cli.slow_progress import report_progress
from drill.errors import UsageError
from drill.text import count, name_some

if TYPE_CHECKING:
    from drill.banks.loaded_files import LoadedFile, ReadFile
    from drill.exchange import StagedShelf
    from drill.locations import Locations
    from drill.proving import CheckedBank
    from drill.worker import Workers

# Draws of each exercise: enough to notice a key that contradicts its witness.
_VARIANTS = 5
# Strangers' files are read for so long; what is left then is left out.
_READING_LIMIT_S = 60.0
# Their exercises are verified for so long; what is left then, `drill check` verifies.
_LIMIT_S = 120.0
# Names that a line lists; the rest is counted.
_MOST_TOLD = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the address, and what the banks are called here."""
    parser.add_argument(
        "address",
        metavar="ADDRESS|NAME",
        help="https://….zip or .tar.gz, or a folder; or the name of banks that you got, to update them",
    )
    parser.add_argument("--at", default="", metavar="PATH", help="the folder of banks in it")
    parser.add_argument(
        "--as", dest="name", default="", metavar="NAME", help="what its banks are called: NAME/…"
    )
    parser.add_argument("--remove", action="store_true", help="take the banks of NAME out; their marks stay")
    parser.add_argument("--yes", action="store_true", help="update even where this resets marks")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Fetch and check banks, ask if marks are at stake, and install them."""
    from drill.banks.reading_budget import ReadingBudget
    from drill.exchange import remove_shelf, stage_shelf
    from drill.locations import find
    from drill.worker import Workers

    places = find(os.environ)
    if arguments.remove:
        remove_shelf(arguments.address, places)
        text = f"{arguments.address} is removed. Its marks are kept, and count again once it is back."
        output.emit_either({"name": arguments.address, "removed": True}, text, as_json=arguments.json)
        return 0
    jobs = os.cpu_count() or 1
    budget = ReadingBudget(math.inf, _READING_LIMIT_S, time.monotonic)
    numbers = count_from(1)
    reading = report_progress("reading the files, {done} so far", "getting the files")
    with closing(Workers(jobs)) as workers, ExitStack() as while_reading:
        progress = while_reading.enter_context(reading)

        def read(raw: bytes, path: str, expressions: bool) -> LoadedFile:
            progress(next(numbers), 0)
            return budget.read(workers.read_file, raw, path, expressions=expressions)

        with stage_shelf(arguments.address, places, at=arguments.at, name=arguments.name, read=read) as shelf:
            while_reading.close()
            return install_staged_shelf(
                shelf, places, workers, read, is_agreed=arguments.yes, as_json=arguments.json
            )


def install_staged_shelf(
    shelf: StagedShelf, places: Locations, workers: Workers, read: ReadFile, *, is_agreed: bool, as_json: bool
) -> int:
    """Check staged banks and install them; exit with 1 if anything is wrong with them.

    Raises UsageError where marks would be reset and nobody agrees.
    """
    from drill.banks.load import find_banks
    from drill.proving import check_banks
    from drill.session.library.bank_shelves import marks_reset
    from drill.worker import verify_tasks

    verify = partial(verify_tasks, workers, jobs=os.cpu_count() or 1, limit_s=_LIMIT_S)
    with report_progress("checking, {done} of {total}") as say:
        checked = check_banks(
            find_banks(shelf.root), cache=places.cache / "checked", variants=_VARIANTS, verify=verify,
            read=read,
            progress=lambda step: say(step.done, step.total),
        )  # fmt: skip
    reset = 0
    if shelf.is_update:
        with open_reporting_workspace(os.environ, reads=True) as workspace:
            reset = marks_reset(workspace, shelf)
        if reset and not is_agreed and not _confirm_reset_marks(reset, shelf.name):
            raise UsageError(f"{shelf.name} stays as it was", f"drill get {shelf.name} --yes updates it")
    backup = shelf.place()
    if as_json:
        output.emit_json(_shape_staged_shelf(shelf, checked, reset))
    else:
        _report_staged_shelf(shelf, checked)
        if backup is not None:
            output.narrate_line(f"You had edited it: your files are kept in {backup}")
    return int(any(finding.severity == "error" for bank in checked for finding in bank.findings))


def _confirm_reset_marks(reset: int, name: str) -> bool:
    exercises = count(reset, "exercise")
    warning = (
        f"{exercises} of {name} that you have met have a new answer or are gone: their marks start over."
    )
    output.narrate_line(warning)
    if not sys.stdin.isatty():
        return False
    sys.stderr.write("Update? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _shape_staged_shelf(
    shelf: StagedShelf, checked: tuple[CheckedBank, ...], reset: int
) -> dict[str, object]:
    return {
        "name": shelf.name,
        **{name: shelf.origin[name] for name in ("address", "at", "revision")},
        "banks": [
            {"bank": bank.bank, "exercises": bank.summary.exercises, "problems": len(bank.findings)}
            for bank in checked
        ],
        "left_out": sorted((*shelf.left_out, *shelf.misnamed, *shelf.unread)),
        "updated": shelf.is_update,
        "reset": reset,
    }


def _report_staged_shelf(shelf: StagedShelf, checked: tuple[CheckedBank, ...]) -> None:
    from drill.banks.bank_names import NAME_CHARACTERS

    width = output.terminal_width()
    output.emit_wrapped(f"{shelf.origin['address']} ({shelf.origin['revision']})", width)
    for bank in checked:
        errors = sum(finding.severity == "error" for finding in bank.findings)
        faulty = f", {count(errors, 'error')}" if errors else ""
        output.emit_text(f"  {bank.bank:30} {count(bank.summary.exercises, 'exercise')}{faulty}")
    _report_left_out("no banks, left out", shelf.left_out, width)
    _report_left_out(f"left out, since a name has only {NAME_CHARACTERS}", shelf.misnamed, width)
    _report_left_out(
        f"left out, since reading took more than {_READING_LIMIT_S:g} seconds", shelf.unread, width
    )
    first = checked[0].bank if checked else shelf.name
    start, remove = (
        shlex.join(("drill", "start", first)),
        shlex.join(("drill", "get", "--remove", shelf.name)),
    )
    output.narrate_line(f"Drill it: {start}. Take it out: {remove}")


def _report_left_out(why: str, names: Sequence[str], width: int) -> None:
    if names:
        output.emit_wrapped(f"  {why}: {name_some(names, _MOST_TOLD)}", width)
