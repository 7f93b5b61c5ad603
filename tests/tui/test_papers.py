"""A paper's screen: its views, the notes written in them, and what they start."""

from __future__ import annotations

import ast
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from drill.gyr.events import Attempt, Note
from drill.papers import AbsentRow, Facts, Mention, PassageRow, ReferenceRow, SettingRow
from drill.session.drilling.starting import Request
from drill.session.standing.note_exercises import list_due_notes
from drill.session.standing.paper_names import notes_item
from drill.session.standing.paper_notes import write_note
from tests.homes import Clock, bank, configure, plant, sums, workspace_in
from tests.rows import sample
from tests.tui.a_paper import RECORD, SLUG, made_with, plant_paper, with_sheet
from tests.tui.driving import Learner, catch_pages, learner
from tests.tui.lists import choose


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant_paper(tmp_path)
    return tmp_path


async def open_paper(person: Learner, *keys: str, view: str = "map") -> None:
    """From Today to the paper, on to one of its views, and what is pressed there."""
    await person.is_at("Today")
    await person.press("4")
    await person.sees(RECORD.title, "2 skills left", "1 formula could not be read: ")
    await person.press("enter")
    await person.sees("2 skills left: Weighted means", "descent")
    await show_view(person, view)
    await person.press(*keys)


async def show_view(person: Learner, view: str) -> None:
    """Turn to a view of the paper that is open."""
    cast("Any", person.app.screen).show(view)
    await person.rests()


def notes(person: Learner) -> dict[tuple[str, str], str]:
    """Field and key of the newest notes on the paper, and what they say."""
    found = [event for event in person.events() if event.item == f"papers/{SLUG}"]
    return {
        (event.facts.field, event.facts.key): event.facts.text
        for event in found
        if isinstance(event.facts, Note)
    }


async def test_keys_pressed_before_the_paper_is_read_do_nothing(home: Path) -> None:
    async with learner(home) as person:
        await open_paper(person)
        person.app.screen.look_again()  # pyright: ignore[reportAttributeAccessIssue]
        person.app.simulate_key("space")
        await person.sees("map symbols notes", "descent")


