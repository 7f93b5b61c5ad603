"""Today: the next days where nothing is due, what comes later, minutes that are done, a clock far ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.events import ItemId, Note
from drill.session.drilling.starting import Request
from drill.session.due_file import due_now
from drill.session.standing.withheld_exercises import count_exercises
from drill.session.today import today_view
from drill.session.today.first_paint import read_first_paint
from drill.session.today.goal_choice import GoalReached, NextPaper, ThenAndNow, WayOn
from drill.session.today.today_page import (
    GoalCounts,
    PageRow,
    TodayPage,
    classify_planned_reason,
    cut_words,
    draw_page,
    fill_cells,
    find_title_cells,
    share_row,
    wrap_words,
)
from drill.tui.app import ClockScreen
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.goal_list import GoalEndScreen
from drill.tui.screens.papers.paper import PaperScreen
from drill.typeset import cell_width
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.a_paper import RECORD
from tests.session.a_paper import plant_paper as plant_walk
from tests.session.drilled import attempt
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
        await person.sees("Done for today. Tomorrow: 2 exercises, about 3 min.", "0 greens kept.")
        await person.sees("enter begin here")
        await person.press("enter")
        await person.sees("all papers, subjects and topics", "esc just drill")
        await person.press("escape")
        await person.is_at("Today")
        await person.press("space")
        await person.sees("What comes back on later days", "▲ tiny/sum-1", "tomorrow")
        await person.press("escape", "space", "j", "enter")
        await person.sees("Before you try again", "was red")


async def test_new_ones_are_offered_beside_the_days_ahead_and_all_may_come_early(tmp_path: Path) -> None:
    home = home_with(tmp_path, 3, ("tiny/sum-1", False, True))
    async with learner(home) as person:
        await person.sees("2 exercises left, about", "2 new; 1 of 25 min done", "enter begin")
        await person.press("space")
        await person.sees("All of today, in this order", "later", "new")
        await person.press("a")
        await person.until(lambda: person.mode in (Mode.THEORY, Mode.FIELD), "an exercise")


async def test_minutes_that_are_done_may_be_followed_by_more(tmp_path: Path) -> None:
    home = home_with(tmp_path, 3, ("tiny/sum-1", True, True), seconds=1600.0)
    async with learner(home) as person:
        await person.sees("Done for today.", "Today  27 min done.", "more     ten minutes more")
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


async def test_what_is_due_and_left_over_has_one_count_everywhere(tmp_path: Path) -> None:
    items = [f"tiny/sum-{number}" for number in range(1, 5)]
    home = home_with(tmp_path, 4, *((item, False, True) for item in items), seconds=600.0)
    clock = Clock()
    clock.pass_days(1)
    with workspace_in(home, clock) as workspace:
        attempt(workspace, ItemId("tiny/sum-1"), ok=True, why=True, seconds=1600.0)
    async with learner(home, clock=clock) as person:
        await person.sees("Done for today", "27 min done")
        assert due_now({"DRILL_HOME": str(home)}, clock.now) is None
        await person.press("enter")
        await person.until(lambda: person.mode in (Mode.THEORY, Mode.FIELD), "an exercise")
        await person.press("enter")
        await person.command("q")
        await person.is_at("Today")
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
        await person.sees("new      tiny/sum")
        person.app.keep_setting("passes", "strict")
        await person.press("2", "1")
        await person.sees("Today")
        await person.rests()
    assert due_now({"DRILL_HOME": str(home)}, clock.now) == "2"


async def test_what_is_parked_counts_its_passes_from_the_first_red(tmp_path: Path) -> None:
    marked = [("tiny/sum-1", False, knows) for knows in (True, True, *[False] * 5)]
    async with learner(home_with(tmp_path, 2, *marked)) as person:
        await person.sees("1 exercise is parked")
        await person.commands("parked exercises", "Parked exercises")
        await person.press("space")
        await person.sees("Still red after five", "■ 20")


async def test_minutes_of_a_shorter_day_count_what_is_done(tmp_path: Path) -> None:
    home = home_with(tmp_path, 4, ("tiny/sum-1", True, True), seconds=240.0)
    async with learner(home) as person:
        await person.sees("4 of 25 min done")
        await person.press("minus", "minus", "minus", "minus")
        await person.sees("4 of 5 min done")
        await person.press("enter")
        await person.answers("23", "right")
        await person.sees("4 of 5 min")
        await person.marks("y")
        await person.sees("Done for today")


async def test_no_session_begins_while_the_clock_cannot_be_right(tmp_path: Path) -> None:
    home = home_with(tmp_path, 3, ("tiny/sum-1", True, True))
    async with learner(home, clock=Clock(NOON.replace(year=1970))) as person:
        await person.sees("The clock says 1970-11-20: no mark is kept before it is set right")
        await person.press("enter")
        await person.sees("no mark is kept with such a date", "set the clock right, then go on")
        assert len(person.events()) == 1


async def test_what_marks_of_earlier_days_learned_is_shown(tmp_path: Path) -> None:
    plant_walk(tmp_path)
    with workspace_in(tmp_path, Clock(NOON - timedelta(3))) as workspace:
        attempt(workspace, ItemId("way/sum-2"), ok=True, why=True)
    with workspace_in(tmp_path, Clock(NOON - timedelta(2))) as workspace:
        attempt(workspace, ItemId("way/sum-3"), ok=True, why=True)
    async with learner(tmp_path) as person:
        await person.sees("Learned since Monday: Add")


async def test_after_a_pause_nothing_is_lost(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    with workspace_in(tmp_path, Clock(NOON - timedelta(7))) as workspace:
        attempt(workspace, ItemId("tiny/sum-1"), ok=False, why=True)
    async with learner(tmp_path) as person:
        await person.sees("6 days away. Nothing is lost: 1 exercise waits, 1 again and 0 to check.")
        await person.sees("3 exercises, about")
        assert "Catch up first?" not in person.screen, "all of it comes today"
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, ItemId("tiny/sum-2"), ok=True, why=True)
    async with learner(tmp_path) as person:
        await person.sees("of 25 min done")
        assert "days away" not in person.screen


async def test_after_a_pause_one_may_catch_up_first_and_end_that(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(60)))
    configure(tmp_path, "minutes = 10\nwarm_up = false\n")
    with workspace_in(tmp_path, Clock(NOON - timedelta(7))) as workspace:
        for number in range(1, 21):
            attempt(workspace, ItemId(f"tiny/sum-{number}"), ok=False, why=True)
    async with learner(tmp_path) as person:
        await person.sees("20 exercises wait", "Catch up first?", "y  yes: nothing new", "new")
        await person.press("y")
        await person.sees("Nothing new comes until all that waits is through.")
        assert "Catch up first?" not in person.screen
        await person.commands("end catching up", "End catching up")
        await person.sees("Half of the day comes again, half is new.", "new")


def ready_home(folder: Path) -> Path:
    """All skills of a goal's first formula are learned; its last one rests on another."""
    plant_walk(folder)
    configure(folder, 'goal = "papers/walk"\n')
    for days in (3, 0):
        with workspace_in(folder, Clock(NOON - timedelta(days))) as workspace:
            for number in (1, 2, 4, 5) if days else (1, 3, 4):
                attempt(workspace, ItemId(f"way/sum-{number}"), ok=True, why=True)
    return folder


