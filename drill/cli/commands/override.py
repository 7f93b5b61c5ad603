"""``drill override``: the learner's own word in place of the checker's."""

from __future__ import annotations

import argparse
import os

from drill.cli import output

HELP = "overrule the newest verdict on an exercise"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The item, and what holds instead."""
    parser.add_argument("item", metavar="ITEM", help="bank/exercise")
    right = parser.add_mutually_exclusive_group(required=True)
    right.add_argument("--right", dest="ok", action="store_true", help="the answer was right")
    right.add_argument("--wrong", dest="ok", action="store_false", help="the answer was wrong")
    why = parser.add_mutually_exclusive_group()
    why.add_argument("--why", dest="why", action="store_true", default=None, help="and I understand why")
    why.add_argument("--no-why", dest="why", action="store_false", help="and I do not understand why")
    parser.add_argument("--reason", default="", help="what the checker got wrong")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Write the override."""
    from drill.cli.opened import opened
    from drill.session.history import override
    from drill.text import one_line

    with opened(os.environ) as workspace:
        reason = one_line(arguments.reason)
        after = override(workspace, arguments.item, ok=arguments.ok, why=arguments.why, reason=reason)
        output.report_state(arguments.item, after.state, as_json=arguments.json)
    return 0
