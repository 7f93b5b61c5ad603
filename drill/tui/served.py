"""What the app allows in a browser: one list, by screen. What is not on it is neither offered nor done.

In a terminal a person may do all that they may do anyway. A page lives beside all else that a browser
shows, so a served app is for drilling, marks, notes, and reading what the learner has. Nothing in it names a
path, a program or an address: no editor, no import, no export, no choice of keys, learner or database.
"""

from __future__ import annotations

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


_SETTINGS = """minutes share gaps passes subjects papers presume goal checks step clock glyphs theme
fewer_words day_begins"""

# A screen that comes later adds its line here, or is not in a served app.
SERVED = Allowed(
    keys={
        "TodayScreen": _keys("plus", "minus", "u", "f", "slash", "g", "b", "p"),
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
