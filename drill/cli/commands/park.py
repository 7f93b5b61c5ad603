"""``drill park``: parks an exercise by hand."""

from __future__ import annotations

import argparse
import os

from drill.cli import output

HELP = "park an exercise until it is reopened"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The item."""
    parser.add_argument("item", metavar="ITEM", help="bank/exercise")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Write the parking."""
    from drill.cli.opened import opened
    from drill.session.history import park

    with opened(os.environ) as workspace:
        after = park(workspace, arguments.item)
        output.report_state(arguments.item, after.state, as_json=arguments.json)
    return 0
