"""How many files somebody opens who follows an answer, or an exercise: no more than were reached."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.walk import Way

ROOT = Path(__file__).parents[2]
# A process of its own, because what other tests have cached already would shorten or lengthen a way.
MEASURE = (
    "import json; from tests.bench.walk import exercise_walk, median_way, proof_walk, way_of; "
    "print(json.dumps([median_way(), way_of(exercise_walk()), way_of(proof_walk())]))"
)


@pytest.fixture(scope="module")
def ways() -> list[Way]:
    printed = subprocess.run([sys.executable, "-c", MEASURE], cwd=ROOT, check=True, capture_output=True)
    return [Way(*figures) for figures in json.loads(printed.stdout)]


# What is reached; the goals are in tests/bench/walk.py. These figures fall, but where a copy gives way to a
# shared module, or a function for every kind of answer to a method of the kinds; they rose by a few when
# SymPy came to decide beside the values.
@pytest.mark.parametrize(
    ("number", "reached"),
    [(0, Way(81, 53)), (1, Way(92, 59)), (2, Way(304, 225))],
    ids=["an answer", "an exercise", "a drafted exercise with its proof"],
)
def test_a_way_takes_no_more_stays_than_were_reached(ways: list[Way], number: int, reached: Way) -> None:
    assert ways[number].stays <= reached.stays
    assert ways[number].returns <= reached.returns
