"""``drill about``: print the moves whose form a formula has."""

from __future__ import annotations

import argparse
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any

from drill.cli import output
from drill.cli.output import text_from_input
from drill.cli.plain_words import Voice
from drill.codec import pick_fields, to_json_value
from drill.session.drilling.exercise_view import card_text
from drill.session.papers.formula_lookup import (
    AboutFormula,
    check_formula_text,
    describe_forms,
    find_card,
    say_papers,
    say_roles,
)
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the formula."""
    parser.add_argument(
        "formula", nargs="+", metavar="FORMULA", help="LaTeX, or typed; - reads it from standard input"
    )
    output.add_json_option(parser)
    # A formula may begin with a minus, as a number may.
    parser._negative_number_matcher = re.compile("-[^-]")


def run(arguments: argparse.Namespace) -> int:
    """Print the known facts about the formula; exit code 1 if nothing can be read."""
    typed = " ".join(arguments.formula)
    text = check_formula_text(text_from_input() if typed == "-" else typed)
    with closing(Workers(1, only_read=True)) as workers, ThreadPoolExecutor(1) as thread:
        reading = thread.submit(workers.match_formula, text)  # while the banks are opened
        from drill.cli.opened import open_reporting_workspace

        with open_reporting_workspace(os.environ, reads=True) as workspace:
            about = describe_forms(workspace, reading.result())
            if arguments.json:
                output.emit_json(describe_about(workspace, about))
            else:
                _report_formula_moves(workspace, about)
    return 0 if about.read else 1


def _report_formula_moves(workspace: Workspace, about: AboutFormula) -> None:

    voice = Voice(output.terminal_width(), workspace.settings.glyphs)
    if about.read:
        voice.tell("Read as")
        for latex in about.read:
            voice.say(f"${latex}$")
    for part in about.unread:
        voice.tell(f"Not read: {part.latex}: {part.message}.")
    if not about.moves:
        if about.read:
            voice.tell("No move that drill knows is in it.")
        return
    voice.tell("\nIt has the form of")
    for move in about.moves:
        voice.say(", ".join(filter(None, (f"**{move.row.title}**", say_roles(move)))))
        if papers := say_papers(move):
            voice.say(f"The same move: {papers}")
    voice.tell("\nSkills")
    for skill in about.skills:
        voice.say(f"{skill.title} ({skill.standing})")
    taught = next((skill for skill in about.skills if skill.has_card), None)
    card = find_card(workspace, taught.skill) if taught is not None else None
    if taught is not None and card is not None:
        voice.tell("\nCard")
        voice.say(card_text(card, taught.title))
    if about.exercises:
        voice.tell("\nBegin with")
        widest = max(len(exercise.item) for exercise in about.exercises)
        for exercise in about.exercises:
            output.emit_text(f"  drill start {exercise.item:<{widest}}  {exercise.title}")


def describe_about(workspace: Workspace, about: AboutFormula) -> dict[str, Any]:
    """Return the known facts about the formula in the form for JSON."""
    shape = to_json_value(about)
    shape["moves"] = [
        pick_fields(move.row, "family title found roles skills") | pick_fields(move, "papers")
        for move in about.moves
    ]
    for skill in shape["skills"]:
        card = find_card(workspace, skill["skill"]) if skill.pop("has_card") else None
        skill["card"] = None if card is None else pick_fields(card, "when why watch")
    return shape
