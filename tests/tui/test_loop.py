"""The loop: exercise, answer, verdict, mark, and the next one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from textual import events

from drill.errors import StoreError
from drill.gyr.events import Attempt
from drill.session.drilling.starting import Request
from drill.store import engine, repository
from drill.tui.screens.drilling import controller
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.goal_list import GoalQuestionScreen
from drill.tui.screens.summary import SummaryScreen
from drill.tui.screens.today import TodayScreen
from tests.homes import Clock, bank, configure, plant, sums
from tests.rows import sample
from tests.session.two_subjects import plant_two_subjects, two_subjects
from tests.tui.driving import Learner, learner

CHOICE = """- id: which
  prompt: Which number is even?
  answer:
    choice:
      - {id: two, right: the number 2}
      - {id: three, wrong: the number 3, say: Three is odd.}
"""
PARTS = """- id: both
  prompt: Give the sum and the product of 2 and 3.
  answer: {parts: {sum: {number: "5"}, product: {number: "6"}}}
"""
OWN = """- id: own
  prompt: Prove that the sum of two even numbers is even.
  answer: {self: compare with the book}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(4)))
    plant(tmp_path, "kinds", bank(CHOICE + PARTS + OWN, topic="kinds.mixed"))
    return tmp_path


def facts(person: Learner) -> list[Attempt]:
    return [event.facts for event in person.events() if isinstance(event.facts, Attempt)]


