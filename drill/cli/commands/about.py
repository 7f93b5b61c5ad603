"""``drill about``: print the moves whose form a formula has, and work it with its declared letters."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drill.cli import output
from drill.cli.output import text_from_input
from drill.cli.plain_words import Voice
from drill.codec import pick_fields, to_json_value
from drill.errors import UsageError
from drill.session.drilling.exercise_view import card_text
from drill.session.papers.formula_lookup import (
    AboutFormula,
    check_formula_text,
    describe_forms,
    find_card,
    say_papers,
    say_roles,
)
from drill.text import clean_text, decode, guess_encoding
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.formulas import WorkedStatement
    from drill.session.workspace import Workspace

# Max cells of a value; JSON has all of it.
VALUE_CELLS = 60
# Max bytes of a file of rows.
MOST_ROW_BYTES = 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the formula, and the declarations of its letters."""
    parser.add_argument(
        "formula", nargs="+", metavar="FORMULA", help="LaTeX, or typed; - reads it from standard input"
    )
    parser.add_argument(
        "--letter",
        action="append",
        default=[],
        metavar="ROW",
        help="what a letter is, 'W: m, n' or 'x in R^n', or a condition, 't <= T': works the formula with it",
    )
    parser.add_argument("--letters", metavar="FILE", help="the same from a file, one row per line")
    parser.add_argument("--yes", action="store_true", help="say yes to what would be asked about the letters")
    output.add_json_option(parser)
    # A formula may begin with a minus, as a number may.
    parser._negative_number_matcher = re.compile("-[^-]")


def run(arguments: argparse.Namespace) -> int:
    """Print the known facts about the formula; exit code 1 if nothing can be read, or a letter does not
    fit.
    """
    typed = " ".join(arguments.formula)
    text = check_formula_text(text_from_input() if typed == "-" else typed)
    rows = [*arguments.letter]
    if arguments.letters:
        rows += _read_rows(Path(arguments.letters))

    with closing(Workers(1, only_read=True)) as workers, ThreadPoolExecutor(1) as thread:
        reading = thread.submit(workers.match_formula, text)  # while the banks are opened
        working = thread.submit(workers.work_formula, text, rows, says_yes=arguments.yes) if rows else None
        from drill.cli.opened import open_reporting_workspace

        with open_reporting_workspace(os.environ, reads=True) as workspace:
            about = describe_forms(workspace, reading.result())
            worked = working.result() if working is not None else []
            if arguments.json:
                fields = describe_about(workspace, about)
                if rows:
                    fields |= {"worked": to_json_value(worked)}
                output.emit_json(fields)
            else:
                _report_formula_moves(workspace, about)
                _report_worked_statements(Voice(output.terminal_width(), workspace.settings.glyphs), worked)
    if about.read and not any(statement.breaks for statement in worked):
        return 0
    return 1


def _read_rows(path: Path) -> list[str]:
    """Return the rows in a file. Raises UsageError if it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_ROW_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}", "name a file with one row per line") from None
    if len(data) > MOST_ROW_BYTES:
        raise UsageError(f"{path}: more than {MOST_ROW_BYTES:,} bytes", "a row is a line such as W: m, n")
    lines = clean_text(decode(data, guess_encoding(data))).splitlines()
    return [line for line in lines if not line.lstrip().startswith("#")]


def _report_worked_statements(voice: Voice, worked: Sequence[WorkedStatement]) -> None:
    for statement in worked:
        voice.tell("\nWorked")
        voice.say(f"${statement.statement}$")
        for found in statement.breaks:
            voice.say(f"It does not fit: ${found.part}$ (column {found.at}): {found.why}.")
        if statement.out:
            voice.tell(f"It is {statement.out}.")
        if statement.unfollowed:
            voice.say(f"Cannot be followed: {statement.unfollowed}.")
        for question in statement.asks:
            voice.say(f"{question} (`--yes` says yes)")
        if statement.numpy:
            voice.tell(f"In NumPy: {statement.numpy}")
        for special in statement.special:
            voice.say(f"Where ${special.case}$, what is left is `{special.left}`.")
        for part in statement.inside:
            is_long = len(part.value) > VALUE_CELLS
            voice.say(f"${part.part}$ = {part.value[:VALUE_CELLS]}{' …' if is_long else ''}")


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
