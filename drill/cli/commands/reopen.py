"""``drill reopen``: opens a parked exercise again."""

from __future__ import annotations

import argparse
import os

from drill.cli import output

HELP = "open a parked exercise again: a new round, due at once"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The item."""
    parser.add_argument("item", metavar="ITEM", help="bank/exercise")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Write the reopening."""
    from drill.cli.opened import opened
    from drill.session.history import reopen

    with opened(os.environ) as workspace:
        after = reopen(workspace, arguments.item)
        output.report_state(arguments.item, after.state, as_json=arguments.json)
    return 0
