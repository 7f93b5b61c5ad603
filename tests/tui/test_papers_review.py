"""Papers imported and reviewed: the line to import from, the glossary, drafts one by one, what is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drill.errors import TimedOutError
from drill.papers import Paper
from drill.session.standing.paper_names import read_record
from tests.homes import WORKERS, bank, plant, sums
from tests.tui.a_paper import RECORD, SLUG, made_with, plant_paper
from tests.tui.driving import Learner, learner
from tests.tui.lists import choose

SOURCE = r"""\documentclass{article}
\title{Heavy balls}
\begin{document}
\section{Steps}
Let $\alpha$ denote the learning rate and let $\beta$ be the momentum.
\begin{equation} d_{t+1} = \beta d_t + (1 - \beta) g_t \label{eq:buffer} \end{equation}
\begin{equation} \theta_{t+1} = \theta_t - \alpha d_{t+1} \end{equation}
\end{document}
"""


def record(home: Path, slug: str = SLUG) -> Paper:
    found = read_record(home / "papers" / f"{slug}.paper.json")
    assert found is not None
    return found


def decisions(home: Path) -> dict[str, str]:
    return dict(record(home).decisions)


def bank_text(home: Path, slug: str = SLUG) -> str:
    return (home / "banks" / "papers" / f"{slug}.yaml").read_text(encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A paper of which nothing is decided yet, so that it has no bank."""
    plant_paper(tmp_path, made_with(exercises=()), text="")
    return tmp_path


async def open_map(person: Learner) -> None:
    await person.is_at("Today")
    await person.press("4")
    await person.sees("0 of 3 new exercises reviewed")
    await person.press("enter")
    await person.sees("3 exercises from a chat wait for your look")


async def open_drafts(person: Learner) -> None:
    await open_map(person)
    choose(person, "wait for your look")
    await person.press("enter")
    await person.sees("exercise 1 of 3 from (6) QHAdam, main.tex:131 key confirmed")


async def test_drafts_are_looked_at_as_a_learner_meets_them(home: Path) -> None:
    async with learner(home) as person:
        await open_drafts(person)
        await person.sees("What stands in the blank?", "right", "rests on · Weighted means")
        await person.sees(
            "wrong x The factor is missing.",
            "Keep this exercise? 0 kept · 0 left out · 3 to go, 2 of them confirmed",
        )
        await person.press("y")
        await person.sees("exercise 2 of 3", "you judge it yourself", "1 kept")
        await person.press("n")
        await person.sees("exercise 3 of 3 from eq:buffer", "1 left out · 1 to go")
        assert decisions(home) == {"blank-1": "kept", "explain-2": "left"}
        await person.press("u")
        await person.sees("exercise 2 of 3", "0 left out · 2 to go")
        await person.press("a")
        await person.sees("2 kept · 0 left out · 1 to go")
        assert decisions(home) == {"blank-1": "kept", "blank-3": "kept"}
        await person.press("y")
        await person.sees("3 kept · 0 left out · none to go")
        await person.press("left")
        await person.sees("exercise 1 of 3", " kept ")
        await person.press("right", "enter")
        await person.sees("exercise 2 of 3")
        await person.press("ctrl+q")
        await person.until(lambda: not person.app.is_running, "the end")
    assert "id: blank-1" in bank_text(home)
    assert "id: blank-3" in bank_text(home)


async def test_what_is_kept_is_in_the_bank_at_once_and_can_be_drilled(home: Path) -> None:
    async with learner(home) as person:
        await open_drafts(person)
        await person.press("y")
        await person.sees("exercise 2 of 3")
        assert "id: blank-1" in bank_text(home)
        await person.press("escape")
        await person.sees("2 exercises from a chat wait for your look")
        choose(person, "wait for your look")
        await person.press("space")
        await person.sees("exercise 2 of 3", "1 kept")
        await person.press("n", "escape")
        await person.sees("1 exercise from a chat", "drill all of it: 1 exercise")
        choose(person, "drill all of it")
        await person.press("enter")
        await person.sees("What stands in the blank?", "enter check")


async def test_a_draft_is_edited_in_ones_editor(home: Path) -> None:
    editor = home / "edit.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/Twice/Two times/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    async with learner(home, EDITOR=str(editor)) as person:
        await open_drafts(person)
        await person.press("e")
        await person.sees("cannot be given to an editor")


async def test_a_draft_that_cannot_be_prepared_says_why(home: Path) -> None:
    broken = replace(RECORD.drafts[0], exercise={"prompt": "Compute.", "answer": {"number": "1 +"}})
    plant_paper(home, made_with(exercises=(), drafts=(broken, *RECORD.drafts[1:])), text="")
    async with learner(home) as person:
        await open_drafts(person)
        await person.sees("cannot be drilled as it is", "e edits it, n leaves it out")


