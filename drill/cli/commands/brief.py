"""``drill brief``: the page for a second author."""

from __future__ import annotations

import argparse
import os

from drill.cli import output

HELP = "print a page that asks a colleague or an assistant for exercises; drill take checks their answer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """About what, and how much."""
    parser.add_argument(
        "about", metavar="BANK", help="a paper's bank, a topic, a skill, or a file of notes (notes.md)"
    )
    parser.add_argument("--exercises", type=int, default=12, metavar="N", help="how many to ask for (12)")
    parser.add_argument(
        "--formulas", type=int, default=12, metavar="N", help="on how many of a paper's formulas (12)"
    )
    parser.add_argument(
        "--with-notes", action="store_true", help="include your own notes on the paper (left out by default)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the page."""
    from drill.cli.opened import opened
    from drill.session.papers.second_author import brief

    with opened(os.environ, reads=True) as workspace:
        page = brief(
            workspace,
            arguments.about,
            exercises=arguments.exercises,
            formulas=arguments.formulas,
            with_notes=arguments.with_notes,
        )
    output.emit(page.removesuffix("\n"))
    return 0
