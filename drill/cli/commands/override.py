"""``drill override``: replace the checker's verdict by the learner's own word."""

from __future__ import annotations

import argparse

from drill.cli import opened
from drill.session.drilling.undoing import override_verdict
from drill.text import one_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the item, and the right verdict."""
    opened.add_arguments(parser)
    right = parser.add_mutually_exclusive_group(required=True)
    right.add_argument("--right", dest="ok", action="store_true", help="the answer was right")
    right.add_argument("--wrong", dest="ok", action="store_false", help="the answer was wrong")
    why = parser.add_mutually_exclusive_group()
    why.add_argument("--why", dest="why", action="store_true", default=None, help="and I understand why")
    why.add_argument("--no-why", dest="why", action="store_false", help="and I do not understand why")
    parser.add_argument("--reason", default="", help="what the checker got wrong")


def run(arguments: argparse.Namespace) -> int:
    """Write the override."""
    reason = one_line(arguments.reason)
    return opened.change_item_state(
        arguments,
        lambda workspace, name: override_verdict(
            workspace, name, ok=arguments.ok, why=arguments.why, reason=reason
        ),
    )
