"""The library: unfolded, found by word, skill, state, level and goal, looked at, revealed, started."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from textual.widgets import Input

from drill.gyr.events import Attempt
from drill.papers import ExerciseRecord
from drill.session.drilling.starting import Request
from drill.session.drilling.undoing import keep_exercise_note
from drill.tui import DrillApp
from drill.tui.screens.library import LibraryScreen
from drill.tui.screens.summary import SummaryScreen
from tests.homes import bank, plant, sums, workspace_in
from tests.session.two_subjects import plant_two_subjects, two_subjects
from tests.tui.a_paper import exercise, made_with, plant_paper
from tests.tui.driving import learner
from tests.tui.test_bursts import burst

WIDE = (120, 30)
"""Wide enough for the details beside the list."""
HARD = "- id: hard\n  level: 4\n  prompt: Compute $7 * 8$.\n  answer: {number: 56}\n  steps: [It is $56$.]\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(2) + HARD))
    (tmp_path / "drill.db").touch()
    return tmp_path


async def test_words_levels_and_states_narrow_the_list(home: Path) -> None:
    plant(home, "faulty", bank("- id: bad\n  prompt: Compute.\n  answer: {number: '2 +'}\n"))
    async with learner(home, size=WIDE) as person:
        await person.is_at("Today")
        await person.press("2")
        await person.sees("3 exercises", "tiny/sum-1", "· new   level 1", "Compute 10 + 3.")
        await person.sees("left out", "faulty.yaml:")
        await person.press("j", "down", "up", "down")
        await person.sees("tiny/hard", "level 4")
        await person.press("slash")
        await person.types("level:4")
        await person.sees("1 exercise", "· hard")
        assert "· sum-1" not in person.screen
        await person.press("enter", "escape", "slash")
        await person.sees("enter to the list", "narrow by state:")
        assert "? keys" not in person.screen
        assert "space look" not in person.screen
        await person.types("state:yellow")
        await person.sees("0 exercises", "esc show everything")
        assert "Did you mean" not in person.screen
        await person.press("escape")
        await person.press("slash")
        await person.types("hrad")
        await person.sees("0 exercises", "Nothing found.", "Did you mean hard?")
        await person.press("escape")
        await person.sees("3 exercises")


async def test_the_whole_preview_with_theory_and_a_reveal_that_counts(home: Path) -> None:
    async with learner(home, size=WIDE) as person:
        await person.is_at("Today")
        await person.press("2")
        await person.sees("Compute 10 + 3.")
        await person.press("t")
        await person.sees("Add the units, then the tens.", "r solution: it counts", "esc list")
        assert "· sum-2" not in person.screen
        await person.press("escape")
        await person.sees("· sum-2")
        await person.press("space", "r")
        await person.sees("solution", "before you answered", "Do you see it now?")
        await person.reads()
        await person.press("y")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        facts = [event.facts for event in person.events() if isinstance(event.facts, Attempt)]
        assert [(each.kind, each.revealed) for each in facts] == [("verdict", True)]


async def test_what_is_green_is_revealed_without_a_mark_and_small_terminals_look_too(home: Path) -> None:
    async with learner(home, Request(scope=("tiny/sum-1",)), size=(56, 14)) as person:
        await person.answers("13", "right")
        await person.press("y")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        await person.press("2")
        await person.sees("● sum-1")
        assert "Compute" not in person.screen
        await person.press("space")
        await person.sees("Compute 10 + 3.", "● green")
        await person.press("r")
        await person.sees("right", "1. The sum is 13.")
        assert len(person.events()) == 1
        await person.press("enter")
        await person.sees("practice, not counted")


async def test_an_exercise_with_a_made_up_id_is_listed_by_what_it_is_about(tmp_path: Path) -> None:
    known = ExerciseRecord("recall-0123456789", "recall", "cc")
    text = "topic: papers.steps\ntitle: Steps\nexercises:\n" + exercise(known.id, 5)
    plant_paper(tmp_path, made_with(exercises=(known,)), text)
    async with learner(tmp_path, size=WIDE) as person:
        await person.is_at("Today")
        await person.press("2")
        await person.sees("4 exercises", "find")
        await person.press("slash")
        await person.types("qhadam")
        await person.sees("· recall (6) QHAdam", "1 exercise")
        await person.press("enter", "space")
        await person.sees("recall (6) QHAdam", "papers/steps/recall-0123456789", "Compute 4 + 1.")


async def test_a_click_only_chooses_and_enter_drills_from_there_on(home: Path) -> None:
    async with learner(home, size=WIDE) as person:
        await person.is_at("Today")
        await person.press("2")
        await person.sees("3 exercises", "Compute 10 + 3.")
        row = next(number for number, text in enumerate(person.screen.splitlines()) if "· sum-2" in text)
        await person.clicks(6, row)
        await person.sees("Compute 20 + 3.")
        assert person.mode is None
        await person.press("enter")
        await person.answers("23", "right")
        await person.marks("y")
        await person.sees("Compute 10 + 3")  # the rest of the topic follows


async def test_the_slash_of_today_finds_in_the_library_and_words_of_prompts_are_found(home: Path) -> None:
    plant(home, "hashes", bank("- id: tricks\n  prompt: Feature hashing of 3.\n  answer: {number: 3}\n"))
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("slash")
        await person.types("hard")
        await person.sees("1 exercise", "· hard")
        await person.press("escape")
        await person.sees("4 exercises")
        await person.press("slash")
        await person.types("hashing")
        await person.sees("1 exercise", "tricks")


@pytest.mark.parametrize("early", [True, False])
async def test_what_is_typed_behind_the_slash_narrows_the_list(home: Path, early: bool) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        if early:
            person.app.go_to("Library")
            await person.until(lambda: isinstance(person.app.screen, LibraryScreen), "the library")
        else:
            await person.press("2")
            await person.sees("3 exercises")
        burst(person, "/hax<back>d<left>r<right>\r")
        await person.sees("1 exercise", "· hard")
        await person.rests()
        await person.press("enter")
        await person.sees("Compute 7 * 8")


async def test_kinds_tags_and_notes_narrow_the_list_and_titles_are_whole(home: Path) -> None:
    long = "A title that is a good deal longer than half of 80 columns"
    text = (
        f"- id: named\n  title: {long}\n  tags: [attention]\n  prompt: Is it?\n  answer: {{text: [maybe]}}\n"
    )
    plant(home, "words", bank(text, topic="words.all", title="Words"))
    with workspace_in(home) as workspace:
        keep_exercise_note(workspace, "tiny/sum-2", "line", "1", "carry the ten")
    async with learner(home, size=(44, 20)) as person:
        await person.is_at("Today")
        await person.press("2")
        await person.sees("4 exercises")
        await person.press("slash")
        await person.types("words")
        await person.sees("· A title that is a good", "80 columns")
        await person.press("escape")
        for words, item in (("kind:text", "A title"), ("tag:attention", "A title"), ("carry", "sum-2")):
            await person.press("slash")
            await person.types(words)
            await person.sees("1 exercise", f"· {item}")
            await person.press("escape")


async def test_from_here_on_comes_what_is_listed(home: Path) -> None:
    """Not the topic of the first: the rest of what the words found, in the order of the list."""
    plant(home, "other", bank(HARD + sums(1), topic="other.all", title="Other"))
    async with learner(home) as person:
        await person.is_at("Today")
        await person.sees("new")
        await person.press("2")
        await person.sees("5 exercises")
        await person.press("slash")
        await person.types("level:4")
        await person.sees("2 exercises")
        await person.press("enter", "enter")
        await person.answers("56", "right")
        first = person.app.workspace.store.open_attempts()[0].item  # type: ignore[union-attr]
        await person.marks("y")
        await person.sees("Before you begin")
        await person.press("enter")
        await person.sees("Compute 7 * 8")
        second = person.app.workspace.store.open_attempts()[0].item  # type: ignore[union-attr]
        assert {first, second} == {"tiny/hard", "other/hard"}
        await person.answers("56", "right")
        await person.marks("y")
        await person.sees("2 exercises", "You have done everything you chose.")


@pytest.fixture
def subjects_home(tmp_path: Path) -> Iterator[Path]:
    """Two subjects whose topics have a skill each, and a paper, the goal, that rests on two of them."""
    plant_two_subjects(tmp_path)
    (tmp_path / "drill.db").touch()
    with two_subjects(tmp_path):
        yield tmp_path


async def test_subjects_topics_and_skills_unfold_and_stay_so(subjects_home: Path) -> None:
    async with learner(subjects_home) as person:
        await person.is_at("Today")
        await person.press("2")
        await person.sees("▸ Walks", "0 of 2 skills", "▾ Calculus", "0 of 4 skills", "0 of 12 green")
        await person.sees("· sum-1", "Count", "level 1", "▸ Add", "▸ Frequentist", "enter drill from here")
        await person.press("left")
        await person.sees("▸ Count", "0 of 3 green", "enter open", "← fold")
        assert "sum-1" not in person.screen
        for key, has_exercises in (("space", True), ("enter", False), ("right", True)):
            await person.press(key)
            assert ("sum-1" in person.screen) is has_exercises, person.screen
        await person.press("right", "left", "left")
        assert person.screen.count("Count") == 1, person.screen
        await person.press("left")
        await person.sees("▸ Calculus")
        assert "Add" not in person.screen
        await person.press("right", "3")
        await person.is_at("Progress")
        await person.press("2")
        await person.is_at("Library")
        await person.sees("▾ Calculus", "▸ Count", "▸ Add", "▸ Frequentist")
        await person.press("right", "b")
        await person.sees("Compute 10 + 3", "Calculus")


async def test_a_fold_may_be_the_goal_and_what_leads_to_one_is_found_or_a_near_name_told(
    subjects_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with learner(subjects_home) as person:
        goals: list[tuple[str, str]] = []
        monkeypatch.setattr(person.app, "aim_for", lambda *goal: goals.append(goal))
        await person.is_at("Today")
        await person.press("2")
        await person.sees("· sum-1")
        await person.press("g", "left", "g", "left", "g", "left", "g", "up", "g", "right", "down", "g")
        calculus = [("calc.count", "Count"), ("calculus/calc.count", "Count"), ("calculus", "Calculus")]
        assert goals == [*calculus, ("papers/walk", "Walks")]
        await person.press("slash")
        await person.types("for:walk")
        await person.sees("8 exercises for Walks", "▾ Calculus", "6 found", "▾ Add", "· sum-4")
        assert "Carry" not in person.screen
        await person.press("escape", "slash")
        await person.types("for:wolk")
        await person.sees("Nothing found.", "Did you mean for:walk")
        await person.press("escape", "slash")
        await person.types("for:calc.add")
        await person.sees("6 exercises for Add")
        await person.press("escape", "slash")
        await person.types("carry state:new")
        await person.sees("3 exercises", "▾ Calculus", "3 found", "· sum-7", "level 1")


async def test_a_list_of_thousands_unfolds_in_pieces(home: Path) -> None:
    plant(home, "tiny", bank(sums(450)))
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("2")
        await person.sees("450 exercises", "▸ 1 to 400", "▸ 401 to 450")
        await person.press("end", "right")
        await person.sees("· sum-401")
        await person.press("slash")
        await person.types("sum-44")
        await person.sees("11 exercises", "· sum-44 ", "· sum-449")


async def test_a_drill_that_began_here_leads_back_to_the_same_row(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("2", "slash")
        await person.types("sum")
        await person.sees("3 exercises", "· sum-2")
        await person.press("enter", "j", "j", "enter")
        await person.at_field()
        await person.command("q")
        await person.is_at("Library")
        await person.sees("3 exercises", "· sum-2")


async def test_nothing_is_found_before_all_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    may_end = asyncio.Event()
    read = DrillApp.searched_texts

    async def read_late(app: DrillApp) -> Mapping[str, str]:
        await may_end.wait()
        return await read(app)

    monkeypatch.setattr(DrillApp, "searched_texts", read_late)
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("2")
        await person.sees("3 exercises")
        await person.app.screen.run_action("find")
        field = person.app.screen.focused
        assert isinstance(field, Input)
        field.value = "sum-1"
        await person.sees("searching…")
        assert "1 exercise" not in person.screen
        person.waits_for_work = False
        field.post_message(Input.Submitted(field, field.value))
        await person.rests()
        assert person.app.screen.focused is field, "the list is still that of other words"
        person.waits_for_work = True
        may_end.set()
        await person.sees("1 exercise")
        assert person.app.screen.focused is not field
