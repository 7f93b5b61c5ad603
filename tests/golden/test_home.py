"""The homes that releases left open with their marks, papers, day and open attempt."""

from __future__ import annotations

from drill.session.papers.workbook import open_paper
from drill.session.today.formula_map import make_map
from tests.golden.home import read_said, read_screens, tell, tell_screens, unpacked_home
from tests.golden.scenes import changed, keep_machine_read
from tests.homes import workspace_in

COUNTS = (".progress[0].",)
"""What Progress counts of what is left out: its exercises, their passes and mistakes."""


def test_a_home_of_0_4_0_opens_as_it_was_left() -> None:
    """Tables of letters and questions that were made of them are in no day, list or count; all else is."""
    before = read_said("0.4.0")
    with unpacked_home("0.4.0") as stage:
        after = tell(stage)
    counted = (*COUNTS, ".today[0].items", ".today[0].plan", ".session[1].left")
    found = changed(keep_machine_read(before), keep_machine_read(after))
    assert [line for line in found if not line.startswith(counted)] == [
        ".today[0].path_left.exercises: 3 became 1",
        ".banks[0].banks[0].items: 11 became 1",
        ".banks[0].banks[0].states.unseen: 3 became 1",
        ".banks[0].banks[1].items: 6 became 1",
        ".banks[0].banks[1].states.unseen: 3 became 1",
        ".goal --list[0].goals[0].exercises: 10 became 1",
        ".goal --list[0].goals[1].exercises: 5 became 1",
        *(f".states.{item} is missing" for item in before["states"] if has_letters(item)),
    ]
    planned = [row["item"] for row in after["today"][0]["plan"]]
    left = [row["item"] for row in before["today"][0]["plan"] if not has_letters(row["item"])]
    # All that was left on the way to the goal were questions of letters: the day goes on as without a goal.
    assert [item for item in planned if item in left] == left


def test_a_home_of_0_5_0_opens_as_it_was_left_without_the_questions_of_letters() -> None:
    before = read_said("0.5.0")
    with unpacked_home("0.5.0") as stage:
        after = tell(stage)
    found = changed(keep_machine_read(before), keep_machine_read(after))
    assert [line for line in found if not line.startswith(COUNTS)] == [
        ".banks[0].banks[0].items: 6 became 2",
        ".banks[0].banks[0].states.unseen: 3 became 1",
        ".banks[0].banks[0].states.red: 3 became 1",
        ".banks[0].banks[1].items: 12 became 6",
        ".banks[0].banks[1].states.green: 11 became 5",
        ".goal --list[0].goals[0].exercises: 7 became 2",
        *(f".states.{item} is missing" for item in sorted(before["states"]) if has_letters(item)),
    ]


def has_letters(item: str) -> bool:
    """Return whether an item asked for a formula's letters, or was made of them by rule."""
    return any(f"/{kind}-" in item for kind in ("letters", "work", "further"))


def test_what_was_made_of_letters_keeps_its_marks_and_its_colour() -> None:
    states = {item: state for item, (state, *_) in read_said("0.5.0")["states"].items() if has_letters(item)}
    with unpacked_home("0.5.0") as stage:
        first, again = (stage.run("today", "--json") for _ in range(2))
        with workspace_in(stage.home) as workspace:
            withheld = [each for made in workspace.withheld.values() for each in made]
            shown = {
                row.key: row.reached
                for row in make_map(workspace, open_paper(workspace, "gated-averages")).rows
            }
            assert workspace.orphans() == []
        goal = stage.run("goal")[1]
    assert {each.entry.item: each.state for each in withheld if each.state != "unseen"} == states
    assert set(shown.values()) == {"drilled", "ready"}
    assert "10 questions that drill made of letters are left out; their marks stay" in first[2]
    assert "A formula is now asked by a line of NumPy: a chat writes it" in first[2]
    assert "letters" not in again[2], "it is said once"
    assert "NumPy" not in again[2]
    assert "Goal reached: Gated Averages" in goal


def test_a_check_reads_such_a_question_and_does_not_run_it() -> None:
    with unpacked_home("0.5.0") as stage:
        bank = stage.home / "banks" / "papers" / "gated-averages.yaml"
        _, of_import, _ = stage.run("check", bank)
        own = stage.home / "own.yaml"
        own.write_text(bank.read_text("utf-8").replace("id: work-", "id: own-"), encoding="utf-8")
        _, of_own, _ = stage.run("check", own)
    assert "world" not in of_import
    assert "world is no longer computed: write {value" in of_own


def test_the_screens_of_a_home_look_as_they_did() -> None:
    assert tell_screens() == read_screens()
