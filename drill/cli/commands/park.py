"""``drill park``: park an exercise by hand."""

from __future__ import annotations

import argparse

from drill.cli import item

HELP = "park an exercise until it is reopened"
add_arguments = item.add_arguments


def run(arguments: argparse.Namespace) -> int:
    """Write the parking."""
    from drill.session.library.log_corrections import park_exercise

    return item.change_item_state(arguments, park_exercise)
