"""The actions of keys by name: the default key of each, and other keys that a learner chose.

Keys are named as Textual names them (``h``, ``f2``, ``ctrl+g``, ``slash``); a character (``/``) does, too.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from drill.removals import describe_removal
from drill.text import read_word_tables

_MODIFIERS = ("ctrl", "alt", "shift", "meta")
_MOVES = ("home", "end", "pageup", "pagedown", "up", "down", "left", "right")
_NAMED = frozenset(("enter", "escape", "tab", "space", "backspace", "delete", "insert", *_MOVES))
_KEY = re.compile(rf"(?:(?:{'|'.join(_MODIFIERS)})\+)*(?P<last>.+)", re.DOTALL)
# Characters of a faulty text that a message repeats.
_MOST = 30


class Action(NamedTuple):
    """The action of a key, the same everywhere: its default key, and the words that describe it."""

    key: str
    words: str


# Begins the name that the missing key of an action has: no terminal sends it.
_NO_KEY = "none+"


def has_key(name: str) -> bool:
    """Return whether the name of a key is one that can be pressed."""
    return not name.startswith(_NO_KEY)


ACTIONS: Mapping[str, Action] = {
    name: Action(f"{_NO_KEY}{name}" if key == "none" else key, words)
    for row in read_word_tables(__file__, "actions.txt")["actions"].splitlines()
    if row
    for name, key, words in [row.split(maxsplit=2)]
}

# Actions whose default key an earlier version gave to another one, or to none: the key of a learner wins.
_YIELDING = frozenset(("again", "ask", "open", "present"))
# By a key that an action had before: the action, and what is said once of its new place.
MOVED: Mapping[str, tuple[str, str]] = {
    key: (action, words)
    for row in read_word_tables(__file__, "actions.txt")["moved"].splitlines()
    if row
    for key, action, words in [row.split(maxsplit=2)]
}


class Refused(NamedTuple):
    """A line of ``[keys]`` that is not used: the action as written, and why."""

    action: str
    why: str
    hint: str


def key_name(written: str) -> str:
    """Return Textual's name of a key. Raises ValueError for what is no key."""
    text = written.strip() or written
    match = _KEY.fullmatch(text)
    last = match["last"] if match else ""
    if len(last) == 1:
        named = _character_name(last)
    elif last in _NAMED or re.fullmatch(r"f([1-9]|1\d|2[0-4])", last) or _is_character(last):
        named = last
    else:
        raise ValueError(f"{written[:_MOST]!r} is not a key")
    return text[: len(text) - len(last)] + named


def _character_name(character: str) -> str:
    if character.isalnum():
        return character
    if not character.isprintable():
        raise ValueError("a control character cannot be a key")
    name = "space" if character == " " else unicodedata.name(character, "")
    return _SHORTER.get(name, name.lower().replace("-", "_").replace(" ", "_"))


def _is_character(name: str) -> bool:
    """Return whether a name such as ``question_mark`` is a character's."""
    if name in _SHORTER.values():
        return True
    try:
        unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return False
    return True


# Names that Textual shortens; those it does not are Unicode's own in small letters.
_SHORTER = {
    "PLUS SIGN": "plus", "HYPHEN-MINUS": "minus", "SOLIDUS": "slash", "REVERSE SOLIDUS": "backslash",
    "COMMERCIAL AT": "at", "LOW LINE": "underscore",
}  # fmt: skip


def chosen_keys(written: Mapping[str, str]) -> tuple[dict[str, str], list[Refused]]:
    """Return the keys to use, by action, and the lines of the file that cannot be used.

    A key may do one thing: what would take the key of an action that keeps its own is refused, and of two
    actions with one key the first has it. Actions whose default key is new yield it (`keys_in_use`).
    """
    refused: list[Refused] = []
    wanted = dict(_filter_readable_keys(written, refused))
    while True:
        keys = {name: wanted.get(name, action.key) for name, action in ACTIONS.items()}
        clash = next(_find_key_clashes(keys, wanted), None)
        if clash is None:
            return wanted, refused
        name, holder = clash
        key = wanted.pop(name)
        refused.append(Refused(name, f"{key} is the key of {holder}", f"give {holder} another key first"))


def keys_in_use(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the key of every action, the learner's own ones included; `has_key` says which have one."""
    taken = set(chosen.values())
    return {
        name: chosen.get(name) or (f"{_NO_KEY}{name}" if action.key in taken else action.key)
        for name, action in ACTIONS.items()
    }


def _filter_readable_keys(written: Mapping[str, str], refused: list[Refused]) -> Iterator[tuple[str, str]]:
    for name, key in written.items():
        if instead := describe_removal("action", name):
            refused.append(Refused(name, f"{name} is no action any more: passed over", instead))
            continue
        if name not in ACTIONS:
            near = difflib.get_close_matches(name, ACTIONS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(ACTIONS)}"
            refused.append(Refused(name, f"no action is called {name[:_MOST]!r}", hint))
            continue
        try:
            yield name, key_name(key)
        except ValueError as error:
            refused.append(Refused(name, f"{name}: {error}", 'write it as "h", "f2", "ctrl+g" or "slash"'))


def _find_key_clashes(keys: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return actions whose new key another one has: ``(the later, the other)``."""
    for name in reversed(list(wanted)):
        for holder, key in keys.items():
            is_kept = holder in wanted or holder not in _YIELDING
            if holder != name and key == keys[name] and is_kept:
                yield name, holder
