"""``drill warm-up``: run one set of quick reps, line by line or as a protocol."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.cli.output import lines_from
from drill.text import clean_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: what to practise."""
    parser.add_argument(
        "scope",
        nargs="*",
        metavar="SKILL|TOPIC",
        help="only these (default: what is being learned, and what is quick)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run one set, line by line."""
    return run_set(arguments.scope)


def run_set(words: Sequence[str], protocol: int = 0) -> int:
    """Run one set, as a protocol if its version is given. Raises UsageError for an unknown word."""
    from drill.session.drilling.warm_up_set import WarmUp

    with open_reporting_workspace(os.environ, processes=2, starts_worker=True) as workspace:
        warm_up = WarmUp(workspace, [clean_text(word) for word in words])
        try:
            if protocol:
                from drill.cli.session_protocol import Protocol

                return Protocol(warm_up, protocol).run(lines_from("-"))
            from drill.cli.plain import PlainSession

            return PlainSession(warm_up, workspace, lines_from("-"), width=output.terminal_width()).run()
        finally:
            warm_up.close()
