"""Library: any exercise, found by word, state or level, and started."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from drill.errors import DrillError
from drill.tui.content import count, line
from drill.tui.screens.places import PlaceScreen
from drill.tui.widgets.rows import KeyPair
from drill.tui.widgets.text import Prose, Text

if TYPE_CHECKING:
    from drill.session.views import LibraryItem
    from drill.session.workspace import Workspace

FILTERS = ("all", "unseen", "yellow", "red", "green", "parked")


class LibraryScreen(PlaceScreen):
    """A list of exercises under their topics; ``/`` narrows it by words, ``f`` by state."""

    PLACE = "Library"
    DEFAULT_CSS = """
    LibraryScreen #body {padding: 0; overflow: hidden;}
    LibraryScreen Input, LibraryScreen Input:focus
        {border: none; height: 1; padding: 0 1; background: $surface;}
    LibraryScreen #found {padding: 0 1; height: 1;}
    LibraryScreen OptionList, LibraryScreen OptionList:focus
        {height: 1fr; border: none; background: $background; padding: 0 1;}
    LibraryScreen #preview {height: auto; max-height: 50%; background: $surface; padding: 0 2;}
    """

    def __init__(self, find: str = "") -> None:
        super().__init__()
        self._items: Sequence[LibraryItem] = ()
        self._shown: list[LibraryItem | None] = []
        self._state = FILTERS[0]
        self._find = Input(find, placeholder="find: words of subject, topic or name", select_on_focus=False)
        self._found = Text(id="found")
        self._list = OptionList(markup=False)
        self._preview = Prose(tier=self.app.settings.glyphs, id="preview")
        self.keys = {
            "slash": self._find.focus,
            "f": self._next_filter,
            "space": self._look,
            "j": self._list.action_cursor_down,
            "k": self._list.action_cursor_up,
        }

    def compose_body(self) -> ComposeResult:
        """A line to type in, the list, and a look at one of them."""
        yield self._find
        yield self._found
        yield self._list
        yield self._preview

    def offered(self) -> tuple[KeyPair, ...]:
        """What the keys do."""
        return (
            ("enter", "start here"),
            ("space", "look"),
            ("/", "find"),
            ("f", "filter"),
            ("j k", "choose"),
            ("?", "keys"),
        )

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """All exercises, in the session's thread."""
        from drill.session import library

        items = library.listing(workspace)

        def show() -> None:
            self._items = items
            self._draw()
            if self.focused is None:
                self._list.focus()

        return show

    # --- the list ------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        words = self._find.value.lower().split()
        found = [item for item in self._items if self._fits(item, words)]
        self._shown = []
        options: list[Option] = []
        place = ""
        for item in found:
            here = f"{item.subject}, {item.topic}"
            if here != place:
                place = here
                self._shown.append(None)
                options.append(Option(line((here, "bold")), disabled=True))
            self._shown.append(item)
            options.append(Option(self._row(item)))
        self._list.clear_options()
        self._list.add_options(options)
        if found:
            self._list.highlighted = 1
        state = f"state {self._state}" if self._state != "all" else "every state"
        self._found.show(line((f"{count(len(found), 'exercise')} · {state}", "$secondary")))
        self._preview.set("")

    def _fits(self, item: LibraryItem, words: Sequence[str]) -> bool:
        text = f"{item.item} {item.subject} {item.topic}".lower()
        return self._state in ("all", item.state) and all(word in text for word in words)

    def _row(self, item: LibraryItem) -> Content:
        due = (f"due {item.due.day} {item.due:%b}", "$secondary") if item.due else ""
        return line("  ", self.app.looks.sign(item.state), f" {item.item:46} {item.level}  ", due)

    def _next_filter(self) -> None:
        self._state = FILTERS[(FILTERS.index(self._state) + 1) % len(FILTERS)]
        self._draw()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list at every key."""
        event.stop()
        self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the list, where letters act."""
        event.stop()
        self._list.focus()

    def key_while_typing(self, event: events.Key) -> bool:
        """Down goes to the list, escape clears."""
        if event.key == "down":
            self._list.focus()
        elif event.key == "escape":
            self._find.value = ""
            self._list.focus()
        else:
            return False
        return True

    # --- one exercise --------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> LibraryItem | None:
        place = self._list.highlighted
        return self._shown[place] if place is not None and place < len(self._shown) else None

    def on_option_list_option_highlighted(self) -> None:
        """Another one: the look at the last is over."""
        self._preview.set("")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Start with it."""
        from drill.session.start import Request

        item = self._shown[event.option_index]
        if item is not None:
            self.app.drill(Request(scope=(item.item,)))

    def _look(self) -> None:
        if self._chosen is not None:
            self.run_worker(self._show_prompt(self._chosen.item), exclusive=True, group="look")

    async def _show_prompt(self, item: str) -> None:
        from drill.session import library

        try:
            workspace = await self.app.opened()
            prompt = await self.app.background.run(library.prompt_of, workspace, item)
        except DrillError as error:
            self.banner.say(str(error))
            return
        if self._chosen is not None and self._chosen.item == item:
            self._preview.set(prompt)
