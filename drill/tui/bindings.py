"""Which keys act on a screen, and how a key press is handled.

Methods of a screen, or of a view in it, declare their keys (`drill.tui.declared_keys`). ``set_keymap`` puts
the learner's own keys in their place, and in a browser only the actions that `drill.tui.served` names are
allowed.

A key acts at the screen that it reaches. Textual would let it travel on to the app first, where the letters
typed behind it in one burst could overtake it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.command import CommandPalette
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from drill.errors import DrillError
from drill.settings import ACTIONS, ALIASES, MOVED, has_key
from drill.tui.declared_keys import Key, collect_keys, key, pair
from drill.tui.looks import build_content
from drill.tui.textual_internals import hand_on, run_bindings
from drill.tui.widgets.screen_rows import KeyRow, QuietList, TopLine
from drill.tui.widgets.text_line import TakesKeys
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.widget import Widget

    from drill.tui.app import DrillApp

# Scrolling by keys, the same ones everywhere.


def scroll_by_key(body: Widget, key: str) -> bool:
    """Scroll ``body`` by ``key``, at once: a held key loses no step. Return whether the key scrolls."""
    match key:
        case "j" | "down":
            body.scroll_down(animate=False, immediate=True)
        case "k" | "up":
            body.scroll_up(animate=False, immediate=True)
        case "pagedown":
            body.scroll_page_down(animate=False)
        case "pageup":
            body.scroll_page_up(animate=False)
        case "home":
            body.scroll_home(animate=False, immediate=True)
        case "end":
            body.scroll_end(animate=False, immediate=True)
        case _:
            return False
    return True


if TYPE_CHECKING:
    _Node = DOMNode
else:
    _Node = object
    """Textual takes styles and components from the first of a class's bases that is a widget."""


# The letters of a Russian and of a Greek keyboard, and below each the one that its key has on a Latin one.
_LATIN = str.maketrans(
    "йцукенгшщзфывапролдячсмить" + "ςερτυθιοπασδφγηξκλζχψωβνμ",
    "qwertyuiopasdfghjklzxcvbnm" + "wertyuiopasdfghjklzxcvbnm",
)


def find_latin_key(name: str) -> str:
    """Return the Latin key at the place of another layout's key, so that letters act on any keyboard."""
    return name.translate(_LATIN) if len(name) == 1 else name


# The key that opens all commands while ``:`` is text.
COMMAND_KEY = "ctrl+p"
# The keys that end the last line of every screen, behind all others.
_AT_END = ("keys", "palette")
# The keys that lead on or back, or answer: they stay if others have no room.
_LEADS_ON = ("go-on", "back", "yes", "no")
# Actions that are not commands, because nobody looks for them by name.
_NO_COMMANDS = frozenset(
    ("ask_to_leave", "command_palette", "go", "help", "leave", "move", "quit", "settings")
)


class Offer(NamedTuple):
    """A key that acts now: its Textual name, its words in the last line, and its action."""

    key: str
    words: str
    declared: Key
    node: Keyed

    @property
    def words_in_full(self) -> str:
        """Its words; those of the table of letters if the last line has none."""
        return self.words or self.table_words

    @property
    def table_words(self) -> str:
        """The words of the table of letters."""
        return ACTIONS[self.declared.name].words

    @property
    def action(self) -> str:
        """The name of its action, without an argument."""
        return self.declared.action


class KeyPair(NamedTuple):
    """Keys as they are shown, and the words that they share."""

    keys: str
    offers: Sequence[Offer]

    @property
    def words(self) -> str:
        """The effect of the keys here."""
        return self.offers[0].words

    @property
    def is_at_end(self) -> bool:
        """Whether it ends the last line, and stays if others have no room."""
        return self.offers[0].declared.name in _AT_END

    @property
    def leads_on(self) -> bool:
        """Whether it leads on or back, or answers."""
        return self.offers[0].declared.name in _LEADS_ON

    @property
    def cells(self) -> int:
        """The width that it takes."""
        return cell_len(self.keys) + bool(self.words) + cell_len(self.words)

    def without_words(self) -> KeyPair:
        """Return the keys alone."""
        return self._replace(offers=[offer._replace(words="") for offer in self.offers])


