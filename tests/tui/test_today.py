"""Today: the next days where nothing is due, what comes later, minutes that are done, a clock far ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drill.gyr.events import ItemId, Note
from drill.session import today_view
from drill.session.due_file import due_now
from drill.session.starting import Request
from drill.tui.screens.clock import ClockScreen
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.papers.paper import PaperScreen
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.a_paper import RECORD
from tests.session.a_paper import plant_paper as plant_walk
from tests.session.drilled import attempt
from tests.tui.a_paper import plant_paper
from tests.tui.driving import Learner, learner


def home_with(folder: Path, exercises: int, *marked: tuple[str, bool, bool], seconds: float = 60.0) -> Path:
    """Marks of a first day, written without a worker."""
    plant(folder, "tiny", bank(sums(exercises)))
    with workspace_in(folder) as workspace:
        for item, ok, why in marked:
            attempt(workspace, ItemId(item), ok=ok, why=why, seconds=seconds)
    return folder


async def test_where_nothing_is_due_the_next_days_and_ways_on_are_told(tmp_path: Path) -> None:
    home = home_with(tmp_path, 2, ("tiny/sum-1", False, True), ("tiny/sum-2", False, False))
    async with learner(home) as person:
        await person.sees(
            "Nothing is due today.", "tomorrow", "2   ▲ 1  ■ 1", "Sums", "2      find any exercise"
        )
        await person.press("enter")
        await person.sees("Nothing is left for today")
        await person.press("space")
        await person.sees("What comes back on later days", "▲ tiny/sum-1", "tomorrow", "a all of them now")
        await person.press("escape", "space", "j", "enter")
        await person.sees("Before you try again", "was red")


async def test_new_ones_are_offered_beside_the_days_ahead_and_all_may_come_early(tmp_path: Path) -> None:
    home = home_with(tmp_path, 3, ("tiny/sum-1", False, True))
    async with learner(home) as person:
        await person.sees("about 2 exercises left    enter  to start", "2 new · 1 comes back tomorrow")
        await person.press("space")
        await person.sees("What comes, in this order", "later", "new")
        await person.press("a")
        await person.until(lambda: person.mode in (Mode.THEORY, Mode.FIELD), "an exercise")


async def test_minutes_that_are_done_may_be_followed_by_more(tmp_path: Path) -> None:
    home = home_with(tmp_path, 3, ("tiny/sum-1", True, True), seconds=1600.0)
    async with learner(home) as person:
        await person.sees("Day done: 27 minutes, 1 green of 1.", "to go on", "nothing comes back tomorrow")
        await person.press("enter")
        await person.sees("Compute 20 + 3")


@pytest.mark.parametrize("key", ["y", "n"])
async def test_a_clock_far_ahead_is_asked_about_before_anything_is_written(tmp_path: Path, key: str) -> None:
    home = home_with(tmp_path, 2, ("tiny/sum-1", True, True))
    clock = Clock()
    clock.pass_days(400)
    async with learner(home, Request(scope=("tiny",)), clock=clock) as person:
        await person.until(lambda: isinstance(person.app.screen, ClockScreen), "the question")
        await person.sees("Is the clock right?", "Saturday 25 December 2027")
        await person.press("x", key)
        if key == "y":
            await person.answers("23", "right")
        else:
            await person.until(lambda: not person.app.is_running, "the end")


async def test_a_paper_that_was_begun_tells_how_ready_one_is(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    async with learner(tmp_path) as person:
        await person.sees("Groundwork", "1 paper to choose from (4)")
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, ItemId("papers/steps/recall-aa"), ok=True, why=True, seconds=60.0)
    async with learner(tmp_path) as person:
        await person.sees("Papers", "Steps that look back")


async def test_a_row_is_chosen_by_keys_or_mouse_and_enter_drills_it(tmp_path: Path) -> None:
    plant(tmp_path, "alpha", bank(sums(2), topic="alpha.sums", title="Alpha"))
    plant(tmp_path, "beta", bank(sums(2), topic="beta.sums", title="Beta"))
    (tmp_path / "drill.db").touch()
    async with learner(tmp_path) as person:
        await person.sees("4 new", "Alpha", "Beta")
        await person.rests()
        row = next(number for number, text in enumerate(person.screen.splitlines()) if "Beta" in text)
        await person.clicks(5, row)
        await person.sees("enter drill Beta")
        assert person.mode is None  # a click starts nothing
        await person.press("escape")
        await person.sees("enter start")
        await person.clicks(5, row)
        await person.press("enter")
        await person.until(lambda: person.mode is Mode.FIELD, "an exercise")
        assert person.app.screen.controller.sitting.exercise.entry.bank == "beta"


@pytest.mark.parametrize("size", [(60, 12), (40, 10)])
async def test_the_row_that_is_chosen_is_in_sight(tmp_path: Path, size: tuple[int, int]) -> None:
    for number in range(6):
        plant(tmp_path, f"bank{number}", bank(sums(2), title=f"Subject {number}"))
    (tmp_path / "drill.db").touch()
    async with learner(tmp_path, size=size) as person:
        await person.is_at("Today")
        assert "Subject 5" not in person.screen
        for number in range(6):
            await person.press("down")
            await person.sees(f"Subject {number}")
        await person.press("escape")
        await person.sees("25 minutes")


async def test_what_is_due_and_left_over_has_one_count_everywhere(tmp_path: Path) -> None:
    items = [f"tiny/sum-{number}" for number in range(1, 5)]
    home = home_with(tmp_path, 4, *((item, False, True) for item in items), seconds=600.0)
    clock = Clock()
    clock.pass_days(1)
    with workspace_in(home, clock) as workspace:
        attempt(workspace, ItemId("tiny/sum-1"), ok=True, why=True, seconds=1600.0)
    async with learner(home, clock=clock) as person:
        await person.sees("Day done: 27 minutes", "3 due today, 1 of them now", "to go on")
        assert due_now({"DRILL_HOME": str(home)}, clock.now) is None
        await person.press("enter")
        await person.until(lambda: person.mode in (Mode.THEORY, Mode.FIELD), "an exercise")
        await person.press("enter")
        await person.command("q")
        await person.press("q")
        await person.sees("Today", "3 due today")
    assert due_now({"DRILL_HOME": str(home)}, clock.now) == "3"
    (home / "config.toml").write_text("minutes = 20\n", encoding="utf-8")
    assert due_now({"DRILL_HOME": str(home)}, clock.now) == "~3"
    assert due_now({"DRILL_HOME": str(home), "DRILL_LEARNER": "else"}, clock.now) is None


async def test_with_one_subject_at_a_time_what_is_due_waits_and_is_counted_alike(tmp_path: Path) -> None:
    marked = [(f"tiny/sum-{number}", False, True) for number in (1, 2)]
    home, clock = home_with(tmp_path, 40, *marked), Clock()
    for items in (("sum-1", "sum-2"), ("sum-3",)):  # after a second pass they rest for three days, or for one
        clock.pass_days(1)
        with workspace_in(home, clock) as workspace:
            for item in items:
                attempt(workspace, ItemId(f"tiny/{item}"), ok=False, why=True)
    async with learner(home, clock=clock) as person:
        await person.sees("new · 1 comes back tomorrow")
        person.app.keep_setting("passes", "strict")
        await person.press("2", "1")
        await person.sees("2 due today, none of them now", "one subject at a time")
    assert due_now({"DRILL_HOME": str(home)}, clock.now) == "2"


async def test_what_is_parked_counts_its_passes_from_the_first_red(tmp_path: Path) -> None:
    marked = [("tiny/sum-1", False, knows) for knows in (True, True, *[False] * 5)]
    async with learner(home_with(tmp_path, 2, *marked)) as person:
        await person.sees("1 parked")
        await person.commands("parked exercises", "Parked exercises")
        await person.sees("Still red after five", "■ 20")


async def test_beside_today_no_topic_is_torn_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names, long = ("one", "two", "three"), "Sums of many long and short numbers"
    monkeypatch.setattr(today_view, "SUBJECTS", names)
    for name in names:
        plant(tmp_path, name, bank(sums(1), topic=f"{name}.sums", title=long))
    (tmp_path / "drill.db").touch()
    async with learner(tmp_path, size=(160, 40)) as person:
        await person.sees("3 new", "Sums of many long")
        right = [text[116:].strip() for text in person.screen.splitlines()[1:]]
        assert next(filter(None, right)).startswith("Sums of many")


async def test_a_goal_is_aimed_for_and_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today_view, "SUBJECTS", ("alpha",))
    plant(tmp_path, "alpha", bank(sums(2), topic="alpha.sums", title="Alpha"))
    plant(tmp_path, "beta", bank(sums(2), topic="beta.sums", title="Beta"))
    (tmp_path / "drill.db").touch()
    async with learner(tmp_path, size=(160, 40)) as person:
        await person.sees("4 new · subjects mixed", "y  up to fifteen", "Alpha  ", "0/2")
        await person.press("j", "g")
        await person.sees("Towards Alpha: 0 of its 2 exercises")
        await person.press("j", "g")
        await person.until(lambda: "Towards" not in person.screen, "no goal")


async def test_a_goal_that_is_reached_is_a_screen_once(tmp_path: Path) -> None:
    home = home_with(tmp_path, 2, ("tiny/sum-1", True, True), ("tiny/sum-2", True, True))
    configure(home, 'goal = "tiny"\n')
    async with learner(home) as person:
        await person.sees("Goal reached: Sums", "1 day drilled, 2 marks", "enter go on")
        await person.press("enter")
        await person.sees("last days")
    async with learner(home) as person:
        await person.sees("last days")
        assert "marks" not in person.screen


async def test_minutes_of_a_shorter_day_count_what_is_done(tmp_path: Path) -> None:
    home = home_with(tmp_path, 4, ("tiny/sum-1", True, True), seconds=240.0)
    async with learner(home) as person:
        await person.sees("4 of 25 minutes")
        await person.press("minus", "minus", "minus", "minus")
        await person.sees("4 of 5 minutes")
        await person.press("enter")
        await person.answers("23", "right")
        await person.sees("4 of 5 min")
        await person.marks("y")
        await person.sees("Today's 1 exercise is done.")


async def test_no_session_begins_while_the_clock_cannot_be_right(tmp_path: Path) -> None:
    home = home_with(tmp_path, 3, ("tiny/sum-1", True, True))
    async with learner(home, clock=Clock(NOON.replace(year=1970))) as person:
        await person.sees("The clock says 1970-11-20: no mark is kept before it is set right")
        await person.press("enter")
        await person.sees("no mark is kept with such a date", "set the clock right, then go on")
        assert len(person.events()) == 1


async def test_the_goals_path_is_shown_in_parts_with_what_comes_next(tmp_path: Path) -> None:
    plant_walk(tmp_path)
    (tmp_path / "config.toml").write_text('goal = "papers/walk"\n', encoding="utf-8")
    with workspace_in(tmp_path, Clock(NOON - timedelta(3))) as workspace:
        attempt(workspace, ItemId("way/sum-1"), ok=True, why=True)
        attempt(workspace, ItemId("way/sum-2"), ok=True, why=True)
    async with learner(tmp_path, size=(120, 40)) as person:
        await person.sees("Towards Walks", "0 of 4 skills", "finish  Add", "●·", "one more green")
        await person.sees("begin   Carry", "for Walks")
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, ItemId("way/sum-3"), ok=True, why=True)
    async with learner(tmp_path, size=(120, 40)) as person:
        await person.sees("1 of 4 skills learned", "Learned this month  Add")


async def test_the_first_start_after_an_upgrade_tells_what_became_of_the_marks(tmp_path: Path) -> None:
    plant_walk(tmp_path)
    with workspace_in(tmp_path, Clock(NOON - timedelta(3))) as workspace:
        attempt(workspace, ItemId("way/sum-2"), ok=True, why=True)
    with workspace_in(tmp_path, Clock(NOON - timedelta(2))) as workspace:
        attempt(workspace, ItemId("way/sum-3"), ok=True, why=True)
    async with learner(tmp_path) as person:
        await person.sees("1 skill learned, from your marks.")
    async with learner(tmp_path) as person:
        await person.sees("Learned this month  Add")
        assert "from your marks" not in person.screen


async def test_after_a_pause_nothing_is_lost(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    with workspace_in(tmp_path, Clock(NOON - timedelta(7))) as workspace:
        attempt(workspace, ItemId("tiny/sum-1"), ok=False, why=True)
    async with learner(tmp_path) as person:
        await person.sees("Six days away. Nothing is lost: today takes 3 as always, the oldest first.")
        await person.sees("25 minutes")
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, ItemId("tiny/sum-2"), ok=True, why=True)
    async with learner(tmp_path) as person:
        await person.sees("of 25 minutes")
        assert "days away" not in person.screen


def ready_home(folder: Path) -> Path:
    """Two of the skills of a goal's formulas are learned; its last one rests on a third."""
    plant_walk(folder)
    configure(folder, 'goal = "papers/walk"\n')
    for days in (3, 0):
        with workspace_in(folder, Clock(NOON - timedelta(days))) as workspace:
            for item in ("way/sum-2", "way/sum-4", "way/sum-5") if days else ("way/sum-3", "way/sum-4"):
                attempt(workspace, ItemId(item), ok=True, why=True)
    return folder


