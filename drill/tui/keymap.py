"""Other keys than the usual ones: what is pressed is understood, and what is shown names the key to press."""

from __future__ import annotations

from collections.abc import Mapping

from textual.keys import _character_to_key, format_key  # pyright: ignore[reportPrivateUsage]

from drill.settings import ACTIONS

_SHORT = {"escape": "esc", "ctrl+q": "^q", "ctrl+p": "^p"}
_NAMES = {short: name for name, short in _SHORT.items()} | {
    "backspace": "backspace",
    "←": "left",
    "→": "right",
}


class Keymap:
    """Everything in the app is written for the usual keys; this stands between them and the keyboard."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        """``keys`` are those of the settings: action → key."""
        moved = {action: key for action, key in keys.items() if ACTIONS[action].key != key}
        self._meanings = {key: ACTIONS[action].key for action, key in moved.items()}
        self._keys = {ACTIONS[action].key: key for action, key in moved.items()}

    def __bool__(self) -> bool:
        """Whether any key is another one."""
        return bool(self._meanings)

    def meaning(self, key: str) -> str:
        """The usual key for what was pressed; empty where its action has another key now.

        Digits keep what else they do (options, decisions) when a place of the tab row moves.
        """
        lead, _, last = key.rpartition("+") if key.startswith("alt+") else ("", "", key)
        if last in self._meanings:
            return f"{lead}+{self._meanings[last]}" if lead else self._meanings[last]
        if last in self._keys and not last.isdigit():
            return ""
        return key

    def shown(self, words: str) -> str:
        """Keys as they are told, such as ``+ -`` or ``esc``, with those to press in their place."""
        if not self._keys:
            return words
        return " ".join(self._shown(word) for word in words.split(" "))

    def _shown(self, word: str) -> str:
        key = self._keys.get(key_of(word))
        return word if key is None else _SHORT.get(key, format_key(key))


def key_of(shown: str) -> str:
    """The name of a key that is told as ``esc``, ``?`` or ``h``."""
    return _NAMES.get(shown, _character_to_key(shown) if len(shown) == 1 else shown)


def keys_of(shown: str) -> list[str]:
    """The names of the keys of a pair such as ``j k``; of a range such as ``1–5`` the first."""
    return [key_of(word.partition("–")[0]) for word in shown.split()]
