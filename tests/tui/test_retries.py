"""What comes before a yellow or red: its card in parts, one's own last slip, and an example step by step."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.keys import Mode
from tests.homes import Clock, bank, plant, sums
from tests.rows import sample
from tests.session.chains import FAULT
from tests.tui.driving import learner

CARDS = """topic: own.sums
title: Sums
theory: |
  The sheet of the topic.
cards:
  own.adding:
    when: Two numbers are to be one.
    why: Counting on from the first one reaches both.
    watch: Never subtract.
exercises:
"""
CHAIN = r"""- id: chain
  title: Sum and product
  skill: own.adding
  params: {a: 11..99, b: 11..99}
  prompt: Two numbers are given, @a and @b.
  stages:
  - prompt: Compute $@a + @b$.
    answer: {number: a + b}
    steps: ['The sum is $@{a + b}$.']
    wrong:
    - {answer: '7', say: You guessed. Never guess.}
  - prompt: Multiply by zero.
    answer: {number: '0 a'}
    steps: [Nothing is left.]
"""
SELF = """- id: proof
  prompt: Prove that the sum of two even numbers is even.
  answer: {self: The sum is twice a number.}
  steps: ['Write them $2a$ and $2b$.', 'Take out the two.']
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(
        tmp_path,
        "own",
        CARDS + sums(1, parametrised=True).replace("level: 1", "level: 1\n  skill: own.adding") + CHAIN,
    )
    plant(tmp_path, "kinds", bank(FAULT + SELF, topic="kinds.all"))
    return tmp_path


async def test_the_card_has_heads_and_ones_own_slip_stands_at_its_top(home: Path) -> None:
    clock = Clock()
    async with learner(home, Request(scope=("own/sum-1",)), clock=clock) as person:
        await person.answers("7", "wrong")
        await person.marks("y")
    clock.pass_days(2)
    async with learner(home, Request(scope=("own/sum-1",)), clock=clock) as person:
        await person.sees(
            "Before you try again", "last time", "You wrote 7.", "─ why ─", "─ when ─", "─ watch out ─"
        )
        words = person.screen
        assert (
            words.index("You wrote 7")
            < words.index("─ why")
            < words.index("─ when")
            < words.index("─ a worked")
        )
        await person.press("a")
        await person.sees("1  The sum is")
        await person.press("l")
        await person.sees("The sheet of the topic.", "Why. Counting on")
        await person.press("enter")
        await person.until(lambda: person.mode is Mode.FIELD, "the field")


async def test_what_was_said_last_time_keeps_its_column_in_every_width(tmp_path: Path) -> None:
    say = r"The inner slope is missing, as where the derivative of $\sin(8x)$ is taken for $\cos(8x)$."
    plant(tmp_path, "tiny", bank(sums(1)).replace("You subtracted.", f"'{say}'"))
    clock, request = Clock(), Request(scope=("tiny",))
    async with learner(tmp_path, request, clock=clock) as person:
        await person.answers("7", "wrong")
        await person.marks("n")
    clock.pass_days(2)
    async with learner(tmp_path, request, clock=clock, size=(100, 24)) as person:
        await person.sees("last time")
        for width in sample(range(100, 64, -1), 3):
            await person.resizes(width, 24)
            await person.rests()
            rows = person.screen.splitlines()
            first = next(place for place, row in enumerate(rows) if "last time" in row)
            below = rows[first + 1 : rows.index("", first)]
            assert all(row.startswith(" " * 12) for row in below), person.screen
            assert any("cos(8x)" in row for row in rows), person.screen


async def test_a_chain_comes_back_with_an_example_of_what_cannot_be_read_off(home: Path) -> None:
    clock = Clock()
    async with learner(home, Request(scope=("own/chain",)), clock=clock) as person:
        await person.answers("7", "wrong", "You guessed.", "1 ✗  2 ·")
        await person.marks("y")
    clock.pass_days(2)
    async with learner(home, Request(scope=("own/chain",)), clock=clock) as person:
        await person.sees("last time Stage 1: You guessed. You wrote 7.", "─ a worked example ─")
        await person.press("space")
        await person.sees("1  Asked: Compute")
        await person.press("a")
        await person.sees("2  The sum is")
        assert "Nothing is left" not in person.screen


async def test_a_fault_comes_back_with_an_example_of_another_slip(home: Path) -> None:
    clock = Clock()
    async with learner(home, Request(scope=("kinds/fault",)), clock=clock) as person:
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.press("1", "enter")
        await person.sees("wrong")
        await person.reads()
        await person.marks("y")
    clock.pass_days(2)
    async with learner(home, Request(scope=("kinds/fault",)), clock=clock) as person:
        await person.sees("─ a worked example ─")
        assert "last time" not in person.screen  # the lines are others today
        await person.press("a")
        await person.sees("So the first wrong line is")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_solution_opens_at_once_with_what_was_typed(home: Path, size: tuple[int, int]) -> None:
    async with learner(home, Request(scope=("kinds/proof",)), size=size) as person:
        await person.answers(
            "both are even", "both are even", "The sum is twice a number.", "2. Take out the two."
        )
        await person.sees("Was it right?", "y it was right", "n it was not")
        assert "worked steps" not in person.screen


