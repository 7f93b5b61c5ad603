"""The scratch page: lines are typed and marked, pasted, taken back, and kept among a paper's notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from drill.gyr.events import Note
from drill.tui import SERVED
from tests.tui.a_paper import RECORD, SLUG, plant_paper
from tests.tui.driving import Learner, learner


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant_paper(tmp_path)
    return tmp_path


async def enter_lines(person: Learner, *lines: str) -> None:
    for text in lines:
        await person.types(text)
        await person.press("enter")


@pytest.mark.parametrize("is_served", [False, True])
async def test_lines_are_marked_as_they_are_typed(home: Path, is_served: bool) -> None:
    async with learner(home, allowed=SERVED if is_served else None) as person:
        await person.is_at("Today")
        await person.press("equals_sign")
        await person.sees("Working", "What is not certain is not judged.", "enter mark it")
        await enter_lines(person, "let x > 0", "(x+1)^2 - 1", "x^2 + 2x", "= x(x + 3)")
        await person.sees("1 line does not follow: line 4.", "declared", "At x = 2 line 3 gives 8")
        await person.press("escape")
        await person.sees("enter correct it", "u take it back", "esc back")
        assert "keep as note" not in person.screen
        await person.press("u")
        await person.sees("= x(x + 3)", "1 of 1 line follows.")
        await person.press("enter")
        await person.resizes(40, 12)
        await person.sees("\n          line 4 gives 10.")
        await person.press("escape", "u")
        await person.press("escape", "escape")
        await person.is_at("Today")


async def test_what_stands_before_a_line_is_told_as_it_is(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("equals_sign")
        await person.sees("What is not certain is not judged.")
        await enter_lines(person, "s > 0", "= 2s")
        await person.sees("There is no formula before it.", "Nothing was judged: 1 undecided.")
        assert "0 of 1" not in person.screen


async def test_what_is_pasted_has_its_lines_and_a_papers_notes_keep_it(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees(RECORD.title)
        await person.press("enter")
        await person.sees("2 skills left: Weighted means")
        await person.press("equals_sign")
        await person.sees("What is not certain is not judged.")
        field = person.app.screen.query_one("Input")
        field.post_message(events.Paste("\\frac{x^2-1}{x-1}\n= x + 1"))
        await person.sees("1 of 1 line follows. No line was found wrong.")
        await person.press("escape")
        await person.press("e")
        await person.sees("Kept among the paper's notes.")
        (event,) = person.events()
        assert event.item == f"papers/{SLUG}"
        assert event.facts == Note(field="overview", key="derivations", text="\\frac{x^2-1}{x-1}\n= x + 1")
        await person.press("c")
        assert person.app.clipboard == "\\frac{x^2-1}{x-1}\n= x + 1"


async def test_what_a_line_offers_is_declared_with_one_key(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("equals_sign")
        await person.sees("What is not certain is not judged.")
        await enter_lines(person, "N + T/N", "= T/N + N")
        await person.sees("If N, T are numbers: follows.", "declare N, T: number (esc, y)")
        await person.press("escape")
        await person.sees("y declare them")
        await person.press("y")
        await person.sees("N, T: number", "declared", "1 of 1 line follows.")


async def test_lines_are_typeset_and_a_wrong_one_is_corrected_in_its_place(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("equals_sign")
        await person.sees("What is not certain is not judged.")
        await enter_lines(person, "x > 0", "(x + 1)^2/(2 x)", "= (x^2 + 1)/(2 x)", "= x/2 + 1/(2 x)")
        await person.sees(
            "(x + 1)²", "────────", "1 line does not follow: line 3.", "At x = 2 line 2 gives 2.25"
        )
        await person.press("escape", "enter")
        await person.sees("line 3", "= (x^2 + 1)/(2 x)", "enter mark it")
        await person.press("escape")
        await person.sees("enter correct it")
        assert "= (x^2 + 1)/(2 x)" not in person.screen
        await person.press("enter")
        await person.press(*["backspace"] * len("+ 1)/(2 x)"))
        await person.types("+ 2x + 1)/(2 x)")
        await person.press("enter")
        await person.sees(
            "x² + 2x + 1", "1 line does not follow: line 4.", "line 3 gives 2.25, line 4 gives 1.25"
        )
        await person.press("escape", "k", "k", "enter")
        await person.sees("(x + 1)^2/(2 x)")


async def test_words_and_what_is_not_read_stay_as_they_were_typed(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("equals_sign")
        await person.sees("What is not certain is not judged.")
        await enter_lines(
            person, "We expand the square now.", "1 + ... + n = n^2", r"$\frac{x}{2} + \frac{x}{2}$", "= x"
        )
        await person.sees("We expand the square now.", "1 + ... + n = n^2", "dots are not read", "───")
