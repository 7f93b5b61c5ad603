"""An assistant explains an exercise: what it is sent, how its answer is shown, how it is ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.gyr.events import Note
from drill.session.drilling.tutor_page import MOST_ASKED, MOST_SHOWN, ask_for_explanation, write_request
from drill.session.library.exercise_library import look_at_exercise
from tests.homes import bank, plant, set_assistant, sums, workspace_in
from tests.tui.driving import Learner, learner


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "small", bank(sums(3), topic="small.sums", title="Small"))
    (tmp_path / "drill.db").touch()
    return tmp_path


async def at_verdict(person: Learner) -> None:
    await person.is_at("Today")
    await person.press("enter")
    await person.answers("7", "wrong")


async def test_an_explanation_is_asked_for_below_a_verdict_and_shown_as_text(home: Path) -> None:
    sent = home / "sent.txt"
    program = (
        f"open({str(sent)!r}, 'w').write(sys.stdin.read())\nprint('[bold]Ten[/bold] \\x1b[31mplus $3^2$')"
    )
    set_assistant(home, program)
    async with learner(home) as person:
        await at_verdict(person)
        await person.press("x")
        await person.sees(
            "your assistant, unproved", "nothing else about you", "A paper may contain instructions"
        )
        await person.types("why 13?")
        await person.press("enter")
        await person.sees("your assistant, unproved", "[bold]Ten[/bold]", "plus 3²", "esc back")
        assert "\x1b" not in person.screen
        text = sent.read_text()
        assert "They ask: why 13?" in text
        for part in ("Compute $10 + 3$", "answer.** $7$", "Verdict.** Wrong", "Key.** $13$"):
            assert part in text
        await person.resizes(40, 12)
        await person.sees("[bold]Ten[/bold]")
        await person.press("escape")
        await person.sees("Do you see where it went wrong?")
        await person.marks("n")


async def test_what_is_asked_about_stays_above_the_explanation(home: Path) -> None:
    set_assistant(home, "print('a long line' * 300)")
    async with learner(home) as person:
        await at_verdict(person)
        for width, height in ((80, 24), (120, 40), (50, 14)):
            await person.resizes(width, height)
            await person.rests()
            whole = person.app.screen.query_one("#middle").region.height
            await person.press("x", "enter")
            await person.sees("a long line")
            panel, exercise = person.app.screen.query_one("#panel"), person.app.screen_stack[-2]
            middle = exercise.query_one("#middle")
            await person.until(lambda: middle.region.bottom <= panel.region.y, "room")  # noqa: B023
            most = (height + 1) // 2 if height >= 20 else height * 2 // 3
            assert panel.region.height <= most, "half of the screen, of a low one two thirds"
            assert panel.region.bottom == height
            before = person.screen
            await person.press("end")
            await person.until(lambda: person.screen != before, "the end of the text")  # noqa: B023
            await person.press("escape")
            await person.sees("see where it went wrong")
            await person.until(lambda: middle.region.height == whole, "room")  # noqa: B023


async def test_escape_ends_an_assistant_that_is_slow_and_the_verdict_stays(home: Path) -> None:
    set_assistant(home, "time.sleep(50)")
    async with learner(home) as person:
        await at_verdict(person)
        await person.press("x")
        person.waits_for_work = False
        await person.press("enter")
        await person.sees("at work, for at most 60 seconds", "esc end it")
        await person.press("escape")
        await person.sees("Do you see where it went wrong?")
        await person.reads()
        await person.marks("n")
        assert len(person.events()) == 1


async def test_what_an_assistant_could_not_answer_is_said_and_may_be_asked_again(home: Path) -> None:
    set_assistant(home, "sys.exit(3)")
    async with learner(home) as person:
        await at_verdict(person)
        await person.press("x", "enter")
        await person.sees("it ended with code 3", "what would you like to know?", "enter ask")


async def test_an_answer_is_kept_as_a_note_that_the_library_shows(home: Path) -> None:
    set_assistant(home, "print('Add, do not subtract.')")
    async with learner(home) as person:
        await at_verdict(person)
        await person.press("x")
        await person.types("why 13?")
        await person.press("enter")
        await person.sees("Add, do not subtract.")
        await person.press("e")
        await person.sees("Kept as a note on this exercise")
        await person.press("escape")
        await person.marks("n")
        note, mark = person.events()
        assert mark.kind == "verdict"
        assert isinstance(note.facts, Note)
        assert note.facts.text == "why 13? (your assistant, unproved)\nAdd, do not subtract."
    with workspace_in(home) as workspace:
        assert look_at_exercise(workspace, note.item).explanations == (note.facts.text,)


async def test_without_an_assistant_a_page_is_copied_for_somebody_else(home: Path) -> None:
    async with learner(home) as person:
        await at_verdict(person)
        await person.press("x")
        await person.sees("Copied for a chat: the task, your answer, the right one")
        assert "Key.** $13$" in person.app.clipboard
        assert "The learner's answer.**" in person.app.clipboard
        await person.marks("n")


async def test_an_open_question_has_no_assistant(home: Path) -> None:
    set_assistant(home, "print(1)")
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("enter")
        await person.sees("enter check")
        await person.press("escape", "x")
        await person.sees("enter check")
        assert "your assistant" not in person.screen


def test_what_is_sent_and_shown_is_bounded_and_without_control_characters(home: Path) -> None:
    page = write_request("Compute $1$.\x1b]0;title\x07", "why\n" + "y" * 9_000 + "\x00")
    assert "\x1b" not in page
    assert "\x00" not in page
    assert len(page) < MOST_ASKED + 1_000
    assert "They ask" not in write_request("x", " \n ")
    set_assistant(home, "print('z' * 99_999)")
    with workspace_in(home) as workspace:
        assert len(ask_for_explanation(workspace, page).text) == MOST_SHOWN + 1


async def test_a_false_line_and_a_false_answer_are_marked(home: Path) -> None:
    chain = r"$$\begin{aligned} f(x) &= (x+1)(x+2) \\ &= x^2 + 3x + 3 \end{aligned}$$"
    set_assistant(home, f"print({chain!r})\nprint('So the answer is $7$.')")
    async with learner(home) as person:
        await at_verdict(person)
        await person.press("x", "enter")
        await person.sees("≠ x² + 3x + 3 does not follow. At x = ", "It calls 7 the answer")
