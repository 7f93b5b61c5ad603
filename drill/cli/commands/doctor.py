"""``drill doctor``: looks the database over, and rebuilds what is derived where it disagrees with the log."""

from __future__ import annotations

import argparse
import os

from drill.cli import diagnostics, output

HELP = "check the database and rebuild what is derived from the log"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One switch."""
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Check; rebuild; check again."""
    from drill.cli.opened import opened

    with opened(os.environ) as workspace:
        found = workspace.store.check()
        if found.stale:
            workspace.store.rebuild(workspace.exercises)
        left = workspace.store.check() if found.stale else found
        orphans = workspace.store.orphans()
        if arguments.json:
            output.emit_json(
                {
                    "sound": left.is_sound,
                    "events": found.events,
                    "items": found.items,
                    "broken": list(left.broken),
                    "rebuilt": list(found.stale),
                    "orphans": list(orphans),
                }
            )
        else:
            for line in (*left.broken, *(f"rebuilt: {line}" for line in found.stale)):
                output.emit(line)
            for item in orphans:
                output.emit(f"in no bank now, its marks are kept: {item}")
            whole = "Everything is sound." if left.is_sound else "Not everything could be mended."
            output.emit(f"{found.events} events on {found.items} exercises. {whole}")
    return diagnostics.DONE if left.is_sound else diagnostics.FOUND
