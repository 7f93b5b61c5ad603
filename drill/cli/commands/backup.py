"""``drill backup``: a consistent copy of the database."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime

from drill.cli import output
from drill.session.database_location import back_up_marks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option for JSON."""
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Copy the database; print the place of the copy."""
    copy = back_up_marks(os.environ, datetime.now(UTC))
    output.emit_either({"backup": str(copy)}, str(copy), as_json=arguments.json)
    return 0
