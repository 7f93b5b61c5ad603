"""Reading ``config.toml``: what of it holds, and what is wrong with the rest, line by line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from drill.errors import SettingsError
from drill.settings.actions import chosen_keys
from drill.settings.kinds import LEARNER
from drill.settings.schema import SCHEMA, Settings
from drill.text import one_line


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
        line = line_of(key, source)
        setting = SCHEMA.get(key)
        if setting is None:
            near = difflib.get_close_matches(key, SCHEMA, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(SCHEMA)}"
            problems.append(SettingsError(f"unknown setting {one_line(key)!r}", hint, path=path, line=line))
            continue
        try:
            chosen[key] = setting.kind.read(value)
        except ValueError as error:
            problems.append(SettingsError(f"{key}: {error}", "the default is used", path=path, line=line))
    if "keys" in chosen:
        chosen["keys"], refused = chosen_keys(chosen["keys"])
        problems += [
            SettingsError(f"keys: {each.why}", each.hint, path=path, line=line_of(each.action, source))
            for each in refused
        ]
    settings = _fitting_the_locale(Settings(**chosen), environ)
    return LoadedSettings(_with_learner(settings, environ, path, problems), tuple(problems))


def has_plain_locale(environ: Mapping[str, str]) -> bool:
    """Whether the locale says in so many words that there are no letters beyond ASCII."""
    return (environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or "") in ("C", "POSIX")


def _fitting_the_locale(settings: Settings, environ: Mapping[str, str]) -> Settings:
    return replace(settings, glyphs="ascii") if has_plain_locale(environ) else settings


def _read(path: Path) -> tuple[dict[str, Any], str, list[SettingsError]]:
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}, "", []
    except (OSError, UnicodeDecodeError) as error:
        told = SettingsError(f"the settings cannot be read: {error}", "defaults are used", path=path)
        return {}, "", [told]
    try:
        return tomllib.loads(source), source, []
    except tomllib.TOMLDecodeError as error:
        return {}, source, [not_toml(error, source, path, "defaults are used")]


def not_toml(error: tomllib.TOMLDecodeError, source: str, path: Path, hint: str) -> SettingsError:
    """What to tell of a file that is not TOML, with the line."""
    found = re.search(r"at line (\d+)", str(error))
    line = int(found[1]) if found else source.count("\n") + 1
    return SettingsError(f"not TOML: {error}", hint, path=path, line=line)


def line_of(key: str, source: str) -> int:
    """The line, from 1, that a key or a table begins in."""
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
