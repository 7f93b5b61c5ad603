"""``drill notes``: print the notes on a paper, as Markdown."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from drill.cli import output

HELP = "write your notes on a paper as Markdown"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the paper, and the file to write."""
    parser.add_argument("bank", metavar="BANK", help="a paper's bank, such as papers/adam")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="the file to write (default: standard output)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the notes; report on standard error what could not be read of the paper."""
    from drill.cli.opened import opened
    from drill.session.exporting import replaced
    from drill.session.papers.export import to_markdown
    from drill.session.papers.workbook import open_paper
    from drill.text import clean

    with opened(os.environ, reads=True) as workspace:
        view = open_paper(workspace, clean(arguments.bank))
        text = to_markdown(view)
        if arguments.output is not None:
            with replaced(workspace, arguments.output) as stream:
                stream.write(clean(text))
    for problem in view.row.problems:
        output.narrate(problem)
    if arguments.output is None:
        output.emit(text.removesuffix("\n"))
    else:
        output.narrate(f"the notes on {view.row.bank} are in {arguments.output}")
    return 0
