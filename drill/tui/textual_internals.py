"""Work-arounds of Textual's internals: each with the Textual version that needs it and the words of a report.

No other module of the app works round them; one that is mended in Textual is deleted here.
"""

# Private names are the subject of this module.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import contextlib
import re
import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from rich.cells import cached_cell_len
from rich.segment import Segment
from rich.style import Style
from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.message_pump import MessagePump
from textual.strip import Strip
from textual.widgets import OptionList

from drill.files import keep_traceback
from drill.tui.looks import CHOSEN

# Replies of a terminal among the keys, whether drill or another program asked for them.

# A status or device report, the size of the window, a colour or another string, each of which ends visibly.
_REPLY = re.compile(
    r"\x1b(?:\[[?>=][\d;]*[cn]|\[\d+(?:;\d*)*t|\](?:\d[^\x07\x1b]*)?(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\)"
)
_BEGINNING = re.compile(
    r"\x1b(?:\[(?:[?>=][\d;]*|\d+(?:;\d*)*)?|\](?:\d[^\x07\x1b]{0,200}\x1b?)?|[PX^_][^\x1b]{0,200}\x1b?)\Z"
)


def drop_replies(data: str) -> tuple[str, str]:
    """Return the typed text without a terminal's replies, and a reply at the end that has only begun."""
    begun = _BEGINNING.search(data)
    end = len(data) if begun is None else begun.start()
    return _REPLY.sub("", data[:end]), data[end:]


if TYPE_CHECKING:
    from textual._widget_navigation import Direction
    from textual.app import App
    from textual.screen import Screen

    _Screen = Screen[Any]
else:
    _Screen = object

_BEGINNINGS = (events.Load, events.Compose, events.Mount)
_dispatch = MessagePump._dispatch_message


async def run_bindings(screen: Screen[Any], key: str) -> bool:
    """Run the binding of a key at once, and return whether there was one.

    Textual 8.2.8. Report: "Bindings run after later keys are delivered. App.on_event forwards a key to the
    focused widget; its binding runs only when the key has bubbled back to App._on_key. Keys of one burst are
    forwarded meanwhile, so text typed behind a key that moves the focus goes to the widget that had it.
    Please add a public method that runs the bindings of a key from where it is, such as App.run_bindings."
    """
    return await screen.app._check_bindings(key)  # pyright: ignore[reportUnknownMemberType]  any app's


def hand_on(screen: Screen[Any], event: events.Key) -> None:
    """Let a key act where the focus is now, after keys that were passed on before.

    Textual 8.2.8. Report: "A key that has been forwarded to a widget which has lost the focus by the time it
    is handled cannot be given to the widget that has it now: Widget._forward_event is private, and posting
    the event again makes App forward it once more. Please make it public."
    """
    (screen.focused or screen)._forward_event(event.copy())


async def _dispatch_and_go_on(self: MessagePump, message: Message) -> None:
    try:
        await _dispatch(self, message)
    except Exception as error:  # whatever a handler raises, the widget hears the next message
        if isinstance(message, _BEGINNINGS):
            raise
        self.app._handle_exception(error)  # pyright: ignore[reportUnknownMemberType]  any app's


def go_on_after_errors() -> None:
    """Let every widget's message loop go on after a handler has raised.

    Textual 8.2.8. Report: "An exception in any handler ends the message loop of its widget and then the app.
    An editor or a game wants to show it, write its log and go on. Please add an App.on_unhandled_exception
    hook whose result says whether the loop goes on."
    """
    MessagePump._dispatch_message = _dispatch_and_go_on


def read_terminals_as_they_are() -> None:
    """Read invalid UTF-8 as signs of that, and pass over a terminal's replies.

    Textual 8.2.8. Report: "An invalid byte in UTF-8, as a terminal in Latin-1 sends for é, ends the app with
    a UnicodeDecodeError in LinuxDriver.run_input_thread, with exit code 0. A terminal's replies (device
    attributes, colours, its name) become keys: XTermParser knows only those that Textual asks for."
    Driver and parser are looked up in their module when the app starts.
    """
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    linux_driver.__dict__.update(getincrementaldecoder=_get_lenient_decoder, XTermParser=_KeyParser)


def _get_lenient_decoder(encoding: str) -> partial[IncrementalDecoder]:
    return partial(getincrementaldecoder(encoding), "replace")


_CTRL_H = "\b"


def _read_erase_character() -> str | None:
    """Return the character by which the terminal erases one; None without a terminal."""
    import termios  # not on Windows

    if sys.__stdin__ is None:
        return None
    try:
        erase: bytes = termios.tcgetattr(sys.__stdin__.fileno())[6][termios.VERASE]
    except (OSError, ValueError, termios.error):
        return None
    return erase.decode("latin-1")


class _KeyParser(XTermParser):
    """Reads keys and no replies; a reply that has begun is waited for as long as a key's sequence is.

    ctrl+backspace sends ^H on many terminals: it is ctrl+w, unless ^H is the terminal's own erase character.
    """

    def __init__(self, debug: bool = False) -> None:
        self._begun, self._begun_at = "", 0.0
        self._is_erased_by_word = _read_erase_character() not in (None, _CTRL_H)
        super().__init__(debug)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if self._is_erased_by_word and sequence == _CTRL_H:
            yield events.Key("ctrl+w", None)
        else:
            yield from super()._sequence_to_key_events(sequence, alt)

    def feed(self, data: str) -> Iterable[Message]:
        if not data:  # the end
            yield from self._feed_begun()
            yield from super().feed("")
            return
        if not self._begun:
            self._begun_at = monotonic()
        typed, self._begun = drop_replies(self._begun + data)
        if typed:
            yield from super().feed(typed)

    def tick(self) -> Iterable[Message]:
        if monotonic() - self._begun_at >= constants.ESCAPE_DELAY:
            yield from self._feed_begun()
        yield from super().tick()

    def _feed_begun(self) -> Iterable[Message]:
        begun, self._begun = self._begun, ""
        return super().feed(begun) if begun else ()


