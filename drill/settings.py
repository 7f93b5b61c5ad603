"""The settings: one frozen value, read from ``config.toml``, with every fault named by its line.

A faulty file never stops the program: each wrong key or value is reported and its default used.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from pathlib import Path
from typing import Any, Literal, cast

from drill.errors import SettingsError
from drill.text import one_line

SUBJECTS = ("calculus", "linear-algebra", "frequentist", "bayesian")
"""The shipped subjects in their order; their names are reserved."""

LEARNER = re.compile(r"[a-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a learner may choose; every default drills well."""

    minutes: int = 25
    """Minutes of drill a day."""
    share: int = 50
    """Per cent of re-attempts among today's attempts while something unseen remains."""
    gaps: tuple[int, ...] = (1, 3, 7, 14)
    """Days until an item is due again after pass 1, 2, …; the last holds for all later passes."""
    passes: Literal["flowing", "strict"] = "flowing"
    """Whether passes flow into each other or follow the literal method."""
    subjects: tuple[str, ...] = SUBJECTS
    """Which subjects are drilled, and their order."""
    checks: Literal["offer", "off", "mix"] = "offer"
    """What becomes of greens that are predicted to be slipping."""
    step: Literal["invite", "step", "off"] = "invite"
    """How shape and motion are asked for."""
    clock: Literal["session", "exercise", "off"] = "session"
    """Which time the corner shows."""
    glyphs: Literal["full", "safe", "ascii"] = "safe"
    """How much of Unicode formulas may use."""
    theme: str = "drill-dark"
    """A Textual theme by name."""
    fewer_words: bool = False
    """Shorter lines beside the keys."""
    editor: str = ""
    """The editor; empty means ``$VISUAL`` or ``$EDITOR``."""
    day_begins: time = time(4, 0)
    """Local time at which a study day begins."""
    learner: str = "me"
    """Whose marks these are."""
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    """Other keys for actions."""


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force, and what was wrong with the file."""

    settings: Settings
    problems: tuple[SettingsError, ...] = ()


def load(path: Path, environ: Mapping[str, str]) -> LoadedSettings:
    """Read ``path``; a missing file means the defaults. ``DRILL_LEARNER`` overrides the learner."""
    table, source, problems = _read(path)
    chosen: dict[str, Any] = {}
    for key, value in table.items():
        line = _line_of(key, source)
        reader = _READERS.get(key)
        if reader is None:
            near = difflib.get_close_matches(key, _READERS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(_READERS)}"
            problems.append(SettingsError(f"unknown setting {one_line(key)!r}", hint, path=path, line=line))
            continue
        try:
            chosen[key] = reader(value)
        except ValueError as error:
            problems.append(SettingsError(f"{key}: {error}", "the default is used", path=path, line=line))
    settings = _fitting_the_locale(Settings(**chosen), environ)
    return LoadedSettings(_with_learner(settings, environ, path, problems), tuple(problems))


def _fitting_the_locale(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """ASCII alone where the locale says so in so many words."""
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    return replace(settings, glyphs="ascii") if locale in ("C", "POSIX") else settings


def _read(path: Path) -> tuple[dict[str, Any], str, list[SettingsError]]:
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}, "", []
    except (OSError, UnicodeDecodeError) as error:
        return (
            {},
            "",
            [SettingsError(f"the settings cannot be read: {error}", "defaults are used", path=path)],
        )
    try:
        return tomllib.loads(source), source, []
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else source.count("\n") + 1
        return {}, source, [SettingsError(f"not TOML: {error}", "defaults are used", path=path, line=line)]


def _line_of(key: str, source: str) -> int:
    pattern = re.compile(rf"""^\s*\[?["']?{re.escape(key)}["']?\s*[=\].]""")
    return next((n for n, line in enumerate(source.splitlines(), 1) if pattern.match(line)), 1)


def _with_learner(
    settings: Settings, environ: Mapping[str, str], path: Path, problems: list[SettingsError]
) -> Settings:
    name = environ.get("DRILL_LEARNER", "")
    if not name:
        return settings
    if LEARNER.fullmatch(name):
        return replace(settings, learner=name)
    problems.append(
        SettingsError(
            f"DRILL_LEARNER is no learner's name: {one_line(name)!r}",
            "use a-z, 0-9, dot, dash and underscore, at most 64",
            path=path,
        )
    )
    return settings


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high} is due, not {one_line(repr(value))}")
        return value

    return read


def _one_of(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value in choices:
            return value
        near = difflib.get_close_matches(str(value), choices, n=1)
        asked = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"one of {', '.join(choices)} is due, not {one_line(repr(value))}{asked}")

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"text in quotes is due, not {one_line(repr(value))}")
    return one_line(value)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"true or false is due, not {one_line(repr(value))}")
    return value


def _gaps(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("a list of days such as [1, 3, 7, 14] is due")
    return tuple(_whole(1, 365)(days) for days in cast("list[object]", value))


def _subjects(value: Any) -> tuple[str, ...]:
    names = cast("list[object]", value) if isinstance(value, list) else []
    if not names or len({str(name) for name in names}) != len(names):
        raise ValueError(f"a list of different subjects is due, of {', '.join(SUBJECTS)}")
    return tuple(_one_of(*SUBJECTS)(name) for name in names)


def _time(value: Any) -> time:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value) if isinstance(value, str) else None
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f'a time such as "04:00" is due, not {one_line(repr(value))}')
    return time(int(found[1]), int(found[2]))


def _learner(value: Any) -> str:
    if not isinstance(value, str) or not LEARNER.fullmatch(value):
        raise ValueError("a name of a-z, 0-9, dot, dash and underscore is due, at most 64 characters")
    return value


def _keys(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError('a table of action = "key" is due')
    return {_text(action): _text(key) for action, key in cast("dict[str, object]", value).items()}


_READERS: dict[str, Callable[[Any], Any]] = {
    "minutes": _whole(1, 600),
    "share": _whole(0, 100),
    "gaps": _gaps,
    "passes": _one_of("flowing", "strict"),
    "subjects": _subjects,
    "checks": _one_of("offer", "off", "mix"),
    "step": _one_of("invite", "step", "off"),
    "clock": _one_of("session", "exercise", "off"),
    "glyphs": _one_of("full", "safe", "ascii"),
    "theme": _text,
    "fewer_words": _yes_or_no,
    "editor": _text,
    "day_begins": _time,
    "learner": _learner,
    "keys": _keys,
}

if set(_READERS) != {each.name for each in fields(Settings)}:  # a setting without a reader is a mistake here
    raise AssertionError("every setting needs a reader")
