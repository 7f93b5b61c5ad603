"""Links that ask: a formula with the form of a move and no word of it near."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drill.papers import AlgorithmRow, FamilyRow, Origin, Paper
from drill.session.standing.paper_names import read_record, save_record
from tests.homes import configure
from tests.session.a_worked_paper import BANK, exercises_of, plant_worked_paper, symbol, with_letters
from tests.tui.driving import Learner, learner

YOU = Origin("you")
SYMBOLS = tuple(
    symbol(name, type_, YOU) for name, type_ in ((r"g_t", "d"), (r"\beta", "(0, 1)"), ("m_t", "d"))
)
BOX = AlgorithmRow(
    "box", (r"$m_0 \gets 0$", "for $t = 1, 2$", r"  $m_t \gets \beta m_{t-1} + g_t$"), caption="Averages"
)
MOVE = FamilyRow("softmax", "Softmax", ("calc.one",), r"\beta m")


def plant(home: Path, *kinds: str) -> None:
    configure(home, f'goal = "{BANK}"\n')
    record = replace(with_letters(*kinds), symbols=SYMBOLS, algorithms=(BOX,))
    asked = replace(record.formulas[0], asked_moves=(MOVE,))
    plant_worked_paper(home, own=exercises_of(*kinds))
    save_record(path_of(home), replace(record, formulas=(asked, *record.formulas[1:])))
    (home / "drill.db").touch()


def path_of(home: Path) -> Path:
    return home / "papers" / "gates.paper.json"


def record_of(home: Path) -> Paper:
    record = read_record(path_of(home))
    assert record is not None
    return record


async def open_map(person: Learner) -> None:
    """Open the map, at its first formula: an import's first row asks a chat for exercises."""
    await person.is_at("Today")
    await person.press("4")
    await person.sees("Gates")
    await person.press("enter")
    await person.sees("a chat can write exercises", "(1)", "(2)", "Averages")
    await person.press("down")


@pytest.mark.parametrize(("key", "linked"), [("y", True), ("n", False)])
async def test_a_move_without_a_word_is_asked_and_the_answer_kept(
    tmp_path: Path, no_shipped_banks: None, key: str, linked: bool
) -> None:
    plant(tmp_path)
    async with learner(tmp_path) as person:
        await open_map(person)
        await person.press("space")
        await person.sees("It has the form of Softmax", "Nothing in the paper says so")
        await person.press(key)
        await person.rests()
        assert "Nothing in the paper" not in person.screen
    row = record_of(tmp_path).formulas[0]
    assert row.moves_said == {"softmax": linked}
    assert [move.family for move in row.families] == (["softmax"] if linked else [])
