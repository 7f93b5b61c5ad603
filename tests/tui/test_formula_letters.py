"""The window in which a formula's letters are said: digits, typing, breaks, questions, leaving, sizes."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key

from drill.papers import Origin
from drill.session.drilling.drill_session import DrillSession
from drill.session.papers import paper_import
from drill.session.papers.formula_letters import say_letters
from drill.session.standing.paper_names import read_record, save_record
from drill.session.standing.withheld_exercises import AskedLetters
from drill.tui import SERVED
from tests.homes import configure
from tests.session.a_worked_paper import BANK, RECORD, plant_worked_paper, symbol
from tests.tui.driving import Learner, learner


@pytest.fixture
def home(tmp_path: Path, no_shipped_banks: None) -> Path:
    configure(tmp_path, f'goal = "{BANK}"\n')
    plant_worked_paper(tmp_path)
    save_record(tmp_path / "papers" / "gates.paper.json", RECORD)
    (tmp_path / "drill.db").touch()
    return tmp_path


async def open_table(person: Learner) -> None:
    await person.is_at("Today")
    await person.sees("(1): define its letters")
    await person.press("enter")
    await person.sees("(1): its letters", "what is m_t?", "2 vector of d")


async def open_second_table(person: Learner) -> None:
    await person.is_at("Today")
    await person.sees("(2): define its letters")
    await person.press("j", "b")
    await person.sees("(2): its letters", "what is")


async def test_letters_are_said_by_digits_and_the_exercise_comes_at_once(home: Path) -> None:
    async with learner(home) as person:
        await open_table(person)
        await person.sees("(0, 1)", "proposed before", "as the paper says: the gradient")
        await person.press("f1")
        await person.sees("What a letter may be", "a vector of length d: a gradient", "a policy")
        await person.press("escape")
        await person.sees("(1): its letters")
        await person.press("2")
        await person.sees("enter done")
        await person.press("enter")
        await person.at_field()
        assert person.exercise is not None
        assert person.exercise.item.startswith(f"{BANK}/work-")
        await person.sees("Kept. (1) has 2 exercises: the first comes now")
        assert not person.events()


def post(person: Learner, key: str, character: str) -> None:
    """Press a key while the screen waits."""
    event = Key(key, character)
    event.set_sender(person.app)
    person.app.post_message(event)


async def test_what_is_typed_while_all_is_taken_is_taken_too(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_typed = threading.Event()

    def say_late(*arguments: Any, **said: Any) -> Any:
        is_typed.wait(20)
        return say_letters(*arguments, **said)

    monkeypatch.setattr("drill.tui.screens.formula_letters.say_letters", say_late)
    async with learner(home) as person:
        await open_table(person)
        await person.press("2", "down")
        post(person, "enter", "\r")
        await person.sees("One moment…")
        for character in "2beta":
            post(person, character, character)
        post(person, "less_than_sign", "<")
        post(person, "2", "2")
        await person.sees("2beta<2")
        is_typed.set()
        await person.sees("Enter takes what you have typed, too.", "› 2beta<2")
        await person.press("enter")
        await person.sees("(2): its letters")
    record = read_record(home / "papers" / "gates.paper.json")
    assert record is not None
    assert record.formulas[0].holds == ("2beta<2",)


async def test_digits_choose_a_domain_and_what_is_not_known_and_open_the_field(home: Path) -> None:
    async with learner(home) as person:
        await open_second_table(person)
        await person.sees("7 number > 0", "8 probability, in (0, 1)", "9 not known", "0 write it")
        await person.press("0")
        await person.types("3")
        await person.press("enter")
        await person.sees("'3' does not say what it is")
        await person.press("escape")
        await open_table(person)
        await person.press("0")
        await person.types("3, d")
        await person.press("escape")
        await person.sees("what is m_t?", "m_t  ?")
        await person.press("8")
        await person.press("up")
        await person.sees("m_t  number in (0, 1)")
        await person.press("9", "up")
        await person.sees("m_t  not known")
        await person.press("enter")
        await person.sees("(2): its letters")
    record = read_record(home / "papers" / "gates.paper.json")
    assert record is not None
    assert record.formulas[0].has_letters


async def test_what_does_not_fit_is_said_at_its_row_and_mended_there(home: Path) -> None:
    async with learner(home) as person:
        await open_table(person)
        await person.press("enter")
        await person.sees("Choose with a digit, or type what it is.")
        await person.types("m, d")
        await person.press("enter")
        await person.press("enter")
        await person.sees("m x d")
        await person.press("up")
        await person.sees("what is m_t?")
        await person.types("d")  # in place of what stands there
        await person.press("enter")
        await person.at_field()


async def test_a_row_that_was_said_before_is_chosen_once_it_is_to_blame(home: Path) -> None:
    said = (symbol(r"g_t", "g_t in R^k", Origin("you")), symbol(r"\beta", "0 < beta < 1", Origin("you")))
    record = replace(RECORD, symbols=(*said, symbol(r"m_t")))
    save_record(home / "papers" / "gates.paper.json", record)
    async with learner(home) as person:
        await person.is_at("Today")
        await person.sees("(1): define its letters")
        await person.press("enter")
        await person.sees("what is m_t?", "g_t  vector of k")
        await person.types("d")
        await person.press("enter")
        await person.press("enter")
        await person.sees("what is g_t?")


async def test_a_question_is_answered_and_no_leads_back_to_the_table(home: Path) -> None:
    async with learner(home) as person:
        await open_second_table(person)
        for text in ("> 0", "d", "d > 0", "> 0"):
            await person.types(text)
            await person.press("enter")
        await person.sees("(1): m_t", "take it?")
        await person.press("enter")
        await person.sees("to each entry?", "y yes", "n no")
        await person.press("n")
        await person.sees("Then a row says something else")
        await person.press("enter")
        await person.sees("to each entry?")
        await person.press("y")
        await person.rests()
        assert "to each entry?" not in person.screen


async def test_leaving_loses_nothing_and_logs_nothing(home: Path) -> None:
    async with learner(home) as person:
        await open_table(person)
        await person.press("2", "down")
        await person.types("a := m_t: d")
        await person.press("escape")
        await person.is_at("Today")
        assert not person.events()
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("enter")
        await person.sees("(1): its letters", "m_t  vector of d", "a := m_t: d")


async def test_a_refused_row_is_not_there_when_the_table_is_opened_again(home: Path) -> None:
    async with learner(home) as person:
        await open_table(person)
        await person.press("2", "down")
        await person.types("k2")
        await person.press("enter")
        await person.sees("this is not a condition")
        await person.press("escape")
        await person.is_at("Today")
    async with learner(home) as person:
        await open_table_again(person)
        await person.sees("m_t  vector of d")
        assert "k2" not in person.screen


async def test_letters_that_were_left_twice_wait_on_the_papers_page(home: Path) -> None:
    async with learner(home) as person:
        for _ in range(2):
            await open_table(person)
            await person.press("escape")
        await person.is_at("Today")
        await person.sees("(2): define its letters")
        await person.sees("› Gates    (2): define its letters")
        await person.press("4")
        await person.sees("Gates")
        await person.press("enter")
        await person.sees("(1)")
        await person.press("semicolon")
        await person.sees("(1): its letters")


async def test_the_chosen_row_is_in_sight_at_every_size(home: Path) -> None:
    async with learner(home) as person:
        await open_second_table(person)
        for width, height in ((80, 24), (60, 18), (40, 12)):
            await person.resizes(width, height)
            for _ in range(4):
                await person.press("2")
                await person.sees("›")
            for line in person.screen.splitlines():
                assert len(line.rstrip()) <= width
            await person.press("down", "down", "down")
            await person.sees("› add a condition")
            await person.press(*["up"] * 9)


async def test_the_map_says_letters_by_enter_and_by_their_key(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("Gates")
        await person.press("enter")
        await person.sees("define its letters")
        await person.press("semicolon")
        await person.sees("(1): its letters")
        await person.press("escape")
        await person.sees("enter define its letters")
        await person.press("enter")
        await person.sees("(1): its letters")
        await person.press("2", "enter")
        await person.at_field()


async def test_a_page_asks_for_no_letters(home: Path) -> None:
    async with learner(home, allowed=SERVED) as person:
        await person.is_at("Today")
        await person.sees("nothing is due")
        await person.press("enter")
        await person.rests()
        assert "2 vector of d" not in person.screen


async def test_no_verdict_stands_below_the_words_that_tell_to_wait(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, seen = DrillSession.take_letters, list[str]()

    def take_late(sitting: DrillSession, asked: AskedLetters, item: str) -> None:
        time.sleep(1.5)  # the words that tell to wait have come by then
        seen.append(person.screen)
        take(sitting, asked, item)

    configure(home, f'goal = "{BANK}"\nsecond_try = "off"\n')
    async with learner(home) as person:
        await open_table(person)
        await person.press("2", "enter")
        await person.at_field()
        monkeypatch.setattr(DrillSession, "take_letters", take_late)
        await person.answers("[1, 2, 3]", "wrong")
        await person.marks("n")
        await person.sees("(2): its letters")
        for text in ("> 0", "d", "d > 0", "> 0"):
            await person.types(text)
            await person.press("enter")
        await person.press("enter", "y")
        await person.sees("Equation (2) reads")
    *_, waiting = seen
    assert "One moment…" in waiting
    assert not [word for word in ("Equation (1)", "wrong", "next") if word in waiting], waiting


async def test_a_type_that_is_none_is_refused_at_its_row_at_once(home: Path) -> None:
    async with learner(home) as person:
        await open_second_table(person)
        await person.types("discount")
        await person.press("enter")
        await person.sees("'discount' does not say what it is: say number, vector")
        assert "law d" not in person.screen
        await person.press("1")
        await person.rests()
        assert "does not say" not in person.screen


async def test_what_is_refused_is_told_as_often_as_all_is_taken(home: Path) -> None:
    async with learner(home) as person:
        await open_table(person)
        await person.types("m, d")
        await person.press("enter")
        await person.sees("m x d")
        for _ in range(2):
            await person.press("down", "down", "enter")
            await person.sees("Change this row, or what it is at odds with")
            await person.sees("what is g_t?")


async def test_a_cleared_row_of_what_holds_leaves_no_empty_one(home: Path) -> None:
    async with learner(home) as person:
        await open_table(person)
        await person.press("2", "down")
        await person.types("g_t > 0")
        await person.press("down")
        await person.press("escape")
    async with learner(home) as person:
        await open_table_again(person)
        await person.press("down", "down", "down")
        await person.sees("› g_t > 0")
        await person.press("ctrl+u", "down")
        await person.sees("› add a condition")
        assert person.screen.count("add a condition") == 1


async def open_table_again(person: Learner) -> None:
    await person.is_at("Today")
    await person.press("enter")
    await person.sees("(1): its letters", "› β")


async def test_a_table_that_leaves_nothing_to_ask_says_so_before_anything_is_typed(home: Path) -> None:
    rows = tuple(replace(row, has_letters=True) for row in RECORD.formulas)
    letters = (*RECORD.symbols[:2], symbol("m_t", "d", Origin("you")))
    record = replace(RECORD, formulas=rows, symbols=letters)
    save_record(home / "papers" / "gates.paper.json", record)
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("Gates")
        await person.press("enter")
        await person.sees("(1)")
        await person.press("semicolon")
        await person.sees("(1): its letters", "Nothing can be asked of it yet")


async def test_a_formula_that_was_taken_stands_there_as_a_formula(home: Path) -> None:
    async with learner(home) as person:
        await open_second_table(person)
        await person.press(*["down"] * 4)
        await person.sees("(1) says what m_t is: take it?")
        await person.press("y")
        await person.sees("taken")
        await person.press("escape")
        await person.is_at("Today")
    async with learner(home) as person:
        await open_second_table(person)
        await person.sees("m_t = βm_(t−1)")
        assert "beta" not in person.screen


async def test_a_formula_asks_for_its_letters_once_a_question_of_it_was_found(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_free, try_formula = threading.Event(), paper_import.try_formula

    def try_once_free(*arguments: Any) -> tuple[int, bool]:
        is_free.wait(20)
        return try_formula(*arguments)

    monkeypatch.setattr(paper_import, "try_formula", try_once_free)
    rows = tuple(replace(row, tried=0, waits=False) for row in RECORD.formulas)
    save_record(home / "papers" / "gates.paper.json", replace(RECORD, formulas=rows))
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("Gates: a paper", "enter open")
        await person.press("enter")
        await person.sees("looking at 2 more formulas")
        is_free.set()
        await person.sees("define its letters")
