"""The very first exercise as it is drawn from its topic's file; run as a module, it writes what is shipped.

python -m tests.session.first_exercise
"""

from __future__ import annotations

import json
from dataclasses import asdict

from drill.banks.load import load_file
from drill.files import shipped_banks
from drill.session.drilling.first_run import FIRST_EXERCISE, FIRST_EXERCISE_FILE, FirstExercise
from tests.homes import WORKERS

SEED = 3
FILE = "calculus/derivative-rules.yaml"


def drawn_anew() -> FirstExercise:
    """Return the first exercise, drawn from what its file says now."""
    loaded = load_file(shipped_banks() / FILE)
    name = FIRST_EXERCISE.rpartition("/")[2]
    row = next(each for each in loaded.exercises if each.entry.id == name)
    variant = WORKERS.prepare(row.exercise, item=FIRST_EXERCISE, seed=SEED)
    return FirstExercise(
        FIRST_EXERCISE, FILE, row.entry.maths, variant.seed, dict(variant.params), variant.only.prompt
    )


if __name__ == "__main__":
    text = json.dumps(asdict(drawn_anew()), ensure_ascii=False, indent=2)
    FIRST_EXERCISE_FILE.write_text(text + "\n", encoding="utf-8")
