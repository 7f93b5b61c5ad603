"""The app itself: opens the workspace after the first paint, and keeps it for the screens."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.worker import WorkerFailed

from drill.errors import DrillError
from drill.session.drilling.first_run import FirstExercise, drawn_exercise, is_first_run
from drill.tui.aiming import Aiming
from drill.tui.background import Background, making_what_stays, open_somewhere
from drill.tui.bindings import AnswerRow, KeyedScreen, KeyPair, PageWindow
from drill.tui.declared_keys import digits, key
from drill.tui.looks import BROAD, NARROW, WIDE, build_content, capitalise_text
from drill.tui.preferences import PreferringApp
from drill.tui.textual_internals import (
    MOST_WITHOUT_A_KEY,
    end_at_once,
    go_on_after_errors,
    is_ending,
    read_terminals_as_they_are,
    told_of,
)
from drill.tui.widgets.text_line import TakesKeys
from drill.tui.widgets.text_widgets import Banner

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.command import Provider

    from drill.checking import Spec
    from drill.session.drilling.sitting import Sitting
    from drill.session.shared_folder import FolderThread
    from drill.session.standing.queueing import Request
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.import_line import Purpose
    from drill.tui.served import Allowed

# Questions that the app asks before it goes on: whether the clock is right, and the subject of a
# placement.

# The question whether the clock is right, when it is far ahead of the newest mark.


class ClockScreen(PageWindow[bool]):
    """Closes with whether the clock is right; there is no third answer, and nothing is written before."""

    def __init__(self, now: datetime) -> None:
        """Show the time of the clock and the consequences of a wrong one."""
        reading = (
            f"It says {now:%A} {now.day} {now:%B %Y}, {now:%H:%M}: more than 30 days after your newest mark."
        )
        after = "What is marked now belongs to that day, and comes back after it."
        super().__init__(
            "Is the clock right?",
            build_content(reading, (f"\n{after}", "$secondary")),
            AnswerRow("choose(True)", "y", "it is right: go on"),
            AnswerRow("choose(False)", "n", "it is wrong: quit, set it, start again"),
        )

    @key("yes", "right", argument=True)
    @key("no back", "quit", argument=False)
    def action_choose(self, is_right: bool) -> None:
        """Close with the answer."""
        self.dismiss(is_right)


# The question before a placement without a goal: which subjects the learner has used lately.

QUESTION = "Which of these have you used in the last year?"
_MOST = 9


class SubjectRow(AnswerRow):
    """One subject, ticked or not."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__(f"tick({number})", f"{number}", f"[ ] {title}")
        self._title = title
        self.is_ticked = False

    def tick(self) -> None:
        """Tick or untick it."""
        self.is_ticked = not self.is_ticked
        self.say(f"[{'✓' if self.is_ticked else ' '}] {self._title}")


class PlacingSubjectsScreen(PageWindow["tuple[str, ...] | None"]):
    """Closes with the banks that were ticked, or with nothing."""

    def __init__(self, subjects: Sequence[tuple[str, str]]) -> None:
        """``subjects`` are banks with their titles."""
        self._banks = [bank for bank, _ in subjects[:_MOST]]
        self._rows = [SubjectRow(number, title) for number, (_, title) in enumerate(subjects[:_MOST], 1)]
        instruction = "Press their numbers. You are asked only about those that you tick."
        super().__init__(QUESTION, build_content(instruction), *self._rows)

    @digits(_MOST)
    def action_tick(self, number: int) -> None:
        """Tick or untick a subject."""
        if number <= len(self._rows):
            self._rows[number - 1].tick()
            self.refresh_bindings()

    @key("go-on", "begin", when=lambda self: any(row.is_ticked for row in self._rows))
    def action_begin(self) -> None:
        """Close with the ticked rows."""
        ticked = zip(self._banks, self._rows, strict=True)
        self.dismiss(tuple(bank for bank, row in ticked if row.is_ticked))


# Seconds for the first screen to reach the terminal, because importing the store then keeps Python busy.
PAINTED_S = 0.05
# Number of exercises that are read at once, in about 40 ms, so that a key pressed meanwhile need not wait.
READ_AT_ONCE = 100
# Kinds of material to import: the key, its words, and the purpose.
TAKEN_IN: Sequence[tuple[str, str, Purpose]] = (
    ("4 i", "import a paper", "paper"),
    ("", "add a book", "book"),
    ("", "ask for exercises about code", "code"),
)
SIGNALS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}
# Seconds between two checks that the terminal exists, because reading a lost one keeps a processor busy.
LOOK_S = 2.0
# Seconds for which an error is shown on a screen that has no line for it.
ERROR_SHOWN_S = 20.0

