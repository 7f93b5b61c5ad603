"""The window about a formula: from the palette, to a card, to the exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.tui import SERVED
from tests.session.moves import plant_moves
from tests.tui.driving import learner

SIGMOID = r"\frac{1}{1 + e^{-z}}"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    plant_moves(tmp_path, monkeypatch)
    (tmp_path / "drill.db").touch()
    return tmp_path


@pytest.mark.parametrize("is_served", [False, True])
async def test_a_formula_leads_to_its_card_and_its_exercises(home: Path, is_served: bool) -> None:
    async with learner(home, allowed=SERVED if is_served else None) as person:
        await person.is_at("Today")
        person.app.copy_to_clipboard(SIGMOID)
        await person.commands("about a formula", "About a formula")
        await person.sees("About a formula", SIGMOID, "enter look it up")
        await person.press("enter")
        await person.sees(
            "It has the form of",
            "Sigmoid, if z denotes",
            "Sigmoid and symmetry  new",
            "Exercises to begin with",
        )
        await person.press("t")
        await person.sees("It halves at 0.", "esc back")
        await person.press("escape")
        await person.sees("It has the form of", "A gate")
        await person.resizes(40, 12)
        await person.sees("About a formula")
        await person.resizes(80, 24)
        await person.sees("enter begin", "tab another formula")
        await person.press("tab")
        await person.sees("enter look it up", "tab exercises")
        await person.press("tab", "enter")
        await person.at_field()
        await person.sees("Compute")


async def test_what_is_copied_is_proposed_only_where_it_may_be_a_formula(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        person.app.copy_to_clipboard("https://example.org/a_b")
        await person.commands("about a formula", "About a formula")
        await person.sees("a formula", "LaTeX, or softmax")
        await person.press("enter")  # nothing is asked
        await person.types("a + b")
        await person.press("enter")
        await person.sees("read as", "a + b")
        assert "Exercises to begin with" not in person.screen
        await person.press("ctrl+u")
        await person.types("x ")
        person.app.screen.query_one("Input").value = "(" * 99
        await person.press("enter")
        await person.sees("99 brackets are open at once: at most 30 are read")
        await person.press("escape")
        await person.is_at("Today")