def readings(person: Learner) -> list[tuple[str, str]]:
    notes = (event.facts for event in person.events())
    return [(note.key, note.text) for note in notes if isinstance(note, Note) and note.field == "reading"]


async def test_today_asks_once_whether_what_became_ready_could_be_followed(tmp_path: Path) -> None:
    home = ready_home(tmp_path)
    async with learner(home, size=(120, 40)) as person:
        await person.sees("One formula of Walks can be read now: (1) walk. o opens it")
        await person.sees("Could you follow it?", "y yes", "n no, choose where")
        await person.press("o")
        await person.until(lambda: isinstance(person.app.screen, PaperScreen), "the paper")
        await person.press("1")
        await person.sees("Could you follow it?")
        await person.press("y")
        await person.until(lambda: "Could you follow" not in person.screen, "no question")
        assert readings(person) == [("f-step", "followed")]
    async with learner(home, size=(120, 40)) as person:
        await person.sees("Towards Walks")
        await person.rests()
        assert "ou can read" not in person.screen, "it is read"
        assert "Could you follow" not in person.screen
    clock = Clock()
    clock.pass_days(1)
    with workspace_in(home, clock) as workspace:
        attempt(workspace, ItemId("way/sum-5"), ok=True, why=True)
    async with learner(home, clock=clock) as person:
        await person.sees("One formula of Walks can be read now: ", "o opens it")


