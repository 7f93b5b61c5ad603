"""How many files somebody opens who follows an answer, or an exercise: no more than were reached."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.bench.walk import Way, exercise_walk, median_way, way_of

# What is reached; the goals are in tests/bench/walk.py. These figures only fall.
ANSWER, WRITTEN, PROVED = Way(78, 50), Way(89, 56), Way(247, 175)


def test_an_answer_takes_no_more_stays_than_were_reached() -> None:
    way = median_way()
    assert way.stays <= ANSWER.stays
    assert way.returns <= ANSWER.returns


def test_an_exercise_takes_no_more_stays_than_were_reached() -> None:
    way = way_of(exercise_walk())
    assert way.stays <= WRITTEN.stays
    assert way.returns <= WRITTEN.returns


def test_a_drafted_exercise_is_proved_in_no_more_stays_than_were_reached() -> None:
    # in a process of its own: what other tests keep in caches, or push out of them, changes the way
    command = [sys.executable, "-m", "tests.bench.walk", "proof"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    stays, returns = re.findall(r"(\d+) (?:stays|returns)", told)
    assert int(stays) <= PROVED.stays
    assert int(returns) <= PROVED.returns