go_on_after_errors()
read_terminals_as_they_are()


def _load_palette_finder() -> type[Provider]:
    from drill.tui.palette_search import Finder

    return Finder


@runtime_checkable
class TellsFaults(Protocol):
    """A screen with a line for what went wrong."""

    banner: Banner

    def tell_fault(self, message: str) -> None:
        """Show the error, and let the learner try again."""
        ...


class DrillApp(PreferringApp):
    """Screens over one workspace.

    ``workspace`` is ``None`` until the store is open; screens wait for it with `opened`. ``at_the_end`` is
    the task of the current screen that runs in the session's thread before the workspace closes.
    """

    TITLE = "drill"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-normal"), (WIDE, "-wide"), (BROAD, "-broad")]  # noqa: RUF012  Textual's own
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar = [
        Binding("ctrl+q", "quit", id="quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar = {_load_palette_finder}

    def __init__(
        self,
        environ: Mapping[str, str],
        request: Request | None = None,
        *,
        paper: str = "",
        source: str = "",
        clock: Callable[[], datetime] | None = None,
        allowed: Allowed | None = None,
    ) -> None:
        """``request`` starts a session at once, ``paper`` opens its page (a slug), ``source`` is a file
        that is imported at once; without a ``clock`` the local time holds.
        """
        super().__init__(environ, allowed)
        self._is_small = False
        self._clock = clock
        self._request = request
        self._paper, self._source = paper, source
        self.background = Background()
        self.aiming = Aiming(self)
        self.workspace: Workspace | None = None
        self.at_the_end: Callable[[], None] | None = None
        self.failure: BaseException | None = None
        self._opening: asyncio.Task[Workspace] | None = None
        self._folder: FolderThread | None = None
        self._first: FirstExercise | None = None
        self.files_read: tuple[int, int] | None = None
        """How many files of exercises are read, and of how many, while they are read for the first time."""
        self.faults: list[Exception] = []
        """Errors that nothing foresaw, so far."""
        self._faults_without_a_key = 0
        self._newest_keys = ["", ""]
        """The last two keys that were pressed."""
        self.library_at: tuple[str, ...] = ()
        """Where one is in the library, and what is open there; empty before one was."""
        self.library_opened: set[tuple[str, ...]] = set()
        self.was_left = threading.Event()
        """The end was asked for."""
        self.not_kept = ""
        """Why marks are lost at the end, where they are."""

    # --- life ----------------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """Return Today; a session if one was requested; the first exercise on the very first run."""
        if self._paper:
            from drill.tui.screens.papers.paper import PaperScreen

            return PaperScreen(self._paper)
        if self._source:
            from drill.tui.screens.papers.list import PapersScreen

            return PapersScreen("paper", self._source)
        is_first = self._request is None and is_first_run(self.environ, self.places)
        if self._request is None and not is_first:
            from drill.tui.screens.today import TodayScreen

            return TodayScreen()
        from drill.tui.screens.drilling.screen import DrillingScreen

        self._first = drawn_exercise(self.places) if is_first else None
        return DrillingScreen(self._request, is_first_run=is_first, drawn=self._first)

    def on_load(self) -> None:
        """Install the app's own exit before the terminal is taken, so that the terminal is always
        restored.
        """
        loop = asyncio.get_running_loop()
        for name, code in SIGNALS.items():
            number = getattr(signal, name, None)
            if number is not None:
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, lambda code=code: self.exit(return_code=code))

    def on_mount(self) -> None:
        """Open the store once the first screen has reached the terminal, or at once if the learner leaves
        it.
        """
        self.call_after_refresh(self.set_timer, PAINTED_S, self._open_first)
        # Textual leaves out the result of the signal's app.
        self.app_resume_signal.subscribe(self, self._draw_again)  # pyright: ignore[reportUnknownMemberType]
        self._watch_terminal()

    def on_resize(self, event: events.Resize) -> None:
        """Show that the terminal is too small, once it is.

        A served app may report its initial size after that of its page, so the size of the page counts.
        """
        page_size = getattr(self._driver, "page_size", None)
        if page_size is not None and event.size != page_size:
            self.post_message(events.Resize(page_size, page_size))
        was_small, self._is_small = self._is_small, event.size.width < 40 or event.size.height < 10
        if self._is_small and not was_small:
            self.notify("Too small: drill needs 40 columns and 10 rows.", markup=False)

    def action_suspend_process(self) -> None:
        """Suspend the app for the shell, unless ctrl+z restores the text that was replaced in a line."""
        if not (isinstance(self.focused, TakesKeys) and self.focused.bring_back()):
            super().action_suspend_process()

    def _draw_again(self, _: object) -> None:
        """Draw everything after ctrl+z: the terminal shows the shell's lines."""
        self.set_timer(PAINTED_S, lambda: self.screen.refresh(layout=True))

    def _watch_terminal(self) -> None:
        """Leave when the terminal is gone, because not every process with a terminal gets a signal then."""
        if self.is_headless or self.is_web or not (hasattr(select, "poll") and os.isatty(0)):
            return
        gone = select.poll()
        gone.register(0, select.POLLHUP)
        hung_up = SIGNALS["SIGHUP"]
        self.set_interval(LOOK_S, lambda: self.exit(return_code=hung_up) if gone.poll(0) else None)

    def _open_first(self) -> None:
        if self._opening is None:
            self.open_again()

    def open_again(self) -> None:
        """Open the store, after a failure once more."""
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self.background.run(self._open))

    def _open(self) -> Workspace:
        """Open the workspace in the session's thread; `close` knows it even if nobody waits for it."""
        from drill.store import local_now

        if self.workspace is None:
            with making_what_stays():
                clock = self._clock or local_now
                opened = open_somewhere(
                    self.environ, self.places, clock, lambda: self.is_leaving, self._note_files_read
                )
            self.workspace, self.not_kept = opened
            if not self.not_kept:
                self._begin_exchange(self.workspace)
            self.files_read = None
        return self.workspace

    def _begin_exchange(self, workspace: Workspace) -> None:
        """Begin to keep in step with other machines, by a folder."""
        if workspace.settings.sync:
            from drill.session.shared_folder import FolderThread

            self._folder = FolderThread(workspace, self.environ, partial(self.call_later, self._show_news))

    def _show_news(self) -> None:
        """Show on Today what came from another machine."""
        from drill.tui.screens.today import TodayScreen

        if isinstance(self.screen, TodayScreen):
            self.screen.refill()

    def _note_files_read(self, done: int, total: int) -> None:
        self.files_read = (done, total) if done < total else None

    async def opened(self) -> Workspace:
        """Return the workspace, once it is open.

        Raises:
            DrillError: the store or the banks cannot be opened; every caller receives it again.
        """
        while self._opening is None:
            await asyncio.sleep(0.005)
        workspace = await asyncio.shield(self._opening)
        if workspace.asks_about_clock:
            workspace.asks_about_clock = False
            await self._ask_about_clock(workspace)
        return workspace

    async def searched_texts(self) -> Mapping[str, str]:
        """Return the searchable texts of each exercise; read in parts, so that other work gets its turn."""
        from drill.session.library.exercise_library import searched_texts

        workspace = await self.opened()
        items = tuple(workspace.catalogue.entries)
        texts: dict[str, str] = {}
        for index in range(0, len(items), READ_AT_ONCE):
            part = items[index : index + READ_AT_ONCE]
            texts.update(await self.background.run(searched_texts, workspace, part))
        return texts

    async def _ask_about_clock(self, workspace: Workspace) -> None:
        """Ask whether the clock is right before anything is written."""
        from drill.session.workspace import CLOCK_AHEAD

        workspace.notices = [line for line in workspace.notices if line != CLOCK_AHEAD]
        if not await self.push_screen_wait(ClockScreen(workspace.clock())):
            self.exit()

    def close(self) -> None:
        """Save the current state and close the opened files, after the terminal is given back."""
        self.background.finish(self._close)

    def _close(self) -> None:
        try:
            if self.at_the_end is not None:
                self.at_the_end()
        finally:
            if self._folder is not None:
                self._folder.end()
            if self.workspace is not None:
                self.workspace.close()
            if self._folder is not None:
                self._folder.close()

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Ask for the end."""
        super().exit(result, return_code, message)
        self.was_left.set()

    def ask_to_leave(self) -> None:
        """Ask whether to leave drill; the same key answers."""
        if self._newest_keys[0] == self._newest_keys[1]:
            self.exit()
        else:
            self.notify(f"Press {self.key_for('leave')} again to leave drill; all is kept.", markup=False)

    @property
    def is_leaving(self) -> bool:
        """Whether the end was requested: work begun now would be cut off."""
        return is_ending(self)

    def fail(self, error: DrillError) -> None:
        """Leave with an error that the command line reports."""
        self.failure = error
        self.exit()

    # --- errors that nothing foresaw ------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Keep the traceback, show what happened, and continue; leave if it happens again by itself.

        An error of work whose screen is gone does not count, because the app is leaving anyway.
        """
        fault = error.error if isinstance(error, WorkerFailed) else error
        if self.is_leaving and isinstance(error, WorkerFailed):
            return
        assert isinstance(fault, Exception)
        self.faults.append(fault)
        self._faults_without_a_key += 1
        if self._faults_without_a_key > MOST_WITHOUT_A_KEY:
            self._end_with(fault)
        else:
            self.call_later(self._tell_fault, fault, told_of(fault, self.places.log))

    def _end_with(self, fault: Exception) -> None:
        self.failure = self.failure or fault
        end_at_once(self, 1)

    async def _tell_fault(self, fault: Exception, message: str) -> None:
        """Show a fault in the banner of the screen, or of the one below if the screen could not open."""
        from drill.tui.screens.places import screen_of

        screen = self.screen
        is_whole = screen.is_running and bool(screen.children)
        if is_whole and isinstance(screen, TellsFaults):
            screen.tell_fault(message)
            return
        if not is_whole and len(self.screen_stack) == 1:
            self._end_with(fault)
            return
        if not is_whole:
            await self.pop_screen()
            if len(self.screen_stack) == 1 and self.workspace is not None:
                self.workspace.notices.append(message)
                await self.push_screen(screen_of("Today"))
                return
        self.clear_notifications()
        self.notify(message, severity="error", timeout=ERROR_SHOWN_S, markup=False)

    async def on_event(self, event: events.Event) -> None:
        """Remember that a key or a click came: later failures are its consequence."""
        if isinstance(event, events.InputEvent):
            self._faults_without_a_key = 0
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._newest_keys = [self._newest_keys[-1], event.key]
        if isinstance(event, events.Paste):  # a terminal pastes a return for the end of a line
            event.text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        if isinstance(event, events.Paste) and self._is_answer(event.text):
            self.run_worker(self._take_answer(event.text))
            return
        await super().on_event(event)

    def _is_answer(self, text: str) -> bool:
        """Whether a text is a chat's answer: with the code of a page, or formulas on the list of papers."""
        if "\n" not in text.strip() or not ("# drill " in text or text.count("$$") > 1):
            return False
        from drill.papers import find_page_code
        from drill.tui.screens.papers.list import PapersScreen

        return bool(find_page_code(text)) or (isinstance(self.screen, PapersScreen) and text.count("$$") > 1)

    async def _take_answer(self, text: str) -> None:
        """Read a chat's answer, wherever it was pasted; formulas that it wrote down are imported first."""
        from drill.session.papers.more_exercises import find_answered_subject
        from drill.session.standing.paper_names import find_paper_slug, is_paper

        find = partial(find_answered_subject, text=text, papers_alone=self.allowed is not None)
        try:
            about = await self.background.run(find, await self.opened())
        except DrillError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        slug = find_paper_slug(about) if is_paper(about) else ""
        self.leave_for(partial(self.ask_for_exercises, about, slug, pasted=text))

    # --- places --------------------------------------------------------------------------------------------

    def replace_screen(self, screen: Screen[None]) -> None:
        """Show another screen; the very first one stays below, since Textual cannot switch it."""
        if isinstance(below := self.screen_stack[-1], KeyedScreen):
            below.was_left = True
        if len(self.screen_stack) == 1:
            self._open_first()  # callbacks that wait for a paint of the screen below are no longer called
            self.push_screen(screen)
        else:
            self.switch_screen(screen)  # pyright: ignore[reportUnknownMemberType]  Textual leaves out its result

    def go_to(self, tab_name: str) -> None:
        """Show one of the places of the tab row."""
        from drill.tui.screens.places import screen_of

        self.replace_screen(screen_of(tab_name))

    def show_parked(self) -> None:
        """Show the parked exercises, in the library."""
        from drill.tui.screens.library import LibraryScreen

        self.replace_screen(LibraryScreen("state:parked"))

    def show_mistakes(self) -> None:
        """Show every wrong answer, by topic and slip."""
        from drill.tui.screens.progress import ProgressScreen
        from drill.tui.screens.progress_views import MISTAKES

        self.replace_screen(ProgressScreen(MISTAKES))

    def place(self) -> None:
        """Begin a placement of at most fifteen exercises; without a goal ask first about which subjects."""
        self.run_worker(self._place())

    async def _place(self) -> None:
        from drill.session.standing.placement import subjects_to_choose
        from drill.session.standing.queueing import Request

        if not (subjects := subjects_to_choose(await self.opened())):
            self.drill(Request(place=True))
            return

        titles = [(bank.id, bank.title) for bank in subjects]
        if chosen := await self.push_screen_wait(PlacingSubjectsScreen(titles)):
            self.drill(Request(place=True, place_in=chosen))

    def take_in(self, purpose: Purpose) -> None:
        """Go to the line that takes the name of a paper, a list or code."""
        from drill.tui.screens.papers.list import PapersScreen

        self.replace_screen(PapersScreen(purpose))

    def ask_for_exercises(
        self,
        about: str,
        slug: str = "",
        *,
        pasted: str = "",
        message: str = "",
        copies: bool = False,
        formula: str = "",
        asks: bool = False,
    ) -> None:
        """Ask an assistant or a chat for exercises; leaving that leads to the paper of ``slug``, if any.

        ``copies`` the page at once, of a ``formula`` alone where it is given; ``asks`` the assistant at once.
        """
        from drill.tui.screens.papers.list import PapersScreen
        from drill.tui.screens.papers.more_exercises import Begin, MoreExercisesScreen
        from drill.tui.screens.papers.paper import PaperScreen

        back = partial(PaperScreen, slug) if slug else PapersScreen
        first = Begin(pasted, message, copies=copies, formula=formula, asks=asks)
        self.replace_screen(MoreExercisesScreen(about, back, first))

    def drill(self, request: Request | None = None, *, reveals: bool = False) -> None:
        """Start a session, or continue the open one; ``reveals`` the first solution at once."""
        from drill.tui.screens.drilling.screen import DrillingScreen
        from drill.tui.screens.places import PlaceScreen

        back = self.screen.way_back() if isinstance(self.screen, PlaceScreen) else None
        self.replace_screen(DrillingScreen(request, reveals=reveals, back=back))

    def warm_up(self, back: Callable[[], Screen[None]] | None = None) -> None:
        """Start a set of quick reps; ``back`` makes the screen that follows it, which is Today without."""
        from drill.tui.screens.drilling.screen import DrillingScreen

        self.replace_screen(DrillingScreen(is_warm_up=True, back=back))

    def drill_on(self, sitting: Sitting, back: Callable[[], Screen[None]] | None) -> None:
        """Go on with a session whose summary was shown; ``back`` makes the screen that leaving leads to."""
        from drill.tui.screens.drilling.screen import DrillingScreen

        self.replace_screen(DrillingScreen(sitting=sitting, back=back))

    def show_about_formula(self) -> None:
        """Ask for a formula, with the one that was copied last as a proposal, and show its known facts."""
        from drill.session.papers.formula_lookup import is_like_formula
        from drill.tui.screens.scratch_page import AboutFormulaScreen

        copied = self.clipboard
        self.push_screen(AboutFormulaScreen(copied if is_like_formula(copied) else ""))

    def show_scratch_page(self, paper: str = "") -> None:
        """Open a page on which a derivation is typed and marked; ``paper`` may keep it as a note."""
        from drill.tui.screens.scratch_page import ScratchPageScreen

        self.push_screen(ScratchPageScreen(paper))

    def leave_for(self, go: Callable[[], object]) -> None:
        """Go elsewhere from any screen; an exercise that is open stays open."""
        from drill.tui.screens.drilling.screen import DrillingScreen

        if isinstance(self.screen, DrillingScreen) and self.screen.controller is not None:
            self.screen.controller.leave_for(go)
        else:
            go()

    def ask_for_a_goal(self, then: Callable[[], object] = lambda: None) -> None:
        """Ask for the learner's goal; ``then`` is called once the learner has answered."""
        self.aiming.ask(then)

    def aim_for(self, goal: str, title: str) -> None:
        """Make a bank, a topic (``calculus/calc.chain``) or a skill the goal, or remove the goal if it is.

        The learner is asked before another goal is replaced.
        """
        if self.workspace is not None and not self.aiming.name(goal):
            self.notify(f"{title} cannot be the goal yet: it has no exercises.", markup=False)
        else:
            self.aiming.aim_for(goal, title)

    def choose(self, setting: str, value: object) -> None:
        """Set a setting, and redraw the parts that depend on it."""
        before = self._looked_at
        if refusal := self.keep_setting(setting, value):
            self.notify(refusal, markup=False)
        self._look_again(before)

    def show_help(self, here: Sequence[KeyPair] = (), expect: Spec | None = None, **options: Any) -> None:
        """Show the keys, those of the screen first; the syntax of answers, ``expect`` first; the method.

        The options are those of the window.
        """
        from drill.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(here, expect, **options))

    def action_command_palette(self) -> None:
        """Open the palette, with everything that has a name."""
        from drill.tui.palette_search import DrillCommandPalette

        if not isinstance(self.screen, DrillCommandPalette):
            self.push_screen(DrillCommandPalette(id="--command-palette"))

    def action_help_quit(self) -> None:
        """Explain that ctrl+c does not quit, and name the key that does."""
        self.notify("ctrl+q quits, all is kept", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield the palette's commands: the screens, the actions of this screen, and those of all screens."""
        from drill.tui.screens.places import PlaceScreen
        from drill.tui.widgets.screen_rows import PLACES

        if isinstance(screen, ModalScreen):  # it awaits an answer: nothing leads past it
            yield from self._commands_of(screen)
            return
        for number, tab_name in enumerate(PLACES, 1):
            yield _make_palette_command(
                f"{number}", tab_name, lambda tab_name=tab_name: self.leave_for(lambda: self.go_to(tab_name))
            )
        yield _make_palette_command("", "parked exercises", lambda: self.leave_for(self.show_parked))
        yield _make_palette_command("", "my mistakes", lambda: self.leave_for(self.show_mistakes))
        yield _make_palette_command("", "choose a goal: a paper, a subject, a topic", self.ask_for_a_goal)
        yield _make_palette_command(
            "", "about a formula: which move it is, and exercises on it", self.show_about_formula
        )
        yield _make_palette_command("1 =", "working: check a derivation", self.show_scratch_page)
        yield _make_palette_command(
            "", "begin placement: find out what you know", lambda: self.leave_for(self.place)
        )
        if self.allowed is None:
            for key, words, purpose in TAKEN_IN:
                run = partial(self.leave_for, partial(self.take_in, purpose))
                yield _make_palette_command(key, words, run)
        if isinstance(screen, PlaceScreen):
            yield from (_make_palette_command("", words, run) for words, run in screen.commands())
        yield from self._commands_of(screen)
        yield _make_palette_command(self.key_for("settings"), "settings", self.show_settings)
        here = screen.keys_here() if isinstance(screen, KeyedScreen) else ()
        yield _make_palette_command("?", "help: what the keys do", lambda: self.show_help(here))
        yield _make_palette_command(
            "? tab tab", "how to type answers", lambda: self.show_help(page="answers")
        )
        yield _make_palette_command(
            "? tab", "how drill works: green, yellow, red", lambda: self.show_help(page="method")
        )
        yield _make_palette_command("ctrl+q", "quit; all is kept", self.exit)

    def _commands_of(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        if isinstance(screen, KeyedScreen):
            for key, words, offer in screen.palette():
                run = partial(self.call_after_refresh, screen.run, offer)
                yield _make_palette_command(key, words, run, offer.declared.name)


def _make_palette_command(key: str, words: str, run: Callable[[], object], action: str = "") -> SystemCommand:
    """Return a line of the palette: its key, its effect, and its row in the table of letters."""
    return SystemCommand(f"{key:11}{capitalise_text(words)}", action, run)
