"""How many files somebody opens who follows an answer, or an exercise: no more than were reached."""

from __future__ import annotations

from tests.bench.walk import Way, exercise_walk, median_way, proof_walk, way_of

# What is reached; the goals are in tests/bench/walk.py. They fall, but where a shared module replaces a copy.
ANSWER, WRITTEN, PROVED = Way(78, 50), Way(89, 56), Way(295, 217)


def test_an_answer_takes_no_more_stays_than_were_reached() -> None:
    way = median_way()
    assert way.stays <= ANSWER.stays
    assert way.returns <= ANSWER.returns


def test_an_exercise_takes_no_more_stays_than_were_reached() -> None:
    way = way_of(exercise_walk())
    assert way.stays <= WRITTEN.stays
    assert way.returns <= WRITTEN.returns


def test_a_drafted_exercise_is_proved_in_no_more_stays_than_were_reached() -> None:
    way = way_of(proof_walk())
    assert way.stays <= PROVED.stays
    assert way.returns <= PROVED.returns
