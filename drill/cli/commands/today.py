"""``drill today``: print the exercises of a session that would begin now."""

from __future__ import annotations

import argparse
import os
import shlex
from typing import TYPE_CHECKING

from drill.cli import output
from drill.codec import pick_fields

if TYPE_CHECKING:
    from drill.session.today.today_view import TodayView

# Number of rows that is enough for a whole day.
EVERY_ROW = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add options for the output."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument(
        "--count",
        action="store_true",
        help="only how many yellow and red ones are due again, for a shell's prompt",
    )
    parser.add_argument(
        "--catch-up",
        choices=("yes", "no"),
        help="after a pause: nothing new until what waits is through, or half and half as always",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print today's list, or the number of due exercises."""
    if arguments.count:
        return _print_due_count()
    from drill.cli.opened import open_reporting_workspace
    from drill.session.today.day_gathering import answer_pause
    from drill.session.today.today_page import draw_page
    from drill.session.today.today_view import date_told, read_today_view, upgrade_told

    with open_reporting_workspace(os.environ, reads=not arguments.catch_up) as workspace:
        if arguments.catch_up:
            output.narrate_line(answer_pause(workspace, catches_up=arguments.catch_up == "yes"))
        view = read_today_view(workspace)
        if arguments.json:
            output.emit_json(describe_today(view))
            return 0
        for notice in (*upgrade_told(workspace), *date_told(workspace, view)):
            output.narrate_line(f"drill: {notice}")
        for item in view.assigned:
            output.emit_text(
                f"{item.told}: drill start {shlex.quote(item.what)}" if item.items else f"{item.told}."
            )
        if view.pause is not None:
            output.emit_text(view.pause.told)
            if view.pause.asks:
                output.emit_text("drill today --catch-up yes or no says whether that comes first.")
        for row in draw_page(view.page, output.terminal_width(), EVERY_ROW)[0]:
            output.emit_text("".join(text for text, _ in row).rstrip())
        if view.offers_checks:
            output.emit_text(f"{len(view.checks)} greens could be checked: drill start --checks")
    return 0


def describe_today(view: TodayView) -> dict[str, object]:
    """Return Today in the form for JSON."""
    items = "items(item bank state pass_ round due why) plan(item reason minutes)"
    left = (
        None if view.goal is None else {"skills": len(view.goal.path.left), "exercises": view.goal.own.left}
    )
    return {
        **pick_fields(view, "study_day minutes checks_all", items, "assigned(what items green until)"),
        "path_left": left,
        "catch_up": view.catches_up,
        "beside": [pick_fields(paper, "bank title exercises") for paper in view.page.beside],
        "checks": [
            {"item": offer.item, "retrievability": round(offer.retrievability, 4)} for offer in view.checks
        ],
    }


def _print_due_count() -> int:
    """Print the count that the last session stored, at once; read the store if there is none."""
    from datetime import datetime

    from drill.session.due_file import due_now

    due_count = due_now(os.environ, datetime.now())
    if due_count is None:
        from drill.session.today.first_paint import count_due
        from drill.store import local_now

        due_count = str(count_due(os.environ, local_now))
    output.emit_text(due_count)
    return 0
