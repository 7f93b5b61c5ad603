"""The keys that are shown, those that act unseen, and the names by which commands are found."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest

from drill.session.drilling.starting import Request
from drill.settings import ALIASES, keys_in_use
from tests.homes import bank, plant, sums
from tests.tui.a_paper import plant_paper
from tests.tui.driving import Learner, learner

# What somebody may call each command, one a row; the best that is found by it is a command.
CALLED = """
warm-up; rapid; quick; ten minutes more; ten minutes less; minutes; other numbers; again; skip; later; park
parked exercises; suspend; reopen; solution; reveal; answer; give up; this is wrong; dispute; report; shape
motion; your line; figure; picture; view; two lines; one line; latex; words; speak; all steps
all of the card; theory; longer; copy what is shown; clipboard; write in my editor; vim; choose a goal; aim
paper; drop the goal; only what it needs; all that it rests on; import a paper; pdf; arxiv; add
exercises from a chat; assistant; second author; explain; ask; open the source; browser; link
letters of this formula; symbols; types; look inside; numbers; all formulas; how to read it; steps
write a note; ask a question; link right; link wrong; placement; find out what I know; my mistakes; days
greens; does it hold; charts; statistics; write the chart into a file; svg; export; about a formula
scratch page; check a derivation; print; html; anki; add a book; settings; minutes; theme; keys; how to type
the method; today; library; progress; papers; quit
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(3)))
    plant_paper(tmp_path)
    return tmp_path


def shown(person: Learner) -> list[str]:
    """The rows of the table whose keys the last line has, in its order."""
    pairs = cast("Any", person.app.screen).key_pairs()
    return [offer.declared.name for pair in pairs for offer in pair.offers]


async def test_the_last_line_has_the_keys_of_the_table_in_its_order(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",)), size=(120, 30)) as person:
        await person.at_field()
        assert shown(person) == ["go-on", "next", "hint", "back"]
        await person.answers("7", "wrong")
        assert shown(person) == ["yes", "no", "theory", "dispute", "undo", "leave", "keys", "palette"]
        await person.marks("y")
        await person.at_field()
        await person.press("escape", "q")
        await person.sees("minutes")
        await person.press("1")
        await person.is_at("Today")
        await person.rests()
        assert shown(person) == [
            "go-on", "look", "more", "less", "undo", "find", "leave", "keys", "palette"
        ]  # fmt: skip


async def test_further_letters_act_unseen_and_can_be_off(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.rests()
        await person.press("comma")
        await person.sees("Settings")
    (home / "config.toml").write_text("key_aliases = false\n", encoding="utf-8")
    async with learner(home) as person:
        await person.is_at("Today")
        await person.rests()
        await person.press("comma", "w", "j")
        await person.rests()
        await person.is_at("Today")
        await person.press("question_mark")
        await person.sees("Keys here", "On every screen")
        assert "Further letters" not in person.screen


def test_a_letter_of_ones_own_acts_though_further_letters_are_off() -> None:
    keys = keys_in_use({"warm-up": "f7"}, has_aliases=False)
    assert keys["warm-up"] == "f7"
    assert keys["hint"] == "h"
    assert all(keys[name].startswith("none+") for name in ALIASES if name != "warm-up")


async def test_every_command_is_found_by_its_names_before_any_exercise(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.rests()
        finder = import_module("drill.tui.palette").Finder(person.app.screen)
        await finder.startup()
        for name in CALLED.replace("\n", ";").split(";"):
            if not name.strip():
                continue
            hits = [hit async for hit in finder.search(name.strip())]
            best = max(hits, key=lambda hit: hit.score, default=None)
            assert best is not None, name
            assert best.score > 1, f"{name} finds only {best.text}"
        await finder.shutdown()


async def test_the_first_enter_never_begins_an_exercise(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.rests()
        await person.press("colon")
        await person.types("sum 2")
        await person.sees("exercises")
        await person.rests()
        await person.press("enter")
        await person.rests()
        assert person.exercise is None
