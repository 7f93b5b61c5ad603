"""The library: subjects that unfold, any exercise found by word, skill, state or goal, examined, started."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from drill.errors import BankError, DrillError
from drill.session.library.exercise_library import (
    GoalExercises,
    Library,
    LibraryItem,
    find_goal_exercises,
    look_at_exercise,
    read_library,
)
from drill.session.standing.queueing import Request
from drill.text import count
from drill.tui.declared_keys import key, pair
from drill.tui.looks import build_content
from drill.tui.screens.library_list import (
    QUALIFIERS,
    ExerciseList,
    Fold,
    LookPane,
    asks_for_texts,
    fits,
    fold_items,
    goals_of,
    nearest,
)
from drill.tui.screens.places import PlaceScreen, write_date_in_words
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from datetime import date

    from drill.session.workspace import Workspace

# Seconds after which the former exercise is hidden, because it could be mistaken for the one being read.
LATE_S = 0.2
# Min columns for a pane with the exercise next to the list.
PANE_FROM = 100
# Seconds before an exercise is shown, so that none flickers past while the learner runs down the list.
LOOK_AFTER_S = 0.15


@dataclass(frozen=True, slots=True)
class WayBack:
    """The target of escape in a library that was opened for a search."""

    words: str
    screen: Callable[[], Screen[None]]
    # Work in the session's thread if the learner goes elsewhere instead; also at the app's end.
    end: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Only:
    """A selection of exercises, and its name."""

    words: str
    items: Sequence[str]


class LibraryScreen(PlaceScreen):
    """A list that unfolds, with details next to it; words and qualifiers narrow it."""

    PLACE = "Library"
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
    LibraryScreen #look.-beside {border-left: solid $rule;}
    """

    def __init__(
        self,
        find: str = "",
        look_at: str = "",
        way_back: WayBack | None = None,
        *,
        only: Only | None = None,
        is_finding: bool = False,
        chosen: tuple[str, ...] = (),
    ) -> None:
        """``find`` narrows the list; ``look_at`` is an item that is looked at as a whole.

        With ``only`` the list is of these exercises; with ``is_finding`` the cursor begins where words are
        typed, else it is on the row ``chosen``.
        """
        self._chosen_before = chosen
        self._only = only
        self._is_whole = False
        self._way_back = way_back
        self._is_looked_up = False
        self._opened_with, self._look_at, self._is_finding = find, look_at, is_finding
        super().__init__()
        self._library: Library | None = None
        self._items: Sequence[LibraryItem] = ()
        self._undivided: Collection[str] = ()
        """Subjects with one topic."""
        self._goals: dict[str, GoalExercises] = {}
        """The exercises on the way to each goal that was typed."""
        self._problems: Sequence[str] = ()
        self._today: date | None = None
        self._texts: Mapping[str, str] = {}
        """Prompts, tags and notes of each exercise, once they are read."""
        self._reads_texts = self._are_texts_read = False
        self._submitted: str | None = None
        """The words on which enter was pressed: it leads to the list once the search for them is over."""
        self._stop_look: Callable[[], None] | None = None
        self._find = TextLine(
            find,
            placeholder="find: titles, skills, prompts, notes; state:red level:3 for:ddpm",
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

    def _is_typed_into(self) -> bool:
        return isinstance(self.focused, TextLine)

    @property
    def enter_words(self) -> str:
        """Return the effect of enter: in a line, on a fold, or on the chosen exercise."""
        fold = self._list.fold
        if self._is_typed_into():
            return "save" if self._note.has_focus else "to the list"
        if fold is not None:
            return "close" if fold.key in self._list.open else "open"
        return "drill from here" if self._list.chosen is not None else ""

    def _words_of_looking(self) -> str:
        if self._is_typed_into():
            return ""
        return "list" if self._is_whole else "look"

    def _has_parked(self) -> bool:
        return self._chosen_parked is not None and not self._note.has_focus

    def _words_of_revealing(self) -> str:
        if self._list.chosen is None:
            return ""
        if self._pane.is_free_to_reveal:
            return "solution"
        return "solution: it counts"

    def _words_of_leaving(self) -> str:
        """The target of esc: the place of the search, or the list."""
        back = self._way_back
        if back is not None and (self._is_looked_up or not self._is_whole):
            return back.words
        return "list" if self._is_whole else "Today"

    def on_mount(self) -> None:
        """Set the focus first, since words may be typed before the list is there."""
        if self._is_finding:
            self.set_focus(self._find)  # at once: letters of the same burst are on their way

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read all exercises, in the session's thread."""
        library, today = read_library(workspace), workspace.study_day()
        items = library.items
        if self._only is not None:
            chosen = set(self._only.items)
            items = tuple(item for item in items if item.item in chosen)
        problems = tuple(map(_in_short, workspace.catalogue.problems))
        undivided = {bank.id for bank in workspace.catalogue.banks if len(bank.topics) < 2}

        def show() -> None:
            self._library, self._items, self._undivided = library, items, undivided
            self._problems, self._today = problems, today
            self.top.set_corner(build_content((write_date_in_words(today), "$secondary")))
            if not self.app.library_at:
                self.app.library_at = library.current
                self.app.library_opened.update(library.current[:length] for length in (1, 2, 3))
            self._draw(keeps_place=True)
            if self.focused is None:
                self._list.focus()
            self._look()
            self._look_at_once()

        return show

    def _look_at_once(self) -> None:
        """Show what this screen was opened for, once the list has it, and only the first time."""
        if self._look_at and self._list.choose(self._look_at):
            self._look_at, self._is_looked_up = "", True
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

    @property
    def _words(self) -> Sequence[str]:
        return self._find.value.lower().split()

    @property
    def _is_found(self) -> bool:
        """Whether some exercises are listed, not all of them."""
        return bool(self._words) or self._only is not None

    def _draw(self, *, keeps_place: bool = False) -> None:
        words, is_found, library = self._words, self._is_found, self._library
        if library is None:
            return
        if unread := [goal for goal in goals_of(words) if goal not in self._goals]:
            self.run_worker(self._read_goals(unread), exclusive=True, group="goals")
            return
        if asks_for_texts(words) and not self._are_texts_read:
            self._found.show(build_content(("searching…", "$secondary")))
            self._begin_reading()
            return
        goals = {goal: self._goals[goal] for goal in goals_of(words)}
        items = [item for item in self._items if fits(item, words, self._texts, goals)]
        messages = (
            [] if is_found else [build_content(("left out ", "bold"), problem) for problem in self._problems]
        )
        if not items:
            if self._is_whole:
                self.action_look()
            self._pane.show(None, None)
            messages = [build_content(text) for text in self._ways_on(words)]
        if not is_found or not keeps_place:
            self._list.turned = set() if is_found else self.app.library_opened
        row = self._list.row
        found_at = row.key if keeps_place and row is not None else self._chosen_before
        at = found_at if is_found else self.app.library_at
        width = self.app.size.width // (2 if self._has_pane else 1)
        tree = fold_items(items, self._undivided)
        self._list.show(library, tree, messages, width, at, is_found=is_found)
        self._chosen_before = ()
        name = f"{self._only.words}   " if self._only is not None else ""
        title = f"{name}{count(len(items), 'exercise')}"
        title += "".join(f" for {goal.title}" for goal in goals.values() if goal.title)
        if self._submitted == self._find.value:
            self._submitted = None
            self.set_focus(self._list)
        hint = f"   narrow by {': '.join(QUALIFIERS)}:" if self.focused is self._find and not goals else ""
        self._found.show(build_content((name, "bold"), (title[len(name) :] + hint, "$secondary")))

    async def _read_goals(self, goals: Sequence[str]) -> None:
        for goal in goals:
            self._goals[goal] = await self.ask(
                lambda workspace, goal=goal: find_goal_exercises(workspace, goal)
            )
        self._draw()
        self._look()
        self._look_at_once()

    def _ways_on(self, words: Sequence[str]) -> list[str]:
        """Return what to do if nothing is found."""
        if words == ["state:parked"]:
            return ["Nothing is parked.", "esc shows everything."]
        near = [f"for:{goal}" for typed in goals_of(words) for goal in self._goals[typed].near]
        bare = (word for word in words if word.partition(":")[0] not in QUALIFIERS)
        near += [*nearest(bare, self._items)]
        ways = [f"Did you mean {', '.join(near)}?"] if near else []
        return ["Nothing found.", *ways, "esc shows everything again."]

    @key("find", lambda self: "" if self._is_whole or self._is_typed_into() else "find")
    def action_find(self) -> None:
        """Go to the line for the search."""
        self.set_focus(self._find)
        self._begin_reading()
        self._draw(keeps_place=True)

    @key(
        "back",
        lambda self: "cancel" if self._note.display else "show everything",
        when=lambda self: (
            self._is_typed_into() or (self._find.value not in ("", self._opened_with) and not self._is_whole)
        ),
    )
    def action_show_all(self) -> None:
        """Show every exercise again; a note that is typed stays as it was."""
        if self._note.display:
            self._close_note()
            return
        self._find.value = ""
        self._draw()
        self._list.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list at every key."""
        event.stop()
        if event.input is self._note:
            return
        self._draw()
        self._look()

    def _begin_reading(self) -> None:
        """Read prompts and notes, once: a reading that is under way cannot be stopped."""
        if not self._reads_texts:
            self._reads_texts = True
            self.run_worker(self._read_texts, exclusive=True, group="texts")

    async def _read_texts(self) -> None:
        texts = await self.app.searched_texts()
        if self in self.app.screen_stack:
            self._texts, self._are_texts_read = texts, True
            if self._words:
                self._draw()
                self._look()
                self._look_at_once()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the list, since letters act there; a note is saved."""
        event.stop()
        chosen, text = self._chosen_parked, event.value
        if event.input is self._note and chosen is not None:
            from drill.session.drilling.undoing import keep_exercise_note

            self._close_note()
            self._change(lambda workspace: keep_exercise_note(workspace, chosen.item, "parked", "", text))
        self._submitted = self._find.value
        self._draw(keeps_place=True)

    # --- one exercise --------------------------------------------------------------------------------------

    def on_option_list_option_highlighted(self) -> None:
        """Show another exercise, once the cursor rests on it."""
        if not self._is_found and self._list.row is not None:
            self.app.library_at = self._list.row.key
        self.refresh_bindings()
        if self._stop_look is not None:
            self._stop_look()
        if self._has_pane:
            self._stop_look = self.set_timer(LOOK_AFTER_S, self._look).stop

    def on_option_list_option_selected(self) -> None:
        """Start with the selected exercise; a fold opens or closes."""
        self.action_start()

    @key("go-on", lambda self: self.enter_words)
    def action_start(self) -> None:
        """Drill the listed exercises from the chosen one on; of the whole library only its topic."""
        chosen = self._list.chosen
        if chosen is None:
            self.action_fold()
            return
        scope = self._list.from_chosen_on if self._is_found else (chosen.topic_of_bank,)
        self.app.drill(Request(scope=scope, first=chosen.item))

    @key(
        "left",
        lambda self: "" if self._is_typed_into() else "fold",
        when=lambda self: not self._is_whole,
        argument=-1,
    )
    @pair("right left", when=lambda self: not self._is_whole)
    def action_fold(self, by: int = 0) -> None:
        """Open the fold at the cursor, or close it, or the fold around the row."""
        self._list.turn(by)
        self.refresh_bindings()

    @key("drill", "drill it", when=lambda self: self._chosen_parked is not None or self._list.row is not None)
    def action_drill(self) -> None:
        """Drill the row at the cursor; of a fold the rest, of a parked exercise its required skills."""
        row = self._list.row
        if self._chosen_parked is not None:
            self._look(self._drill_first)
        elif isinstance(row, Fold) and len(row.key) < 3 and not self._is_found:
            self.app.drill(Request(scope=(row.name,)))
        elif row is not None:
            items = [*row.items] if isinstance(row, Fold) else [row]
            left = [item for item in items if item.state not in ("green", "parked")]
            self.app.drill(Request(scope=tuple(item.item for item in left or items)))

    @property
    def _has_goal_here(self) -> bool:
        """Whether the cursor is on a subject, a paper, or a topic or skill of a subject."""
        fold, library = self._list.fold, self._library
        if fold is None or library is None:
            return False
        return len(fold.key) == 1 or (len(fold.key) < 4 and fold.key[:2] in library.skills)

    @key("aim", "make it your goal, or drop it", when=lambda self: self._has_goal_here and not self._is_whole)
    def action_aim(self) -> None:
        """Make the row at the cursor the goal, or remove the goal if it is."""
        if self._has_goal_here and (fold := self._list.fold) is not None:
            self.app.aim_for(fold.name, fold.title)

    def _look(self, then: Callable[[], object] = lambda: None) -> None:
        """Read the chosen exercise and show it, now rather than after a pause."""
        if self._stop_look is not None:
            self._stop_look()
        chosen = self._list.chosen
        if chosen is not None:
            self.run_worker(partial(self._show_look, chosen.item, then), exclusive=True, group="look")
        else:
            self._pane.show(None, None)

    async def _show_look(self, item: str, then: Callable[[], object]) -> None:
        is_other = self._pane.look is not None and self._pane.look.entry.item != item
        late = self.set_timer(LATE_S, lambda: self._pane.show(None, None), pause=not is_other)
        try:
            exercise_look = await self.ask(lambda workspace: look_at_exercise(workspace, item))
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

    @key("look", _words_of_looking)
    def action_look(self) -> None:
        """Give the details the whole screen, or the list its place; a fold opens or closes."""
        if self._list.fold is not None and not self._is_whole:
            self.action_fold()
            return
        self._is_whole = not self._is_whole and self._list.chosen is not None
        self._lay_out()
        self.refresh_bindings()
        if self._is_whole:
            self.set_focus(None)
            self._look()
        else:
            self._list.focus()

    @key("reveal", _words_of_revealing)
    def action_reveal(self) -> None:
        """Show key and steps: at once if that costs nothing, else as a reveal that counts."""
        self._look(self._reveal)

    def _reveal(self) -> None:
        if self._pane.is_free_to_reveal:
            self._pane.reveal()
        elif (look := self._pane.look) is not None:
            self.app.drill(Request(scope=(look.entry.item,)), reveals=True)

    @key("theory", "card", when=lambda self: self._list.chosen is not None)
    def action_theory(self) -> None:
        """Show the theory of the chosen exercise."""
        if not self._is_whole:
            self.action_look()
        self._look(self._tell_theory)

    def _tell_theory(self) -> None:
        if not self._pane.show_theory():
            self.banner.say("No theory is written for this exercise.")

    # --- parked exercises
    # ------------------------------------------------------------------------------------

    @property
    def _chosen_parked(self) -> LibraryItem | None:
        """Return the chosen exercise, if it is parked."""
        chosen = self._list.chosen
        return chosen if chosen is not None and chosen.state == "parked" else None

    @key("open", "reopen", when=_has_parked)
    def action_again(self) -> None:
        """Reopen the chosen exercise."""
        chosen = self._chosen_parked
        if chosen is None:
            return

        def opened(workspace: Workspace) -> str:
            from drill.session.drilling.undoing import reopen_exercise

            reopen_exercise(workspace, chosen.item)
            return f"{chosen.title or chosen.item} is open again, due at once. u undoes it."

        self._change(opened)

    def _drill_first(self) -> None:
        look = self._pane.look
        if look is not None and look.parked is not None and look.parked.first:
            self.app.drill(Request(prerequisites_of=look.entry.item))
        else:
            self.banner.say(
                f"Nothing that it rests on is left to drill: {self.app.key_for('open')} reopens it."
            )

    @key("edit", "write a note", when=_has_parked)
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

    @key("undo", "undo", when=lambda self: self._list.has_focus or self._is_whole)
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

    def way_back(self) -> Callable[[], PlaceScreen]:
        """Return a function that opens the same list at the same row, because its occasion may be over."""
        back = self._way_back if self._way_back is not None and self._way_back.end is None else None
        row = self._list.row
        chosen = row.key if row is not None else ()
        return partial(LibraryScreen, self._find.value, way_back=back, only=self._only, chosen=chosen)

    @key("back", _words_of_leaving)
    def action_leave(self) -> None:
        """Go back to the list, to the place that opened it, or to Today."""
        if self._is_whole and not (self._way_back is not None and self._is_looked_up):
            self.action_look()
        elif self._way_back is None:
            super().action_leave()
        else:
            screen, self._way_back = self._way_back.screen(), None
            self.app.replace_screen(screen)

    def on_unmount(self) -> None:
        """Forget the way back."""
        if self._way_back is None or self._way_back.end is None or self.app.is_leaving:
            return
        if self.app.at_the_end == self._way_back.end:
            self.app.at_the_end = None
        self.app.run_worker(self.app.background.run(self._way_back.end))


def _undo_here(workspace: Workspace) -> str:
    """Undo, in the session's thread, the newest act of this window; return the message."""
    from drill.session.drilling.undoing import undo_here

    undone = undo_here(workspace)
    if undone is None:
        return "Nothing was done in this window that could be undone; Today offers what was done before."
    return f"{undone.told}."


def _in_short(problem: BankError) -> str:
    """Return a fault in a bank without the folders of its file."""
    line_number = f":{problem.line}" if problem.line else ""
    return f"{PurePath(problem.path).name}{line_number} {problem.message}"
