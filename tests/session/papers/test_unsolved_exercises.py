"""Exercises of a second author are practice alone until somebody has solved them blind."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.gyr.events import Attempt, ItemId, Undo
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import start_session, start_sitting
from drill.session.papers.author_page import write_author_page
from drill.session.papers.author_taking import take_author_answer
from drill.session.papers.more_exercises import describe_progress, find_round, keep_drafts, take_back_round
from drill.session.papers.workbook import open_paper, open_papers
from drill.session.standing.goals import current_goal, goal_exercises
from drill.session.standing.paper_names import record_path
from drill.session.standing.queueing import Request
from drill.session.standing.withheld_exercises import count_bank, list_counted
from drill.session.today.session_list import open_day
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from tests.homes import bank, configure, plant, sums, workspace_in
from tests.papers.test_second_author import ONE, TWO
from tests.session.a_linked_paper import BANK, plant_linked_paper
from tests.session.drilled import attempt, coming_items, served

ITEM = ItemId(f"{BANK}/half-of-it")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A linked paper of one's own as the goal."""
    plant_linked_paper(tmp_path)
    configure(tmp_path, f'goal = "{BANK}"\n')
    with workspace_in(tmp_path) as opened:
        yield opened


def take(workspace: Workspace, text: str, *, blind: bool = True) -> None:
    """Take an answer to the first call, and keep what is proved."""
    keep_drafts(workspace, take_author_answer(workspace, BANK, text, blind=blind, variants=2))
    workspace.catch_up()


def solve(workspace: Workspace, form: str = "{}/2", *, about: str = BANK) -> None:
    """Answer the blind page, all tasks alike."""
    page = write_author_page(workspace, about, call="blind")
    numbers = enumerate(re.findall(r"half of (\d+)", page), 1)
    lines = [f"{place}: {form.format(number)}" for place, number in numbers]
    take_author_answer(workspace, about, "\n".join(lines), call="blind", variants=2)
    workspace.catch_up()


def attempts(workspace: Workspace) -> list[Attempt]:
    facts = (event.facts for event in workspace.store.history(ITEM))
    return [each for each in facts if isinstance(each, Attempt)]


def counted(workspace: Workspace) -> int:
    """How many exercises of the paper count: the same wherever they are counted."""
    bank, goal = workspace.catalogue.bank(BANK), current_goal(workspace)
    assert bank is not None
    assert goal is not None
    numbers = {
        len(list_counted(bank)),
        count_bank(bank, workspace.parts()).every,
        len(goal_exercises(workspace, goal)[1]),
        next(sum(row.states.values()) for row in open_papers(workspace) if row.bank == BANK),
    }
    assert len(numbers) == 1
    return numbers.pop()


def test_until_it_is_solved_it_counts_nowhere_and_does_not_come(workspace: Workspace) -> None:
    before = counted(workspace)
    take(workspace, ONE)
    assert ITEM in workspace.catalogue.entries, "it is kept at once"
    assert counted(workspace) == before
    assert ITEM not in coming_items(workspace)
    assert ITEM not in coming_items(workspace, BANK)
    shown = [each for each in open_paper(workspace, BANK).others if each.item == ITEM]
    assert [each.comes for each in shown] == [False]
    solve(workspace)
    assert counted(workspace) == before + 1
    assert ITEM in coming_items(workspace, BANK)


STARTS = """
import os, sys
from pathlib import Path
from tests.homes import workspace_in
for _ in sys.stdin:
    if os.fork() == 0:
        with workspace_in(Path(sys.argv[1])):
            print('drill.papers.paper_json' in sys.modules, flush=True)
        os._exit(0)
    os.wait()
"""
"""A process that has read no record, and for each line a child of it that starts."""


