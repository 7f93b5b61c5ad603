"""``drill start``: begin a session at once, full-screen, line by line, or as a protocol."""

from __future__ import annotations

import argparse
import io
import os
import select
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.cli.output import lines_from
from drill.errors import UsageError
from drill.files import find
from drill.text import clean_text

if TYPE_CHECKING:
    from drill.session.standing.queueing import Request
    from drill.session.workspace import Workspace

# First version of the protocol that allows a second try after a wrong answer.
SECOND_TRIES_FROM = 3
# The options that choose the exercises of a session, and their number.
_CHOOSING = ("minutes", "items", "prerequisites_of", "checks", "place", "early")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the exercises, their number, and the form."""
    parser.add_argument(
        "scope", nargs="*", metavar="PAPER|TOPIC|EXERCISE", help="only these (default: today's mix)"
    )
    parser.add_argument("--minutes", type=int, metavar="N", help="how many minutes")
    parser.add_argument("--items", type=int, metavar="N", help="how many exercises")
    parser.add_argument(
        "--for",
        dest="prerequisites_of",
        default="",
        metavar="EXERCISE|PAPER|TOPIC|SKILL",
        help="drill what this rests on",
    )
    parser.add_argument("--checks", action="store_true", help="check greens that fade")
    parser.add_argument(
        "--place", action="store_true", help="find out what you know, in up to fifteen questions"
    )
    parser.add_argument("--warm-up", action="store_true", help="one set of quick reps (drill warm-up)")
    parser.add_argument("--early", action="store_true", help="also what is not yet due")
    parser.add_argument(
        "--practice", action="store_true", help="each exercise once, greens too: nothing of it counts"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="fixes the numbers of the whole session")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_true", help="line by line, without a full-screen app")
    form.add_argument("--jsonl", action="store_true", help="as a protocol, for editors and scripts")
    parser.add_argument(
        "--protocol",
        type=int,
        choices=(1, 2, 3, 4, 5),
        default=1,
        metavar="1|2|3|4|5",
        help="with --jsonl: which version of it; 2 begins with a greeting, 3 has second tries, 5 has "
        "every line's sentences (default: 1)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run one session. Raises UsageError for options that do not go together."""
    from drill.session.standing.queueing import Request

    for name in ("minutes", "items"):
        if getattr(arguments, name) is not None and getattr(arguments, name) < 1:
            raise UsageError(f"--{name} must be at least 1")
    if arguments.warm_up:
        return _run_warm_up(arguments)
    if arguments.practice:
        _refuse_beside_practice(arguments)
    request = Request(
        scope=tuple(map(clean_text, arguments.scope)),
        minutes=arguments.minutes,
        items=arguments.items,
        early=arguments.early,
        seed=arguments.seed,
        prerequisites_of=clean_text(arguments.prerequisites_of),
        checks=arguments.checks,
        place=arguments.place,
        practice=arguments.practice,
        tries_again=not arguments.jsonl or arguments.protocol >= SECOND_TRIES_FROM,
    )
    _refuse_request(request)
    if arguments.jsonl:
        return _run_protocol(request, arguments.protocol)
    if arguments.protocol != 1:
        raise UsageError("--protocol needs --jsonl", "write --jsonl --protocol 2")
    takes_lines = arguments.plain or _has_screen_reader()
    if not takes_lines and has_terminal():
        return _run_app(request)
    if not takes_lines:
        _tell_of_dumb_terminal()
    return _run_plain(request)


def _refuse_request(request: Request) -> None:
    """Refuse conflicting options and unknown names before anything is opened.

    Raises UsageError.
    """
    from drill.session.scope import refuse_unknown_words
    from drill.session.standing.queueing import refuse_contradictions

    refuse_contradictions(request)
    refuse_unknown_words(find(os.environ), (*request.scope, *filter(None, [request.prerequisites_of])))


def _refuse_beside_practice(arguments: argparse.Namespace) -> None:
    """Refuse the options that practice does not accept. Raises UsageError."""
    _refuse_options(arguments, "--practice takes papers, subjects, topics, skills or exercises", _CHOOSING)
    if not arguments.scope:
        raise UsageError("--practice needs to know what", "write drill start papers/NAME --practice")


def _refuse_options(arguments: argparse.Namespace, takes: str, names: Sequence[str]) -> None:
    """Refuse options of these names; ``takes`` begins the message. Raises UsageError."""
    for name in names:
        if getattr(arguments, name):
            option = "for" if name == "prerequisites_of" else name
            raise UsageError(f"{takes}, and no --{option}")


