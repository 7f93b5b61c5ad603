"""``drill reopen``: open a parked exercise again."""

from __future__ import annotations

import argparse

from drill.cli import item
from drill.session.drilling.log_corrections import reopen_exercise

add_arguments = item.add_arguments


def run(arguments: argparse.Namespace) -> int:
    """Write the reopening."""
    return item.change_item_state(arguments, reopen_exercise)
