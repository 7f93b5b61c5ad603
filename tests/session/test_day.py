"""The day's list: made once, kept, served from the top, and shared by two windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from pathlib import Path
from random import Random

import pytest

from drill.gyr.events import FIRST_ROUND, Attempt, Content, ItemId, Park, Skip
from drill.gyr.plan_ledger import Choice
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.session_summary import SessionSummary
from drill.session.drilling.starting import start_session
from drill.session.drilling.undoing import undo_newest_event
from drill.session.standing.goals import tell_path_waits
from drill.session.standing.queueing import Request
from drill.session.titles import skill_title
from drill.session.today.day_gathering import UNREADABLE, read_kept
from drill.session.today.first_paint import read_first_paint
from drill.session.today.session_list import DayList, list_for, open_day
from drill.session.today.today_page import GoalCounts
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from drill.store import Placed, Repository, copy_database, restore_database
from tests.homes import Clock, bank, configure, plant, sums, workspace_in
from tests.rows import EVERYTHING
from tests.session.drilled import attempt, served
from tests.session.talk import Message, Talk, answer, of
from tests.session.two_subjects import GOAL, plant_two_subjects, two_subjects


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    plant_two_subjects(tmp_path)
    with two_subjects(tmp_path):
        yield tmp_path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(home: Path, clock: Clock) -> Iterator[Workspace]:
    with workspace_in(home, clock) as opened:
        yield opened


def shown(workspace: Workspace) -> list[str]:
    return [row.item for row in read_today_view(workspace).plan]


def do_next(sitting: DrillSession, *, right: bool = True, why: bool = True) -> str:
    """Answer what comes next; its item."""
    view = served(sitting)
    number = int(view.item.rsplit("-", 1)[1])
    sitting.answer(str(10 * number + (3 if right else 4)))
    sitting.mark(why)
    return view.item


def is_over(sitting: DrillSession) -> SessionSummary:
    summary = sitting.next()
    assert isinstance(summary, SessionSummary)
    return summary


def test_a_longer_or_a_shorter_day_and_back_is_the_same_list_after_a_restart_too(
    home: Path, clock: Clock
) -> None:
    def listed(workspace: Workspace, minutes: int | None = None) -> tuple[list[str], str]:
        view = read_today_view(workspace, minutes)
        return [row.item for row in view.plan], view.page.tell_day()

    with workspace_in(home, clock) as workspace:
        workspace.settings = replace(workspace.settings, goal="", minutes=10)
        first = listed(workspace)
        sitting = start_session(workspace, Request())
        for right in (True, False, True):
            do_next(sitting, right=right)
        sitting.close()
        before = listed(workspace)
        assert before != first
        for there in (20, 30, 5):
            changed = listed(workspace, there)
            assert listed(workspace, there) == changed
            assert listed(workspace, 10) == before
        longer = listed(workspace, 30)
        assert len(longer[0]) > len(before[0]), "the length of the day decides what is listed"
        assert longer[0][: len(before[0])] == before[0]
    with workspace_in(home, clock) as workspace:
        workspace.settings = replace(workspace.settings, goal="", minutes=10)
        assert listed(workspace) == longer
        assert listed(workspace, 10) == before


# --- made once, and kept -----------------------------------------------------------------------------------


def test_what_today_shows_is_what_a_session_serves_in_any_window(home: Path, workspace: Workspace) -> None:
    plan = shown(workspace)
    assert len(plan) > 4
    sitting = start_session(workspace, Request())
    done = [do_next(sitting) for _ in range(2)]
    sitting.close()
    assert done == plan[:2]
    assert shown(workspace) == plan[2:]
    with workspace_in(home, Clock(workspace.clock())) as other:
        assert shown(other) == plan[2:]
        sitting = start_session(other, Request())
        assert [do_next(sitting) for _ in plan[2:4]] == plan[2:4]
        sitting.close()


def test_looking_writes_nothing_again_and_no_setting_but_the_goal_makes_another_list(
    home: Path, workspace: Workspace
) -> None:
    plan, (text, _) = shown(workspace), read_kept(workspace)
    for changed in ({"theme": "light"}, {"checks": "off"}, {"warm_up": False}):
        workspace.settings = replace(workspace.settings, **changed)
        assert shown(workspace) == plan
    assert read_kept(workspace)[0] == text
    workspace.settings = replace(workspace.settings, goal="")
    assert shown(workspace) != plan
    assert {row.reason for row in read_today_view(workspace).plan} == {"goal"}


def test_what_today_shows_is_painted_before_the_store_is_open(home: Path, workspace: Workspace) -> None:
    environ, now = {"DRILL_HOME": str(home)}, workspace.clock().replace(tzinfo=None)
    assert read_first_paint(environ, now, GOAL) is None
    view = read_today_view(workspace)
    paint = read_first_paint(environ, now, GOAL)
    assert paint is not None
    assert paint == view.page
    assert (paint.minutes, paint.minutes_done) == (25, 0.0)
    sitting = start_session(workspace, Request())
    done = do_next(sitting)
    sitting.close()
    paint = read_first_paint(environ, now, GOAL)
    assert paint is not None
    assert done not in [row.item for row in paint.rows]
    next_day = read_first_paint(environ, now + timedelta(1), GOAL)
    assert next_day is not None
    assert (next_day.is_unmade, next_day.rows) == (True, ())
    assert read_first_paint(environ | {"DRILL_LEARNER": "you"}, now, GOAL) is None
    assert read_first_paint(environ, now, "tiny") is None, "the list was another goal's"


def test_a_session_that_ends_after_midnight_leaves_the_paint_of_the_next_day(
    home: Path, workspace: Workspace, clock: Clock
) -> None:
    read_today_view(workspace)
    sitting = start_session(workspace, Request())
    do_next(sitting)
    with workspace_in(home, Clock(clock() + timedelta(1))) as other:
        page = read_today_view(other).page
        sitting.close()
        tomorrow = other.clock().replace(tzinfo=None)
    assert read_first_paint({"DRILL_HOME": str(home)}, tomorrow, GOAL) == page


def test_a_list_that_is_done_before_its_minutes_ends_the_day_and_more_is_asked_for(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(30)))
    with workspace_in(tmp_path) as workspace:
        workspace.settings = replace(workspace.settings, minutes=10)
        listed = [row.item for row in read_today_view(workspace).page.rows]
        for item in listed[:-1]:
            attempt(workspace, item, ok=True, why=True, seconds=6.0)
        sitting = start_session(workspace, Request())
        assert do_next(sitting) == listed[-1]
        end = is_over(sitting).end
        sitting.close()
        page = read_today_view(workspace).page
        assert (page.rows, page.is_over, page.enter_begins) == ((), True, "ten minutes more")
        assert end is not None
        assert end.head == "Done for today"
        assert end.tomorrow.startswith(page.tomorrow)
        sitting = start_session(workspace, Request())
        assert do_next(sitting) not in listed
        rows = read_today_view(workspace).page.rows
        assert sitting.summary().left.startswith(f"{len(rows)} exercises left")
        sitting.close()


def test_a_new_study_day_has_a_new_list(workspace: Workspace, clock: Clock) -> None:
    sitting = start_session(workspace, Request())
    first = do_next(sitting, right=False, why=True)
    clock.pass_days(1)
    rest = set[str]()
    while not isinstance(view := sitting.next(), SessionSummary):
        rest.add(view.item)
        sitting.answer("0")
        sitting.mark(False)
    assert first in rest
    _, day = read_kept(workspace)
    assert day is not None
    assert day.day == workspace.study_day().isoformat()


def test_what_was_marked_just_before_the_day_changed_does_not_come_back_in_the_same_sitting(
    workspace: Workspace, clock: Clock
) -> None:
    clock.now = clock.now.replace(hour=3, minute=50)
    sitting = start_session(workspace, Request())
    first = do_next(sitting, right=False, why=True)
    clock.now = clock.now.replace(hour=4, minute=1)
    rest = set[str]()
    while not isinstance(view := sitting.next(), SessionSummary):
        rest.add(view.item)
        sitting.answer("0")
        sitting.mark(False)
    assert rest
    assert first not in rest
    said = [line for line in workspace.take_notices() if "new study day" in line]
    assert len(said) == 1


@pytest.mark.parametrize("row", ["", "{}", '{"day": 3}', "[" * 9000, '{"day":"2026-11-20","rows":[["a"]]}'])
def test_a_row_that_cannot_be_read_costs_a_new_plan_and_is_told_once(workspace: Workspace, row: str) -> None:
    plan, (text, _) = shown(workspace), read_kept(workspace)
    workspace.store.keep_day(row, text)
    assert shown(workspace) == plan
    assert shown(workspace) == plan
    assert workspace.take_notices().count(UNREADABLE) == 1


def test_a_restored_copy_comes_without_it(home: Path, workspace: Workspace) -> None:
    attempt(workspace, "calculus/sum-1", ok=True, why=True)
    shown(workspace)
    file = workspace.store.file
    assert file is not None
    copy = copy_database(file, home / "backups", workspace.clock())
    assert read_kept(workspace)[1] is not None
    restore_database(copy, file, workspace.clock())
    with workspace_in(home, Clock(workspace.clock())) as other:
        assert read_kept(other) == (None, None)
        assert shown(other)


def test_an_edited_exercise_of_the_list_or_of_the_goal_makes_another_list(
    home: Path, workspace: Workspace
) -> None:
    plan, (text, _) = shown(workspace), read_kept(workspace)
    paper = home / "banks" / f"{GOAL}.yaml"
    paper.write_text(paper.read_text().replace("id: sum-1,", "id: other,"))
    workspace.catch_up()
    assert read_kept(workspace)[0] == text
    changed = shown(workspace)
    assert "papers/walk/sum-1" not in changed
    assert "papers/walk/other" in changed
    assert read_kept(workspace)[0] != text
    listed = next(item for item in plan if item.startswith("calculus/"))
    replace_in_subjects(home, f"id: {listed.partition('/')[2]},", "id: sum-99,")
    with workspace_in(home, Clock(workspace.clock())) as other:
        assert listed not in shown(other)
        assert "calculus/sum-99" in shown(other)


def test_an_import_and_changes_of_exercises_elsewhere_leave_the_list_as_it_was_shown(
    home: Path, workspace: Workspace
) -> None:
    sitting = start_session(workspace, Request())
    do_next(sitting)
    served(sitting)
    sitting.skip()
    served(sitting)
    sitting.close()
    plan, (text, day) = shown(workspace), read_kept(workspace)
    assert day is not None
    listed = {row.item for row in day.rows}
    unlisted = next(f"sum-{number}" for number in range(1, 13) if f"calculus/sum-{number}" not in listed)
    plant(home, "papers/mine", bank(sums(2), topic="papers.mine"))
    workspace.catch_up()
    sitting = start_session(workspace, Request(scope=("papers/mine",), items=1))
    assert do_next(sitting).startswith("papers/mine/")
    is_over(sitting)
    sitting.close()
    assert shown(workspace) == plan
    replace_in_subjects(home, f"id: {unlisted}, skill", f"id: {unlisted}, pace: 9, skill")
    with workspace_in(home, Clock(workspace.clock())) as other:
        assert shown(other) == plan
        assert read_kept(other)[0] == text


def replace_in_subjects(home: Path, former: str, new: str) -> None:
    """Change the exercises of calculus that come with the program, as an upgrade does."""
    files = [*(home / "shipped" / "calculus").glob("*.yaml")]
    changed = [file for file in files if former in file.read_text()]
    assert changed
    for file in changed:
        file.write_text(file.read_text().replace(former, new))


# --- its length --------------------------------------------------------------------------------------------


def test_more_minutes_append_and_fewer_cut_from_the_end(workspace: Workspace) -> None:
    workspace.settings = replace(workspace.settings, minutes=10)
    plan = shown(workspace)
    longer = [row.item for row in read_today_view(workspace, 20).plan]
    assert longer[: len(plan)] == plan
    assert len(longer) > len(plan)
    assert read_today_view(workspace).minutes == 20
    assert shown(workspace) == longer
    shorter = [row.item for row in read_today_view(workspace, 5).plan]
    assert shorter == longer[: len(shorter)]
    assert 0 < len(shorter) < len(plan)


def test_what_was_opened_is_not_cut(workspace: Workspace) -> None:
    plan = shown(workspace)
    sitting = start_session(workspace, Request(first=plan[-1]))
    assert served(sitting).item == plan[-1]
    sitting.close()
    assert [row.item for row in read_today_view(workspace, 5).plan] == plan


def test_who_is_done_gets_another_stretch_once_it_is_asked_for(workspace: Workspace) -> None:
    workspace.settings = replace(workspace.settings, goal="", minutes=5)
    plan = shown(workspace)
    sitting = start_session(workspace, Request())
    done = [do_next(sitting) for _ in plan]
    is_over(sitting)
    sitting.more()
    done += [do_next(sitting) for _ in range(2)]
    assert done[: len(plan)] == plan
    assert len({*done}) == len(done)


# --- leaving it --------------------------------------------------------------------------------------------


def test_a_yellow_takes_along_what_rested_on_it(workspace: Workspace) -> None:
    plan = shown(workspace)
    resting = [item for item in plan if item in ("calculus/sum-4", "calculus/sum-5")]
    assert resting
    sitting = start_session(workspace, Request())
    while (item := do_next(sitting, right=False)) != "calculus/sum-1":
        assert item in plan
    assert not {*resting} & {*shown(workspace)}
    sitting.undo()
    sitting.close()
    assert {*resting} <= {*shown(workspace)}


def test_a_skip_goes_to_the_end(workspace: Workspace) -> None:
    workspace.settings = replace(workspace.settings, goal="")
    plan = shown(workspace)
    sitting = start_session(workspace, Request())
    first = served(sitting).item
    sitting.skip()
    rest = list[str]()
    while not isinstance(view := sitting.next(), SessionSummary):
        rest.append(view.item)
        number = int(view.item.rsplit("-", 1)[1])
        sitting.answer(str(10 * number + 3))
        sitting.mark(True)
    assert len({*rest}) == len(rest)
    others = [item for item in plan if item.startswith("frequentist/")]
    assert others
    assert all(rest.index(item) < rest.index(first) for item in others)


def test_undo_puts_its_item_at_the_top_and_what_its_mark_appended_leaves(workspace: Workspace) -> None:
    workspace.settings = replace(workspace.settings, goal="", minutes=5)
    plan = shown(workspace)
    sitting = start_session(workspace, Request())
    for _ in plan:
        last = do_next(sitting)
    sitting.more()
    appended = served(sitting).item
    assert appended not in plan
    sitting.close()
    workspace.store.drop_open(ItemId(appended))
    longer = shown(workspace)
    assert longer[0] == appended
    undo_newest_event(workspace)
    assert shown(workspace) == [last]


def test_what_is_parked_or_green_elsewhere_leaves(home: Path, workspace: Workspace) -> None:
    sitting = start_session(workspace, Request())
    first = served(sitting).item
    plan = shown(workspace)
    with workspace_in(home, Clock(workspace.clock())) as other:
        second, third = (other.catalogue.entries[ItemId(item)] for item in plan[1:3])
        attempt(other, second.item, ok=True, why=True)
        other.append(third, Park())
    sitting.answer(str(10 * int(first.rsplit("-", 1)[1]) + 3))
    sitting.mark(True)
    view = sitting.next()
    assert isinstance(view, SessionSummary) or view.item not in plan[:3]


# --- other subjects ----------------------------------------------------------------------------------------


def drill_to_the_end(sitting: DrillSession) -> tuple[list[str], SessionSummary]:
    done = list[str]()
    while not isinstance(view := sitting.next(), SessionSummary):
        done.append(view.item)
        sitting.answer(str(10 * int(view.item.rsplit("-", 1)[1]) + 3))
        sitting.mark(True)
    return done, view


def test_before_other_subjects_the_session_ends_and_more_adds_ten_minutes(workspace: Workspace) -> None:
    view = read_today_view(workspace)
    rows = view.plan
    others = [row.item for row in rows if row.reason == "besides"]
    assert others
    assert {view.reasons[row.item] for row in rows[-len(others) :]} == {"other subjects"}
    for row in rows:
        skill = workspace.catalogue.entries[ItemId(row.item)].trains
        assert row.reason != "goal" or view.reasons[row.item] == skill_title(workspace, skill)
    rest = [row.minutes for row in rows if row.reason != "besides"]
    assert view.page.tell_counts()[0].endswith(f"about {round(sum(rest))} min")
    sitting = start_session(workspace, Request())
    done, summary = drill_to_the_end(sitting)
    assert not any(item.startswith("frequentist/") for item in done)
    assert summary.ended.startswith("The path waits until tomorrow: ")
    assert summary.ended.endswith(" need another day.")
    assert (summary.others, summary.waiting > 0) == (True, True)
    sitting.more()
    more, again = drill_to_the_end(sitting)
    assert more == others[: len(more)]
    assert again.others == bool({*others} - {*more})
    sitting.close()


def test_a_path_does_not_wait_for_skills_that_its_bar_counts(workspace: Workspace) -> None:
    for exercise in ("calculus/sum-1", "calculus/sum-4"):
        facts = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=True, why=True, placed=True)
        workspace.append(workspace.catalogue.entries[ItemId(exercise)], facts)
    goal = read_today_view(workspace).goal
    assert goal is not None
    assert (len(goal.path.known), goal.path.learned, goal.path.left) == (2, (), ())
    assert tell_path_waits(workspace, workspace.parts()) == "Nothing of the goal is left for today."


def test_the_protocol_is_done_before_other_subjects_and_more_goes_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        yield {"do": "more"}
        for _ in range(2):
            while len(of(said, "exercise")) > len(of(said, "marked")):
                yield answer(of(said, "exercise")[-1])
                yield {"do": "mark", "why": True}
            yield {"do": "more"}

    said = Talk(workspace, monkeypatch).day(script)
    done = next(place for place, message in enumerate(said) if message["type"] == "done")
    before, after = of(said[:done], "exercise"), of(said[done:], "exercise")
    assert {message["reason"] for message in before} <= {"goal", "paper", "deeper"}
    assert {message["reason"] for message in after} == {"besides"}
    assert said[done]["remarks"][0].startswith("The path waits until tomorrow")
    assert "`more` goes on after `done`" in of(said, "error")[0]["message"]


def test_a_session_of_ones_own_leaves_the_list_alone_but_for_its_marks(workspace: Workspace) -> None:
    plan, (text, _) = shown(workspace), read_kept(workspace)
    sitting = start_session(workspace, Request(scope=("frequentist",), items=2))
    done, _ = drill_to_the_end(sitting)
    assert len(done) == 2
    assert read_kept(workspace)[0] == text
    assert shown(workspace) == [item for item in plan if item not in done]


# --- two windows -------------------------------------------------------------------------------------------


def test_what_a_live_window_has_at_hand_is_passed_over_and_a_dead_windows_is_resumed(
    home: Path, workspace: Workspace
) -> None:
    workspace.settings = replace(workspace.settings, goal="")
    plan = shown(workspace)
    first = start_session(workspace, Request())
    assert served(first).item == plan[0]
    first.draft("1")
    with workspace_in(home, Clock(workspace.clock())) as other:
        other.settings = workspace.settings
        second = start_session(other, Request())
        assert served(second).item == plan[1]
        assert plan[0] in shown(other)  # it is passed over, and stays on the list
        second.answer("0")
        second.mark(True)
        assert plan[1] not in shown(workspace)
        workspace.window.close()  # as its process would
        third = start_session(other, Request())
        view = served(third)
        assert (view.item, view.draft) == (plan[0], "1")


def test_two_windows_append_once(home: Path, workspace: Workspace) -> None:
    workspace.settings = replace(workspace.settings, goal="", minutes=5)
    plan = shown(workspace)
    with workspace_in(home, Clock(workspace.clock())) as other:
        other.settings = workspace.settings
        first, second = open_day(workspace), open_day(other)
        for item in plan:
            attempt(workspace, item, ok=True, why=True)
        for listed in (first, second):
            for item in plan:
                entry = workspace.catalogue.entries[ItemId(item)]
                listed.mark(item, workspace.state(entry), "")  # type: ignore[arg-type]
            listed.prolong(5)
        one, two = first.next(), second.next()
        assert one is not None
        assert two == one
        _, day = read_kept(workspace)
        assert day is not None
        assert len({row.item for row in day.rows}) == len(day.rows) > len(plan)


def test_a_window_with_another_goal_makes_no_list_for_this_one(home: Path, workspace: Workspace) -> None:
    sitting = start_session(workspace, Request())
    plan = shown(workspace)
    configure(home, 'subjects = ["calculus", "frequentist"]\nwarm_up = false\n')
    with workspace_in(home, Clock(workspace.clock())) as other:
        theirs = shown(other)
        assert theirs != plan
        done, _ = drill_to_the_end(sitting)
        assert done[:2] == plan[:2]
        _, day = read_kept(other)
        assert day is not None
        assert day.basis != ""
        assert shown(other) == [item for item in theirs if item not in done]


# --- whatever a learner does -------------------------------------------------------------------------------


MARKS, OTHER_ACTS = (
    "green green green yellow red skip park undo",
    "goal no-goal month day zone elsewhere merge",
)
ACTS = f"{MARKS} {OTHER_ACTS} more fewer again".split()
HISTORIES, ACTS_EACH = 20 if EVERYTHING else 4, 20


class Learner:
    """Somebody who drills, and does whatever else one may do in a day."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self.workspace, self.clock = workspace, clock
        self.listed = open_day(workspace)
        self.marked: dict[str, int] = {}
        self.is_changed = False

    def act(self, name: str) -> None:
        workspace = self.workspace
        self.is_changed = False
        if name in ("green", "yellow", "red", "skip", "park"):
            self._do(name)
        elif name == "undo":
            self._undo()
        elif name in ("goal", "no-goal"):
            goal = GOAL if name == "goal" else ""
            self.is_changed = workspace.settings.goal != goal
            workspace.settings = replace(workspace.settings, goal=goal)
            self.listed = open_day(workspace)
        elif name in ("day", "month"):
            self.clock.pass_days(1 if name == "day" else 30)
            self._begin_day()
        elif name == "zone":
            self.clock.now = self.clock.now.astimezone(timezone(timedelta(hours=9)))
            if workspace.study_day() != self.listed.today:
                self._begin_day()
        elif name == "elsewhere":
            for item in ("calculus/sum-4", "frequentist/sum-1"):
                attempt(workspace, item, ok=True, why=True)
                self.marked[item] = 1
        elif name == "merge":
            self._merge()
        elif name in ("more", "fewer"):
            self.listed = open_day(
                workspace, minutes=self.listed.minutes + (10 if name == "more" else -5) or 5
            )
        else:
            self.listed = open_day(workspace)

    def _begin_day(self) -> None:
        self.marked.clear()
        self.listed, self.is_changed = open_day(self.workspace), True

    def _merge(self) -> None:
        """Take in what another machine marked today: a red, and a green."""
        workspace = self.workspace
        file = workspace.places.data / f"{self.clock().timestamp():.6f}.db"
        with Repository.open(file, clock=self.clock, machine="other") as other:
            for item, ok in (("calculus/sum-2", False), ("frequentist/sum-2", True)):
                entry = workspace.catalogue.entries[ItemId(item)]
                facts = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=ok, why=ok)
                content = Content(entry.maths, entry.wording)
                other.append(facts, item=entry.item, content=content, lineage=entry.lineage)
            events = [Placed("log", number, event) for number, event in enumerate(other.history(), 1)]
        workspace.store.merge(events, workspace.catalogue.entries)
        self.marked |= {"calculus/sum-2": 1, "frequentist/sum-2": 1}

    def next(self) -> Choice | None:
        """As a session chooses: what the store says of an item counts."""
        while (choice := self.listed.next()) is not None:
            state = self.workspace.state(self.workspace.catalogue.entries[choice.item])
            if state == self.listed.state(choice.item):
                return choice
            self.listed.note(choice.item, state)
        return None

    def _do(self, name: str) -> None:
        if (choice := self.next()) is None:
            self.listed.take_others(10.0)
            return
        entry = self.workspace.catalogue.entries[choice.item]
        self.holds(choice)
        if name == "skip":
            self.listed.skip(choice.item, self.workspace.append(entry, Skip()).after)
        elif name == "park" and choice.serves_as == "pass":
            self.listed.note(choice.item, self.workspace.append(entry, Park()).after)
        else:
            attempt(self.workspace, choice.item, ok=name != "red", why=name == "green")
            newest = self.workspace.store.newest_undoable_here()
            assert newest is not None
            self.listed.mark(choice.item, self.workspace.state(entry), newest.id)
            self.marked[choice.item] = self.marked.get(choice.item, 0) + 1

    def _undo(self) -> None:
        target = self.workspace.store.newest_undoable()
        if target is None:
            return
        undo_newest_event(self.workspace)
        item = ItemId(target.item)
        entry = self.workspace.catalogue.entries[item]
        self.listed.take_back(item, self.workspace.state(entry), target.id)
        self.marked.pop(item, None)

    def holds(self, choice: Choice) -> None:
        assert choice.item not in self.marked or choice.reason == "warm-up"
        assert (choice.state == "green") == (choice.serves_as != "pass")
        assert choice.state != "parked"
        assert choice.serves_as != "extra"


