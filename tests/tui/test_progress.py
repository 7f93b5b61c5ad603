"""Progress: pages whose rows open and lead on; a click only chooses; names give way where it is narrow."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from drill.session.drilling.starting import Request
from drill.session.progress.progress_overview import DisputeLine, Disputes, LogFacts, read_topic_progress
from drill.tui.looks import Looks
from drill.tui.screens.drilling.screen import DrillingScreen
from drill.tui.screens.progress import ProgressScreen
from drill.tui.screens.progress_views import Page, greens
from tests.homes import Clock, bank, configure, plant, sums, workspace_in
from tests.session.a_paper import plant_paper
from tests.session.drilled import attempt
from tests.tui.driving import Learner, learner


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two subjects: marks of some days in the first, nothing yet in the second."""
    plant(tmp_path, "tiny", bank(sums(9)))
    plant(tmp_path, "other", bank(sums(2, start=21), topic="other.things", title="Things"))
    clock = Clock()
    clock.pass_days(-10)
    with workspace_in(tmp_path, clock) as workspace:
        for day in range(4):
            clock.pass_days(1)
            for number in range(1, 7):
                attempt(workspace, f"tiny/sum-{number}", ok=(day + number) % 3 > 0, why=number > 1)
    return tmp_path


def row_of(person: Learner, text: str) -> int:
    return next(number for number, line in enumerate(person.screen.splitlines()) if text in line)


async def progress(person: Learner) -> None:
    await person.is_at("Today")
    await person.press("3")
    await person.sees("All exercises, pass by pass")


async def test_the_week_counts_new_greens_and_checks_as_the_bars_below_do(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(9)))
    with workspace_in(tmp_path) as workspace:
        for number in range(1, 6):
            attempt(workspace, f"tiny/sum-{number}", ok=True, why=number > 1)
        for number in range(2, 5):  # checks of these greens
            attempt(workspace, f"tiny/sum-{number}", ok=number > 2, why=True)
    async with learner(tmp_path) as person:
        await progress(person)
        await person.press("tab")
        await person.sees("4 new greens, 2 checks held", "this week; ", "Fri 20", " 6  ▲ 2")


