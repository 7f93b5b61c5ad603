"""Choices, orders and faults: a cursor that begins on nothing, digits, and what a set's verdict tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.gyr.events import Attempt
from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.keys import Mode
from tests.homes import bank, plant
from tests.session.chains import FAULT
from tests.tui.driving import Learner, learner

KINDS = """- id: one
  prompt: Which number is even?
  answer:
    keep-order: true
    choice:
    - {id: three, wrong: the number 3, say: Three is odd.}
    - {id: two, right: the number 2}
- id: some
  prompt: Which numbers are even?
  answer:
    keep-order: true
    choices:
    - {id: two, right: the number 2}
    - {id: three, wrong: the number 3}
    - {id: four, right: the number 4}
    - {id: five, wrong: the number 5}
- id: steps
  prompt: What comes first?
  answer: {order: [{id: a, text: early}, {id: b, text: midway}, {id: c, text: late}]}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "kinds", bank(KINDS + FAULT, topic="kinds.all"))
    return tmp_path


async def at_field(person: Learner) -> None:
    await person.until(lambda: person.mode is Mode.FIELD, "the field")


def rows_of(person: Learner, *words: str) -> list[str]:
    return [word for row in person.screen.splitlines() for word in words if word in row]


async def test_the_cursor_begins_on_nothing_and_is_the_choice(home: Path) -> None:
    async with learner(home, Request(scope=("kinds/one",))) as person:
        await at_field(person)
        await person.press("enter", "enter")
        await person.sees("Nothing is chosen yet: press a digit, or j and k.")
        await person.press("j")
        await person.sees("▸  1 ")
        await person.press("down", "j", "enter")
        await person.sees("right", "Do you know why it is right?")


async def test_a_click_chooses_and_after_the_verdict_options_stand_where_they_stood_with_signs(
    home: Path,
) -> None:
    async with learner(home, Request(scope=("kinds/one",))) as person:
        await at_field(person)
        await person.rests()
        row = next(row for row, text in enumerate(person.screen.splitlines()) if "number 3" in text)
        await person.clicks(12, row)
        await person.sees("▸  1 ")
        await person.press("enter")
        await person.sees("wrong", "Three is odd.", "▸  1 ✗ the number 3", "   2 ✓ the number 2")


async def test_of_a_set_what_was_missed_is_told(home: Path) -> None:
    async with learner(home, Request(scope=("kinds/some",))) as person:
        await at_field(person)
        await person.press("j", "enter")
        await person.sees("Nothing is chosen yet", "space for the line at the cursor")
        await person.press("space", "j", "space", "4", "4", "enter")
        await person.sees(
            "✓ the number 2", "✗ the number 3", "○ the number 4", "○ marks what is right but was not chosen."
        )
        assert "4   the number 5" in person.screen


async def test_the_lines_of_an_order_move_to_their_place(home: Path) -> None:
    async with learner(home, Request(scope=("kinds/steps",))) as person:
        await at_field(person)
        here = rows_of(person, "early", "midway", "late")
        await person.press(str(here.index("midway") + 1))
        await person.sees("1st", "1 of 3 lines in place")
        assert rows_of(person, "early", "midway", "late")[0] == "midway"
        await person.press("backspace", str(here.index("early") + 1))
        await person.press("j", "enter", "enter")
        await person.sees("2 of 3 lines in place")
        await person.press("j", "enter", "enter")
        await person.sees("Enter checks your order")
        assert rows_of(person, "early", "midway", "late")[0] == "early"


async def test_the_line_of_a_fault_is_chosen_and_none_is_0(home: Path) -> None:
    async with learner(home, Request(scope=("kinds/fault",))) as person:
        await person.sees("Which line is the first wrong one?", " 0   No line is wrong.")
        await at_field(person)
        await person.press("0", "enter")
        await person.sees("wrong", "0 ✗ No line is wrong", "✓ ", "it should be: ")
        await person.reads()
        await person.marks("y")
        (facts,) = (event.facts for event in person.events())
        assert isinstance(facts, Attempt)
        assert facts.answer == "none"


