"""The keys that are shown, those that act unseen, and the names by which commands are found."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest

from drill.session.drilling.starting import Request
from drill.settings import ALIASES, find_keys_in_use
from tests.homes import bank, plant, sums
from tests.tui.a_paper import plant_paper
from tests.tui.driving import Learner, learner

# What somebody may call each command, and how the command begins that is found first.
CALLED = """
warm-up, rapid, quick: warm-up
ten minutes more, longer day: more minutes
ten minutes less: fewer minutes
minutes, settings, theme, font, reset: settings
other numbers, again, look inside, numbers: again
skip, later: skip
park, suspend: park
parked exercises, reopen: parked exercises
hint: hint
solution, reveal, answer, give up: solution
this is wrong, dispute, report: this is wrong
shape, motion: shape
your line: next part
working, scratch page, check a derivation: w
figure, picture: the figure
view, two lines, one line, latex, words, speak: view
all steps, all formulas: all of them
all of the card, longer: all of the card
copy what is shown, clipboard: copy
write in my editor, vim, write a note: write
choose a goal, aim, paper, change goal: choose a goal
drop the goal: choose a goal
only what it needs: only what it needs
all that it rests on: all that it rests on
import a paper, pdf, arxiv, add: import a paper
exercises from a chat, assistant, second author, explain, ask: ask for
open the source, browser, link: open
how to read it, steps: how to read it
ask a question: ask a question
link right: yes
link wrong: no
placement, find out what I know: begin placement
my mistakes: my mistakes
progress, days, greens, does it hold, charts, statistics: progress
write the chart into a file, svg, export: write what is shown into a file
about a formula: about a formula
print, html, anki: print
add a book: add a book
back up my marks, backup: back up
keys, shortcuts: what the keys do
help: help
how to type: how to type
the method: how drill works
summary: summary
practise without marks, practice, cram, exam, present: practise without marks
catch up, backlog, again first: catch up
today: today
library: library
papers: papers
quit: quit
"""


KEY_CELLS = 11
"""The keys before the words of a command."""


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
    keys = find_keys_in_use({"warm-up": "f7"}, has_aliases=False)
    assert keys["warm-up"] == "f7"
    assert keys["hint"] == "h"
    assert all(keys[name].startswith("none+") for name in ALIASES if name != "warm-up")


async def test_every_name_of_a_command_finds_it_before_all_others(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.rests()
        finder = import_module("drill.tui.palette_search").Finder(person.app.screen)
        await finder.startup()
        found: list[str] = []
        for line in CALLED.strip().splitlines():
            names, _, begins = line.partition(": ")
            for name in names.split(", "):
                hits = [hit async for hit in finder.search(name)]
                best = max(hits, key=lambda hit: hit.score)
                if best.score <= 1 or not str(best.text)[KEY_CELLS:].lower().startswith(begins):
                    found.append(f"{name} finds {best.text}")
        assert found == []
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
