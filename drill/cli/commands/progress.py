"""``drill progress``: pass-by-pass charts, or the numbers behind them."""

from __future__ import annotations

import argparse
import csv
import io
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from drill.cli import output
from drill.session.charts import pass_counts, text_bar

if TYPE_CHECKING:
    from drill.session.views import BankProgress, DayProgress

HELP = "show pass-by-pass charts, or the numbers behind them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Banks, and the form of the numbers."""
    parser.add_argument("banks", nargs="*", metavar="BANK", help="only these banks")
    parser.add_argument("--all", action="store_true", help="banks without an attempt too")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--csv", action="store_true", help="one line a pass")


def run(arguments: argparse.Namespace) -> int:
    """Print the charts."""
    from drill.cli.opened import opened
    from drill.session.progress import days, progress

    with opened(os.environ) as workspace:
        banks = progress(workspace, arguments.banks)
        if arguments.json:
            output.emit_json(
                {
                    "banks": [_bank_shape(bank) for bank in banks],
                    "days": [_day_shape(day) for day in days(workspace)],
                }
            )
        elif arguments.csv:
            output.emit(_table(banks).rstrip())
        else:
            every = arguments.all or bool(arguments.banks)
            _draw([bank for bank in banks if every or _is_begun(bank)], output.terminal_width())
    return 0


def _bank_shape(bank: BankProgress) -> dict[str, object]:
    return {
        "bank": bank.bank,
        "items": bank.items,
        "states": bank.states,
        "passes": [row.to_json() for row in bank.passes if row.verdicts or row.waiting],
        "complete": bank.complete,
    }


def _day_shape(day: DayProgress) -> dict[str, object]:
    return {
        "day": day.day.isoformat(),
        "minutes": day.minutes,
        "attempts": day.attempts,
        "green": day.green,
        "yellow": day.yellow,
        "red": day.red,
    }


def _table(banks: Sequence[BankProgress]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["bank", "round", "pass", "opened", "green", "yellow", "red", "parked", "waiting"])
    for bank in banks:
        for row in bank.passes:
            counts = (row.green, row.yellow, row.red, row.parked, row.waiting)
            writer.writerow([bank.bank, row.round, row.pass_, row.opened, *counts])
    return text.getvalue()


def _is_begun(bank: BankProgress) -> bool:
    return bank.states["unseen"] < bank.items


def _draw(banks: Sequence[BankProgress], width: int) -> None:
    if not banks:
        output.emit("No attempt yet. Charts begin with the first exercise: drill")
        return
    for number, bank in enumerate(banks):
        if number:
            output.emit()
        done = "  all green" if bank.complete else ""
        output.emit(f"{bank.title}, {bank.items} exercises{done}")
        for row in bank.passes:
            if not (row.verdicts or row.waiting):
                continue
            counts = pass_counts(row)
            told = " ".join(f"{count}{letter}" for letter, count in counts if count)
            name = f"pass {row.pass_}" if row.round == 1 else f"round {row.round}, pass {row.pass_}"
            room = max(10, width - len(name) - len(told) - 14)
            output.emit(f"  {name:7} {row.members:4} {text_bar(counts, room)} {told}")
