"""``drill add``: add a textbook's exercises to a list."""

from __future__ import annotations

import argparse
import os
import shlex
from typing import TYPE_CHECKING

from drill.cli import output
from drill.codec import pick_fields
from drill.text import count

if TYPE_CHECKING:
    from drill.exchange import ChangedList

# Max names in a sentence; the rest is counted.
_MOST_TOLD = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the book, its exercises, and the name of a new list."""
    parser.add_argument("book", metavar="BOOK", help="a list such as strang; see drill banks")
    parser.add_argument(
        "numbers",
        metavar="NUMBERS",
        nargs="+",
        help="'3.1: 1-40 odd !7' in single quotes: a section and its exercises; !7 takes one out",
    )
    parser.add_argument("--title", default="", help="the book's title: begins a list")
    parser.add_argument("--author", default="", help="who wrote it")
    parser.add_argument("--edition", default="", help="the edition that the numbers come from")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would change")
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Add the exercises, and report what changed."""
    from drill.exchange import NewBook, add_book_exercises
    from drill.files import find

    new = NewBook(arguments.title, arguments.author, arguments.edition)
    changed = add_book_exercises(
        find(os.environ), arguments.book, arguments.numbers, new, is_dry=arguments.dry_run
    )
    tell(changed, is_dry=arguments.dry_run, as_json=arguments.json)
    return 0


def tell(changed: ChangedList, *, is_dry: bool, as_json: bool) -> None:
    """Report the outcome of a change to a list, for people or as JSON."""
    if as_json:
        output.emit_json(pick_fields(changed, "bank title path sections exercises checked added taken_out"))
        return
    output.emit_text(f"{changed.bank}: {changed.title}")
    by_learner = changed.exercises - changed.checked
    contents = f"{count(changed.exercises, 'exercise')} in {count(changed.sections, 'section')}"
    output.emit_text(f"  {contents}; {changed.checked} checked here, {by_learner} you mark beside the book")
    for change, names in (("added", changed.added), ("taken out", changed.taken_out)):
        if len(names) > _MOST_TOLD:
            output.emit_text(f"  {change}: {len(names)}, from {names[0]} to {names[-1]}")
        elif names:
            output.emit_text(f"  {change}: {'; '.join(names)}")
    if changed.taken_out:
        output.emit_text("  Marks of what is taken out are kept, and count again once it is back.")
    if not changed.added and not changed.taken_out:
        output.emit_text("  Nothing changed.")
    if changed.former is not None:
        output.narrate_line(f"The former list is kept: {changed.former}")
    if is_dry:
        output.narrate_line("Nothing was written (--dry-run).")
    elif changed.exercises:
        output.narrate_line(f"Drill it: drill start {shlex.quote(changed.bank)}")