class Keyed(_Node):
    """A screen, or a part of one, whose actions declare their keys."""

    app: DrillApp  # pyright: ignore[reportIncompatibleMethodOverride]  a property there
    own_keys: ClassVar[Sequence[Key]] = ()
    enter_words = ""
    """What enter does in the list or the line that has the cursor; empty if it does nothing."""

    def __init_subclass__(cls, **options: Any) -> None:
        cls.own_keys = collect_keys(cls)
        cls.BINDINGS = [Binding(each.usual, each.run, id=each.name or None) for each in cls.own_keys]
        super().__init_subclass__(**options)

    @key("go-on", lambda self: self.enter_words)
    def action_submit(self) -> None:
        """Leave enter to the list or the line that has the cursor."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action may be done here and does something now."""
        declared = [each for each in self.own_keys if each.action == action]
        if parameters:
            declared = [each for each in declared if each.parameters == parameters]
        acts = not declared or any(each.find_words(self) is not None for each in declared)
        return acts and self.app.may(action)


class KeyedScreen(Keyed, Screen[ScreenResultType]):
    """A screen whose actions declare their keys: it runs them and knows which of them act."""

    was_left = False
    """Another screen took its place; the app's first one stays below all others."""
    waits_for_paint = True
    """Keys that were pressed before its first paint are dropped: they were meant for another screen.

    Text that is typed into its field stays."""
    _is_painted = False

    def on_mount(self) -> None:
        """Take commands from the first paint on."""
        self.call_after_refresh(self._begin_to_act)

    def _begin_to_act(self) -> None:
        self._is_painted = True

    @property
    def scrolled(self) -> Widget:
        """The widget that the keys scroll if they choose nothing: the first text that scrolls."""
        return next(iter(self.query(VerticalScroll)), self)

    @property
    def is_typing(self) -> bool:
        """Whether a letter is text here and now, and no command."""
        return isinstance(self.focused, TakesKeys)

    @property
    def keyed(self) -> list[Keyed]:
        """Return what declares keys, from the focused widget up to the screen."""
        return [node for node in (self.focused or self).ancestors_with_self if isinstance(node, Keyed)]

    def offers(self) -> list[Offer]:
        """Return the keys that act now, in the order of the table; of equal keys the nearest to the focus."""
        offer_by_key: dict[str, Offer] = {}
        for node in self.keyed:
            for declared in node.own_keys:
                pressed = self.app.key_of(declared)
                if pressed in offer_by_key or not node.check_action(declared.action, declared.parameters):
                    continue
                words = declared.find_words(node)
                if words is not None:
                    offer_by_key[pressed] = Offer(pressed, words, declared, node)
        return sorted(offer_by_key.values(), key=lambda offer: offer.declared.place)

    def key_pairs(self) -> list[KeyPair]:
        """Return the last line: neighbours with the same words are one pair, as ``+ -``."""
        offers: list[Offer] = []
        for offer in self.offers():
            name = offer.declared.name
            is_alias = name in ALIASES or offer.key[1:].isdecimal()
            is_text = self.is_typing and len(self.shown(offer)) == 1
            is_told = any(
                told.words == offer.words and (told.declared.run == offer.declared.run or name == "look")
                for told in offers
            )
            if offer.words and has_key(offer.key) and not (is_alias or is_told or is_text):
                offers.append(offer)
        groups = [list(group) for _, group in groupby(offers, lambda offer: (offer.words, offer.node))]
        return [
            KeyPair(_join_key_names([self.shown(offer_in_group) for offer_in_group in group]), group)
            for group in groups
        ]

    def palette(self) -> list[tuple[str, str, Offer]]:
        """Return the palette's rows: all actions here; those that share their words get the table's."""
        offers = {offer.declared.run: offer for offer in reversed(self.offers()) if offer.declared.name}
        named = [offer for offer in reversed(offers.values()) if offer.action not in _NO_COMMANDS]
        shared = Counter(offer.words_in_full for offer in named)
        return [
            (
                self.shown(offer),
                offer.words_in_full if shared[offer.words_in_full] == 1 else offer.table_words,
                offer,
            )
            for offer in named
        ]

    def keys_here(self) -> list[KeyPair]:
        """Return all keys that act now: those of the last line, then the others in the table's words."""
        pairs = self.key_pairs()
        told = {offer.key for pair in pairs for offer in pair.offers}
        others = [offer for offer in self.offers() if offer.key not in told and has_key(offer.key)]
        others = [offer for offer in others if not self.is_typing or len(self.shown(offer)) > 1]
        named = [offer._replace(words=offer.words_in_full) for offer in others if offer.declared.name]
        return pairs + [KeyPair(self.shown(offer), [offer]) for offer in named]

    def offer_of(self, name: str) -> Offer | None:
        """Return the current offer of a key."""
        return next((offer for offer in self.offers() if offer.key == name), None)

    def shown(self, offer: Offer) -> str:
        """Return the keys to press for an offer, as the last line shows them."""
        unlike_text = {"command_palette": COMMAND_KEY, "help": "f1"} if self.is_typing else {}
        return self.app.told_key(unlike_text.get(offer.action, offer.key))

    async def run(self, offer: Offer) -> None:
        """Do the action of an offer, as its key would."""
        await self.app.run_action(offer.declared.run, offer.node)

    async def on_key(self, event: events.Key) -> None:
        """Run the action of the key, here and at once."""
        if not self.is_active:
            self.pass_on(event)
            return
        if isinstance(self.focused, TakesKeys) and self.focused.takes(event):
            self.focused.hand_on(event)  # it was on its way here when the cursor came to the line
            return
        if self.waits_for_paint and not self._is_painted:
            event.stop()
            event.prevent_default()
            return
        name = find_latin_key(event.key)
        self.tell_moved(name)
        if await run_bindings(self, name):
            event.stop()
            event.prevent_default()

    def pass_on(self, event: events.Key) -> None:
        """Pass on a key that was meant for the palette, because it means something else elsewhere."""
        if isinstance(self.app.screen, CommandPalette):
            hand_on(self.app.screen, event)

    def tell_moved(self, key: str) -> None:
        """Show once where an action went that had this key before, if the learner knew the key."""
        moved, words = MOVED.get(key, ("", ""))
        if not moved or key in self.app.settings.keys.values():
            return
        if any(offer.declared.name == moved for offer in self.offers()):
            self.app.run_worker(self._tell_once(f"key {key}", words))

    async def _tell_once(self, name: str, words: str) -> None:
        workspace = await self.app.opened()
        with suppress(DrillError):  # nothing is recorded or shown if the store cannot be written
            store = workspace.store
            if await self.app.background.run(lambda: store.is_from_before() and store.tells_first(name)):
                notice = words.format_map({action: self.app.key_for(action) for action in ACTIONS})
                self.app.notify(notice, markup=False)

    @key("leave")
    def action_ask_to_leave(self) -> None:
        """Ask whether to leave drill."""
        self.app.ask_to_leave()

    @key("keys f1", "keys")
    def action_help(self) -> None:
        """Show the keys of this screen, how answers are typed, and the method."""
        self.app.show_help(self.keys_here())

    @key("palette", "commands")
    def action_command_palette(self) -> None:
        """Open the palette."""
        self.app.action_command_palette()

    @pair("down up")
    def action_move(self, by: int) -> None:
        """Choose the next row of the list that has the cursor, or the one before; a text scrolls."""
        if isinstance(self.focused, OptionList):
            (self.focused.action_cursor_down if by > 0 else self.focused.action_cursor_up)()
        else:
            self.action_scrolls("down" if by > 0 else "up")

    @key("home", argument="home")
    @key("end", argument="end")
    @key("pageup", argument="pageup")
    @key("pagedown", argument="pagedown")
    def action_scrolls(self, name: str) -> None:
        """Scroll as a key is called."""
        scroll_by_key(self.scrolled, name)


