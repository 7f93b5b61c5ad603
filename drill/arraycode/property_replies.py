"""What a wrong answer in code breaks of its key's properties, in a sentence: its rows no longer sum to 1.

A property is looked for on a few ordinary draws and counts only if it is proved of the key on many wide ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from drill.arraycode.changes import Change, Property, hold_on
from drill.arraycode.code_properties import list_candidates
from drill.arraycode.task import CodeTask
from drill.arraycode.wide_draws import Draw, DrawnCode
from drill.errors import CheckError

# Draws near 1 on which an answer is tried, and wide ones on which a property of the key is proved.
_ORDINARY, _PROOFS = 4, 200
# Ordinary draws on which an answer has to break a property: a slip may not show at the shortest axes.
_BROKEN = 2
# Max CPU seconds for the search of a property that an answer breaks, once the key's are proved.
_SEARCH_S = 0.03
_SEED = 5
_Samples = list[tuple[int, Draw, Any]]


def describe_broken_property(task: CodeTask, code: str, answer: str) -> str:
    """Return the first property of the key that an answer breaks, as a sentence; empty where none is found.

    ``code`` is the key's text. What names a factor or a sum of the result would hand over the key: only
    shifts, scalings and exchanges, and sums of 0 and 1, are named.
    """
    try:
        key = _draw_key(task, code)
        wrong = key.code.with_code(answer)
    except CheckError:
        return ""
    answers = [(turn, draw, wrong.value(draw)) for turn, draw, _ in key.ordinary]
    if any(value is None for _, _, value in answers) or not answers:
        return ""
    held = key.list_held()
    deadline = time.thread_time() + _SEARCH_S
    for candidate in held:
        broken = sum(candidate.holds(wrong, draw, value, turn) is False for turn, draw, value in answers)
        if broken >= _BROKEN and key.proves(candidate):
            return format_broken(candidate, key.code)
        if time.thread_time() > deadline:
            break
    return ""


class _Key:
    """A key with its draws and what was proved of it before."""

    def __init__(self, code: DrawnCode) -> None:
        self.code = code
        self.ordinary = self._draw(_ORDINARY, is_wide=False)
        self._held: list[Property] | None = None
        self._proved: dict[Property, bool] = {}

    def _draw(self, count: int, *, is_wide: bool) -> _Samples:
        pairs = self.code.list_draws(_SEED, count, is_wide=is_wide)
        return [(turn, draw, value) for turn, (draw, value) in enumerate(pairs)]

    def list_held(self) -> list[Property]:
        """Return the properties that the key has on its ordinary draws."""
        if self._held is None:
            self._held = []
            for candidate in list_candidates(self.code, self.ordinary):
                is_allowed = candidate.change is None or candidate.change.is_allowed(self.code)
                if is_allowed and is_told(candidate) and hold_on(self.code, candidate, self.ordinary, 2):
                    self._held.append(candidate)
        return self._held

    def proves(self, found: Property) -> bool:
        """Return whether the key has a property on all wide draws."""
        if found not in self._proved:
            self._proved[found] = hold_on(self.code, found, self._wide(), 20)
        return self._proved[found]

    def _wide(self) -> _Samples:
        if not hasattr(self, "_wide_draws"):
            self._wide_draws = self._draw(_PROOFS, is_wide=True)
        return self._wide_draws


@lru_cache(maxsize=32)
def _draw_key(task: CodeTask, code: str) -> _Key:
    """Return a key's draws. Raises CheckError where its code is not read, or hardly ever has a value."""
    shapes = {name: tuple(map(str, axes)) for name, axes in task.arrays}
    key = _Key(DrawnCode(code, shapes, task.assume, task.library))
    if len(key.ordinary) < 2:
        raise CheckError("the key has no value on ordinary arrays")
    return key


def is_told(found: Property) -> bool:
    """Return whether a property may be named: no sign, and no power of a letter other than none or one."""
    if found.effect == "negated":
        return False
    return found.effect != "scaled" or found.degree == 1


def format_broken(found: Property, code: DrawnCode) -> str:
    """Return what an answer breaks, as a sentence."""
    change = found.change
    if change is None:
        return f"The {_name_sums(found, code)} no longer sum to {found.degree:g}."
    return _SENTENCES[found.effect](change, code)


def _name_sums(found: Property, code: DrawnCode) -> str:
    """Return what adds up: the rows or columns of a matrix, else the entries."""
    draw = code.draw(_SEED, is_wide=False)
    value = None if draw is None else code.value(draw)
    if value is None or value.ndim != 2 or found.axis is None:
        return "entries"
    return "rows" if found.axis else "columns"


def _name_change(change: Change, code: DrawnCode) -> str:
    letters = " and ".join((", ".join(change.letters[:-1]), change.letters[-1])) if change.letters[1:] else ""
    letters = letters or change.letters[0]
    match change.kind:
        case "add" if change.along is not None:
            each = "row" if change.along == len(code.arrays[change.letters[0]]) - 1 else "column"
            return f"Adding one number to each {each} of {letters}"
        case "add":
            entries = "" if all(not code.arrays[letter] for letter in change.letters) else "every entry of "
            return f"Adding the same number to {entries}{letters}"
        case "permute":
            return f"Exchanging entries along {letters}"
        case "repeat":
            return f"Repeating all entries along {letters}"
        case "negate":
            return f"Changing the sign of {letters}"
        case _:
            return _name_scaling(change)


def _name_end(change: Change) -> str:
    letters = " and ".join(change.letters)
    match change.kind:
        case "alike":
            return f"Where {letters} are equal,"
        case "equal":
            return f"Where all entries of {letters} are equal,"
        case _:
            return f"Where {letters} is 0,"


def _name_scaling(change: Change) -> str:
    words = {1: "doubling", 2: "multiplying by 4", -1: "halving", -2: "dividing by 4"}
    parts = [f"{words[power]} {letter}" for letter, power in zip(change.letters, change.powers, strict=True)]
    if len({*change.powers}) == 1:
        parts = [f"{words[change.powers[0]]} {' and '.join(change.letters)}"]
    text = " while ".join(parts) if len(parts) == 2 else ", ".join(parts)
    return text[0].upper() + text[1:]


_SENTENCES: dict[str, Callable[[Change, DrawnCode], str]] = {
    "same": lambda change, code: f"{_name_change(change, code)} changes your result, and should not.",
    "moved": lambda change, code: f"{_name_change(change, code)} should add it to the result, and does not.",
    "scaled": lambda change, code: f"{_name_change(change, code)} should double the result, and does not.",
    "vanishing": lambda change, code: f"{_name_end(change)} the result should be 0, and is not.",
    "permuted": lambda change, code: (
        f"{_name_change(change, code)} should do the same to the result, and does not."
    ),
}
