"""``drill print``: print exercises on paper, with the keys at the end."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from drill.cli import output, printed_sheets
from drill.cli.opened import open_reporting_workspace
from drill.cli.output import report_progress
from drill.errors import UsageError
from drill.exchange import as_anki_text, as_csv, write_package
from drill.session.exporting import open_replacing_stream
from drill.session.library.printing import deck_notes, sheet_to_print
from drill.text import clean_text, count

# Message while numbers are drawn.
COUNT = "drawing the exercises, {done} of {total}"
# Sheets to print.
SHEETS = ("text", "html")
# Decks of other programs, a note an exercise.
DECKS = ("anki", "apkg", "csv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the exercises, and the format."""
    parser.add_argument("about", metavar="PAPER|TOPIC", help="a paper, subject, topic, skill or exercise")
    parser.add_argument(
        "--as", dest="form", choices=[*SHEETS, *DECKS], default="text", help="the format (text)"
    )
    parser.add_argument("--solutions", action="store_true", help="worked solutions beside the keys")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="other numbers (0)")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="the file to write (default: standard output)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the sheet; report on standard error which exercises are missing on it."""
    if arguments.form in DECKS:
        return _write_deck(arguments)
    with open_reporting_workspace(os.environ, processes=2, reads=True) as workspace:
        with report_progress(COUNT) as on_progress:
            sheet = sheet_to_print(workspace, clean_text(arguments.about), arguments.seed, on_progress)
        if arguments.form == "html":
            text = printed_sheets.format_sheet_as_html(sheet, solutions=arguments.solutions)
        else:
            tier = workspace.settings.glyphs
            text = printed_sheets.format_sheet_as_text(sheet, solutions=arguments.solutions, tier=tier)
        if arguments.output is not None:
            with open_replacing_stream(workspace, arguments.output) as stream:
                stream.write(text)
    for problem in sheet.problems:
        output.narrate_line(problem)
    if arguments.output is None:
        output.emit_raw(text.removesuffix("\n"))
    else:
        output.narrate_line(f"{count(len(sheet.exercises), 'exercise')} of {sheet.title}: {arguments.output}")
    return 1 if sheet.problems else 0


def _write_deck(arguments: argparse.Namespace) -> int:
    """Write a deck; report on standard error which exercises are missing in it."""
    file: Path | None = arguments.output
    if arguments.form == "apkg" and file is None:
        raise UsageError("a package cannot be printed as text", "name a file: -o deck.apkg")
    with open_reporting_workspace(os.environ, reads=True) as workspace:
        with report_progress(COUNT) as on_progress:
            about = clean_text(arguments.about)
            title, notes, problems = deck_notes(workspace, about, arguments.seed, on_progress)
        text = as_csv(notes) if arguments.form == "csv" else as_anki_text(title, notes)
        if file is None:
            output.emit_raw(text.removesuffix("\n"))
        else:
            with open_replacing_stream(workspace, file) as stream:
                if arguments.form == "apkg":
                    write_package(stream.buffer, title, notes, int(workspace.clock().timestamp()))
                else:
                    stream.write(text)
    for problem in problems:
        output.narrate_line(problem)
    if file is not None:
        output.narrate_line(f"{count(len(notes), 'note')} of {title}: {file}")
    return 0
