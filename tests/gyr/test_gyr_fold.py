"""The decision table of the method, row by row."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drill.gyr.events import (
    Attempt,
    DeviceId,
    Note,
    Override,
    Park,
    Regrade,
    Reopen,
    RoundId,
    Skip,
    Undo,
    line_of,
)
from drill.gyr.fold import find_attempt_outcomes, fold, fold_step
from drill.gyr.state import NEVER_MET, due
from tests.gyr.gyr_log import Log, log_of


def test_the_gaps_grow_and_the_last_one_stays() -> None:
    log, days = Log(), []
    for _ in range(6):
        log.verdict("unsure")
        days.append((due(log.state) - log.day).days)  # type: ignore[operator]
    assert days == [1, 3, 7, 14, 14, 14]
    assert due(log.state, [2, 5]) == log.day + timedelta(5)


def test_the_fifth_pass_from_the_first_red_parks() -> None:
    log = log_of("unsure", *["red"] * 4)
    assert log.state.state == "red"
    assert log.state.red_pass == 4
    log.verdict("red")
    assert (log.state.state, log.state.passes, log.state.marks[-1].parked) == ("parked", 6, True)
    assert (due(log.state), log.state.parked_on, log.state.parked_by_hand) == (None, log.day, False)


def test_yellows_go_on_and_a_later_red_parks() -> None:
    log = log_of("red", *["unsure"] * 6)
    assert (log.state.state, log.state.yellows) == ("yellow", 6)
    log.verdict("red")
    assert log.state.state == "parked"
    assert log_of(*["sees"] * 9).state.state == "yellow"


def test_a_skip_is_counted_until_the_next_verdict() -> None:
    log = log_of("red")
    before = log.state
    for _ in range(3):
        log.write(Skip())
    assert (log.state.skips, log.state.skipped_on, due(log.state)) == (3, log.day, due(before))
    log.verdict("red")
    assert (log.state.skips, log.state.skipped_on) == (0, None)


def test_parking_by_hand_and_reopening_opens_a_round() -> None:
    log = log_of("unsure")
    log.write(Skip())
    log.write(Park())
    assert (log.state.state, log.state.parked_by_hand, log.state.parked_on) == ("parked", True, log.day)
    log.later(3)
    opening = log.write(Reopen())
    assert (log.state.state, log.state.round, log.state.round_id) == ("red", 2, opening)
    assert (log.state.next_pass, due(log.state), log.state.parked_on) == (1, log.day, None)
    assert (log.state.skips, log.state.skipped_on) == (0, None)
    log.verdict("red")
    mark = log.state.marks[-1]
    assert (mark.round, mark.pass_, mark.opened, log.state.red_pass) == (2, 1, "reopen", 1)


def test_reopening_what_was_never_met_leaves_it_unseen_and_due() -> None:
    log = Log()
    log.write(Park())
    log.write(Reopen())
    assert (log.state.state, log.state.round, due(log.state)) == ("unseen", 2, log.day)


def test_reopening_after_the_cap_gives_five_passes_anew() -> None:
    log = log_of(*["red"] * 5)
    log.write(Reopen())
    for _ in range(4):
        log.verdict("red")
    assert log.state.state == "red"
    log.verdict("red")
    assert log.state.state == "parked"


def test_a_check_that_holds_leaves_it_green_and_is_a_review() -> None:
    log = log_of("green")
    marks = log.state.marks
    log.attempt("check", "green")
    assert (log.state.state, log.state.round, log.state.marks) == ("green", 1, marks)
    assert log.state.study_day == log.day
    assert [review.colour for review in log.state.reviews] == ["green", "green"]


@pytest.mark.parametrize(("answer", "state"), [("unsure", "yellow"), ("sees", "yellow"), ("red", "red")])
def test_a_failed_check_is_pass_one_of_its_own_round(answer: str, state: str) -> None:
    log = log_of("green")
    check = log.attempt("check", answer)
    assert (log.state.state, log.state.round, log.state.round_id) == (state, 2, check)
    assert (log.state.next_pass, due(log.state)) == (2, log.day + timedelta(1))
    mark = log.state.marks[-1]
    assert (mark.round, mark.pass_, mark.opened) == (2, 1, "check")


@pytest.mark.parametrize("state", ["green", "parked"])
def test_practice_of_a_settled_item_changes_nothing(state: str) -> None:
    log = log_of("green" if state == "green" else "unsure")
    if state == "parked":
        log.write(Park())
    before = log.state
    extra = log.attempt("extra", "red")
    assert log.state.undoable == extra
    assert (log.state.state, log.state.marks, log.state.skips) == (before.state, before.marks, before.skips)


def test_what_does_not_fit_is_extra_or_void() -> None:
    log = log_of("green")
    before = log.state
    for facts in (Park(), Reopen()):
        log.write(facts)
    assert log.state == before
    log.attempt("verdict", "red", pass_=2)
    assert log.state.state == "green"
    assert [outcome.counts for outcome in find_attempt_outcomes(map(line_of, log.events)).values()] == [
        True,
        False,
    ]


def test_a_verdict_of_another_round_does_not_count() -> None:
    log = Log()
    log.write(Park())
    log.write(Reopen())
    log.attempt("verdict", "green", round=RoundId("first"))
    assert (log.state.state, log.state.passes) == ("unseen", 0)


def test_two_windows_the_first_writer_wins() -> None:
    log = Log()
    log.verdict("red")
    log.verdict("green", pass_=1)
    assert (log.state.state, log.state.passes) == ("red", 1)


def test_two_machines_count_a_pass_once_and_a_green_stays() -> None:
    log = Log()
    log.verdict("green")
    log.write(
        Attempt(kind="verdict", round=RoundId("first"), pass_=1, ok=False, why=False),
        lamport=1,
        device=DeviceId("b"),
    )
    assert log.state.state == "green"
    assert fold(reversed(log.events)) == log.state


def test_undo_brings_back_exactly_what_was() -> None:
    log = log_of("unsure", "red")
    before = log.state
    for write in (
        lambda: log.verdict("green"),
        lambda: log.write(Park()),
        lambda: log.write(Skip()),
        lambda: log.attempt("extra", "red"),
    ):
        log.write(Undo(target=write()))
        assert log.state == before


def test_undo_takes_its_target_out_wherever_it_stands() -> None:
    log = log_of("unsure")
    first = log.events[0].id
    log.verdict("green")
    log.write(Undo(target=first))
    assert (log.state.state, log.state.passes) == ("unseen", 0)


def test_an_undo_is_never_undone() -> None:
    log = Log()
    undo = log.write(Undo(target=log.verdict("green")))
    log.write(Undo(target=undo))
    assert log.state.state == "unseen"


def test_an_undone_reopening_parks_again() -> None:
    log = log_of(*["red"] * 5)
    before = log.state
    log.write(Undo(target=log.write(Reopen())))
    assert log.state == before


def test_the_last_override_not_undone_holds() -> None:
    log = log_of("red")
    target = log.state.overridable
    assert target is not None
    log.write(Override(target=target, ok=True, why=True))
    assert log.state.state == "green"
    last = log.write(Override(target=target, ok=False, why=True))
    assert (log.state.state, log.state.undoable) == ("yellow", last)
    log.write(Undo(target=last))
    assert log.state.state == "green"


def test_an_override_of_a_check_decides_whether_it_lapsed() -> None:
    log = log_of("green")
    check = log.attempt("check", "red")
    log.write(Override(target=check, ok=True, why=True))
    assert (log.state.state, log.state.round) == ("green", 1)


def test_an_override_is_offered_for_what_counted_alone() -> None:
    log = log_of("green")
    verdict = log.state.overridable
    extra = log.attempt("extra", "red")
    assert (log.state.overridable, log.state.undoable) == (verdict, extra)


def test_an_override_of_what_is_undone_is_void() -> None:
    log = log_of("red", "unsure")
    target, left = log.state.overridable, log.events[0].id
    assert target is not None
    log.write(Undo(target=target))
    log.write(Override(target=target, ok=True, why=True))
    assert (log.state.state, log.state.undoable) == ("red", left)


def test_new_wording_changes_nothing_and_new_maths_starts_anew() -> None:
    log = log_of("red")
    assert log.read("old").state == "red"
    assert log.read("new") == NEVER_MET


def test_corrected_contents_are_one() -> None:
    log = log_of("red", "unsure")
    assert log.read("new", "old") == log.state


def test_contents_are_read_apart() -> None:
    log = log_of("red", "red")
    log.content = log.events[0].content.__class__("new", "words")
    log.write(Attempt(kind="verdict", round=RoundId("first"), pass_=1, ok=True, why=True))
    assert (log.read("new").state, log.read("old").passes) == ("green", 2)


def test_a_regrade_changes_the_verdict_for_the_loaded_content() -> None:
    log = Log()
    target = log.verdict("sees")
    log.content = log.events[0].content.__class__("new", "words")
    log.write(Regrade(target=target, ok=True))
    assert log.read("new", "old").state == "green"
    assert log.read("old").state == "yellow"


def test_the_learners_own_word_beats_a_regrade() -> None:
    log = Log()
    target = log.verdict("green", decided_by="learner")
    log.write(Regrade(target=target, ok=False))
    assert log.state.state == "green"


def test_an_override_beats_a_regrade_whichever_came_first() -> None:
    log = Log()
    target = log.verdict("red")
    log.write(Override(target=target, ok=True, why=True))
    log.write(Regrade(target=target, ok=False))
    assert log.state.state == "green"


def test_notes_are_no_part_of_the_state() -> None:
    log = log_of("red")
    before = log.state
    log.write(Note(field="line", key="1", text="a product of two"))
    assert log.state == before


def test_a_step_refuses_what_needs_the_whole_log() -> None:
    log = log_of("red")
    before = log.state
    log.write(Undo(target=log.events[0].id))
    with pytest.raises(ValueError, match="whole log"):
        fold_step(before, line_of(log.events[-1]))