async def test_two_keys_beyond_the_answer_and_the_next_field_has_the_cursor(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.answers("13", "right", "Do you know why it is right?", "done: left out of later passes")
        await person.marks("y")
        await person.sees("Compute 20 + 3", "● green")
        assert person.mode is Mode.FIELD
        await person.types("17")
        assert "● green" not in person.screen
        await person.press("enter")
        await person.sees("wrong", "You subtracted.", "you", "right", "23", "again tomorrow")
        await person.reads()
        await person.press("enter")
        await person.sees("1  The sum is 23")
        await person.marks("n")
        await person.sees("Compute 30 + 3", "■ red")
        assert [(each.ok, each.why) for each in facts(person)] == [(True, True), (False, False)]


async def test_marks_before_the_question_was_seen_are_dropped(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 0.0  # however long the keys take, no time goes by
    monkeypatch.setattr(controller, "time", SimpleNamespace(monotonic=lambda: moment))
    monkeypatch.setattr(controller, "GUARD_S", 0.1)
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.types("13")
        await person.press("enter", "y", "y")
        await person.sees("Do you know why it is right?")
        await person.press("y")
        assert facts(person) == []
        moment += controller.GUARD_S
        await person.marks("y")
        assert [each.answer for each in facts(person)] == ["13"]


async def test_what_cannot_be_read_is_marked_nowhere_and_the_cursor_jumps_there(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.press("enter")
        assert person.mode is Mode.FIELD
        await person.answers("hm7", "not read yet")
        await person.press("ctrl+u")  # empties the line wherever the cursor jumped
        await person.types("(13")
        await person.sees("│ (13 ")
        await person.press("enter")
        await person.sees("not read yet", "bracket is open", "Nothing is marked.")
        await person.press("end", "right_parenthesis")
        assert "bracket is open" not in person.screen
        await person.press("enter")
        await person.sees("right")


async def test_nothing_of_the_last_answer_stands_under_a_note_of_ones_own(home: Path) -> None:
    async with learner(home, Request(scope=("tiny/sum-1", "kinds/own"))) as person:
        await person.answers("5/9 + 112/9", "right")
        await person.marks("y")
        await person.sees("Before you begin")  # the card of a new topic
        await person.press("enter")
        await person.sees("Prove that")
        await person.rests()
        assert "112" not in person.screen
        assert "9" not in person.screen


async def test_help_from_little_to_much_and_reveal_is_never_green(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.types("1")
        await person.press("escape")
        await person.sees("Press a letter", "hint (1 of 2)")
        await person.press("h")
        await person.sees("hint 1", "Add the units first.")
        await person.command("m")
        await person.sees("a sum of two numbers")
        person.app.post_message(events.Key("alt+m", "m"))  # escape and m in one burst
        await person.sees("units first, then tens")
        await person.command("t")
        await person.sees("Add the units, then the tens.", "to the exercise")
        assert "Before you try again" not in person.screen
        await person.press("enter")
        await person.sees("│ 1 ")
        await person.command("r")
        await person.sees("solution", "before you answered", "Do you see it now?")
        await person.reads()
        await person.marks("y")
        assert [(each.revealed, each.ok, each.why, each.hints) for each in facts(person)] == [
            (True, False, True, 1)
        ]


async def test_a_dispute_asks_the_question_of_the_other_verdict(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.answers("14", "wrong")
        await person.press("d")
        await person.sees("why is your answer right?")
        await person.types("a typo")
        await person.press("enter")
        await person.sees("Overruled: it counts as right.", "done: left out of later passes")
        await person.reads()
        await person.marks("y")
        assert [(each.ok, each.decided_by, each.reason) for each in facts(person)] == [
            (True, "learner", "a typo")
        ]


async def test_a_line_of_ones_own_is_kept_and_shown_at_the_verdict(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.types("1")
        await person.press("tab")
        await person.sees("your line on shape and motion")
        await person.types("tens stay")
        await person.press("enter")
        await person.sees("your line, pass 1  tens stay", "│ 1 ")
        await person.types("3")
        await person.press("enter")
        await person.sees("you saw  tens stay", "shape    a sum of two numbers")


async def test_skip_park_and_the_third_time(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        for other in ("Compute 20 + 3", "Compute 30 + 3", "Compute 40 + 3", "Compute 10 + 3"):
            await person.command("s")
            await person.sees(other)
        await person.command("p")
        await person.sees("tiny/sum-1 is parked", "Compute 20 + 3")
        await person.command("u")
        await person.sees("Undone: the parking", "Compute 10 + 3")


async def test_choices_by_digit_parts_one_field_each_and_self(home: Path) -> None:
    request = Request(scope=("kinds/which", "kinds/both", "kinds/own"))
    async with learner(home, request) as person:
        await person.sees("Which number is even?", "the number 2", "the number 3")
        place = next(row for row in person.screen.splitlines() if "the number 3" in row).split()[0]
        await person.press(place)
        await person.press("enter")
        await person.sees("wrong", "Three is odd.")
        assert person.screen.count("the number 3") == 1
        assert "the number 2" in person.screen
        await person.reads()
        await person.marks("y")
        await person.sees("Give the sum and the product", "╭─ sum", "╭─ product")
        await person.types("5")
        await person.press("enter")
        await person.types("7")
        await person.press("enter")
        await person.sees("wrong", "product")
        await person.reads()
        await person.marks("y")
        await person.sees("Prove that the sum")
        await person.press("enter")
        await person.sees("compare with the book", "Was it right?", "y it was right  n it was not")
        await person.reads()
        await person.judges("y", "n")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        await person.sees("3 ▲", "Worth another look", "kinds/which")
        await person.press("enter")
        await person.until(lambda: isinstance(person.app.screen, TodayScreen), "Today")
        assert facts(person)[0].answer == ("three",) or facts(person)[0].answer == ["three"]


async def test_theory_first_on_the_next_day_and_the_draft_is_kept_over_leaving(home: Path) -> None:
    clock = Clock()
    async with learner(home, Request(scope=("tiny/sum-1",)), clock=clock) as person:
        await person.answers("7", "You subtracted.")
        await person.press("y")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
    clock.pass_days(1)
    async with learner(home, Request(scope=("tiny/sum-1",)), clock=clock) as person:
        await person.sees("Before you try again", "to the exercise")
        await person.press("escape")
        await person.is_at("Today")
    async with learner(home, Request(scope=("tiny/sum-1",)), clock=clock) as person:
        await person.sees("Before you try again", "Add the units, then the tens.", "to the exercise")
        await person.press("enter")
        await person.sees("Compute 10 + 3", "was yellow, pass 2")
        await person.types("99")
    async with learner(home, clock=clock) as person:
        await person.sees("enter go on", "Sums")
        await person.press("enter")
        await person.sees("Compute 10 + 3", "│ 99 ")


@pytest.mark.parametrize("size", sample([(56, 14), (40, 10)], 2))
async def test_small_terminals_drill(home: Path, size: tuple[int, int]) -> None:
    async with learner(home, Request(scope=("tiny",)), size=size) as person:
        await person.sees("Compute 10 + 3", "enter check")
        await person.answers("13", "right", "y  yes")
        await person.marks("y")
        await person.sees("Compute 20 + 3")


async def test_another_form_is_asked_for_once_and_what_was_typed_stays(home: Path) -> None:
    factored = """- id: factor
  vars: [x]
  prompt: Factor $x^2 - 1$.
  answer: {expression: "(x - 1)(x + 1)", form: factored}
"""
    plant(home, "forms", bank(factored, topic="forms.one"))
    async with learner(home, Request(scope=("forms",))) as person:
        await person.answers("x*x-1", "Right value, wrong form", "│ x*x-1")
        await person.press("enter")
        await person.sees("wrong")
        await person.reads()
        await person.press("d")
        await person.sees("why is your answer right?")
        await person.press("escape")
        await person.sees("Do you see where it went wrong?")


async def test_what_marks_mean_is_told_once(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.answers("13", "right")
        await person.marks("y")
        await person.sees("Green: right, and you know why.")
        await person.answers("23", "right")
        await person.marks("n")
        await person.sees("Yellow: it comes back tomorrow with other numbers, with its card.")
        await person.answers("33", "right")
        await person.marks("y")
        await person.sees("A day is 25 minutes; + and - on Today change that.")
        await person.answers("43", "right")
        assert "Green: right" not in person.screen


async def test_other_numbers_are_promised_only_where_there_are_some(home: Path) -> None:
    plant(
        home,
        "own",
        bank("- id: half\n  prompt: Halve 26.\n  answer: {number: 13}\n" + sums(1), topic="own.all"),
    )
    async with learner(home, Request(scope=("own",))) as person:
        await person.answers("13", "right")
        await person.marks("n")
        await person.sees("Yellow: it comes back tomorrow, with its card.")


async def test_the_first_session_asks_once_for_a_goal(tmp_path: Path) -> None:
    fences = "- id: tall\n  prompt: 'Compute $$\\left[\\frac{1}{2}\\right]$$'\n  answer: {number: 1/2}\n"
    plant(tmp_path, "tiny", bank(sums(1) + fences))
    async with learner(tmp_path) as person:
        await person.sees("Welcome to drill.", "Answers look like  3 cos 2x", "Compute")
        before = person.screen
        await person.types("13" if "10 + 3" in before else "1/2")
        await person.press("enter")
        await person.sees("Do you know why it is right?")
        await person.reads()
        await person.marks("y")
        await person.sees("What would you like to be able to read?", "2  DDPM", "just drill")
        await person.press("2")
        await person.sees("enter check")
        assert person.app.settings.goal == "papers/ddpm-2020"
        before = person.screen
        await person.types("13" if "10 + 3" in before else "1/2")
        await person.press("enter")
        await person.sees("Do you know why it is right?")
        await person.reads()
        await person.marks("y")
        await person.sees("Done for today", "2 exercises, 2 green")


async def test_the_goal_question_lists_the_other_papers(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    for name, title in (("attention", "Attention"), ("walk", "A walk"), ("steps", "Steps back")):
        plant(tmp_path, f"papers/{name}", bank(sums(1), topic=f"papers.{name}", title=title))
    async with learner(tmp_path, Request(scope=("tiny",))) as person:
        await person.sees("Compute")
        person.app.ask_for_a_goal()
        for size in ((80, 24), (60, 18)):
            await person.resizes(*size)
            await person.sees("8  all papers, subjects and topics")
            await person.press("8")
            await person.sees("A walk", "Attention", "Steps back", "enter make it your goal")
            await person.press("escape")
        await person.sees("8  all papers, subjects and topics")
        await person.press("8")
        await person.sees("A walk", "enter make it your goal")
        await person.press("slash", *"walk", "enter")
        await person.sees("Compute 10 + 3")
        assert person.app.settings.goal == "papers/walk"
        await person.answers("13", "right")


async def test_the_goal_question_leads_to_the_import_of_ones_own_paper(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    async with learner(tmp_path, Request(scope=("tiny",))) as person:
        await person.sees("Compute")
        await person.types("1")
        person.app.ask_for_a_goal()
        await person.sees("7  a paper of my own")
        await person.press("7")
        await person.sees("enter import", "tab complete")
        await person.types("walk.tex")
        await person.sees("walk.tex")
        await person.press("escape", "1", "enter")
        await person.sees("Compute 10 + 3", "│ 1 ")


GOALS_CHOSEN: tuple[tuple[tuple[str, ...], str], ...] = (
    (("enter", "escape"), ""),
    (("1",), "papers/attention"),
    (("enter", "j", "j", "enter"), "papers/ddpm-2020"),
    (("down", "enter"), "papers/attention"),
)


async def test_a_goal_may_be_left_out_and_enter_takes_only_a_row_that_was_chosen(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    async with learner(tmp_path, Request(scope=("tiny",))) as person:
        for keys, goal in GOALS_CHOSEN:
            await person.sees("Compute")
            person.app.ask_for_a_goal()
            await person.sees("What would you like to be able to read?")
            for key in keys:
                assert isinstance(person.app.screen, GoalQuestionScreen)
                await person.press(key)
            await person.until(lambda: not isinstance(person.app.screen, GoalQuestionScreen), "back")
            assert person.app.settings.goal == goal
            if keys[-1] == "escape":
                await person.until(lambda: bool(person.app._notifications), "what stays")
                told = [notification.message for notification in person.app._notifications]
                assert told == ["No goal is set: g asks again."]


async def test_drilling_goes_on_where_nothing_can_be_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = engine.open_database

    def refused(target: object, **rest: object):
        if "://" not in str(target):
            raise StoreError("the database cannot be used: read-only folder")
        return real(target, **rest)

    monkeypatch.setattr(repository, "open_database", refused)
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3", "Marks are not kept: the database cannot be used")
        await person.answers("13", "right", "Marks are not kept")
        await person.marks("y")
        await person.sees("Compute 20 + 3", "Marks are not kept")
        await person.command("q")
        await person.press("enter")
        await person.is_at("Today")
        await person.sees("Marks are not kept", "1 green kept.")
    assert not (home / "drill.db").exists()


async def test_steps_open_by_themselves_where_they_fit_and_the_question_follows_the_text(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",)), size=(80, 40)) as person:
        await person.answers("17", "wrong")
        rows = person.screen.splitlines()
        question = next(number for number, row in enumerate(rows) if "Do you see where it went wrong?" in row)
        assert question < 20, person.screen
        assert not any("worked step" in row for row in rows)
    async with learner(home, Request(scope=("tiny",)), size=(40, 10)) as person:
        await person.sees("wrong", "Do you see where it went wrong?")


async def test_what_went_wrong_last_time_is_said_when_it_returns(home: Path) -> None:
    clock = Clock()
    async with learner(home, Request(scope=("tiny/sum-1",)), clock=clock) as person:
        await person.answers("-13", "wrong")
        await person.marks("n")
    clock.pass_days(2)
    async with learner(home, Request(scope=("tiny/sum-1",)), clock=clock) as person:
        await person.sees("last time")


async def test_a_session_says_why_it_is_over(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",), items=1)) as person:
        await person.answers("13", "right")
        await person.marks("y")
        await person.sees("You have done everything you chose.")


async def test_the_shape_is_asked_for_in_the_first_three_days(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(6)))
    invitation, clock = "Picture the shape and the first move", Clock()
    is_invited: list[bool] = []
    for _ in range(4):
        async with learner(tmp_path, Request(scope=("tiny",)), clock=clock) as person:
            await person.until(lambda: person.mode is Mode.FIELD, "the field")
            await person.rests()
            is_invited.append(invitation in person.screen)
            await person.answers(f"{len(is_invited)}3", "right")
            await person.marks("y")
        clock.pass_days(1)
    assert is_invited == [True, True, True, False]


@pytest.mark.parametrize(
    "title", [f"{'Sums of numbers' + ' and more' * more}" for more in sample(range(5), 2)]
)
async def test_the_top_line_cuts_the_topic_before_what_it_says_of_the_exercise(
    tmp_path: Path, title: str
) -> None:
    plant(tmp_path, "tiny", bank(sums(3), title=title))
    configure(tmp_path, 'goal = "tiny"\n')
    async with learner(tmp_path, Request(scope=("tiny",))) as person:
        await person.answers("13", "right")
        await person.marks("y")
        await person.sees("Compute 20 + 3", "new, pass 1", "● green  esc u undoes")
        top = person.screen.splitlines()[0]
        assert "for" not in top or f"for {title}" in top


async def test_the_top_line_keeps_the_subject_where_the_topic_is_too_long(tmp_path: Path) -> None:
    plant_two_subjects(tmp_path)
    for name in ("_subject", "count"):
        path = tmp_path / "shipped" / "calculus" / f"{name}.yaml"
        long = "title: Counting on, and on, and on, and further on"
        path.write_text(path.read_text("utf-8").replace("title: Count", long), encoding="utf-8")
    with two_subjects(tmp_path):
        async with learner(tmp_path, Request(scope=("calculus/sum-1", "calculus/sum-2"))) as person:
            await person.answers("13", "right")
            await person.marks("y")
            await person.sees(
                "Compute 20 + 3", "Calculus › Counting…   new, pass 1   ● green  0 of 2 for Walks"
            )
