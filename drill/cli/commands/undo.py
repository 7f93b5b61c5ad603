"""``drill undo``: undo the newest mark, skip, parking, reopening or override of this device."""

from __future__ import annotations

import argparse
import os

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.codec import pick_fields
from drill.session.drilling.undoing import undo_newest_event


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option for JSON."""
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the undo."""
    with open_reporting_workspace(os.environ) as workspace:
        undone = undo_newest_event(workspace)
        shape = pick_fields(undone, "item undone=kind") | pick_fields(undone.after, "state")
        output.emit_either(shape, f"{undone.told}.", as_json=arguments.json)
    return 0
