"""``drill merge``: the events of other machines join the log."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from drill.cli import output

HELP = "take in the events that drill export wrote elsewhere"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files or folders."""
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a file, or a folder of .jsonl")
    parser.add_argument("--force", action="store_true", help="also events more than 48 hours ahead")
    parser.add_argument("--json", action="store_true", help="one JSON object about it")


def run(arguments: argparse.Namespace) -> int:
    """Take in all files, or none."""
    from drill.cli.opened import opened
    from drill.session.exporting import merge

    with opened(os.environ) as workspace:
        merged = merge(workspace, arguments.paths, force=arguments.force)
    if arguments.json:
        output.emit_json({"read": merged.read, "new": merged.added, "learners": sorted(merged.learners)})
    else:
        known = merged.read - merged.added
        output.emit(f"{merged.added} new event{'' if merged.added == 1 else 's'}; {known} known already.")
    return 0
