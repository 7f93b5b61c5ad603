"""Reading a paper on its page: notes and questions, the steps, remarks on the lines of a box."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.gyr.events import Note
from drill.papers import LINK_TO_PAPER, LinkRow
from drill.session.standing.note_exercises import list_note_exercises
from drill.session.standing.paper_notes import write_note
from tests.homes import set_assistant, workspace_in
from tests.tui.a_paper import RECORD, SLUG, plant_paper, with_sheet
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
    await person.sees("(1) descent", "make it your goal")
    await person.press(*keys)


def notes(person: Learner, *fields: str) -> list[tuple[str, str]]:
    written = (event.facts for event in person.events())
    return [(note.field, note.text) for note in written if isinstance(note, Note) and note.field in fields]


async def open_notes(person: Learner) -> None:
    """From Today to the notes on the only paper."""
    await open_map(person, "tab", "tab")
    await person.sees("write a note", "headings to write below", "To use it 0 of 3 steps")


async def test_a_step_is_read_in_the_paper_and_said_to_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = catch_pages(monkeypatch)
    plant_paper(tmp_path, with_sheet(links=(LinkRow(ADDRESS, "The paper", what=LINK_TO_PAPER),)))
    async with learner(tmp_path, size=(80, 40)) as person:
        await open_notes(person)
        choose(person, "To use it")
        await person.sees("Half an hour: enough to know what it does", "enter open")
        await person.press("enter", "j")
        await person.sees("Read the abstract", "Is it done? y yes", "enter read it")
        await person.press("enter")
        await person.sees(f"The same key again opens {ADDRESS}")
        await person.press("enter")
        await person.sees("Your browser is asked to open")
        assert opened == [ADDRESS]
        await person.press("y")
        await person.sees("Done: read the abstract.", "To use it 1 of 3 steps", "A note on a figure says")
        choose(person, "Read the abstract")
        await person.sees("You said that it is done. n not yet")
        await person.press("n")
        await person.sees("To use it 0 of 3 steps", "Is it done?")
        assert notes(person, "step") == [("step", "done"), ("step", "")]


async def test_the_steps_to_rebuild_a_method_lead_to_what_drill_can_do(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_notes(person)
        choose(person, "To rebuild its method")
        await person.press("enter")
        await person.sees("Learn its prerequisites", "2 skills left", "Read it a last time")
        choose(person, "Answer your questions")
        await person.press("enter")
        await person.sees("No question is open.")
        choose(person, "Read it from end to end")
        await person.press("enter")
        await person.sees("a thought, or a question, which ends with ?")
        await person.types("why two means?")
        await person.press("enter")
        await person.sees("What kind of question?", "1 the paper takes it for known", "for a reviewer")
        await person.press("1")
        await person.sees("The paper takes it for known", "why two means?", "1 outside")
        assert notes(person, "unknown")[-1] == ("unknown", "external critical: why two means?")
        choose(person, "Look at the code")
        await person.press("enter")
        await person.sees("Look at the code where you have it, and press y when done.")
        choose(person, "Follow its line of thought")
        await person.press("enter")
        await person.sees("Why: what was missing before")
        choose(person, "Learn its prerequisites")
        await person.press("enter")
        await person.sees("Compute 2 + 1")


async def test_a_question_is_a_note_that_ends_with_a_question_mark(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_map(person)
        choose(person, "(1) descent")
        await person.press("space")
        choose(person, "write a note")
        await person.press("enter")
        await person.types("why weighted means?")
        await person.press("enter")
        await person.rests()
        assert notes(person, "unknown", "about") == [("unknown", "why weighted means?"), ("about", "aa")]
        await person.sees("What kind of question?", "enter leave it open")
        await person.press("enter", "escape", "tab", "tab")
        choose(person, "why weighted means?")
        await person.press("enter")
        await person.sees("answer", "in your own words, once you know", "1 to 5")
        await person.press("tab", "tab", "9", "4", "3")
        await person.sees("3 the authors are vague")
        await person.press("enter")
        await person.sees("The authors are vague", "why weighted means?")
        assert notes(person, "unknown")[-1] == ("unknown", "internal vague: why weighted means?")
        choose(person, "why weighted means?")
        await person.sees("may help: exercises on “(1) descent”")
        await person.press("enter")
        await person.sees("in your own words, once you know")
        await person.types("they look back")
        await person.press("enter")
        await person.sees("they look back")
        choose(person, "write a note")
        await person.press("enter")
        await person.types("beta is small")
        await person.press("enter")
        choose(person, "beta is small")
        await person.press("enter")
        await person.until(lambda: "once you know" not in person.screen, "a note without an answer")
        await person.press("escape")
        await person.press("escape")
        await person.sees("1 question, 1 answered")


async def test_a_question_of_an_earlier_version_is_shown_and_keeps_its_kind(home: Path) -> None:
    with workspace_in(home) as workspace:
        write_note(workspace, SLUG, "unknown", "q-1", "external hard: why weighted means")
    async with learner(home, size=(80, 40)) as person:
        await open_notes(person)
        choose(person, "why weighted means")
        await person.press("enter")
        await person.types("they look back")
        await person.press("enter")
        await person.sees("they look back")
        assert notes(person, "unknown", "words") == [
            ("unknown", "external hard: why weighted means"), ("words", "they look back"),
        ]  # fmt: skip


async def test_a_remark_on_a_line_and_a_box_in_its_order(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person)
        choose(person, "Damped descent")
        await person.press("enter")
        await person.sees("Damped descent", "1 m ← 0", "3 g ← ∇L", "put its lines in their order")
        choose(person, "m ← 0")
        await person.press("enter")
        await person.sees("remark", "tab mark as")
        await person.types("the buffer of SGD")
        await person.press("tab", "tab")
        await person.sees("borrowed the buffer")
        await person.press("enter")
        await person.sees("borrowed: the buffer of SGD")
        assert notes(person, "remark") == [("remark", "borrowed: the buffer of SGD")]
        choose(person, "put its lines")
        await person.press("enter")
        await person.sees("Which line comes next?", "enter comes next")
        choose(person, "for ")
        await person.press("enter")
        await person.sees("in the box another line comes first")
        for words in ("m ← 0", "for ", "g ← "):
            choose(person, words)
            await person.press("enter")
        await person.sees("The box is whole: 1 wrong try.")
        await person.press("escape")
        await person.sees("put its lines in their order")
        choose(person, "put its lines")
        await person.press("enter")
        await person.sees("Which line comes next?", "r show it")
        await person.press("r")
        await person.sees("1 m ← 0 shown", "Which line comes next?")
        await person.press("a")
        await person.sees("The box is whole: 3 lines shown.", "3 g ← ∇L shown")
        await person.press("escape", "escape")
        await person.sees("make it your goal")


async def test_what_a_sheet_says_stands_in_the_notes(tmp_path: Path) -> None:
    from drill.papers import Facts

    facts = Facts(why=("Steps were long.",), optimiser={"learning rate": "0.1", "beta": "0.9"})
    plant_paper(tmp_path, with_sheet(facts=facts))
    async with learner(tmp_path) as person:
        await open_map(person, "tab", "tab")
        await person.sees(
            "Why: what was missing before", "Steps were long.", "learning rate 0.1", "beta           0.9"
        )
        assert "Limitations" not in person.screen
        choose(person, "headings to write below")
        await person.press("enter")
        await person.sees("Limitations", "Training", "Task")
        assert person.screen.count("Why: what") == 1


@pytest.mark.parametrize("size", [(60, 18), (40, 12)])
async def test_views_and_opened_rows_at_small_sizes(home: Path, size: tuple[int, int]) -> None:
    async with learner(home, size=size) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees(RECORD.title[:17])
        await person.press("enter")
        await person.sees("2 skills left: Weighted")
        choose(person, "(1) descent")
        await person.press("space")
        await person.sees("drill it")
        await person.press("space", "tab")
        await person.sees("parameters")
        await person.press("tab")
        choose(person, "write a note")
        await person.press("enter")
        await person.types("why?")
        await person.press("enter")
        await person.sees("why?")


def says_a_square(home: Path) -> None:
    """Let the assistant say something, and note what it was sent."""
    set_assistant(home, f"open({str(home / 'sent')!r}, 'w').write(sys.stdin.read())\nprint('By $x^2$.')")


async def test_an_assistant_answers_a_question_and_what_it_said_is_not_asked_back(home: Path) -> None:
    says_a_square(home)
    with workspace_in(home) as workspace:
        write_note(workspace, SLUG, "unknown", "q-1", "internal critical: why weighted means")
        write_note(workspace, SLUG, "about", "q-1", "aa")
    async with learner(home, size=(80, 40)) as person:
        await open_notes(person)
        choose(person, "why weighted means")
        await person.press("x", "enter")
        await person.sees("your assistant, unproved", "By x².")
        sent = (home / "sent").read_text()
        assert "why weighted means" in sent
        assert "nabla" in sent
        await person.press("e")
        await person.sees("Kept as a note on the paper.")
        await person.press("escape")
        await person.sees("(your assistant, unproved)")
        assert notes(person, "words") == [("words", "(your assistant, unproved)\nBy $x^2$.")]
        workspace = person.app.workspace
        assert workspace is not None
        bank = next(bank for bank in workspace.catalogue.banks if bank.id == "papers/steps")
        assert list_note_exercises(workspace, bank) == ()


async def test_an_assistant_explains_a_formula_that_is_opened(home: Path) -> None:
    says_a_square(home)
    async with learner(home, size=(80, 40)) as person:
        await open_map(person, "space")
        choose(person, "ask your assistant")
        await person.press("enter")
        await person.types("why minus?")
        await person.press("enter")
        await person.sees("your assistant, unproved", "By x².")
        assert "They ask: why minus?" in (home / "sent").read_text()
        await person.press("e")
        await person.sees("It is the answer to a question.")
        assert notes(person, "unknown", "about", "words") == [
            ("unknown", "why minus?"),
            ("about", "aa"),
            ("words", "(your assistant, unproved)\nBy $x^2$."),
        ]
