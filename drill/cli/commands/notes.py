"""``drill notes``: print the notes on a paper, as Markdown, or its questions as JSON."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.text import clean_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the paper, and the file to write."""
    parser.add_argument("bank", metavar="PAPER", help="a paper, such as papers/adam")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="the file to write (default: standard output)"
    )
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the notes; report on standard error what could not be read of the paper."""
    from drill.session.exporting import open_replacing_stream
    from drill.session.papers.note_page import list_questions, to_markdown
    from drill.session.papers.workbook import open_paper

    with open_reporting_workspace(os.environ, reads=True) as workspace:
        view = open_paper(workspace, clean_text(arguments.bank))
        text = to_markdown(view)
        if arguments.json:
            questions = {"bank": view.row.bank, "questions": [*list_questions(view)]}
            text = json.dumps(questions, ensure_ascii=False)
        if arguments.output is not None:
            with open_replacing_stream(workspace, arguments.output) as stream:
                stream.write(clean_text(text))
    for problem in view.row.problems:
        output.narrate_line(problem)
    if arguments.output is None:
        output.emit_text(text.removesuffix("\n"))
    else:
        output.narrate_line(f"the notes on {view.row.bank} are in {arguments.output}")
    return 0
