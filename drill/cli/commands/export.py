"""``drill export``: the log as a file."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from drill.cli import output

HELP = "write the events as JSON Lines, or the marks as CSV"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and what of the log."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to write; an older one is replaced")
    parser.add_argument("--csv", action="store_true", help="the marks as a table")
    parser.add_argument("--all", action="store_true", help="of all learners")
    parser.add_argument("--json", action="store_true", help="one JSON object about it")


def run(arguments: argparse.Namespace) -> int:
    """Write the file."""
    from drill.cli.opened import opened
    from drill.session.exporting import export_events, export_marks

    with opened(os.environ, reads=True, catches_up=False) as workspace:
        if arguments.csv:
            count, what = export_marks(workspace, arguments.file, everyone=arguments.all), "mark"
        else:
            count, what = export_events(workspace, arguments.file, everyone=arguments.all), "event"
    if arguments.json:
        output.emit_json({"file": str(arguments.file), f"{what}s": count})
    else:
        output.narrate(f"{count} {what}{'' if count == 1 else 's'} in {arguments.file}")
    return 0
