"""One field for all: what is printed is text, what leads on from it, and letters on any keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.session.drilling.starting import Preparation, Request
from tests.homes import bank, plant, sums
from tests.tui.driving import learner

SCALE = "- id: scale\n  prompt: Scale $x$ by λ.\n  answer: {expression: lambda x, vars: [lambda, x]}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(SCALE + sums(2)))
    return tmp_path


async def test_tab_ends_the_name_of_a_letter_and_words_go_at_once(home: Path) -> None:
    async with learner(home, Request(scope=("tiny/scale",))) as person:
        field = await person.at_field()
        await person.press("backslash", *"lam", "tab")
        assert field.answer == "λ"
        await person.types(" x y")
        await person.press("ctrl+backspace")
        assert field.answer == "λ x "
        await person.press("backslash", *"e", "tab")  # epsilon or eta: nothing is chosen
        assert field.answer == "λ x \\e"


async def test_a_question_mark_asks_for_help_in_an_empty_field_alone(home: Path) -> None:
    async with learner(home, Request(scope=("tiny/scale",))) as person:
        field = await person.at_field()
        await person.types("x")
        await person.press("question_mark")
        assert field.answer == "x?"
        await person.press("ctrl+u", "question_mark")
        await person.sees("How to type this answer")


@pytest.mark.parametrize(("no", "undo"), [("т", "г"), ("ν", "θ")])
async def test_letters_act_where_they_stand_on_a_keyboard_of_another_alphabet(
    home: Path, no: str, undo: str
) -> None:
    async with learner(home, Request(scope=("tiny/sum-1",), items=2)) as person:
        await person.answers("13", "right")
        await person.press(undo)
        field = await person.at_field()
        await person.press("ctrl+u", no)
        assert field.answer == no  # in a field it is text
        await person.press("ctrl+u", *"13", "enter")
        await person.sees("Do you know why it is right?")
        await person.reads()
        await person.marks(no)
        assert person.events()[0].kind == "verdict"


async def test_a_fault_of_the_program_leaves_a_row_out_and_the_day_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_fresh = Preparation.prepare_fresh

    def fails(preparation: Preparation, entry: object, *rest: object) -> object:
        assert getattr(entry, "item", "") != "tiny/sum-1", "nobody thought of it"
        return prepare_fresh(preparation, entry, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Preparation, "prepare_fresh", fails)
    async with learner(home, Request(scope=("tiny/sum-1", "tiny/sum-2"))) as person:
        await person.sees("Compute 20 + 3", "tiny/sum-1 is left out", "cannot be followed")
        await person.answers("23", "right")
    assert "nobody thought of it" in next((home / "log").glob("crash-*.txt")).read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [(40, 12), (60, 12), (40, 24)])
async def test_a_line_that_has_room_shows_its_first_character(home: Path, size: tuple[int, int]) -> None:
    async with learner(home, Request(scope=("tiny/sum-1", "tiny/sum-2")), size=size) as person:
        await person.answers("13", "right")
        await person.marks("y")
        await person.at_field()
        await person.types("98765")
        assert person.screen.count("98765") == 2  # in the line, and below it
        await person.press("ctrl+u", *"1+" * 40, *["backspace"] * 70)
        await person.sees("1+1+1+1+1+")
        assert "1+1+1+1+1+" in {line.strip(" │") for line in person.screen.splitlines()}


async def test_the_everyday_flow_has_two_keys_that_are_not_mathematics(home: Path) -> None:
    async with learner(home, Request(scope=("tiny/sum-1", "tiny/sum-2"))) as person:
        await person.at_field()
        await person.press(*"13", "enter", "y")
        await person.sees("Compute 20 + 3")
        await person.at_field()
        await person.press(*"23", "enter", "y")
        await person.sees("2 exercises")
        assert [event.kind for event in person.events()] == ["verdict", "verdict"]
