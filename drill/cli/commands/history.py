"""``drill history``: print the log of events."""

from __future__ import annotations

import argparse
import os

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.gyr.events import Attempt, Event, Note, Rep
from drill.gyr.state import colour
from drill.gyr.wire import to_json
from drill.session.drilling.undoing import read_event_history
from drill.session.titles import title_of
from drill.text import one_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: an item, and the format."""
    parser.add_argument("item", nargs="?", metavar="EXERCISE", help="only this exercise")
    parser.add_argument("--json", action="store_true", help="JSON Lines")


def run(arguments: argparse.Namespace) -> int:
    """Print the events in their total order."""
    with open_reporting_workspace(os.environ, reads=True) as workspace:
        events = read_event_history(workspace, arguments.item)
        for event in events:
            if arguments.json:
                output.emit_json(to_json(event))
            else:
                output.emit_text(_describe_event_on_line(event, title_of(workspace, event.item)))
                for line in _list_working_lines(event) if arguments.item else ():
                    output.emit_text(f"    {line}")
    return 0


def _list_working_lines(event: Event) -> list[str]:
    """Yield the lines of an attempt's working; in stages with the number of the stage in front."""
    if not isinstance(event.facts, Attempt):
        return []
    working = event.facts.working
    if isinstance(working, tuple):
        return [one_line(line) for line in working]
    return [f"{stage}  {one_line(line)}" for stage, lines in working.items() for line in lines]


def _describe_event_on_line(event: Event, title: str) -> str:

    local = event.at.astimezone()
    facts = event.facts
    text = f"{local:%Y-%m-%d %H:%M}  {event.kind:9} {event.item}"
    if title:
        text += f" ({title})"
    if isinstance(facts, Attempt):
        text += f"  {colour(facts.ok, facts.why)}, pass {facts.pass_}"
        if facts.code:
            text += f", {facts.code}"
    if isinstance(facts, Note):
        text += f"  {facts.field}: {one_line(facts.text)}"
    if isinstance(facts, Rep):
        text += "  right" if facts.ok else "  wrong"
        if facts.seconds:
            text += f" in {facts.seconds:.1f} s"
        text += f": {one_line(facts.answer)}"
    return text