def _run_warm_up(arguments: argparse.Namespace) -> int:
    """Run one set instead of a session. Raises UsageError for options of a session."""
    from drill.cli.commands.warm_up import run_set

    _refuse_options(arguments, "--warm-up takes skills or topics", (*_CHOOSING, "practice", "seed"))
    return run_set(arguments.scope, protocol=arguments.protocol if arguments.jsonl else 0)


def open_app() -> int:
    """Open the app for ``drill`` alone: at Today (at a first exercise without a store), or line by line.

    The app's first paint does not wait for the session's modules. Raises UsageError if no input can come.
    """
    is_read_aloud = _has_screen_reader()
    if shows_app():
        return _run_app(None)
    if _has_nobody():
        raise UsageError(
            "nobody can answer: this is not a terminal, and standard input is at its end",
            "drill today prints what is due, drill start --plain reads answers line by line",
        )

    from drill.session.standing.queueing import Request

    if not is_read_aloud:
        _tell_of_dumb_terminal()
    return _run_plain(Request())


def _tell_of_dumb_terminal() -> None:
    """Explain at once why line mode replaces the app, because reading the banks may take a while."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        named = f"TERM={os.environ['TERM']}" if os.environ.get("TERM") else "TERM is not set"
        output.narrate_line(
            f"This terminal cannot show the app ({named}), so drill goes on line by line, "
            "as drill start --plain does."
        )


def _has_nobody() -> bool:
    """Return whether standard input has already ended; an open pipe may still deliver a line."""
    if sys.stdin is None or os.name == "nt":  # Windows can poll nothing but sockets
        return sys.stdin is None
    lines = sys.stdin.buffer
    if not isinstance(lines, io.BufferedReader) or not select.select([sys.stdin.buffer], [], [], 0)[0]:
        return False
    return not lines.peek(1)


def has_terminal() -> bool:
    """Return whether a full-screen app can be shown: a terminal on both ends that is not dumb, or a
    browser."""
    if "TEXTUAL_DRIVER" in os.environ:
        return True
    if os.environ.get("TERM", "") in ("dumb", "") and os.name != "nt":
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def shows_app() -> bool:
    """Return whether a session is shown full-screen, and not line by line."""
    return has_terminal() and not _has_screen_reader()


def _has_screen_reader() -> bool:
    """Return whether a session goes line by line for a screen reader; a browser has one of its own."""
    from drill.settings import is_read_aloud

    return is_read_aloud(os.environ) and "TEXTUAL_DRIVER" not in os.environ


def _run_app(request: Request | None) -> int:
    from drill.tui import run_app

    return run_app(os.environ, request)


def _run_protocol(request: Request, version: int) -> int:
    from drill.cli.session_protocol import Protocol
    from drill.session.drilling.starting import start_sitting
    from drill.session.shared_folder import FolderThread

    with open_reporting_workspace(os.environ, processes=2, starts_worker=True) as workspace:
        sitting = start_sitting(workspace, request)
        output.narrate_notices(workspace.take_notices())
        with closing(FolderThread(workspace, os.environ)), closing(sitting):
            return Protocol(sitting, version).run(lines_from("-"))


def _tell_today(workspace: Workspace) -> str:
    """Return the progress of the goal, and the list of today."""
    from drill.gyr.words import count_skills
    from drill.session.today.today_view import read_today_view

    page = read_today_view(workspace).page
    lines = [f"Today: {page.tell_day().rstrip('.')}."]
    if (goal := page.goal) is not None and not goal.is_reached:
        counts = count_skills(goal.done, goal.skills, goal.left, goal.begun)
        lines.insert(0, f"Towards {goal.title}: {counts}.")
    return "\n".join(lines)


def _run_plain(request: Request) -> int:
    from drill.cli.plain import PlainSession
    from drill.session.drilling.first_run import FIRST_EXERCISE, WELCOME, is_first_run
    from drill.session.drilling.starting import start_sitting
    from drill.session.shared_folder import FolderThread

    is_free = not (request.scope or request.prerequisites_of or request.checks or request.place)
    is_first = is_free and is_first_run(os.environ, find(os.environ))
    if is_first:
        request = replace(request, first=FIRST_EXERCISE)
    with open_reporting_workspace(os.environ, processes=2, starts_worker=True) as workspace:
        sitting = start_sitting(workspace, request)
        session = PlainSession(sitting, workspace, lines_from("-"), width=output.terminal_width())
        with closing(FolderThread(workspace, os.environ)), closing(sitting):
            return session.run(
                WELCOME if is_first else "",
                _tell_today(workspace) if is_free and not is_first else "",
                asks_pause=is_free and not is_first,
            )
