"""``drill ask``: have the learner's assistant explain the newest answer to an exercise."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.cli.plain_words import Voice
from drill.codec import pick_fields
from drill.errors import UsageError
from drill.session.drilling.working_feedback import LINE_FIELDS
from drill.session.papers.assistant import WARNING, is_known
from drill.session.standing.paper_notes import UNPROVED
from drill.text import clean_text, one_line

if TYPE_CHECKING:
    from drill.session.drilling.tutor_page import Explanation
    from drill.session.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the exercise, the question, and the format."""
    parser.add_argument("item", metavar="EXERCISE", help="one that you have answered")
    parser.add_argument("question", nargs="*", metavar="QUESTION", help="what you would like to know")
    parser.add_argument(
        "--page", action="store_true", help="print what an assistant would be sent, and ask none"
    )
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the assistant's reply and its faults; exit code 1 if there are any."""
    item = clean_text(arguments.item)
    question = one_line(clean_text(" ".join(arguments.question)))
    with open_reporting_workspace(os.environ, reads=True) as workspace:
        from drill.session.drilling.tutor_page import (
            NO_ASSISTANT,
            ask_for_explanation,
            describe_answered,
            find_answered,
            write_request,
        )

        if workspace.store.is_class:
            raise UsageError("in a class no assistant is asked")
        if not (workspace.settings.assistant or arguments.page):
            raise UsageError(NO_ASSISTANT.removesuffix("."), "or print the page for somebody else: --page")
        answered = find_answered(workspace, item)
        request = write_request(describe_answered(workspace, answered), question)
        if arguments.page:
            output.emit_text(request.removesuffix("\n"))
            return output.DONE
        _report_recipient(workspace)
        stages = [each.stage for each in answered.stages]
        explanation = ask_for_explanation(workspace, request, stages)
        if arguments.json:
            about = {"item": answered.entry.item, "question": question, "proved": False}
            output.emit_json(about | pick_fields(explanation, f"answer=text differs breaks({LINE_FIELDS})"))
        else:
            _report_explanation(workspace, explanation)
    return output.FOUND if explanation.remarks else output.DONE


def _report_recipient(workspace: Workspace) -> None:
    """Name the recipient of the question, before the first time with a warning."""
    settings = workspace.settings
    if not is_known(workspace.places, settings.assistant):
        output.narrate_line(f"Your assistant: {one_line(settings.assistant)}")
        output.narrate_line(WARNING)
    output.narrate_line(f"It is asked, for at most {settings.assistant_seconds} seconds.")


def _report_explanation(workspace: Workspace, explanation: Explanation) -> None:

    voice = Voice(output.terminal_width(), workspace.settings.glyphs)
    voice.tell(f"{UNPROVED.capitalize()}:")
    for remark in explanation.remarks:
        voice.say(remark)
    output.emit_text()
    voice.say(explanation.text)
