"""``drill class``: a class on PostgreSQL, kept by its owner and joined by its learners."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date

from drill.cli import output
from drill.errors import UsageError
from drill.text import count

HELP = "a class on PostgreSQL: begin it, invite, join, assign, see where everybody is"
# Of a line that is read: more than any token has.
_MOST_CHARACTERS = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is done, and for whom."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("init", help="make a class of the database that DRILL_DATABASE_URL names")
    acts.add_parser("upgrade", help="bring the class up to this version of the program")
    invite = acts.add_parser("invite", help="print a token for a learner; a second one ends the first")
    acts.add_parser("join", help="keep your marks in a class from now on: asks for its owner's token")
    assign = acts.add_parser("assign", help="show everybody what to drill")
    assign.add_argument("what", nargs="+", metavar="BANK|TOPIC", help="banks, topics or papers")
    assign.add_argument("--until", metavar="DATE", type=_day, help="the last day, such as 2027-01-31")
    assign.add_argument("--remove", action="store_true", help="assign them no more")
    progress = acts.add_parser("progress", help="say who is where, what stays red, and the commonest slips")
    form = progress.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--csv", action="store_true", help="the table of learners")
    forget = acts.add_parser("forget", help="remove a learner and all their events for good")
    forget.add_argument("--yes", action="store_true", help="without asking")
    for act in (invite, forget):
        act.add_argument("learner", metavar="NAME", help="as they are called in the class")


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{given!r} is no day; write it as 2027-01-31") from None


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say what was done."""
    from drill.session.class_room import owned

    match arguments.act:
        case "join":
            _join()
        case "progress":
            show_progress(arguments)
        case "init":
            with owned(os.environ, "a class"):
                output.emit("The class is there. drill class invite NAME lets a learner in.")
        case "upgrade":
            with owned(os.environ, "an upgrade"):
                output.emit("The class is up to date.")
        case "invite":
            _invite(arguments.learner)
        case "assign":
            _assign(arguments)
        case _:
            _forget(arguments.learner, is_sure=arguments.yes)
    return 0


def _invite(learner: str) -> None:
    from drill.session.class_room import owned
    from drill.settings import SCHEMA

    try:
        SCHEMA["learner"].kind.read(learner)
    except ValueError as error:
        raise UsageError(str(error)) from None
    with owned(os.environ) as room:
        output.emit(room.invite(learner))
    output.narrate(f"Give it to {learner} alone, for drill class join: it is printed this once.")


def _join() -> None:
    from drill.session.class_room import join

    if sys.stdin.isatty():
        from getpass import getpass

        given = getpass("Token: ")
    else:
        given = sys.stdin.readline(_MOST_CHARACTERS)
    learner, address = join(os.environ, given)
    output.emit(f"You are {learner} in the class at {address}.")
    output.narrate("Earlier marks stay in their file: without class-token beside it you drill there again.")


def _assign(arguments: argparse.Namespace) -> None:
    from drill.session.class_room import catalogue_of, owned
    from drill.session.scope import resolve

    with owned(os.environ) as room:
        if not arguments.remove:
            resolve(catalogue_of(os.environ), arguments.what)
        for what in arguments.what:
            if arguments.remove:
                room.withdraw(what)
            else:
                room.assign(what, arguments.until)
        for each in room.assignments():
            output.emit(f"{each.what} until {each.until}" if each.until else each.what)


def show_progress(arguments: argparse.Namespace) -> int:
    """Print where the class is, as a table or in the form asked for."""
    from drill.session.class_room import catalogue_of, owned, progress

    with owned(os.environ) as room:
        where = progress(room, catalogue_of(os.environ))
    if arguments.json:
        output.emit_json(where.to_json())
    elif arguments.csv:
        output.emit(where.to_csv().rstrip())
    else:
        rows = where.rows()
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            output.emit("  ".join(cells).replace("_", " ").rstrip())
        for heading, unit, lines in (
            ("Stays red", "exercise", where.red),
            ("Commonest slips", "time", where.slips),
        ):
            for number, each in enumerate(lines):
                if not number:
                    output.emit(f"\n{heading}:")
                told = f"{count(each.times, unit)}, {count(each.learners, 'learner')}"
                output.emit(f"  {each.title}: {told}")
        output.narrate("Marks are each learner's own word.")
    return 0


def _forget(learner: str, *, is_sure: bool) -> None:
    from drill.session.class_room import owned

    if not is_sure:
        output.prompt(f"All marks of {learner} will be gone for good. Type {learner} to go on: ")
        if sys.stdin.readline(_MOST_CHARACTERS).strip() != learner:
            raise UsageError("nobody was forgotten", "type the name, or say --yes")
    with owned(os.environ) as room:
        output.emit(f"{learner} is forgotten, with {count(room.forget(learner), 'event')}.")