def _join_key_names(keys: Sequence[str]) -> str:
    """Return keys as one text: ``j k``; of more than two, as ``1–5``, the first and the last."""
    return " ".join(keys) if len(keys) < 3 else f"{keys[0]}–{keys[-1]}"


# Windows: screens over another one, which closing leads back to.

if TYPE_CHECKING:
    _Screen = Screen[Any]
else:
    _Screen = object
    """Textual takes styles and components from the first of a class's bases that is a widget."""


class ClosesOnce(_Screen):
    """A mixin of screens that close only once: keys in the same burst as the closing one do nothing."""

    async def on_event(self, event: events.Event) -> None:
        """Drop keys and clicks that were on their way while it was closed."""
        if self.is_active or not isinstance(event, events.InputEvent):
            await super().on_event(event)

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Go back to the screen below, unless that was done already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Window(ClosesOnce, KeyedScreen[ScreenResultType]):
    """A screen over another one, which ``esc`` closes."""

    back_words = "back"

    @key("back", lambda self: self.back_words)
    def action_close(self) -> None:
        """Go back without a result."""
        self.dismiss(None)


class PageWindow(Window[ScreenResultType], ModalScreen[ScreenResultType]):
    """A window with one page: a title, a text, and rows, most of them answers to choose from."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    PageWindow {background: $background;}
    PageWindow VerticalScroll {height: 1fr; padding: 1 2; scrollbar-size-vertical: 1;}
    PageWindow Text {height: auto;}
    PageWindow #says {margin-bottom: 1;}
    PageWindow > TopLine {padding: 0 0 0 1;}
    """

    def __init__(self, head: str, says: Content, *rows: Text, corner: str = "") -> None:
        super().__init__()
        self._top = TopLine(build_content((head, "bold")), build_content((corner, "$secondary")))
        self._page = VerticalScroll(Text(says, id="says"), *rows, can_focus=False)

    def compose(self) -> ComposeResult:
        """Make the title, the page, and its keys."""
        yield self._top
        yield self._page
        yield KeyRow()


