"""``drill new``: write a starter bank to edit."""

from __future__ import annotations

import argparse
import os
import shlex

from drill.banks.new_bank import write_starter, write_subject
from drill.cli import output
from drill.files import find


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the place of the bank."""
    parser.add_argument(
        "path", metavar="PATH", help="a file such as attention.yaml; a bare word names a bank of your own"
    )
    parser.add_argument(
        "--subject", action="store_true", help="a folder with _subject.yaml, its skills, and a first topic"
    )
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the bank, and print the next step."""
    write = write_subject if arguments.subject else write_starter
    new = write(arguments.path, find(os.environ))
    if arguments.json:
        output.emit_json({"path": str(new.path), "bank": new.bank})
        return 0
    quoted_path = shlex.quote(str(new.path))
    output.emit_text(str(new.path))
    output.narrate_line(f"Edit it, then: drill check {quoted_path}")
    if not arguments.subject:
        output.narrate_line(
            f"One exercise as a learner meets it: drill preview {quoted_path}#first-slope --seed 1-3"
        )
    return 0
