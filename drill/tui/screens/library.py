"""The library: any exercise, found by word, state or level, examined, and started."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from drill.errors import BankError, DrillError
from drill.text import count
from drill.tui.bindings import bind, moves, sides
from drill.tui.content import line
from drill.tui.screens.library_filter import LEVELS, QUALIFIERS, fits, nearest, turned
from drill.tui.screens.library_list import ExerciseList
from drill.tui.screens.library_pane import LookPane
from drill.tui.screens.places import PlaceScreen, in_words
from drill.tui.widgets.text import Text
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from datetime import date

    from drill.session.library import LibraryItem
    from drill.session.workspace import Workspace

# An exercise that is not there by then is not mistaken for the one that was looked at before.
LATE_S = 0.2
# Columns from which an exercise is looked at beside the list.
PANE_FROM = 80
# What stands right of a row's level: the day, margins.
COLUMN_CELLS = 11
# Whoever runs down the list is shown nothing on the way.
LOOK_AFTER_S = 0.15


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where escape leads from a library that was opened to look something up."""

    words: str
    screen: Callable[[], Screen[None]]
    # What is done in the session's thread where one goes elsewhere instead; also at the app's end.
    end: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Only:
    """A selection of exercises, and what they are."""

    words: str
    items: Sequence[str]