async def test_an_opened_formula_says_all_that_is_known(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_paper(person)
        choose(person, "2 more formulas")
        await person.press("enter")
        choose(person, "βmₜ")
        await person.press("space")
        await person.sees("β decay of the momentum", "ŝ > 0", "uses (1) descent", "main.tex:88", "eq:buffer")
        await person.press("v", "v", "v")
        await person.sees("the buffer equals the decay times the buffer")
        await person.press("c")
        assert person.app.clipboard == "the buffer equals the decay times the buffer"
        await person.press("escape")
        choose(person, "F{x")
        await person.press("space")
        await person.sees("drill cannot compute with it", "main.tex:212")


async def test_notes_on_a_formula_are_saved_with_enter_and_dropped_with_escape(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_paper(person, "space")
        choose(person, "say what goes in")
        await person.press("enter")
        await person.sees("input", "process", "output", "own words", "enter save")
        await person.types("point theta")
        await person.press("tab", "tab")
        await person.types("point")
        await person.press("tab")
        await person.types("downhill")
        await person.press("enter")
        await person.sees("input point theta", "own words downhill")
        assert notes(person) == {
            ("input", "aa"): "point theta",
            ("output", "aa"): "point",
            ("words", "aa"): "downhill",
        }
        await person.press("enter")
        await person.sees("enter save", "esc cancel")
        await person.types(" anything")
        await person.press("escape")
        await person.sees("own words downhill")
        assert len(person.events()) == 3


async def test_a_formula_in_other_forms_and_copied(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_paper(person, "space", "v")
        await person.sees("θₜ₊₁")
        await person.press("v")
        await person.sees("\\leftarrow")
        await person.press("c")
        assert person.app.clipboard == RECORD.formulas[0].latex
        await person.press("v")
        await person.sees("theta")
        choose(person, "recall")
        await person.press("enter")
        await person.sees("Compute 10 + 1")


async def test_notes_are_written_below_their_headings_and_taken_from_the_source(tmp_path: Path) -> None:
    passage = PassageRow("claims", "Two averages suffice.", "main.tex", 7)
    plant_paper(tmp_path, with_sheet(passages=(passage,)))
    async with learner(tmp_path, size=(80, 40)) as person:
        await open_paper(person, view="notes")
        await person.sees("What it claims Two averages suffice.")
        choose(person, "headings to write below")
        await person.press("enter")
        choose(person, "Why: what was missing before")
        await person.press("enter")
        await person.types("where a step looks")
        await person.press("enter")
        await person.sees("Why: what was missing before where a step looks")
        choose(person, "What it claims")
        await person.sees("source Two averages suffice.", "main.tex:7")
        await person.press("space")
        await person.sees("enter save")
        await person.types(" They do not")
        await person.press("enter")
        await person.sees("    Two averages suffice. They do not")
        await person.press("minus")
        await person.sees("Removed: What it claims")
        assert notes(person) == {("overview", "why"): "where a step looks", ("overview", "claims"): ""}


async def test_hyperparameters_are_copied_as_a_dict(tmp_path: Path) -> None:
    facts = Facts(optimiser={"Adam": "β1 0.9, β2 0.999", "batch": "256", "rate": "1e-3", "seeds": "007"})
    plant_paper(tmp_path, with_sheet(facts=facts))
    with workspace_in(tmp_path) as workspace:
        write_note(workspace, SLUG, "overview", "hyperparameters", "batch: 64\nmomentum: it's 0.9")
    async with learner(tmp_path) as person:
        await open_paper(person, view="notes")
        choose(person, "Hyperparameters")
        await person.press("c")
        await person.rests()
        copied = ast.literal_eval(person.app.clipboard)
    assert list(copied.items()) == [
        ("batch", 64), ("momentum", "it's 0.9"), ("Adam", "β1 0.9, β2 0.999"), ("rate", 1e-3),
        ("seeds", "007"),
    ]  # fmt: skip


async def test_settings_of_the_source_have_their_lines_and_a_cited_paper_is_opened(tmp_path: Path) -> None:
    rows = (SettingRow("batch size", "64", "main.tex", 31), SettingRow("beta_1", "0.9", "main.tex", 32))
    cited = (
        ReferenceRow("a", "Deep $n$-fold things", "2001.00001", "main.tex", 4),
        ReferenceRow("b", "Uphill Walks", "", "main.tex", 5),
    )
    plant(tmp_path, "papers/uphill", bank(sums(1), topic="papers.uphill", title="Uphill walks"))
    plant_paper(tmp_path, with_sheet(settings=rows, references=cited))
    async with learner(tmp_path, size=(80, 40)) as person:
        await open_paper(person, view="notes")
        await person.sees("batch size 64 main.tex:31")
        choose(person, "Hyperparameters")
        await person.press("c")
        await person.rests()
        assert ast.literal_eval(person.app.clipboard) == {"batch size": 64, "beta_1": 0.9}
        choose(person, "cited papers")
        await person.sees("cited papers 2, 1 in drill")
        await person.press("enter")
        choose(person, "fold things")
        await person.press("space")
        await person.sees("link https://arxiv.org/abs/2001.00001", "main.tex:4")
        choose(person, "phill Walks")
        await person.press("enter")
        await person.rests()
        assert cast("Any", person.app.screen).slug == "uphill"


async def test_a_paper_here_that_is_referred_to_is_shown(tmp_path: Path) -> None:
    plant_paper(tmp_path, with_sheet(cited=(AbsentRow("steps as in Uphill Walks [a1]"),)))
    plant(tmp_path, "papers/uphill", bank(sums(1), topic="papers.uphill", title="Uphill walks"))
    async with learner(tmp_path, size=(80, 40)) as person:
        await open_paper(person)
        choose(person, "2 more formulas")
        await person.press("enter")
        choose(person, "Uphill")
        await person.sees("shown in papers/uphill")
        await person.press("enter")
        await person.rests()
        assert cast("Any", person.app.screen).slug == "uphill"


async def test_a_sentence_of_the_source_is_kept_as_it_is_offered(tmp_path: Path) -> None:
    passage = PassageRow("about", "Two averages suffice.", "main.tex", 7)
    plant_paper(tmp_path, with_sheet(passages=(passage,)))
    async with learner(tmp_path, size=(80, 40)) as person:
        await open_paper(person, view="notes")
        choose(person, "What it is about")
        await person.press("space")
        await person.sees("enter save")
        await person.press("escape", "space", "enter")
        await person.sees("What it is about Two averages suffice.")
        assert notes(person) == {("overview", "about"): "Two averages suffice."}


async def test_a_box_of_ones_own_is_added_below_its_heading(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_paper(person, view="notes")
        choose(person, "headings to write below")
        await person.press("enter")
        choose(person, "add an algorithm")
        await person.press("enter")
        await person.types("Mine")
        await person.press("tab")
        await person.types("m = 0")
        await person.press("ctrl+j")
        await person.types("x = x - m")
        await person.press("enter")
        await person.sees("Algorithms of your own Mine", "steps: m = 0", "x = x - m")
        assert [*notes(person).values()] == ["Mine\nm = 0\nx = x - m"]


async def test_papers_of_one_title_are_told_apart(home: Path) -> None:
    plant_paper(home, with_sheet(slug="steps-2"))
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("Steps that look back papers/steps ", "Steps that look back papers/steps-2")
        await person.resizes(120, 24)
        await person.sees("Steps that look back papers/steps", "Steps that look back papers/steps-2")


async def test_without_a_review_a_meaning_is_a_note_and_symbols_are_drilled(home: Path) -> None:
    plant_paper(home, made_with(drafts=()))
    for file in (home / "papers").iterdir():  # as of a paper that comes with the program
        file.rename(home / "banks" / "papers" / file.name)
    async with learner(home) as person:
        await open_paper(person, view="symbols")
        await person.sees("3 symbols, 2 explained")
        await person.press("j", "e")
        await person.sees("in your words")
        await person.types(", old")
        await person.press("enter")
        await person.sees("decay of the momentum, old", "paper decay of the momentum")
        assert notes(person) == {("meaning", "\\beta"): "decay of the momentum, old"}
        await person.press("y", "enter")
        await person.sees("Compute 13 + 1")


async def test_a_quote_is_no_words_of_the_learners(home: Path) -> None:
    quoted = replace(RECORD.symbols[0], means="", mentions=(Mention("Here $\\theta$ denotes the net."),))
    plant_paper(home, replace(made_with(drafts=()), symbols=(quoted, *RECORD.symbols[1:])))
    async with learner(home) as person:
        await open_paper(person, view="symbols")
        await person.sees("denotes the net")
        await person.press("e")
        await person.types("all weights")
        await person.press("enter")
        await person.sees("θ            all weights")


async def test_the_palette_writes_the_notes_and_knows_the_views(home: Path) -> None:
    async with learner(home) as person:
        await open_paper(person)
        await person.commands("write the notes", "Write the notes into a file")
        await person.sees("Written:")
        await person.commands("view not", "View: notes")
        await person.sees("headings to write below")
    text = next((home / "exports").iterdir()).read_text(encoding="utf-8")
    assert text.startswith(f"# {RECORD.title}")
    assert "QHAdam" in text


async def test_escape_goes_back_to_the_list_and_digits_to_places(home: Path) -> None:
    async with learner(home) as person:
        await open_paper(person)
        await person.clicks(18, 1)
        await person.sees("headings to write below")
        await person.press("escape")
        await person.sees("1 paper", "/ find")
        await person.press("b")
        await person.sees("Compute 1", "Steps that look back new, pass 1")
        assert person.screen.count("Steps that look back") == 1


async def test_after_a_paper_enter_on_today_begins_the_day(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("1 paper", "/ find")
        await person.press("b")
        await person.answers("11", "right")
        await person.marks("y")
        await person.sees("Compute 11 + 1")
        await person.command("q")
        await person.sees("1 minute, 1 exercise", "back")
        await person.press("1")
        await person.is_at("Today")
        await person.press("enter")
        await person.sees("Groundwork", "Before you begin")
        await person.press("enter")
        await person.sees("Compute 2 + 1")


@pytest.mark.parametrize("size", sample([(40, 10), (56, 14), (200, 60)], 3))
async def test_every_view_is_drawn_at_every_size(home: Path, size: tuple[int, int]) -> None:
    async with learner(home, size=size) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees(RECORD.title[:17])
        await person.press("enter")
        for seen in ("2 skills left", "parameters", "write a note"):
            await person.sees(seen)
            await person.press("tab")
        for row, seen in (("(1) descent", "drill it"), ("Damped", "m ← 0"), ("2 skills left", "drill all")):
            choose(person, row)
            await person.press("space")
            await person.sees(seen)
            await person.press("escape")


async def test_ascii_terminals_get_ascii_alone(home: Path) -> None:
    async with learner(home, LC_ALL="C") as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees(RECORD.title)
        assert person.screen.isascii(), person.screen
        await person.press("enter")
        for _ in range(3):
            await person.rests()
            assert person.screen.isascii(), person.screen
            await person.press("tab")


async def test_titles_of_the_list_and_names_of_the_outline_are_cut_once(tmp_path: Path) -> None:
    formulas = tuple(
        replace(each, called="the slope of a weight under a softmax") for each in RECORD.formulas
    )
    title = "Steps that look back at where they have been before"
    plant_paper(tmp_path, with_sheet(formulas=formulas, title=title))
    async with learner(tmp_path, size=(40, 14)) as person:
        await person.press("4")
        await person.sees("Steps that look back", "2 skills left")
        assert "……" not in person.screen
        await person.resizes(80, 24)
        await person.press("enter")
        await person.sees("(1) the slope of a")
        assert "……" not in person.screen
        assert "weight…" not in person.screen


async def test_a_paper_is_the_goal_by_a_key_and_found_by_its_words(home: Path) -> None:
    plant_paper(home, with_sheet(slug="steps-2", title="A paper without a mark"))
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("Steps that look back", "A paper without a mark")
        await person.press("k", "g")
        await person.sees("your goal · ")
        assert person.app.settings.goal == f"papers/{SLUG}"
        await person.press("g")
        await person.sees("is no longer your goal")
        await person.press("j", "j", "g")
        await person.sees("your goal ·")
        goal = person.app.settings.goal
        await person.press("enter")
        await person.sees("descent", "space open")
        await person.press("escape")
        await person.sees("2 papers", "/ find")
        await person.press("home", "j", "g")  # below the one that was never opened
        await person.sees("is no longer your goal")
        assert (goal, person.app.settings.goal) == ("papers/steps-2", "")
        await person.press("slash")
        await person.types("without mark")
        await person.sees("A paper without a mark", "enter open")
        assert "Steps that look back" not in person.screen
        await person.types("x")
        await person.sees("No paper matches these words. esc shows all.")
        await person.press("backspace", "enter")
        await person.sees("A paper without a mark", "skills left", "space open")
        assert "Steps that look back" not in person.screen
        await person.press("escape", "slash")
        await person.types("steps look")
        await person.press("escape")
        await person.sees("Steps that look back", "A paper without a mark", "2 papers")


ADDRESS = "https://a.org/$x$"


@asynccontextmanager
async def at_a_link(home: Path, address: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Learner]:
    """The notes with a link of another log in them, and that link chosen."""
    key = str(uuid.UUID(int=7))
    with workspace_in(home) as workspace:
        note = Note(field="link", key=key, text=f"{address}\nRead me first\n5")
        workspace.store.append(note, item=notes_item(SLUG))
    async with learner(home, size=size) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees(RECORD.title[:20])
        await person.press("enter")
        await person.sees("skills left", "? keys")
        await show_view(person, "notes")
        await person.sees("headings to write below")
        choose(person, "Read me first")
        await person.sees("Read me first")
        yield person


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the browser was asked to open."""
    return catch_pages(monkeypatch)


async def test_an_address_is_shown_as_it_is_before_it_is_opened(home: Path, opened: list[str]) -> None:
    async with at_a_link(home, ADDRESS) as person:
        await person.sees(f"link {ADDRESS}")
        await person.press("o")
        await person.sees("Your browser is asked to open")
        assert opened == [ADDRESS]
        opened.clear()
        await person.resizes(80, 13)  # the link is out of sight
        await person.press("o")
        await person.sees(f"The same key again opens {ADDRESS}")
        assert not opened
        await person.press("o")
        await person.sees("Your browser is asked to open")
        assert opened == [ADDRESS]


@pytest.mark.parametrize("address", ["--gpu-launcher=touch (scratch)", "javascript:alert(1)"])
async def test_what_is_no_web_address_is_shown_and_never_opened(
    home: Path, opened: list[str], address: str
) -> None:
    async with at_a_link(home, address) as person:
        await person.sees(f"not a web address: {address}")
        await person.press("o")
        assert not opened
        await person.press("minus")
        await person.sees("Removed: Read me first")


async def test_a_note_is_asked_again_and_its_new_words_are_kept(home: Path) -> None:
    configure(home, f'goal = "papers/{SLUG}"\n')
    clock = Clock()
    with workspace_in(home, clock) as workspace:
        write_note(workspace, SLUG, "words", "aa", "point downhill")
    clock.pass_days(3)
    with workspace_in(home, clock) as workspace:
        (note,) = list_due_notes(workspace, (), workspace.study_day())
    async with learner(home, Request(items=3, first=note.entry.item), clock=clock) as person:
        await person.sees("to somebody who has not read the paper")
        await person.types("it steps")
        await person.press("enter")
        await person.sees(
            "What you wrote on",
            "point downhill",
            "y keep your new words",
            "Keep these words in place of your note?",
        )
        await person.press("y")
        await person.sees("Kept as your note.")
        await person.reads()
        await person.judges("y", "y")
        await person.until(lambda: any(isinstance(each.facts, Attempt) for each in person.events()), "a mark")
        assert notes(person)["words", "aa"] == "it steps"


async def test_a_formula_that_differs_stands_beside_the_right_one(tmp_path: Path) -> None:
    recall = "- id: recall\n  prompt: From memory.\n  vars: [y, w, x]\n  answer: {formula: y = w x + 1}\n"
    plant(tmp_path, "tiny", bank(recall))
    async with learner(tmp_path, Request(scope=("tiny",), items=1)) as person:
        await person.sees("From memory.")
        await person.types("y = w x + 2")
        await person.press("enter")
        await person.sees("Compare the two, and decide.", "They first differ here", "you y = wx + 2")
        await person.reads()
        await person.judges("n", "y")
        await person.until(lambda: any(isinstance(each.facts, Attempt) for each in person.events()), "a mark")
        (facts,) = (event.facts for event in person.events() if isinstance(event.facts, Attempt))
        assert (facts.decided_by, facts.code, facts.reason, facts.ok) == ("learner", "", "", False)
