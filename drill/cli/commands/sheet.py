"""``drill sheet``: what is known of a paper's symbols and formulas, as YAML to read, edit and import."""

from __future__ import annotations

import argparse
import os

from drill.cli import output

HELP = "print a paper's sheet: its symbols, what each is and who says so, its formulas"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The paper."""
    parser.add_argument("bank", metavar="BANK", help="a paper's bank, such as papers/adam")


def run(arguments: argparse.Namespace) -> int:
    """Print the sheet; `drill import SHEET` takes an edited one back."""
    from drill.cli.opened import opened
    from drill.session.papers.records import sheet_text
    from drill.text import clean

    with opened(os.environ, reads=True) as workspace:
        text = sheet_text(workspace.catalogue, workspace.places, clean(arguments.bank))
    output.emit(text.removesuffix("\n"))
    return 0
