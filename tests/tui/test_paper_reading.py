"""Reading a paper on its page: the steps, questions that lead to skills, remarks on the lines of a box."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.gyr.events import Note
from drill.papers import LINK_TO_PAPER, LinkRow
from drill.session.standing.asked_notes import asked_notes
from tests.homes import set_assistant
from tests.tui.a_paper import RECORD, plant_paper, with_sheet
from tests.tui.driving import Learner, catch_pages, learner
from tests.tui.lists import choose

ADDRESS = "https://example.org/steps"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant_paper(tmp_path)
    return tmp_path


async def open_map(person: Learner, *keys: str) -> None:
    """From Today to the map of the only paper."""
    await person.is_at("Today")
    await person.press("4")
    await person.sees("Steps that look", "enter open")
    await person.press("enter")
    await person.sees("(1) descent", "space steps")
    await person.press(*keys)


def notes(person: Learner, *fields: str) -> list[tuple[str, str]]:
    written = (event.facts for event in person.events())
    return [(note.field, note.text) for note in written if isinstance(note, Note) and note.field in fields]


async def test_the_second_line_goes_on_with_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = catch_pages(monkeypatch)
    plant_paper(tmp_path, with_sheet(links=(LinkRow(ADDRESS, "The paper", what=LINK_TO_PAPER),)))
    async with learner(tmp_path) as person:
        await open_map(person)
        await person.sees("Next: read the abstract (o), then drill “mean-1” (2 min).", "enter drill it, ")
        await person.press("y")
        await person.rests()
        assert notes(person, "step") == [], "nothing was asked"
        await person.press("o")
        await person.sees(
            f"Press o again to open {ADDRESS}", "Read the abstract: is it done? y yes n not yet"
        )
        await person.press("o")
        await person.sees("Your browser is asked to open")
        assert opened == [ADDRESS]
        await person.press("n")
        await person.sees("Next: read the abstract (o)")
        await person.press("o", "y")
        await person.sees(
            "Done: read the abstract.",
            "Next: look at the figures and tables (o), then drill “mean-1” (2 min).",
        )
        assert notes(person, "step") == [
            ("step", "opened"), ("step", ""), ("step", "opened"), ("step", "done"),
        ]  # fmt: skip


async def test_a_step_opens_the_paper_among_the_steps_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = catch_pages(monkeypatch)
    plant_paper(tmp_path, with_sheet(links=(LinkRow(ADDRESS, "The paper", what=LINK_TO_PAPER),)))
    async with learner(tmp_path) as person:
        await open_map(person, "space")
        await person.sees("To rebuild it", "enter read it")
        await person.press("enter")
        await person.sees(f"Press o again to open {ADDRESS}")
        await person.press("o")
        await person.sees("Your browser is asked to open")
        assert opened == [ADDRESS]


async def test_space_shows_all_steps_on_two_ways(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person, "space")
        await person.sees("To use it chosen", "To rebuild its method", "Is it done? y yes", "enter read it")
        await person.press("y")
        await person.sees("Read the abstract done", "A note on a figure says what its axes are")
        choose(person, "Read the abstract")
        await person.sees("You said that it is done. n not yet")
        await person.press("n")
        await person.sees("Is it done?")
        choose(person, "Learn its prerequisites")
        await person.sees("2 skills left", "enter drill")
        choose(person, "To rebuild its method")
        await person.press("enter")
        await person.sees(
            "To rebuild its method chosen", "Next: drill “mean-1” (2 min), needed for (1) descent."
        )
        choose(person, "Read it from end to end")
        await person.press("enter")
        await person.sees("tab mark as")
        await person.press("escape")
        await person.sees("(1) descent", "space steps")
        await person.press("space", "4", "j", "4")  # the key of the place keeps the paper
        await person.sees("To rebuild its method chosen", "space map")
        await person.press("1")
        await person.is_at("Today")


async def test_a_step_without_an_address_says_what_to_do_and_the_last_one_that_one_is_through(
    home: Path,
) -> None:
    async with learner(home) as person:
        await open_map(person, "space")
        await person.sees("To rebuild it", "enter read it")
        await person.press("enter")
        await person.sees("Read the abstract in your copy, and press y when done.", "y yes n not yet")
        await person.press("y")
        await person.sees("Done: read the abstract.", "A note on a figure says")
        await person.press("y")
        await person.sees("Done: look at the figures and tables.", "Results and limitations have")
        await person.press("y")
        await person.sees(
            "You are through with “To use it”. If you want more: “To rebuild its method”.",
            "To use it: done. Next: drill", "To use it done", "To rebuild its method chosen",
        )  # fmt: skip
        choose(person, "Answer your questions")
        await person.press("enter")
        await person.sees("No question is open. + writes one down.")


async def test_a_question_is_asked_among_the_steps_and_at_a_box(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person, "space", "plus")
        await person.sees("question a step, a term", "(1) descent")
        await person.types("zz at a step")
        await person.press("enter")
        await person.sees("? zz at a step")
        await person.press("shift+tab", "shift+tab")
        await person.sees("No remarks yet", "+ question")
        await person.press("plus")
        await person.sees("question a step, a term", "(1) descent")


async def test_a_question_leads_to_a_skill_a_card_and_somebody_else(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person, "plus")
        await person.sees("question a step, a term", "enter save", "tab mark as")
        assert "k kind" not in person.screen
        await person.types("why weighted means")
        await person.press("tab", "tab", "tab")
        await person.sees("hard why weighted")
        await person.press("enter")
        await person.sees("? why weighted means hard", "Weighted means skill", "enter drill it")
        assert notes(person, "unknown", "about") == [
            ("unknown", "internal hard: why weighted means"),
            ("about", "aa"),
        ]
        await person.press("c")
        assert "why weighted means" in person.app.clipboard
        assert "nabla" in person.app.clipboard
        await person.press("t")
        await person.sees("A weighted mean of a and b lies between them.")
        await person.press("escape", "space")
        await person.until(lambda: "Weighted means   skill" not in person.screen, "the folded question")
        await person.sees("1 answer")
        await person.press("e")
        await person.sees("answer in your own words")
        await person.press("escape", "enter")
        await person.sees("Compute 2 + 1")


async def test_an_answer_closes_a_question_and_many_leave_room_for_the_formulas(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person, "plus")
        await person.types("who needs this")
        await person.press("enter")
        await person.sees("? who needs this")
        assert notes(person, "unknown") == [("unknown", "who needs this")], "no kind is the default"
        await person.press("e")
        await person.sees("answer")
        await person.types("we do")
        await person.press("enter")
        await person.until(lambda: "? who needs" not in person.screen, "the closed question")
        await person.sees("Answered. The question stays in your notes.")
        for word in ("one", "two", "three", "four", "five"):
            await person.press("plus")
            await person.types(f"zz{word}")
            await person.press("enter")
            await person.sees(f"? zz{word}")
        await person.press("4")
        await person.sees("? zzfive")
        await person.press("escape")
        await person.sees("enter open")
        await person.press("enter")
        await person.sees("? 2 more questions", "(1) descent")
        choose(person, "2 more questions")
        await person.press("enter")
        await person.sees("? zzone", "? zzfive")


async def test_a_remark_on_a_line_and_a_box_in_its_order(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person, "shift+tab", "shift+tab")
        await person.sees("No remarks yet", "Damped descent", "1 m ← 0", "3 g ← ∇L")
        await person.press("j", "enter")
        await person.sees("remark", "tab mark as")
        await person.types("the buffer of SGD")
        await person.press("tab", "tab")
        await person.sees("borrowed the buffer")
        await person.press("enter")
        await person.sees("1 remark so far", "borrowed: the buffer of SGD")
        assert notes(person, "remark") == [("remark", "borrowed: the buffer of SGD")]
        await person.press("b")
        await person.sees("Which line comes next?", "enter comes next")
        choose(person, "for ")
        await person.press("enter")
        await person.sees("in the box another line comes first")
        for words in ("m ← 0", "for ", "g ← "):
            choose(person, words)
            await person.press("enter")
        await person.sees("The box is whole: 1 wrong try.", "b start over")
        await person.press("b")
        await person.sees("Which line comes next?", "r show it", "a show all")
        await person.press("r")
        await person.sees("1 m ← 0 shown", "Which line comes next?")
        await person.press("a")
        await person.sees("The box is whole: 3 lines shown.", "3 g ← ∇L shown")
        await person.press("escape")
        await person.sees("1 remark so far")


async def test_what_a_sheet_says_stands_in_the_notes(tmp_path: Path) -> None:
    from drill.papers import Facts

    facts = Facts(why=("Steps were long.",), optimiser={"learning rate": "0.1", "beta": "0.9"})
    plant_paper(tmp_path, with_sheet(facts=facts))
    async with learner(tmp_path) as person:
        await open_map(person, "tab", "tab", "tab")
        await person.sees(
            "Why: what was missing before", "Steps were long.", "learning rate 0.1", "beta           0.9"
        )
        assert "Limitations" not in person.screen
        await person.press("e")
        await person.sees("What do you want to write about?", "Limitations", "Training", "Task")
        assert "Why: what" not in person.screen


@pytest.mark.parametrize("size", [(60, 18), (40, 12)])
async def test_steps_boxes_and_questions_at_small_sizes(home: Path, size: tuple[int, int]) -> None:
    async with learner(home, size=size) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees(RECORD.title[:17])
        await person.press("enter")
        await person.sees("Next: read the abstract (o)")
        await person.press("space")
        await person.sees("To use it", "Read the abstract")
        await person.press("space", "plus")
        await person.types("why")
        await person.press("enter")
        await person.sees("? why")


def says_a_square(home: Path) -> None:
    """Let the assistant say something, and note what it was sent."""
    set_assistant(home, f"open({str(home / 'sent')!r}, 'w').write(sys.stdin.read())\nprint('By $x^2$.')")


async def test_an_assistant_answers_a_question_and_what_it_said_is_not_asked_back(home: Path) -> None:
    says_a_square(home)
    async with learner(home) as person:
        await open_map(person, "plus")
        await person.types("why weighted means")
        await person.press("tab", "tab", "enter")
        await person.sees("? why weighted means critical")
        await person.press("x", "enter")
        await person.sees("your assistant, unproved", "By x².")
        sent = (home / "sent").read_text()
        assert "why weighted means" in sent
        assert "nabla" in sent
        await person.press("e")
        await person.sees("Kept as a note on the paper.")
        await person.press("escape")
        await person.until(lambda: "? why weighted" not in person.screen, "the closed question")
        assert notes(person, "words") == [("words", "(your assistant, unproved)\nBy $x^2$.")]
        workspace = person.app.workspace
        assert workspace is not None
        bank = next(bank for bank in workspace.catalogue.banks if bank.id == "papers/steps")
        assert asked_notes(workspace, bank) == ()


async def test_an_assistant_explains_a_card_and_a_formula_that_has_the_screen(home: Path) -> None:
    says_a_square(home)
    async with learner(home) as person:
        await open_map(person, "t")
        await person.sees("A weighted mean of a and b lies between them.", "x ask")
        await person.press("x", "enter")
        await person.sees("your assistant, unproved", "By x².")
        assert "keep as a note" not in person.screen
        assert "A weighted mean of $a$" in (home / "sent").read_text()
        await person.press("escape", "escape")
        await person.sees("(1) descent", "space steps")
        await person.press("v")
        await person.sees("x ask")
        await person.press("x")
        await person.types("why minus?")
        await person.press("enter")
        await person.sees("your assistant, unproved", "By x².", "keep as a note")
        assert "They ask: why minus?" in (home / "sent").read_text()
        await person.press("e")
        await person.sees("It is the answer to a question.")
        assert notes(person, "unknown", "about", "words") == [
            ("unknown", "why minus?"),
            ("about", "aa"),
            ("words", "(your assistant, unproved)\nBy $x^2$."),
        ]