async def test_the_source_stands_at_the_verdict_and_a_report_is_copied(home: Path) -> None:
    async with learner(home, Request(scope=("own/chain",))) as person:
        await person.answers("7", "wrong")
        await person.press("question_mark")
        await person.sees("Further letters")
        await person.press("c")
        await person.sees("Copied a report on this exercise.")
        told = person.app.clipboard
        assert all(part in told for part in ("exercise: own/chain (", "stage: 1 of 2", "answer: 7", "key: "))


@pytest.mark.second_try
async def test_a_wrong_answer_is_tried_again_before_the_key_is_shown(home: Path) -> None:
    plant(home, "more", bank(sums(1), topic="more.sums"))
    async with learner(home, Request(scope=("more/sum-1",))) as person:
        await person.answers("7", "You subtracted. Second try, before the solution is shown.")
        assert person.mode is Mode.FIELD
        assert "13" not in person.screen
        assert "skip" not in person.screen
        await person.resizes(40, 12)
        await person.sees("Second try")
        await person.resizes(80, 24)
        said = "You subtracted. Second try, before the solution is shown."
        await person.until(lambda: said in person.screen, "the reply on one line again")
        await person.press("enter")
        await person.sees("This is still your first answer.")
        await person.press("end", "backspace")
        await person.sees("You subtracted. Second try, before the solution is shown.")
        await person.press(*"13", "enter")
        await person.sees("on the second try", "You subtracted.", "first  7", "yellow", "red")
        await person.marks("y")
        await person.sees("1 ▲")


@pytest.mark.second_try
async def test_the_second_try_takes_the_place_of_the_first_unless_the_cursor_moves(home: Path) -> None:
    plant(home, "more", bank(sums(1), topic="more.sums"))
    async with learner(home, Request(scope=("more/sum-1",))) as person:
        await person.answers("7", "Second try")
        field = await person.at_field()
        assert field.answer == "7"
        await person.press("left", *"1")
        assert field.answer == "17"
        await person.press("ctrl+u", *"7", "enter")
        await person.sees("This is still your first answer.")
        await person.press(*"12", "ctrl+z")
        assert field.answer == "7"
        await person.press("ctrl+u", *"13", "enter")
        await person.sees("on the second try", "first  7")


@pytest.mark.second_try
async def test_what_was_said_of_the_first_answer_stays_beside_the_verdict_on_the_second(home: Path) -> None:
    plant(home, "more", bank(sums(1), topic="more.sums"))
    async with learner(home, Request(scope=("more/sum-1",))) as person:
        await person.answers("7", "Second try")
        await person.press(*"12", "enter")
        await person.sees("wrong", "first  7", "Your first answer was wrong as well: You")


@pytest.mark.second_try
async def test_after_a_right_second_answer_the_fault_is_that_of_the_first(home: Path) -> None:
    log = "- {id: log, title: Log, level: 1, prompt: What is $2^3$?, answer: {number: '8'}}\n"
    plant(home, "logs", bank(log, topic="logs.all"))
    async with learner(home, Request(scope=("logs/log",))) as person:
        await person.answers("3 log 2", "This is the logarithm of the right value. Second try")
        await person.press(*(["ctrl+u"]), *"8", "enter")
        await person.sees("on the second try · your first answer was the logarithm of the right value.")


@pytest.mark.second_try
async def test_the_key_can_be_asked_for_and_the_first_answer_comes_back(home: Path) -> None:
    plant(home, "more", bank(sums(1), topic="more.sums"))
    async with learner(home, Request(scope=("more/sum-1",))) as person:
        await person.answers("7", "Second try")
    async with learner(home, Request(scope=("more/sum-1",))) as person:
        await person.sees("You subtracted. Second try, before the solution is shown.", "7")
        await person.press("f4", "f4")
        await person.sees("wrong", "You subtracted.", "13")


async def test_the_tries_that_are_left_are_read_in_every_width(home: Path) -> None:
    clock, request = Clock(), Request(scope=("own/chain",))
    async with learner(home, request, clock=clock) as person:
        await person.answers("7", "Stage 1 of 2 went wrong.")
        await person.marks("n")
    clock.pass_days(2)
    async with learner(home, request, clock=clock) as person:
        await person.sees("Sums   1 ○  2 ·  ■ ○ · · ·  was red, 4 tries left   again")
        for width in (60, 40):
            await person.resizes(width, 12)
            await person.rests()
            assert "was red, " in person.screen
            assert "4 tries left" in person.screen
