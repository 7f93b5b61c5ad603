"""The search of the palette: subjects, topics, papers, exercises, settings and their values."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.command import Command, CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option
from textual.worker import Worker

from drill.errors import DrillError
from drill.settings import ACTIONS, COMMAND_NAMES, SCHEMA
from drill.tui.bindings import ClosesOnce
from drill.tui.looks import build_content, capitalise_text
from drill.tui.textual_internals import KeepsEarlyKeys

if TYPE_CHECKING:
    from drill.session.standing.queueing import Request
    from drill.session.workspace import Workspace
    from drill.tui.app import DrillApp

# Max number of results, because nobody chooses among more; another word narrows them.
MOST_FOUND = 60
# Weights of commands: those that act here, those that act elsewhere, and the bonuses for the beginning of a
# name and for a whole one.
ACTING, ELSEWHERE, NAMED, CALLED = 2.0, 1.5, 0.4, 1.0
# Weight of the exercises, below everything that has a name; the line cannot be chosen.
ABOVE_EXERCISES, LINE = 0.75, "───────────  exercises"
# The keys before the words of a command.
KEY_CELLS = 11


@dataclass(frozen=True, slots=True)
class Target:
    """Something to go to or to choose: its name, a description, and the action."""

    name: str
    told: str
    run: Callable[[], object]
    # The order among rows that contain all the words: 0 to 1.
    weight: float
    # An exercise's id: the search also covers it and its prompt.
    item: str = ""
    # Further names for the search.
    names: str = ""
    # Whether it does something here.
    acts: bool = True

    def has(self, words: Sequence[str], text: str = "") -> bool:
        """Return whether all words are in its name, its id or a further ``text``."""
        every = f"{self.name} {self.item} {self.names} {text}".lower()
        return all(word in every for word in words)


class DrillCommandPalette(KeepsEarlyKeys, ClosesOnce, CommandPalette):  # pyright: ignore[reportIncompatibleMethodOverride]  Textual's own
    """Textual's palette, made safe against keys and clicks that come too early or too late."""

    app: DrillApp

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._search: Worker[None] | None = None
        self._submitted: Input.Submitted | None = None
        """Enter that came before the list of the present text: it acts on that list once it is there."""

    async def _on_message(self, message: Message) -> None:
        """Drop messages of its parts once it is closed, and let enter wait for the current results.

        On the line above the exercises enter goes to the first one, and the next enter opens it.
        """
        if not self.is_active and isinstance(message, OptionList.OptionMessage | Input.Submitted):
            return
        if isinstance(message, Input.Changed):  # the pending command is looked up again
            self._submitted = None
        if isinstance(message, Input.Submitted) and self._search is not None and self._search.is_running:
            message.stop()
            self._submitted = message
            return
        if isinstance(message, OptionList.OptionSelected) and _is_line(message.option):
            message.stop()
            message.option_list.highlighted = message.option_index + 1
            return
        await super()._on_message(message)

    def on_mount(self) -> None:
        """Search again once the exercises are read, if the palette is opened before."""
        if self.app.workspace is None:
            self.run_worker(self._search_again())

    async def _search_again(self) -> None:
        """Search all that has a name now, unless a row is chosen meanwhile."""
        with suppress(DrillError):  # the screen below tells why they cannot be read
            await self.app.opened()
            if self.query_one(CommandList).highlighted:
                return
            for provider in self._providers:
                await provider.startup()
            self._stop_no_matches_countdown()
            self._gather_commands(self.query_one(Input).value)

    def _gather_commands(self, search_value: str) -> Worker[None]:
        self._search = super()._gather_commands(search_value)
        return self._search

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Run the first result for the typed text if enter was pressed before the result was found."""
        del event
        search, submitted = self._search, self._submitted
        if search is not None and search.is_finished and submitted is not None:
            self._submitted = None
            self._select_or_command(submitted)

    def _action_command_list(self, action: str) -> None:
        """Move in the list once it is laid out."""
        if action in ("cursor_down", "select") or self.query_one(CommandList).size.height:
            super()._action_command_list(action)


class Finder(Provider):
    """Commands, and everything that has a name; a target is found if it contains all the words."""

    @property
    def _app(self) -> DrillApp:
        return self.app  # pyright: ignore[reportReturnType]  Textual has no narrower type for a provider

    async def startup(self) -> None:
        """Begin to read the names; exercises are searched only if words are not found.

        It waits for nothing itself: Textual cancels it when a key ends the first search.
        """
        self._commands = _list_commands(self._app, self.screen)
        self._targets = asyncio.create_task(self._read_targets())
        self._texts: asyncio.Task[Mapping[str, str]] | None = None

    async def discover(self) -> Hits:
        """Return the commands, in their own order."""
        for number, command in enumerate(self._commands):
            yield DiscoveryHit(_draw_target(command, ()), command.run, f"{number:03}")

    async def _read_targets(self) -> list[Target]:
        app = self._app
        if isinstance(self.screen, ModalScreen):
            return []
        targets = list(_list_setting_targets(app))
        if app.workspace is not None:
            targets += await app.background.run(_list_drill_targets, app, app.workspace)
        return sorted(targets, key=lambda target: -target.weight)

    async def search(self, query: str) -> Hits:
        """Commands, subjects and topics before exercises; prompts only if no name contains the words."""
        words = query.lower().split()
        commands = [command for command in self._commands if command.has(words)]
        for command in commands:
            yield _make_palette_hit(command, command.weight + _weigh_name(command, query), words)
        targets = await asyncio.shield(self._targets)  # the next key ends this search, and not the reading
        found = [target for target in targets if target.has(words)]
        if not commands and not found and self._app.workspace is not None:
            if self._texts is None:
                self._texts = asyncio.create_task(self._app.searched_texts())
            texts = await asyncio.shield(self._texts)
            found = [target for target in targets if target.has(words, texts.get(target.item, ""))]
        found = found[:MOST_FOUND]
        for target in found:
            yield _make_palette_hit(target, target.weight, words)
        if any(target.item for target in found):
            yield Hit(ABOVE_EXERCISES, LINE, _do_nothing, LINE)

    async def shutdown(self) -> None:
        """Stop reading names: the palette is closed."""
        self._targets.cancel()
        if self._texts is not None:
            self._texts.cancel()


def _make_palette_hit(target: Target, weight: float, words: Sequence[str]) -> Hit:
    return Hit(
        weight, _draw_target(target, words), target.run, target.name, target.told if target.acts else None
    )


def _do_nothing() -> None:
    """Do nothing, because the line above the exercises cannot be chosen."""


def _is_line(option: Option) -> bool:
    return isinstance(option, Command) and option.hit.command is _do_nothing


def _list_commands(app: DrillApp, screen: Screen[object]) -> list[Target]:
    """Return the commands that act here, then those that act elsewhere, each with the place."""
    targets: list[Target] = []
    absent = dict(COMMAND_NAMES)
    for command in app.get_system_commands(screen):
        words = command.title[KEY_CELLS:].lower()
        rows = [name for name in COMMAND_NAMES if (command.help or words[: len(name)]) == name]
        names = ", ".join(f"{name}, {absent.pop(name, COMMAND_NAMES[name]).names}" for name in rows)
        targets.append(Target(command.title, "", command.callback, ACTING, names=names))
    for name, row in absent.items():
        words = capitalise_text(ACTIONS[name].words if name in ACTIONS else name)
        place = row.place or "on the main screens"
        run = partial(app.notify, f"{words} acts {place}.", markup=False)
        title = f"{'':{KEY_CELLS}}{words}"
        targets.append(Target(title, place, run, ELSEWHERE, names=f"{name}, {row.names}", acts=False))
    return targets


def _weigh_name(command: Target, query: str) -> float:
    """Return the weight that puts a command first if the typed text is one of its names."""
    called, asked = [command.name[KEY_CELLS:].lower(), *command.names.split(", ")], query.lower().strip()
    if asked in called:
        return CALLED
    return NAMED if any(name.startswith(asked) for name in called) else 0.0


def _draw_target(target: Target, words: Sequence[str]) -> Content:
    content = _mark_found_words(target.name, words)
    if target.acts:
        return content
    return build_content((f"{target.name}   {target.told}", "$text-muted"))


def _mark_found_words(name: str, words: Sequence[str]) -> Content:
    content, lowered = build_content(name), name.lower()
    for word in words:
        index = lowered.find(word)
        content = content.stylize("bold underline", index, index + len(word)) if index >= 0 else content
    return content


def _list_setting_targets(app: DrillApp) -> Iterator[Target]:
    """Return every setting, and each value of those that have a few."""
    for setting in SCHEMA.values():
        if setting.place not in ("first", "more") or not app.allows_setting(setting.name):
            continue
        yield Target(f"Setting: {setting.title}", setting.words, app.show_settings, 0.5)
        values = app.themes_offered if setting.name == "theme" else getattr(setting.kind, "choices", ())
        now = setting.kind.format(getattr(app.settings, setting.name))
        for value in values:
            yield Target(
                f"Setting: {setting.title}: {value}",
                "chosen now" if value == now else setting.words,
                partial(app.choose, setting.name, value),
                0.4,
            )


def _list_drill_targets(app: DrillApp, workspace: Workspace) -> list[Target]:
    """Return, in the session's thread, everything that a session can be made of."""
    from drill.session.library.exercise_library import list_library_items
    from drill.session.standing.paper_names import find_paper_slug, is_paper
    from drill.session.standing.queueing import Request

    def drill(request: Request) -> Callable[[], object]:
        return partial(app.leave_for, partial(app.drill, request))

    targets: list[Target] = []
    for bank in workspace.catalogue.banks:
        if is_paper(bank.id):
            opens = partial(app.leave_for, partial(_open_paper, app, find_paper_slug(bank.id)))
            targets.append(Target(f"Open {bank.title}", "the paper's page", opens, 0.95))
        places = [(bank.title, "all of it", bank.id, 0.9)]
        places += [
            (f"{bank.title}: {topic.title}", "a topic", f"{bank.id}/{topic.id}", 0.8)
            for topic in bank.topics
            if topic.title != bank.title
        ]
        for title, what, name, weight in places:
            targets.append(Target(f"Drill {title}", what, drill(Request(scope=(name,))), weight))
            practice = drill(Request(scope=(name,), practice=True))
            targets.append(Target(f"Practise {title}", "each once; nothing of it counts", practice, 0.6))
    for item in list_library_items(workspace):
        name = capitalise_text(item.title or item.item.rpartition("/")[2])
        place = item.topic if item.topic == item.subject else f"{item.subject}, {item.topic}"
        opens = drill(Request(scope=(item.topic_of_bank,), first=item.item, items=1))
        targets.append(Target(name, place, opens, 0.7, item.item))
    return targets


def _open_paper(app: DrillApp, slug: str) -> None:
    from drill.tui.screens.papers.paper import PaperScreen
    from drill.tui.screens.places import PlaceScreen

    here = app.screen.PLACE if isinstance(app.screen, PlaceScreen) else ""
    app.replace_screen(PaperScreen(slug, back=here or "Papers"))
