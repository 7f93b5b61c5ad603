"""``drill undo``: undo the newest mark, skip, parking, reopening or override of this device."""

from __future__ import annotations

import argparse
import os

from drill.cli import output

HELP = "take back the newest mark, skip, parking, reopening or override"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option for JSON."""
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Write the undo."""
    from drill.cli.opened import opened
    from drill.session.corrections import undo

    with opened(os.environ) as workspace:
        undone = undo(workspace)
        if arguments.json:
            output.emit_json({"item": undone.item, "undone": undone.kind, "state": undone.state})
        else:
            output.emit(f"{undone.told}.")
    return 0
