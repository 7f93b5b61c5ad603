"""``drill doctor``: examine the database, and rebuild what is derived from the log."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.codec import leave_out_empty, pick_fields
from drill.errors import StoreDamagedError
from drill.files import find
from drill.session.database_location import (
    copies_told,
    database_file,
    missing_told,
    salvage_marks,
    way_to_start_over,
)
from drill.session.workspace import bring_up_to_date
from drill.text import count

if TYPE_CHECKING:
    from drill.gyr.events import ItemId
    from drill.session.standing.withheld_exercises import LeftOut
    from drill.store import Mended, Salvaged


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add options: where to write a sound copy, and JSON."""
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
    """Examine, repair, and examine again; read the pages of a database that cannot be opened."""
    try:
        return _examine_database(arguments)
    except StoreDamagedError as error:
        return _salvage_damaged_store(arguments, error)


def _salvage_damaged_store(arguments: argparse.Namespace, error: StoreDamagedError) -> int:

    if database_file(os.environ, find(os.environ)) is None:
        raise error  # a server's pages are its own affair
    target: Path | None = arguments.without_broken
    salvaged = salvage_marks(os.environ, datetime.now(UTC), target)
    if target is not None and salvaged.events:
        _report_copy(target, salvaged.missing, as_json=arguments.json)
        return output.DONE
    if salvaged.kept is not None:
        _report_salvaged(error.message, salvaged)
        return _examine_database(arguments)
    found = f"{count(salvaged.events, 'mark') if salvaged.events else 'no mark'} can still be read"
    missing = f", {missing_told(salvaged.missing)}" if salvaged.missing else ""
    way = "`drill doctor --without-broken FILE` writes them into a new file; " if salvaged.events else ""
    over = "" if salvaged.events else f"; {way_to_start_over(os.environ)}"
    hint = f"{way}{copies_told(os.environ)}{over}"
    raise StoreDamagedError(f"{error.message}; {found}{missing}", hint) from error


def _report_salvaged(fault: str, salvaged: Salvaged) -> None:
    output.narrate_line(
        f"drill: {fault}. Its {count(salvaged.events, 'mark')} were read from its pages into a new database, "
        f"and none is missing. The damaged one is kept: {salvaged.kept}"
    )


def _examine_database(arguments: argparse.Namespace, *, reads_pages: bool = True) -> int:

    with open_reporting_workspace(os.environ, catches_up=False, doing="examining the database") as workspace:
        store = workspace.store
        if arguments.without_broken is not None:
            file: Path = arguments.without_broken
            left_out, can_restore = store.write_sound(file), store.file is not None
            _report_copy(file, left_out, as_json=arguments.json, can_restore=can_restore)
            return output.DONE
        entries = workspace.catalogue.entries
        undone = store.undo_ahead(entries) if arguments.undo_ahead else 0
        mended, is_file = store.mend(entries), store.file is not None
        orphans: list[ItemId] = []
        if not mended.left.lost:
            bring_up_to_date(workspace)
            orphans = workspace.orphans()
        unconfirmed = workspace.withheld.left_out
    if mended.left.lost and is_file and reads_pages:
        from drill.session.database_location import salvage_marks

        salvaged = salvage_marks(os.environ, datetime.now(UTC), None, mended.left.events)
        if salvaged.kept is not None:
            _report_salvaged(mended.left.lost[0], salvaged)
            return _examine_database(arguments, reads_pages=False)
    if arguments.json:
        shape = _shape_mended_store(mended, orphans, unconfirmed)
        output.emit_json(shape | leave_out_empty({"undone": undone}))
    else:
        if undone:
            output.emit_text(f"undone: {count(undone, 'mark')} dated later than today")
        for line in _report_lines(mended, orphans, unconfirmed):
            output.emit_text(line)
    return output.DONE if mended.left.is_sound else output.FOUND


def _report_copy(file: Path, left_out: int, *, as_json: bool, can_restore: bool = True) -> None:
    if as_json:
        output.emit_json({"copy": str(file), "left_out": left_out})
        return
    output.emit_text(f"The sound part is in {file}; {count(left_out, 'event')} left out.")
    if can_restore:
        output.narrate_line(f"To continue with it: drill restore {shlex.quote(str(file))}")


def _list_mended_findings(mended: Mended) -> tuple[list[str], list[str]]:
    """Return what is left, and what was rebuilt, as lines."""
    missing = mended.left.missing
    told = f"{missing_told(missing)}: the program kept them, and they are not in the database"
    left = [*([told] if missing else ()), *mended.left.lost, *mended.left.broken, *mended.left.stale]
    left += mended.left.ahead
    return left, [line for line in (*mended.found.broken, *mended.found.stale) if line not in left]


def _shape_mended_store(
    mended: Mended, orphans: Sequence[ItemId], left_out: Sequence[LeftOut]
) -> dict[str, object]:
    left, rebuilt = _list_mended_findings(mended)
    shape = pick_fields(mended.left, "events items sound=is_sound") | pick_fields(mended, "kept")
    shape |= {"broken": left, "rebuilt": rebuilt, "orphans": orphans}
    shape |= leave_out_empty({"left_out": [pick_fields(each, "item why path line") for each in left_out]})
    return shape | leave_out_empty(pick_fields(mended.left, "notes"))


def _report_lines(mended: Mended, orphans: Sequence[ItemId], left_out: Sequence[LeftOut]) -> Iterator[str]:
    left, rebuilt = _list_mended_findings(mended)
    yield from left
    yield from (f"rebuilt: {line}" for line in rebuilt)
    if mended.kept is not None:
        yield f"The damaged database is kept: {mended.kept}"
    if mended.left.missing:
        from drill.session.database_location import copies_told

        yield f"To go back: {copies_told(os.environ)}."
        yield "To go on without them: drill doctor --without-broken FILE, then drill restore FILE."
    if mended.left.lost:
        yield "drill doctor --without-broken FILE writes a copy without these events, for drill restore FILE."
    if mended.left.ahead:
        yield "If this clock is right, drill doctor --undo-ahead undoes them, and drill merge takes them in."
    yield from mended.left.notes
    yield from (f"no longer in any bank, its marks are kept: {item}" for item in orphans)
    for each in left_out:
        yield f"{each.path}:{each.line}: left out: {each.item}, whose answer is not confirmed: {each.why}"
    whole = "Everything is sound." if mended.left.is_sound else "Not everything could be repaired."
    on = f" on {count(mended.left.items, 'exercise')}" if mended.left.items else ""
    yield f"{count(mended.left.events, 'event')}{on}. {whole}"
