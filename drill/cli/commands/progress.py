"""``drill progress``: print the goal and its passes, or the numbers behind them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.errors import UsageError
from drill.session.progress.progress_export import (
    gather_progress_report,
    list_report_mistakes,
    shape_progress_report,
    skills_to_csv,
    to_csv,
    to_svg,
)

# Width of a picture, in cells: about the width of a page.
PICTURE_CELLS = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the charts, and the format."""
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="only these papers, subjects, topics, skills or exercises"
    )
    parser.add_argument(
        "--class", dest="of_class", action="store_true", help="show where the whole class is (for its owner)"
    )
    parser.add_argument("--all", action="store_true", help="those without an attempt too")
    parser.add_argument(
        "--skills",
        action="store_true",
        help="the charts with every skill begun; with --csv one line per skill",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--csv", action="store_true", help="one line per pass")
    form.add_argument("--svg", metavar="FILE", type=Path, help="the charts as a picture")


def run(arguments: argparse.Namespace) -> int:
    """Print the charts, or write the picture."""
    if arguments.of_class:
        from drill.cli.commands.class_ import show_progress

        if arguments.names or arguments.svg is not None or arguments.all or arguments.skills:
            raise UsageError("a class has one table", "with --class choose --json, --csv or neither")
        return show_progress(arguments)

    with open_reporting_workspace(os.environ, reads=True) as workspace:
        report = gather_progress_report(workspace, arguments.names)
        if arguments.json:
            output.emit_json(shape_progress_report(report, *list_report_mistakes(workspace, report)))
            return 0
        if arguments.csv:
            output.emit_text((skills_to_csv if arguments.skills else to_csv)(report).rstrip())
            return 0
        is_named = bool(arguments.names)
        banks = report.banks if arguments.all or is_named else report.worth_telling
        from drill.tui import report_rows

        if arguments.svg is not None:
            from drill.session.exporting import open_replacing_stream

            rows = report_rows(report, banks, PICTURE_CELLS, plain=False, is_open=arguments.skills)
            with open_replacing_stream(workspace, arguments.svg) as stream:
                stream.write(to_svg(f"Progress on {report.study_day}", rows))
            output.narrate_line(f"The charts are in {arguments.svg}")
            return 0
        from drill.cli.plain_words import emit_parts

        plain = workspace.settings.glyphs == "ascii"
        width = output.terminal_width()
        emit_parts(report_rows(report, banks, width, plain=plain, is_open=arguments.skills))
    return 0
