"""``drill class``: a class on PostgreSQL, kept by its owner and joined by its learners."""

from __future__ import annotations

import argparse
import csv
import os
import sys
from dataclasses import asdict

from drill.cli import output
from drill.cli.output import narrate_slowly
from drill.errors import UsageError
from drill.session.classroom import classes
from drill.text import count

# Max characters of a line that is read: more than any token has.
_MOST_CHARACTERS = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the action, and the learners or exercises it concerns."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("init", help="set up a class in the database that DRILL_DATABASE_URL names")
    acts.add_parser("upgrade", help="upgrade the class to this version of the program")
    invite = acts.add_parser("invite", help="print a token for a learner; a new one replaces the old")
    acts.add_parser("join", help="keep your marks in a class from now on: asks for its owner's token")
    assign = acts.add_parser("assign", help="show everybody what to drill")
    assign.add_argument("what", nargs="+", metavar="PAPER|TOPIC", help="papers, subjects or topics")
    assign.add_argument("--until", metavar="DATE", help="the last day, such as 2027-01-31")
    assign.add_argument("--remove", action="store_true", help="no longer assign them")
    progress = acts.add_parser("progress", help="say who is where, what stays red, and the commonest slips")
    form = progress.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--csv", action="store_true", help="the table of learners")
    forget = acts.add_parser("forget", help="remove a learner and all their events for good")
    forget.add_argument("--yes", action="store_true", help="without asking")
    acts.add_parser("watch", help="end sessions that hold others up, and keep out who goes on, until ctrl+c")
    for act in (invite, forget):
        act.add_argument("learner", metavar="NAME", help="the learner's name in the class")


def run(arguments: argparse.Namespace) -> int:
    """Perform the action, and report it."""
    if arguments.act == "join":
        from getpass import getpass

        token_text = getpass("Token: ") if sys.stdin.isatty() else sys.stdin.readline(_MOST_CHARACTERS)
        with narrate_slowly("joining the class"):
            learner, address = classes.join_class(os.environ, token_text)
        output.emit_text(f"You are {learner} in the class at {address}.")
        output.narrate_line(
            "Earlier marks stay in their file; remove class-token beside it to go back to them."
        )
        return 0
    if arguments.act == "progress":
        return show_progress(arguments)
    if arguments.act == "watch":
        for ended in classes.end_blocking_sessions(os.environ):
            output.emit_text(ended)
            sys.stdout.flush()
        return 0
    with classes.open_owned_class(os.environ, arguments.act) as room:
        match arguments.act:
            case "invite":
                output.emit_text(classes.invite_learner(room, arguments.learner))
                output.narrate_line(
                    "This is printed only once, for drill class join: give it to nobody else."
                )
            case "assign":
                classes.assign_to_class(
                    room, os.environ, arguments.what, arguments.until, withdraws=arguments.remove
                )
                for assignment in room.assignments():
                    text = assignment.what
                    if assignment.until:
                        text += f" until {assignment.until}"
                    output.emit_text(text)
            case "forget":
                learner = arguments.learner
                if not arguments.yes:
                    output.write_prompt(
                        f"All marks of {learner} will be gone for good. Type {learner} to go on: "
                    )
                    if sys.stdin.readline(_MOST_CHARACTERS).strip() != learner:
                        raise UsageError("nobody was forgotten", "type the name, or use --yes")
                events, left = classes.remove_learner(room, learner)
                output.emit_text(f"{learner} is forgotten, with {count(events, 'event')}.")
                if left:
                    output.narrate_line(left)
            case _:
                output.emit_text("The class is up to date: drill class invite NAME lets a learner in.")
                script = room.script_for_superuser()
                if script:
                    output.narrate_line(
                        f"For more safety, a superuser runs this once in the database: {script}"
                    )
    return 0


def show_progress(arguments: argparse.Namespace) -> int:
    """Print the progress of the class, as a table or in the requested form."""
    with classes.open_owned_class(os.environ, "progress") as room:
        where = classes.read_class_progress(room, os.environ)
    if arguments.json:
        output.emit_json(asdict(where))
    elif arguments.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(where.rows())
    else:
        head, *others = where.rows()
        head = ["last day" if name == "last_day" else name for name in head]
        rows = [list(map(str, row)) for row in (head, *others)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            output.emit_text("  ".join(map(str.ljust, row, widths)).rstrip())
        troubles = (
            ("Stays red", "exercise", where.red), ("Commonest slips", "time", where.slips),
            ("Commonest mistakes", "time", where.mistakes),
        )  # fmt: skip
        for title, unit, lines in troubles:
            output.emit_text(f"\n{title}:")
            for line in lines:
                counts = f"{count(line.times, unit)}, {count(line.learners, 'learner')}"
                output.emit_text(f"  {line.title}: {counts}")
        output.narrate_line("Marks are each learner's own word.")
    return 0
