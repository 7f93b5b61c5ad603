"""Keys that look, write and export; and the app while things around it break."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from drill.errors import StoreLockedError
from drill.session.drilling.starting import Request
from drill.store import Repository
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.summary import SummaryScreen
from drill.tui.widgets.fields import TypedField
from tests.homes import bank, plant, sums
from tests.tui.driving import learner

FORMER_STORE = Path(__file__).parents[1] / "golden" / "stores" / "schema_9.sql"
OWN_THEORY = """- id: half
  theory: Halve it.
  prompt: Halve $x^2$.
  answer: {expression: x^2/2, vars: [x]}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(3)))
    return tmp_path


async def test_longer_theory_other_examples_and_undo_from_there(tmp_path: Path) -> None:
    plant(tmp_path, "own", bank(OWN_THEORY + sums(1, parametrised=True), topic="own.halves", title="Halves"))
    async with learner(tmp_path, Request(scope=("own/sum-1", "own/half"))) as person:
        await person.sees("Compute")
        await person.command("t")
        await person.sees("Add the units", "a worked example")
        before = person.screen
        await person.press("full_stop")
        await person.until(lambda: person.screen != before, "another example")
        await person.press("l")
        await person.sees("This is all the theory there is.")
        await person.press("enter")
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.command("p")
        await person.sees("Halve x²")
        await person.command("t")
        await person.sees("Halve it.")
        assert "Add the units" not in person.screen
        await person.press("l")
        await person.sees("Halve it.", "Add the units, then the tens.")
        await person.press("alt+u")  # escape and u in one burst
        await person.sees("Undone: the parking")


async def test_the_exercise_is_exported_and_both_answers_change_their_form(home: Path) -> None:
    plant(home, "own", bank(OWN_THEORY, topic="own.halves"))
    async with learner(home, Request(scope=("own/half",))) as person:
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.commands("export", "Write what is shown into a file")
        await person.sees("Written:")
        await person.answers("x^3/2", "wrong", "you", "right", "──")
        await person.press("v")
        await person.sees("x³/2", "x²/2", "one line")
        await person.commands("write what", "Write what is shown into a file")
        await person.sees("Written:")
    assert "Right: x²/2" in (home / "exports" / "own-half.md").read_text(encoding="utf-8")


async def test_the_key_is_in_view_where_little_is(home: Path) -> None:
    long = OWN_THEORY.replace(
        "Halve $x^2$.", "Halve $x^2$, and say nothing of what " + "else " * 30 + "may be."
    )
    plant(home, "own", bank(long, topic="own.halves"))
    async with learner(home, Request(scope=("own/half",))) as person:
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.answers("x^3 + x^2 + x", "wrong")
        await person.resizes(40, 12)
        await person.sees("right", "x²", "y I see it  n not yet")


@pytest.mark.parametrize("is_new", [True, False])
async def test_where_a_key_went_is_told_to_whoever_knew_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, *, is_new: bool
) -> None:
    if not is_new:
        with closing(sqlite3.connect(home / "drill.db")) as connection:
            connection.executescript(FORMER_STORE.read_text("utf-8"))
    (home / "config.toml").write_text('learner = "ada"\n', encoding="utf-8")
    told = "Exporting has no key any more: you find it among all commands, with :."
    notices: list[str] = []
    async with learner(home, Request(scope=("tiny",))) as person:
        monkeypatch.setattr(person.app, "notify", lambda message, **_: notices.append(message))
        await person.answers("12", "wrong")
        await person.press("x", "x")
        await person.rests()
        if not is_new:
            await person.until(lambda: bool(notices), "where the key went")
        assert notices == ([] if is_new else [told])