async def test_the_glossary_is_reworded_and_taken_back_and_a_symbol_declared(home: Path) -> None:
    async with learner(home) as person:
        await open_map(person)
        await person.press("tab")
        await person.sees("3 symbols", "parameters")
        await person.press("e")
        await person.sees("what it means", "declared as")
        await person.types(" of the net")
        await person.press("enter")
        await person.sees("parameters of the net")
        await person.press("u")
        await person.until(lambda: "of the net" not in person.screen, "the old meaning")
        await person.sees("The exercises were remade")
        await person.press("u")
        await person.sees("No symbol was edited")
        await person.press("j", "e", "tab")
        await person.types("0 <= beta < 1")
        await person.press("enter")
        await person.sees("The exercises were remade")
        assert record(home).symbols[1].declared == "0 <= beta < 1"


async def test_a_paper_is_imported_from_its_source(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    (tmp_path / "drill.db").touch()
    (tmp_path / "balls.tex").write_text(SOURCE, encoding="utf-8")
    async with learner(tmp_path) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("No paper yet.", "file, folder, archive, arXiv id or URL", "enter import a paper")
        await person.press("enter")
        await person.sees("tab complete the path")
        person.pastes(tmp_path / "none")
        await person.press("enter")
        await person.sees("there is no file or folder")
        person.pastes(tmp_path / "bal")
        await person.press("tab")
        await person.sees("balls.tex")
        await person.press("enter")
        await person.sees("2 formulas found", "(1) Moving average", "make it your goal")
        await person.sees("a chat can write exercises: enter copies a page")
        await person.press("escape")
        await person.sees("Heavy balls")
        await person.press("i")
        await person.sees("enter import")
        person.pastes(tmp_path / "balls.tex")
        await person.press("enter")
        await person.sees("0 new, 0 gone")


async def test_a_misprint_is_put_right(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_map(person)
        choose(person, "(1) descent")
        await person.press("space")
        choose(person, "correct a misprint")
        await person.press("enter")
        person.pastes(r"\theta_{t+1} \leftarrow \theta_t - 2")  # the line has the formula as it is printed
        await person.press("enter")
        await person.sees("The exercises were remade", "printed")
        assert record(home).formulas[0].in_use.endswith("- 2")
        assert any(draft.about == "aa" for draft in record(home).drafts)


async def test_an_import_tells_how_far_it_is_and_is_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    (tmp_path / "drill.db").touch()
    (tmp_path / "balls.tex").write_text(SOURCE, encoding="utf-8")
    begun = threading.Event()

    def slow(
        paper: str, *, progress: Callable[..., Any], is_cancelled: Callable[[], bool], **_: object
    ) -> str:
        progress("drafting exercises: recall", 3, 13)
        begun.set()
        while not is_cancelled():
            threading.Event().wait(0.01)
        raise TimedOutError("cancelled: nothing was written")

    monkeypatch.setattr(WORKERS, "draft_paper", slow)
    async with learner(tmp_path) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("No paper yet.")
        await person.press("i")
        person.pastes(tmp_path / "balls.tex")
        person.waits_for_work = False
        await person.press("enter")
        await person.sees("drafting exercises: recall 3 of 13 esc cancels", "esc cancel")
        await person.press("question_mark")
        await person.sees("On every screen")
        await person.press("escape", "escape")
        await person.sees("cancelled: nothing was written", "enter import")
    assert begun.is_set()
    assert not (tmp_path / "papers").exists()


async def test_notes_are_kept_before_anything_of_a_paper_is(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_map(person)
        choose(person, "(1) descent")
        await person.press("e")
        await person.types("downhill")
        await person.press("enter", "space")
        await person.sees("input downhill")


async def test_a_paper_whose_record_lies_beside_its_bank_is_not_under_review(tmp_path: Path) -> None:
    """As of those that come with the program: what was decided on their drafts is no learner's affair."""
    plant_paper(tmp_path)
    for file in (tmp_path / "papers").iterdir():
        file.rename(tmp_path / "banks" / "papers" / file.name)
    async with learner(tmp_path) as person:
        await person.press("4")
        await person.sees(RECORD.title)
        assert "reviewed" not in person.screen
        await person.press("enter")
        await person.sees("drill all of it")
        assert "wait for your look" not in person.screen
        assert "more exercises" not in person.screen
        await person.press("tab")
        await person.sees("your own words")


async def test_the_list_ends_with_a_row_for_ones_own_paper(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    async with learner(tmp_path) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees(RECORD.title, "import a paper of your own", "enter open")
        await person.press("down")
        await person.sees("enter import a paper")
        await person.press("up")
        await person.sees("enter open")
        await person.press("down", "enter")
        await person.sees("tab complete the path")


async def test_keys_that_come_before_the_papers_act_on_them(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    async with learner(tmp_path) as person:
        await person.is_at("Today")
        for name in ("4", "enter"):
            person.app.simulate_key(name)
        await person.sees("map symbols notes")