def end_at_once(app: App[Any], return_code: int) -> None:
    """End an app that can no longer paint, without the traceback that Textual prints.

    Textual 8.2.8. Report: "App.exit does not end an app whose screen fails whenever it is drawn, and
    App.panic prints a traceback. Please let App.exit take immediately=True."
    """
    app._return_code = return_code
    app._close_messages_no_wait()


def is_ending(app: App[Any]) -> bool:
    """Return whether the end of an app was requested.

    Textual 8.2.8. Report: "App._exit is private; workers want to know whether the app is exiting. Please
    add App.is_exiting."
    """
    return app._exit


def give_back_terminal(app: App[Any]) -> None:
    """Leave the full screen from another thread, if the app's own cannot.

    Textual 8.2.8. Report: "A program that must end while Textual's thread is busy cannot restore the
    terminal: App._driver is private and Driver.stop_application_mode leaves the mouse on. Please add
    App.restore_terminal, callable from any thread."
    """
    driver = app._driver
    if not app._running or driver is None:
        return
    with contextlib.suppress(Exception):
        getattr(driver, "_disable_mouse_support", lambda: None)()
    with contextlib.suppress(Exception):
        driver.stop_application_mode()


def forget_cell_lengths() -> None:
    """Drop the cached widths of texts that are no longer shown.

    Textual 8.2.8 with Rich 14. Report (to Rich): "cached_cell_len keeps 4,096 texts, each as long as it was
    drawn: a program that runs for hours holds megabytes of text that it will never draw again."
    """
    cached_cell_len.cache_clear()


class KeepsEarlyKeys(_Screen):
    """A mixin of screens that begin with a line to type into: it gets the keys that came before it was there.

    Textual 8.2.8. Report: "A key that comes between App.push_screen and the first ScreenResume goes to the
    screen, because AUTO_FOCUS has not acted yet; what is typed fast into a command palette loses its first
    letters. Please forward keys once the screen has resumed."
    """

    _held_keys = 0

    def _forward_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and (self.focused is None or self._held_keys):
            self._held_keys += 1
            self.call_later(self._forward_held, event)
        else:
            super()._forward_event(event)

    def _forward_held(self, event: events.Key) -> None:
        self._held_keys -= 1
        if self.focused is None:
            super()._forward_event(event.copy())
        else:
            self.focused._forward_event(event.copy())


def _put_behind_gutter(strip: Strip, accent: str, index: int) -> Strip:
    """Return a line of an option behind two cells, with the sign of the chosen one if there is an accent."""
    ground = next((segment.style for segment in strip if segment.style), Style())
    segment = Segment(CHOSEN if accent else " " * len(CHOSEN), ground + Style(color=accent or None))
    return Strip.join([Strip([segment], len(CHOSEN)).apply_meta({"option": index}), strip])


class PagedList(OptionList):
    """A list that can be asked for another page before its first layout, and whose cursor stops at its ends.

    Textual 8.2.8. Report: "OptionList.action_page_down raises IndexError before the first layout, when its
    height is 0: _move_page looks for the option at a line that is not there. Please also add an attribute
    that keeps the cursor from going round from the first option to the last, and a public left gutter for
    the sign of the chosen option."
    """

    DEFAULT_CSS = "PagedList:focus {background-tint: $foreground 0%;}"

    def __init__(self, *content: Any, **options: Any) -> None:
        super().__init__(*content, **options)
        self._behind_gutters: dict[tuple[int, int, str], tuple[Strip, Strip]] = {}

    def _get_left_gutter_width(self) -> int:
        return len(CHOSEN)

    def render_line(self, y: int) -> Strip:
        """Return a line of an option behind the sign of the chosen one, or behind blanks."""
        strip, line = super().render_line(y), self.scroll_offset.y + y
        if line >= len(self._lines):
            return strip
        index, row = self._lines[line]
        accent = ""
        if index == self.highlighted and not row:
            accent = self.app.theme_variables["primary"]  # pyright: ignore[reportUnknownMemberType]  any app
        place = (index, row, accent)
        known = self._behind_gutters.get(place)
        if known is None or known[0] is not strip:  # a strip keeps what it was drawn as
            known = (strip, _put_behind_gutter(strip, accent, index))
            self._behind_gutters[place] = known
        return known[1]

    def action_cursor_up(self) -> None:
        """Choose the option above, if there is one."""
        if not all(option.disabled for option in self.options[: self.highlighted]):
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        """Choose the option below, if there is one."""
        below = 0 if self.highlighted is None else self.highlighted + 1
        if not all(option.disabled for option in self.options[below:]):
            super().action_cursor_down()

    def _move_page(self, direction: Direction) -> None:
        if self.size.height:
            super()._move_page(direction)


# Handle an error that nothing foresaw: it is shown, its traceback is kept, and the app continues.
#
# The message loop of the widget whose handler raised goes on with the next message (`go_on_after_errors`).
# Only a widget that cannot be composed or mounted is lost.

# Max errors without a key between them, because more come from a widget that fails whenever it is drawn.
MOST_WITHOUT_A_KEY = 10


def told_of(error: Exception, folder: Path) -> str:
    """Write the traceback to the log folder, and return the message for the person."""
    report = keep_traceback(folder, error)
    details = f"The details are in {report}." if report else "No report of it could be written."
    failure = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"Something went wrong inside drill ({failure}). Nothing that you marked is lost. {details}"
