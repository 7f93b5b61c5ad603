"""``drill families``: print which families' moves appear in a paper, and which guard refuses the others."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.progress_bar import ProgressBar
from drill.codec import tell_plain
from drill.session.papers.family_links import find_family_links
from drill.text import count
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.papers import FamilyMatch, FormulaRow

_FIELDS = "family formula spelling found roles drills word refused"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the paper, and families that are being written."""
    parser.add_argument(
        "source", type=Path, metavar="FILE", help="a paper's source, a sheet or NAME.paper.json"
    )
    parser.add_argument(
        "--family", type=Path, action="append", default=[], metavar="FILE", help="look for this family alone"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Print the matches; nothing is written."""
    with ProgressBar() as bar, closing(Workers(1, only_read=True)) as workers:
        paper, matches = find_family_links(
            workers, arguments.source, files=arguments.family, progress=bar.show
        )
    if arguments.json:
        output.emit_json({"matches": tell_plain(matches, _FIELDS)})
        return 0
    for row in paper.formulas:
        if of_row := [match for match in matches if match.formula == row.id]:
            _report_formula(row, of_row)
    links = [match for match in matches if not match.refused]
    linked = len({match.formula for match in links})
    output.emit_text(f"{count(len(links), 'link')} in {linked} of {count(len(paper.formulas), 'formula')}")
    return 0


def _report_formula(row: FormulaRow, matches: list[FamilyMatch]) -> None:
    output.emit_text(f"{row.title}  {row.in_use}")
    for match in matches:
        roles = ", ".join(f"{role} = {latex}" for role, latex in match.roles.items())
        output.emit_text(f"  {'✗' if match.refused else '✓'} {match.family}: {match.spelling}")
        output.emit_text(f"      {match.found}  ({roles})")
        reason = match.refused or f"beside “{match.word}”: {', '.join(match.drills)}"
        output.emit_text(f"      {reason}")
