"""``drill about``: print the moves whose form a formula has, or what its line of NumPy gives."""

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
from drill.codec import is_list, pick_fields, to_json_value
from drill.errors import CheckError, UsageError
from drill.formulas import Meaning, read_array_row
from drill.session.drilling.exercise_view import card_text
from drill.session.papers.formula_lookup import (
    AboutFormula,
    check_formula_text,
    describe_forms,
    find_card,
    say_papers,
    say_roles,
)
from drill.text import clean_text
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the formula."""
    parser.add_argument(
        "formula", nargs="+", metavar="FORMULA", help="LaTeX, or typed; - reads it from standard input"
    )
    parser.add_argument("--code", metavar="LINE", help="what the formula means, as a line of NumPy")
    parser.add_argument(
        "--array", action="append", default=[], metavar="'x: d'", help="an array of the line and its axes"
    )
    parser.add_argument(
        "--assume", action="append", default=[], metavar="'eps > 0'", help="what is assumed of the arrays"
    )
    parser.add_argument(
        "--letters",
        action="append",
        default=[],
        metavar="'g: \\gamma'",
        help="the formula's letter of a name",
    )
    parser.add_argument("--all", action="store_true", help="all that is true of the line, not three of it")
    output.add_json_option(parser)
    # A formula may begin with a minus, as a number may.
    parser._negative_number_matcher = re.compile("-[^-]")


def run(arguments: argparse.Namespace) -> int:
    """Print the known facts about the formula; exit code 1 if nothing can be read."""
    typed = " ".join(arguments.formula)
    text = check_formula_text(text_from_input() if typed == "-" else typed)
    if arguments.code is not None:
        return _run_with_meaning(arguments, text)
    if arguments.array or arguments.assume or arguments.letters or arguments.all:
        raise UsageError("--array, --assume, --letters and --all belong to a line", "--code LINE says which")
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


def _run_with_meaning(arguments: argparse.Namespace, text: str) -> int:
    """Print what a line gives; exit code 2 if it is not taken, 1 if the formula is not read."""
    try:
        arrays = dict(read_array_row(clean_text(row)) for row in arguments.array)
        letters = dict(_read_letter(clean_text(row)) for row in arguments.letters)
    except CheckError as error:
        raise UsageError(error.message, error.hint) from error
    assume = tuple(map(clean_text, arguments.assume))
    meaning = Meaning("", clean_text(arguments.code), arrays, assume, letters)
    with closing(Workers(1, only_read=True)) as workers:
        described = workers.describe_meaning(text, meaning, shows_all=arguments.all)
    unread: list[str] = described["unread"]
    shape = {name: described[name] for name in ("meaning", "inside", "asks")}
    if unread:
        described["meaning"] |= {"taken": False, "why": f"the formula is not read: {unread[0]}"}
        shape |= {"inside": [], "asks": []}
    elif not described["complete"]:
        shape["complete"] = False
    if arguments.json:
        output.emit_json(shape)
    else:
        _report_meaning(shape, described["notes"])
    if unread:
        return 1
    return 0 if described["meaning"]["taken"] else 2


def _read_letter(row: str) -> tuple[str, str]:
    """Return the name and the LaTeX of ``g: \\gamma``. Raises CheckError for a text without a colon."""
    name, colon, latex = row.partition(":")
    if not colon or not latex.strip():
        raise CheckError(f"{row!r} does not give the letter of a name", r"such as 'g: \gamma'")
    return name.strip(), latex.strip()


def _report_meaning(described: dict[str, Any], notes: list[str]) -> None:
    if not described["meaning"]["taken"]:
        output.emit_text(f"Not taken: {described['meaning']['why']}.")
        return
    for note in notes:
        output.emit_text(f"Note: {note}.")
    output.emit_text("Inside")
    for row in described["inside"]:
        output.emit_text(f"  {row['part']} = {_format_value(row['value'])}")
    if described["asks"]:
        output.emit_text("\nAsked")
    for ask in described["asks"]:
        output.emit_text(f"  {_format_ask(ask)}")
    if not described.get("complete", True):
        output.emit_text("The search ended early: there may be more.")


def _format_value(value: Any) -> str:
    """Return a number or rows of numbers with two digits."""
    if is_list(value):
        return "[" + ", ".join(map(_format_value, value)) + "]"
    return f"{value:.2g}" if isinstance(value, float) else str(value)


def _format_ask(ask: dict[str, Any]) -> str:
    letters = ", ".join(ask["letters"])
    if ask["kind"] == "bug":
        return f"where is the bug: {ask['change']} ({ask['outcome']})"
    powers = " by powers " + ", ".join(map(str, ask["powers"])) if ask.get("powers") else ""
    return f"{ask['change']} {letters}{powers}: {ask['outcome']}"


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