async def test_a_page_answers_one_question_at_a_time_and_subjects_open_into_passes(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await progress(person)
        await person.sees(
            "in all", "check 1", "were green until a check", "waiting", "parked: none", "tab days"
        )
        first, second = (row_of(person, f"pass {number} ") for number in (1, 2))
        cells = [sum(map(person.screen.splitlines()[row].count, "━╍┅")) for row in (first, second)]
        assert cells[0] > cells[1] > 0
        assert "Greens over time" not in person.screen
        await person.press("tab")
        await person.sees("Greens over time", " ┤", "└──", "today", "Marks per day")
        assert "pass by pass" not in person.screen
        await person.press("tab")
        await person.sees("Do greens hold?", "up to a week")
        await person.press("tab")
        await person.sees("Mistakes", "Other wrong answers", "8  Sums", "last on")
        await person.press("tab")
        await person.sees("pass by pass")
        await person.press("shift+tab")
        await person.sees("Mistakes")
        await person.press("tab")
        await person.sees("pass by pass")
        for _ in range(20):
            await person.press("j")
        await person.sees("▸ Sums", "enter open")
        await person.press("enter")
        await person.sees("▾ Sums", "enter close")
        passes = [line for line in person.screen.splitlines() if "pass 1" in line]
        assert len(passes) == 2
        assert passes[1].index("pass 1") == passes[0].index("pass 1") + 2
        await person.press("left")
        await person.until(lambda: "▾" not in person.screen, "a closed subject")
        await person.press("right", "j", "left")
        await person.until(lambda: "▾" not in person.screen, "a closed subject")


async def test_enter_lists_a_pass_and_escape_leads_back(home: Path) -> None:
    async with learner(home) as person:
        await progress(person)
        await person.sees("enter exercises")
        await person.press("enter")
        await person.sees("All exercises, pass 1", "esc progress", "▲ sum-1")
        await person.press("escape")
        await person.sees("pass by pass", "enter exercises")
        await person.press("b")
        await person.until(lambda: isinstance(person.app.screen, DrillingScreen), "a session")


async def test_a_click_chooses_and_starts_nothing(home: Path) -> None:
    with workspace_in(home) as workspace:
        attempt(workspace, "other/sum-21", ok=True, why=True)
    async with learner(home, size=(100, 30)) as person:
        await progress(person)
        before = len(person.events())
        await person.sees("▸ Sums", "▸ Things")
        for name, bank_id in (("Sums", "tiny"), ("Things", "other"), ("Sums", "tiny")):
            row = row_of(person, f"▸ {name}")
            await person.clicks(person.screen.splitlines()[row].index(f"▸ {name}") + 3, row)
            assert isinstance(person.app.screen, ProgressScreen)
            assert person.app.screen._at == ("Path", bank_id)
        assert "▾" not in person.screen
        await person.press("enter")
        await person.sees("▾ Sums")
        assert len(person.events()) == before


async def test_the_page_is_drawn_before_there_are_days(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    async with learner(tmp_path, Request(scope=("tiny",)), size=(80, 50)) as person:
        await person.sees("Compute 10 + 3")
        await person.command("p")
        await person.sees("is parked")
        await person.command("q")
        await person.is_at("Today")
        await person.press("3")
        await person.sees("Charts begin with the first mark.", "0 of 2 green")
        await person.press("tab")
        await person.sees("no answer has been wrong so far")


async def test_the_goal_comes_first_and_opens_into_the_skills_left(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    configure(tmp_path, 'goal = "papers/walk"\n')
    clock = Clock()
    clock.pass_days(-20)
    with workspace_in(tmp_path, clock) as workspace:
        for _ in range(4):
            attempt(workspace, "way/sum-1", ok=False, why=False)
            attempt(workspace, "way/sum-2", ok=True, why=True)
            attempt(workspace, "way/sum-3", ok=True, why=True)
            clock.pass_days(3)
    async with learner(tmp_path, size=(80, 24)) as person:
        await person.is_at("Today")
        await person.press("3")
        await person.sees("Towards Walks   1 of 4 skills, 3 left (1 begun)")
        await person.sees("5 for its skills, 5 of its own", "parks if red: sum-1", "enter skills left")
        await person.press("enter")
        await person.sees("■ Count 0 of 1 green", "· Carry", "enter close")
        await person.press("j", "escape")  # closes the row before it leaves
        await person.sees("enter skills left")
        assert isinstance(person.app.screen, ProgressScreen)
        await person.press("enter")
        await person.sees("■ Count 0 of 1 green", "enter close")
        await person.press("j", "space")
        await person.sees("skill:way.count", "■ sum-1", "esc progress")
        await person.press("escape", "k", "enter")
        await person.until(lambda: "Carry" not in person.screen, "folded skills")
        await person.press("j", "j", "j", "j", "j")
        await person.sees("enter exercises")
        await person.press("enter")
        await person.sees("Walks, pass 5", "way/sum-1")


async def test_mistakes_stand_by_what_was_wrong(home: Path) -> None:
    with workspace_in(home) as workspace:
        attempt(workspace, "other/sum-21", ok=False, why=True, code="sign")
        attempt(workspace, "other/sum-22", ok=False, why=True, code="sign")
        attempt(workspace, "other/sum-22", ok=False, why=True, revealed=True)
    async with learner(home) as person:
        await person.is_at("Today")
        await person.commands("my mistakes", "My mistakes")
        await person.sees("8  Sums", "2  sign error")
        assert "revealed" not in person.screen
        await person.press("enter", "j")
        await person.sees("▲ sum-22")
        await person.press("enter")
        await person.sees("sign error", "your attempts", "other/sum-22")
        await person.press("escape")
        await person.sees("2  sign error")
        await person.press("b")
        await person.until(lambda: isinstance(person.app.screen, DrillingScreen), "a session")


async def test_topics_open_into_their_skills_in_parts_and_the_bar_goes_before_the_numbers(
    tmp_path: Path,
) -> None:
    plant_paper(tmp_path)
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, "way/sum-2", ok=True, why=True)
        learned = [
            (topic.topic, topic.skills_done, len(topic.skills))
            for topic in read_topic_progress(workspace)["way"]
        ]
        assert learned == [("way.sums", 0, 4)]
        attempt(workspace, "way/sum-3", ok=True, why=True)
    async with learner(tmp_path, size=(30, 40)) as person:
        await person.is_at("Today")
        await person.press("3")
        await person.sees("All exercises, pass by pass", "pass 1")
        await person.press("j", "j", "enter")
        for width, has_bar in ((30, False), (120, True)):
            await person.resizes(width, 40)
            await person.sees("▾ Sums", "0 of 4 skills")
            head = person.screen.splitlines()[row_of(person, "▾ Sums")]
            assert ("──" in head) is has_bar
            assert len(head) <= width
        await person.sees("●●", "Add 2 of 2 green", "Carry 0 of 1 green")
        await person.press("j", "j", "enter")
        await person.sees("esc progress", "way/sum-1")


def test_a_stage_is_said_to_be_judged_without_the_checkers_word_on_another() -> None:
    line = DisputeLine("overruled", "tiny/sum-1", "", date(2026, 11, 20), False, True, "", {"1": "3"}, "")
    page = Page(80, Looks("unicode", dark=True))
    greens(page, LogFacts(disputes=Disputes(1, 1, (line,))))
    assert page.rows[-1].plain.endswith("tiny/sum-1: you judged a stage")