@pytest.mark.parametrize("is_answered", [True, False])
async def test_the_reason_of_a_slip_is_told_after_every_verdict(home: Path, is_answered: bool) -> None:
    async with learner(home, Request(scope=("kinds/fault",))) as person:
        await person.sees("Which line is the first wrong one?")
        await at_field(person)
        is_squared = "²" in person.screen
        await person.press(*(("2" if is_squared else "3", "enter") if is_answered else ("r", "r")))
        reason = "twice the term" if is_squared else "multiply by 2"
        await person.sees("✓", "it should be: ", reason)


async def test_an_order_says_what_is_missing_and_a_wrong_one_where_its_steps_belong(home: Path) -> None:
    async with learner(home, Request(scope=("kinds/steps",))) as person:
        await at_field(person)
        await person.sees("Pick the lines in order: press their numbers, or j, k and enter.")
        await person.sees("enter take, then check")
        shown = rows_of(person, "early", "midway", "late")
        first, second, third = (str(shown.index(step) + 1) for step in ("early", "late", "midway"))
        await person.press(first, "enter")
        await person.sees("Not checked yet: 2 lines have no place.")
        await person.press(second, "enter")
        await person.sees("Not checked yet: 1 line has no place.")
        assert person.mode is Mode.FIELD
        await person.press(third, "enter")
        await person.sees("wrong", "✓ early", "✗ late belongs 3rd", "✗ midway belongs 2nd")


async def test_a_wrong_line_is_marked_with_the_right_one_under_it(home: Path) -> None:
    async with learner(home, Request(scope=("kinds/fault",))) as person:
        await at_field(person)
        is_squared = "²" in person.screen
        await person.press("1", "enter")
        line, right = ("2 ✓ That is", "That is 2 ·") if is_squared else ("3 ✓ Doubled", "Doubled it is")
        await person.sees("wrong", "▸  1 ✗ The sum", line, f"it should be: {right}")


LONG_FAULT = r"""- id: long
  prompt: |
    One.

    Two.

    Three.

    Four.
  answer:
    fault: [We begin with $2 + 3$., It is $5$., Twice that is $10$., Twice that is $20$., "Less $1$: $19$."]
    slips:
    - {id: twice, line: 5, text: "Less $1$: $18$.", say: 'It was taken twice, and that is too often.'}
    - {id: thrice, line: 4, text: "Twice that is $30$.", say: 'It was taken twice, and that is too often.'}
"""


async def test_a_line_that_is_rightly_chosen_is_signed_right_and_the_verdict_is_in_sight(
    tmp_path: Path,
) -> None:
    plant(tmp_path, "long", bank(LONG_FAULT, topic="long.all"))
    async with learner(tmp_path, Request(scope=("long",)), size=(80, 24)) as person:
        await at_field(person)
        assert person.exercise is not None
        line = str(person.exercise.stage.key)
        await person.press(line, "enter")
        await person.sees("Do you know why it is right?")
        await person.rests()
        await person.sees(f"▸  {line} ✓ ", "it should be: ", " ✓ right ", "It was taken twice")


PARTS = """- id: both
  prompt: Compute $2 + 3$ and $2 \\cdot 3$.
  answer: {parts: {sum: {number: "5"}, product: {number: "6"}}}
"""


async def test_each_part_of_a_wrong_answer_is_told(tmp_path: Path) -> None:
    plant(tmp_path, "kinds", bank(PARTS, topic="kinds.all"))
    async with learner(tmp_path, Request(scope=("kinds/both",))) as person:
        await at_field(person)
        await person.types("5")
        await person.press("tab")
        await person.types("7")
        await person.press("enter")
        await person.sees("wrong", "✓ sum      5", "✗ product  7", "  right    6")
