"""``drill while``: run a command, and drill until it ends."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from drill.cli import diagnostics, output
from drill.cli.commands.start import has_terminal
from drill.errors import DrillError, UsageError
from drill.session.drilling.run_meanwhile import NotStartedError, RunningCommand
from drill.tui import run_app

if TYPE_CHECKING:
    from drill.session.drilling.run_meanwhile import RunningCommand

# So often ctrl+c goes to the command; once more ends it.
_INTERRUPTS = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the command with its own."""
    parser.usage = "drill while [-h] -- COMMAND ..."
    parser.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="COMMAND", help="the command, run without a shell"
    )


def run(arguments: argparse.Namespace) -> int:
    """Drill until the command ends, print its output as it was, and return its exit code."""
    words: list[str] = arguments.words
    words = words[1:] if words[:1] == ["--"] else words
    if not words:
        raise UsageError("a command is missing", "for example: drill while -- make -j4")
    is_watched = _has_terminal()
    try:
        command = RunningCommand(words, keeps_output=is_watched)
    except NotStartedError as error:
        output.narrate_line(f"drill: {error}")
        return error.code
    try:
        left_with = _drill_beside_command(command) if is_watched else diagnostics.DONE
        if left_with != diagnostics.DONE:  # a signal ended the app
            return left_with
        code = _wait_for_command(command)
        if is_watched:
            command.write_output(sys.stdout.buffer)
        if command.is_cut:
            output.narrate_line("\ndrill: not all of the output was kept: at most 100 MB are.")
        return code
    finally:
        command.close()


def _has_terminal() -> bool:
    """Return whether the app can be shown, and nothing of what the command prints goes elsewhere."""
    return has_terminal() and "TEXTUAL_DRIVER" not in os.environ and sys.stderr.isatty()


def _drill_beside_command(command: RunningCommand) -> int:
    """Show the app until the command ends or the learner leaves; a fault of the app leaves it at work."""
    try:
        return run_app(os.environ, None, command=command)
    except DrillError as error:
        output.narrate_line(f"drill: {error}")
        return diagnostics.DONE


def _wait_for_command(command: RunningCommand) -> int:
    """Wait for the command's end; ctrl+c goes to it, and the third time ends it."""
    for _ in range(_INTERRUPTS):
        try:
            return command.wait()
        except KeyboardInterrupt:
            command.interrupt()
    return command.wait()
