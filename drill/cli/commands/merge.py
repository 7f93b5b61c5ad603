"""``drill merge``: merge the events of other machines into the log."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.errors import UsageError

# Interval between two looks at the folder, in seconds: a synced file takes longer to arrive.
LOOK_EVERY_S = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: files or folders."""
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a file, or a folder of .jsonl")
    parser.add_argument("--force", action="store_true", help="also events more than 48 hours ahead")
    parser.add_argument(
        "--watch", action="store_true",
        help="keep in step with a folder that other machines write into, too; upgrade every machine first, "
        "since an older drill refuses a file with events that it does not know",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object about it")


def run(arguments: argparse.Namespace) -> int:
    """Merge all files, or none."""
    from drill.session.exporting import merge_log_files

    if arguments.watch:
        return _merge_until_interrupted(arguments.paths)
    with open_reporting_workspace(os.environ, doing="merging the events") as workspace:
        merged = merge_log_files(workspace, arguments.paths, force=arguments.force)
    if arguments.json:
        output.emit_json(
            {"read": merged.read, "new": merged.added, "learners": sorted(merged.items_by_learner)}
        )
    else:
        known = merged.read - merged.added
        if merged.misdated:
            bear = "new event bears" if merged.misdated == 1 else "new events bear"
            output.narrate_line(
                f"{merged.misdated} {bear} an impossible date: a clock was wrong, see drill doctor"
            )
        output.emit_text(
            f"{merged.added} new event{'' if merged.added == 1 else 's'}; {known} already known."
        )
    return 0


def _merge_until_interrupted(paths: list[Path]) -> int:
    """Merge and export until interrupted."""
    from drill.session.exporting import FolderSync

    if len(paths) != 1:
        raise UsageError("--watch keeps in step with one folder", "name it alone")
    with open_reporting_workspace(os.environ) as workspace:
        sync = FolderSync(workspace, paths[0])
        output.narrate_line(f"In step with {paths[0]}; ctrl+c ends it.")
        while True:
            for synced_file in sync.look():
                outcome = f"waits: {synced_file.waits}" if synced_file.waits else f"{synced_file.added} new"
                output.emit_text(f"{synced_file.name}: {outcome}")
            time.sleep(LOOK_EVERY_S)
