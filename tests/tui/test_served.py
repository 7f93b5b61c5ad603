"""The app in a browser: what it offers, and what it reaches of the machine, whatever is pressed."""

from __future__ import annotations

import importlib
import os
import pkgutil
import string
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.events import Key, Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Input

from drill.gyr.path import PathFormula
from drill.session.drilling.starting import Request
from drill.session.papers.assistant import AskedSubject
from drill.session.papers.paper_import import ShippedLike
from drill.session.standing.reading import Invitation
from drill.session.standing.withheld_exercises import count_exercises
from drill.session.today.goal_choice import GoalReached
from drill.settings import SCHEMA
from drill.tui import screens
from drill.tui.app import ClockScreen, PlacingSubjectsScreen
from drill.tui.bindings import KeyedScreen, Window
from drill.tui.screens.assistant_explanation import ExplanationScreen
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.goal_list import (
    GoalEndScreen,
    GoalListScreen,
    GoalSwapScreen,
    PlacementOfferScreen,
    SkillListScreen,
    UnlinkedPaperScreen,
)
from drill.tui.screens.papers.import_line import LikeScreen
from drill.tui.screens.papers.paper import PaperScreen
from drill.tui.screens.today_dialogs import ReadingQuestionScreen
from drill.tui.served import SERVED
from drill.tui.widgets.screen_rows import PLACES
from tests.homes import RUN, bank, configure, plant, sums
from tests.rows import sample
from tests.session.figured import READ_OFF
from tests.tui.a_paper import SLUG, plant_paper
from tests.tui.driving import Learner, learner

ACTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect", "webbrowser.open")
VIEWS = ("map", "symbols", "notes")
SIGNS = "comma colon question_mark slash plus minus full_stop exclamation_mark"
NAMED = f"enter escape tab shift+tab space backspace delete up down left right home end {SIGNS}"
KEYS = (
    *NAMED.split(),
    *string.digits,
    *string.ascii_letters,
    *(f"ctrl+{letter}" for letter in string.ascii_lowercase if letter not in "cq"),
    *(f"alt+{letter}" for letter in string.ascii_lowercase),
)
STAYS = frozenset(key for key in KEYS if key in NAMED.split()[5:14] or key[:5] == "ctrl+")
"""Keys that move or edit: none leads to another screen."""
LEADS = frozenset((*"1234gq", "comma", "colon", "question_mark", "ctrl+p", "escape", "tab", "shift+tab"))
"""Keys that do the same everywhere: pressed on one screen of each sort."""
SORTS = ("TodayScreen", "map", "DrillingScreen", "SettingsScreen")
SYSTEM = ("/usr/share/zoneinfo", "/etc/localtime", "/etc/machine-id", "/dev/null")
ROOTS = (
    sys.base_prefix,
    sys.prefix,
    *sysconfig.get_paths().values(),
    sys.pycache_prefix or sys.prefix,
    *SYSTEM,
)
"""Where Python's own files lie, and the system's on time and machine."""

_watched: list[tuple[str, str]] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _watched is not None and (event == "open" or event in ACTS):
        name = arguments[1] if event == "subprocess.Popen" else arguments[0]
        _watched.append((event, " ".join(map(str, name)) if isinstance(name, list) else str(name)))


@pytest.fixture(scope="module", autouse=True)
def _a_hook_for_good() -> None:
    sys.addaudithook(_note)  # Python has no way to take it back; it notes nothing but within `watched`


@contextmanager
def watched(home: Path) -> Iterator[None]:
    """Nothing is opened, begun or called but what is Python's, the package's, or in the home."""
    global _watched
    _watched = noted = []
    try:
        yield
    finally:
        _watched = None
    package = Path(screens.__file__).parents[2]
    roots = [
        Path(root).resolve()
        for root in (*ROOTS, package, package.parent / "exercises", home, os.environ[RUN])
    ]
    beyond = {
        (event, name)
        for event, name in noted
        if (event != "open" and not name.endswith(" -m drill.worker.main"))
        or (
            event == "open"
            and not name.isdecimal()
            and not (name.startswith("/proc/") and name.endswith("/stat"))  # the time of a worker process
            and not any(Path(name).resolve().is_relative_to(root) for root in roots)
        )
    }
    assert not beyond