async def test_ones_own_line_is_written_in_an_editor(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = home / "ed.py"
    script.write_text("import sys\nopen(sys.argv[1], 'a').write('tens first\\n')\n", encoding="utf-8")
    (home / "config.toml").write_text(f"editor = '{sys.executable} {script}'\n", encoding="utf-8")
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        monkeypatch.setattr(type(person.app), "suspend", lambda _: nullcontext())
        await person.press("tab")
        await person.until(lambda: person.mode is Mode.LINE, "the line")
        await person.press("escape")
        await person.sees("Press a letter", "esc your answer")
        await person.press("e")
        await person.sees("│ tens first")
        await person.press("enter")
        await person.sees("your line, pass 1  tens first")
        await person.press("tab", "alt+e")
        await person.sees("│ tens first tens first")


async def test_what_is_typed_of_ones_own_line_stays_over_a_look_at_the_answer(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.press("tab")
        await person.types("tens")
        await person.press("escape", "escape")
        await person.until(lambda: person.mode is Mode.FIELD, "the answer")
        await person.types("1")
        await person.press("tab")
        await person.sees("│ tens ", "│ 1 ")
        await person.press("escape", "enter")
        await person.types("x")
        await person.press("tab")
        await person.until(lambda: person.mode is Mode.FIELD, "the answer")
        await person.press("tab", "enter")
        await person.sees("your line, pass 1  tensx", "│ 1 ")


async def test_what_is_typed_before_the_first_exercise_is_there_stands_in_its_field(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    async with learner(tmp_path) as person:
        person.app.simulate_key("1")
        await person.sees("│ 1")
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.sees("Compute 10 + 3", "│ 1 ")
        await person.types("3")
        await person.press("enter")
        await person.sees("right")
        await person.reads()
        await person.press("y")
        await person.sees("What would you like to be able to read?")
        await person.press("escape")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        await person.sees("From now on drill opens on Today")
        await person.press("3")
        await person.sees("pass by pass", "1 of")
        await person.commands("export as svg", "Export as SVG")
        await person.sees("Written:", ".svg")
    pictures = list((tmp_path / "exports").glob("progress-*.svg"))
    assert pictures[0].read_text(encoding="utf-8").count("<svg")


async def test_a_lost_worker_a_locked_database_and_a_bank_edited_meanwhile(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        workspace = person.app.workspace
        assert workspace is not None
        for process in list(workspace.workers._idle):
            process.end()
        await person.answers("13", "right")
        await person.reads()
        with monkeypatch.context() as patched:

            def locked(*_: object, **__: object) -> None:
                raise StoreLockedError("the database is in use by another window")

            patched.setattr(Repository, "append", locked)
            await person.press("y")
            await person.sees("The mark was not saved: the database is in use by another", "Do you know why")
        plant(home, "tiny", "topic: tiny.sums\ntitle: Sums\nexercises: []\n")
        await person.marks("y")
        await person.until(lambda: person.mode is not Mode.VERDICT, "what comes next")
        assert person.app.is_running


async def test_a_mark_is_kept_though_the_next_exercise_cannot_be_served(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise StoreLockedError("the database is in use by another window")

    async with learner(home, Request(scope=("tiny",))) as person:
        await person.answers("13", "right")
        await person.reads()
        with monkeypatch.context() as patched:
            patched.setattr(Repository, "save_open", locked)
            await person.press("y")
            await person.sees("The database is in use by another window.", "try again")
            assert "not saved" not in person.screen
            assert [event.kind for event in person.events()] == ["verdict"]
        await person.press("enter")
        await person.sees("Compute 20 + 3")


async def test_any_terminal_offers_every_command_and_resizes_keep_draft_cursor_and_question(
    home: Path,
) -> None:
    async with learner(home, Request(scope=("tiny",)), size=(40, 10)) as person:
        await person.sees("Compute 10 + 3")
        for size in ((40, 10), (56, 14), (80, 24), (120, 40)):
            await person.resizes(*size)
            await person.press("escape")
            await person.sees("h  hint", "s  later", "r  solution", "q  leave", "?  keys", ":  commands")
            await person.press("escape")
        await person.resizes(40, 10)
        await person.press("escape")
        await person.sees("h  hint")
        lines = person.screen.splitlines()
        row = next(place for place, text in enumerate(lines) if "h  hint" in text)
        await person.clicks(lines[row].index("h  hint"), row)
        await person.sees("hint 1")
        await person.press("enter")
        await person.types("1")
        for width, height in ((40, 10), (120, 40), (56, 14)):
            await person.resizes(width, height)
            await person.sees("Compute 10 + 3", "1")
        await person.types("3")
        await person.press("enter")
        await person.sees("Do you know why it is right?")
        await person.resizes(40, 10)
        await person.sees("Do you know why it is right?", "y yes")


async def test_what_follows_a_letter_of_the_command_row_is_typed(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        field = await person.at_field()
        await person.sees("Compute 10 + 3", "esc h hint")
        await person.press("escape", "t")
        await person.sees("Add the units, then the tens.", "to the exercise")
        await person.press("enter", *"t1")
        assert field.answer == "t1"
        await person.press("escape", *"hsqrt")
        await person.sees("hint 1", "esc h hint (2 of 2)")
        await person.press("escape", *"mh")
        await person.sees("a sum of two numbers", "esc m shows it")
        await person.press("alt+h", *"u")
        await person.sees("hint 2")
        await person.press("escape", *"rtheta")
        assert field.answer == "t1sqrthutheta"


async def test_a_command_by_the_keys_that_are_told_is_no_part_of_the_answer(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        field = await person.at_field()
        for began in ("", "h", "r", "m"):
            await person.press("ctrl+u", "1")
            await person.press("escape", *began)
            told = person.screen.splitlines()[-1]
            assert ("esc all commands" in told) is (began == "r")
            await person.press(*["escape"] * bool(began), "t")
            await person.sees("Add the units, then the tens.")
            await person.press("enter")
            await person.types("3")
            assert field.answer == "13", began


async def test_what_costs_something_wants_its_letter_twice(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        for task, first in (("Compute 10 + 3", ("escape", "r")), ("Compute 20 + 3", ("alt+r",))):
            await person.sees(task)
            await person.press(*first)
            await person.sees("Press r again: solution")
            await person.press("1")
            await person.sees("│ 1 ")
            await person.press(*first, "r")
            await person.sees("solution", "Do you see it now?")
            await person.marks("n")


async def test_one_letter_alone_is_asked_back(home: Path) -> None:
    plant(home, "own", bank(OWN_THEORY, topic="own.halves"))
    async with learner(home, Request(scope=("tiny/sum-1", "own/half"))) as person:
        await person.answers("h", "Is h your whole answer?", "Hint (1 of 2): press esc h.", "│ h ")
        assert person.mode is Mode.FIELD
        await person.press("enter")
        await person.sees("not read yet")
        await person.press("ctrl+u")
        await person.answers("13", "right")
        await person.marks("y")
        await person.sees("Before you begin")
        await person.press("enter")
        await person.sees("Halve x²")
        await person.answers("x", "wrong")


async def test_the_next_form_comes_as_often_as_it_is_asked_for_and_ends_with_its_exercise(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        for form in ("one line", "LaTeX", "spoken", "two-dimensional", "one line", "LaTeX"):
            await person.press("escape", "v")
            await person.sees(f"Formulas: {form}. esc v shows the next form")
        assert person.app.screen.query_one(TypedField).answer == ""
        await person.sees("Compute ${10} + {3}$")
        await person.answers("13", "right")
        await person.sees("${10} + {3}$")
        await person.marks("y")
        await person.sees("Compute 20 + 3")


async def test_theory_that_was_read_before_the_answer_is_told_with_the_verdict(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.command("t")
        await person.sees("Add the units, then the tens.")
        await person.press("enter")
        await person.answers("13", "right", "theory read")
        assert "no hints" not in person.screen
        await person.marks("y")
        await person.answers("23", "right", "no hints")
