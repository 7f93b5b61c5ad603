"""``drill banks``: the banks with counts by state and pass."""

from __future__ import annotations

import argparse
import os

from drill.cli import output

HELP = "list the banks with their items by state"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One switch."""
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Print the banks; what was left out of them is told on standard error."""
    from drill.cli.opened import opened
    from drill.session.progress import progress

    with opened(os.environ) as workspace:
        banks = progress(workspace)
        loaded = {str(bank.id): bank for bank in workspace.catalogue.banks}
        if arguments.json:
            output.emit_json(
                {
                    "banks": [
                        {
                            "bank": bank.bank,
                            "title": bank.title,
                            "path": loaded[bank.bank].path,
                            "items": bank.items,
                            "states": bank.states,
                            "problems": len(loaded[bank.bank].problems),
                        }
                        for bank in banks
                    ]
                }
            )
            return 0
        for bank in banks:
            counted = ", ".join(f"{count} {state}" for state, count in bank.states.items() if count)
            output.emit(f"{bank.bank:24} {bank.items:5}  {counted}")
        for problem in workspace.catalogue.problems:
            output.narrate(str(problem))
    return 0