class ListWindow(Window[ScreenResultType], ModalScreen[ScreenResultType]):
    """A window with a title and a list; ``enter`` on a row passes its number to `choose`."""

    DEFAULT_CSS = """
    ListWindow {background: $background;}
    ListWindow #says {height: auto; padding: 1 2 0 2;}
    ListWindow OptionList, ListWindow OptionList:focus
        {height: 1fr; border: none; background: $background; padding: 1;}
    """

    def __init__(self, head: str, says: str = "", rows: Iterable[Content] = ()) -> None:
        super().__init__()
        self._top = TopLine(build_content((head, "bold")))
        self._says = Text(build_content(says), id="says")
        self._says.display = bool(says)
        self.listed = QuietList(*map(Option, rows), markup=False)

    def compose(self) -> ComposeResult:
        """Return the title, the text, the list, and its keys."""
        yield self._top
        yield self._says
        yield self.listed
        yield KeyRow()

    def choose(self, number: int) -> None:
        """Close with a row."""

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on a row."""
        self.choose(event.option_index)


class AnswerRow(Text):
    """A row of a page with a key; a click does the action of the key."""

    def __init__(self, action: str, key: str, words: str) -> None:
        super().__init__()
        self._action, self._key_shown = action, key
        self.say(words)

    def say(self, words: str) -> None:
        """Show words behind the key."""
        self.show(build_content((f"{self._key_shown:>5}", "$primary bold"), f"  {words}"))

    async def on_click(self) -> None:
        """Do what its key does."""
        await self.run_action(f"screen.{self._action}")