def readings(person: Learner) -> list[tuple[str, str]]:
    notes = (event.facts for event in person.events())
    return [(note.key, note.text) for note in notes if isinstance(note, Note) and note.field == "reading"]


async def test_today_asks_once_whether_what_became_ready_could_be_followed(tmp_path: Path) -> None:
    home = ready_home(tmp_path)
    async with learner(home, size=(120, 40)) as person:
        await person.sees("One formula of Walks is ready. Open the paper (o) and read to (1) walk.")
        await person.sees("Could you follow?", "y I could follow", "n no: which one?")
        await person.press("o")
        await person.until(lambda: isinstance(person.app.screen, PaperScreen), "the paper")
        await person.press("1")
        await person.sees("Could you follow?")
        await person.press("y")
        await person.until(lambda: "Could you follow" not in person.screen, "no question")
        assert readings(person) == [("f-step", "followed")]
    async with learner(home, size=(120, 40)) as person:
        await person.sees("Ready: (1) walk.")
        await person.rests()
        assert "Could you follow" not in person.screen
    clock = Clock()
    clock.pass_days(1)
    with workspace_in(home, clock) as workspace:
        attempt(workspace, ItemId("way/sum-5"), ok=True, why=True)
    async with learner(home, clock=clock) as person:
        await person.sees("One formula of Walks is ready.", "read to eq:mean.")


