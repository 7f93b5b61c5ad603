"""Keys that a row offers and that no longer walk presses: each does what its words say."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.help import HelpScreen
from tests.homes import bank, plant, sums
from tests.tui.driving import Learner, learner

OWN = """- id: own
  prompt: Prove that the sum of two even numbers is even.
  answer: {self: compare with the book}
  shape: two multiples of two
  steps: ['Write them $2a$ and $2b$.', 'Take out the two.']
"""
STEPS = ("1  The sum is",)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(3)))
    plant(tmp_path, "own", bank(OWN, topic="own.proofs", title="Proofs"))
    return tmp_path


async def asks_for_the_keys(person: Learner, *told: str) -> None:
    """``?`` shows them over what stands there, and ``esc`` gives that back."""
    before = person.app.screen
    await person.press("question_mark")
    await person.until(lambda: isinstance(person.app.screen, HelpScreen), "the keys")
    await person.sees(*told)
    await person.press("escape")
    await person.until(lambda: person.app.screen is before, "what stood there")


async def test_every_place_tells_its_keys_and_todays_do_what_they_tell(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.command("q")
        await person.is_at("Today")
        await person.sees("minutes")
        await asks_for_the_keys(person, "all of today")
        for place, told in (("2", "look"), ("3", "copy what is shown"), ("4", "import")):
            await person.press(place)
            await person.rests()
            await asks_for_the_keys(person, told)
        await person.press("comma")
        await person.sees("Settings")
        await asks_for_the_keys(person, "type a value")
        await person.press("escape", "1")
        await person.is_at("Today")
        await person.press("minus")
        await person.sees("15 minutes")
        await person.press("slash")
        await person.sees("4 exercises")
        await person.press("escape", "q")
        assert person.app.is_running
        await person.press("escape")
        await person.is_at("Today")
        await person.press("q")
        assert person.app.is_running
        await person.press("q")
        await person.until(lambda: not person.app.is_running, "the end")


async def test_the_question_of_the_other_verdict_has_the_steps_and_a_way_back(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.answers("14", "wrong", "Do you see where it went wrong?")
        await asks_for_the_keys(person, "this is wrong")
        await person.press("d")
        await person.press("enter")
        await person.until(lambda: person.mode is Mode.JUDGED, "the other question")
        await person.sees("Overruled: it counts as right.")
        await asks_for_the_keys(person, "never mind")
        await person.press("enter")
        await person.sees(*STEPS)
        await person.press("escape")
        await person.sees("Do you see where it went wrong?")
        await person.press("d")
        await person.press("enter")
        await person.until(lambda: person.mode is Mode.JUDGED, "the other question")
        await person.reads()
        await person.press("a")
        await person.sees(*STEPS)
        await person.marks("n")
        await person.sees("Compute 20 + 3", "▲ yellow")


async def test_where_the_learner_decides_the_keys_are_told_and_leave(home: Path) -> None:
    async with learner(home, Request(scope=("own", "tiny/sum-1"))) as person:
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        while "Prove" not in person.screen:
            await person.answers("13", "right")
            await person.marks("y")
            await person.sees("Before you begin")
            await person.press("enter")
            await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.types("both")
        await person.press("enter")
        await person.until(lambda: person.mode is Mode.DECIDE, "the decision")
        await asks_for_the_keys(person, "it was right")
        await person.press("a")
        await person.sees("Take out the two.")
        await person.reads()
        await person.judges("n", "n")
        await person.press("u")
        await person.until(lambda: person.mode is Mode.DECIDE, "the decision again")
        await person.press("q")
        await person.sees("minutes")


async def test_theory_scrolls_shows_a_step_at_a_time_and_leaves(home: Path) -> None:
    long = "\n".join(f"  Line {number} of the theory.\n" for number in range(40))
    text = f"topic: long.theory\ntitle: Long\ntheory: |\n{long}\nexercises:\n{sums(2, parametrised=True)}"
    plant(home, "long", text)
    async with learner(home, Request(scope=("long",))) as person:
        await person.sees("Compute")
        await person.command("t")
        await person.sees("Line 0 of")
        await person.press(*("j",) * 12)
        await person.until(lambda: "Line 0 of" not in person.screen, "further down")
        await person.press(*("k",) * 12)
        await person.sees("Line 0 of")
        await asks_for_the_keys(person, "longer")
        await person.press("space")
        await person.press("end")
        await person.sees("The sum is")
        await person.press("q")
        await person.sees("minutes")


async def test_settings_are_turned_both_ways_and_the_file_opens_in_the_editor(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.command("comma")
        await person.sees("minutes a day")
        before = person.screen
        await person.press("j", "k", "right")
        await person.until(lambda: person.screen != before, "another value")
        await person.press("left")
        await person.rests()
        opened: list[Path] = []
        monkeypatch.setattr("drill.tui.screens.settings.run_editor", lambda _, path: opened.append(path))
        await person.press("e")
        await person.until(lambda: [path.name for path in opened] == ["config.toml"], "the editor")