async def test_after_a_no_the_formula_is_chosen_and_its_skills_come_first(tmp_path: Path) -> None:
    home = ready_home(tmp_path)
    async with learner(home) as person:
        await person.sees("Could you follow it?")
        await person.press("n")
        await person.sees("Which formula could you not follow?", "(1) walk", "enter this one")
        await person.press("escape")
        await person.sees("Could you follow it?")
        await person.press("n", "enter")
        await person.sees("The skills of (1) walk come first in the next list.")
        assert readings(person) == [("f-step", "unclear")]
        await person.rests()
        assert "Could you follow" not in person.screen


async def test_an_invitation_is_put_off_for_good(tmp_path: Path) -> None:
    home = ready_home(tmp_path)
    async with learner(home) as person:
        await person.sees("Could you follow it?")
        await person.press("s")
        await person.until(lambda: "Could you follow" not in person.screen, "no question")
        await person.rests()
        assert readings(person) == [("f-step", "asked")]


ASKED = "What would you like to be able to read?"


async def test_without_a_goal_the_last_row_chooses_one(tmp_path: Path) -> None:
    home = home_with(tmp_path, 2, ("tiny/sum-1", True, True))
    async with learner(home) as person:
        await person.sees("1 green kept. Next: Sums.", f"goal     {ASKED}")
        await person.press("down", "b")
        await person.sees("What you choose is your goal")
        await person.press("escape")
        await person.sees(f"goal     {ASKED}")
    configure(home, 'goal = "tiny"\n')
    async with learner(home) as person:
        await person.sees("Towards Sums")
        assert ASKED not in person.screen


@pytest.mark.parametrize("key", ["enter", "b"])
async def test_what_begins_is_the_chosen_row(tmp_path: Path, key: str) -> None:
    async with learner(home_with(tmp_path, 3)) as person:
        await person.sees("▎ new      tiny/sum-1", "0 greens kept. Next: Sums.")
        await person.press("down")
        await person.sees("▎ new      tiny/sum-2", "enter begin here")
        await person.press(key)
        await person.until(lambda: person.mode is Mode.FIELD, "an exercise")
        assert person.app.screen.controller.sitting.exercise.item == "tiny/sum-2"


async def test_a_row_that_is_clicked_is_marked_and_nothing_begins(tmp_path: Path) -> None:
    async with learner(home_with(tmp_path, 3)) as person:
        await person.sees("▎ new      tiny/sum-1")
        await person.rests()
        row = next(number for number, text in enumerate(person.screen.splitlines()) if "tiny/sum-3" in text)
        await person.clicks(5, row)
        await person.sees("▎ new      tiny/sum-3")
        assert person.mode is None
        await person.press("escape")
        await person.sees("▎ new      tiny/sum-1")


async def test_the_way_to_the_goal_is_counted(tmp_path: Path) -> None:
    plant_walk(tmp_path)
    configure(tmp_path, 'goal = "papers/walk"\n')
    with workspace_in(tmp_path, Clock(NOON - timedelta(3))) as workspace:
        attempt(workspace, ItemId("way/sum-1"), ok=True, why=True)
        attempt(workspace, ItemId("way/sum-2"), ok=True, why=True)
    async with learner(tmp_path, size=(120, 40)) as person:
        await person.sees("Towards Walks", "4 skills left (2 begun)", "Its exercises 0 of")
        await person.press("space")
        await person.sees("All of today, in this order")
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, ItemId("way/sum-3"), ok=True, why=True)
    async with learner(tmp_path, size=(120, 40)) as person:
        await person.sees("1 of 4 skills, 3 left (1 begun)", "Learned since Monday: Add")


async def test_no_line_of_today_breaks_a_word(tmp_path: Path) -> None:
    plant_walk(tmp_path, replace(RECORD, title="A walk among very many strangers"))
    configure(tmp_path, 'goal = "papers/walk"\n')
    with workspace_in(tmp_path, Clock(NOON - timedelta(3))) as workspace:
        attempt(workspace, ItemId("way/sum-2"), ok=True, why=True)
    async with learner(tmp_path, size=(40, 12)) as person:
        for size in ((40, 12), (40, 30), (60, 18), (80, 24), (100, 30)):
            await person.resizes(*size)
            await person.sees("Towards ", "4 skills left", "(1 begun)", "Today", "▎ ")
            assert "space shows all" in person.screen or "Learned" not in person.screen


