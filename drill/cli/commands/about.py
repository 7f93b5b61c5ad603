"""``drill about``: print which moves a formula has the form of, and the exercises on them."""

from __future__ import annotations

import argparse
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.lines import text_from_input
from drill.cli.plain_voice import Voice
from drill.codec import pick_fields
from drill.session.drilling.exercise_view import card_text
from drill.session.papers.about_formula import find_card, say_papers, say_roles
from drill.session.papers.formula_text import check_formula_text
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.session.papers.about_formula import AboutFormula
    from drill.session.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the formula."""
    parser.add_argument(
        "formula", nargs="+", metavar="FORMULA", help="LaTeX, or typed; - reads it from standard input"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    # A formula may begin with a minus, as a number may.
    parser._negative_number_matcher = re.compile("-[^-]")


def run(arguments: argparse.Namespace) -> int:
    """Print what is known about the formula; exit code 1 where nothing of it is read."""
    typed = " ".join(arguments.formula)
    text = check_formula_text(text_from_input() if typed == "-" else typed)

    with closing(Workers(1, only_read=True)) as workers, ThreadPoolExecutor(1) as thread:
        reading = thread.submit(workers.match_formula, text)  # while the banks are opened
        from drill.cli.opened import open_reporting_workspace
        from drill.session.papers.about_formula import describe_forms

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
            voice.tell("No known move is in it.")
        return
    voice.tell("\nIt has the form of")
    for move in about.moves:
        voice.say(", ".join(filter(None, (f"**{move.title}**", say_roles(move)))))
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


def describe_about(workspace: Workspace, about: AboutFormula) -> dict[str, object]:
    """Return what is known about a formula as JSON has it."""
    cards = {skill.skill: find_card(workspace, skill.skill) for skill in about.skills if skill.has_card}
    return {
        "read": list(about.read),
        "unread": [pick_fields(part, "latex", "message") for part in about.unread],
        "moves": [
            pick_fields(move, "family", "title", "found", "skills")
            | {
                "roles": dict(move.roles),
                "papers": [pick_fields(paper, "bank", "title", "formulas") for paper in move.papers],
            }
            for move in about.moves
        ],
        "skills": [
            pick_fields(skill, "skill", "title", "standing")
            | {
                "card": pick_fields(card, "when", "why", "watch")
                if (card := cards.get(skill.skill))
                else None
            }
            for skill in about.skills
        ],
        "exercises": [pick_fields(each, "item", "title", "skill", "level") for each in about.exercises],
    }
