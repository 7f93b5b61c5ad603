"""The app in a browser: what it offers, and what it reaches of the machine, whatever is pressed."""

from __future__ import annotations

import importlib
import pkgutil
import string
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import OptionList

from drill.session.starting import Request
from drill.settings import SCHEMA
from drill.tui import screens
from drill.tui.screens.clock import ClockScreen
from drill.tui.screens.drilling.screen import DrillingScreen
from drill.tui.screens.papers.paper import PaperScreen
from drill.tui.screens.summary import SummaryScreen
from drill.tui.served import SERVED
from tests.homes import bank, plant, sums
from tests.tui.a_paper import SLUG, plant_paper
from tests.tui.driving import Learner, learner

SIGNS = ("comma", "colon", "question_mark", "slash", "plus", "minus", "full_stop", "exclamation_mark")
NAMED = ("enter", "escape", "tab", "shift+tab", "space", "up", "down", "left", "right", "home", "end", "f1")
CONTROL = tuple(f"ctrl+{letter}" for letter in "opqsxz")
KEYS = (*NAMED, *SIGNS, *CONTROL, *string.digits, *string.ascii_lowercase, *"AEIX")
ACTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect", "webbrowser.open")
PLACES = ("Today", "Library", "Progress", "Papers", "Parked")
VIEWS = ("formulas", "symbols", "unknowns", "prerequisites", "drafts", "reading")
ROOTS = [sys.base_prefix, sys.prefix, *sysconfig.get_paths().values(), "/usr/share/zoneinfo", "/etc", "/dev/null"]
"""Where Python's own files lie, and the system's on time and machine."""

_watched: list[tuple[str, str]] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _watched is not None and (event == "open" or event in ACTS):
        _watched.append((event, str(arguments[0])))


@pytest.fixture(scope="module", autouse=True)
def _a_hook_for_good() -> None:
    sys.addaudithook(_note)  # Python has no way to take it back; it notes nothing but within `watched`


@contextmanager
def watched(home: Path, shared: Path) -> Iterator[None]:
    """Nothing is opened, begun or called but what is Python's, the package's, or in the home."""
    global _watched
    _watched = noted = []
    try:
        yield
    finally:
        _watched = None
    package = Path(screens.__file__).parents[2]
    roots = [Path(root).resolve() for root in (*ROOTS, package, package.parent / "exercises", home, shared)]
    beyond = {
        (event, name)
        for event, name in noted
        if event != "open"
        or (not name.isdecimal() and not any(Path(name).resolve().is_relative_to(root) for root in roots))
    }
    assert not beyond


def all_screens() -> set[str]:
    """The names of every screen that a module of the app has."""
    for module in pkgutil.walk_packages(screens.__path__, "drill.tui.screens."):
        importlib.import_module(module.name)
    kinds, names = [Screen], set[str]()
    while kinds:
        below = [kind for kind in kinds.pop().__subclasses__() if kind.__module__.startswith("drill.tui")]
        kinds += below
        names |= {kind.__name__ for kind in below}
    return names - {"PlaceScreen", "PaperScreen"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant_paper(tmp_path / "home")
    plant(tmp_path / "home", "tiny", bank(sums(3)))
    (tmp_path / "secret.md").write_text("my salary", encoding="utf-8")
    return tmp_path / "home"


def test_the_list_knows_every_screen() -> None:
    assert set(SERVED.keys) == all_screens() | set(VIEWS) | {"CommandPalette"}


def test_only_settings_that_name_nothing_are_changed() -> None:
    assert SCHEMA.keys() - SERVED.settings == {"editor", "keys", "learner"}


async def press_all(person: Learner, reach: Callable[[], object]) -> str:
    """Press every key on the screen that ``reach`` shows, each time anew; what was seen in between."""
    app, seen = person.app, []
    reach()
    await person.settles()
    here = app.screen
    for key in KEYS:
        if app.screen is not here:
            while len(app.screen_stack) > 2:
                app.pop_screen()
            reach()
            await person.settles()
            here = app.screen
        await person.press(key)
        seen.append(person.screen)
    while len(app.screen_stack) > 2:
        app.pop_screen()
    return "\n".join(seen)


async def test_no_key_of_any_screen_reaches_beyond(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with learner(home, allowed=SERVED, EDITOR="touch pwned", VISUAL="touch pwned") as person:
        app = person.app
        await app.opened()
        monkeypatch.setattr(app, "exit", lambda *_, **__: None)
        monkeypatch.setattr(app, "push_screen_wait", None)
        reaches: list[Callable[[], object]] = [
            *(lambda place=place: app.go_to(place) for place in PLACES),
            *(lambda view=view: app.replace_screen(PaperScreen(SLUG, view)) for view in VIEWS),
            app.show_settings,
            app.choose_glyphs,
            app.show_help,
            lambda: app.push_screen(ClockScreen(datetime.now())),
            app.action_command_palette,
            lambda: app.drill(Request(scope=("tiny",))),
        ]
        with watched(home, tmp_path.parent):
            for reach in reaches:
                seen = await press_all(person, reach)
                assert "$EDITOR" not in seen
                assert "import a paper" not in seen
    assert not (tmp_path / "pwned").exists()
    assert not list(home.glob("exports/*"))
