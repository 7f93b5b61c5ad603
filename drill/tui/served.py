"""What the app allows in a browser: one list, by screen. What is not on it is neither offered nor done.

In a terminal a person may do all that they may do anyway. A page lives beside all else that a browser
shows, so a served app is for drilling, marks, notes, and reading what the learner has. Nothing in it names a
path, a program or an address: no editor, no import, no export, no choice of keys, learner or database.

What the page sends as typed is cut down to what a keyboard, a mouse and a clipboard send. Textual reads much
more from its input: sizes of the window, for example, without any bound. The page sends whole sequences, so
each message is cut down by itself: nothing is carried over to the next one, and two messages never make a
sequence together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_MOVES = frozenset(("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "j", "k"))
_BACK = frozenset(("enter", "escape", "q", "ctrl+q", "ctrl+p", "question_mark", "tab", "shift+tab", "space"))
_PLACE = frozenset((*"12345g", "comma", "colon"))
_TYPING = frozenset(("backspace", "delete", *(f"ctrl+{letter}" for letter in "acdefhkuvwx")))
_EDITING = _TYPING | {f"{lead}+{move}" for lead in ("shift", "ctrl") for move in _MOVES if len(move) > 1}


@dataclass(frozen=True, slots=True)
class Allowed:
    """The keys that act, by screen or by a paper's view, and the settings that may be changed."""

    keys: Mapping[str, frozenset[str]]
    settings: frozenset[str]

    def key(self, screen: str, key: str) -> bool:
        """Whether a key does something there, pressed alone or with alt."""
        return key.removeprefix("alt+") in self.keys.get(screen, frozenset())


def _keys(*more: str) -> frozenset[str]:
    """What goes on, back and elsewhere, and ``more``."""
    return _MOVES | _BACK | _PLACE | _EDITING | frozenset(more)


_SETTINGS = """minutes share gaps passes subjects papers presume goal checks warm_up step clock glyphs theme
fewer_words day_begins working"""

# A screen that comes later adds its line here, or is not in a served app.
SERVED = Allowed(
    keys={
        "TodayScreen": _keys("plus", "minus", "u", "f", "slash", "g", "b", "p", "w"),
        "WarmUpScreen": _keys("d", "s"),
        "PlanScreen": _keys("a"),
        "LibraryScreen": _keys("slash", "f", "z", "r", "t"),
        "ProgressScreen": _keys("c", "d", "u"),
        "PapersScreen": _keys("slash", "g"),
        "formulas": _keys("w", "v", "c", "b", "t"),
        "symbols": _keys("e"),  # a meaning in one's own words
        "unknowns": _keys("w", "e", "y", "n"),  # added, reworded, cleared, removed: notes
        "prerequisites": _keys("a", "t"),
        "drafts": _keys(),  # they are read here, and decided on in the terminal
        "overview": _keys("y", "n", "w", "plus", "minus", "v", "a"),
        "ParkedScreen": _keys("o", "w", "u"),
        "DrillingScreen": _keys(*"06789hmtwrsofvcuplyndab"),
        "FigureScreen": _keys("f"),
        "SummaryScreen": _keys("plus", "u"),
        "SettingsScreen": _keys("h", "l", "plus", "minus", "z"),
        "GlyphScreen": _keys(),
        "HelpScreen": _keys(),
        "ClockScreen": _keys("y", "n"),
        "DrillCommandPalette": _keys(),
    },
    settings=frozenset(_SETTINGS.split()),
)

# More than any answer may have.
MOST_PASTED = 50_000
_PASTE = "\x1b[200~", "\x1b[201~"
# The escape key, said so that what follows is no part of it.
_ESCAPE = "\x1b[27u"
_PIECE = re.compile(
    r"""
    \x1b\[200~ (?P<pasted> .*? ) (?: \x1b\[201~ | \Z )
    | (?P<kept>
        [^\x1b]+
        | \x1b\[< \d{1,3} ; \d{1,4} ; \d{1,4} [Mm]          # the mouse
        | \x1b\[ (?: \d{1,2} (?: ; \d{1,2} )? )? [A-HPQSZ~]  # arrows, function keys, with their modifiers
        | \x1bO [A-Za-z]                                    # the same without modifiers
        | \x1b\[ [IO]                                       # the window is looked at, or no more
        | \x1b\[\?2026; [0-4] \$y                            # the page can draw whole frames
        | \x1b [^\x1b\[O]                                    # a key with alt
    )
    | \x1b\[ [0-?]* [ -/]* [@-~]?
    | (?P<escape> \x1b+ )
    """,
    re.VERBOSE | re.DOTALL,
)


def typed_in_browser(text: str) -> str:
    """Return the keys, mouse events and pasted text of a message, and nothing else that it holds."""
    return "".join(map(_kept, _PIECE.finditer(text)))


def _kept(piece: re.Match[str]) -> str:
    if piece["escape"]:
        return _ESCAPE
    if piece["pasted"] is None:
        return piece["kept"] or ""
    return piece["pasted"][:MOST_PASTED].replace("\x1b", "").join(_PASTE)
