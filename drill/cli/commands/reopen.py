"""``drill reopen``: open a parked exercise again."""

from __future__ import annotations

import argparse

from drill.cli import opened
from drill.session.drilling.undoing import reopen_exercise

add_arguments = opened.add_arguments


def run(arguments: argparse.Namespace) -> int:
    """Write the reopening."""
    return opened.change_item_state(arguments, reopen_exercise)
