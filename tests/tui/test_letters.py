"""The table of letters: every screen binds its keys from it, so that a letter has one meaning everywhere."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
import unicodedata
from pathlib import Path
from typing import Any, cast

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from drill import tui
from drill.session.drilling.starting import Request
from drill.settings import ACTIONS, ALIASES, has_key
from drill.tui import SERVED, DrillApp
from tests.homes import bank, plant, sums
from tests.tui.a_paper import plant_paper
from tests.tui.driving import learner

# What a browser may not do: it names a path, a program or an address, or decides on what a paper became.
NOT_SERVED = {
    "answer", "ask", "ask_again", "complete", "confirm_move", "correct", "edit", "edit_draft",
    "edit_file", "explain", "export", "import_paper", "keep_all", "keep_draft", "leave_central",
    "leave_out_draft", "open_link", "put_among_central", "refuse_move", "suspend_process",
    "take_offers", "take_parts", "undo_draft",
}  # fmt: skip
# Bound to arrows and digits, whose meaning is what they point at.
FREE = {*string.digits, "left", "right", "up", "down", "home", "end", "pageup", "pagedown", "shift+tab"}
README = Path(__file__).parents[2] / "README.md"
INTERFACE = README.parent / "drill" / "INTERFACE.md"
# A line more, in every field of several lines.
NEW_LINE = "ctrl+j"


def declaring() -> list[type[DOMNode]]:
    """Every class of the app that declares keys."""
    for module in pkgutil.walk_packages(tui.__path__, "drill.tui."):
        importlib.import_module(module.name)
    kinds, found = [DOMNode], list[type[DOMNode]]()
    while kinds:
        below = kinds.pop().__subclasses__()
        kinds += below
        found += [
            kind for kind in below if kind.__module__.startswith("drill.tui") and "BINDINGS" in vars(kind)
        ]
    return list(dict.fromkeys(found))


def bound() -> list[tuple[type[DOMNode], Binding]]:
    return [(kind, binding) for kind in declaring() for binding in vars(kind)["BINDINGS"]]


def test_a_key_has_one_meaning_on_all_screens() -> None:
    assert len({row.key for row in ACTIONS.values()}) == len(ACTIONS)
    for kind, binding in bound():
        if binding.id is not None:
            assert binding.key == ACTIONS[binding.id].key, (kind, binding)


def name_of_key(sign: str) -> str:
    """Textual's name of a sign: nearly its name in Unicode."""
    name = sign if sign.isalnum() else unicodedata.name(sign).lower()
    for named, key in (
        ("solidus", "slash"), ("plus sign", "plus"), ("hyphen-minus", "minus"), ("commercial at", "at"),
        (" ", "_"),
    ):  # fmt: skip
        name = name.replace(named, key)
    return name


def keys_in(document: Path) -> list[tuple[str, str]]:
    """The rows of a document's table of keys: Textual's name of the key, and what it does."""
    told = document.read_text(encoding="utf-8").partition("| key | what it does |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (?:`(.+)`|\(none\)) \| (.+) \|$", told, re.MULTILINE)
    assert len(rows) == told.count("\n") - 1, "no row is empty"
    signs = {"esc": "escape", "enter": "enter", "tab": "tab", "space": "space", "ctrl+q": "ctrl+q"}
    return [(signs.get(key) or (name_of_key(key) if key else ""), words) for key, words in rows]


def test_the_interface_has_the_table_of_keys_and_the_readme_those_that_are_shown() -> None:
    every = [(row.key if has_key(row.key) else "", row.words) for row in ACTIONS.values()]
    assert keys_in(INTERFACE) == every
    shown = [(row.key, row.words) for name, row in ACTIONS.items() if name not in ALIASES]
    assert keys_in(README) == shown


def test_a_letter_is_bound_from_the_table_alone() -> None:
    free = {(kind.__name__, binding.key) for kind, binding in bound() if binding.id is None}
    functions = {f"f{number}" for number in range(1, 13)}
    assert {key for _, key in free} <= FREE | functions | {"space", "ctrl+z", NEW_LINE}


def test_a_function_key_has_one_meaning_on_all_screens() -> None:
    meanings = {(binding.key, binding.action) for _, binding in bound() if binding.key[1:].isdecimal()}
    assert meanings == {("f1", "help"), ("f2", "hint"), ("f3", "theory"), ("f4", "reveal"), ("f6", "working")}


@pytest.mark.parametrize("kind", declaring())
def test_every_bound_action_is_there(kind: type[DOMNode]) -> None:
    for binding in vars(kind)["BINDINGS"]:
        target, _, action = binding.action.partition("(")[0].rpartition(".")
        kinds = {"": [kind], "app": [DrillApp], "screen": declaring()}[target]
        assert any(hasattr(each, f"action_{action}") for each in kinds), binding


def test_a_browser_is_refused_what_it_is_not_allowed() -> None:
    actions = {binding.action.partition("(")[0].rpartition(".")[2] for _, binding in bound()}
    assert actions - SERVED.actions == NOT_SERVED
    textual = {"move", "scrolls", "focus_next", "focus_previous", "help_quit", "copy_text"}
    assert actions | textual >= SERVED.actions


async def test_the_last_line_of_all_screens_and_the_page_of_keys_are_those_of_the_table(
    tmp_path: Path,
) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    plant_paper(tmp_path)
    async with learner(tmp_path, Request(scope=("tiny",)), size=(120, 30)) as person:

        def compare() -> None:
            screen = cast("Any", person.app.screen)
            offers = [offer for pair in screen.key_pairs() for offer in pair.offers]
            for offer in offers:
                if offer.declared.name:
                    assert offer.declared.name not in ALIASES, (screen, offer)
                    assert offer.key == ACTIONS[offer.declared.name].key, (screen, offer)
            assert offers[-1].declared.name in ("palette", "back"), screen
            assert person.screen.rstrip().endswith("commands"), person.screen
            told = {offer.key for pair in screen.keys_here() for offer in pair.offers}
            assert {offer.key for offer in offers} <= told

        await person.sees("Compute 10 + 3")
        compare()
        await person.answers("7", "wrong")
        compare()
        await person.press("t")
        await person.sees("Add the units, then the tens.")
        compare()
        await person.press("q")
        await person.sees("minutes")
        compare()
        for place in ("2", "3", "4"):
            await person.press(place)
            await person.rests()
            compare()
        await person.press("enter")
        await person.rests()
        for _ in range(3):
            compare()
            await person.press("tab")
            await person.rests()
        for key in ("comma", "question_mark"):
            await person.press(key)
            await person.rests()
            compare()
