"""Progress: rows that lead on, a click that only chooses, and a second column where there is room."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.session.progress import topics
from drill.session.starting import Request
from drill.tui.screens.drilling.screen import DrillingScreen
from drill.tui.screens.progress import ProgressScreen
from tests.homes import Clock, bank, plant, sums, workspace_in
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


async def test_the_headline_the_staircase_and_its_words(home: Path) -> None:
    async with learner(home) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("of 11 green", "this week", "in all", "done about", "lapsed 1", "█ green  ▒ yellow")
        await person.sees("Things  2 to meet", "A red comes back with its card first.")
        assert "of 11 met" not in person.screen
        first, second = (row_of(person, f"pass {number} ") for number in (1, 2))
        cells = [sum(map(person.screen.splitlines()[row].count, "█▒▓")) for row in (first, second)]
        assert cells[0] > cells[1] > 0
        await person.resizes(40, 10)
        await person.sees("░ parked")


async def test_enter_lists_a_pass_or_a_colour_of_it_and_escape_leads_back(home: Path) -> None:
    async with learner(home) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("lapsed 1")
        await person.press("j")
        await person.sees("← → colour")
        await person.press("right", "enter")
        await person.sees("Sums, pass 1, green", "esc progress")
        green = person.screen
        assert "exerciseslevel" not in green
        await person.press("escape")
        await person.sees("← → colour")
        await person.press("left", "enter")
        await person.sees("Sums, pass 1 ")
        assert len(person.screen.split("tiny/sum-")) >= len(green.split("tiny/sum-"))


async def test_from_a_subject_to_its_topics_and_to_its_exercises(home: Path) -> None:
    async with learner(home) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("lapsed 1")
        await person.press(*"jjjjjjjj", "enter")
        await person.sees("b drill it", "Things", "green/met")
        await person.press("space")
        await person.sees("· sum-21", "other/sum-21", "level 1")
        assert "tiny/sum-1" not in person.screen
        await person.press("3")
        await person.sees("lapsed 1")
        await person.press(*"jjjjjjjj", "space")
        await person.sees("· sum-22")
        assert "tiny/sum-1" not in person.screen


async def test_b_drills_a_topic(home: Path) -> None:
    async with learner(home) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("lapsed 1")
        await person.press(*"jjjjjjjj", "enter")
        await person.sees("b drill it", "Things")
        await person.press("b")
        await person.until(lambda: isinstance(person.app.screen, DrillingScreen), "a session")
        await person.sees("Compute 210 + 3")


async def test_a_click_chooses_and_starts_nothing(home: Path) -> None:
    async with learner(home) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("Things  2 to meet")
        before = len(person.events())
        await person.clicks(8, row_of(person, "Things  2"))
        await person.clicks(8, row_of(person, "Things  2"))
        assert isinstance(person.app.screen, ProgressScreen)
        assert "A red comes back" in person.screen
        await person.press("enter")
        await person.sees("b drill it", "Things")
        await person.clicks(8, row_of(person, "green/met") - 2)
        await person.rests()
        assert isinstance(person.app.screen, ProgressScreen)
        assert len(person.events()) == before


async def test_the_days_are_drawn_before_there_are_any(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    async with learner(tmp_path, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.command("p")
        await person.sees("is parked")
        await person.command("q")
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("0 of 2 green", "1 parked")
        await person.press("tab", "tab", "tab")
        await person.sees("Greens over time", "today")


async def test_wide_terminals_have_a_second_column(home: Path) -> None:
    async with learner(home, size=(120, 40)) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("lapsed 1", "What comes back", "until all is green", "topics, as they stand")
        await person.press("tab", "tab", "tab")
        await person.sees("Greens over time", "What comes back", "Marks per day")
        curve = person.screen.splitlines()[row_of(person, "Greens over time") + 6]
        assert (curve[2], curve[50]) == (" ", "█")  # it begins with none
        await person.press("shift+tab", "shift+tab", "shift+tab")
        await person.resizes(80, 24)
        await person.until(lambda: "What comes back" not in person.screen, "one column")
        await person.press("shift+tab")
        await person.sees("Minutes per exercise", "Do greens hold?")
        await person.resizes(200, 50)
        await person.sees("Do greens hold?", "up to a week", "in all")


async def test_an_answer_after_the_key_was_seen_is_no_dispute(home: Path) -> None:
    with workspace_in(home) as workspace:
        attempt(workspace, "other/sum-21", ok=True, why=True, seen=True)
    async with learner(home) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("topics   mistakes   days")
        assert "disputes" not in person.screen


@pytest.mark.parametrize(("width", "has_bar"), [(120, True), (60, False)])
async def test_a_topic_has_its_bar_where_there_is_room(home: Path, width: int, has_bar: bool) -> None:
    async with learner(home, size=(width, 30)) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("lapsed 1")
        await person.press("enter")
        await person.sees("pass 1", "open")
        head = person.screen.splitlines()[row_of(person, "pass 1")]
        assert ("now" in head) is has_bar
        assert len(head.rstrip()) <= width


async def test_mistakes_by_slip_and_skill_lead_to_exercises(home: Path) -> None:
    with workspace_in(home) as workspace:
        attempt(workspace, "other/sum-21", ok=False, why=True, code="sign")
        attempt(workspace, "other/sum-22", ok=False, why=True, code="sign")
    async with learner(home) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("passes   topics   mistakes")
        await person.press("tab", "tab")
        await person.sees("wrong answers by slip", "a sign error  2", "▲ other/sum-22", "← → by skill")
        await person.press("j", "space")
        await person.sees("a sign error", "your attempts", "other/sum-22")
        await person.press("escape")
        await person.sees("wrong answers by slip", "enter drill it")
        await person.press("right")
        await person.sees("wrong answers by skill", "Things  2")
        await person.press("j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "b")
        await person.until(lambda: isinstance(person.app.screen, DrillingScreen), "a session")


async def test_topics_show_their_skills_in_parts(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, "way/sum-2", ok=True, why=True)
        learned = [(topic.topic, topic.skills_done, len(topic.skills)) for topic in topics(workspace)["way"]]
        assert learned == [("way.sums", 0, 4)]
        attempt(workspace, "way/sum-3", ok=True, why=True)
    async with learner(tmp_path, size=(120, 40)) as person:
        await person.press("3", "tab")
        await person.sees("skills", "1/4", "●●", "Add   learned", "Carry   0 of 1 green")