@pytest.fixture(scope="module")
def drilled_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Clock]]:
    """A home in which one learner after the other begins."""
    home, clock = tmp_path_factory.mktemp("day"), Clock()
    plant_two_subjects(home)
    with two_subjects(home), workspace_in(home, clock) as workspace:
        yield workspace, clock


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_nothing_comes_twice_nothing_green_and_what_was_shown_is_served(
    drilled_home: tuple[Workspace, Clock], seed: int
) -> None:
    workspace, clock = drilled_home
    workspace.store.close()
    file = workspace.places.data / f"{clock().timestamp():.0f}.db"
    clock.now = clock.now.astimezone(UTC)
    workspace.settings = replace(workspace.settings, goal=GOAL)
    with Repository.open(file, clock=clock, machine="this") as store:
        workspace.store = store
        learner = Learner(workspace, clock)
        for name in Random(seed).choices(ACTS, k=ACTS_EACH):
            before = items_of(learner.listed)
            assert len({*before}) == len(before)
            learner.act(name)
            if not learner.is_changed and name not in ("skip", "undo"):
                # Nothing of what was shown is gone without a reason, and the rest stays in its order.
                after = items_of(learner.listed)
                left = [item for item in before if item not in after]
                assert [item for item in after if item in before] == [i for i in before if i not in left]
                if name in ("green", "more", "again"):
                    assert all(item in learner.marked for item in left)


