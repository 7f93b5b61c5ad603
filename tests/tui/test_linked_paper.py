"""The map of an imported paper: its central formulas and their moves; one in which nothing is linked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drill.banks import catalogue
from drill.papers import FormulaRow, Paper
from tests.homes import configure
from tests.session.a_linked_paper import BANK, RECORD, UNLINKED, move, plant_linked_paper
from tests.tui.driving import Learner, learner
from tests.tui.lists import choose

_NO_GOAL = "warm_up = false\n"


@pytest.fixture(autouse=True)
def one_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "SUBJECTS", ("way",))


def planted(home: Path, record: Paper = RECORD, settings: str = _NO_GOAL) -> Path:
    plant_linked_paper(home, record)
    configure(home, settings)
    (home / "drill.db").touch()
    return home


async def open_map(person: Learner) -> None:
    await person.is_at("Today")
    await person.press("4")
    await person.sees("Moves: a paper", "enter open")
    await person.press("enter")
    await person.sees("map symbols notes tab", ": commands")


async def test_the_central_formulas_are_listed_with_moves_needs_and_what_comes_next(tmp_path: Path) -> None:
    async with learner(planted(tmp_path)) as person:
        await open_map(person)
        await person.sees("4 skills left: Count · Add · Carry · Long")
        await person.sees(
            "(1) Sum 3 skills left Add 2 min",
            "(3) Count 1 skill left Count 2 min",
            "(4) y = x · no exercise yet",
            "(5) twice 4 skills left Long 2 min",
        )
        await person.sees("Needs Carry · Add: 3 left", "also in this paper ready Far")
        assert "not among the central ones" not in person.screen
        choose(person, "1 more formula")
        await person.press("enter")
        await person.sees("(2) Far · not among the central ones")
        choose(person, "y = x")
        await person.sees("enter copy a page for it")
        await person.press("space")
        await person.sees("explain (4)", "space close")
        choose(person, "say what goes in")
        await person.press("enter")
        await person.sees("input", "own words")


async def test_a_row_without_anything_copies_a_page_for_its_formula_alone(tmp_path: Path) -> None:
    unread = replace(RECORD.formulas[3], latex=r"y \otimes = )", is_read=False)
    rows = (*RECORD.formulas[:3], unread, *RECORD.formulas[4:])
    async with learner(planted(tmp_path, replace(RECORD, formulas=rows))) as person:
        await open_map(person)
        await person.sees("not read: ")
        choose(person, "not read: ")
        await person.sees("enter copy a page for it")
        await person.press("enter")
        await person.until(lambda: "on the formula (4)" in person.app.clipboard)


async def test_y_puts_a_further_formula_among_the_central_ones_and_n_takes_it_back(tmp_path: Path) -> None:
    async with learner(planted(tmp_path)) as person:
        await open_map(person)
        choose(person, "1 more formula")
        await person.press("enter")
        choose(person, "(2) Far")
        await person.press("y")
        await person.sees("Equation (2) is among the central formulas now, in place of")
        await person.until(lambda: "not among the central ones" not in person.screen.partition("1 more")[0])
        await person.sees("1 more formula")
        choose(person, "(2)")
        await person.press("n")
        await person.sees("The central formulas are the same as before.")
        await person.until(lambda: "n drill computes" not in person.screen, "it is chosen no longer")


async def test_enter_drills_what_the_map_says_or_formula_by_formula(tmp_path: Path) -> None:
    async with learner(planted(tmp_path)) as person:
        await open_map(person)
        choose(person, "(5) twice")
        await person.press("enter")
        await person.sees("Sums", "new, pass 1", "Compute 10 + 3")
        await person.press("escape", "q")
    async with learner(tmp_path) as person:
        await open_map(person)
        choose(person, "drill all of it")
        await person.press("enter")
        await person.sees("for Moves: (1) Sum")


async def test_a_goal_without_links_offers_skills_and_more_exercises(tmp_path: Path) -> None:
    async with learner(planted(tmp_path, UNLINKED), size=(100, 30)) as person:
        await open_map(person)
        choose(person, "make it your goal")
        await person.press("enter")
        await person.sees(
            "Nothing in this paper is linked yet. Choose up to five skills (enter), or ask an assistant or a"
            " chat for exercises (+)."
        )
        await person.press("escape")
        await person.rests()
        assert person.app.settings.goal == ""
        await person.press("enter", "plus")
        await person.sees("More exercises", "You copy a page and paste it into any chat")
        await person.press("escape")
        await person.sees("tab next view")
        choose(person, "make it your goal")
        await person.press("enter", "enter")
        await person.sees("Up to five skills", "Count", "space take it", "enter choose this one")
        await person.press("slash", *"long", "enter", "space")
        await person.sees("● Long", "space leave it")
        await person.press("escape", "slash", *"far", "enter", "space")
        await person.sees("enter go on with 2 skills")
        await person.press("enter")
        await person.sees("Moves is your goal: 2 skills to go.")
        await person.press("escape")
        await person.sees("goal · 2 skills left")
        assert person.app.settings.goal == BANK


async def test_a_formula_of_a_strangers_name_is_no_markup(tmp_path: Path) -> None:
    rows = (
        FormulaRow("f-sum", "s = a", rank=1, called="[red]@click[/]", families=RECORD.formulas[0].families),
    )
    record = Paper("moves", title="Moves: a paper", formulas=rows, drilled=4, is_linked=True)
    async with learner(planted(tmp_path, record)) as person:
        await open_map(person)
        await person.sees("[red]@click[/]")


async def test_a_row_adds_what_the_skills_rest_on_and_says_how_much_that_is(tmp_path: Path) -> None:
    rows = (FormulaRow("f-long", "t = a + b + c", number="1", rank=1, families=(move("Long", "long"),)),)
    async with learner(planted(tmp_path, replace(RECORD, formulas=rows, exercises=()))) as person:
        await open_map(person)
        choose(person, "1 skill left: Long")
        await person.press("space")
        await person.sees("1 skill left", "what these rest on: 1 more skill, about 3 min")
        assert "only what it needs" not in person.screen
        choose(person, "what these rest on")
        await person.press("enter")
        await person.sees("2 skills left", "Carry", "what these rest on: 1 more skill", "only what it needs")
        for _ in range(2):
            choose(person, "what these rest on")
            await person.press("enter")
        await person.sees("4 skills left", "Count")
        assert "what these rest on" not in person.screen
        choose(person, "only what it needs")
        await person.press("enter")
        await person.sees("1 skill left", "what these rest on: 1 more skill")
