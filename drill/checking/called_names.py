"""Names typed as they are shown among plain mathematics: ``p(s)`` for ``p``, ``λ`` for ``lam``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from drill.maths.characters import GREEK

_SHOWN: Final = re.compile(r"\\[A-Za-z]+|[A-Za-z0-9']+|[_(),;|]")
_SHOWN_WHOLE: Final = re.compile(rf"(?:{_SHOWN.pattern}|[{{}}\s])+")
_BEFORE: Final = r"(?<![A-Za-z0-9_\\])"
_GREEK: Final = frozenset(GREEK.values())
_GREEK_NAME: Final = re.compile(r"\\([A-Za-z]+)(?:_\{?([A-Za-z0-9]+)\}?)?")
_NUMBERED: Final = re.compile(r"([A-Za-z]+)([0-9]+)")
_COMMAND: Final = re.compile(r"\\([A-Za-z]+)")
_CONDITION: Final = re.compile(r"\\(?:mid|vert)(?![A-Za-z])|\|")
"""The bar of a condition."""
_CALL: Final = re.compile(r"\([^()]+\)\Z")


def with_called_names(text: str, latex: Iterable[tuple[str, str]]) -> str:
    """Return ``text`` with ``p`` in the place of ``p(s)``, where that is how ``p`` is shown: nobody
    multiplies so.

    Places stay where they are; what is longer than it is shown is left as it is.
    """
    if "(" not in text:
        return text
    for pattern, name in _patterns(tuple(latex)):
        text = pattern.sub(lambda found, name=name: _padded(found[0], name), text)
    return text


def _padded(typed: str, name: str) -> str:
    return name.ljust(len(typed)) if len(name) <= len(typed) else typed


@lru_cache(maxsize=256)
def _patterns(latex: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """How each name that is shown as a call may be typed, the longest first."""
    shown = sorted(((text.strip(), name) for name, text in latex), key=lambda pair: -len(pair[0]))
    return tuple((_pattern(text), name) for text, name in shown if _is_call(text))


def _is_call(shown: str) -> bool:
    commands = set(_COMMAND.findall(_CONDITION.sub("|", shown)))
    is_plain = _SHOWN_WHOLE.fullmatch(shown) is not None and commands <= _GREEK
    return is_plain and _CALL.search(shown) is not None and shown[0] != "("


def _pattern(shown: str) -> re.Pattern[str]:
    return re.compile(_BEFORE + r"[\s{}]*".join(map(_typed, _SHOWN.findall(shown))))


def _typed(token: str) -> str:
    if _CONDITION.fullmatch(token):
        return f"(?:{_CONDITION.pattern})"
    if token[0] != "\\":
        return re.escape(token)
    letters = "|".join(re.escape(letter) for letter, word in GREEK.items() if word == token[1:])
    return f"(?:{letters}|{token[1:]})"


@lru_cache(maxsize=256)
def shown_names(declared: frozenset[str], latex: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Give what names mean where they are typed as they are shown: ``λ`` is ``lambda``, and means ``lam``.

    Only Greek letters that stand for nothing else, each for one name, and ``x_1`` for ``x1`` and the reverse.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(declared):
        numbered = _NUMBERED.fullmatch(name)
        if numbered:
            found.setdefault(f"{numbered[1]}_{numbered[2]}", []).append(name)
        base, line, index = name.partition("_")
        if line and index.isdigit() and base not in declared:
            found.setdefault(f"{base}{index}", []).append(name)
    for name, shown in latex:
        letter = _GREEK_NAME.fullmatch(shown.strip())
        word = letter[1].removeprefix("var") if letter else ""
        if letter and word in _GREEK - {"pi"}:
            written = f"{word}_{letter[2]}" if letter[2] else word
            found.setdefault(written, []).append(name)
    return {
        written: names[0] for written, names in found.items() if len(names) == 1 and written not in declared
    }
