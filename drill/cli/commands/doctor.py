"""``drill doctor``: examine the database, and rebuild the tables that are derived from the log."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.codec import leave_out_empty, pick_fields
from drill.errors import StoreDamagedError
from drill.files import find
from drill.session.database_location import copies_told, find_database_file, way_to_start_over
from drill.session.workspace import bring_up_to_date
from drill.text import count

if TYPE_CHECKING:
    from drill.gyr.events import ItemId
    from drill.store import Mended


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add options: the file for a sound copy, and JSON."""
    parser.add_argument(
        "--without-broken",
        metavar="FILE",
        type=Path,
        help="repair nothing: write a copy of the database without the events that cannot be read or merged",
    )
    parser.add_argument(
        "--undo-ahead",
        action="store_true",
        help="undo your marks that are dated later than today, which were made with a wrong clock",
    )
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Examine, repair, and examine again."""
    try:
        return _examine_database(arguments)
    except StoreDamagedError as error:
        if find_database_file(os.environ, find(os.environ)) is None:
            raise  # a server repairs its own pages
        hint = f"{copies_told(os.environ)}; {way_to_start_over(os.environ)}"
        raise StoreDamagedError(error.message, hint) from error


def _examine_database(arguments: argparse.Namespace) -> int:
    with open_reporting_workspace(os.environ, catches_up=False, doing="examining the database") as workspace:
        store = workspace.store
        if arguments.without_broken is not None:
            file: Path = arguments.without_broken
            left_out = store.write_sound(file)
            _report_copy(file, left_out, as_json=arguments.json, can_restore=store.file is not None)
            return output.DONE
        entries = workspace.catalogue.entries
        undone = store.undo_ahead(entries) if arguments.undo_ahead else 0
        mended = store.mend(entries)
        orphans: list[ItemId] = []
        if not mended.left.lost:
            bring_up_to_date(workspace)
            orphans = workspace.orphans()
    if arguments.json:
        shape = _shape_mended_store(mended, orphans)
        output.emit_json(shape | leave_out_empty({"undone": undone}))
    else:
        if undone:
            output.emit_text(f"undone: {count(undone, 'mark')} dated later than today")
        for line in _report_lines(mended, orphans):
            output.emit_text(line)
    return output.DONE if mended.left.is_sound else output.FOUND


def _report_copy(file: Path, left_out: int, *, as_json: bool, can_restore: bool) -> None:
    if as_json:
        output.emit_json({"copy": str(file), "left_out": left_out})
        return
    output.emit_text(f"The sound part is in {file}; {count(left_out, 'event')} left out.")
    if can_restore:
        output.narrate_line(f"To continue with it: drill restore {shlex.quote(str(file))}")


def _list_mended_findings(mended: Mended) -> tuple[list[str], list[str]]:
    """Return the remaining findings and the rebuilt parts, as lines."""
    left = [*mended.left.lost, *mended.left.broken, *mended.left.stale]
    left += mended.left.ahead
    return left, [line for line in (*mended.found.broken, *mended.found.stale) if line not in left]


def _shape_mended_store(mended: Mended, orphans: Sequence[ItemId]) -> dict[str, object]:
    left, rebuilt = _list_mended_findings(mended)
    shape = pick_fields(mended.left, "events items sound=is_sound") | pick_fields(mended, "kept")
    shape |= {"broken": left, "rebuilt": rebuilt, "orphans": orphans}
    return shape | leave_out_empty(pick_fields(mended.left, "notes"))


def _report_lines(mended: Mended, orphans: Sequence[ItemId]) -> Iterator[str]:
    left, rebuilt = _list_mended_findings(mended)
    yield from left
    yield from (f"rebuilt: {line}" for line in rebuilt)
    if mended.kept is not None:
        yield f"The damaged database is kept: {mended.kept}"
    if mended.left.lost:
        yield "drill doctor --without-broken FILE writes a copy without these events, for drill restore FILE."
    if mended.left.ahead:
        yield "If this clock is right, drill doctor --undo-ahead undoes them, and drill merge takes them in."
    yield from mended.left.notes
    yield from (f"no longer in any bank, its marks are kept: {item}" for item in orphans)
    whole = "Everything is sound." if mended.left.is_sound else "Not everything could be repaired."
    on = f" on {count(mended.left.items, 'exercise')}" if mended.left.items else ""
    yield f"{count(mended.left.events, 'event')}{on}. {whole}"