async def test_after_a_no_the_formula_is_chosen_and_its_skills_come_first(tmp_path: Path) -> None:
    home = ready_home(tmp_path)
    async with learner(home) as person:
        await person.sees("Could you follow?")
        await person.press("n")
        await person.sees("Which formula could you not follow?", "(1) walk", "enter this one")
        await person.press("escape")
        await person.sees("Could you follow?")
        await person.press("n", "enter")
        await person.sees("The skills of (1) walk come first now.")
        assert readings(person) == [("f-step", "unclear")]
        await person.rests()
        assert "Could you follow" not in person.screen


async def test_an_invitation_is_put_off_for_good(tmp_path: Path) -> None:
    home = ready_home(tmp_path)
    async with learner(home) as person:
        await person.sees("Could you follow?")
        await person.press("s")
        await person.until(lambda: "Could you follow" not in person.screen, "no question")
        await person.rests()
        assert readings(person) == [("f-step", "asked")]


ASKED = "g  What would you like to be able to read?"


@pytest.mark.parametrize("keys", [("s",), ("g", "enter"), ("g", "8", "escape", "enter")])
async def test_whoever_has_marks_and_no_goal_is_asked_for_one_until_that_is_answered(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    home = home_with(tmp_path, 2, ("tiny/sum-1", True, True))
    for _ in range(2):
        async with learner(home) as person:
            await person.sees(ASKED, "s not now")
    async with learner(home) as person:
        await person.sees(ASKED)
        await person.press(*keys)
        await person.until(lambda: "last days" in person.screen and ASKED not in person.screen, "no question")
    async with learner(home) as person:
        await person.sees("last days")
        assert ASKED not in person.screen


async def test_nobody_is_asked_for_a_goal_before_the_first_mark_or_with_one(tmp_path: Path) -> None:
    home = home_with(tmp_path, 2)
    async with learner(home) as person:
        await person.sees("to start")
        assert ASKED not in person.screen
    with workspace_in(home) as workspace:
        attempt(workspace, ItemId("tiny/sum-1"), ok=True, why=True)
    configure(home, 'goal = "tiny"\n')
    async with learner(home) as person:
        await person.sees("Towards Sums")
        assert ASKED not in person.screen


@pytest.mark.parametrize("width", [40, 60, 70, 80, 100])
async def test_no_word_of_the_path_is_broken_over_two_lines(tmp_path: Path, width: int) -> None:
    plant_walk(tmp_path, replace(RECORD, title="A walk among very many strangers"))
    configure(tmp_path, 'goal = "papers/walk"\n')
    with workspace_in(tmp_path, Clock(NOON - timedelta(3))) as workspace:
        attempt(workspace, ItemId("way/sum-2"), ok=True, why=True)
    async with learner(tmp_path, size=(width, 30)) as person:
        await person.sees("Towards", "0 of 4 skills learned", "finish Add", "one more green")
        assert ("█" in person.screen or "····" in person.screen) or width < 80
