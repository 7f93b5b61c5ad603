"""``drill restore``: replace the database by a copy."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from drill.cli import output
from drill.cli.output import narrate_slowly
from drill.session.database_location import restore_backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument for the copy."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a copy, or its name in backups/")
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Restore; print the place of the former database."""
    with narrate_slowly("restoring the database"):
        path, faults = restore_backup(os.environ, arguments.file, datetime.now(UTC))
    if arguments.json:
        shape = {"restored": str(arguments.file), "kept": None if path is None else str(path)}
        output.emit_json(shape | ({"broken": list(faults)} if faults else {}))
    else:
        output.emit_text(f"Restored from {arguments.file}.")
        if path is not None:
            output.emit_text(f"What was there before is kept: {path}")
        for fault in faults:
            output.emit_text(fault)
        if faults:
            output.emit_text("Not everything in this copy is sound: drill doctor says what can be done.")
    return output.FOUND if faults else output.DONE