def test_a_start_reads_the_record_of_own_exercises_only_while_one_is_unsolved(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    starting = subprocess.Popen(
        [sys.executable, "-c", STARTS, str(tmp_path)], cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with starting as starts, workspace_in(tmp_path) as workspace:
        told = starts.stdout
        assert told is not None

        def reads_record() -> bool:
            print(file=starts.stdin, flush=True)
            line = told.readline()
            assert line in ("True\n", "False\n")
            return line == "True\n"

        keep_drafts(workspace, take_author_answer(workspace, "tiny", ONE, variants=2))
        workspace.catch_up()
        assert [reads_record(), reads_record()] == [True, True]
        solve(workspace, about="tiny")
        assert not reads_record()
        file = record_path(workspace.places, "my/tiny-2nd")
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        assert [reads_record(), reads_record()] == [True, False]


def test_it_is_asked_by_its_name_as_practice_that_says_so(workspace: Workspace) -> None:
    take(workspace, ONE)
    session = start_session(workspace, Request(scope=(ITEM,)))
    view = served(session)
    assert (view.is_practice, view.attempt.becomes, view.why) == (True, "extra", "not yet checked blind")
    session.reveal()
    session.mark(why=True)
    assert not isinstance(session.next(), type(view)), "it comes once"
    session.close()
    (written,) = attempts(workspace)
    assert (written.kind, written.why, written.seconds) == ("extra", written.ok, 0.0)
    assert workspace.state(workspace.catalogue.entries[ITEM]).state == "unseen"


def test_it_is_neither_parked_nor_put_off(workspace: Workspace) -> None:
    take(workspace, ONE)
    session = start_session(workspace, Request(scope=(ITEM,)))
    served(session)
    with pytest.raises(UsageError, match="parked"):
        session.park()
    session.skip()
    session.close()
    assert [*workspace.store.history(ITEM)] == []


def test_practice_of_the_whole_paper_asks_it_too(workspace: Workspace) -> None:
    take(workspace, ONE)
    practice = start_sitting(workspace, Request(scope=(BANK,), practice=True))
    asked: dict[str, str] = {}
    while isinstance(view := practice.next(), ExerciseView) and view.item not in asked:
        asked[view.item] = view.why
        practice.reveal()
    practice.close()
    assert asked[ITEM] == "not yet checked blind"


def test_an_attempt_that_was_left_open_goes_on_as_practice(workspace: Workspace) -> None:
    take(workspace, ONE)
    session = start_session(workspace, Request(scope=(ITEM,)))
    served(session)
    session.draft("3")
    session.close()
    again = start_session(workspace, Request(scope=(ITEM,)))
    view = served(again)
    assert (view.is_practice, view.attempt.work.draft) == (True, "3")
    again.close()


def look_again(workspace: Workspace) -> None:
    """Have the exercises chosen again, as after an edit of any bank."""
    plant(workspace.places.banks.parent, "edited", bank(sums(1), topic="edited.sums"))
    assert workspace.catch_up()
    (workspace.places.banks / "edited.yaml").unlink()
    assert workspace.catch_up()


def test_an_exercise_that_already_has_marks_stays_as_it_is(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, ONE)
    solved = workspace.catalogue.entries[ITEM]
    attempt(workspace, ITEM, ok=True, why=True)
    look_again(workspace)
    assert workspace.state(solved).state == "green"
    bank = workspace.catalogue.bank(BANK)
    assert bank is not None
    assert ITEM in [entry.item for entry in list_counted(bank)]


def test_a_mark_that_was_undone_does_not_make_it_count(workspace: Workspace) -> None:
    before = counted(workspace)
    take(workspace, ONE)
    entry = workspace.catalogue.entries[ITEM]
    attempt(workspace, ITEM, ok=True, why=True)
    target = workspace.state(entry).undoable
    assert target is not None
    workspace.append(entry, Undo(target=target))
    look_again(workspace)
    assert counted(workspace) == before
    attempt(workspace, ITEM, ok=True, why=True)
    look_again(workspace)
    assert counted(workspace) == before + 1


def test_a_mark_of_an_earlier_content_does_not_make_it_count(workspace: Workspace) -> None:
    before = counted(workspace)
    take(workspace, ONE)
    attempt(workspace, ITEM, ok=True, why=True)
    look_again(workspace)
    assert counted(workspace) == before + 1
    file = Path(workspace.catalogue.entries[ITEM].file)
    file.write_text(file.read_text(encoding="utf-8").replace("2..40", "2..50"), encoding="utf-8")
    look_again(workspace)
    assert counted(workspace) == before


def test_what_is_refused_blind_leaves_the_bank_unless_it_was_answered(workspace: Workspace) -> None:
    take(workspace, ONE)
    solve(workspace, "{}*2")
    assert ITEM not in workspace.catalogue.entries
    take(workspace, ONE)
    session = start_session(workspace, Request(scope=(ITEM,)))
    served(session)
    session.reveal()
    session.mark(why=False)
    session.close()
    solve(workspace, "{}*2")
    assert ITEM in workspace.catalogue.entries
    assert ITEM not in coming_items(workspace)


def test_without_a_blind_check_it_stays_practice(workspace: Workspace) -> None:
    before = counted(workspace)
    take(workspace, ONE, blind=False)
    take_author_answer(workspace, BANK, "- id: half-of-it\n  hints: [a]", blind=False)
    look_again(workspace)
    assert counted(workspace) == before


def test_the_blind_check_comes_next_and_a_batch_is_taken_back(workspace: Workspace) -> None:
    take(workspace, ONE + TWO)
    found = find_round(workspace, BANK)
    assert (found.call, len(found.kept), found.confirmed) == ("blind", 2, 0)
    assert "Let a new chat check them: two minutes" in describe_progress(found)
    assert take_back_round(workspace, BANK) == "Taken back: 2 exercises."
    workspace.catch_up()
    assert ITEM not in workspace.catalogue.entries
    take(workspace, ONE)
    session = start_session(workspace, Request(scope=(ITEM,)))
    served(session)
    session.reveal()
    session.mark(why=True)
    session.close()
    with pytest.raises(UsageError, match="answered"):
        take_back_round(workspace, BANK)


def test_today_has_none_of_it_before(workspace: Workspace) -> None:
    take(workspace, ONE)
    assert ITEM not in [row.item for row in open_day(workspace).coming(with_others=True)]
    assert all("half" not in row.title for row in read_today_view(workspace).page.rows)
