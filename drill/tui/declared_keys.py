"""How the method of an action declares its keys.

``@key("hint")`` binds the key that the one table of letters (``settings/actions.txt``) gives ``hint``.
``words`` are its effect here, and ``when`` whether it acts now; both may ask the screen. The last
line, the help page, the command row and the palette are made of these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from drill.settings import ACTIONS

# The rows of the table of letters in their order, which is that of the last line.
_PLACES = {name: place for place, name in enumerate(ACTIONS)}


class Key(NamedTuple):
    """A key of an action, as its method declares it."""

    name: str
    """Its row in the table of letters; empty for others: arrows, digits, function keys."""
    usual: str
    """The key to press where the learner chose none."""
    action: str
    parameters: tuple[object, ...]
    words: str | Callable[[Any], str]
    when: Callable[[Any], object]

    def find_words(self, node: object) -> str | None:
        """Return its current effect: empty if the key is not shown, None if it does nothing."""
        if not self.when(node):
            return None
        if isinstance(self.words, str):
            return self.words
        return self.words(node) or None

    @property
    def place(self) -> int:
        """Its place in the last line: that of its row in the table."""
        return _PLACES.get(self.name, _PLACES["look"])

    @property
    def run(self) -> str:
        """Its action in Textual's notation: ``turn(-1)``."""
        if self.parameters:
            return f"{self.action}({', '.join(map(repr, self.parameters))})"
        return self.action


_Method = TypeVar("_Method", bound=Callable[..., object])


def key(
    names: str,
    words: str | Callable[[Any], str] = "",
    *,
    when: Callable[[Any], object] = lambda _: True,
    argument: object = None,
) -> Callable[[_Method], _Method]:
    """Declare the keys of an action on its method.

    Args:
        names: rows of the table of letters, or keys that it lacks (``left``, ``f2``), with spaces between.
        words: its label in the last line, which does not show a key without words; if a function gives them,
            no words mean that the key does nothing now.
        when: whether it does something now.
        argument: the argument of the action.
    """

    def declare(method: _Method) -> _Method:
        action = method.__name__.removeprefix("action_")
        parameters = () if argument is None else (argument,)
        keys = [Key(name, usual, action, parameters, words, when) for name, usual in _find_keys(names)]
        vars(method)["keys"] = keys + vars(method).get("keys", [])
        return method

    return declare


def _find_keys(names: str) -> Iterator[tuple[str, str]]:
    """Yield rows of the table with their keys; of down and up the arrows, too."""
    for name in names.split():
        if name in ACTIONS:
            yield name, ACTIONS[name].key
        if name not in ACTIONS or name in ("down", "up"):
            yield "", name


def pair(
    names: str, words: str | Callable[[Any], str] = "", *, when: Callable[[Any], object] = lambda _: True
) -> Callable[[_Method], _Method]:
    """Declare two keys of an action: the first one gives it 1, the other one -1."""

    def declare(method: _Method) -> _Method:
        first, second = names.split()
        key(second, words, when=when, argument=-1)(method)
        return key(first, words, when=when, argument=1)(method)

    return declare


def digits(most: int, words: str = "") -> Callable[[_Method], _Method]:
    """Declare the digits from 1 to ``most`` for an action that takes the number."""

    def declare(method: _Method) -> _Method:
        for number in range(most, 0, -1):
            key(f"{number}", words, argument=number)(method)
        return method

    return declare


def collect_keys(kind: type) -> Sequence[Key]:
    """Return the keys of a class: its own in the order of its methods, then those of its bases.

    A method that replaces another one keeps its keys, and may declare more of them, or with other words.
    """
    found: list[Key] = []
    for base in kind.__mro__:
        methods = [member for name, member in vars(base).items() if name.startswith("action_")]
        of_base = [declared for method in methods for declared in getattr(method, "keys", ())]
        taken = {(declared.action, declared.usual) for declared in found}
        found += [declared for declared in of_base if (declared.action, declared.usual) not in taken]
    return found
