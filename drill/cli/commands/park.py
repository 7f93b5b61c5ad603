"""``drill park``: park an exercise by hand."""

from __future__ import annotations

import argparse

from drill.cli import opened
from drill.session.drilling.undoing import park_exercise

add_arguments = opened.add_arguments


def run(arguments: argparse.Namespace) -> int:
    """Write the parking."""
    return opened.change_item_state(arguments, park_exercise)