def items_of(listed: DayList) -> list[str]:
    return [row.item for row in listed.coming(with_others=True)]


def test_strict_passes_and_prerequisites_have_lists_that_nobody_keeps(workspace: Workspace) -> None:
    listed = list_for(workspace, Request(prerequisites_of=GOAL))
    assert all(item.startswith("calculus/") for item in (choice.item for choice in listed.ahead()))
    workspace.settings = replace(workspace.settings, passes="strict")
    assert [choice.item for choice in open_day(workspace).ahead()][:2] == ["calculus/sum-1", "calculus/sum-4"]
    assert read_kept(workspace) == (None, None)


def test_a_goal_with_fewer_skills_than_last_time_says_which_and_why(
    workspace: Workspace, clock: Clock
) -> None:
    facts = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=True, why=True, placed=True)
    workspace.append(workspace.catalogue.entries[ItemId("calculus/sum-1")], facts)
    assert seen_goal(workspace).grown == ""
    clock.pass_days(1)
    known = seen_goal(workspace)
    assert (known.known, known.grown) == (1, "")
    attempt(workspace, "calculus/sum-1", ok=False, why=True)
    lost = seen_goal(workspace)
    assert lost.done == known.done - 1
    skill = skill_title(workspace, workspace.catalogue.entries[ItemId("calculus/sum-1")].trains)
    assert lost.grown.startswith(f"One skill fewer than last time: {skill}, because “")
    assert seen_goal(workspace).grown == lost.grown
    clock.pass_days(1)
    assert "fewer" not in seen_goal(workspace).grown


def seen_goal(workspace: Workspace) -> GoalCounts:
    goal = read_today_view(workspace).page.goal
    assert goal is not None
    return goal