async def test_what_was_shown_is_painted_before_the_store_is_open(tmp_path: Path) -> None:
    home = home_with(tmp_path, 12)
    with workspace_in(home) as workspace:
        view = today_view.read_today_view(workspace)
        begins = workspace.settings.day_begins
    noon = NOON.replace(tzinfo=None)
    page = read_first_paint({"DRILL_HOME": str(home)}, noon, "")
    assert page == view.page
    assert len(page.rows) == 12
    next_day = read_first_paint({"DRILL_HOME": str(home)}, noon + timedelta(1), "")
    assert next_day is not None
    assert (next_day.kept, next_day.rows) == (view.page.kept, ())
    assert "Today  one moment: its list is being made." in read_lines(next_day, 80, 20)
    early = noon.replace(hour=begins.hour, minute=begins.minute) - timedelta(minutes=1)
    assert read_first_paint({"DRILL_HOME": str(home)}, early, "") is None


@given(st.text("ab 正é,·", max_size=60), st.integers(0, 40))
def test_words_that_are_cut_or_wrapped_fit_their_cells(text: str, cells: int) -> None:
    assert cell_width(cut_words(text, cells)) <= max(cells, 0)
    assert cell_width(fill_cells(text, cells)) == cells
    lines = wrap_words(text, cells + 2)
    assert all(cell_width(each) <= cells + 2 for each in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_what_returns_from_the_warm_up_is_counted_as_coming_again() -> None:
    rows = [
        PageRow(kind, kind, "green", kind, "", 2.0, kind)
        for kind in (classify_planned_reason("warm-up"), classify_planned_reason("goal"))
    ]
    assert TodayPage(25, 0.0, tuple(rows)).tell_day() == "2 exercises, about 4 min: 1 again, 1 new"
    with_warm_up = TodayPage(25, 0.0, tuple(rows), has_warm_up=True)
    assert with_warm_up.tell_day() == "2 exercises and a warm-up, about 6 min: 1 again, 1 new"
    page = TodayPage(25, 14.0, tuple(rows))
    assert page.tell_day().endswith("14 of 25 min done")


async def test_the_end_of_a_goal_is_a_screen_after_the_summary_and_closes_with_what_comes_next(
    tmp_path: Path,
) -> None:
    configure(tmp_path, 'goal = "tiny"\nwarm_up = false\n')
    home = home_with(tmp_path, 2, ("tiny/sum-1", True, True))
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("enter")
        await person.answers("23", "right")
        await person.marks("y")
        await person.sees("Done for today")
        await person.press("enter")
        await person.sees("Goal reached: Sums.", "Its exercises: 2 of 2.", "What next?", "1  ", "Another one")
        await person.press("enter")
        await person.is_at("Today")
        await person.sees("Goal reached: ", "2 greens kept.", "What would you like to be able to read?")


async def test_the_end_of_a_goal_shows_the_first_wrong_answer_beside_the_newest_right_one(
    tmp_path: Path,
) -> None:
    home = home_with(tmp_path, 2, ("tiny/sum-1", True, True))
    pair = ThenAndNow("jump", "Jump", "7", NOON.date(), "8", NOON.date(), "x_t")
    reached = GoalReached(
        bank="tiny", title="Tiny", on=NOON.date(), learned=("Sums",), known=1, own=count_exercises((), {}),
        parked=("Sum 3",), reds=(("a sign", 2),), days=3, marks=4, then_and_now=pair,
        next_papers=(NextPaper("papers/x", "X paper", "2020", 9),),
    )  # fmt: skip
    closed: list[WayOn | None] = []
    async with learner(home, size=(80, 26)) as person:
        await person.is_at("Today")
        person.app.push_screen(GoalEndScreen(reached), closed.append)
        await person.sees("Then and now: jump", "then  20 November", "now  20 November", "a sign (2)")
        await person.sees("1  X paper (2020): 9 skills left", "2  Another one", "Parked: Sum 3.")
        await person.press("5", "1")
        await person.is_at("Today")
        assert [way and way.bank for way in closed] == ["papers/x"]


def read_lines(page: TodayPage, width: int, height: int) -> list[str]:
    return ["".join(text for text, _ in row) for row in draw_page(page, width, height)[0]]


@pytest.mark.parametrize(
    ("height", "seen", "gone"),
    [
        (18, ("25 min on", "x12"), ("more",)),
        (17, ("25 min on", "x10", "… 2 more"), ("x11",)),
        (10, ("25 min on", "x3"), ("x5",)),
        (9, ("x3", "… 9 more"), ("25 min on",)),
        (3, ("x3", "… 9 more"), ("25 min on", "x4")),
    ],
)
def test_where_rows_are_short_the_days_go_first_then_the_list(
    height: int, seen: tuple[str, ...], gone: tuple[str, ...]
) -> None:
    rows = tuple(PageRow(f"x{n}", "new", "unseen", f"x{n}", "for it", 2.0) for n in range(1, 13))
    page = TodayPage(25, 0, rows, GoalCounts("DDPM", 80, 61, 12, 19, 32, 12, 5), days="25 min on one day.")
    text = "\n".join(read_lines(page, 55, height))
    assert "61 of 80 skills, 19 left (12 begun)" in text
    assert all(part in text for part in seen), text
    assert not any(part in text for part in gone), text


def test_a_title_and_its_reason_share_a_row_by_what_they_need() -> None:
    texts = [
        ("A title of forty-six cells that has to be seen", "short"),
        ("Short", "a reason that is seen as a whole"),
        ("A title that is long " * 4, "why " * 9),
    ]
    rows = tuple(PageRow(title, "new", "unseen", title, why, 2.0) for title, why in texts)
    first, second, third = read_lines(TodayPage(25, 0, rows), 76, 20)[-3:]
    assert texts[0][0] in first
    assert first.rstrip().endswith("short"), "its reason follows the title"
    assert all(text in second for text in texts[1])
    assert "A title that is long A title" in third
    assert "why" not in third, "nothing is left of it"
    again = tuple(PageRow(title, "again", "red", title, why, 2.0, "again") for title, why in texts)
    lines = read_lines(TodayPage(25, 0, again), 76, 20)[-3:]
    assert len({line.index(why[:5]) for line, (_, why) in zip(lines, texts, strict=True)}) == 1


@given(st.lists(st.tuples(st.text("abc déf", max_size=70), st.text("abc ", max_size=60)), max_size=9))
def test_a_title_is_whole_where_it_fits_into_its_row(rows: list[tuple[str, str]]) -> None:
    room = 60
    cells = find_title_cells(rows, room)
    for title, reason in rows:
        shown, beside = share_row(title, reason, cells, room)
        assert cell_width(shown) + cell_width(beside) <= room
        assert shown.startswith(title) or cell_width(title) > room
        assert not beside or cell_width(shown) >= cells, "reasons stand below each other"


def test_what_a_goal_still_lacks_and_what_a_placement_found_are_named() -> None:
    goal = GoalCounts("DDPM", 80, 80, 0, 0, 32, 31, 0, own_left=("A sampler (in 6 days)",), known=12)
    text = " ".join(" ".join(read_lines(TodayPage(25, 0, (), goal), width, 20)) for width in (36, 76))
    assert text.count("31 of 32 green; left: A sampler (in") == 2
    assert text.count("12 skills known by the placement") == 2


async def test_keys_that_come_while_the_day_is_made_anew_count_each(tmp_path: Path) -> None:
    async with learner(home_with(tmp_path, 4, ("tiny/sum-1", True, True))) as person:
        await person.sees("25 min")
        for _ in range(3):
            person.app.simulate_key("minus")
        await person.sees("Today is 5 minutes long.")


@given(
    st.integers(30, 140), st.integers(1, 50),
    st.lists(st.text("abc déf", min_size=1, max_size=90), max_size=20), st.booleans(),
)  # fmt: skip
def test_a_line_never_exceeds_the_width(width: int, height: int, titles: list[str], has_goal: bool) -> None:
    rows = tuple(
        PageRow(f"i{n}", "again" if n % 2 else "DDPM", "yellow", title, title, 2.0)
        for n, title in enumerate(titles)
    )
    goal = GoalCounts("A long title of a paper", 80, 20, 12, 60, 32, 12, 5) if has_goal else None
    page = TodayPage(
        25,
        3.0,
        rows,
        goal,
        kept="211 greens kept. Next: calculus.",
        has_warm_up=True,
        days="25 min on one day. " * 4,
    )
    drawn, items = draw_page(page, width, height)
    assert len(drawn) == len(items)
    assert all(sum(len(text) for text, _ in row) <= width for row in drawn)


async def test_no_row_is_left_out_while_rows_are_blank(tmp_path: Path) -> None:
    configure(tmp_path, "minutes = 60\n")
    home = home_with(tmp_path, 60, ("tiny/sum-1", False, True))
    async with learner(home, size=(80, 24)) as person:
        await person.sees("space shows all")
        await person.resizes(80, 60)
        await person.rests()
        lines = person.screen.splitlines()
        assert "space shows all" not in person.screen or all(lines[2:-1])
        assert sum("tiny/sum" in line for line in lines) > 20
