"""The map of a paper: opened, walked through, read, and drilled from."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from drill.gyr.events import ItemId, Note
from drill.papers import LINK_TO_PAPER, LinkRow
from tests.homes import NOON, Clock, configure, workspace_in
from tests.session.drilled import attempt
from tests.tui.a_paper import RECORD, SLUG, plant_paper, with_sheet
from tests.tui.driving import Learner, catch_pages, learner
from tests.tui.lists import choose

PAPER = f"papers/{SLUG}"
# It rests on nothing, so that it would come first.
SYMBOL = f"{PAPER}/symbol-beta"
ADDRESS = "https://example.org/steps"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant_paper(tmp_path)
    drill(tmp_path, SYMBOL)
    return tmp_path


def drill(home: Path, *items: str, days_ago: int = 0, ok: bool = True) -> None:
    with workspace_in(home, Clock(NOON - timedelta(days_ago))) as workspace:
        for item in items:
            attempt(workspace, ItemId(item), ok=ok, why=True)


def ready(home: Path) -> Path:
    """All skills of the paper are learned; the goal is the paper."""
    configure(home, f'goal = "{PAPER}"\n')
    drill(home, "base/mean-1", "base/decay-1", days_ago=3)
    drill(home, "base/mean-2", "base/decay-1")
    return home


async def open_map(person: Learner, *keys: str) -> None:
    """From Today to the map of the only paper, its first formula chosen."""
    await person.is_at("Today")
    await person.press("4")
    await person.sees("Steps that look", "enter open")
    await person.press("enter")
    await person.sees("(1) descent", "your goal", "?")
    await person.press(*keys)


def readings(person: Learner) -> list[tuple[str, str]]:
    notes = (event.facts for event in person.events())
    return [(note.key, note.text) for note in notes if isinstance(note, Note) and note.field == "reading"]


async def test_the_map_says_how_far_each_formula_is_and_enter_drills_what_comes_next(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person)
        await person.sees(
            "map symbols notes tab", "2 skills left: Weighted means · Exponential moving averages"
        )
        await person.sees("(1) descent 1 skill left mean-1", "(6) QHAdam 2 skills left decay-1")
        await person.sees("Damped descent · 3 lines", "drill all of it: 4 exercises", "make it your goal")
        await person.sees("1 skill left: Weighted means", "enter drill it, 2 min", "space open")
        await person.press("enter")
        await person.sees("A weighted mean of a and b")
        await person.press("enter")
        await person.sees("Compute 2 + 1")


async def test_the_last_row_unfolds_the_other_formulas_and_what_is_not_shown(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_map(person)
        await person.sees("2 more formulas", "Plain descent", "Adaptive steps")
        assert "eq:buffer" not in person.screen, "it has neither a name nor an exercise"
        choose(person, "2 more formulas")
        await person.press("space")
        await person.sees("βmₜ", "no exercise yet", "the update rule of Nesterov", "referred, not shown")
        choose(person, "the update rule")
        await person.sees("The paper uses it and does not show it: look it up and note it.", "main.tex:150")
        choose(person, "2 more formulas")
        await person.press("enter")
        await person.until(lambda: "no exercise yet" not in person.screen, "the named ones")


async def test_a_formula_unfolds_into_what_is_known_and_what_can_be_drilled(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_map(person)
        choose(person, "QHAdam")
        await person.press("space")
        await person.sees("(1 − ν₁)", "ν₁ = ν₂ = 1 gives Adam", "main.tex:131")
        await person.sees("drill it: decay-1, 2 min", "write it in NumPy", "read it now", "2 skills left")
        await person.press("space")
        await person.until(lambda: "gives Adam" not in person.screen, "the row alone")
        await person.press("space")
        choose(person, "recall")
        await person.press("escape")
        await person.until(lambda: "gives Adam" not in person.screen, "the row alone")
        await person.press("space")
        choose(person, "recall")
        await person.press("enter")
        await person.sees("Compute 12 + 1")


async def test_skills_left_unfold_into_what_each_is_for_and_its_card(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person)
        choose(person, "2 skills left")
        await person.press("space")
        await person.sees("drill all of these", "Weighted means", "for (1) descent", "space close")
        choose(person, "for (6) QHAdam")
        await person.press("space")
        await person.sees("A weighted mean of a and b lies between them.")
        await person.press("escape")
        await person.until(lambda: "lies between them" not in person.screen, "the card folded")
        choose(person, "for (6) QHAdam")
        await person.press("enter", "enter")
        await person.sees("Compute 4 + 1")


async def test_a_card_unfolds_by_its_key_and_exercises_on_no_formula_unfold(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_map(person)
        choose(person, "2 skills left")
        await person.press("space")
        choose(person, "for (6) QHAdam")
        await person.press("t")
        await person.sees("A weighted mean of a and b lies between them.")
        await person.press("escape", "escape")
        await person.until(lambda: "drill all of these" not in person.screen, "folded again")
        choose(person, "1 more exercise")
        await person.press("space")
        await person.sees("symbol", "space close")
        choose(person, "Damped descent")
        await person.press("space", "tab", "shift+tab")
        await person.sees("m ← 0", "put its lines in their order", "enter close")


async def test_enter_on_the_first_row_drills_what_is_left(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person)
        choose(person, "2 skills left")
        await person.press("enter", "enter")
        await person.sees("Compute 2 + 1")


async def test_rows_make_the_paper_the_goal_drill_it_and_write_a_note(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_map(person)
        choose(person, "make it your goal")
        await person.press("enter")
        await person.sees("Steps that look back is your goal", "your goal (enter drops it)", "goal · ")
        choose(person, "write a note")
        await person.press("enter")
        await person.sees("a thought, or a question, which ends with ?")
        await person.types("why two means?")
        await person.press("enter")
        await person.sees("What kind of question?")
        await person.press("enter", "tab", "tab")
        await person.sees("Questions and notes", "why two means?")
        await person.press("tab")
        await person.sees("(1) descent")
        choose(person, "drill all of it")
        await person.press("enter")
        await person.sees("Steps that look back new, pass 1")


async def test_a_formula_is_read_once_the_learner_says_so(home: Path) -> None:
    ready(home)
    drill(home, f"{PAPER}/recall-aa")
    async with learner(home) as person:
        await open_map(person)
        await person.sees("(1) descent ● 1 of 2 read it now", "(6) QHAdam ready", "goal · 2 of 2 skills")
        await person.press("y")
        await person.rests()
        assert readings(person) == [], "nothing was asked"
        await person.resizes(40, 12)
        await person.sees("(1) descent ● 1 of 2", "(6) QHAdam ready")
        choose(person, "(1) descent")
        await person.press("enter")
        await person.sees("Could you follow (1) descent in the paper?", "y yes", "n not yet")
        await person.resizes(80, 24)
        await person.sees(
            "main.tex, line 62: (1) descent.",
            "Could you follow (1) descent in the paper?",
            "y yes",
            "n not yet",
        )
        await person.press("j")
        await person.until(lambda: "Could you follow" not in person.screen, "no question about another one")
        await person.press("k", "o", "escape")
        await person.until(lambda: "Could you follow" not in person.screen, "no answer")
        await person.press("o", "n")
        await person.sees("The skills of (1) descent come first in the next list.", "● 1 of 2")
        choose(person, "(1) descent")
        await person.press("space")
        choose(person, "read it now")
        await person.press("enter", "y")
        await person.sees("You have read (1) descent.", "(1) descent ● read")
        await person.resizes(120, 40)
        await person.sees("(1) descent ● read", "θₜ₊₁ ← θₜ")
        assert readings(person) == [("aa", "unclear"), ("aa", "followed")]


async def test_the_address_is_shown_before_the_paper_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = catch_pages(monkeypatch)
    plant_paper(tmp_path, with_sheet(links=(LinkRow(ADDRESS, "The paper", what=LINK_TO_PAPER),)))
    drill(tmp_path, SYMBOL)
    async with learner(tmp_path) as person:
        await open_map(person, "o")
        await person.sees(f"The same key again opens {ADDRESS}", "Could you follow (1) descent in the paper?")
        assert not opened
        choose(person, "read it now")
        await person.press("enter")
        await person.sees("Your browser is asked to open")
        assert "main.tex, line 62" not in person.screen
        assert opened == [ADDRESS]


async def test_escape_leads_back_to_where_the_paper_was_opened(home: Path) -> None:
    ready(home)
    async with learner(home, size=(100, 30)) as person:
        await person.sees("Could you follow")
        await person.press("o")
        await person.sees("(6) QHAdam ready", "goal · 2 of 2 skills", "esc today")
        await person.press("escape")
        await person.is_at("Today")
        await person.press("4")
        await person.sees("enter open")
        await person.press("enter")
        await person.sees("(6) QHAdam ready")
        await person.press("escape")
        await person.sees("1 paper", "Steps that look back", "/ find")


async def test_formulas_without_a_name_stand_for_themselves(tmp_path: Path) -> None:
    from dataclasses import replace

    formulas = tuple(replace(each, called="", number="", label="") for each in RECORD.formulas)
    plant_paper(tmp_path, with_sheet(formulas=formulas))
    drill(tmp_path, SYMBOL)
    async with learner(tmp_path) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("enter open")
        await person.press("enter")
        await person.sees("2 skills left: Weighted means", "θₜ₊₁ ← θₜ − α ∇L", "1 skill")


async def test_a_red_exercise_shows_on_its_formula(home: Path) -> None:
    ready(home)
    drill(home, f"{PAPER}/recall-aa", ok=False)
    async with learner(home) as person:
        await open_map(person)
        await person.sees("(1) descent ▲ 0 of 2")
