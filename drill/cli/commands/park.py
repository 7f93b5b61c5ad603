"""``drill park``: park an exercise by hand."""

from __future__ import annotations

import argparse

from drill.cli import item
from drill.session.drilling.log_corrections import park_exercise

add_arguments = item.add_arguments


def run(arguments: argparse.Namespace) -> int:
    """Write the parking."""
    return item.change_item_state(arguments, park_exercise)