def all_screens() -> set[str]:
    """The names of every screen that a module of the app has."""
    importlib.import_module("drill.tui.palette_search")
    for module in pkgutil.walk_packages(screens.__path__, "drill.tui.screens."):
        importlib.import_module(module.name)
    kinds, names = [Screen], set[str]()
    while kinds:
        below = kinds.pop().__subclasses__()
        kinds += below
        names |= {kind.__name__ for kind in below if kind.__module__.startswith("drill.tui")}
    return names - {
        "KeyedScreen",
        "LineWindow",
        "ListWindow",
        "PageWindow",
        "PaperScreen",
        "PlaceScreen",
        "Window",
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant_paper(tmp_path / "home")
    plant(tmp_path / "home", "tiny", bank(sums(3)))
    plant(tmp_path / "home", "pictures", bank(READ_OFF, topic="pictures.lines", title="Lines"))
    (tmp_path / "secret.md").write_text("my salary", encoding="utf-8")
    return tmp_path / "home"


def test_only_settings_that_name_nothing_are_changed() -> None:
    by_hand = {
        "assistant", "assistant_reads", "assistant_seconds", "editor", "gaps", "keys", "learner",
        "mcp_folders", "papers", "presume", "sync",
    }  # fmt: skip
    assert SCHEMA.keys() - SERVED.settings == by_hand


async def test_nothing_that_names_a_file_or_program_is_offered_or_done(home: Path) -> None:
    async with learner(home, allowed=SERVED, EDITOR="touch pwned") as person:
        await person.sees("minutes")
        await person.app.opened()
        with watched(home):
            await person.press("4")
            await person.sees("Steps that look back")
            assert "import" not in person.screen
            offered = " ".join(command.title for command in person.app.get_system_commands(person.app.screen))
            assert "second author" not in offered
            await person.press("i", "x", "e")
            await person.press("comma")
            await person.sees("minutes a day")
            assert "edit the file" not in person.screen
            assert all(f" {name} " not in person.screen for name in ("editor", "learner", "other keys"))
            await person.press("e", "escape")
    assert not list(home.glob("exports/*"))


async def test_symbols_under_review_are_read_and_put_into_own_words_alone(home: Path) -> None:
    async with learner(home, allowed=SERVED) as person:
        await person.app.opened()
        person.app.replace_screen(PaperScreen(SLUG, "symbols"))
        await person.sees("3 symbols", "your own words")
        assert not any(words in person.screen for words in ("y or n", "leave out", "e answers"))
        await person.press("y", "n", "e")
        await person.sees("in your words")
        assert "declared as" not in person.screen


async def reach(person: Learner, screen: str) -> None:
    """From wherever the app is to a screen, or to a view of a paper."""
    app = person.app
    while isinstance(app.screen, Window | CommandPalette):
        await person.press("escape")
    if screen.removesuffix("Screen") in PLACES:
        app.go_to(screen.removesuffix("Screen"))
    elif screen in VIEWS:
        app.replace_screen(PaperScreen(SLUG, screen))
    elif screen == "MoreExercisesScreen":
        app.ask_for_exercises(f"papers/{SLUG}", SLUG)
    elif screen == "SettingsScreen":
        app.show_settings()
    elif screen == "GoalQuestionScreen":
        app.ask_for_a_goal()
    elif screen == "GoalListScreen":
        app.push_screen(GoalListScreen())
    elif screen == "SkillListScreen":
        app.push_screen(SkillListScreen())
    elif screen == "UnlinkedPaperScreen":
        app.push_screen(UnlinkedPaperScreen("Walks", "enter", "x"))
    elif screen == "ExplanationScreen":
        app.push_screen(ExplanationScreen(AskedSubject("the exercise", lambda: "Compute 2 + 3.")))
    elif screen == "GoalSwapScreen":
        app.push_screen(GoalSwapScreen("DDPM", "Chain rule"))
    elif screen == "PlacementOfferScreen":
        app.push_screen(PlacementOfferScreen("DDPM is your goal: 80 skills to go.", 80))
    elif screen == "GoalEndScreen":
        reached = GoalReached(
            bank="tiny", title="Tiny", on=date(2027, 6, 4), learned=("Sums",), known=1,
            own=count_exercises((), {}), parked=(), reds=(), days=3, marks=4, then_and_now=None,
            next_papers=(),
        )  # fmt: skip
        app.push_screen(GoalEndScreen(reached))
    elif screen == "HelpScreen":
        app.show_help()
    elif screen == "ClockScreen":
        app.push_screen(ClockScreen(datetime.now()))
    elif screen == "PlacingSubjectsScreen":
        app.push_screen(PlacingSubjectsScreen([("tiny", "Sums")]))
    elif screen == "ReadingQuestionScreen":
        formulas = (PathFormula("the step", frozenset(), (), "step"),)
        app.push_screen(ReadingQuestionScreen(Invitation("papers/walk", "Walks", formulas)))
    elif screen == "LikeScreen":
        app.push_screen(LikeScreen(ShippedLike("papers/adam", "Adam", 54)))
    elif screen == "AboutFormulaScreen":
        app.show_about_formula()
    elif screen == "ScratchPageScreen":
        app.show_scratch_page()
    elif screen == "DrillCommandPalette":
        app.action_command_palette()
    elif screen == "PlanScreen":
        await reach(person, "TodayScreen")
        await person.press("space")
    else:
        app.drill(Request(scope=("tiny" if screen == "DrillingScreen" else "pictures",)))
        waits = (None, Mode.LOADING)
        await person.until(lambda: person.mode not in waits or here(person) == screen, "an exercise")
        await person.settles()
        if screen == "FigureScreen":
            await person.command("f")
        elif screen == "SummaryScreen" and here(person) != screen:
            if person.mode is Mode.FIELD:
                await person.answers("3", "right")
            await person.press("y")
    await person.until(lambda: here(person) == screen, screen)
    await person.settles()


def here(person: Learner) -> str:
    """The name by which the list of what is allowed knows the screen."""
    screen = person.app.screen
    return screen.part.called if isinstance(screen, PaperScreen) else type(screen).__name__


def acts(person: Learner, key: str) -> bool:
    """Whether the screen offers something for a key."""
    screen = person.app.screen
    return isinstance(screen, KeyedScreen) and screen.offer_of(key.removeprefix("alt+")) is not None


@pytest.mark.parametrize(
    "screen", sample(sorted((all_screens() | set(VIEWS)) - {"InsideScreen", "LettersScreen"}), 6)
)
async def test_no_key_opens_a_file_or_program_of_the_machine(
    screen: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All keys are pressed in a burst, and some one by one: whatever those open is given a path to open."""
    monkeypatch.chdir(tmp_path)
    async with learner(home, allowed=SERVED, EDITOR="touch pwned", VISUAL="touch pwned") as person:
        app = person.app
        await app.opened()
        monkeypatch.setattr(app, "exit", lambda *_, **__: None)
        with watched(home):
            await reach(person, screen)
            assert not any(words in person.screen for words in ("import a paper", "$EDITOR", "export"))
            alike = STAYS if screen in SORTS else STAYS | LEADS
            acting = [key for key in KEYS if key not in alike and acts(person, key)]
            for key in KEYS:
                if not acts(person, key) or key in STAYS:
                    app.post_message(Key(key, key if len(key) == 1 else None))
            await person.settles()
            for key in sample(acting, 3):
                if here(person) != screen:
                    await reach(person, screen)
                await person.press(key)
                if isinstance(app.focused, Input):
                    app.focused.value = "/etc/passwd"
                    await person.press("enter", "escape")
    assert not (tmp_path / "pwned").exists()
    assert not list(home.glob("exports/*"))


async def test_an_explanation_is_not_offered(tmp_path: Path) -> None:
    plant(tmp_path, "small", bank(sums(2)))
    configure(tmp_path, 'assistant = "cat"\n')
    (tmp_path / "drill.db").touch()
    async with learner(tmp_path, allowed=SERVED) as person:
        await person.is_at("Today")
        await person.press("enter")
        await person.answers("7", "wrong")
        assert not acts(person, "x")
        await person.press("x")
        await person.marks("n")


async def test_the_size_that_the_page_told_last_holds(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with learner(home, allowed=SERVED) as person:
        await person.is_at("Today")
        monkeypatch.setattr(type(person.app._driver), "page_size", Size(80, 24), raising=False)
        person.app.post_message(Resize(Size(60, 20), Size(60, 20)))  # that of the start, told late
        await person.rests()
        assert person.app.screen.size == Size(80, 24)
