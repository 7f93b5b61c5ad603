"""The homes that releases left open with their marks, papers, day and open attempt."""

from __future__ import annotations

from drill.session.papers.paper_import import try_formula
from tests.golden.home import read_said, read_screens, tell, tell_screens, unpacked_home
from tests.golden.scenes import changed, keep_machine_read
from tests.homes import workspace_in


def test_a_home_of_0_4_0_opens_as_it_was_left() -> None:
    before = read_said("0.4.0")
    with unpacked_home("0.4.0") as stage:
        # Letters are asked for once the window has looked where a question waits.
        with workspace_in(stage.home) as workspace:
            for slug in ("gated-averages", "averaged-descent"):
                while try_formula(workspace.workers, workspace.places, slug)[0]:
                    pass
        after = tell(stage)
    # Own words are counted nowhere among the exercises, as they were not among the states of a bank. Six
    # tables of letters that lead to no question are no work of the second paper any more.
    expected = [
        ".progress[0].banks[0].topics[0].states.unseen: 11 became 3",
        ".progress[0].banks[1].topics[0].states.unseen: 6 became 3",
        ".banks[0].banks[0].items: 11 became 3",
        ".banks[0].banks[1].items: 6 became 3",
        ".goal --list[0].goals[0].exercises: 10 became 5",
    ]
    assert changed(keep_machine_read(before), keep_machine_read(after)) == expected


def test_a_home_of_0_5_0_opens_as_it_was_left() -> None:
    with unpacked_home("0.5.0") as stage:
        after = tell(stage)
    assert changed(keep_machine_read(read_said("0.5.0")), keep_machine_read(after)) == []


def test_the_screens_of_a_home_look_as_they_did() -> None:
    assert tell_screens() == read_screens()
