"""``drill banks``: the banks with counts by state and pass."""

from __future__ import annotations

import argparse
import os
from itertools import chain
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.codec import count_fields, pick_fields
from drill.limits import pause_garbage_collection
from drill.session.papers.reading_steps import Readiness, measure_paper_readiness
from drill.session.progress.progress_overview import bank_states
from drill.session.standing.paper_names import paper_banks
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.reading import paper_reading
from drill.text import capitalise

if TYPE_CHECKING:
    from drill.banks.catalogue import Bank
    from drill.gyr.path import PaperReading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option for JSON."""
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the banks; report rejected parts on standard error."""
    with open_reporting_workspace(os.environ, reads=True) as workspace, pause_garbage_collection():
        states = bank_states(workspace)
        banks = workspace.catalogue.banks
        papers = paper_banks(workspace.catalogue)
        parts = workspace.parts()
        has = find_learner_mastery(workspace, parts)
        standing = workspace.standing()
        ready = measure_paper_readiness(workspace, papers, standing, parts, has)
        if arguments.json:
            rows: list[dict[str, object]] = []
            for bank in banks:
                row = pick_fields(bank, "title path bank=id field=field_of_work")
                row["address"] = ""
                row["items"] = sum(states[bank.id].values())
                row["states"] = states[bank.id]
                row["problems"] = len(bank.problems)
                if bank.id in ready:
                    reading = paper_reading(workspace, bank, parts, has, standing)
                    row |= _shape_paper_counts(ready[bank.id], reading)
                rows.append(row)
            output.emit_json({"banks": rows})
            return 0
        of_field: dict[str, list[Bank]] = {}
        for bank in banks:
            of_field.setdefault(bank.field_of_work, []).append(bank)
        width = max((len(bank.id) for bank in banks), default=0)
        for bank in chain(*of_field.values()):
            field = bank.field_of_work
            if field and bank is of_field[field][0]:
                output.emit_text(f"\n{capitalise(field)}")
            counted = ", ".join(
                f"{number} {state.replace('unseen', 'new')}"
                for state, number in states[bank.id].items()
                if number
            )
            output.emit_text(f"{bank.id:{width}} {sum(states[bank.id].values()):5}  {counted}")
            rests_on = ready.get(bank.id)
            if rests_on and rests_on.path.skills:
                output.emit_text(f"  {rests_on.path.describe()}")
        for problem in workspace.catalogue.problems:
            output.narrate_line(str(problem))
    return 0


def _shape_paper_counts(ready: Readiness, reading: PaperReading) -> dict[str, object]:
    """Return the skills that the exercises of a paper's bank name; how many formulas are ready and read."""
    counted = count_fields(ready.named, "learned", "known")
    return {
        "skills": {"all": ready.named.skills, "green": ready.green, **counted},
        "formulas": {"all": reading.formulas, **count_fields(reading, "ready", "drilled", "read")},
    }
