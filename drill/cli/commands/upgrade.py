"""``drill upgrade``: convert what versions before 0.3 kept."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drill.cli import diagnostics, output
from drill.cli.slow_progress import narrate_slowly
from drill.codec import pick_fields

if TYPE_CHECKING:
    from drill.session.upgrading import HomeUpgrade


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: files that lie elsewhere, and options."""
    parser.add_argument(
        "files", metavar="FILE", type=Path, nargs="*",
        help="banks, folders of banks and sheets elsewhere (default: everything in your home)",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would change")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Convert; say where copies are, what changed, and what was left alone."""
    from drill.session.upgrading import upgrade_files, upgrade_home

    now, is_trial = datetime.now(UTC), arguments.dry_run
    with narrate_slowly("converting"):
        if arguments.files:
            upgrade = upgrade_files(os.environ, arguments.files, now, is_trial=is_trial)
        else:
            upgrade = upgrade_home(os.environ, now, is_trial=is_trial)
    _report_upgrade(upgrade, is_trial=is_trial, as_json=arguments.json)
    if diagnostics.SURROUNDINGS in map(diagnostics.exit_code, upgrade.faults):
        return diagnostics.SURROUNDINGS
    return diagnostics.FOUND if upgrade.faults else diagnostics.DONE


def _report_upgrade(upgrade: HomeUpgrade, *, is_trial: bool, as_json: bool) -> None:
    if as_json:
        faults = [*map(str, upgrade.faults)]
        output.emit_json({"dry_run": is_trial, **pick_fields(upgrade, "backups changes"), "faults": faults})
        return
    for path in upgrade.backups:
        output.emit_text(f"A copy of what was there before is in {path}")
    for change in upgrade.changes:
        output.emit_text(f"{change.name}: {change.words}")
    for fault in upgrade.faults:
        output.narrate_line(f"not converted: {fault}")
    if is_trial and upgrade.changes:
        output.emit_text("Nothing was written. Run drill upgrade to convert.")
    elif not upgrade.changes:
        output.emit_text("Nothing to convert.")