class LibraryScreen(PlaceScreen):
    """A list under its topics with details next to it; words, level and state narrow it."""

    PLACE = "Library"
    BINDINGS: ClassVar = [
        bind("go-on", "start", "drill from here on"), bind("look", words="look"), bind("reveal"),
        bind("open", "again", "reopen"), bind("drill", "drill_first", "drill first"),
        bind("edit", "write", "write a note"),
        bind("back", "show_all"), bind("back", "leave"), bind("find", words="find"), *sides("level", "level"),
        bind("theory", words="theory"), bind("default", "show_all"), *moves("move"),
        bind("undo"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    LibraryScreen #body {padding: 0; overflow: hidden;}
    LibraryScreen Input, LibraryScreen Input:focus
        {border: none; height: 1; padding: 0 1; background: $surface;}
    LibraryScreen #found {padding: 0 1; height: 1;}
    LibraryScreen OptionList, LibraryScreen OptionList:focus
        {width: 1fr; height: 1fr; border: none; background: $background; padding: 0 1;
        scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: ellipsis;}
    LibraryScreen OptionList > .option-list--option-disabled {color: $foreground;}
    LibraryScreen #look {width: 1fr; display: none;}
    LibraryScreen #look.-beside {border-left: solid $panel;}
    """

    def __init__(
        self,
        find: str = "",
        look_at: str = "",
        way_back: WayBack | None = None,
        *,
        only: Only | None = None,
        is_finding: bool = False,
    ) -> None:
        """``find`` narrows the list; ``look_at`` is an item that is looked at as a whole.

        With ``only`` the list is of these exercises; with ``is_finding`` the cursor begins where words are
        typed.
        """
        self._only = only
        self._is_whole = False
        self._way_back = way_back
        self._is_looked_up = False
        self._opened_with, self._look_at, self._is_finding = find, look_at, is_finding
        super().__init__()
        self._items: Sequence[LibraryItem] = ()
        self._problems: Sequence[str] = ()
        self._today: date | None = None
        self._texts: Mapping[str, str] = {}
        """Prompts, tags and notes of each exercise, once they are read."""
        self._reads_texts = False
        """Once is enough: a reading that is under way cannot be stopped."""
        self._stop_look: Callable[[], None] | None = None
        self._find = TextLine(
            find,
            placeholder="find: words of titles, prompts, notes; state:red level:3",
            select_on_focus=False,
        )
        self._found = Text(id="found")
        self._list = ExerciseList()
        self._pane = LookPane(id="look")
        self._note = TextLine(placeholder="what is in the way? an empty note deletes it", id="note")
        self._note.display = False

    def compose_body(self) -> ComposeResult:
        """Make a line to type in, the list, and the details of one exercise."""
        yield self._find
        yield self._found
        with Horizontal():
            yield self._list
            yield self._pane
        yield self._note

    def offer(self, action: str) -> str | bool:
        """Name what acts: in the line, in the list, or while one exercise has the whole screen."""
        back, is_whole = self._way_back, self._is_whole
        match action:
            case "again" | "drill_first" | "write":
                is_parked = not self._note.has_focus and self._chosen_parked is not None
                return is_parked and super().offer(action)
            case "undo":
                return bool(self._list.has_focus or is_whole) and super().offer(action)
            case "show_all" if self._note.display:
                return "cancel"
            case "show_all" if self._find.has_focus:
                return "show everything"
            case "show_all":
                return "" if self._is_narrowed and not is_whole else False
            case "leave":
                leads_back = back is not None and (self._is_looked_up or not is_whole)
                return back.words if back is not None and leads_back else "list" if is_whole else ""
            case "start" if self._note.has_focus:
                return "save"
            case "start" if self._find.has_focus:
                return "to the list"
            case "look" | "find" | "level" | "theory" | "help" if isinstance(self.focused, TextLine):
                return ""  # these keys are typed
            case "reveal" if is_whole:
                return "key and steps" if self._pane.is_free_to_reveal else "reveal: it counts"
            case "look" | "find" | "level" if is_whole:
                return ""
            case "start" | "look" | "theory" if self._list.chosen is None:
                return ""
            case _:
                return super().offer(action)

    def on_mount(self) -> None:
        """Set the focus first, since words may be typed before the list is there."""
        if self._is_finding:
            self._find.focus()

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read all exercises, in the session's thread."""
        from drill.session.library import listing

        items, today = listing(workspace), workspace.study_day()
        if self._only is not None:
            chosen = set(self._only.items)
            items = tuple(item for item in items if item.item in chosen)
        problems = tuple(map(_in_short, workspace.catalogue.problems))

        def show() -> None:
            self._items, self._problems, self._today = items, problems, today
            self.top.set_corner(line((in_words(today), "$secondary")))
            self._draw(keeps_place=True)
            if self.focused is None:
                self._list.focus()
            self._look()
            self._look_at_once()

        return show

    def _look_at_once(self) -> None:
        """Show what this screen was opened for, only the first time."""
        item, self._look_at = self._look_at, ""
        if item and self._list.choose(item):
            self._is_looked_up = True
            self.action_look()

    # --- the list ------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Fit the names, and show the details next to the list if there is space."""
        self._lay_out()
        if self._items:
            self._draw(keeps_place=True)

    def _lay_out(self) -> None:
        self._list.display = not self._is_whole
        self._pane.display = self._is_whole or self._has_pane
        self._pane.set_class(not self._is_whole, "-beside")

    @property
    def _has_pane(self) -> bool:
        return self.app.size.width >= PANE_FROM

    def _draw(self, *, keeps_place: bool = False) -> None:
        words = self._find.value.lower().split()
        items = [item for item in self._items if fits(item, words, self._texts)]
        width = self.app.size.width // (2 if self._has_pane else 1)
        self._list.show(
            items,
            () if words or self._is_narrowed else self._problems,
            width,
            self.app.looks,
            keeps=self._list.chosen if keeps_place else None,
        )
        if not items:
            self._pane.show(None, None)
            self._list.tell(*self._ways_on(words))
        name = f"{self._only.words}   " if self._only is not None else ""
        hint = f"   narrow by {': '.join(QUALIFIERS)}:" if self.focused is self._find else ""
        title = f"{name}{count(len(items), 'exercise')}{hint}"
        room = width - COLUMN_CELLS - len(title)
        columns = f"{'level':>{room}} due" if items and not hint and room > len("level") else ""
        self._found.show(line((name, "bold"), (title[len(name) :] + columns, "$secondary")))

    def _ways_on(self, words: Sequence[str]) -> list[str]:
        """Return what to do if nothing is found."""
        if words == ["state:parked"]:
            return ["Nothing is parked.", "esc shows everything."]
        near = nearest((word for word in words if word.partition(":")[0] not in QUALIFIERS), self._items)
        ways = [f"Did you mean {', '.join(near)}?"] if near else []
        return ["Nothing found.", *ways, "esc shows everything again."]

    @property
    def _is_narrowed(self) -> bool:
        """Return whether the list was narrowed here, not by the words that it was opened with."""
        return self._find.value not in ("", self._opened_with)

    def action_level(self, by: int) -> None:
        """Narrow to the next level, in the line where it can be read and changed."""
        self._find.value = turned(self._find.value, "level", LEVELS, by)
        self._draw()

    def action_find(self) -> None:
        """Go to the line in which words are typed."""
        self.set_focus(self._find)
        self._draw(keeps_place=True)

    def action_show_all(self) -> None:
        """Show every exercise again; a note that is typed stays as it was."""
        if self._note.display:
            self._close_note()
            return
        self._find.value = ""
        self._draw()
        self._list.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list at every key; prompts and notes are read at the first."""
        event.stop()
        if event.input is self._note:
            return
        if event.value and not self._reads_texts:
            self._reads_texts = True
            self.run_worker(self._read_texts, exclusive=True, group="texts")
        self._draw()
        self._look()

    async def _read_texts(self) -> None:
        texts = await self.app.searched_texts()
        if self in self.app.screen_stack:
            self._texts = texts
            self._draw(keeps_place=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the list, where letters act; a note is saved."""
        event.stop()
        chosen = self._chosen_parked
        if event.input is self._note and chosen is not None:
            self._close_note()
            self._keep_note(chosen.item, event.value)
        self._list.focus()

    # --- one exercise --------------------------------------------------------------------------------------

    def on_option_list_option_highlighted(self) -> None:
        """Show another exercise, once the cursor rests on it."""
        if self._stop_look is not None:
            self._stop_look()
        if self._has_pane:
            self._stop_look = self.set_timer(LOOK_AFTER_S, self._look).stop

    def on_option_list_option_selected(self) -> None:
        """Start with the selected exercise."""
        self.action_start()

    def action_start(self, *, reveals: bool = False) -> None:
        """Drill what is listed from the chosen exercise on; of the whole library only its topic."""
        from drill.session.queueing import Request

        if (chosen := self._list.chosen) is None:
            return
        if reveals:
            scope: tuple[str, ...] = (chosen.item,)
        elif self._find.value.strip() or self._only is not None:
            scope = self._list.from_chosen_on
        else:
            scope = (chosen.topic_of_bank,)
        self.app.drill(Request(scope=scope, first=chosen.item), reveals=reveals)

    def _look(self, then: Callable[[], object] = lambda: None) -> None:
        """Read the chosen exercise and show it, now rather than after a pause."""
        if self._stop_look is not None:
            self._stop_look()
        if (chosen := self._list.chosen) is not None:
            self.run_worker(partial(self._show_look, chosen.item, then), exclusive=True, group="look")

    async def _show_look(self, item: str, then: Callable[[], object]) -> None:
        from drill.session.library import look

        is_other = self._pane.look is not None and self._pane.look.entry.item != item
        late = self.set_timer(LATE_S, lambda: self._pane.show(None, None), pause=not is_other)
        try:
            exercise_look = await self.ask(lambda workspace: look(workspace, item))
        except DrillError as error:
            self.banner.say(str(error))
            return
        finally:
            late.stop()
        if self._list.chosen is not None and self._list.chosen.item == item:
            if self._pane.look is None or self._pane.look.entry.item != item:
                self._pane.show(exercise_look, self._today)
            self.refresh_bindings()
            then()

    def action_look(self) -> None:
        """Give the details the whole screen, or the list its place."""
        self._is_whole = not self._is_whole and self._list.chosen is not None
        self._lay_out()
        self.refresh_bindings()
        if self._is_whole:
            self.set_focus(None)
            self._look()
        else:
            self._list.focus()

    def action_reveal(self) -> None:
        """Show key and steps: at once where that costs nothing, else as a reveal that counts."""
        self._look(self._reveal)

    def _reveal(self) -> None:
        if self._pane.is_free_to_reveal:
            self._pane.reveal()
        else:
            self.action_start(reveals=True)

    def action_theory(self) -> None:
        """Show the theory of the chosen exercise."""
        if not self._is_whole:
            self.action_look()
        self._look(self._tell_theory)

    def _tell_theory(self) -> None:
        if not self._pane.show_theory():
            self.banner.say("No theory is written for this exercise.")

    # --- what is parked -------------------------------------------------------------------------------------

    @property
    def _chosen_parked(self) -> LibraryItem | None:
        """Return the chosen exercise, if it is parked."""
        chosen = self._list.chosen
        return chosen if chosen is not None and chosen.state == "parked" else None

    def action_again(self) -> None:
        """Reopen the chosen exercise."""
        if (chosen := self._chosen_parked) is None:
            return

        def opened(workspace: Workspace) -> str:
            from drill.session.corrections import reopen

            reopen(workspace, chosen.item)
            return f"{chosen.title or chosen.item} is open again, due at once. u undoes it."

        self._change(opened)

    def action_drill_first(self) -> None:
        """Drill what the chosen exercise requires."""
        from drill.session.queueing import Request

        def begin() -> None:
            look = self._pane.look
            if look is not None and look.parked is not None and look.parked.first:
                self.app.drill(Request(prerequisites_of=look.entry.item))
            else:
                self.banner.say("Nothing that it rests on is left to drill: o reopens it.")

        self._look(begin)

    def action_write(self) -> None:
        """Write a note on the chosen exercise; the former note appears as soon as it is read."""
        self._note.value = ""
        self._note.display = True
        self._note.focus()
        self._look(self._fill_note)

    def _fill_note(self) -> None:
        look = self._pane.look
        if look is not None and look.parked is not None and not self._note.value:
            self._note.value = look.parked.note

    def _close_note(self) -> None:
        self._note.display = False
        self._list.focus()

    def _keep_note(self, item: str, text: str) -> None:
        from drill.session.corrections import note

        self._change(lambda workspace: note(workspace, item, "parked", "", text))

    def action_undo(self) -> None:
        """Undo a change of the goal that was made just now, else the newest act of this window."""
        if not self.app.aiming.bring_back():
            self._change(_undo_here)

    def _change(self, work: Callable[[Workspace], str | None]) -> None:
        """Change an exercise, and show it again."""
        self._pane.show(None, None)
        self.act(work)

    @property
    def scrolled(self) -> LookPane:
        """The exercise that is shown."""
        return self._pane

    def action_move(self, by: int) -> None:
        """Move in the list, also from the line."""
        if self._find.has_focus:
            self._list.focus()
        else:
            super().action_move(by)

    # --- leaving -------------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Go back to the list, to where it was opened from, or to Today."""
        if self._is_whole and not (self._way_back is not None and self._is_looked_up):
            self.action_look()
        elif self._way_back is None:
            super().action_leave()
        else:
            screen, self._way_back = self._way_back.screen(), None
            self.app.replace_screen(screen)

    def on_unmount(self) -> None:
        """Forget the way back."""
        if self._way_back is None or self.app.is_leaving:
            return
        if self.app.at_the_end == self._way_back.end:
            self.app.at_the_end = None
        self.app.run_worker(self.app.background.run(self._way_back.end))


def _undo_here(workspace: Workspace) -> str:
    """Undo, in the session's thread, the newest act of this window; return what to say."""
    from drill.session.corrections import undo_here

    undone = undo_here(workspace)
    if undone is None:
        return "Nothing was done in this window that could be undone; Today offers what was done before."
    return f"{undone.told}."


def _in_short(problem: BankError) -> str:
    """Return a fault in a bank without the folders of its file."""
    position = (
        f"{PurePath(problem.path).name}:{problem.line}" if problem.line else PurePath(problem.path).name
    )
    return f"{position} {problem.message}"
