"""``drill export``: write the log as a file."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.text import count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the file, and which part of the log."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to write; an older one is replaced")
    parser.add_argument("--csv", action="store_true", help="the marks as a table")
    parser.add_argument("--all", action="store_true", help="of all learners")
    parser.add_argument("--json", action="store_true", help="one JSON object about it")


def run(arguments: argparse.Namespace) -> int:
    """Write the file; events that cannot be read or merged are named, and left out."""
    from drill.session.exporting import export_events, export_marks

    with open_reporting_workspace(
        os.environ, reads=True, catches_up=False, doing="writing the events"
    ) as workspace:
        export = export_marks if arguments.csv else export_events
        written = export(workspace, arguments.file, everyone=arguments.all)
    unit = "mark" if arguments.csv else "event"
    for line in written.left_out:
        output.narrate_line(f"left out: {line}")
    if arguments.json:
        shape: dict[str, object] = {"file": str(arguments.file), f"{unit}s": written.count}
        if written.left_out:
            shape["left_out"] = len(written.left_out)
        output.emit_json(shape)
    else:
        output.narrate_line(f"{count(written.count, unit)} in {arguments.file}")
    return output.FOUND if written.left_out else output.DONE
