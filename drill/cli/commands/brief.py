"""``drill brief``: print the page that asks a second author for exercises."""

from __future__ import annotations

import argparse
import os

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.errors import UsageError
from drill.session.papers.author_page import MOST_FORMULAS, write_author_page, write_pdf_page


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the paper or files to ask about, and how many exercises."""
    parser.add_argument(
        "about",
        metavar="PAPER|FILE",
        nargs="*",
        help="a paper, a topic, a skill, a file of notes, or up to six files of code; of paper.pdf or "
        "an address the page asks a chat for the formulas, too, which drill take imports",
    )
    parser.add_argument(
        "--call",
        choices=("1", "2", "blind"),
        help="1 asks for tasks and keys, 2 for mistakes, hints and steps of what is proved, blind for "
        "answers of somebody who does not see the keys (the next one by default)",
    )
    parser.add_argument("--exercises", type=int, default=6, metavar="N", help="how many to ask for (6)")
    parser.add_argument(
        "--formulas",
        nargs="?",
        const="",
        default="8",
        metavar="N",
        help="on how many of a paper's formulas, or all that fit (8); alone, the page asks a chat for all of "
        "a paper's",
    )
    parser.add_argument(
        "--formula", default="", metavar="NAME", help="of a paper: on this formula alone, by number or label"
    )
    parser.add_argument(
        "--with-notes", action="store_true", help="include your own notes on the paper (left out by default)"
    )
    parser.add_argument(
        "--class",
        dest="classes",
        action="append",
        default=[],
        metavar="NAME",
        help="of files of code: this class or function and what it uses (as often as you like)",
    )
    parser.add_argument(
        "--paper", default="", metavar="PAPER", help="of files of code: beside this paper's central formulas"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the page."""
    option = str(MOST_FORMULAS) if arguments.formulas == "all" else arguments.formulas
    if not option.isdecimal():
        if option and arguments.about:
            raise UsageError(f"--formulas takes a number or all, not {option}", "--formulas 20")
        name = option or "".join(arguments.about[:1])
        with open_reporting_workspace(os.environ, reads=True) as workspace:
            page = write_pdf_page(workspace, name, exercises=arguments.exercises)
        output.emit_text(page.removesuffix("\n"))
        return 0
    if not arguments.about:
        raise UsageError("name what the page is about", "drill brief papers/adam, or drill brief --formulas")
    with open_reporting_workspace(os.environ, reads=True) as workspace:
        page = write_author_page(
            workspace,
            *arguments.about,
            call="1" if arguments.formula else arguments.call,
            exercises=arguments.exercises,
            formulas=int(option),
            with_notes=arguments.with_notes,
            classes=arguments.classes,
            paper=arguments.paper,
            formula=arguments.formula,
        )
    output.emit_text(page.removesuffix("\n"))
    return 0
