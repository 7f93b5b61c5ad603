"""Progress: one page whose rows open and lead on; a click only chooses; columns stay where it is narrow."""

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


async def progress(person: Learner) -> None:
    await person.sees("25 minutes")
    await person.press("3")
    await person.sees("held when checked", "6 of 9 met")


async def test_sections_stand_below_each_other_and_a_staircase_opens(home: Path) -> None:
    async with learner(home, size=(80, 90)) as person:
        await progress(person)
        await person.sees("of 11 green", "this week", "in all", "Greens over time", "What comes back")
        await person.sees("Minutes per exercise", "Do greens hold?", "up to a week", "Mistakes")
        rows = [row_of(person, name) for name in ("Path  ", "  Passes", "  Days", "  Mistakes")]
        assert rows == sorted(rows)
        assert "lapsed 1" not in person.screen
        await person.press("tab", "enter")
        await person.sees("lapsed 1", "A red comes back with its card first.", "enter close")
        first, second = (row_of(person, f"pass {number} ") for number in (1, 2))
        cells = [sum(map(person.screen.splitlines()[row].count, "█▒▓")) for row in (first, second)]
        assert cells[0] > cells[1] > 0
        await person.press("left")
        await person.until(lambda: "lapsed 1" not in person.screen, "a closed staircase")
        await person.press("right", "j", "left")
        await person.until(lambda: "lapsed 1" not in person.screen, "a closed staircase")


async def test_enter_lists_a_pass_and_escape_leads_back(home: Path) -> None:
    async with learner(home) as person:
        await progress(person)
        await person.press("tab", "enter", "j", "enter")
        await person.sees("Sums, pass 1", "esc progress", "tiny/sum-1")
        await person.press("escape")
        await person.sees("lapsed 1", "enter space exercises")
        await person.press("b")
        await person.until(lambda: isinstance(person.app.screen, DrillingScreen), "a session")


async def test_space_lists_the_exercises_of_a_topic_and_b_drills_it(home: Path) -> None:
    async with learner(home) as person:
        await progress(person)
        await person.press("j", "space")
        await person.sees("· sum-7", "tiny/sum-1", "esc progress")
        assert "sum-21" not in person.screen
        await person.press("escape")
        await person.sees("held when checked")
        await person.press("b")
        await person.until(lambda: isinstance(person.app.screen, DrillingScreen), "a session")


async def test_a_click_chooses_and_starts_nothing(home: Path) -> None:
    async with learner(home) as person:
        await progress(person)
        before = len(person.events())
        await person.clicks(8, row_of(person, "6 of 9 met"))
        await person.clicks(8, row_of(person, "6 of 9 met"))
        assert isinstance(person.app.screen, ProgressScreen)
        assert "lapsed 1" not in person.screen
        await person.press("enter")
        await person.sees("lapsed 1")
        assert len(person.events()) == before


async def test_the_page_is_drawn_before_there_are_days(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    async with learner(tmp_path, Request(scope=("tiny",)), size=(80, 50)) as person:
        await person.sees("Compute 10 + 3")
        await person.command("p")
        await person.sees("is parked")
        await person.command("q")
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("0 of 2 green", "1 parked", "no answer has been wrong so far")


@pytest.mark.parametrize(("width", "has_bar"), [(120, True), (30, False)])
async def test_the_bar_goes_before_any_other_column(tmp_path: Path, width: int, has_bar: bool) -> None:
    plant_paper(tmp_path)
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, "way/sum-2", ok=True, why=True)
    async with learner(tmp_path, size=(width, 30)) as person:
        await person.sees("25 minutes")
        await person.press("3")
        await person.sees("Path", "0 of 4", "1 of 5")
        head = person.screen.splitlines()[row_of(person, "skills")]
        assert ("now" in head) is has_bar
        assert head.split()[-2:] == ["green", "skills"]
        assert len(head) <= width


async def test_mistakes_stand_by_what_was_wrong(home: Path) -> None:
    with workspace_in(home) as workspace:
        attempt(workspace, "other/sum-21", ok=False, why=True, code="sign")
        attempt(workspace, "other/sum-22", ok=False, why=True, code="sign")
        attempt(workspace, "other/sum-22", ok=False, why=True, revealed=True)
    async with learner(home) as person:
        await person.sees("25 minutes")
        await person.commands("my mistakes", "My mistakes")
        await person.sees("Sums, 8 times", "sign error, 2 times")
        assert "revealed" not in person.screen
        await person.press("j", "enter", "j")
        await person.sees("▲ other/sum-22")
        await person.press("enter")
        await person.sees("sign error", "your attempts", "other/sum-22")
        await person.press("escape")
        await person.sees("sign error, 2 times")
        await person.press("b")
        await person.until(lambda: isinstance(person.app.screen, DrillingScreen), "a session")


async def test_topics_open_into_their_skills_in_parts(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, "way/sum-2", ok=True, why=True)
        learned = [(topic.topic, topic.skills_done, len(topic.skills)) for topic in topics(workspace)["way"]]
        assert learned == [("way.sums", 0, 4)]
        attempt(workspace, "way/sum-3", ok=True, why=True)
    async with learner(tmp_path, size=(120, 40)) as person:
        await person.sees("25 minutes")
        await person.press("3", "j", "enter")
        await person.sees("skills", "1 of 4", "●●", "Add   learned", "Carry   0 of 1 green")
        await person.press("j", "enter")
        await person.sees("esc progress", "way/sum-1")
